-- SPDX-License-Identifier: Apache-2.0
-- Reads the words behind an operation: members, by the operation's row, and flags.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local flags = require("hwc.cli.flags")
local nearest = require("hwc.nearest")
local values = require("hwc.cli.values")
local words = require("hwc.cli.words")

local M = {}

-- Flags that fill members in.
local FROM_CLIENT = { project_id = true, instance_id = true }

local function is_flag_word(word)
  return word:sub(1, 2) == "--" or word:find("^%-%a") ~= nil
end

-- Where a dotted name leads: the tables on the way are made as values are set.
local function path_of(row, name)
  local member, path = nil, {}
  for segment in (name .. "."):gmatch("([^.]*)%.") do
    local key
    if not member then
      member = words.member(row.members, segment)
      if not member or member.from_client and FROM_CLIENT[member.name] then
        return nil
      end
      key = member.name
    elseif member.type == "array" then
      key = math.tointeger(tonumber(segment))
      if not key or key < 1 then
        failure.usage("--%s: items are numbered from 1, got %s", name, nearest.quote(segment))
      end
      member = values.item_of(member)
    elseif member.type == "map" then
      key, member = segment, values.item_of(member)
    elseif member.object then
      local inner = words.member(member.object.members, segment)
      if not inner then
        failure.usage("--%s: %s has no member %s", name, member.name or "the object",
          nearest.quote(segment))
      end
      key, member = inner.name, inner
    else
      key, member = segment, nil
    end
    path[#path + 1] = key
    if not member then
      member = { type = "any" }
    end
  end
  return path, member
end

local function put(arguments, path, value, name)
  local at = arguments
  for i = 1, #path - 1 do
    local inner = at[path[i]]
    if inner == nil then
      inner = {}
      at[path[i]] = inner
    elseif type(inner) ~= "table" then
      failure.usage("--%s: %s already has a value", name, path[i])
    end
    at = inner
  end
  local last = path[#path]
  if at[last] ~= nil and not (type(value) == "table" and type(at[last]) == "table") then
    failure.usage("--%s is given twice", name)
  elseif at[last] ~= nil and value[1] ~= nil then
    table.move(value, 1, #value, #at[last] + 1, at[last])
  elseif at[last] ~= nil then
    for key, each in pairs(value) do
      at[last][key] = each
    end
  else
    at[last] = value
  end
end

---@class hwc.cli.Reader
---@field words string[]
---@field at integer
local Reader = {}
Reader.__index = Reader

-- The words of a value: all up to the next flag, or one.
function Reader:take(many)
  local taken = {}
  while self.words[self.at] and not is_flag_word(self.words[self.at])
      and (many or #taken == 0) do
    taken[#taken + 1] = self.words[self.at]
    self.at = self.at + 1
  end
  return taken
end

function Reader:read_member(path, member, name, value)
  local console, where = self.console, "--" .. name
  local taken = value and { value } or self:take(member.type == "array")
  if #taken == 0 and member.type == "boolean" then
    taken = { "true" }
  elseif #taken == 0 and member.secret and console:can_ask() then
    put(self.arguments, path, console:ask_secret(where:sub(3) .. ": ") or "", name)
    return
  elseif #taken == 0 then
    failure.usage("%s needs a value", where)
  end
  local converted
  if member.type == "array" then
    converted = values.list(console, member, taken, where)
  else
    converted = values.convert(console, member, taken[1], where)
  end
  if type(converted) == "table" then
    converted = values.with_secrets(member, converted, where,
      values.is_inline(taken[1]) and console or nil)
  end
  put(self.arguments, path, converted, name)
end

local function is_one_of(list, value)
  for _, known in ipairs(list) do
    if known == value then
      return true
    end
  end
  return false
end

local function number_of(flag, value)
  local number = tonumber(value)
  if flag.kind == "integer" then
    number = math.tointeger(number)
  end
  local least = flag.kind == "integer" and flags.least(flag) or 0
  if not number or number < least then
    failure.usage("--%s takes %s, got %s", flag.name, flag.kind == "integer"
      and ("an integer from %d"):format(least) or "a number", nearest.quote(value))
  end
  return number
end

function Reader:read_flag(flag, value)
  if flag.group == "unsupported" then
    failure.usage("--cli-%s is not supported: use --columns, or -o json and jq", flag.name)
  elseif not flag.value then
    if value and value ~= "true" and value ~= "false" then
      failure.usage("--%s takes no value, got %s", flag.name, nearest.quote(value))
    end
    value = value ~= "false"
  else
    value = value or self:take(false)[1]
    if not value then
      failure.usage("--%s needs a value: %s", flag.name, flag.value)
    end
  end
  if flag.values and not is_one_of(flag.values, value) then
    failure.usage("--%s takes %s, got %s", flag.name, table.concat(flag.values, ", "),
      nearest.quote(value))
  end
  value = flag.kind and number_of(flag, value) or value
  if flag.many then
    local list = self.flags[flag.name] or {}
    list[#list + 1] = value
    self.flags[flag.name] = list
  else
    self.flags[flag.name] = value
  end
end

function Reader:unknown(name)
  local known = {}
  for _, member in ipairs(self.row.members) do
    known[words.kebab(member.name)] = true
  end
  for _, flag in ipairs(flags.LIST) do
    known[flag.name] = true
  end
  local near = nearest.find(words.kebab(name), known)
  failure.usage("unknown option --%s%s", name, near and (", did you mean --%s?"):format(near) or "")
end

function Reader:read_long(word)
  local name, value = word:match("^%-%-([^=]+)=(.*)$")
  name = name or word:sub(3)
  local path, member = path_of(self.row, name)
  if path then
    self:read_member(path, member, name, value)
    return
  end
  local flag = flags.find(name) or flags.find("cli-" .. name)
  if not flag then
    self:unknown(name)
  end
  self:read_flag(flag, value)
end

-- "-o json", "-ojson", "-vv".
function Reader:read_short(word)
  local letters = word:sub(2)
  while letters ~= "" do
    local flag = flags.find_short(letters:sub(1, 1))
    if not flag then
      failure.usage("unknown option -%s", letters)
    end
    letters = letters:sub(2)
    if flag.value and letters ~= "" then
      self:read_flag(flag, letters)
      return
    end
    self:read_flag(flag)
  end
end

-- Where KooCLI's files put members.
local PLACES = { path = true, query = true, header = true, body = true, formData = true,
  cookie = true }

local function has_member(row, name)
  for _, member in ipairs(row.members) do
    if member.name == name then
      return true
    end
  end
  return false
end

-- Arguments as a flat table; KooCLI's --cli-jsonInput has them by their place.
local function flattened(row, given)
  local is_placed = false
  for name, value in pairs(given) do
    if not PLACES[name] or type(value) ~= "table" or core.is_array(value) then
      return given
    end
    is_placed = is_placed or not has_member(row, name)
  end
  if not is_placed then
    return given
  end
  local flat = {}
  for name, value in pairs(given) do
    for inner, each in pairs(has_member(row, name) and { [name] = value } or value) do
      flat[inner] = each
    end
  end
  return flat
end

---Reads the words behind an operation.
---@param row table
---@param list string[]
---@param console hwc.cli.Console
---@return table arguments
---@return table<string, any> flags by name
---@return string[] others words that belong to no member and no flag
function M.read(row, list, console)
  local reader = setmetatable({
    row = row,
    words = list,
    at = 1,
    console = console,
    arguments = {},
    flags = {},
  }, Reader)
  local others = {}
  while list[reader.at] do
    local word = list[reader.at]
    reader.at = reader.at + 1
    if word:sub(1, 2) == "--" and #word > 2 then
      reader:read_long(word)
    elseif word:find("^%-%a") then
      reader:read_short(word)
    else
      others[#others + 1] = word
    end
  end
  if reader.flags.json then
    local given = flattened(row, values.arguments(console, reader.flags.json))
    local warned = values.is_inline(reader.flags.json) and console or nil
    for _, member in ipairs(row.members) do
      given[member.name] = values.with_secrets(member, given[member.name], member.name, warned)
    end
    for name, value in pairs(reader.arguments) do
      given[name] = value
    end
    reader.arguments = given
  end
  return reader.arguments, reader.flags, others
end

return M
