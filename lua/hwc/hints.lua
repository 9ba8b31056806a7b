-- SPDX-License-Identifier: Apache-2.0
-- err.hint: one sentence on the likely cause of an error and its remedy. Sources: the error codes
-- in the API references of the services.

local errors = require("hwc.errors")

local M = {}

local POLICY = "the account or the IAM user lacks the permission: an administrator must attach a"
  .. " policy that allows this operation"
local BILLING = "the account is restricted: check the Billing Center for arrears or an expired"
  .. " order"
local QUOTA = "the quota of the project is used up: delete resources, or request more at My Quotas"
  .. " in the console"
local CAPACITY = "there is no capacity for such a server: try another model or availability zone"
local NO_PROJECT = "the token is scoped to the account: get one whose scope is the project"
local KEY_PAIR = "key pairs belong to one region and one user: create or import the key pair in the"
  .. " region of the servers"
local NOT_READY = "wait until earlier jobs of the server have ended (client:wait_jobs)"
local FEWER = "pass fewer items in one call"

-- Hints by code. APIG.0xxx and APIGW.0xxx are codes of the API gateway in front of all services.
local BY_CODE = {
  ["APIG.0302"] = POLICY,
  ["APIG.0308"] = 'too many calls: the option rate_limit = "adaptive" slows them down',
  ["APIG.0310"] = "project_id does not belong to this region, or the project is frozen",
  ["APIG.0802"] = "the IAM user is not allowed to use this region: an administrator must allow it",
  ["APIG.1003"] = NO_PROJECT,
  ["APIG.1005"] = POLICY,
  ["APIG.1013"] = BILLING,
  ["APIG.3548"] = 'keys of this type need the feature "public_key" of the instance',
  ["CPS.0001"] = POLICY,
  ["CPS.0006"] = BILLING,
  ["CPS.0007"] = BILLING,
  ["CPS.0008"] = "the account must be verified (real-name authentication) first",
  ["CPS.0050"] = "pass the request_id of a reply, not the job_id of one of its jobs",
  ["CPS.0053"] = BILLING,
  ["CPS.0065"] = QUOTA,
  ["CPS.0066"] = CAPACITY,
  ["CPS.0067"] = KEY_PAIR,
  ["CPS.0096"] = FEWER,
  ["CPS.0098"] = KEY_PAIR .. "; " .. NOT_READY,
  ["CPS.0099"] = NOT_READY,
  ["CPS.0158"] = NOT_READY,
  ["CPS.0161"] = FEWER,
  ["CPS.0190"] = FEWER,
  ["CPS.0195"] = BILLING,
  ["CPS.0196"] = QUOTA,
  ["CPS.1028"] = BILLING,
  ["ModelArts.0112"] = POLICY,
  ["ModelArts.0204"] = NO_PROJECT,
  ["ModelArts.0212"] = NO_PROJECT,
  ["ModelArts.6305"] = "stop the instance first, and wait until it is stopped",
  ["ModelArts.6326"] = BILLING,
  ["ModelArts.6328"] = "apply for this flavor in the console first",
}

-- Hints by status and by patterns of the lower-case message; the first match counts.
local BY_MESSAGE = {
  {
    status = { [400] = true, [403] = true, [409] = true },
    about = "%f[%w]quotas?%f[%W]",
    any = { "exceed", "insufficient", "exhausted", "not enough", "used up" },
    none = { "quota polic", "parameter", "not exist", "not found" },
    hint = QUOTA,
  },
  {
    status = { [400] = true, [403] = true, [409] = true },
    any = { "exceeds the maximum allowed limit" },
    hint = QUOTA,
  },
  {
    status = { [403] = true },
    any = { "%f[%w]arrears?%f[%W]", "%f[%w_]frozen%f[^%w_]", "%f[%w]op_restricted%f[^%w_]" },
    hint = BILLING,
  },
  {
    status = { [403] = true },
    any = { "polic", "permission", "not authorized", "forbidden" },
    none = { "%f[%w]ips?%f[%W]", "blacklist", "whitelist" }, -- concerns the address
    hint = POLICY,
  },
}

local PROXY = "the proxy is set by the option proxy or the environment (https_proxy, all_proxy);"
  .. ' proxy = "" disables it'

local UNKNOWN_MEMBER = "to send a member that is newer than hwc, set validate = false"

local UNPUBLISHED = "the gateway has no such API: "
local UNPUBLISHED_CALL = UNPUBLISHED .. "check method and path, and that the API is published"
local NOT_THERE = UNPUBLISHED .. "the service is not available in this region, or the endpoint is"
  .. " that of another service"
local OTHER_GATEWAY = UNPUBLISHED .. 'gateway = "%s" is for %s, "%s" (the default) for %s; or the'
  .. " service is not available in this region"

local LOGIN = "keystone_create_user_token_by_password"

-- IAM expects the name of the account, which does not look like a DNS name.
local function is_host_name(domain)
  return type(domain) == "string" and domain:find("^[%w-]+%.[%w.-]*%a$") ~= nil
end

local function has_any(message, patterns)
  for _, pattern in ipairs(patterns) do
    if message:find(pattern) then
      return true
    end
  end
  return false
end

local function fits(row, status, message)
  return row.status[status] and has_any(message, row.any)
    and (not row.about or message:find(row.about))
    and not (row.none and has_any(message, row.none))
end

local function of_message(err)
  local message = tostring(err.message):lower()
  for _, row in ipairs(BY_MESSAGE) do
    if fits(row, err.status, message) then
      return row.hint
    end
  end
end

local function unpublished(err, rows)
  local gateways = rows and rows.gateways or {}
  local first, second = gateways[1], gateways[2]
  if not err.operation then
    return UNPUBLISHED_CALL
  elseif second then
    return OTHER_GATEWAY:format(second.name, second.title, first.name, first.title)
  end
  return NOT_THERE
end

local function of_login(err, domain)
  if err.operation == LOGIN and err.status == 401 and is_host_name(domain) then
    return ('domain is the name of the account as IAM shows it; "%s" looks like a DNS name')
      :format(domain)
  end
end

local function of_service(err, context)
  local code = tostring(err.code):gsub("^APIGW%.", "APIG.")
  if code == "APIG.0101" then
    return unpublished(err, context.rows)
  end
  return BY_CODE[code] or of_login(err, context.domain) or err.hint
    or err.status ~= 401 and of_message(err) or nil
end

local function of_validation(err)
  local message = tostring(err.message)
  if message:find(": unknown member", 1, true) and not message:find("second table", 1, true) then
    return UNKNOWN_MEMBER
  end
end

-- The core's message begins with "proxy" if the proxy failed; host names may contain the word.
local function of_transport(err)
  return tostring(errors.origin(err).message):find("^proxy ") and PROXY or nil
end

---Adds the hint to an error, if its code or message is known. A hint of the core, which knows the
---clock and the keys, is replaced only by a hint for the code.
---@param err hwc.Error
---@param context { rows?: table, domain?: string } of the client; without `rows` it was IAM
---@return hwc.Error err the same
function M.add(err, context)
  if err.kind == "service" then
    err.hint = of_service(err, context)
  elseif err.kind == "validation" then
    err.hint = err.hint or of_validation(err)
  elseif err.kind == "transport" then
    err.hint = err.hint or of_transport(err)
  end
  return err
end

return M
