-- SPDX-License-Identifier: Apache-2.0
-- What a worker may do next. All limits are looked at in the transaction that claims, on counters,
-- with the rollout's row locked, so they hold over all workers.

local core = require("_hwc")
local journal = require("hwc.rollout.journal")

local M = {}

local SECOND = 1000000

-- Seconds without a success, with nothing under way, after which a rollout is halted.
local LONGEST_DROUGHT = 600

-- Microseconds after which a worker looks again where nothing tells when there will be something.
local LOOK_AGAIN = SECOND

-- Targets that are verified at a time.
local MOST_VERIFIED = 10000

---@class hwc.rollout.Claim
---@field batch? table the row of what was claimed, with `targets`
---@field wait? number seconds after which to claim again
---@field why? string what is waited for
---@field ended? string the state of a rollout on which nothing can be done now
---@field seen? integer the number of the newest event, once the claim is stored

local function wait(r, until_, why)
  local left = until_ and math.max(until_ - r.now, 0) or LOOK_AGAIN
  return { wait = math.min(left, 2 * SECOND) / SECOND, why = why }
end

-- Targets of a lapsed claim go back to where they were. Nothing was sent.
function M.release(db, r, batch, alone)
  local back = db:change([[UPDATE hwc_target SET unavailable = 0
    WHERE batch_id = $1 AND state = 'sending' AND unavailable = $2]], batch.id, batch.step)
  journal.add_unavailable(db, r, -back)
  db:query([[UPDATE hwc_target SET state = 'waiting', batch_id = NULL, alone = $2,
    changed_at = {now}
    WHERE batch_id = $1 AND state = 'sending']], batch.id, alone and 1 or 0)
end

local function end_batch(db, batch, state, code, message)
  db:query([[UPDATE hwc_batch SET state = $2, code = $3, message = $4, ended_at = {now}
    WHERE id = $1]], batch.id, state, code, message)
end

---Puts what a batch still has open in doubt.
---@param steps table[] of the plan
---@param why string
function M.doubt(db, r, steps, batch, why)
  why = journal.text(why, 1000)
  local step = steps[batch.step]
  local count = db:change([[UPDATE hwc_target SET state = 'in_doubt', message = $2,
    changed_at = {now} WHERE batch_id = $1 AND state IN ('sending', 'polling')]], batch.id, why)
  db:query([[UPDATE hwc_batch SET state = 'in_doubt', message = $2, reconcile_at = $3
    WHERE id = $1]], batch.id, why,
    step.reconcile_after and (batch.signed_at or batch.intent_at or r.now)
      + math.floor(step.reconcile_after * SECOND))
  journal.move(db, r, batch.wave, "remaining", "in_doubt", count)
  journal.add_doubts(db, r, 1)
  journal.event(db, r, "in_doubt", { why = why, targets = count }, batch)
end

