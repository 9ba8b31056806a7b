-- What people see of a rollout on a terminal, in a file, and at the end.

local core = require("_hwc")
local program = require("spec.support.program")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local troubled = require("spec.support.troubled_rollout")

-- A status as run:status() gives it.
local function status(given)
  local p = {
    id = 3, name = "ops-3", state = "running", wave = 2, total = 301, succeeded = 135, failed = 2,
    refused = 1, in_doubt = 1, skipped = 0, verifying = 0, remaining = 162, waiting = 150,
    under_way = 12, unavailable = 15, created = 1000, started = 1000, now = 1100,
    limits = { max_unavailable = 60, max_failures = 6, max_in_doubt = 1 },
    waves = {
      { number = 1, state = "done", total = 1, succeeded = 1, failed = 0, refused = 0, in_doubt = 0,
        skipped = 0, verifying = 0, remaining = 0 },
      { number = 2, state = "running", total = 300, succeeded = 134, failed = 2, refused = 1,
        in_doubt = 1, skipped = 0, verifying = 0, remaining = 162 },
    },
  }
  for name, value in pairs(given or {}) do
    p[name] = value
  end
  return p
end

local function lines_of(text)
  local lines = {}
  for line in text:gmatch("([^\n]*)\n") do
    lines[#lines + 1] = line
  end
  return lines
end

-- What the progress function writes to a file that is no terminal.
local function written(given, statuses)
  local file <close> = assert(io.tmpfile())
  given.file = file
  local show = rollout.terminal(given)
  for _, p in ipairs(statuses) do
    show(p)
  end
  file:seek("set")
  return file:read("a")
end

-- Runs a Lua text on a terminal of python's pty; what it wrote, as the terminal got it.
local function on_terminal(text, environment, columns)
  local directory = program.directory()
  program.write(directory .. "/show.lua", text)
  program.write(directory .. "/run.py", ([=[
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, %d, 0, 0))
    os.execvp("lua5.4", ["lua5.4", sys.argv[1]])
out = b""
try:
    while True:
        piece = os.read(fd, 4096)
        if not piece:
            break
        out += piece
except OSError:
    pass
status = os.waitpid(pid, 0)[1]
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(status))
]=]):format(columns or 80))
  local pipe <close> = assert(io.popen(("%s python3 %s/run.py %s/show.lua"):format(
    environment or "", directory, directory)))
  local output = pipe:read("a")
  local good = pipe:close()
  os.execute("rm -r " .. directory)
  assert(good, output)
  return (output:gsub("\r\n", "\n"))
end

local HAS_TERMINALS = os.execute("python3 -c 'import os; os.openpty()' 2>/dev/null") == true

-- A case that needs a pseudo-terminal: where none can be had, it says so.
local function it_on_terminal(name, check)
  it(name, HAS_TERMINALS and check or function()
    pending("this machine has no pseudo-terminals: /dev/pts is not mounted")
  end)
end

-- A program that shows a wave of TOTAL targets, a quarter of them done every second.
local SHOW = [[
local total = TOTAL
local rollout = require("hwc.rollout")
local show = rollout.terminal()
local function wave(number, state, total, succeeded, failed, in_doubt, remaining)
  return { number = number, state = state, total = total, succeeded = succeeded, failed = failed,
    refused = 0, in_doubt = in_doubt, skipped = 0, verifying = 0, remaining = remaining }
end
for i = 0, 3 do
  local done = total // 4 * i
  show({ id = 3, name = "ops-3", state = "running", wave = 2, total = total + 1,
    succeeded = 1 + done, failed = 20 * i, refused = 0, in_doubt = i, skipped = 0, verifying = 0,
    remaining = total - done - 21 * i, waiting = 5, under_way = 12, unavailable = 15,
    created = 1000, started = 1000, now = 1100 + i,
    limits = { max_unavailable = 60, max_failures = 6, max_in_doubt = 1 },
    waves = { wave(1, "done", 1, 1, 0, 0, 0),
      wave(2, "running", total, done, 20 * i, i, total - done - 21 * i) } })
end
]]

local function show(total)
  return (SHOW:gsub("TOTAL", tostring(total)))
end

