-- SPDX-License-Identifier: Apache-2.0
-- Which items of a list were seen already, in bounded memory: a list that repeats itself is
-- noticed, however long what it repeats is.

local M = {}

-- What is kept of all keys, in bytes, and what the table takes for each.
local MOST_BYTES = 16 * 1024 * 1024
local ENTRY_BYTES = 40

---@class hwc.Seen
---@field private keys table<string, true> the first ones, as many as memory is for
---@field private bytes integer that they take
---@field private page table<string, true> a page that came after these
---@field private pages integer until another page takes its place
---@field private period integer after how many pages that is
local Seen = {}
Seen.__index = Seen

---Notes the keys of a page.
---@param keys string[]
---@return boolean anything_new whether one of them was not seen before
function Seen:note(keys)
  local anything_new = false
  for _, key in ipairs(keys) do
    if not (self.keys[key] or self.page[key]) then
      anything_new = true
    end
  end
  if self.bytes < self.most_bytes then
    self:keep(keys)
  else
    self:compare_with(keys)
  end
  return anything_new
end

function Seen:keep(keys)
  for _, key in ipairs(keys) do
    if not self.keys[key] then
      self.keys[key] = true
      self.bytes = self.bytes + #key + ENTRY_BYTES
    end
  end
end

-- Later pages are compared with one of them, which changes after 1, 2, 4, 8 … pages: whatever comes
-- round again, comes while a page of it is kept (Brent's way to find a cycle).
function Seen:compare_with(keys)
  self.pages = self.pages - 1
  if self.pages > 0 then
    return
  end
  self.period = self.period * 2
  self.pages = self.period
  self.page = {}
  for _, key in ipairs(keys) do
    self.page[key] = true
  end
end

---@param most_bytes integer? how much is kept of what was seen
---@return hwc.Seen
function M.new(most_bytes)
  return setmetatable({
    keys = {}, bytes = 0, most_bytes = most_bytes or MOST_BYTES, page = {}, pages = 1, period = 1,
  }, Seen)
end

return M
