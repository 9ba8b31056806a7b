local hwc = require("hwc")
local live_program = require("spec.support.live_program")
local silent_server = require("spec.support.silent_server")

-- What each program begins with. blocked() shows which signals this process blocks.
local PRELUDE = [[
  io.stdout:setvbuf("line")
  local cph, hwc = require("cph"), require("hwc")
  local function blocked()
    local file <close> = assert(io.open("/proc/self/status"))
    local mask = tonumber(file:read("a"):match("SigBlk:%s+(%x+)"), 16)
    local names = {}
    for number, name in pairs({ [2] = "INT", [10] = "USR1", [15] = "TERM" }) do
      if mask & (1 << (number - 1)) ~= 0 then
        names[#names + 1] = name
      end
    end
    table.sort(names)
    return table.concat(names, " ")
  end
  -- From within the wait, so that it has begun for sure.
  local function say_ready()
    hwc.spawn(function() print("ready") end)
  end
]]

describe("hwc.signals", function()
  local child

  local function start(text, argument)
    child = live_program.start(PRELUDE .. text, argument)
  end

  after_each(function()
    if child then
      child:close()
    end
  end)

  it("waits for a signal outside of tasks, which run meanwhile", function()
    start([[
      local signals <close> = hwc.signals({ "INT", "TERM" })
      say_ready()
      print(signals:wait())
      say_ready()
      print(signals:wait(60))
    ]])
    child:wait_for("ready")
    child:signal("sigterm")
    child:wait_for("ready", 2)
    child:signal("sigint")
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "TERM", "INT" }, child:lines())
  end)

  it("wakes a task, which may cancel others: what was sent is known", function()
    local server = silent_server.start()
    start([[
      local client = assert(cph.client({ endpoint = arg[1], project_id = "p", ak = "ak",
        sk = "sk" }))
      local signals <close> = hwc.signals()
      hwc.run(function()
        local work = hwc.spawn(function()
          local _, err = client:restart_cloud_phone_server({ server_ids = { "a" } })
          return err
        end)
        local guard = hwc.spawn(function()
          print(signals:wait())
          work:cancel()
        end)
        local err = work:wait()
        guard:cancel()
        print(err.kind, err.sent)
      end)
    ]], server.url)
    child:wait_until(function() return server.received == 1 end, "a request")
    child:signal("sigterm")
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "TERM", "cancelled\ttrue" }, child:lines())
    server:close()
  end)

  it("has a second signal as an event of its own", function()
    start([[
      local signals <close> = hwc.signals()
      hwc.run(function()
        for i = 1, 3 do
          say_ready()
          print(i, signals:wait())
        end
      end)
    ]])
    for i = 1, 3 do
      child:wait_for("ready", i)
      child:signal("sigint")
      child:wait_for(i .. "\tINT")
    end
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
  end)

  it("keeps a signal that came while nobody waited", function()
    start([[
      local signals <close> = hwc.signals({ "USR1", "TERM" })
      os.execute("kill -TERM $PPID; kill -USR1 $PPID; kill -USR1 $PPID")
      print(signals:wait(0), signals:wait(0), (signals:wait(0)))
    ]])
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "USR1\tTERM\tnil" }, child:lines())
  end)

  it("gives each listener each signal, and of those who wait for one the first", function()
    start([[
      local first <close> = hwc.signals({ "TERM" })
      local second <close> = hwc.signals({ "TERM", "USR1" })
      local third <close> = hwc.signals({ "USR1" })
      hwc.run(function()
        for i = 1, 2 do
          hwc.spawn(function() print("first", i, first:wait()) end)
        end
        hwc.sleep(0.001)
        os.execute("kill -TERM $PPID")
        hwc.sleep(0.01)
        print("second", second:wait(0))
        print("third", (third:wait(0)))
        os.execute("kill -TERM $PPID")
      end)
      print(second:wait())
    ]])
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "first\t1\tTERM", "second\tTERM", "third\tnil", "first\t2\tTERM", "TERM" },
      child:lines())
  end)

  it("waits as long as it is told to", function()
    local signals <close> = hwc.signals({ "USR2" })
    for _, wait in ipairs({ function() return signals:wait(0.001) end, function()
      return hwc.run(signals.wait, signals, 0.001)
    end }) do
      local name, err = wait()
      assert.is_nil(name)
      assert.equal("timeout", err.kind)
    end
    for _, seconds in ipairs({ -1, 0 / 0, math.huge, "1" }) do
      local good, message = pcall(function() signals:wait(seconds) end)
      assert.is_false(good)
      assert.matches("^spec/hwc/signals_spec.lua:%d+: wait takes a number of seconds", message)
    end
  end)

  it("ends where its task is cancelled, or the listener is closed", function()
    local signals = hwc.signals({ "USR2" })
    local seen = {}
    local function wait()
      local name, err = signals:wait()
      seen[#seen + 1] = tostring(name) .. " " .. err.kind
    end
    hwc.run(function()
      local task = hwc.spawn(wait)
      hwc.sleep(0.001)
      task:cancel()
      task:wait()
      hwc.spawn(wait)
      hwc.spawn(wait)
      hwc.sleep(0.001)
      signals:close()
    end)
    assert.same({ "nil cancelled", "nil cancelled", "nil cancelled" }, seen)
    signals:close()
    assert.equal("hwc.signals: closed", tostring(signals))
    local good, message = pcall(function() signals:wait() end)
    assert.is_false(good)
    assert.matches("^spec/hwc/signals_spec.lua:%d+: attempt to use a closed listener", message)
    hwc.loop():step(0)
    assert.is_nil(hwc.loop():timeout())
  end)

  it("leaves a signal to others that came for a task as it was cancelled", function()
    start([[
      local signals <close> = hwc.signals({ "TERM" })
      local task = hwc.spawn(function()
        return signals:wait()
      end)
      hwc.loop():step(0)
      os.execute("kill -TERM $PPID")
      task:cancel()
      local name, err = task:wait()
      print(name, err.kind, signals:wait(0))
    ]])
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "nil\tcancelled\tTERM" }, child:lines())
  end)

  it("listens for all signals that there are", function()
    start([[
      local names = { "ALRM", "CHLD", "CONT", "HUP", "QUIT", "TSTP", "USR1", "USR2", "WINCH",
        "TERM", "INT" }
      local signals <close> = hwc.signals(names)
      for _, name in ipairs(names) do
        hwc.spawn(function() os.execute(("kill -%s $PPID"):format(name)) end)
        local got = signals:wait(60)
        while name ~= "CHLD" and got == "CHLD" do -- by the end of the shell
          got = signals:wait(60)
        end
        print(name == got)
      end
    ]])
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "true", "true", "true", "true", "true", "true", "true", "true", "true", "true",
      "true" }, child:lines())
  end)

  it("changes nothing but while it is open", function()
    start([[
      print(blocked())
      local first = hwc.signals({ "INT", "TERM" })
      local second = hwc.signals({ "TERM", "USR1" })
      print(blocked())
      first:close()
      print(blocked())
      second:close()
      print(blocked())
      do
        local other <close> = hwc.signals({ "INT" })
        print(blocked())
      end
      print(blocked())
      hwc.signals({ "USR1" }) -- not closed, but collected
      collectgarbage()
      collectgarbage()
      print(blocked())
      say_ready()
      hwc.sleep(60)
    ]])
    child:wait_for("ready")
    local masks = child:output():match("^(.*)ready")
    assert.equal("\nINT TERM USR1\nTERM USR1\n\nINT\n\n\n", masks)
    child:signal("sigterm")
    assert.equal(15, child:wait_for_end().signal)
  end)

  it("leaves SIGINT to lua5.4 once it is closed", function()
    start([[
      do
        local signals <close> = hwc.signals()
        os.execute("kill -INT $PPID")
        print(signals:wait())
      end
      say_ready()
      local _, err = pcall(hwc.sleep, 60)
      print(err.kind)
    ]])
    child:wait_for("ready")
    child:signal("sigint")
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "INT", "interrupted" }, child:lines())
  end)

  it("is interrupted by a signal that it does not listen for", function()
    start([[
      local signals <close> = hwc.signals({ "TERM" })
      say_ready()
      print(select(2, pcall(signals.wait, signals)).kind)
      print(signals:wait(0.001))
    ]])
    child:wait_for("ready")
    child:signal("sigint")
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.equal("interrupted", child:lines()[1])
    assert.matches("timeout", child:lines()[2], 1, true)
  end)

  it("makes the descriptor of the loop readable, for who watches it", function()
    start([[
      local uv = require("luv")
      local signals <close> = hwc.signals()
      local loop = hwc.loop()
      local watch = uv.new_poll(loop:pollfd())
      hwc.spawn(function()
        print("ready")
        print(signals:wait())
        watch:stop()
        watch:close()
      end)
      loop:step(0)
      print(loop:timeout())
      watch:start("r", function() loop:step(0) end)
      uv.run()
    ]])
    child:wait_for("ready")
    child:wait_for("nil")
    child:signal("sigterm")
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "nil", "TERM" }, child:lines())
  end)

  it("gets signals with the thread of a sandbox in the process, which was there before", function()
    start([[
      local cloud <close> = assert(require("hwc.sandbox").start({}))
      local signals <close> = hwc.signals()
      for _ = 1, 50 do
        os.execute("kill -TERM $PPID")
        assert(signals:wait() == "TERM")
      end
      print("all")
    ]])
    assert.same({ code = 0, signal = 0 }, child:wait_for_end())
    assert.same({ "all" }, child:lines())
  end)

  it("does not hide that tasks wait for each other for ever", function()
    local signals <close> = hwc.signals({ "USR2" })
    local good, message = pcall(hwc.run, function()
      local first, second
      first = hwc.spawn(function() second:wait() end)
      second = hwc.spawn(function() first:wait() end)
    end)
    assert.is_false(good)
    assert.matches("deadlock", message, 1, true)
    hwc.loop():step(0)
    assert.equal("hwc.signals: open", tostring(signals))
  end)

  it("cannot wait where nothing can", function()
    local signals <close> = hwc.signals({ "USR2" })
    hwc.run(function()
      string.gsub("x", "x", function()
        local _, message = pcall(function() signals:wait() end)
        assert.matches("^spec/hwc/signals_spec.lua:%d+: .*cannot wait", message)
      end)
    end)
    hwc.loop():step(0)
    assert.is_nil(hwc.loop():timeout())
  end)

  it("refuses what is no list of signals", function()
    for _, case in ipairs({
      { "INT", "takes a list of names" },
      { {}, "takes a list of names" },
      { { "TERM", "SIGINT" }, 'unknown signal "SIGINT", did you mean "INT"?' },
      { { "int" }, 'unknown signal "int", did you mean "INT"?' },
      { { "KILL" }, 'unknown signal "KILL"' },
      { { "TREM" }, 'did you mean "TERM"?' },
      { { 15 }, "unknown signal" },
      { { "INT", nil, "TERM" }, "takes a list of names" },
      { { [2] = "INT" }, "takes a list of names" },
      { { "INT", also = "TERM" }, "takes a list of names" },
      { { "INT", "TERM", "INT" }, "duplicate INT" },
    }) do
      local good, message = pcall(function() hwc.signals(case[1]) end)
      assert.is_false(good)
      assert.matches("^spec/hwc/signals_spec.lua:%d+: ", message)
      assert.matches(case[2], message, 1, true)
    end
    local signals <close> = hwc.signals({ "USR2" })
    assert.has_error(function() signals.wait({}) end)
    assert.has_error(function() signals.close = print end)
  end)
end)
