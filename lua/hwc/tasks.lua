-- SPDX-License-Identifier: Apache-2.0
-- Tasks: functions that run side by side on one thread. Where one waits, others go on.
--
-- What is left of a task when it ends early, because it was cancelled or raised an error, ends with
-- it: the request it waits for, and the tasks that it has spawned. An error goes to whoever waits
-- for the task; where nobody does, it ends the hwc.run or hwc.map that the task belongs to, and
-- without one it is raised by the step of the loop that ran the task, or by the next call, sleep or
-- wait outside of tasks.

local core = require("_hwc")
local errors_of = require("hwc.errors")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local traceback = require("hwc.traceback")

local is_error = errors_of.is_error

local M = {}

-- From this many items on a map slows itself down where the service does.
local MANY = 100

local MAP_OPTIONS = { concurrency = "count", isolate = "boolean" }
local CONCURRENCY = 32

-- So many further errors of a run or map are told by their texts, the others by their number.
local MAX_TEXTS = 10

local YEAR = 366 * 24 * 3600

local TRACEBACK = "\nstack traceback:\n"

local function cancelled(message)
  return core.new_error({ kind = "cancelled", message = message })
end

-- An error with the place where it was raised; errors that are no text are kept as they are.
local function with_traceback(co, value)
  if type(value) == "string" then
    if value:find(TRACEBACK, 1, true) then
      return value
    end
    return co and traceback(co, value) or traceback(value, 2)
  elseif is_error(value) and not rawget(value, "traceback") then
    rawset(value, "traceback", co and traceback(co) or traceback(nil, 2))
  end
  return value
end

-- Tasks that are waited for together: those of a run or map.
---@class hwc.TaskGroup
---@field live integer tasks that have not ended
---@field children table<hwc.Task, true>
---@field failure any the first error that nobody waited for
---@field failed? boolean
---@field further? string[] texts of further errors
---@field omitted integer how many there were beyond those
---@field many boolean whether it, or one around it, is a map over many items
local Group = { owned = true }
Group.__index = Group

local function new_group()
  local task = scheduler.running()
  return setmetatable({
    live = 0,
    children = {},
    first_waiter = false,
    last_waiter = false,
    omitted = 0,
    many = task ~= nil and task.many,
  }, Group)
end

function Group:finished()
  return self.live == 0
end

