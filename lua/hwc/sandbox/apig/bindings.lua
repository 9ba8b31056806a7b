-- SPDX-License-Identifier: Apache-2.0
-- What publications of APIs are bound to in the sandbox: throttling and access control policies,
-- signature keys and plugins. All four are bound, listed and released alike.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local publications = require("hwc.sandbox.apig.publications")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

-- A publication has one policy of a kind, or one for each value of the policy's member `one_per`:
-- the last that it was bound to. `name` is the member of the policy, `names` what replies call it.
local KINDS = {
  throttle = { of = "throttles", to = "throttle_bindings", key = "throttle_id", name = "name",
               names = { "throttle_name" } },
  acl = { of = "acls", to = "acl_bindings", key = "acl_id", name = "acl_name",
          names = { "acl_name" }, one_per = "entity_type" },
  sign = { of = "signs", to = "bindings", key = "sign_id", name = "name",
           names = { "sign_name", "signature_name" } },
  plugin = { of = "plugins", to = "plugin_bindings", key = "plugin_id", name = "plugin_name",
             names = { "plugin_name" }, one_per = "plugin_type" },
}

-- Names that a binding's id and time have, in all replies.
local IDS = { "bind_id", "throttle_apply_id", "plugin_attach_id" }
local TIMES = { "bind_time", "apply_time", "binding_time", "attached_time" }

local WHOLE_API = 1

-- Descriptions.

local function add_api(state, shown, publication)
  local apig = state.apig
  local api, environment = apig.apis:get(publication.api_id),
    apig.environments:get(publication.env_id)
  for _, name in ipairs({ "req_method", "req_uri", "req_protocol", "auth_type", "match_mode",
                          "roma_app_id", "group_id", "group_name" }) do
    shown[name] = api[name]
  end
  shown.api_id, shown.api_name = api.id, api.name
  shown.api_type, shown.api_remark = api.type, api.remark
  shown.tags = core.array(api.tags or {})
  shown.publish_id = publication.id
  shown.env_id, shown.run_env_id = environment.id, environment.id
  shown.env_name, shown.run_env_name = environment.name, environment.name
  return api
end

local function add_binding(shown, binding)
  local time = responses.timestamp(binding.created)
  for _, name in ipairs(IDS) do
    shown[name] = binding.id
  end
  for _, name in ipairs(TIMES) do
    shown[name] = time
  end
  return time
end

local function add_policy(kind, shown, policy)
  shown[kind.key] = policy.id or policy[kind.key]
  for _, name in ipairs(kind.names) do
    shown[name] = policy[kind.name]
  end
  if kind == KINDS.sign then
    shown.sign_type, shown.sign_key = policy.sign_type, policy.sign_key
    shown.sign_secret = responses.mask(policy.sign_secret)
  elseif kind == KINDS.plugin then
    shown.plugin_type, shown.plugin_scope = policy.plugin_type, policy.plugin_scope
  end
end

-- A binding as a reply shows it: what it is in itself, `id` and times included.
local function describe_binding(state, kind, binding, members)
  local shown = {}
  add_api(state, shown, state.apig.publications:get(binding.publish_id))
  add_policy(kind, shown, state.apig[kind.of]:get(binding[kind.key]))
  shown.create_time = add_binding(shown, binding)
  shown.id, shown.scope = binding.id, WHOLE_API
  shown.strategy_id = binding[kind.key]
  return responses.pick(shown, members)
end

-- The API of a publication, with what it is bound to.
local function describe_api(state, kind, publication, binding, members)
  local shown = {}
  local api = add_api(state, shown, publication)
  shown.id, shown.name, shown.type, shown.remark = api.id, api.name, api.type, api.remark
  if binding then
    add_policy(kind, shown, state.apig[kind.of]:get(binding[kind.key]))
    add_binding(shown, binding)
  end
  return responses.pick(shown, members)
end

-- The policy of a binding, with where it is bound.
local function describe_policy(state, kind, binding, members)
  local policy = state.apig[kind.of]:get(binding[kind.key])
  local shown = store:describe(state, kind.of, policy, members)
  local publication = state.apig.publications:get(binding.publish_id)
  shown[kind.key] = binding[kind.key]
  shown.env_id = publication.env_id
  shown.env_name = state.apig.environments:get(publication.env_id).name
  add_binding(shown, binding)
  return responses.pick(shown, members)
end

-- Bindings made and looked for.

