-- SPDX-License-Identifier: Apache-2.0
-- A worker: claims batches, submits them, polls them and records what came of it, many at a time.
-- Nothing but the call stands between the commit of the intent and that of the outcome.

local calls = require("hwc.rollout.step_calls")
local claims = require("hwc.rollout.claims")
local core = require("_hwc")
local errors = require("hwc.errors")
local event_log = require("hwc.rollout.event_log")
local journal = require("hwc.rollout.journal")
local options = require("hwc.options")
local outcomes = require("hwc.rollout.outcomes")
local scheduler = require("hwc.scheduler")
local steps_of = require("hwc.rollout.steps")
local tasks = require("hwc.tasks")
local unwritten = require("hwc.rollout.unwritten")
local writers = require("hwc.rollout.writer")

local M = {}

local MICROSECONDS = 1000000

-- Seconds after its claim in which a batch that is decided by reading may be sent: its signature is
-- too old then when the reading decides.
local SEND_WITHIN = 60

-- Seconds after which a worker whose batches are under way claims again where nothing can be begun.
local LOOK_AGAIN = 2

---@class hwc.rollout.Worker
---@field db hwc.rollout.Database
---@field id integer of the rollout
---@field plan table
---@field client hwc.Client
---@field opts table
---@field stopping? string why nothing more is claimed
---@field batches table<table, boolean> that are being performed
---@field unwritten hwc.rollout.Unwritten[]
local Worker = {}
Worker.__index = Worker

---Raised and caught here: the journal cannot be written any more.
local Stop = {}

-- Tells the task that claims that there may be something new.
local Bell = {}
Bell.__index = Bell

local function new_bell()
  return setmetatable({ rung = false, first_waiter = false, last_waiter = false }, Bell)
end

function Bell:finished()
  return self.rung
end

function Bell:ring()
  self.rung = true
  scheduler.wake_all(self)
end

-- Waits until the bell rings, at most `seconds`; false where the worker is to stop at once.
function Bell:wait(seconds)
  scheduler.await(self, seconds)
  self.rung = false
  return not scheduler.running().cancelled
end

-- Runs `fn(db, id, ...)` in a transaction. A journal that stays away ends the worker; what is to be
-- written then is tried once.
function Worker:write(confirm, fn, ...)
  local results = table.pack(self.writer:write(confirm, fn, ...))
  local err = results[2]
  if results[1] == nil and errors.is_error(err) then
    self.problem = self.problem or err
    self.db:set_outage(0)
    self.stopping = self.stopping or "journal"
    error(setmetatable({ err = err }, Stop), 0)
  end
  return table.unpack(results, 1, results.n)
end

function Worker:keep_unwritten(batch, outcome)
  for _, target in ipairs(batch.targets) do
    self.unwritten[#self.unwritten + 1] = unwritten.new(target.id,
      self.plan.steps[batch.step].name, batch, outcome(target))
  end
end

-- As write(), of what came of a batch: `outcome(target)` says what, by target, and why.
function Worker:write_outcome(batch, outcome, confirm, fn, ...)
  local results = table.pack(pcall(self.write, self, confirm, fn, ...))
  if results[1] then
    return table.unpack(results, 2, results.n)
  elseif getmetatable(results[2]) == Stop then
    self:keep_unwritten(batch, outcome)
  end
  error(results[2], 0)
end

-- Calls `fn(...)`; false where the journal stayed away and the worker is to end.
local function unless_stopped(fn, ...)
  local results = table.pack(pcall(fn, ...))
  if not results[1] and getmetatable(results[2]) ~= Stop then
    error(results[2], 0)
  end
  return table.unpack(results, 1, results.n)
end

-- Waits; false where the worker is to stop at once.
local function pause(seconds)
  local _, cancelled = scheduler.sleep(seconds)
  return not cancelled
end

function Worker:call_options(send_before)
  return {
    timeout = self.opts.timeout,
    deadline = self.opts.call_deadline,
    send_before = send_before,
  }
end

