-- SPDX-License-Identifier: Apache-2.0
-- Where the services live. A region that is not listed is reached by the pattern of its service.
-- Source: the region tables of the official Python SDK 3.1.211.

local M = {}

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

---The base URL of a service in a region.
---@param service string "cph", "apig", "apig_twin", "devserver" or "iam"
---@param region string
---@return string url
function M.endpoint(service, region)
  local exceptions = EXCEPTIONS[service]
  return exceptions and exceptions[region] or PATTERNS[service]:format(region)
end

---The base URL of IAM: the region's, or the global one without a region.
---@param region string?
---@return string url
function M.iam_endpoint(region)
  return region and M.endpoint("iam", region) or IAM_GLOBAL
end

return M
