-- So many calls to the server of HWC_TEST_URL: what spec/cost_spec.lua counts the instructions of.

local cph = require("cph")

local SERVER = "1678567b8bab40f93711234cb80d0123"

local client <close> = assert(cph.client({
  -- Slow, so that each call waits for its response, and as many steps are counted in every run.
  endpoint = os.getenv("HWC_TEST_URL") .. "/slow",
  project_id = "0123456789abcdef0123456789abcdef",
  ak = "QTWAOYTTINDUT2QVKYUC",
  sk = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
}))

-- Garbage is collected after as many calls in every run.
collectgarbage("stop")
for i = 1, math.tointeger(arg[1]) do
  local reply = assert(client:update_keypair({
    servers = { { server_id = SERVER, keypair_name = "ops" } },
  }))
  assert(reply.jobs[1].server_id == SERVER)
  if i % 20 == 0 then
    collectgarbage()
  end
end
