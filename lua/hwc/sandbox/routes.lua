-- SPDX-License-Identifier: Apache-2.0
-- From the first line of a request to the row it stands for. Rows that share method and path are
-- told apart by their bodies.

local core = require("_hwc")
local M = {}

local Routes = {}
Routes.__index = Routes

local function segments_of(path)
  local segments = {}
  for segment in path:gmatch("/([^/]*)") do
    segments[#segments + 1] = segment
  end
  return segments
end

---@param text string
---@return string # without percent-encoding
function M.decode(text)
  if not text:find("%", 1, true) then
    return text
  end
  return (text:gsub("%%(%x%x)", function(digits)
    return string.char(tonumber(digits, 16))
  end))
end

-- Routes are leaves of a tree: one level for each segment of the path, then one for the method.
-- `any` is the branch of what may be anything.
local function methods_of(tree, segments)
  local node = tree
  for _, segment in ipairs(segments) do
    local is_any = segment:sub(1, 1) == "{"
    local branch = is_any and node.any or not is_any and node.named[segment]
    if not branch then
      branch = { named = {}, methods = {} }
      if is_any then
        node.any = branch
      else
        node.named[segment] = branch
      end
    end
    node = branch
  end
  return node.methods
end

-- `describe(name)` gives the row of a name: descriptions are large, so they are made on first use.
local function add(tree, found, path, gateway)
  local segments = segments_of(path)
  local methods = methods_of(tree, segments)
  local routes = methods[found.method] or {}
  methods[found.method] = routes
  for _, route in ipairs(routes) do
    if route.path == path then
      route.names[#route.names + 1] = found.name
      table.sort(route.names, core.text_less)
      return
    end
  end
  local literals, names = 0, {}
  for i, segment in ipairs(segments) do
    names[i] = segment:match("^{(.+)}$") or false
    literals = literals + (names[i] and 0 or 1)
  end
  routes[#routes + 1] = {
    service = found.service,
    describe = found.describe,
    path = path,
    segment_names = names, -- false: a segment that is the same everywhere
    literals = literals,
    names = { found.name },
    gateway = gateway,
  }
end

local function add_service(tree, names, service)
  local rows = require("_hwc." .. service.name)
  service.check = rows.check
  for _, name in ipairs(rows.names()) do
    local method, first_path, second_path = rows.route(name)
    local found = { name = name, service = service, method = method, describe = rows.describe }
    names[name] = true
    for i, path in pairs({ first_path, second_path }) do
      add(tree, found, path, rows.gateways[i].name)
    end
  end
  for _, row in ipairs(service.routes or {}) do
    names[row.name] = true
    add(tree, {
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
  local tree, names = { named = {}, methods = {} }, {}
  for _, service in ipairs(services) do
    add_service(tree, names, service)
  end
  return setmetatable({ tree = tree }, Routes), names
end

-- What is named stands before what may be anything.
local function is_better(route, other)
  if not other or route.literals ~= other.literals then
    return not other or route.literals > other.literals
  end
  return core.text_less(route.path, other.path)
end

-- The best route below a node; `i` is the segment that comes next.
local function search(node, segments, i, method, best)
  local segment = segments[i]
  if not segment then
    for _, route in ipairs(node.methods[method] or {}) do
      best = is_better(route, best) and route or best
    end
    return best
  end
  local named = node.named[segment]
  if named then
    best = search(named, segments, i + 1, method, best)
  end
  if node.any and segment ~= "" then
    best = search(node.any, segments, i + 1, method, best)
  end
  return best
end

local function values_of(route, segments)
  local values = {}
  for i, name in ipairs(route.segment_names) do
    if name then
      values[name] = M.decode(segments[i])
    end
  end
  return values
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
  local route = search(self.tree, segments, 1, method)
  if not route then
    return nil
  end
  describe(route)
  return route, values_of(route, segments)
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
