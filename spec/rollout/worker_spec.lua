-- SPDX-License-Identifier: Apache-2.0
local core = require("_hwc")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

-- The same rules hold over both engines.
for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("a worker over " .. engine, function()
    local ledger

    local function start(given)
      return assert(rollouts.plan(given):start({ journal = rollouts.new_journal(engine) }))
    end

    local function ids_in(run, state)
      local ids = {}
      for target in run:targets({ state = state }) do
        ids[#ids + 1] = target.id
      end
      return ids
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

    it("counts how long work takes from its acceptance, whoever polls", function()
      rollouts.define_ledger(ledger, { longest = 5, poll = function() return {} end })
      local run = start({ targets = { "a" }, waves = { "100%" } })
      assert.equal(0, assert(run:work(rollouts.work({ deadline = 0.2 }))).in_doubt)
      run.db:transaction(nil, function(db) -- as if its worker had died 10 s ago
        db:query("UPDATE hwc_batch SET accepted_at = accepted_at - 10000000, lease_until = 0")
      end)
      assert.equal(1, assert(run:work(rollouts.work({ deadline = 0.2 }))).in_doubt)
    end)

    it("records the ends of parts of a large batch", function()
      local ended = 0
      rollouts.define_ledger(ledger, { batch = 130, poll = function(_, batch)
        ended = ended + 1
        local ends = {}
        for i, target in ipairs(batch.targets) do
          ends[target.id] = (ended > 1 or i <= 61) and "succeeded" or nil
        end
        return ends
      end })
      local counts = {}
      local run = start({ targets = rollouts.ids(130), waves = { "100%" }, soak = 0 })
      local report = assert(run:work(rollouts.work({ poll_interval = 0.3, progress = function(p)
        counts[p.succeeded] = p.unavailable
      end })))
      assert.equal(130 - 61, counts[61])
      assert.equal("finished", report.state)
      assert.same({ 130, 0 }, { report.succeeded, report.unavailable })
      assert.equal(130, #ids_in(run, "succeeded"))
    end)

    it("changes every target once, wave by wave", function()
      local run = start({ waves = { 1, "10%", "100%" } })
      local report = assert(run:work(rollouts.work()))
      assert.equal("finished", report.state)
      assert.equal(30, report.succeeded)
      local times, order = rollouts.read_ledger(ledger)
      for _, id in ipairs(rollouts.ids(30)) do
        assert.equal(1, times[id], id)
      end
      assert.equal("t-0001", order[1])
      assert.same({ "t-0002", "t-0003" }, { order[2], order[3] })
      local waves = {}
      for i, event in ipairs(events_of(run, "wave_done")) do
        waves[i] = event.wave
      end
      assert.same({ 1, 2, 3 }, waves)
    end)

    it("halts after a failure in the canary, and says so", function()
      rollouts.define_ledger(ledger, { poll = function(_, batch)
        return { [batch.targets[1].id] = { state = "failed", code = "X.1", message = "broken" } }
      end })
      local run = start()
      local report = assert(run:work(rollouts.work()))
      assert.equal("halted", report.state)
      assert.equal("halted", report.stopped)
      assert.matches("1 targets of wave 1 failed, 0 are allowed", report.reason)
      assert.equal(1, select(2, rollouts.read_ledger(ledger))[1] and #select(2,
        rollouts.read_ledger(ledger)))
      local resumed, err = run:resume()
      assert.is_nil(resumed)
      assert.matches("still halted", err.message)
    end)

    it("takes a batch no larger than the budget leaves", function()
      local most, now = 0, 0
      rollouts.define_ledger(ledger, {
        batch = 20,
        submit = function(_, targets)
          now = now + #targets
          most = math.max(most, now)
          return { refused = {} }
        end,
        poll = function(_, batch)
          local ends = {}
          for _, target in ipairs(batch.targets) do
            ends[target.id] = "succeeded"
          end
          now = now - #batch.targets
          return ends
        end,
      })
      local run = start({ max_unavailable = "10%", waves = { "100%" } })
      assert.equal("finished", assert(run:work(rollouts.work())).state)
      assert.equal(3, most)
    end)

    it("commits the intent before it sends", function()
      local seen
      local run
      rollouts.define_ledger(ledger, { submit = function(_, targets)
        local other = assert(rollout.open(run.journal_name))
        for target in assert(other:latest()):targets({ state = "sending" }) do
          seen = seen or {}
          seen[#seen + 1] = target.id
        end
        other:close()
        return { refused = {}, data = { n = #targets } }
      end })
      local name = rollouts.new_journal(engine)
      run = assert(rollouts.plan({ targets = { "a" } }):start({ journal = name }))
      run.journal_name = name
      assert(run:work(rollouts.work()))
      assert.same({ "a" }, seen)
    end)

    it("puts a call of unknown fate in doubt, and halts where none is allowed", function()
      rollouts.define_ledger(ledger, { submit = function()
        return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
      end })
      local run = start()
      local report = assert(run:work(rollouts.work()))
      assert.equal("halted", report.state)
      assert.matches("in doubt", report.reason)
      assert.same({ "t-0001" }, ids_in(run, "in_doubt"))
      assert.equal(1, report.unavailable)
    end)

    it("sends again what was certainly not done, after a pause", function()
      local calls = 0
      rollouts.define_ledger(ledger, { submit = function()
        calls = calls + 1
        if calls == 1 then
          return nil, core.new_error({ kind = "transport", message = "no route",
            fate = "not_sent" })
        elseif calls == 2 then
          return nil, core.new_error({ kind = "service", message = "busy", status = 429,
            fate = "responded", retry_after = 0.05 })
        end
        return { refused = {} }
      end })
      local run = start({ targets = { "a", "b" }, waves = { "100%" } })
      local report = assert(run:work(rollouts.work()))
      assert.equal("finished", report.state)
      assert.equal(3, calls)
      assert.equal(2, report.succeeded)
    end)

    it("tries each target alone where the service refuses the batch as a whole", function()
      local sizes = {}
      rollouts.define_ledger(ledger, { submit = function(_, targets)
        sizes[#sizes + 1] = #targets
        for _, target in ipairs(targets) do
          if target.id == "t-0003" then
            return nil, core.new_error({ kind = "service", message = "no such server", status = 400,
              code = "CPS.0005", fate = "responded" })
          end
        end
        return { refused = {} }
      end })
      local run = start({ targets = rollouts.ids(5), waves = { "100%" }, max_failures = 1 })
      local report = assert(run:work(rollouts.work({ concurrency = 1 })))
      assert.equal("finished", report.state)
      assert.equal(4, report.succeeded)
      assert.equal(1, report.refused)
      assert.same({ 5, 1, 1, 1, 1, 1 }, sizes)
      for target in run:targets({ state = "refused" }) do
        assert.equal("t-0003", target.id)
        assert.equal("CPS.0005", target.code)
      end
      assert.equal(0, report.unavailable)
    end)

    it("halts when more fail than max_failures, and goes on with a larger budget", function()
      rollouts.define_ledger(ledger, { poll = function(_, batch)
        local ends = {}
        for _, target in ipairs(batch.targets) do
          ends[target.id] = target.id > "t-0003" and target.id < "t-0007" and { state = "failed" }
            or "succeeded"
        end
        return ends
      end, batch = 1 })
      local run = start({ max_failures = 2, waves = { "100%" } })
      local report = assert(run:work(rollouts.work({ concurrency = 1 })))
      assert.equal("halted", report.state)
      assert.equal(3, report.failed)
      assert(run:resume({ max_failures = 3 }))
      report = assert(run:work(rollouts.work()))
      assert.equal("finished", report.state)
      assert.equal(27, report.succeeded)
      -- What failed is done again in a wave of its own.
      rollouts.define_ledger(ledger)
      assert.equal(3, assert(run:retry()))
      report = assert(run:work(rollouts.work()))
      assert.equal("finished", report.state)
      assert.equal(30, report.succeeded)
      assert.equal(0, report.unavailable)
    end)

    it("does the steps of a target in order", function()
      local order = {}
      for _, name in ipairs({ "spec.one", "spec.two" }) do
        rollout.define(name, {
          batch = 3,
          submit = function(_, targets)
            for _, target in ipairs(targets) do
              order[target.id] = (order[target.id] or "") .. name:sub(6)
            end
            return { refused = {} }
          end,
        })
      end
      local run = start({ steps = { rollout.step("spec.one"), rollout.step("spec.two") },
        targets = rollouts.ids(10) })
      assert.equal("finished", assert(run:work(rollouts.work())).state)
      for _, id in ipairs(rollouts.ids(10)) do
        assert.equal("onetwo", order[id])
      end
    end)

    it("fails what its verify refuses, also after the soak", function()
      local soaked = false
      rollouts.define_ledger(ledger, { verify = function(_, targets)
        local result = {}
        for _, target in ipairs(targets) do
          result[target.id] = target.id == "t-0002" and "wrong key"
            or not (soaked and target.id == "t-0005")
        end
        return result
      end })
      local run = start({ targets = rollouts.ids(6), waves = { "100%" }, soak = 0.3,
        max_failures = 5 })
      local report = assert(run:work(rollouts.work({ progress = function(p)
        soaked = soaked or p.waves[1].state == "soaking"
      end })))
      assert.equal("finished", report.state)
      assert.same({ "t-0002", "t-0005" }, ids_in(run, "failed"))
      for target in run:targets({ state = "failed" }) do
        assert.equal("verify", target.code)
      end
    end)

    it("stops claiming while paused, for every process, and goes on after resume", function()
      local name = rollouts.new_journal(engine)
      local run = assert(rollouts.plan({ waves = { "100%" }, rate = 50, batch = 1 })
        :start({ journal = name }))
      local report = assert(run:work(rollouts.work({ progress = function(p)
        if p.state == "running" and p.succeeded > 2 then
          local other = assert(rollout.open(name))
          assert(assert(other:get("rollout")):pause())
          other:close()
        end
      end })))
      assert.equal("paused", report.stopped)
      assert.is_true(report.succeeded < 30)
      assert.equal(0, report.under_way)
      assert(run:resume())
      assert.equal("finished", assert(run:work(rollouts.work())).state)
    end)

    it("waits for approval between waves where the plan says so", function()
      local run = start({ confirm = true })
      assert.equal("waiting_for_approval", assert(run:work(rollouts.work())).stopped)
      assert.equal(1, #select(2, rollouts.read_ledger(ledger)))
      assert(run:approve(2))
      assert.equal("finished", assert(run:work(rollouts.work())).state)
    end)

    it("skips what was not begun when it is aborted", function()
      local run = start()
      assert(run:abort())
      local report = assert(run:work(rollouts.work()))
      assert.equal("aborted", report.stopped)
      assert.equal(30, report.skipped)
      assert.same({}, (rollouts.read_ledger(ledger)))
      assert.equal(30, assert(run:retry({ states = { "skipped" } })))
      assert.equal("finished", assert(run:work(rollouts.work())).state)
    end)

    it("keeps the rate over all workers", function()
      local run = start({ targets = rollouts.ids(6), batch = 1, rate = 10, waves = { "100%" } })
      local began = hwc.boot_time()
      assert(run:work(rollouts.work()))
      assert.is_true(hwc.boot_time() - began >= 0.5)
    end)

    it("refuses to work where a step is not defined, by its name", function()
      rollout.define("spec.gone", { submit = function() return {} end })
      local name = rollouts.new_journal(engine)
      assert(rollouts.plan({ steps = { rollout.step("spec.gone") } }):start({ journal = name }))
      package.loaded["hwc.rollout.steps"] = nil
      package.loaded["hwc.rollout.worker"] = nil
      package.loaded["hwc.rollout.run"] = nil
      package.loaded["hwc.rollout.plan"] = nil
      package.loaded["hwc.rollout"] = nil
      local fresh = require("hwc.rollout")
      local report, err = assert(assert(fresh.open(name)):latest()):work(
        rollouts.work({ client = rollouts.client }))
      package.loaded["hwc.rollout"] = rollout
      assert.is_nil(report)
      assert.matches('spec.gone', err.message)
    end)

    it("refuses a client of another project or region", function()
      local run = start()
      local other = { describe = function()
        return { service = "demo", endpoint = "https://other.example" }
      end }
      local report, err = run:work(rollouts.work({ client = other }))
      assert.is_nil(report)
      assert.equal("endpoint", err.field)
      assert.same({}, (rollouts.read_ledger(ledger)))
    end)

    it("refuses a client that lacks what the plan names", function()
      local identity = { service = "demo", endpoint = "https://demo.example", region = "r-1",
        project_id = "p", domain_id = "d", instance_id = "i", gateway = "roma" }
      local function client_without(missing)
        return { describe = function()
          local shown = {}
          for name, value in pairs(identity) do
            shown[name] = name ~= missing and value or nil
          end
          return shown
        end }
      end
      local run = start({ client = client_without(nil), targets = { "a" } })
      for name in pairs(identity) do
        local report, err = run:work(rollouts.work({ client = client_without(name) }))
        assert.is_nil(report, name)
        assert.equal(name, err.field)
        assert.matches("the client has none", err.message)
      end
      assert.same({}, (rollouts.read_ledger(ledger)))
      assert.equal("finished", assert(run:work(rollouts.work())).state)
    end)

    it("retries states page by page, each target from its own wave", function()
      local bad = true
      rollouts.define_ledger(ledger, { batch = 500, poll = function(_, batch)
        local ends = {}
        for _, target in ipairs(batch.targets) do
          ends[target.id] = bad and target.id ~= "t-0003" and "failed" or "succeeded"
        end
        return ends
      end })
      local run = start({ targets = rollouts.ids(2600), waves = { 5, "100%" },
        max_failures = 3000 })
      assert(run.db:transaction(nil, run.db.query, "UPDATE hwc_wave SET max_failures = 3000"))
      assert.equal(2599, assert(run:work(rollouts.work())).failed)
      bad = false
      local real, most = run.db.query, 0
      run.db.query = function(...)
        local rows, changed = real(...)
        most = math.max(most, #rows)
        return rows, changed
      end
      assert.equal(2599, assert(run:retry({ targets = { "t-0002" }, states = { "failed" } })))
      run.db.query = nil
      assert.is_true(most <= 1000, most .. " rows at once")
      local report = assert(run:work(rollouts.work()))
      assert.same({ "finished", 2600, 0 }, { report.state, report.succeeded, report.unavailable })
      local totals = {}
      for i, wave in ipairs(report.waves) do
        totals[i] = { wave.succeeded, wave.failed, wave.remaining }
      end
      assert.same({ { 1, 0, 0 }, { 0, 0, 0 }, { 2599, 0, 0 } }, totals)
      local times = rollouts.read_ledger(ledger)
      assert.same({ 2, 1, 2 }, { times["t-0002"], times["t-0003"], times["t-2600"] })
    end)

    it("lets targets in doubt be resolved together, all or none", function()
      rollouts.define_ledger(ledger, { batch = 3, submit = function()
        return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
      end })
      local run = start({ targets = { "a", "b", "c", "d" }, waves = { "100%" } })
      assert(run:work(rollouts.work({ concurrency = 1 })))
      local good, err = run:resolve({ "a", "b", "d" }, "done", "seen")
      assert.is_nil(good)
      assert.matches("target d is waiting", err.message)
      assert.equal(3, run:status().in_doubt)
      assert(run:resolve({ "a", "b", "c" }, "done", "seen"))
      assert.same({ 3, 0, 0 }, { run:status().succeeded, run:status().in_doubt,
        run:status().batches_in_doubt })
    end)

    it("lets a target in doubt be resolved: done, failed, redo", function()
      local lost = true
      rollouts.define_ledger(ledger, { batch = 3, submit = function()
        if lost then
          return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
        end
        return { refused = {} }
      end })
      local run = start({ targets = { "a", "b", "c" }, waves = { "100%" }, max_failures = 1 })
      assert.equal("halted", assert(run:work(rollouts.work())).state)
      lost = false
      assert(run:resolve("a", "done", "its key pair is new"))
      assert(run:resolve("b", "failed", "it is gone"))
      local good, err = run:resolve("c", "redo", "nothing happened", { worker_is_dead = true })
      assert.is_nil(good)
      assert.matches("lease", err.message)
      run.db:transaction(nil, function(db)
        db:query("UPDATE hwc_batch SET lease_until = lease_until - 100000000")
      end)
      good, err = run:resolve("c", "redo", "nothing happened")
      assert.is_nil(good)
      assert.matches("worker_is_dead", err.message)
      assert(run:resolve("c", "redo", "nothing happened", { worker_is_dead = true }))
      assert(run:resume())
      local report = assert(run:work(rollouts.work()))
      assert.equal("finished", report.state)
      assert.same({ 2, 1, 0 }, { report.succeeded, report.failed, report.in_doubt })
      assert.equal(1, report.unavailable) -- the one that failed
    end)
  end)
end
