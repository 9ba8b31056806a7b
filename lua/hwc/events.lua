-- SPDX-License-Identifier: Apache-2.0
-- Delivery of events to the client option `on_event`. The core records events while it works and
-- never calls a script; the records are delivered here in order, after each step.

local core = require("_hwc")
local traceback = require("hwc.traceback")

local M = {}

---An event. Members without a value are absent. Events contain no secrets: no header, no query and
---no body.
---
--- kind          what happened, and the members of the event
--- `attempt`     an attempt is sent: `service`, `operation`, `method`, `path`, `call`, `attempt`
--- `response`    the attempt ended: the same; `duration`, `bytes_sent`, `bytes_received`, `sent`,
---               `fate`; `status`, `request_id`, `code` of a response; otherwise `error`, `message`
--- `retry`       another attempt follows after `delay`, for `reason`; how the last attempt ended
--- `throttled`   the client's rate limit delays the attempt by about `delay`
--- `clock`       this clock is `behind` that of the service, which has accepted a corrected
---               signature; the following requests are corrected too
--- `credentials` `action` is `renewed` or `failed`; `source`, `expires`, `duration`; after a
---               failure `message` and `cause`
--- `unexpected`  a reply has members of other types than described, which are unchanged, or numbers
---               that Lua cannot represent: `service`, `operation`, `status`, `request_id`,
---               `unexpected`
--- `warning`     `name` and `message`
---
---@class hwc.Event
---@field kind "attempt"|"response"|"retry"|"throttled"|"clock"|"credentials"|"unexpected"|"warning"
---@field time number Unix seconds, with fractions
---@field service? string the client's service, or "iam"
---@field operation? string
---@field method? string
---@field path? string without the query
---@field call? integer number of the call to this service, from 1
---@field attempt? integer from 1
---@field duration? number seconds from the start of the attempt
---@field bytes_sent? integer of the body
---@field bytes_received? integer of the body
---@field sent? boolean whether bytes of this attempt may have reached the service
---@field fate? "not_sent"|"refused"|"unknown"|"responded" of this attempt, as of errors
---@field status? integer
---@field code? string of the service
---@field request_id? string
---@field error? string kind of the error that ended the attempt
---@field reason? "transient"|"throttled"|"clock"|"refused"
---@field delay? number seconds
---@field behind? number seconds; negative if ahead
---@field unexpected? string[] paths of members, as in info.unexpected of the call
---@field name? string of a warning
---@field message? string one line for people
---@field cause? table why the renewal failed: the members of the hwc.Error and its causes, without
---  headers and body

---@class hwc.Events
---@field hook fun(event: hwc.Event)
---@field sources { trace: userdata, service: string, head: hwc.Event? }[]
---@field queue table<integer, hwc.Event> events to deliver
---@field first integer index of the oldest event in the queue
---@field last integer index of the newest event
---@field failure? string the first error of the hook that was not raised yet
local Events = {}
Events.__index = Events

-- Those of open clients.
local active = setmetatable({}, { __mode = "k" })

local delivering = false

---True if no client with a hook is open, and no hook runs.
M.quiet = true

local function set_quiet()
  M.quiet = not delivering and next(active) == nil
end

-- What the hook's coroutine yields when it is ready for the next event.
local READY = {}

---@param hook fun(event: hwc.Event)? the option `on_event`; may be a table with __call
---@return hwc.Events? events nil without a hook
function M.new(hook)
  if hook == nil then
    return nil
  end
  local events = setmetatable({
    hook = hook,
    sources = {},
    queue = {},
    first = 1,
    last = 0,
  }, Events)
  active[events] = true
  set_quiet()
  return events
end

