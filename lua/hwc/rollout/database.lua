-- SPDX-License-Identifier: Apache-2.0
-- The database of a journal: transactions that survive a lost connection, and SQL that is the same
-- for both engines but for the few words that {braces} stand for.

local core = require("_hwc")
local scheduler = require("hwc.scheduler")
local texts = require("hwc.rollout.text")

local M = {}

-- Seconds for which a database may be away before a transaction fails, and the longest pause
-- between two attempts.
local OUTAGE, LONGEST_PAUSE = 60, 2

-- Seconds that a statement may take, a lock be waited for, and a transaction be left open by a
-- process that is no worker.
local LONGEST_TRANSACTION = 30

-- Times are microseconds since 1970 by the database's clock.
local DIALECTS = {
  sqlite = {
    now = "CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)",
    serial = "INTEGER PRIMARY KEY AUTOINCREMENT",
    lock = "",
    alone = "SELECT 1",
    timeline = "NULL",
    numbers = "SELECT value FROM json_each(%1)",
  },
  postgresql = {
    now = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)",
    serial = "BIGSERIAL PRIMARY KEY",
    lock = "FOR UPDATE",
    alone = "SELECT pg_advisory_xact_lock(7163485)",
    timeline = "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)", -- another one once promoted
    numbers = "SELECT CAST(json_array_elements_text(CAST(%1 AS JSON)) AS BIGINT)",
  },
}

---Called before each statement with its text: where specs end a process.
---@type fun(statement: string)?
M.on_statement = nil

---A failure of the database, raised within a transaction.
local Failure = {}
Failure.__index = Failure

---@class hwc.rollout.Database
---@field locked? table the row that this transaction has locked
local Database = {}
Database.__index = Database

local function driver()
  local good, module = pcall(require, "_hwc_journal")
  if good then
    return module
  end
  return nil, core.new_error({
    kind = "journal",
    message = "journals need the C module _hwc_journal, which was not built: install "
      .. "libsqlite3-dev or libpq-dev and build hwc again",
  })
end

-- Without its password, the name of a journal may be shown.
local function message_of(failure, name)
  if failure.failure == "busy" and failure.committing ~= true then
    return ("journal %s: this process waits for another one that is writing to it: %s"):format(
      texts.visible(texts.journal_name(name)), failure.message)
  end
  return "journal: " .. failure.message
end

local function error_of(failure, name)
  return core.new_error({
    kind = "journal",
    code = failure.code,
    message = message_of(failure, name),
    retryable = failure.failure == "busy" or failure.failure == "lost" or failure.failure == "full",
  })
end

-- What was committed has to be there after a crash of the database, too.
local SYNCHRONOUS = "SELECT set_config('synchronous_commit', 'on', false) "
  .. "WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')"

-- Sets what holds for a connection, also for one that was made anew.
local function apply_settings(self)
  if self.engine ~= "postgresql" then
    return
  end
  self.handle:query(SYNCHRONOUS)
  for _, name in ipairs({ "lock_timeout", "statement_timeout",
    "idle_in_transaction_session_timeout" }) do
    self.handle:query("SELECT set_config($1, $2, false)", name, self.limit)
  end
end

-- Opens the database, again for up to `wait` seconds where it is away.
local function open_handle(module, name, settings, wait)
  local give_up, pause = scheduler.now() + wait, 0.02
  while true do
    local handle, failure = module.open(name, settings)
    if handle or failure.failure == "refused" or scheduler.now() >= give_up then
      return handle, failure
    end
    local _, cancelled = scheduler.sleep(pause)
    if cancelled then
      return nil, failure
    end
    pause = math.min(pause * 2, LONGEST_PAUSE)
  end
end

---@param name string a path, or a URL of PostgreSQL
---@param settings? { password: string?, outage: number?, wait: number?, busy_timeout: integer?,
---  read_only: boolean? } `wait`: seconds for which a database that is away is waited for, 0 by
---  default
---@return hwc.rollout.Database?
---@return hwc.Error?
function M.open(name, settings)
  settings = settings or {}
  local module, problem = driver()
  if not module then
    return nil, problem
  end
  local handle, failure = open_handle(module, name, {
    password = settings.password,
    busy_timeout = settings.busy_timeout,
    read_only = settings.read_only,
  }, settings.wait or 0)
  if not handle then
    return nil, error_of(failure, name)
  end
  local engine = handle:engine()
  local self = setmetatable({
    handle = handle,
    name = name,
    settings = settings,
    engine = engine,
    words = DIALECTS[engine],
    texts = {},
  }, Database)
  self:set_outage()
  self:limit_time(LONGEST_TRANSACTION)
  return self
