-- SPDX-License-Identifier: Apache-2.0
-- The scheduler: one event loop per Lua state, shared by all clients, and the coroutines of tasks.
-- A task suspends itself to wait; any other coroutine steps the loop until its wait has ended.
-- lua/hwc/tasks.lua is the interface for scripts; this file resumes the coroutines.

local core = require("_hwc")
local events = require("hwc.events")
local options = require("hwc.options")
local traceback = require("hwc.traceback")

local M = {}

local YEAR = 366 * 24 * 3600

-- Seconds between polls of a download's progress.
local PROGRESS_INTERVAL = 0.1

local loop = core.loop()
local stepping = false

local running_coroutine = coroutine.running

-- The task that is being resumed, so that a memory error does not lose it.
local resuming

-- Tasks by coroutine.
local tasks = setmetatable({}, { __mode = "k" })

-- The run queue: tasks to resume in the next step, in order.
local ready, first, last = {}, 1, 0

-- A timer that makes the loop ready while the run queue is not empty, so that a host steps it.
local waker

-- Errors of tasks that nobody waited for, by number, oldest first; forget() removes entries. Errors
-- that are left when the state is closed become warnings.
local oldest, newest = 1, 0
local failures = setmetatable({}, {
  __gc = function(kept)
    for i = oldest, newest do
      if kept[i] then
        warn("hwc: a task failed: ", tostring(kept[i].failure))
      end
    end
  end,
})

-- What the coroutine of a task yields: it waits; or it was cancelled before and waits again.
local WAITS, ENDS = {}, {}

local function wake_loop()
  if not waker then
    waker = loop:timer(0)
  end
end

-- Allocates the queue entry of one more task; the task is queued when `last` counts it.
local function reserve_ready(task)
  if not stepping then
    wake_loop()
  end
  ready[last + 1] = task
end

---The running task, or nil in any other coroutine.
---@return hwc.Task?
function M.running()
  return tasks[running_coroutine()]
end

-- Handles that the coroutine of a task has ended, or yielded by itself.
local function settle(task, good, ...)
  local co, what = task.co, ...
  if coroutine.status(co) == "dead" then
    task:settle(good, ...)
  elseif what == ENDS then
    task:settle(nil)
  else
    local message = "a task yielded by itself: only hwc's own functions can suspend a task"
    task:settle(false, traceback(co, message))
  end
end

-- Calls fn(task, ...), which handles a task. On a memory error the task fails.
local function protect(task, fn, ...)
  local good, message = pcall(fn, task, ...)
  if not good then
    task:settle(false, message)
  end
end

-- Handles the result of resuming a task, which usually waits again.
local function conclude(task, good, ...)
  if ... ~= WAITS then
    protect(task, settle, good, ...)
  end
end

-- The tasks that wait for a table form a linked list in FIFO order, from `first_waiter` along
-- `next_waiter`. The list allocates no memory, and a task leaves it in constant time.
local function join_list(object, task)
  local previous = object.last_waiter
  task.previous_waiter, task.next_waiter = previous, false
  task.listed = true
  if previous then
    previous.next_waiter = task
  else
    object.first_waiter = task
  end
  object.last_waiter = task
  task.object = object
end

local function leave_list(object, task)
  local previous, following = task.previous_waiter, task.next_waiter
  if previous then
    previous.next_waiter = following
  else
    object.first_waiter = following
  end
  if following then
    following.previous_waiter = previous
  else
    object.last_waiter = previous
  end
  task.previous_waiter, task.next_waiter = false, false
  task.listed = false
end

-- Makes a task wait for nothing.
local function leave(task)
  if task.listed then
    leave_list(task.object, task)
  end
  task.object = false
end

local function begin(task)
  local arguments = task.arguments
  task.arguments = nil
  conclude(task, coroutine.resume(task.co, table.unpack(arguments, 1, arguments.n)))
end

local function resume(task)
  if not task.co or task.closing then
    return
  end
  resuming = task
  leave(task)
  if task.arguments then
    protect(task, begin)
  else
    conclude(task, coroutine.resume(task.co))
  end
  resuming = nil
