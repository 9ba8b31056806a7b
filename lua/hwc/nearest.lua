-- SPDX-License-Identifier: Apache-2.0
-- "Did you mean …?": finds the known names closest to a misspelt one.

local core = require("_hwc")
local M = {}

-- The Levenshtein distance of two strings.
local function distance(a, b)
  local row = {}
  for j = 0, #b do
    row[j] = j
  end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      local best = math.min(row[j] + 1, row[j - 1] + 1, diagonal + cost)
      diagonal, row[j] = row[j], best
    end
  end
  return row[#b]
end

---The keys of `known` that are similar to `name` or start with it, nearest first. A prefix counts
---as a distance of one; ties are broken by the real distance.
---@param name any
---@param known table<string, any>
---@param most integer maximum number of results
---@return string[]
function M.list(name, known, most)
  local near = {}
  if type(name) ~= "string" or #name > 100 then
    return near
  end
  local limit = math.max(2, #name // 3)
  local ranks, distances = {}, {}
  for candidate in pairs(known) do
    local begins = #name > 3 and candidate:sub(1, #name) == name
    distances[candidate] = distance(name, candidate)
    ranks[candidate] = begins and math.min(1, distances[candidate]) or distances[candidate]
    if ranks[candidate] <= limit then
      near[#near + 1] = candidate
    end
  end
  table.sort(near, function(a, b)
    if ranks[a] ~= ranks[b] then
      return ranks[a] < ranks[b]
    elseif distances[a] ~= distances[b] then
      return distances[a] < distances[b]
    end
    return core.text_less(a, b)
  end)
  return table.move(near, 1, math.min(most, #near), 1, {})
end

---The key of `known` that is nearest to `name`, or nil.
---@param name any
---@param known table<string, any>
---@return string?
function M.find(name, known)
  return M.list(name, known, 1)[1]
end

---A name for a message: quoted, truncated, without control bytes.
---@param name any
---@return string
function M.quote(name)
  if type(name) ~= "string" then
    return "of type " .. type(name)
  end
  return '"' .. name:sub(1, 60):gsub("%c", "?") .. '"'
end

return M
