-- SPDX-License-Identifier: Apache-2.0
-- Custom backends of ROMA's gateway ("livedata"): as data.

local core = require("_hwc")

local apis = {
  at = "/livedata-apis/{ld_api_id}", name = "live_data_apis", missing = "APIG.3084",
  unique = {
    { "name", code = "APIG.3215", everywhere = true },
    { "method", "path", code = "APIG.3309", everywhere = true },
  },
  defaults = { status = 1, type = "data", description = "" },
  filters = { app_id = "roma_app_id", app_name = "roma_app_name" },
}

function apis.describe(state, _, shown)
  shown.instance = state.account.instance_id
  shown.scripts = shown.scripts or core.array({})
end

return {
  apis,
  {
    at = "/livedata-apis/{ld_api_id}/deploy/{deployment_id}", name = "live_data_deployments",
    missing = "APIG.3084", without = { "create" },
  },
  {
    at = "/livedata-apis/{ld_api_id}/test/{test_id}", name = "live_data_tests",
    missing = "APIG.3084", without = { "create" },
  },
  -- Made by another part of ROMA: always empty.
  {
    at = "/data-sources/{data_source_id}", missing = "APIG.3084",
    filters = { app_id = "app_id" },
  },
}
