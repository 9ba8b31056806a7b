-- SPDX-License-Identifier: Apache-2.0
-- plan:start() that is killed, and others that use the journal meanwhile.

local database = require("hwc.rollout.database")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("plan:start over " .. engine, function()
    local ledger

    before_each(function()
      ledger = os.tmpname()
      rollouts.define_ledger(ledger)
    end)

    after_each(function()
      database.on_statement = nil
      os.remove(ledger)
    end)

    teardown(function()
      rollouts.stop()
    end)

    it("that is killed leaves nothing, and can be done again", function()
      local journal = rollouts.new_journal(engine)
      for _, point in ipairs({ "1", "4", "commit" }) do
        local good = os.execute(("lua5.4 spec/rollout/start_killed.lua '%s' '%s' %s 2>/dev/null")
          :format(journal, ledger, point))
        assert.is_nil(good)
        assert.same({}, assert(assert(rollout.open(journal)):list()))
      end
      local run = assert(rollouts.plan({ targets = rollouts.ids(3000) }):start({
        journal = journal }))
      assert.equal(3000, run:status().total)
      assert.equal(1, #assert(assert(rollout.open(journal)):list()))
    end)
  end)
end

describe("plan:start in PostgreSQL", function()
  local ledger

  before_each(function()
    ledger = os.tmpname()
    rollouts.define_ledger(ledger)
  end)

  after_each(function()
    database.on_statement = nil
    os.remove(ledger)
  end)

  teardown(function()
    rollouts.stop()
  end)

  it("keeps no worker of another rollout waiting", function()
    local journal = rollouts.new_journal("postgresql")
    local other = assert(rollouts.plan():start({ journal = journal }))
    local state
    database.on_statement = function(statement)
      if statement:find("^INSERT INTO hwc_target") then
        database.on_statement = nil
        state = assert(other:work(rollouts.work({ deadline = 10 }))).state
      end
    end
    assert(rollouts.plan({ targets = rollouts.ids(600) }):start({ journal = journal }))
    assert.equal("finished", state)
  end)
end)
