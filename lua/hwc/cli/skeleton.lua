-- SPDX-License-Identifier: Apache-2.0
-- --skeleton: the arguments of an operation as JSON, to be filled in, with comments on lines of
-- their own. --json reads it.

local core = require("_hwc")
local example = require("hwc.example")

local M = {}

local EMPTY = {
  string = "", timestamp = "", integer = 0, long = 0, number = 0, boolean = false,
}

local function notes_of(member)
  local notes = { member.required and "required" or "optional" }
  notes[2] = member.type
  notes[3] = member.secret and "secret as env:NAME or file:PATH" or nil
  if member.rules and member.rules ~= "" then
    notes[#notes + 1] = member.rules
  end
  return ("// %s: %s"):format(table.concat(notes, ", "), member.doc or "")
end

local write_members

-- An empty value of a member; `seen` ends shapes that contain themselves.
local function write_value(member, given, indent, seen)
  if given ~= nil and type(given) ~= "table" then
    return core.encode_json(given)
  end
  local object = member.object or member.item and member.item.object
  local text
  if object and not seen[object] then
    seen[object] = true
    local inner = type(given) == "table" and (given[1] or given) or {}
    text = write_members(object.members, inner, indent, seen)
    seen[object] = nil
  end
  if member.type == "array" then
    local item = text or member.item and EMPTY[member.item.type] ~= nil
      and core.encode_json(type(given) == "table" and given[1] or EMPTY[member.item.type]) or ""
    return "[" .. item .. "]"
  elseif member.type == "file" then
    return '{ "path": "" }'
  end
  return text or EMPTY[member.type] ~= nil and core.encode_json(EMPTY[member.type]) or "{}"
end

-- Required members come as they are; the others as comments.
function write_members(members, given, indent, seen)
  local inner, lines, required = indent .. "  ", {}, {}
  for _, member in ipairs(members) do
    if not member.from_client then
      required[#required + 1] = (member.required or given[member.name] ~= nil) and member or nil
    end
  end
  for i, member in ipairs(required) do
    lines[#lines + 1] = inner .. notes_of(member)
    lines[#lines + 1] = ("%s%s: %s%s"):format(inner, core.encode_json(member.name),
      write_value(member, given[member.name], inner, seen), i < #required and "," or "")
  end
  for _, member in ipairs(members) do
    if not member.from_client and not member.required and given[member.name] == nil then
      lines[#lines + 1] = inner .. notes_of(member)
      local value = write_value(member, nil, "", { [member.object or false] = true })
      lines[#lines + 1] = ("%s// %s: %s"):format(inner, core.encode_json(member.name), value)
    end
  end
  if #lines == 0 then
    return "{}"
  end
  return ("{\n%s\n%s}"):format(table.concat(lines, "\n"), indent)
end

---The skeleton of an operation; required members have the values of its example.
---@param row table
---@return string
function M.text(row)
  return write_members(row.members, example.arguments(row), "", {}) .. "\n"
end

return M
