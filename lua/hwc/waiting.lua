-- SPDX-License-Identifier: Apache-2.0
-- The poll loop of waiters: intervals, deadline and progress. hwc.waiters does the polling.

local clients = require("hwc.client")
local core = require("_hwc")
local errors = require("hwc.errors")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local tasks = require("hwc.tasks")

local M = {}

local SPEC = {
  first_delay = "delay",
  interval = "seconds",
  growth = "factor",
  max_interval = "seconds",
  deadline = "seconds",
  progress = "function",
  timeout = "seconds",
  unknown_after = "delay",
  already = "boolean",
}

local DEFAULTS = { timeout = 30, unknown_after = 30 }

-- True for what a call returns after its reply.
local function is_info(value)
  if type(value) ~= "table" or math.type(rawget(value, "attempts")) ~= "integer" then
    return false
  end
  core.fill_info(value)
  return type(rawget(value, "headers")) == "table"
end

-- The index of the first error in what hwc.map returns after its results.
local function first_failed(value)
  if type(value) ~= "table" then
    return nil
  end
  local of_map = tasks.errors_of_map(value) == value
  local first
  for index, err in next, value do
    if math.type(index) ~= "integer" or not (of_map or errors.is_error(err)) then
      return nil
    end
    first = math.min(first or index, index)
  end
  return first
end

---Why a list with a failed item is not waited for.
---@param index integer
---@param err any what the item raised or returned; a string may have a traceback
---@return string
function M.failed_text(index, err)
  return ("item %d of the list has failed (%s); wait for the other items only"):format(index,
    tostring(err):match("^[^\n]*"))
end

---Finds the options among the further arguments of a waiting function: the options themselves, or
---what a call or hwc.map returns after its result, and then the options. Raises at `level` if that
---shows that a call failed.
---@param second any
---@param third any
---@param what string the function's name, for messages
---@param level integer as for error(), counted from the caller of this function
---@return table? options as given
function M.options_of(second, third, what, level)
  local failed = first_failed(second)
  if failed then
    error(("%s: %s"):format(what, M.failed_text(failed, second[failed])), level + 1)
  elseif is_info(second) or tasks.errors_of_map(second) == second and second ~= nil then
    return third
  elseif third ~= nil then
    error(("%s: the options have to be a table, got %s"):format(what,
      "what is no result of a call before them"), level + 1)
  end
  return second
end

---Validates the client and the options of a waiting function, and adds defaults.
---@param client hwc.Client
---@param given hwc.WaitOptions?
---@param row hwc.Waiter
---@param what string the function's name, for messages
---@param level integer as for error(), counted from the caller of this function
---@param more? table<string, any> rules of further options
---@return hwc.WaitOptions
function M.options(client, given, row, what, level, more)
  if clients.is_closed(client) then
    error("attempt to use a closed client", level + 1)
  end
  local spec = options.merge(SPEC, more)
  options.check(given, spec, what, level + 1)
  scheduler.gate(level + 1)
  local merged = options.merge(options.merge(DEFAULTS, row.defaults), given)
  if merged.interval > merged.max_interval then
    if given and given.interval and given.max_interval then
      error(('%s: option "interval" has to be at most "max_interval" (%g), got %g'):format(what,
        merged.max_interval, merged.interval), level + 1)
    end
    -- The interval that was given wins.
    local interval = given and (given.interval or given.max_interval) or merged.interval
    merged.interval, merged.max_interval = interval, interval
  end
  return merged
end

---True if the wait continues although a call failed. A wait may take hours, so it outlives more
---failures than a call does: any network failure, and any status from 500.
---@param err hwc.Error
---@return boolean
function M.may_pass(err)
  return err.retryable == true or err.kind == "transport" or err.kind == "timeout"
    or err.kind == "service" and (err.status or 0) >= 500
end

-- Seconds since the start of the wait.
local function elapsed(wait)
  return scheduler.now() - wait.start
end