-- Writes what came of a call, once: a commit whose result got lost is read back.
function Worker:record(batch, what, reason, fn, ...)
  return self:write_outcome(batch, function()
    return what, reason
  end, function(db)
    return outcomes.is_recorded(db, batch)
  end, fn, ...)
end

---@param reply { refused: table, unnamed: table?, data: table? }
function Worker:accept(batch, reply)
  return self:write_outcome(batch, function(target)
    local refusal = reply.refused[target.id]
    return refusal and "refused" or (reply.unnamed or {})[target.id] and "unknown" or "accepted",
      refusal
  end, function(db)
    return outcomes.find_accepted(db, batch, reply)
  end, outcomes.accept, batch, reply, self.plan)
end

-- Refused by the service, whole: each target by itself, or all of the batch where it has one.
function Worker:refuse_whole(batch, err)
  if #batch.targets > 1 then
    return self:record(batch, "not_done", err, outcomes.release, batch, { alone = true,
      code = err.code, message = err.message })
  end
  return self:accept(batch, { refused = {
    [batch.targets[1].id] = { code = err.code, message = err.message },
  } })
end

-- What steps may keep in the journal beside the data of a batch: which keys were delivered.
function Worker:context()
  return {
    arguments = function(batch)
      return self.plan.steps[batch.step].arguments
    end,
    now = function() -- seconds of the journal's clock
      return self:write(nil, function(db)
        return db:row("SELECT {now} AS now").now
      end) / MICROSECONDS
    end,
    note_key = function(target, sign_key, state)
      self:write(nil, journal.note_key, target, sign_key, state)
    end,
    keys = function(target)
      return self:write(nil, journal.keys, target)
    end,
  }
end

-- A call that brought no reply.
function Worker:record_failure(batch, err)
  if err.kind == "validation" then
    return self:refuse_whole(batch, err)
  elseif not calls.nothing_was_done(err) then
    return self:record(batch, "unknown", err, outcomes.doubt, self.plan, batch,
      ("%s (%s)"):format(err.message, err.fate or "unknown"))
  elseif err.fate == "responded" and err.status ~= 429 and not err.credentials_refused
      and err.kind ~= "credentials" then
    return self:refuse_whole(batch, err)
  end
  self:record(batch, "not_done", err, outcomes.release, batch, { code = err.code,
    message = err.message, pause = err.retry_after or self.opts.retry_pause })
end

-- The worker's clock in microseconds where the client signs its requests: they are refused when the
-- signature is too old. A token is accepted for long. Nil then.
function Worker:signing_clock()
  local shown = self.client.credentials and self.client:credentials()
  if not shown or shown.ak then
    return os.time() * MICROSECONDS
  end
end

-- Whether something more may be begun.
function Worker:may_claim()
  return not self.stopping and not (self.deadline and scheduler.now() >= self.deadline)
end

-- What a claim is made with, and the time before it.
function Worker:new_claim()
  return options.merge(self.identity, { claim_id = claims.new_id(), clock = self:signing_clock() }),
    core.boot_time()
end

-- Writes what makes a claim: `fn(db, id)`, whose first result is returned and whose second is the
-- claim. A claim that may be stored while the journal stays away is one that was not sent.
function Worker:write_claim(work, outcome, confirm, fn)
  local claim
  local good, result = pcall(self.write_outcome, self, work, outcome, function(db)
    local stored
    stored, claim = confirm(db)
    return stored
  end, function(db, id)
    local made
    made, claim = fn(db, id)
    return made
  end)
  if good then
    self.identity.seen = claim and claim.seen or self.identity.seen
    return result, claim
  elseif getmetatable(result) == Stop and claim and claim.batch then
    self:keep_unwritten(claim.batch, function()
      return "not_sent"
    end)
  end
  error(result, 0)
end

function Worker:release_unsent(batch, why)
  self:record(batch, "not_sent", why, outcomes.release, batch, why)
end

