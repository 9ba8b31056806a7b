local cph = require("cph")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")
local task_checks = require("spec.support.task_checks")

local loop = hwc.loop()
local step_until = task_checks.step_until
local is_at_rest = task_checks.is_at_rest
local is_traceback_of = task_checks.is_traceback_of
local must = task_checks.must
local fails_with = task_checks.fails_with

describe("hwc.run", function()
  it("returns what the function returns, nils and all", function()
    local results = table.pack(hwc.run(function(...)
      hwc.sleep(0)
      return ...
    end, nil, 2, nil))
    assert.same({ nil, 2, nil, n = 3 }, results)
    assert.equal(0, select("#", hwc.run(function() end)))
  end)

  it("lets tasks wait side by side", function()
    local log = {}
    hwc.run(function()
      for i = 1, 3 do
        hwc.spawn(function()
          log[#log + 1] = "begin " .. i
          hwc.sleep(0.004 * (4 - i))
          log[#log + 1] = "end " .. i
        end)
      end
    end)
    assert.same({ "begin 1", "begin 2", "begin 3", "end 3", "end 2", "end 1" }, log)
  end)

  it("returns when all that was spawned has ended", function()
    local ended
    hwc.run(function()
      hwc.spawn(function()
        hwc.spawn(function()
          hwc.sleep(0.005)
          ended = true
        end)
      end)
    end)
    assert.is_true(ended)
  end)

  it("makes only the calling task wait when it is called in one", function()
    local log = {}
    hwc.run(function()
      hwc.spawn(function()
        log[#log + 1] = "beside"
      end)
      local inner = hwc.run(function()
        hwc.sleep(0.002)
        return "inner"
      end)
      log[#log + 1] = inner
    end)
    assert.same({ "beside", "inner" }, log)
  end)

  it("raises an error of its function, with a traceback", function()
    local good, message = pcall(hwc.run, function()
      hwc.sleep(0)
      error("a bug")
    end)
    assert.is_false(good)
    is_traceback_of(message, "a bug")
    assert.equal(1, select(2, message:gsub("stack traceback:", "")))
  end)

  it("raises the error of a task that nobody waits for, and ends the others", function()
    local closed, after
    local good, message = pcall(hwc.run, function()
      hwc.spawn(function()
        local _ <close> = setmetatable({}, { __close = function()
          closed = true
        end })
        hwc.sleep(60)
        hwc.sleep(60)
        after = true
      end)
      hwc.spawn(function()
        hwc.sleep(0.001)
        error("a bug")
      end)
      hwc.sleep(60)
      return "not seen"
    end)
    assert.is_false(good)
    is_traceback_of(message, "a bug")
    assert.is_true(closed)
    assert.is_nil(after)
    is_at_rest()
  end)

  it("adds further errors to the one that it raises", function()
    local _, message = pcall(hwc.run, function()
      hwc.spawn(function()
        hwc.sleep(60)
        error("the second")
      end)
      hwc.sleep(0.001)
      error("the first")
    end)
    assert.truthy(message:find("the first.*meanwhile another task failed: .*the second"))
  end)

  it("raises errors that are tables as they are", function()
    local raised = {}
    local _, value = pcall(hwc.run, error, raised)
    assert.equal(raised, value)

    local client <close> = assert(cph.client({ endpoint = "http://127.0.0.1:9", project_id = "p",
      ak = "ak", sk = "sk" }))
    local _, err = pcall(hwc.run, function()
      local reply = must(client:restart_cloud_phone_server({ server_ids = {} }))
      return reply
    end)
    assert.equal("validation", err.kind)
    assert.truthy(err.traceback:find("^stack traceback:.*run_spec"))
    assert.is_nil(tostring(err):find("\n", 1, true))
  end)

  it("says so where its tasks wait for each other for ever", function()
    local closed
    local good, message = pcall(hwc.run, function()
      local first, second
      first = hwc.spawn(function()
        local _ <close> = setmetatable({}, { __close = function()
          closed = true
        end })
        second:wait()
        second:wait()
      end)
      second = hwc.spawn(function()
        first:wait()
      end)
    end)
    assert.is_false(good)
    assert.truthy(message:find("deadlock", 1, true))
    loop:step(0)
    assert.is_true(closed)
  end)

  it("runs tasks that spawn each other in a long row", function()
    local count = 0
    local function spawn_next()
      count = count + 1
      if count < 10000 then
        hwc.spawn(spawn_next)
      end
    end
    hwc.run(spawn_next)
    assert.equal(10000, count)
  end)

  it("refuses what is no function", function()
    for _, name in ipairs({ "run", "spawn" }) do
      local good, message = pcall(hwc[name], {})
      assert.is_false(good)
      assert.truthy(message:find(name .. " takes a function, got a table", 1, true))
    end
  end)
end)

describe("hwc.spawn outside of run", function()
  it("is driven by steps of the loop", function()
    local log = {}
    local task = hwc.spawn(function(first)
      log[#log + 1] = first
      hwc.sleep(0.001)
      log[#log + 1] = "after"
      return "result"
    end, "begun")
    assert.same({}, log)
    assert.equal(0, loop:timeout())
    loop:step(0)
    assert.same({ "begun" }, log)
    assert.equal("waiting", task:status())
    step_until(function()
      return task:status() == "done"
    end)
    assert.same({ "begun", "after" }, log)
    assert.equal("result", task:wait())
    assert.equal("hwc.task: done", tostring(task))
  end)

  it("has its error raised by the step that ran it, once", function()
    local task = hwc.spawn(function()
      error("a bug")
    end)
    local good, message = pcall(loop.step, loop, 0)
    assert.is_false(good)
    is_traceback_of(message, "a bug")
    assert.equal("failed", task:status())
    loop:step(0)
  end)

  it("has each of several errors raised by a step of its own, and asks for the steps", function()
    hwc.spawn(error, "first")
    hwc.spawn(error, "second")
    fails_with("first", function()
      loop:step(0)
    end)
    assert.equal(0, loop:timeout())
    fails_with("second", function()
      loop:step(0)
    end)
    loop:step(0)
    is_at_rest()
  end)

  it("has its error raised by a sleep or a wait that is under way", function()
    hwc.spawn(error, "a bug")
    fails_with("a bug", function()
      hwc.sleep(60)
    end)

    local other = hwc.spawn(hwc.sleep, 0.002)
    hwc.spawn(error, "another bug")
    fails_with("another bug", function()
      other:wait()
    end)
    assert.is_true(other:wait())
  end)

  it("has its error raised where somebody waits for it, and only there", function()
    local task = hwc.spawn(error, "a bug")
    fails_with("a bug", function()
      task:wait()
    end)
    loop:step(0)

    task = hwc.spawn(error, "a bug")
    local waiting = hwc.spawn(function()
      return pcall(task.wait, task)
    end)
    task:cancel() -- it has not begun, so there is no error
    local good, result, err = waiting:wait()
    assert.is_true(good)
    assert.is_nil(result)
    assert.equal("cancelled", err.kind)
  end)

  it("keeps its error for later where a wait comes too late", function()
    local task = hwc.spawn(error, "a bug")
    local client <close> = assert(cph.client({ endpoint = "http://127.0.0.1:9", project_id = "p",
      ak = "ak", sk = "sk", retry = false }))
    -- The call under way is not lost to it; the next one does not begin.
    local reply, err = client:list_cloud_phone_servers()
    assert.is_nil(reply)
    assert.equal("transport", err.kind)
    assert.equal("failed", task:status())
    fails_with("a bug", function()
      client:list_cloud_phone_servers()
    end)
    fails_with("a bug", function() -- whoever waits still gets it
      task:wait()
    end)

    task = hwc.spawn(error, "taken back")
    client:list_cloud_phone_servers()
    fails_with("taken back", function()
      task:wait()
    end)
    loop:step(0)
  end)

  it("reports errors that nobody can get any more as warnings of Lua", function()
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write([[
      local hwc = require("hwc")
      local cph = require("cph")
      warn("@on")
      hwc.spawn(error, "the last words")
      local client <close> = assert(cph.client({ endpoint = "http://127.0.0.1:9",
        project_id = "p", ak = "ak", sk = "sk", retry = false }))
      client:list_cloud_phone_servers()
    ]])
    file:close()
    local output = assert(io.popen(("lua5.4 '%s' 2>&1"):format(path)))
    local text = output:read("a")
    output:close()
    os.remove(path)
    assert.truthy(text:find("hwc: a task failed: the last words", 1, true), text)
  end)
end)

describe("a call in a coroutine that is no task", function()
  it("blocks, and drives tasks meanwhile", function()
    local cloud <close> = assert(sandbox.start({ servers = 3 }))
    local client <close> = assert(cph.client(cloud:options()))
    local ran
    hwc.spawn(function()
      ran = true
    end)
    local co = coroutine.wrap(function()
      return client:list_cloud_phone_servers()
    end)
    assert.equal(3, #co().servers)
    assert.is_true(ran)
  end)
end)
