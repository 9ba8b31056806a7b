-- SPDX-License-Identifier: Apache-2.0
-- The tables of journals. Version N is made from version N - 1 by the Nth list of statements, so
-- newer code reads older journals; older code refuses newer ones.

local core = require("_hwc")
local text = require("hwc.rollout.text")

local M = {}

local VERSIONS = {
  {
    [[CREATE TABLE hwc_rollout (
      id {serial},
      name TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      plan TEXT NOT NULL,
      plan_hash TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      started_at BIGINT,
      ended_at BIGINT,
      alive_at BIGINT,
      target_count BIGINT NOT NULL,
      wave_count INTEGER NOT NULL,
      wave INTEGER NOT NULL,
      max_unavailable BIGINT NOT NULL,
      max_failures BIGINT NOT NULL,
      max_in_doubt BIGINT NOT NULL,
      submit_interval BIGINT NOT NULL,
      next_submit_at BIGINT NOT NULL,
      unavailable BIGINT NOT NULL,
      doubts BIGINT NOT NULL,
      timeline TEXT
    )]],
    [[CREATE TABLE hwc_wave (
      rollout_id BIGINT NOT NULL,
      number INTEGER NOT NULL,
      after_seq BIGINT NOT NULL,
      last_seq BIGINT NOT NULL,
      state TEXT NOT NULL,
      approved INTEGER NOT NULL,
      max_failures BIGINT,
      soak_until BIGINT,
      remaining BIGINT NOT NULL,
      verifying BIGINT NOT NULL,
      succeeded BIGINT NOT NULL,
      failed BIGINT NOT NULL,
      refused BIGINT NOT NULL,
      in_doubt BIGINT NOT NULL,
      skipped BIGINT NOT NULL,
      PRIMARY KEY (rollout_id, number)
    )]],
    [[CREATE TABLE hwc_target (
      rollout_id BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      id TEXT NOT NULL,
      data TEXT,
      step INTEGER NOT NULL,
      state TEXT NOT NULL,
      batch_id BIGINT,
      alone INTEGER NOT NULL,
      unavailable INTEGER NOT NULL,
      verified INTEGER NOT NULL,
      code TEXT,
      message TEXT,
      changed_at BIGINT,
      PRIMARY KEY (rollout_id, seq)
    )]],
    "CREATE UNIQUE INDEX hwc_target_id ON hwc_target (rollout_id, id)",
    [[CREATE INDEX hwc_target_waiting ON hwc_target (rollout_id, step, seq)
      WHERE state = 'waiting']],
    [[CREATE INDEX hwc_target_verifying ON hwc_target (rollout_id, verified, seq)
      WHERE state = 'verifying']],
    "CREATE INDEX hwc_target_batch ON hwc_target (batch_id) WHERE batch_id IS NOT NULL",
    [[CREATE INDEX hwc_target_troubled ON hwc_target (rollout_id, seq)
      WHERE state IN ('failed', 'refused', 'in_doubt')]],
    [[CREATE TABLE hwc_batch (
      id {serial},
      rollout_id BIGINT NOT NULL,
      wave INTEGER NOT NULL,
      step INTEGER NOT NULL,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      claim_id TEXT NOT NULL,
      worker TEXT NOT NULL,
      lease_until BIGINT NOT NULL,
      size INTEGER NOT NULL,
      open INTEGER NOT NULL,
      claimed_at BIGINT NOT NULL,
      intent_at BIGINT,
      accepted_at BIGINT,
      ended_at BIGINT,
      reconcile_at BIGINT,
      data TEXT,
      code TEXT,
      message TEXT
    )]],
    [[CREATE INDEX hwc_batch_open ON hwc_batch (rollout_id, state)
      WHERE state IN ('claimed', 'sending', 'polling', 'verifying', 'in_doubt')]],
    "CREATE UNIQUE INDEX hwc_batch_claim ON hwc_batch (claim_id)",
    [[CREATE TABLE hwc_event (
      id {serial},
      rollout_id BIGINT NOT NULL,
      at BIGINT NOT NULL,
      kind TEXT NOT NULL,
      wave INTEGER,
      batch_id BIGINT,
      worker TEXT,
      text TEXT
    )]],
    "CREATE INDEX hwc_event_rollout ON hwc_event (rollout_id, id)",
    [[CREATE TABLE hwc_signature_key (
      rollout_id BIGINT NOT NULL,
      target TEXT NOT NULL,
      sign_key TEXT NOT NULL,
      state TEXT NOT NULL,
      changed_at BIGINT NOT NULL,
      PRIMARY KEY (rollout_id, target, sign_key)
    )]],
  },
  {
    -- When the request was signed at the latest; NULL: it was sent with a token, or before.
    "ALTER TABLE hwc_batch ADD COLUMN signed_at BIGINT",
  },
  {
    -- Claims have the intent; whether a target that was sent is polled is said by its batch.
    "UPDATE hwc_batch SET state = 'sending', intent_at = claimed_at WHERE state = 'claimed'",
    "UPDATE hwc_target SET state = 'sending' WHERE state IN ('claimed', 'polling')",
    "DROP INDEX hwc_batch_open",
    [[CREATE INDEX hwc_batch_open ON hwc_batch (rollout_id, state)
      WHERE state IN ('sending', 'polling', 'verifying', 'in_doubt')]],
  },
  {
    -- For IN with more than two values SQLite makes a table each time that it changes a row.
    "DROP INDEX hwc_target_troubled",
    [[CREATE INDEX hwc_target_troubled ON hwc_target (rollout_id, seq)
      WHERE state = 'failed' OR state = 'refused' OR state = 'in_doubt']],
    "DROP INDEX hwc_batch_open",
    [[CREATE INDEX hwc_batch_open ON hwc_batch (rollout_id, state)
      WHERE state = 'sending' OR state = 'polling' OR state = 'verifying' OR state = 'in_doubt']],
  },
}

