-- SPDX-License-Identifier: Apache-2.0
-- Journals that are away for a while, full, locked, or that went back in time.

local core = require("_hwc")
local database = require("hwc.rollout.database")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

describe("a journal", function()
  local ledger

  before_each(function()
    ledger = os.tmpname()
    rollouts.define_ledger(ledger, { batch = 1 })
  end)

  after_each(function()
    os.remove(ledger)
  end)

  teardown(function()
    rollouts.stop()
  end)

  local function assert_each_once(total)
    local times = rollouts.read_ledger(ledger)
    for _, id in ipairs(rollouts.ids(total)) do
      assert.equal(1, times[id], id)
    end
  end

  it("whose server was killed and came back is written on", function()
    local journal = rollouts.new_journal("postgresql")
    local server = rollouts.server()
    local run = assert(rollouts.plan({ waves = { "100%" } }):start({ journal = journal }))
    local crashes = 0
    local report = assert(run:work(rollouts.work({ lease = 30, concurrency = 2,
      progress = function(p)
        if p.succeeded >= 5 * (crashes + 1) and crashes < 2 then
          crashes = crashes + 1
          server:stop("immediate")
          server:start()
        end
      end })))
    assert.equal(2, crashes)
    assert.equal("finished", report.state)
    assert_each_once(30)
  end)

  it("that stays away ends the worker, and the next one goes on", function()
    local journal = rollouts.new_journal("postgresql")
    local server = rollouts.server()
    assert(rollouts.plan({ waves = { "100%" } }):start({ journal = journal }))
    local run = assert(assert(rollout.open(journal, { outage = 0.5 })):latest())
    local is_away = false
    rollouts.define_ledger(ledger, { batch = 1, submit = function(_, targets)
      local file <close> = assert(io.open(ledger, "a"))
      file:write(targets[1].id, "\n")
      if targets[1].id == "t-0007" then
        server:stop("immediate")
        is_away = true
      end
      return { refused = {} }
    end })
    local began = hwc.boot_time()
    local report, err = run:work(rollouts.work({ client = rollouts.client, lease = 3,
      concurrency = 1 }))
    assert.is_true(is_away)
    assert.is_nil(report)
    assert.equal("journal", err.kind)
    assert.is_true(hwc.boot_time() - began < 10)
    server:start()
    rollouts.define_ledger(ledger, { batch = 1 })
    run = assert(assert(rollout.open(journal)):latest())
    hwc.sleep(3)
    report = assert(run:work(rollouts.work({ client = rollouts.client })))
    assert.same({ "halted", 1 }, { report.state, report.in_doubt })
    for target in run:targets({ state = "in_doubt" }) do
      assert.equal("t-0007", target.id)
    end
    assert(run:resolve("t-0007", "done", "the ledger has it"))
    assert(run:resume())
    assert.equal("finished", assert(run:work(rollouts.work({ client = rollouts.client }))).state)
    assert_each_once(30)
  end)

  it("whose commits get lost, stored or not, is read back before anything is sent again", function()
    for _, stored in ipairs({ true, false }) do
      local run = assert(rollouts.plan({ targets = rollouts.ids(12), waves = { "100%" } })
        :start({ journal = rollouts.new_journal("sqlite") }))
      local real, count, lost = run.db.handle, 0, 0
      -- Every third commit of a worker fails as if the connection had been lost.
      run.db.handle = setmetatable({
        commit = function()
          count = count + 1
          if count % 3 ~= 0 then
            return real:commit()
          end
          lost = lost + 1
          if stored then
            assert(real:commit())
          else
            assert(real:rollback())
          end
          return nil, { failure = "lost", message = "the connection is gone" }
        end,
        rollback = function()
          return true
        end,
      }, { __index = function(_, name)
        return function(_, ...)
          return real[name](real, ...)
        end
      end })
      os.remove(ledger)
      local report = assert(run:work(rollouts.work({ lease = 60, concurrency = 1 })))
      assert.is_true(lost > 5)
      assert.equal("finished", report.state)
      assert.same({ 12, 0, 0, 0 }, { report.succeeded, report.failed, report.unavailable,
        report.remaining })
      assert_each_once(12)
    end
  end)

  it("that loses the result of a part of a batch still has the rest polled", function()
    local polls = 0
    rollouts.define_ledger(ledger, { batch = 3, poll = function()
      polls = polls + 1
      return polls == 1 and { a = "succeeded" } or { b = "succeeded", c = "succeeded" }
    end })
    local run = assert(rollouts.plan({ targets = { "a", "b", "c" }, waves = { "100%" } })
      :start({ journal = rollouts.new_journal("sqlite") }))
    local real, is_lost = run.db.handle, false
    run.db.handle = setmetatable({ commit = function()
      local good, failure = real:commit()
      if polls == 1 and not is_lost then -- the commit of what the first poll brought
        is_lost = true
        return nil, { failure = "lost", message = "the connection is gone" }
      end
      return good, failure
    end, rollback = function()
      return true
    end }, { __index = function(_, name)
      return function(_, ...)
        return real[name](real, ...)
      end
    end })
    local report = assert(run:work(rollouts.work({ lease = 60, deadline = 5, interval = 10 })))
    assert.is_true(is_lost)
    assert.same({ "finished", 3 }, { report.state, report.succeeded })
  end)

  it("that is busy when a lost commit is read back does not claim twice", function()
    local run = assert(rollouts.plan({ targets = rollouts.ids(2), waves = { "100%" }, batch = 1 })
      :start({ journal = rollouts.new_journal("sqlite") }))
    local real, lost, was_busy = run.db.handle, false, false
    -- The first claim is stored and its result gets lost; then the lock is another's for a moment.
    run.db.handle = setmetatable({
      commit = function()
        local good, failure = real:commit()
        if lost then
          return good, failure
        end
        lost = true
        return nil, { failure = "lost", message = "the connection is gone" }
      end,
      query = function(_, statement, ...)
        if lost and not was_busy and statement:find("^SELECT") then
          was_busy = true
          return nil, { failure = "busy", message = "another one holds the lock" }
        end
        return real:query(statement, ...)
      end,
      rollback = function()
        real:rollback()
        return true
      end,
    }, { __index = function(_, name)
      return function(_, ...)
        return real[name](real, ...)
      end
    end })
    local report, err = run:work(rollouts.work({ lease = 60, concurrency = 1 }))
    assert(report, err)
    assert.is_true(was_busy)
    assert.equal("finished", report.state)
    local claimed = 0
    for event in run:events() do
      claimed = claimed + (event.kind == "claimed" and 1 or 0)
    end
    assert.equal(2, claimed)
    assert_each_once(2)
  end)

  it("that went back in time halts the rollout until it is reopened", function()
    local journal = rollouts.new_journal("sqlite")
    local run = assert(rollouts.plan({ waves = { "100%" } }):start({ journal = journal }))
    local copied, restored
    local report = assert(run:work(rollouts.work({ concurrency = 1, progress = function(p)
      if p.succeeded > 3 and not copied then
        copied = true
        run.db:transaction(nil, function(db)
          db:query("CREATE TABLE kept AS SELECT * FROM hwc_event")
        end)
      elseif p.succeeded > 10 and copied and not restored then
        restored = true
        run.db:transaction(nil, function(db)
          db:query("DELETE FROM hwc_event WHERE id NOT IN (SELECT id FROM kept)")
          db:query("DELETE FROM sqlite_sequence WHERE name = 'hwc_event'")
        end)
      end
    end })))
    assert.equal("halted", report.state)
    assert.matches("went back in time", report.reason)
    assert(run:reopen())
    assert.equal("paused", run:status().state)
  end)

  it("that another process locks for long names the lock", function()
    local journal = rollouts.new_journal("sqlite")
    assert(rollouts.plan():start({ journal = journal }))
    local driver = require("_hwc_journal")
    local blocker <close> = assert(driver.open(journal))
    assert(blocker:begin())
    local db <close> = assert(driver.open(journal, { busy_timeout = 50 }))
    local good, failure = db:begin()
    assert.is_nil(good)
    assert.equal("busy", failure.failure)
    assert.matches("locked", failure.message)
  end)

  it("of an older version is brought to this one, with the rollouts in it", function()
    for _, engine in ipairs({ "sqlite", "postgresql" }) do
      local journal = rollouts.new_journal(engine)
      local run = assert(rollouts.plan({ confirm = true }):start({ journal = journal }))
      assert.equal("waiting_for_approval", assert(run:work(rollouts.work())).state)
      assert(run.db:transaction(nil, function(db)
        db:query("ALTER TABLE hwc_batch DROP COLUMN signed_at")
        db:query("UPDATE hwc_journal SET version = 1")
        return true
      end))
      run.db:close()
      run = assert(assert(rollout.open(journal)):latest())
      assert(run:approve(2))
      local report = assert(run:work(rollouts.work({ client = rollouts.client })))
      assert.same({ "finished", 30 }, { report.state, report.succeeded })
      os.remove(ledger)
    end
  end)

  it("goes on for others where a worker is stopped inside a transaction", function()
    local name = rollouts.new_journal("postgresql")
    local run = assert(rollouts.plan():start({ journal = name }))
    local stopped <close> = assert(database.open(name))
    stopped:limit_time(0.4)
    assert(stopped.handle:begin())
    assert(stopped:row("SELECT id FROM hwc_rollout WHERE id = $1 {lock}", run.id))
    run.db:limit_time(0.4)
    local began = hwc.boot_time()
    assert(run:pause())
    local waited = hwc.boot_time() - began
    assert.is_true(waited > 0.2 and waited < 3, waited .. " s")
    local rows, failure = stopped.handle:query("SELECT 1")
    assert.is_nil(rows)
    assert.equal("lost", failure.failure)
  end)

  it("of a newer version is refused, and an unreadable one too", function()
    local journal = rollouts.new_journal("sqlite")
    assert(rollout.open(journal)):close()
    local driver = require("_hwc_journal")
    local db <close> = assert(driver.open(journal))
    assert(db:query("UPDATE hwc_journal SET version = 99"))
    local book, err = rollout.open(journal)
    assert.is_nil(book)
    assert.matches("version 99", err.message)
    local text = os.tmpname()
    local file <close> = assert(io.open(text, "w"))
    file:write(("no database "):rep(1000))
    file:close()
    book, err = rollout.open(text)
    os.remove(text)
    assert.is_nil(book)
    assert.equal("journal", err.kind)
  end)

  it("is told of a claim that took too long, and nothing is sent", function()
    local journal = rollouts.new_journal("sqlite")
    local run = assert(rollouts.plan({ targets = { "a" } }):start({ journal = journal }))
    local claims = require("hwc.rollout.claims")
    local claim, claimed_at, sent = claims.claim, nil, 0
    rollouts.define_ledger(ledger, { submit = function(_, _, _, call_options)
      sent = sent + 1
      assert.is_true(core.boot_time() < call_options.send_before)
      return { refused = {} }
    end })
    -- The worker is stopped in its first claim for longer than it may send afterwards.
    claims.claim = function(...)
      claims.claim, claimed_at = claim, core.boot_time()
      os.execute("sleep 0.5")
      return claim(...)
    end
    local report = assert(run:work(rollouts.work({ lease = 0.8, margin = 0.4 })))
    claims.claim = claim
    assert.is_true(core.boot_time() > claimed_at + 0.5)
    assert.same({ "finished", 1 }, { report.state, sent })
    local counts = { claimed = 0, released = 0 }
    for event in run:events() do
      counts[event.kind] = (counts[event.kind] or 0) + 1
    end
    assert.same({ 2, 1 }, { counts.claimed, counts.released }) -- once in vain
  end)

  it("gives calls a time after which nothing is sent, from before the claim", function()
    local journal = rollouts.new_journal("sqlite")
    local run = assert(rollouts.plan({ targets = { "a" } }):start({ journal = journal }))
    local send_before, at
    rollouts.define_ledger(ledger, { submit = function(_, _, _, call_options)
      send_before, at = call_options.send_before, core.boot_time()
      return { refused = {} }
    end })
    assert(run:work(rollouts.work({ lease = 10, margin = 4 })))
    assert.is_true(send_before <= at + 6)
    assert.is_true(send_before > at)
  end)
end)
