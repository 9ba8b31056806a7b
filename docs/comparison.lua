-- SPDX-License-Identifier: Apache-2.0
-- Compares the row of one operation with facts about it. Facts are what the official clients and
-- the documents of the services state, as JSON:
--
--   { structs: { Name: { fields: [FIELD...] } }, operations: [OPERATION...], regions: { id: url } }
--
-- A FIELD has `name`, `type` ("array<Name>", "map<string,Name>" and the like), `required`, `enum`,
-- bounds (`min`, `max`, `min_len`, `max_len`, `min_items`, `max_items`, `pattern`), `item` (the
-- same of items), `codes` (a map of the values of a state), and in `soft` the names of the bounds
-- that no text states. An OPERATION has `name`, `method`, `path`, `path_params`, `query` and
-- `headers` (lists of FIELDs), `body` and `response` (names of structs), `body_required`,
-- `success_status`, `paginated`, `async_job`; of the gateway also `gateway` (the only one that has
-- it), `apigw_twin` and `roma_twin` (the `id` of the same call there) and `apigw_diff`.

local cjson = require("cjson")

local M = {}

local Comparison = {}
Comparison.__index = Comparison

local FIELDS_OF = { path = "path_params", query = "query", header = "headers" }
local BOUNDS = { "min", "max", "first", "set", "format", "bytes", "chinese" }

local function given(value)
  return value ~= cjson.null and value or nil
end

-- Splits a type into its container and item type: array<x>, map<string,x>, x.
local function split(type)
  local item = type:match("^array<(.*)>$")
  if item then
    return "array", item
  end
  item = type:match("^map<string,(.*)>$")
  if item then
    return "map", item
  end
  return nil, type
end

-- The bounds of a closed list of integers, if it has no holes.
local function integer_range(field)
  local list = field.enum
  if type(list) ~= "table" or type(list[1]) ~= "number" or #list > 8 then
    return nil
  end
  return math.min(table.unpack(list)), math.max(table.unpack(list))
end

-- IDs and names of Cloud Phone Host are limited in bytes if the text says so. For IDs the text says
-- at most 32, and only the definition says exactly 32.
local function bytes_of(service, field)
  if service ~= "cph" then
    return nil
  end
  local named = field.type == "string" and field.doc and field.doc:match("max (%d+) bytes")
  if named then
    return tonumber(named)
  end
  local is_id = field.type == "string" and field.name:find("_id$") and field.max_len == 32
  local is_item = not field.name and (field.max_len == 32 or field.max_len == 4096)
  return (is_id or is_item) and field.max_len or nil
end

-- Members of requests that the facts list, by path: "-" if only ROMA Connect has it, "+" if only
-- API Gateway, both signs if it differs. Empty if the list is cut off, and false then.
local function listed_gateways(fact)
  local listed = {}
  for _, item in ipairs(given(fact.apigw_diff) or {}) do
    local sign, path = item:match("^([-+])request ([%w_.]+):")
    if path then
      path = path:gsub("^body%.", "")
      listed[path] = (listed[path] or "") .. sign
    elseif item:find("^%.%.%.") then
      return {}, false
    end
  end
  return listed, given(fact.apigw_twin) ~= nil
end

-- The bounds that a text states.
local function stated_bounds(field)
  local soft = {}
  for _, name in ipairs(field.soft or {}) do
    soft[name] = true
  end
  local function stated(name)
    return not soft[name] and field[name] or nil
  end
  return {
    min = stated("min") or stated("min_len") or stated("min_items"),
    max = stated("max") or stated("max_len") or stated("max_items"),
    pattern = stated("pattern"),
  }
end

-- A value as shown in differences: numbers of JSON are floats.
local function shown(value)
  return tostring(math.tointeger(value) or value)
end

function Comparison:differ(key, what, row, expected)
  local text = ("%s: %s: %s is %s, facts say %s"):format(self.row.name, key:match(":(.*)$"), what,
    shown(row), shown(expected))
  table.insert(self.differences, text)
end

function Comparison:check(what, row, expected)
  if row ~= expected then
    self:differ(":" .. self.row.method, what, row, expected)
  end
end

-- Overrides the facts of a member with its exceptions.
function Comparison:except(key, expected)
  local exception = self.exceptions.members[key]
  if not exception then
    return
  end
  self.used["members " .. key] = true
  for name, value in pairs(exception) do
    expected[name] = value
  end
  if exception.max == "none" then
    expected.max = nil
  end
  if exception.max and not exception.min and not expected.min then
    expected.min = 0
  end
end

