-- SPDX-License-Identifier: Apache-2.0
-- From a request to the flat table of arguments that it stands for, typed as the row says.

local core = require("_hwc")
local routes = require("hwc.sandbox.routes")

local M = {}

local ARRAY = getmetatable(core.array({}))

---@param target string as in the request line
---@return string path
---@return string query what follows the question mark
function M.split_target(target)
  local path, query = target:match("^([^?]*)%??(.*)$")
  if path:sub(1, 1) ~= "/" then
    path = path:gsub("^%a+://[^/]+", "") -- the absolute form that proxies are sent
  end
  return path, query
end

---@param text string what follows the question mark
---@return string[][] pairs decoded, in their order
function M.parse_query(text)
  local pairs_ = {}
  for pair in text:gmatch("[^&]+") do
    local name, value = pair:match("^([^=]*)=?(.*)$")
    pairs_[#pairs_ + 1] = { routes.decode(name), routes.decode(value) }
  end
  return pairs_
end

---@param text string
---@return table? # nil where it is not a JSON object
function M.decode_body(text)
  if text == "" then
    return nil
  end
  local value = core.decode_json(text)
  if type(value) ~= "table" or getmetatable(value) == ARRAY then
    return nil
  end
  return value
end

-- The value of a text by the type that the row gives it; where it has none, the text as it is, so
-- that the check refuses it.
local function typed(text, kind)
  if kind == "integer" or kind == "long" then
    return text:find("^%-?%d+$") and math.tointeger(tonumber(text)) or text
  elseif kind == "number" then
    return tonumber(text) or text
  elseif kind == "boolean" then
    if text == "true" then
      return true
    elseif text == "false" then
      return false
    end
  end
  return text
end

-- A copy without null members: they count as absent. Services ignore members that they do not
-- know, so those are left out too where the row says what is known.
local known_value

local function known_members(value, members)
  local copy = {}
  local by_name = {}
  for _, member in ipairs(members) do
    by_name[member.name] = member
  end
  for name, item in pairs(value) do
    local member = by_name[name]
    if member and item ~= core.null then
      copy[name] = known_value(item, member)
    end
  end
  return copy
end

---@param value any
---@param member table description of the member: `type`, and `object` of its value or items
---@return any
function known_value(value, member)
  if type(value) ~= "table" or not member.object then
    return value
  end
  local members = member.object.members
  if member.type == "object" then
    return getmetatable(value) == ARRAY and value or known_members(value, members)
  end
  local copy = {}
  for i, item in pairs(value) do
    local plain = type(item) == "table" and getmetatable(item) ~= ARRAY
    copy[i] = plain and known_members(item, members) or item
  end
  return setmetatable(copy, getmetatable(value))
end

---Of a table the members that are described, and of what is in it too.
---@param value table
---@param members table[] descriptions
---@return table
M.pick = known_members

local function query_value(call, member)
  local values, name = nil, member.name
  for _, pair in ipairs(call.query_pairs) do
    if pair[1] == name then
      if member.type ~= "array" then
        return typed(pair[2], member.type)
      end
      values = values or {} -- once for each item
      values[#values + 1] = typed(pair[2], member.item and member.item.type)
    end
  end
  return values and core.array(values)
end

-- Forms (RFC 7578).

local function boundary_of(call)
  local content_type = call.values["content-type"] or ""
  if not content_type:lower():find("^multipart/form%-data%s*;") then
    return nil
  end
  return content_type:match('[Bb][Oo][Uu][Nn][Dd][Aa][Rr][Yy]="([^"]+)"')
    or content_type:match("[Bb][Oo][Uu][Nn][Dd][Aa][Rr][Yy]=([^;%s]+)")
end

---The parts of a form, or nil where the body is none.
---@param call table with `values` and `raw_body`
---@return table[]? parts with `name`, `file_name`, `text`
function M.parse_form(call)
  local boundary = boundary_of(call)
  if not boundary then
    return nil
  end
  local text, mark = "\r\n" .. call.raw_body, "\r\n--" .. boundary
  local parts = {}
  local first, at = text:find(mark, 1, true)
  if first ~= 1 then
    return nil
  end
  while text:sub(at + 1, at + 2) ~= "--" do
    local _, start = text:find("^[ \t]*\r\n", at + 1)
    local stop, next_at = text:find(mark, start or #text + 1, true)
    if not start or not stop then
      return nil
    end
    local head, content = text:sub(start - 1, stop - 1):match("^\r\n(.-\r\n)\r\n(.*)$")
    local name = head and head:match('[Nn]ame="([^"]*)"')
    if not name then
      return nil
    end
    parts[#parts + 1] = {
      name = name,
      file_name = head:match('filename="([^"]*)"'),
      text = content,
    }
    at = next_at
  end
  return parts
end

local function add_form(call, members, args)
  local parts = M.parse_form(call)
  if not parts then
    return { field = "body", message = "the body is not a form" }
  end
  call.form = parts
  for _, part in ipairs(parts) do
    for _, member in ipairs(members) do
      if member.name == part.name and member.type == "file" then
        args[member.name] = { data = part.text, name = part.file_name }
      elseif member.name == part.name then
        args[member.name] = typed(part.text, member.type)
      end
    end
  end
end

local function add_body(call, members, nested, args)
  if call.body == nil then
    if call.raw_body ~= "" then
      return { field = "body", message = "the body is not a JSON object" }
    end
  elseif nested then
    args.body = known_value(call.body, members[1])
  else
    for name, value in pairs(known_members(call.body, members)) do
      args[name] = value
    end
  end
end

---The flat table of arguments that the request stands for, or nil and the error of the body.
---@param call table
---@param row table
---@return table? args
---@return table? err
function M.read(call, row)
  local args, in_body = {}, {}
  for _, member in ipairs(row.members or {}) do
    local name = member.name
    if member.location == "path" then
      args[name] = call.path_values[name]
    elseif member.location == "query" then
      args[name] = query_value(call, member)
    elseif member.location == "header" then
      args[name] = call.values[name:lower()]
    else
      in_body[#in_body + 1] = member
    end
  end
  if #in_body == 0 then
    return args
  end
  local err
  if row.body_kind == "form" then
    err = add_form(call, in_body, args)
  else
    err = add_body(call, in_body, row.body_kind == "nested", args)
  end
  return not err and args or nil, err
end

return M
