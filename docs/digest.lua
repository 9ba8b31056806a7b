-- SPDX-License-Identifier: Apache-2.0
-- Hashes of all rows, in spec/api/digest.txt, so that no row changes unnoticed. Each line is an
-- operation or a waiter, "<service>.<name> <hash>". Documentation texts are not hashed.

local core = require("_hwc")
local shapes = require("docs.shapes")

local M = {}

M.PATH = "spec/api/digest.txt"

-- Serialises a description in a fixed order, without sentences: those about rules across members
-- repeat its conditions.
local function dump(value, parts)
  if type(value) ~= "table" then
    parts[#parts + 1] = ("%q"):format(value) -- independent of the locale
    return
  end
  parts[#parts + 1] = "{"
  for _, item in ipairs(value) do
    dump(item, parts)
    parts[#parts + 1] = ","
  end
  for _, key in ipairs(#value > 0 and {} or shapes.sorted_keys(value)) do
    local is_text = key == "doc" or key == "rules" and type(value[key]) == "table"
    if not is_text then
      parts[#parts + 1] = key .. "="
      dump(value[key], parts)
      parts[#parts + 1] = ","
    end
  end
  parts[#parts + 1] = "}"
end

---The hash of a description: FNV-1a in 64 bits.
---@param description table of an operation or a waiter
---@return string hash 16 hexadecimal digits
function M.of(description)
  local parts = {}
  dump(description, parts)
  local hash = 0xcbf29ce484222325
  for i = 1, #parts do
    for _, byte in ipairs({ parts[i]:byte(1, -1) }) do
      hash = (hash ~ byte) * 0x100000001b3
    end
  end
  return ("%016x"):format(hash)
end

local function add(lines, service, descriptions)
  for _, name in ipairs(shapes.sorted_keys(descriptions)) do
    lines[#lines + 1] = ("%s.%s %s\n"):format(service, name, M.of(descriptions[name]))
  end
end

---Generates the digest of all rows.
---@return string
function M.text()
  local lines = {}
  for _, service in ipairs(core.services) do
    local rows = require("_hwc." .. service)
    add(lines, service, rows.operations())
    add(lines, service, rows.waiters())
  end
  return table.concat(lines)
end

local function hashes_in(text)
  local hashes = {}
  for name, hash in text:gmatch("(%S+) (%x+)\n") do
    hashes[name] = hash
  end
  return hashes
end

---The names of the rows that differ between two digests.
---@param old string
---@param new string
---@return string[] names sorted
function M.changed(old, new)
  local before, after, changed = hashes_in(old), hashes_in(new), {}
  for name, hash in pairs(after) do
    changed[name] = before[name] ~= hash or nil
  end
  for name in pairs(before) do
    changed[name] = not after[name] or changed[name]
  end
  return shapes.sorted_keys(changed)
end

---The stored digest; empty if there is none.
---@return string
function M.kept()
  local file = io.open(M.PATH)
  if not file then
    return ""
  end
  local text = file:read("a")
  file:close()
  return text
end

return M
