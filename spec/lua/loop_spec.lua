local core = require("_hwc")
local hwc = require("hwc")

-- Runs a chunk in a Lua of its own and returns what it printed.
local function run(chunk)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(chunk)
  file:close()
  local pipe = assert(io.popen("lua5.4 " .. path .. " 2>&1"))
  local output = pipe:read("a")
  local good, how, code = pipe:close()
  os.remove(path)
  return output, good, how, code
end

describe("the loop", function()
  it("takes no time that cannot be compared", function()
    local loop = core.loop()
    for _, seconds in ipairs({ 0 / 0, math.huge, -math.huge, -1, 1e300 }) do
      assert.has_error(function() loop:timer(seconds) end)
    end
    assert.has_error(function() hwc.loop():step(0 / 0) end)
    local timer <close> = loop:timer(0)
    loop:step(0)
    assert.is_true(timer:finished())
    hwc.sleep(0.001)
  end)

  it("cannot be ended by scripts", function()
    assert.is_false(getmetatable(core.loop()))
    assert.is_nil(core.loop().__gc)
  end)

  it("is refused to finalizers that run after its end", function()
    local output, good = run([[
      local hwc, cph
      keep = setmetatable({}, { __gc = function()
        print(pcall(hwc.sleep, 0.001))
        print(pcall(cph.client, { ak = "a", sk = "s", endpoint = "http://127.0.0.1:1" }))
        print(pcall(function() return hwc.loop():pollfd() end))
      end })
      hwc, cph = require("hwc"), require("cph")
    ]])
    assert.is_true(good, output)
    for _, message in ipairs({
      "a finalizer (__gc) cannot wait",
      "a finalizer (__gc) cannot create a client",
      "the loop of this Lua state was closed",
    }) do
      assert.matches(message, output, 1, true)
    end
  end)
end)
