-- SPDX-License-Identifier: Apache-2.0
-- Writes of several tasks in one transaction: what is wrong with one of them is not the others'.

local database = require("hwc.rollout.database")
local hwc = require("hwc")
local journal = require("hwc.rollout.journal")
local rollouts = require("spec.support.rollouts")
local writers = require("hwc.rollout.writer")

describe("writes of the tasks of a worker", function()
  local run, commits

  before_each(function()
    rollouts.define_ledger(os.tmpname())
    run = assert(rollouts.plan():start({ journal = rollouts.new_journal("sqlite") }))
    commits = 0
    database.on_statement = function(statement)
      commits = commits + (statement == "COMMIT" and 1 or 0)
    end
  end)

  after_each(function()
    database.on_statement = nil
  end)

  local function note(db, id, kind)
    journal.event(db, journal.lock(db, id), kind)
    return kind
  end

  local function spoil(db)
    return db:query("no statement")
  end

  -- Calls `write(writer, ...)` in tasks that begin at once; what each returned, or raised.
  local function write_at_once(list)
    return hwc.run(function()
      local writer = writers.new(run.db, run.id)
      local flusher, tasks, results = hwc.spawn(writer.run, writer), {}, {}
      for i, arguments in ipairs(list) do
        tasks[i] = hwc.spawn(pcall, writer.write, writer, table.unpack(arguments, 1, 3))
      end
      for i, task in ipairs(tasks) do
        results[i] = table.pack(task:wait())
      end
      flusher:cancel()
      return results
    end)
  end

  local function noted()
    local kinds = {}
    for event in run:events() do
      kinds[event.kind] = (kinds[event.kind] or 0) + 1
    end
    return kinds
  end

  it("are stored by one commit", function()
    local results = write_at_once({ { nil, note, "a" }, { nil, note, "b" }, { nil, note, "c" } })
    assert.equal(1, commits)
    for i, kind in ipairs({ "a", "b", "c" }) do
      assert.same({ true, kind }, { results[i][1], results[i][2] })
      assert.equal(1, noted()[kind])
    end
  end)

  it("are stored where another one is refused, or is a mistake of the program", function()
    local results = write_at_once({ { nil, note, "a" }, { nil, spoil }, { nil, error, "x" },
      { nil, note, "b" } })
    assert.same({ "a", "b" }, { results[1][2], results[4][2] })
    assert.is_nil(results[2][2])
    assert.equal("journal", results[2][3].kind)
    assert.is_false(results[3][1])
    assert.same({ 1, 1 }, { noted().a, noted().b })
  end)

  it("are not made again where a commit that got lost was stored", function()
    local real, is_lost = run.db.handle, false
    run.db.handle = setmetatable({
      commit = function()
        local good, failure = real:commit()
        if is_lost then
          return good, failure
        end
        is_lost = true
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
    local function is_noted(kind)
      return function(db)
        return db:row("SELECT kind FROM hwc_event WHERE kind = $1", kind) and kind
      end
    end
    local results = write_at_once({ { is_noted("a"), note, "a" }, { is_noted("b"), note, "b" } })
    assert.is_true(is_lost)
    assert.same({ "a", "b" }, { results[1][2], results[2][2] })
    assert.same({ 1, 1 }, { noted().a, noted().b })
  end)

  it("of a task that was cancelled are made at once", function()
    hwc.run(function()
      local writer = writers.new(run.db, run.id)
      local task
      task = hwc.spawn(function()
        hwc.sleep(60)
        return writer:write(nil, note, "last")
      end)
      hwc.sleep(0.01)
      task:cancel()
      assert.equal("last", (task:wait()))
    end)
    assert.equal(1, noted().last)
  end)
end)