end

-- Resumes the tasks whose objects have finished, then those that were in the run queue at the
-- start: tasks that keep each other ready cannot starve the sockets.
local function drive()
  local object, waiter = loop:next_finished()
  while object do
    if object == waker then
      waker = nil
    elseif waiter and waiter.fire then
      waiter.fire()
    elseif waiter then
      resume(waiter)
    end
    object, waiter = loop:next_finished()
  end
  local stop = last
  while first <= stop do
    local task = ready[first]
    ready[first] = nil
    first = first + 1
    resume(task)
  end
  if first > last then
    first, last = 1, 0
  end
end

local function step_once(timeout)
  stepping = true
  loop:step(first <= last and 0 or timeout)
  events.deliver()
  drive()
  if first <= last or oldest <= newest then
    wake_loop()
  end
end

-- The reason why no coroutine can wait now; nil if there is none.
local function find_obstacle()
  if core.finalizing() then
    return "a finalizer (__gc) cannot wait"
  elseif events.delivering() then
    return "on_event cannot wait, but it may start a task that does (hwc.spawn)"
  end
end

---Raises if the caller cannot wait. Every function that waits calls this before it starts anything,
---so that no request is sent whose result nobody receives. (In a task that is being closed, waits
---are cancelled at once instead.)
---@param level integer as for error(), counted from the caller of this function
function M.gate(level)
  local obstacle = find_obstacle()
  local task = not obstacle and M.running()
  if task and not task.closing and not coroutine.isyieldable() then
    obstacle = "a task cannot wait below a C function, such as in a callback of string.gsub or "
      .. "table.sort"
  elseif not obstacle and not task and stepping then
    obstacle = "a coroutine that is no task cannot wait while the loop is being stepped"
  end
  if obstacle then
    error(obstacle, level + 1)
  end
end

-- The same for steps, which suspend nothing.
local function gate_step(level)
  local obstacle = find_obstacle()
    or stepping and "the loop is being stepped already, so a step cannot wait for it"
  if obstacle then
    error(obstacle, level + 1)
  end
end

-- Steps once; errors of tasks are kept for check().
local function turn(timeout)
  local good, message = pcall(step_once, timeout)
  stepping = false
  if not good then
    if resuming then
      pcall(resuming.settle, resuming, false, message)
      resuming = nil
    end
    error(message, 0)
  end
end

-- Removes a kept error, and advances `oldest` to the next one.
local function remove_failure(number)
  failures[number] = nil
  while oldest <= newest and not failures[oldest] do
    oldest = oldest + 1
  end
end

---Raises the oldest error of a task that nobody waited for. Calls outside of tasks check this
---before they begin, so that the error never interrupts a call in progress.
function M.check()
  if oldest <= newest and not M.running() then
    local failure = failures[oldest].failure
    remove_failure(oldest)
    error(failure, 0)
  end
end

---Keeps an error of a task that nobody waits for; check() raises it.
---@param failure any
---@param task hwc.Task
function M.report(failure, task)
  failures[newest + 1] = { failure = failure }
  newest = newest + 1
  task.failure_number = newest
end

---Removes the kept error of a task, because its waiter now receives it.
---@param task hwc.Task
function M.forget(task)
  local number = task.failure_number
  if number and failures[number] then
    remove_failure(number)
  end
end

---True if the program was interrupted during attend(): waits then return as in a cancelled task.
---@return boolean
function M.interrupted()
  return loop:interrupted()
end

-- Ends attend(). If it was interrupted, `finish` adds to the error what is known of `subject`.
local function end_attended(finish, subject, interrupted, good, ...)
  if not interrupted then
    if good then
      return ...
    end
    error((...), 0)
  end
  local err = core.new_error({
    kind = "interrupted",
    message = "the program was interrupted while it waited",
  })
  if not good then
    err.report = { raised = (...) }
  elseif finish then
    finish(err, subject, ...)
  end
  error(err, 0)
end

