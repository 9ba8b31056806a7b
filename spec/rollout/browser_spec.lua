-- The report and the live page in a browser: no console line, no request elsewhere, and the numbers
-- that it shows are the journal's, also those that its script has drawn anew.

local page = require("spec.support.page")
local program = require("spec.support.program")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local troubled = require("spec.support.troubled_rollout")

local BROWSER = "chromium-headless-shell --no-sandbox --disable-gpu --enable-logging=stderr --v=0 "

local directory

-- Starts the browser; a function that waits for its end and returns the page as it is then, read,
-- and what it wrote to the console.
local function browse(url, options)
  local log = directory .. "/browser.log"
  local pipe = assert(io.popen(("%s %s --user-data-dir=%s/profile --dump-dom '%s' 2>%s"):format(
    BROWSER, options or "", directory, url, log)))
  return function()
    local html = pipe:read("a")
    assert(pipe:close())
    local console = {}
    for line in io.lines(log) do
      if line:find("CONSOLE", 1, true) then
        console[#console + 1] = line
      end
    end
    return page.read(html), console, html
  end
end

local function read_file(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

describe("in a browser", function()
  local journal, run, states

  setup(function()
    directory = program.directory()
    journal = rollouts.new_journal("sqlite")
    run = troubled.make(journal)
    states = troubled.states(journal)
  end)

  teardown(function()
    os.execute("rm -r " .. directory)
  end)

  local function check_numbers(found, expected)
    assert.equal(tostring(expected.succeeded), found.texts["count-done"])
    assert.equal(tostring(expected.failed), found.texts["count-failed"])
    assert.equal(tostring(expected.refused), found.texts["count-refused"])
    assert.equal(tostring(expected.in_doubt), found.texts["count-in-doubt"])
  end

  it("a console line is seen where there is one", function()
    program.write(directory .. "/bad.html", "<script>console.log('seen'); nothing()</script>")
    local _, console = browse("file://" .. directory .. "/bad.html")()
    assert.equal(2, #console)
  end)

  it("the report has the journal's numbers and writes nothing to the console", function()
    local path = directory .. "/report.html"
    assert(run:report({ file = path }))
    local found, console = browse("file://" .. path)()
    assert.same({}, console)
    check_numbers(found, states)
    assert.equal('<i>ops</i> & "co": finished', found.title)
  end)

  it("the live page's script draws without a console line, nothing of a target runs", function()
    local live <close> = assert(rollout.serve(journal))
    local found, console = browse(live.url .. "/", "--virtual-time-budget=10000")()
    assert.same({}, console)
    check_numbers(found, states)
    assert.matches("^finished, wave 2 of 2", found.texts.announcement)
    assert.equal('<i>ops</i> & "co": finished', found.title)
    assert.equal(states.failed + states.refused + states.in_doubt + 1,
      #page.table(found, "targets that are not done"))
    assert.same({}, found.problems)
  end)

  it("the live page shows what changed while it is open", function()
    local path = os.tmpname() .. ".db"
    local other = troubled.make(path)
    local live <close> = assert(rollout.serve(path))
    local requests = directory .. "/requests"
    local proxy = program.start({ "python3", "spec/support/counting_proxy.py",
      live.url:match("%d+$") }, { environment = {}, log = requests })
    program.run_until(function()
      return read_file(requests):find("\n")
    end, "the proxy's port")
    local url = "http://127.0.0.1:" .. read_file(requests):match("%d+")
    local wait = browse(url .. "/", "--virtual-time-budget=400000")
    program.run_until(function()
      return read_file(requests):find("/data.json", 1, true)
    end, "the first question of the script")
    local before = troubled.states(path)
    for target in other:targets({ state = "in_doubt" }) do
      assert(other:resolve(target.id, "done", "seen"))
    end
    local found, console = wait()
    proxy:stop("sigkill")
    local after = troubled.states(path)
    assert.is_true(before.in_doubt > 0 and after.in_doubt == 0)
    assert.same({}, console)
    check_numbers(found, after)
    assert.equal(after.failed + after.refused + 1,
      #page.table(found, "targets that are not done"))
    for asked in read_file(requests):gmatch("\n(/[^\n]*)") do
      assert.is_true(asked == "/" or asked == "/live.js" or asked:find("^/data%.json%?seen=") == 1,
        asked)
    end
    os.remove(path)
  end)

  it("the live page says when the server is gone, and keeps what it showed", function()
    local live = assert(rollout.serve(journal))
    local requests = directory .. "/gone"
    local proxy = program.start({ "python3", "spec/support/counting_proxy.py",
      live.url:match("%d+$") }, { environment = {}, log = requests })
    program.run_until(function()
      return read_file(requests):find("\n")
    end, "the proxy's port")
    local url = "http://127.0.0.1:" .. read_file(requests):match("%d+")
    local wait = browse(url .. "/", "--virtual-time-budget=200000")
    program.run_until(function()
      return read_file(requests):find("/data.json", 1, true)
    end, "the first question of the script")
    proxy:stop("sigkill")
    live:close()
    local found = wait()
    check_numbers(found, states)
    assert.matches("^Nothing new for %d+ s: ", found.texts.trouble)
  end)
end)
