-- SPDX-License-Identifier: Apache-2.0
--
-- Reads the recorded signatures of spec/signing: requests signed by official clients, and
-- requests as a backend receives them. Bodies are given as bytes, `null` members are absent.
-- Used by specs and, through Lua's C API, by C tests.
local cjson = require("cjson")

local M = {}

local function without_nulls(value)
  if type(value) ~= "table" then
    return value
  end
  local copy = {}
  for key, member in pairs(value) do
    if member ~= cjson.null then
      copy[key] = without_nulls(member)
    end
  end
  return copy
end

local DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function decode_base64(text)
  local bits, count, bytes = 0, 0, {}
  for digit in text:gmatch("[^=]") do
    bits = (bits << 6 | DIGITS:find(digit, 1, true) - 1) & 0xffffff
    count = count + 6
    if count >= 8 then
      count = count - 8
      bytes[#bytes + 1] = string.char(bits >> count & 0xff)
    end
  end
  return table.concat(bytes)
end

local function body_bytes(body)
  if body == nil or body.utf8 then
    return body and body.utf8
  elseif body.base64 then
    return decode_base64(body.base64)
  end
  return body.repeat_utf8:rep(body.times)
end

---The vectors of a file of spec/signing that are normative (or, with `disputed`, the others).
---@param name string "vectors" or "backend_vectors"
---@param disputed boolean?
---@return table[]
function M.load(name, disputed)
  local file = assert(io.open("spec/signing/" .. name .. ".json", "rb"))
  local content = file:read("a")
  file:close()
  local vectors = {}
  for _, vector in ipairs(cjson.decode(content).vectors) do
    if vector.disputed == (disputed or false) then
      vector = without_nulls(vector)
      vector.body = body_bytes(vector.body)
      vectors[#vectors + 1] = vector
    end
  end
  return vectors
end

return M
