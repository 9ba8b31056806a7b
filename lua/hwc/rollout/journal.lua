-- SPDX-License-Identifier: Apache-2.0
-- What journals keep of rollouts: making one, finding it, counting, events, and the rules that halt
-- it. Claims and outcomes of batches stand in claims.lua and outcomes.lua. All functions that take
-- `db` are called within a transaction; `r` is the row of the rollout, locked.

local core = require("_hwc")

local M = {}

-- Targets of one INSERT.
local CHUNK = 500

-- How the reason of a rollout begins whose journal went back in time.
M.LOST_EVENTS = "the journal went back in time"

---Raised within a transaction for what the caller did wrong; becomes nil and an error.
local Refusal = {}

---@param message string
function M.refuse(message, ...)
  error(setmetatable({ message = message:format(...) }, Refusal), 0)
end

---Runs `fn(db, ...)` in a transaction. A refusal becomes nil and an error.
---@return any ...
function M.run(db, confirm, fn, ...)
  local results = table.pack(pcall(db.transaction, db, confirm, fn, ...))
  if results[1] then
    return table.unpack(results, 2, results.n)
  elseif getmetatable(results[2]) == Refusal then
    return nil, core.new_error({ kind = "journal", message = results[2].message })
  end
  error(results[2], 0)
end

---Runs `fn(db, ...)` in a transaction that only reads.
---@return any ... nil and an error where the journal cannot be read
function M.read(db, fn, ...)
  return db:read(fn, ...)
end

-- All but its texts, which the worker has.
local LOCK = [[SELECT id, state, reason, alive_at, target_count, wave_count, wave, max_unavailable,
  max_failures, max_in_doubt, submit_interval, next_submit_at, unavailable, doubts, timeline,
  {now} AS now, {timeline} AS now_timeline FROM hwc_rollout WHERE id = $1 {lock}]]

---The rollout's row, locked, with `now`; read once a transaction. What changes the row changes `r`.
---@return table r
function M.lock(db, id)
  local r = db.locked or db:row(LOCK, id)
  if not r then
    M.refuse("the journal has no rollout %d", id)
  end
  db.locked = r
  return r
end

---A text that both engines and JSON can hold: UTF-8 without NUL, of at most `limit` bytes. What is
---something else becomes "?".
---@return string
function M.text(value, limit)
  local text = tostring(value):sub(1, limit):gsub("%z", "?")
  local good, at = utf8.len(text)
  while not good do
    text = text:sub(1, at - 1) .. "?" .. text:sub(at + 1)
    good, at = utf8.len(text, at)
  end
  return text
end

-- Most bytes of a text of an event.
local EVENT_TEXT = 1000

---@param text? table written as JSON
function M.event(db, r, kind, text, batch, worker)
  for name, value in pairs(text or {}) do
    if type(value) == "string" then
      text[name] = M.text(value, EVENT_TEXT)
    end
  end
  db:query([[INSERT INTO hwc_event (rollout_id, at, kind, wave, batch_id, worker, text)
    VALUES ($1, {now}, $2, $3, $4, $5, $6)]], r.id, kind, batch and batch.wave or r.wave,
    batch and batch.id, worker or batch and batch.worker, text and assert(core.encode_json(text)))
end

function M.set_state(db, r, state, reason)
  local ended = (state == "finished" or state == "aborted") and r.now or nil
  db:query("UPDATE hwc_rollout SET state = $2, reason = $3, ended_at = $4 WHERE id = $1", r.id,
    state, reason, ended)
  M.event(db, r, state, reason and { reason = reason })
  r.state, r.reason = state, reason
end

function M.wave(db, r, number)
  return db:row("SELECT * FROM hwc_wave WHERE rollout_id = $1 AND number = $2", r.id, number)
end

-- What claims and outcomes need of batches: all but texts of the service.
M.BATCH = "id, rollout_id, wave, step, kind, state, claim_id, worker, lease_until, size, open, "
  .. "claimed_at, intent_at, signed_at, accepted_at, reconcile_at"

