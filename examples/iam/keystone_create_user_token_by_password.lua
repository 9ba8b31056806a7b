-- SPDX-License-Identifier: Apache-2.0
-- Creates a token of a user, for programs that send requests by other means. Clients of hwc with
-- the options username, password and domain do this themselves. Runs on a sandbox; on the real
-- cloud leave out both endpoints.

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

local reply, info = assert(client:keystone_create_user_token_by_password({
  nocatalog = "true",
  auth = {
    identity = {
      methods = { "password" },
      password = {
        user = {
          name = account.user,
          password = account.password,
          domain = { name = account.domain },
        },
      },
    },
    scope = { project = { name = account.region } },
  },
}))
print("a token for " .. reply.token.project.name, "until " .. reply.token.expires_at)
assert(info.headers["x-subject-token"])
