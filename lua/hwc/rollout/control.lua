-- SPDX-License-Identifier: Apache-2.0
-- What people do with a rollout: pause, resume, abort, approve, retry, resolve, reopen. Workers see
-- it at their next claim.

local journal = require("hwc.rollout.journal")
local outcomes = require("hwc.rollout.outcomes")

local M = {}

local SECOND = 1000000

-- Seconds after the end of a lease in which a worker whose clock is behind might still send.
local MARGIN = 60

local function require_state(r, what, ...)
  for _, state in ipairs({ ... }) do
    if r.state == state then
      return
    end
  end
  journal.refuse("a rollout that is %s cannot be %s", r.state, what)
end

-- Whether it was halted because the journal went back in time.
local function is_behind(r)
  return r.state == "halted" and (r.reason or ""):sub(1, #journal.LOST_EVENTS)
    == journal.LOST_EVENTS
end

function M.pause(db, id)
  local r = journal.lock(db, id)
  require_state(r, "paused", "running", "planned", "waiting_for_approval")
  journal.set_state(db, r, "paused")
  return true
end

---@param budgets { max_failures: integer?, max_in_doubt: integer?, max_unavailable: integer? }
function M.resume(db, id, budgets)
  local r = journal.lock(db, id)
  require_state(r, "resumed", "paused", "halted")
  if is_behind(r) then
    journal.refuse("%s", r.reason)
  end
  r.max_failures = budgets.max_failures or r.max_failures
  r.max_in_doubt = budgets.max_in_doubt or r.max_in_doubt
  db:query([[UPDATE hwc_rollout SET max_failures = $2, max_in_doubt = $3, max_unavailable = $4,
    alive_at = {now} WHERE id = $1]], r.id, r.max_failures, r.max_in_doubt,
    budgets.max_unavailable or r.max_unavailable)
  if budgets.max_failures then
    db:query([[UPDATE hwc_wave SET max_failures = $3 WHERE rollout_id = $1 AND number = $2
      AND max_failures IS NOT NULL]], r.id, r.wave, budgets.max_failures)
  end
  local reason = journal.exceeded(db, r)
  if reason then
    journal.refuse("still halted: %s", reason)
  end
  journal.set_state(db, r, r.wave == 0 and "planned" or "running")
  return true
end

---Nothing more is begun; what is under way is recorded by its workers.
function M.abort(db, id)
  local r = journal.lock(db, id)
  if r.state == "finished" or r.state == "aborted" then
    journal.refuse("the rollout is %s", r.state)
  end
  journal.set_state(db, r, "aborted")
  journal.settle(db, r)
  return true
end

function M.approve(db, id, number)
  local r = journal.lock(db, id)
  local wave = journal.wave(db, r, number)
  if not wave then
    journal.refuse("the rollout has no wave %d", number)
  elseif wave.state ~= "waiting" then
    journal.refuse("wave %d has begun", number)
  end
  db:query("UPDATE hwc_wave SET approved = 1 WHERE rollout_id = $1 AND number = $2", r.id, number)
  journal.event(db, r, "approved", { wave = number })
  if r.state == "waiting_for_approval" and number == r.wave + 1 then
    db:query("UPDATE hwc_rollout SET alive_at = {now} WHERE id = $1", r.id)
    journal.set_state(db, r, "running")
  end
  return true
end

-- The wave that a target belongs to.
local function wave_of(db, r, seq)
  return db:row([[SELECT * FROM hwc_wave WHERE rollout_id = $1 AND after_seq < $2
    AND last_seq >= $2]], r.id, seq)
end

-- Moves targets to a wave of their own at the end, with as many failures allowed as the rollout
-- allows.
local function add_extra_wave(db, r, targets)
  local waves = journal.waves(db, r.id)
  local last = waves[#waves].last_seq
  for i, target in ipairs(targets) do
    journal.move(db, r, wave_of(db, r, target.seq).number, target.state, "remaining", 1)
    db:query("UPDATE hwc_wave SET remaining = remaining - 1 WHERE rollout_id = $1 AND number = $2",
      r.id, wave_of(db, r, target.seq).number)
    db:query([[UPDATE hwc_target SET seq = $3, state = 'waiting', batch_id = NULL, alone = 0,
      code = NULL, message = NULL, changed_at = {now} WHERE rollout_id = $1 AND seq = $2]], r.id,
      target.seq, last + i)
  end
  local number = #waves + 1
  journal.add_wave(db, r.id, number, last, last + #targets, r.max_failures)
  db:query("UPDATE hwc_wave SET approved = 1 WHERE rollout_id = $1 AND number = $2", r.id, number)
  db:query("UPDATE hwc_rollout SET wave_count = $2 WHERE id = $1", r.id, number)
  journal.event(db, r, "retry", { wave = number, targets = #targets })
  if r.state == "finished" or r.state == "aborted" then
    db:query("UPDATE hwc_rollout SET alive_at = {now}, wave = $2 WHERE id = $1", r.id,
      math.max(r.wave, 1))
    journal.set_state(db, r, "running")
  end
  return number
end

local function find_target(db, r, id)
  id = tostring(id)
  local target = not id:find("%z")
    and db:row("SELECT * FROM hwc_target WHERE rollout_id = $1 AND id = $2", r.id, id)
  return target or journal.refuse("the rollout has no target %s", id)
end

local RETRIED = { failed = true, refused = true, skipped = true }

local function find_retried(db, r, wanted)
  local found, is_found = {}, {}
  local function add(target)
    if not is_found[target.id] then
      found[#found + 1], is_found[target.id] = target, true
    end
  end
  for _, id in ipairs(wanted.targets or {}) do
    local target = find_target(db, r, id)
    if not RETRIED[target.state] then
      journal.refuse("target %s is %s: only failed, refused and skipped ones can be retried", id,
        target.state)
    end
    add(target)
  end
  for _, state in ipairs(wanted.states or {}) do
    if not RETRIED[state] then
      journal.refuse("targets that are %s cannot be retried: failed, refused and skipped ones can",
        state)
    end
    for _, target in ipairs(db:query([[SELECT * FROM hwc_target WHERE rollout_id = $1
      AND state = $2 ORDER BY seq]], r.id, state)) do
      add(target)
    end
  end
  return found
end

---@param wanted { targets: string[]?, states: string[]? }
---@return integer # how many targets
function M.retry(db, id, wanted)
  local r = journal.lock(db, id)
  local found = find_retried(db, r, wanted)
  if #found == 0 then
    journal.refuse("there is nothing to retry")
  end
  add_extra_wave(db, r, found)
  return #found
end

-- The worker may still send until its lease is over, and its clock may be behind.
local function allow_redo(r, batch, worker_is_dead)
  local free_at = batch.lease_until + MARGIN * SECOND
  if r.now < free_at then
    journal.refuse("redo is possible in %d s, when the lease of worker %s is over",
      math.ceil((free_at - r.now) / SECOND), batch.worker)
  elseif not worker_is_dead then
    journal.refuse("redo sends the change again: make sure that worker %s has ended, then confirm "
      .. "it (worker_is_dead = true)", batch.worker)
  end
end

---Decides a target in doubt.
---@param how "done"|"redo"|"failed"
---@param why string
function M.resolve(db, id, plan, target_id, how, why, worker_is_dead)
  local r = journal.lock(db, id)
  local target = find_target(db, r, target_id)
  if target.state ~= "in_doubt" then
    journal.refuse("target %s is %s, not in doubt", target_id, target.state)
  end
  local batch = db:row("SELECT * FROM hwc_batch WHERE id = $1", target.batch_id)
  local wave = journal.wave(db, r, batch.wave)
  if how == "redo" then
    if r.state == "aborted" then
      journal.refuse("the rollout is aborted: resolve the target as failed, then retry it")
    end
    allow_redo(r, batch, worker_is_dead)
  end
  journal.event(db, r, "resolved", { target = target_id, how = how, why = why }, batch)
  if how == "failed" then
    outcomes.end_badly(db, r, batch, { target }, { [target_id] = { message = why } }, "failed",
      "in_doubt")
  elseif how == "done" then
    outcomes.advance(db, r, plan, batch, { target }, "in_doubt", false)
  else
    outcomes.redo(db, r, wave.number, target)
  end
  outcomes.decide(db, r, batch, 1)
  journal.settle(db, r)
  wave = journal.wave(db, r, wave.number)
  if r.state == "finished" and wave.remaining + wave.verifying > 0 then
    db:query("UPDATE hwc_rollout SET alive_at = {now} WHERE id = $1", r.id)
    journal.set_state(db, r, "running") -- it has steps left
  end
  return true
end

---Goes on after a person has looked at a journal that went back in time.
function M.reopen(db, id)
  local r = journal.lock(db, id)
  if not is_behind(r) then
    journal.refuse("only a rollout whose journal went back in time can be reopened, this one is %s",
      r.state)
  end
  db:query("UPDATE hwc_rollout SET timeline = $2 WHERE id = $1", r.id, r.now_timeline)
  journal.set_state(db, r, "paused", "reopened")
  return true
end

return M