---The conditions of the indexes of open batches and of targets that are not well: SQLite uses them
---where a statement has these words.
M.IS_OPEN = "(state = 'sending' OR state = 'polling' OR state = 'verifying' OR state = 'in_doubt')"
M.IS_TROUBLED = "(state = 'failed' OR state = 'refused' OR state = 'in_doubt')"

---All waves, in order.
function M.waves(db, id)
  return (db:query("SELECT * FROM hwc_wave WHERE rollout_id = $1 ORDER BY number", id))
end

local MOVES = {}

local TROUBLES = { failed = true, refused = true, in_doubt = true }

---Moves `count` targets of a wave from one counter to another; "remaining" counts those that wait
---or are under way.
function M.move(db, r, wave, from, to, count)
  if count == 0 or from == to then
    return
  end
  local key = from .. " " .. to
  MOVES[key] = MOVES[key] or ("UPDATE hwc_wave SET %s = %s - $3, %s = %s + $3 "
    .. "WHERE rollout_id = $1 AND number = $2"):format(from, from, to, to)
  db:query(MOVES[key], r.id, wave, count)
  r.is_troubled = r.is_troubled or TROUBLES[to]
end

function M.add_unavailable(db, r, count)
  if count ~= 0 then
    db:query("UPDATE hwc_rollout SET unavailable = unavailable + $2 WHERE id = $1", r.id, count)
    r.unavailable = r.unavailable + count
  end
end

function M.add_doubts(db, r, count)
  db:query("UPDATE hwc_rollout SET doubts = doubts + $2 WHERE id = $1", r.id, count)
  r.doubts = r.doubts + count
  r.is_troubled = r.is_troubled or count > 0
end

---Notes that something went well, after which `available` targets are available again: see the rule
---about rollouts without a success.
function M.note_success(db, r, available)
  r.unavailable, r.alive_at = r.unavailable - available, r.now
  db:query("UPDATE hwc_rollout SET alive_at = {now}, unavailable = $2 WHERE id = $1", r.id,
    r.unavailable)
end

---Why the rollout has to stop; nil: it need not.
---@param waves table[] all of them
---@return string?
function M.exceeded(r, waves)
  local failures = 0
  for _, wave in ipairs(waves) do
    local own = wave.failed + wave.refused
    if not wave.max_failures then
      failures = failures + own
    elseif wave.number >= r.wave and own > wave.max_failures then
      return ("%d targets of wave %d failed, %d are allowed"):format(own, wave.number,
        wave.max_failures)
    end
  end
  if failures > r.max_failures then
    return ("%d targets failed, max_failures is %d"):format(failures, r.max_failures)
  end
  local allowed = r.wave <= 1 and 0 or r.max_in_doubt
  if r.doubts > allowed then
    return ("%d batches are in doubt, %d %s allowed: look at them, then resolve them"):format(
      r.doubts, allowed, allowed == 1 and "is" or "are")
  end
end

-- Targets of one UPDATE: a statement over all of them would take too long.
local SKIPPED = 10000

---Skips the targets of a wave that were not begun.
function M.skip(db, r, wave)
  local count, after = 0, wave.after_seq
  while after do
    local last = db:row([[SELECT max(seq) AS seq FROM (SELECT seq FROM hwc_target
      WHERE rollout_id = $1 AND seq > $2 AND seq <= $3 AND state = 'waiting'
      ORDER BY seq LIMIT $4) AS page]], r.id, after, wave.last_seq, SKIPPED).seq
    count = count + (last and db:change([[UPDATE hwc_target SET state = 'skipped',
      changed_at = {now} WHERE rollout_id = $1 AND seq > $2 AND seq <= $3 AND state = 'waiting']],
      r.id, after, last) or 0)
    after = last
  end
  M.move(db, r, wave.number, "remaining", "skipped", count)
end

---Halts a running rollout that has used up a budget.
---@param waves table[] all of them
function M.halt_exceeded(db, r, waves)
  local reason = r.state == "running" and M.exceeded(r, waves)
  if reason then
    M.set_state(db, r, "halted", reason)
  end
end

local function has_work(waves)
  for _, wave in ipairs(waves) do
    if wave.remaining + wave.verifying > 0 then
      return true
    end
  end
  return false
end

