-- Transactions that only read: as of one moment, in the way of nobody, and unable to write.

local database = require("hwc.rollout.database")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local schema = require("hwc.rollout.schema")

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("reading a journal over " .. engine, function()
    local name, book

    setup(function()
      name = rollouts.new_journal(engine)
      book = assert(rollout.open(name))
    end)

    teardown(function()
      book:close()
      rollouts.stop()
    end)

    it("sees one moment while another connection writes, which need not wait", function()
      local writer <close> = assert(database.open(name, { busy_timeout = 100, outage = 0.1 }))
      local counts = assert(book.db:read(function(db)
        local before = db:row("SELECT count(*) AS n FROM hwc_event").n
        assert(writer:transaction(nil, function(other)
          other:query("INSERT INTO hwc_event (rollout_id, at, kind) VALUES (0, 0, 'x')")
          return true
        end))
        return { before, db:row("SELECT count(*) AS n FROM hwc_event").n }
      end))
      assert.equal(counts[1], counts[2])
      assert.equal(counts[1] + 1, book.db:read(book.db.row,
        "SELECT count(*) AS n FROM hwc_event").n)
    end)

    it("refuses to write where the journal was opened for reading", function()
      local reader <close> = assert(database.open(name, { read_only = true }))
      assert.is_true(schema.check(reader))
      local good, err = reader:read(function(db)
        db:query("DELETE FROM hwc_event")
      end)
      assert.is_nil(good)
      assert.equal("journal", err.kind)
      assert.matches("read.?only", err.message)
    end)
  end)
end

describe("opening a file for reading", function()
  it("does not make it", function()
    local path = rollouts.new_journal("sqlite")
    local reader, err = database.open(path, { read_only = true })
    assert.is_nil(reader)
    assert.equal("journal", err.kind)
    assert.is_nil(io.open(path))
  end)
end)
