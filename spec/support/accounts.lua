-- Options of clients of a sandbox, and which operations it was asked for.

local M = {}

---The sandbox's options with others over them.
---@param cloud hwc.Sandbox
---@param more? table<string, any> options by name; `false` removes one
---@return table options
function M.options(cloud, more)
  local options = cloud:options()
  for name, value in pairs(more or {}) do
    options[name] = value or nil
  end
  return options
end

---The same with a user's password in place of the keys.
---@param cloud hwc.Sandbox
---@param more? table<string, any> as for options()
---@return table options
function M.password_options(cloud, more)
  local account = cloud:account()
  local options = M.options(cloud, {
    ak = false, sk = false, username = account.user, password = account.password,
    domain = account.domain,
  })
  for name, value in pairs(more or {}) do
    options[name] = value or nil
  end
  return options
end

---Adds the agency of the sandbox to options.
---@param cloud hwc.Sandbox
---@param options table
---@return table options
function M.with_agency(cloud, options)
  local account = cloud:account()
  options.agency, options.agency_domain = account.agency, account.domain
  return options
end

---The operations of the requests that arrived, oldest first.
---@param cloud hwc.Sandbox
---@return string[]
function M.operations(cloud)
  local names = {}
  for i, request in ipairs(cloud:requests()) do
    names[i] = request.operation
  end
  return names
end

return M
