-- SPDX-License-Identifier: Apache-2.0
-- Names of maps in an order that does not change.

local core = require("_hwc")

local M = {}

---The names of a map.
---@param map table<string, any>
---@return string[] sorted as bytes
function M.sorted(map)
  local names = {}
  for name in pairs(map) do
    names[#names + 1] = name
  end
  table.sort(names, core.text_less)
  return names
end

return M
