// SPDX-License-Identifier: Apache-2.0

// The same call by the official Go SDK (huaweicloud-sdk-go-v3). It builds where Go finds the SDK:
// in GOPATH, or in the module that the working directory belongs to.
//
//	go_sdk loop CALLS   prints as calls.lua does
package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	cph "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cph/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cph/v1/model"
)

func fail(err error) {
	fmt.Fprintln(os.Stderr, "go_sdk:", err)
	os.Exit(1)
}

func newClient() *cph.CphClient {
	credentials, err := basic.NewCredentialsBuilder().
		WithAk("QTWAOYTTINDUT2QVKYUC").
		WithSk("MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc").
		WithProjectId(fmt.Sprintf("%032d", 1)).
		SafeBuild()
	if err != nil {
		fail(err)
	}
	client, err := cph.CphClientBuilder().
		WithEndpoint(os.Getenv("BENCH_URL")).
		WithCredential(credentials).
		SafeBuild()
	if err != nil {
		fail(err)
	}
	return cph.NewCphClient(client)
}

func call(client *cph.CphClient) {
	reply, err := client.UpdateKeypair(&model.UpdateKeypairRequest{
		Body: &model.UpdateKeypairRequestBody{
			Servers: []model.ServerKeypair{{
				ServerId:    "1678567b8bab40f93711234cb80d0123",
				KeypairName: "keypair-2",
			}},
		},
	})
	if err != nil {
		fail(err)
	}
	if reply.Jobs == nil || len(*reply.Jobs) != 1 {
		fail(fmt.Errorf("a reply without its job"))
	}
}

func usage() (cpu float64, peak int64) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		fail(err)
	}
	nanoseconds := used.Utime.Nano() + used.Stime.Nano()
	return float64(nanoseconds) / 1e9, used.Maxrss
}

func main() {
	calls, err := strconv.Atoi(os.Args[len(os.Args)-1])
	if err != nil || len(os.Args) != 3 || os.Args[1] != "loop" {
		fail(fmt.Errorf("usage: go_sdk loop CALLS"))
	}
	client := newClient()
	call(client) // opens the connection
	began := time.Now()
	before, _ := usage()
	for i := 0; i < calls; i++ {
		call(client)
	}
	wall := time.Since(began).Seconds()
	after, peak := usage()
	fmt.Printf("%.6f %.6f %d\n", wall, after-before, peak)
}
