-- SPDX-License-Identifier: Apache-2.0
-- A rollout in a journal, as scripts see it.

local control = require("hwc.rollout.control")
local clients = require("hwc.client")
local core = require("_hwc")
local event_log = require("hwc.rollout.event_log")
local figures = require("hwc.rollout.figures")
local journal = require("hwc.rollout.journal")
local options = require("hwc.options")
local plans = require("hwc.rollout.plan")
local reports = require("hwc.rollout.report")
local steps_of = require("hwc.rollout.steps")
local text = require("hwc.rollout.text")
local workers = require("hwc.rollout.worker")

local M = {}

-- Targets and events of one page.
local PAGE = 1000

---@class hwc.rollout.Run
---@field id integer
---@field name string
local Run = {}
Run.__index = Run

local COUNTERS = {
  "remaining", "verifying", "succeeded", "failed", "refused", "in_doubt", "skipped",
}

local function seconds(value)
  return value and value / 1000000
end

-- Where the rollout stands, within a transaction.
local function read_status(db, id)
  local r = db:row("SELECT hwc_rollout.*, {now} AS now FROM hwc_rollout WHERE id = $1", id)
  local waves = journal.waves(db, id)
  local under_way = db:row([[SELECT count(*) AS batches, coalesce(sum(open), 0) AS targets
    FROM hwc_batch WHERE rollout_id = $1 AND state IN ('sending', 'polling') AND ]]
    .. journal.IS_OPEN, id)
  local status = {
    id = r.id,
    name = r.name,
    state = r.state,
    reason = r.reason,
    wave = r.wave,
    total = r.target_count,
    unavailable = r.unavailable,
    batches_in_doubt = r.doubts,
    under_way = under_way.targets,
    created = seconds(r.created_at),
    started = seconds(r.started_at),
    ended = seconds(r.ended_at),
    now = seconds(r.now),
    limits = {
      max_unavailable = r.max_unavailable,
      max_failures = r.max_failures,
      max_in_doubt = r.max_in_doubt,
    },
    waves = {},
  }
  for _, name in ipairs(COUNTERS) do
    status[name] = 0
  end
  for i, wave in ipairs(waves) do
    local shown = {
      number = wave.number,
      state = wave.state,
      total = wave.last_seq - wave.after_seq,
      soak_until = seconds(wave.soak_until),
    }
    for _, name in ipairs(COUNTERS) do
      shown[name] = wave[name]
      status[name] = status[name] + wave[name]
    end
    status.waves[i] = shown
  end
  status.waiting = math.max(status.remaining - status.under_way, 0)
  return status
end

---Where the rollout stands.
---@return table? status { id, name, state, reason, wave, waves, total, succeeded, failed, refused,
---  in_doubt, skipped, verifying, under_way, waiting, unavailable, started, now }
---@return hwc.Error?
function Run:status()
  return journal.read(self.db, read_status, self.id)
end

---Writes the rollout as a page ("html"), with what is not done, or with all targets as a table
---("csv") or as JSON. The page is one file without scripts that needs no network.
---@param given? { format: "html"|"csv"|"json"?, file: string|file*? } `format`: by the name of the
---  file, else "html"; `file`: a path, which has the whole report or is as it was, or an open file
---@return string|true? # the report where no file is given
---@return hwc.Error?
function Run:report(given)
  return reports.write(self, given, read_status)
end

-- What the report of work() has beside the status.
local function read_end(db, id)
  local report = read_status(db, id)
  report.errors = figures.errors(db, id)
  return report
end

-- A client of what the plan names, with credentials from the usual sources.
local function make_client(wanted)
  if not steps_of.SERVICES[wanted.service] then
    return nil, core.new_error({ kind = "validation",
      message = "the rollout names no service of this library: give a client" })
  end
  return require(wanted.service).client({
    region = wanted.region,
    endpoint = wanted.endpoint,
    project_id = wanted.project_id,
    instance_id = wanted.instance_id,
    gateway = wanted.gateway,
  })
end

-- What is wrong with a client: it is not for what the plan is for.
local function find_difference(wanted, client)
  local have = plans.identity_of(client)
  for _, name in ipairs(plans.IDENTITY) do
    if wanted[name] and wanted[name] ~= have[name] then
      return core.new_error({
        kind = "validation",
        field = name,
        message = ("the rollout is for %s %q, the client has %s"):format(name, wanted[name],
          have[name] and ("%q"):format(have[name]) or "none"),
      })
    end
  end
end

-- What keeps a client from working on the rollout; nil: nothing.
local function find_obstacle(self, client)
  return select(2, clients.prepare(client)) or find_difference(self.plan.client, client)
end

-- The report of work(), also of a worker that could not write to the journal any more.
local function report_of(self, worker)
  local report, err
  if worker.problem then
    report = self.db:read_once(read_end, self.id) or { id = self.id, name = self.name }
    report.unwritten = worker.unwritten
  else
    report, err = journal.read(self.db, read_end, self.id)
    if not report then
      return nil, err
    end
  end
  report.worker, report.signal = worker.identity.name, worker.signal
  report.journal = text.journal_name(self.db.name)
  report.stopped = worker.stopping or worker.ended ~= "finished" and worker.ended or nil
  return report
end

