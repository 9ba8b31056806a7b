-- SPDX-License-Identifier: Apache-2.0
-- Lists signature keys by the start of their name.
-- Runs on a sandbox; on the real cloud: apig.client({ region = "cn-north-4", instance_id = ... }).

local apig = require("apig")

local cloud <close> = require("hwc.sandbox").start({})
local client <close> = assert(apig.client(cloud:options()))

local sign = assert(client:create_signature_key({ name = "orders", sign_type = "hmac" }))

local list = assert(client:list_signature_keys({ name = sign.name, limit = 20 }))
for _, found in ipairs(list.signs) do
  print(found.id, found.name, found.sign_type, found.bind_num)
end
