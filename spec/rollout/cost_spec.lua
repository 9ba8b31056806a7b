-- SPDX-License-Identifier: Apache-2.0
-- What a rollout costs its journal, counted where statements go to the database: transactions and
-- statements of a batch, and that none of them reads more the longer a journal is.

local database = require("hwc.rollout.database")
local driver = require("_hwc_journal")
local figures = require("hwc.rollout.figures")
local rollouts = require("spec.support.rollouts")

local BATCHES, BATCH = 20, 10

-- Statements of a batch: BEGIN and COMMIT are not among them.
local MOST_TRANSACTIONS, MOST_STATEMENTS = 2, 20

describe("the journal of a rollout", function()
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

  local function start(engine, given)
    local name = rollouts.new_journal(engine)
    given.waves = given.waves or { "100%" }
    given.targets = rollouts.ids(BATCHES * BATCH)
    return assert(rollouts.plan(given):start({ journal = name })), name
  end

  -- Works to the end; all statements, in order.
  local function record(run, given)
    local statements = {}
    database.on_statement = function(statement)
      statements[#statements + 1] = statement
    end
    local report, err = run:work(rollouts.work(given))
    database.on_statement = nil
    assert(report, err)
    assert.equal("finished", report.state)
    return statements
  end

  local function count(statements, text)
    local found = 0
    for _, statement in ipairs(statements) do
      found = found + (statement == text and 1 or 0)
    end
    return found
  end

  for _, engine in ipairs({ "sqlite", "postgresql" }) do
    it("has few transactions and statements of a batch over " .. engine, function()
      local run = start(engine, {})
      local statements = record(run, { concurrency = 1, interval = 30, lease = 90 })
      local transactions = count(statements, "COMMIT")
      local least = 2 * BATCHES -- of a batch: its outcome, and its end with the next one's claim
      assert.is_true(transactions >= least, transactions .. " are not all")
      assert.is_true(transactions <= MOST_TRANSACTIONS * BATCHES + 5, transactions
        .. " transactions of " .. BATCHES .. " batches")
      local others = #statements - transactions
      assert.is_true(others <= MOST_STATEMENTS * BATCHES + 20, others .. " statements of "
        .. BATCHES .. " batches")
    end)

    it("writes what comes at once in one transaction over " .. engine, function()
      local run = start(engine, {})
      local statements = record(run, { concurrency = BATCHES, interval = 30, lease = 90,
        poll_interval = 1 })
      -- Places are filled by ever more claims at once; all batches end after the same second.
      local transactions = count(statements, "COMMIT")
      assert.is_true(transactions <= BATCHES, transactions .. " transactions of " .. BATCHES
        .. " batches")
    end)
  end

  -- For IN with three values or more SQLite makes a table for each row that it changes, twice.
  it("has no index whose condition is looked at slowly, and reads by them", function()
    local run = start("sqlite", {})
    local rows = run.db:read(run.db.query, "SELECT sql FROM sqlite_master WHERE sql LIKE '%INDEX%'")
    assert.is_true(#rows > 5)
    for _, row in ipairs(rows) do
      assert.not_matches("%sIN%s*%(", row.sql)
    end
    local plans = {}
    database.on_statement = function(statement)
      local found = run.db.handle:query("EXPLAIN QUERY PLAN " .. run.db:translate(statement),
        table.unpack({ 1, 1 }, 1, select(2, statement:gsub("%$%d", ""))))
      plans[#plans + 1] = found and found[1] and found[1].detail or nil
    end
    assert(run.db:read(figures.errors, run.id))
    assert(run.db:read(figures.undone, run.id, run.plan, 10))
    assert(run:status())
    database.on_statement = nil
    local uses = table.concat(plans, "\n")
    assert.equal(2, select(2, uses:gsub("USING INDEX hwc_target_troubled", "")), uses)
    assert.matches("USING INDEX hwc_batch_open", uses)
  end)

  it("is never read from its beginning to its end", function()
    local verified = { verify = function(_, targets)
      local good = {}
      for _, target in ipairs(targets) do
        good[target.id] = target.id ~= "t-0007"
      end
      return good
    end, poll = function(_, batch)
      local ends = {}
      for i, target in ipairs(batch.targets) do
        if i <= 5 then
          ends[target.id] = target.id == "t-0003" and { state = "failed" } or "succeeded"
        end
      end
      return ends
    end, batch = BATCH }
    rollouts.define_ledger(ledger, verified)
    local run, name = start("sqlite", { waves = { 20, "100%" }, max_failures = 10, soak = 0.1 })
    run.db:transaction(nil, function(db)
      db:query("UPDATE hwc_wave SET max_failures = 10")
    end)
    local is_known, distinct = {}, {}
    for _, statement in ipairs(record(run, { lease = 0.3, margin = 0.1 })) do
      if not is_known[statement] and statement ~= "COMMIT" then
        is_known[statement] = true
        distinct[#distinct + 1] = statement
      end
    end
    assert.is_true(#distinct > 25, #distinct .. " different statements")
    local db <close> = assert(driver.open(name))
    for _, statement in ipairs(distinct) do
      local parameters, most = {}, 0
      for number in statement:gmatch("%$(%d+)") do
        most = math.max(most, tonumber(number))
      end
      for i = 1, most do
        parameters[i] = 1
      end
      for _, row in ipairs(assert(db:query("EXPLAIN QUERY PLAN " .. run.db:translate(statement),
          table.unpack(parameters, 1, most)))) do
        local is_whole = row.detail:find("^SCAN hwc_") or row.detail:find("^SCAN [tb]$")
        assert.is_nil(is_whole, statement .. "\n" .. row.detail)
      end
    end
  end)
end)
