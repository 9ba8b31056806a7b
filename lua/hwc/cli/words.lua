-- SPDX-License-Identifier: Apache-2.0
-- Names on command lines: of services, operations and members, in any of their spellings.

local core = require("_hwc")
local nearest = require("hwc.nearest")

local M = {}

-- Names of services in KooCLI that are not those of rows.
local ALIASES = { modelarts = "devserver" }

---A name without what spellings differ in.
---@param name string
---@return string
function M.plain(name)
  return (name:lower():gsub("[-_]", ""))
end

---@param name string
---@return string
function M.kebab(name)
  return (name:gsub("_", "-"))
end

---The gateway whose service KooCLI calls so; nil for none.
local function gateway_of(word)
  for _, service in ipairs(core.services) do
    for _, gateway in ipairs(require("_hwc." .. service).gateways) do
      if gateway.sdk_name == word then
        return service, gateway.name
      end
    end
  end
end

---The service of a word. Names as KooCLI writes them, in capitals, also choose the gateway.
---@param word string
---@return string? service
---@return string? gateway
function M.service(word)
  local lower = word:lower()
  lower = ALIASES[lower] or lower
  if word == word:upper() and word ~= lower then
    local service, gateway = gateway_of(word)
    if service then
      return service, gateway
    end
  end
  for _, service in ipairs(core.services) do
    if service == lower then
      return service
    end
  end
  return gateway_of(word:upper())
end

---The operation of a word.
---@param rows table
---@param word string
---@return string? name
---@return string[] near names in kebab-case that are similar
function M.operation(rows, word)
  local wanted, names = M.plain(word), rows.names()
  local versionless = wanted:gsub("v%d+$", "")
  local found
  for _, name in ipairs(names) do
    local plain = M.plain(name)
    if plain == wanted then
      return name, {}
    elseif plain == versionless then
      found = name
    end
  end
  if found then
    return found, {}
  end
  local known = {}
  for _, name in ipairs(names) do
    known[M.kebab(name)] = true
  end
  return nil, nearest.list(M.kebab(word:gsub("(%l)(%u)", "%1-%2"):lower()), known, 3)
end

---The member of a word.
---@param members table[]
---@param word string
---@return table? member
function M.member(members, word)
  local wanted = M.plain(word)
  for _, member in ipairs(members) do
    if member.name == word or M.plain(member.name) == wanted then
      return member
    end
  end
end

return M
