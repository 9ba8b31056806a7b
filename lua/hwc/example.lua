-- SPDX-License-Identifier: Apache-2.0
-- Examples of calls, generated from rows: the required arguments, with values that obey the rules.

local core = require("_hwc")

local M = {}

local WIDTH = 78 -- leaves room for the closing brackets of a call

local FORMATS = {
  uuid = "4a1b0c3e-2f5d-4e6a-8b7c-9d0e1f2a3b4c",
  base64 = "ZWNobyBoZWxsbwo=",
  list = "1678567b8bab40f93711234cb80d0123",
}

-- Values of strings, by a pattern of the member's name; the first match counts.
local TEXTS = {
  { "pass", "Correct-Horse-7" },
  { "^action$", "delete" },
  { "^acls$", "1678567b8bab40f93711234cb80d0123" },
  { "acl_bindings$", "1678567b8bab40f93711234cb80d0123" },
  { "^acl_value$", "192.0.2.10" },
  { "bucket_name", "example-bucket" },
  { "package_name", "com.example.app" },
  { "keypair_name", "keypair-1" },
  { "key_pair_name", "keypair-1" },
  { "region", "cn-north-4" },
  { "^scheme$", "HTTPS" },
  { "^mode$", "DEVELOPER" },
  { "^path$", "/orders" },
  { "files$", "/data/example" },
  { "_paths$", "/data/example" },
  { "^id$", "1678567b8bab40f93711234cb80d0123" },
  { "_ids?$", "1678567b8bab40f93711234cb80d0123" },
  { "^ip$", "192.0.2.10" },
  { "_ip$", "192.0.2.10" },
  { "^host$", "192.0.2.10" },
  { "url_domain", "api.example.com" },
  { "image_tag", "1.0" },
  { "uri$", "/orders" },
  { "_path$", "/data/example" },
  { "_time$", "2026-01-31T08:00:00Z" },
  { "_date$", "2026-01-31" },
  { "cidr", "192.168.0.0/24" },
  { "version", "v1" },
  { "", "example" },
}

local function class_of(set)
  return "[" .. set:gsub("[%%%]^]", "%%%0") .. "]"
end

