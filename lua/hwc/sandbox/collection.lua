-- SPDX-License-Identifier: Apache-2.0
-- Things of one kind that the sandbox keeps: found by id, listed in the order they were made.

local M = {}

---@class hwc.sandbox.Collection
---@field items table[] oldest first
local Collection = {}
Collection.__index = Collection

---@param key? string the member that is the id, "id" without it
---@return hwc.sandbox.Collection
function M.new(key)
  return setmetatable({ key = key or "id", items = {}, by_id = {} }, Collection)
end

---@param item table
---@return table item
function Collection:add(item)
  self.items[#self.items + 1] = item
  self.by_id[item[self.key]] = item
  return item
end

---@param id? string
---@return table? item
function Collection:get(id)
  return id and self.by_id[id] or nil
end

---@param item table
function Collection:remove(item)
  self.by_id[item[self.key]] = nil
  for i, other in ipairs(self.items) do
    if other == item then
      table.remove(self.items, i)
      return
    end
  end
end

---@param fits fun(item: table): any
---@return table? item the oldest that fits
function Collection:find(fits)
  for _, item in ipairs(self.items) do
    if fits(item) then
      return item
    end
  end
  return nil
end

---@param fits fun(item: table): any
---@return table[] items oldest first
function Collection:select(fits)
  local found = {}
  for _, item in ipairs(self.items) do
    if fits(item) then
      found[#found + 1] = item
    end
  end
  return found
end

---Removes all that fit.
---@param fits fun(item: table): any
function Collection:remove_all(fits)
  for _, item in ipairs(self:select(fits)) do
    self:remove(item)
  end
end

return M
