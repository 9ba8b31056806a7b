-- SPDX-License-Identifier: Apache-2.0
-- ModelArts DevServers in the sandbox: their resources put together. Supernodes as a whole, their
-- clusters and networks, and jobs on instances answer with samples.

local errors = require("hwc.sandbox.devserver.errors")
local gateway = require("hwc.sandbox.gateway")

local M = { name = "devserver", handlers = {}, uuids = true }

-- In the order in which they are made: instances have an image.
local PARTS = {
  require("hwc.sandbox.devserver.catalogue"),
  require("hwc.sandbox.devserver.lifecycle"),
  (require("hwc.sandbox.devserver.volumes")),
}

for _, part in ipairs(PARTS) do
  for name, handler in pairs(part.handlers) do
    M.handlers[name] = handler
  end
end

function M.refuse(_, _, status, code, message)
  return status, { error_code = code, error_msg = message or errors.TEXTS[code] or code }
end

function M.unauthenticated(_, call, reason)
  return gateway.unauthenticated(call, reason)
end

function M.forbidden(_, call)
  return errors.refuse(403, "ModelArts.0108", call.operation)
end

function M.invalid(_, _, err, args)
  return errors.invalid(err, args)
end

function M.seed(world)
  world.devserver = {}
  for _, part in ipairs(PARTS) do
    part.seed(world)
  end
end

function M.show(world)
  local shown = {}
  for _, part in ipairs(PARTS) do
    for name, value in pairs(part.show(world)) do
      shown[name] = value
    end
  end
  return shown
end

return M
