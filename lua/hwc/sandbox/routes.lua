-- SPDX-License-Identifier: Apache-2.0
-- From the first line of a request to the row it stands for. Rows that share method and path are
-- told apart by their bodies.

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

local function add(lists, service, row, path, twin)
  local segments = segments_of(path)
  local key = row.method .. #segments
  local list = lists[key] or {}
  lists[key] = list
  for _, route in ipairs(list) do
    if route.path == path then
      route.rows[#route.rows + 1] = row
      table.sort(route.rows, function(a, b)
        return a.name < b.name
      end)
      return
    end
  end
  local literals = 0
  for _, segment in ipairs(segments) do
    literals = literals + (segment:sub(1, 1) == "{" and 0 or 1)
  end
  list[#list + 1] = {
    service = service,
    path = path,
    segments = segments,
    literals = literals,
    rows = { row },
    twin = twin,
  }
end

---The routes of all rows, under their twins' paths too, and of what services have beside them.
---@param services table[]
---@return table routes
---@return table<string, boolean> names of the operations
function M.new(services)
  local lists, names = {}, {}
  for _, service in ipairs(services) do
    local rows = require("_hwc." .. service.name)
    service.check = rows.check
    local operations = rows.operations()
    for _, row in ipairs(service.routes or {}) do
      operations[row.name] = row
    end
    for name, row in pairs(operations) do
      names[name] = true
      add(lists, service, row, row.path, false)
      local twin = row.path:gsub("/apic/", "/apigw/")
      if twin ~= row.path and not row.no_twin then
        add(lists, service, row, twin, true)
      end
    end
  end
  -- What is named stands before what may be anything.
  for _, list in pairs(lists) do
    table.sort(list, function(a, b)
      if a.literals ~= b.literals then
        return a.literals > b.literals
      end
      return a.path < b.path
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

---@param method string
---@param path string as it arrived
---@return table? route with `service`, `rows`, `twin`
---@return table<string, string>? values of the path members
function Routes:find(method, path)
  local segments = segments_of(path)
  for _, route in ipairs(self.lists[method .. #segments] or {}) do
    local values = match(route, segments)
    if values then
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
    if member.place == "body" and value ~= nil then
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
