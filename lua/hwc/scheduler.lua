-- SPDX-License-Identifier: Apache-2.0
-- Waiting for what the loop finishes. There is one loop per Lua state, shared by all clients.
-- A task suspends itself where it waits; any other coroutine steps the loop until what it waits
-- for has finished. What a task is for scripts is in hwc/tasks.lua; here its coroutine is resumed.

local core = require("_hwc")
local events = require("hwc.events")
local options = require("hwc.options")
local traceback = require("hwc.traceback")

local M = {}

local YEAR = 366 * 24 * 3600

-- Seconds between looks at what a download has got.
local LOOK = 0.1

local loop = core.loop()
local stepping = false

-- The task that is being resumed: it must not get lost where memory is short.
local resuming

-- The task of a coroutine.
local tasks = setmetatable({}, { __mode = "k" })

-- Tasks that go on in the next step, in order.
local ready, first, last = {}, 1, 0

-- Wakes the loop for them, so that a host that watches its descriptor steps it.
local waker

-- Errors of tasks that nobody waited for, by number, the oldest first; those that were taken back
-- are left out. When the state is closed nobody is left to raise them to.
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

-- What the coroutine of a task yields: it waits, or it was told to end and wants to go on waiting.
local WAITS, ENDS = {}, {}

local function wake_loop()
  if not waker then
    waker = loop:timer(0)
  end
end

-- Makes room for one more task that is ready, which it is when `last` counts it.
local function reserve_ready(task)
  if not stepping then
    wake_loop()
  end
  ready[last + 1] = task
end

---The task that runs, or nil in any other coroutine.
---@return hwc.Task?
function M.running()
  return tasks[coroutine.running()]
end

-- Sees to what a coroutine did until it was suspended or ended.
local function conclude(task, good, ...)
  local co, what = task.co, ...
  if coroutine.status(co) == "dead" then
    task:settle(good, ...)
  elseif what == ENDS then
    task:settle(nil)
  elseif what ~= WAITS then
    local message = "a task yielded by itself: only hwc's own functions can suspend a task"
    task:settle(false, traceback(co, message))
  end
end

-- Who waits for a table is in its list, which begins at `first_waiter` and goes on at the
-- `next_waiter` of each, in the order in which they began to wait. The list takes no memory of its
-- own, and leaving it takes as long wherever the task is.
local function join_list(object, task)
  local previous = object.last_waiter
  task.previous_waiter, task.next_waiter = previous, false
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
end

-- Makes a task wait for nothing any more. Where memory is short it raises, and changes nothing.
local function leave(task)
  local object = task.object
  if type(object) == "table" then
    leave_list(object, task)
  end
  task.object = false
end

local function go_on(task)
  local arguments = task.arguments
  leave(task)
  if arguments then
    task.arguments = nil
    conclude(task, coroutine.resume(task.co, table.unpack(arguments, 1, arguments.n)))
  else
    conclude(task, coroutine.resume(task.co))
  end
end

local function resume(task)
  if not task.co or task.closing then
    return
  end
  resuming = task
  local good, message = pcall(go_on, task)
  if not good then -- memory was short just then
    task:settle(false, message)
  end
  resuming = nil
end

-- Resumes those whose objects have finished, then those that were ready when this began: tasks
-- that keep each other ready cannot keep the sockets waiting.
local function drive()
  local object, waiter = loop:next_finished()
  while object do
    if object == waker then
      waker = nil
    elseif type(waiter) == "function" then
      waiter()
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

-- Why nothing can wait here, whoever it is; nil: there is no such reason.
local function find_obstacle()
  if core.finalizing() then
    return "a finalizer (__gc) cannot wait"
  elseif events.delivering() then
    return "on_event cannot wait, but it may start a task that does (hwc.spawn)"
  end
end

---Raises where nothing can wait. Whatever waits asks before it starts anything, so that a request
---is sent only where somebody gets its outcome. (What waits in a task that is being closed is
---cancelled at once.)
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

-- The same for steps, which do not suspend anything.
local function gate_step(level)
  local obstacle = find_obstacle()
    or stepping and "the loop is being stepped already, so a step cannot wait for it"
  if obstacle then
    error(obstacle, level + 1)
  end
end

-- A step that keeps the errors of tasks for later.
local function turn(timeout)
  local good, message = pcall(step_once, timeout)
  stepping = false
  if not good then
    local task = resuming
    resuming = nil
    if task then
      pcall(task.settle, task, false, message)
    end
    error(message, 0)
  end
end

