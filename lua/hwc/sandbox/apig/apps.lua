-- SPDX-License-Identifier: Apache-2.0
-- Apps that call the APIs of the sandbox's gateway: their codes, and what they are authorized for.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local collection = require("hwc.sandbox.collection")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

function M.seed(state, empty)
  state.apig.auths = collection.new()
  for _, name in ipairs(empty and {} or { "shop", "warehouse", "monitor" }) do
    store:add(state, "apps", {
      id = state:uuid(), name = name, app_key = state:uuid(), app_secret = state:text(32),
    })
  end
end

-- Codes that the service makes up.
function M.handlers.create_app_code_auto(state, args, call)
  local app, status, body = store:find(state, "apps", args, call)
  if not app then
    return status, body
  end
  local code = store:beyond_quota(state, "app_codes")
  if code then
    return refuse(call, code)
  end
  local made = store:add(state, "app_codes", { app_id = app.id, app_code = state:text(64) })
  return 201, store:describe(state, "app_codes", made, call.row.reply.members)
end

-- Access control: one list of an app.

local function acl_of(app)
  return { app_id = app.id, app_acl_type = app.acl.type, app_acl_values = app.acl.values }
end

local function find_acl(state, args, call)
  local app, status, body = store:find(state, "apps", args, call)
  if app and not app.acl then
    return nil, refuse(call, "APIG.3006")
  end
  return app, status, body
end

function M.handlers.update_app_acl(state, args, call)
  local app, status, body = store:find(state, "apps", args, call)
  if not app then
    return status, body
  end
  app.acl = { type = args.app_acl_type, values = args.app_acl_values }
  return 200, acl_of(app)
end

function M.handlers.show_details_of_app_acl(state, args, call)
  local app, status, body = find_acl(state, args, call)
  if not app then
    return status, body
  end
  return 200, acl_of(app)
end

function M.handlers.delete_app_acl(state, args, call)
  local app, status, body = find_acl(state, args, call)
  if not app then
    return status, body
  end
  app.acl = nil
  return 204
end

-- Quotas: an app has one.

local function quota_of(state, app)
  return state.apig.app_quota_bindings:find(function(binding)
    return binding.app_id == app.id
  end)
end

function M.handlers.associate_apps_for_app_quota(state, args, call)
  local quota, status, body = store:find(state, "app_quotas", args, call)
  if not quota then
    return status, body
  end
  for _, id in ipairs(args.app_ids) do
    if not state.apig.apps:get(id) then
      return refuse(call, "APIG.3004")
    end
  end
  local made = {}
  for i, id in ipairs(args.app_ids) do
    local old = quota_of(state, { id = id })
    if old then
      state.apig.app_quota_bindings:remove(old)
    end
    local binding = store:add(state, "app_quota_bindings", {
      app_id = id, app_quota_id = quota.app_quota_id, bound_time = responses.now(state),
    })
    made[i] = {
      app_id = id, app_quota_id = quota.app_quota_id, bound_time = binding.bound_time,
    }
  end
  return 201, { applies = core.array(made) }
end

function M.handlers.disassociate_app_quota_with_app(state, args, call)
  local quota, status, body = store:find(state, "app_quotas", args, call)
  if not quota then
    return status, body
  end
  local binding = quota_of(state, { id = args.app_id })
  if not binding or binding.app_quota_id ~= quota.app_quota_id then
    return refuse(call, "APIG.3004")
  end
  state.apig.app_quota_bindings:remove(binding)
  return 204
end

function M.handlers.show_app_bound_app_quota(state, args, call)
  local app, status, body = store:find(state, "apps", args, call)
  if not app then
    return status, body
  end
  local binding = quota_of(state, app)
  if not binding then
    return refuse(call, "APIG.3093")
  end
  return 200, store:describe(state, "app_quotas",
    state.apig.app_quotas:get(binding.app_quota_id), call.row.reply.members)
end

-- Apps with the quota of the path, or those without it.
local function list_apps_of_quota(bound)
  return function(state, args, call)
    local quota, status, body = store:find(state, "app_quotas", args, call)
    if not quota then
      return status, body
    end
    local function fits(app)
      local binding = quota_of(state, app)
      local has = binding ~= nil and binding.app_quota_id == quota.app_quota_id
      return has == bound and responses.named(args, "app_name", app.name)
    end
    return store:list(state.apig.apps, fits, args, call, function(app, members)
      local shown = store:describe(state, "apps", app, members)
      local binding = quota_of(state, app)
      if binding then
        shown.app_quota_id = binding.app_quota_id
        shown.app_quota_name = state.apig.app_quotas:get(binding.app_quota_id).name
        shown.bound_time = binding.bound_time
      end
      return shown
    end)
  end
