-- SPDX-License-Identifier: Apache-2.0
-- ModelArts DevServers in the sandbox: their resources put together.

local compose = require("hwc.sandbox.compose")
local errors = require("hwc.sandbox.devserver.errors")
local store = require("hwc.sandbox.devserver.store")

-- In the order in which they are made: instances have an image.
local M = compose.compose("devserver", {
  store:part(),
  require("hwc.sandbox.devserver.catalogue"),
  require("hwc.sandbox.devserver.lifecycle"),
  require("hwc.sandbox.devserver.volumes"),
  require("hwc.sandbox.devserver.hyperinstances"),
  (require("hwc.sandbox.devserver.extras")),
})

-- Ids in samples are UUIDs.
M.uuids = true

function M.refuse(_, _, status, code, message)
  return status, { error_code = code, error_msg = message or errors.TEXTS[code] or code }
end

function M.forbidden(_, call)
  return errors.refuse(403, "ModelArts.0108", call.operation)
end

function M.invalid(_, _, err, args)
  return errors.invalid(err, args)
end

---What lists and details may show as it was before.
function M.lagging(state)
  return { state.devserver.servers }
end

return M
