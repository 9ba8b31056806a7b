-- SPDX-License-Identifier: Apache-2.0
-- From the first line of a request to the row it stands for. Rows that share method and path are
-- told apart by their bodies.

local core = require("_hwc")
local M = {}

local Routes = {}
Routes.__index = Routes

local function segments_of(path)
  local segments = {}
  for segment in (path:sub(2) .. "/"):gmatch("([^/]*)/") do
    segments[#segments + 1] = segment
  end
  return segments
end

---@param text string
---@return string # without percent-encoding
function M.decode(text)
  return (text:gsub("%%(%x%x)", function(digits)
    return string.char(tonumber(digits, 16))
  end))
end

-- `describe(name)` gives the row of a name: descriptions are large, so they are made on first use.
local function add(lists, found, path, gateway)
  local segments = segments_of(path)
  local key = found.method .. #segments
  local list = lists[key] or {}
  lists[key] = list
  for _, route in ipairs(list) do
    if route.path == path then
      route.names[#route.names + 1] = found.name
      table.sort(route.names, core.text_less)
      return
    end
  end
  local literals = 0
  for _, segment in ipairs(segments) do
    literals = literals + (segment:sub(1, 1) == "{" and 0 or 1)
  end
  list[#list + 1] = {
    service = found.service,
    describe = found.describe,
    path = path,
    segments = segments,
    literals = literals,
    names = { found.name },
    gateway = gateway,
  }
end

local function add_service(lists, names, service)
  local rows = require("_hwc." .. service.name)
  service.check = rows.check
  for _, name in ipairs(rows.names()) do
    local method, first_path, second_path = rows.route(name)
    local found = { name = name, service = service, method = method, describe = rows.describe }
    names[name] = true
    for i, path in pairs({ first_path, second_path }) do
      add(lists, found, path, rows.gateways[i].name)
    end
  end
  for _, row in ipairs(service.routes or {}) do
    names[row.name] = true
    add(lists, {
      name = row.name,
      service = service,
      method = row.method,
      describe = function()
        return row
      end,
    }, row.path)
  end
end

---The routes of all rows, at every gateway, and of what services have beside them.
---@param services table[]
---@return table routes
---@return table<string, boolean> names of the operations
function M.new(services)
  local lists, names = {}, {}
  for _, service in ipairs(services) do
    add_service(lists, names, service)
  end
  -- What is named stands before what may be anything.
  for _, list in pairs(lists) do
    table.sort(list, function(a, b)
      if a.literals ~= b.literals then
        return a.literals > b.literals
      end
      return core.text_less(a.path, b.path)
    end)
  end
  return setmetatable({ lists = lists }, Routes), names
end

local function match(route, segments)
  local found = {}
  for i, wanted in ipairs(route.segments) do
    local name = wanted:match("^{(.+)}$")
    if name then
      if segments[i] == "" then
        return nil
      end
      found[name] = M.decode(segments[i])
    elseif wanted ~= segments[i] then
      return nil
    end
  end
  return found
end

local function describe(route)
  if route.rows then
    return
  end
  route.rows = {}
  for i, name in ipairs(route.names) do
    route.rows[i] = route.describe(name)
  end
end

---@param method string
---@param path string as it arrived
---@return table? route with `service`, `rows`, `gateway`
---@return table<string, string>? values of the path members
function Routes:find(method, path)
  local segments = segments_of(path)
  for _, route in ipairs(self.lists[method .. #segments] or {}) do
    local values = match(route, segments)
    if values then
      describe(route)
      return route, values
    end
  end
end

local function includes(values, value)
  for _, other in ipairs(values) do
    if other == value then
      return true
    end
  end
  return false
end

-- How many members of `body` the row knows; a value outside of a closed list counts against it.
local function fitness(row, body)
  local points = 0
  for _, member in ipairs(row.members) do
    local value = body[member.name]
    if member.location == "body" and value ~= nil then
      local other = member.values and not includes(member.values, value)
      points = points + (other and -100 or 1)
    end
  end
  return points
end

---Of rows that share method and path, the one that the body is meant for.
---@param rows table[]
---@param body? table
---@return table row
function M.choose(rows, body)
  local best, most = rows[1], nil
  for _, row in ipairs(rows) do
    local points = fitness(row, body or {})
    if not most or points > most then
      best, most = row, points
    end
  end
  return best
end

return M
