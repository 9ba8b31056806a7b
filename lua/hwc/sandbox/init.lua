-- SPDX-License-Identifier: Apache-2.0
-- A local cloud for tests and trials: the services in this process, on a thread of their own with
-- a Lua state of their own. It keeps state, checks requests with the same rows as the clients,
-- verifies signatures and tokens, runs jobs over time, and fails on order.

local core = require("_hwc")
local backend_requests = require("hwc.sandbox.apig.backend_requests")
local faults = require("hwc.sandbox.faults")
local options = require("hwc.options")
local settings = require("hwc.sandbox.settings")

local M = {}

-- Bytes of the largest body the gateways take.
local MAX_BODY = 12 * 1024 * 1024

-- Bytes of the largest file of a state.
local LONGEST_FILE = 1 << 30

local LOOPBACK = "^127%."

local WILDCARDS = { ["0.0.0.0"] = true, ["::"] = true }

---@class hwc.Sandbox
---@field url string where it listens: "http://127.0.0.1:40123"
local Cloud = {}
Cloud.__index = Cloud
Cloud.__name = "hwc.sandbox"

-- Carries an order out in the sandbox; what cannot be done is nil and a message.
local function try(cloud, name, value)
  local server = rawget(cloud, "server")
  if not server then
    error("attempt to use a closed sandbox", 4)
  end
  local text = assert(core.encode_json(value == nil and {} or value))
  local response, message = server:control(name, text)
  if not response then
    return nil, message
  end
  return assert(core.decode_json(response))
end

local function order(cloud, name, value)
  return assert(try(cloud, name, value))
end

-- The text of a file; nil and a message that has the path. Those of states may be large.
local function read_file(path)
  return core.read_file(path, LONGEST_FILE)
end

-- The state to begin with: nil where there is none yet.
local function read_state(path)
  if not path then
    return nil
  end
  local text, message, unusable = read_file(path)
  if text or not unusable then
    return text
  end
  return nil, message
end

-- What the HTTP end is given beside the options; nil and a message where a file cannot be read.
local function read_files(config)
  local files = {}
  for name, path in pairs(config.tls or {}) do
    local text, message = read_file(path)
    if not text then
      return nil, message
    end
    files[name] = text
  end
  if config.scenario then
    local text, message = read_file(config.scenario)
    if not text then
      return nil, message
    end
    files.scenario = core.decode_json(text)
    if type(files.scenario) ~= "table" or core.is_array(files.scenario) then
      return nil, config.scenario .. ": it has to be a JSON object"
    end
  end
  local saved, message = read_state(config.state)
  if message then
    return nil, message
  end
  files.saved = saved
  return files
end

local function listen(httpd, config, files)
  local given = options.merge(config, {
    saved = files.saved,
    control_token = core.random(24):gsub(".", function(byte)
      return ("%02x"):format(byte:byte())
    end),
  })
  return httpd.start({
    address = config.address == "localhost" and "127.0.0.1" or config.address,
    port = config.port,
    max_body = MAX_BODY,
    module = "hwc.sandbox.service",
    config = assert(core.encode_json(given)),
    path = package.path,
    cpath = package.cpath,
    certificate = files.certificate,
    key = files.key,
  })
end

-- The host of the URL: of all addresses one that others can use.
local function host_of(httpd, address)
  if WILDCARDS[address] then
    address = httpd.outward_address(address) or address
  end
  return address:find(":", 1, true) and "[" .. address .. "]" or address
end

