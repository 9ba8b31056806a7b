-- SPDX-License-Identifier: Apache-2.0
-- A worker: claims batches, submits them, polls them and records what came of it, many at a time.
-- Nothing but the call stands between the commit of the intent and that of the outcome.

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

-- Runs `fn(db, id, ...)` in a transaction. A journal that stays away ends the worker.
function Worker:write(confirm, fn, ...)
  local read_back = confirm and function(db)
    journal.lock(db, self.id) -- a commit that got lost may still be under way: it is waited for
    return confirm(db)
  end
  local results = table.pack(journal.run(self.db, read_back, fn, ...))
  local err = results[2]
  if results[1] == nil and errors.is_error(err) then
    self.problem = self.problem or err
    self.stopping = self.stopping or "journal"
    error(setmetatable({ err = err }, Stop), 0)
  end
  return table.unpack(results, 1, results.n)
end

-- As write(), of what came of a batch: `outcome(target)` says what, by target, and why.
function Worker:write_outcome(batch, outcome, confirm, fn, ...)
  local results = table.pack(pcall(self.write, self, confirm, fn, ...))
  if results[1] then
    return table.unpack(results, 2, results.n)
  elseif getmetatable(results[2]) == Stop then
    for _, target in ipairs(batch.targets) do
      self.unwritten[#self.unwritten + 1] = unwritten.new(target.id,
        self.plan.steps[batch.step].name, batch, outcome(target))
    end
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

-- Whether the service certainly did nothing of a call that failed.
local function nothing_was_done(err)
  local status = err.status or 0
  return err.fate == "not_sent" or err.fate == "refused"
    or err.fate == "responded" and status >= 400 and status < 500 and status ~= 408
end

-- Arguments with the secrets that they name.
local function reveal(arguments, secrets)
  local revealed = options.merge(arguments)
  for name in pairs(secrets or {}) do
    if arguments[name] then
      local secret, err = core.secret(arguments[name])
      if not secret then
        return nil, err
      end
      revealed[name] = secret
    end
  end
  return revealed
end

local function close_secrets(arguments)
  for _, value in pairs(arguments) do
    if core.is_secret(value) then
      value:close()
    end
  end
end

local function step_error(message, ...)
  return core.new_error({ kind = "step", message = message:format(...), fate = "unknown" })
end

-- Calls a function of a step. What it raises is an error of unknown fate.
local function guarded(fn, ...)
  local good, result, err = pcall(fn, ...)
  if good then
    return result, err
  elseif errors.is_error(result) and result.kind == "interrupted" then
    error(result, 0)
  end
  return nil, step_error("the step raised an error: %s", tostring(result))
end

-- Targets of which the reply of submit says nothing, by id, where it lists what was accepted. Nil
-- where the list is none of the targets that are left.
local function find_unnamed(is_left, accepted)
  local unnamed = {}
  if accepted == nil then
    return unnamed
  elseif type(accepted) ~= "table" or options.no_list(accepted) then
    return nil
  end
  for id in pairs(is_left) do
    unnamed[id] = true
  end
  for _, id in ipairs(accepted) do
    if not is_left[id] then
      return nil
    end
    unnamed[id] = nil
  end
  return unnamed
end

-- The reply of submit, checked, and what is wrong with it: the call was made, so that leaves it in
-- doubt.
local function read_reply(batch, reply)
  if type(reply) ~= "table" or type(reply.refused or {}) ~= "table" then
    return nil, step_error("submit returned %s instead of { refused = }", options.kind(reply))
  end
  local refused, is_left = {}, {}
  for _, target in ipairs(batch.targets) do
    is_left[target.id] = true
  end
  for id, reason in pairs(reply.refused or {}) do
    if not is_left[id] or type(reason) ~= "table" and type(reason) ~= "string" then
      return nil, step_error("submit returned { refused = } with what is no target of the batch or "
        .. "has no reason: it has to be { [id] = { code =, message = } }")
    end
    refused[id] = type(reason) == "table" and reason or { message = reason }
    is_left[id] = nil
  end
  local unnamed = find_unnamed(is_left, reply.accepted)
  if not unnamed then
    return nil, step_error("submit returned { accepted = } that is no list of targets of the batch "
      .. "that were not refused")
  end
  if reply.data ~= nil then
    local text, err = core.encode_json(reply.data)
    if not text then
      return nil, step_error("submit returned data that is no JSON: %s", err.message)
    end
  end
  return { refused = refused, unnamed = unnamed, data = reply.data }