-- What the row of a member should contain.
function Comparison:expected_of(key, field)
  local expected = stated_bounds(field)
  local bytes = bytes_of(self.service, field)
  if bytes then
    expected = { min = 0, max = bytes, bytes = true, pattern = expected.pattern }
  end
  if expected.pattern then
    local words = self.exceptions.patterns[expected.pattern] or { format = expected.pattern }
    self.used["patterns " .. expected.pattern] = true
    expected = {}
    for name, value in pairs(words) do
      expected[name] = value
    end
  end
  if self.service == "apig" and field.name == "limit" then
    expected = { min = 1, max = 500 } -- page sizes of the gateway, from the documents
  end
  expected.by_definition = field.def and field.def.required or nil
  local first, last = integer_range(field)
  if first then
    expected.min, expected.max = first, last
  end
  if expected.max and not expected.min then
    expected.min = 0 -- the value in rows if only the maximum is limited
  elseif expected.min == 0 and not expected.max then
    expected.min = nil
  end
  self:except(key, expected)
  return expected
end

function Comparison:compare_values(key, row, field, expected)
  local closed = type(field.enum) == "table" and type(field.enum[1]) == "string"
    and not expected.open
  local values = row.values and table.concat(row.values, " ") or "none"
  local listed = expected.values or closed and table.concat(field.enum, " ") or "none"
  if values ~= listed then
    self:differ(key, "values", values, listed)
  end
end

function Comparison:compare_bounds(key, row, field)
  local expected = self:expected_of(key, field)
  for _, name in ipairs(BOUNDS) do
    if row[name] ~= expected[name] then
      self:differ(key, name, row[name], expected[name])
    end
  end
  if row.type ~= "array" then
    self:compare_values(key, row, field, expected)
  end
end

function Comparison:compare_items(key, row, field, inner, is_reply)
  local item = row.item and row.item.type
  if item == "array" then
    item = ("array<%s>"):format(row.item.item.type)
  end
  if item ~= inner then
    self:differ(key, "item", item, inner)
  elseif not is_reply then
    -- only the definition describes more of the items of the gateway's lists than their values
    local item_field = { enum = field.enum }
    for name, value in pairs(self.service ~= "apig" and field.item or {}) do
      item_field[name] = value
    end
    self:compare_bounds(key .. "[]", row.item, item_field)
  end
end

function Comparison:compare_field(key, row, field, is_reply)
  local container, inner = split(field.type)
  local struct = self.facts.structs[inner]
  local kind = container or (struct and "object") or inner
  local exception = self.exceptions.types[key]
  if exception then
    self.used["types " .. key] = true
    kind = exception.type
  end
  if row.type ~= kind then
    self:differ(key, "type", row.type, kind)
  end
  if exception then
    return
  end
  if struct and row.object then
    self:compare_members(inner, row.object.members, struct.fields, is_reply)
  elseif struct then
    self:differ(key, "object", "absent", inner)
  elseif container then
    self:compare_items(key, row, field, inner, is_reply)
  end
  -- the facts mark all secrets of calls that one gateway alone has, and some of the others
  local is_marked = given(self.fact.gateway) ~= nil
  if field.sensitive and not row.secret or is_marked and row.secret and not field.sensitive then
    self:differ(key, "secret", row.secret or false, field.sensitive or false)
  end
  if is_reply then
    local expected = { open = container ~= nil }
    self:except(key, expected)
    self:compare_values(key, row, field, expected)
  else
    self:compare_bounds(key, row, field)
    local expected = self:expected_of(key, field)
    if row.expected ~= expected.by_definition then
      self:differ(key, "expected", row.expected, expected.by_definition)
    end
    local required = expected.required
    if required == nil then
      required = field.required or false
    end
    if (row.required or false) ~= required then
      self:differ(key, "required", row.required or false, required)
    end
  end
end

-- True if the facts list a member as one that only the other gateway has.
function Comparison:is_of_apig(name, is_reply)
  local where = is_reply and "+response" or "+request"
  local has_place, has_name = false, false
  for _, item in ipairs(self.fact.apigw_diff or {}) do
    has_place = has_place or item:find(where, 1, true) ~= nil
    has_name = has_name or item:find(name .. ":", 1, true) ~= nil
  end
  return has_place and has_name
end

function Comparison:compare_extra(key, row, is_reply)
  if row.gateway == "apig" and (is_reply or self:is_of_apig(row.name, is_reply)) then
    return
  end
  for _, listed in ipairs({ key, (key:gsub(":.*%.", ":*.")) }) do
    if self.exceptions.extra_members[listed] then
      self.used["extra_members " .. listed] = true
      return
    end
  end
  self:differ(key, "member", "there", "absent")
end

---@param owner string the struct or the operation of the fields
---@param rows table[] descriptions
---@param fields table[] facts
function Comparison:compare_members(owner, rows, fields, is_reply)
  local by_name = {}
  for _, row in ipairs(rows) do
    by_name[row.name] = row
  end
  for _, field in ipairs(fields) do
    local row = by_name[field.name]
    local key = ("%s:%s.%s"):format(self.service, owner, field.name)
    if row then
      self:compare_field(key, row, field, is_reply)
      by_name[field.name] = nil
    else
      self:differ(key, "member", "absent", "there")
    end
  end
  for name, row in pairs(by_name) do
    self:compare_extra(("%s:%s.%s"):format(self.service, owner, name), row, is_reply)
  end
