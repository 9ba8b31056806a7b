-- SPDX-License-Identifier: Apache-2.0
-- Detects a list that repeats its items, however long the repeated part is, in bounded memory.

local M = {}

-- Maximum memory for all keys in bytes, and the estimated cost of a table entry.
local MOST_BYTES = 2 * 1024 * 1024
local ENTRY_BYTES = 40

---@class hwc.Seen
---@field private keys table<string, true> the first keys, as many as fit in memory
---@field private bytes integer size of these keys
---@field private page table<string, true> the keys of a later page
---@field private pages integer number of pages until another page replaces it
---@field private period integer the last such number
local Seen = {}
Seen.__index = Seen

---Notes the keys of a page.
---@param keys string[]
---@return boolean anything_new true if at least one key is new
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

-- Compares later pages with a kept one, which is replaced after 1, 2, 4, 8 … pages: a repetition
-- occurs while one of its pages is kept (Brent's cycle detection).
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

---@param most_bytes integer? memory limit
---@return hwc.Seen
function M.new(most_bytes)
  return setmetatable({
    keys = {}, bytes = 0, most_bytes = most_bytes or MOST_BYTES, page = {}, pages = 1, period = 1,
  }, Seen)
end

return M
