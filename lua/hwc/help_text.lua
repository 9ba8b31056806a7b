-- SPDX-License-Identifier: Apache-2.0
-- What the help of clients and that of the program have in common.

local M = {}

---Breaks text into lines.
---@param text string
---@param width integer columns of a line
---@param indent string before the first line
---@param hanging? string before the others; as the first by default
---@return string
function M.wrap(text, width, indent, hanging)
  local lines, line = {}, nil
  for word in text:gmatch("%S+") do
    if not line then
      line = indent .. word
    elseif #line + 1 + #word > width then
      lines[#lines + 1] = line
      line = (hanging or indent) .. word
    else
      line = line .. " " .. word
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

---Adds pairs as two columns.
---@param lines string[]
---@param list string[][] pairs
---@param widest integer columns of the left one; what is longer has a line of its own
---@param width integer columns of a line
function M.add_columns(lines, list, widest, width)
  local gap = (" "):rep(widest + 2)
  for _, pair in ipairs(list) do
    local left = "  " .. pair[1]
    if #left <= widest then
      lines[#lines + 1] = M.wrap(pair[2], width, left .. gap:sub(#left + 1), gap)
    else
      lines[#lines + 1] = left
      lines[#lines + 1] = M.wrap(pair[2], width, gap)
    end
  end
end

---@class hwc.help.Words
---@field array string the word for arrays
---@field gateway string the format for what one gateway alone has

local function type_of(member, words)
  local kind = member.type
  if kind == "array" or kind == "map" then
    local item = member.item and type_of(member.item, words) or member.object and "object" or "any"
    return (kind == "array" and words.array or kind) .. " of " .. item
  end
  return kind
end

---The type of a member and its rules: "array of object, required, 1 to 100 items".
---@param member table
---@param words hwc.help.Words
---@return string
function M.notes(member, words)
  local notes = { type_of(member, words) }
  if member.required and not member.from_client then
    notes[#notes + 1] = "required"
  elseif member.expected then
    notes[#notes + 1] = "required by the service's definition alone"
  end
  if member.secret then
    notes[#notes + 1] = "secret"
  end
  if member.gateway then
    notes[#notes + 1] = words.gateway:format(member.gateway)
  end
  if member.rules and member.rules ~= "" then
    notes[#notes + 1] = member.rules
  end
  return table.concat(notes, ", ")
end

return M
