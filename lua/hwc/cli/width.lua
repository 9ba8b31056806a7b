-- SPDX-License-Identifier: Apache-2.0
-- Columns that texts take on a terminal: characters of East Asia take two, combining ones none.

local M = {}

-- First and last code points of wide characters (Unicode, East Asian Width W and F).
local WIDE = {
  { 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x2329, 0x232a }, { 0x23e9, 0x23ec },
  { 0x25fd, 0x25fe }, { 0x2614, 0x2615 }, { 0x2648, 0x2653 }, { 0x26a1, 0x26a1 },
  { 0x26bd, 0x26be }, { 0x2705, 0x2705 }, { 0x270a, 0x270b }, { 0x2728, 0x2728 },
  { 0x274c, 0x274c }, { 0x2753, 0x2755 }, { 0x2795, 0x2797 }, { 0x2b1b, 0x2b1c },
  { 0x2b50, 0x2b50 }, { 0x2e80, 0x303e }, { 0x3041, 0x33ff }, { 0x3400, 0x4dbf },
  { 0x4e00, 0x9fff }, { 0xa000, 0xa4cf }, { 0xa960, 0xa97f }, { 0xac00, 0xd7a3 },
  { 0xf900, 0xfaff }, { 0xfe10, 0xfe19 }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 },
  { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff },
  { 0x20000, 0x3fffd },
}

local COMBINING = {
  { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x0610, 0x061a },
  { 0x064b, 0x065f }, { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x1ab0, 0x1aff },
  { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0x302a, 0x302d }, { 0x3099, 0x309a },
  { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
}

-- The most frequent one: it ends what is cut.
local ELLIPSIS = 0x2026

local function is_in(ranges, code)
  local low, high = 1, #ranges
  while low <= high do
    local middle = (low + high) // 2
    if code < ranges[middle][1] then
      high = middle - 1
    elseif code > ranges[middle][2] then
      low = middle + 1
    else
      return true
    end
  end
  return false
end

local function of_code(code)
  if code < 0x300 or code == ELLIPSIS then
    return 1
  end
  return is_in(COMBINING, code) and 0 or is_in(WIDE, code) and 2 or 1
end

---The columns that a text takes.
---@param text string UTF-8 without control characters
---@return integer
function M.of(text)
  local columns = #text
  if text:find("[\x80-\xff]") then
    for character in text:gmatch("[\xc2-\xf4][\x80-\xbf]+") do
      columns = columns - #character + of_code(utf8.codepoint(character))
    end
  end
  return columns
end

-- The text with "…" at its end.
local function cut(text, columns)
  local used = 0
  for at, code in utf8.codes(text) do
    used = used + of_code(code)
    if used > columns - 1 then
      return text:sub(1, at - 1) .. "…"
    end
  end
  return text
end

---The text with spaces up to so many columns.
---@param text string
---@param columns integer at least 1
---@param is_cut boolean with "…" at its end if it takes more
---@return string
function M.fit(text, columns, is_cut)
  local missing = columns - M.of(text)
  if missing > 0 then
    return text .. (" "):rep(missing)
  end
  return missing < 0 and is_cut and M.fit(cut(text, columns), columns, false) or text
end

return M
