-- SPDX-License-Identifier: Apache-2.0
-- Values as text that people read.

local core = require("_hwc")

local M = {}

local HIDDEN = '"***"'

-- Tables inside of tables that are shown.
local MOST_LEVELS = 100

-- Columns of a table that is written on one line.
local WIDTH = 80

local function scalar(value)
  local text = value == nil and "null" or core.encode_json(value)
  if text then
    return text
  elseif type(value) == "number" then
    return tostring(value) -- an infinite number, or none
  elseif type(value) == "string" then
    return core.encode_json((value:gsub("[\x80-\xff]", "?"))) -- no UTF-8
  end
  return "(" .. type(value) .. ")"
end

-- Strings come before numbers, which are in order; all else is last.
local function comes_before(a, b)
  local kind_a, kind_b = type(a), type(b)
  if kind_a ~= kind_b then
    return core.text_less(kind_b, kind_a)
  elseif kind_a == "number" then
    return a < b
  end
  return core.text_less(tostring(a), tostring(b))
end

local function sorted_keys(value)
  local keys = {}
  for key in next, value do
    keys[#keys + 1] = key
  end
  table.sort(keys, comes_before)
  return keys
end

local function is_list(value, keys)
  return #keys > 0 and #keys == #value and type(keys[1]) == "number"
end

local write

-- The parts of a table, and what stands around them.
local function parts_of(value, keys, indent, above)
  local parts = {}
  if is_list(value, keys) then
    for i = 1, #value do
      parts[i] = write(value[i], indent, above)
    end
    return parts, "[", "]"
  end
  for i, key in ipairs(keys) do
    local name = type(key) == "string" and key
      or "(" .. (math.type(key) and scalar(key) or tostring(key)) .. ")"
    local hidden = core.is_secret_name(name) and type(value[key]) ~= "table"
    parts[i] = scalar(name) .. ": " .. (hidden and HIDDEN or write(value[key], indent, above))
  end
  return parts, "{", "}"
end

local function write_table(value, indent, above)
  if above[value] then
    return "(the table that it is in)"
  elseif #indent >= 2 * MOST_LEVELS then
    return "(more)"
  end
  local keys = sorted_keys(value)
  if #keys == 0 then
    return core.encode_json(value) or "{}"
  end
  above[value] = true
  local inner = indent .. "  "
  local parts, opening, closing = parts_of(value, keys, inner, above)
  above[value] = nil
  local line = opening .. " " .. table.concat(parts, ", ") .. " " .. closing
  if #indent + #line <= WIDTH and not line:find("\n", 1, true) then
    return line
  end
  return ("%s\n%s%s\n%s%s"):format(opening, inner, table.concat(parts, ",\n" .. inner), indent,
    closing)
end

function write(value, indent, above)
  if core.is_secret(value) then
    return HIDDEN
  elseif type(value) == "table" then
    return write_table(value, indent, above)
  end
  return scalar(value)
end

---A value, such as a reply, as text for people: JSON in several lines, with members in order and
---*** in place of those whose names say that they are secrets. It does not fail: what JSON does not
---have, such as functions, is named in parentheses.
---@param value any
---@return string text of one line or several, without a line end
function M.dump(value)
  return write(value, "", {})
end

return M
