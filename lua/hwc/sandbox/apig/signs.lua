-- SPDX-License-Identifier: Apache-2.0
-- Signature keys of the gateway in the sandbox, as far as they are more than data.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

local WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

-- Lengths of keys and secrets that the service makes up, by sign_type.
local GENERATED = {
  hmac = { key = 20, secret = 32 },
  basic = { key = 20, secret = 32 },
  public_key = { key = 64, secret = 64 },
  aes = { key = 16, secret = 16 },
  ["aes-256-cfb"] = { key = 32, secret = 16 },
}

local function describe(sign)
  return {
    id = sign.id,
    name = sign.name,
    sign_type = sign.sign_type,
    sign_key = sign.sign_key,
    sign_secret = responses.mask(sign.sign_secret),
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
local function refuse_sign(state, args, call, sign_type, own)
  if sign_type == "public_key" and not state.config.public_key then
    return refuse(call, "APIG.3548",
      ("sign_type=public_key not supported by instance %s"):format(args.instance_id))
  end
  local code = store:taken(state, "signs", { name = args.name }, own)
    or not own and store:beyond_quota(state, "signs")
  if code then
    return refuse(call, code)
  end
end

function M.handlers.create_signature_key(state, args, call)
  local sign_type = args.sign_type or "hmac"
  local ok, err = call.check({ sign_type = sign_type })
  if not ok then
    return responses.invalid(call, err)
  end
  local status, body = refuse_sign(state, args, call, sign_type)
  if status then
    return status, body
  end
  local now = responses.now(state)
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
    return refuse(call, "APIG.3017")
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
    return responses.invalid(call, err)
  end
  local status, body = refuse_sign(state, args, call, sign_type, sign)
  if status then
    return status, body
  end
  local changed = sign_type ~= sign.sign_type or algorithm ~= sign.sign_algorithm
  sign.name = args.name
  sign.sign_type = sign_type
  sign.sign_algorithm = algorithm
  sign.sign_key = args.sign_key or (changed and new_key(state, sign)) or sign.sign_key
  sign.sign_secret = args.sign_secret or (changed and new_secret(state, sign)) or sign.sign_secret
  sign.update_time = responses.now(state)
  return call.gateway == "apig" and 201 or 200, describe(sign)
end

-- The service documents no refusal for a key that is bound: its bindings go with it.
function M.handlers.delete_signature_key(state, args, call)
  local sign = state.apig.signs:get(args.sign_id)
  if not sign then
    return refuse(call, "APIG.3017")
  end
  store:remove(state, "signs", sign)
  return 204
end

function M.handlers.list_signature_keys(state, args, call)
  return store:list(state.apig.signs, function(sign)
    return responses.named(args, "name", sign.name) and (not args.id or sign.id == args.id)
  end, args, call, function(sign, members)
    local shown = describe(sign)
    shown.bind_num = store.count(state.apig.bindings, "sign_id", sign.id)
    shown.ldapi_bind_num = 0
    return responses.pick(shown, members)
  end)
end

function M.show(state)
  local signs = {}
  for i, sign in state.apig.signs:each() do
    signs[i] = describe(sign)
  end
  return { signature_keys = core.array(signs) }
end

return M
