-- SPDX-License-Identifier: Apache-2.0
-- hwc rollout: the verbs of rollouts.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local journal = require("hwc.rollout.journal")
local output = require("hwc.cli.output")
local plans = require("hwc.cli.rollout_plan")
local settings = require("hwc.cli.settings")
local shell = require("hwc.shell")
local steps_of = require("hwc.rollout.steps")
local text = require("hwc.rollout.text")
local values = require("hwc.cli.values")
local verbs = require("hwc.cli.verbs")
local names = require("hwc.names")

local M = {}

M.DOC = "One change to many targets, in waves, kept in a journal: a file of SQLite or a database "
  .. "of PostgreSQL."

local ENOENT = 2

-- Targets that a plan shows.
local SHOWN = 5

local function add_journal(command)
  command:argument("journal", "a path, or postgresql://user@host/database")
  command:option("--id", "ID or name of the rollout; by default the latest"):argname("ID")
end

local function add_work(command)
  command:option("--concurrency", "batches at a time (16)"):argname("N")
    :convert(verbs.integer(1))
  command:option("--poll-interval", "seconds between polls"):argname("S"):convert(verbs.seconds)
  command:option("--stop-after", "seconds after which nothing more is begun"):argname("S")
    :convert(verbs.seconds)
  command:option("--log", "a file that gets every event as a line of JSON"):argname("FILE")
  verbs.add_flags(command, "settings", "verbose", "debug")
end

local function add_budgets(command)
  for _, name in ipairs({ "failures", "in-doubt", "unavailable" }) do
    command:option("--max-" .. name, "a new limit"):argname("N")
      :convert(verbs.integer(name == "unavailable" and 1 or 0))
  end
end

-- Adds what stands behind each verb; those that are absent take the journal alone.
local SPECIAL = {
  plan = function(command)
    plans.configure(command)
    command:option("--journal", "ignored here; for `start`"):argname("JOURNAL")
    verbs.add_flags(command, "settings", "verbose", "debug", "output")
  end,
  start = function(command)
    plans.configure(command)
    command:option("--journal", "a path, or postgresql://user@host/database"):argname("JOURNAL")
    command:option("--plan-hash", "refuses if plan or targets are others"):argname("HASH")
    command:flag("--work", "also work on it")
    command:flag("--dry-run", "shows the plan, as `plan` does")
    add_work(command)
  end,
  work = add_work,
  resume = function(command)
    add_budgets(command)
    command:flag("--work", "also work on it")
    add_work(command)
  end,
  approve = function(command)
    command:argument("wave", "its number"):convert(verbs.integer(1))
    command:flag("--work", "also work on it")
    add_work(command)
  end,
  retry = function(command)
    command:option("--states", "failed,refused (the default) or skipped"):argname("A,B")
    command:option("--targets", "IDs; @FILE or - reads them, one a line"):args("+"):argname("ID")
    command:flag("--work", "also work on it")
    add_work(command)
  end,
  resolve = function(command)
    command:argument("target", "its ID; @FILE or - reads IDs, one a line")
    command:argument("decision", "done, failed or redo"):choices({ "done", "failed", "redo" })
    command:option("--why", "the reason, for the journal"):argname("TEXT")
    command:flag("--worker-is-dead", "for redo: the old worker cannot send any more; asked for on "
      .. "a terminal")
  end,
  targets = function(command)
    command:option("--state", "only these"):argname("STATE"):choices(journal.STATES)
    verbs.add_flags(command, "output", "columns", "no-header", "max")
  end,
  events = function(command)
    verbs.add_flags(command, "output", "columns", "no-header")
  end,
  status = function(command)
    verbs.add_flags(command, "output")
  end,
  list = function(command)
    verbs.add_flags(command, "output", "columns", "no-header")
  end,
  report = function(command)
    command:option("--format", "html, csv or json"):choices({ "csv", "html", "json" })
    command:option("--file", "where it is written; standard output by default"):argname("FILE")
  end,
  serve = function(command)
    command:option("--port", "0 takes a free one (0)"):argname("N")
      :convert(verbs.integer(0, 65535))
    command:option("--address", "numeric address to listen on (127.0.0.1)"):argname("ADDRESS")
  end,
}

