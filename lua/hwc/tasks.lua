-- SPDX-License-Identifier: Apache-2.0
-- Tasks: functions that run concurrently on one thread. While one waits, others continue.
--
-- When a task ends early, because it was cancelled or raised an error, the request that it waits
-- for is cancelled, and so are the tasks that it has spawned. An error goes to the waiter of the
-- task. Without a waiter, it ends the hwc.run or hwc.map that the task belongs to. Otherwise it is
-- raised by the step of the loop that ran the task, or by the next call, sleep or wait outside of
-- tasks.

local core = require("_hwc")
local errors_of = require("hwc.errors")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local traceback = require("hwc.traceback")

local is_error = errors_of.is_error

local M = {}

-- A map over more items than this uses the adaptive rate limit.
local MANY = 100

local MAP_OPTIONS = { concurrency = "count", isolate = "boolean" }
local CONCURRENCY = 32

-- The error of a run or map includes the texts of so many further errors, and the number of others.
local MAX_TEXTS = 10

local YEAR = 366 * 24 * 3600

local TRACEBACK = "\nstack traceback:\n"

local function cancelled(message)
  return core.new_error({ kind = "cancelled", message = message })
end

-- Adds a traceback to an error; values that are neither strings nor hwc.Errors stay unchanged.
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

-- The tasks of one run or map.
---@class hwc.TaskGroup
---@field live integer tasks that have not ended
---@field children table<hwc.Task, true>
---@field failure any the first error that no task waited for
---@field failed? boolean
---@field further? string[] texts of further errors
---@field omitted integer number of further errors without text
---@field many boolean whether it, or an enclosing group, is a map over many items
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

-- The first error is raised. If it is a string, the texts of further errors are appended.
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

-- The error that is raised for a failed group.
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

-- The group of tasks that are spawned outside of tasks.
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
    notified = false,
    closing = false,
    object = false,
    listed = false,
    fire = false,
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

-- Makes the parent of a task the parent of the tasks that it has spawned.
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

-- Called by the scheduler when the coroutine has ended or must be closed. On a memory error it
-- raises and is called again, so everything that can raise comes first.
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

-- An interrupt after the task had ended.
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
---@param seconds number? maximum; nil: no limit
---@return any ... what its function returned; or nil and an error: of kind "cancelled" if the task
---  or the waiting task was cancelled, of kind "timeout" if `seconds` passed. If the function
---  raised an error, that error is raised again
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

---Cancels the task and the tasks that it has spawned. The call that it waits in returns nil and an
---error of kind "cancelled", whose `sent` is true if the request may have reached the service;
---hwc.sleep returns such an error too. The task may then still return a value; if it waits again,
---it ends there, and its to-be-closed variables are closed.
---@return boolean cancelled false if the task had already ended
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

---@return "waiting"|"running"|"done"|"failed"|"cancelled" status also "waiting" before it begins;
---  "failed": it raised an error; "cancelled": it ended because it was cancelled
function Task:status()
  return scheduler.running() == self and "running" or self.state
end

local function check_function(fn, name)
  if type(fn) ~= "function" then
    error(("%s takes a function, got a %s"):format(name, type(fn)), 3)
  end
end

---Starts a task; it begins in the next step of the loop. Inside hwc.run it belongs to that run.
---Elsewhere it runs whenever the loop is stepped, by a blocking call or by the host.
---@param fn function
---@param ... any its arguments
---@return hwc.Task task
function M.spawn(fn, ...)
  check_function(fn, "spawn")
  local parent = scheduler.running()
  return new_task(parent and parent.group or root, parent or root, fn, ...)
end

-- Waits for the tasks of a group; cancels them if it cannot wait.
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

-- Describes an interrupted run: what the function returned, possibly after it was cancelled.
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

---Runs `fn` as a task. Returns when it and all tasks that were spawned meanwhile have ended. If one
---of them raises an error that no task waits for, run cancels the others and raises the error, with
---the texts of up to ten further errors and the number of others. An interrupt cancels all of them.
---Inside a task, only that task waits.
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

-- Takes items one by one until none are left or the map ends early. An item before `next` that no
-- worker holds has ended, so only its result is stored.
local function work(map, worker, fn)
  local list, under_way, results, errors = map.list, map.under_way, map.results, map.errors
  local task = scheduler.running()
  while map.next <= map.count and not task.cancelled do
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

-- The errors of each map, by its results and by its errors.
local map_errors = setmetatable({}, { __mode = "k" })

---The errors of the map that returned `value`, either as results or as errors.
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
    under_way = {}, -- the item of each worker, false if none
    results = {},
    errors = {},
  }
  -- On a memory error the map works without it.
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
      map.errors[i] = cancelled("the item was cancelled while it was processed")
    end
  end
  for i = map.next, map.count do
    map.errors[i] = errors_of.not_begun("cancelled", "the item was cancelled before it began")
  end
  return map.results, map.errors
end

---Calls `fn(item, index)` for each item, several at a time. If fn returns nil and an error, or
---raises an hwc.Error (as assert does), that is the error of the item. Any other raised value is a
---mistake in the program: map cancels the other items and raises it. With `isolate` it is the error
---of its item too (a string gets a traceback), and the others continue. The error of an interrupt
---has `results` and `errors` so far in its `report`.
---@param list any[] without holes; the results of a map with errors may have holes
---@param fn fun(item: any, index: integer): any, any
---@param opts? { concurrency?: integer, isolate?: boolean } items at a time, 32 by default
---@return any[] results by index of the item; the first result of fn
---@return any[] errors by index of the item; empty if none failed. Functions that wait for jobs
---  recognise both lists, and raise if an item failed
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

---True if the running task belongs to a map over many items. Its calls share the adaptive rate
---limit.
---@return boolean
function M.is_one_of_many()
  local task = scheduler.running()
  return task ~= nil and task.many == true
end

-- The call in progress for a key, or a new one.
local function flight_for(flights, key, fn)
  local flight = flights[key]
  if not flight or flight.task:finished() then
    flight = { users = 0, task = new_task(root, root, fn) }
    flights[key] = flight
  end
  flight.users = flight.users + 1
  return flight
end

---Starts what once() would start, without waiting for it. It runs to its end even without a waiter.
---@param flights table<any, any> calls in progress, by key
---@param key any
---@param fn function takes no arguments, and should not raise
function M.begin(flights, key, fn)
  flight_for(flights, key, fn)
end

---Calls `fn` once for all concurrent callers with the same key: later callers wait for the call in
---progress and get what it returns or raises. It runs as its own task, so it continues if the first
---caller is cancelled or gives up. When all callers have given up, it is cancelled.
---@param flights table<any, any> calls in progress, by key
---@param key any
---@param fn function takes no arguments
---@param seconds number? maximum wait of this caller
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
