-- SPDX-License-Identifier: Apache-2.0
-- Identity and Access Management in the sandbox: tokens, projects and temporary keys.

local core = require("_hwc")
local compose = require("hwc.sandbox.compose")
local sandbox_state = require("hwc.sandbox.state")

local M = compose.compose("iam", {})

-- The header of responses that has the request's id, besides X-Request-Id.
M.request_id_header = "X-IAM-Trace-Id"

local TITLES = {
  [400] = "Bad Request",
  [401] = "Unauthorized",
  [403] = "Forbidden",
  [404] = "Not Found",
  [500] = "Internal Server Error",
}

-- Tokens and temporary keys that are remembered; the oldest are forgotten.
local KEPT = 1000

local TOKEN_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
local TOKEN_LENGTH = 512

-- Seconds that temporary keys live.
local KEY_LIFE, MIN_KEY_LIFE, MAX_KEY_LIFE = 900, 900, 86400

-- Routes beside the rows.
M.routes = {
  { name = "keystone_list_auth_domains", method = "GET", path = "/v3/auth/domains" },
}

function M.refuse(_, call, status, code, message)
  if call.path:find("^/v3%.0/") then
    return status, { error_code = code or ("IAM.%04d"):format(status), error_msg = message }
  end
  return status, { error = { code = status, message = message, title = TITLES[status] or "Error" } }
end

local function refuse(call, status, message)
  return M.refuse(nil, call, status, nil, message)
end

function M.unauthenticated(_, call)
  return refuse(call, 401, "The request you have made requires authentication.")
end

local function malformed(call)
  return refuse(call, 400, "Request body is invalid.")
end

function M.invalid(_, call, err)
  return refuse(call, 400, ("Request parameter is invalid: %s"):format(err.message))
end

function M.seed(state)
  state.iam = {
    tokens = {}, token_order = {},
    temporary_keys = {}, key_order = {},
    projects = {
      { id = state.account.project_id, name = state.account.region },
      { id = state:hex(32), name = "MOS" },
    },
  }
end

