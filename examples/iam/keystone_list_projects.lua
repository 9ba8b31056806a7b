-- SPDX-License-Identifier: Apache-2.0
-- Lists the project of a region: its ID is the project_id of the other services.
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

local list = assert(client:keystone_list_projects({ name = account.region }))
for _, project in ipairs(list.projects) do
  print(project.id, project.name)
end
