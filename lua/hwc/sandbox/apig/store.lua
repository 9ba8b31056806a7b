-- SPDX-License-Identifier: Apache-2.0
-- The resources of the gateway in the sandbox, put together from the files that have their data.

local responses = require("hwc.sandbox.apig.responses")
local store = require("hwc.sandbox.store")

local DIALECT = {
  refuse = responses.refuse,
  text = responses.text,
  seconds = responses.seconds,
  timestamp = responses.timestamp,
  limit = 20,
}

function DIALECT.id(state)
  return state:hex(32)
end

-- Below an instance: "/throttles"; below the project: "~/certificates". The two gateways have the
-- same resources.
function DIALECT.relative(path)
  path = path:gsub("/apigw/", "/apic/")
  local below = path:match("^/v2/{project_id}/apic/instances/{instance_id}(/.*)$")
  if below then
    return below
  end
  return (path:gsub("^/v2/{project_id}/apic/", "~/"))
end

local resources = {}
for _, name in ipairs({ "groups", "policies", "vpc_channels", "live_data", "instances" }) do
  for _, resource in ipairs(require("hwc.sandbox.apig.resources." .. name)) do
    resources[#resources + 1] = resource
  end
end

return store.new("apig", DIALECT, resources)