---Halts a running rollout where this transaction has used up a budget; of one that was aborted,
---skips what waits again: batches that were not sent, and steps that are left. One that was
---finished goes on where a doubt ended late and something is left to do.
function M.settle(db, r)
  if r.state ~= "aborted" and r.state ~= "finished" and not r.is_troubled then
    return
  end
  local waves = M.waves(db, r.id)
  if r.state == "finished" and has_work(waves) then
    db:query("UPDATE hwc_rollout SET alive_at = {now} WHERE id = $1", r.id)
    M.set_state(db, r, "running")
  end
  for _, wave in ipairs(r.state == "aborted" and waves or {}) do
    if wave.remaining > 0 then
      M.skip(db, r, wave)
    end
  end
  M.halt_exceeded(db, r, waves)
end

-- Making one -----------------------------------------------------------------------------------

---Of a target, where a rollout may have each but once.
M.REPEATED = "target %s is there more than once"

local INSERTS = {}

local function insert_statement(count)
  local groups = {}
  for i = 1, count do
    local n = 4 * (i - 1)
    groups[i] = ("($%d, $%d, $%d, $%d, 1, 'waiting', 0, 0, 0)"):format(n + 1, n + 2, n + 3, n + 4)
  end
  return "INSERT INTO hwc_target (rollout_id, seq, id, data, step, state, alone, unavailable, "
    .. "verified) VALUES " .. table.concat(groups, ", ") .. " ON CONFLICT DO NOTHING"
end

local function insert_targets(db, id, values, count)
  INSERTS[count] = INSERTS[count] or insert_statement(count)
  local changed = db:change(INSERTS[count], table.unpack(values, 1, 4 * count))
  if changed == count then
    return
  end
  local seen = {}
  for i = 1, count do
    local target = values[4 * i - 1]
    local row = db:row("SELECT seq FROM hwc_target WHERE rollout_id = $1 AND id = $2", id, target)
    if seen[target] or row.seq ~= values[4 * i - 2] then
      M.refuse(M.REPEATED, target)
    end
    seen[target] = true
  end
end

---Streams targets into the journal. `next_target` gives an id and its data (JSON text or nil), or
---nil at the end.
---@return integer count
function M.add_targets(db, id, next_target)
  local values, count, seq = {}, 0, 0
  while true do
    local target, data = next_target()
    if not target or count == CHUNK then
      if count > 0 then
        insert_targets(db, id, values, count)
      end
      values, count = {}, 0
    end
    if not target then
      return seq
    end
    seq, count = seq + 1, count + 1
    local at = 4 * (count - 1)
    values[at + 1], values[at + 2], values[at + 3], values[at + 4] = id, seq, target, data
  end
end

---Adds a wave for the targets after `after_seq` up to `last_seq`.
function M.add_wave(db, id, number, after_seq, last_seq, max_failures)
  db:query([[INSERT INTO hwc_wave (rollout_id, number, after_seq, last_seq, state, approved,
      max_failures, remaining, verifying, succeeded, failed, refused, in_doubt, skipped)
    VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $6, 0, 0, 0, 0, 0, 0)]], id, number, after_seq,
    last_seq, max_failures, last_seq - after_seq)
end

-- Finding --------------------------------------------------------------------------------------

---@param key integer|string id or name; of several with that name the newest
---@return table? row
function M.find(db, key)
  if math.type(key) == "integer" then
    return db:row("SELECT * FROM hwc_rollout WHERE id = $1", key)
  end
  return db:row("SELECT * FROM hwc_rollout WHERE name = $1 ORDER BY id DESC LIMIT 1", key)
end

function M.latest(db)
  return db:row("SELECT * FROM hwc_rollout ORDER BY id DESC LIMIT 1")
end

function M.list(db)
  return (db:query("SELECT * FROM hwc_rollout ORDER BY id"))
end

---How many batches are open, by state.
function M.open_batches(db, id)
  return (db:query("SELECT " .. M.BATCH .. " FROM hwc_batch WHERE rollout_id = $1 AND " .. M.IS_OPEN
    .. " ORDER BY id", id))
end

