-- SPDX-License-Identifier: Apache-2.0
-- What people and workers do with a rollout in states in which nothing is begun: no target is lost,
-- counted twice, or submitted again.

local claims = require("hwc.rollout.claims")
local core = require("_hwc")
local hwc = require("hwc")
local outcomes = require("hwc.rollout.outcomes")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("a rollout over " .. engine, function()
    local ledger

    before_each(function()
      ledger = os.tmpname()
      rollouts.define_ledger(ledger)
    end)

    after_each(function()
      os.remove(ledger)
    end)

    teardown(function()
      rollouts.stop()
    end)

    local function start(given)
      return assert(rollouts.plan(given):start({ journal = rollouts.new_journal(engine) }))
    end

    -- Claims a batch as a worker that dies.
    local function claim(run, lease)
      return assert(run.db:transaction(nil, claims.claim, run.id, run.plan, { name = "dead",
        claim_id = claims.new_id(), lease = math.floor(lease * 1000000), seen = 0,
        steps = run.plan.steps })).batch
    end

    local function change(run, statement)
      assert(run.db:transaction(nil, function(db)
        db:query(statement)
        return true
      end))
    end

    -- States of targets by id; the counters of the waves have to say the same.
    local function states(run)
      local found, counts = {}, {}
      for target in run:targets() do
        found[target.id] = target.state
        counts[target.state] = (counts[target.state] or 0) + 1
      end
      local status = assert(run:status())
      for _, name in ipairs({ "succeeded", "failed", "refused", "in_doubt", "skipped",
        "verifying" }) do
        assert.equal(counts[name] or 0, status[name], name)
      end
      return found
    end

    local function lose()
      return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
    end

    it("counts those that fail after the soak as unavailable", function()
      local calls = 0
      rollouts.define_ledger(ledger, { verify = function(_, targets)
        calls = calls + 1
        local verdicts = {}
        for _, target in ipairs(targets) do
          verdicts[target.id] = calls ~= 2 or "it broke down"
        end
        return verdicts
      end })
      local run = start({ targets = rollouts.ids(4), waves = { 2, "100%" }, soak = 0.05,
        max_failures = 4, max_unavailable = 2 })
      change(run, "UPDATE hwc_wave SET max_failures = 4")
      local report = assert(run:work(rollouts.work({ deadline = 5 })))
      assert.same({ "halted", 2, 2 }, { report.state, report.failed, report.unavailable })
      assert.matches("max_unavailable is 2", report.reason)
      assert.same({ ["t-0001"] = "failed", ["t-0002"] = "failed", ["t-0003"] = "waiting",
        ["t-0004"] = "waiting" }, states(run))
      assert(run:retry())
      assert(run:resume({ max_unavailable = 4 }))
      report = assert(run:work(rollouts.work({ deadline = 5 })))
      assert.same({ "finished", 4, 0 }, { report.state, report.succeeded, report.unavailable })
    end)

    it("that was aborted before it began begins where it is retried", function()
      local run = start({ targets = { "a", "b" } })
      assert(run:abort())
      assert.equal(2, run:retry({ states = { "skipped" } }))
      local report = assert(run:work(rollouts.work()))
      assert.same({ "finished", 2 }, { report.state, report.succeeded })
      assert.is_true(report.started >= report.created)
      local row = run.db:row("SELECT timeline, {timeline} AS now FROM hwc_rollout")
      assert.equal(row.now, row.timeline)
    end)

    it("takes code and message of reasons, and no other member", function()
      local strange = { code = "E", message = "no", step = "x" }
      rollouts.define_ledger(ledger, { batch = 1, submit = function(_, targets)
        return { refused = targets[1].id == "a" and { a = strange } or nil }
      end, poll = function(_, batch)
        return { [batch.targets[1].id] = { state = "failed", code = "E", step = 99 } }
      end })
      local run = start({ targets = { "a", "b" }, waves = { "100%" }, max_failures = 2 })
      change(run, "UPDATE hwc_wave SET max_failures = 2")
      assert.equal("finished", assert(run:work(rollouts.work())).state)
      for target in run:targets() do
        assert.same({ "ledger.change", "E" }, { target.step, target.code })
      end
      assert.equal("no", run:targets()().message)
      rollouts.define_ledger(ledger)
      assert.equal(2, run:retry())
      assert.equal("finished", assert(run:work(rollouts.work({ deadline = 5 }))).state)
    end)

    it("that was paused before it began goes on from the beginning", function()
      local run = start()
      assert(run:pause())
      assert(run:resume())
      assert.equal("planned", run:status().state)
      assert.equal("finished", assert(run:work(rollouts.work())).state)
    end)

    it("that is paused says why it cannot be resumed: it is not halted yet", function()
      local run = start({ targets = { "a" } })
      local batch = claim(run, 10)
      assert(run:pause())
      assert(run.db:transaction(nil, outcomes.doubt, run.id, run.plan, batch, "lost"))
      local good, err = run:resume()
      assert.is_nil(good)
      assert.matches("it would be halted: 1 batches are in doubt", err.message)
      assert.equal("paused", run:status().state)
    end)

    it("that is aborted ends what workers had claimed, and dead ones had sent and begun", function()
      rollouts.define_ledger(ledger, { batch = 1 })
      local run = start({ targets = { "claimed", "sent", "begun", "waiting" },
        waves = { "100%" } })
      local claimed, _, begun = claim(run, 0.2), claim(run, 0.2), claim(run, 0.2)
      assert(run.db:transaction(nil, outcomes.accept, run.id, begun, { refused = {} }))
      assert(run:abort())
      assert(run.db:transaction(nil, outcomes.release, run.id, claimed, {})) -- it was too late
      assert.equal("skipped", states(run).claimed)
      local report = assert(run:work(rollouts.work()))
      assert.equal("aborted", report.state)
      assert.same({ claimed = "skipped", sent = "in_doubt", begun = "succeeded",
        waiting = "skipped" }, states(run))
      assert.same({}, (rollouts.read_ledger(ledger)))
    end)

    it("that is aborted begins no further step, also where a doubt is resolved", function()
      rollouts.define_ledger(ledger, { submit = lose })
      local calls = 0
      rollout.define("spec.second", { submit = function()
        calls = calls + 1
        return {}
      end })
      local run = start({ targets = { "a", "b" },
        steps = { rollout.step("ledger.change"), rollout.step("spec.second") } })
      assert.equal("halted", assert(run:work(rollouts.work())).state)
      assert(run:abort())
      local good, err = run:resolve("a", "redo", "nothing happened", { worker_is_dead = true })
      assert.is_nil(good)
      assert.matches("aborted", err.message)
      assert(run:resolve("a", "done", "seen"))
      assert.equal("aborted", assert(run:work(rollouts.work())).state)
      assert.same({ a = "skipped", b = "skipped" }, states(run))
      assert.equal(0, calls)
    end)

    it("that is aborted still verifies what was done", function()
      local polls = 0
      rollouts.define_ledger(ledger, { verify = function(_, targets)
        return { [targets[1].id] = true }
      end, poll = function(_, batch)
        polls = polls + 1
        return polls > 5 and { [batch.targets[1].id] = "succeeded" } or {}
      end })
      local run = start({ targets = { "a" }, soak = 60 })
      local report = assert(run:work(rollouts.work({ progress = function(p)
        if polls > 0 and p.state == "running" then
          run:abort()
        end
      end })))
      assert.equal("aborted", report.state)
      assert.same({ a = "succeeded" }, states(run))
    end)

    it("that is halted still brings accepted batches of a dead worker to their end", function()
      rollouts.define_ledger(ledger, { batch = 1 })
      local run = start({ targets = { "a", "b", "c" }, waves = { "100%" }, max_failures = 0 })
      local begun, failed = claim(run, 0.1), claim(run, 10)
      for _, batch in ipairs({ begun, failed }) do
        assert(run.db:transaction(nil, outcomes.accept, run.id, batch, { refused = {} }))
      end
      assert.is_true(run.db:transaction(nil, outcomes.progress, run.id, run.plan, failed, {},
        failed.targets, { b = {} }))
      hwc.sleep(0.2)
      assert.equal("halted", assert(run:work(rollouts.work())).state)
      assert.same({ a = "succeeded", b = "failed", c = "waiting" }, states(run))
    end)

    it("that is halted by doubt decides it by reading when that is possible", function()
      rollouts.define_ledger(ledger, { submit = lose, reconcile_after = 0.1,
        reconcile = function()
          return { a = "done" }
        end })
      local run = start({ targets = { "a", "b" } })
      assert.equal("halted", assert(run:work(rollouts.work({ lease = 0.3, margin = 0.1 }))).state)
      hwc.sleep(0.4)
      assert.equal("halted", assert(run:work(rollouts.work())).state)
      assert.equal("succeeded", states(run).a)
      rollouts.define_ledger(ledger)
      assert(run:resume())
      assert.equal("finished", assert(run:work(rollouts.work())).state)
    end)

    it("retries a target once that is named twice", function()
      rollouts.define_ledger(ledger, { poll = function()
        return { a = "failed", b = "failed" }
      end })
      local run = start({ targets = { "a", "b" }, waves = { "100%" }, max_failures = 5 })
      assert(run:work(rollouts.work()))
      rollouts.define_ledger(ledger)
      assert.equal(2, assert(run:retry({ targets = { "a", "a" }, states = { "failed" } })))
      local report = assert(run:work(rollouts.work({ deadline = 5 })))
      assert.equal("finished", report.state)
      assert.same({ a = "succeeded", b = "succeeded" }, states(run))
      assert.same({ a = 2, b = 2 }, (rollouts.read_ledger(ledger)))
    end)

    it("retries what verify refused from the step that it refused", function()
      local order, is_bad = {}, true
      for _, name in ipairs({ "one", "two" }) do
        rollout.define("spec." .. name, {
          submit = function()
            order[#order + 1] = name
            return {}
          end,
          verify = function()
            return { a = name == "two" or not is_bad or "it is as before" }
          end,
        })
      end
      local run = start({ targets = { "a" }, max_failures = 1,
        steps = { rollout.step("spec.one"), rollout.step("spec.two") } })
      assert.same(1, assert(run:work(rollouts.work())).failed)
      is_bad = false
      assert(run:retry())
      assert.equal(1, assert(run:work(rollouts.work())).succeeded)
      assert.same({ "one", "two", "one", "two" }, order)
    end)

    it("takes a late outcome for those targets alone that were not decided meanwhile", function()
      rollouts.define_ledger(ledger, { batch = 2 })
      local run = start({ targets = { "a", "b" }, waves = { "100%" }, max_failures = 3 })
      local batch = claim(run, 0.05)
      hwc.sleep(0.1)
      assert.equal("halted", assert(run:work(rollouts.work())).state)
      assert(run:resolve("a", "failed", "it is gone"))
      assert.equal(1, assert(run:retry()))
      local accepted = assert(run.db:transaction(nil, outcomes.accept, run.id, batch,
        { refused = { a = { code = "late" } } }))
      assert.equal(1, #accepted)
      assert.equal("b", accepted[1].id)
      assert.same({ a = "waiting", b = "polling" }, states(run))
      assert.is_true(run.db:transaction(nil, outcomes.progress, run.id, run.plan, batch,
        batch.targets, {}, {}))
      assert.same({ a = "waiting", b = "succeeded" }, states(run))
    end)

    it("whose rate is slow is not halted between two submissions", function()
      rollouts.define_ledger(ledger, { batch = 1 })
      local run = start({ targets = { "a", "b" }, waves = { "100%" }, rate = 1 / 1000 })
      assert(run:work(rollouts.work({ deadline = 0.5 })))
      assert(run.db:transaction(nil, run.db.query,
        "UPDATE hwc_rollout SET alive_at = alive_at - 700000000"))
      local report = assert(run:work(rollouts.work({ deadline = 0.1 })))
      assert.same({ "running", "deadline" }, { report.state, report.stopped })
    end)

    it("whose journal went back in time is resumed after reopen alone", function()
      local run = start()
      assert(run.db:transaction(nil, claims.claim, run.id, run.plan, { name = "w",
        claim_id = claims.new_id(), lease = 1000000, seen = 99999, steps = run.plan.steps }))
      local good, err = run:resume()
      assert.is_nil(good)
      assert.matches("back in time.*reopen", err.message)
      assert(run:reopen())
      assert(run:resume())
      assert.equal("finished", assert(run:work(rollouts.work())).state)
      good, err = run:reopen()
      assert.is_nil(good)
      assert.matches("back in time", err.message)
    end)
  end)
end

describe("a rollout in PostgreSQL", function()
  local ledger

  before_each(function()
    ledger = os.tmpname()
    rollouts.define_ledger(ledger)
  end)

  after_each(function()
    os.remove(ledger)
  end)

  teardown(function()
    rollouts.stop()
  end)

  it("is halted where the database has another timeline: it was promoted", function()
    local run = assert(rollouts.plan({ confirm = true }):start({
      journal = rollouts.new_journal("postgresql") }))
    assert.equal("waiting_for_approval", assert(run:work(rollouts.work())).state)
    local row = run.db:transaction(nil, run.db.row, "SELECT timeline FROM hwc_rollout")
    assert.equal("00000001", row.timeline)
    assert(run.db:transaction(nil, run.db.query, "UPDATE hwc_rollout SET timeline = '0000000A'"))
    assert(run:approve(2))
    local report = assert(run:work(rollouts.work()))
    assert.equal("halted", report.state)
    assert.matches("went back in time.*timeline.*0000000A", report.reason)
    assert.equal(1, report.succeeded)
    assert(run:reopen())
    assert(run:resume())
    assert.equal("finished", assert(run:work(rollouts.work())).state)
  end)

  it("is committed to disk whatever the database has as default, also after a restart", function()
    local name = rollouts.new_journal("postgresql")
    local function shown(run)
      return run.db:transaction(nil, run.db.row, "SHOW synchronous_commit").synchronous_commit
    end
    local run = assert(rollouts.plan():start({ journal = name }))
    assert(run.db:transaction(nil, run.db.query, ("ALTER DATABASE %s SET synchronous_commit = off")
      :format(name:match("/([%w_]+)[^/]*$"))))
    run = assert(assert(rollout.open(name)):latest())
    assert.equal("on", shown(run))
    rollouts.server():stop("immediate")
    rollouts.server():start()
    assert.equal("on", shown(run))
  end)
end)

describe("a journal that another process writes to", function()
  it("says who waits for what", function()
    local path = rollouts.new_journal("sqlite")
    assert(rollout.open(path))
    local other = assert(require("_hwc_journal").open(path))
    assert(other:begin())
    local db = assert(require("hwc.rollout.database").open(path, { busy_timeout = 50,
      outage = 0.1 }))
    local good, err = db:transaction(nil, db.row, "SELECT 1")
    assert.is_nil(good)
    assert.is_truthy(err.message:find(path, 1, true))
    assert.matches("waits for another one", err.message)
    other:rollback()
  end)
end)
