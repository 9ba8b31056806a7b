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

  -- As a finalizer may do, whenever memory is allocated.
  it("blames the line of a client that is closed while the call begins", function()
    local other = assert(cph.client(cloud:options()))
    assert(other:list_cloud_phone_servers())
    cloud:reset()
    debug.sethook(function()
      if debug.getinfo(2, "S").source:find("scheduler.lua", 1, true) then
        debug.sethook()
        other:close()
      end
    end, "c")
    local good, message = pcall(function()
      local reply = other:list_cloud_phone_servers()
      return reply
    end)
    debug.sethook()
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

  -- Makes the call at each of these depths of `dive`; the service sees no call that raises.
  local function dive_from(first, last, prepare, dive)
    local answered, refused = 0, 0
    for depth = first, last do
      cloud:reset()
      prepare()
      local good, reply
      pcall(dive, depth, function()
        good, reply = pcall(list)
      end)
      assert.equal(good and 1 or 0, #cloud:requests(), ("depth %d: %s"):format(depth, reply))
      answered = answered + (good and 1 or 0)
      refused = refused + (good and 0 or 1)
      pcall(hwc.sleep, 0.005)
    end
    assert.is_true(answered > 0 and refused > 0)
  end

  it("is not made where too little of the C stack is left for what happens meanwhile", function()
    dive_from(160, 200, function()
      cloud:fail({ delay = 0.01, times = 1 })
      hwc.spawn(hwc.sleep, 0.001)
      hwc.loop():step(0)
    end, function(depth, call)
      local function dive(left)
        return left == 0 and call() or pcall(dive, left - 1)
      end
      dive(depth)
    end)
  end)

  it("is not made where too little of the Lua stack is left for its reply", function()
    -- Each level takes some 60 slots.
    local dive = load(([[
      local function dive(left, call)
        local %s
        return left == 0 and { call() } or { dive(left - 1, call) }
      end
      return dive]]):format(("_, "):rep(59) .. "_"))()
    local fits, too_much = 1000, 100000
    while too_much - fits > 1 do
      local depth = (fits + too_much) // 2
      if pcall(dive, depth, function() end) then
        fits = depth
      else
        too_much = depth
      end
    end
    local deep = ('{"servers":[],"deep":%s%s}'):format(("["):rep(150), ("]"):rep(150))
    dive_from(fits - 25, fits, function()
      cloud:fail({ status = 200, body = deep, times = 1 })
    end, dive)
  end)
end)
