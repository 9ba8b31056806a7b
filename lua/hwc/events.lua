-- SPDX-License-Identifier: Apache-2.0
-- What a client tells the function that it was given as `on_event`. Events wait in a queue until no
-- hook is running, so they arrive one after the other, in the order in which things happened.

local M = {}

---@class hwc.Event
---@field kind "attempt"|"response"|"retry"|"throttled"|"clock"|"credentials"|"warning"
---@field time number Unix seconds, with fractions
---@field message? string one line for people: of credentials and warning

---@class hwc.Events
---@field hook fun(event: hwc.Event)
---@field queue hwc.Event[]
---@field first integer place of the oldest event in the queue
---@field failure? string what the hook raised, until somebody is told
local Events = {}
Events.__index = Events

---@param hook fun(event: hwc.Event)? the option `on_event`
---@return hwc.Events? events nil without a hook
function M.new(hook)
  if hook == nil then
    return nil
  end
  return setmetatable({ hook = hook, queue = {}, first = 1 }, Events)
end

-- Gives the hook what is in the queue. What it raises is kept: neither the loop nor the call that
-- the event is about can do anything about it.
local function deliver(events)
  if events.delivering then
    return
  end
  events.delivering = true
  while events.queue[events.first] do
    local event = events.queue[events.first]
    events.queue[events.first] = nil
    events.first = events.first + 1
    local good, message = xpcall(events.hook, debug.traceback, event)
    if not good and not events.failure then
      events.failure = tostring(message)
    end
  end
  events.queue, events.first = {}, 1
  events.delivering = false
end

---Tells of something that Lua code has seen. Does nothing for a client without a hook, never
---raises, and never waits. Nothing in `details` may be secret: secret objects are masked, strings
---are not, so a key goes in as credentials.masked() shows it.
---
---    events.emit(state.events, "credentials", {
---      action = "renewed", -- "found", "renewed", "failed"
---      source = "agency",
---      expires = 1700000000, -- Unix seconds
---      duration = 0.2, -- seconds that it took
---    })
---    events.emit(state.events, "warning", { name = "verify", message = "one line for people" })
---@param events hwc.Events? state.events of a client
---@param kind string
---@param details table<string, any> strings, numbers and booleans
function M.emit(events, kind, details)
  if not events then
    return
  end
  local event = { kind = kind, time = os.time() }
  for name, value in pairs(details) do
    event[name] = type(value) == "userdata" and "***" or value
  end
  events.queue[#events.queue + 1] = event
  deliver(events)
end

return M
