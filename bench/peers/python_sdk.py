# SPDX-License-Identifier: Apache-2.0
"""The same call by the official Python SDK (huaweicloudsdkcph).

    python_sdk.py probe        fails where it is not installed
    python_sdk.py loop CALLS   prints as calls.lua does
"""
import os
import resource
import sys
import time

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcph.v1 import (
    CphClient,
    ServerKeypair,
    UpdateKeypairRequest,
    UpdateKeypairRequestBody,
)

if sys.argv[1] == "probe":
    sys.exit()

client = (
    CphClient.new_builder()
    .with_credentials(
        BasicCredentials(
            "QTWAOYTTINDUT2QVKYUC",
            "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
            "%032d" % 1,
        )
    )
    .with_endpoint(os.environ["BENCH_URL"])
    .build()
)


def call():
    reply = client.update_keypair(
        UpdateKeypairRequest(
            body=UpdateKeypairRequestBody(
                servers=[
                    ServerKeypair(
                        server_id="1678567b8bab40f93711234cb80d0123",
                        keypair_name="keypair-2",
                    )
                ]
            )
        )
    )
    assert len(reply.jobs) == 1


call()
wall, cpu = time.monotonic(), time.process_time()
for _ in range(int(sys.argv[2])):
    call()
wall, cpu = time.monotonic() - wall, time.process_time() - cpu
print(wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
