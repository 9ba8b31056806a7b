-- SPDX-License-Identifier: Apache-2.0
-- What the resources of the gateway (ROMA Connect APIC) share: refusals, lists, times.

local arguments = require("hwc.sandbox.arguments")
local sandbox_state = require("hwc.sandbox.state")

local M = {}

M.TEXTS = {
  ["APIG.1002"] = "Incorrect token or token resolution failed",
  ["APIG.1005"] = "No permissions to request this method",
  ["APIG.2011"] = "Invalid parameter value",
  ["APIG.3001"] = "The API group does not exist",
  ["APIG.3002"] = "The API does not exist",
  ["APIG.3003"] = "The environment does not exist",
  ["APIG.3004"] = "The app does not exist",
  ["APIG.3009"] = "The app authorization record does not exist",
  ["APIG.3011"] = "The environment variable does not exist",
  ["APIG.3015"] = "The API publication record does not exist",
  ["APIG.3017"] = "The signature key does not exist",
  ["APIG.3018"] = "The signature key binding record does not exist",
  ["APIG.3022"] = "The API version does not exist",
  ["APIG.3030"] = "The instance does not exist",
  ["APIG.3082"] = "The APP code does not exist",
  ["APIG.3201"] = "The API group name already exists",
  ["APIG.3202"] = "The API name already exists",
  ["APIG.3205"] = "The environment name already exists",
  ["APIG.3207"] = "The signature key name already exists",
  ["APIG.3301"] = "The API already exists",
  ["APIG.3303"] = "The environment variable already exists",
  ["APIG.3415"] = "The API group cannot be deleted because it contains APIs",
  ["APIG.3416"] = "The API cannot be deleted because it has been published",
  ["APIG.3418"] = "The environment contains published APIs",
  ["APIG.3600"] = "Json or Yaml format error",
  ["APIG.3609"] = "The input file is empty",
  ["APIG.9999"] = "System error",
}

local DEFAULT_LIMIT = 20

---@param call { id: string }
---@param status integer
---@param code string
---@param message? string
---@return integer status
---@return table body
function M.refuse(call, status, code, message)
  return status, {
    error_code = code,
    error_msg = message or M.TEXTS[code],
    request_id = call.id,
  }
end

---The refusal of a request that breaks a rule of its row.
---@param call table
---@param err { field: string?, message: string }
---@return integer status
---@return table body
function M.invalid(call, err)
  local name = (err.field or "body"):match("^[%w_]+") or "body"
  local text = "%s,parameterName:%s. Please refer to the support documentation (%s)"
  return M.refuse(call, 400, "APIG.2011", text:format(M.TEXTS["APIG.2011"], name, err.message))
end

---@param state hwc.sandbox.State
---@return string # now, as the gateway writes times; of what is there at the start always the same
function M.now(state)
  return state.seeded_at or sandbox_state.timestamp(state:now(), 6)
end

---Of a table the members that the answer's description has.
---@param value table
---@param members table[] descriptions
---@return table
M.pick = arguments.pick

local function member_of(members, name)
  for _, member in ipairs(members) do
    if member.name == name then
      return member
    end
  end
end

---The answer of a list: `describe` is called for the items of the page alone, and members that the
---list does not show are left out.
---@param call table
---@param args table
---@param found table[]
---@param name string the member that has the items
---@param describe fun(item: table): table
---@return integer status
---@return table body
function M.list(call, args, found, name, describe)
  local page = sandbox_state.page(found, args.offset or 0, args.limit or DEFAULT_LIMIT)
  local members = member_of(call.row.reply.members, name).object.members
  for i, item in ipairs(page) do
    page[i] = M.pick(describe(item), members)
  end
  return 200, { size = #page, total = #found, [name] = page }
end

---Whether a search for a part of a name, or for the name where the call says so, finds it.
---@param args table
---@param key string the argument
---@param value string
---@return boolean
function M.named(args, key, value)
  if not args[key] then
    return true
  end
  for name in (args.precise_search or ""):gmatch("[^,%s]+") do
    if name == key then
      return value == args[key]
    end
  end
  return value:find(args[key], 1, true) ~= nil
end

return M
