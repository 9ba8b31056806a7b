-- SPDX-License-Identifier: Apache-2.0
-- Whether a request to a server of this machine was meant for it. A page of another site has that
-- site's name in Host, also where the name was made to lead here.

local M = {}

local WILDCARDS = { ["0.0.0.0"] = true, ["::"] = true }

local LOOPBACK = { ["localhost"] = true, ["::1"] = true }

-- The name in a Host header, without port and brackets.
local function host_name(value)
  return (value:match("^%[([^%]]*)%]:?%d*$") or value:match("^([^:]*):?%d*$") or ""):lower()
end

local function is_number_address(name)
  return name:find("^%d+%.%d+%.%d+%.%d+$") ~= nil or name:find("^[%x:]*:[%x:.]*$") ~= nil
end

local function is_own(name, address, names)
  if LOOPBACK[name] or name:find("^127%.%d+%.%d+%.%d+$") or name == address then
    return true
  elseif WILDCARDS[address] and is_number_address(name) then
    return true
  end
  for _, other in ipairs(names or {}) do
    if name == other:lower() then
      return true
    end
  end
  return false
end

---True where there is one Host header, which names this machine: by a loopback address, by the
---address that is listened on, by any address in numbers where that is all of them, or by one of
---`names`.
---@param headers string[][] { name, value } pairs
---@param address string that is listened on
---@param names? string[] others that this machine has
---@return boolean
function M.accepts(headers, address, names)
  local host
  for _, pair in ipairs(headers) do
    if pair[1]:lower() == "host" then
      if host then
        return false
      end
      host = pair[2]
    end
  end
  return host ~= nil and is_own(host_name(host), address:lower(), names)
end

return M
