-- SPDX-License-Identifier: Apache-2.0
-- What people do with a rollout: pause, resume, abort, approve, retry, resolve, reopen. Workers see
-- it at their next claim.

local journal = require("hwc.rollout.journal")
local outcomes = require("hwc.rollout.outcomes")

local M = {}

local SECOND = 1000000

---Seconds after the end of a lease in which a worker whose clock is behind might still send. Specs
---take less.
M.redo_margin = 60

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
    db:query([[UPDATE hwc_wave SET max_failures = $3 WHERE rollout_id = $1 AND number >= $2
      AND max_failures IS NOT NULL]], r.id, r.wave, budgets.max_failures)
  end
  local reason = journal.exceeded(r, journal.waves(db, r.id))
  if reason then
    journal.refuse("%s: %s", r.state == "halted" and "still halted" or "it would be halted", reason)
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

local function find_target(db, r, id)
  id = tostring(id)
  local target = not id:find("%z")
    and db:row("SELECT * FROM hwc_target WHERE rollout_id = $1 AND id = $2", r.id, id)
  return target or journal.refuse("the rollout has no target %s", id)
end

local RETRIED = { failed = true, refused = true, skipped = true }

-- Targets that are moved at a time.
local PAGE = 1000

-- Moves targets of a state from one place in the order of targets to another, where they wait.
local MOVE = [[UPDATE hwc_target SET seq = moved.place, state = 'waiting', batch_id = NULL,
    alone = 0, code = NULL, message = NULL, changed_at = {now}
  FROM (SELECT seq AS was, $5 + row_number() OVER (ORDER BY seq) AS place FROM hwc_target
    WHERE rollout_id = $1 AND state = $2 AND seq >= $3 AND seq <= $4) AS moved
  WHERE hwc_target.rollout_id = $1 AND hwc_target.seq >= $3 AND hwc_target.seq <= $4
    AND hwc_target.seq = moved.was]]

-- The wave that retried targets get, at the end, and what was moved to it.
local Extra = {}
Extra.__index = Extra

local function new_extra(db, r)
  local waves = journal.waves(db, r.id)
  return setmetatable({ db = db, r = r, waves = waves, after = waves[#waves].last_seq, count = 0 },
    Extra)
end

-- Moves the targets of a wave that have that state, from the first seq to the last one.
function Extra:move(wave, state, first, last)
  local count = self.db:change(MOVE, self.r.id, state, first, last, self.after + self.count)
  self.db:query(("UPDATE hwc_wave SET %s = %s - $3 WHERE rollout_id = $1 AND number = $2"):format(
    state, state), self.r.id, wave.number, count)
  self.count = self.count + count
end

function Extra:add_target(id)
  local target = find_target(self.db, self.r, id)
  if target.seq > self.after then
    return -- it was named before
  elseif not RETRIED[target.state] then
    journal.refuse("target %s is %s: only failed, refused and skipped ones can be retried", id,
      target.state)
  end
  for _, wave in ipairs(self.waves) do
    if target.seq > wave.after_seq and target.seq <= wave.last_seq then
      self:move(wave, target.state, target.seq, target.seq)
    end
  end
end

function Extra:add_state(state)
  if not RETRIED[state] then
    journal.refuse("targets that are %s cannot be retried: failed, refused and skipped ones can",
      state)
  end
  for _, wave in ipairs(self.waves) do
    local at = wave[state] > 0 and wave.after_seq
    while at do
      local rows = self.db:query([[SELECT seq FROM hwc_target WHERE rollout_id = $1 AND state = $2
        AND seq > $3 AND seq <= $4 ORDER BY seq LIMIT $5]], self.r.id, state, at, wave.last_seq,
        PAGE)
      if #rows > 0 then
        self:move(wave, state, rows[1].seq, rows[#rows].seq)
      end
      at = #rows == PAGE and rows[PAGE].seq or nil
    end
  end
end

-- Adds the wave, with as many failures allowed as the rollout allows.
function Extra:add_wave()
  local db, r, number = self.db, self.r, #self.waves + 1
  journal.add_wave(db, r.id, number, self.after, self.after + self.count, r.max_failures)
  db:query("UPDATE hwc_wave SET approved = 1 WHERE rollout_id = $1 AND number = $2", r.id, number)
  db:query("UPDATE hwc_rollout SET wave_count = $2 WHERE id = $1", r.id, number)
  journal.event(db, r, "retry", { wave = number, targets = self.count })
  if r.state == "finished" or r.state == "aborted" then
    db:query("UPDATE hwc_rollout SET alive_at = {now} WHERE id = $1", r.id)
    journal.set_state(db, r, r.wave == 0 and "planned" or "running")
  end
end

---@param wanted { targets: string[]?, states: string[]? }
---@return integer # how many targets
function M.retry(db, id, wanted)
  local extra = new_extra(db, journal.lock(db, id))
  for _, target in ipairs(wanted.targets or {}) do
    extra:add_target(target)
  end
  for _, state in ipairs(wanted.states or {}) do
    extra:add_state(state)
  end
  if extra.count == 0 then
    journal.refuse("there is nothing to retry")
  end
  extra:add_wave()
  return extra.count
end

-- The worker may still send until its lease is over, and its clock may be behind.
local function allow_redo(r, batch, worker_is_dead)
  local free_at = batch.lease_until + M.redo_margin * SECOND
  if r.now < free_at then
    journal.refuse("redo is possible in %d s, when the lease of worker %s is over",
      math.ceil((free_at - r.now) / SECOND), batch.worker)
  elseif not worker_is_dead then
    journal.refuse("redo sends the change again: make sure that worker %s has ended, then confirm "
      .. "it (worker_is_dead = true)", batch.worker)
  end
end

local function resolve_target(db, r, plan, target_id, how, why, worker_is_dead)
  local target = find_target(db, r, target_id)
  if target.state ~= "in_doubt" then
    journal.refuse("target %s is %s, not in doubt", target_id, target.state)
  end
  local batch = db:row("SELECT * FROM hwc_batch WHERE id = $1", target.batch_id)
  if how == "redo" then
    allow_redo(r, batch, worker_is_dead)
  end
  journal.event(db, r, "resolved", { target = target_id, how = how, why = why }, batch)
  if how == "failed" then
    outcomes.end_badly(db, r, batch, { target }, { [target_id] = { message = why } }, "failed",
      "in_doubt")
  elseif how == "done" then
    outcomes.advance(db, r, plan, batch, { target }, "in_doubt", false)
  else
    outcomes.redo(db, r, batch.wave, { target })
  end
  outcomes.decide(db, r, batch, 1)
end

---Decides targets in doubt, all of them or none.
---@param targets string[]
---@param how "done"|"redo"|"failed"
---@param why string
function M.resolve(db, id, plan, targets, how, why, worker_is_dead)
  local r = journal.lock(db, id)
  if how == "redo" and r.state == "aborted" then
    journal.refuse("the rollout is aborted: resolve the target as failed, then retry it")
  end
  for _, target in ipairs(targets) do
    resolve_target(db, r, plan, target, how, why, worker_is_dead)
  end
  journal.settle(db, r)
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
