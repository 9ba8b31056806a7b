-- SPDX-License-Identifier: Apache-2.0
-- A program that makes one call, for the time until its reply: starting Lua, require, client, call.
-- The server's URL comes from the environment, BENCH_URL.

local SERVER = "1678567b8bab40f93711234cb80d0123"

local client <close> = assert(require("cph").client({
  endpoint = os.getenv("BENCH_URL"),
  project_id = ("%032d"):format(1),
  ak = "QTWAOYTTINDUT2QVKYUC",
  sk = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
}))
local reply = assert(client:update_keypair({
  servers = { { server_id = SERVER, keypair_name = "keypair-2" } },
}))
assert(reply.jobs[1].server_id == SERVER)
