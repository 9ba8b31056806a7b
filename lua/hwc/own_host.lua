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

---True if there is one Host header, and it names this machine: by a loopback address, by the
---address that the server listens on, by any numeric address if that is all of them, or by one of
---`names`.
---@param request { values: table<string, string>, repeated: table<string, boolean> } headers by
---  their names in lower case, and which of them are there more than once
---@param address string that the server listens on
---@param names? string[] other names of this machine
---@return boolean
function M.accepts(request, address, names)
  local host = request.values.host
  return host ~= nil and not request.repeated.host
    and is_own(host_name(host), address:lower(), names)
end

---True if a page of another site sent the request: it names its origin, or its browser does.
---@param request { values: table<string, string> }
---@param has_pages? boolean the server has pages of its own, which may send requests
---@return boolean
function M.is_foreign(request, has_pages)
  local site = request.values["sec-fetch-site"]
  return request.values.origin ~= nil
    or site ~= nil and site ~= "none" and not (has_pages and site == "same-origin")
end

return M
