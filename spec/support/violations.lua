-- Ways to break each rule that a row states of a member: that it is required, its type, closed
-- list, bounds, characters and format.
local M = {}

---What stands for leaving a member out.
M.ABSENT = setmetatable({}, { __tostring = function() return "absent" end })

-- Values that are not of a type.
local WRONG = {
  string = { true, { "x" } },
  timestamp = { true },
  integer = { "x", 1.5, 2147483648, -2147483649 },
  long = { "x", 1.5 },
  number = { "x" },
  boolean = { "x", 1 },
  array = { "x" },
  map = { "x" },
  object = { "x", true },
  file = { "x", true },
  any = {},
}

local NOT_IN_A_SET = "\u{1F600}"

-- Texts that are not of a format; those of lists and numbers break bounds, see below. Passwords:
-- too few kinds of characters, too few characters, too many.
local UNFIT = {
  uuid = { "not/fit" },
  password = { "passphrase", "Aa1!Aa1", ("Aa1!"):rep(7) },
  base64 = { "*" },
}

-- A character that may stand in a text of the member, but not first in it; nil where all may.
local function not_first(member)
  for character in ("_0-a"):gmatch(".") do
    local function is_in(set)
      return character:find("[" .. set:gsub("%%", "%%%%") .. "]") ~= nil
    end
    if is_in(member.set) and not is_in(member.first) then
      return character
    end
  end
end

local function items(count)
  local list = {}
  for i = 1, count do
    list[i] = "x"
  end
  return list
end

-- A text of so many characters that fits the sets of the member.
local function text_of(member, length)
  local first = (member.first or member.set or "x"):sub(1, 1)
  local other = (member.set or "x"):sub(1, 1)
  return length == 0 and "" or first .. other:rep(length - 1)
end

-- `below` is nil where nothing is below the minimum.
local function break_bounds(member, below, above, found)
  if member.min and below then
    found("min", below)
  end
  if member.max then
    found("max", above)
  end
end

local function break_text(member, found)
  local min, max = member.min or 0, member.max or 0
  if member.format == "list" then
    return break_bounds(member, nil, ("x,"):rep(max) .. "x", found)
  elseif member.format == "digits" then
    found("format", "x")
    return break_bounds(member, tostring(min - 1), tostring(max + 1), found)
  elseif member.format == "base64" then
    found("max", ("AAAA"):rep(max // 3 + 1))
  elseif not member.format then
    local short = min > 0 and text_of(member, min - 1) or nil
    break_bounds(member, short, text_of(member, max + 1), found)
  end
  for _, text in ipairs(UNFIT[member.format] or {}) do
    found("format", text)
  end
  if member.values then
    found("values", "no such value")
  end
  if member.set then
    found("set", text_of(member, math.max(min - 1, 1)) .. NOT_IN_A_SET)
  end
  if member.first and not_first(member) then
    found("first", not_first(member) .. text_of(member, math.max(min - 1, 1)))
  end
  if member.bytes and member.max and not member.set then
    found("bytes", ("\u{e9}"):rep(max // 2 + 1)) -- few enough characters, too many bytes
  end
end

-- Calls found(rule, value) for each way to break the rules of one member.
local function break_member(member, found)
  for _, value in ipairs(WRONG[member.type]) do
    found("type", value)
  end
  if member.type == "string" then
    break_text(member, found)
  elseif member.type == "array" then
    local min, max = member.min or 0, member.max or 0
    break_bounds(member, min > 0 and items(min - 1) or nil, items(max + 1), found)
  else
    local min, max = member.min or 0, member.max or 0
    break_bounds(member, min - 1, max + 1, found)
  end
end

local function extended(path, key)
  local longer = table.move(path, 1, #path, 1, {})
  longer[#longer + 1] = key
  return longer
end

local ELEMENTS = {
  array = { key = 1, suffix = "[1]" },
  map = { key = "key", suffix = ".key" },
}

local walk_members

-- `at` has `path`, `field` and `keep` of the value, as violations have them, and `inside`: the
-- structs that lead here, so that one that holds itself is looked at once.
local function walk_value(member, at, found)
  break_member(member, function(rule, value)
    found(at, rule, value)
  end)
  local element = ELEMENTS[member.type]
  if element then
    local object = { type = member.object and "object" or "any", object = member.object }
    walk_value(member.item or object, {
      path = extended(at.path, element.key),
      field = at.field .. element.suffix,
      keep = at.keep,
      inside = at.inside,
    }, found)
  elseif member.object and not at.inside[member.object.name] then
    at.inside[member.object.name] = true
    walk_members(member.object, at, found)
    at.inside[member.object.name] = nil
  end
end

-- The members that a rule requires whatever the others are, by name. One of a choice is missed by
-- the rule of the choice, which names another one.
local function always_required(conditions)
  local names, choices = {}, {}
  for _, rule in ipairs(conditions) do
    local member = rule.kind == "when" and not rule.when and rule.member
    if member and member.required then
      names[member.name] = true
    end
    for _, name in ipairs(rule.kind == "exactly_one" and rule.names or {}) do
      choices[name] = true
    end
  end
  for name in pairs(choices) do
    names[name] = nil
  end
  return names
end

-- `shape` has `members` and `conditions`: a struct or a call.
function walk_members(shape, at, found)
  local dot = at.field == "" and "" or "."
  local required = always_required(shape.conditions)
  for _, member in ipairs(shape.members) do
    local here = {
      path = extended(at.path, member.name),
      field = at.field .. dot .. member.name,
      keep = at.keep .. dot .. member.name,
      inside = at.inside,
    }
    local needed = member.required or required[member.name]
    if needed and member.name ~= "project_id" then -- which the client has
      found(here, "required", M.ABSENT)
    end
    walk_value(member, here, found)
  end
end

---All violations of a call. Each has `rule`; `path`, the keys that lead to the member; `field`, how
---an error names it; `keep`, its path without indexes; and `value`, maybe ABSENT.
---@param row table description of the operation
---@return table[]
function M.of(row)
  local all = {}
  walk_members(row, { path = {}, field = "", keep = "", inside = {} },
    function(at, rule, value)
      all[#all + 1] = {
        path = at.path, field = at.field, keep = at.keep, rule = rule, value = value,
      }
    end)
  return all
end

return M
