-- Replies by row. The first two bytes pick the operation, the rest is the body of a 200: whatever
-- it is, there is a reply of the row's types, or an error of kind "service".

local core = require("_hwc")

local operations = {}
for _, service in ipairs(core.services) do
  local names = {}
  for name in pairs(require("_hwc." .. service).operations()) do
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(names) do
    operations[#operations + 1] = { service, name }
  end
end
operations[#operations + 1] = { "cph", nil }

local HEADERS = { ["x-request-id"] = "1" }

local function check_error(err)
  assert(err.kind == "service", "kind " .. tostring(err.kind))
  assert(type(err.message) == "string" and not err.message:find("%c"))
  assert(err.status == 200 and err.request_id == "1")
  assert(not tostring(err):find("%c"))
  assert(not err.body or #err.body <= 4096)
end

local function check_value(value, depth)
  local kind = math.type(value) or type(value)
  if kind == "float" then
    assert(value ~= value // 1 or math.abs(value) > 2 ^ 53 or value == math.huge,
      "an integer that came as a float")
  elseif kind == "table" then
    assert(depth < 200)
    for name, inner in next, value do
      if type(name) == "string" then
        assert(inner ~= core.null, "a member that is null")
      end
      check_value(inner, depth + 1)
    end
  end
end

return function(data)
  if #data < 2 then
    return
  end
  local operation = operations[(">I2"):unpack(data) % #operations + 1]
  local reply, info = core.decode_reply(operation[1], operation[2], 200, HEADERS, data:sub(3))
  if reply == nil then
    check_error(info)
    return
  end
  assert(info.status == 200 and info.request_id == "1")
  if operation[2] then
    assert(type(reply) == "table")
  end
  if not operation[2] then
    check_value(reply, 1)
  end
end