M.VERBS = {
  { "plan", "shows what would be done, and its hash; changes nothing" },
  { "start", "writes plan and targets to the journal; sends nothing" },
  { "work", "works on it: begins, resumes, helps" },
  { "status", "where it stands" },
  { "watch", "where it stands, until it has ended" },
  { "serve", "a live page" },
  { "pause", "nothing more is begun" },
  { "resume", "lets it go on" },
  { "abort", "what was not begun is skipped" },
  { "approve", "lets a wave begin" },
  { "retry", "failed targets again" },
  { "resolve", "decides a target in doubt" },
  { "reopen", "after a journal that went back in time" },
  { "targets", "targets and their states" },
  { "events", "what happened" },
  { "report", "a report as page, CSV or JSON" },
  { "list", "rollouts of a journal" },
  { "steps", "kinds of steps and their arguments" },
}

local WITHOUT_JOURNAL = { plan = true, start = true, steps = true }

---@return table parser
function M.parser()
  local parser = verbs.parser("rollout", M.DOC):command_target("verb")
  for _, verb in ipairs(M.VERBS) do
    local command = parser:command(verb[1], verb[2]):add_help(false)
    if not WITHOUT_JOURNAL[verb[1]] then
      add_journal(command)
    end
    if SPECIAL[verb[1]] then
      SPECIAL[verb[1]](command)
    end
  end
  return parser
end

local RUN = {}

local function check(value, err)
  if value == nil or value == false then
    if err and err.kind == "journal" then
      failure.usage("%s", err.message)
    end
    failure.of_error(err)
  end
  return value
end

local function targets_of(plan)
  local hash, ids = plan:read_targets()
  check(hash, ids)
  if not ids[1] then
    failure.usage("rollout: the plan has no targets")
  end
  return hash, ids
end

-- Seconds for which a worker waits for a journal that is away; others fail at once.
local WAIT = 60

-- A journal that is only looked at is not made.
local function open_journal(given)
  local name = given.journal
  local file, problem, number = io.open(name)
  if file then
    file:close()
  elseif number == ENOENT and not name:find("://", 1, true) then
    failure.usage("rollout: no journal: %s", problem)
  end
  local is_worker = given.verb == "work" or given.work
  return check(require("hwc.rollout").open(name, { create = false,
    wait = is_worker and WAIT or nil }))
end

local function find(book, given)
  return check(given.id and book:get(math.tointeger(tonumber(given.id)) or given.id)
    or not given.id and book:latest() or nil, core.new_error({ kind = "journal",
      message = "the journal has no such rollout" }))
end

-- The exit status of where a rollout stands after work.
local function status_of(report)
  local status = failure.STATUS
  if report.signal then
    return failure.status_of_signal(report.signal)
  elseif report.state ~= "finished" then
    return status.halted
  elseif report.in_doubt > 0 then
    return status.unknown
  end
  return report.failed + report.refused > 0 and status.partly or status.done
end

-- Ends a worker that could not bring its journal to the end of its work.
local function end_unreported(console, err)
  local known = err.report or {}
  for _, unwritten in ipairs(known.unwritten or {}) do
    console:say("not in the journal: " .. tostring(unwritten))
  end
  if not known.journal then
    failure.of_error(err)
  end
  failure.raise(known.signal and failure.status_of_signal(known.signal) or failure.status_of(err),
    failure.line_of(err), ("to go on: hwc rollout work %s --id %d"):format(
    shell.quoted(known.journal), known.id))
end

