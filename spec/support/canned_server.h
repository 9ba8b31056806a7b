/* SPDX-License-Identifier: Apache-2.0
 *
 * A small, fast loopback server with fixed responses, in the shapes of the
 * services, for tests that make very many calls. It runs in a thread of its
 * own. An incomplete request (without a body, a header, a signed name) gets
 * status 400.
 *
 *   .../servers/open-access, .../servers/batch-restart   a job each, accepted
 *   .../cloud-phone/jobs                                 the job, done
 *   .../signs/<id>           a signature key; <id> of zeros: 404 APIG.3017
 *   .../dev-servers/<id>     RUNNING; .../changeos: CHANGINGOS
 *   /v3/auth/tokens, /v3/projects                        IAM
 *   /slow/...                the same, 5 ms later
 *   /hang                    no response
 *   /drop                    the connection is closed
 *   /cut                     closed within the body
 *   /close                   a response, then the connection is closed
 *   /page                    502 with HTML
 *   /anything                200 {} for the step "call"
 *   all else                 200 {} */
#ifndef SPEC_SUPPORT_CANNED_SERVER_H
#define SPEC_SUPPORT_CANNED_SERVER_H

#include <stddef.h>

struct canned_server;

/* NULL if it cannot listen. */
struct canned_server *canned_server_start(void);

int canned_server_port(const struct canned_server *server);

void canned_server_stop(struct canned_server *server);

#endif
