-- SPDX-License-Identifier: Apache-2.0
-- A local cloud for tests and trials: the services in this process, on a thread of their own with
-- a Lua state of their own. It keeps state, checks requests with the same rows as the clients,
-- verifies signatures and tokens, runs jobs over time, and fails on order.

local core = require("_hwc")
local faults = require("hwc.sandbox.faults")
local options = require("hwc.options")

local M = {}

-- Bytes of the largest body the gateways take.
local MAX_BODY = 12 * 1024 * 1024

local LOOPBACK = "^127%."

local function integer(min, max)
  return function(value)
    if math.type(value) ~= "integer" or value < min or value > max then
      return ("an integer from %d to %d"):format(min, max)
    end
  end
end

local function above_zero(value)
  if type(value) ~= "number" or not (value > 0 and value < math.huge) then
    return "a number above 0"
  end
end

local function names(value)
  local text = "a list of one name or more, without holes"
  if options.no_list(value) or #value == 0 then
    return text
  end
  for _, name in ipairs(value) do
    if type(name) ~= "string" or name == "" then
      return text
    end
  end
end

local OPTIONS = {
  address = "text",
  agency = "text",
  domain = "text",
  keypairs = names,
  lag = "delay",
  phones = integer(0, 100),
  port = integer(0, 65535),
  public_key = "boolean",
  region = "text",
  seed = integer(math.mininteger, math.maxinteger),
  servers = integer(0, 10000),
  speed = above_zero,
  token_life = "seconds",
  user = "text",
}

local DEFAULTS = {
  address = "127.0.0.1",
  agency = "sandbox_agency",
  domain = "sandbox",
  keypairs = { "keypair-1", "keypair-2", "keypair-3" },
  lag = 0,
  phones = 2,
  port = 0,
  public_key = false,
  region = "cn-north-4",
  seed = 1,
  servers = 200,
  speed = 10,
  token_life = 86400,
  user = "sandbox_user",
}

---@class hwc.Sandbox
---@field url string where it listens: "http://127.0.0.1:40123"
local Cloud = {}
Cloud.__index = Cloud
Cloud.__name = "hwc.sandbox"

local function order(cloud, name, value)
  local server = rawget(cloud, "server")
  if not server then
    error("attempt to use a closed sandbox", 3)
  end
  local text = assert(core.encode_json(value == nil and {} or value))
  return assert(core.decode_json(assert(server:control(name, text))))
end

