-- SPDX-License-Identifier: Apache-2.0
-- Orders over HTTP, under /_sandbox/ on the port of the services: for programs in other languages.
-- No web page gets in: the Host has to be this machine's, no Origin may be named, and the token of
-- the start has to be shown.

local core = require("_hwc")
local backend_requests = require("hwc.sandbox.apig.backend_requests")
local arguments = require("hwc.sandbox.arguments")
local control = require("hwc.sandbox.control")
local faults = require("hwc.sandbox.faults")
local options = require("hwc.options")
local own_host = require("hwc.own_host")
local routes = require("hwc.sandbox.routes")
local settings = require("hwc.sandbox.settings")

local M = {}

M.PREFIX = "/_sandbox/"

-- Raised by handlers for what the sender can mend: its message is the response.
local Refusal = {}

local function refuse(status, message, headers)
  return error(setmetatable({ status = status, message = message, headers = headers }, Refusal))
end

-- Who may order.

local function check_site(box, call)
  if not own_host.accepts(call, box.config.address, box.config.hosts) then
    refuse(403, "the Host header has to name this machine")
  elseif own_host.is_foreign(call) then
    refuse(403, "web pages may not use this interface")
  end
end

local function check_token(box, call)
  local token = (call.values.authorization or ""):match("^[Bb]earer +(%S+)$")
  if not token or not core.equal(token, box.control_token) then
    refuse(401, "the header Authorization: Bearer with the control_token of the sandbox's first "
      .. "line of output is needed", { { "WWW-Authenticate", "Bearer" } })
  end
end

-- What may be ordered.

-- The members of a body, by the rules of options; others are refused.
local function members(body, spec)
  local ok, message = pcall(options.check, body, spec, "the body", 1000)
  if not ok then
    refuse(400, message)
  end
  return body
end

local function required(body, spec)
  members(body, spec)
  for name in pairs(spec) do
    if body[name] == nil then
      refuse(400, ("the body: %s is required"):format(name))
    end
  end
  return body
end

local function order_fault(box, kind, body)
  local ok, message = pcall(faults.check, kind, body, box.operations, "the body", 1000)
  if not ok then
    refuse(400, message)
  end
  return { id = faults.add(box.state, kind, body) }
end

local function a_status(value)
  if math.type(value) ~= "integer" and type(value) ~= "string" then
    return "an integer or a string"
  end
end

-- control.run(), whose refusals are the sender's.
local function run(box, name, value)
  local response, message = control.run(box, name, value)
  if response == nil then
    refuse(message:find("^unknown") and 404 or 400, message)
  end
  return response
end

local function simple(name)
  return function(box)
    return run(box, name)
  end
end

local function delete_faults(kind)
  return function(box, _, _, id)
    local count = faults.remove(box.state, kind, id)
    if id and count == 0 then
      refuse(404, "there is no fault of that id")
    end
    return { removed = count }
  end
end

-- By path, then by method: (box, body, call, id) -> response. `{id}` is one segment.
local ROUTES = {
  account = { GET = simple("account") },
  advance = {
    POST = function(box, body)
      return run(box, "advance", required(body, { seconds = "delay" }))
    end,
  },
  clock = {
    GET = simple("clock"),
    PUT = function(box, body)
      return run(box, "set_clock", required(body, { offset = settings.offset }))
    end,
  },
  effects = { GET = simple("effects") },
  faults = {
    GET = function(box)
      return faults.list(box.state)
    end,
    POST = function(box, body)
      return order_fault(box, "call", body)
    end,
    DELETE = delete_faults(),
  },
  ["faults/{id}"] = { DELETE = delete_faults() },
  ["gateway-request"] = {
    POST = function(box, body)
      local ok, message = pcall(backend_requests.check, body, "the body", 1000)
      return run(box, "gateway_request", ok and body or refuse(400, message))
    end,
  },
  health = {
    GET = function()
      return { status = "ok", version = core.version }
    end,
  },
  ["jobs/faults"] = {
    GET = function(box)
      return faults.list(box.state, "job")
    end,
    POST = function(box, body)
      return order_fault(box, "job", body)
    end,
    DELETE = delete_faults("job"),
  },
  keypairs = {
    GET = simple("keypairs"),
    POST = function(box, body)
      return run(box, "add_keypair", required(body, { name = "text" }).name)
    end,
  },
  ["keypairs/{id}"] = {
    DELETE = function(box, _, _, name)
      return run(box, "remove_keypair", name)
    end,
  },
  lag = {
    PUT = function(box, body)
      return run(box, "set_lag", required(body, { seconds = settings.lag }).seconds)
    end,
  },
  requests = { GET = simple("requests") },
  reset = { POST = simple("reset") },
  scenario = {
    POST = function(box, body)
      return run(box, "scenario", body)
    end,
  },
  ["servers/{id}"] = {
    PUT = function(box, body, _, id)
      local status = required(body, { status = a_status }).status
      return run(box, "set_status", { id = id, status = status })
    end,
  },
  state = {
    GET = function(box, _, call)
      for _, pair in ipairs(call.query_pairs) do
        if pair[1] == "saved" then
          return run(box, "save")
        end
      end
      return run(box, "state")
    end,
    PUT = function(box, _, call)
      return run(box, "load", call.raw_body)
    end,
  },
  ["tokens/expire"] = { POST = simple("expire") },
}

local function find(path)
  if ROUTES[path] then
    return ROUTES[path]
  end
  local parent, id = path:match("^(.+)/([^/]+)$")
  return parent and ROUTES[parent .. "/{id}"], id and routes.decode(id)
end

local function allowed(route)
  local names = {}
  for method in pairs(route) do
    names[#names + 1] = method
  end
  table.sort(names)
  return table.concat(names, ", ")
end

local function respond(box, call)
  check_site(box, call)
  local path = call.path:sub(#M.PREFIX + 1)
  if path ~= "health" then
    check_token(box, call)
  end
  call.body = arguments.decode_body(call.raw_body)
  local route, id = find(path)
  if not route then
    refuse(404, ("there is nothing at %s%s"):format(M.PREFIX, path))
  elseif not route[call.method] then
    refuse(405, "the method has to be one of: " .. allowed(route), { { "Allow", allowed(route) } })
  elseif call.too_large then
    refuse(413, "the body is too large; states above 12 MiB are loaded at the start")
  elseif call.raw_body ~= "" and not call.body then
    refuse(400, "the body has to be a JSON object")
  end
  return route[call.method](box, call.body or {}, call, id)
end

---@param box hwc.sandbox.Box
---@param call table as the services see it
---@return integer status
---@return string body JSON; of a refusal `{"error": "…"}`
---@return string[][] headers
function M.respond(box, call)
  local headers = {
    { "Content-Type", "application/json;charset=utf-8" },
    { "Cache-Control", "no-store" },
    { "X-Content-Type-Options", "nosniff" },
  }
  local ok, value = pcall(respond, box, call)
  local status = 200
  if not ok then
    local refused = getmetatable(value) == Refusal
    status = refused and value.status or 500
    table.move(refused and value.headers or {}, 1, 2, #headers + 1, headers)
    value = { error = refused and value.message or "internal error: " .. tostring(value) }
  elseif type(value) == "string" then
    return status, value, headers -- a saved state, which is JSON already
  elseif getmetatable(value) == control.Json then
    return status, value.text, headers
  elseif value == true then
    value = { done = true }
  end
  return status, assert(core.encode_json(value)), headers
end

return M