---Takes targets out of a batch that is being sent, to a batch of their own.
---@return table row of that batch
function M.set_apart(db, r, batch, targets)
  local apart = db:row([[INSERT INTO hwc_batch (rollout_id, wave, step, kind, state, claim_id,
      worker, lease_until, size, open, claimed_at, intent_at, signed_at)
    SELECT rollout_id, wave, step, kind, state, $2, worker, lease_until, $3, $3, claimed_at,
      intent_at, signed_at FROM hwc_batch WHERE id = $1 RETURNING *]], batch.id, M.new_id(),
    #targets)
  for _, target in ipairs(targets) do
    db:query("UPDATE hwc_target SET batch_id = $3 WHERE rollout_id = $1 AND seq = $2", r.id,
      target.seq, apart.id)
  end
  return apart
end

-- Open batches whose lease is over, the oldest first; of those in doubt the ones to be decided now.
local LAPSED = ("SELECT %s FROM hwc_batch WHERE rollout_id = $1 AND %s AND lease_until < $2 "
  .. "AND (state <> 'in_doubt' OR reconcile_at <= $2) ORDER BY id"):format(journal.BATCH,
  journal.IS_OPEN)

local function find_lapsed(db, r)
  return (db:query(LAPSED, r.id, r.now))
end

-- An open batch of the rollout that is in one of these states; nil: there is none.
local UNDER_WAY = {}
for name, states in pairs({
  service = "'sending', 'polling'",
  worker = "'sending', 'polling', 'verifying'",
  accepted = "'polling', 'verifying'",
}) do
  UNDER_WAY[name] = ("SELECT id FROM hwc_batch WHERE rollout_id = $1 AND %s AND state IN (%s) "
    .. "LIMIT 1"):format(journal.IS_OPEN, states)
end

local function first_in(batches, state)
  for _, batch in ipairs(batches) do
    if batch.state == state then
      return batch
    end
  end
end

local function expire_batch(db, r, steps, batch)
  if batch.state == "verifying" then
    db:query("UPDATE hwc_target SET batch_id = NULL WHERE batch_id = $1 AND state = 'verifying'",
      batch.id)
    end_batch(db, batch, "superseded")
  elseif steps[batch.step].idempotent then
    M.release(db, r, batch)
    end_batch(db, batch, "superseded")
  else
    M.doubt(db, r, steps, batch, "its worker stopped between sending and recording the outcome")
  end
  journal.event(db, r, "lapsed", { was = batch.state }, batch)
end

-- Ends batches whose worker let their lease lapse before the outcome was known; false where there
-- are none.
local function expire(db, r, steps, lapsed)
  local found = false
  for _, batch in ipairs(lapsed) do
    if batch.state == "sending" or batch.state == "verifying" then
      expire_batch(db, r, steps, batch)
      found = true
    end
  end
  return found
end

local function insert_batch(db, r, wave, worker, kind, state, step, size)
  local batch = db:row([[INSERT INTO hwc_batch (rollout_id, wave, step, kind, state,
      claim_id, worker, lease_until, size, open, claimed_at, intent_at, signed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12) RETURNING *]], r.id,
    wave.number, step, kind, state, worker.claim_id, worker.name, r.now + worker.lease, size, r.now,
    state == "sending" and r.now or nil, worker.clock and math.max(worker.clock, r.now))
  journal.event(db, r, "claimed", { step = step, targets = size, kind = kind }, batch)
  return batch
end

-- Targets leave their batch when it is decided what becomes of them.
local function with_targets(db, batch)
  batch.targets = db:query([[SELECT seq, id, data, unavailable FROM hwc_target WHERE batch_id = $1
    ORDER BY seq]], batch.id)
  return { batch = batch }
end

-- A batch that was accepted and whose worker is gone: any worker may go on.
local function take_over(db, r, worker, lapsed)
  local found = first_in(lapsed, "polling")
  if not found then
    return nil
  end
  journal.event(db, r, "taken_over", { from = found.worker }, found, worker.name)
  local batch = db:row([[UPDATE hwc_batch SET claim_id = $2, worker = $3, lease_until = $4
    WHERE id = $1 RETURNING *]], found.id, worker.claim_id, worker.name, r.now + worker.lease)
  batch.under_way_for = (r.now - batch.accepted_at) / SECOND
  return with_targets(db, batch)
end

-- A batch in doubt that the step can decide by reading, once it is certain that nothing comes late.
local function reconcile(db, r, worker, lapsed)
  local batch = first_in(lapsed, "in_doubt")
  if not batch then
    return nil
  end
  -- Who tries next waits for as long again: a service that cannot be read is not asked in a ring.
  db:query("UPDATE hwc_batch SET lease_until = $2, reconcile_at = $2 WHERE id = $1", batch.id,
    r.now + worker.lease)
  batch.reconciling = true
  return with_targets(db, batch)
end

-- Targets that have done all steps and are to be verified: at once (`verified` 0), or once more (1)
-- `soak` seconds later. Nil where others do that already, or there are none.
local function claim_verification(db, r, wave, worker, verified, soak)
  local changed_until = r.now - math.floor((soak or 0) * SECOND)
  local found = db:query([[SELECT seq, id, data, unavailable FROM hwc_target
    WHERE rollout_id = $1 AND seq > $2 AND seq <= $3 AND state = 'verifying' AND verified = $4
    AND batch_id IS NULL AND (verified = 0 OR changed_at <= $6) ORDER BY seq LIMIT $5]], r.id,
    wave.after_seq, wave.last_seq, verified, MOST_VERIFIED, changed_until)
  if #found == 0 then
    return nil
  end
  local kind = verified == 0 and "verify" or "confirm"
  local batch = insert_batch(db, r, wave, worker, kind, "verifying", #worker.steps, #found)
  db:query([[UPDATE hwc_target SET batch_id = $5 WHERE rollout_id = $1 AND seq >= $2 AND seq <= $3
    AND state = 'verifying' AND verified = $4 AND batch_id IS NULL
    AND (verified = 0 OR changed_at <= $6)]], r.id, found[1].seq, found[#found].seq, verified,
    batch.id, changed_until)
  batch.targets = found
  return { batch = batch }
end

-- Verifies what has done all steps. One listing serves many targets, so it is put off while others
-- are under way, unless half of those that may be unavailable wait for it.
local function verify_early(db, r, wave, worker, is_full)
  if wave.verifying == 0 then
    return nil
  end
  local under_way = db:row(UNDER_WAY.service, r.id)
  if under_way and not (is_full and wave.verifying >= r.max_unavailable / 2) then
    return nil
  end
  return claim_verification(db, r, wave, worker, 0)
end

-- Targets of the wave that are to be verified for the first time; nil where there are none.
local function verify_wave(db, r, wave, worker)
  if wave.verifying == 0 then
    return nil
  end
  local claim = claim_verification(db, r, wave, worker, 0)
  local unverified = claim or db:row([[SELECT seq FROM hwc_target WHERE rollout_id = $1
    AND seq > $2 AND seq <= $3 AND state = 'verifying' AND verified = 0 LIMIT 1]], r.id,
    wave.after_seq, wave.last_seq)
  return claim or unverified and wait(r, nil, "verification")
end

-- Waves that are done may have targets once more: a doubt ended late, or was resolved.
local function reopened_waves(r, waves)
  local reopened = {}
  for number = 1, r.wave - 1 do
    local wave = waves[number]
    if wave.remaining > 0 or wave.verifying > 0 then
      reopened[#reopened + 1] = wave
    end
  end
  return reopened
end

local LATER = "SELECT reconcile_at FROM hwc_batch WHERE rollout_id = $1 AND " .. journal.IS_OPEN
  .. " AND state = 'in_doubt' AND reconcile_at IS NOT NULL AND wave >= $2 "
  .. "ORDER BY reconcile_at LIMIT 1"

-- Waits where batches of waves from `number` on are in doubt that reading may decide later.
local function reconciled_later(db, r, number)
  local pending = db:row(LATER, r.id, number)
  return pending and wait(r, pending.reconcile_at, "batches in doubt can be decided later")
end

-- The step and the targets of the wave that are to be taken next: those that came farthest first.
-- Nil, nil and whether max_unavailable is in the way where there are none. With `has_room` only
-- those that are unavailable already: they take no more room.
local function pick(db, r, plan, wave, has_room)
  local room = math.max(r.max_unavailable - r.unavailable, 0)
  local is_full = false
  for number = #plan.steps, 1, -1 do
    local step = plan.steps[number]
    local most = math.min(step.batch, plan.batch or step.batch)
    local found = db:query([[SELECT seq, id, data, alone, unavailable FROM hwc_target
      WHERE rollout_id = $1 AND step = $2 AND state = 'waiting' AND seq > $3 AND seq <= $4
      AND unavailable >= $6 ORDER BY seq LIMIT $5]], r.id, number, wave.after_seq, wave.last_seq,
      most, has_room and 1 or 0)
    local taken, left = {}, room
    for i, target in ipairs(found) do
      local costs = step.interrupting and target.unavailable == 0
      if costs and left == 0 or target.alone == 1 and i > 1 then
        is_full = is_full or costs and left == 0
        break
      end
      taken[i], left = target, left - (costs and 1 or 0)
      if target.alone == 1 then
        break
      end
    end
    if #taken > 0 then
      return number, taken
    end
  end
  return nil, nil, is_full
end

-- The claim says at once that its targets are about to be sent: the call comes right after it.
local function claim_targets(db, r, plan, wave, taken, number, worker, has_room)
  local step = plan.steps[number]
  local batch = insert_batch(db, r, wave, worker, "submit", "sending", number, #taken)
  local unavailable = 0
  for _, target in ipairs(taken) do
    if step.interrupting and target.unavailable == 0 then
      target.unavailable, unavailable = number, unavailable + 1
    end
  end
  -- Those taken are all that wait, or have room, between the first and the last of them.
  db:query([[UPDATE hwc_target SET state = 'sending', batch_id = $5, changed_at = $6,
    unavailable = CASE WHEN unavailable = 0 THEN $7 ELSE unavailable END, code = NULL,
    message = NULL
    WHERE rollout_id = $1 AND step = $2 AND state = 'waiting' AND seq >= $3 AND seq <= $4
    AND unavailable >= $8]], r.id, number, taken[1].seq, taken[#taken].seq, batch.id, r.now,
    step.interrupting and number or 0, has_room and 1 or 0)
  if unavailable > 0 or r.submit_interval > 0 then
    r.unavailable = r.unavailable + unavailable
    r.next_submit_at = math.max(r.next_submit_at, r.now) + r.submit_interval
    db:query("UPDATE hwc_rollout SET unavailable = $2, next_submit_at = $3 WHERE id = $1", r.id,
      r.unavailable, r.next_submit_at)
  end
  batch.targets = taken
  return { batch = batch }
end

-- Targets that are done again and are unavailable, of any wave: they take no more room.
local function claim_with_room(db, r, plan, waves, worker)
  for _, wave in ipairs(waves) do
    local number, taken = pick(db, r, plan, wave, true)
    if number and r.now < r.next_submit_at then
      return wait(r, r.next_submit_at, "rate")
    end
    local claim = number and claim_targets(db, r, plan, wave, taken, number, worker, true)
      or wave.verifying > 0 and claim_verification(db, r, wave, worker, 0)
    if claim then
      return claim
    end
  end
end

-- Nothing can be begun because of max_unavailable. Targets that failed or are in doubt stay
-- unavailable: where nothing is under way that makes room, those that are done again come before
-- their wave. Without any a person has to decide.
local function wait_for_room(db, r, plan, waves, worker)
  if db:row(UNDER_WAY.worker, r.id) then
    return wait(r, nil, "max_unavailable")
  end
  local claim = claim_with_room(db, r, plan, waves, worker)
  if claim then
    return claim
  end
  journal.set_state(db, r, "halted", ("%d targets that failed or are in doubt are unavailable, "
    .. "max_unavailable is %d"):format(r.unavailable, r.max_unavailable))
  return { ended = "halted" }
end

local function next_wave(db, r, plan, waves, worker)
  local wave = waves[r.wave]
  if wave.state ~= "done" then
    db:query("UPDATE hwc_wave SET state = 'done' WHERE rollout_id = $1 AND number = $2", r.id,
      wave.number)
    journal.event(db, r, "wave_done", { wave = wave.number })
  end
  if wave.number == r.wave_count then
    if #reopened_waves(r, waves) > 0 then
      return r.is_full and wait_for_room(db, r, plan, waves, worker)
        or wait(r, nil, "targets of earlier waves")
    end
    local pending = reconciled_later(db, r, 1)
    if pending then
      return pending
    end
    journal.set_state(db, r, "finished")
    return { ended = "finished" }
  end
  local following = waves[wave.number + 1]
  local is_empty = following.remaining + following.verifying == 0
  if plan.confirm and following.approved == 0 and not is_empty then
    journal.set_state(db, r, "waiting_for_approval",
      ("wave %d is done; approve wave %d"):format(wave.number, following.number))
    return { ended = "waiting_for_approval" }
  end
  r.wave = following.number
  db:query("UPDATE hwc_rollout SET wave = $2, alive_at = {now} WHERE id = $1", r.id, r.wave)
  db:query("UPDATE hwc_wave SET state = 'running' WHERE rollout_id = $1 AND number = $2", r.id,
    r.wave)
  journal.event(db, r, "wave_begins", { wave = r.wave })
end

-- A wave of which nothing waits or is under way: it soaks, is verified once more, and ends. Nil
-- where the next wave has begun.
local function end_wave(db, r, plan, waves, worker)
  local wave = waves[r.wave]
  local claim = reconciled_later(db, r, wave.number) or verify_wave(db, r, wave, worker)
  if claim then
    return claim
  end
  if not wave.soak_until then
    local is_untouched = wave.succeeded + wave.verifying + wave.failed + wave.in_doubt == 0
    wave.soak_until = r.now + (is_untouched and 0 or math.floor(plan.soak * SECOND))
    db:query("UPDATE hwc_wave SET soak_until = $3, state = 'soaking' WHERE rollout_id = $1 "
      .. "AND number = $2", r.id, wave.number, wave.soak_until)
    journal.event(db, r, "wave_soaks", { wave = wave.number, seconds = plan.soak })
  end
  if r.now < wave.soak_until then
    return wait(r, wave.soak_until, "soak")
  elseif wave.verifying > 0 then
    return claim_verification(db, r, wave, worker, 1, plan.soak) or wait(r, nil, "verification")
  end
  return next_wave(db, r, plan, waves, worker)
end

-- What targets of waves that were done already have left. Each of them soaks by itself.
local function claim_reopened(db, r, plan, waves, worker)
  r.is_full = false
  for _, wave in ipairs(reopened_waves(r, waves)) do
    local number, taken, is_full = pick(db, r, plan, wave)
    r.is_full = r.is_full or is_full
    if number and r.now >= r.next_submit_at then
      return claim_targets(db, r, plan, wave, taken, number, worker)
    end
    local claim = claim_verification(db, r, wave, worker, 0)
      or claim_verification(db, r, wave, worker, 1, plan.soak)
    if claim then
      return claim
    end
  end
end

local function claim_next(db, r, plan, waves, worker)
  for _ = 1, r.wave_count + 1 do
    local wave = waves[r.wave]
    if wave.remaining > 0 then
      local number, taken, is_full = pick(db, r, plan, wave)
      if not number then
        return verify_early(db, r, wave, worker, is_full)
          or is_full and wait_for_room(db, r, plan, waves, worker)
          or wait(r, nil, "batches under way")
      elseif r.now < r.next_submit_at then
        return wait(r, r.next_submit_at, "rate")
      end
      return claim_targets(db, r, plan, wave, taken, number, worker)
    end
    local claim = end_wave(db, r, plan, waves, worker)
    if claim then
      return claim
    end
  end
end

-- Whether nothing is left of the wave but doubts that reading decides. If that is not possible, the
-- drought begins when it should have been.
local function awaits_decision(db, r, plan, waves)
  if waves[r.wave].remaining > 0 then
    return false
  end
  for _, batch in ipairs(journal.open_batches(db, r.id)) do
    local after = batch.state == "in_doubt" and batch.reconcile_at
      and plan.steps[batch.step].reconcile_after
    if after and r.now < (batch.signed_at or batch.intent_at or batch.claimed_at)
        + (after + LONGEST_DROUGHT) * SECOND then
      return true
    end
  end
  return false
end

-- Whether a wave soaks, or targets of one that is done.
local function is_soaking(waves)
  for _, wave in ipairs(waves) do
    if wave.state == "soaking" or wave.state == "done" and wave.verifying > 0 then
      return true
    end
  end
  return false
end

-- A rollout that only fails to send is halted; work that is under way takes its time.
local function check_drought(db, r, plan, waves)
  -- A slow rate is no drought.
  local longest = math.max(LONGEST_DROUGHT * SECOND, 2 * r.submit_interval)
  if r.now - (r.alive_at or r.now) < longest then
    return
  end
  local under_way = db:row(UNDER_WAY.accepted, r.id)
  if not under_way and not is_soaking(waves) and not awaits_decision(db, r, plan, waves) then
    journal.set_state(db, r, "halted", ("nothing succeeded for %d s"):format(LONGEST_DROUGHT))
  end
end

local function begin(db, r)
  r.wave = math.max(r.wave, 1)
  db:query([[UPDATE hwc_rollout SET wave = $2, started_at = $3, alive_at = $3, timeline = $4
    WHERE id = $1]], r.id, r.wave, r.now, r.now_timeline)
  db:query("UPDATE hwc_wave SET state = 'running' WHERE rollout_id = $1 AND number = $2", r.id,
    r.wave)
  r.alive_at = r.now
  journal.set_state(db, r, "running")
end

-- What is left of a rollout on which nothing is begun: batches that were accepted or are in doubt
-- are brought to their end. One that was aborted ends with the last of them.
local function claim_rest(db, r, worker, lapsed)
  journal.settle(db, r)
  local claim = take_over(db, r, worker, lapsed) or reconcile(db, r, worker, lapsed)
  if claim or r.state ~= "aborted" then
    return claim or { ended = r.state }
  end
  for _, wave in ipairs(journal.waves(db, r.id)) do
    claim = wave.verifying > 0 and (claim_verification(db, r, wave, worker, 0)
      or claim_verification(db, r, wave, worker, 1))
    if claim then
      return claim
    end
  end
  local under_way = db:row(UNDER_WAY.worker, r.id)
  return under_way and wait(r, nil, "batches under way") or { ended = r.state }
end

-- What tells that the journal went back in time; nil: nothing.
local function find_loss(r, newest, seen)
  if newest < seen then
    return ("event %d was seen, %d is the newest"):format(seen, newest)
  elseif r.timeline and r.timeline ~= r.now_timeline then
    return ("the timeline of the database was %s, it is %s"):format(r.timeline, r.now_timeline)
  end
end

-- All waves, and the number of the newest event.
local function look(db, r)
  local waves = db:query([[SELECT hwc_wave.*, (SELECT max(id) FROM hwc_event WHERE rollout_id = $1)
    AS newest FROM hwc_wave WHERE rollout_id = $1 ORDER BY number]], r.id)
  return waves, waves[1].newest or 0
end

local function claim_some(db, r, plan, waves, worker)
  local lapsed = find_lapsed(db, r)
  if expire(db, r, plan.steps, lapsed) then
    waves, lapsed = journal.waves(db, r.id), find_lapsed(db, r)
  end
  if r.state == "planned" then
    begin(db, r)
  elseif r.state ~= "running" then
    return claim_rest(db, r, worker, lapsed)
  end
  check_drought(db, r, plan, waves)
  journal.halt_exceeded(db, r, waves)
  if r.state ~= "running" then
    return claim_rest(db, r, worker, lapsed)
  end
  return take_over(db, r, worker, lapsed) or reconcile(db, r, worker, lapsed)
    or claim_reopened(db, r, plan, waves, worker) or claim_next(db, r, plan, waves, worker)
end

---Claims what is to be done next. What is to be submitted is `sending` once this is stored.
---@param worker { name: string, claim_id: string, lease: integer, seen: integer, steps: table[],
---  clock: integer? } `lease` in microseconds, as is `clock`, given where requests are signed;
---  `seen` is the highest event number that the worker has seen, which the claim returns once it is
---  stored
---@return hwc.rollout.Claim
function M.claim(db, id, plan, worker)
  local r = journal.lock(db, id)
  local waves, newest = look(db, r)
  local loss = find_loss(r, newest, worker.seen)
  if loss then
    M.halt_for_loss(db, r, plan.steps, loss)
    return { ended = r.state, seen = newest }
  end
  local claim = claim_some(db, r, plan, waves, worker)
  claim.seen = newest
  return claim
end
---The journal has lost events that a worker saw: what it says of open batches may be old.
function M.halt_for_loss(db, r, steps, loss)
  for _, batch in ipairs(journal.open_batches(db, r.id)) do
    if batch.state == "sending" or batch.state == "polling" then
      M.doubt(db, r, steps, batch, journal.LOST_EVENTS)
    end
  end
  if r.state ~= "finished" and r.state ~= "aborted" then
    journal.set_state(db, r, "halted", ("%s: %s; look at the targets, then reopen"):format(
      journal.LOST_EVENTS, loss))
  else
    db:query("UPDATE hwc_rollout SET timeline = $2 WHERE id = $1", r.id, r.now_timeline)
  end
end

---Whether that claim is in the journal: for a commit whose result got lost.
---@return hwc.rollout.Claim?
function M.find_claim(db, claim_id)
  local batch = db:row("SELECT * FROM hwc_batch WHERE claim_id = $1", claim_id)
  if not batch or batch.state == "released" or batch.state == "superseded" then
    return nil
  end
  return with_targets(db, batch)
end

---A claim id, which no other claim has.
---@return string
function M.new_id()
  return (core.random(16):gsub(".", function(byte)
    return ("%02x"):format(byte:byte())
  end))
end

return M
