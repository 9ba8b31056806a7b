-- SPDX-License-Identifier: Apache-2.0
-- Creates a signature key. Responses redact the secret, so it is generated here.
-- Runs on a sandbox; on the real cloud: apig.client({ region = "cn-north-4", instance_id = ... }).

local apig = require("apig")

local cloud <close> = require("hwc.sandbox").start({})
local client <close> = assert(apig.client(cloud:options()))

local key = apig.new_signature_key("hmac")
local sign = assert(client:create_signature_key({
  name = "orders",
  sign_type = "hmac",
  sign_key = key.sign_key,
  sign_secret = key.sign_secret,
}))

print(sign.id, sign.name, sign.sign_key, sign.sign_secret)
