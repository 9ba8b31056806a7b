-- SPDX-License-Identifier: Apache-2.0
-- Lists the signature keys that are bound to an API.
-- Runs on a sandbox; on the real cloud: apig.client({ region = "cn-north-4", instance_id = ... }).

local apig = require("apig")

local cloud <close> = require("hwc.sandbox").start({})
local client <close> = assert(apig.client(cloud:options()))

local sign = assert(client:create_signature_key({ name = "orders", sign_type = "hmac" }))

local free = assert(client:list_apis_not_bound_with_signature_key({ sign_id = sign.id })).apis
local bound = assert(client:associate_signature_key({
  sign_id = sign.id,
  publish_ids = { free[1].publish_id },
}))

local api_id = bound.bindings[1].api_id
local list = assert(client:list_signature_keys_binded_to_api({ api_id = api_id }))
for _, binding in ipairs(list.bindings) do
  print(binding.sign_id, binding.sign_name, binding.sign_type)
end
