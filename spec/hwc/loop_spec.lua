local hwc = require("hwc")
local uv = require("luv")

describe("hwc.loop", function()
  local loop = hwc.loop()

  local function seconds_of(fn)
    local begun = uv.hrtime()
    fn()
    return (uv.hrtime() - begun) / 1e9
  end

  it("is the same for all, and cannot be changed", function()
    assert.equal(loop, hwc.loop())
    assert.truthy(tostring(loop):find("^hwc.loop: descriptor %d+$"))
    assert.has_error(function()
      loop.step = print
    end)
  end)

  it("has one descriptor, to be watched for reading", function()
    assert.equal("integer", math.type(loop:pollfd()))
    assert.equal(loop:pollfd(), loop:pollfd())
    assert.equal("r", loop:events())
  end)

  it("says when a step is due", function()
    loop:step(0)
    assert.is_nil(loop:timeout())
    local task = hwc.spawn(hwc.sleep, 30)
    assert.equal(0, loop:timeout())
    loop:step(0)
    local left = loop:timeout()
    assert.is_true(left > 29 and left <= 30)
    task:cancel()
    assert.equal(0, loop:timeout())
    loop:step(0)
    loop:step(0)
    assert.is_nil(loop:timeout())
  end)

  it("waits no longer than it is told to, nor than there is something to wait for", function()
    local task = hwc.spawn(hwc.sleep, 30)
    loop:step(0)
    local took = seconds_of(function()
      loop:step(0.01)
    end)
    assert.is_true(took >= 0.009 and took < 10)
    task:cancel()
    loop:step(0)
    loop:step(0)
    assert.is_true(seconds_of(function()
      loop:step()
    end) < 10)
  end)

  it("waits until something happens without a limit", function()
    local task = hwc.spawn(hwc.sleep, 0.005)
    while task:status() == "waiting" do
      loop:step()
    end
    assert.equal("done", task:status())
  end)

  it("makes its descriptor readable in time for a sleep", function()
    local task = hwc.spawn(hwc.sleep, 0.005)
    loop:step(0)
    local watch = uv.new_poll(loop:pollfd())
    local steps = 0
    watch:start("r", function()
      steps = steps + 1
      loop:step(0)
      if task:status() ~= "waiting" then
        watch:stop()
      end
    end)
    uv.run()
    assert.equal("done", task:status())
    assert.is_true(steps < 10)
    watch:close()
    uv.run("nowait")
  end)

  it("refuses a step inside a step", function()
    local good, message
    hwc.spawn(function()
      good, message = pcall(loop.step, loop, 0)
    end)
    loop:step(0)
    assert.is_false(good)
    assert.truthy(message:find("being stepped already", 1, true))
    loop:step(0)
  end)

  it("goes on after a step that raised", function()
    hwc.spawn(error, "a bug")
    assert.is_false((pcall(loop.step, loop, 0)))
    assert.is_true(hwc.sleep(0.001))
  end)

  it("refuses steps that are no time, at the caller's line", function()
    for _, timeout in ipairs({ "x", {}, 0 / 0 }) do
      local good, message = pcall(function() loop:step(timeout) end)
      assert.is_false(good)
      assert.matches("^spec/hwc/loop_spec.lua:%d+: step takes a number of seconds", message)
    end
  end)

  it("refuses sleeps that are no time", function()
    for _, seconds in ipairs({ -1, 0 / 0, math.huge, 367 * 24 * 3600, "1" }) do
      assert.has_error(function()
        hwc.sleep(seconds)
      end)
    end
    assert.is_true(hwc.sleep(0))
  end)
end)
