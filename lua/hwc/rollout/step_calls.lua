-- SPDX-License-Identifier: Apache-2.0
-- The functions of steps as workers call them: with secrets revealed, and with what they return or
-- raise checked.

local core = require("_hwc")
local errors = require("hwc.errors")
local options = require("hwc.options")

local M = {}

---Whether the service certainly did nothing of a call that failed.
function M.nothing_was_done(err)
  local status = err.status or 0
  return err.fate == "not_sent" or err.fate == "refused"
    or err.fate == "responded" and status >= 400 and status < 500 and status ~= 408
end

---Arguments with the secrets that they name.
function M.reveal(arguments, secrets)
  local revealed = options.merge(arguments)
  for name in pairs(secrets or {}) do
    if arguments[name] then
      local secret, err = core.secret(arguments[name])
      if not secret then
        return nil, err
      end
      revealed[name] = secret
    end
  end
  return revealed
end

function M.close_secrets(arguments)
  for _, value in pairs(arguments) do
    if core.is_secret(value) then
      value:close()
    end
  end
end

local function step_error(message, ...)
  return core.new_error({ kind = "step", message = message:format(...), fate = "unknown" })
end

---Calls a function of a step. What it raises is an error of unknown fate.
function M.guarded(fn, ...)
  local good, result, err = pcall(fn, ...)
  if good then
    return result, err
  elseif errors.is_error(result) and result.kind == "interrupted" then
    error(result, 0)
  end
  return nil, step_error("the step raised an error: %s", tostring(result))
end

-- Targets of which the reply of submit says nothing, by id, where it lists what was accepted. Nil
-- where the list is none of the targets that are left.
local function find_unnamed(is_left, accepted)
  local unnamed = {}
  if accepted == nil then
    return unnamed
  elseif type(accepted) ~= "table" or options.no_list(accepted) then
    return nil
  end
  for id in pairs(is_left) do
    unnamed[id] = true
  end
  for _, id in ipairs(accepted) do
    if not is_left[id] then
      return nil
    end
    unnamed[id] = nil
  end
  return unnamed
end

-- What a step says of a target that failed: other members of its table are its own.
local function read_reason(reason)
  if type(reason) == "table" then
    return { code = reason.code, message = reason.message }
  end
  return { message = reason }
end

-- The reply of submit, checked, and what is wrong with it: the call was made, so that leaves it in
-- doubt.
local function read_reply(batch, reply)
  if type(reply) ~= "table" or type(reply.refused or {}) ~= "table" then
    return nil, step_error("submit returned %s instead of { refused = }", options.kind(reply))
  end
  local refused, is_left = {}, {}
  for _, target in ipairs(batch.targets) do
    is_left[target.id] = true
  end
  for id, reason in pairs(reply.refused or {}) do
    if not is_left[id] or type(reason) ~= "table" and type(reason) ~= "string" then
      return nil, step_error("submit returned { refused = } with what is no target of the batch or "
        .. "has no reason: it has to be { [id] = { code =, message = } }")
    end
    refused[id] = read_reason(reason)
    is_left[id] = nil
  end
  local unnamed = find_unnamed(is_left, reply.accepted)
  if not unnamed then
    return nil, step_error("submit returned { accepted = } that is no list of targets of the batch "
      .. "that were not refused")
  end
  if reply.data ~= nil then
    local text, err = core.encode_json(reply.data)
    if not text then
      return nil, step_error("submit returned data that is no JSON: %s", err.message)
    end
  end
  return { refused = refused, unnamed = unnamed, data = reply.data }
end

---Calls a step's submit.
function M.submit_batch(definition, client, batch, ...)
  local reply, err = M.guarded(definition.submit, client, batch.targets, ...)
  if reply then
    return read_reply(batch, reply)
  end
  return nil, errors.is_error(err) and err or step_error("the step failed: %s", tostring(err))
end

---What a function of a step that reads returned, by target; nil and why not.
function M.read_map(result, err)
  if type(result) == "table" and result[1] == nil then
    return result
  elseif result then
    return nil, "the step returned what is no table by id"
  end
  return nil, err and tostring(err) or "the step returned " .. options.kind(result)
end

---Splits the targets of a batch by what polling said. `problem` is what is no verdict.
function M.read_ends(open, ends)
  local ended, left, reasons, problem = {}, {}, {}, nil
  for _, target in ipairs(open) do
    local verdict = ends[target.id]
    local reason = type(verdict) == "table" and verdict or {}
    local state = verdict
    if verdict == reason then
      state = reason.state or "failed"
    end
    if state == "succeeded" or state == "failed" then
      ended[#ended + 1] = target
      reasons[target.id] = state == "failed" and read_reason(reason) or nil
    else
      left[#left + 1] = target
      problem = problem or verdict and ('poll said of a target neither "succeeded" nor "failed" '
        .. "but %s"):format(options.kind(state))
    end
  end
  return ended, left, reasons, problem
end

return M