-- Adjusts a string to length limits and character sets.
local function fit(text, member)
  local set = member.set and class_of(member.set)
  if set and text:find("[^" .. set:sub(2)) then
    text = text:gsub("[^" .. set:sub(2), "")
  end
  if member.first and not text:find("^" .. class_of(member.first)) then
    text = member.first:sub(1, 1) .. text
  end
  local missing = (member.min or 0) - #text
  if missing > 0 then
    text = text .. ("0123456789abcdef"):rep(missing // 16 + 1):sub(1, missing)
  end
  return member.max and text:sub(1, member.max) or text
end

local function text_of(member, name)
  if member.format == "digits" then
    return tostring(math.max(member.min or 0, 1))
  elseif member.format == "password" then
    return "Correct-Horse-7"
  elseif FORMATS[member.format] then
    return FORMATS[member.format]
  end
  for _, entry in ipairs(TEXTS) do
    if name:find(entry[1]) then
      return fit(entry[2], member)
    end
  end
end

local function number_of(member)
  local number = math.max(member.min or 0, 1)
  if member.values then
    return math.tointeger(tonumber(member.values[1])) or tonumber(member.values[1])
  end
  return member.max and math.min(number, member.max) or number
end

local make_object

local function make_value(member, name)
  local kind = member.type
  if kind == "string" or kind == "timestamp" then
    return member.values and member.values[1] or text_of(member, name)
  elseif kind == "integer" or kind == "long" or kind == "number" then
    return number_of(member)
  elseif kind == "boolean" then
    return true
  elseif kind == "object" then
    return member.object and make_object(member.object) or {}
  elseif kind == "array" then
    local item = member.object and make_object(member.object)
      or member.item and make_value(member.item, name) or "example"
    return { item }
  elseif kind == "map" then
    return { example = member.object and make_object(member.object)
      or make_value(member.item, name) }
  elseif kind == "file" then
    return { data = "openapi: 3.0.0", name = "example.yaml" }
  end
  return {}
end

local function find_member(members, name)
  for _, member in ipairs(members) do
    if member.name == name then
      return member
    end
  end
end

-- Sets the member that a rule names, possibly within an object: "extend_param.id".
local function add(values, members, name, bounds)
  local outer, rest = name:match("^([^.]+)%.(.+)$")
  local member = find_member(members, outer or name)
  if outer then
    values[outer] = values[outer] or {}
    add(values[outer], member.object.members, rest, bounds)
    return
  end
  local narrowed = setmetatable({}, { __index = member })
  for _, key in ipairs({ "min", "max", "first", "set", "values", "format" }) do
    narrowed[key] = bounds and bounds[key]
  end
  values[name] = make_value(narrowed, name)
end

local function has(values, name)
  local outer, rest = name:match("^([^.]+)%.(.+)$")
  if outer then
    return type(values[outer]) == "table" and has(values[outer], rest)
  end
  return values[name] ~= nil
end

local function has_one(values, names)
  for _, name in ipairs(names) do
    if values[name] ~= nil then
      return true
    end
  end
  return false
end

-- The first of several members that is not secret.
local function choose(members, names)
  for _, name in ipairs(names) do
    if not find_member(members, name).secret then
      return name
    end
  end
  return names[1]
end

local CONDITIONS = {}

function CONDITIONS.exactly_one(values, members, condition)
  if not has_one(values, condition.names) then
    add(values, members, choose(members, condition.names))
  end
end

CONDITIONS.at_least_one = CONDITIONS.exactly_one

function CONDITIONS.needs(values, members, condition)
  local names = condition.names
  if values[names[1]] ~= nil and values[names[2]] == nil then
    add(values, members, names[2])
  end
end

function CONDITIONS.when(values, members, condition)
  local member = condition.member
  local is_met = not condition.when or tostring(values[condition.when]) == condition.is
  if member.gateway == "apig" or not is_met then
    return
  end
  local there = has(values, member.name)
  local bounded = member.min or member.max or member.first or member.set or member.values
  if there and bounded or not there and member.required then
    add(values, members, member.name, member)
  end
end

function CONDITIONS.less(values, _, condition)
  local low, high = condition.names[1], condition.names[2]
  if values[low] and values[high] and values[low] >= values[high] then
    values[high] = values[low] + 1
  end
end

-- Sets required members, also those that only the service's definition requires, then what rules
-- require, twice because rules may depend on each other.
function make_object(shape)
  local values = {}
  for _, member in ipairs(shape.members) do
    if (member.required or member.expected) and not member.from_client then
      values[member.name] = make_value(member, member.name)
    end
  end
  for _ = 1, 2 do
    for _, condition in ipairs(shape.conditions) do
      local apply = CONDITIONS[condition.kind]
      if apply then
        apply(values, shape.members, condition)
      end
    end
  end
  return values
end

-- An update without a change is no example: sets the first member that may be set.
local function add_change(values, row)
  local first
  for _, member in ipairs(row.members) do
    if member.location == "body" then
      if values[member.name] ~= nil then
        return
      end
      first = first or member.gateway ~= "apig" and member or nil
    end
  end
  if first then
    add(values, row.members, first.name)
  end
end

-- IAM's operations share one structure; their rows do not say which of its parts go together.
local IDENTITIES = {
  create_temporary_access_key_by_agency = function()
    return {
      methods = { "assume_role" },
      assume_role = { agency_name = "operators", domain_name = "example" },
    }
  end,
  create_temporary_access_key_by_token = function()
    return { methods = { "token" }, token = { duration_seconds = 3600 } }
  end,
  keystone_create_user_token_by_password = function()
    local user = { name = "operator", password = "Correct-Horse-7", domain = { name = "example" } }
    return { methods = { "password" }, password = { user = user } }
  end,
}
IDENTITIES.keystone_create_agency_token = IDENTITIES.create_temporary_access_key_by_agency

local function add_identity(auth, row)
  auth.identity = IDENTITIES[row.name]()
  if row.name:find("^keystone") then
    auth.scope = { project = { name = "cn-north-4" } }
  end
end

---The arguments of an example: the required ones.
---@param row table its description
---@return table
function M.arguments(row)
  local values = make_object(row)
  if IDENTITIES[row.name] then
    add_identity(values.auth, row)
  end
  if row.method == "PUT" or row.method == "PATCH" then
    add_change(values, row)
  end
  return values
end

local function key_text(key)
  return key:find("^[%a_][%w_]*$") and key or ("[%q]"):format(key)
end

-- The names of a table's members: in the order of the row, then the others sorted.
local function sorted_names(values, members)
  local order, names = {}, {}
  for place, member in ipairs(members) do
    order[member.name] = place
  end
  for name in pairs(values) do
    names[#names + 1] = name
  end
  table.sort(names, function(a, b)
    if order[a] and order[b] then
      return order[a] < order[b]
    end
    return core.text_less(a, b)
  end)
  return names
end

local write

-- Lua text of a table, on one line if it fits after `column`.
local function write_table(parts, indent, column)
  if #parts == 0 then
    return "{}"
  end
  local line = "{ " .. table.concat(parts, ", ") .. " }"
  if column + #line <= WIDTH and not line:find("\n") then
    return line
  end
  local inner = "\n" .. indent .. "  "
  return "{" .. inner .. table.concat(parts, "," .. inner) .. ",\n" .. indent .. "}"
end

local function write_members(values, members, indent, column)
  local parts = {}
  for _, name in ipairs(sorted_names(values, members)) do
    local start = key_text(name) .. " = "
    local member = find_member(members, name)
    parts[#parts + 1] = start .. write(values[name], member, indent .. "  ", #indent + 2 + #start)
  end
  return write_table(parts, indent, column)
end

function write(value, member, indent, column)
  if type(value) == "string" then
    return ("%q"):format(value)
  elseif type(value) == "number" then
    return core.number_text(value)
  elseif type(value) ~= "table" then
    return tostring(value)
  end
  local members = member and member.object and member.object.members or {}
  if value[1] == nil then
    return write_members(value, members, indent, column)
  end
  local item = write(value[1], member, indent, column + 2)
  return "{ " .. item .. " }"
end

---An example call as Lua text.
---@param row table the operation's description
---@return string
function M.text(row)
  local start = ("client:%s("):format(row.name)
  local values = M.arguments(row)
  local options = row.download and ', { to = "example.yaml" }' or ""
  if next(values) == nil and options == "" then
    return start .. ")"
  end
  return start .. write_members(values, row.members, "", #start + #options) .. options .. ")"
end

return M