end

-- The fields of a struct; none, and a difference, if the facts have no such struct.
function Comparison:fields_of(name)
  local struct = self.facts.structs[name]
  if not struct then
    self:check("struct", nil, name)
  end
  return struct and struct.fields or {}
end

function Comparison:members_in(place)
  local members = {}
  for _, member in ipairs(self.row.members) do
    if member.location == place then
      members[#members + 1] = member
    end
  end
  return members
end

function Comparison:compare_body()
  local body = given(self.fact.body)
  self:check("has_body", self.row.body_kind ~= nil, body ~= nil)
  if not body or not self.row.body_kind then
    return
  end
  self:check("is_form", self.row.body_kind == "form",
    (given(self.fact.content_type) or ""):find("^multipart/") ~= nil)
  local members = self:members_in("body")
  if self.row.body_kind == "nested" then
    members = members[1].object.members
  end
  self:compare_members(body, members, self:fields_of(body), false)
end

-- A reply that is a map: the row names its keys, which are those of a list of the path.
function Comparison:compare_map(inner)
  local keys = {}
  for i, member in ipairs(self.row.reply.members) do
    keys[i] = member.name
    local key = ("%s:%s.%s"):format(self.service, self.row.name, member.name)
    self:compare_field(key, member, { name = member.name, type = inner }, true)
  end
  for _, field in ipairs(self.fact.path_params) do
    if field.enum then
      self:check("keys", table.concat(keys, " "), table.concat(field.enum, " "))
    end
  end
end

function Comparison:compare_reply()
  local reply = given(self.fact.response)
  self:check("reply", self.row.reply ~= nil, reply ~= nil)
  local container, inner = split(reply or "")
  if container and self.row.reply then
    self:compare_map(inner)
  elseif reply and self.row.reply then
    self:compare_members(reply, self.row.reply.members, self:fields_of(reply), true)
  end
end

-- Members of requests, by path, that the facts list as those of one gateway.
function Comparison:compare_gateways()
  local listed, is_whole = {}, false
  if not self.fact.gateway then
    listed, is_whole = listed_gateways(self.fact)
  end
  local function walk(members, prefix, outer)
    for _, member in ipairs(members) do
      local path, gateway = prefix .. member.name, outer or member.gateway
      local sign = listed[path]
      if sign == "-" or sign == "+" then
        self:check("gateway of " .. path, gateway, sign == "-" and "roma" or "apig")
      elseif is_whole and not outer and member.gateway == "roma" then
        self:check("gateway of " .. path, "roma", nil)
      end
      listed[path] = nil
      local object = member.object or member.item and member.item.object
      if object then
        walk(object.members, path .. ".", gateway)
      end
    end
  end
  local is_nested = self.row.body_kind == "nested"
  for _, member in ipairs(self.row.members) do
    local is_body = is_nested and member.location == "body"
    walk(is_body and member.object.members or { member }, "", nil)
  end
  for path, sign in pairs(listed) do
    self:check("member " .. path, "absent", sign)
  end
end

function Comparison:compare_call()
  local row, fact = self.row, self.fact
  self:check("method", row.method, fact.method)
  self:check("path", row.path, fact.path)
  self:check("success_status", row.success_status, given(fact.success_status))
  self:check("paging", row.paging, fact.paginated or nil)
  self:check("async", row.async, fact.async_job or nil)
  self:check("body_required", row.body_required, fact.body_required or nil)
  if self.service == "apig" then
    self:check("gateway", row.gateway, given(fact.gateway)
      or given(fact.apigw_twin) == nil and "roma" or nil)
    local other = fact.gateway and given(fact.apigw_twin or fact.roma_twin)
    self:check("counterpart", row.counterpart, other and self.facts.name_of[other] or nil)
  end
  self:compare_gateways()
  for place, list in pairs(FIELDS_OF) do
    self:compare_members(row.name, self:members_in(place), fact[list] or {}, false)
  end
end

---Compares the row of an operation with its facts.
---@param service string
---@param row table description
---@param facts table of the service, decoded
---@param fact table of the operation
---@param exceptions table from docs/exceptions.lua
---@param used table<string, boolean> gets "<kind of exception> <key>" for each exception used
---@return string[] differences sorted
function M.operation(service, row, facts, fact, exceptions, used)
  local comparison = setmetatable({
    service = service,
    row = row,
    facts = facts,
    fact = fact,
    exceptions = exceptions,
    used = used,
    differences = {},
  }, Comparison)
  comparison:compare_call()
  comparison:compare_body()
  comparison:compare_reply()
  table.sort(comparison.differences)
  return comparison.differences
end

return M
