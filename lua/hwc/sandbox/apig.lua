-- SPDX-License-Identifier: Apache-2.0
-- API Gateway (ROMA Connect APIC) in the sandbox: signature keys and what they are bound to.

local core = require("_hwc")
local gateway = require("hwc.sandbox.gateway")
local world_ = require("hwc.sandbox.world")

local M = { name = "apig", handlers = {} }

local TEXTS = {
  ["APIG.1002"] = "Incorrect token or token resolution failed",
  ["APIG.1005"] = "No permissions to request this method",
  ["APIG.2011"] = "Invalid parameter value",
  ["APIG.3002"] = "The API does not exist",
  ["APIG.3015"] = "The API publication record does not exist",
  ["APIG.3017"] = "The signature key does not exist",
  ["APIG.3018"] = "The signature key binding record does not exist",
  ["APIG.3030"] = "The instance does not exist",
  ["APIG.3207"] = "The signature key name already exists",
  ["APIG.9999"] = "System error",
}

local DEFAULT_LIMIT = 20

local WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

-- Lengths of keys and secrets that the service makes up, by sign_type.
local GENERATED = {
  hmac = { key = 20, secret = 32 },
  basic = { key = 20, secret = 32 },
  public_key = { key = 64, secret = 64 },
  aes = { key = 16, secret = 16 },
  ["aes-256-cfb"] = { key = 32, secret = 16 },
}

local ENVIRONMENTS = {
  { id = "DEFAULT_ENVIRONMENT_RELEASE_ID", name = "RELEASE" },
  { name = "test" },
}
local GROUPS = { "orders", "devices" }
local APIS_PER_GROUP = 6

function M.refuse(_, call, status, code, message)
  return status, { error_code = code, error_msg = message or TEXTS[code], request_id = call.id }
end

local function refuse(call, status, code, message)
  return M.refuse(nil, call, status, code, message)
end

---A bad token is told by the service, a bad signature and an old token by the gateway.
function M.unauthenticated(_, call, reason, with_token)
  if with_token and reason ~= "expired_token" then
    return refuse(call, 401, "APIG.1002")
  end
  return gateway.unauthenticated(call, reason)
end

function M.forbidden(_, call)
  return refuse(call, 403, "APIG.1005")
end

local function invalid_parameter(call, name, why)
  local text = "%s,parameterName:%s. Please refer to the support documentation"
  local message = text:format(TEXTS["APIG.2011"], name)
  return refuse(call, 400, "APIG.2011", why and ("%s (%s)"):format(message, why) or message)
end

function M.invalid(_, call, err)
  local name = (err.field or "body"):match("^[%w_]+") or "body"
  return invalid_parameter(call, name, err.message)
end

function M.before(world, _, call)
  local wanted = call.path_values.instance_id
  if wanted and wanted ~= world.account.instance_id then
    return refuse(call, 404, "APIG.3030")
  end
end

