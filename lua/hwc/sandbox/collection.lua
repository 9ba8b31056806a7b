-- SPDX-License-Identifier: Apache-2.0
-- Things of one kind that the sandbox keeps: found by id, listed in the order they were made.
--
-- The first `count` of them may follow from the seed: they are made when somebody asks for them,
-- so a large fleet costs what is used of it.

local M = {}

---@class hwc.sandbox.Collection
---@field key string the member that is the id
local Collection = {}
Collection.__index = Collection

---Where the first items come from, each by its number, from 1.
---@class hwc.sandbox.Seed
---@field count integer
---@field make fun(number: integer): table the item as the seed has it, the same each time
---@field id_of fun(number: integer): string the id of an item, without making it
---@field number_of fun(id: string): integer? the number of the item that has this id as the seed
---  has it

---@param key? string the member that is the id, "id" without it
---@param seed? hwc.sandbox.Seed the first items, none without it
---@return hwc.sandbox.Collection
function M.new(key, seed)
  local collection = setmetatable({
    key = key or "id",
    seed = seed,
    last = seed and seed.count or 0, -- number of the newest item
    order = {}, -- numbers of the items, and of `holes` that were removed
    holes = 0,
    kept = {}, -- items by number; false: removed
    numbers = {}, -- of added items, by id
  }, Collection)
  for number = 1, collection.last do
    collection.order[number] = number
  end
  return collection
end

-- The item of a number, as the seed has it where nobody has asked for it before.
local function peek(self, number)
  local item = self.kept[number]
  if item == nil and self.seed and number <= self.seed.count then
    return self.seed.make(number)
  end
  return item
end

-- The same, which callers may change from now on.
local function keep(self, number)
  local item = peek(self, number)
  self.kept[number] = item
  return item
end

local function number_of(self, id)
  return self.numbers[id] or self:seed_number(id)
end

-- Takes the holes out of the order.
local function close_up(self)
  if self.holes == 0 then
    return
  end
  local dense = {}
  for _, number in ipairs(self.order) do
    if self.kept[number] ~= false then
      dense[#dense + 1] = number
    elseif not self.seed or number > self.seed.count then
      self.kept[number] = nil
    end
  end
  self.order, self.holes = dense, 0
end

---@param item table
---@return table item
function Collection:add(item)
  local number = self.last + 1
  self.last = number
  self.order[#self.order + 1] = number
  self.kept[number] = item
  self.numbers[item[self.key]] = number
  return item
end

---@param id? string
---@return table? item
function Collection:get(id)
  local number = id and number_of(self, id)
  return number and keep(self, number) or nil
end

---The item of an id, to be read: `get` gives one that may be changed.
---@param id? string
---@return table? item
function Collection:read(id)
  local number = id and number_of(self, id)
  return number and peek(self, number) or nil
end

---@return integer
function Collection:count()
  return #self.order - self.holes
end

---Removes an item; removing it again does nothing. Costs the same however many there are.
---@param item table
function Collection:remove(item)
  local id = item[self.key]
  local number = number_of(self, id)
  if not number or not peek(self, number) then
    return
  end
  self.numbers[id] = nil
  self.kept[number] = false
  self.holes = self.holes + 1
end

---The items, oldest first, to be read: one that is to be changed is asked for by its id. Items may
---be removed and added meanwhile; those that were added are not met.
---@return fun(): integer?, table?, integer? each a count from 1, the item, and its number
function Collection:each()
  local order, at, count = self.order, 0, 0
  local last = #order
  return function()
    while at < last do
      at = at + 1
      local item = peek(self, order[at])
      if item then
        count = count + 1
        return count, item, order[at]
      end
    end
  end
end

local function always()
  return true
end

---All items, oldest first.
---@return table[]
function Collection:list()
  return self:select(always)
end

---The oldest item.
---@return table?
function Collection:first()
  return self:find(always)
end

---The items after the first `offset`, at most `limit`, oldest first, to be read; costs what it
---gives.
---@param offset integer
---@param limit integer
---@param newest_first? boolean the order is the other way round
---@return table[]
function Collection:page(offset, limit, newest_first)
  close_up(self)
  local items, count = {}, #self.order
  local first = math.max(offset, 0)
  for at = first + 1, limit < count - first and first + limit or count do
    items[#items + 1] = peek(self, self.order[newest_first and count + 1 - at or at])
  end
  return items
end

---The items that may differ from what the seed has: all that were added or asked for to be changed,
---in no order.
---@return fun(): integer?, table? each the number and the item; false: it was removed
function Collection:touched()
  return pairs(self.kept)
end

---@param id string
---@return integer? number of the item that had this id in the beginning, removed or not
function Collection:seed_number(id)
  local number = self.seed and self.seed.number_of(id)
  return number and number >= 1 and number <= self.seed.count and number or nil
end

---@param number integer of an item of the seed
---@return string id
function Collection:seed_id(number)
  return self.seed.id_of(number)
end

---@param number integer
---@return table? item as it is now, to be read
function Collection:at(number)
  return peek(self, number) or nil
end

---@param number integer
---@return table? item as the seed has it; nil: it was added
function Collection:seeded(number)
  return self.seed and number <= self.seed.count and self.seed.make(number) or nil
end

-- The items that fit, at most `limit`. All that are met are kept: conditions are asked for again.
local function fitting(self, fits, limit)
  local found = {}
  for _, number in ipairs(self.order) do
    local item = keep(self, number)
    if item and fits(item) then
      found[#found + 1] = item
      if #found == limit then
        break
      end
    end
  end
  return found
end

---@param fits fun(item: table): any
---@return table? item the oldest that fits
function Collection:find(fits)
  return fitting(self, fits, 1)[1]
end

---@param fits fun(item: table): any
---@return table[] items oldest first
function Collection:select(fits)
  return fitting(self, fits)
end

---Removes all that fit.
---@param fits fun(item: table): any
function Collection:remove_all(fits)
  for _, item in ipairs(self:select(fits)) do
    self:remove(item)
  end
end

return M
