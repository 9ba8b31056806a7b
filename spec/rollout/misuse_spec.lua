-- SPDX-License-Identifier: Apache-2.0
-- Wrong plans, targets that cannot be read, steps that return nonsense, texts of any bytes.

local core = require("_hwc")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local database = require("hwc.rollout.database")

local ledger

local function set_up()
  ledger = os.tmpname()
  rollouts.define_ledger(ledger)
end

local function events_of(run, kind)
  local found = {}
  for event in run:events() do
    if event.kind == kind then
      found[#found + 1] = event
    end
  end
  return found
end

local function only_target(run)
  return run:targets()()
end

describe("a plan", function()
  before_each(set_up)

  after_each(function()
    os.remove(ledger)
  end)

  it("is refused where a part of it would be left out or could not be kept", function()
    for i, case in ipairs({
      { { rate = 0 }, "rate" },
      { { rate = -1 }, "rate" },
      { { rate = 1e-300 }, "rate" },
      { { rate = "5" }, "rate" },
      { { rate = 0 / 0 }, "rate" },
      { { waves = {} }, "waves" },
      { { waves = { first = 1 } }, "waves" },
      { { waves = { 1, nil, "50%" } }, "waves" },
      { { steps = { rollout.step("ledger.change"), [3] = rollout.step("ledger.change") } },
        "steps" },
      { { targets = { "a", nil, "b" } }, "targets" },
      { { targets = { first = "a" } }, "targets" },
      { { client = 5 }, "client" },
      { { client = {} }, "client" },
      { { steps = { rollout.step("devserver.reboot") } }, "steps are of devserver" },
      { { steps = { { name = "devserver.change_os", arguments = { image_id = "i",
        admin_pass = "PLAIN" } } } }, "admin_pass is a secret" },
      { { steps = { { name = "ledger.change", arguments = { more = 1 } } } }, "more" },
    }) do
      local good, problem = pcall(rollouts.plan, case[1])
      assert.is_false(good, "case " .. i)
      assert.matches(case[2], tostring(problem))
      assert.is_nil(tostring(problem):find("PLAIN", 1, true))
    end
  end)

  it("takes of a secret its place and nothing else", function()
    assert.error_matches(function()
      rollout.step("devserver.change_os", { image_id = "i",
        admin_pass = { env = "PASS", value = "PLAIN" } })
    end, "admin_pass is a secret")
  end)

  it("refuses ids that no journal or call can hold, also those in tables", function()
    for i, id in ipairs({ "", "a\0b", ("x"):rep(1000000), "\xff", "a\nb", 5, false }) do
      for _, given in ipairs({ { id }, { { id = id } } }) do
        local good, problem = pcall(function()
          return rollouts.plan({ targets = given }):start({
            journal = rollouts.new_journal("sqlite") })
        end)
        assert.is_false(good, "case " .. i)
        assert.matches("a target has to be an id", tostring(problem))
      end
    end
  end)

  it("returns an error where its file is missing or names two ids in a line", function()
    local plan, err = rollout.plan({ client = rollouts.client, targets = { file = "/no/ids" },
      steps = { rollout.step("ledger.change") } })
    assert.is_nil(plan)
    assert.equal("targets", err.field)
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write("# ids\na # the first\n\n  b#2  \r\nc d\n")
    file:close()
    local run
    run, err = rollouts.plan({ targets = { file = path } }):start({
      journal = rollouts.new_journal("sqlite") })
    assert.is_nil(run)
    assert.matches("line 5", err.message)
    file = assert(io.open(path, "w"))
    file:write("# ids\na # the first\n\n  b#2  \r\n")
    file:close()
    run = assert(rollouts.plan({ targets = { file = path } }):start({
      journal = rollouts.new_journal("sqlite") }))
    local ids = {}
    for target in run:targets() do
      ids[#ids + 1] = target.id
    end
    assert.same({ "a", "b#2" }, ids)
    os.remove(path)
  end)
end)

describe("plan:start", function()
  before_each(set_up)

  after_each(function()
    database.on_statement = nil
    os.remove(ledger)
  end)

  teardown(function()
    rollouts.stop()
  end)

  it("returns the error of an iterator, and never goes on with what is left of it", function()
    local count = 0
    local plan = rollouts.plan({ targets = function()
      count = count + 1
      if count == 5 then
        error(core.new_error({ kind = "transport", message = "no network" }), 0)
      end
      return count < 9 and "t-" .. count or nil
    end })
    local journal = rollouts.new_journal("sqlite")
    local run, err = plan:start({ journal = journal })
    assert.is_nil(run)
    assert.equal("transport", err.kind)
    run, err = plan:start({ journal = journal })
    assert.is_nil(run)
    assert.matches("make the plan again", err.message)
  end)

  it("writes all targets where the connection is lost half-way", function()
    local name = rollouts.new_journal("postgresql")
    local book = assert(rollout.open(name))
    local server, inserts = rollouts.server(), 0
    database.on_statement = function(statement)
      inserts = inserts + (statement:find("^INSERT INTO hwc_target") and 1 or 0)
      if inserts == 2 then
        inserts = 3
        server:stop("immediate")
        server:start()
      end
    end
    local ids, at = rollouts.ids(1500), 0
    local run = assert(rollouts.plan({ targets = function()
      at = at + 1
      return ids[at]
    end }):start({ journal = book }))
    assert.equal(1500, run:status().total)
    assert.equal(1, #assert(book:list()))
  end)

  it("reads targets while others write to the journal", function()
    local name = rollouts.new_journal("sqlite")
    local other = assert(rollouts.plan():start({ journal = name }))
    local at = 0
    local run = assert(rollouts.plan({ targets = function()
      at = at + 1
      if at == 3 then
        assert(other:pause())
      end
      return at < 5 and "t-" .. at or nil
    end }):start({ journal = name }))
    assert.equal(4, run:status().total)
    assert.equal("paused", other:status().state)
  end)
end)

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("a step over " .. engine, function()
    before_each(set_up)

    after_each(function()
      os.remove(ledger)
    end)

    teardown(function()
      rollouts.stop()
    end)

    local function work(definition, given)
      rollouts.define_ledger(ledger, definition)
      local run = assert(rollouts.plan({ targets = { "a" } }):start({
        journal = rollouts.new_journal(engine) }))
      return run, assert(run:work(rollouts.work(given)))
    end

    it("that returns nonsense after its call leaves it in doubt", function()
      for i, reply in ipairs({ true, "x", 5, { refused = { "a" } }, { refused = 5 },
        { refused = { b = {} } }, { refused = { a = 5 } }, { data = { print } },
        { data = "\xff" } }) do
        local run, report = work({ submit = function()
          return reply
        end })
        assert.same({ "halted", 1 }, { report.state, report.in_doubt }, "case " .. i)
        assert.matches("submit returned", only_target(run).message)
      end
      for i, err in ipairs({ false, "lost", { kind = "transport" } }) do
        local _, report = work({ submit = function()
          return nil, err or nil
        end })
        assert.same({ "halted", 1 }, { report.state, report.in_doubt }, "case " .. i)
      end
    end)

    it("has errors with texts of any bytes", function()
      local run, report = work({ submit = function()
        return nil, core.new_error({ kind = "service", status = 400, fate = "responded",
          code = "\xfe\0", message = "a\0b \xff " .. ("\u{6301}"):rep(1000) })
      end })
      assert.equal(1, report.refused)
      assert.equal("??", only_target(run).code)
      assert.matches("^a%?b %? \u{6301}", only_target(run).message)
      assert.is_truthy(utf8.len(only_target(run).message))
      run, report = work({ poll = function()
        return { a = { state = "failed", code = {}, message = "\0\xff" } }
      end })
      assert.equal(1, report.failed)
      assert.equal("??", only_target(run).message)
      run, report = work({ submit = function()
        error(("\0\xff"):rep(100000))
      end })
      assert.equal(1, report.in_doubt)
      assert.is_true(#only_target(run).message <= 1000)
    end)

    it("whose poll says nonsense or fails goes on, and says so", function()
      for i, ends in ipairs({ { a = "running" }, { "succeeded" }, { a = true },
        { a = { state = 5 } }, "x", 5, false }) do
        local run, report = work({ longest = 0.2, poll = function()
          return ends
        end })
        assert.same({ "halted", 1 }, { report.state, report.in_doubt }, "case " .. i)
        assert.matches("a poll failed", only_target(run).message)
        assert.equal(1, #events_of(run, "poll_failed"))
      end
      local _, report = work({ poll = function()
        return { a = { state = "succeeded" } }
      end })
      assert.equal(1, report.succeeded)
    end)

    it("whose verify cannot be asked halts the rollout, with the reason", function()
      for _, answer in ipairs({ "x", { true } }) do
        local run, report = work({ verify = function()
          return answer
        end }, { patience = 0.2, deadline = 10 })
        assert.equal("halted", report.state)
        assert.matches("could not be verified", report.reason)
        assert.equal(1, #events_of(run, "verify_failed"))
        rollouts.define_ledger(ledger, { verify = function()
          return { a = true }
        end })
        assert(run:resume())
        assert.equal("finished", assert(run:work(rollouts.work())).state)
      end
    end)
  end)
end

describe("run:work", function()
  before_each(set_up)

  after_each(function()
    os.remove(ledger)
  end)

  local function start(given)
    local name = rollouts.new_journal("sqlite")
    return assert(rollouts.plan(given):start({ journal = name })), name
  end

  it("refuses a margin as long as the lease, and signals that are none", function()
    local run = start()
    assert.error_matches(function()
      run:work(rollouts.work({ lease = 10, margin = 10 }))
    end, "margin")
    assert.error_matches(function()
      run:work(rollouts.work({ signals = 5 }))
    end, "signals")
  end)

  it("refuses to make a client of what is no service", function()
    local _, name = start()
    for _, service in ipairs({ "os", "demo" }) do
      local run = assert(assert(rollout.open(name)):latest())
      run.plan.client.service = service
      local report, err = run:work(rollouts.work())
      assert.is_nil(report)
      assert.matches("give a client", err.message)
    end
  end)

  it("gives each worker a name of its own, also where one is given", function()
    local run = start()
    local first = assert(run:work(rollouts.work({ name = "w", deadline = 0.001 })))
    local second = assert(run:work(rollouts.work({ name = "w" })))
    assert.matches("^w:", first.worker)
    assert.is_false(first.worker == second.worker)
  end)

  it("records what was sent before it raises an error of progress", function()
    rollouts.define_ledger(ledger, { submit = function()
      hwc.sleep(0.3)
      return { refused = {} }
    end })
    local run = start({ targets = { "a" } })
    assert.error_matches(function()
      run:work(rollouts.work({ progress = function()
        error("mine")
      end }))
    end, "mine")
    assert.equal("polling", only_target(run).state)
  end)

  it("takes budgets and targets of the right kind alone", function()
    local run = start()
    assert(run:pause())
    for _, budgets in ipairs({ { max_failures = "x" }, { max_failures = -1 },
      { max_failures = 1.5 }, { max_unavailable = 0 }, { max_in_doubt = {} } }) do
      assert.error_matches(function()
        run:resume(budgets)
      end, "max_")
    end
    assert.error_matches(function()
      run:targets({ state = "wating" })
    end, '"state" has to be')
    assert.error_matches(function()
      run:resolve({}, "done", "seen")
    end, "id of a target")
    for _, id in ipairs({ "a\0", "%d", "none" }) do
      local good, err = run:resolve(id, "done", "seen")
      assert.is_nil(good)
      assert.matches("no target", err.message)
    end
    local good, err = run:retry({ targets = { 5 } })
    assert.is_nil(good)
    assert.matches("no target 5", err.message)
  end)
end)
