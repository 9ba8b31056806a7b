-- SPDX-License-Identifier: Apache-2.0
-- The rows of a service by resource, and the objects they use: the input of the reference and the
-- annotations.

local core = require("_hwc")
local M = {}

---The object of a member, or of the items of a list or map.
---@param member table description
---@return table? object
function M.object_of(member)
  while member.item do
    member = member.item
  end
  return member.object
end

-- Calls `visit` once for each object below these members.
local function walk(members, seen, visit)
  for _, member in ipairs(members) do
    local object = M.object_of(member)
    if object and not seen[object.name] then
      seen[object.name] = true
      visit(object)
      walk(object.members, seen, visit)
    end
  end
end

---The objects below members, by name.
---@param members table[]
---@param into table<string, table>? to add them to
---@return table<string, table>
function M.collect(members, into)
  local found = into or {}
  walk(members, {}, function(object)
    found[object.name] = object
  end)
  return found
end

---The operations of a service by resource, in the order of the tables.
---@param name string
---@return { name: string, title: string, module: string, gateways: table[], resources: table[],
---  waiters: hwc.Waiter[] } service its resources have `name`, `title` and `operations`, a list of
---  descriptions; waiters are sorted
function M.service(name)
  local rows = require("_hwc." .. name)
  local by_name = {}
  local service = {
    name = rows.name,
    title = rows.title,
    module = rows.module,
    gateways = rows.gateways,
    resources = rows.resources(),
    waiters = {},
  }
  for _, waiter in pairs(rows.waiters()) do
    table.insert(service.waiters, waiter)
  end
  table.sort(service.waiters, function(a, b)
    return a.name < b.name
  end)
  for _, resource in ipairs(service.resources) do
    resource.operations = {}
    by_name[resource.name] = resource
  end
  for _, operation in ipairs(rows.names()) do
    local row = rows.describe(operation)
    table.insert(by_name[row.resource].operations, row)
  end
  return service
end

---All services, in order.
---@return table[]
function M.services()
  local services = {}
  for i, name in ipairs(core.services) do
    services[i] = M.service(name)
  end
  return services
end

---The keys of a table, sorted.
---@param values table<string, any>
---@return string[]
function M.sorted_keys(values)
  local keys = {}
  for key in pairs(values) do
    keys[#keys + 1] = key
  end
  table.sort(keys, core.text_less)
  return keys
end

return M