function M.seed(world)
  local state = {
    signs = {}, sign_order = {},
    bindings = {}, binding_order = {},
    apis = {}, api_by_id = {},
    publications = {}, publication_order = {},
  }
  local environments = {}
  for i, environment in ipairs(ENVIRONMENTS) do
    environments[i] = { id = environment.id or world:hex(32), name = environment.name }
  end
  for g, group_name in ipairs(GROUPS) do
    local group_id = world:hex(32)
    for i = 1, APIS_PER_GROUP do
      local api = {
        id = world:hex(32),
        name = ("%s_%d"):format(group_name, i),
        group_id = group_id,
        group_name = group_name,
        remark = "",
        req_uri = ("/%s/%d"):format(group_name, i),
        auth_type = "APP",
        type = g,
      }
      state.apis[#state.apis + 1] = api
      state.api_by_id[api.id] = api
      -- All are published in RELEASE, every second one in test too.
      for e = 1, i % 2 == 0 and 2 or 1 do
        local publication = { id = world:hex(32), api = api, environment = environments[e] }
        state.publications[publication.id] = publication
        state.publication_order[#state.publication_order + 1] = publication
      end
    end
  end
  world.apig = state
end

-- Signature keys.

local function mask(secret)
  return secret:sub(1, 3) .. ("*"):rep(10) .. secret:sub(-3)
end

local function describe(sign)
  return {
    id = sign.id,
    name = sign.name,
    sign_type = sign.sign_type,
    sign_key = sign.sign_key,
    sign_secret = mask(sign.sign_secret),
    sign_algorithm = sign.sign_algorithm,
    create_time = sign.create_time,
    update_time = sign.update_time,
  }
end

local function generated_lengths(sign)
  return GENERATED[sign.sign_algorithm] or GENERATED[sign.sign_type]
end

-- A first letter fits every type.
local function new_key(world, sign)
  return world:text(1, WORD:sub(1, 52)) .. world:text(generated_lengths(sign).key - 1, WORD)
end

local function new_secret(world, sign)
  return world:text(generated_lengths(sign).secret, WORD)
end

-- The refusal that is due where the name is another key's, or the type is one that the instance
-- has not.
local function refuse_sign(world, args, call, sign_type, own_id)
  if sign_type == "public_key" and not world.config.public_key then
    return refuse(call, 412, "APIG.3548",
      ("sign_type=public_key not supported by instance %s"):format(args.instance_id))
  end
  for _, other in ipairs(world.apig.sign_order) do
    if other.name == args.name and other.id ~= own_id then
      return refuse(call, 400, "APIG.3207")
    end
  end
end

function M.handlers.create_signature_key(world, args, call)
  local sign_type = args.sign_type or "hmac"
  local ok, err = call.check({ sign_type = sign_type })
  if not ok then
    return M.invalid(world, call, err)
  end
  local status, body = refuse_sign(world, args, call, sign_type)
  if status then
    return status, body
  end
  local now = world_.timestamp(world:now(), 6)
  local sign = {
    id = world:hex(32),
    name = args.name,
    sign_type = sign_type,
    sign_algorithm = args.sign_algorithm or "",
    create_time = now,
    update_time = now,
  }
  sign.sign_key = args.sign_key or new_key(world, sign)
  sign.sign_secret = args.sign_secret or new_secret(world, sign)
  world.apig.signs[sign.id] = sign
  table.insert(world.apig.sign_order, sign)
  return 201, describe(sign)
end

-- What is absent keeps its old value. Where the kind of the key changes, the old key and secret
-- need not fit its rules, so the service makes new ones. The twin's page documents 201.
function M.handlers.update_signature_key(world, args, call)
  local sign = world.apig.signs[args.sign_id]
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  local sign_type = args.sign_type or sign.sign_type
  local algorithm = args.sign_algorithm
  if algorithm == nil then
    algorithm = sign_type == sign.sign_type and sign.sign_algorithm or ""
  end
  local ok, err = call.check({
    sign_type = sign_type,
    sign_algorithm = algorithm ~= "" and algorithm or nil,
  })
  if not ok then
    return M.invalid(world, call, err)
  end
  local status, body = refuse_sign(world, args, call, sign_type, sign.id)
  if status then
    return status, body
  end
  local changed = sign_type ~= sign.sign_type or algorithm ~= sign.sign_algorithm
  sign.name = args.name
  sign.sign_type = sign_type
  sign.sign_algorithm = algorithm
  sign.sign_key = args.sign_key or (changed and new_key(world, sign)) or sign.sign_key
  sign.sign_secret = args.sign_secret or (changed and new_secret(world, sign)) or sign.sign_secret
  sign.update_time = world_.timestamp(world:now(), 6)
  return call.twin and 201 or 200, describe(sign)
end

local function remove_binding(state, binding)
  state.bindings[binding.id] = nil
  for i, other in ipairs(state.binding_order) do
    if other == binding then
      table.remove(state.binding_order, i)
      return
    end
  end
end

-- The service documents no refusal for a key that is bound: its bindings go with it.
function M.handlers.delete_signature_key(world, args, call)
  local state = world.apig
  local sign = state.signs[args.sign_id]
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  for i = #state.binding_order, 1, -1 do
    if state.binding_order[i].sign == sign then
      remove_binding(state, state.binding_order[i])
    end
  end
  state.signs[sign.id] = nil
  for i, other in ipairs(state.sign_order) do
    if other == sign then
      table.remove(state.sign_order, i)
      break
    end
  end
  return 204
end

-- An answer of a list: `describe_item` is called for the items of the page alone.
local function list_answer(args, found, member, describe_item)
  local page = world_.page(found, args.offset or 0, args.limit or DEFAULT_LIMIT)
  for i, item in ipairs(page) do
    page[i] = describe_item(item)
  end
  return 200, { size = #page, total = #found, [member] = page }
end

local function is_precise(args)
  for name in (args.precise_search or ""):gmatch("[^,%s]+") do
    if name == "name" then
      return true
    end
  end
  return false
end

function M.handlers.list_signature_keys(world, args)
  local found = {}
  local precise = is_precise(args)
  for _, sign in ipairs(world.apig.sign_order) do
    local named = not args.name or (precise and sign.name == args.name)
      or (not precise and sign.name:find(args.name, 1, true) ~= nil)
    if named and (not args.id or sign.id == args.id) then
      found[#found + 1] = sign
    end
  end
  return list_answer(args, found, "signs", function(sign)
    local shown = describe(sign)
    shown.bind_num = 0
    shown.ldapi_bind_num = 0
    for _, binding in ipairs(world.apig.binding_order) do
      if binding.sign == sign then
        shown.bind_num = shown.bind_num + 1
      end
    end
    return shown
  end)
end

-- Bindings.

-- The answers under /apigw/ have two members more.
local function describe_binding(binding, call, with_key)
  local publication, sign = binding.publication, binding.sign
  local shown = {
    id = binding.id,
    publish_id = publication.id,
    api_id = publication.api.id,
    api_name = publication.api.name,
    api_type = publication.api.type,
    api_remark = publication.api.remark,
    group_name = publication.api.group_name,
    env_id = publication.environment.id,
    env_name = publication.environment.name,
    binding_time = binding.binding_time,
    sign_id = sign.id,
    sign_name = sign.name,
  }
  if call.twin then
    shown.req_method = "GET"
    shown.tags = core.array({})
  end
  if with_key then
    shown.sign_type = sign.sign_type
    shown.sign_key = sign.sign_key
    shown.sign_secret = mask(sign.sign_secret)
  end
  return shown
end

local function binding_of(state, publication)
  for _, binding in ipairs(state.binding_order) do
    if binding.publication == publication then
      return binding
    end
  end
end

-- An API has one key in an environment: the last one that it was bound to.
function M.handlers.associate_signature_key(world, args, call)
  local state = world.apig
  local sign = state.signs[args.sign_id]
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  for _, id in ipairs(args.publish_ids) do
    if not state.publications[id] then
      return refuse(call, 404, "APIG.3015")
    end
  end
  local made = {}
  for i, id in ipairs(args.publish_ids) do
    local publication = state.publications[id]
    local binding = binding_of(state, publication)
    if not binding or binding.sign ~= sign then
      if binding then
        remove_binding(state, binding)
      end
      binding = {
        id = world:hex(32),
        sign = sign,
        publication = publication,
        binding_time = world_.timestamp(world:now(), 6),
      }
      state.bindings[binding.id] = binding
      table.insert(state.binding_order, binding)
    end
    made[i] = describe_binding(binding, call, true)
  end
  return 201, { bindings = core.array(made) }
end

function M.handlers.disassociate_signature_key(world, args, call)
  local binding = world.apig.bindings[args.sign_bindings_id]
  if not binding then
    return refuse(call, 404, "APIG.3018")
  end
  remove_binding(world.apig, binding)
  return 204
end

local function fits(publication, args)
  local api = publication.api
  return (not args.env_id or publication.environment.id == args.env_id)
    and (not args.api_id or api.id == args.api_id)
    and (not args.api_name or api.name:find(args.api_name, 1, true) ~= nil)
    and (not args.group_id or api.group_id == args.group_id)
end

function M.handlers.list_apis_binded_to_signature_key(world, args, call)
  local sign = world.apig.signs[args.sign_id]
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  local found = {}
  for _, binding in ipairs(world.apig.binding_order) do
    if binding.sign == sign and fits(binding.publication, args) then
      found[#found + 1] = binding
    end
  end
  return list_answer(args, found, "bindings", function(binding)
    return describe_binding(binding, call)
  end)
end

function M.handlers.list_apis_not_bound_with_signature_key(world, args, call)
  local state = world.apig
  local sign = state.signs[args.sign_id]
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  local found = {}
  for _, publication in ipairs(state.publication_order) do
    local binding = binding_of(state, publication)
    if not (binding and binding.sign == sign) and fits(publication, args) then
      found[#found + 1] = { publication = publication, binding = binding }
    end
  end
  return list_answer(args, found, "apis", function(item)
    local publication, api = item.publication, item.publication.api
    return {
      id = api.id,
      name = api.name,
      type = api.type,
      remark = api.remark,
      req_uri = api.req_uri,
      auth_type = api.auth_type,
      group_id = api.group_id,
      group_name = api.group_name,
      publish_id = publication.id,
      run_env_id = publication.environment.id,
      run_env_name = publication.environment.name,
      signature_name = item.binding and item.binding.sign.name or "",
    }
  end)
end

function M.handlers.list_signature_keys_binded_to_api(world, args, call)
  local state = world.apig
  if not state.api_by_id[args.api_id] then
    return refuse(call, 404, "APIG.3002")
  end
  local found = {}
  for _, binding in ipairs(state.binding_order) do
    local sign = binding.sign
    if fits(binding.publication, args)
        and (not args.sign_id or sign.id == args.sign_id)
        and (not args.sign_name or sign.name:find(args.sign_name, 1, true) ~= nil) then
      found[#found + 1] = binding
    end
  end
  return list_answer(args, found, "bindings", function(binding)
    return describe_binding(binding, call, true)
  end)
end

function M.show(world)
  local state = world.apig
  local signs, bindings, publications = {}, {}, {}
  for i, sign in ipairs(state.sign_order) do
    signs[i] = describe(sign)
  end
  for i, binding in ipairs(state.binding_order) do
    bindings[i] = describe_binding(binding, {})
  end
  for i, publication in ipairs(state.publication_order) do
    publications[i] = {
      publish_id = publication.id,
      api_id = publication.api.id,
      api_name = publication.api.name,
      group_id = publication.api.group_id,
      group_name = publication.api.group_name,
      env_id = publication.environment.id,
      env_name = publication.environment.name,
    }
  end
  return {
    signature_keys = core.array(signs),
    bindings = core.array(bindings),
    publications = core.array(publications),
  }
end

return M
