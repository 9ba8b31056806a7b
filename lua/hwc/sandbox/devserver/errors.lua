-- SPDX-License-Identifier: Apache-2.0
-- Refusals of ModelArts DevServers.

local M = {}

M.TEXTS = {
  ["ModelArts.0010"] = "Internal error",
  ["ModelArts.0015"] = "The resource you requested is not exist",
  ["ModelArts.0107"] = "The values of the request parameters (%s) are invalid",
  ["ModelArts.0108"] = "You are not authorized to perform the (%s) operation",
  ["ModelArts.6302"] = "The instance count already reaches the maximum value",
  ["ModelArts.6304"] = "Please stop the instance before deleting",
  ["ModelArts.6305"] = "The instance is already running",
  ["ModelArts.6306"] = "The instance is starting",
  ["ModelArts.6307"] = "The instance has already been stopped",
  ["ModelArts.6308"] = "The instance is stopping",
  ["ModelArts.6309"] = "The instance does not exist",
  ["ModelArts.6323"] = "The flavor is not supported, please check it",
  ["ModelArts.6327"] = "The instance is not in running. Please refresh the page and start it",
  ["ModelArts.6329"] = "Sorry, this flavor specification is sold out. Please try others",
  ["ModelArts.6335"] = "'%s' is a required property",
  ["ModelArts.6347"] =
    "When the instance is in the '%s' status, the '%s' parameter cannot be modified",
}

---@param status integer
---@param code string
---@param ... any what the text has places for
---@return integer status
---@return table body
function M.refuse(status, code, ...)
  return status, { error_code = code, error_msg = M.TEXTS[code]:format(...) }
end

-- Codes whose status is not 400.
local STATUS = { ["ModelArts.0010"] = 500, ["ModelArts.0015"] = 404, ["ModelArts.0108"] = 403 }

---@param code string
---@return string
function M.text(code)
  return M.TEXTS[code] or code
end

---A refusal with the status of its code.
---@param code string
---@param message? string
---@return integer status
---@return table body
function M.refuse_as(code, message)
  return STATUS[code] or 400, { error_code = code, error_msg = message or M.text(code) }
end

---A parameter that has a value of the right form, but not one that fits.
---@return integer status
---@return table body
function M.refuse_value(text)
  return M.refuse(400, "ModelArts.0107", text)
end

---The refusal of a request that breaks a rule of its row.
---@param err { field: string?, message: string }
---@param args table
---@return integer status
---@return table body
function M.invalid(err, args)
  local field = err.field or "body"
  if args[field] == nil and not field:find("[%.%[]") and field ~= "body" then
    local status, body = M.refuse(400, "ModelArts.6335", field)
    body.error_msg = ("%s (%s)"):format(body.error_msg, err.message)
    return status, body
  end
  return M.refuse_value(err.message)
end

return M
