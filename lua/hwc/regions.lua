-- SPDX-License-Identifier: Apache-2.0
-- Where the services live: as the environment or the file regions.yaml says, else by the pattern
-- of the service, which reaches regions that are not listed anywhere. Source: the region tables and
-- providers of the official Python SDK 3.1.211.

local core = require("_hwc")
local files = require("hwc.files")
local regions_file = require("hwc.regions_file")

local M = {}

-- What the SDKs call the services, in the environment and the file.
local SDK_NAMES = {
  cph = "CPH",
  apig = "ROMA",
  apig_twin = "APIG",
  devserver = "MODELARTS",
  iam = "IAM",
}

-- How each service's host is made from the region.
local PATTERNS = {
  cph = "https://cph.%s.myhuaweicloud.com",
  apig = "https://roma.%s.myhuaweicloud.com",
  apig_twin = "https://apig.%s.myhuaweicloud.com",
  devserver = "https://modelarts.%s.myhuaweicloud.com",
  iam = "https://iam.%s.myhuaweicloud.com",
}

-- The hosts that do not follow their pattern.
local EXCEPTIONS = {
  devserver = { ["ap-southeast-1"] = "https://modelarts.ap-southeast-1.myhuaweicloud.cn" },
  iam = { ["eu-west-101"] = "https://iam.eu-west-101.myhuaweicloud.eu" },
}

local IAM_GLOBAL = "https://iam.myhuaweicloud.com"

---Whether the text can be a region ID, such as "cn-north-4".
---@param region string
---@return boolean
function M.is_region(region)
  return #region <= 64 and region:find("^[a-z0-9][a-z0-9-]*[a-z0-9]$") ~= nil
end

local function fail(message)
  return nil, core.new_error({ kind = "validation", message = message, field = "region" })
end

-- What the file says of a service in a region; nil without an error where it says nothing.
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
  local services, problem = regions_file.parse(text)
  if not services then
    return fail(("%s, %s"):format(path, problem))
  end
  return services[name] and services[name][region]
end

---A base URL as people write it: https:// is meant where none is named.
---@param url string
---@return string
function M.with_scheme(url)
  return url:find("^%a[%w+.-]*://") and url or "https://" .. url
end

---The base URL of a service in a region: HUAWEICLOUD_SDK_REGION_<SERVICE>_<REGION>, else what the
---file HUAWEICLOUD_SDK_REGIONS_FILE or ~/.huaweicloud/regions.yaml says, else what is known. Of
---several endpoints the first is taken.
---@param service string "cph", "apig", "apig_twin", "devserver" or "iam"
---@param region string
---@return string? url
---@return hwc.Error? err where the file is not what it should be
function M.endpoint(service, region)
  local name = SDK_NAMES[service]
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
  local exceptions = EXCEPTIONS[service]
  return exceptions and exceptions[region] or PATTERNS[service]:format(region)
end

---The base URL of IAM: HUAWEICLOUD_SDK_IAM_ENDPOINT, else the region's, or the global one without a
---region.
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
  return IAM_GLOBAL
end

return M
