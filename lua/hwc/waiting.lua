-- SPDX-License-Identifier: Apache-2.0
-- Asking again and again until work that runs elsewhere has ended: the rhythm, not the questions.

local clients = require("hwc.client")
local core = require("_hwc")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")

local M = {}

---@class hwc.WaitOptions
---@field first_delay? number seconds before the first look
---@field interval? number seconds between looks, at first
---@field growth? number factor by which the interval grows after each look
---@field max_interval? number seconds, where growth ends
---@field deadline? number seconds from the start after which waiting ends
---@field progress? fun(progress: hwc.WaitProgress): boolean? after each look; false ends it all
---@field timeout? number seconds a single look may take

---@class hwc.WaitProgress
---@field succeeded integer
---@field failed integer
---@field waiting integer those whose end is not known yet
---@field total integer
---@field elapsed number seconds since the start
---@field error? hwc.Error why the last look failed, where it did

---@class hwc.WaitReport
---@field succeeded table[] what ended well
---@field failed table[] what ended badly or was refused; `error_code` and `error_msg` where known
---@field unknown table[] what had not ended, or could not be asked for, when the waiting ended
---@field elapsed number seconds
---@field stopped? "deadline"|"progress"|"error"|"interrupted" why the waiting ended early
---@field error? hwc.Error the last failed look

local SPEC = {
  first_delay = "seconds",
  interval = "seconds",
  growth = "factor",
  max_interval = "seconds",
  deadline = "seconds",
  progress = "function",
  timeout = "seconds",
}

---Checks the client and the options of a waiting function, and adds its defaults.
---@param client hwc.Client
---@param given hwc.WaitOptions?
---@param defaults hwc.WaitOptions
---@param what string the function's name, for messages
---@return hwc.WaitOptions
function M.options(client, given, defaults, what)
  if clients.is_closed(client) then
    error("attempt to use a closed client", 3)
  end
  options.check(given, SPEC, what, 3)
  scheduler.gate(3)
  local merged = options.with_defaults(given, defaults)
  return merged
end

---Whether asking again may help: the question got lost, or the service, or IAM, was busy.
---@param err hwc.Error
---@return boolean
function M.may_pass(err)
  if err.kind == "transport" or err.kind == "timeout" then
    return true
  elseif err.kind == "credentials" then
    return err.retryable == true
  end
  return err.kind == "service"
    and (err.retryable == true or err.status == 429 or (err.status or 0) >= 500)
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
  left = opts.deadline - elapsed(wait)
  if left <= 0 then
    report.stopped = "deadline"
    return false
  end
  wait.running, report.error = wait.look({ timeout = opts.timeout, deadline = left })
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
  err.report = report
end

---Calls `look` in the rhythm of `opts` until nothing is waited for.
---`look(opts)` asks once and returns how many still run and, where asking failed, the error.
---@param client hwc.Client whose calls `look` makes
---@param opts hwc.WaitOptions
---@param report hwc.WaitReport filled by `look`; gets `elapsed`, `stopped` and `error`
---@param running integer how many there are to wait for
---@param look fun(call_options: table): integer, hwc.Error?
---@return hwc.WaitReport? report
---@return hwc.Error? err why asking is in vain; its `report` says what is known
function M.run(client, opts, report, running, look)
  local wait = {
    client = client,
    opts = opts,
    report = report,
    running = running,
    look = look,
    delay = opts.first_delay,
    start = scheduler.now(),
  }
  local interval = opts.interval

  while wait.running > 0 do
    if not scheduler.attend(finish_look, wait, look_again, wait) then
      break
    end
    local err = report.error
    if opts.progress then
      local succeeded, failed = #report.succeeded, #report.failed
      local go_on = opts.progress({
        succeeded = succeeded,
        failed = failed,
        waiting = wait.running,
        total = succeeded + failed + wait.running,
        elapsed = report.elapsed,
        error = err,
      })
      if go_on == false and wait.running > 0 then
        report.stopped = "progress"
        break
      end
    end
    if err and not M.may_pass(err) then
      report.stopped = "error"
      break
    end
    wait.delay = interval
    interval = math.min(interval * opts.growth, opts.max_interval)
  end
  report.elapsed = elapsed(wait)
  if report.stopped == "error" then
    report.error.report = report
    return nil, report.error
  end
  return report
end

return M
