-- SPDX-License-Identifier: Apache-2.0
-- A service of the sandbox, put together from its resources. What the service does not say itself
-- is said as by the gateway that stands in front of all services.

local gateway = require("hwc.sandbox.gateway")

local M = {}

---@class hwc.sandbox.Service
---@field name string
---@field handlers table<string, function> by operation: (state, args, call) -> status, body,
---  headers; operations without one are answered with samples
---@field stored table<string, table> resources of a store by the operations that it answers
local Service = {}
Service.__index = Service

---What answers an operation: "own" behaviour, the "store" of resources, or a "sample".
---@param operation string
---@return string
function Service:kind(operation)
  return not self.handlers[operation] and "sample" or self.stored[operation] and "store" or "own"
end

---The body of a refusal that was ordered.
---@return integer status
---@return table body
function Service.refuse(_, call, status, code, message)
  return status, {
    request_id = call.id,
    error_code = code,
    error_msg = message,
  }
end

---The sender is not known, or not who the signature says.
function Service.unauthenticated(_, call, reason)
  return gateway.unauthenticated(call, reason)
end

---The sender may not use the project.
function Service.forbidden(_, call)
  return gateway.refuse(call, 403, "APIGW.0302")
end

---The arguments break a rule of the row.
function Service.invalid(_, call, err)
  return gateway.refuse(call, 400, "APIGW.0201", err.message)
end

---@param name string
---@param parts table[] resources in the order in which they are made: `handlers`, and where there
---  is something to keep `seed(state, empty)`, which makes it below `state[name]`, and
---  `show(state)`; later ones have the last word
---@return hwc.sandbox.Service
function M.compose(name, parts)
  local service = setmetatable({ name = name, handlers = {}, stored = {} }, Service)
  for _, part in ipairs(parts) do
    for operation, handler in pairs(part.handlers) do
      service.handlers[operation] = handler
      service.stored[operation] = part.stored and part.stored[operation] or nil
    end
  end

  function service.seed(state, empty)
    state[name] = {}
    for _, part in ipairs(parts) do
      if part.seed then
        part.seed(state, empty)
      end
    end
  end

  function service.show(state)
    local shown = {}
    for _, part in ipairs(parts) do
      for member, value in pairs(part.show and part.show(state) or {}) do
        shown[member] = value
      end
    end
    return shown
  end

  return service
end

---The service of a name: that of its folder, else one that responses all with samples.
---@param name string
---@return hwc.sandbox.Service
function M.find(name)
  local module = "hwc.sandbox." .. name
  if package.preload[module] or package.searchpath(module, package.path) then
    return require(module)
  end
  return M.compose(name, {})
end

return M
