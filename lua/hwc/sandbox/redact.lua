-- SPDX-License-Identifier: Apache-2.0
-- What the sandbox shows of requests and of its state has no secrets in it. Members count as
-- secret by their names, so that new operations need no entry here.

local M = {}

local MASK = "***"

local SECRET_HEADERS = {
  ["cookie"] = true,
  ["proxy-authorization"] = true,
}

local SECRET_NAMES = {
  admin_pass = true,
  app_code = true,
  authorization = true,
  cookie = true,
  securitytoken = true,
  sign_key = true,
  sk = true,
  ticket = true,
  user_data = true,
  userdata = true,
}

local SECRET_PARTS = { "password", "passwd", "passcode", "secret", "private", "token" }

---@param name any
---@return boolean
function M.is_secret(name)
  if type(name) ~= "string" then
    return false
  end
  name = name:lower()
  if SECRET_NAMES[name] then
    return true
  end
  for _, part in ipairs(SECRET_PARTS) do
    if name:find(part, 1, true) then
      return true
    end
  end
  return false
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

---The value of a header as it may be shown. Of signatures all but the signature stays.
---@param name string
---@param value string
---@return string
function M.header(name, value)
  name = name:lower()
  if name == "authorization" then
    local shown, count = value:gsub("Signature=[^,%s]*", "Signature=" .. MASK)
    return count > 0 and shown or MASK
  elseif SECRET_HEADERS[name] or M.is_secret(name) then
    return MASK
  end
  return value
end

return M
