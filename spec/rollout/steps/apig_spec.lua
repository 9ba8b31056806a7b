-- SPDX-License-Identifier: Apache-2.0
-- Rotations of a signature key, judged by what backends were told, by the key that the gateway has,
-- and by requests that the gateway signs.

local cjson = require("cjson")
local claims = require("hwc.rollout.claims")
local journal_of = require("hwc.rollout.journal")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local rotation = require("spec.support.rotation")

local step = require("hwc.rollout.steps.apig")["apig.rotate_signature_key"]

local function read(path)
  local file = io.open(path, "rb")
  local text = file and file:read("a") or ""
  if file then
    file:close()
  end
  return text
end

describe("apig.rotate_signature_key", function()
  local it_rotates, journal

  before_each(function()
    it_rotates, journal = rotation.start(), rollouts.new_journal("sqlite")
  end)

  after_each(function()
    it_rotates:close()
    os.execute("rm -f '" .. journal .. "'*")
  end)

  teardown(function()
    rollouts.stop()
  end)

  local function work(run, given)
    local report, err = run:work(rollouts.work(given))
    return assert(report, err)
  end

  local function target_of(run)
    return run:targets()()
  end

  -- As if so many seconds had passed since what the rollouts have done.
  local function let_pass(run, seconds)
    assert(run.db:transaction(nil, function(db)
      db:query([[UPDATE hwc_batch SET lease_until = lease_until - $1, intent_at = intent_at - $1,
        signed_at = signed_at - $1,
        claimed_at = claimed_at - $1, reconcile_at = reconcile_at - $1]],
        math.floor(seconds * 1000000))
      return true
    end))
  end

  it("delivers, updates, probes and retires in this order", function()
    local run = it_rotates:plan(journal, { probe = it_rotates:probe() })
    assert.equal("finished", work(run).state)
    assert.equal("add probe remove", it_rotates:actions())
    assert.equal(1, it_rotates:updates())
    local messages = it_rotates:messages()
    assert.equal(messages[1].sign_key, it_rotates:live_key())
    assert.equal(it_rotates.first.sign_key, messages[3].sign_key)
    assert.is_nil(messages[3].sign_secret)
    for _, message in ipairs({ messages[1], messages[3] }) do
      assert.equal(it_rotates.target, message.instance_id .. "/" .. message.sign_id)
    end
    assert.is_true(it_rotates:is_accepted() and it_rotates:is_clean())
  end)

  it("keeps the old pair for the overlap", function()
    local run = it_rotates:plan(journal, { overlap = 30 })
    assert.equal(1, work(run, { deadline = 0.3 }).under_way)
    assert.equal("add", it_rotates:actions())
    assert.is_truthy(it_rotates:known()[it_rotates.first.sign_key])
    let_pass(run, 60)
    run.db:transaction(nil, function(db) -- the update was a minute ago
      local data = cjson.decode(db:row("SELECT data FROM hwc_batch").data)
      data.updated_at = data.updated_at - 60
      db:query("UPDATE hwc_batch SET data = $1", cjson.encode(data))
    end)
    assert.equal("finished", work(run).state)
    assert.is_true(it_rotates:is_clean())
  end)

  it("fails where a probe does, with both pairs at the backends", function()
    local run = it_rotates:plan(journal, { overlap = 0.2,
      probe = { "sh", "-c", 'echo x >>"$0.probed"; echo no route; exit 7', it_rotates.log } })
    assert.equal(1, work(run).failed)
    local target = target_of(run)
    assert.equal("probe", target.code)
    assert.matches("status 7; its output: no route", target.message)
    assert.equal("add", it_rotates:actions())
    assert.is_true(#read(it_rotates.log .. ".probed") > 2) -- more than once
    os.remove(it_rotates.log .. ".probed")
  end)

  it("leaves the key as it is where the backends do not take the new pair in time", function()
    local run = it_rotates:plan(journal, { command_timeout = 0.2,
      command = it_rotates:command("sleep 60") })
    local report = work(run)
    assert.equal(1, report.refused)
    local target = target_of(run)
    assert.equal("delivery", target.code)
    assert.matches("did not take the new pair: sh: it did not end within 0.2 s and was killed",
      target.message)
    assert.equal("add", it_rotates:actions())
    assert.equal(0, it_rotates:updates())
    assert.equal(it_rotates.first.sign_key, it_rotates:live_key())
  end)

  it("has a pair that backends refused forgotten when it is done again", function()
    local run = it_rotates:plan(journal, { command = it_rotates:command(
      '[ -e "$0.good" ] || exit 1') })
    assert.equal(1, work(run).refused)
    assert.equal("add", it_rotates:actions())
    os.execute("touch " .. it_rotates.log .. ".good")
    assert(run:retry())
    assert(run:resume({ max_failures = 1 }))
    assert.equal("finished", work(run).state)
    os.remove(it_rotates.log .. ".good")
    assert.is_true(it_rotates:is_accepted() and it_rotates:is_clean())
    assert.equal(1, it_rotates:updates())
  end)

  it("refuses keys that are not there or cannot be made", function()
    local aes = assert(it_rotates.client:create_signature_key({ name = "other", sign_type = "aes",
      sign_algorithm = "aes-128-cfb" }))
    local instance = it_rotates.cloud:account().instance_id
    local run = assert(assert(rollout.plan({
      client = it_rotates.client,
      targets = { instance .. "/" .. aes.id, instance .. "/none", "none" },
      steps = { rollout.step("apig.rotate_signature_key", { command = it_rotates:command() }) },
      waves = { "100%" }, max_failures = 3, max_unavailable = 3,
    })):start({ journal = journal }))
    assert.equal(3, work(run).refused)
    assert.equal("", it_rotates:actions())
    assert.equal(0, it_rotates:updates())
  end)

  describe("whose update is in doubt", function()
    local function lose(applied)
      -- The call is idempotent: it is tried three times.
      it_rotates.cloud:fail({ operation = "update_signature_key", drop = true, applied = applied,
        times = 3 })
      local run = it_rotates:plan(journal, { probe = it_rotates:probe() })
      local report = work(run, { lease = 2, margin = 0.2 })
      assert.same({ "halted", 1 }, { report.state, report.in_doubt })
      assert.is_true(it_rotates:is_accepted())
      it_rotates.cloud:clear_faults()
      return run, it_rotates:updates()
    end

    it("goes on as soon as the gateway shows the new key", function()
      local run, updates = lose(true)
      let_pass(run, 60)
      assert.equal(1, work(run).succeeded)
      assert.equal("add probe remove", it_rotates:actions())
      assert.equal(updates, it_rotates:updates())
      assert.is_true(it_rotates:is_accepted() and it_rotates:is_clean())
      assert(run:resume())
      assert.equal("finished", work(run).state)
    end)

    it("waits while the update may still arrive, then uses a new pair", function()
      local run, updates = lose(false)
      assert.equal(0, updates)
      let_pass(run, 14 * 60)
      assert.equal(1, work(run).in_doubt)
      assert.equal("add", it_rotates:actions())
      let_pass(run, 3 * 60)
      assert.equal(0, work(run).in_doubt)
      assert(run:resume())
      assert.equal("finished", work(run).state)
      assert.equal("add add probe remove remove", it_rotates:actions())
      assert.is_true(it_rotates:is_accepted() and it_rotates:is_clean())
      assert.equal(1, it_rotates:updates())
    end)
  end)

  -- A worker in a process of its own; its exit status.
  local function run_worker(point)
    return select(3, os.execute(("lua5.4 spec/support/rotating_worker.lua '%s' '%s' '%s.events' %s "
      .. ">>'%s.output' 2>&1"):format(journal, cjson.encode(it_rotates.cloud:options()), journal,
      point or "", journal)))
  end

  it("survives a kill before any statement: no moment without an accepted key", function()
    local point, kills, stride = 1, 0, 9
    local statements
    repeat
      local run = it_rotates:plan(journal)
      local status = run_worker(point)
      assert.is_true(it_rotates:is_accepted(), "not accepted at " .. point)
      kills = kills + (status ~= 0 and 1 or 0)
      statements = point
      let_pass(run, 60)
      local report = work(run)
      if report.in_doubt > 0 then
        assert.equal(0, it_rotates:updates(), "at " .. point) -- else the key would have decided it
        let_pass(run, 16 * 60)
        report = work(run)
      end
      if report.state == "halted" then
        assert(run:resume())
        report = work(run)
      end
      assert.same({ "finished", 1 }, { report.state, report.succeeded }, "at " .. point)
      assert.equal(1, it_rotates:updates(), "updates at " .. point)
      assert.is_true(it_rotates:is_accepted() and it_rotates:is_clean(), "at " .. point)
      run.db:close()
      it_rotates:close()
      os.execute("rm -f '" .. journal .. "'*")
      it_rotates, journal = rotation.start(), rollouts.new_journal("sqlite")
      point = point + stride
    until status == 0
    assert.is_true(kills > 4, ("%d kills, %d statements"):format(kills, statements))
  end)

  describe("after a rollout that died", function()
    -- A rollout that has delivered a pair and is about to update.
    local function leave_sending()
      local run = it_rotates:plan(journal)
      local worker = { name = "dead", claim_id = claims.new_id(), lease = 1000000, seen = 0,
        clock = 0, steps = run.plan.steps }
      assert(run.db:transaction(nil, claims.claim, run.id, run.plan, worker).batch)
      assert(run.db:transaction(nil, journal_of.note_key, run.id, it_rotates.target, "dead-key",
        "delivered"))
      return run
    end

    for _, engine in ipairs({ "sqlite", "postgresql" }) do
      it("has its pair forgotten, once its update cannot arrive (" .. engine .. ")", function()
        journal = rollouts.new_journal(engine)
        local dead = leave_sending()
        local run = it_rotates:plan(journal)
        assert.equal(1, work(run, { deadline = 0.5 }).under_way)
        assert.equal("add remove", it_rotates:actions()) -- the first pair
        let_pass(dead, 17 * 60)
        assert.equal("finished", work(run).state)
        local messages = it_rotates:messages()
        assert.same({ "remove", "dead-key" }, { messages[3].action, messages[3].sign_key })
        assert.is_true(it_rotates:is_clean())
        -- What is retired is retired for all rollouts.
        assert.equal("finished", work(it_rotates:plan(journal)).state)
        assert.equal("add remove remove add remove", it_rotates:actions())
      end)
    end
  end)

  it("has secrets nowhere but on the way to backends and to the gateway", function()
    -- Backends that show all they get, and fail at first.
    local run = it_rotates:plan(journal, {
      command = { "sh", "-c", 'tee -a "$0"; cat "$0" >&2; [ -e "$0.good" ]', it_rotates.log },
      probe = { "sh", "-c", "cat; exit 1" },
    })
    run_worker()
    assert.matches("%(redacted%)", target_of(run).message)
    os.execute("touch " .. it_rotates.log .. ".good")
    assert(run:retry())
    assert(run:resume({ max_failures = 1 }))
    run_worker()
    assert.equal("probe", target_of(run).code)
    os.remove(it_rotates.log .. ".good")
    local states = {}
    for event in run:events() do
      states[event.kind] = true
    end
    assert.is_true(states.refused and states.failed)
    for _, format in ipairs({ "html", "csv", "json" }) do
      assert(run:report({ file = journal .. "." .. format }))
    end
    local secrets = {}
    for _, message in ipairs(it_rotates:messages()) do
      secrets[#secrets + 1] = message.sign_secret
    end
    assert.equal(2, #secrets)
    local shown = 0
    local pipe <close> = assert(io.popen("ls '" .. journal .. "'*"))
    for path in pipe:lines() do
      local text = read(path)
      shown = shown + #text
      for _, secret in ipairs(secrets) do
        assert.is_nil(text:find(secret, 1, true), path)
        assert.is_nil(text:find(secret:sub(-12), 1, true), path)
      end
    end
    assert.matches("halted", read(journal .. ".output"))
    assert.matches('"event":"refused"', read(journal .. ".events"))
    assert.is_true(shown > 10000)
  end)

  it("does not take a replica that lags for another key", function()
    local shown = { "old", "new" }
    local client = {
      list_signature_keys = function()
        return { signs = { { id = "s", sign_key = table.remove(shown, 1) } } }
      end,
    }
    local now = 1000
    local context = {
      now = function() return now end,
      arguments = function() return { command = { "true" }, overlap = 0 } end,
      note_key = function() end,
      keys = function() return {} end,
    }
    local function poll()
      return step.poll(client, { targets = { { id = "i/s" } }, data = { sign_key = "new",
        replaced = "old", updated_at = 1000 } }, {}, context)
    end
    assert.same({}, poll())
    assert.same({ ["i/s"] = "succeeded" }, poll())
    shown = { "old", "other" }
    now = 1100
    assert.equal("failed", poll()["i/s"].state)
    assert.equal("failed", poll()["i/s"].state)
  end)

  it("says when planning what is wrong with its commands", function()
    local function problem_of(arguments)
      local plan, err = rollout.plan({ client = it_rotates.client, targets = { it_rotates.target },
        steps = { rollout.step("apig.rotate_signature_key", arguments) } })
      assert.is_nil(plan)
      return err.field
    end
    assert.equal("command", problem_of({}))
    assert.equal("command", problem_of({ command = {} }))
    assert.equal("command", problem_of({ command = { "sh", 1 } }))
    assert.equal("command", problem_of({ command = { "sh", "a\0b" } }))
    assert.equal("probe", problem_of({ command = { "sh" }, probe = { "" } }))
    assert.error_matches(function()
      rollout.step("apig.rotate_signature_key", { command = { "sh" }, command_timeout = 0 })
    end, "command_timeout")
  end)
end)
