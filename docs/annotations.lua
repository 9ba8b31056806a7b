-- SPDX-License-Identifier: Apache-2.0
-- Generates the types of all operations as LuaCATS annotations, one file per service.

local shapes = require("docs.shapes")

local M = {}

local HEAD = [[
---@meta %s
-- SPDX-License-Identifier: Apache-2.0
-- Types of %s for language servers. Generated from the rows by docs/generate.lua.

]]

local TAIL = [[
local M = {}

---The operations by name, each with its method, path, members, rules and reply.
---@return table<string, hwc.Operation>
function M.operations() end
%s
---Creates a client of %s.
---@param options hwc.ClientOptions
---@return %s.Client? client
---@return hwc.Error? err
function M.client(options) end
%s
error("types of %s are for language servers")
return M
]]

-- Functions of modules besides `client`.
local FUNCTIONS = {
  apig = [[

M.verify = require("apig.verify").verify
M.new_signature_key = require("apig.signature_key").new
]],
}

-- Methods of clients besides operations.
local METHODS = {
  cph = [[
---Waits for the jobs of replies. You can pass a call directly.
---@param what table|string|(table|string)[]|nil a reply, a request ID, or a list of them
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned after the reply, or
---  options
---@param options? hwc.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report
---@return hwc.Error? err
function Client:wait_jobs(what, info, options) end
]],
  devserver = [[
---Waits until servers have reached the goal of a request. You can pass a call directly.
---@param what table|string|(table|string)[]|nil the reply of the request, an ID, or a list of them
---@param info? hwc.Info|hwc.Error|devserver.WaitOptions what the call returned after it, or options
---@param options? devserver.WaitOptions options, if `info` is not; IDs need `status`
---@return hwc.WaitReport? report
---@return hwc.Error? err
function Client:wait_dev_server(what, info, options) end
]],
}

local SIMPLE = {
  string = "string",
  timestamp = "string",
  integer = "integer",
  long = "integer",
  number = "number",
  boolean = "boolean",
  any = "any",
  file = "hwc.File",
}

---"update_keypair" -> "UpdateKeypair"
local function camel(name)
  return (("_" .. name):gsub("_(%w)", string.upper))
end

local function arguments_class(service, row)
  return ("%s.%sArguments"):format(service.name, camel(row.name))
end

-- Values that LuaLS parses as keywords, even in quotes.
local KEYWORDS = { ["async"] = true }

-- The union of a closed list of values; nil if LuaLS cannot express it. Replies may have new
-- values.
local function values_type(member, is_request)
  local quoted = {}
  for i, value in ipairs(member.values) do
    if KEYWORDS[value] then
      return nil
    end
    quoted[i] = member.type == "string" and ("%q"):format(value) or value
  end
  local list = table.concat(quoted, "|")
  return is_request and list or SIMPLE[member.type] .. "|" .. list
end

local function type_of(service, member, is_request)
  local kind = member.type
  if kind == "array" or kind == "map" then
    local item = "any"
    if member.object then
      item = service.name .. "." .. member.object.name
    elseif member.item then
      item = type_of(service, member.item, is_request)
    end
    if kind == "map" then
      return ("table<string, %s>"):format(item)
    end
    return item:find("|", 1, true) and ("(%s)[]"):format(item) or item .. "[]"
  elseif kind == "object" then
    return member.object and service.name .. "." .. member.object.name or "table"
  elseif member.values then
    return values_type(member, is_request) or SIMPLE[kind]
  elseif member.secret and is_request then
    return "string|hwc.Secret"
  end
  return SIMPLE[kind]
end