local function remember(map, order, key, value)
  map[key] = value
  order[#order + 1] = key
  if #order > KEPT then
    map[table.remove(order, 1)] = nil
  end
end

-- A member of a member: reach(t, "a", "b") is t.a.b, or nil.
local function reach(value, ...)
  for _, name in ipairs({ ... }) do
    if type(value) ~= "table" then
      return nil
    end
    value = value[name]
  end
  return value
end

-- The identity method that a body asks for: "password", "assume_role", "token", …
local function method_of(body)
  return reach(body, "auth", "identity", "methods", 1)
end

---Of operations that share method and path, the one that the body is meant for.
---@param rows table[]
---@param body any
---@return table row
function M.choose(rows, body)
  local by_agency = method_of(body) == "assume_role"
  for _, row in ipairs(rows) do
    if (row.name:find("agency", 1, true) ~= nil) == by_agency then
      return row
    end
  end
  return rows[1]
end

local function domain(state)
  return { id = state.account.domain_id, name = state.account.domain }
end

-- Every region that a client names is the same one under another name, but for those of "xx",
-- which is no country: they are not there.
local function region_project(state, name)
  if type(name) == "string" and name:find("^%l%l%-%l+%-%d+$") and name:sub(1, 2) ~= "xx" then
    return { id = state.account.project_id, name = name }
  end
end

-- The project of a scope: nil without one, false where it is not the account's.
local function project_of(state, scope)
  local wanted = reach(scope, "project")
  if not wanted then
    return nil
  end
  for _, project in ipairs(state.iam.projects) do
    if project.id == wanted.id or (wanted.id == nil and project.name == wanted.name) then
      return project
    end
  end
  return not wanted.id and region_project(state, wanted.name) or false
end

local function domain_fits(state, given)
  local account = state.account
  return given ~= nil and (given.name == account.domain or given.id == account.domain_id)
end

local function issue(state, method, project, with_domain, assumed_by)
  local issued = state:time()
  local expires = issued + state.config.token_life
  local token = state:text(TOKEN_LENGTH, TOKEN_CHARACTERS)
  remember(state.iam.tokens, state.iam.token_order, token, {
    expires = expires,
    project_id = project and project.id,
  })
  local account = state.account
  return 201, {
    token = {
      issued_at = sandbox_state.timestamp(issued, 6),
      expires_at = sandbox_state.timestamp(expires, 6),
      methods = core.array({ method }),
      project = project and { id = project.id, name = project.name, domain = domain(state) } or nil,
      domain = with_domain and domain(state) or nil,
      user = {
        id = account.user_id,
        name = assumed_by and (account.domain .. "/" .. account.agency) or account.user,
        domain = domain(state),
        password_expires_at = "",
      },
      assumed_by = assumed_by,
      roles = core.array({ { id = "0", name = "te_admin" } }),
      catalog = core.array({}),
    },
  }, { { "X-Subject-Token", token } }
end

local function scoped_token(state, call, method, assumed_by)
  local scope = call.body.auth.scope
  local project = project_of(state, scope)
  if project == false then
    return refuse(call, 401, "The scope names no project of the account.")
  end
  local with_domain = not project and reach(scope, "domain") ~= nil
  if with_domain and not domain_fits(state, scope.domain) then
    return refuse(call, 401, "The scope names another account.")
  end
  return issue(state, method, project, with_domain, assumed_by)
end

function M.handlers.keystone_create_user_token_by_password(state, _, call)
  local method = method_of(call.body)
  local user = reach(call.body, "auth", "identity", "password", "user")
  if method ~= "password" or type(user) ~= "table" or type(user.password) ~= "string" then
    return malformed(call)
  end
  local named = user.name == state.account.user and domain_fits(state, user.domain)
  if not core.equal(user.password, state.account.password) or not named then
    return refuse(call, 401, "The username or password is wrong.")
  end
  return scoped_token(state, call, method)
end

local function agency_fits(state, role)
  return role.agency_name == state.account.agency
    and (role.domain_name == state.account.domain or role.domain_id == state.account.domain_id)
end

function M.handlers.keystone_create_agency_token(state, _, call)
  local role = reach(call.body, "auth", "identity", "assume_role")
  if type(role) ~= "table" or type(role.agency_name) ~= "string" then
    return malformed(call)
  elseif not agency_fits(state, role) then
    return refuse(call, 404, "The agency does not exist.")
  elseif not reach(call.body, "auth", "scope") then
    return malformed(call)
  end
  return scoped_token(state, call, "assume_role", {
    user = { id = state.account.user_id, name = state.account.user, domain = domain(state) },
  })
end

-- Temporary keys.

local function temporary_keys(state, call, identity)
  local seconds = reach(identity, "duration_seconds") or KEY_LIFE
  if math.type(seconds) ~= "integer" or seconds < MIN_KEY_LIFE or seconds > MAX_KEY_LIFE then
    return refuse(call, 400, "duration_seconds has to be from 900 to 86400.")
  end
  local key = {
    sk = state:text(40),
    security_token = state:text(TOKEN_LENGTH, TOKEN_CHARACTERS),
    expires = state:time() + seconds,
  }
  local ak = "HST" .. state:text(17, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  remember(state.iam.temporary_keys, state.iam.key_order, ak, key)
  return 201, {
    credential = {
      access = ak,
      secret = key.sk,
      securitytoken = key.security_token,
      expires_at = sandbox_state.timestamp(key.expires, 6),
    },
  }
end

function M.handlers.create_temporary_access_key_by_token(state, _, call)
  if method_of(call.body) ~= "token" then
    return malformed(call)
  end
  local identity = reach(call.body, "auth", "identity", "token")
  local id = reach(identity, "id")
  local known = id and state.iam.tokens[id]
  if id and not (known and known.expires > state:time()) then
    return refuse(call, 401, "The token is not known or has expired.")
  end
  return temporary_keys(state, call, identity)
end

function M.handlers.create_temporary_access_key_by_agency(state, _, call)
  local role = reach(call.body, "auth", "identity", "assume_role")
  if type(role) ~= "table" then
    return malformed(call)
  elseif not agency_fits(state, role) then
    return refuse(call, 404, "The agency does not exist.")
  end
  return temporary_keys(state, call, role)
end

-- Projects and accounts.

local function describe_project(state, project)
  return {
    id = project.id,
    name = project.name,
    domain_id = state.account.domain_id,
    parent_id = state.account.domain_id,
    enabled = true,
    is_domain = false,
    description = "",
    links = { self = ("%s/v3/projects/%s"):format(state.account.url or "", project.id) },
  }
end

local function list_answer(state, member, items, path)
  return 200, {
    [member] = core.array(items),
    links = {
      self = (state.account.url or "") .. path,
      previous = core.null,
      next = core.null,
    },
  }
end

function M.handlers.keystone_list_projects(state, args)
  local found = {}
  for _, project in ipairs(state.iam.projects) do
    if (not args.name or project.name == args.name)
        and (not args.domain_id or args.domain_id == state.account.domain_id)
        and (not args.parent_id or args.parent_id == state.account.domain_id)
        and args.enabled ~= false and not args.is_domain then
      found[#found + 1] = describe_project(state, project)
    end
  end
  local region = #found == 0 and region_project(state, args.name)
  if region then
    found[1] = describe_project(state, region)
  end
  if args.page and args.per_page then
    found = sandbox_state.page(found, (args.page - 1) * args.per_page, args.per_page)
  end
  return list_answer(state, "projects", found, "/v3/projects")
end

function M.handlers.keystone_list_auth_projects(state)
  local found = {}
  for i, project in ipairs(state.iam.projects) do
    found[i] = describe_project(state, project)
  end
  return list_answer(state, "projects", found, "/v3/auth/projects")
end

function M.handlers.keystone_list_auth_domains(state)
  local shown = domain(state)
  shown.enabled = true
  shown.description = ""
  return list_answer(state, "domains", { shown }, "/v3/auth/domains")
end

---Lets all tokens and temporary keys expire.
function M.expire(state)
  for _, token in pairs(state.iam.tokens) do
    token.expires = 0
  end
  for _, key in pairs(state.iam.temporary_keys) do
    key.expires = 0
  end
end

function M.show(state)
  local projects = {}
  for i, project in ipairs(state.iam.projects) do
    projects[i] = { id = project.id, name = project.name }
  end
  return { projects = core.array(projects), tokens_issued = #state.iam.token_order }
end

return M
