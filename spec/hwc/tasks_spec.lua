local cph = require("cph")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")
local silent_server = require("spec.support.silent_server")
local task_checks = require("spec.support.task_checks")
local tasks = require("hwc.tasks")

local loop = hwc.loop()
local step_until = task_checks.step_until
local is_at_rest = task_checks.is_at_rest
local must = task_checks.must
local fails_with = task_checks.fails_with

describe("a task", function()
  local cloud, client, server, slow

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, speed = 1000 }))
    client = assert(cph.client(cloud:options()))
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
    server = silent_server.start()
    slow = assert(cph.client({ endpoint = server.url, project_id = "p", ak = "ak", sk = "sk" }))
  end)

  after_each(function()
    slow:close()
    server:close()
  end)

  -- A task that is in a call whose request has arrived.
  local function task_in_call(after)
    local seen = {}
    local task = hwc.spawn(function()
      seen.reply, seen.err = slow:restart_cloud_phone_server({ server_ids = { "a" } })
      if after then
        return after(seen)
      end
      hwc.sleep(60)
      seen.after = true
    end)
    local before = server.received
    step_until(function()
      return server:poll() > before
    end)
    return task, seen
  end

  it("makes calls while others do", function()
    local names = {}
    hwc.run(function()
      for i = 1, 3 do
        hwc.spawn(function()
          local reply = must(client:list_cloud_phone_servers({ limit = 1, offset = i - 1 }))
          names[i] = reply.servers[1].server_id
        end)
      end
    end)
    assert.equal(3, #names)
    assert.not_equal(names[1], names[2])
  end)

  it("goes on when its wait ends in the same step as a call outside of tasks", function()
    local woken = 0
    for _ = 1, 3 do
      hwc.spawn(function()
        hwc.sleep(0.02)
        woken = woken + 1
      end)
    end
    loop:step(0) -- the tasks begin
    local late = os.clock() + 0.04
    repeat until os.clock() > late
    local reply, err = slow:restart_cloud_phone_server({ server_ids = { "a" } },
      { deadline = 1e-9, retry = false })
    assert.is_nil(reply)
    assert.equal("timeout", err.kind)
    assert.equal(3, woken)
  end)

  it("learns of the fate of its request when it is cancelled", function()
    local task, seen = task_in_call()
    assert.is_true(task:cancel())
    assert.is_true(task:cancel())
    local result, err = task:wait()
    assert.is_nil(result)
    assert.equal("cancelled", err.kind)
    assert.is_nil(seen.reply)
    assert.equal("cancelled", seen.err.kind)
    assert.is_true(seen.err.sent)
    assert.is_false(seen.err.retryable or false)
    assert.equal("restart_cloud_phone_server", seen.err.operation)
    assert.is_nil(seen.after)
    assert.equal("cancelled", task:status())
    assert.is_false(task:cancel())
    step_until(function()
      return server:connections() == 0
    end)
    is_at_rest()
  end)

  it("sends nothing that it begins after it was cancelled", function()
    local seen = {}
    local task
    task = hwc.spawn(function()
      task:cancel()
      seen.reply, seen.err = slow:restart_cloud_phone_server({ server_ids = { "a" } })
      seen.returned = true
      slow:restart_cloud_phone_server({ server_ids = { "a" } })
      seen.after = true
    end)
    step_until(function()
      return task:status() == "cancelled"
    end)
    assert.equal("cancelled", seen.err.kind)
    assert.is_false(seen.err.sent)
    assert.is_nil(seen.after)
    assert.equal(0, server:poll())
  end)

  it("may return something when it was cancelled", function()
    local task = task_in_call(function(seen)
      return "sent: " .. tostring(seen.err.sent)
    end)
    task:cancel()
    assert.equal("sent: true", task:wait())
    assert.equal("done", task:status())
  end)

  it("gets a reply that was there before it was cancelled", function()
    local seen
    local task = hwc.spawn(function()
      seen = client:list_cloud_phone_servers()
      hwc.sleep(60)
      hwc.sleep(60)
      error("not reached")
    end)
    -- Cancelled by a task that runs in the very step in which the reply came.
    step_until(function()
      return #cloud:requests() == 1
    end)
    hwc.sleep(0.01)
    loop:step(0)
    task:cancel()
    step_until(function()
      return task:status() == "cancelled"
    end)
    assert.equal(3, #seen.servers)
  end)

  it("never begins when it is cancelled before", function()
    local begun
    local task = hwc.spawn(function()
      begun = true
    end)
    task:cancel()
    assert.equal("cancelled", task:status())
    loop:step(0)
    assert.is_nil(begun)
  end)

  it("closes its to-be-closed variables, the last first", function()
    local log = {}
    local function closing(name)
      return setmetatable({}, { __close = function()
        log[#log + 1] = name
      end })
    end
    local task = hwc.spawn(function()
      local _ <close> = closing("outer")
      pcall(function()
        local _ <close> = closing("inner")
        while true do
          log[#log + 1] = tostring(hwc.sleep(60))
        end
      end)
      log[#log + 1] = "after"
    end)
    loop:step(0)
    task:cancel()
    task:wait()
    assert.same({ "nil", "inner", "outer" }, log)
  end)

  it("cannot wait in the closing of its variables", function()
    local seen = {}
    local task = hwc.spawn(function()
      local _ <close> = setmetatable({}, { __close = function()
        seen.slept, seen.err = hwc.sleep(60)
        seen.reply, seen.call_err = slow:list_cloud_phone_servers()
      end })
      hwc.sleep(60)
      hwc.sleep(60)
    end)
    loop:step(0)
    task:cancel()
    task:wait()
    assert.equal("cancelled", seen.err.kind)
    assert.equal("cancelled", seen.call_err.kind)
    assert.is_false(seen.call_err.sent)
    assert.equal(0, server:poll())
  end)

  it("surfaces what the closing of its variables raises", function()
    local task = hwc.spawn(function()
      local _ <close> = setmetatable({}, { __close = function()
        error("a bug in closing", 0)
      end })
      hwc.sleep(60)
      hwc.sleep(60)
    end)
    loop:step(0)
    task:cancel()
    fails_with("a bug in closing", function()
      task:wait()
    end)
  end)

  it("counts as cancelled where it raises the error that told it so", function()
    local task = hwc.spawn(function()
      must(slow:list_cloud_phone_servers())
    end)
    step_until(function()
      return server:poll() == 1
    end)
    task:cancel()
    local _, err = task:wait()
    assert.equal("cancelled", err.kind)
    assert.equal("cancelled", task:status())
  end)

  it("takes what it has spawned with it where it ends early", function()
    local child
    local function parent(ends)
      return hwc.spawn(function()
        child = hwc.spawn(function()
          hwc.spawn(hwc.sleep, 60)
          hwc.sleep(60)
          hwc.sleep(60)
        end)
        hwc.sleep(0)
        return ends()
      end)
    end
    local task = parent(function()
      hwc.sleep(60)
      hwc.sleep(60)
    end)
    step_until(function()
      return child ~= nil
    end)
    hwc.sleep(0.002)
    task:cancel()
    task:wait()
    child:wait()
    assert.equal("cancelled", child:status())

    child = nil
    assert.has_error(function()
      parent(function()
        error("a bug", 0)
      end):wait()
    end)
    child:wait()
    assert.equal("cancelled", child:status())

    child = nil
    parent(function() end):wait()
    assert.equal("waiting", child:status())
    child:cancel()
    is_at_rest()
  end)

  it("ends what it waits for in run and map when it is cancelled", function()
    local seen = {}
    local task = hwc.spawn(function()
      seen.run = table.pack(hwc.run(function()
        return slow:list_cloud_phone_servers()
      end))
    end)
    step_until(function()
      return server:poll() == 1
    end)
    task:cancel()
    task:wait()
    assert.equal("cancelled", seen.run[2].kind)
    assert.is_true(seen.run[2].sent)

    task = hwc.spawn(function()
      seen.results, seen.errors = hwc.map({ 1, 2, 3 }, function()
        return slow:list_cloud_phone_servers()
      end, { concurrency = 2 })
    end)
    step_until(function()
      return server:poll() == 3
    end)
    task:cancel()
    task:wait()
    assert.same({}, seen.results)
    for i = 1, 3 do
      assert.equal("cancelled", seen.errors[i].kind)
      assert.equal(i < 3, seen.errors[i].sent or false)
    end
    assert.equal(3, server:poll())
  end)

  it("ends the waiting of polls for work, which tell what is known", function()
    local job = assert(client:restart_cloud_phone_server({
      server_ids = { client:list_cloud_phone_servers().servers[1].server_id },
    }))
    local seen = {}
    local task = hwc.spawn(function()
      seen.report, seen.err = client:wait_jobs(job, { first_delay = 60 })
    end)
    loop:step(0)
    task:cancel()
    task:wait()
    assert.is_nil(seen.report)
    assert.equal("cancelled", seen.err.kind)
    assert.equal(1, #seen.err.report.unknown)
  end)

  it("waits for another as long as it is told to", function()
    local task = hwc.spawn(hwc.sleep, 0.02)
    local result, err = task:wait(0.001)
    assert.is_nil(result)
    assert.equal("timeout", err.kind)
    assert.is_true(task:wait(5))
    assert.is_true(hwc.run(function()
      local other = hwc.spawn(hwc.sleep, 0.01)
      local _, early = other:wait(0.001)
      assert.equal("timeout", early.kind)
      return other:wait()
    end))
    is_at_rest()
    for _, seconds in ipairs({ -1, 0 / 0, "1" }) do
      assert.has_error(function()
        task:wait(seconds)
      end)
    end
  end)

  it("cannot be waited for for a time that is none", function()
    local task = hwc.spawn(function() end)
    for _, seconds in ipairs({ -1, 0 / 0, math.huge, 366 * 24 * 3600 + 1, "1" }) do
      local good, message = pcall(function() task:wait(seconds) end)
      assert.is_false(good)
      assert.matches("^spec/hwc/tasks_spec.lua:%d+: wait takes a number of seconds", message)
    end
    task:wait(366 * 24 * 3600)
  end)

  it("cannot wait for itself", function()
    local task
    task = hwc.spawn(function()
      return select(2, pcall(task.wait, task))
    end)
    assert.truthy(task:wait():find("a task cannot wait for itself", 1, true))
  end)

  it("may be waited for by many", function()
    local task = hwc.spawn(function()
      hwc.sleep(0.001)
      return 7
    end)
    local results = hwc.map({ 1, 2, 3 }, function()
      return task:wait()
    end)
    assert.same({ 7, 7, 7 }, results)
  end)

  it("may call below pcall, metamethods and iterators", function()
    local ids = {}
    hwc.run(function()
      local object = setmetatable({}, { __index = function()
        return must(client:list_cloud_phone_servers()).servers
      end })
      local function each()
        return function(_, i)
          local servers = object.servers
          return servers[i + 1] and i + 1, servers[i + 1]
        end, nil, 0
      end
      pcall(function()
        for i, found in each() do
          ids[i] = found.server_id
        end
      end)
    end)
    assert.equal(3, #ids)
  end)

  describe("that cannot wait", function()
    local began

    -- All that waits, by name.
    local function waiting_functions(waiter, by_password)
      local function never()
        began = true
      end
      local task = hwc.spawn(hwc.sleep, 60)
      return {
        operation = function()
          slow:restart_cloud_phone_server({ server_ids = { "a" } })
        end,
        ["operation that needs a token first"] = function()
          by_password:restart_cloud_phone_server({ server_ids = { "a" } })
        end,
        ["operation without a signature"] = function()
          waiter:keystone_create_user_token_by_password({ auth = { identity = {
            methods = { "password" },
            password = { user = { name = "n", password = "p", domain = { name = "d" } } },
          } } })
        end,
        call = function()
          slow:call({ method = "POST", path = "/v1/anything" })
        end,
        check = function()
          slow:check()
        end,
        each = function()
          for _ in slow:each("list_cloud_phone_servers") do
            never()
          end
        end,
        wait_jobs = function()
          slow:wait_jobs("a request", { first_delay = 0.001 })
        end,
        sleep = function()
          hwc.sleep(0)
        end,
        run = function()
          hwc.run(never)
        end,
        map = function()
          hwc.map({ 1, 2 }, never)
        end,
        ["task:wait"] = function()
          task:wait()
        end,
        ["loop:step"] = function()
          loop:step(0)
        end,
      }, task
    end

    -- Where nothing can wait: each calls `fn` and returns what it raised.
    local PLACES = {
      ["a callback of string.gsub"] = function(fn)
        local message
        local good, raised = pcall(string.gsub, "x", "x", function()
          local _
          _, message = pcall(fn)
          error(message, 0)
        end)
        return good, raised
      end,
      ["a callback of table.sort"] = function(fn)
        return pcall(table.sort, { 1, 2 }, fn)
      end,
      ["a metamethod that a C function calls"] = function(fn)
        return pcall(tostring, setmetatable({}, { __tostring = fn }))
      end,
      ["a coroutine of the task's own"] = function(fn)
        return pcall(coroutine.wrap(fn))
      end,
      ["on_event"] = function(fn)
        local good, raised
        local _ <close> = assert(cph.client({
          endpoint = server.url, project_id = "p", ak = "ak", sk = "sk",
          verify = false, -- which is an event
          on_event = function()
            good, raised = pcall(fn)
          end,
        }))
        return good, raised
      end,
      ["a finalizer"] = function(fn)
        local good, raised
        do
          setmetatable({}, { __gc = function()
            good, raised = pcall(fn)
          end })
        end
        collectgarbage()
        return good, raised
      end,
    }

    for place, call_in in pairs(PLACES) do
      it("starts nothing in " .. place, function()
        local iam = require("hwc.iam")
        local of_iam <close> = assert(iam.client({ endpoint = server.url, token = "t" }))
        local by_password <close> = assert(cph.client({
          endpoint = server.url, iam_endpoint = server.url, region = "cn-north-4",
          username = "u", password = "p", domain = "d",
        }))
        began = false
        local functions, task = waiting_functions(of_iam, by_password)
        local outcomes = {}
        hwc.run(function()
          for name, fn in pairs(functions) do
            outcomes[name] = table.pack(call_in(fn))
          end
        end)
        task:cancel()
        for name, outcome in pairs(outcomes) do
          assert.is_false(outcome[1], name)
          assert.matches("cannot wait", tostring(outcome[2]), 1, true)
        end
        hwc.sleep(0.005)
        assert.equal(0, server:poll())
        assert.equal(0, server:connections())
        assert.is_false(began)
        is_at_rest()
      end)
    end

    it("starts nothing in a finalizer outside of tasks", function()
      local functions, task = waiting_functions(slow, slow)
      functions["operation without a signature"] = nil
      for name, fn in pairs(functions) do
        local good, message = PLACES["a finalizer"](fn)
        assert.is_false(good, name)
        assert.matches("cannot wait", tostring(message), 1, true)
      end
      task:cancel()
      hwc.sleep(0.005)
      assert.equal(0, server:poll())
      assert.equal(0, server:connections())
      is_at_rest()
    end)

    it("blames the line that wanted to wait", function()
      hwc.run(function()
        string.gsub("x", "x", function()
          for _, fn in ipairs({
            function() slow:list_cloud_phone_servers() end,
            function() slow:call({ method = "GET", path = "/" }) end,
            function() slow:wait_jobs("a request") end,
            function() hwc.sleep(0) end,
            function() hwc.run(print) end,
            function() hwc.map({ 1 }, print) end,
            function() loop:step(0) end,
          }) do
            local _, message = pcall(fn)
            assert.matches("^spec/hwc/tasks_spec.lua:%d+: .*cannot wait", message)
          end
        end)
      end)
    end)

    it("has what need not be waited for all the same", function()
      local task = hwc.spawn(function() return "done" end)
      task:wait()
      local results = {}
      hwc.run(function()
        string.gsub("x", "x", function()
          results[1] = task:wait()
          results[2] = slow:explain("list_cloud_phone_servers").method
          results[3] = hwc.spawn(function() results[4] = "spawned" end):status()
        end)
      end)
      assert.same({ "done", "GET", "waiting", "spawned" }, results)
      assert.equal(0, server:poll())
    end)
  end)

  it("leaves no memory behind, however it ends", function()
    local function cycle(count)
      for _ = 1, count do
        local ended = {}
        local function ends_early()
          hwc.spawn(hwc.sleep, 60)
          slow:list_cloud_phone_servers()
          hwc.sleep(60)
        end
        ended[1] = hwc.spawn(ends_early)
        ended[2] = hwc.spawn(hwc.run, ends_early)
        ended[3] = hwc.spawn(hwc.map, { 1, 2, 3 }, ends_early, { concurrency = 2 })
        ended[4] = hwc.spawn(tasks.once, {}, 1, ends_early)
        ended[5] = hwc.spawn(ended[1].wait, ended[1], 60)
        pcall(hwc.run, function()
          hwc.spawn(ends_early)
          hwc.sleep(0.001)
          error("a bug")
        end)
        for _, task in ipairs(ended) do
          task:cancel()
          task:wait()
        end
        server:poll()
      end
      is_at_rest()
      collectgarbage()
      collectgarbage()
      return collectgarbage("count")
    end
    cycle(100) -- tables reach their size
    local before = cycle(100)
    assert.is_true(cycle(100) - before < 10) -- KiB
  end)

  it("must not yield by itself", function()
    local good, message = pcall(hwc.run, function()
      coroutine.yield(1)
    end)
    assert.is_false(good)
    assert.truthy(message:find("a task yielded by itself", 1, true))
    assert.truthy(message:find("tasks_spec.lua", 1, true))
  end)
end)

describe("tasks.once", function()
  it("does work once for all who ask at the same time", function()
    local flights, count = {}, 0
    local function work()
      count = count + 1
      hwc.sleep(0.002)
      return "result", count
    end
    local function ask()
      return select(2, tasks.once(flights, "key", work))
    end
    assert.same({ 1, 1, 1 }, (hwc.map({ 1, 2, 3 }, ask)))
    assert.same({}, flights)
    assert.equal(2, ask()) -- later it is done anew; also outside of tasks
    assert.same({ "result", 3 }, { tasks.once(flights, "other", work) })
  end)

  it("goes on when who came first is cancelled, and ends when all are", function()
    local flights, ended = {}, nil
    local function work()
      ended = hwc.sleep(0.005)
      return "result"
    end
    local first = hwc.spawn(tasks.once, flights, "key", work)
    local second = hwc.spawn(tasks.once, flights, "key", work)
    loop:step(0)
    first:cancel()
    assert.is_nil((first:wait()))
    assert.equal("result", second:wait())
    assert.is_true(ended)

    first = hwc.spawn(tasks.once, flights, "key", work)
    loop:step(0)
    loop:step(0)
    first:cancel()
    first:wait()
    assert.same({}, flights)
    step_until(function()
      return ended == nil
    end)
    is_at_rest()
  end)

  it("raises what the work raises, for each who waits", function()
    local flights = {}
    local results = hwc.map({ 1, 2 }, function()
      local good, message = pcall(tasks.once, flights, "key", function()
        hwc.sleep(0)
        error("a bug", 0)
      end)
      return { good, message:match("^[^\n]*") }
    end)
    assert.same({ { false, "a bug" }, { false, "a bug" } }, results)
    loop:step(0)
  end)

  it("waits as long as each is told to", function()
    local flights = {}
    local function work()
      hwc.sleep(0.02)
      return "result"
    end
    local patient = hwc.spawn(tasks.once, flights, "key", work)
    loop:step(0)
    local result, err = tasks.once(flights, "key", work, 0.001)
    assert.is_nil(result)
    assert.equal("timeout", err.kind)
    assert.equal("result", patient:wait())
  end)
end)
