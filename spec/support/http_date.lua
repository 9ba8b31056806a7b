-- Dates as headers have them, whatever the locale is.

local DAYS = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" }
local MONTHS = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
  "Dec" }

---@param seconds integer of Unix time
---@return string
return function(seconds)
  local date = os.date("!*t", seconds)
  return ("%s, %02d %s %04d %02d:%02d:%02d GMT"):format(DAYS[date.wday], date.day,
    MONTHS[date.month], date.year, date.hour, date.min, date.sec)
end