end

---Limits how long a statement may take, a lock be waited for, and a transaction be left open by a
---process that was stopped, so that it does not stop the others. SQLite cannot break a lock.
---@param seconds number
function Database:limit_time(seconds)
  self.limit = ("%dms"):format(math.floor(seconds * 1000))
  apply_settings(self)
end

---Sets for how long the database may be away, also for transactions that wait for it.
---@param seconds? number by default what the settings say
function Database:set_outage(seconds)
  self.outage = seconds or self.settings.outage or OUTAGE
end

function Database:close()
  self.handle:close()
end

Database.__close = Database.close

-- The statement with the engine's words; made once.
function Database:translate(statement)
  local text = self.texts[statement]
  if not text then
    text = statement:gsub("{(%w+)}", self.words)
      :gsub("{numbers (%$%d)}", self.words.numbers) -- those of a parameter that is a list in JSON
    self.texts[statement] = text
  end
  return text
end

---Runs a statement; raises where it fails.
---@param statement string
---@param ... integer|string|nil its parameters $1, $2 ...
---@return table[] rows
---@return integer changed
function Database:query(statement, ...)
  if M.on_statement then
    M.on_statement(statement)
  end
  local rows, changed = self.handle:query(self:translate(statement), ...)
  if not rows then
    error(setmetatable(changed, Failure), 0)
  end
  return rows, changed
end

---@return table? row the first
function Database:row(statement, ...)
  return self:query(statement, ...)[1]
end

---@return integer changed how many rows
function Database:change(statement, ...)
  local _, changed = self:query(statement, ...)
  return changed
end

local function must(good, failure)
  if not good then
    error(setmetatable(failure, Failure), 0)
  end
end

-- One attempt; raises where it fails. A failure of COMMIT has `committing`.
local function attempt(self, reading, fn, ...)
  self.locked = nil
  must(self.handle:begin(reading))
  local results = table.pack(pcall(fn, self, ...))
  if not results[1] then
    self.handle:rollback() -- where this fails too, the engine has rolled back
    error(results[2], 0)
  end
  if M.on_statement then
    M.on_statement("COMMIT")
  end
  local good, failure = self.handle:commit()
  if not good then
    self.handle:rollback()
    failure.committing = true
    must(nil, failure)
  end
  return table.unpack(results, 2, results.n)
end

-- One attempt where a COMMIT got lost before: what `confirm` finds of it, else what `fn` returns.
-- Where `confirm` fails it is not known, and `fn` must not be called.
local function attempt_again(self, reading, confirm, fn, ...)
  if confirm then
    local stored = attempt(self, false, confirm)
    if stored ~= nil then
      return stored
    end
  end
  return attempt(self, reading, fn, ...)
end

-- Runs transaction() and read().
local function run(self, reading, confirm, fn, ...)
  local began, pause = scheduler.now(), 0.02
  local unknown = false
  while true do
    local results = table.pack(pcall(attempt_again, self, reading, unknown and confirm, fn, ...))
    if results[1] then
      return table.unpack(results, 2, results.n)
    end
    local failure = results[2]
    if getmetatable(failure) ~= Failure then
      error(failure, 0)
    end
    unknown = unknown or failure.committing == true and failure.failure == "lost"
    if failure.failure == "refused" or scheduler.now() >= began + self.outage then
      return nil, error_of(failure, self.name)
    end
    local _, cancelled = scheduler.sleep(pause)
    if cancelled then
      return nil, cancelled
    end
    pause = math.min(pause * 2, LONGEST_PAUSE)
    if failure.failure == "lost" then
      self.handle:reconnect() -- where it fails, so does the next attempt
      apply_settings(self)
    end
  end
end

---Calls `fn(self, ...)` in a transaction, again where another one was in the way or the connection
---got lost, for at most the outage of the settings. `fn` must not wait. `confirm(self)` tells if
---a commit was stored whose result got lost: what it returns then, if not nil, is returned.
---@param confirm? fun(self: hwc.rollout.Database): any
---@param fn function
---@return any ... what `fn` returns; nil and an error of kind "journal"
function Database:transaction(confirm, fn, ...)
  return run(self, false, confirm, fn, ...)
end

---As read(), once: nil where the database cannot be read now.
function Database:read_once(fn, ...)
  local good, result = pcall(attempt, self, true, fn, ...)
  if good then
    return result
  elseif getmetatable(result) ~= Failure then
    error(result, 0)
  end
end

---As transaction(), for what only reads: all of it as of one moment, in the way of no writer.
function Database:read(fn, ...)
  return run(self, true, nil, fn, ...)
end

return M
