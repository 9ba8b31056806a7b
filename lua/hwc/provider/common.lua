-- SPDX-License-Identifier: Apache-2.0
-- Shared by providers: requests without credentials, and parsing of tokens and temporary keys.
-- Sources: the official Python SDK, auth/internal.py, and the IAM API reference.

local core = require("_hwc")
local files = require("hwc.files")
local scheduler = require("hwc.scheduler")
local timestamp = require("hwc.timestamp")

local M = {}

-- Maximum sizes in bytes: of a response, and of its members.
local MAX_RESPONSE = 256 * 1024
local MAX_KEY = 1024
local MAX_TOKEN = 64 * 1024

-- Connection settings that also apply to hosts outside of the cloud.
local COMMON = { "ca_file", "ca_path", "verify", "user_agent" }

-- True for a valid header value: not empty, without spaces and control bytes.
local function is_word(value, longest)
  return type(value) == "string" and value ~= "" and #value <= longest
    and not value:find("[%c ]")
end

---@param format string
---@param ... any
---@return nil
---@return hwc.Error err kind "credentials"
function M.fail(format, ...)
  return nil, core.new_error({ kind = "credentials", message = format:format(...) })
end

---Adds the source to the message of an error.
---@param source string
---@param err hwc.Error modified
---@return nil
---@return hwc.Error err the same
function M.explain(source, err)
  err.message = ("%s: %s"):format(source, err.message)
  return nil, err
end

---@param value any
---@return boolean
function M.is_token(value)
  return is_word(value, MAX_TOKEN)
end

---Reads a token from a file, without surrounding white space.
---@param source string for messages
---@param path string
---@return string? token
---@return hwc.Error? err
function M.read_token(source, path)
  local text, why = files.read(path)
  if not text then
    return M.fail("%s: the file cannot be read: %s", source, why)
  end
  text = files.trim(text)
  if text == "" then
    return M.fail("%s: the file %s is empty", source, path)
  elseif not M.is_token(text) then
    return M.fail("%s: the file %s is not a token: it has spaces, control bytes or more than "
      .. "64 KiB", source, path)
  end
  return text
end

---Parses temporary keys in the formats of IAM, the pod's service and the metadata.
---@param source string for messages
---@param root any the response, decoded
---@param info table of the response
---@return hwc.Fresh?
---@return hwc.Error? err
function M.read_keys(source, root, info)
  if type(root) ~= "table" then
    return M.fail("%s: the response is not a JSON object", source)
  end
  local found = root.credential or root.credentials or root
  if type(found) ~= "table" then
    return M.fail("%s: the response has no credential", source)
  end
  local fresh = {
    ak = found.access or found.accessKeyId,
    sk = found.secret or found.secretAccessKey,
    security_token = found.securitytoken or found.securityToken,
    expires = timestamp.parse(found.expires_at or found.expiration),
    date = info.headers.date,
  }
  if not is_word(fresh.ak, MAX_KEY) then
    return M.fail("%s: the response has no access key", source)
  elseif not is_word(fresh.sk, MAX_KEY) then
    return M.fail("%s: the response has no secret key", source)
  elseif not M.is_token(fresh.security_token) then
    return M.fail("%s: the response has no security token", source)
  elseif not fresh.expires then
    return M.fail("%s: the response has no expiry time in UTC", source)
  end
  return fresh
end

---Creates a core client that signs nothing and sends no credentials.
---@param settings table modified
---@return userdata? client
---@return hwc.Error? err
function M.plain_client(settings)
  settings.service = "iam"
  settings.plain = true
  settings.max_response = MAX_RESPONSE
  return core.client(settings)
end

---Creates a client for a service of this machine. It never uses a proxy, and works without TLS only
---for addresses that do not leave the machine or its link.
---@param field string the origin of `url`, for messages
---@param url string
---@param connection table settings
---@return userdata? client
---@return hwc.Error? err
function M.local_client(field, url, connection)
  local settings = {
    endpoint = url,
    proxy = "",
    allow_http = connection.allow_http or core.is_link_local(url),
  }
  for _, name in ipairs(COMMON) do
    settings[name] = connection[name]
  end
  local client, err = M.plain_client(settings)
  if not client then
    err.field = field
    return M.explain(field, err)
  end
  return client
end

---Sends a request with a plain client. It is idempotent: tokens and keys that are lost expire.
---@param client userdata
---@param request { method: string, path: string, headers?: table, body?: table }
---@param limits table `timeout`, `deadline` and `retry`
---@return { text: string }? reply
---@return table info or the error
---@return string? body after an error, which does not contain it, since it may contain keys
function M.ask(client, request, limits)
  local call = { method = request.method, path = request.path, body = request.body }
  return scheduler.finish(client:start_call(call, {
    headers = request.headers,
    timeout = limits.timeout,
    deadline = limits.deadline,
    retry = limits.retry,
    idempotent = true,
  }))
end

return M
