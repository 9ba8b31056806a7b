-- SPDX-License-Identifier: Apache-2.0
-- A binding by hand: Lua-cURL sends the call and lua-cjson reads the reply, unsigned and unchecked.
--
--   lua_curl.lua probe        fails where one of them is not installed
--   lua_curl.lua loop CALLS   prints as calls.lua does

local cjson = require("cjson")
local curl = require("cURL")
local now = require("_hwc").now

if arg[1] == "probe" then
  return
end

local calls = math.tointeger(arg[2])
local url = ("%s/v1/%032d/cloud-phone/servers/open-access"):format(os.getenv("BENCH_URL"), 1)
local easy = curl.easy()

local function call()
  local parts = {}
  easy:setopt({
    url = url,
    customrequest = "PUT",
    postfields = cjson.encode({
      servers = { {
        server_id = "1678567b8bab40f93711234cb80d0123", keypair_name = "keypair-2",
      } },
    }),
    httpheader = { "Content-Type: application/json", "Accept:", "Expect:" },
    timeout_ms = 30000,
    connecttimeout_ms = 5000,
    writefunction = function(part)
      parts[#parts + 1] = part
    end,
  })
  easy:perform()
  assert(easy:getinfo_response_code() == 200)
  assert(#cjson.decode(table.concat(parts)).jobs == 1)
end

call()
local wall, cpu = now(), os.clock()
for _ = 1, calls do
  call()
end
wall, cpu = now() - wall, os.clock() - cpu
for line in io.lines("/proc/self/status") do
  local peak = line:match("^VmHWM:%s+(%d+) kB")
  if peak then
    print(wall, cpu, peak)
  end
end
