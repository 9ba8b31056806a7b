-- SPDX-License-Identifier: Apache-2.0
-- Creates temporary keys of the user, for a client that is used for an hour.
-- Runs on a sandbox; on the real cloud leave out both endpoints.

local iam = require("hwc.iam")

local cloud <close> = require("hwc.sandbox").start({})
local account = cloud:account()
local client <close> = assert(iam.client({
  endpoint = cloud.url,
  region = account.region,
  username = account.user,
  password = account.password,
  domain = account.domain,
}))

local reply = assert(client:create_temporary_access_key_by_token({
  auth = { identity = { methods = { "token" }, token = { duration_seconds = 3600 } } },
}))
local keys = reply.credential
print(keys.access, "until " .. keys.expires_at)

local phones <close> = assert(require("cph").client({
  endpoint = cloud.url,
  project_id = account.project_id,
  ak = keys.access,
  sk = keys.secret,
  security_token = keys.securitytoken,
}))
print(assert(phones:list_cloud_phone_servers({ limit = 1 })).count, "servers")
