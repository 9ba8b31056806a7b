-- Runs a file of specs under a locale whose decimal point is a comma, which is set before hwc is
-- loaded or after:
--
--   LOCPATH=... with-hwc lua5.4 spec/support/comma.lua before|after spec/hwc/sign_spec.lua
--
-- What the specs themselves need keeps the point: lua-cjson, which would read [1,2] as one number.

local when = table.remove(arg, 1)

local cjson = require("cjson")
for _, name in ipairs({ "decode", "encode" }) do
  local call = cjson[name]
  cjson[name] = function(value)
    local comma = os.setlocale(nil, "numeric")
    os.setlocale("C", "numeric")
    local good, result = pcall(call, value)
    os.setlocale(comma, "numeric")
    if not good then
      error(result, 0)
    end
    return result
  end
end

if when == "after" then
  require("hwc")
  require("hwc.sandbox")
  for _, name in ipairs(require("_hwc").services) do
    require(require("_hwc." .. name).module)
  end
end
assert(os.setlocale("de_DE.UTF-8"), "there is no locale de_DE.UTF-8")
assert(("%.1f"):format(1.5) == "1,5", "the locale has no comma")

require("busted.runner")({ standalone = false })