---The states of targets.
M.STATES = {
  "waiting", "sending", "polling", "verifying", "succeeded", "failed", "refused", "in_doubt",
  "skipped",
}

-- Targets that were sent are polled once their batch was accepted: only the batch says so.
M.TARGETS = [[SELECT t.rollout_id, t.seq, t.id, t.data, t.step, CASE WHEN t.state = 'sending'
  AND b.state = 'polling' THEN 'polling' ELSE t.state END AS state, t.batch_id, t.code, t.message,
  t.changed_at FROM hwc_target t LEFT JOIN hwc_batch b ON b.id = t.batch_id
  WHERE t.rollout_id = $1]]

local OF_STATE = {
  sending = " AND t.state = 'sending' AND b.state <> 'polling'",
  polling = " AND t.state = 'sending' AND b.state = 'polling'",
}

---Targets after `seq`, at most `limit`; of one state where `state` is not nil.
function M.targets(db, id, state, seq, limit)
  if OF_STATE[state] then
    return (db:query(M.TARGETS .. OF_STATE[state] .. " AND t.seq > $2 ORDER BY t.seq LIMIT $3", id,
      seq, limit))
  elseif state then
    return (db:query(M.TARGETS .. " AND t.state = $3 AND t.seq > $2 ORDER BY t.seq LIMIT $4", id,
      seq, state, limit))
  end
  return (db:query(M.TARGETS .. " AND t.seq > $2 ORDER BY t.seq LIMIT $3", id, seq, limit))
end

---Events after number `after`, at most `limit`.
function M.events(db, id, after, limit)
  return (db:query("SELECT * FROM hwc_event WHERE rollout_id = $1 AND id > $2 ORDER BY id LIMIT $3",
    id, after, limit))
end

---Notes what is known of a signature key: "delivered", "replaced", "live" or "retired", which holds
---for all rollouts.
function M.note_key(db, id, target, sign_key, state)
  db:query([[INSERT INTO hwc_signature_key (rollout_id, target, sign_key, state, changed_at)
    VALUES ($1, $2, $3, $4, {now}) ON CONFLICT (rollout_id, target, sign_key)
    DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at]], id, target, sign_key,
    state)
  if state == "retired" then
    db:query([[UPDATE hwc_signature_key SET state = $3
      WHERE rollout_id IN (SELECT id FROM hwc_rollout) AND target = $1 AND sign_key = $2]], target,
      sign_key, state)
  end
  return true
end

-- Microseconds after its intent for which a call may still arrive.
local MAY_ARRIVE = 16 * 60 * 1000000

---Keys of a target that all rollouts of this journal have delivered or replaced, oldest first.
---@return table[] keys { sign_key, state, is_own: of this rollout, is_busy: another rollout may
---  still make it live }
function M.keys(db, id, target)
  local rows = db:query([[SELECT k.sign_key, k.state, k.rollout_id,
      EXISTS (SELECT 1 FROM hwc_target t JOIN hwc_batch b ON b.id = t.batch_id
        WHERE t.rollout_id = k.rollout_id AND t.rollout_id <> $1 AND t.id = $2
        AND t.state IN ('claimed', 'sending', 'polling', 'in_doubt')
        AND coalesce(b.intent_at, b.claimed_at) > {now} - $3) AS is_busy
    FROM hwc_signature_key k
    WHERE k.rollout_id IN (SELECT id FROM hwc_rollout) AND k.target = $2
    ORDER BY k.changed_at, k.sign_key]], id, target, MAY_ARRIVE)
  local keys, by_key = {}, {}
  for _, row in ipairs(rows) do
    local key = by_key[row.sign_key] or { sign_key = row.sign_key }
    if not by_key[row.sign_key] then
      by_key[row.sign_key], keys[#keys + 1] = key, key
    end
    local is_own = row.rollout_id == id
    key.state = (is_own or not key.is_own) and row.state or key.state
    key.is_own = key.is_own or is_own
    key.is_busy = key.is_busy or row.is_busy ~= 0
  end
  return keys
end

function M.newest_event(db, id)
  return db:row("SELECT max(id) AS id FROM hwc_event WHERE rollout_id = $1", id).id or 0
end

return M
