-- SPDX-License-Identifier: Apache-2.0
-- Errors that are derived from other errors.

local core = require("_hwc")

local M = {}

local ERROR = getmetatable(core.new_error({}))

-- Kinds that a call inherits from the request that it depended on.
local KEPT_KINDS = { transport = true, timeout = true, cancelled = true, interrupted = true }

-- The core's text for a request whose fate is unknown. It is removed in the error of another call,
-- where it would seem to describe that call.
local UNKNOWN_FATE = "; the request was sent and may have been acted on"

---@param value any
---@return boolean
function M.is_error(value)
  return getmetatable(value) == ERROR
end

---The underlying error of a call that was not sent, or `err` itself.
---@param err hwc.Error
---@return hwc.Error
function M.origin(err)
  while err.attempts == 0 and err.cause do
    err = err.cause
  end
  return err
end

---An error as one line for the message of another error, without its hint and the text on its fate.
---@param err hwc.Error
---@return string
function M.summary(err)
  local message = tostring(err.message)
  local first = message:find(UNKNOWN_FATE, 1, true)
  if first then
    message = message:sub(1, first - 1) .. message:sub(first + #UNKNOWN_FATE)
  end
  if not err.operation and not err.status then
    return message
  end
  return tostring(core.new_error({
    kind = err.kind,
    operation = err.operation,
    message = message,
    status = err.status,
    code = err.code,
    request_id = err.request_id,
  }))
end

---The error of a call, or of a task, that was cancelled or refused before it began.
---@param kind string
---@param message string
---@param operation string?
---@param field string?
---@return hwc.Error
function M.not_begun(kind, message, operation, field)
  return core.new_error({
    kind = kind,
    operation = operation,
    message = message,
    field = field,
    sent = false,
    fate = "not_sent",
    attempts = 0,
  })
end

---The error of a call that was not sent because a request that it needs failed. A refusal of that
---request is an error of kind "credentials", not "service"; only the cause has `status` and `code`.
---@param cause hwc.Error not modified: other calls may have the same cause
---@param step string what failed: "obtaining credentials"
---@param operation string? of the call
---@param elapsed number? seconds
---@return hwc.Error
function M.unsent(cause, step, operation, elapsed)
  return core.new_error({
    kind = KEPT_KINDS[cause.kind] and cause.kind or "credentials",
    operation = operation,
    message = ("the call was not sent: %s failed: %s"):format(step, M.summary(M.origin(cause))),
    field = cause.kind == "credentials" and cause.field or nil,
    sent = false,
    fate = "not_sent",
    attempts = 0,
    elapsed = elapsed,
    retryable = cause.retryable == true,
    retry_after = cause.retry_after,
    hint = cause.hint,
    cause = cause,
  })
end

---An error with at most eight causes as a plain table of strings, numbers and booleans, for logs.
---The long members (headers, body, traceback, report) are omitted.
---@type fun(err: hwc.Error): table
M.plain = core.plain_error

return M
