-- SPDX-License-Identifier: Apache-2.0
-- Things that are shown as they were some time ago, as by a service whose reads lag behind its
-- writes: what was changed, made or removed since then does not show yet.

local collection = require("hwc.sandbox.collection")

local M = {}

---@class hwc.sandbox.Late
---@field lag number seconds of real time
---@field histories table<hwc.sandbox.Collection, table> what items were, and since when
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
    late.histories[things] = { order = {}, versions = {} }
  end
  late:note(-math.huge)
  return late
end

---Notes what has changed, as of `now`.
---@param now number
function Late:note(now)
  for things, history in pairs(self.histories) do
    for _, item in things:each() do
      local id = item[things.key]
      local versions = history.versions[id]
      if not versions then
        versions = {}
        history.versions[id] = versions
        history.order[#history.order + 1] = id
      end
      local last = versions[#versions]
      if not last or is_changed(item, last.item) then
        versions[#versions + 1] = { since = now, item = copy(item) }
      end
    end
    for _, id in ipairs(history.order) do
      local versions = history.versions[id]
      if not things:get(id) and versions[#versions].item then
        versions[#versions + 1] = { since = now, item = false }
      end
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

---The items as they show now.
---@param things hwc.sandbox.Collection
---@return hwc.sandbox.Collection
function Late:view(things)
  local view = self.views[things]
  if not view then
    view = collection.new(things.key)
    self.views[things] = view
    local history = self.histories[things]
    for _, id in ipairs(history.order) do
      local item = version_at(history.versions[id], self.at)
      if item then
        view:add(copy(item))
      end
    end
  end
  return view
end

return M
