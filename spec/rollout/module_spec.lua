-- SPDX-License-Identifier: Apache-2.0
local driver = require("_hwc_journal")
local rollouts = require("spec.support.rollouts")

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("the journal's module over " .. engine, function()
    local db

    setup(function()
      db = assert(driver.open(rollouts.new_journal(engine)))
      assert(db:query("CREATE TABLE t (a BIGINT PRIMARY KEY, b TEXT)"))
    end)

    teardown(function()
      db:close()
      rollouts.stop()
    end)

    before_each(function()
      assert(db:query("DELETE FROM t"))
    end)

    it("keeps integers of 64 bits, texts and nil", function()
      local hostile = "'; DROP TABLE t; -- \n\"$1\" ü 中"
      assert(db:query("INSERT INTO t VALUES ($1, $2), ($3, $4), ($5, $6)", 1796008708206, hostile,
        math.mininteger, nil, math.maxinteger, ""))
      local rows = assert(db:query("SELECT a, b FROM t ORDER BY a"))
      assert.same({
        { a = math.mininteger },
        { a = 1796008708206, b = hostile },
        { a = math.maxinteger, b = "" },
      }, rows)
      assert.equal("integer", math.type(rows[2].a))
    end)

    it("says how many rows a statement changed", function()
      assert(db:query("INSERT INTO t VALUES (1, 'x'), (2, 'x'), (3, 'y')"))
      local rows, changed = assert(db:query("UPDATE t SET b = $1 WHERE b = $2", "z", "x"))
      assert.same({}, rows)
      assert.equal(2, changed)
    end)

    it("shows others what UPDATE RETURNING did once it is committed", function()
      assert(db:query("INSERT INTO t VALUES (1, 'x')"))
      assert(db:begin())
      assert.equal(1, assert(db:query("UPDATE t SET b = 'y' WHERE a = 1 RETURNING a"))[1].a)
      assert(db:commit())
      assert.equal("y", assert(db:query("SELECT b FROM t"))[1].b)
    end)

    it("stores nothing of a transaction that failed", function()
      assert(db:query("INSERT INTO t VALUES (1, 'x')"))
      assert(db:begin())
      assert(db:query("INSERT INTO t VALUES (2, 'x')"))
      local rows, failure = db:query("INSERT INTO t VALUES (1, 'again')")
      assert.is_nil(rows)
      assert.equal("refused", failure.failure)
      assert(db:rollback())
      assert.equal(1, #assert(db:query("SELECT a FROM t")))
    end)

    it("gives codes of the engine", function()
      local _, failure = db:query("SELECT nonsense FROM t")
      assert.equal(engine == "sqlite" and "1" or "42703", failure.code)
      assert.matches("nonsense", failure.message)
    end)

    it("goes on after a statement that failed", function()
      assert.is_nil((db:query("no statement")))
      assert.equal(7, assert(db:query("SELECT 7 AS n"))[1].n)
    end)

    it("keeps more different statements than it prepares", function()
      for i = 1, 300 do
        assert.equal(i, assert(db:query(("SELECT %d AS n"):format(i)))[1].n)
      end
      assert.equal(1, assert(db:query("SELECT 1 AS n"))[1].n)
    end)

    it("refuses values that it cannot hold", function()
      for _, value in ipairs({ 1.5, true, {}, "a\0b" }) do
        assert.has_error(function()
          db:query("INSERT INTO t VALUES (1, $1)", value)
        end)
      end
      assert.equal(0, #assert(db:query("SELECT a FROM t")))
    end)

    it("raises once it is closed", function()
      local other = assert(driver.open(rollouts.new_journal(engine)))
      other:close()
      other:close()
      assert.matches("closed", tostring(other))
      assert.error_matches(function()
        other:query("SELECT 1")
      end, "closed journal")
    end)
  end)
end

describe("the journal's module", function()
  it("makes files for their owner alone", function()
    local path = rollouts.new_journal("sqlite")
    local db <close> = assert(driver.open(path))
    assert(db:query("CREATE TABLE t (a BIGINT)"))
    local pipe <close> = assert(io.popen("stat -c %a " .. path))
    assert.equal("600", pipe:read("l"))
  end)

  it("says why a journal cannot be opened, without the password of its URL", function()
    local db, failure = driver.open("/nonexistent/journal.db")
    assert.is_nil(db)
    assert.matches("No such file", failure.message)
    db, failure = driver.open("postgresql://u:hunter2secret@127.0.0.1:1/x?connect_timeout=1")
    assert.is_nil(db)
    assert.equal("lost", failure.failure)
    assert.not_matches("hunter2", failure.message)
    db, failure = driver.open("postgresql://u:hunter2secret@[bad/x")
    assert.is_nil(db)
    assert.not_matches("hunter2", failure.message)
  end)
end)
