-- SPDX-License-Identifier: Apache-2.0
-- Words of command lines for sh.

local M = {}

---A text as one word: single quotes preserve every byte.
---@param text string
---@return string
function M.quoted(text)
  if text:find("^[%w@%%+=:,./_-]+$") then
    return text
  end
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

return M
