-- SPDX-License-Identifier: Apache-2.0
-- The events of a rollout, of all its workers, for a function such as hwc.log(): in their order,
-- once they are stored.

local core = require("_hwc")
local journal = require("hwc.rollout.journal")

local M = {}

-- Events of one read.
local PAGE = 1000

---@class hwc.rollout.EventLog
local EventLog = {}
EventLog.__index = EventLog

---Rule of the option.
function M.rule(value)
  local metatable = type(value) == "table" and getmetatable(value)
  if type(value) ~= "function" and not (type(metatable) == "table" and metatable.__call) then
    return "a function, or what hwc.log() returns"
  end
end

-- What the event has of its own does not take the place of what all have.
local function shown(row, name)
  local event = row.text and core.decode_json(row.text) or {}
  event.time, event.kind, event.event = row.at / 1000000, "rollout", row.kind
  event.rollout, event.rollout_id, event.id = name, row.rollout_id, row.id
  event.wave, event.batch, event.worker = row.wave, row.batch_id, row.worker
  return event
end

---@param db hwc.rollout.Database
---@param id integer of the rollout
---@param hook? fun(event: table) gets the events from now on; nil: nobody wants them
---@return hwc.rollout.EventLog?
---@return hwc.Error?
function M.new(db, id, hook)
  local self = setmetatable({ db = db, id = id, hook = hook }, EventLog)
  if hook then
    local found, err = journal.read(db, function()
      return { journal.newest_event(db, id), journal.find(db, id).name }
    end)
    if not found then
      return nil, err
    end
    self.seen, self.name = found[1], found[2]
  end
  return self
end

---Hands over the events that were stored since. What cannot be read now is read the next time.
function EventLog:catch_up()
  while self.hook do
    local rows = journal.read(self.db, journal.events, self.id, self.seen, PAGE)
    for _, row in ipairs(rows or {}) do
      self.seen = row.id
      self.hook(shown(row, self.name))
    end
    if not rows or #rows < PAGE then
      return
    end
  end
end

return M
