-- SPDX-License-Identifier: Apache-2.0
-- hwc.dump(): values as readable text.

local core = require("_hwc")

local M = {}

local REDACTED = '"***"'

-- Maximum depth of nested tables.
local MOST_LEVELS = 100

-- Maximum width of a table on one line.
local WIDTH = 80

-- Characters that JSON strings may have to escape.
local ESCAPED = '[\0-\31"\\\127]'

local function scalar(value)
  local kind = math.type(value) or type(value)
  if kind == "string" and not value:find(ESCAPED) and utf8.len(value) then
    return '"' .. value .. '"'
  elseif kind == "integer" then
    return ("%d"):format(value)
  end
  local text = value == nil and "null" or core.encode_json(value)
  if text then
    return text
  elseif kind == "float" then
    return tostring(value) -- infinite or not a number
  elseif kind == "string" then
    return core.encode_json((value:gsub("[\x80-\xff]", "?"))) -- not UTF-8
  end
  return "(" .. type(value) .. ")"
end

-- The text of a key; keys other than strings, numbers and booleans are shown by their type.
local function name_of(key)
  local kind = type(key)
  if kind == "string" then
    return key
  elseif kind == "number" or kind == "boolean" then
    return "(" .. scalar(key) .. ")"
  end
  return "(" .. kind .. ")"
end

-- Sorts strings before numbers, and numbers by value.
local function comes_before(a, b)
  local kind_a, kind_b = type(a), type(b)
  if kind_a ~= kind_b then
    return core.text_less(kind_b, kind_a)
  elseif kind_a == "number" then
    return a < b
  end
  return core.text_less(name_of(a), name_of(b))
end

local function sorted_keys(value)
  local keys, all_text = {}, true
  for key in next, value do
    keys[#keys + 1] = key
    all_text = all_text and type(key) == "string"
  end
  table.sort(keys, all_text and core.text_less or comes_before)
  return keys
end

-- True if the keys are exactly the integers from 1 to the length.
local function is_list(value)
  local length, count = rawlen(value), 0
  for key in next, value do
    if math.type(key) ~= "integer" or key < 1 or key > length then
      return false
    end
    count = count + 1
  end
  return count > 0 and count == length
end

local write

-- The text before a member's value, and true if the value is redacted. Names repeat, so both are
-- cached.
local function member_of(key, walk)
  local text = walk.members[key]
  if not text then
    text = scalar(name_of(key)) .. ": "
    walk.members[key] = text
    walk.redacted[key] = type(key) == "string" and core.is_secret_name(key)
  end
  return text, walk.redacted[key]
end

-- The parts of a table, and its brackets.
local function parts_of(value, indent, walk)
  local parts = {}
  if is_list(value) then
    for i = 1, rawlen(value) do
      parts[i] = write(rawget(value, i), indent, walk)
    end
    return parts, "[", "]"
  end
  for i, key in ipairs(sorted_keys(value)) do
    local text, redacted = member_of(key, walk)
    parts[i] = text .. (redacted and REDACTED or write(rawget(value, key), indent, walk))
  end
  return parts, "{", "}"
end

-- Joins the parts on one line if they fit, otherwise one per line.
local function joined(parts, opening, closing, indent)
  local width = #indent + 2 + 2 * #parts
  for i = 1, #parts do
    width = width + #parts[i]
    if width > WIDTH or parts[i]:find("\n", 1, true) then
      return ("%s\n%s  %s\n%s%s"):format(opening, indent,
        table.concat(parts, ",\n  " .. indent), indent, closing)
    end
  end
  return opening .. " " .. table.concat(parts, ", ") .. " " .. closing
end

local function write_table(value, indent, walk)
  core.fill_info(value)
  if walk.above[value] then
    return "(enclosing table)"
  elseif #indent >= 2 * MOST_LEVELS then
    return "(more)"
  elseif next(value) == nil then
    return core.is_array(value) and "[]" or "{}"
  end
  walk.above[value] = true
  local parts, opening, closing = parts_of(value, indent .. "  ", walk)
  walk.above[value] = nil
  return joined(parts, opening, closing, indent)
end

function write(value, indent, walk)
  local kind = type(value)
  if kind == "table" then
    return write_table(value, indent, walk)
  elseif kind == "userdata" and core.is_secret(value) then
    return REDACTED
  end
  return scalar(value)
end

---A value, such as a reply, as readable text: JSON on several lines, with sorted members and *** in
---place of the values of secret names. It never fails: values that JSON does not have, such as
---functions, are shown as their type in parentheses.
---@param value any
---@return string text of one or more lines, without a final line end
function M.dump(value)
  return write(value, "", { above = {}, members = {}, redacted = {} })
end

return M
