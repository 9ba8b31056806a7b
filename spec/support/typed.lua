-- Whether a response is of the types that its row describes.
local M = {}

local INTEGERS = { integer = true, long = true }

local is_of

local function each(value, member, path, problems)
  for key, item in pairs(value) do
    local fits = member.type == "map" and type(key) == "string"
      or member.type == "array" and math.type(key) == "integer" and key >= 1 and key <= #value
    if not fits then
      problems[#problems + 1] = ("%s: a key %s"):format(path, tostring(key))
    end
    local inner = member.item or { type = "object", object = member.object }
    is_of(item, inner, ("%s[%s]"):format(path, tostring(key)), problems)
  end
end

---Adds to `problems` what in `value` is not as the members say. Members may be absent, but none
---may be there that is not described.
---@param value table
---@param members table[] descriptions
---@param path string
---@param problems string[]
function M.object(value, members, path, problems)
  local by_name = {}
  for _, member in ipairs(members) do
    by_name[member.name] = member
  end
  for name, item in pairs(value) do
    local here = ("%s.%s"):format(path, tostring(name))
    if by_name[name] then
      is_of(item, by_name[name], here, problems)
    else
      problems[#problems + 1] = here .. ": not described"
    end
  end
end

function is_of(value, member, path, problems)
  local kind = member.type
  local fits
  if kind == "string" or kind == "timestamp" then
    fits = type(value) == "string"
  elseif INTEGERS[kind] then
    fits = math.type(value) == "integer"
  elseif kind == "number" then
    fits = type(value) == "number"
  elseif kind == "boolean" then
    fits = type(value) == "boolean"
  elseif kind == "any" then
    fits = true
  else
    fits = type(value) == "table"
  end
  if fits and kind == "timestamp" then
    fits = value:find("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.?%d*Z$") ~= nil
  end
  if not fits then
    problems[#problems + 1] = ("%s: a %s, not of type %s"):format(path, type(value), kind)
  elseif kind == "array" or kind == "map" then
    each(value, member, path, problems)
  elseif kind == "object" and member.object then
    M.object(value, member.object.members, path, problems)
  end
end

return M
