local hwc = require("hwc")

local loop = hwc.loop()

-- Seconds of the processor that `fn(count)` takes: what else the machine does does not count.
local function measure(fn, count)
  collectgarbage()
  local before = os.clock()
  fn(count)
  return os.clock() - before
end

-- Four times as many take about four times as long; what is quadratic takes sixteen times as long.
-- One of three attempts has to show it, since a single one may be disturbed. The limit of seconds
-- is wide, for slow and busy machines.
local function is_linear(fn, count)
  local ratio, seconds
  for _ = 1, 3 do
    local few = measure(fn, count // 4)
    seconds = measure(fn, count)
    ratio = seconds / few
    if ratio < 8 and seconds < 3 then
      return
    end
    if seconds > 10 then
      break
    end
  end
  error(("%d took %.2f s, %.1f times as long as a quarter of them"):format(count, seconds, ratio),
    2)
end

-- The first sleep may be over before the tasks that were spawned have begun.
local function let_begin()
  hwc.sleep(0)
  hwc.sleep(0)
end

-- Steps until nothing is left, and returns what the steps raised.
local function raised_by_steps(count)
  local raised = {}
  for _ = 1, count + 10 do
    local good, message = pcall(loop.step, loop, 0)
    if not good then
      raised[#raised + 1] = message
    end
  end
  return raised
end

describe("many tasks that wait for signals", function()
  local signals

  before_each(function()
    signals = hwc.signals({ "USR2" })
  end)

  after_each(function()
    signals:close()
  end)

  it("may all have waited long enough", function()
    is_linear(function(count)
      hwc.run(function()
        for _ = 1, count do
          hwc.spawn(function()
            assert.equal("timeout", select(2, signals:wait(0.01)).kind)
          end)
        end
      end)
    end, 20000)
  end)

  it("may all be cancelled, the last first", function()
    is_linear(function(count)
      hwc.run(function()
        local waiting = {}
        for i = 1, count do
          waiting[i] = hwc.spawn(function()
            signals:wait(100)
          end)
        end
        let_begin()
        for i = count, 1, -1 do
          waiting[i]:cancel()
        end
      end)
    end, 20000)
  end)
end)

describe("many tasks", function()
  -- All but the last wait when the last raises: they are cancelled, and each raises then.
  local function raise_after_cancel(count)
    return pcall(hwc.run, function()
      for i = 1, count do
        hwc.spawn(function()
          hwc.sleep(100)
          error(("failure %d"):format(i))
        end)
      end
      let_begin()
      error("the first failure")
    end)
  end

  it("may all raise after they were cancelled", function()
    is_linear(raise_after_cancel, 10000)
  end)

  it("are told of by ten texts and a number where they raise", function()
    local function get_texts(count)
      local good, message = raise_after_cancel(count)
      assert.is_false(good)
      assert.truthy(message:find("^[^\n]*the first failure\nstack traceback:"))
      local seen, texts = {}, 0
      for number in message:gmatch("\n\nmeanwhile another task failed: [^\n]*failure (%d+)\n") do
        assert.is_nil(seen[number])
        seen[number], texts = true, texts + 1
      end
      return texts, message:match("\n\n(and [^\n]*)$"), message
    end
    for count, expected in pairs({
      [9] = "none",
      [10] = "none",
      [11] = "and 1 more task failed",
      [12] = "and 2 more tasks failed",
    }) do
      local texts, rest = get_texts(count)
      assert.same({ math.min(count, 10), expected }, { texts, rest or "none" })
    end
    local _, rest, message = get_texts(1000)
    assert.equal("and 990 more tasks failed", rest)
    assert.is_true(#message < 11 * 2000)
  end)

  it("may all wait for one task, each for a time", function()
    is_linear(function(count)
      hwc.run(function()
        local awaited = hwc.spawn(hwc.sleep, 100)
        local late = 0
        for _ = 1, count do
          hwc.spawn(function()
            local _, err = awaited:wait(0.001)
            if err.kind == "timeout" then
              late = late + 1
            end
            if late == count then
              awaited:cancel()
            end
          end)
        end
        awaited:wait()
        assert.equal(count, late)
      end)
    end, 40000)
  end)

  it("may all be cancelled while they wait for one task, whatever the order", function()
    for _, forwards in ipairs({ true, false }) do
      is_linear(function(count)
        hwc.run(function()
          local awaited = hwc.spawn(hwc.sleep, 100)
          local waiting = {}
          for i = 1, count do
            waiting[i] = hwc.spawn(awaited.wait, awaited)
          end
          let_begin()
          for i = 1, count do
            waiting[forwards and i or count + 1 - i]:cancel()
          end
          let_begin()
          assert.equal("done", waiting[1]:status())
          assert.equal("waiting", awaited:status())
          awaited:cancel()
        end)
      end, 20000)
    end
  end)

  it("go on in the order in which they began to wait, without those that gave up", function()
    local order = {}
    hwc.run(function()
      local awaited = hwc.spawn(hwc.sleep, 0.02)
      local waiting = {}
      for i = 1, 6 do
        waiting[i] = hwc.spawn(function()
          local good = awaited:wait(i == 1 and 0.001 or nil)
          order[#order + 1] = good and i or -i
        end)
      end
      hwc.sleep(0.005)
      waiting[3]:cancel()
      waiting[6]:cancel()
    end)
    assert.same({ -1, -3, -6, 2, 4, 5 }, order)
  end)

  it("have an error raised by a step each where they fail outside of a run", function()
    is_linear(function(count)
      for i = 1, count do
        hwc.spawn(error, { number = i })
      end
      local raised = raised_by_steps(count)
      assert.equal(count, #raised)
      for i = 1, count do
        assert(raised[i].number == i)
      end
    end, 20000)
  end)

  it("have their errors raised by late waits, whatever the order", function()
    for _, forwards in ipairs({ true, false }) do
      is_linear(function(count)
        local failed = {}
        for i = 1, count do
          failed[i] = hwc.spawn(error, { number = i })
        end
        assert(not pcall(loop.step, loop, 0)) -- the error of the first
        for i = 2, count do
          local number = forwards and i or count + 2 - i
          local good, raised = pcall(failed[number].wait, failed[number])
          assert(not good and raised.number == number)
        end
        assert.same({}, raised_by_steps(1))
      end, 20000)
    end
  end)

  it("keep errors apart that are equal", function()
    local function fail()
      error("the same text", 0)
    end
    local same = { "raised by both" }
    local first, second = hwc.spawn(error, same), hwc.spawn(error, same)
    local third = hwc.spawn(fail)
    assert.is_false((pcall(loop.step, loop, 0))) -- the error of the first
    assert.is_false((pcall(first.wait, first)))
    assert.is_false((pcall(third.wait, third)))
    assert.same({ same }, raised_by_steps(1))
    assert.is_false((pcall(second.wait, second)))
  end)

  it("may fail with errors that are nothing", function()
    hwc.spawn(error, false)
    hwc.spawn(error, nil)
    hwc.spawn(error, "the last", 0)
    assert.same({ false, false }, { pcall(loop.step, loop, 0) })
    local raised = table.pack(pcall(loop.step, loop, 0))
    assert.is_false(raised[1])
    assert.is_nil(raised[2])
    local good, message = pcall(loop.step, loop, 0)
    assert.is_false(good)
    assert.truthy(message:find("^the last\n"))
    assert.is_true((pcall(loop.step, loop, 0)))
  end)
end)

describe("hwc.map over many items", function()
  local COUNT = 200000

  -- Bytes an item that are in use in the last item, when all garbage has been collected, beyond
  -- what was before. So what has been returned counts as well, where it is anything.
  local function bytes_an_item(fn)
    local list = {}
    for i = 1, COUNT do
      list[i] = i
    end
    collectgarbage()
    local before, after = collectgarbage("count"), nil
    local results, errors = hwc.map(list, function(item)
      if item == COUNT then
        collectgarbage()
        after = collectgarbage("count")
      end
      return fn(item)
    end)
    assert.is_nil(errors[1])
    return (after - before) * 1024 / COUNT, results
  end

  it("keeps at most 40 bytes an item besides the results", function()
    -- Items that return nothing have no results that take room.
    assert.is_true(bytes_an_item(function() end) <= 40)
    -- A table of as many numbers is what the results take by themselves.
    collectgarbage()
    local before = collectgarbage("count")
    local numbers = {}
    for i = 1, COUNT do
      numbers[i] = i
    end
    collectgarbage()
    local own = (collectgarbage("count") - before) * 1024 / COUNT
    assert.equal(COUNT, #numbers)
    local bytes, results = bytes_an_item(function(item)
      return item
    end)
    assert.same({ 1, COUNT }, { results[1], results[COUNT] })
    assert.is_true(bytes - own <= 40)
  end)

  it("keeps no more where the items end in another order", function()
    local bytes = bytes_an_item(function(item)
      if item % 1000 == 0 then
        hwc.sleep(0)
      end
    end)
    assert.is_true(bytes <= 40)
  end)

  it("tells items that return nothing from those cancelled and those not begun", function()
    local errors
    hwc.run(function()
      local map = hwc.spawn(function()
        local results
        results, errors = hwc.map({ 1, 2, 3, 4, 5, 6 }, function(item)
          if item == 2 or item == 4 then
            hwc.sleep(100)
            hwc.sleep(100)
          elseif item == 3 then
            return false
          end
        end, { concurrency = 2 })
        assert.same({ [3] = false }, results)
      end)
      hwc.sleep(0.005)
      map:cancel()
    end)
    local messages = {}
    for i, err in pairs(errors) do
      assert.equal("cancelled", err.kind)
      messages[i] = err.message
    end
    assert.same({
      [2] = "the item was cancelled while it was processed",
      [4] = "the item was cancelled while it was processed",
      [5] = "the item was cancelled before it began",
      [6] = "the item was cancelled before it began",
    }, messages)
  end)
end)