---Works on the rollout until it has ended or stops: the same call begins it, resumes it after a
---crash, and helps other workers.
---@param given? table { client, progress, log, deadline, concurrency, lease, name, ... }
---@return table? report as of status(), with `errors` by code, and `stopped` where work is left:
---  "deadline", "progress", "signal", or the state that the rollout waits in
---@return hwc.Error? err with `report`; where the journal stayed away, its `unwritten` is a list of
---  hwc.rollout.Unwritten: what came back of targets and is not in the journal
function Run:work(given)
  given = given or {}
  local theirs, made, err = given.client or self.client, nil, nil
  if not theirs then
    made, err = make_client(self.plan.client)
  end
  local own <close> = made -- a client that this call made ends with it
  local client = theirs or own
  err = err or find_obstacle(self, client)
  if err then
    return nil, err
  end
  local worker
  worker, err = workers.new(self.db, self.id, self.plan, client, given, function()
    return (self:status())
  end)
  if not worker then
    return nil, err
  end
  local log
  log, err = event_log.new(self.db, self.id, given.log)
  if not log then
    return nil, err
  end
  worker.log = log
  workers.work(worker)
  if not worker.problem then
    log:catch_up()
  end
  local report
  report, err = report_of(self, worker)
  if report and report.state and given.progress then
    given.progress(report)
  end
  if worker.problem then
    worker.problem.report = report
    return nil, worker.problem
  end
  return report, err
end

function Run:pause()
  return journal.run(self.db, nil, control.pause, self.id)
end

local function budget_rule(value)
  if math.type(value) ~= "integer" or value < 0 then
    return "an integer from 0"
  end
end

local BUDGETS = {
  max_failures = budget_rule, max_in_doubt = budget_rule, max_unavailable = "count",
}

---@param budgets? { max_failures: integer?, max_in_doubt: integer?, max_unavailable: integer? }
function Run:resume(budgets)
  options.check(budgets, BUDGETS, "run:resume", 2)
  return journal.run(self.db, nil, control.resume, self.id, budgets or {})
end

function Run:abort()
  return journal.run(self.db, nil, control.abort, self.id)
end

---@param wave integer that may begin
function Run:approve(wave)
  if math.type(wave) ~= "integer" then
    error("approve takes the number of a wave, got " .. options.kind(wave), 2)
  end
  return journal.run(self.db, nil, control.approve, self.id, wave)
end

---Has targets done again that failed, were refused or skipped, in a wave of their own at the end.
---@param wanted? { targets: string[]?, states: string[]? } by default those that failed or were
---  refused
---@return integer? count
---@return hwc.Error?
function Run:retry(wanted)
  options.check(wanted, { targets = "table", states = "table" }, "run:retry", 2)
  if not wanted or not (wanted.targets or wanted.states) then
    wanted = { states = { "failed", "refused" } }
  end
  return journal.run(self.db, nil, control.retry, self.id, wanted)
end

local DECISIONS = { done = true, redo = true, failed = true }

---Decides targets in doubt after a look at them.
---@param target string|string[]
---@param how "done"|"redo"|"failed"
---@param why string
---@param opts? { worker_is_dead: boolean } for "redo": the old worker cannot send any more
function Run:resolve(target, how, why, opts)
  if not DECISIONS[how] then
    error('resolve takes "done", "redo" or "failed", got ' .. options.kind(how), 2)
  elseif type(target) ~= "string" and (options.no_list(target) or not target[1]) then
    error("resolve takes the id of a target or a list of one or more, got "
      .. options.kind(target), 2)
  elseif type(why) ~= "string" or why == "" then
    error("resolve takes a reason, got " .. options.kind(why), 2)
  end
  return journal.run(self.db, nil, control.resolve, self.id, self.plan,
    type(target) == "table" and target or { target }, how, why, opts and opts.worker_is_dead)
end

---Allows a rollout to go on whose journal went back in time; it is paused then.
function Run:reopen()
  return journal.run(self.db, nil, control.reopen, self.id)
end

-- Iterates over pages that `read(db, after)` gives; `key` is the member that a page is after.
local function each_page(db, read, key)
  local page, at, after = {}, 0, 0
  return function()
    at = at + 1
    if not page[at] then
      local err
      page, err = journal.read(db, read, after)
      if not page then
        error(err, 0)
      end
      at = 1
    end
    local row = page[at]
    after = row and row[key] or after
    return row
  end
end

local FILTER = { state = options.one_of(table.unpack(journal.STATES)) }

---Iterates over targets: { id, state, step, code, message, data }.
---@param filter? { state: string? }
function Run:targets(filter)
  options.check(filter, FILTER, "run:targets", 2)
  local following = each_page(self.db, function(db, after)
    return journal.targets(db, self.id, filter and filter.state, after, PAGE)
  end, "seq")
  return function()
    local row = following()
    if row then
      local step = self.plan.steps[row.step]
      return { id = row.id, state = row.state, step = step and step.name, code = row.code,
        message = row.message, data = row.data and core.decode_json(row.data),
        changed = seconds(row.changed_at), batch = row.batch_id }
    end
  end
end

---Iterates over events, oldest first: { id, at, kind, wave, batch, worker, ... }.
function Run:events()
  local following = each_page(self.db, function(db, after)
    return journal.events(db, self.id, after, PAGE)
  end, "id")
  return function()
    local row = following()
    if row then
      local event = row.text and core.decode_json(row.text) or {}
      event.id, event.at, event.kind, event.wave = row.id, seconds(row.at), row.kind, row.wave
      event.batch, event.worker = row.batch_id, row.worker
      return event
    end
  end
end

function Run:__tostring()
  return ("hwc.rollout.run: %s (%d)"):format(self.name, self.id)
end

M.read_status = read_status

---@param db hwc.rollout.Database
---@param row table of the rollout
---@param client? hwc.Client
---@return hwc.rollout.Run
function M.new(db, row, client)
  return setmetatable({
    db = db,
    id = row.id,
    name = row.name,
    plan = core.decode_json(row.plan),
    client = client,
  }, Run)
end

return M
