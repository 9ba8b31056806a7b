-- SPDX-License-Identifier: Apache-2.0
-- Lists the projects that the user can use.
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

local list = assert(client:keystone_list_auth_projects())
for _, project in ipairs(list.projects) do
  print(project.id, project.name)
end
