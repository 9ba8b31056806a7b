-- SPDX-License-Identifier: Apache-2.0
-- Signature keys of the gateway in the sandbox, and the APIs that they are bound to.

local core = require("_hwc")
local answers = require("hwc.sandbox.apig.answers")
local collection = require("hwc.sandbox.collection")

local M = { handlers = {} }

local refuse = answers.refuse

local WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

-- Lengths of keys and secrets that the service makes up, by sign_type.
local GENERATED = {
  hmac = { key = 20, secret = 32 },
  basic = { key = 20, secret = 32 },
  public_key = { key = 64, secret = 64 },
  aes = { key = 16, secret = 16 },
  ["aes-256-cfb"] = { key = 32, secret = 16 },
}

function M.seed(state)
  state.apig.signs, state.apig.bindings = collection.new(), collection.new()
end

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
local function new_key(state, sign)
  return state:text(1, WORD:sub(1, 52)) .. state:text(generated_lengths(sign).key - 1, WORD)
end

local function new_secret(state, sign)
  return state:text(generated_lengths(sign).secret, WORD)
end

-- The refusal that is due where the name is another key's, or the type is one that the instance
-- has not.
local function refuse_sign(state, args, call, sign_type, own_id)
  if sign_type == "public_key" and not state.config.public_key then
    return refuse(call, 412, "APIG.3548",
      ("sign_type=public_key not supported by instance %s"):format(args.instance_id))
  end
  for _, other in state.apig.signs:each() do
    if other.name == args.name and other.id ~= own_id then
      return refuse(call, 400, "APIG.3207")
    end
  end
end

function M.handlers.create_signature_key(state, args, call)
  local sign_type = args.sign_type or "hmac"
  local ok, err = call.check({ sign_type = sign_type })
  if not ok then
    return answers.invalid(call, err)
  end
  local status, body = refuse_sign(state, args, call, sign_type)
  if status then
    return status, body
  end
  local now = answers.now(state)
  local sign = {
    id = state:hex(32),
    name = args.name,
    sign_type = sign_type,
    sign_algorithm = args.sign_algorithm or "",
    create_time = now,
    update_time = now,
  }
  sign.sign_key = args.sign_key or new_key(state, sign)
  sign.sign_secret = args.sign_secret or new_secret(state, sign)
  state.apig.signs:add(sign)
  return 201, describe(sign)
end

-- What is absent keeps its old value. Where the kind of the key changes, the old key and secret
-- need not fit its rules, so the service makes new ones. The page of "apig" documents 201.
function M.handlers.update_signature_key(state, args, call)
  local sign = state.apig.signs:get(args.sign_id)
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
    return answers.invalid(call, err)
  end
  local status, body = refuse_sign(state, args, call, sign_type, sign.id)
  if status then
    return status, body
  end
  local changed = sign_type ~= sign.sign_type or algorithm ~= sign.sign_algorithm
  sign.name = args.name
  sign.sign_type = sign_type
  sign.sign_algorithm = algorithm
  sign.sign_key = args.sign_key or (changed and new_key(state, sign)) or sign.sign_key
  sign.sign_secret = args.sign_secret or (changed and new_secret(state, sign)) or sign.sign_secret
  sign.update_time = answers.now(state)
  return call.gateway == "apig" and 201 or 200, describe(sign)
end

-- The service documents no refusal for a key that is bound: its bindings go with it.
function M.handlers.delete_signature_key(state, args, call)
  local apig = state.apig
  local sign = apig.signs:get(args.sign_id)
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  apig.bindings:remove_all(function(binding)
    return binding.sign == sign
  end)
  apig.signs:remove(sign)
  return 204
end

function M.handlers.list_signature_keys(state, args, call)
  local found = state.apig.signs:select(function(sign)
    return answers.named(args, "name", sign.name) and (not args.id or sign.id == args.id)
  end)
  return answers.list(call, args, found, "signs", function(sign)
    local shown = describe(sign)
    shown.bind_num = #state.apig.bindings:select(function(binding)
      return binding.sign == sign
    end)
    shown.ldapi_bind_num = 0
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
  if call.gateway == "apig" then
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

local function binding_of(apig, publication)
  for _, binding in apig.bindings:each() do
    if binding.publication == publication then
      return binding
    end
  end
end

-- An API has one key in an environment: the last one that it was bound to.
function M.handlers.associate_signature_key(state, args, call)
  local apig = state.apig
  local sign = apig.signs:get(args.sign_id)
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  for _, id in ipairs(args.publish_ids) do
    if not apig.publications:get(id) then
      return refuse(call, 404, "APIG.3015")
    end
  end
  local made = {}
  for i, id in ipairs(args.publish_ids) do
    local publication = apig.publications:get(id)
    local binding = binding_of(apig, publication)
    if not binding or binding.sign ~= sign then
      if binding then
        apig.bindings:remove(binding)
      end
      binding = apig.bindings:add({
        id = state:hex(32),
        sign = sign,
        publication = publication,
        binding_time = answers.now(state),
      })
    end
    made[i] = describe_binding(binding, call, true)
  end
  return 201, { bindings = core.array(made) }
end

function M.handlers.disassociate_signature_key(state, args, call)
  local binding = state.apig.bindings:get(args.sign_bindings_id)
  if not binding then
    return refuse(call, 404, "APIG.3018")
  end
  state.apig.bindings:remove(binding)
  return 204
end

local function fits(publication, args)
  local api = publication.api
  return (not args.env_id or publication.environment.id == args.env_id)
    and (not args.api_id or api.id == args.api_id)
    and (not args.api_name or api.name:find(args.api_name, 1, true) ~= nil)
    and (not args.group_id or api.group_id == args.group_id)
end

function M.handlers.list_apis_binded_to_signature_key(state, args, call)
  local sign = state.apig.signs:get(args.sign_id)
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  local found = {}
  for _, binding in state.apig.bindings:each() do
    if binding.sign == sign and fits(binding.publication, args) then
      found[#found + 1] = binding
    end
  end
  return answers.list(call, args, found, "bindings", function(binding)
    return describe_binding(binding, call)
  end)
end

function M.handlers.list_apis_not_bound_with_signature_key(state, args, call)
  local apig = state.apig
  local sign = apig.signs:get(args.sign_id)
  if not sign then
    return refuse(call, 404, "APIG.3017")
  end
  local found = {}
  for _, publication in apig.publications:each() do
    local binding = binding_of(apig, publication)
    if not (binding and binding.sign == sign) and fits(publication, args) then
      found[#found + 1] = { publication = publication, binding = binding }
    end
  end
  return answers.list(call, args, found, "apis", function(item)
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

function M.handlers.list_signature_keys_binded_to_api(state, args, call)
  local apig = state.apig
  if not apig.apis:get(args.api_id) then
    return refuse(call, 404, "APIG.3002")
  end
  local found = {}
  for _, binding in apig.bindings:each() do
    local sign = binding.sign
    if fits(binding.publication, args)
        and (not args.sign_id or sign.id == args.sign_id)
        and (not args.sign_name or sign.name:find(args.sign_name, 1, true) ~= nil) then
      found[#found + 1] = binding
    end
  end
  return answers.list(call, args, found, "bindings", function(binding)
    return describe_binding(binding, call, true)
  end)
end

function M.show(state)
  local signs, bindings = {}, {}
  for i, sign in state.apig.signs:each() do
    signs[i] = describe(sign)
  end
  for i, binding in state.apig.bindings:each() do
    bindings[i] = describe_binding(binding, {})
  end
  return { signature_keys = core.array(signs), bindings = core.array(bindings) }
end

return M