-- Leaves out an error that was kept, so that the oldest is one that was not taken back.
local function remove_failure(number)
  failures[number] = nil
  while oldest <= newest and not failures[oldest] do
    oldest = oldest + 1
  end
end

---Raises the oldest error of a task that nobody waited for. Calls ask before they begin, so that
---none under way is lost to it; tasks need not ask.
function M.check()
  if oldest <= newest and not M.running() then
    local failure = failures[oldest].failure
    remove_failure(oldest)
    error(failure, 0)
  end
end

---Keeps an error of a task that nobody waits for, for M.check().
---@param failure any
---@param task hwc.Task
function M.report(failure, task)
  failures[newest + 1] = { failure = failure }
  newest = newest + 1
  task.failure_number = newest
end

---Takes back the error of a task where it was kept, because somebody waits for the task now.
---@param task hwc.Task
function M.forget(task)
  local number = task.failure_number
  if number and failures[number] then
    remove_failure(number)
  end
end

---Whether the program was interrupted while attend() waits: nothing waits any more then, as if it
---were in a task that is cancelled.
---@return boolean
function M.interrupted()
  return loop:interrupted()
end

-- The end of what was attended. It was interrupted where that was seen until now; `finish` adds to
-- the error what is known of `subject`.
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

---Calls `fn(...)`, which waits; within a task only that. Elsewhere an interrupt (see
---src/lua/lua_interrupt.h) ends the waiting, and becomes an error that is raised when `fn` has
---returned. So `fn` has to be all that may be left half-way, and must not call a function of the
---program's own, which may yield.
---@param finish? fun(err: hwc.Error, subject: any, ...: any) adds to that error what `fn` returned
---@param subject any for it
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

-- What a call that was interrupted has come to.
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
    err.message = "the program was interrupted when the response had come"
  elseif err.sent then
    err.message = "the program was interrupted; the request was sent and may have been acted on"
  else
    err.message = NOTHING_SENT
  end
end

-- The same before there was a request.
local function finish_before(err, operation)
  err.operation, err.sent, err.fate, err.attempts = operation, false, "not_sent", 0
  err.message = NOTHING_SENT
end

---Makes a call of `operation`: attends `fn(...)`, which returns a reply, or nil and an error. The
---error of an interrupt has `operation`, `sent`, `fate` and `attempts`; an answer that had come is
---in `report.returned`.
---@param operation string
---@param fn function
---@param ... any its arguments
---@return any reply
---@return table info or the error
function M.call(operation, fn, ...)
  return M.attend(finish_call, operation, fn, ...)
end

---Attends `fn(...)`, which gets what a call of `operation` needs before it can be sent.
---@param operation string
---@param fn function
---@param ... any its arguments
---@return any ... what fn returned
function M.before_call(operation, fn, ...)
  return M.attend(finish_before, operation, fn, ...)
end

-- A step for who has another loop.
local function step(timeout)
  turn(timeout)
  M.check()
end

---Waits at most `timeout` seconds (nil: until something happens) and does what is due; tasks run
---meanwhile. Raises the error of a task that nobody waits for, when called inside itself, and in
---a process forked since the loop was made.
---@param timeout number?
function M.step(timeout)
  gate_step(2)
  M.attend(nil, nil, step, timeout)
end

-- Whether anything could still happen that a task or future waits for.
local function is_idle()
  return first > last and loop:is_idle()
end

-- Gives up what somebody waits for, where it is theirs; true where it has to be waited for all the
-- same.
local function give_up(object)
  if type(object) == "table" and not object.owned then
    return false
  elseif object.cancel then
    object:cancel()
  end
  return type(object) == "table" and not object:finished()
end

-- Steps until `object` or the timer has finished. Where nothing is lost by it, the error of a task
-- that nobody waits for is raised at once.
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
      error("this would wait for ever: no task is left that could go on", 0)
    end
    turn(nil)
    if not is_request and not given_up then
      M.check()
    end
  end
  return object:finished()
end

-- Suspends the running task until it is woken for `object`.
local function suspend(task, object, timer)
  if task.closing then
    give_up(object)
    return
  end
  if task.cancelled then
    local told = task.told
    task.told = true
    if not give_up(object) then
      if told then
        coroutine.yield(ENDS)
      end
      return
    end
  end
  M.gate(1)
  leave(task) -- what it is still in where memory was too short to suspend it
  local is_userdata = type(object) == "userdata"
  if timer then
    timer:set_waiter(function()
      if is_userdata and object:waiter() == task then
        object:set_waiter(nil)
      end
      M.wake(task, object)
    end)
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

