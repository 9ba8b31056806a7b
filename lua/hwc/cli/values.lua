-- SPDX-License-Identifier: Apache-2.0
-- Values of members and flags, from words of a command line. What cannot be read as its type stays
-- text: the library refuses it and names the member.

local core = require("_hwc")
local failure = require("hwc.cli.failure")

local M = {}

-- Bytes of the largest file of arguments, and of those that are read at once.
local LONGEST, CHUNK = 64 * 1024 * 1024, 64 * 1024

-- All of a file, or of a pipe, as @<(...) names one.
local function read_all(path)
  local file <close>, problem = io.open(path)
  if not file then
    return nil, problem
  end
  local parts, length = {}, 0
  while length <= LONGEST do
    local part, cause = file:read(CHUNK)
    if cause then
      return nil, path .. ": " .. cause
    elseif not part then
      return table.concat(parts)
    end
    parts[#parts + 1] = part
    length = length + #part
  end
  return nil, ("%s: it is larger than %d bytes"):format(path, LONGEST)
end

---The text of a file, or of standard input for "-".
---@param console hwc.cli.Console
---@param path string
---@return string
function M.read_file(console, path)
  local text, problem
  if path == "-" then
    text = console.stdin:read("a") or ""
  else
    text, problem = read_all(path)
  end
  if not text then
    failure.usage("%s", problem)
  end
  return (text:gsub("^\xef\xbb\xbf", "")) -- the mark that some editors write
end

-- Lines of comments are left out, as --skeleton writes them.
local function decode(text, where)
  local plain = ("\n" .. text):gsub("\n[ \t]*//[^\n]*", "\n")
  local value, err = core.decode_json(plain)
  if value == nil then
    failure.usage("%s: %s", where, type(err) == "table" and err.message or "no JSON")
  end
  return value
end

---A table from JSON: a text, `@file`, or `-`.
---@param console hwc.cli.Console
---@param text string
---@param where string for messages
---@return table
function M.json(console, text, where)
  if text == "-" then
    text = M.read_file(console, text)
  elseif text:sub(1, 1) == "@" then
    text = M.read_file(console, text:sub(2))
  end
  local value = decode(text, where)
  if type(value) ~= "table" then
    failure.usage("%s: a JSON object or list is expected", where)
  end
  return value
end

---True for JSON that stands on the command line itself.
---@param text string
---@return boolean
function M.is_inline(text)
  return text:find("^%s*[{%[]") ~= nil
end

---All arguments: JSON text, a file, or "-".
---@param console hwc.cli.Console
---@param text string
---@return table
function M.arguments(console, text)
  if not M.is_inline(text) and text ~= "-" and text:sub(1, 1) ~= "@" then
    text = "@" .. text
  end
  local value = M.json(console, text, "--json")
  if core.is_array(value) then
    failure.usage("--json: an object is expected, got a list")
  end
  return value
end

-- The secret that `env:NAME` or `file:PATH` names; nil for other texts.
local function named_secret(text, name)
  local source, rest = text:match("^(%l+):(.+)$")
  local from = source == "env" and { env = rest } or source == "file" and { file = rest }
  if not from then
    return nil
  end
  local secret, err = core.secret(from)
  if not secret then
    failure.usage("%s: %s", name, err.message)
  end
  return secret
end

local function warn_of_clear(console, name)
  console:say(("warning: %s in clear is shown in the list of processes and kept in the history of "
    .. "the shell; use env:NAME or file:PATH"):format(name))
end

---A secret: `env:NAME`, `file:PATH`, or in clear, with a warning.
---@param console hwc.cli.Console
---@param text string
---@param name string of the flag
---@return string|userdata
function M.secret(console, text, name)
  local secret = named_secret(text, name)
  if not secret then
    warn_of_clear(console, name)
  end
  return secret or text
end

---A value from JSON, with the secrets that are named in it.
---@param member table its description
---@param value any
---@param where string for messages
---@param console? hwc.cli.Console is warned of secrets in clear
---@return any
function M.with_secrets(member, value, where, console)
  if type(value) == "string" then
    local secret = member.secret and named_secret(value, where)
    if member.secret and not secret and console then
      warn_of_clear(console, where)
    end
    return secret or value
  elseif type(value) ~= "table" then
    return value
  elseif member.type == "object" then
    for _, inner in ipairs(member.object and member.object.members or {}) do
      value[inner.name] = M.with_secrets(inner, value[inner.name], where .. "." .. inner.name,
        console)
    end
  elseif member.type == "array" or member.type == "map" then
    local item = M.item_of(member) or {}
    for key, each in pairs(value) do
      value[key] = M.with_secrets(item, each, where .. "." .. key, console)
    end
  end
  return value
end

-- The member of items that words stand for: the only one that is required.
local function only_required(object)
  local found
  for _, member in ipairs(object.members) do
    if member.required then
      if found or member.type ~= "string" then
        return nil
      end
      found = member.name
    end
  end
  return found
end

local SCALARS = {}

function SCALARS.integer(text)
  return text:find("^[+-]?%d+$") and math.tointeger(tonumber(text)) or text
end

SCALARS.long = SCALARS.integer

function SCALARS.number(text)
  return text:find("^[+-]?[%d.]+[eE%d+-]*$") and tonumber(text) or text
end

function SCALARS.boolean(text)
  local lower = text:lower()
  if lower == "true" or lower == "false" then
    return lower == "true"
  end
  return text
end

function SCALARS.any(text)
  local value = core.decode_json(text)
  if value == nil then
    return text
  end
  return value
end

---The description of the items of an array or a map.
---@param member table
---@return table?
function M.item_of(member)
  if member.object then
    return { type = "object", object = member.object, name = member.name, secret = member.secret }
  end
  local item = member.item
  if item and member.secret and not item.secret then
    return setmetatable({ secret = true }, { __index = item })
  end
  return item
end

-- Items from the text of a file: JSON, or one a line.
local function items_of_text(console, member, text, where)
  if text:find("^%s*%[") then
    return decode(text, where)
  end
  local items, item = {}, M.item_of(member)
  if item and item.type == "string" and text:find("^%s*{") then
    failure.usage("%s: a list of JSON, or one item a line, is expected, got a JSON object", where)
  end
  for line in text:gmatch("[^\r\n]+") do
    local word = line:match("^%s*(.-)%s*$")
    if word ~= "" and word:sub(1, 1) ~= "#" then
      items[#items + 1] = M.convert(console, item, word, where)
    end
  end
  return items
end

---The items of a list from its words: items, JSON, `@file` or `-`.
---@param console hwc.cli.Console
---@param member table
---@param list string[]
---@param where string
---@return table
function M.list(console, member, list, where)
  local items = {}
  for _, word in ipairs(list) do
    local source = word == "-" and word or word:match("^@(.*)$")
    local more
    if source then
      more = items_of_text(console, member, M.read_file(console, source), where)
      if #more == 0 then
        failure.usage("%s: %s has no items; an empty list is written []", where, word)
      end
    elseif word:find("^%s*%[") then
      more = decode(word, where)
    else
      more = { M.convert(console, M.item_of(member), word, where) }
    end
    table.move(more, 1, #more, #items + 1, items)
  end
  return core.array(items)
end

---The value of a word.
---@param console hwc.cli.Console
---@param member? table description; nil: text
---@param word string
---@param where string
---@return any
function M.convert(console, member, word, where)
  local kind = member and member.type
  if SCALARS[kind] then
    return SCALARS[kind](word)
  elseif kind == "array" then
    return M.list(console, member, { word }, where)
  elseif kind == "file" then
    return { path = (word:gsub("^@", "")) }
  elseif kind == "object" or kind == "map" then
    local name = kind == "object" and member.object and only_required(member.object)
    if name and not word:find("^%s*{") and word:sub(1, 1) ~= "@" and word ~= "-" then
      return { [name] = word }
    end
    return M.json(console, word, where)
  elseif member and member.secret then
    return M.secret(console, word, where)
  end
  return word
end

return M