-- Describes a member on one line.
local function words_of(member)
  local words = { member.doc }
  if member.rules ~= "" and not (member.values and values_type(member, true)) then
    words[#words + 1] = member.rules
  end
  if member.expected then
    words[#words + 1] = "required by the service's definition alone"
  end
  local gateway = member.gateway
  if gateway then
    words[#words + 1] = ('with gateway = "%s"'):format(gateway)
  end
  return table.concat(words, "; ")
end

local function add_fields(lines, service, members, is_request)
  for _, member in ipairs(members) do
    local optional = is_request and (not member.required or member.from_client)
    local name = member.name:find("^[%a_][%w_]*$") and member.name or ("[%q]"):format(member.name)
    lines[#lines + 1] = ("---@field %s%s %s %s"):format(name, optional and "?" or "",
      type_of(service, member, is_request), words_of(member))
  end
  lines[#lines + 1] = ""
end

local function needs_arguments(row)
  for _, member in ipairs(row.members) do
    if member.required and not member.from_client then
      return true
    end
  end
  return false
end

local function reply_class(service, row)
  if row.download then
    return "hwc.Download"
  end
  return row.reply and service.name .. "." .. row.reply.name or "table"
end

local function add_operation(lines, service, row)
  lines[#lines + 1] = "---" .. row.doc
  lines[#lines + 1] = "---"
  lines[#lines + 1] = ("---%s %s"):format(row.method, row.path)
  for _, rule in ipairs(row.rules) do
    lines[#lines + 1] = "---"
    lines[#lines + 1] = "---Rule: " .. rule
  end
  lines[#lines + 1] = ("---@param arguments%s %s"):format(needs_arguments(row) and "" or "?",
    arguments_class(service, row))
  lines[#lines + 1] = "---@param options? hwc.CallOptions"
  lines[#lines + 1] = ("---@return %s? reply"):format(reply_class(service, row))
  lines[#lines + 1] = "---@return hwc.Info|hwc.Error info about the response, or the error"
  lines[#lines + 1] = ("function Client:%s(arguments, options) end\n"):format(row.name)
end

-- The type of the items of a paginated list.
local function items_type(service, row)
  for _, member in ipairs(row.reply.members) do
    if member.type == "array" then
      return (type_of(service, member, false):gsub("%[%]$", ""))
    end
  end
end

local function add_pages(lines, service, rows)
  lines[#lines + 1] = "---Iterates over all items of a paginated list."
  for _, row in ipairs(rows) do
    lines[#lines + 1] = ('---@overload fun(self: %s.Client, name: "%s", arguments?: %s, '
      .. "options?: hwc.CallOptions): fun(): %s"):format(service.name, row.name,
      arguments_class(service, row), items_type(service, row))
  end
  lines[#lines + 1] = "function Client:each(name, arguments, options) end\n"
end

local WAITERS = [[

---The waiters by name, as data; see `client:wait`.
---@return table<string, hwc.Waiter>
function M.waiters() end
]]

-- The method `wait`, with the names of the waiters.
local function add_wait(lines, service)
  local names = {}
  for i, waiter in ipairs(service.waiters) do
    names[i] = ("%q"):format(waiter.name)
    lines[#lines + 1] = ("--- - `%s`: %s"):format(waiter.name, waiter.doc)
  end
  lines[#lines + 1] = "---@param name " .. table.concat(names, "|")
  lines[#lines + 1] = [[
---@param what table|string|(table|string)[]|nil the reply of the request, an ID, arguments, or a
---  list
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned after the reply, or
---  options
---@param options? hwc.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report
---@return hwc.Error? err
function Client:wait(name, what, info, options) end
]]
end

local function text_of(service)
  local lines, requests, replies, paged = {}, {}, {}, {}
  local rows = {}
  for _, resource in ipairs(service.resources) do
    for _, row in ipairs(resource.operations) do
      rows[#rows + 1] = row
      shapes.collect(row.members, requests)
      if row.reply then
        replies[row.reply.name] = row.reply
        shapes.collect(row.reply.members, replies)
      end
      if row.paging then
        paged[#paged + 1] = row
      end
    end
  end
  for _, row in ipairs(rows) do
    lines[#lines + 1] = "---@class " .. arguments_class(service, row)
    add_fields(lines, service, row.members, true)
  end
  for _, name in ipairs(shapes.sorted_keys(requests)) do
    lines[#lines + 1] = ("---@class %s.%s"):format(service.name, name)
    add_fields(lines, service, requests[name].members, true)
    replies[name] = nil
  end
  for _, name in ipairs(shapes.sorted_keys(replies)) do
    lines[#lines + 1] = ("---@class %s.%s"):format(service.name, name)
    add_fields(lines, service, replies[name].members, false)
  end
  lines[#lines + 1] = ("---@class %s.Client: hwc.Client"):format(service.name)
  lines[#lines + 1] = "local Client = {}\n"
  for _, row in ipairs(rows) do
    add_operation(lines, service, row)
  end
  lines[#lines + 1] = METHODS[service.name]
  if #service.waiters > 0 then
    add_wait(lines, service)
  end
  if #paged > 0 then
    add_pages(lines, service, paged)
  end
  local module = service.module
  return HEAD:format(module, service.title) .. table.concat(lines, "\n") .. "\n"
    .. TAIL:format(#service.waiters > 0 and WAITERS or "", service.title, service.name,
      FUNCTIONS[service.name] or "", module)
end

---Generates the files of annotations.
---@return table<string, string> files text by path
function M.files()
  local files = {}
  for _, service in ipairs(shapes.services()) do
    files[("lua/_meta/%s.lua"):format(service.name)] = text_of(service)
  end
  return files
end

return M
