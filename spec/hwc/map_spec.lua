local cph = require("cph")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")
local task_checks = require("spec.support.task_checks")
local tasks = require("hwc.tasks")

local is_at_rest = task_checks.is_at_rest
local is_traceback_of = task_checks.is_traceback_of
local must = task_checks.must

describe("hwc.map", function()
  it("returns results and errors by index, whatever ends first", function()
    local failure = {}
    local results, errors = hwc.map({ "a", "b", "c", "d" }, function(item, i)
      hwc.sleep(0.002 * (5 - i))
      if item == "b" then
        return nil, failure
      elseif item == "d" then
        return false
      end
      return item:upper()
    end)
    assert.same({ "A", nil, "C", false }, results)
    assert.same({ [2] = failure }, errors)
  end)

  it("takes as many at a time as it is told to", function()
    for concurrency, most in pairs({ [1] = 1, [3] = 3, [50] = 40, [0] = 32 }) do
      local items, running, highest = {}, 0, 0
      for i = 1, 40 do
        items[i] = i
      end
      local opts = concurrency > 0 and { concurrency = concurrency } or nil
      local results = hwc.map(items, function(item)
        running = running + 1
        highest = math.max(highest, running)
        hwc.sleep(0)
        running = running - 1
        return item
      end, opts)
      assert.same(items, results)
      assert.equal(most, highest)
    end
  end)

  it("takes an hwc.Error that is raised for the error of the item", function()
    local client <close> = assert(cph.client({ endpoint = "http://127.0.0.1:9", project_id = "p",
      ak = "ak", sk = "sk" }))
    local results, errors = hwc.map({ 1, 2 }, function(i)
      if i == 1 then
        must(client:restart_cloud_phone_server({ server_ids = {} }))
      end
      return i
    end)
    assert.same({ nil, 2 }, results)
    assert.equal("validation", errors[1].kind)
    assert.truthy(errors[1].traceback:find("map_spec", 1, true))
    assert.is_nil(errors[2])
  end)

  it("raises any other error, and leaves the rest", function()
    local begun = 0
    local good, message = pcall(hwc.map, { 1, 2, 3, 4, 5, 6 }, function(i)
      begun = begun + 1
      hwc.sleep(0.001)
      if i == 2 then
        error("a bug")
      end
      hwc.sleep(60)
    end, { concurrency = 3 })
    assert.is_false(good)
    is_traceback_of(message, "a bug")
    assert.equal(3, begun)
    is_at_rest()
  end)

  it("takes whatever an item raises for its error, and goes on, where it is isolated", function()
    local raised = {}
    local results, errors = hwc.map({ 1, 2, 3, 4, 5 }, function(i)
      hwc.sleep(0.001)
      if i == 2 then
        error("a bug")
      elseif i == 3 then
        error(raised)
      elseif i == 4 then
        error()
      end
      return i
    end, { isolate = true, concurrency = 2 })
    assert.same({ [1] = 1, [5] = 5 }, results)
    is_traceback_of(errors[2], "a bug")
    assert.equal(raised, errors[3])
    assert.is_string(errors[4])
    assert.is_nil(errors[5])
  end)

  it("gives empty tables for an empty list", function()
    assert.same({ {}, {} }, { hwc.map({}, error) })
  end)

  it("refuses what cannot be mapped", function()
    for _, case in ipairs({
      { { nil, print }, "map takes a list, got a nil" },
      { { {}, "print" }, "map takes a function, got a string" },
      { { {}, print, { concurency = 2 } }, 'unknown option "concurency"' },
      { { {}, print, { concurrency = 0 } }, "has to be an integer of at least 1" },
    }) do
      local good, message = pcall(hwc.map, table.unpack(case[1], 1, 3))
      assert.is_false(good)
      assert.truthy(message:find(case[2], 1, true), message)
    end
  end)

  it("knows whether its items are many", function()
    local items = {}
    for i = 1, 100 do
      items[i] = i
    end
    assert.is_false(tasks.is_one_of_many())
    assert.same({ false }, { hwc.map(items, tasks.is_one_of_many)[1] })
    items[101] = 101
    local results = hwc.map(items, function()
      return hwc.run(function()
        return hwc.spawn(tasks.is_one_of_many):wait()
      end)
    end)
    assert.is_true(results[1] and results[101])
  end)

  it("makes 10,000 calls with 256 in flight, and keeps their order", function()
    local cloud <close> = assert(sandbox.start({ servers = 100 }))
    local client <close> = assert(cph.client(cloud:options()))
    local all = assert(client:list_cloud_phone_servers({ limit = 100 })).servers
    local offsets, running, highest = {}, 0, 0
    for i = 1, 10000 do
      offsets[i] = (i * 7) % 100
    end
    local results, errors = hwc.map(offsets, function(offset)
      running = running + 1
      highest = math.max(highest, running)
      local reply, err = client:list_cloud_phone_servers({ limit = 1, offset = offset })
      running = running - 1
      return reply and reply.servers[1].server_id, err
    end, { concurrency = 256 })
    assert.is_nil(next(errors))
    for i = 1, 10000 do
      assert(results[i] == all[offsets[i] + 1].server_id)
    end
    assert.equal(256, highest)
  end)
end)