local function binding_of(state, kind, publication, policy)
  local apig = state.apig
  return apig[kind.to]:find(function(binding)
    if binding.publish_id ~= publication.id then
      return false
    end
    local other = apig[kind.of]:get(binding[kind.key])
    return not kind.one_per or other[kind.one_per] == policy[kind.one_per]
  end)
end

---Binds a publication to a policy, which takes the place of another.
local function bind(state, kind, publication, policy)
  local id = policy.id or policy[kind.key]
  local binding = binding_of(state, kind, publication, policy)
  if binding and binding[kind.key] == id then
    return binding
  elseif binding then
    state.apig[kind.to]:remove(binding)
  end
  return store:add(state, kind.to, { [kind.key] = id, publish_id = publication.id })
end

local function associate(kind, argument, member)
  return function(state, args, call)
    local policy = state.apig[kind.of]:get(args[argument])
    if not policy then
      return store:missing(call, kind.of)
    end
    for _, id in ipairs(args.publish_ids or {}) do
      if not state.apig.publications:get(id) then
        return refuse(call, "APIG.3015")
      end
    end
    local made, members = {}, store.members_of(call.row, member)
    for i, id in ipairs(args.publish_ids or {}) do
      local binding = bind(state, kind, state.apig.publications:get(id), policy)
      made[i] = describe_binding(state, kind, binding, members)
      if call.gateway ~= "apig" then
        made[i].req_method, made[i].tags = nil, nil
      end
    end
    return 201, { [member] = core.array(made) }
  end
end

-- Lists.

local function has_tag(api, wanted)
  for _, tag in ipairs(api.tags or {}) do
    if tag == wanted then
      return true
    end
  end
  return false
end

-- Whether a publication is one that the call asks for.
local function publication_fits(state, args, publication)
  local api = state.apig.apis:get(publication.api_id)
  local environment = state.apig.environments:get(publication.env_id)
  return (not args.env_id or publication.env_id == args.env_id)
    and (not args.api_id or api.id == args.api_id)
    and (not args.group_id or api.group_id == args.group_id)
    and (not args.req_method or api.req_method == args.req_method)
    and (not args.req_uri or api.req_uri:find(args.req_uri, 1, true) ~= nil)
    and (not args.tags or has_tag(api, args.tags))
    and responses.named(args, "api_name", api.name)
    and responses.named(args, "group_name", api.group_name or "")
    and responses.named(args, "env_name", environment.name)
end

local function policy_fits(kind, args, policy)
  local id = policy.id or policy[kind.key]
  return (not args[kind.key] or id == args[kind.key])
    and (not kind.one_per or not args[kind.one_per] or policy[kind.one_per] == args[kind.one_per])
    and (not args.roma_app_id or policy.roma_app_id == args.roma_app_id)
    and responses.named(args, kind.names[1], policy[kind.name])
end

-- APIs that a policy is bound to.
local function list_bound(kind, by_binding)
  return function(state, args, call)
    local apig = state.apig
    if not apig[kind.of]:get(args[kind.key]) then
      return store:missing(call, kind.of)
    end
    return store:list(apig[kind.to], function(binding)
      return binding[kind.key] == args[kind.key]
        and publication_fits(state, args, apig.publications:get(binding.publish_id))
    end, args, call, function(binding, members)
      if by_binding then
        local shown = describe_binding(state, kind, binding, members)
        shown.sign_type, shown.sign_key, shown.sign_secret = nil, nil, nil
        return shown
      end
      return describe_api(state, kind, apig.publications:get(binding.publish_id), binding,
        members)
    end)
  end
end

-- APIs that a policy may be bound to: what they are bound to now is said.
local function list_unbound(kind)
  return function(state, args, call)
    local policy = state.apig[kind.of]:get(args[kind.key])
    if not policy then
      return store:missing(call, kind.of)
    end
    return store:list(state.apig.publications, function(publication)
      local binding = binding_of(state, kind, publication, policy)
      return not (binding and binding[kind.key] == args[kind.key])
        and publication_fits(state, args, publication)
    end, args, call, function(publication, members)
      return describe_api(state, kind, publication, binding_of(state, kind, publication, policy),
        members)
    end)
  end
end

-- Policies that an API is bound to.
local function list_policies(kind, by_binding)
  return function(state, args, call)
    local apig = state.apig
    if not apig.apis:get(args.api_id) then
      return refuse(call, "APIG.3002")
    end
    return store:list(apig[kind.to], function(binding)
      return publication_fits(state, args, apig.publications:get(binding.publish_id))
        and policy_fits(kind, args, apig[kind.of]:get(binding[kind.key]))
    end, args, call, function(binding, members)
      local describe = by_binding and describe_binding or describe_policy
      return describe(state, kind, binding, members)
    end)
  end