---Calls `fn(...)`, which waits. In a task nothing else happens. Elsewhere an interrupt (see
---src/lua/lua_interrupt.h) ends the wait and is raised as an error after `fn` has returned. So `fn`
---must contain only what may be interrupted, and must not call functions of the script, which may
---yield.
---@param finish? fun(err: hwc.Error, subject: any, ...: any) adds what `fn` returned to that error
---@param subject any passed to `finish`
---@param fn function
---@param ... any its arguments
---@return any ... what fn returned
function M.attend(finish, subject, fn, ...)
  if M.running() then
    return fn(...)
  end
  return end_attended(finish, subject, loop:attend(pcall, fn, ...))
end

local NOTHING_SENT = "the program was interrupted; nothing was sent"

-- Describes an interrupted call in its error.
local function finish_call(err, operation, reply, info)
  local answered = reply ~= nil or info.kind == "service" or info.fate == "responded"
  err.operation = operation or info.operation
  err.attempts = info.attempts or 0
  err.elapsed = info.elapsed
  err.sent = answered or info.sent or false
  err.fate = info.fate or (answered and "responded" or "not_sent")
  err.retryable = info.retryable
  if answered or info.kind ~= "cancelled" then
    err.report = { returned = table.pack(reply, info) }
  end
  if answered then
    err.message = "the program was interrupted after the response had arrived"
  elseif err.sent then
    err.message = "the program was interrupted; the request was sent and may have been acted on"
  else
    err.message = NOTHING_SENT
  end
end

-- Describes an interrupt before there was a request.
local function finish_before(err, operation)
  err.operation, err.sent, err.fate, err.attempts = operation, false, "not_sent", 0
  err.message = NOTHING_SENT
end

---Makes a call of `operation`: attends `fn(...)`, which returns a reply, or nil and an error. The
---error of an interrupt has `operation`, `sent`, `fate` and `attempts`; if the response had
---arrived, the reply is in `report.returned`.
---@param operation string
---@param fn function
---@param ... any its arguments
---@return any reply
---@return table info or the error
function M.call(operation, fn, ...)
  return M.attend(finish_call, operation, fn, ...)
end

---Attends `fn(...)`, which obtains what a call of `operation` needs before it can be sent.
---@param operation string
---@param fn function
---@param ... any its arguments
---@return any ... what fn returned
function M.before_call(operation, fn, ...)
  return M.attend(finish_before, operation, fn, ...)
end

-- A step for hosts with their own loop.
local function step(timeout)
  turn(timeout)
  M.check()
end

---Waits up to `timeout` seconds (nil: until something happens) and does what is due; tasks run
---meanwhile. Raises the error of a task that nobody waits for. Also raises if it is called inside a
---step, or in a process forked after the loop was created.
---@param timeout number?
function M.step(timeout)
  gate_step(2)
  M.attend(nil, nil, step, timeout)
end

-- True if no event can happen that could end a wait for a task.
local function is_idle()
  return first > last and loop:is_idle()
end

-- Cancels the object of a wait, if the waiter owns it. Returns true if the wait must go on.
local function give_up(object)
  if type(object) == "table" and not object.owned then
    return false
  elseif object.cancel then
    object:cancel()
  end
  return type(object) == "table" and not object:finished()
end

-- Steps until `object` or the timer has finished. Raises errors of tasks that nobody waits for at
-- once, unless that would abandon a request.
local function step_until(object, timer)
  local is_request = type(object) == "userdata" and object.cancel ~= nil
  local given_up = false
  while not object:finished() and not (timer and timer:finished()) do
    if not given_up and loop:interrupted() then
      given_up = true
      if not give_up(object) then
        break
      end
    end
    if type(object) == "table" and not timer and is_idle() then
      error("deadlock: no runnable task", 0)
    end
    turn(nil)
    if not is_request and not given_up then
      M.check()
    end
  end
  return object:finished()
end

