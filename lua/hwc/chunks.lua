-- SPDX-License-Identifier: Apache-2.0
-- Lists in parts, for operations that take so many items at most.

local M = {}

local function is_list(list)
  local count = 0
  for _ in next, list do
    count = count + 1
  end
  return count == #list
end

---Splits a list into lists of `size` items; the last one may have fewer.
---@param list any[] without holes
---@param size integer from 1
---@return any[][]
function M.split(list, size)
  if type(list) ~= "table" then
    error(("chunks takes a list, got a %s"):format(type(list)), 2)
  elseif not is_list(list) then
    error("chunks takes a list without holes and other members", 2)
  elseif math.type(size) ~= "integer" or size < 1 then
    error(("chunks takes the size of a chunk, an integer from 1, got %s"):format(
      type(size) == "number" and tostring(size) or "a " .. type(size)), 2)
  end
  local chunks = {}
  for first = 1, #list, size do
    chunks[#chunks + 1] = table.move(list, first, math.min(first + size - 1, #list), 1, {})
  end
  return chunks
end

return M
