-- SPDX-License-Identifier: Apache-2.0
-- What is in doubt, what ends a doubt, and who may decide it.

local claims = require("hwc.rollout.claims")
local core = require("_hwc")
local outcomes = require("hwc.rollout.outcomes")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("doubt over " .. engine, function()
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

    -- What is the same for both engines but for the time that it takes.
    local function once(sentence, fn)
      if engine == "sqlite" then
        it(sentence, fn)
      end
    end

    local function start(given)
      return assert(rollouts.plan(given):start({ journal = rollouts.new_journal(engine) }))
    end

    local function states(run)
      local found = {}
      for target in run:targets() do
        found[target.id] = target.state
      end
      return found
    end

    local function change(run, statement)
      assert(run.db:transaction(nil, run.db.query, statement))
    end

    -- A client that signs with an access key, or sends a token.
    local function client_with(credentials)
      return { describe = rollouts.client.describe, credentials = function()
        return credentials
      end }
    end

    -- Targets whose call got lost, and of which reading shows later that nothing was done.
    local function start_lost(given)
      local calls = 0
      rollouts.define_ledger(ledger, { reconcile_after = 1000,
        submit = function()
          calls = calls + 1
          if calls == 1 then
            return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
          end
          return { refused = {} }
        end,
        reconcile = function()
          return { a = "not_done" }
        end })
      local run = start({ targets = { "a" }, waves = { "100%" } })
      assert.equal("halted", assert(run:work(rollouts.work(given))).state)
      return run, function() return calls end
    end

    once("is decided by reading after reconcile_after, where requests are signed", function()
      local given = { client = client_with({ source = "options", ak = "AK" }) }
      local run, calls = start_lost(given)
      change(run, "UPDATE hwc_batch SET lease_until = 0, "
        .. "reconcile_at = reconcile_at - 990000000, signed_at = signed_at - 990000000")
      assert(run:work(rollouts.work(given)))
      assert.same({ a = "in_doubt" }, states(run)) -- 990 s later
      change(run, "UPDATE hwc_batch SET reconcile_at = reconcile_at - 15000000")
      assert(run:work(rollouts.work(given)))
      assert.same({ a = "waiting" }, states(run))
      assert(run:resume())
      assert.equal("finished", assert(run:work(rollouts.work(given))).state)
      assert.equal(2, calls())
    end)

    it("of a request that was sent with a token is a person's, whoever reads", function()
      local run, calls = start_lost({ client = client_with({ source = "token" }) })
      change(run, "UPDATE hwc_batch SET lease_until = 0, reconcile_at = 1")
      local given = { client = client_with({ source = "options", ak = "AK" }) }
      assert.equal("halted", assert(run:work(rollouts.work(given))).state)
      assert.same({ a = "in_doubt" }, states(run))
      assert.matches("token.*resolve", run:targets()().message)
      change(run, "UPDATE hwc_batch SET lease_until = 0")
      assert(run:resolve("a", "redo", "the token is revoked", { worker_is_dead = true }))
      assert(run:resume())
      assert.equal("finished", assert(run:work(rollouts.work(given))).state)
      assert.equal(2, calls())
    end)

    once("counts from the worker's clock where that is ahead: signatures live longer", function()
      local run = start({ targets = { "a" } })
      local ahead = (os.time() + 600) * 1000000
      local batch = assert(run.db:transaction(nil, claims.claim, run.id, run.plan, { name = "w",
        claim_id = claims.new_id(), lease = 60000000, seen = 0, steps = run.plan.steps,
        clock = ahead })).batch
      run.plan.steps[1].reconcile_after = 960
      assert(run.db:transaction(nil, outcomes.doubt, run.id, run.plan, batch, "lost"))
      assert.equal(ahead + 960000000, run.db:read(run.db.row,
        "SELECT reconcile_at FROM hwc_batch").reconcile_at)
    end)

    once("may be decided by reading, so the request is not sent more than a minute late", function()
      local within
      local function submit(_, _, _, call_options)
        within = call_options.send_before - core.boot_time()
        return { refused = {} }
      end
      rollouts.define_ledger(ledger, { submit = submit, reconcile = function() return {} end })
      local given = { lease = 300, margin = 10 }
      assert(start({ targets = { "a" } }):work(rollouts.work(given)))
      assert.is_true(within > 50 and within <= 60)
      rollouts.define_ledger(ledger, { submit = submit })
      assert(start({ targets = { "a" } }):work(rollouts.work(given)))
      assert.is_true(within > 280 and within <= 290)
    end)

    it("is what submit names neither as accepted nor as refused; the others go on", function()
      rollouts.define_ledger(ledger, { batch = 4, submit = function()
        return { accepted = { "a", "b" }, refused = { c = { code = "X.1", message = "no" } } }
      end })
      local run = start({ targets = { "a", "b", "c", "d" }, waves = { "100%" }, max_failures = 1 })
      local report = assert(run:work(rollouts.work()))
      assert.equal("halted", report.state)
      assert.same({ a = "succeeded", b = "succeeded", c = "refused", d = "in_doubt" }, states(run))
      assert.same({ 2, 1, 1, 1 }, { report.succeeded, report.refused, report.in_doubt,
        report.batches_in_doubt })
      assert.equal(1, report.unavailable) -- the one in doubt
      assert(run:resolve("d", "done", "seen"))
      assert(run:resume())
      report = assert(run:work(rollouts.work()))
      assert.same({ "finished", 0, 0 }, { report.state, report.batches_in_doubt,
        report.unavailable })
    end)

    once("of unnamed targets is submitted again where the step is idempotent", function()
      local calls = 0
      rollouts.define_ledger(ledger, { idempotent = true, submit = function(_, targets)
        calls = calls + 1
        return { accepted = { targets[1].id } }
      end })
      local run = start({ targets = { "a", "b", "c" }, waves = { "100%" } })
      assert.equal(3, assert(run:work(rollouts.work({ concurrency = 1 }))).succeeded)
      assert.equal(3, calls)
    end)

    once("is all of a batch whose reply names as accepted what it cannot", function()
      for i, accepted in ipairs({ "a", { "x" }, { a = true }, { "b" } }) do
        rollouts.define_ledger(ledger, { submit = function()
          return { accepted = accepted, refused = { b = "no" } }
        end })
        local run = start({ targets = { "a", "b" }, waves = { "100%" } })
        assert(run:work(rollouts.work()))
        assert.same({ a = "in_doubt", b = "in_doubt" }, states(run), "case " .. i)
      end
    end)

    it("that ends late lets a finished rollout go on: next steps, verification", function()
      rollout.define("spec.next", { submit = function() return {} end,
        verify = function(_, targets)
          return { [targets[1].id] = true }
        end })
      local run = start({ targets = { "z", "a", "b" }, waves = { 1, "100%" }, batch = 1,
        confirm = true, steps = { rollout.step("ledger.change"), rollout.step("spec.next") } })
      assert(run:work(rollouts.work()))
      assert(run:approve(2))
      local batch = assert(run.db:transaction(nil, claims.claim, run.id, run.plan, { name = "slow",
        claim_id = claims.new_id(), lease = 1, seen = 0, steps = run.plan.steps })).batch
      change(run, "UPDATE hwc_batch SET lease_until = 1")
      local report = assert(run:work(rollouts.work()))
      assert.same({ "finished", 2, 1 }, { report.state, report.succeeded, report.in_doubt })
      -- The worker is alive after all.
      assert(run.db:transaction(nil, outcomes.accept, run.id, batch, { refused = {} }))
      assert.equal("running", run:status().state)
      change(run, "UPDATE hwc_batch SET lease_until = 1")
      report = assert(run:work(rollouts.work()))
      assert.same({ "finished", 3, 0 }, { report.state, report.succeeded, report.in_doubt })
    end)

    it("is none where the commit of the claim got lost and nothing was sent", function()
      local run, claim_id = start({ targets = { "a" } }), claims.new_id()
      assert(run.db:transaction(nil, claims.claim, run.id, run.plan, { name = "slow",
        claim_id = claim_id, lease = 60000000, seen = 0, steps = run.plan.steps })) -- it gets lost
      change(run, "UPDATE hwc_batch SET lease_until = 1")
      assert.equal("halted", assert(run:work(rollouts.work())).state)
      assert.same({ a = "in_doubt" }, states(run))
      local batch = run.db:transaction(nil, claims.find_claim, claim_id).batch
      assert(run.db:transaction(nil, outcomes.release, run.id, batch, {})) -- it is too late to send
      assert.same({ a = "waiting" }, states(run))
      assert(run:resume())
      assert.equal("finished", assert(run:work(rollouts.work())).state)
    end)

    once("is not forgotten at the end while reading may decide it", function()
      rollouts.define_ledger(ledger, { batch = 1, reconcile_after = 0.4,
        submit = function(_, targets)
          if targets[1].id == "a" then
            return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
          end
          return {}
        end,
        reconcile = function()
          return { a = "done" }
        end })
      local run = start({ targets = { "a", "b" }, waves = { 1, "100%" } })
      change(run, "UPDATE hwc_rollout SET wave = 2") -- as if its doubt had come late
      change(run, "UPDATE hwc_wave SET state = 'running'")
      local report = assert(run:work(rollouts.work({ lease = 0.3, margin = 0.1 })))
      assert.same({ "finished", 2, 0 }, { report.state, report.succeeded, report.in_doubt })
    end)
  end)
end
