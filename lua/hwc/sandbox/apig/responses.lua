-- SPDX-License-Identifier: Apache-2.0
-- What the resources of the gateway (ROMA Connect APIC) share: refusals, searches, times.

local arguments = require("hwc.sandbox.arguments")
local codes = require("hwc.sandbox.apig.codes")
local sandbox_state = require("hwc.sandbox.state")

local M = {}

---@param code string
---@return string
function M.text(code)
  return codes[code] and codes[code][2] or code
end

---A refusal with a status that is not the code's own.
---@param call { id: string }
---@param status integer
---@param code string
---@param message? string
---@return integer status
---@return table body
function M.refuse_as(call, status, code, message)
  return status, {
    error_code = code,
    error_msg = message or M.text(code),
    request_id = call.id,
  }
end

---@param call { id: string }
---@param code string
---@param message? string
---@return integer status
---@return table body
function M.refuse(call, code, message)
  return M.refuse_as(call, codes[code][1], code, message)
end

---The text of the refusal of a member, for APIG.2011.
---@param name string
---@param problem string
---@return string
function M.parameter_text(name, problem)
  return ("%s,parameterName:%s. Please refer to the support documentation (%s)"):format(
    M.text("APIG.2011"), name, problem)
end

---The refusal of a request that breaks a rule of its row.
---@param call table
---@param err { field: string?, message: string }
---@return integer status
---@return table body
function M.invalid(call, err)
  local name = (err.field or "body"):match("^[%w_]+") or "body"
  return M.refuse(call, "APIG.2011", M.parameter_text(name, err.message))
end

---@param state hwc.sandbox.State
---@return number # now, in Unix seconds; of what is there at the start always the same
function M.seconds(state)
  return state.seeded_at or state:now()
end

---@param seconds number
---@return string # as the gateway writes times
function M.timestamp(seconds)
  return sandbox_state.timestamp(seconds, 6)
end

---@param state hwc.sandbox.State
---@return string
function M.now(state)
  return M.timestamp(M.seconds(state))
end

---@param secret string
---@return string # as responses show it
function M.mask(secret)
  return secret:sub(1, 3) .. ("*"):rep(10) .. secret:sub(-3)
end

---Of a table the members that the response's description has.
---@param value table
---@param members table[] descriptions
---@return table
M.pick = arguments.pick

---Whether a search for a part of a name, or for the name where the call says so, finds it.
---@param args table
---@param key string the argument
---@param value string?
---@return boolean
function M.named(args, key, value)
  if not args[key] then
    return true
  elseif not value then
    return false
  end
  for name in (args.precise_search or ""):gmatch("[^,%s]+") do
    if name == key then
      return value == args[key]
    end
  end
  return value:find(args[key], 1, true) ~= nil
end

return M