local function migrate(db)
  db:query("{alone}") -- two processes may open a new journal at once
  db:query("CREATE TABLE IF NOT EXISTS hwc_journal (version INTEGER NOT NULL)")
  local row = db:row("SELECT version FROM hwc_journal {lock}")
  local version = row and row.version or 0
  if version > #VERSIONS then
    return false, version
  end
  for number = version + 1, #VERSIONS do
    for _, statement in ipairs(VERSIONS[number]) do
      db:query(statement)
    end
  end
  if not row then
    db:query("INSERT INTO hwc_journal (version) VALUES ($1)", #VERSIONS)
  elseif version < #VERSIONS then
    db:query("UPDATE hwc_journal SET version = $1", #VERSIONS)
  end
  return true
end

local function too_new(version)
  return core.new_error({
    kind = "journal",
    message = ("the journal has version %d, this program reads up to %d: it needs a newer hwc")
      :format(version, #VERSIONS),
  })
end

---Checks that the tables have this version, of a journal that is only read.
---@param db hwc.rollout.Database
---@return true?
---@return hwc.Error?
function M.check(db)
  local row, err = db:read(db.row, "SELECT version FROM hwc_journal")
  if not row then
    return nil, err or core.new_error({ kind = "journal", message = "it is no journal" })
  elseif row.version > #VERSIONS then
    return nil, too_new(row.version)
  elseif row.version < #VERSIONS then
    return nil, core.new_error({
      kind = "journal",
      message = ("the journal has version %d, this program writes %d: open it once for working")
        :format(row.version, #VERSIONS),
    })
  end
  return true
end

local function has_tables(db)
  if db.engine == "postgresql" then
    return db:row("SELECT to_regclass('hwc_journal') AS name").name ~= nil
  end
  return db:row("SELECT name FROM sqlite_master WHERE name = 'hwc_journal'") ~= nil
end

-- Whether the tables have this version, and if there are none. A journal that nobody has to change
-- is not locked.
local function is_current(db)
  if not has_tables(db) then
    return false, true
  end
  local row = db:row("SELECT version FROM hwc_journal")
  return row ~= nil and row.version == #VERSIONS
end

---Makes the tables, or brings them to this version.
---@param db hwc.rollout.Database
---@param may_make boolean false: a database that has no tables of a journal stays as it is
---@return true?
---@return hwc.Error?
function M.prepare(db, may_make)
  local good, problem = db:read(is_current)
  if good == false and problem and not may_make then
    return nil, core.new_error({ kind = "journal", message = ("no journal: %s has no tables of one")
      :format(text.visible(text.journal_name(db.name))) })
  elseif good == false then
    good, problem = db:transaction(nil, migrate)
  end
  if good == false then
    return nil, too_new(problem)
  end
  return good, problem
end

return M
