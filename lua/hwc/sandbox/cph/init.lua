-- SPDX-License-Identifier: Apache-2.0
-- Cloud Phone Host in the sandbox: its resources put together.

local errors = require("hwc.sandbox.cph.errors")
local gateway = require("hwc.sandbox.gateway")

local M = { name = "cph", handlers = {} }

-- In the order in which they are made: phones have an image and a server.
local PARTS = {
  require("hwc.sandbox.cph.jobs"),
  require("hwc.sandbox.cph.catalogue"),
  require("hwc.sandbox.cph.images"),
  require("hwc.sandbox.cph.bandwidths"),
  require("hwc.sandbox.cph.phones"),
  require("hwc.sandbox.cph.servers"),
  require("hwc.sandbox.cph.encode_servers"),
  require("hwc.sandbox.cph.commands"),
  (require("hwc.sandbox.cph.tags")),
}

for _, part in ipairs(PARTS) do
  for name, handler in pairs(part.handlers) do
    M.handlers[name] = handler
  end
end

function M.refuse(_, call, status, code, message)
  return status, {
    request_id = call.id,
    error_code = code,
    error_msg = message or errors.TEXTS[code],
  }
end

function M.unauthenticated(_, call, reason)
  return gateway.unauthenticated(call, reason)
end

function M.forbidden(_, call)
  return gateway.refuse(call, 403, "APIGW.0302")
end

function M.invalid(_, call, err, args)
  return errors.invalid(call, err, args)
end

function M.seed(world)
  world.cph = {}
  for _, part in ipairs(PARTS) do
    if part.seed then
      part.seed(world)
    end
  end
end

function M.show(world)
  local shown = {}
  for _, part in ipairs(PARTS) do
    for name, value in pairs(part.show and part.show(world) or {}) do
      shown[name] = value
    end
  end
  return shown
end

return M
