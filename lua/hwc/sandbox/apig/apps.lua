-- SPDX-License-Identifier: Apache-2.0
-- Apps that call the APIs of the sandbox's gateway: their codes, and what they are authorized for.

local core = require("_hwc")
local answers = require("hwc.sandbox.apig.answers")
local collection = require("hwc.sandbox.collection")

local M = { handlers = {} }

local refuse = answers.refuse

local VALID = 1

function M.seed(state)
  local apig = state.apig
  apig.apps, apig.app_codes, apig.auths = collection.new(), collection.new(), collection.new()
  local now = answers.now(state)
  for _, name in ipairs({ "shop", "warehouse", "monitor" }) do
    apig.apps:add({
      id = state:uuid(),
      name = name,
      remark = "",
      creator = "USER",
      app_key = state:uuid(),
      app_secret = state:text(32),
      status = VALID,
      app_type = "apig",
      register_time = now,
      update_time = now,
    })
  end
end

local function bindings_of(apig, app)
  return apig.auths:select(function(auth)
    return auth.app == app
  end)
end

function M.handlers.list_apps(state, args, call)
  local found = state.apig.apps:select(function(app)
    return (not args.id or app.id == args.id)
      and answers.named(args, "name", app.name)
      and (not args.status or app.status == args.status)
      and (not args.app_key or app.app_key == args.app_key)
  end)
  return answers.list(call, args, found, "apps", function(app)
    local shown = { bind_num = #bindings_of(state.apig, app) }
    for name, value in pairs(app) do
      shown[name] = value
    end
    return shown
  end)
end

function M.handlers.show_details_of_app(state, args, call)
  local app = state.apig.apps:get(args.app_id)
  if not app then
    return refuse(call, 404, "APIG.3004")
  end
  return 200, answers.pick(app, call.row.reply.members)
end

-- Codes.

local function create_code(state, args, call, code)
  if not state.apig.apps:get(args.app_id) then
    return refuse(call, 404, "APIG.3004")
  end
  return 201, state.apig.app_codes:add({
    id = state:hex(32),
    app_id = args.app_id,
    app_code = code,
    create_time = answers.now(state),
  })
end

function M.handlers.create_app_code(state, args, call)
  return create_code(state, args, call, args.app_code)
end

function M.handlers.create_app_code_auto(state, args, call)
  return create_code(state, args, call, state:text(64))
end

local function code_of(state, args)
  local code = state.apig.app_codes:get(args.app_code_id)
  return code and code.app_id == args.app_id and code or nil
end

-- The page documents 201.
function M.handlers.show_details_of_app_code(state, args, call)
  local code = code_of(state, args)
  if not code then
    return refuse(call, 404, "APIG.3082")
  end
  return 201, code
end

function M.handlers.list_app_codes(state, args, call)
  if not state.apig.apps:get(args.app_id) then
    return refuse(call, 404, "APIG.3004")
  end
  local found = state.apig.app_codes:select(function(code)
    return code.app_id == args.app_id
  end)
  return answers.list(call, args, found, "app_codes", function(code)
    return code
  end)
end

function M.handlers.delete_app_code(state, args, call)
  local code = code_of(state, args)
  if not code then
    return refuse(call, 404, "APIG.3082")
  end
  state.apig.app_codes:remove(code)
  return 204
end

-- Authorizations.

local function describe_auth(auth)
  local api, app = auth.api, auth.app
  return {
    id = auth.id,
    api_id = api.id,
    api_name = api.name,
    api_type = api.type,
    api_remark = api.remark,
    group_id = api.group_id,
    group_name = api.group_name,
    env_id = auth.environment.id,
    env_name = auth.environment.name,
    app_id = app.id,
    app_name = app.name,
    app_remark = app.remark,
    app_type = app.app_type,
    app_creator = app.creator,
    publish_id = auth.publish_id,
    auth_role = "PROVIDER",
    auth_time = auth.auth_time,
    auth_tunnel = auth.auth_tunnel,
    auth_whitelist = auth.auth_whitelist,
    auth_blacklist = auth.auth_blacklist,
  }
end

-- Every API for every app; those that are there already are skipped.
local function authorize(state, args, api, app)
  local apig = state.apig
  local environment = apig.environments:get(args.env_id)
  local publication = apig.publications:find(function(other)
    return other.api == api and other.environment == environment
  end)
  local result = { status = "SUCCESS", api_name = api.name, app_name = app.name }
  local auth = apig.auths:find(function(other)
    return other.api == api and other.app == app and other.environment == environment
  end)
  if auth then
    result.status = "SKIPPED"
  elseif not publication then
    result.status = "FAILED"
    result.error_code = "APIG.3015"
    result.error_msg = answers.TEXTS["APIG.3015"]
    return { api_id = api.id, app_id = app.id, auth_result = result }
  else
    auth = apig.auths:add({
      id = state:hex(32),
      api = api,
      app = app,
      environment = environment,
      publish_id = publication.id,
      auth_time = answers.now(state),
      auth_tunnel = args.auth_tunnel or "NORMAL",
      auth_whitelist = args.auth_whitelist or core.array({}),
      auth_blacklist = args.auth_blacklist or core.array({}),
    })
  end
  return {
    id = auth.id,
    api_id = api.id,
    app_id = app.id,
    auth_time = auth.auth_time,
    auth_role = "PROVIDER",
    auth_tunnel = auth.auth_tunnel,
    auth_whitelist = auth.auth_whitelist,
    auth_blacklist = auth.auth_blacklist,
    auth_result = result,
  }
end

function M.handlers.create_authorizing_apps(state, args, call)
  local apig = state.apig
  if not apig.environments:get(args.env_id) then
    return refuse(call, 404, "APIG.3003")
  end
  for _, id in ipairs(args.api_ids) do
    if not apig.apis:get(id) then
      return refuse(call, 404, "APIG.3002")
    end
  end
  for _, id in ipairs(args.app_ids) do
    if not apig.apps:get(id) then
      return refuse(call, 404, "APIG.3004")
    end
  end
  local made = {}
  for _, api_id in ipairs(args.api_ids) do
    for _, app_id in ipairs(args.app_ids) do
      made[#made + 1] = authorize(state, args, apig.apis:get(api_id), apig.apps:get(app_id))
    end
  end
  return 201, { auths = core.array(made) }
end

function M.handlers.canceling_authorization(state, args, call)
  local auth = state.apig.auths:get(args.app_auth_id)
  if not auth then
    return refuse(call, 404, "APIG.3009")
  end
  state.apig.auths:remove(auth)
  return 204
end

local function auth_fits(auth, args)
  return (not args.api_id or auth.api.id == args.api_id)
    and (not args.app_id or auth.app.id == args.app_id)
    and (not args.env_id or auth.environment.id == args.env_id)
    and (not args.group_id or auth.api.group_id == args.group_id)
    and answers.named(args, "api_name", auth.api.name)
    and answers.named(args, "app_name", auth.app.name)
    and answers.named(args, "group_name", auth.api.group_name)
end

local function list_auths(state, args, call)
  local found = state.apig.auths:select(function(auth)
    return auth_fits(auth, args)
  end)
  return answers.list(call, args, found, "auths", describe_auth)
end

M.handlers.list_apps_binded_to_api = list_auths

function M.handlers.list_apis_binded_to_app(state, args, call)
  if not state.apig.apps:get(args.app_id) then
    return refuse(call, 404, "APIG.3004")
  end
  return list_auths(state, args, call)
end

function M.handlers.list_apis_unbinded_to_app(state, args, call)
  local apig = state.apig
  local app = apig.apps:get(args.app_id)
  if not app then
    return refuse(call, 404, "APIG.3004")
  end
  local found = apig.publications:select(function(publication)
    local api = publication.api
    local bound = apig.auths:find(function(auth)
      return auth.app == app and auth.api == api and auth.environment == publication.environment
    end)
    return not bound and publication.environment.id == args.env_id
      and (not args.group_id or api.group_id == args.group_id)
      and (not args.api_id or api.id == args.api_id)
      and answers.named(args, "api_name", api.name)
  end)
  return answers.list(call, args, found, "apis", function(publication)
    local api = publication.api
    return {
      id = api.id,
      name = api.name,
      auth_type = api.auth_type,
      group_id = api.group_id,
      group_name = api.group_name,
      publish_id = publication.id,
      remark = api.remark,
      req_uri = api.req_uri,
      run_env_id = publication.environment.id,
      run_env_name = publication.environment.name,
    }
  end)
end

function M.show(state)
  local apps, auths = {}, {}
  for i, app in state.apig.apps:each() do
    apps[i] = app
  end
  for i, auth in state.apig.auths:each() do
    auths[i] = describe_auth(auth)
  end
  return { apps = core.array(apps), auths = core.array(auths) }
end

return M