-- Suspends the running task until wake() is called for `object`.
local function suspend(task, object, timer)
  if task.closing then
    give_up(object)
    return
  end
  if task.cancelled then
    local notified = task.notified
    task.notified = true
    if not give_up(object) then
      if notified then
        coroutine.yield(ENDS)
      end
      return
    end
  end
  M.gate(1)
  leave(task) -- an earlier suspend() may have failed for lack of memory
  local is_userdata = type(object) == "userdata"
  if timer then
    local function fire()
      if is_userdata and object:waiter() == task then
        object:set_waiter(nil)
      end
      M.wake(task, object)
    end
    timer:set_waiter({ fire = fire })
  end
  if is_userdata then
    object:set_waiter(task)
    task.object = object
  else
    join_list(object, task)
  end
  coroutine.yield(WAITS)
  if timer then
    timer:set_waiter(nil)
  end
end

---Wakes a task that waits for `object`; does nothing if it does not. On a memory error it raises,
---and the task keeps waiting.
---@param task hwc.Task
---@param object any
function M.wake(task, object)
  if task.object == object then
    reserve_ready(task)
    leave(task)
    last = last + 1
  end
end

---Wakes all tasks that wait for `object`, a table.
---@param object { first_waiter: hwc.Task|false }
function M.wake_all(object)
  local task = object.first_waiter
  while task do
    M.wake(task, object)
    task = object.first_waiter
  end
end

---Ends the wait of a cancelled task and cancels the object of the wait. If the task runs or is
---about to, its next wait ends. A task that was notified once ends at its next wait.
---@param task hwc.Task its member `cancelled` is already set
function M.interrupt(task)
  local object = task.object
  if task.arguments then
    task:settle(nil)
  elseif object then
    task.notified = true
    if not give_up(object) then
      if type(object) == "userdata" then
        object:set_waiter(nil)
      end
      M.wake(task, object)
    end
  end
end

---Waits until `object` has finished. An object is a request, a timer, or a table with the method
---`finished()` and the members `first_waiter` and `last_waiter`, initially false, for which
---wake_all() is called. Returns early when `timeout` passes, the task is cancelled or the program
---is interrupted. Then a request is cancelled; a table with `owned` set has a method `cancel()`,
---which is called, and the wait goes on until it has finished. Outside of tasks, call this only in
---attend().
---@param object any
---@param timeout number?
---@return boolean finished
function M.await(object, timeout)
  if object:finished() then
    return true
  end
  local task = M.running()
  local timer <close> = timeout and loop:timer(timeout) or nil
  if not task then
    M.gate(1)
    return step_until(object, timer)
  end
  suspend(task, object, timer)
  return object:finished()
end

---Runs `fn` as the coroutine of a task, from the next step on.
---@param task hwc.Task its method `settle(good, ...)` is called at the end: true and the results,
---  false and an error, or nil if it was cancelled and has to be closed
---@param fn function
---@param ... any
function M.start(task, fn, ...)
  local arguments = table.pack(...)
  task.co = coroutine.create(fn)
  tasks[task.co] = task
  reserve_ready(task)
  last = last + 1
  task.arguments = arguments
end

-- Describes an interrupt during a download.
local function finish_watch(err, request)
  request:cancel()
  finish_call(err, nil, request:finish())
end

-- Calls `progress` whenever more bytes have arrived, until the request has finished. Cancels the
-- request if `progress` raises.
local function watch(request, progress)
  local _ <close> = setmetatable({}, {
    __close = function()
      if not request:finished() then
        request:cancel()
      end
    end,
  })
  local reported
  while not M.attend(finish_watch, request, M.await, request, PROGRESS_INTERVAL) do
    local received, total = request:progress()
    if received ~= reported then
      reported = received
      progress({ received = received, total = total })
    end
  end
end

-- True if nothing but a request can need this scheduler: without tasks that are ready or have
-- failed, and without events to deliver. Only outside of tasks.
local function is_alone()
  return first > last and not stepping and oldest > newest and events.quiet
end

-- The rest of a call that the core has started; `others` is true if other things have finished.
local function complete(request, others)
  if others then
    turn(0)
  end
  M.await(request)
  return request:finish()
end

-- Makes a call outside of tasks. The core sends the request, waits for the response and converts it
-- without Lua. Only if something else happens meanwhile, the rest of the call is as in M.call().
local call_whole = core.whole_calls(loop, function(request, others)
  return pcall(complete, request, others)
end, function(operation, ...)
  return end_attended(finish_call, operation, ...)
end)

