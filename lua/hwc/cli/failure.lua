-- SPDX-License-Identifier: Apache-2.0
-- How a command of the program ends early: with a message and an exit status.

local errors = require("hwc.errors")

local M = {}

---The exit statuses of the program.
M.STATUS = {
  done = 0,
  failed = 1, -- the service, the network or credentials
  usage = 2, -- wrong usage or validation; nothing was sent
  partly = 3,
  unknown = 4, -- something is unknown or in doubt
  halted = 5,
  interrupted = 130, -- by SIGINT
  pipe = 141, -- the reader of standard output is gone
  terminated = 143, -- by SIGTERM
}

---The exit status after a signal.
---@param name string "INT" or "TERM"
---@return integer
function M.status_of_signal(name)
  return name == "TERM" and M.STATUS.terminated or M.STATUS.interrupted
end

---@class hwc.cli.Failure
---@field status integer
---@field message? string
---@field hint? string
local Failure = {}
Failure.__index = Failure

---Ends the command. `hint` is a second line.
---@param status integer
---@param message? string nil: nothing is printed
---@param hint? string
function M.raise(status, message, hint)
  error(setmetatable({ status = status, message = message, hint = hint }, Failure), 0)
end

---Ends the command because of its arguments.
---@param message string a format
---@param ... any
function M.usage(message, ...)
  M.raise(M.STATUS.usage, message:format(...))
end

---@param value any
---@return boolean
function M.is_failure(value)
  return getmetatable(value) == Failure
end

---Ends a command that did something and whose data could not be written. The status of what it did
---wins unless it is 0.
---@param problem any what writing raised
---@param status integer of what it did
function M.unwritten(problem, status)
  if M.is_failure(problem) and status ~= M.STATUS.done then
    M.raise(status, problem.message, problem.hint)
  end
  error(problem, 0)
end

---The exit status of an error of the library.
---@param err hwc.Error
---@return integer
function M.status_of(err)
  if err.kind == "validation" then
    return M.STATUS.usage
  elseif err.fate == "unknown" then
    return M.STATUS.unknown
  end
  return M.STATUS.failed
end

-- What messages of the library say of options, and the flags that they are here.
local AS_FLAGS = {
  { "set validate = false", "use --no-validate" },
  { "set project_id,", "use --project-id," },
  { "the option proxy ", "--proxy " },
  { 'proxy = ""', "--proxy ''" },
  { 'the option rate_limit = "adaptive" slows them down', "a lower --concurrency slows them down" },
  { "(client:wait_jobs)", "(hwc wait jobs)" },
  { 'gateway = "', '--gateway "' },
  { "; use https, or set allow_http", "; use https" },
  { "region or endpoint is required", "--region or --endpoint is required" },
}

---A message of the library with flags in place of options.
---@param text string
---@return string
function M.with_flags(text)
  for _, pair in ipairs(AS_FLAGS) do
    local first, last = text:find(pair[1], 1, true)
    if first then
      text = text:sub(1, first - 1) .. pair[2] .. text:sub(last + 1)
    end
  end
  return text
end

---An error of the library as one line, in the form `cph.list_jobs: APIG.0302 message (…)`.
---@param err hwc.Error
---@param service? string
---@return string
function M.line_of(err, service)
  local parts = { "status " .. tostring(err.status), "request " .. tostring(err.request_id) }
  local details = {}
  if err.status then
    details[1] = parts[1]
  end
  if err.request_id then
    details[#details + 1] = parts[2]
  end
  local place = err.operation and (service and service .. "." or "") .. err.operation .. ": " or ""
  return place .. (err.code and err.code .. " " or "") .. M.with_flags(tostring(err.message))
    .. (details[1] and (" (%s)"):format(table.concat(details, ", ")) or "")
end

---Ends the command with an error of the library, or of a programming mistake.
---@param err any
---@param service? string
function M.of_error(err, service)
  if not errors.is_error(err) then
    error(err, 0)
  end
  M.raise(M.status_of(err), M.line_of(err, service), err.hint and M.with_flags(err.hint))
end

return M
