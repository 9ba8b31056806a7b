-- SPDX-License-Identifier: Apache-2.0
-- Replaces the key and secret of a signature key.
-- Runs on a sandbox; on the real cloud: apig.client({ region = "cn-north-4", instance_id = ... }).

local apig = require("apig")

local cloud <close> = require("hwc.sandbox").start({})
local client <close> = assert(apig.client(cloud:options()))

local sign = assert(client:create_signature_key({ name = "orders", sign_type = "hmac" }))

local key = apig.new_signature_key("hmac")
local updated = assert(client:update_signature_key({
  sign_id = sign.id,
  name = sign.name,
  sign_type = "hmac",
  sign_key = key.sign_key,
  sign_secret = key.sign_secret,
}))
print(updated.name, updated.sign_key, updated.update_time)