local function cancel_all(children)
  local list = {}
  for task in pairs(children) do
    list[#list + 1] = task
  end
  for _, task in ipairs(list) do
    task:cancel()
  end
end

function Group:cancel()
  cancel_all(self.children)
end

-- The first error is what is raised. Where that is a text, those of further ones are added to it.
function Group:fail(failure)
  local further = self.further
  if not self.failed then
    self.further = type(failure) == "string" and {} or nil
    self.failed, self.failure = true, failure
    self:cancel()
  elseif further and #further < MAX_TEXTS then
    further[#further + 1] = tostring(failure)
  elseif further then
    self.omitted = self.omitted + 1
  end
end

-- What is raised for the tasks of a group that failed.
function Group:whole_failure()
  local further, omitted = self.further, self.omitted
  if not further then
    return self.failure
  end
  local parts = { self.failure }
  for _, text in ipairs(further) do
    parts[#parts + 1] = "meanwhile another task failed: " .. text
  end
  if omitted > 0 then
    parts[#parts + 1] = ("and %d more task%s failed"):format(omitted, omitted == 1 and "" or "s")
  end
  return table.concat(parts, "\n\n")
end

-- Of tasks that are spawned outside of tasks.
local root = {
  live = 0,
  first_waiter = false,
  last_waiter = false,
  fail = function(_, failure, task)
    scheduler.report(failure, task)
  end,
}

---@class hwc.Task
---@field private state "waiting"|"done"|"failed"|"cancelled"
local Task = {}
Task.__index = Task
Task.__name = "hwc.task"

function Task:__tostring()
  return "hwc.task: " .. self:status()
end

local function new_task(group, parent, fn, ...)
  local task = setmetatable({
    state = "waiting",
    group = group,
    parent = parent,
    children = false,
    first_waiter = false,
    last_waiter = false,
    next_waiter = false,
    previous_waiter = false,
    cancelled = false,
    told = false,
    closing = false,
    object = false,
    arguments = false,
    co = false,
    waited = false,
    results = false,
    failure = false,
    failure_number = false,
    many = parent.many or group.many,
  }, Task)
  if parent ~= root then
    parent.children = parent.children or {}
    parent.children[task] = true
  end
  scheduler.start(task, fn, ...)
  group.live = group.live + 1
  return task
end

function Task:finished()
  return self.state ~= "waiting"
end

-- Hands what the task has spawned to whoever spawned the task.
local function leave_children(self, early)
  local parent, children = self.parent, self.children
  if parent.children then
    parent.children[self] = nil
  end
  if not children then
    return
  end
  if early then
    cancel_all(children)
  end
  for child in pairs(children) do
    child.parent = parent
    if parent ~= root then
      parent.children = parent.children or {}
      parent.children[child] = true
    end
  end
  self.children = false
end

-- Called by the scheduler when the coroutine has ended, or has to. Where memory is short it raises
-- and is called again, so that whatever may raise comes first.
function Task:settle(good, ...)
  local co, state, failure = self.co, "done", nil
  local raised = ...
  if self.state ~= "waiting" then
    return
  end
  self.closing = true
  if good == nil then
    state = "cancelled"
    local closed, message = coroutine.close(co)
    if not closed then
      state, failure = "failed", message
    end
  elseif good then
    self.results = table.pack(...)
  elseif self.cancelled and is_error(raised) and raised.kind == "cancelled" then
    state = "cancelled"
    coroutine.close(co)
  else
    state = "failed"
    local described, text = pcall(with_traceback, co, raised)
    failure = described and text or raised
    coroutine.close(co)
  end
  local group = self.group
  leave_children(self, self.cancelled or state == "failed")
  self.waited = self.waited or self.observed or self.first_waiter ~= false
  scheduler.wake_all(self)
  if group.live == 1 then
    scheduler.wake_all(group)
  end
  self.state, self.failure, self.co = state, failure, nil
  group.live = group.live - 1
  if state == "failed" and not self.waited then
    group:fail(failure, self)
  end
end

local function outcome(self)
  if self.state == "failed" then
    error(self.failure, 0)
  elseif self.state == "cancelled" and self.arguments then
    return nil, errors_of.not_begun("cancelled", "the task was cancelled before it began")
  elseif self.state == "cancelled" then
    return nil, cancelled("the task was cancelled")
  end
  return table.unpack(self.results, 1, self.results.n)
end

-- An interrupt that came when the task had ended.
local function finish_wait(err, task, ...)
  if task:finished() then
    err.report = { returned = table.pack(...) }
  end
end

local function wait_for(self, seconds)
  local waiter = scheduler.running()
  local good, finished = pcall(scheduler.await, self, seconds)
  self.observed = nil
  if not good then
    error(finished, 0)
  elseif finished then
    return outcome(self)
  elseif not seconds or waiter and waiter.cancelled or scheduler.interrupted() then
    return nil, cancelled("the task was cancelled while it waited for another")
  end
  return nil, core.new_error({
    kind = "timeout",
    message = "the task has not ended within " .. core.number_text(seconds) .. " s",
  })
end

---Waits until the task has ended.
---@param seconds number? how long at most; nil: as long as it takes
---@return any ... what its function returned; nil and an error of kind "cancelled" where the task,
---  or the one that waits, was cancelled, of kind "timeout" where `seconds` were over before. What
---  the function raised is raised again
function Task:wait(seconds)
  if seconds ~= nil and (type(seconds) ~= "number" or not (seconds >= 0 and seconds <= YEAR)) then
    error("wait takes a number of seconds from 0 to a year, got " .. options.kind(seconds), 2)
  end
  local waiter = scheduler.running()
  if waiter == self then
    error("a task cannot wait for itself", 2)
  elseif self.state == "waiting" then
    scheduler.gate(2)
  end
  if self.state == "failed" then
    scheduler.forget(self)
  elseif not waiter then
    scheduler.check()
    self.observed = true
  end
  return scheduler.attend(finish_wait, self, wait_for, self, seconds)
end

---Ends the task and those it has spawned. The call it waits in returns nil and an error of kind
---"cancelled", whose `sent` tells whether the request may have reached the service; hwc.sleep
---returns such an error as well. From there the task may still return something; where it waits
---once more it ends instead, and its to-be-closed variables are closed.
---@return boolean cancelled false where the task had ended before
function Task:cancel()
  if self.state ~= "waiting" then
    return false
  end
  if not self.cancelled then
    self.cancelled = true
    if self.children then
      cancel_all(self.children)
    end
    scheduler.interrupt(self)
  end
  return true
end

---@return "waiting"|"running"|"done"|"failed"|"cancelled" status "waiting" also before the start;
---  "failed": it raised an error; "cancelled": it ended because it was cancelled
function Task:status()
  return scheduler.running() == self and "running" or self.state
end

local function check_function(fn, name)
  if type(fn) ~= "function" then
    error(("%s takes a function, got a %s"):format(name, type(fn)), 3)
  end
end

---Starts a task; it begins in the next step of the loop. Within hwc.run it belongs to that run,
---elsewhere it is driven by whoever steps the loop: a call that blocks, or the host.
---@param fn function
---@param ... any its arguments
---@return hwc.Task task
function M.spawn(fn, ...)
  check_function(fn, "spawn")
  local parent = scheduler.running()
  return new_task(parent and parent.group or root, parent or root, fn, ...)
end

-- Waits for the tasks of a group; whatever keeps it from waiting ends them.
local function await_group(group)
  local good, message = pcall(scheduler.await, group)
  if not good then
    group:cancel()
    error(message, 0)
  end
  if group.failed then
    error(group:whole_failure(), 0)
  end
end

-- What the function returned, which may have been cancelled before, is all that is known.
local function finish_run(err, _, ...)
  err.report = { returned = table.pack(...) }
end

local function run(fn, ...)
  local group = new_group()
  local task = new_task(group, group, fn, ...)
  await_group(group)
  if task.state == "waiting" then
    return nil, cancelled("the task was cancelled")
  end
  return outcome(task)
end

---Runs `fn` as a task, and returns when it and all tasks that were spawned meanwhile have ended.
---Where one of them raises an error that nobody waits for, the others are cancelled, and run raises
---it, with the texts of up to ten that failed meanwhile, and how many more there were; where the
---program is interrupted all are cancelled. Within a task only that task waits.
---@param fn function
---@param ... any its arguments
---@return any ... what fn returned
function M.run(fn, ...)
  check_function(fn, "run")
  scheduler.gate(2)
  scheduler.check()
  return scheduler.attend(finish_run, nil, run, fn, ...)
end

local function describe(value)
  return with_traceback(nil, value)
end

-- Takes one item after the other until there are none, or the map ends early. An item that is not
-- under way, and comes before the next, has ended: so nothing is kept of each besides its outcome.
local function work(map, worker, fn)
  local list, under_way, results, errors = map.list, map.under_way, map.results, map.errors
  while map.next <= map.count and not scheduler.running().cancelled do
    local i = map.next
    under_way[worker] = i
    map.next = i + 1
    local good, result, err = xpcall(fn, describe, list[i], i)
    if good then
      results[i] = result
      if result == nil then
        errors[i] = err
      end
    elseif is_error(result) or map.isolate then
      errors[i] = result == nil and "nil was raised" or result
    else
      error(result, 0)
    end
    under_way[worker] = false
  end
end

local function finish_map(err, _, results, errors)
  err.report = { results = results, errors = errors }
end

-- The errors of each map by its results, and by themselves.
local map_errors = setmetatable({}, { __mode = "k" })

---The errors of the map that returned `value`, as its results or as its errors.
---@param value any
---@return table<integer, any>?
function M.errors_of_map(value)
  return map_errors[value]
end

local function map_all(list, fn, opts)
  local group = new_group()
  local map = {
    list = list,
    count = #list,
    isolate = opts.isolate,
    next = 1,
    under_way = {}, -- by worker; false: none
    results = {},
    errors = {},
  }
  -- Where memory is too short for it, the map is still worth having.
  pcall(rawset, map_errors, map.results, map.errors)
  pcall(rawset, map_errors, map.errors, map.errors)
  group.many = group.many or map.count > MANY
  local workers = math.min(opts.concurrency or CONCURRENCY, map.count)
  for worker = 1, workers do
    map.under_way[worker] = false
    new_task(group, group, work, map, worker, fn)
  end
  await_group(group)
  for worker = 1, workers do
    local i = map.under_way[worker]
    if i then
      map.errors[i] = cancelled("the item was cancelled on its way")
    end
  end
  for i = map.next, map.count do
    map.errors[i] = errors_of.not_begun("cancelled", "the item was not begun")
  end
  return map.results, map.errors
end

---Calls `fn(item, index)` for each item, many at a time. What fn returns as nil and an error, and
---an hwc.Error that it raises (as assert does), is the error of that item. Anything else it raises
---is a mistake in the program: the other items are cancelled, and map raises it; with `isolate` it
---is the error of its item too (a text has its traceback then), and the others go on. The error of
---an interrupt has `results` and `errors` so far in its `report`.
---@param list any[] without holes, which a list that this function returned may have
---@param fn fun(item: any, index: integer): any, any
---@param opts? { concurrency?: integer, isolate?: boolean } how many at a time, by default 32
---@return any[] results by index of the item; the first result of fn
---@return any[] errors by index of the item; empty where all went well. Functions that wait for
---  what calls began know of both lists what failed, and refuse them where something did
function M.map(list, fn, opts)
  local other = options.no_list(list)
  if other then
    error("map takes a list, got " .. other, 2)
  end
  check_function(fn, "map")
  opts = options.check(opts, MAP_OPTIONS, "map", 2)
  scheduler.gate(2)
  scheduler.check()
  return scheduler.attend(finish_map, nil, map_all, list, fn, opts)
end

---Whether the running task belongs to a map over many items, whose calls should slow themselves
---down together where the service does.
---@return boolean
function M.is_one_of_many()
  local task = scheduler.running()
  return task ~= nil and task.many == true
end

-- The one under way for a key, or a new one.
local function flight_for(flights, key, fn)
  local flight = flights[key]
  if not flight or flight.task:finished() then
    flight = { users = 0, task = new_task(root, root, fn) }
    flights[key] = flight
  end
  flight.users = flight.users + 1
  return flight
end

---Begins what once() would, without waiting for it: it goes on to its end even if nobody ever does.
---@param flights table<any, any> where the calls under way are kept
---@param key any which of them it is
---@param fn function takes no arguments, and should not raise
function M.begin(flights, key, fn)
  flight_for(flights, key, fn)
end

---Calls `fn` once for all who ask at the same time: whoever comes while it is under way waits for
---it and gets what it returns or raises. It runs as a task of its own, so that it goes on when who
---came first is cancelled or gives up; when all have given up it is cancelled.
---@param flights table<any, any> where the calls under way are kept
---@param key any which of them it is
---@param fn function takes no arguments
---@param seconds number? how long to wait at most; the others wait on
---@return any ... what fn returned; nil and an error as of Task:wait()
function M.once(flights, key, fn, seconds)
  scheduler.gate(2)
  local flight = flight_for(flights, key, fn)
  local _ <close> = setmetatable({}, {
    __close = function()
      flight.users = flight.users - 1
      if flight.users > 0 then
        return
      end
      flight.task:cancel()
      if flights[key] == flight then
        flights[key] = nil
      end
    end,
  })
  return flight.task:wait(seconds)
end

return M
