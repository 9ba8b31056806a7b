-- Arguments of operations in, requests or mistakes out; for a project "p0" and an instance "i0".

local assert = require("luassert")

local M = {}

local services = {
  apig = require("_hwc.apig"),
  cph = require("_hwc.cph"),
  devserver = require("_hwc.devserver"),
  iam = require("_hwc.iam"),
}

local CLIENT = { project_id = "p0", instance_id = "i0" }

function M.encode(operation, args, options)
  local service, name = operation:match("^(%w+)%.([%w_]+)$")
  options = setmetatable(options or {}, { __index = CLIENT })
  return services[service].encode(name, args, options)
end

function M.message_of(operation, args, options)
  local request, err = M.encode(operation, args, options)
  assert.is_nil(request, "accepted")
  assert.equal("validation", err.kind)
  assert.equal(operation:match("%.(.*)"), err.operation)
  if err.field then
    assert.equal(err.field .. ": ", err.message:sub(1, #err.field + 2))
  end
  return err.message
end

function M.accepts(operation, args, options)
  return assert(M.encode(operation, args, options))
end

function M.with(base, changes)
  local args = {}
  for name, value in pairs(base) do
    args[name] = value
  end
  for name, value in pairs(changes) do
    args[name] = value
  end
  return args
end

function M.times(n, value)
  local list = {}
  for i = 1, n do
    list[i] = value
  end
  return list
end

return M
