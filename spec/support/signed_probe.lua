-- SPDX-License-Identifier: Apache-2.0
-- A backend's probe: a request that the sandbox's gateway signs has to be accepted with the pairs
-- that were delivered. Run as a program: signed_probe.lua URL TOKEN SIGN_ID LOG; LOG has the lines
-- that commands of backends got, and gets one more.

local apig = require("apig")
local cjson = require("cjson")

local url, token, sign_id, log = table.unpack(arg)

local keys = {}
for line in io.lines(log) do
  local message = cjson.decode(line)
  keys[message.sign_key or ""] = message.action == "add" and message.sign_secret or nil
end
local pipe <close> = assert(io.popen(("curl --disable --noproxy '*' -sS --fail -m 5 "
  .. "-H 'Authorization: Bearer %s' -d '{\"sign_id\": \"%s\", \"target\": \"/orders\"}' "
  .. "'%s/_sandbox/gateway-request'"):format(token, sign_id, url)))
local request = cjson.decode(pipe:read("a"))
local headers = {}
for i, pair in ipairs(request.headers) do
  headers[i] = { pair[1], pair[2] }
end
assert(apig.verify({ method = request.method, target = request.target, headers = headers }, keys))
local file <close> = assert(io.open(log, "a"))
file:write('{"action":"probe"}\n')
