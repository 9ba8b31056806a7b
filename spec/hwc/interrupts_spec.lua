-- Interrupts: SIGINT for real programs that lua5.4 runs, wherever they are, and what they know of
-- it then. The server is in this process, so that it sees what they send.

local live_program = require("spec.support.live_program")
local silent_server = require("spec.support.silent_server")
local uv = require("luv")

-- What each program begins with. know() prints what an error says.
local PRELUDE = [[
  io.stdout:setvbuf("line")
  local cph, devserver, hwc = require("cph"), require("devserver"), require("hwc")
  local function options(more)
    local given = { endpoint = arg[1], project_id = "p", ak = "ak", sk = "sk" }
    for name, value in pairs(more or {}) do
      given[name] = value or nil
    end
    return given
  end
  local client = assert(cph.client(options()))
  local function restart()
    return client:restart_cloud_phone_server({ server_ids = { "a" } })
  end
  local function closing(name)
    return setmetatable({}, { __close = function() print("closed " .. name) end })
  end
  local function know(err)
    print(type(err) == "table" and err.kind, err.operation, err.sent, err.attempts)
  end
  -- From within the wait, so that it has begun for sure.
  local function say_ready()
    hwc.spawn(function() print("ready") end)
  end
]]

describe("an interrupt", function()
  local server, child

  before_each(function()
    server = silent_server.start()
  end)

  after_each(function()
    child:close()
    server:close()
  end)

  local function start(text)
    if child then
      child:close()
    end
    child = live_program.start(PRELUDE .. text, server.url)
  end

  local function wait_for_requests(count)
    child:wait_until(function() return server.received >= count end, count .. " requests")
  end

  describe("in the main chunk", function()
    it("ends a call, whose error says what was sent", function()
      start([[
        print(pcall(function()
          local _ <close> = closing("scope")
          return restart()
        end) == false)
        know(select(2, pcall(restart)))
      ]])
      wait_for_requests(1)
      child:signal()
      child:wait_for("true")
      -- The call has ended, and the program goes on with another one.
      wait_for_requests(2)
      assert.equal(1, server:connections())
      assert.same({ "closed scope", "true" }, child:lines())
      -- lua5.4 ends at the second signal.
      child:signal()
      assert.equal(2, child:wait_for_end().signal)
      assert.same({ "closed scope", "true" }, child:lines())
    end)

    it("says operation, sent and attempts of a call", function()
      start([[
        local _, err = pcall(restart)
        know(err)
        print(err)
        print(err.report)
      ]])
      wait_for_requests(1)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({
        "interrupted\trestart_cloud_phone_server\ttrue\t1",
        "restart_cloud_phone_server: the program was interrupted; the request was sent and may "
          .. "have been acted on (interrupted)",
        "nil",
      }, child:lines())
    end)

    it("does not take a response for whole of which a part has come", function()
      start([[
        local ended, err = pcall(restart)
        print(ended, err.kind, err.sent, err.fate, err.message)
        print(err.report)
      ]])
      wait_for_requests(1)
      server:respond('{"jobs":', nil, 1000)
      uv.sleep(100)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({
        "false\tinterrupted\ttrue\tunknown\t"
          .. "the program was interrupted; the request was sent and may have been acted on",
        "nil",
      }, child:lines())
    end)

    -- A finalizer sends the signal: memory is collected while the long list is read.
    it("has the reply in its report if it comes while the reply is read", function()
      server.respond_always = '{"request_id":"r","jobs":[' .. ('{"job_id":"j"},'):rep(30000)
        .. '{"job_id":"last"}]}'
      start([[
        local file <close> = assert(io.open("/proc/self/stat"))
        local kill = "kill -INT " .. file:read("n")
        collectgarbage()
        setmetatable({}, { __gc = function() io.popen(kill):close() end })
        local ended, err = pcall(restart)
        print(ended, err.kind, err.operation, err.sent, err.fate)
        print(#err.report.returned[1].jobs, err.report.returned[2].status)
      ]])
      assert.equal(0, child:wait_for_end().code)
      assert.same({
        "false\tinterrupted\trestart_cloud_phone_server\ttrue\tresponded",
        "30001\t200",
      }, child:lines())
    end)

    it("says that nothing was sent of a call that waits for a connection", function()
      start([[
        hwc.loop():limit_connections(1)
        local other = hwc.spawn(restart)
        hwc.loop():step(0)
        know(select(2, pcall(function()
          return client:update_keypair({ servers = { { server_id = "a", keypair_name = "k" } } })
        end)))
        print(other:status())
        os.exit(7, true)
      ]])
      wait_for_requests(1)
      child:signal()
      assert.equal(7, child:wait_for_end().code)
      assert.same({ "interrupted\tupdate_keypair\tfalse\t0", "waiting" }, child:lines())
      assert.equal(1, server:poll())
    end)

    it("speaks for the call while its credentials are asked for", function()
      start([[
        client = assert(cph.client(options({ ak = false, sk = false, project_id = false,
          region = "cn-north-4", iam_endpoint = arg[1], username = "u", password = "p",
          domain = "d" })))
        know(select(2, pcall(restart)))
        os.exit(0, true)
      ]])
      wait_for_requests(1)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\trestart_cloud_phone_server\tfalse\t0" }, child:lines())
      assert.equal(1, server:poll())
    end)

    it("ends a call of any path", function()
      start([[
        know(select(2, pcall(client.call, client, { method = "POST", path = "/v1/anything" })))
      ]])
      wait_for_requests(1)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\tcall\ttrue\t1" }, child:lines())
    end)

    it("ends the program where nobody catches it", function()
      start([[
        local _ <close> = closing("main")
        restart()
      ]])
      wait_for_requests(1)
      child:signal()
      local ended = child:wait_for_end()
      assert.same({ 1, 0 }, { ended.code, ended.signal })
      local output = child:output()
      assert.matches("lua5.4: restart_cloud_phone_server: the program was interrupted", output, 1,
        true)
      assert.matches("closed main", output, 1, true)
    end)

    it("ends a sleep, a list and a wait for a task", function()
      for waits, expected in pairs({
        ["hwc.sleep(60)"] = "interrupted\tnil\tnil\tnil",
        ["hwc.spawn(hwc.sleep, 60):wait()"] = "interrupted\tnil\tnil\tnil",
        ["hwc.spawn(hwc.sleep, 60):wait(60)"] = "interrupted\tnil\tnil\tnil",
        ["while true do hwc.loop():step(60) end"] = "interrupted\tnil\tnil\tnil",
        ["coroutine.wrap(function() hwc.sleep(60) end)()"] = "interrupted\tnil\tnil\tnil",
      }) do
        start("say_ready() hwc.loop():step(0)\nsay_ready()\n"
          .. "know(select(2, pcall(function() " .. waits .. " end)))")
        child:wait_for("ready", 2)
        child:signal()
        assert.equal(0, child:wait_for_end().code)
        assert.same({ expected }, child:lines(), waits)
      end
      start([[
        know(select(2, pcall(function()
          for _ in client:each("list_cloud_phone_servers") do end
        end)))
      ]])
      wait_for_requests(1)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\tlist_cloud_phone_servers\ttrue\t1" }, child:lines())
    end)

    it("ends a download that tells of its progress, and leaves no file", function()
      start([[
        local apig = require("apig")
        local gateway = assert(apig.client(options({ instance_id =
          "fc0b7ab3-2a73-4fd5-9f3b-0f0f8d9f8f0e" })))
        know(select(2, pcall(gateway.export_api_definitions, gateway, {
          env_id = "DEFAULT_ENVIRONMENT_RELEASE_ID",
          group_id = "c77f5e81d9cb4424bf704ef2b0ac7600",
          define = "all",
        }, { to = arg[0] .. ".json", progress = print })))
      ]])
      wait_for_requests(1)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.equal("interrupted\texport_api_definitions\ttrue\t1", child:lines()[#child:lines()])
      local listing <close> = assert(io.popen("ls " .. child.directory))
      assert.equal("log\nprogram.lua\n", listing:read("a"))
    end)

    it("says that nothing was sent while credentials are asked for a download", function()
      start([[
        local apig = require("apig")
        local gateway = assert(apig.client(options({ ak = false, sk = false, project_id = false,
          instance_id = "fc0b7ab3-2a73-4fd5-9f3b-0f0f8d9f8f0e", region = "cn-north-4",
          iam_endpoint = arg[1], username = "u", password = "p", domain = "d" })))
        know(select(2, pcall(gateway.export_api_definitions, gateway, {
          env_id = "DEFAULT_ENVIRONMENT_RELEASE_ID",
          group_id = "c77f5e81d9cb4424bf704ef2b0ac7600",
          define = "all",
        }, { to = arg[0] .. ".json", progress = print })))
      ]])
      wait_for_requests(1)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\texport_api_definitions\tfalse\t0" }, child:lines())
    end)

    -- The signal comes while the step in which IAM answered is not over.
    it("sends nothing where it comes with the last thing that a call needs", function()
      server.respond_always = [[{"projects":[{"id":"p","name":"cn-north-4"}]}]]
      for name, arguments in pairs({
        export_api_definitions = [[{ env_id = "DEFAULT_ENVIRONMENT_RELEASE_ID", define = "all",
          group_id = "c77f5e81d9cb4424bf704ef2b0ac7600" }, { to = arg[0] .. ".json",
          progress = print }]],
        list_signature_keys = "{}",
      }) do
        local before = server.received
        start(([[
          local apig = require("apig")
          local gateway = assert(apig.client(options({ project_id = false, region = "cn-north-4",
            iam_endpoint = arg[1], instance_id = "fc0b7ab3-2a73-4fd5-9f3b-0f0f8d9f8f0e",
            on_event = function(event)
              if event.kind == "response" then
                print("ready")
                local started = os.clock()
                while os.clock() - started < 0.2 do end
              end
            end })))
          local _, err = pcall(gateway.%s, gateway, %s)
          print(err.kind, err.operation, err.sent)
        ]]):format(name, arguments))
        child:wait_for("ready")
        child:signal()
        assert.equal(0, child:wait_for_end().code)
        assert.same({ "interrupted\t" .. name .. "\tfalse" }, child:lines())
        assert.equal(before + 1, server:poll())
      end
    end)

    it("is noticed by a coroutine that waits after it was busy", function()
      start([[
        local good, err = coroutine.resume(coroutine.create(function()
          print("ready")
          local started = os.clock()
          while os.clock() - started < 0.2 do end
          return restart()
        end))
        print(err.kind, err.operation, err.sent)
      ]])
      child:wait_for("ready")
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\trestart_cloud_phone_server\tfalse" }, child:lines())
      assert.equal(0, server:connections())
    end)

    it("leaves all usable", function()
      server.respond_always = function(count)
        return count > 1 and [[{"request_id":"r","jobs":[]}]] or nil
      end
      start([[
        local task = hwc.spawn(function() return "task" end)
        know(select(2, pcall(restart)))
        print(restart().request_id)
        print(task:wait(), hwc.run(function() return hwc.sleep(0.001) end))
        print(#hwc.map({ 1, 2, 3 }, restart))
      ]])
      wait_for_requests(1)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\trestart_cloud_phone_server\ttrue\t1", "r", "task\ttrue", "3" },
        child:lines())
    end)
  end)

  describe("while tasks run", function()
    it("ends all tasks of a run: calls, sleeps, waits, whatever they catch", function()
      start([[
        local err = select(2, pcall(hwc.run, function()
          for name, fn in pairs({
            call = restart,
            sleep = function() hwc.sleep(60) end,
            stubborn = function() while true do pcall(hwc.sleep, 60) end end,
            nested = function()
              hwc.run(function()
                local _ <close> = closing("inner")
                hwc.sleep(60)
                hwc.sleep(60)
              end)
            end,
            map = function() hwc.map({ 1 }, restart) hwc.sleep(60) end,
          }) do
            hwc.spawn(function()
              local _ <close> = closing(name)
              fn()
              hwc.sleep(60)
              hwc.sleep(60)
            end)
          end
          local _ <close> = closing("first")
          local reply, problem = restart()
          return problem.kind, problem.sent
        end))
        know(err)
        print(table.unpack(err.report.returned))
        print(hwc.loop():timeout())
        say_ready()
        hwc.sleep(60)
      ]])
      wait_for_requests(3)
      child:signal()
      child:wait_for("ready")
      local list = child:lines()
      assert.same({ "interrupted\tnil\tnil\tnil", "cancelled\ttrue", "nil" },
        table.move(list, #list - 2, #list, 1, {}))
      table.sort(list)
      assert.same({ "closed call", "closed first", "closed inner", "closed map", "closed nested",
        "closed sleep", "closed stubborn" }, table.move(list, 2, 8, 1, {}))
      assert.equal(0, server:connections())
      assert.equal(3, server:poll())
    end)

    it("has the results and errors of a map in its report", function()
      server.respond_always = function(count)
        return count == 1 and [[{"request_id":"r","jobs":[]}]] or nil
      end
      start([[
        local err = select(2, pcall(hwc.map, { 1, 2, 3, 4 }, function(i)
          local _ <close> = closing("item " .. i)
          return restart()
        end, { concurrency = 2 }))
        know(err)
        local results, errors = err.report.results, err.report.errors
        print(results[1].request_id, errors[1], results[2], results[3], results[4])
        know(errors[2])
        know(errors[3])
        know(errors[4])
      ]])
      wait_for_requests(3)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      local list = child:lines()
      assert.same({
        "interrupted\tnil\tnil\tnil",
        "r\tnil\tnil\tnil\tnil",
        "cancelled\trestart_cloud_phone_server\ttrue\t1",
        "cancelled\trestart_cloud_phone_server\ttrue\t1",
        "cancelled\tnil\tfalse\t0",
      }, table.move(list, 4, 8, 1, {}))
      assert.equal(8, #list)
      assert.equal(3, server:poll())
    end)

    it("is noticed when a busy task waits next", function()
      start([[
        know(select(2, pcall(hwc.run, function()
          local _ <close> = closing("task")
          print("ready")
          local started = os.clock()
          while os.clock() - started < 0.2 do end
          print("waits")
          print(restart())
          hwc.sleep(60)
          print("never")
        end)))
      ]])
      child:wait_for("ready")
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      local list = child:lines()
      assert.equal(4, #list)
      assert.equal("waits", list[1])
      assert.matches("cancelled", list[2], 1, true)
      assert.same({ "closed task", "interrupted\tnil\tnil\tnil" }, { list[3], list[4] })
      assert.equal(0, server:connections())
    end)

    it("is noticed when a busy task waits no more, and what it returned is not lost", function()
      start([[
        local err = select(2, pcall(hwc.run, function()
          print("ready")
          local started = os.clock()
          while os.clock() - started < 0.2 do end
          return "result", 2
        end))
        know(err)
        print(table.unpack(err.report.returned))
      ]])
      child:wait_for("ready")
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\tnil\tnil\tnil", "result\t2" }, child:lines())
    end)

    it("does not hide an error that a task raises then", function()
      start([[
        local err = select(2, pcall(hwc.run, function()
          local _ <close> = setmetatable({}, { __close = function() error("in closing", 0) end })
          say_ready()
          hwc.sleep(60)
          hwc.sleep(60)
        end))
        know(err)
        print((tostring(err.report.raised):match("[^\n]+")))
      ]])
      child:wait_for("ready")
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\tnil\tnil\tnil", "in closing" }, child:lines())
    end)

    it("reaches the main chunk from a step of another loop, and the tasks go on", function()
      start([[
        local uv = require("luv")
        local task = hwc.spawn(function()
          print("ready")
          local started = os.clock()
          while os.clock() - started < 0.2 do end
          hwc.sleep(0.001)
          return "task"
        end)
        know(select(2, pcall(function()
          while task:status() == "waiting" do
            hwc.loop():step(1)
          end
        end)))
        print(task:wait())
      ]])
      child:wait_for("ready")
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\tnil\tnil\tnil", "task" }, child:lines())
    end)
  end)

  describe("of waiting for jobs", function()
    local JOBS = [[{"count":2,"jobs":[{"job_id":"1","status":2},{"job_id":"2","status":1}]}]]
    local WAIT = [[client:wait_jobs({ request_id = "r", jobs = { { job_id = "1" },
      { job_id = "2" } } }, { first_delay = 0.001, interval = 60,
      progress = function(p) if p.succeeded == 1 then print("ready") end end })]]
    local REPORT = [[
      local report = err.report
      print(report.stopped, #report.succeeded, report.succeeded[1].job_id, #report.failed,
        #report.unknown, report.unknown[1].job_id, report.error)
    ]]

    it("says what is known by then", function()
      server.respond_always = JOBS
      start("local _, err = pcall(function() return " .. WAIT .. " end)\nknow(err)\n" .. REPORT)
      child:wait_for("ready")
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\tnil\tnil\tnil", "interrupted\t1\t1\t0\t1\t2\tnil" },
        child:lines())
    end)

    it("says so in a task as well, which is cancelled", function()
      server.respond_always = JOBS
      start([[
        local err = select(2, pcall(hwc.run, function()
          local _ <close> = closing("task")
          return ]] .. WAIT .. [[

        end))
        know(err)
        err = err.report.returned[2]
        know(err)
      ]] .. REPORT)
      child:wait_for("ready")
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      local list = child:lines()
      assert.same({ "closed task", "interrupted\tnil\tnil\tnil", "cancelled\tnil\tnil\tnil" },
        table.move(list, 1, 3, 1, {}))
      assert.matches("^error\t1\t1\t0\t1\t2\t", list[4])
    end)

    it("knows what was asked in a look that was not over", function()
      server.respond_always = function(count)
        return count == 1 and [[{"data":[{"id":"00000000-0000-4000-8000-00000000000a",
          "status":"RUNNING"}],"total":1}]] or nil
      end
      start([[
        local machines = assert(devserver.client(options()))
        local a, b = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"
        local _, err = pcall(machines.wait_dev_server, machines, { a, b },
          { first_delay = 0.001, status = "RUNNING", already = true })
        know(err)
        local report = err.report
        print(report.stopped, #report.succeeded, report.succeeded[1].id == a, #report.unknown,
          report.unknown[1].id == b, report.unknown[1].reason)
      ]])
      wait_for_requests(2)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\tnil\tnil\tnil", "interrupted\t1\ttrue\t1\ttrue\tno_answer" },
        child:lines())
    end)
  end)

  it("ends a wait that asks for several at a time, and knows what has ended", function()
    server.respond_always = function(count)
      return count == 1 and [[{"operation_status":"success"}]] or nil
    end
    start([[
      local machines = assert(devserver.client(options()))
      local id = "00000000-0000-4000-8000-00000000000a"
      local operations = {}
      for i = 1, 9 do
        operations[i] = { id = id, operation_id = tostring(i) }
      end
      local _, err = pcall(machines.wait, machines, "volume_operation", operations,
        { first_delay = 0 })
      know(err)
      print(err.report.stopped, #err.report.succeeded, #err.report.unknown, err.report.error)
    ]])
    wait_for_requests(9) -- 8 at a time: the first has ended
    child:signal()
    assert.equal(0, child:wait_for_end().code)
    assert.same({ "interrupted\tnil\tnil\tnil", "interrupted\t1\t8\tnil" }, child:lines())
  end)

  describe("is told from other things", function()
    it("such as other signals", function()
      start([[
        say_ready()
        print(hwc.sleep(0.2))
      ]])
      child:wait_for("ready")
      child:stop_and_continue()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "true" }, child:lines())
    end)

    it("such as a hook that a task sets, which stays", function()
      start([[
        local main = coroutine.running()
        local function hook() end
        hwc.spawn(function()
          debug.sethook(main, hook, "crl", 1)
          print("ready")
        end)
        print(hwc.sleep(0.2), debug.gethook(main) == hook)
      ]])
      child:wait_for("ready")
      child:stop_and_continue()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "true\ttrue" }, child:lines())
    end)

    it("such as a hook of the program, which is there again after it", function()
      for _, mask in ipairs({ "crl", "l" }) do
        start(([[
          local lines = 0
          local function hook() lines = lines + 1 end
          debug.sethook(hook, "%s", 1)
          say_ready()
          know(select(2, pcall(hwc.sleep, 60)))
          local found, mask, count = debug.gethook()
          local before = lines
          found = found == hook
          print(found, mask, count, lines > before)
        ]]):format(mask))
        child:wait_for("ready")
        child:signal()
        assert.equal(0, child:wait_for_end().code)
        assert.same({ "interrupted\tnil\tnil\tnil", "true\t" .. mask .. "\t1\ttrue" },
          child:lines())
      end
    end)

    it("without the debug library", function()
      start([[
        debug = nil
        package.loaded.debug = nil
        say_ready()
        know(select(2, pcall(hwc.sleep, 60)))
      ]])
      child:wait_for("ready")
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      assert.same({ "interrupted\tnil\tnil\tnil" }, child:lines())
    end)
  end)

  it("leaves nothing undone, whenever it comes", function()
    server.respond_always = [[{"request_id":"r","jobs":[]}]]
    for round = 1, 10 do
      start([[
        local open = 0
        local function item()
          local _ <close> = setmetatable({}, { __close = function() open = open - 1 end })
          open = open + 1
          for _ = 1, 1000 do
            if not restart() then
              hwc.sleep(60)
            end
          end
        end
        print("ready")
        local good, err = pcall(hwc.map, { 1, 2, 3, 4, 5, 6, 7, 8 }, item)
        print(good, type(err) == "table" and err.kind, open, hwc.loop():timeout())
        print(restart().request_id, hwc.run(function() return hwc.sleep(0) end))
      ]])
      wait_for_requests(server.received + 1)
      local goal = server.received + (round * 37) % 200
      wait_for_requests(goal)
      child:signal()
      assert.equal(0, child:wait_for_end().code)
      local list = child:lines()
      assert.matches("^false\tinterrupted\t0\t", list[1])
      assert.equal("r\ttrue", list[2])
    end
  end)
end)