-- Submits a claimed batch; the targets that are under way then, or nil.
function Worker:submit(batch, claimed_at)
  local step = self.plan.steps[batch.step]
  local definition = self.definitions[batch.step]
  local arguments, problem = calls.reveal(step.arguments, definition.secrets)
  local within = self.opts.lease - self.opts.margin
  if definition.reconcile then
    within = math.min(within, SEND_WITHIN)
  end
  local send_before = claimed_at + within
  if not arguments then
    self:release_unsent(batch, { message = problem.message, pause = self.opts.retry_pause })
    return nil
  elseif core.boot_time() >= send_before then
    calls.close_secrets(arguments)
    self:release_unsent(batch, { message = "the claim took too long" })
    return nil
  end
  local result, err = calls.submit_batch(definition, self.client, batch, arguments,
    self:call_options(send_before), self:context())
  calls.close_secrets(arguments)
  if not result then
    self:record_failure(batch, err)
    return nil
  end
  batch.data = result.data
  return self:accept(batch, result)
end

-- Asks a step's verify; failures by target go to `reasons`. Nil and why where it cannot be asked.
function Worker:verify_step(number, targets, reasons)
  local definition = self.definitions[number]
  if not definition.verify or #targets == 0 then
    return targets
  end
  local result, problem = calls.read_map(calls.guarded(definition.verify, self.client, targets,
    self.plan.steps[number].arguments, self:call_options()))
  if not result then
    return nil, problem
  end
  local good = {}
  for _, target in ipairs(targets) do
    local verdict = result[target.id]
    if verdict == true then
      good[#good + 1] = target
    else
      reasons[target.id] = { code = "verify", step = number, message = type(verdict) == "string"
        and verdict or "what the service shows is not what was ordered" }
    end
  end
  return good
end

-- Records targets whose work ended. With the last of the batch, `is_rest`, the next one is claimed,
-- which the batch then names as `following`. True where the batch has ended, nil where it is
-- another's now.
function Worker:record_ends(batch, ended, reasons, is_rest)
  local passed, failed = {}, {}
  for _, target in ipairs(ended) do
    local list = reasons[target.id] and failed or passed
    list[#list + 1] = target
  end
  local work = { id = batch.id, step = batch.step, data = batch.data, targets = ended }
  local identity, claimed_at = self:new_claim()
  local is_over, claim = self:write_claim(work, function(target)
    return reasons[target.id] and "failed" or "succeeded", reasons[target.id]
  end, function(db)
    return outcomes.is_progressed(db, batch, ended), claims.find_claim(db, identity.claim_id)
  end, function(db, id)
    local over = outcomes.progress(db, id, self.plan, batch, passed, failed, reasons)
    return over, over and is_rest and self:may_claim()
      and claims.claim(db, id, self.plan, identity) or nil
  end)
  self.idle = claim and not claim.batch and claim or nil
  batch.following = claim and { batch = claim.batch, claimed_at = claimed_at }
  self.bell:ring()
  return is_over
end

-- Notes a problem that a person should see, once.
function Worker:note(batch, kind, problem)
  if problem and problem ~= batch.problem then
    batch.problem = problem
    self:write(nil, outcomes.note, batch, kind, problem)
  end
end

-- Polls until all targets have ended.
function Worker:poll(batch, open)
  local definition = self.definitions[batch.step]
  batch.targets = open
  if not definition.poll then
    self:record_ends(batch, open, {}, true)
    return
  end
  local give_up = scheduler.now() + definition.longest - (batch.under_way_for or 0)
  while #batch.targets > 0 do
    local interval = self.opts.poll_interval or steps_of.interval(definition, #batch.targets)
    if self.stopping or not pause(interval) then
      return -- any worker goes on when the lease is over
    end
    local ends, problem = calls.read_map(calls.guarded(definition.poll, self.client, batch,
      self:call_options(), self:context()))
    local ended, left, reasons, nonsense = calls.read_ends(batch.targets, ends or {})
    self:note(batch, "poll_failed", problem or nonsense)
    if #ended > 0 then
      local is_over = self:record_ends(batch, ended, reasons, #left == 0)
      if is_over ~= false then
        return
      end
    end
    batch.targets = left
    if #left > 0 and scheduler.now() >= give_up then
      self:write(nil, outcomes.doubt, self.plan, batch,
        ("no end within %g s%s"):format(definition.longest, batch.problem
          and "; a poll failed: " .. batch.problem or ""))
      return
    end
  end
end

-- Verifies all steps of targets. A service that cannot be read is asked again for a while.
function Worker:verify(batch)
  local give_up = scheduler.now() + self.opts.patience
  while not self.stopping do
    local reasons, good, problem = {}, batch.targets, nil
    for number in ipairs(self.plan.steps) do
      if good then
        good, problem = self:verify_step(number, good, reasons)
      end
    end
    if good then
      self:record_ends(batch, batch.targets, reasons, true)
      return
    end
    self:note(batch, "verify_failed", problem)
    if scheduler.now() >= give_up then
      self:write(nil, outcomes.give_up, batch, problem)
      return
    elseif not pause(self.opts.retry_pause) then
      return
    end
  end
end

function Worker:reconcile(batch)
  local definition = self.definitions[batch.step]
  local result, data = calls.guarded(definition.reconcile, self.client, batch.targets,
    (batch.intent_at or batch.claimed_at) / MICROSECONDS, self.plan.steps[batch.step].arguments,
    self:call_options(), self:context())
  if result ~= "accepted" and type(result) ~= "table" then
    self:note(batch, "reconcile_failed", select(2, calls.read_map(result, data)))
    return
  elseif result == "accepted" then -- its work goes on, or has to be looked at
    batch.reconciling, batch.data = nil, data
    local open = self:accept(batch, { refused = {}, data = data })
    if open then
      self:poll(batch, open)
    end
    return
  end
  local done, not_done = {}, {}
  for _, target in ipairs(batch.targets) do
    if result[target.id] == "done" then
      done[#done + 1] = target
    elseif result[target.id] == "not_done" then
      not_done[#not_done + 1] = target
    end
  end
  self:write(nil, outcomes.reconcile, self.plan, batch, done, not_done)
end

function Worker:perform(batch, claimed_at)
  if batch.kind ~= "submit" then
    self:verify(batch)
  elseif batch.reconciling then
    self:reconcile(batch)
  elseif batch.state == "polling" then
    batch.data = batch.data and core.decode_json(batch.data)
    self:poll(batch, batch.targets)
  else
    local open = self:submit(batch, claimed_at)
    if open and #open > 0 then
      self:poll(batch, open)
    end
  end
end

-- Claims for a place. Places that are filled at once share `burst`: `idle` is the claim after which
-- there was nothing more.
function Worker:claim(burst, is_first)
  local identity, claimed_at = self:new_claim()
  local _, claim = self:write_claim({ targets = {} }, nil, function(db)
    local found = claims.find_claim(db, identity.claim_id)
    return found and true, found
  end, function(db, id)
    if is_first then
      burst.idle = nil -- of a transaction that was not stored
    end
    local made = burst.idle or not self:may_claim() and { wait = 0 }
      or claims.claim(db, id, self.plan, identity)
    burst.idle = not made.batch and made or nil
    return true, made
  end)
  return claim.batch, claimed_at
end

-- Performs a batch and those that are claimed with the ends of others.
function Worker:perform_all(batch, claimed_at)
  while batch do
    self.batches[batch] = true
    self:perform(batch, claimed_at)
    self.batches[batch] = nil
    local following = batch.following
    batch.following = nil -- else all that followed would be kept
    if not following then
      self.idle = nil -- what there is to do now was not looked at
      return
    end
    batch, claimed_at = following.batch, following.claimed_at
  end
end

-- Claims in a task that performs at once what it got: nothing but the call comes after the claim.
function Worker:fill_place(burst, is_first)
  self.active = self.active + 1
  tasks.spawn(function()
    local is_missing, batch, claimed_at = true, nil, nil
    local function report()
      burst.missing = burst.missing - (is_missing and 1 or 0)
      is_missing = false
      burst.bell:ring()
    end
    local guard <close> = setmetatable({}, { __close = function()
      self.active = self.active - 1
      report()
      if batch then
        self.bell:ring()
      end
    end })
    unless_stopped(function()
      batch, claimed_at = self:claim(burst, is_first)
      burst.has_batch = burst.has_batch or batch ~= nil
      report()
      self:perform_all(batch, claimed_at)
    end)
    return guard
  end)
end

-- Fills as many places; returns the claim after which there was nothing more, an empty one where
-- there may be, and nil where the worker is to stop.
function Worker:fill_places(count)
  local burst = { missing = count, bell = new_bell() }
  for i = 1, count do
    self:fill_place(burst, i == 1)
  end
  while burst.missing > 0 do
    if not burst.bell:wait() then
      return nil
    end
  end
  return burst.idle or burst.has_batch and {} or nil
end

-- Extends the leases of what this worker polls and verifies.
function Worker:renew()
  self:write(nil, function(db)
    for batch in pairs(self.batches) do
      db:query([[UPDATE hwc_batch SET lease_until = {now} + $3 WHERE id = $1 AND claim_id = $2
        AND state IN ('polling', 'verifying')]], batch.id, batch.claim_id, self.identity.lease)
    end
    return true
  end)
end

-- Gives up the leases of what is left to other workers. Nothing of it is to be sent.
function Worker:leave()
  self:write(nil, function(db, id)
    db:query([[UPDATE hwc_batch SET lease_until = {now} WHERE rollout_id = $1 AND worker = $2
      AND state IN ('polling', 'verifying') AND ]] .. journal.IS_OPEN, id, self.identity.name)
    return true
  end)
end

-- Calls the functions of the caller.
function Worker:tell()
  local status = self.opts.progress and not self.over and self.summary()
  if status and not self.over and self.opts.progress(status) == false then
    self.stopping = self.stopping or "progress"
  end
  self.log:catch_up()
end

-- Keeps leases and tells of progress until the worker has ended.
function Worker:keep()
  local renew_at = scheduler.now() + self.opts.lease / 3
  while not self.over do
    if not pause(self.opts.interval) then
      return
    end
    local good, problem = pcall(self.tell, self)
    if not good then -- raised when what was sent has come back
      self.stopping, self.raised = self.stopping or "progress", problem
      return
    end
    if scheduler.now() >= renew_at and self.active > 0 then
      if not unless_stopped(self.renew, self) then
        return -- run() ends when what was sent has come back
      end
      renew_at = scheduler.now() + self.opts.lease / 3
    end
  end
end

function Worker:wait_until_idle()
  while self.active > 0 do
    if not self.bell:wait() then
      return
    end
  end
end

-- Waits where `claim` says that there is nothing to begin; false where nothing more is claimed.
function Worker:wait_after(claim)
  if not claim.wait and not claim.ended then
    return true
  elseif claim.ended and self.active == 0 then
    self.ended = claim.ended
    return false
  end
  -- What is under way may bring more to do where the rollout has ended: a doubt that ends late.
  return self.bell:wait(claim.wait or LOOK_AGAIN)
end

-- Claims and performs until nothing is left, or until the worker is to stop.
function Worker:run()
  local places = 1
  self.deadline = self.opts.deadline and scheduler.now() + self.opts.deadline
  while not self.stopping do
    local free, claim = self.opts.concurrency - self.active, self.idle
    self.idle = nil
    if not self:may_claim() then
      self.stopping = "deadline"
      break
    elseif free == 0 then
      claim = { wait = self.opts.interval }
    elseif not claim then
      claim = self:fill_places(math.min(places, free))
      -- The more there is the more is claimed at a time.
      places = claim and not claim.wait and 2 * places or 1
    end
    if not claim or not self:wait_after(claim) then
      break
    end
  end
  self:wait_until_idle()
  if self.stopping and self.stopping ~= "journal" then
    unless_stopped(self.leave, self)
  end
end

local function signals_rule(value)
  if type(value) ~= "table" and type(value) ~= "userdata" or not value.wait then
    return "what hwc.signals() returns"
  end
end

local RULES = {
  client = "any",
  progress = "function",
  deadline = "seconds",
  concurrency = "count",
  lease = "seconds",
  margin = "seconds",
  timeout = "seconds",
  call_deadline = "seconds",
  poll_interval = "seconds",
  retry_pause = "seconds",
  interval = "seconds",
  name = "text",
  patience = "seconds",
  signals = signals_rule,
  log = event_log.rule,
}

local DEFAULTS = {
  concurrency = 16,
  lease = 120,
  margin = 30,
  timeout = 30,
  call_deadline = 60,
  retry_pause = 5,
  patience = 600,
  interval = 1,
}

-- The name of a worker, which no other one has: leases are extended by it.
local function worker_name(given)
  local file <close> = io.open("/proc/sys/kernel/hostname")
  local host = file and file:read("l") or "worker"
  return ("%s:%s"):format(given or host, claims.new_id():sub(1, 12))
end

-- The definitions of a plan's steps; an error where one is not known here.
local function definitions_of(plan)
  local definitions = {}
  for i, step in ipairs(plan.steps) do
    local definition, problem = steps_of.find(step.name)
    if not definition then
      return nil, core.new_error({ kind = "validation", message = "this worker cannot work on the "
        .. "rollout: " .. problem })
    end
    definitions[i] = definition
  end
  return definitions
end

---@param db hwc.rollout.Database
---@param id integer
---@param plan table
---@param client hwc.Client
---@param given table options of run:work
---@param summary fun(): table? what progress is told; nil where it cannot be read now
---@return hwc.rollout.Worker?
---@return hwc.Error?
function M.new(db, id, plan, client, given, summary)
  options.check(given, RULES, "run:work", 3)
  local definitions, err = definitions_of(plan)
  if not definitions then
    return nil, err
  end
  local opts = options.merge(DEFAULTS, given)
  if opts.margin >= opts.lease then
    error(("run:work: margin (%g s) has to be less than lease (%g s)"):format(opts.margin,
      opts.lease), 3)
  end
  opts.interval = math.min(opts.interval, opts.lease / 3)
  db:limit_time(opts.lease / 3)
  return setmetatable({
    db = db,
    id = id,
    plan = plan,
    client = client,
    definitions = definitions,
    opts = opts,
    active = 0,
    bell = new_bell(),
    writer = writers.new(db, id),
    batches = {},
    unwritten = {},
    summary = summary,
    identity = {
      name = worker_name(opts.name),
      lease = math.floor(opts.lease * MICROSECONDS),
      seen = 0,
      steps = plan.steps,
    },
  }, Worker)
end

-- The first signal: nothing more is claimed. A second one ends the worker at once.
function Worker:listen(main)
  while not self.over do
    local signal = self.opts.signals:wait(1)
    self.signal = signal or self.signal
    if signal and self.stopping then
      self.cancelled = true
      main:cancel()
      return
    elseif signal then
      self.stopping = "signal"
    end
  end
end

---Works until nothing is left to do or to wait for.
function M.work(worker)
  local good, problem = pcall(tasks.run, function()
    local helpers = {
      tasks.spawn(worker.keep, worker),
      tasks.spawn(worker.writer.run, worker.writer),
    }
    local main = tasks.spawn(worker.run, worker)
    if worker.opts.signals then
      helpers[3] = tasks.spawn(worker.listen, worker, main)
    end
    local ran, failure = pcall(main.wait, main)
    worker.over = true
    for _, helper in ipairs(helpers) do
      helper:cancel()
    end
    if not ran then
      error(failure, 0)
    end
  end)
  worker.over = true
  worker.db:set_outage()
  if not good and getmetatable(problem) ~= Stop then
    error(problem, 0)
  elseif worker.raised then
    error(worker.raised, 0)
  end
end

return M