-- A terminal of that many columns as far as needed: text, line ends, cursor up, erasing, colors.
local function screen_of(output, columns)
  local rows, row, column = { "" }, 1, 0
  local at = 1
  while at <= #output do
    local code, command = output:match("^\27%[(%d*)(%a)", at)
    if command then
      at = at + 2 + #code + 1
      if command == "A" then
        row = row - tonumber(code)
        assert.is_true(row >= 1)
      elseif command == "J" then
        rows[row] = rows[row]:sub(1, column)
        for i = #rows, row + 1, -1 do
          rows[i] = nil
        end
      else
        assert.equal("m", command)
      end
    elseif output:sub(at, at) == "\n" then
      row, column, at = row + 1, 0, at + 1
      rows[row] = rows[row] or ""
    elseif output:sub(at, at) == "\r" then
      column, at = 0, at + 1
    else
      rows[row] = rows[row]:sub(1, column) .. output:sub(at, at)
      column, at = column + 1, at + 1
      assert.is_true(column < columns, "a line is as wide as the terminal")
    end
  end
  return rows
end

describe("rollout.terminal on a terminal", function()
  it_on_terminal("draws a line a wave anew, with counts, rate and ETA, in 80 columns", function()
    local rows = screen_of(on_terminal(show(40000), "NO_COLOR="), 80)
    assert.equal(4, #rows) -- two waves, the state, and the empty line below
    assert.matches("^wave 1/2 %[=+%] 100%% 1 done", rows[1])
    assert.matches("^wave 2/2 .*75%% 30000 done, 60 failed, 3 in doubt, 9937 waiting", rows[2])
    assert.matches(" 10020/s ETA 0:01$", rows[2])
    assert.matches("^ops%-3 is running, 12 under way, 15 of 60 unavailable, 1:43", rows[3])
  end)

  it_on_terminal("has colors, but not with NO_COLOR", function()
    assert.truthy(on_terminal(show(40000), "NO_COLOR="):find("\27[32m", 1, true))
    assert.falsy(on_terminal(show(40000), "NO_COLOR=1"):find("\27%[[%d;]*m"))
  end)

  it_on_terminal("fits a narrow one", function()
    local rows = screen_of(on_terminal(show(40000), nil, 40), 40)
    assert.equal(4, #rows)
    assert.matches("^wave 2/2 +75%% 30000 done", rows[2])
  end)

  it_on_terminal("draws lines that are not as wide as the terminal at any width", function()
    for columns = 12, 120, 9 do
      assert.equal(4, #screen_of(on_terminal(show(1000000), nil, columns), columns))
    end
  end)
end)

describe("rollout.terminal elsewhere", function()
  it("writes a plain line when something changes, then one every interval", function()
    local statuses = {}
    for i = 0, 25 do
      statuses[#statuses + 1] = status({ now = 1100 + i, succeeded = 135 + i })
    end
    statuses[#statuses + 1] = status({ now = 1126, state = "halted" })
    local lines = lines_of(written({}, statuses))
    assert.equal(4, #lines)
    assert.equal("00:18:20Z ops-3 running, wave 2/2: 135 done, 3 failed, 1 in doubt, 162 waiting "
      .. "of 301", lines[1])
    assert.matches("^00:18:30Z .* 145 done, .*, 1/s, ETA 2:42$", lines[2])
    assert.matches("^00:18:40Z ", lines[3])
    assert.matches("^00:18:46Z ops%-3 halted", lines[4])
  end)

  it("has neither colors nor movements", function()
    assert.falsy(written({}, { status(), status({ worker = "w", journal = "j" }) }):find("[\27\r]"))
  end)

  it("shows what would steer a terminal instead of sending it", function()
    local hostile = "a\27]0;taken\7b\u{9b}31m\u{202e}\r\n\xff"
    local text = written({}, { status({ name = hostile }), status({
      name = hostile, worker = "w", reason = hostile, journal = hostile, state = "halted",
      errors = { { state = "failed", code = hostile, message = hostile, target = hostile,
        targets = 1 } },
    }) })
    assert.truthy(utf8.len(text))
    assert.falsy(text:find("[\0-\9\11-\31\127]"))
    assert.falsy(text:find("\u{202e}", 1, true))
    assert.falsy(text:find("\u{9b}", 1, true))
    assert.truthy(text:find("<U+001B>]0;taken<U+0007>b<U+009B>31m<U+202E><U+000D><U+000A><FF>", 1,
      true))
  end)

  it("takes an open file only, and knows its options", function()
    assert.error_matches(function()
      rollout.terminal({ file = "stderr" })
    end, "file")
    assert.error_matches(function()
      rollout.terminal({ colour = true })
    end, "color")
  end)
end)

describe("the recap of a rollout", function()
  local function recap(given, options)
    given.worker = "host:1"
    given.journal = given.journal or "ops 3.db"
    return written(options or {}, { status(given) })
  end

  it("says what came of it, and the first errors by code", function()
    local text = recap({ state = "halted", reason = "too many", errors = {
      { state = "failed", code = "CPH.1", message = "no such key pair", target = "a1",
        targets = 2 },
      { state = "in_doubt", message = "lost", target = "b2", targets = 1 },
    } })
    assert.matches("^ops%-3 is halted: too many\n", text)
    assert.matches("135 done, 3 failed, 1 in doubt, 162 waiting of 301 in 1:40", text)
    assert.matches("2 targets: failed CPH%.1, no such key pair %(first: a1%)", text)
    assert.matches("1 target: in doubt, lost %(first: b2%)", text)
  end)

  it("names the Lua that comes next", function()
    local text = recap({ state = "halted", errors = {
      { state = "in_doubt", target = "b2", targets = 1 } } })
    assert.truthy(text:find('local run = require("hwc.rollout").open("ops 3.db"):get(3)', 1, true))
    assert.truthy(text:find('run:resolve("b2", "done", "seen in the console")', 1, true))
    assert.truthy(text:find("run:retry()", 1, true))
    assert.truthy(text:find("run:resume(); run:work()", 1, true))
    local approval = recap({ state = "waiting_for_approval", wave = 1, in_doubt = 0 })
    assert.truthy(approval:find("run:approve(2); run:work()", 1, true))
    assert.truthy(recap({ stopped = "signal", in_doubt = 0 }):find(
      "12 under way, 150 waiting: resume with:\n      run:work()", 1, true))
  end)

  it("names commands instead where a program has them", function()
    local text = recap({ state = "halted", errors = {
      { state = "in_doubt", target = "it's", targets = 1 } } }, { program = "hwc" })
    assert.falsy(text:find("run:", 1, true))
    assert.truthy(text:find("hwc rollout retry 'ops 3.db' --id 3\n", 1, true))
    assert.truthy(text:find("hwc rollout resolve 'ops 3.db' 'it'\\''s' done --why 'seen in the "
      .. "console' --id 3\n", 1, true))
  end)

  it("has nothing to advise where all is done", function()
    local text = recap({ state = "finished", succeeded = 301, failed = 0, refused = 0,
      in_doubt = 0, remaining = 0 })
    assert.falsy(text:find("next:", 1, true))
  end)

  it("names what works: its Lua brings a rollout on", function()
    local journal = rollouts.new_journal("sqlite")
    local file <close> = assert(io.tmpfile())
    local run = troubled.make(journal, { progress = rollout.terminal({ file = file }) })
    file:seek("set")
    local text = file:read("a")
    local opening = assert(text:match("(local run = [^\n]+)"))
    local resolve = assert(text:match("(run:resolve%([^\n]+)"))
    local retry = assert(text:match("(run:retry%([^\n]+)"))
    assert(load(("%s assert(%s\n) assert(%s)"):format(opening, resolve, retry)))()
    local after = assert(run:status())
    assert.equal("running", after.state)
    assert.equal(4, after.in_doubt)
    assert.equal(0, after.failed + after.refused)
  end)

  it("leaves a password of the journal's URL out", function()
    local names = require("hwc.rollout.text").journal_name
    assert.equal("postgresql://user@host:1/d", names("postgresql://user:se%40c:ret@host:1/d"))
    assert.equal("postgresql://user@host/d", names("postgresql://user:p@ss@host/d"))
    assert.equal("postgres://h/d?user=u&password=***&x=1",
      names("postgres://h/d?user=u&password=secret&x=1"))
    assert.equal("a:b@c.db", names("a:b@c.db"))
  end)
end)

describe("_hwc.terminal_size", function()
  it_on_terminal("knows a terminal from a file", function()
    local file <close> = assert(io.tmpfile())
    assert.is_nil(core.terminal_size(file))
    local text = [[print(require("_hwc").terminal_size(io.stdout))]]
    assert.equal("61\t24\n", on_terminal(text, nil, 61))
  end)
end)
