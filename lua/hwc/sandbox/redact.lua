-- SPDX-License-Identifier: Apache-2.0
-- What the sandbox shows of requests and of its state has no secrets in it. Members count as
-- secret by their names, by the same list as everywhere else, so that new operations need no entry
-- here.

local core = require("_hwc")
local credentials = require("hwc.credentials")

local M = {}

local MASK = "***"

---@param name any
---@return boolean
function M.is_secret(name)
  return type(name) == "string" and core.is_secret_name(name)
end

---A deep copy whose secret members are masked. `token = { id = … }` of IAM is one too.
---@param value any
---@param secret? boolean the value belongs to a secret member
---@return any
function M.copy(value, secret)
  if type(value) ~= "table" then
    if secret and (type(value) == "string" or type(value) == "number") then
      return MASK
    end
    return value
  end
  local copy = setmetatable({}, getmetatable(value))
  for name, item in pairs(value) do
    local inner = M.is_secret(name) or (secret and (name == "id" or math.type(name) ~= nil))
    copy[name] = M.copy(item, inner)
  end
  return copy
end

---Masks in a copy of a body what its row marks as secret, whatever type it has. A map of headers
---is masked by its names.
---@param body table is changed
---@param members table[] of the row, or of an object in it
function M.mark(body, members)
  for _, member in ipairs(members) do
    local value = body[member.name]
    if member.secret and value ~= nil and (type(value) ~= "table" or member.type ~= "map") then
      body[member.name] = MASK
    elseif member.object and type(value) == "table" then
      for _, item in ipairs(value[1] ~= nil and value or { value }) do
        if type(item) == "table" then
          M.mark(item, member.object.members)
        end
      end
    end
  end
end

---Bytes as text: what is not UTF-8, and NUL, is shown as bytes, "\\xFF".
---@param bytes string
---@return string
function M.text(bytes)
  if utf8.len(bytes) and not bytes:find("\0", 1, true) then
    return bytes
  end
  return (bytes:gsub("[\0\128-\255]", function(byte)
    return ("\\x%02X"):format(byte:byte())
  end))
end

---A request target whose secret query members are masked.
---@param target string
---@return string
function M.target(target)
  local path, query = target:match("^([^?]*%?)(.*)$")
  if not path then
    return target
  end
  return path .. query:gsub("([^&=]*)=([^&]*)", function(name)
    return M.is_secret(name) and name .. "=" .. MASK or nil
  end)
end

---The value of a header as it may be shown. Of signatures all but the signature stays, and the
---access key is masked.
---@param name string
---@param value string
---@return string
function M.header(name, value)
  if name:lower() == "authorization" then
    local shown, count = value:gsub("Signature=[^,%s]*", "Signature=" .. MASK)
    if count == 0 then
      return MASK
    end
    return (shown:gsub("(%f[%w]Access=)([^,%s]*)", function(key, ak)
      return key .. credentials.redact_key(ak)
    end):gsub("(%f[%w]Credential=)([^,%s/]*)", function(key, ak)
      return key .. credentials.redact_key(ak)
    end))
  elseif M.is_secret(name) then
    return MASK
  end
  return value
end

return M
