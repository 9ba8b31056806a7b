-- JSON of scripts: what is read is written, and reads as the same; lua-cjson writes it too.

local cjson = require("cjson")
local hwc = require("hwc")

local function check_same(a, b)
  assert(type(a) == type(b))
  if type(a) ~= "table" then
    assert(a == b)
    return
  end
  assert(hwc.is_array(a) == hwc.is_array(b))
  for name, value in next, a do
    check_same(value, b[name])
  end
  for name in next, b do
    assert(a[name] ~= nil)
  end
end

return function(data)
  local value, problem = hwc.json.decode(data)
  if value == nil then
    assert(problem.kind == "validation" and not tostring(problem):find("%c"))
    return
  end
  for _, path in ipairs(problem or {}) do
    assert(type(path) == "string" and not path:find("%c"))
  end
  local text = assert(hwc.json.encode(value))
  local again, lossy = hwc.json.decode(text)
  assert(again ~= nil and not lossy)
  check_same(value, again)
  assert(hwc.json.encode(again) == text)
  assert(type(cjson.encode(value)) == "string")
end
