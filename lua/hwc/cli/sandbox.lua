-- SPDX-License-Identifier: Apache-2.0
-- hwc sandbox: a local cloud until it is stopped.

local program = require("hwc.sandbox.program")
local verbs = require("hwc.cli.verbs")

local M = {}

M.DOC = "A local cloud for tests and trials. The first line of output is a JSON object with its "
  .. "URL and keys. It ends on SIGTERM and SIGINT."

---@return table parser
function M.parser()
  local parser = verbs.parser("sandbox", M.DOC)
  program.configure(parser)
  return parser
end

---@param console hwc.cli.Console
---@param _ string
---@param list string[]
---@return integer? status
function M.run(console, _, list)
  local given = verbs.parse(console, M.parser(), list)
  if given then
    return program.run(given, "hwc sandbox")
  end
end

return M
