-- SPDX-License-Identifier: Apache-2.0
-- What --dry-run shows.

local output = require("hwc.cli.output")

local M = {}

---Shows a request: as curl, or all that is known of it with -o.
---@param console hwc.cli.Console
---@param explanation hwc.Explanation
---@param given table<string, any> flags
function M.show(console, explanation, given)
  if given.output then
    console:write(output.pretty(explanation), "\n")
    return
  end
  for _, step in ipairs(explanation.before or {}) do
    console:say("before it: " .. step)
  end
  console:write(explanation.curl, "\n")
end

return M