local function work(console, run, given)
  local wanted = run.plan.client
  for _, name in ipairs({ "region", "endpoint", "project-id", "instance-id", "gateway" }) do
    given[name] = given[name] or wanted[name:gsub("-", "_")]
  end
  if not wanted.service then
    failure.usage("rollout: the plan names no service; work on it with a script")
  end
  local log
  if given.log then
    log = check(require("hwc.log").open(given.log))
  end
  local deadline = given.deadline
  local opened <close> = settings.open(console, require("_hwc." .. wanted.service), given)
  local listener <close> = require("hwc.signals").open()
  local report, err = run:work({
    client = opened.client,
    progress = require("hwc.rollout").terminal({ file = console.stderr, program = "hwc" }),
    signals = listener,
    concurrency = given.concurrency,
    poll_interval = given.poll_interval,
    deadline = given.stop_after,
    call_deadline = deadline,
    log = log,
  })
  if log then
    log:close()
  end
  if not report then
    end_unreported(console, err)
  end
  return status_of(report)
end

function RUN.plan(console, given)
  local plan, opened = plans.make(console, given)
  local _ <close> = opened
  local hash, ids = targets_of(plan)
  if given.output == "json" then
    console:write(output.pretty({ plan = plan.data, hash = hash, targets = core.array(ids) }),
      "\n")
    return
  end
  local lines = { tostring(plan), ("targets: %d"):format(#ids) }
  for i = 1, math.min(#ids, SHOWN) do
    lines[#lines + 1] = "  " .. text.visible(ids[i])
  end
  if #ids > SHOWN then
    lines[#lines + 1] = ("  and %d more"):format(#ids - SHOWN)
  end
  local good, ends = pcall(require("hwc.rollout.plan").wave_ends, plan.data.waves, #ids)
  lines[#lines + 1] = "wave ends: " .. (good and table.concat(ends, ", ") or "none")
  lines[#lines + 1] = "hash: " .. hash
  console:write(table.concat(lines, "\n"), "\n")
end

-- Says that a rollout is in its journal, on standard error where the output cannot be written.
local function say_started(console, run, name, count)
  local line = ("rollout %d of %s: %d targets"):format(run.id, text.visible(name), count)
  local written, problem = pcall(function()
    console:write(line, "\n")
    console:flush()
  end)
  if not written then
    console:say(("%s; to work on it: hwc rollout work %s"):format(line, shell.quoted(name)))
    error(problem, 0)
  end
end

function RUN.start(console, given)
  if given.dry_run then
    return RUN.plan(console, given)
  elseif not given.journal then
    failure.usage("rollout start: --journal is needed")
  end
  local plan, opened = plans.make(console, given)
  local _ <close> = opened
  local hash, ids = targets_of(plan)
  if given.plan_hash and given.plan_hash ~= hash then
    failure.usage("the plan or its %d targets are not those of that hash: this one is %s; nothing "
      .. "was written", #ids, hash)
  end
  local run = check(plan:start({ journal = given.journal, wait = given.work and WAIT or nil }))
  say_started(console, run, text.journal_name(given.journal), #ids)
  if given.work then
    return work(console, run, given)
  end
end

function RUN.work(console, given, run)
  return work(console, run, given)
end

local function then_work(console, given, run)
  if given.work then
    return work(console, run, given)
  end
end

function RUN.pause(_, _, run)
  check(run:pause())
end

function RUN.abort(_, _, run)
  check(run:abort())
end

function RUN.reopen(_, _, run)
  check(run:reopen())
end

function RUN.resume(console, given, run)
  check(run:resume({
    max_failures = given.max_failures,
    max_in_doubt = given.max_in_doubt,
    max_unavailable = given.max_unavailable,
  }))
  return then_work(console, given, run)
end

function RUN.approve(console, given, run)
  check(run:approve(given.wave))
  return then_work(console, given, run)
end

local function ids_of(console, words, where)
  return values.list(console, { type = "array", item = { type = "string" } }, words, where)
end

function RUN.retry(console, given, run)
  local states
  for word in (given.states or ""):gmatch("[^,]+") do
    states = states or {}
    states[#states + 1] = word
  end
  local count = check(run:retry({
    states = states,
    targets = given.targets and ids_of(console, given.targets, "--targets"),
  }))
  console:say(("%d targets are done again"):format(count))
  return then_work(console, given, run)
end

-- Whether the old worker is dead: the flag says so, or who is asked.
local function is_confirmed(console, given)
  if given.worker_is_dead or given.decision ~= "redo" or not console:can_ask() then
    return given.worker_is_dead
  end
  local answer = console:ask("redo sends the change again. Is the worker that sent it dead, and "
    .. "was nothing done? [y/N] ")
  return (answer or ""):lower():find("^%s*y") ~= nil
end

function RUN.resolve(console, given, run)
  if not given.why or given.why == "" then
    failure.usage("rollout resolve: --why takes a reason, for the journal")
  end
  local targets = ids_of(console, { given.target }, "TARGET")
  check(run:resolve(targets, given.decision, given.why,
    { worker_is_dead = is_confirmed(console, given) }))
end

function RUN.status(console, given, run)
  local status = check(run:status())
  if not given.output and console:is_screen() then
    require("hwc.rollout").terminal({ file = console.stdout, program = "hwc" })(status)
    return
  end
  output.reply(console, given, status, {})
end

-- States in which nothing more happens by itself.
local ENDED = { finished = true, aborted = true, halted = true }

function RUN.watch(console, _, run)
  local show = require("hwc.rollout").terminal({ file = console.stderr, program = "hwc" })
  return require("hwc.cli.interrupts").run(console, function()
    while not console.signal do
      local status = check(run:status())
      if select(2, show(status)) then
        failure.raise(failure.STATUS.pipe) -- nobody reads any more
      elseif ENDED[status.state] then
        return status_of(status)
      end
      require("hwc.scheduler").sleep(1)
    end
  end)
end

function RUN.serve(console, given, run, book)
  local page <close> = check(require("hwc.rollout").serve(book, {
    port = given.port,
    address = given.address,
    rollout = given.id and run.id, -- else the latest, also one that begins later
  }))
  local listener <close> = require("hwc.signals").open()
  console:write(page.url, "\n")
  console:flush()
  listener:wait()
end

local function write_all(console, given, columns, next_item)
  local writer = output.writer(console, given, { member = "items", columns = columns,
    is_list = true })
  writer:fill(function()
    local count = 0
    for item in next_item do
      if given.max and count >= given.max then
        break
      end
      count = count + 1
      writer:add(item)
      if count % 100 == 0 then
        writer:flush()
      end
    end
  end)
end

function RUN.targets(console, given, run)
  write_all(console, given, { "id", "state", "step", "code", "message" },
    run:targets({ state = given.state }))
end

local function with_time(event)
  event.at = os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(event.at))
  return event
end

function RUN.events(console, given, run)
  local following = run:events()
  write_all(console, given, { "at", "kind", "wave", "batch", "worker" }, function()
    local event = following()
    return event and with_time(event)
  end)
end

function RUN.report(console, given, run)
  local made = check(run:report({ format = given.format, file = given.file }))
  if type(made) == "string" then
    console:write(made)
    console:flush()
  end
end

function RUN.list(console, given, _, book)
  local runs, at = check(book:list()), 0
  write_all(console, given, { "id", "state", "name", "succeeded", "total" }, function()
    at = at + 1
    local status = runs[at] and check(runs[at]:status())
    return status and { id = runs[at].id, name = runs[at].name, state = status.state,
      succeeded = status.succeeded, total = status.total }
  end)
end

function RUN.steps(console)
  for _, name in ipairs(steps_of.names()) do
    console:write(name)
    for _, member in ipairs(names.sorted(steps_of.find(name).arguments or {})) do
      console:write(" ", member, "=VALUE")
    end
    console:write("\n")
  end
end

local WITHOUT_RUN = { plan = true, start = true, steps = true }

---@param console hwc.cli.Console
---@param _ string
---@param list string[]
---@return integer? status
function M.run(console, _, list)
  local given = verbs.parse(console, M.parser(), list)
  if not given then
    return
  end
  local verb = RUN[given.verb]
  if WITHOUT_RUN[given.verb] then
    return verb(console, given)
  end
  local book <close> = open_journal(given)
  local run = given.verb ~= "list" and find(book, given) or nil
  return verb(console, given, run, book)
end

return M
