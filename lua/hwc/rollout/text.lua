-- SPDX-License-Identifier: Apache-2.0
-- Texts of terminals and pages. Ids and messages come from elsewhere: what could steer a terminal
-- or turn the direction of writing is shown, not sent.

local M = {}

local ENTITIES = {
  ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;",
}

-- Control characters of C0 and C1, marks and overrides of direction, line and paragraph separators,
-- what takes no room, and what is no character.
local function is_hidden(code)
  return code < 0x20 or code >= 0x7f and code < 0xa0 or code == 0x61c or code == 0xad
    or code >= 0x200b and code <= 0x200f or code >= 0x2028 and code <= 0x202e
    or code >= 0x2060 and code <= 0x206f or code == 0xfeff or code >= 0xfff9 and code <= 0xfffb
    or code >= 0xe0000 and code <= 0xe007f
end

-- Whether all of a text can be shown.
local function is_plain(text)
  if text:find("[%c\x7f]") or not utf8.len(text) then
    return false
  end
  for character in text:gmatch("[\xc2-\xf4][\x80-\xbf]+") do
    if is_hidden(utf8.codepoint(character)) then
      return false
    end
  end
  return true
end

---The text with what cannot be seen as <U+202E>, and bytes that are no UTF-8 as <FF>.
---@param text any
---@return string
function M.visible(text)
  text = tostring(text)
  if not text:find("[^ -~]") or is_plain(text) then
    return text
  end
  local parts, at = {}, 1
  while at <= #text do
    local good, code = pcall(utf8.codepoint, text, at)
    if not good then
      parts[#parts + 1] = ("<%02X>"):format(text:byte(at))
      at = at + 1
    else
      local length = #utf8.char(code)
      parts[#parts + 1] = is_hidden(code) and ("<U+%04X>"):format(code)
        or text:sub(at, at + length - 1)
      at = at + length
    end
  end
  return table.concat(parts)
end

---As visible(), for the content and the attributes of elements.
---@param text any
---@return string
function M.escape(text)
  return (M.visible(text):gsub("[&<>\"']", ENTITIES))
end

---At most `limit` characters of a visible text.
---@param text string
---@param limit integer
---@return string
function M.cut(text, limit)
  if utf8.len(text) <= limit then
    return text
  end
  local dots = limit > 3 and 3 or 0
  return text:sub(1, utf8.offset(text, limit - dots + 1) - 1) .. ("."):rep(dots)
end

---A number with a point, whatever the locale says, without zeros at the end.
---@param value number
---@param digits integer behind the point, 1 or more
---@return string
function M.decimal(value, digits)
  local shown = ("%." .. digits .. "f"):format(value)
  return (shown:gsub(",", "."):gsub("%.?0+$", ""))
end

---Seconds as "0:07", "12:05", "3:20:00" or "2 d 3:20".
---@param seconds number
---@return string
function M.duration(seconds)
  local whole = math.floor(math.max(seconds, 0) + 0.5)
  local hours, minutes = whole // 3600, whole % 3600 // 60
  if hours >= 48 then
    return ("%d d %d:%02d"):format(hours // 24, hours % 24, minutes)
  elseif hours > 0 then
    return ("%d:%02d:%02d"):format(hours, minutes, whole % 60)
  end
  return ("%d:%02d"):format(minutes, whole % 60)
end

---Short durations with their unit: "5 ms", "1.5 s", "20 s", "3 min", "1.5 h".
---@param seconds number
---@return string
function M.short_duration(seconds)
  if seconds == 0 then
    return "0 s"
  elseif seconds < 0.9995 then
    return ("%.0f ms"):format(seconds * 1000)
  elseif seconds < 9.95 then
    return M.decimal(seconds, 1) .. " s"
  elseif seconds < 119.5 then
    return ("%.0f s"):format(seconds)
  elseif seconds < 5400 then
    return M.decimal(seconds / 60, 1) .. " min"
  end
  return M.decimal(seconds / 3600, 1) .. " h"
end

---@param seconds number Unix seconds
---@return string # "2026-01-31 08:15:00 UTC"
function M.moment(seconds)
  return os.date("!%Y-%m-%d %H:%M:%S UTC", math.floor(seconds))
end

---@param count integer
---@return string # "1,234,567"
function M.grouped(count)
  local text = ("%d"):format(count):reverse():gsub("(%d%d%d)", "%1,"):reverse()
  return (text:gsub("^,", ""))
end

---@param count integer
---@param noun string
---@param plural? string with an "s" by default
---@return string
function M.count(count, noun, plural)
  return ("%d %s"):format(count, count == 1 and noun or plural or noun .. "s")
end

---A state as words: "in doubt".
---@param state string
---@return string
function M.words(state)
  return (state:gsub("_", " "))
end

---The name of a journal without the password of a URL.
---@param name string
---@return string
function M.journal_name(name)
  if not name:find("^postgres%w*://") then
    return name
  end
  name = name:gsub("^(postgres%w*://[^:/@?]*):[^/?]*@", "%1@")
  return (name:gsub("([?&]%w*password=)[^&]*", "%1***"))
end

return M
