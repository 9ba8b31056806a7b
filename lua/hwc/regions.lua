-- SPDX-License-Identifier: Apache-2.0
-- Endpoints of the services: from the environment, the file regions.yaml, or the pattern of the
-- service, which also works for unlisted regions. Source: the region tables and providers of the
-- official Python SDK 3.1.211.

local core = require("_hwc")
local files = require("hwc.files")

local M = {}

---True if the text may be a region ID, such as "cn-north-4".
---@param region string
---@return boolean
function M.is_region(region)
  return #region <= 64 and region:find("^[a-z0-9][a-z0-9-]*[a-z0-9]$") ~= nil
end

local function fail(message)
  return nil, core.new_error({ kind = "validation", message = message, field = "region" })
end

-- The endpoint of a service in a region from the file; nil without an error if it has none.
local function from_file(name, region)
  local named = files.environment("HUAWEICLOUD_SDK_REGIONS_FILE")
  local path = named or files.in_home("regions.yaml")
  local text, why, unusable
  if path then
    text, why, unusable = files.read(path)
  end
  if not text then
    if named or unusable then
      return fail(("the regions file cannot be read: %s"):format(why))
    end
    return nil
  end
  local services, problem = require("hwc.regions_file").parse(text)
  if not services then
    return fail(("%s, %s"):format(path, problem))
  end
  return services[name] and services[name][region]
end

---Adds https:// to a base URL without a scheme.
---@param url string
---@return string
function M.with_scheme(url)
  return url:find("^%a[%w+.-]*://") and url or "https://" .. url
end

---The gateway of a service, as its row defines it.
---@param service string
---@param name? string of a gateway; the first one by default, and for unknown names
---@return table gateway
---@return boolean is_second
function M.gateway(service, name)
  local gateways = require("_hwc." .. service).gateways
  local is_second = #gateways > 1 and gateways[2].name == name
  return gateways[is_second and 2 or 1]
end

---The base URL of a service in a region: from HUAWEICLOUD_SDK_REGION_<SERVICE>_<REGION>, from the
---file HUAWEICLOUD_SDK_REGIONS_FILE or ~/.huaweicloud/regions.yaml, or built in. The first one of
---several endpoints is used.
---@param service string
---@param region string
---@param gateway_name? string as for gateway()
---@return string? url
---@return hwc.Error? err if the file is invalid
function M.endpoint(service, region, gateway_name)
  local gateway = M.gateway(service, gateway_name)
  local name = gateway.sdk_name
  local url = files.environment(("HUAWEICLOUD_SDK_REGION_%s_%s"):format(name,
    region:upper():gsub("-", "_")))
  if url then
    return M.with_scheme(url:match("^%s*([^,%s]*)"))
  end
  local err
  url, err = from_file(name, region)
  if err then
    return nil, err
  elseif url then
    return M.with_scheme(url)
  end
  return gateway.other_endpoints[region] or (gateway.endpoint:gsub("{region}", region))
end

---The base URL of IAM: from HUAWEICLOUD_SDK_IAM_ENDPOINT, or that of the region, or the global one
---without a region.
---@param region string?
---@return string? url
---@return hwc.Error? err
function M.iam_endpoint(region)
  local url = files.environment("HUAWEICLOUD_SDK_IAM_ENDPOINT")
  if url then
    return url
  elseif region then
    return M.endpoint("iam", region)
  end
  return M.gateway("iam").global_endpoint
end

return M
