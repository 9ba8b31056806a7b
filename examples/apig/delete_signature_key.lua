-- SPDX-License-Identifier: Apache-2.0
-- Deletes a signature key; the response has no body.
-- Runs on a sandbox; on the real cloud: apig.client({ region = "cn-north-4", instance_id = ... }).

local apig = require("apig")

local cloud <close> = require("hwc.sandbox").start({})
local client <close> = assert(apig.client(cloud:options()))

local sign = assert(client:create_signature_key({ name = "orders", sign_type = "hmac" }))

local _, info = assert(client:delete_signature_key({ sign_id = sign.id }))
print("deleted", info.status)
