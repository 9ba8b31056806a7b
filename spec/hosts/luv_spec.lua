-- hwc in the loop of luv. The server that is called is driven by that very loop, so a call that
-- blocked would wait for ever.

local cph = require("cph")
local hwc = require("hwc")
local silent_server = require("spec.support.silent_server")
local uv = require("luv")

describe("hwc in a loop of luv", function()
  local server, client, watch, failures

  before_each(function()
    server = silent_server.start()
    client = assert(cph.client({ endpoint = server.url, project_id = "p", ak = "ak", sk = "sk" }))
    failures = {}
    local loop = hwc.loop()
    watch = uv.new_poll(loop:pollfd())
    watch:start(loop:events(), function()
      local good, message = pcall(loop.step, loop, 0)
      if not good then
        failures[#failures + 1] = message
      end
    end)
  end)

  after_each(function()
    watch:close()
    client:close()
    server:close()
  end)

  -- Runs the loop until `done` says so; its timer is also what proves that the loop goes round.
  local function run_until(done)
    local ticks = 0
    local timer = uv.new_timer()
    timer:start(0, 1, function()
      ticks = ticks + 1
      if done(ticks) or ticks > 20000 then
        uv.stop()
      end
    end)
    uv.run()
    timer:close()
    assert.is_true(ticks <= 20000)
  end

  it("makes calls while the loop goes round", function()
    local counts, answered = {}, false
    for i = 1, 3 do
      hwc.spawn(function()
        local reply, err = client:list_cloud_phone_servers({ limit = i })
        counts[i] = reply and reply.count or tostring(err)
      end)
    end
    run_until(function(ticks)
      if server.received == 3 and ticks >= 20 and not answered then
        answered = true
        server:respond('{"servers":[],"count":7}')
      end
      return #counts == 3
    end)
    assert.same({ 7, 7, 7 }, counts)
    assert.same({}, failures)
  end)

  it("is woken by its timers alone", function()
    local slept
    hwc.spawn(function()
      hwc.sleep(0.005)
      slept = hwc.sleep(0.005)
    end)
    local pending = true
    while pending do
      uv.run("once") -- with nothing but the descriptor to wait for
      pending = not slept
    end
    assert.is_true(slept)
  end)

  it("is told of the errors of tasks, and goes on", function()
    local done
    hwc.spawn(error, "a bug")
    hwc.spawn(function()
      hwc.sleep(0.002)
      done = true
    end)
    run_until(function()
      return done
    end)
    assert.equal(1, #failures)
    assert.truthy(failures[1]:find("^a bug"))
  end)

  it("cancels calls", function()
    local err
    local task = hwc.spawn(function()
      err = select(2, client:list_cloud_phone_servers())
    end)
    run_until(function()
      return server.received == 1
    end)
    task:cancel()
    run_until(function()
      return err ~= nil
    end)
    assert.equal("cancelled", err.kind)
    assert.is_true(err.sent)
  end)
end)
