-- SPDX-License-Identifier: Apache-2.0
-- Asking again and again until work that runs elsewhere has ended: the rhythm, not the questions.

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

-- What a call returns beside its reply.
local function is_info(value)
  return type(value) == "table" and math.type(rawget(value, "attempts")) == "integer"
    and type(rawget(value, "headers")) == "table"
end

-- The first of the errors by index that hwc.map returns beside its results.
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

---Why a list whose item at `index` failed is not waited for.
---@param index integer
---@param err any what the item raised or returned; a text may have a traceback
---@return string
function M.failed_text(index, err)
  return ("item %d of the list has failed (%s); wait for the others alone"):format(index,
    tostring(err):match("^[^\n]*"))
end

---What a waiting function is given after what it waits for: options, or what a call or hwc.map
---returns beside its result, and then options. Raises at `level` where that says that a part of
---what is waited for is not there.
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

---Checks the client and the options of a waiting function, and adds its defaults.
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
    -- The one that was given says how often.
    local interval = given and (given.interval or given.max_interval) or merged.interval
    merged.interval, merged.max_interval = interval, interval
  end
  return merged
end

---Whether to ask again although a call of the waiting failed. A wait may take hours, so it outlives
---more than a call does: any failure of the network, and any status from 500 on.
---@param err hwc.Error
---@return boolean
function M.may_pass(err)
  return err.retryable == true or err.kind == "transport" or err.kind == "timeout"
    or err.kind == "service" and (err.status or 0) >= 500
end

-- Seconds since the waiting began.
local function elapsed(wait)
  return scheduler.now() - wait.start
end

-- Waits, then looks once; false where there is no use in going on.
local function look_again(wait)
  local client, opts, report = wait.client, wait.opts, wait.report
  local left = opts.deadline - elapsed(wait)
  local _, cancelled = scheduler.sleep(math.max(0, math.min(wait.delay, left)))
  if not cancelled and clients.is_closed(client) then
    cancelled = core.new_error({
      kind = "cancelled",
      message = "the client was closed before the waiting had ended",
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
  report.error = wait.work:look(wait.limits)
  report.elapsed = elapsed(wait)
  return true
end

-- The program was interrupted: what is known by then goes with the error.
local function finish_look(err, wait)
  local report = wait.report
  report.stopped, report.elapsed = "interrupted", elapsed(wait)
  if report.error and report.error.kind == "cancelled" then
    report.error = nil
  end
  wait.work:finish()
  err.report = report
end

-- Options of a call that begins now; nil where the deadline leaves no time for one.
local function limits_of(wait)
  return function()
    local left = wait.opts.deadline - elapsed(wait)
    if left <= 0 then
      return nil
    end
    return { timeout = wait.opts.timeout, deadline = left }
  end
end

-- False where `progress` says so while something is waited for.
local function tell(wait)
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

-- Looks until nothing is waited for, or until that is in vain.
local function go_round(wait)
  local opts, report, work = wait.opts, wait.report, wait.work
  local pause, interval = opts.first_delay, opts.interval
  if pause >= opts.deadline then
    pause = opts.deadline / 2 -- there is a look before the deadline
  end
  wait.delay = pause
  if work.looks_at_start then
    wait.delay = 0
  else
    pause = nil
  end
  if opts.progress and work:has_ended() and not tell(wait) then
    report.stopped = "progress"
    return
  end
  while work:count() > 0 do
    if not scheduler.attend(finish_look, wait, look_again, wait) then
      return
    elseif opts.progress and not tell(wait) then
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

---Looks in the rhythm of `opts` until nothing is waited for. `work` has
---`look(self, limits)`, which asks once, and returns the error where asking failed; each of its
---calls takes the options that `limits()` gives, which is nil where no time is left;
---`count(self)`, how many are waited for; `has_ended(self)` and `take_ended(self)`, ids of those
---that ended since that was called last; `finish(self)`, which adds what is open to report.unknown;
---and `looks_at_start`, whether the state at the start is needed.
---@param client hwc.Client whose calls `look` makes
---@param opts hwc.WaitOptions
---@param report hwc.WaitReport filled by `work`; gets `elapsed`, `stopped` and `error`
---@param work table
---@return hwc.WaitReport? report
---@return hwc.Error? err why asking is in vain; its `report` says what is known
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
    report.error, err.report = nil, report -- no circle: a report can be written
    return nil, err
  end
  return report
end

return M