-- Pauses, then polls once; false if the wait must end.
local function poll_after_pause(wait)
  local client, opts, report = wait.client, wait.opts, wait.report
  local left = opts.deadline - elapsed(wait)
  local _, cancelled = scheduler.sleep(math.max(0, math.min(wait.delay, left)))
  if not cancelled and clients.is_closed(client) then
    cancelled = core.new_error({
      kind = "cancelled",
      message = "the client was closed while it waited",
    })
  end
  if cancelled then
    report.stopped, report.error = "error", cancelled
    return false
  end
  if elapsed(wait) >= opts.deadline then
    report.stopped = "deadline"
    return false
  end
  report.error = wait.work:poll(wait.limits)
  report.elapsed = elapsed(wait)
  return true
end

-- Completes the report of an interrupted wait.
local function finish_poll(err, wait)
  local report = wait.report
  report.stopped, report.elapsed = "interrupted", elapsed(wait)
  if report.error and report.error.kind == "cancelled" then
    report.error = nil
  end
  wait.work:finish()
  err.report = report
end

-- Makes the options of each call; nil if the deadline leaves no time for one.
local function limits_of(wait)
  return function()
    local left = wait.opts.deadline - elapsed(wait)
    if left <= 0 then
      return nil
    end
    return { timeout = wait.opts.timeout, deadline = left }
  end
end

-- Calls `progress`; false if that ends the wait.
local function report_progress(wait)
  local report, waiting = wait.report, wait.work:count()
  local succeeded, failed, unknown = #report.succeeded, #report.failed, #report.unknown
  local go_on = wait.opts.progress({
    succeeded = succeeded,
    failed = failed,
    unknown = unknown,
    waiting = waiting,
    total = succeeded + failed + unknown + waiting,
    ended = wait.work:take_ended(),
    elapsed = elapsed(wait),
    error = report.error,
  })
  return go_on ~= false or waiting == 0
end

-- Polls until no item is open, or until polling cannot succeed.
local function go_round(wait)
  local opts, report, work = wait.opts, wait.report, wait.work
  local pause, interval = opts.first_delay, opts.interval
  if pause >= opts.deadline then
    pause = opts.deadline / 2 -- poll once before the deadline
  end
  wait.delay = pause
  if work.polls_at_start then
    wait.delay = 0
  else
    pause = nil
  end
  if opts.progress and work:has_ended() and not report_progress(wait) then
    report.stopped = "progress"
    return
  end
  while work:count() > 0 do
    if not scheduler.attend(finish_poll, wait, poll_after_pause, wait) then
      return
    elseif opts.progress and not report_progress(wait) then
      report.stopped = "progress"
      return
    elseif report.error and not M.may_pass(report.error) then
      report.stopped = "error"
      return
    end
    if pause then
      wait.delay, pause = pause, nil
    else
      wait.delay = interval
      interval = math.min(interval * opts.growth, opts.max_interval)
    end
    if report.error and report.error.retry_after then
      wait.delay = math.max(wait.delay, report.error.retry_after)
    end
  end
end

---Polls at the intervals of `opts` until no item is open. `work` has these members:
---`poll(self, limits)` polls once and returns the error if that failed; it passes each call the
---options that `limits()` returns, which is nil if no time is left. `count(self)` is the number of
---open items. `has_ended(self)` and `take_ended(self)` report the IDs of items that ended since the
---last call. `finish(self)` adds open items to report.unknown. `polls_at_start` is true if the
---state at the start is needed.
---@param client hwc.Client used for the calls of `poll`
---@param opts hwc.WaitOptions
---@param report hwc.WaitReport filled by `work`; gets `elapsed`, `stopped` and `error`
---@param work table
---@return hwc.WaitReport? report
---@return hwc.Error? err polling cannot succeed; its `report` has what is known
function M.run(client, opts, report, work)
  local wait = {
    client = client,
    opts = opts,
    report = report,
    work = work,
    start = scheduler.now(),
  }
  wait.limits = limits_of(wait)
  go_round(wait)
  work:finish()
  report.elapsed = elapsed(wait)
  if report.stopped == "error" then
    local err = report.error
    report.error, err.report = nil, report -- no cycle, so that a report can be encoded
    return nil, err
  end
  return report
end

return M
