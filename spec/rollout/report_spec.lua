-- Reports: read by parsers of Python, compared with what another program counts in the journal.

local json = require("cjson")
local page = require("spec.support.page")
local program = require("spec.support.program")
local rollouts = require("spec.support.rollouts")
local troubled = require("spec.support.troubled_rollout")

-- What a text of the journal looks like where it is shown.
local function shown(text)
  return (text:gsub("\27", "<U+001B>"):gsub("\n", "<U+000A>"):gsub("\u{202e}", "<U+202E>"))
end

local function read_file(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local PARSE_CSV = [[
import csv, json, sys
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    json.dump(list(csv.reader(file, strict=True)), sys.stdout)
]]

local function parse_csv(text)
  local directory = program.directory()
  program.write(directory .. "/parse.py", PARSE_CSV)
  program.write(directory .. "/report.csv", text)
  local pipe <close> = assert(io.popen(("python3 %s/parse.py %s/report.csv"):format(directory,
    directory)))
  local rows = json.decode(pipe:read("a"))
  assert(pipe:close())
  os.execute("rm -r " .. directory)
  return rows
end

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("the report of a rollout in " .. engine, function()
    local journal, run, states

    setup(function()
      journal = rollouts.new_journal(engine)
      run = troubled.make(journal)
      states = troubled.states(journal)
      assert.is_true(states.succeeded > 0 and states.failed > 0 and states.refused > 0
        and states.in_doubt > 0)
    end)

    teardown(function()
      rollouts.stop()
    end)

    describe("as a page", function()
      local found

      setup(function()
        found = page.read(assert(run:report()))
      end)

      it("is whole: all elements end, no id is there twice, all labels exist", function()
        assert.same({}, found.problems)
      end)

      it("has the numbers of the journal", function()
        assert.equal(tostring(states.succeeded), found.texts["count-done"])
        assert.equal(tostring(states.failed), found.texts["count-failed"])
        assert.equal(tostring(states.refused), found.texts["count-refused"])
        assert.equal(tostring(states.in_doubt), found.texts["count-in-doubt"])
        assert.equal("43", found.texts["count-targets"])
        local waves = page.table(found, "Each wave")
        local sums = { 0, 0, 0, 0 }
        for i = 2, #waves do
          for column = 1, 4 do
            sums[column] = sums[column] + tonumber(waves[i][column + 3])
          end
        end
        assert.same({ 43, states.succeeded, states.failed + states.refused, states.in_doubt }, sums)
      end)

      it("lists all targets that are not done, and only those, as they are", function()
        local rows = page.table(found, "targets that are not done")
        assert.equal(states.failed + states.refused + states.in_doubt, #rows - 1)
        local listed = {}
        for i = 2, #rows do
          listed[rows[i][1]] = rows[i]
        end
        for target in run:targets() do
          local row = listed[shown(target.id)]
          assert.equal(target.state ~= "succeeded", row ~= nil)
          if row then
            assert.equal(target.state, (row[2]:gsub(" ", "_")))
            assert.equal(target.code or "", row[4])
            assert.equal(shown(target.message), row[5])
          end
        end
      end)

      it("has the errors by code with their counts", function()
        local rows = page.table(found, "By code")
        local counts = {}
        for i = 2, #rows do
          counts[rows[i][2]] = tonumber(rows[i][3])
        end
        assert.same({ failed = states.failed, refused = states.refused,
          ["in doubt"] = states.in_doubt }, counts)
      end)

      it("has the batches of workers and steps that the journal has", function()
        local rows = page.table(found, "Batches that each worker")
        assert.equal(troubled.ask(journal, "SELECT count(*) FROM hwc_batch")[1], rows[2][3])
        assert.equal(troubled.ask(journal, "SELECT worker FROM hwc_batch LIMIT 1")[1], rows[2][1])
        local steps = page.table(found, "How long batches took")
        assert.equal(troubled.ask(journal, "SELECT count(*) FROM hwc_batch WHERE state = 'ended' "
          .. "AND kind = 'submit' AND accepted_at IS NOT NULL")[1], steps[2][2])
      end)

      it("ends its time line with the numbers of now", function()
        local rows = page.table(found, "by the time since the start")
        local last = rows[#rows]
        assert.same({ tostring(states.succeeded), tostring(states.failed + states.refused),
          tostring(states.in_doubt) }, { last[2], last[3], last[4] })
      end)

      it("has nothing that runs or that is loaded, whatever targets are called", function()
        assert.is_nil(found.tags.script)
        assert.is_nil(found.tags.img)
        assert.is_nil(found.tags.i)
        assert.is_nil(found.tags.b)
        for _, name in ipairs(found.attributes) do
          assert.is_nil(name:find("^on"))
        end
        for _, address in ipairs(found.addresses) do
          assert.equal("#", address:sub(1, 1))
        end
        assert.falsy(run:report():find("url(", 1, true))
      end)

      it("can be heard: language, headings, captions, texts for all charts", function()
        local html = run:report()
        assert.truthy(html:find('<html lang="en">', 1, true))
        assert.equal("h1", found.headings[1][1])
        assert.equal('<i>ops</i> & "co"', found.headings[1][2])
        for i = 2, #found.headings do
          local level, before = found.headings[i][1], found.headings[i - 1][1]
          assert.is_true(level ~= "h3" or before ~= "h1")
        end
        for _, each in ipairs(found.tables) do
          assert.is_true(#each.caption > 0)
          assert.equal(#each.rows[1] + #each.rows - 1, each.scopes)
        end
        assert.is_true(#found.labels > 4)
        for _, label in ipairs(found.labels) do
          assert.is_true(#label > 0)
        end
      end)
    end)

    it("as csv has every target, which a table program takes for text", function()
      local rows = parse_csv(assert(run:report({ format = "csv" })))
      assert.same({ "target", "wave", "state", "step", "code", "message", "changed", "batch" },
        rows[1])
      local counts, at = {}, 1
      for target in run:targets() do
        at = at + 1
        local row = rows[at]
        assert.equal((target.id:gsub("^[=+@-]", "'%0")), row[1])
        assert.equal(at - 1 <= 5 and "1" or "2", row[2])
        assert.equal(target.message or "", row[6])
        counts[row[3]] = (counts[row[3]] or 0) + 1
        for _, field in ipairs(row) do
          assert.is_nil(field:find("^[=+@-]"))
        end
      end
      assert.equal(#rows, at)
      states.waiting = nil
      assert.same(states, counts)
    end)

    it("as JSON has every target as it is, and what the page has", function()
      local found = json.decode((assert(run:report({ format = "json" }))))
      assert.equal(states.succeeded, found.rollout.succeeded)
      assert.equal(43, #found.targets)
      local at = 0
      for target in run:targets() do
        at = at + 1
        assert.equal(target.id, found.targets[at].id)
        assert.equal(target.state, found.targets[at].state)
        assert.equal(target.message, found.targets[at].message)
      end
      assert.equal(states.in_doubt, found.timeline[#found.timeline].in_doubt)
      assert.equal(states.failed, found.errors[1].targets)
    end)
  end)
end

describe("run:report", function()
  local run

  setup(function()
    run = troubled.make(rollouts.new_journal("sqlite"))
  end)

  it("writes a file whose name tells the format", function()
    local directory = program.directory()
    for _, format in ipairs({ "html", "csv", "json" }) do
      local path = directory .. "/report." .. format
      assert.is_true(run:report({ file = path }))
      assert.equal(run:report({ format = format }):sub(1, 40), read_file(path):sub(1, 40))
      assert.is_nil(io.open(path .. ".part"))
    end
    local file <close> = assert(io.tmpfile())
    assert.is_true(run:report({ format = "csv", file = file }))
    file:seek("set")
    assert.equal("target,wave,", file:read(12))
    os.execute("rm -r " .. directory)
  end)

  it("leaves a file as it was where the report cannot be written whole", function()
    local good, err = run:report({ file = "/nowhere/report.html" })
    assert.is_nil(good)
    assert.equal("report", err.kind)
    assert.matches("/nowhere/report.html", err.message)
    local full <close> = assert(io.open("/dev/full", "w"))
    good, err = run:report({ file = full, format = "csv" })
    assert.is_nil(good)
    assert.equal("report", err.kind)
  end)

  it("writes to a device, and does not replace it", function()
    local directory = program.directory()
    os.execute(("ln -s /dev/full %s/full"):format(directory))
    local good, err = run:report({ file = directory .. "/full", format = "csv" })
    assert.is_nil(good)
    assert.equal("report", err.kind)
    assert.is_true(os.execute(("test -L %s/full"):format(directory)))
    os.execute("rm -r " .. directory)
  end)

  it("refuses other formats and files", function()
    assert.error_matches(function()
      run:report({ format = "pdf" })
    end, "html")
    assert.error_matches(function()
      run:report({ file = 5 })
    end, "path")
  end)
end)

-- Plans that many targets and writes all reports; the most memory that this took, in KiB.
local MEMORY = [[
local rollout = require("hwc.rollout")
rollout.define("spec.none", { submit = function() return { refused = {} } end })
local client = { describe = function() return { service = "demo" } end }
local i, total = 0, math.tointeger(tonumber(arg[2]))
local run = assert(assert(rollout.plan({ name = "many", client = client,
  steps = { rollout.step("spec.none") }, targets = function()
    i = i + 1
    return i <= total and ("target-%032d"):format(i) or nil
  end })):start({ journal = arg[1] .. "/many.db" }))
for _, format in ipairs({ "html", "csv", "json" }) do
  assert(run:report({ file = arg[1] .. "/many." .. format }))
end
for line in io.lines("/proc/self/status") do
  local peak = line:match("^VmHWM:%s+(%d+)")
  if peak then
    print(peak)
  end
end
]]

describe("reports of many targets", function()
  local function write(total)
    local directory = program.directory()
    program.write(directory .. "/memory.lua", MEMORY)
    local pipe <close> = assert(io.popen(("lua5.4 %s/memory.lua %s %d"):format(directory, directory,
      total)))
    local peak = tonumber(pipe:read("l"))
    assert(pipe:close())
    return peak, directory
  end

  it("take no more memory, and a page says how many it leaves out", function()
    local few, directory = write(2500)
    os.execute("rm -r " .. directory)
    local many
    many, directory = write(40000)
    -- The pages of SQLite that are kept, 32 MB at most, are counted, too.
    assert.is_true(many - few < 12000, ("%d KiB, then %d KiB"):format(few, many))
    local found = page.read(read_file(directory .. "/many.html"))
    assert.equal(2001, #page.table(found, "targets that are not done"))
    assert.matches("^38,000 more targets", found.texts["more-targets"])
    local lines = 0
    for _ in io.lines(directory .. "/many.csv") do
      lines = lines + 1
    end
    assert.equal(40001, lines)
    assert.equal(40000, #json.decode(read_file(directory .. "/many.json")).targets)
    os.execute("rm -r " .. directory)
  end)
end)
