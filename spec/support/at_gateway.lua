-- Rows as one gateway of their service has them: calls without what the other one alone takes.
local M = {}

local function is_there(row, gateway)
  return not row.gateway or row.gateway == gateway
end

local clean_members

local function clean_member(member, gateway)
  if member.object then
    clean_members(member.object, gateway)
  end
  if member.item then
    clean_member(member.item, gateway)
  end
end

local function kept(list, keep)
  local found = {}
  for _, value in ipairs(list) do
    if keep(value) then
      found[#found + 1] = value
    end
  end
  return found
end

-- `shape` has `members` and `conditions`: a struct or a call.
function clean_members(shape, gateway)
  shape.members = kept(shape.members, function(member)
    return is_there(member, gateway)
  end)
  shape.conditions = kept(shape.conditions or {}, function(rule)
    return not rule.member or is_there(rule.member, gateway)
  end)
  for _, member in ipairs(shape.members) do
    clean_member(member, gateway)
  end
end

---The names of the service's gateways; of one without names, only `false`.
---@param rows table the service, from require "_hwc.<service>"
---@return (string|false)[]
function M.names(rows)
  local names = {}
  for i, gateway in ipairs(rows.gateways) do
    names[i] = gateway.name or false
  end
  return names
end

---The operations that the gateway has.
---@param rows table the service, from require "_hwc.<service>"
---@param gateway string|false
---@return table<string, table> descriptions by name
function M.operations(rows, gateway)
  local found = {}
  for name, row in pairs(rows.operations()) do
    if is_there(row, gateway) then
      clean_members(row, gateway)
      found[name] = row
    end
  end
  return found
end

return M