-- The same in a task: the core yields, and converts the response when the task is resumed.
local call_in_task = core.calls_in_tasks(WAITS)

---The shortest way to make a call without options, for clients whose calls need nothing but the
---core: `way(client, operation, arguments, many, task)` returns the reply and its info, or nil and
---an error, and whether info.unexpected is set. It returns nothing if it did not make the call,
---because of wrong arguments or because the caller cannot wait.
---@return (fun(client: userdata, operation: string, arguments: table?, many: boolean?,
---  task: hwc.Task?): table?, table?, boolean?)? way `many`: the adaptive rate limit applies; nil
---  if there is no such way at present
---@return hwc.Task? task the running one
function M.shortest_way()
  if stepping or resuming then
    local task = M.running()
    if task and not (task.cancelled or task.closing or task.object) then
      return call_in_task, task
    end
  elseif is_alone() then
    return call_whole
  end
end

---Waits for a started request and returns its result.
---@param request userdata? nil if it could not be started
---@param err hwc.Error?
---@param progress? fun(p: { received: integer, total?: integer }) of a download
---@return table? reply
---@return table info or the error
function M.finish(request, err, progress)
  if not request then
    return nil, err
  elseif not progress then
    if not M.running() and is_alone() then
      local reply, info, body = request:complete()
      if info then
        return reply, info, body
      elseif reply == false then
        turn(0) -- for what else has finished
      end
    end
    M.await(request)
    return request:finish()
  end
  watch(request, progress)
  local reply, info = request:finish()
  if reply then
    progress({ received = reply.size, total = reply.size })
  end
  return reply, info
end

local function sleep(seconds)
  local timer <close> = loop:timer(seconds)
  if not M.await(timer) then
    return nil, core.new_error({ kind = "cancelled", message = "the task was cancelled" })
  end
  return true
end

---Waits `seconds`; other tasks and requests continue.
---@param seconds number from 0 to a year
---@return true? good
---@return hwc.Error? err of kind "cancelled" if the task was cancelled
function M.sleep(seconds)
  if type(seconds) ~= "number" or not (seconds >= 0 and seconds <= YEAR) then
    error("sleep takes a number of seconds from 0 to a year, got " .. options.kind(seconds), 2)
  end
  M.gate(2)
  M.check()
  return M.attend(nil, nil, sleep, seconds)
end

---Seconds of a monotonic clock.
---@return number
M.now = core.now

-- The interface for foreign event loops.
---@class hwc.Loop
local Loop = {}

---The descriptor to watch for readability. It covers all sockets and the timer.
---@return integer
function Loop.pollfd()
  return loop:pollfd()
end

---The events to watch the descriptor for.
---@return string "r"
function Loop.events()
  return loop:events()
end

---Seconds until step() has something to do without input; nil if only input can cause work.
---@return number?
function Loop.timeout()
  return loop:timeout()
end

---Waits up to `timeout` seconds (0: not at all; nil: until something happens), does what is due,
---and runs tasks until they wait again. Raises the error of a task that nobody waits for; the step
---is complete by then, and you can continue stepping.
---@param timeout number?
function Loop.step(_, timeout)
  if timeout ~= nil and (type(timeout) ~= "number" or timeout ~= timeout) then
    error("step takes a number of seconds, or nil", 2)
  end
  gate_step(2)
  M.attend(nil, nil, step, timeout)
end

---Sets the maximum number of connections to a host; 10 by default. Further calls wait for a free
---connection; the wait counts towards their `deadline` but not towards their `timeout`.
---@param connections integer from 1 to 1000
function Loop.limit_connections(_, connections)
  if math.type(connections) ~= "integer" or connections < 1 or connections > 1000 then
    error("limit_connections takes an integer from 1 to 1000", 2)
  end
  loop:limit_connections(connections)
end

---@type hwc.Loop
M.loop = setmetatable({}, {
  __name = "hwc.loop",
  __index = Loop,
  __newindex = function()
    error("the loop has no settable members", 2)
  end,
  __tostring = function()
    return tostring(loop)
  end,
})

return M
