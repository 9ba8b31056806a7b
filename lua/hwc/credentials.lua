-- SPDX-License-Identifier: Apache-2.0
-- Where keys come from: the caller, else the environment, else the profile file; names and files
-- are those of the official SDKs. One source gives everything; sources are never mixed.

local core = require("_hwc")

local M = {}

local ENVIRONMENT_PREFIX = "HUAWEICLOUD_SDK_"

-- The options of a client that are credentials.
M.OPTIONS = {
  ak = "text",
  sk = "secret",
  security_token = "secret",
  token = "secret",
  username = "text",
  password = "secret",
  domain = "text",
  profile = "text",
}

---@class hwc.Found
---@field source string what to call the source in messages
---@field ak? string
---@field sk? string|userdata
---@field security_token? string|userdata
---@field token? string|userdata
---@field username? string
---@field password? userdata
---@field domain? string
---@field project_id? string
---@field iam_endpoint? string

local function fail(message, field)
  return nil, core.new_error({ kind = "credentials", message = message, field = field })
end

-- Exactly one of the three ways to prove who one is, whole.
local function check_whole(found)
  local ways = {}
  if found.ak or found.sk then
    ways[#ways + 1] = "ak and sk"
  end
  if found.token then
    ways[#ways + 1] = "token"
  end
  if found.username or found.password or found.domain then
    ways[#ways + 1] = "username, password and domain"
  end
  if #ways > 1 then
    return fail(("%s: give %s, not both"):format(found.source, table.concat(ways, " or ")))
  end
  if found.ak or found.sk then
    if not (found.ak and found.sk) then
      local missing = found.ak and "sk" or "ak"
      return fail(("%s: ak and sk belong together, %s is missing"):format(found.source, missing),
        missing)
    end
  elseif found.security_token then
    return fail(found.source .. ": security_token goes with ak and sk, both are missing",
      "security_token")
  elseif found.username or found.password or found.domain then
    for _, name in ipairs({ "username", "password", "domain" }) do
      if not found[name] then
        return fail(("%s: username, password and domain belong together, %s is missing"):format(
          found.source, name), name)
      end
    end
  end
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
    local value = os.getenv(ENVIRONMENT_PREFIX .. name)
    return value ~= "" and value or nil
  end
  local found = {
    source = "environment",
    ak = read("AK"),
    sk = read("SK"),
    security_token = read("SECURITY_TOKEN"),
    project_id = read("PROJECT_ID"),
    iam_endpoint = read("IAM_ENDPOINT"),
  }
  if not (found.ak or found.sk or found.security_token) then
    return nil
  end
  return check_whole(found)
end

-- The members of one section of an INI text, or nil where it has no such section.
local function read_section(text, wanted)
  local section, members
  for line in (text:gsub("^\239\187\191", "") .. "\n"):gmatch("(.-)\r?\n") do
    local header = line:match("^%s*%[(.-)%]%s*$")
    if header then
      section = header
      if section == wanted then
        members = members or {}
      end
    elseif section == wanted and not line:find("^%s*[#;]") then
      local name, value = line:match("^%s*([%w_]+)%s*[=:]%s*(.-)%s*$")
      if name then
        members[name:lower()] = value ~= "" and value or nil
      end
    end
  end
  return members
end

local function profile_path()
  local path = os.getenv(ENVIRONMENT_PREFIX .. "CREDENTIALS_FILE")
  if path and path ~= "" then
    return path, true
  end
  local home = os.getenv("HOME")
  return home and home .. "/.huaweicloud/credentials" or nil, false
end

-- `section` is set where the caller named it: then its absence is an error.
local function from_profile(section)
  local path, path_is_set = profile_path()
  local wanted = section or "basic"
  if not path then
    if section then
      return fail(("profile %s: neither HOME nor %sCREDENTIALS_FILE is set"):format(
        wanted, ENVIRONMENT_PREFIX), "profile")
    end
    return nil
  end
  local file, why = io.open(path, "rb")
  if not file then
    if section or path_is_set then
      return fail(("the profile file cannot be read: %s"):format(why), "profile")
    end
    return nil
  end
  local text = file:read("a")
  file:close()
  local members = text and read_section(text, wanted)
  if not members then
    if section then
      return fail(("%s has no section [%s]"):format(path, wanted), "profile")
    end
    return nil
  end
  local found = {
    source = ("profile [%s] of %s"):format(wanted, path),
    ak = members.ak,
    sk = members.sk,
    security_token = members.security_token,
    project_id = members.project_id,
    iam_endpoint = members.iam_endpoint,
  }
  if not (found.ak or found.sk) then
    return fail(found.source .. " has neither ak nor sk", "profile")
  end
  return check_whole(found)
end

---Finds the credentials for a client's options: those in the options themselves, else the
---environment (HUAWEICLOUD_SDK_AK, _SK, _SECURITY_TOKEN, _PROJECT_ID, _IAM_ENDPOINT), else the
---section [basic] of the file HUAWEICLOUD_SDK_CREDENTIALS_FILE or ~/.huaweicloud/credentials.
---Source of names and files: the official Python SDK, auth/provider.py.
---@param options table the client's
---@return hwc.Found? found
---@return hwc.Error? err kind "credentials"
function M.find(options)
  local tried = options.profile
    and { function() return from_profile(options.profile) end }
    or { from_environment, from_profile }
  table.insert(tried, 1, function() return from_options(options) end)
  for _, source in ipairs(tried) do
    local found, err = source()
    if found or err then
      return found, err
    end
  end
  return fail("no credentials: give ak and sk, token, or username, password and domain; or set "
    .. "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; or write them to ~/.huaweicloud/credentials")
end

---A key's name as it may be shown.
---@param ak string
---@return string
function M.masked(ak)
  return #ak > 8 and ak:sub(1, 4) .. "…" .. ak:sub(-2) or "…"
end

return M
