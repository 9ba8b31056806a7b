-- SPDX-License-Identifier: Apache-2.0
-- Creates a token of an agency, to act for the account that created it.
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

local reply, info = assert(client:keystone_create_agency_token({
  nocatalog = "true",
  auth = {
    identity = {
      methods = { "assume_role" },
      assume_role = { agency_name = account.agency, domain_name = account.domain },
    },
    scope = { project = { name = account.region } },
  },
}))
print("a token of " .. reply.token.user.name, "until " .. reply.token.expires_at)
assert(info.headers["x-subject-token"])
