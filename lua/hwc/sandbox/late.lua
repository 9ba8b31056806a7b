-- SPDX-License-Identifier: Apache-2.0
-- Things that are shown as they were some time ago, as by a service whose reads lag behind its
-- writes: what was changed, made or removed since then does not show yet.

local collection = require("hwc.sandbox.collection")

local M = {}

---@class hwc.sandbox.Late
---@field lag number seconds of real time
---@field histories table<hwc.sandbox.Collection, table> what items were by number, and since when
local Late = {}
Late.__index = Late

-- Lists are changed in place, what else an item has is replaced.
local function copy(item)
  local made = {}
  for name, value in pairs(item) do
    made[name] = type(value) == "table" and #value > 0 and table.move(value, 1, #value, 1, {})
      or value
  end
  return made
end

local function is_changed(item, before)
  for name, value in pairs(item) do
    if type(value) ~= "table" and before[name] ~= value then
      return true
    end
  end
  return false
end

---@param lag number
---@param collections hwc.sandbox.Collection[] what is shown late
---@return hwc.sandbox.Late
function M.new(lag, collections)
  local late = setmetatable({ lag = lag, histories = {}, views = {} }, Late)
  for _, things in ipairs(collections) do
    late.histories[things] = { versions = {}, changed = -math.huge }
  end
  late:note(-math.huge)
  return late
end

local function note_item(history, things, number, item, now)
  local versions = history.versions[number]
  if not versions then
    local before = things:seeded(number)
    versions = { before and { since = -math.huge, item = before } }
    history.versions[number] = versions
  end
  local last = versions[#versions]
  local changed
  if item then
    changed = not last or not last.item or is_changed(item, last.item)
  else
    changed = last and last.item
  end
  if changed then
    versions[#versions + 1] = { since = now, item = item and copy(item) or false }
    history.changed = now
  end
end

---Notes what has changed, as of `now`.
---@param now number
function Late:note(now)
  for things, history in pairs(self.histories) do
    for number, item in things:touched() do
      note_item(history, things, number, item, now)
    end
    -- Things forget items that were added and removed.
    for number in pairs(history.versions) do
      note_item(history, things, number, things:at(number), now)
    end
  end
end

---A request is answered at `now`.
---@param now number
function Late:begin(now)
  self.at, self.views = now - self.lag, {}
end

-- What an item was at a time; older versions are forgotten.
local function version_at(versions, at)
  while versions[2] and versions[2].since <= at do
    table.remove(versions, 1)
  end
  return versions[1].since <= at and versions[1].item or nil
end

-- Items in their order as they were at a time.
local function past(things, history, at)
  local view = collection.new(things.key)
  local shown = {}
  for _, item, number in things:each() do
    shown[number] = item
  end
  for number, versions in pairs(history.versions) do
    local item = version_at(versions, at)
    shown[number] = item and copy(item) or nil
  end
  local numbers = {}
  for number in pairs(shown) do
    numbers[#numbers + 1] = number
  end
  table.sort(numbers)
  for _, number in ipairs(numbers) do
    view:add(shown[number])
  end
  return view
end

---The items as they show now, to be read: the things themselves where nothing has changed of late.
---@param things hwc.sandbox.Collection
---@return hwc.sandbox.Collection
function Late:view(things)
  local view = self.views[things]
  if not view then
    local history = self.histories[things]
    view = history.changed > self.at and past(things, history, self.at) or things
    self.views[things] = view
  end
  return view
end

return M
