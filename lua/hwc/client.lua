-- SPDX-License-Identifier: Apache-2.0
-- A client of one service: its options, and what has to be known before a call can be signed
-- (a token for a password, the project's id). Checking, signing and sending are done in C.

local core = require("_hwc")
local credentials = require("hwc.credentials")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local regions = require("hwc.regions")
local scheduler = require("hwc.scheduler")
local timestamp = require("hwc.timestamp")

local M = {}

-- A token is replaced when less than this many seconds of its life are left.
local RENEW_BEFORE = 15 * 60

-- Seconds a token lives where the answer does not say; source: the IAM API reference.
local TOKEN_LIFE = 24 * 3600

local CLIENT_OPTIONS = {
  region = "text",
  endpoint = "text",
  iam_endpoint = "text",
  allow_http = "boolean",
  project_id = "text",
  instance_id = "text",
  algorithm = options.one_of("SDK-HMAC-SHA256", "SDK-HMAC-SM3", "V11-HMAC-SHA256"),
  timeout = "seconds",
  connect_timeout = "seconds",
  deadline = "seconds",
  max_response = "count",
  ca_file = "text",
  ca_path = "text",
  cert = "text",
  key = "text",
  verify = "boolean",
  proxy = "proxy",
  gateway = options.one_of("roma", "apig"),
  validate = "boolean",
  user_agent = "text",
}
for name, rule in pairs(credentials.OPTIONS) do
  CLIENT_OPTIONS[name] = rule
end

local CALL_OPTIONS = {
  timeout = "seconds",
  deadline = "seconds",
  validate = "boolean",
  headers = "table",
}

-- The options that are settings of a connection, the same for the service and for IAM.
local CONNECTION = {
  "allow_http", "timeout", "connect_timeout", "deadline", "max_response", "ca_file", "ca_path",
  "cert", "key", "verify", "proxy", "user_agent", "validate",
}

-- The name of a service in the scope of a V11-HMAC-SHA256 signature: the first label of its host.
local SCOPE_NAMES = { cph = "cph", apig = "roma", apig_twin = "apig", devserver = "modelarts" }

---@class hwc.Client
---What a client knows is kept here, so that no key is a member of the client itself.
local states = setmetatable({}, { __mode = "k" })

local function fail(kind, message, field)
  return nil, core.new_error({ kind = kind, message = message, field = field })
end

-- `level` is counted from the caller of this function, as for error().
local function open_state(self, level)
  local state = states[self]
  if not state then
    error("expected a client; call its methods with a colon", level + 1)
  elseif not state.core then
    error("attempt to use a closed client", level + 1)
  end
  return state
end

-- The core's client for IAM, made when it is first needed.
local function iam_client(state)
  if not state.iam then
    local settings = { service = "iam", endpoint = state.iam_endpoint }
    for _, name in ipairs(CONNECTION) do
      settings[name] = state.options[name]
    end
    local client, err = core.client(settings)
    if not client then
      err.field = "iam_endpoint"
      return nil, err
    end
    state.iam = client
  end
  return state.iam
end

-- Exchanges user name and password for a token; source: POST /v3/auth/tokens.
local function renew_token(state, limits)
  local iam, err = iam_client(state)
  if not iam then
    return nil, err
  end
  local found = state.found
  local scope
  if state.project_id then
    scope = { project = { id = state.project_id } }
  elseif state.region then
    scope = { project = { name = state.region } }
  else
    scope = { domain = { name = found.domain } }
  end
  local reply, info = scheduler.finish(iam:start("keystone_create_user_token_by_password", {
    nocatalog = "true",
    auth = {
      identity = {
        methods = { "password" },
        password = {
          user = {
            name = found.username,
            password = found.password,
            domain = { name = found.domain },
          },
        },
      },
      scope = scope,
    },
  }, limits))
  if not reply then
    return nil, info
  end
  local token = info.headers["x-subject-token"]
  if not token then
    return fail("credentials", "IAM answered without a token (header X-Subject-Token)")
  end
  local good
  good, err = state.core:set_credentials({ token = token })
  if not good then
    return nil, err
  end
  local details = type(reply.token) == "table" and reply.token or {}
  state.token_expires = timestamp.parse(details.expires_at) or os.time() + TOKEN_LIFE
  local project = details.project
  if not state.project_id and type(project) == "table" and type(project.id) == "string" then
    state.project_id = project.id
    state.core:set_project_id(project.id)
  end
  return true
end

-- Asks IAM for the project of the region; source: GET /v3/projects?name=<region>.
local function find_project(state, limits)
  if not state.region then
    return fail("credentials", "project_id is needed, or region, so that it can be looked up",
      "project_id")
  end
  local iam, err = iam_client(state)
  if not iam then
    return nil, err
  end
  iam:share_credentials(state.core)
  local reply, info = scheduler.finish(iam:start("keystone_list_projects", { name = state.region }, limits))
  if not reply then
    info.hint = info.hint or "the project id was being looked up; it can be given as project_id"
    return nil, info
  end
  local projects = reply.projects or {}
  if #projects ~= 1 or type(projects[1].id) ~= "string" then
    return fail("credentials",
      ("IAM knows %d projects named %s for these credentials: project_id has to be given"):format(
        #projects, state.region), "project_id")
  end
  state.project_id = projects[1].id
  state.core:set_project_id(state.project_id)
  return true
end

local function token_is_due(state)
  return state.found.password ~= nil
    and (not state.token_expires or state.token_expires - os.time() < RENEW_BEFORE)
end

-- What has to be asked of IAM before the call itself; true where nothing is missing any more.
local function prepare(state, limits)
  if token_is_due(state) then
    local good, err = renew_token(state, limits)
    if not good then
      return nil, err
    end
  end
  if state.needs_project and not state.project_id then
    return find_project(state, limits)
  end
  return true
end

local function is_ready(state)
  return (state.project_id or not state.needs_project) and not token_is_due(state)
end

-- `start` hands the call to the core, `check` only looks whether it could. Nothing is asked of IAM
-- for a call that is refused anyway.
local function run(state, limits, check, start)
  if not is_ready(state) then
    local good, err = check()
    if not good then
      return nil, err
    end
    local began = scheduler.now()
    good, err = prepare(state, { timeout = limits.timeout, deadline = limits.deadline })
    if not good then
      return nil, err
    end
    local deadline = limits.deadline or state.options.deadline
    if deadline then
      limits = options.with_defaults({
        deadline = math.max(deadline - (scheduler.now() - began), 0.001),
      }, limits)
    end
  end
  return scheduler.finish(start(limits))
end

local function operation_method(name)
  return function(self, arguments, call_options)
    local state = open_state(self, 2)
    local limits = options.check(call_options, CALL_OPTIONS, name, 2)
    if arguments == nil then
      arguments = {}
    elseif type(arguments) ~= "table" then
      error(("%s: the arguments have to be a table, got a %s"):format(name, type(arguments)), 2)
    end
    return run(state, limits, function()
      return state.core:check(name, arguments, limits)
    end, function(final)
      return state.core:start(name, arguments, final)
    end)
  end
end

local Client = {}

local CALL_MEMBERS = { method = true, path = true, query = true, body = true }

---Calls an API that has no operation of its own, signed all the same.
---@param arguments { method: string, path: string, query?: table<string, any>, body?: any }
---  `path` starts with one "/" and is percent-encoded as on the wire; {project_id} in it is filled.
---@param call_options? table as for operations
---@return table? reply
---@return table info or the error
function Client:call(arguments, call_options)
  local state = open_state(self, 2)
  local limits = options.check(call_options, CALL_OPTIONS, "call", 2)
  if type(arguments) ~= "table" then
    error("call: the arguments have to be a table, got a " .. type(arguments), 2)
  end
  for name in next, arguments do
    if not CALL_MEMBERS[name] then
      return fail("validation", "call takes method, path, query and body; unknown member "
        .. nearest.quote(name), type(name) == "string" and name or nil)
    end
  end
  return run(state, limits, function()
    return state.core:check_call(arguments, limits)
  end, function(final)
    return state.core:start_call(arguments, final)
  end)
end

---Which source the credentials came from; the key is masked.
---@return { source: string, ak?: string, expires?: integer }
function Client:credentials()
  local state = open_state(self, 2)
  local found = state.found
  return {
    source = found.source,
    ak = found.ak and credentials.masked(found.ak),
    expires = state.token_expires,
  }
end

---Forgets the keys and ends the client. Safe to call twice.
function Client:close()
  local state = states[self]
  if state and state.core then
    state.core:close()
    if state.iam then
      state.iam:close()
    end
    state.core, state.iam = nil, nil
    state.found = { source = state.found.source }
  end
end

local function make_metatable(service, methods)
  local operations = {}
  for name in pairs(service.operations()) do
    operations[name] = operation_method(name)
  end
  local known = options.with_defaults(operations, options.with_defaults(methods, Client))
  return {
    __name = "hwc.client",
    __index = function(_, name)
      local method = known[name]
      if method == nil then
        local near = nearest.find(name, known)
        error(("%s has no operation or method %s%s"):format(service.name, nearest.quote(name),
          near and (", did you mean %q?"):format(near) or ""), 2)
      end
      return method
    end,
    __newindex = function()
      error("a client has no members that can be set", 2)
    end,
    __tostring = function(self)
      local state = states[self]
      return ("hwc.client: %s at %s%s"):format(service.name, state.endpoint,
        state.core and "" or " (closed)")
    end,
    __close = Client.close,
    __gc = Client.close,
  }
end

-- Where the service is; nil and an error where the options do not say.
local function find_endpoint(service_name, given)
  if given.region and not regions.is_region(given.region) then
    return fail("validation", "a region is lower-case letters, digits and -, such as cn-north-4",
      "region")
  end
  if given.endpoint then
    return given.endpoint
  elseif given.region then
    return regions.endpoint(service_name, given.region)
  elseif service_name == "iam" then
    return regions.iam_endpoint()
  end
  return fail("validation", "one of region and endpoint is needed", "region")
end

---Makes the function that makes clients of `service`.
---@param service table from require "_hwc.<service>"
---@param methods table<string, function> what Lua adds to the operations
---@return fun(options: table): hwc.Client?, hwc.Error?
function M.factory(service, methods)
  local metatable

  return function(given)
    given = options.check(given, CLIENT_OPTIONS, service.name .. ".client", 2)
    metatable = metatable or make_metatable(service, methods)

    local twin = given.gateway == "apig"
    local service_name = service.name == "apig" and twin and "apig_twin" or service.name
    local endpoint, err = find_endpoint(service_name, given)
    if not endpoint then
      return nil, err
    end
    local found
    found, err = credentials.find(given)
    if not found then
      return nil, err
    end

    local settings = {
      service = service.name,
      endpoint = endpoint,
      twin = twin,
      instance_id = given.instance_id,
    }
    for _, name in ipairs(CONNECTION) do
      settings[name] = given[name]
    end
    local core_client
    core_client, err = core.client(settings)
    if not core_client then
      return nil, err
    end
    local state = {
      core = core_client,
      endpoint = endpoint,
      iam_endpoint = given.iam_endpoint or found.iam_endpoint or regions.iam_endpoint(given.region),
      options = settings,
      region = given.region,
      project_id = given.project_id or found.project_id,
      needs_project = service.name ~= "iam",
      found = { source = found.source, ak = found.ak },
    }
    if found.password then
      state.found.username = found.username
      state.found.password = core.secret(found.password)
      state.found.domain = found.domain
    else
      local good
      good, err = core_client:set_credentials({
        ak = found.ak,
        sk = found.sk,
        security_token = found.security_token,
        token = found.token,
        algorithm = given.algorithm,
        region = given.region,
        service = SCOPE_NAMES[service_name],
      })
      if not good then
        core_client:close()
        return nil, err
      end
    end
    if state.project_id then
      core_client:set_project_id(state.project_id)
    end
    local client = setmetatable({}, metatable)
    states[client] = state
    return client
  end
end

return M