end

-- Calls a step's submit.
local function submit_batch(definition, client, batch, ...)
  local reply, err = guarded(definition.submit, client, batch.targets, ...)
  if reply then
    return read_reply(batch, reply)
  end
  return nil, errors.is_error(err) and err or step_error("the step failed: %s", tostring(err))
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
  end, fn, self.id, ...)
end

---@param reply { refused: table, unnamed: table?, data: table? }
function Worker:accept(batch, reply)
  return self:write_outcome(batch, function(target)
    local refusal = reply.refused[target.id]
    return refusal and "refused" or (reply.unnamed or {})[target.id] and "unknown" or "accepted",
      refusal
  end, function(db)
    return outcomes.find_accepted(db, batch, reply)
  end, outcomes.accept, self.id, batch, reply, self.plan)
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
      self:write(nil, journal.note_key, self.id, target, sign_key, state)
    end,
    keys = function(target)
      return self:write(nil, journal.keys, self.id, target)
    end,
  }
end

-- A call that brought no reply.
function Worker:record_failure(batch, err)
  if err.kind == "validation" then
    return self:refuse_whole(batch, err)
  elseif not nothing_was_done(err) then
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

-- Commits the intent; false where nothing may be sent.
function Worker:intend(batch)
  return self:write_outcome(batch, function()
    return "not_sent"
  end, function(db)
    return outcomes.is_intended(db, batch)
  end, outcomes.intend, self.id, batch, self:signing_clock())
end

-- Submits a claimed batch; the targets that are under way then, or nil.
function Worker:submit(batch, claimed_at)
  local step = self.plan.steps[batch.step]
  local definition = self.definitions[batch.step]
  local arguments, problem = reveal(step.arguments, definition.secrets)
  if not arguments then
    self:write(nil, outcomes.release, self.id, batch, { message = problem.message,
      pause = self.opts.retry_pause })
    return nil
  end
  if not self:intend(batch) then
    close_secrets(arguments)
    return nil
  end
  local within = self.opts.lease - self.opts.margin
  if definition.reconcile then
    within = math.min(within, SEND_WITHIN)
  end
  local result, err = submit_batch(definition, self.client, batch, arguments,
    self:call_options(claimed_at + within), self:context())
  close_secrets(arguments)
  if not result then
    self:record_failure(batch, err)
    return nil
  end
  batch.data = result.data
  return self:accept(batch, result)
end

-- What a function of a step that reads returned, by target; nil and why not.
local function read_map(result, err)
  if type(result) == "table" and result[1] == nil then
    return result
  elseif result then
    return nil, "the step returned what is no table by id"
  end
  return nil, err and tostring(err) or "the step returned " .. options.kind(result)
end

