-- SPDX-License-Identifier: Apache-2.0
-- People who pause, resume, abort, retry and resolve at random, while a service fails at random and
-- workers die and come back late: the counters of the journal say what its targets say, no target
-- is lost, and in the end all of them can be brought to success without a larger max_unavailable.

local claims = require("hwc.rollout.claims")
local control = require("hwc.rollout.control")
local core = require("_hwc")
local hwc = require("hwc")
local outcomes = require("hwc.rollout.outcomes")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

local CASES, OPERATIONS = 12, 25

-- Rounds of work, resolve, retry and resume in which a patient person is done.
local MOST_ROUNDS = 25

local COUNTERS = {
  waiting = "remaining", sending = "remaining", verifying = "verifying", succeeded = "succeeded",
  failed = "failed", refused = "refused", in_doubt = "in_doubt", skipped = "skipped",
}

local function chance(share)
  return math.random() < share
end

local function one_of(...)
  return (select(math.random(select("#", ...)), ...))
end

describe("a rollout among people", function()
  local trouble, run, late, margin, most_unavailable

  setup(function()
    margin, control.redo_margin = control.redo_margin, 0
  end)

  teardown(function()
    control.redo_margin = margin
    math.randomseed(os.time())
  end)

  local function query(statement, ...)
    return assert(run.db:read(run.db.query, statement, ...))
  end

  local function submit(_, targets)
    if chance(trouble / 3) then
      return nil, core.new_error({ kind = "transport", message = "lost", fate = "unknown" })
    elseif chance(trouble / 4) then
      return nil, core.new_error({ kind = "service", message = "busy", fate = "responded",
        status = 429 })
    end
    local refused = {}
    for _, target in ipairs(targets) do
      refused[target.id] = chance(trouble / 4) and { code = "X.1", message = "no" } or nil
    end
    return { refused = refused }
  end

  local function poll(_, batch)
    local ends = {}
    for _, target in ipairs(batch.targets) do
      if chance(0.6) then
        ends[target.id] = chance(trouble / 3) and "failed" or "succeeded"
      end
    end
    return ends
  end

  local function verify(_, targets)
    local verdicts = {}
    for _, target in ipairs(targets) do
      verdicts[target.id] = not chance(trouble / 5) or "it is as before"
    end
    return verdicts
  end

  local function reconcile(_, targets)
    local verdicts = {}
    for _, target in ipairs(targets) do
      verdicts[target.id] = chance(0.4) and "done" or nil
    end
    return verdicts
  end

  local function define(name, interrupting)
    local reads = chance(0.4)
    rollout.define(name, { batch = math.random(4), interval = 0.001, interrupting = interrupting,
      submit = submit, poll = poll, verify = chance(0.4) and verify or nil,
      reconcile = reads and reconcile or nil, reconcile_after = reads and 0.1 or nil })
  end

  local function start()
    define("spec.first", chance(0.5))
    define("spec.second", chance(0.7))
    local total = math.random(3, 24)
    most_unavailable = math.random(1, math.max(1, total // 4))
    run = assert(assert(rollout.plan({
      client = rollouts.client,
      targets = rollouts.ids(total),
      steps = { rollout.step("spec.first"), chance(0.5) and rollout.step("spec.second") or nil },
      waves = one_of({ "100%" }, { 1, "100%" }, { 1, 2, "50%", "100%" }),
      soak = one_of(0, 0.02, 0.3),
      max_unavailable = most_unavailable,
      max_failures = math.random(0, 3),
      max_in_doubt = math.random(0, 2),
      confirm = chance(0.2),
      rate = one_of(nil, 200),
    })):start({ journal = rollouts.new_journal("sqlite") }))
    late = {}
    return total
  end

  local function check()
    for _, wave in ipairs(query("SELECT * FROM hwc_wave ORDER BY number")) do
      local counts = {}
      for _, target in ipairs(query("SELECT state FROM hwc_target WHERE seq > $1 AND seq <= $2",
          wave.after_seq, wave.last_seq)) do
        local name = COUNTERS[target.state]
        counts[name] = (counts[name] or 0) + 1
      end
      for _, name in pairs(COUNTERS) do
        assert.equal(counts[name] or 0, wave[name], name)
      end
    end
    local row = query([[SELECT r.unavailable, r.doubts,
      (SELECT count(*) FROM hwc_target WHERE unavailable > 0) AS targets,
      (SELECT count(*) FROM hwc_batch WHERE state = 'in_doubt') AS batches FROM hwc_rollout r]])[1]
    assert.same({ row.targets, row.batches }, { row.unavailable, row.doubts })
    assert.same({}, query([[SELECT id FROM hwc_batch WHERE state IN ('sending', 'polling',
      'verifying', 'in_doubt')
      AND open <> (SELECT count(*) FROM hwc_target WHERE batch_id = hwc_batch.id)]]))
  end

  local function work(deadline)
    return assert(run:work(rollouts.work({ poll_interval = 0.005, interval = 0.02,
      retry_pause = 0.01, lease = 0.6, margin = 0.2, deadline = deadline,
      concurrency = math.random(4) })))
  end

  local function ids_of(condition, most)
    local ids = {}
    for i, row in ipairs(query("SELECT id FROM hwc_target WHERE " .. condition
        .. " ORDER BY seq LIMIT $1", most)) do
      ids[i] = row.id
    end
    return ids
  end

  -- What they do may be refused.
  local do_ = {
    work = function() work(math.random() * 0.6) end,
    pause = function() run:pause() end,
    resume = function() run:resume() end,
    resume_wide = function() run:resume({ max_failures = 99, max_in_doubt = 99 }) end,
    abort = function() return chance(0.15) and run:abort() end,
    retry = function() run:retry() end,
    retry_skipped = function() run:retry({ states = { "skipped" } }) end,
    approve = function() run:approve(math.random(5)) end,
    resolve = function()
      local ids = ids_of("state = 'in_doubt'", math.random(3))
      if ids[1] then
        run:resolve(ids, one_of("done", "redo", "failed"), "seen", { worker_is_dead = true })
      end
    end,
    -- A worker claims and is gone.
    die = function()
      local batch = assert(run.db:transaction(nil, claims.claim, run.id, run.plan, { name = "dead",
        claim_id = claims.new_id(), lease = 10000, seen = 0, steps = run.plan.steps })).batch
      if batch and batch.state == "sending" then
        late[#late + 1] = batch
      end
    end,
    -- It was only slow.
    come_late = function()
      local batch = table.remove(late, 1)
      if batch then
        local reply = { refused = { [batch.targets[1].id] = one_of(nil, { code = "X.2" }) } }
        run.db:transaction(nil, one_of(function(db)
          return outcomes.release(db, run.id, batch, {})
        end, function(db)
          return outcomes.doubt(db, run.id, run.plan, batch, "lost")
        end, function(db)
          outcomes.accept(db, run.id, batch, reply, run.plan)
          return true
        end))
      end
    end,
  }
  local names = require("hwc.names").sorted(do_)

  local function interfere()
    local state = run:status().state
    local name = chance(0.45) and "work" or names[math.random(#names)]
    if (state == "paused" or state == "halted") and chance(0.7) then
      name = one_of("resolve", "resume", "retry", "resume_wide")
    elseif name == "pause" and chance(0.6) then
      name = "work"
    end
    do_[name]()
    check()
  end

  -- Nothing fails any more, and a person does what is to be done; true once all has succeeded.
  local function settle(total)
    assert.not_equal("deadline", work(60).stopped)
    check()
    local ids = ids_of("state = 'in_doubt'", total)
    if ids[1] and not run:resolve(ids, one_of("done", "redo", "failed"), "seen",
        { worker_is_dead = true }) then
      assert(run:resolve(ids, "done", "seen"))
    end
    if ids_of("state IN ('failed', 'refused', 'skipped')", 1)[1] then
      assert(run:retry({ states = { "failed", "refused", "skipped" } }))
    end
    local status = run:status()
    if status.state == "waiting_for_approval" then
      assert(run:approve(status.wave + 1))
    elseif status.state == "halted" or status.state == "paused" then
      assert(run:resume({ max_failures = 99, max_in_doubt = 99 }))
    end
    return status.succeeded == total and (status.state == "finished" or status.state == "aborted")
  end

  for case = 1, CASES do
    it(("has all of it done in the end, whatever they did: case %d"):format(case), function()
      math.randomseed(case)
      trouble = one_of(0.1, 0.3, 0.6, 0.9)
      local total = start()
      for _ = 1, OPERATIONS do
        interfere()
      end
      trouble = 0
      hwc.sleep(0.7) -- leases of those that died
      local rounds, is_done = 0, false
      while not is_done do
        rounds, is_done = rounds + 1, settle(total)
        assert.is_true(rounds <= MOST_ROUNDS, tostring(run:status().reason))
      end
      local status = run:status()
      assert.same({ 0, 0, most_unavailable }, { status.unavailable, status.batches_in_doubt,
        status.limits.max_unavailable })
    end)
  end
end)
