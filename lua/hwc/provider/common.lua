-- SPDX-License-Identifier: Apache-2.0
-- What providers share: asking without credentials, and reading tokens and temporary keys. Sources
-- of all of them: the official Python SDK, auth/internal.py, and the IAM API reference.

local core = require("_hwc")
local files = require("hwc.files")
local scheduler = require("hwc.scheduler")
local timestamp = require("hwc.timestamp")

local M = {}

-- Bytes: of a response, and of what is taken from it.
local MAX_RESPONSE = 256 * 1024
local MAX_KEY = 1024
local MAX_TOKEN = 64 * 1024

-- The settings of a connection that also hold where it leads to other hosts than the cloud's.
local COMMON = { "ca_file", "ca_path", "verify", "user_agent" }

-- A text that can be a header's value: never empty, without spaces and control bytes.
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

---Says in an error of which source it is.
---@param source string
---@param err hwc.Error is changed
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

---A token from a file, without the white space around it.
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
    return M.fail("%s: the file %s is no token: it has spaces, control bytes or more than 64 KiB",
      source, path)
  end
  return text
end

---Temporary keys as IAM, the pod's service and the metadata write them.
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
    return M.fail("%s: the answer has no credential", source)
  end
  local fresh = {
    ak = found.access or found.accessKeyId,
    sk = found.secret or found.secretAccessKey,
    security_token = found.securitytoken or found.securityToken,
    expires = timestamp.parse(found.expires_at or found.expiration),
    date = info.headers.date,
  }
  if not is_word(fresh.ak, MAX_KEY) then
    return M.fail("%s: the answer has no access key", source)
  elseif not is_word(fresh.sk, MAX_KEY) then
    return M.fail("%s: the answer has no secret key", source)
  elseif not M.is_token(fresh.security_token) then
    return M.fail("%s: the answer has no security token", source)
  elseif not fresh.expires then
    return M.fail("%s: the answer does not say in UTC when the keys expire", source)
  end
  return fresh
end

---A client of the core that signs nothing and shows no credentials.
---@param settings table is changed
---@return userdata? client
---@return hwc.Error? err
function M.plain_client(settings)
  settings.service = "iam"
  settings.plain = true
  settings.max_response = MAX_RESPONSE
  return core.client(settings)
end

---One for a service of this machine: never by a proxy; without TLS only to addresses that do not
---leave the machine or its link.
---@param field string where `url` is from, for messages
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

---Sends a request by a plain client. A token or keys that nobody got end by themselves, so it may
---be repeated.
---@param client userdata
---@param request { method: string, path: string, headers?: table, body?: table }
---@param limits table `timeout`, `deadline` and `retry`
---@return { text: string }? reply
---@return table info or the error
---@return string? body after an error, which does not show it, since it may hold keys
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