-- Asks a step's verify; failures by target go to `reasons`. Nil and why where it cannot be asked.
function Worker:verify_step(number, targets, reasons)
  local definition = self.definitions[number]
  if not definition.verify or #targets == 0 then
    return targets
  end
  local result, problem = read_map(guarded(definition.verify, self.client, targets,
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

-- Records targets whose work ended; true where the batch has, nil where it is another's now.
function Worker:record_ends(batch, ended, reasons)
  local passed, failed = {}, {}
  for _, target in ipairs(ended) do
    local list = reasons[target.id] and failed or passed
    list[#list + 1] = target
  end
  local work = { id = batch.id, step = batch.step, data = batch.data, targets = ended }
  local is_over = self:write_outcome(work, function(target)
    return reasons[target.id] and "failed" or "succeeded", reasons[target.id]
  end, function(db)
    return outcomes.is_progressed(db, batch, ended)
  end, outcomes.progress, self.id, self.plan, batch, passed, failed, reasons)
  self.bell:ring()
  return is_over
end

-- Splits the targets of a batch by what polling said. `problem` is what is no verdict.
local function read_ends(open, ends)
  local ended, left, reasons, problem = {}, {}, {}, nil
  for _, target in ipairs(open) do
    local verdict = ends[target.id]
    local reason = type(verdict) == "table" and verdict or {}
    local state = verdict
    if verdict == reason then
      state = reason.state or "failed"
    end
    if state == "succeeded" or state == "failed" then
      ended[#ended + 1] = target
      reasons[target.id] = state == "failed" and reason or nil
    else
      left[#left + 1] = target
      problem = problem or verdict and ('poll said of a target neither "succeeded" nor "failed" '
        .. "but %s"):format(options.kind(state))
    end
  end
  return ended, left, reasons, problem
end

-- Notes a problem that a person should see, once.
function Worker:note(batch, kind, problem)
  if problem and problem ~= batch.problem then
    batch.problem = problem
    self:write(nil, outcomes.note, self.id, batch, kind, problem)
  end
end

-- Polls until all targets have ended.
function Worker:poll(batch, open)
  local definition = self.definitions[batch.step]
  batch.targets = open
  if not definition.poll then
    self:record_ends(batch, open, {})
    return
  end
  local give_up = scheduler.now() + definition.longest - (batch.under_way_for or 0)
  while #batch.targets > 0 do
    local interval = self.opts.poll_interval or steps_of.interval(definition, #batch.targets)
    if self.stopping or not pause(interval) then
      return -- any worker goes on when the lease is over
    end
    local ends, problem = read_map(guarded(definition.poll, self.client, batch,
      self:call_options(), self:context()))
    local ended, left, reasons, nonsense = read_ends(batch.targets, ends or {})
    self:note(batch, "poll_failed", problem or nonsense)
    if #ended > 0 then
      local is_over = self:record_ends(batch, ended, reasons)
      if is_over ~= false then
        return
      end
    end
    batch.targets = left
    if #left > 0 and scheduler.now() >= give_up then
      self:write(nil, outcomes.doubt, self.id, self.plan, batch,
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
      self:record_ends(batch, batch.targets, reasons)
      return
    end
    self:note(batch, "verify_failed", problem)
    if scheduler.now() >= give_up then
      self:write(nil, outcomes.give_up, self.id, batch, problem)
      return
    elseif not pause(self.opts.retry_pause) then
      return
    end
  end
end

function Worker:reconcile(batch)
  local definition = self.definitions[batch.step]
  local result, data = guarded(definition.reconcile, self.client, batch.targets,
    (batch.intent_at or batch.claimed_at) / MICROSECONDS, self.plan.steps[batch.step].arguments,
    self:call_options(), self:context())
  if result ~= "accepted" and type(result) ~= "table" then
    self:note(batch, "reconcile_failed", select(2, read_map(result, data)))
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
  self:write(nil, outcomes.reconcile, self.id, self.plan, batch, done, not_done)
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

-- Performs a batch in a task of its own.
function Worker:start(batch, claimed_at)
  self.active = self.active + 1
  self.batches[batch] = true
  tasks.spawn(function()
    local guard <close> = setmetatable({}, { __close = function()
      self.active = self.active - 1
      self.batches[batch] = nil
      self.bell:ring()
    end })
    unless_stopped(self.perform, self, batch, claimed_at)
    return guard
  end)
end

-- Claims once; also the time before that.
function Worker:claim()
  local claim_id = claims.new_id()
  self.identity.claim_id = claim_id
  local began = core.boot_time()
  local claim = self:write(function(db)
    return claims.find_claim(db, claim_id)
  end, claims.claim, self.id, self.plan, self.identity)
  return claim, began
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
      AND state IN ('polling', 'verifying')]], id, self.identity.name)
    return true
  end, self.id)
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

-- Claims and starts what there is to do; false where nothing more is to be claimed.
function Worker:claim_and_start()
  local good, claim, began = unless_stopped(self.claim, self)
  if not good then
    return false
  elseif claim.batch then
    self:start(claim.batch, began)
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
  local deadline = self.opts.deadline and scheduler.now() + self.opts.deadline
  local goes_on = true
  while goes_on and not self.stopping do
    if deadline and scheduler.now() >= deadline then
      self.stopping = "deadline"
    elseif self.active >= self.opts.concurrency then
      goes_on = self.bell:wait(self.opts.interval)
    else
      goes_on = self:claim_and_start()
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
    bell = setmetatable({ rung = false, first_waiter = false, last_waiter = false }, Bell),
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
    local helpers = { tasks.spawn(worker.keep, worker) }
    local main = tasks.spawn(worker.run, worker)
    if worker.opts.signals then
      helpers[2] = tasks.spawn(worker.listen, worker, main)
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
  if not good and getmetatable(problem) ~= Stop then
    error(problem, 0)
  elseif worker.raised then
    error(worker.raised, 0)
  end
end

return M
