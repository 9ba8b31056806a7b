-- SPDX-License-Identifier: Apache-2.0
-- Creates temporary keys of an agency.
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

local reply = assert(client:create_temporary_access_key_by_agency({
  auth = {
    identity = {
      methods = { "assume_role" },
      assume_role = {
        agency_name = account.agency,
        domain_name = account.domain,
        duration_seconds = 3600,
      },
    },
  },
}))
print(reply.credential.access, "until " .. reply.credential.expires_at)
