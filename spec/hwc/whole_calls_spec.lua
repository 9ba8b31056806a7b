-- Calls without options of a client with lasting credentials, which the core makes as a whole: what
-- happens besides must find its place all the same.

local cph = require("cph")
local events = require("hwc.events")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")

describe("a whole call", function()
  local cloud, client

  setup(function()
    cloud = assert(sandbox.start({ servers = 2, speed = 1000 }))
    client = assert(cph.client(cloud:options()))
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  local function list()
    local reply, err = client:list_cloud_phone_servers({ limit = 1 }) -- no tail call: it is blamed
    return reply, err
  end

  it("lets tasks run that wait for something else", function()
    cloud:fail({ delay = 0.2, times = 1 })
    local steps = 0
    local task = hwc.spawn(function()
      for _ = 1, 3 do
        hwc.sleep(0.01)
        steps = steps + 1
      end
      return "slept"
    end)
    hwc.loop():step(0) -- the task waits, no task is ready
    assert.truthy(list())
    assert.equal(3, steps)
    assert.equal("slept", task:wait())
  end)

  it("does not raise the error of a task that nobody waited for, but the next one does", function()
    cloud:fail({ delay = 0.1, times = 1 })
    hwc.spawn(function()
      hwc.sleep(0.01)
      error("nobody waited")
    end)
    hwc.loop():step(0)
    assert.truthy(list())
    assert.equal(1, #cloud:requests())
    assert.error_matches(list, "nobody waited")
    assert.equal(1, #cloud:requests())
    assert.truthy(list())
  end)

  it("is refused to finalizers while nothing else goes on", function()
    local good, message
    do
      setmetatable({}, { __gc = function()
        good, message = pcall(list)
      end })
    end
    collectgarbage()
    assert.is_false(good)
    assert.matches("^spec/hwc/whole_calls_spec.lua:%d+: .*cannot wait", message)
    assert.equal(0, #cloud:requests())
  end)

  it("is refused to the hook of a client that was closed", function()
    local good, message
    local watch = events.new(function()
      events.close(events.new(print))
      good, message = pcall(list)
    end)
    events.close(watch)
    events.emit(watch, "warning", { name = "late", message = "after the end" })
    assert.is_false(good)
    assert.matches("on_event cannot wait", message, 1, true)
    assert.equal(0, #cloud:requests())
  end)

  it("blames the line with wrong arguments, and the line of a closed client", function()
    for _, case in ipairs({
      { "the arguments have to be a table, got a string", function(fn) return fn(client, "a") end },
      { "call its methods with a colon", function(fn) return fn({}, {}) end },
    }) do
      local good, message = pcall(function()
        local reply = case[2](client.list_cloud_phone_servers)
        return reply
      end)
      assert.is_false(good)
      assert.matches("^spec/hwc/whole_calls_spec.lua:%d+: ", message)
      assert.matches(case[1], message, 1, true)
    end
    local other = assert(cph.client(cloud:options()))
    other:close()
    local good, message = pcall(function()
      local reply = other:list_cloud_phone_servers()
      return reply
    end)
    assert.is_false(good)
    assert.matches("^spec/hwc/whole_calls_spec.lua:%d+: attempt to use a closed client", message)
    assert.equal(0, #cloud:requests())
  end)

  it("takes no arguments for none, in a task and outside", function()
    assert.truthy(client:list_cloud_phone_servers())
    assert.truthy(hwc.run(function()
      return (client:list_cloud_phone_servers())
    end))
  end)

  it("gives errors hints, in a task and outside", function()
    cloud:fail({ status = 401, code = "APIGW.0301", times = 2 })
    for _, run in ipairs({ pcall, function(fn) return true, hwc.run(fn) end }) do
      local _, reply, err = run(list)
      assert.is_nil(reply)
      assert.equal("service", err.kind)
      assert.is_string(err.hint)
    end
  end)

  it("is cancelled at once where the variables of a failed task are closed", function()
    local err
    local task = hwc.spawn(function()
      local _ <close> = setmetatable({}, { __close = function()
        err = select(2, list())
      end })
      error("the task failed")
    end)
    assert.error_matches(function() task:wait() end, "the task failed")
    assert.equal("cancelled", err.kind)
    assert.equal("failed", task:status())
    assert.equal(0, #cloud:requests())
  end)

  it("begins in no task that was cancelled, whose next wait ends", function()
    cloud:fail({ delay = 0.2, times = 1 })
    local first, second
    local task = hwc.spawn(function()
      first = select(2, list())
      second = select(2, list())
      list()
      second = "not reached"
    end)
    hwc.loop():step(0)
    task:cancel()
    assert.is_nil(task:wait())
    assert.equal("cancelled", first.kind)
    assert.is_nil(second)
    assert.equal("cancelled", task:status())
    assert.is_true(#cloud:requests() <= 1)
    assert.truthy(list()) -- the loop works on
  end)
end)