---Creates a trace for core.client{}; its records become events of `service`.
---@param service string
---@return userdata trace
function Events:source(service)
  local trace = core.trace()
  self.sources[#self.sources + 1] = { trace = trace, service = service }
  return trace
end

-- The hook runs in its own coroutine, so that it cannot suspend a task.
local function run_hook(events, event)
  local runner = events.runner
  if not runner then
    local hook = events.hook
    runner = coroutine.create(function(first)
      local next_event = first
      while true do
        hook(next_event)
        next_event = coroutine.yield(READY)
      end
    end)
    events.runner = runner
  end
  local good, result = coroutine.resume(runner, event)
  if good and result == READY then
    return
  end
  if good then
    result = "it yielded; a hook cannot wait, but it may spawn a task that does"
  end
  events.runner = nil
  events.failure = events.failure or traceback(runner, tostring(result))
  coroutine.close(runner)
end

-- Takes the oldest record of all sources.
local function next_record(events)
  local oldest
  for _, source in ipairs(events.sources) do
    source.head = source.head or source.trace:take()
    if source.head and (not oldest or source.head.time < oldest.head.time) then
      oldest = source
    end
  end
  if not oldest then
    return nil
  end
  local event = oldest.head
  oldest.head = nil
  event.service = oldest.service
  return event
end

local function push(events, event)
  events.queue[events.last + 1] = event
  events.last = events.last + 1
end

-- Moves the records of the core to the queue.
local function collect(events)
  for event in next_record, events do
    push(events, event)
  end
  for _, source in ipairs(events.sources) do
    local lost = source.trace:lost()
    if lost > 0 then
      push(events, {
        kind = "warning",
        time = core.time(),
        service = source.service,
        name = "lost",
        message = ("%d events were dropped: too many at a time, or out of memory"):format(lost),
      })
    end
  end
end

local function run(events)
  delivering, M.quiet = true, false
  collect(events)
  while events.first <= events.last do
    local event = events.queue[events.first]
    events.queue[events.first] = nil
    events.first = events.first + 1
    run_hook(events, event)
    if events.first > events.last then
      collect(events)
    end
  end
end

-- Never raises, so that a memory error leaves no delivery half done.
local function protect(events, action, ...)
  local good, message = pcall(action, events, ...)
  if not good then
    events.failure = events.failure or tostring(message)
  end
end

local function deliver(events)
  if not delivering then
    protect(events, run)
    delivering = false
    set_quiet()
  end
end

---Delivers what the core has recorded; called by the scheduler after each step. Never raises.
function M.deliver()
  if delivering or M.quiet then
    return
  end
  local all = {}
  for events in pairs(active) do
    all[#all + 1] = events
  end
  for _, events in ipairs(all) do
    deliver(events)
  end
end

---True while a hook runs; nothing may wait then.
---@return boolean
function M.delivering()
  return delivering
end

local function record(events, kind, details)
  collect(events)
  local event = { kind = kind, time = core.time() }
  for name, value in pairs(details) do
    event[name] = type(value) == "userdata" and "***" or value
  end
  push(events, event)
end

---Emits an event from Lua. Does nothing for a client without a hook, never raises and never waits.
---Secret objects in `details` are redacted, strings are not: redact keys with
---credentials.redact_key().
---
---    events.emit(state.events, "credentials", {
---      action = "renewed", -- or "failed", with a message
---      source = "agency",
---      expires = 1700000000, -- Unix seconds
---      duration = 0.2, -- seconds that it took
---    })
---    events.emit(state.events, "warning", { name = "verify", message = "one line for people" })
---@param events hwc.Events? state.events of a client
---@param kind string
---@param details table<string, any> strings, numbers and booleans, and plain tables of them
function M.emit(events, kind, details)
  if not events then
    return
  end
  protect(events, record, kind, details)
  deliver(events)
end

---Raises the first error of the hook since the last check. Calls check this before they begin, so
---that the error never interrupts a call in progress.
---@param events hwc.Events?
---@param level integer as for error(), counted from the caller of this function
function M.check(events, level)
  local failure = events and events.failure
  if failure and not delivering then
    events.failure = nil
    error("on_event raised an error: " .. failure, level + 1)
  end
end

---Delivers the last events of a client that is being closed.
---@param events hwc.Events?
function M.close(events)
  if events then
    deliver(events)
    active[events] = nil
    set_quiet()
  end
end

return M