---Wakes a task that waits for `object`; does nothing where it waits no more. Where memory is short
---it raises, and the task waits on.
---@param task hwc.Task
---@param object any
function M.wake(task, object)
  if task.object == object then
    reserve_ready(task)
    leave(task)
    last = last + 1
  end
end

---Wakes all that wait for `object`, a table.
---@param object { first_waiter: hwc.Task|false }
function M.wake_all(object)
  local task = object.first_waiter
  while task do
    M.wake(task, object)
    task = object.first_waiter
  end
end

---Makes a task wait no longer: what it waits for is given up. Where it runs or is about to, it
---learns of it when it waits next. A task that was told once ends where it waits again.
---@param task hwc.Task its member `cancelled` is set already
function M.interrupt(task)
  local object = task.object
  if task.arguments then
    task:settle(nil)
  elseif object then
    task.told = true
    if not give_up(object) then
      if type(object) == "userdata" then
        object:set_waiter(nil)
      end
      M.wake(task, object)
    end
  end
end

---Waits until `object` has finished: a request, a timer, or a table with `finished()`, and
---`first_waiter` and `last_waiter` that are false at first, for which somebody calls wake_all().
---Before that it may return because `timeout` seconds are over, or because the task was cancelled
---or the program interrupted. A request is cancelled then; a table that is `owned` by who waits has
---a `cancel()` as well, and is waited for after it. Outside of tasks it is called by what is
---attended.
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

---Makes `fn` run as the coroutine of a task, from the next step on.
---@param task hwc.Task its method `settle(good, ...)` is called when it ended: true and results,
---  false and an error, nil where it was cancelled and has not ended by itself
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

-- An interrupt while a download goes on.
local function finish_watch(err, request)
  request:cancel()
  finish_call(err, nil, request:finish())
end

-- Tells `progress` what has arrived, whenever that is more, until the request has finished. One
-- that nobody waits for any more, because `progress` raised, is given up.
local function watch(request, progress)
  local _ <close> = setmetatable({}, {
    __close = function()
      if not request:finished() then
        request:cancel()
      end
    end,
  })
  local told
  while not M.attend(finish_watch, request, M.await, request, LOOK) do
    local received, total = request:progress()
    if received ~= told then
      told = received
      progress({ received = received, total = total })
    end
  end
end

---The outcome of a request that was started, once it has finished.
---@param request userdata? nil where it could not be started
---@param err hwc.Error?
---@param progress? fun(p: { received: integer, total?: integer }) of a download
---@return table? reply
---@return table info or the error
function M.finish(request, err, progress)
  if not request then
    return nil, err
  elseif not progress then
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

---Lets `seconds` go by while the loop goes on with its other work.
---@param seconds number from 0 to a year
---@return true? good
---@return hwc.Error? err of kind "cancelled": the task was cancelled
function M.sleep(seconds)
  if type(seconds) ~= "number" or not (seconds >= 0 and seconds <= YEAR) then
    error("sleep takes a number of seconds from 0 to a year, got " .. options.kind(seconds), 2)
  end
  M.gate(2)
  M.check()
  return M.attend(nil, nil, sleep, seconds)
end

---Seconds of a clock that never goes back.
---@return number
M.now = core.now

-- What an event loop of somebody else needs.
---@class hwc.Loop
local Loop = {}

---The descriptor to watch for reading. One is enough: the timer is in it.
---@return integer
function Loop.pollfd()
  return loop:pollfd()
end

---What to watch the descriptor for.
---@return string "r"
function Loop.events()
  return loop:events()
end

---Seconds until step() has something to do without input; nil: only input can bring it.
---@return number?
function Loop.timeout()
  return loop:timeout()
end

---Waits at most `timeout` seconds (0: not at all; nil: until something happens), does what is due,
---and runs tasks until they wait again. Raises the error of a task that nobody waits for: what was
---due is done by then, and it is safe to go on stepping.
---@param timeout number?
function Loop.step(_, timeout)
  if timeout ~= nil and (type(timeout) ~= "number" or timeout ~= timeout) then
    error("step takes a number of seconds, or nil", 2)
  end
  gate_step(2)
  M.attend(nil, nil, step, timeout)
end

---Sets how many connections there may be to a host at a time, by default 10. Calls beyond them wait
---for one, which counts to their `deadline` but not to their `timeout`.
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
    error("the loop has no members that can be set", 2)
  end,
  __tostring = function()
    return tostring(loop)
  end,
})

return M
