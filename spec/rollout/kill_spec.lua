-- SPDX-License-Identifier: Apache-2.0
-- A worker is killed before each of its statements, one after the other, and in its calls. What the
-- ledger of the service says decides: nothing is submitted twice, and what did not end is in doubt.

local rollouts = require("spec.support.rollouts")

local TARGETS, BATCH = 4, 2

-- PostgreSQL takes longer for each, so it gets every fourth point.
local STRIDE = { sqlite = 1, postgresql = 4 }

local function run_worker(journal, ledger, point)
  local status = select(3, os.execute(("lua5.4 spec/rollout/killed_worker.lua '%s' '%s' %s "
    .. "2>/dev/null"):format(journal, ledger, point)))
  return status
end

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("a worker killed over " .. engine, function()
    local ledger

    before_each(function()
      ledger = os.tmpname()
      rollouts.define_ledger(ledger, { batch = BATCH })
    end)

    after_each(function()
      os.remove(ledger)
    end)

    teardown(function()
      rollouts.stop()
    end)

    local function start()
      local journal = rollouts.new_journal(engine)
      local run = assert(rollouts.plan({ targets = rollouts.ids(TARGETS), waves = { 1, "100%" },
        batch = BATCH, max_in_doubt = 1 }):start({ journal = journal }))
      return run, journal
    end

    -- Leases are over at once, as if their time had passed.
    local function let_leases_lapse(run)
      run.db:transaction(nil, function(db)
        db:query("UPDATE hwc_batch SET lease_until = lease_until - 10000000")
      end)
    end

    -- The rollout after a worker was killed and another one went on: nothing twice, nothing lost.
    local function check_survivors(run, point)
      let_leases_lapse(run)
      local report = assert(run:work(rollouts.work({ client = rollouts.client })))
      local doubts = report.in_doubt
      if report.state == "halted" then
        assert.is_true(doubts > 0, "halted without a doubt at " .. point)
        for target in run:targets({ state = "in_doubt" }) do
          local times = rollouts.read_ledger(ledger)
          assert(run:resolve(target.id, times[target.id] and "done" or "failed", "looked"))
        end
        assert(run:resume({ max_failures = TARGETS }))
        report = assert(run:work(rollouts.work({ client = rollouts.client })))
      end
      assert.equal("finished", report.state, "at " .. point)
      local times = rollouts.read_ledger(ledger)
      local ended = 0
      for target in run:targets() do
        assert.is_true((times[target.id] or 0) <= 1, target.id .. " twice at " .. point)
        if target.state == "succeeded" then
          assert.equal(1, times[target.id], target.id .. " never at " .. point)
        end
        ended = ended + ((target.state == "succeeded" or target.state == "failed"
          or target.state == "in_doubt") and 1 or 0)
      end
      assert.equal(TARGETS, ended)
      assert.is_true(doubts <= BATCH, "more in doubt than a batch at " .. point)
      return doubts
    end

    it("before any statement leaves nothing twice and nothing lost", function()
      local point, kills, doubts = 1, 0, 0
      repeat
        local run, journal = start()
        local status = run_worker(journal, ledger, point)
        if status ~= 0 then
          kills = kills + 1
          doubts = doubts + (check_survivors(run, point) > 0 and 1 or 0)
        end
        os.remove(ledger)
        run.db:close()
        point = point + STRIDE[engine]
      until status == 0
      assert.is_true(kills * STRIDE[engine] > 60, "only " .. kills .. " points")
      -- Between the two commits stands the call: the statements of recording its outcome.
      assert.is_true(doubts > 0 and doubts < kills / 2, doubts .. " doubts of " .. kills)
    end)

    it("has nothing but its call between the commits of intent and outcome", function()
      local database = require("hwc.rollout.database")
      local lines = {}
      rollouts.define_ledger(ledger, { batch = TARGETS, submit = function()
        lines[#lines + 1] = "CALL"
        return { refused = {} }
      end })
      local run = assert(rollouts.plan({ targets = rollouts.ids(TARGETS), waves = { "100%" } })
        :start({ journal = rollouts.new_journal(engine) }))
      database.on_statement = function(statement)
        lines[#lines + 1] = statement
      end
      local report = run:work(rollouts.work({ interval = 10, lease = 60 }))
      database.on_statement = nil
      assert.equal("finished", assert(report).state)
      local call
      for i, line in ipairs(lines) do
        call = line == "CALL" and i or call
      end
      -- The transaction of the intent, then the call, then the transaction of its outcome.
      assert.equal("COMMIT", lines[call - 1])
      local intended = call - 1
      repeat
        intended = intended - 1
      until lines[intended]:find("INSERT INTO hwc_batch", 1, true) or lines[intended] == "COMMIT"
      assert.matches("SET state = 'sending'", table.concat(lines, "\n", intended, call - 1))
      assert.matches("FROM hwc_rollout WHERE id = $1 {lock}", lines[call + 1], 1, true)
      local recorded = call
      repeat
        recorded = recorded + 1
      until lines[recorded] == "COMMIT"
      assert.matches("INSERT INTO hwc_event", table.concat(lines, "\n", call + 1, recorded))
      assert.is_true(recorded - call <= 9, recorded - call .. " statements record the outcome")
    end)

    it("in its call is in doubt, done or not", function()
      for _, point in ipairs({ "call", "after_call" }) do
        local run, journal = start()
        assert.not_equal(0, run_worker(journal, ledger, point))
        assert.equal(1, check_survivors(run, point))
        os.remove(ledger)
        run.db:close()
      end
    end)

    it("is taken over where its batch was accepted", function()
      local run = start()
      rollouts.define_ledger(ledger, { batch = BATCH, poll = function() return {} end })
      run:work(rollouts.work({ deadline = 0.3 }))
      assert.equal(1, run:status().under_way)
      let_leases_lapse(run)
      rollouts.define_ledger(ledger, { batch = BATCH })
      assert.equal("finished", assert(run:work(rollouts.work())).state)
      local times = rollouts.read_ledger(ledger)
      for _, id in ipairs(rollouts.ids(TARGETS)) do
        assert.equal(1, times[id])
      end
    end)

    it("that comes late ends the doubt, and changes nothing once superseded", function()
      local outcomes = require("hwc.rollout.outcomes")
      local claims = require("hwc.rollout.claims")
      local run = start()
      local worker = { name = "slow", claim_id = claims.new_id(), lease = 1, seen = 0,
        steps = run.plan.steps }
      local batch = run.db:transaction(nil, claims.claim, run.id, run.plan, worker).batch
      assert.equal("sending", batch.state)
      let_leases_lapse(run)
      local report = assert(run:work(rollouts.work()))
      assert.equal("halted", report.state)
      assert.equal(1, report.in_doubt)
      -- Late, but the batch's latest claim.
      assert.equal(1, #run.db:transaction(nil, outcomes.accept, run.id, batch, { refused = {} }))
      assert.equal(0, run:status().in_doubt)
      -- Superseded: somebody has taken it over.
      let_leases_lapse(run)
      assert(run:resume())
      assert.equal("finished", assert(run:work(rollouts.work())).state)
      assert.is_nil((run.db:transaction(nil, outcomes.progress, run.id, run.plan, batch, {},
        batch.targets, {})))
      assert.equal(0, run:status().failed)
      local late = 0
      for event in run:events() do
        late = late + (event.kind == "late_outcome" and 1 or 0)
      end
      assert.equal(1, late)
    end)
  end)
end
