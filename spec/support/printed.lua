local core = require("_hwc")

---Everything that is in a value, or that printing it would show.
---@param value any
---@return string[]
local function printed(value, out, seen)
  out, seen = out or {}, seen or {}
  out[#out + 1] = tostring(value)
  if type(value) == "table" and not seen[value] then
    seen[value] = true
    core.fill_info(value)
    for name, member in next, value do
      printed(name, out, seen)
      printed(member, out, seen)
    end
  end
  return out
end

return printed