---Starts a sandbox. Equal seeds give equal ids, keys and names.
---
---Options: `servers` (cloud phone servers, 200), `phones` (of each server, 2), `dev_servers` (4),
---`supernodes` (1), `instances` (of the gateway, 1), `seed` (1), `speed` (how much faster than real
---time jobs run, 10), `port` (0: a free one), `address` ("127.0.0.1"), `hosts` (other names of this
---machine, by which `/_sandbox/` may be reached), `tls` (`certificate` and `key`, paths of PEM
---files), `region` ("cn-north-4"), `keypairs` (names of the account's key pairs; all servers begin
---with the first), `lag` (seconds of real time for which lists and details of DevServers, cloud
---phone servers and phones show what they were before, 0), `public_key` (whether the gateway's
---instance has that feature, false), `token_life` (seconds of real time, 86400), `user`, `domain`,
---`agency` (names), `ak`, `sk` (made from the seed), `quotas` (by name), `strict` (operations that
---only have samples are refused, false), `state` (path of a saved state to begin with, where the
---file exists), `scenario` (path of faults to begin with), `verbose` (a line a request on standard
---error, false). Unknown and ill-typed ones raise.
---@param opts? table
---@return hwc.Sandbox? cloud
---@return string? message why it could not be started
function M.start(opts)
  options.check(opts, settings.RULES, "sandbox.start", 2)
  local config = options.merge(settings.DEFAULTS, opts)
  config.keypairs = core.array(table.move(config.keypairs, 1, #config.keypairs, 1, {}))
  local found, httpd = pcall(require, "_hwc_httpd")
  if not found then
    return nil, "the sandbox is not part of this build of hwc: the C module _hwc_httpd, which is "
      .. "built where libmicrohttpd is found, cannot be loaded"
  end
  local files, unreadable = read_files(config)
  if not files then
    return nil, unreadable
  end
  local server, message = listen(httpd, config, files)
  if not server and message:find("^the saved state ") then
    return nil, ("%s: %s"):format(config.state, message)
  elseif not server then
    return nil, ("the sandbox cannot listen on %s, port %d: %s"):format(config.address,
      config.port, message)
  end
  local host = host_of(httpd, config.address)
  local cloud = setmetatable({
    server = server,
    url = ("%s://%s:%d"):format(config.tls and "https" or "http", host, server:port()),
    certificate = config.tls and config.tls.certificate,
    loopback = host:find(LOOPBACK) ~= nil or host == "[::1]" or host == "localhost",
  }, Cloud)
  order(cloud, "url", cloud.url)
  if files.scenario then
    local ids, wrong = try(cloud, "scenario", files.scenario)
    if not ids then
      cloud:close()
      return nil, ("%s: %s"):format(config.scenario, wrong)
    end
  end
  return cloud
end

---What a client has to know, as the installed program prints it: `url`, `ak`, `sk`, `project_id`,
---`instance_id`, `user`, `password`, `domain`, `control_token`; and `region`, `agency`,
---`domain_id`, `user_id`.
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
    allow_http = not self.loopback and not self.certificate or nil,
    ca_file = self.certificate,
  }
end

---What has arrived, oldest first: `method`, `target` as in the request line, `path`, `query` by
---name, `headers` as {name, value} pairs, `body` (decoded, where it is a JSON object of at most
---256 KiB), `body_size` in bytes, `form` (`name`, `file_name`, `size` of its parts), `operation`,
---`status`, `error_code`, `request_id`, `time` (Unix seconds); `reason` why it was refused, and of
---a signature that is wrong the `canonical_request` of what arrived; `fault`, the id of the order
---that held for it; `sample`. Credentials and secrets are masked. At most 64 MiB are kept of all
---requests: the oldest are forgotten.
---@return table[]
---@return integer forgotten how many requests came before the first of the list
function Cloud:requests()
  local shown = order(self, "requests")
  return shown.requests, shown.forgotten
end

---What the cloud is in now: `cph` (`servers`, `phones`, `images`, `bandwidths`, `encode_servers`,
---`jobs`), `apig` (of the instance that clients have by default: `groups`, `apis`, `environments`,
---`publications`, `apps`, `auths`, `signature_keys`, `bindings`, `throttles`, `acls`, `plugins`,
---`vpc_channels` and other resources by name; and the project's `instances` and `certificates`),
---`devserver` (`servers`, `images`, `operations`, `hyperinstances`, `jobs` and others), `iam`,
---`keypairs`; members as in the services' responses, secrets masked. A copy.
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

---Orders what happens to calls.
---
---Which ones: `operation`, `service`, `target` (an id in the path, the query or the body); any
---without them. How often: `times` (1; without end where `seconds`, `share` or `throttle` is
---given), `share` (of the calls, chosen by the seed), from `after` seconds on, for `seconds`.
---
---What: they fail with `status` (500), `code`, `message`, `headers` (by name), `body` (text in the
---place of the service's shape); `drop` closes the connection without a response, `hang` never
---responds, `throttle` refuses what is above so many calls `per` "second" ("minute", "hour", "day")
---as the gateway does; with `applied` the work is done all the same and only its response is lost.
---`delay` sends the response that many seconds late, `cut` ends it after so many bytes of its body;
---without a failure the response is the right one, and the work is done.
---@param fault table?
---@return string id
function Cloud:fail(fault)
  fault = faults.check("call", fault, order(self, "operations"), "sandbox:fail", 2)
  return order(self, "fail", fault)
end

---Orders how work ends whose call is accepted: jobs, actions on DevServers.
---
---Which: `operation`, `target` or `targets` (ids of servers or phones), `times` (1, or as many as
---there are `targets`; without end where `seconds` or `share` is given), `share` (of the targets,
---chosen by the seed), from `after` seconds on, for `seconds`.
---
---What: it fails (`code`, `message`: what the job says); `stuck`: it never ends; `takes`: it takes
---so many seconds; `abnormal`: it succeeds, and its server or phone is abnormal afterwards.
---@param fault table?
---@return string id
function Cloud:fail_jobs(fault)
  fault = faults.check("job", fault, order(self, "operations"), "sandbox:fail_jobs", 2)
  return order(self, "fail_jobs", fault)
end

---The orders of fail(), fail_jobs() and scenario() that still hold, with `id`, `kind` ("call" or
---"job") and the `times` left.
---@return table[]
function Cloud:faults()
  return order(self, "faults")
end

---Takes back the order of that id, else all of them.
---@param id? string
---@return integer count of those taken back
function Cloud:clear_faults(id)
  return order(self, "clear_faults", id)
end

---Orders all of a scenario, or nothing of it: `faults` and `jobs` (lists of what fail() and
---fail_jobs() take), `lag` and `clock` (seconds).
---@param scenario { faults: table[]?, jobs: table[]?, lag: number?, clock: number? }
---@return string[]? ids
---@return string? message what is wrong with it
function Cloud:scenario(scenario)
  local response, message = try(self, "scenario", scenario)
  return response and response.ids, message
end

---What was done, how often and when, in the order in which it was done first: `operation`,
---`target`, `count`, and `events` with `time` (Unix seconds), `request_id`, and of work `outcome`
---("succeeded", "failed") and `ended`. Calls that were refused or only read are not in it. Nothing
---is forgotten before reset().
---@return table[]
function Cloud:effects()
  return order(self, "effects")
end

---Sets the services' clock wrong by that many seconds, 0 for right: signatures and tokens are
---judged by it, and responses have its Date.
---@param offset number
function Cloud:set_clock(offset)
  local wrong = settings.offset(offset)
  if wrong then
    error(("sandbox:set_clock: %s is needed, got %s"):format(wrong, options.kind(offset)), 2)
  end
  order(self, "set_clock", { offset = offset })
end

---Sets the seconds by which lists and details show changes late, as the option `lag`.
---@param seconds number
function Cloud:set_lag(seconds)
  local wrong = settings.lag(seconds)
  if wrong then
    error(("sandbox:set_lag: %s is needed, got %s"):format(wrong, options.kind(seconds)), 2)
  end
  order(self, "set_lag", seconds)
end

---Sets the status of a server, phone or DevServer.
---@param id string
---@param status integer|string
---@return boolean? done
---@return string? message
function Cloud:set_status(id, status)
  return try(self, "set_status", { id = id, status = status })
end

---Registers a key pair in the account.
---@param name string
function Cloud:add_keypair(name)
  if type(name) ~= "string" or name == "" then
    error("sandbox:add_keypair: a name is needed, got " .. options.kind(name), 2)
  end
  order(self, "add_keypair", name)
end

---Removes a key pair from the account; servers keep its name.
---@param name string
---@return boolean? done
---@return string? message
function Cloud:remove_keypair(name)
  return try(self, "remove_keypair", name)
end

---A request as the gateway would send it to a backend: signed with what the signature key is now,
---at the services' time. What apig.verify() takes. `target` ("/"), `method` ("GET"), `headers`
---(with Host, else it is "backend.example") and `body` are the backend's request; the key is of
---type hmac or basic.
---@param request { sign_id: string, method: string?, target: string?, headers: hwc.Pairs?,
---  body: string? }
---@return { method: string, target: string, headers: string[][], body: string? }? request
---@return string? message
function Cloud:gateway_request(request)
  request = backend_requests.check(request, "sandbox:gateway_request", 2)
  return try(self, "gateway_request", request)
end

---Saves the whole state, secrets included, in a file for its owner only. Where it is loaded, jobs
---under way go on, tokens and keys stay valid. The list of requests and ordered faults are not in
---it.
---@param path string
---@return boolean? done
---@return string? message
function Cloud:save(path)
  local text, message = try(self, "save")
  if not text then
    return nil, message
  end
  if core.is_special(path) then -- a device must not be replaced by a file
    return nil, path .. ": it is not a regular file"
  end
  return require("_hwc_httpd").save_file(path, text)
end

---Goes on from a saved state, in place of the state there is.
---@param path string
---@return boolean? done
---@return string? message
function Cloud:load(path)
  local text, message = read_file(path)
  if not text then
    return nil, message
  end
  return try(self, "load", text)
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
