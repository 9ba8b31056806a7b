-- SPDX-License-Identifier: Apache-2.0
-- "Did you mean …?": the known name that is closest to a misspelt one.

local M = {}

-- Levenshtein's distance between two strings.
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

---The key of `known` that is nearest to `name`, or nil where none is near.
---@param name any
---@param known table<string, any>
---@return string?
function M.find(name, known)
  if type(name) ~= "string" or #name > 100 then
    return nil
  end
  local best, best_distance
  for candidate in pairs(known) do
    local d = distance(name, candidate)
    if not best or d < best_distance or (d == best_distance and candidate < best) then
      best, best_distance = candidate, d
    end
  end
  local limit = math.max(2, #name // 3)
  return best and best_distance <= limit and best or nil
end

---A name for a message: quoted, short, without control bytes.
---@param name any
---@return string
function M.quote(name)
  if type(name) ~= "string" then
    return "of type " .. type(name)
  end
  return '"' .. name:sub(1, 60):gsub("%c", "?") .. '"'
end

return M
