-- SPDX-License-Identifier: Apache-2.0
-- Making a call: getting what it needs before it can be sent, handing it to the core, and making it
-- once more with new credentials where its own were refused.

local core = require("_hwc")
local errors = require("hwc.errors")
local hints = require("hwc.hints")
local scheduler = require("hwc.scheduler")

local M = {}

-- The step of a call that renews refused credentials, for messages.
local RENEWING = "renewing the credentials"

-- A call that was refused for want of an identity and then came to another end, which is about
-- the time after: what was sent stays sent. The core may have refused it itself: nothing was sent.
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

-- The call was refused for want of an identity, and no other one was to be had. Nothing was done:
-- whether it may be made again depends on what failed.
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

---Gets what is missing before a call that is about to be sent.
---@param who hwc.Identity
---@param limits table `timeout`, `deadline` and `send_before` of the call
---@param operation string? of the call, for its error
---@return table? limits with what is left of the deadline
---@return hwc.Error? err of the call, which was not sent; `cause` is what failed
function M.prepare(who, limits, operation)
  local began = scheduler.now()
  local left, err, step = who:acquire(limits)
  if left then
    return left
  end
  return nil, errors.unsent(err, step, operation, scheduler.now() - began)
end

---Makes a call; one that is refused because its credentials ended early is made once more with new
---ones.
---@param who hwc.Identity
---@param limits table `timeout`, `deadline`, `send_before` and `progress` of the call
---@param start fun(limits: table): userdata?, hwc.Error? hands it to the core
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
      return nil, refusal -- one attempt is one attempt
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

-- How a call comes to the core: `start` hands it over, `check` only looks whether it could.
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

-- Nothing is asked of IAM for a call that is refused anyway.
local function run_signed(state, way, name, arguments, limits)
  local who = state.identity
  local operation = way == OPERATION and name or nil
  if who:is_fixed() then
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

-- A failure says what is likely wrong.
local function with_hint(state, reply, info)
  if reply == nil then
    hints.add(info, state)
  end
  return reply, info
end

-- Nothing of a call is left half-way. A function of the program's, which a download tells of its
-- progress, is not called in there.
local function make(run, state, way, name, arguments, limits)
  if limits.progress then
    return with_hint(state, run(state, way, name, arguments, limits))
  end
  return with_hint(state, scheduler.call(name, run, state, way, name, arguments, limits))
end

---Calls an operation.
---@param state table of the client: `core`, `identity`, `rows` and what else hints need
---@param name string of the operation
---@param arguments table
---@param limits table options of the call
---@return table? reply
---@return table info or the error
function M.operation(state, name, arguments, limits)
  return make(run_signed, state, OPERATION, name, arguments, limits)
end

---The same for an operation that takes no credentials.
---@param state table
---@param name string
---@param arguments table
---@param limits table
---@return table? reply
---@return table info or the error
function M.unsigned_operation(state, name, arguments, limits)
  return make(run_unsigned, state, OPERATION, name, arguments, limits)
end

---Calls an API that has no operation.
---@param state table of the client
---@param arguments table `method`, `path`, `query` and `body`
---@param limits table options of the call
---@return table? reply
---@return table info or the error
function M.call(state, arguments, limits)
  return make(run_signed, state, CALL, "call", arguments, limits)
end

return M
