-- SPDX-License-Identifier: Apache-2.0
-- Splits lists, for operations that limit the number of items.

local core = require("_hwc")
local options = require("hwc.options")

local M = {}

---Splits a list into lists of `size` items; the last one may have fewer.
---@param list any[] without holes
---@param size integer from 1
---@return any[][]
function M.split(list, size)
  local other = options.no_list(list)
  if other then
    error("chunks takes a list, got " .. other, 2)
  elseif math.type(size) ~= "integer" or size < 1 then
    error("chunks takes the size of a chunk, an integer of at least 1, got "
      .. options.kind(size), 2)
  end
  local chunks = core.array({})
  for first = 1, #list, size do
    chunks[#chunks + 1] = table.move(list, first, math.min(first + size - 1, #list), 1, {})
  end
  return chunks
end

return M
