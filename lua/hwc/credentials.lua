-- SPDX-License-Identifier: Apache-2.0
-- Chooses the source of credentials: the caller, the environment, the profile file, the pod, or the
-- ECS. Names and files are those of the official SDKs, and after them Terraform's. One source
-- supplies everything; sources are never mixed. Nothing is sent here: credentials that have to be
-- requested are only named.

local core = require("_hwc")
local files = require("hwc.files")

local M = {}

local ENVIRONMENT_PREFIX = "HUAWEICLOUD_SDK_"
local POD_URI = "HC_CONTAINER_CREDENTIALS_FULL_URI"
local POD_TOKEN_FILE = "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE"

-- Not in the SDKs: "off", or a URL that replaces the metadata service.
local METADATA = "HWC_METADATA"
local METADATA_URL = "http://169.254.169.254"

-- The kinds of credentials; each must be complete.
local WAYS = {
  { name = "keys", members = { "ak", "sk" }, text = "ak and sk" },
  { name = "token", members = { "token" }, text = "token" },
  {
    name = "password",
    members = { "username", "password", "domain" },
    text = "username, password and domain",
  },
  { name = "id_token", members = { "idp_id", "id_token_file" }, text = "idp_id and id_token_file" },
}

local function metadata_rule(value)
  if value ~= false and (type(value) ~= "string" or not value:find("^https?://[^%c ]+$")) then
    return "false, or a URL that replaces the metadata service"
  end
end

-- The client options that are credentials.
M.OPTIONS = {
  ak = "text",
  sk = "secret",
  security_token = "secret",
  token = "secret",
  username = "text",
  password = "secret",
  domain = "text",
  agency = "text",
  agency_domain = "text",
  profile = "text",
  metadata = metadata_rule,
}

---@class hwc.Found
---@field source string name of the source for messages
---@field is_profile? boolean true for the profile file, which may also set the region
---@field way "keys"|"token"|"password"|"id_token"|"pod"|"metadata"
---@field ak? string
---@field sk? string|userdata
---@field security_token? string|userdata
---@field token? string|userdata
---@field username? string
---@field password? string|userdata
---@field domain? string
---@field idp_id? string
---@field id_token_file? string path
---@field url? string of the service of the pod or the ECS
---@field token_file? string path of the pod's token
---@field project_id? string
---@field region? string
---@field iam_endpoint? string
---@field warning? string a problem of the file that does not prevent its use

local function fail(message, field)
  return nil, core.new_error({ kind = "credentials", message = message, field = field })
end