end

M.handlers.list_app_quota_bound_apps = list_apps_of_quota(true)
M.handlers.list_app_quota_bindable_apps = list_apps_of_quota(false)

-- Authorizations.

local function describe_auth(state, auth)
  local apig = state.apig
  local api, app = apig.apis:get(auth.api_id), apig.apps:get(auth.app_id)
  return {
    id = auth.id,
    api_id = api.id,
    api_name = api.name,
    api_type = api.type,
    api_remark = api.remark,
    group_id = api.group_id,
    group_name = api.group_name,
    env_id = auth.env_id,
    env_name = apig.environments:get(auth.env_id).name,
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
  local publication = apig.publications:find(function(other)
    return other.api_id == api.id and other.env_id == args.env_id
  end)
  local result = { status = "SUCCESS", api_name = api.name, app_name = app.name }
  local auth = apig.auths:find(function(other)
    return other.api_id == api.id and other.app_id == app.id and other.env_id == args.env_id
  end)
  if auth then
    result.status = "SKIPPED"
  elseif not publication then
    result.status = "FAILED"
    result.error_code = "APIG.3015"
    result.error_msg = responses.text("APIG.3015")
    return { api_id = api.id, app_id = app.id, auth_result = result }
  else
    auth = apig.auths:add({
      id = state:hex(32),
      api_id = api.id,
      app_id = app.id,
      env_id = args.env_id,
      publish_id = publication.id,
      auth_time = responses.now(state),
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
    return refuse(call, "APIG.3003")
  end
  for _, id in ipairs(args.api_ids) do
    if not apig.apis:get(id) then
      return refuse(call, "APIG.3002")
    end
  end
  for _, id in ipairs(args.app_ids) do
    if not apig.apps:get(id) then
      return refuse(call, "APIG.3004")
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
    return refuse(call, "APIG.3009")
  end
  state.apig.auths:remove(auth)
  return 204
end

local function auth_fits(apig, auth, args)
  local api = apig.apis:get(auth.api_id)
  return (not args.api_id or auth.api_id == args.api_id)
    and (not args.app_id or auth.app_id == args.app_id)
    and (not args.env_id or auth.env_id == args.env_id)
    and (not args.group_id or api.group_id == args.group_id)
    and responses.named(args, "api_name", api.name)
    and responses.named(args, "app_name", apig.apps:get(auth.app_id).name)
    and responses.named(args, "group_name", api.group_name)
end

local function list_auths(state, args, call)
  return store:list(state.apig.auths, function(auth)
    return auth_fits(state.apig, auth, args)
  end, args, call, function(auth, members)
    return responses.pick(describe_auth(state, auth), members)
  end)
end

M.handlers.list_apps_binded_to_api = list_auths

function M.handlers.list_apis_binded_to_app(state, args, call)
  if not state.apig.apps:get(args.app_id) then
    return refuse(call, "APIG.3004")
  end
  return list_auths(state, args, call)
end

function M.handlers.list_apis_unbinded_to_app(state, args, call)
  local apig = state.apig
  local app = apig.apps:get(args.app_id)
  if not app then
    return refuse(call, "APIG.3004")
  end
  return store:list(apig.publications, function(publication)
    local api = apig.apis:get(publication.api_id)
    local bound = apig.auths:find(function(auth)
      return auth.app_id == app.id and auth.api_id == api.id and auth.env_id == publication.env_id
    end)
    return not bound and publication.env_id == args.env_id
      and (not args.group_id or api.group_id == args.group_id)
      and (not args.api_id or api.id == args.api_id)
      and responses.named(args, "api_name", api.name)
  end, args, call, function(publication, members)
    local api = apig.apis:get(publication.api_id)
    return responses.pick({
      id = api.id,
      name = api.name,
      auth_type = api.auth_type,
      group_id = api.group_id,
      group_name = api.group_name,
      publish_id = publication.id,
      remark = api.remark,
      req_uri = api.req_uri,
      run_env_id = publication.env_id,
      run_env_name = apig.environments:get(publication.env_id).name,
    }, members)
  end)
end

function M.show(state)
  local auths = {}
  for i, auth in state.apig.auths:each() do
    auths[i] = describe_auth(state, auth)
  end
  return { auths = core.array(auths) }
end

return M