end

local handlers = M.handlers
local throttle, acl, sign, plugin = KINDS.throttle, KINDS.acl, KINDS.sign, KINDS.plugin

handlers.associate_request_throttling_policy =
  associate(throttle, "strategy_id", "throttle_applys")
handlers.list_apis_binded_to_request_throttling_policy = list_bound(throttle)
handlers.list_apis_unbinded_to_request_throttling_policy = list_unbound(throttle)
handlers.list_request_throttling_policies_binded_to_api = list_policies(throttle)

handlers.create_api_acl_binding = associate(acl, "acl_id", "acl_bindings")
handlers.list_apis_binded_to_acl_policy = list_bound(acl)
handlers.list_apis_unbinded_to_acl_policy = list_unbound(acl)
handlers.list_acl_policy_binded_to_api = list_policies(acl)

handlers.associate_signature_key = associate(sign, "sign_id", "bindings")
handlers.list_apis_binded_to_signature_key = list_bound(sign, true)
handlers.list_apis_not_bound_with_signature_key = list_unbound(sign)
handlers.list_signature_keys_binded_to_api = list_policies(sign, true)

handlers.list_plugin_attached_apis = list_bound(plugin)
handlers.list_plugin_attachable_apis = list_unbound(plugin)
handlers.list_api_attached_plugins = list_policies(plugin)

-- Plugins are attached to APIs in an environment, from either side.

-- The publication of an API in the call's environment, or nil and the code.
local function published(state, api_id, env_id)
  local api, environment = state.apig.apis:get(api_id), state.apig.environments:get(env_id)
  if not api then
    return nil, "APIG.3002"
  elseif not environment then
    return nil, "APIG.3003"
  end
  local publication = publications.find(state.apig, api, environment)
  return publication, not publication and "APIG.3015" or nil
end

-- Pairs of a publication and a plugin that a call names, or nil and the code.
local function pairs_of(state, args)
  local found = {}
  for _, api_id in ipairs(args.api_ids or { args.api_id }) do
    local publication, code = published(state, api_id, args.env_id)
    if not publication then
      return nil, code
    end
    for _, plugin_id in ipairs(args.plugin_ids or { args.plugin_id }) do
      local item = state.apig.plugins:get(plugin_id)
      if not item then
        return nil, "APIG.3068"
      end
      found[#found + 1] = { publication = publication, plugin = item }
    end
  end
  return found
end

local function attach(state, args, call)
  local found, code = pairs_of(state, args)
  if not found then
    return refuse(call, code)
  end
  local members = store.members_of(call.row, "attached_plugins")
  for i, pair in ipairs(found) do
    local binding = bind(state, plugin, pair.publication, pair.plugin)
    found[i] = describe_binding(state, plugin, binding, members)
  end
  return 201, { attached_plugins = core.array(found) }
end

local function detach(state, args, call)
  local found, code = pairs_of(state, args)
  if not found then
    return refuse(call, code)
  end
  for _, pair in ipairs(found) do
    state.apig.plugin_bindings:remove_all(function(binding)
      return binding.publish_id == pair.publication.id
        and binding.plugin_id == pair.plugin.plugin_id
    end)
  end
  return 204
end

handlers.attach_api_to_plugin, handlers.attach_plugin_to_api = attach, attach
handlers.detach_api_from_plugin, handlers.detach_plugin_from_api = detach, detach

function handlers.list_api_attachable_plugins(state, args, call)
  local api = state.apig.apis:get(args.api_id)
  if not api then
    return refuse(call, "APIG.3002")
  end
  return store:list(state.apig.plugins, function(item)
    local bound = state.apig.plugin_bindings:find(function(binding)
      local publication = state.apig.publications:get(binding.publish_id)
      return binding.plugin_id == item.plugin_id and publication.api_id == api.id
        and (not args.env_id or publication.env_id == args.env_id)
    end)
    return not bound and policy_fits(plugin, args, item)
  end, args, call, function(item, members)
    return store:describe(state, "plugins", item, members)
  end)
end

function M.show(state)
  local shown = {}
  for i, binding in state.apig.bindings:each() do
    local publication, key = state.apig.publications:get(binding.publish_id),
      state.apig.signs:get(binding.sign_id)
    shown[i] = { id = binding.id, sign_id = key.id, sign_name = key.name }
    add_api(state, shown[i], publication)
    add_binding(shown[i], binding)
  end
  return { bindings = core.array(shown) }
end

return M
