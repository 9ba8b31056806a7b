-- SPDX-License-Identifier: Apache-2.0
-- What came of batches. Each write names the claim it belongs to: that of the batch's latest claim
-- counts, even after its lease; that of a superseded one changes nothing and is kept as an event.

local claims = require("hwc.rollout.claims")
local core = require("_hwc")
local journal = require("hwc.rollout.journal")

local M = {}

local SECOND = 1000000

-- Most bytes of a message in the journal.
local MESSAGE = 1000

-- A wave soaks for what ends late, too: from the beginning, once nothing of it is left.
local function soak_again(db, r, wave)
  db:query([[UPDATE hwc_wave SET state = 'running', soak_until = NULL WHERE rollout_id = $1
    AND number = $2 AND state = 'soaking']], r.id, wave)
end

-- The row of a batch where the claim may still write to it; nil where not. A batch that went in
-- doubt meanwhile is under way again: its outcome ends the doubt.
local function current(db, r, batch, outcome)
  local row = db:row("SELECT " .. journal.BATCH .. " FROM hwc_batch WHERE id = $1", batch.id)
  if row.claim_id ~= batch.claim_id or row.state == "ended" or row.state == "released"
      or row.state == "superseded" then
    journal.event(db, r, "late_outcome", { outcome = outcome, state = row.state }, batch)
    return nil
  end
  if row.state == "in_doubt" and not batch.reconciling then
    local count = db:change([[UPDATE hwc_target SET state = 'sending', message = NULL
      WHERE batch_id = $1 AND state = 'in_doubt']], row.id)
    journal.move(db, r, row.wave, "in_doubt", "remaining", count)
    soak_again(db, r, row.wave)
    journal.add_doubts(db, r, -1)
    db:query("UPDATE hwc_batch SET state = 'sending', reconcile_at = NULL WHERE id = $1", row.id)
    row.state = "sending"
    journal.event(db, r, "doubt_ended", { outcome = outcome }, row)
  end
  return row
end

