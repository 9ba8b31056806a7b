-- SPDX-License-Identifier: Apache-2.0
-- Rules that hold over all workers, and the ways between the states of a rollout.

local claims = require("hwc.rollout.claims")
local core = require("_hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

describe("a rollout", function()
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

  local function start(given, engine)
    local name = rollouts.new_journal(engine or "sqlite")
    return assert(rollouts.plan(given):start({ journal = name })), name
  end

  local function change(run, statement)
    assert(run.db:transaction(nil, run.db.query, statement))
  end

  -- A batch that a worker is sending; the worker then stays away.
  local function send(run)
    local batch = assert(run.db:transaction(nil, claims.claim, run.id, run.plan, { name = "dead",
      claim_id = claims.new_id(), lease = 60000000, seen = 0, steps = run.plan.steps })).batch
    return batch
  end

  it("submits a lapsed batch again where the step is idempotent", function()
    rollouts.define_ledger(ledger, { idempotent = true })
    local run = start({ targets = { "a", "b" }, waves = { "100%" } })
    send(run)
    change(run, "UPDATE hwc_batch SET lease_until = 1")
    local report = assert(run:work(rollouts.work()))
    assert.same({ "finished", 2, 0 }, { report.state, report.succeeded, report.in_doubt })
    assert.same({ a = 1, b = 1 }, (rollouts.read_ledger(ledger)))
  end)

  it("submits an idempotent batch of unknown fate again", function()
    local calls = 0
    rollouts.define_ledger(ledger, { idempotent = true, submit = function()
      calls = calls + 1
      if calls == 1 then
        return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
      end
      return {}
    end })
    assert.equal("finished", assert(start({ targets = { "a" } }):work(rollouts.work())).state)
    assert.equal(2, calls)
  end)

  it("halts where failures leave no room, and says so", function()
    rollouts.define_ledger(ledger, { batch = 1, poll = function(_, batch)
      return { [batch.targets[1].id] = "failed" }
    end })
    local run = start({ targets = { "a", "b", "c" }, waves = { "100%" }, max_failures = 3,
      max_unavailable = 2 })
    local report = assert(run:work(rollouts.work()))
    assert.equal("halted", report.state)
    assert.matches("2 targets that failed or are in doubt are unavailable, max_unavailable is 2",
      report.reason)
    assert(run:resume({ max_unavailable = 3 }))
    assert.equal("finished", assert(run:work(rollouts.work())).state)
  end)

  it("halts where nothing succeeds for 600 s, and not while it is polled", function()
    rollouts.define_ledger(ledger, { submit = function()
      return nil, core.new_error({ kind = "transport", message = "no route", fate = "not_sent" })
    end })
    local run = start({ targets = { "a" } })
    assert.equal("running", assert(run:work(rollouts.work({ deadline = 0.2 }))).state)
    change(run, "UPDATE hwc_rollout SET alive_at = alive_at - 590000000")
    assert.equal("running", assert(run:work(rollouts.work({ deadline = 0.2 }))).state)
    change(run, "UPDATE hwc_rollout SET alive_at = alive_at - 11000000")
    local report = assert(run:work(rollouts.work({ deadline = 5 })))
    assert.equal("halted", report.state)
    assert.matches("nothing succeeded for 600 s", report.reason)
    rollouts.define_ledger(ledger, { poll = function() return {} end })
    assert(run:resume())
    assert(run:work(rollouts.work({ deadline = 0.3 })))
    change(run, "UPDATE hwc_rollout SET alive_at = 1")
    assert.equal("running", assert(run:work(rollouts.work({ deadline = 0.3 }))).state)
  end)

  it("does not halt while all that is left is a doubt that reading decides", function()
    local calls = 0
    rollouts.define_ledger(ledger, { reconcile_after = 1200, submit = function(_, targets)
      calls = calls + (targets[1].id == "b" and 1 or 0)
      if calls == 1 then
        return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
      end
      return {}
    end, reconcile = function()
      return calls == 1 and { b = "not_done" } or nil, "it cannot be read"
    end })
    local run = start({ targets = { "a", "b" } })
    assert.equal("running", assert(run:work(rollouts.work({ deadline = 0.3 }))).state)
    change(run, "UPDATE hwc_rollout SET alive_at = alive_at - 601000000")
    assert.equal("running", assert(run:work(rollouts.work({ deadline = 0.3 }))).state)
    change(run, "UPDATE hwc_batch SET lease_until = 1, reconcile_at = 1 WHERE state = 'in_doubt'")
    local report = assert(run:work(rollouts.work({ deadline = 5 })))
    assert.same({ "finished", 2, 2 }, { report.state, report.succeeded, calls })
  end)

  it("halts where a doubt cannot be decided for 600 s after its time", function()
    rollouts.define_ledger(ledger, { reconcile_after = 1200, submit = function(_, targets)
      if targets[1].id == "b" then
        return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
      end
      return {}
    end, reconcile = function()
      return nil, "it cannot be read"
    end })
    local run = start({ targets = { "a", "b" } })
    assert.equal("running", assert(run:work(rollouts.work({ deadline = 0.3 }))).state)
    change(run, "UPDATE hwc_rollout SET alive_at = 1")
    change(run, "UPDATE hwc_batch SET intent_at = intent_at - 1790000000, "
      .. "signed_at = signed_at - 1790000000")
    assert.equal("running", assert(run:work(rollouts.work({ deadline = 0.3 }))).state)
    change(run, "UPDATE hwc_batch SET intent_at = intent_at - 20000000, "
      .. "signed_at = signed_at - 20000000")
    assert.equal("halted", assert(run:work(rollouts.work({ deadline = 5 }))).state)
  end)

  it("counts max_in_doubt in batches, over all waves", function()
    rollouts.define_ledger(ledger, { batch = 2, submit = function(_, targets)
      if targets[1].id > "t-0006" then
        return {}
      elseif targets[1].id > "t-0001" then
        return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
      end
      return {}
    end })
    local run = start({ targets = rollouts.ids(20), waves = { 1, "100%" }, max_in_doubt = 2 })
    local report = assert(run:work(rollouts.work({ concurrency = 1 })))
    assert.equal("halted", report.state)
    assert.matches("3 batches are in doubt, 2 are allowed", report.reason)
    assert.equal(6, report.in_doubt)
    assert(run:resume({ max_in_doubt = 3 }))
    assert.equal("finished", assert(run:work(rollouts.work())).state)
  end)

  it("does not depend on the clocks of workers", function()
    local real = os.time
    for _, wrong in ipairs({ -400000000, 400000000 }) do
      local run = start({ soak = 0.2 })
      os.time = function(...) -- luacheck: ignore 122
        return real(...) + (... == nil and wrong or 0)
      end
      local report, err = run:work(rollouts.work())
      os.time = real -- luacheck: ignore 122
      assert(report, err)
      assert.equal("finished", report.state)
      for target in run:targets() do
        assert.is_true(math.abs(target.changed - real()) < 60)
      end
      os.remove(ledger)
    end
  end)

  it("is not stopped by a worker that was stopped inside a transaction", function()
    local run, name = start({ waves = { "100%" } }, "postgresql")
    local stopped = assert(require("hwc.rollout.database").open(name))
    stopped:limit_time(1) -- as a worker does, a third of its lease
    assert(stopped.handle:begin())
    assert(stopped.handle:query("SELECT * FROM hwc_rollout FOR UPDATE"))
    local report = assert(run:work(rollouts.work({ lease = 30, deadline = 20 })))
    assert.equal("finished", report.state)
    local rows, failure = stopped.handle:query("SELECT 1")
    assert.is_nil(rows)
    assert.equal("lost", failure.failure)
  end)

  it("limits the transactions of workers to a third of their lease", function()
    local run = start({ targets = { "a" } }, "postgresql")
    assert(run:work(rollouts.work({ lease = 9, margin = 1 })))
    for _, setting in ipairs({ "lock_timeout", "statement_timeout",
      "idle_in_transaction_session_timeout" }) do
      assert.equal("3s", run.db:read(run.db.row, "SHOW " .. setting)[setting])
    end
  end)

  it("slows all workers down that get a 429", function()
    local calls = 0
    rollouts.define_ledger(ledger, { batch = 1, submit = function()
      calls = calls + 1
      return nil, core.new_error({ kind = "service", message = "busy", status = 429,
        fate = "responded", retry_after = 60 })
    end })
    local run, name = start({ targets = { "a", "b", "c" }, waves = { "100%" } })
    assert(run:work(rollouts.work({ concurrency = 1, deadline = 0.3 })))
    local other = assert(assert(rollout.open(name)):latest())
    local report = assert(other:work(rollouts.work({ client = rollouts.client, deadline = 0.3 })))
    assert.same({ 1, "running", 3 }, { calls, report.state, report.waiting })
  end)

  -- Brings a new rollout to a state.
  local into = {
    planned = function() end,
    running = function(run)
      run:work(rollouts.work({ deadline = 0.001 }))
    end,
    paused = function(run)
      assert(run:pause())
    end,
    waiting_for_approval = function(run)
      run:work(rollouts.work())
    end,
    halted = function(run)
      change(run, "UPDATE hwc_rollout SET state = 'halted', reason = 'a spec'")
    end,
    aborted = function(run)
      assert(run:abort())
    end,
    finished = function(run)
      assert(run:approve(2))
      run:work(rollouts.work())
    end,
  }

  local methods = {
    pause = function(run) return run:pause() end,
    resume = function(run) return run:resume() end,
    abort = function(run) return run:abort() end,
    approve = function(run) return run:approve(2) end,
  }

  it("goes from each state to those that its contract names, and to no other", function()
    for state, ways in pairs({
      planned = { pause = "paused", abort = "aborted", approve = "planned" },
      running = { pause = "paused", abort = "aborted", approve = "running" },
      paused = { resume = "planned", abort = "aborted", approve = "paused" },
      waiting_for_approval = { pause = "paused", abort = "aborted", approve = "running" },
      halted = { resume = "planned", abort = "aborted", approve = "halted" },
      aborted = { approve = "aborted" },
      finished = {},
    }) do
      for name, method in pairs(methods) do
        local run = start({ confirm = true, targets = { "a", "b" } })
        into[state](run)
        local before = run:status().state
        assert.equal(state, before)
        local good, err = method(run)
        local case = state .. " " .. name
        assert.equal(ways[name] ~= nil, good ~= nil, case .. ": " .. tostring(err))
        assert.equal(ways[name] or state, run:status().state, case)
        run.db:close()
      end
    end
  end)
end)
