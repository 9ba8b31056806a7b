-- SPDX-License-Identifier: Apache-2.0
-- Lists the APIs that a signature key can be bound to.
-- Runs on a sandbox; on the real cloud: apig.client({ region = "cn-north-4", instance_id = ... }).

local apig = require("apig")

local cloud <close> = require("hwc.sandbox").start({})
local client <close> = assert(apig.client(cloud:options()))

local sign = assert(client:create_signature_key({ name = "orders", sign_type = "hmac" }))

local list = assert(client:list_apis_not_bound_with_signature_key({ sign_id = sign.id }))
for _, api in ipairs(list.apis) do
  print(api.publish_id, api.name, api.run_env_name)
end