-- Those of `targets` that the batch still has: others were decided by a person meanwhile, and may
-- be in another batch. `known` is how many the worker takes for open.
local function still_open(db, row, targets, known)
  if row.open == known then
    return targets
  end
  local is_open, left = {}, {}
  for _, target in ipairs(db:query("SELECT seq FROM hwc_target WHERE batch_id = $1", row.id)) do
    is_open[target.seq] = true
  end
  for _, target in ipairs(targets) do
    if is_open[target.seq] then
      left[#left + 1] = target
    end
  end
  return left
end

-- Takes `count` targets off what the batch has open, and ends it with the last.
local function close_targets(db, row, count)
  row.open = row.open - count
  if row.open > 0 then
    db:query("UPDATE hwc_batch SET open = $2 WHERE id = $1", row.id, row.open)
    return false
  end
  db:query("UPDATE hwc_batch SET open = 0, state = 'ended', ended_at = {now} WHERE id = $1", row.id)
  return true
end

local function text_of(value, limit)
  return value ~= nil and value ~= core.null and journal.text(value, limit) or nil
end

---Ends targets badly: `state` is "failed" or "refused". Those that the service refused before
---anything was done are available again.
---@param interrupting? integer the step by which those that are available are unavailable from now
---  on: after a soak they were available
function M.end_badly(db, r, row, targets, reasons, state, from, interrupting)
  local added = 0
  for _, target in ipairs(targets) do
    local reason = reasons[target.id] or {}
    local unavailable = target.unavailable
    if state == "refused" and unavailable == row.step then
      unavailable, added = 0, added - 1
    elseif interrupting and unavailable == 0 then
      unavailable, added = interrupting, added + 1
    end
    db:query([[UPDATE hwc_target SET state = $3, batch_id = NULL, code = $4, message = $5,
      unavailable = $6, step = coalesce($7, step), changed_at = {now}
      WHERE rollout_id = $1 AND seq = $2]], r.id, target.seq, state, text_of(reason.code, 100),
      text_of(reason.message, MESSAGE), unavailable, reason.step)
  end
  journal.add_unavailable(db, r, added)
  journal.move(db, r, row.wave, from, state, #targets)
  if #targets > 0 then
    journal.event(db, r, state, { targets = #targets, first = targets[1].id,
      code = (reasons[targets[1].id] or {}).code }, row)
  end
end

-- What becomes of targets that have done what the batch was for: state, counter, step, whether they
-- are verified, and whether they are still unavailable.
local function after(plan, row)
  local last = #plan.steps
  if row.kind == "submit" and row.step < last then
    return { state = "waiting", counter = "remaining", step = row.step + 1, keeps = true }
  elseif row.kind == "submit" and plan.verifies then
    return { state = "verifying", counter = "verifying", step = last, keeps = true }
  elseif row.kind == "verify" and plan.soak > 0 then
    return { state = "verifying", counter = "verifying", step = last, verified = 1 }
  end
  return { state = "succeeded", counter = "succeeded", step = last }
end

local ADVANCE = [[UPDATE hwc_target SET state = $2, step = $3, verified = $4, batch_id = NULL,
  alone = 0, code = NULL, message = NULL, changed_at = {now},
  unavailable = CASE WHEN $5 = 1 THEN unavailable ELSE 0 END ]]
local ADVANCE_BATCH = ADVANCE .. "WHERE batch_id = $1"
local ADVANCE_SOME = ADVANCE .. "WHERE rollout_id = $1 AND seq IN ({numbers $6})"

local function numbers_of(targets)
  local seqs = {}
  for i, target in ipairs(targets) do
    seqs[i] = target.seq
  end
  return "[" .. table.concat(seqs, ",") .. "]"
end

---Brings targets on that have done what the batch was for. `from` is their counter; `is_rest` says
---that the batch has no others open.
function M.advance(db, r, plan, row, targets, from, is_rest)
  if #targets == 0 then
    return
  end
  local to, available = after(plan, row), 0
  for _, target in ipairs(targets) do
    available = available + (not to.keeps and target.unavailable > 0 and 1 or 0)
  end
  if is_rest then
    db:query(ADVANCE_BATCH, row.id, to.state, to.step, to.verified or 0, to.keeps and 1 or 0)
  else
    db:query(ADVANCE_SOME, r.id, to.state, to.step, to.verified or 0, to.keeps and 1 or 0,
      numbers_of(targets))
  end
  journal.move(db, r, row.wave, from, to.counter, #targets)
  if from == "in_doubt" then
    soak_again(db, r, row.wave)
  end
  journal.note_success(db, r, available)
end

-- Targets that a table names by id, and the others.
local function split(targets, reasons)
  local named, others = {}, {}
  for _, target in ipairs(targets) do
    local list = reasons[target.id] and named or others
    list[#list + 1] = target
  end
  return named, others
end

-- Targets that were refused, those of which the reply says nothing, and those that were accepted.
local function sort_out(targets, refused, unnamed)
  local named, others = split(targets, refused)
  return named, split(others, unnamed or {})
end

-- What became of a batch is not known: it is in doubt, or is submitted again.
local function doubt_or_repeat(db, r, plan, row, why)
  if not plan.steps[row.step].idempotent or row.state ~= "sending" then
    claims.doubt(db, r, plan.steps, row, why)
    return
  end
  claims.release(db, r, row)
  db:query([[UPDATE hwc_batch SET state = 'superseded', message = $2, ended_at = {now}
    WHERE id = $1]], row.id, text_of(why, MESSAGE))
  journal.event(db, r, "superseded", { why = why }, row)
end

---Whether the first write after the intent was stored: for a commit whose result got lost.
---@return true?
function M.is_recorded(db, batch)
  local row = db:row("SELECT state, claim_id FROM hwc_batch WHERE id = $1", batch.id)
  return row.claim_id ~= batch.claim_id or row.state ~= "sending" and row.state ~= "in_doubt"
    or nil
end

---The targets that accept() has put under way, where it was stored.
---@return table[]?
function M.find_accepted(db, batch, result)
  return M.is_recorded(db, batch)
    and select(3, sort_out(batch.targets, result.refused, result.unnamed)) or nil
end

---Whether progress() was stored: its targets have left the batch.
---@return boolean? # what progress() returned; nil: it was not stored
function M.is_progressed(db, batch, targets)
  if #targets == 0 then
    return nil
  end
  local target = db:row("SELECT batch_id FROM hwc_target WHERE rollout_id = $1 AND seq = $2",
    batch.rollout_id, targets[1].seq)
  if target and target.batch_id == batch.id then
    return nil
  end
  local row = db:row("SELECT open, claim_id FROM hwc_batch WHERE id = $1", batch.id)
  return row.open == 0 or row.claim_id ~= batch.claim_id
end

---Nothing of the batch was done: its targets wait again.
---@param why { code: string?, message: string?, alone: boolean?, pause: number? } `pause` in
---  seconds holds all workers back
function M.release(db, id, batch, why)
  local r = journal.lock(db, id)
  local row = current(db, r, batch, "released")
  if not row then
    return true
  end
  claims.release(db, r, row, why.alone)
  db:query([[UPDATE hwc_batch SET state = 'released', code = $2, message = $3, ended_at = {now}
    WHERE id = $1]], row.id, text_of(why.code, 100), text_of(why.message, MESSAGE))
  if why.pause then
    r.next_submit_at = math.max(r.next_submit_at, r.now + math.floor(why.pause * SECOND))
    db:query("UPDATE hwc_rollout SET next_submit_at = $2 WHERE id = $1", r.id, r.next_submit_at)
  end
  journal.event(db, r, "released", { code = why.code, message = why.message, pause = why.pause },
    row)
  journal.settle(db, r)
  return true
end

---It is not known what became of the batch.
function M.doubt(db, id, plan, batch, why)
  local r = journal.lock(db, id)
  local row = current(db, r, batch, "in_doubt")
  if row then
    doubt_or_repeat(db, r, plan, row, why)
    journal.settle(db, r)
  end
  return true
end

---What the call returned: which targets were accepted, which refused.
---@param result { refused: table<string, { code: string?, message: string? }>, data: table?,
---  unnamed: table<string, boolean>? } `unnamed`: of which it is not known
---@return table[]? # targets that are under way; nil where the claim was superseded
function M.accept(db, id, batch, result, plan)
  local r = journal.lock(db, id)
  local row = current(db, r, batch, "accepted")
  if not row then
    return nil
  end
  local refused, unnamed, accepted = sort_out(still_open(db, row, batch.targets, #batch.targets),
    result.refused, result.unnamed)
  M.end_badly(db, r, row, refused, result.refused, "refused", "remaining")
  if #unnamed > 0 then
    doubt_or_repeat(db, r, plan, claims.set_apart(db, r, row, unnamed),
      "submit named the target neither as accepted nor as refused")
  end
  if not close_targets(db, row, #refused + #unnamed) then
    db:query("UPDATE hwc_batch SET state = 'polling', accepted_at = {now}, data = $2 WHERE id = $1",
      row.id, result.data and assert(core.encode_json(result.data)))
  end
  journal.event(db, r, "accepted", { accepted = #accepted, refused = #refused }, row)
  journal.settle(db, r)
  return accepted
end

-- The first step of a plan that interrupts its targets, where the batch looks at them after a soak.
local function interrupting_before(plan, row)
  for number, step in ipairs(row.kind == "confirm" and plan.steps or {}) do
    if step.interrupting then
      return number
    end
  end
end

---Targets whose work has ended.
---@param succeeded table[] targets
---@param failed table[] targets
---@param reasons table<string, { code: string?, message: string? }> of those that failed
---@return boolean? # whether the batch has ended; nil where the claim was superseded
function M.progress(db, id, plan, batch, succeeded, failed, reasons)
  local r = journal.lock(db, id)
  local row = current(db, r, batch, "ended")
  if not row then
    return nil
  end
  local known = #batch.targets
  succeeded = still_open(db, row, succeeded, known)
  failed = still_open(db, row, failed, known)
  local from = row.kind == "submit" and "remaining" or "verifying"
  M.end_badly(db, r, row, failed, reasons, "failed", from, interrupting_before(plan, row))
  M.advance(db, r, plan, row, succeeded, from, #succeeded + #failed == row.open)
  local ended = close_targets(db, row, #succeeded + #failed)
  if ended then
    journal.event(db, r, "batch_done", { succeeded = #succeeded, failed = #failed }, row)
  end
  journal.settle(db, r)
  return ended
end

---A verification could not be asked: its targets wait for the next one, and the rollout is halted.
---Of a rollout that was aborted nothing comes next: they failed.
function M.give_up(db, id, batch, why)
  local r = journal.lock(db, id)
  local row = current(db, r, batch, "unverified")
  if not row then
    return true
  end
  why = journal.text("what was done could not be verified: " .. why, MESSAGE)
  if r.state == "aborted" then
    local reasons = {}
    for _, target in ipairs(batch.targets) do
      reasons[target.id] = { code = "verify", message = why }
    end
    M.end_badly(db, r, row, batch.targets, reasons, "failed", "verifying")
    close_targets(db, row, #batch.targets)
    return true
  end
  db:query("UPDATE hwc_target SET batch_id = NULL WHERE batch_id = $1 AND state = 'verifying'",
    row.id)
  db:query([[UPDATE hwc_batch SET state = 'superseded', message = $2, ended_at = {now}
    WHERE id = $1]], row.id, why)
  if r.state == "running" then
    journal.set_state(db, r, "halted", why)
  end
  return true
end

---Notes what went wrong with a batch whose work goes on.
function M.note(db, id, batch, kind, why)
  journal.event(db, journal.lock(db, id), kind, { message = why }, batch)
  return true
end

---Takes targets off a batch in doubt that are decided; the doubt ends with the last.
function M.decide(db, r, row, count)
  if close_targets(db, row, count) then
    journal.add_doubts(db, r, -1)
  end
end

-- What a person is told of targets that were not changed yet, where a token is valid for long.
local MAY_COME = "the service does not show the change, but the request was sent with a token, not "
  .. "signed, and may still arrive: resolve it when that is out of the question"

---What reading showed of a batch in doubt.
---@param done table[] targets
---@param not_done table[] targets, which are submitted again where their request was signed, so
---  that it is too old by now
function M.reconcile(db, id, plan, batch, done, not_done)
  local r = journal.lock(db, id)
  local row = current(db, r, batch, "reconciled")
  if not row or row.state ~= "in_doubt" then
    return true
  end
  local known = #batch.targets
  done, not_done = still_open(db, row, done, known), still_open(db, row, not_done, known)
  if not row.signed_at then
    for _, target in ipairs(not_done) do
      db:query("UPDATE hwc_target SET message = $3 WHERE rollout_id = $1 AND seq = $2", r.id,
        target.seq, MAY_COME)
    end
    not_done = {}
  end
  M.redo(db, r, row.wave, not_done)
  M.advance(db, r, plan, row, done, "in_doubt", #done + #not_done == row.open)
  M.decide(db, r, row, #done + #not_done)
  journal.event(db, r, "reconciled", { done = #done, not_done = #not_done }, row)
  journal.settle(db, r)
  if row.open > 0 and row.state == "in_doubt" then
    -- What reading did not decide stays for a person.
    db:query("UPDATE hwc_batch SET reconcile_at = NULL WHERE id = $1", row.id)
  end
  return true
end

---Makes targets in doubt wait again, in their wave. Until now nothing could succeed of them.
---@param targets table[]
function M.redo(db, r, wave, targets)
  if #targets == 0 then
    return
  end
  for _, target in ipairs(targets) do
    db:query([[UPDATE hwc_target SET state = 'waiting', batch_id = NULL, message = NULL,
      changed_at = {now} WHERE rollout_id = $1 AND seq = $2]], r.id, target.seq)
  end
  journal.move(db, r, wave, "in_doubt", "remaining", #targets)
  journal.note_success(db, r, 0)
  soak_again(db, r, wave)
end

return M