-- The kinds of which `found` has a part. If it has a complete ID token, its keys are ignored, as
-- the SDKs do for the environment and the profile.
local function ways_of(found)
  local ways = {}
  for _, way in ipairs(WAYS) do
    for _, member in ipairs(way.members) do
      if found[member] then
        ways[#ways + 1] = way
        break
      end
    end
  end
  return ways
end

-- Requires exactly one complete kind.
local function check_whole(found)
  if found.idp_id and found.id_token_file then
    found.ak, found.sk, found.security_token = nil, nil, nil
  end
  local ways = ways_of(found)
  if #ways > 1 then
    local texts = {}
    for i, way in ipairs(ways) do
      texts[i] = way.text
    end
    return fail(("%s: give %s, not both"):format(found.source, table.concat(texts, " or ")))
  elseif found.security_token and (not ways[1] or ways[1].name ~= "keys") then
    return fail(found.source .. ": security_token goes with ak and sk, both are missing",
      "security_token")
  end
  local way = ways[1]
  for _, member in ipairs(way.members) do
    if not found[member] then
      return fail(("%s: %s belong together, %s is missing"):format(found.source, way.text, member),
        member)
    end
  end
  found.way = way.name
  return found
end

local function from_options(options)
  local found = { source = "options" }
  local any = false
  for _, name in ipairs({
    "ak", "sk", "security_token", "token", "username", "password", "domain",
  }) do
    if options[name] ~= nil then
      found[name] = options[name]
      any = true
    end
  end
  if not any then
    return nil
  end
  if options.profile then
    return fail("options: give credentials or a profile, not both", "profile")
  end
  return check_whole(found)
end

local function from_environment()
  local function read(name)
    return files.environment(ENVIRONMENT_PREFIX .. name)
  end
  local found = {
    source = "environment",
    ak = read("AK"),
    sk = read("SK"),
    security_token = read("SECURITY_TOKEN"),
    idp_id = read("IDP_ID"),
    id_token_file = read("ID_TOKEN_FILE"),
    project_id = read("PROJECT_ID"),
  }
  if not (found.security_token or ways_of(found)[1]) then
    return nil
  end
  return check_whole(found)
end

-- The variables of Terraform's provider for this cloud.
local function from_terraform()
  local found = {
    source = "environment (HW_ACCESS_KEY and others)",
    ak = files.environment("HW_ACCESS_KEY"),
    sk = files.environment("HW_SECRET_KEY"),
    security_token = files.environment("HW_SECURITY_TOKEN"),
    project_id = files.environment("HW_PROJECT_ID"),
  }
  if not (found.security_token or ways_of(found)[1]) then
    return nil
  end
  return check_whole(found)
end

-- Permission bits to read and write for group and others.
local OTHERS = 0x36 -- 0066

local function open_warning(path, mode)
  if mode & OTHERS ~= 0 then
    return ("%s: others than its owner may read or write this file of keys (mode %04o); run chmod "
      .. "600"):format(path, mode)
  end
end

-- `section` is set if the caller or the environment names it; its absence is then an error.
local function from_profile(section)
  section = section or files.environment(ENVIRONMENT_PREFIX .. "PROFILE")
  local named = files.environment(ENVIRONMENT_PREFIX .. "CREDENTIALS_FILE")
  local path = named or files.in_home("credentials")
  local wanted = section or "basic"
  if not path then
    if section then
      return fail(("profile %s: neither HOME nor %sCREDENTIALS_FILE is set"):format(
        wanted, ENVIRONMENT_PREFIX), "profile")
    end
    return nil
  end
  -- Read in C, so that keys never become Lua strings, which cannot be wiped.
  local members, mode, mistaken = core.read_profile(path, wanted)
  if members == nil then
    if section or named or mistaken then
      return fail(("the profile file cannot be read: %s"):format(mode), "profile")
    end
    return nil
  elseif not members then
    -- Keys outside of any section are an error too: they were meant to be used.
    if section or named or mistaken then
      return fail(("%s has no section [%s]"):format(path, wanted), "profile")
    end
    return nil
  end
  local found = {
    source = ("profile [%s] of %s"):format(wanted, path),
    is_profile = true,
    ak = members.ak,
    sk = members.sk,
    security_token = members.security_token,
    idp_id = members.idp_id,
    id_token_file = members.id_token_file,
    project_id = members.project_id,
    region = members.region,
    iam_endpoint = members.iam_endpoint,
    warning = open_warning(path, mode),
  }
  if not (found.security_token or ways_of(found)[1]) then
    return fail(found.source .. " has neither ak and sk nor idp_id and id_token_file", "profile")
  end
  return check_whole(found)
end

local function from_pod()
  local url, token_file = files.environment(POD_URI), files.environment(POD_TOKEN_FILE)
  if not (url or token_file) then
    return nil
  elseif not (url and token_file) then
    return fail(("pod identity: %s and %s belong together, %s is not set"):format(
      POD_URI, POD_TOKEN_FILE, url and POD_TOKEN_FILE or POD_URI))
  end
  return { source = "pod identity", way = "pod", url = url, token_file = token_file }
end

local function from_metadata(option)
  local wanted = option
  if wanted == nil then
    wanted = files.environment(METADATA)
  end
  if wanted == false or wanted == "off" then
    return nil
  elseif wanted and metadata_rule(wanted) then
    return fail(("%s must be off or a URL"):format(METADATA))
  end
  return { source = "ECS metadata", way = "metadata", url = wanted or METADATA_URL }
end

M.ADVICE = "set ak and sk, token, or username, password and domain; or HUAWEICLOUD_SDK_AK and "
  .. "HUAWEICLOUD_SDK_SK; or write them to ~/.huaweicloud/credentials"

---Finds the credentials of a client. The sources in order are the options; the environment
---(HUAWEICLOUD_SDK_AK, _SK, _SECURITY_TOKEN, _IDP_ID, _ID_TOKEN_FILE, _PROJECT_ID), then that of
---Terraform (HW_ACCESS_KEY, HW_SECRET_KEY, HW_SECURITY_TOKEN, HW_PROJECT_ID); the section [basic],
---or HUAWEICLOUD_SDK_PROFILE, of the file HUAWEICLOUD_SDK_CREDENTIALS_FILE or
---~/.huaweicloud/credentials; the environment of a pod; the ECS metadata. Names and files are those
---of the official Python SDK, auth/provider.py, which asks the metadata before the pod.
---@param options table of the client
---@return hwc.Found? found
---@return hwc.Error? err kind "credentials"
---@return boolean? absent true if no source has any credentials
function M.find(options)
  if (options.agency == nil) ~= (options.agency_domain == nil) then
    local missing = options.agency and "agency_domain" or "agency"
    return fail("options: agency and agency_domain belong together, " .. missing .. " is missing",
      missing)
  end
  local found, err = from_options(options)
  if found or err then
    return found, err
  elseif options.profile then
    return from_profile(options.profile)
  end
  for _, source in ipairs({ from_environment, from_terraform, from_profile, from_pod }) do
    found, err = source()
    if found or err then
      return found, err
    end
  end
  found, err = from_metadata(options.metadata)
  if found or err then
    return found, err
  end
  local _, none = fail("no credentials: " .. M.ADVICE)
  return nil, none, true
end

---The region of a client: from its options, HUAWEICLOUD_SDK_REGION, HW_REGION_NAME, or the profile
---of its credentials.
---@param options table of the client
---@param found hwc.Found
---@return string? region
---@return string? source of the region, for messages; nil for the options
function M.region(options, found)
  if options.region then
    return options.region
  end
  for _, name in ipairs({ ENVIRONMENT_PREFIX .. "REGION", "HW_REGION_NAME" }) do
    local region = files.environment(name)
    if region then
      return region, name
    end
  end
  return found.region, found.region and found.source
end

---A redacted access key for display.
---@param ak string
---@return string
function M.redact_key(ak)
  return #ak > 8 and ak:sub(1, 4) .. "…" .. ak:sub(-2) or "…"
end

return M
