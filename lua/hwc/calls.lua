-- SPDX-License-Identifier: Apache-2.0
-- Makes calls: obtains what a call needs, passes it to the core, and retries it once with renewed
-- credentials if the old ones were refused.

local core = require("_hwc")
local errors = require("hwc.errors")
local events = require("hwc.events")
local hints = require("hwc.hints")
local scheduler = require("hwc.scheduler")

local M = {}

-- The step that renews refused credentials, for messages.
local RENEWING = "renewing the credentials"

-- The error of a call whose credentials were refused and that then failed in another way. What was
-- sent before stays sent, unless the core refused it itself.
local function after_refusal(refusal, err)
  if refusal.attempts == 0 then
    return err.attempts and err or errors.unsent(err, RENEWING, refusal.operation)
  end
  local message = err.message:gsub("; nothing was sent$", "")
  return core.new_error({
    kind = err.kind,
    operation = refusal.operation,
    message = ("%s; what was sent before was refused (status %d)"):format(message, refusal.status),
    attempts = refusal.attempts + (err.attempts or 0),
    sent = refusal.sent,
    fate = "refused",
    retryable = err.retryable == true,
    exhausted = err.exhausted,
    hint = err.hint,
    cause = refusal,
  })
end

-- Completes a refusal whose renewal failed. The call did nothing, so `retryable` depends on what
-- failed.
local function not_renewed(refusal, err)
  if refusal.attempts == 0 then
    return errors.unsent(err, RENEWING, refusal.operation)
  end
  refusal.hint = ("renewing the credentials failed: %s"):format(errors.summary(errors.origin(err)))
  refusal.retryable = err.retryable == true
  refusal.retry_after = err.retry_after
  refusal.cause = err
  return refusal
end

---Obtains what a call needs before it is sent.
---@param who hwc.Identity
---@param limits table `timeout`, `deadline` and `send_before` of the call
---@param operation string? of the call, for its error
---@return table? limits with the rest of the deadline
---@return hwc.Error? err of the call, which was not sent; `cause` is the underlying error
function M.prepare(who, limits, operation)
  local began = scheduler.now()
  local left, err, step = who:acquire(limits)
  if left then
    return left
  end
  return nil, errors.unsent(err, step, operation, scheduler.now() - began)
end

---Makes a call. If it is refused because its credentials expired early, retries it once with
---renewed ones.
---@param who hwc.Identity
---@param limits table `timeout`, `deadline`, `send_before` and `progress` of the call
---@param start fun(limits: table): userdata?, hwc.Error? passes it to the core
---@return table? reply
---@return table info or the error
function M.perform(who, limits, start)
  local began, generation = scheduler.now(), who.generation
  local request, problem = start(limits)
  local reply, info = scheduler.finish(request, problem, limits.progress)
  if reply or not info.credentials_refused or not who:may_renew() then
    return reply, info
  end
  local refusal = info
  local function fail_with(err)
    err.elapsed = scheduler.now() - began
    return nil, err
  end
  if who.generation == generation then
    who:note_refusal()
    if limits.retry == false or limits.retry == nil and who.one_attempt then
      return nil, refusal -- attempts = 1 excludes a retry
    end
    local good, err, ended = who:renew(limits, began)
    if ended then
      return fail_with(after_refusal(refusal, err))
    elseif not good then
      return fail_with(not_renewed(refusal, err))
    end
  end
  local left, late = who:remaining(limits, began)
  if not left then
    return fail_with(after_refusal(refusal, late))
  end
  request, problem = start(left)
  reply, info = scheduler.finish(request, problem, limits.progress)
  if not reply and not info.sent then
    return fail_with(after_refusal(refusal, info))
  elseif not reply and info.credentials_refused then
    who:note_useless()
  end
  info.attempts = refusal.attempts + info.attempts
  info.elapsed = scheduler.now() - began
  return reply, info
end

-- How a call gets to the core: `start` sends it, `check` only validates it.
local OPERATION = {
  start = function(client, name, arguments, limits)
    return client:start(name, arguments, limits)
  end,
  check = function(client, name, arguments, limits)
    return client:check(name, arguments, limits)
  end,
}
local CALL = {
  start = function(client, _, arguments, limits)
    return client:start_call(arguments, limits)
  end,
  check = function(client, _, arguments, limits)
    return client:check_call(arguments, limits)
  end,
}

-- Validates the call first, so that nothing is sent to IAM for an invalid one.
local function run_signed(state, way, name, arguments, limits)
  local who = state.identity
  local operation = way == OPERATION and name or nil
  if who:is_fixed() then
    state.simple = not state.events and state.core or nil
    local request, err = way.start(state.core, name, arguments, limits)
    return scheduler.finish(request, err, limits.progress)
  end
  if not who:is_ready() then
    local good, err = way.check(state.core, name, arguments, limits)
    if not good then
      return nil, err
    end
    limits, err = scheduler.before_call(name, M.prepare, who, limits, operation)
    if not limits then
      return nil, err
    end
  end
  return M.perform(who, limits, function(final)
    if not state.core then
      return nil, errors.not_begun("cancelled", "the client was closed; nothing was sent",
        operation)
    end
    return way.start(state.core, name, arguments, final)
  end)
end

local function run_unsigned(state, way, name, arguments, limits)
  return scheduler.finish(way.start(state.core, name, arguments, limits))
end

---Adds the hint to an error, and reports what does not match the description of the operation.
---@param state table of the client
---@param name string
---@param reply table?
---@param info table or the error
---@return table? reply
---@return table info or the error
function M.explained(state, name, reply, info)
  if reply == nil then
    hints.add(info, state)
  elseif info.unexpected then
    events.emit(state.events, "unexpected", {
      service = state.service,
      operation = name,
      status = info.status,
      request_id = info.request_id,
      unexpected = table.move(info.unexpected, 1, #info.unexpected, 1, {}),
    })
  end
  return reply, info
end

-- Makes a call in an attended section, which completes or cancels it as a whole. Functions of the
-- script, such as `progress` of a download, are not called inside.
local function make(run, state, way, name, arguments, limits)
  if limits.progress then
    return M.explained(state, name, run(state, way, name, arguments, limits))
  end
  return M.explained(state, name, scheduler.call(name, run, state, way, name, arguments, limits))
end

---Calls an operation.
---@param state table of the client: `core`, `identity`, `rows` and the context of hints
---@param name string of the operation
---@param arguments table
---@param limits table call options
---@return table? reply
---@return table info or the error
function M.operation(state, name, arguments, limits)
  return make(run_signed, state, OPERATION, name, arguments, limits)
end

---Calls an operation that needs no credentials.
---@param state table
---@param name string
---@param arguments table
---@param limits table
---@return table? reply
---@return table info or the error
function M.unsigned_operation(state, name, arguments, limits)
  return make(run_unsigned, state, OPERATION, name, arguments, limits)
end

---Calls an API without an operation.
---@param state table of the client
---@param arguments table `method`, `path`, `query` and `body`
---@param limits table call options
---@return table? reply
---@return table info or the error
function M.call(state, arguments, limits)
  return make(run_signed, state, CALL, "call", arguments, limits)
end

return M
