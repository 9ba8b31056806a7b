-- SPDX-License-Identifier: Apache-2.0
-- Parsing of times in responses.

local M = {}

-- Days from 1970-01-01 to a day of the Gregorian calendar.
local function days(year, month, day)
  if month <= 2 then
    year, month = year - 1, month + 12
  end
  return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day
    - 719469
end

local function days_of_month(year, month)
  local first = days(year, month, 1)
  return month == 12 and 31 or days(year, month + 1, 1) - first
end

-- Takes strings; nil for an invalid date or time. A leap second is valid.
local function unix_time(...)
  local parts = { ... }
  for i, part in ipairs(parts) do
    parts[i] = math.tointeger(tonumber(part))
  end
  local year, month, day, hour, minute, second = table.unpack(parts)
  if month < 1 or month > 12 or day < 1 or day > days_of_month(year, month) or hour > 23
      or minute > 59 or second > 60 then
    return nil
  end
  return days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
end

---The Unix time of an RFC 3339 time in UTC, such as "2020-01-04T09:05:22.701000Z"; fractions of a
---second are dropped.
---@param text any
---@return integer? seconds nil if invalid
function M.parse(text)
  if type(text) ~= "string" then
    return nil
  end
  local year, month, day, hour, minute, second, fraction =
    text:match("^(%d%d%d%d)-(%d%d)-(%d%d)T(%d%d):(%d%d):(%d%d)(%.?%d*)Z$")
  if not year or not (fraction == "" or fraction:find("^%.%d")) then
    return nil
  end
  return unix_time(year, month, day, hour, minute, second)
end

local MONTHS = {
  Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6,
  Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12,
}

---The Unix time of the header Date, such as "Sun, 06 Nov 1994 08:49:37 GMT".
---@param text any
---@return integer? seconds nil if invalid
function M.parse_http(text)
  if type(text) ~= "string" then
    return nil
  end
  local day, month, year, hour, minute, second =
    text:match("^%a+, (%d%d) (%a%a%a) (%d%d%d%d) (%d%d):(%d%d):(%d%d) GMT$")
  if not MONTHS[month] then
    return nil
  end
  return unix_time(year, MONTHS[month], day, hour, minute, second)
end

return M