---Starts a sandbox. Equal seeds give equal ids, keys and names.
---
---Options: `servers` (cloud phone servers, 200), `phones` (of each server, 2), `seed` (1), `speed`
---(how much faster than real time jobs run, 10), `port` (0: a free one), `address` ("127.0.0.1"),
---`region` ("cn-north-4"), `keypairs` (names of the account's key pairs; all servers begin with the
---first), `lag` (seconds of real time for which lists and details of DevServers, cloud phone
---servers and phones show what they were before, 0), `public_key` (whether the gateway's instance
---has that feature, false), `token_life` (seconds of real time, 86400), `user`, `domain`, `agency`
---(names). Unknown and ill-typed ones raise.
---@param opts? table
---@return hwc.Sandbox? cloud
---@return string? message why it could not be started
function M.start(opts)
  options.check(opts, OPTIONS, "sandbox.start", 2)
  local config = options.merge(DEFAULTS, opts)
  config.keypairs = core.array(table.move(config.keypairs, 1, #config.keypairs, 1, {}))
  local found, httpd = pcall(require, "_hwc_httpd")
  if not found then
    return nil, "the sandbox is not part of this build of hwc: the C module _hwc_httpd, which is "
      .. "built where libmicrohttpd is found, cannot be loaded"
  end
  local server, message = httpd.start({
    address = config.address == "localhost" and "127.0.0.1" or config.address,
    port = config.port,
    max_body = MAX_BODY,
    module = "hwc.sandbox.service",
    config = assert(core.encode_json(config)),
    path = package.path,
    cpath = package.cpath,
  })
  if not server then
    return nil, ("the sandbox cannot listen on %s, port %d: %s"):format(config.address,
      config.port, message)
  end
  local host = config.address:find(":", 1, true) and "[" .. config.address .. "]" or config.address
  local cloud = setmetatable({
    server = server,
    url = ("http://%s:%d"):format(host, server:port()),
    loopback = host:find(LOOPBACK) ~= nil or host == "[::1]" or host == "localhost",
  }, Cloud)
  order(cloud, "url", cloud.url)
  return cloud
end

---What a client has to know, as the installed program prints it: `url`, `ak`, `sk`, `project_id`,
---`instance_id`, `user`, `password`, `domain`; and `region`, `agency`, `domain_id`, `user_id`.
---@return table
function Cloud:account()
  return order(self, "account")
end

---Options for a client of any of the services: `cph.client(cloud:options())`.
---@return table
function Cloud:options()
  local account = order(self, "account")
  return {
    endpoint = self.url,
    iam_endpoint = self.url,
    region = account.region,
    project_id = account.project_id,
    instance_id = account.instance_id,
    ak = account.ak,
    sk = account.sk,
    allow_http = not self.loopback or nil,
  }
end

---What has arrived, oldest first (the last 10000): `method`, `target` as in the request line,
---`path`, `query` by name, `headers` as {name, value} pairs, `body` (decoded, where it is a JSON
---object), `body_size` in bytes, `form` (`name`, `file_name`, `size` of its parts), `operation`,
---`status`, `error_code`, `request_id`, `time` (Unix seconds). Credentials and secrets are masked.
---@return table[]
function Cloud:requests()
  return order(self, "requests")
end

---What the cloud is in now: `cph` (`servers`, `phones`, `images`, `bandwidths`,
---`encode_servers`, `jobs`), `apig` (`groups`, `apis`, `environments`, `publications`, `apps`,
---`auths`, `signature_keys`, `bindings`), `devserver` (`servers`, `images`, `operations`), `iam`,
---`keypairs`; members as in the services' answers, secrets masked. A copy.
---@return table
function Cloud:state()
  return order(self, "state")
end

---Begins anew: the state of the start, with the same ids and keys; tokens, orders and the list of
---requests are gone.
function Cloud:reset()
  order(self, "reset")
end

---Lets jobs go on as if `seconds` of their time had passed, for tests that do not wait: at a
---`speed` of 10, 30 seconds of a job take 3 seconds of real time.
---@param seconds number
function Cloud:advance(seconds)
  if type(seconds) ~= "number" or not (seconds >= 0 and seconds < math.huge) then
    error("sandbox:advance: a number of seconds from 0 is needed, got " .. options.kind(seconds), 2)
  end
  order(self, "advance", { seconds = seconds })
end

---Lets all tokens and temporary keys expire now.
function Cloud:expire_tokens()
  order(self, "expire")
end

---Orders that the next calls are answered with a failure: `operation` (any without it), `status`
---(500), `code`, `message`, `headers` (by name), `body` (text instead of the service's shape),
---`times` (1). `drop = true` closes the connection without an answer; `applied = true` does the
---work first, so that only the answer is lost.
---@param fault table?
function Cloud:fail(fault)
  fault = faults.check("call", fault, order(self, "operations"), "sandbox:fail", 2)
  return order(self, "fail", fault)
end

---Orders that the next pieces of work fail though their call is accepted: jobs end with status
----1, DevServers in a state such as CHANGINGOS_FAILED. `operation` and `target` (the server's id)
---narrow it down, `code` and `message` are what the job says, `times` (1).
---@param fault table?
function Cloud:fail_jobs(fault)
  fault = faults.check("job", fault, order(self, "operations"), "sandbox:fail_jobs", 2)
  return order(self, "fail_jobs", fault)
end

---Stops listening and forgets everything. Safe to call twice.
function Cloud:close()
  local server = rawget(self, "server")
  self.server = nil
  if server then
    server:close()
  end
end

Cloud.__close = Cloud.close
Cloud.__gc = Cloud.close

function Cloud:__tostring()
  return ("hwc.sandbox (%s)"):format(rawget(self, "server") and self.url or "closed")
end

return M
