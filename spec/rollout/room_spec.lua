-- SPDX-License-Identifier: Apache-2.0
-- The room that targets take which are done again or end late, and the soak that they need. A
-- target is unavailable from the claim of its first interrupting step until its last step is
-- verified, so one that failed and is done again takes no more room than it has.

local claims = require("hwc.rollout.claims")
local core = require("_hwc")
local outcomes = require("hwc.rollout.outcomes")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local scheduler = require("hwc.scheduler")

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("room over " .. engine, function()
    local ledger, bad, under_way, most_under_way

    -- The ledger's service: targets that are `bad` fail, and those under way are counted.
    before_each(function()
      ledger, bad, under_way, most_under_way = os.tmpname(), {}, 0, 0
      rollouts.define_ledger(ledger)
      local submit = require("hwc.rollout.steps").find("ledger.change").submit
      rollouts.define_ledger(ledger, {
        submit = function(client, targets)
          under_way = under_way + #targets
          most_under_way = math.max(most_under_way, under_way)
          return submit(client, targets)
        end,
        poll = function(_, batch)
          local ends = {}
          for _, target in ipairs(batch.targets) do
            ends[target.id] = bad[target.id] and "failed" or "succeeded"
            under_way = under_way - 1
          end
          return ends
        end,
      })
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

    local function change(run, statement)
      assert(run.db:transaction(nil, run.db.query, statement))
    end

    local function work(run, deadline)
      return assert(run:work(rollouts.work({ deadline = deadline or 10 })))
    end

    local function states(run)
      local found = {}
      for target in run:targets() do
        found[target.id] = target.state
      end
      return found
    end

    it("is no obstacle to retry where the targets that failed have taken all of it", function()
      local ids = rollouts.ids(10)
      bad[ids[1]] = true
      local run = start({ targets = ids, waves = { 1, "100%" }, max_unavailable = 1,
        max_failures = 1 })
      assert.equal("halted", work(run).state)
      bad = {}
      assert.equal(1, assert(run:retry()))
      assert(run:resume())
      local report = work(run)
      assert.same({ "finished", 10, 0 }, { report.state, report.succeeded, report.unavailable })
      assert.equal(2, rollouts.read_ledger(ledger)[ids[1]])
      assert.equal(1, most_under_way)
    end)

    it("is kept by retried targets also behind others that have none", function()
      -- Of the four that are done again, a and b were skipped before anything was sent.
      local run = start({ targets = { "a", "b", "c", "d", "e" }, waves = { "100%" },
        max_unavailable = 2, max_failures = 5, batch = 1 })
      change(run, "UPDATE hwc_target SET state = 'skipped' WHERE id IN ('a', 'b')")
      change(run, "UPDATE hwc_target SET state = 'failed', unavailable = 1 WHERE id IN ('c', 'd')")
      change(run, "UPDATE hwc_wave SET remaining = 1, skipped = 2, failed = 2")
      change(run, "UPDATE hwc_rollout SET unavailable = 2")
      assert.equal("halted", work(run).state)
      assert.equal(4, assert(run:retry({ states = { "skipped", "failed" } })))
      assert(run:resume())
      local report = work(run)
      assert.same({ "finished", 5, 0 }, { report.state, report.succeeded, report.unavailable })
      assert.equal("c", select(2, rollouts.read_ledger(ledger))[1])
      assert.is_true(most_under_way <= 2)
    end)

    it("is kept through the verification of what was retried", function()
      local is_bad = true
      rollouts.define_ledger(ledger, { verify = function(_, targets)
        local verdicts = {}
        for _, target in ipairs(targets) do
          verdicts[target.id] = not (is_bad and target.id == "a") or "it is as before"
        end
        return verdicts
      end })
      local run = start({ targets = { "a", "b", "c" }, waves = { "100%" }, max_unavailable = 1,
        max_failures = 3, soak = 0.1 })
      assert.equal("halted", work(run).state)
      is_bad = false
      assert(run:retry())
      assert(run:resume())
      local report = work(run)
      assert.same({ "finished", 3, 0 }, { report.state, report.succeeded, report.unavailable })
    end)

    it("is not made by retried targets that fail again: their budget holds", function()
      bad = { a = true, b = true }
      local run = start({ targets = { "a", "b", "c" }, waves = { "100%" }, max_unavailable = 2,
        max_failures = 2, batch = 1 })
      assert.equal("halted", work(run).state)
      assert.equal(2, assert(run:retry()))
      assert(run:resume({ max_failures = 0 }))
      change(run, "UPDATE hwc_wave SET max_failures = 0 WHERE number = 2")
      local report = work(run)
      assert.equal("halted", report.state)
      assert.matches("targets of wave 2 failed, 0 are allowed", report.reason)
      assert.equal("waiting", states(run).c)
      assert(run:resume({ max_failures = 2 })) -- also of the wave that is ahead
    end)

    it("is kept by a target in doubt that is to be redone behind others that wait", function()
      local calls = 0
      rollouts.define_ledger(ledger, { batch = 1, submit = function(_, targets)
        calls = calls + 1
        if targets[1].id == "b" and calls == 2 then
          return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
        end
        return {}
      end })
      local run = start({ targets = { "x", "b", "c" }, waves = { 1, "100%" }, max_unavailable = 1,
        batch = 1 })
      local report = work(run)
      assert.matches("unavailable", report.reason)
      -- b is last now: those that wait before it find no room.
      change(run, "UPDATE hwc_target SET seq = 9 WHERE id = 'b'")
      change(run, "UPDATE hwc_wave SET last_seq = 9 WHERE number = 2")
      change(run, "UPDATE hwc_batch SET lease_until = 0")
      assert(run:resolve("b", "redo", "nothing happened", { worker_is_dead = true }))
      assert(run:resume())
      report = work(run)
      assert.same({ "finished", 3 }, { report.state, report.succeeded })
    end)

    it("is lacking in the last wave for what was reopened: it is halted at once", function()
      rollout.define("spec.prepare", { interrupting = false, submit = function(_, targets)
        if targets[1].id == "a" then
          return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
        end
        return {}
      end })
      bad.c = true
      local run = start({ targets = { "z", "a", "c", "d" }, waves = { 1, 2, "100%" }, batch = 1,
        max_unavailable = 1, max_failures = 1,
        steps = { rollout.step("spec.prepare"), rollout.step("ledger.change") } })
      local report = work(run)
      assert.same({ "halted", 1 }, { report.state, report.failed })
      change(run, "UPDATE hwc_target SET state = 'skipped' WHERE id = 'd'")
      change(run, "UPDATE hwc_wave SET skipped = 1, remaining = 0 WHERE number = 3")
      assert(run:resolve("a", "done", "seen"))
      assert(run:resume())
      local begun = scheduler.now()
      report = work(run)
      assert.same({ "halted", "halted" }, { report.state, report.stopped })
      assert.matches("1 targets that failed or are in doubt are unavailable, max_unavailable is 1",
        report.reason)
      assert.is_true(scheduler.now() - begun < 5)
      assert.equal("waiting", states(run).a)
      assert.equal(1, run:status().failed)
      assert(run:resume({ max_unavailable = 2 }))
      report = work(run)
      assert.same({ "finished", 2 }, { report.state, report.succeeded })
    end)
  end)

  it("is looked at anew by each claim of a transaction over " .. engine, function()
    rollouts.define_ledger(os.tmpname(), { verify = function() return {} end })
    local run = assert(rollouts.plan({ targets = { "a", "b" }, waves = { 1, "100%" },
      max_unavailable = 1, soak = 1000 }):start({ journal = rollouts.new_journal(engine) }))
    local function claim(db)
      return claims.claim(db, run.id, run.plan, { name = "w", claim_id = claims.new_id(),
        lease = 60000000, seen = 0, steps = run.plan.steps })
    end
    -- The first wave has one left, without room; the second one has none left.
    local first, second = run.db:transaction(nil, function(db)
      db:query("UPDATE hwc_rollout SET state = 'running', wave = 2, unavailable = 1, "
        .. "alive_at = {now}")
      db:query("UPDATE hwc_target SET state = 'sending', unavailable = 1 WHERE id = 'b'")
      db:query("UPDATE hwc_wave SET remaining = 0, succeeded = 1, state = 'done', soak_until = 1 "
        .. "WHERE number = 2")
      db:query([[INSERT INTO hwc_batch (rollout_id, wave, step, kind, state, claim_id, worker,
        lease_until, size, open, claimed_at) VALUES (1, 2, 1, 'submit', 'polling', 'c', 'w',
        {now} + 90000000, 1, 1, {now})]])
      local full = claim(db)
      db:query("UPDATE hwc_batch SET state = 'ended'")
      db:query("UPDATE hwc_target SET state = 'verifying', verified = 1, changed_at = {now} "
        .. "WHERE id = 'a'")
      db:query("UPDATE hwc_wave SET remaining = 0, verifying = 1 WHERE number = 1")
      return full, claim(db)
    end)
    rollouts.stop()
    assert.same({ "max_unavailable", "targets of earlier waves" }, { first.why, second.why })
  end)

  describe("the soak over " .. engine, function()
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

    local SOAK = 1000

    local function start(given)
      return assert(rollouts.plan(given):start({ journal = rollouts.new_journal(engine) }))
    end

    local function change(run, statement)
      assert(run.db:transaction(nil, run.db.query, statement))
    end

    local function claim(run, lease)
      return assert(run.db:transaction(nil, claims.claim, run.id, run.plan, { name = "dead",
        claim_id = claims.new_id(), lease = math.floor((lease or 60) * 1000000), seen = 0,
        steps = run.plan.steps }))
    end

    local function finish(run, batch)
      assert(run.db:transaction(nil, outcomes.progress, run.id, run.plan, batch, batch.targets, {},
        {}))
    end

    local function accept(run, batch)
      return assert(run.db:transaction(nil, outcomes.accept, run.id, batch, { refused = {} }))
    end

    -- A wave of two, one of them done and the other in doubt.
    local function start_soaking()
      local run = start({ targets = { "a", "b", "c" }, waves = { 2, "100%" }, batch = 1,
        soak = SOAK })
      local lost, done = claim(run).batch, claim(run).batch
      accept(run, done)
      finish(run, done)
      assert(run.db:transaction(nil, outcomes.doubt, run.id, run.plan, lost, "lost"))
      change(run, "UPDATE hwc_rollout SET state = 'running', reason = NULL")
      return run, lost
    end

    -- Seconds of the soak that are left, as the next claim sees it.
    local function left(run)
      local found = claim(run)
      assert.equal("soak", found.why)
      return run.db:read(run.db.row, "SELECT soak_until - {now} AS left FROM hwc_wave "
        .. "WHERE number = 1").left / 1000000
    end

    -- As if the soak had 10 s left.
    local function almost(run)
      change(run, "UPDATE hwc_wave SET soak_until = {now} + 10000000 WHERE number = 1")
    end

    it("begins anew for a target whose doubt is resolved while it lasts", function()
      local run = start_soaking()
      change(run, "UPDATE hwc_rollout SET doubts = 0") -- allowed: the wave is no canary
      assert.is_true(left(run) > SOAK - 100)
      almost(run)
      assert.is_true(left(run) <= 10)
      assert(run:resolve("a", "done", "seen"))
      assert.is_true(left(run) > SOAK - 100)
      assert.same({ 2, 0 }, { run:status().succeeded, run:status().in_doubt })
    end)

    it("begins anew for a target whose outcome comes late", function()
      local run, lost = start_soaking()
      change(run, "UPDATE hwc_rollout SET doubts = 0")
      left(run)
      almost(run)
      change(run, "UPDATE hwc_rollout SET doubts = 1")
      accept(run, lost)
      finish(run, lost)
      assert.is_true(left(run) > SOAK - 100)
    end)

    it("goes on where a doubt ends badly", function()
      local run = start_soaking()
      change(run, "UPDATE hwc_rollout SET doubts = 0, max_failures = 1")
      change(run, "UPDATE hwc_wave SET max_failures = 1 WHERE number = 1")
      left(run)
      almost(run)
      change(run, "UPDATE hwc_rollout SET doubts = 1")
      assert(run:resolve("a", "failed", "it is gone"))
      assert.is_true(left(run) <= 10)
    end)

    it("is waited for by a target of a wave that is done before it is verified again", function()
      rollouts.define_ledger(ledger, { batch = 1, verify = function(_, targets)
        local verdicts = {}
        for _, target in ipairs(targets) do
          verdicts[target.id] = true
        end
        return verdicts
      end })
      local run = start({ targets = { "z", "a" }, waves = { 1, "100%" }, soak = SOAK })
      change(run, "UPDATE hwc_rollout SET wave = 2, state = 'running', alive_at = {now}")
      change(run, "UPDATE hwc_wave SET state = 'done', remaining = 0, verifying = 1 "
        .. "WHERE number = 1")
      change(run, "UPDATE hwc_target SET state = 'verifying', step = 1 WHERE id = 'z'")
      local verification = claim(run).batch
      assert.equal("verify", verification.kind)
      finish(run, verification)
      local following = claim(run).batch
      assert.equal("submit", following.kind) -- of the next wave, not z once more
      change(run, "UPDATE hwc_target SET changed_at = changed_at - 1000000000 WHERE id = 'z'")
      local confirmation = claim(run).batch
      assert.same({ "confirm", "z" }, { confirmation.kind, confirmation.targets[1].id })
    end)

    it("of a wave that is done is no drought", function()
      rollouts.define_ledger(ledger, { verify = function() return { z = true, a = true } end })
      local run = start({ targets = { "z", "a" }, waves = { 1, "100%" }, soak = SOAK })
      change(run, "UPDATE hwc_rollout SET wave = 2, state = 'running', "
        .. "alive_at = {now} - 700000000, started_at = {now}")
      change(run, "UPDATE hwc_wave SET state = 'done', remaining = 0, verifying = 1 "
        .. "WHERE number = 1")
      change(run, "UPDATE hwc_wave SET state = 'done', remaining = 0, succeeded = 1, "
        .. "soak_until = 1 WHERE number = 2")
      change(run, "UPDATE hwc_target SET state = 'verifying', verified = 1, changed_at = {now} "
        .. "WHERE id = 'z'")
      change(run, "UPDATE hwc_target SET state = 'succeeded' WHERE id = 'a'")
      assert.equal("targets of earlier waves", claim(run).why)
      assert.equal("running", run:status().state)
    end)
  end)
end
