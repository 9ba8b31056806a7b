-- SPDX-License-Identifier: Apache-2.0
-- Cloud Phone Host in the sandbox: its resources put together.

local compose = require("hwc.sandbox.compose")
local errors = require("hwc.sandbox.cph.errors")

-- In the order in which they are made: phones have an image and a server.
local M = compose.compose("cph", {
  require("hwc.sandbox.cph.jobs"),
  require("hwc.sandbox.cph.catalogue"),
  require("hwc.sandbox.cph.images"),
  require("hwc.sandbox.cph.bandwidths"),
  require("hwc.sandbox.cph.servers"),
  require("hwc.sandbox.cph.phones"),
  require("hwc.sandbox.cph.encode_servers"),
  require("hwc.sandbox.cph.commands"),
  (require("hwc.sandbox.cph.tags")),
})

function M.refuse(_, call, status, code, message)
  return status, {
    request_id = call.id,
    error_code = code,
    error_msg = message or errors.TEXTS[code],
  }
end

function M.invalid(_, call, err, args)
  return errors.invalid(call, err, args)
end

---What lists and details may show as it was before.
function M.lagging(state)
  return { state.cph.servers, state.cph.phones }
end

return M
