-- SPDX-License-Identifier: Apache-2.0
-- Built-in steps against replies that services should not give.

local database = require("hwc.rollout.database")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

local cph_steps = require("hwc.rollout.steps.cph")

describe("cph.restart_servers", function()
  local step = cph_steps["cph.restart_servers"]
  local targets = { { id = "s-1" }, { id = "s-2" } }

  local function submit(reply)
    return step.submit({ restart_cloud_phone_server = function()
      return reply
    end }, targets, {}, {})
  end

  it("does not know what became of a call whose reply has no request_id", function()
    for _, reply in ipairs({ {}, { request_id = "" }, { request_id = 5 } }) do
      local result, err = submit(reply)
      assert.is_nil(result)
      assert.equal("unknown", err.fate)
    end
  end)

  it("takes refusals of its targets alone", function()
    local result = assert(submit({ request_id = "r-1", jobs = {
      { error_code = "X", error_msg = "no server" },
      { server_id = "s-2", error_code = "Y", error_msg = "busy" },
      { server_id = "s-3", error_code = "Z" },
    } }))
    assert.same({ ["s-2"] = { code = "Y", message = "busy" } }, result.refused)
  end)

  it("polls past tasks that name no server", function()
    local ends = assert(step.poll({ list_jobs = function()
      return { jobs = { { status = 2 }, { status = -1 }, { server_id = "s-1", status = 2 } } }
    end }, { targets = targets, data = { request_id = "r-1" } }, {}))
    assert.equal("succeeded", ends["s-1"])
    assert.is_nil(ends["s-2"])
  end)
end)

describe("a transaction whose COMMIT got lost", function()
  teardown(function()
    database.on_statement = nil
    rollouts.stop()
  end)

  it("is not run again before it is known what became of it", function()
    local name = rollouts.new_journal("postgresql")
    local db = assert(rollout.open(name)).db
    assert(db:transaction(nil, db.query, "CREATE TABLE spec_row (id BIGINT)"))
    local calls, asked = 0, 0
    -- The first commit is stored, but its result does not come back.
    local handle = db.handle
    db.handle = setmetatable({ commit = function()
      local good, failure = handle:commit()
      if calls == 1 and asked == 0 then
        return nil, { failure = "lost", message = "lost" }
      end
      return good, failure
    end }, { __index = function(_, method)
      return function(_, ...)
        return handle[method](handle, ...)
      end
    end })
    local stored = assert(db:transaction(function(self)
      asked = asked + 1
      if asked == 1 then
        self:query("SELECT 1 FROM spec_row FOR UPDATE NOWAIT")
        self:query("DO $body$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '55P03'; END $body$")
      end
      return self:row("SELECT count(*) AS count FROM spec_row").count
    end, function(self)
      calls = calls + 1
      self:query("INSERT INTO spec_row VALUES (1)")
      return true
    end))
    assert.equal(1, stored)
    assert.same({ 1, 2 }, { calls, asked })
  end)
end)

describe("rollout.define", function()
  it("refuses a time after which nothing is asked", function()
    assert.error_matches(function()
      rollout.define("spec.hopeless", { submit = function() return {} end, reconcile_after = 1 })
    end, "spec.hopeless has reconcile_after, and no reconcile")
  end)
end)
