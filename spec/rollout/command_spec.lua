-- SPDX-License-Identifier: Apache-2.0
-- Programs beside the loop: what ran, what is left of it, and what is said of it.

local commands = require("hwc.rollout.command")
local hwc = require("hwc")
local scheduler = require("hwc.scheduler")

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

-- The number of this process.
local function own_pid()
  return read("/proc/self/stat"):match("^%d+")
end

-- Whether a process runs, or has ended and is to be reaped by this one.
local function is_there(pid)
  local file <close> = io.open("/proc/" .. pid .. "/stat")
  local state, parent = (file and file:read("a") or ""):match("%) (%u) (%d+)")
  return state ~= nil and (state ~= "Z" or parent == own_pid())
end

local function shell(script, ...)
  return { "sh", "-c", script, ... }
end

describe("a command", function()
  local path

  before_each(function()
    path = os.tmpname()
  end)

  after_each(function()
    os.remove(path)
  end)

  -- Waits until none of the processes in the file runs.
  local function wait_for_ends(count)
    local pids = {}
    for pid in read(path):gmatch("%d+") do
      pids[#pids + 1] = pid
    end
    assert.equal(count, #pids)
    local give_up = scheduler.now() + 2
    for _, pid in ipairs(pids) do
      while is_there(pid) and scheduler.now() < give_up do
        scheduler.sleep(0.01)
      end
      assert.is_false(is_there(pid), pid .. " is left")
    end
  end

  it("gets a line on standard input, and its words as they are", function()
    local words = { "sh", "-c", 'cat >"$0"; printf "%s" "$1" >>"$0"', path, "it's $HOME; `id`\n*" }
    assert(commands.run(words, '{"a":"b\\n$c"}', { limit = 10 }))
    assert.equal('{"a":"b\\n$c"}\n' .. "it's $HOME; `id`\n*", read(path))
  end)

  it("is ended at its limit with all that it started, and nothing is left to reap", function()
    local began = scheduler.now()
    local good, problem = commands.run(shell(
      'sleep 60 & echo "$! $$" >"$0"; wait', path), "x", { limit = 0.2 })
    assert.is_nil(good)
    assert.equal("sh: it did not end within 0.2 s and was killed", problem)
    assert.is_true(scheduler.now() - began < 3)
    wait_for_ends(2)
  end)

  it("is killed where it ignores that it is to end", function()
    local good, problem = commands.run(shell(
      'trap "" TERM; echo $$ >"$0"; while :; do sleep 0.05; done', path), "x",
      { limit = 0.2, grace = 0.2 })
    assert.is_nil(good)
    assert.matches("did not end within 0.2 s", problem)
    wait_for_ends(1)
  end)

  it("ends with the task that waits for it", function()
    hwc.run(function()
      local task = hwc.spawn(commands.run, shell('echo $$ >"$0"; sleep 60', path), "x",
        { limit = 60 })
      repeat
        scheduler.sleep(0.01)
      until read(path) ~= ""
      task:cancel()
    end)
    wait_for_ends(1)
  end)

  it("ends with its task when it has just begun", function()
    local began = scheduler.now()
    hwc.run(function()
      for _ = 1, 5 do
        local task = hwc.spawn(commands.run, { "sleep", "5" }, "x", { limit = 60 })
        scheduler.sleep(0)
        task:cancel()
      end
    end)
    assert.is_true(scheduler.now() - began < 4)
  end)

  it("outlives Ctrl-C, which reaches the shell that waits for it", function()
    local _, problem = commands.run(shell(
      'kill -INT $(cut -d" " -f4 /proc/$PPID/stat); sleep 0.1; exit 5'), "x", { limit = 5 })
    assert.equal("sh: it ended with status 5", problem)
  end)

  it("does not stop other tasks", function()
    local ticks = 0
    hwc.run(function()
      local ticker = hwc.spawn(function()
        while true do
          scheduler.sleep(0.01)
          ticks = ticks + 1
        end
      end)
      assert(commands.run({ "sleep", "0.3" }, "x", { limit = 10 }))
      ticker:cancel()
    end)
    assert.is_true(ticks >= 5, ticks .. " ticks")
  end)

  it("need not read its input", function()
    for _ = 1, 10 do -- a write to a pipe without reader would end this process
      assert(commands.run({ "true" }, ("x"):rep(1000), { limit = 10 }))
    end
  end)

  it("is described by its status and the end of its output", function()
    local good, problem = commands.run(shell("seq 2000; echo 'no\troute' >&2; exit 3"), "x",
      { limit = 10 })
    assert.is_nil(good)
    assert.matches("^sh: it ended with status 3; its output: [%d ]+ 2000 no route$", problem)
    assert.is_true(#problem < 600)
    good, problem = commands.run({ "no-such-program" }, "x", { limit = 10 })
    assert.is_nil(good)
    assert.matches("no%-such%-program: it ended with status 127", problem)
  end)

  it("has a status of its own that is that of a limit", function()
    local _, problem = commands.run(shell("exit 124"), "x", { limit = 10 })
    assert.equal("sh: it ended with status 124", problem)
  end)

  it("does not show secrets, nor parts of them", function()
    local secret = "S!e%c$r#e@t" .. ("0123456789"):rep(5)
    local function output_of(text)
      local _, problem = commands.run(shell('printf "%s" "$0"; exit 1', text), "x",
        { limit = 10, secrets = { secret } })
      return problem
    end
    assert.equal("sh: it ended with status 1; its output: a (redacted) b",
      output_of("a " .. secret .. " b"))
    -- The end that is read begins within a secret.
    local cut = output_of(("y"):rep(500) .. secret:rep(40))
    assert.matches("%(redacted%)", cut)
    assert.is_nil(cut:find(secret:sub(-4), 1, true))
  end)

  it("is ended where it writes too much", function()
    local good, problem = commands.run(shell(
      'echo $$ >"$0"; head -c 17000000 /dev/zero | tr "\\0" x; sleep 60', path), "x",
      { limit = 20 })
    assert.is_nil(good)
    assert.matches("it wrote more than 16 MiB", problem)
    assert.is_true(#problem < 700)
    wait_for_ends(1)
  end)

  it("writes its output to a file that has no name", function()
    local _, problem = commands.run(shell("readlink /proc/self/fd/1; exit 1"), "x", { limit = 10 })
    assert.matches("%(deleted%)", problem)
  end)
end)
