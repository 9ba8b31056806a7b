-- SPDX-License-Identifier: Apache-2.0
-- One change to many targets, in waves: nothing done twice, nothing lost. docs/rollouts.md tells
-- what a script sees.

local core = require("_hwc")
local database = require("hwc.rollout.database")
local errors = require("hwc.errors")
local journal = require("hwc.rollout.journal")
local options = require("hwc.options")
local plans = require("hwc.rollout.plan")
local runs = require("hwc.rollout.run")
local schema = require("hwc.rollout.schema")
local serve = require("hwc.rollout.serve")
local steps = require("hwc.rollout.steps")
local terminal = require("hwc.rollout.terminal")

local M = {
  step = plans.step,
  define = steps.define,
  plan = plans.new,
  serve = serve.start,
  terminal = terminal.new,
}

-- Targets that are hashed at a time.
local HASHED_LINES = 1000

local SETTINGS = { journal = "any", password = "secret", outage = "seconds", wait = "delay" }
local OPEN_SETTINGS = options.merge(SETTINGS, { create = "boolean" })

---@class hwc.rollout.Journal
local Journal = {}
Journal.__index = Journal

---Opens a journal, and makes it where there is none.
---@param name string a path (SQLite), or a URL such as "postgresql://user@host/database"
---@param settings? { password: string?, outage: number?, wait: number?, create: boolean? }
---  `outage`: seconds for which the database may be away later, 60 by default; `wait`: for which it
---  may be away now, 0 by default; `create`: false refuses a database without a journal
---@return hwc.rollout.Journal?
---@return hwc.Error?
function M.open(name, settings)
  if type(name) ~= "string" or name == "" then
    error("rollout.open takes a path or a URL, got " .. options.kind(name), 2)
  end
  options.check(settings, OPEN_SETTINGS, "rollout.open", 2)
  local db, err = database.open(name, settings)
  if not db then
    return nil, err
  end
  local good
  good, err = schema.prepare(db, not settings or settings.create ~= false)
  if not good then
    db:close()
    return nil, err
  end
  return setmetatable({ db = db }, Journal)
end

local function run_of(self, find, ...)
  local row, err = journal.run(self.db, nil, find, ...)
  if row then
    return runs.new(self.db, row)
  end
  return nil, err or core.new_error({
    kind = "journal",
    message = "the journal has no such rollout",
  })
end

---@return hwc.rollout.Run?
---@return hwc.Error?
function Journal:latest()
  return run_of(self, journal.latest)
end

---@param key integer|string id or name
---@return hwc.rollout.Run?
---@return hwc.Error?
function Journal:get(key)
  if math.type(key) ~= "integer" and (type(key) ~= "string" or key:find("%z")) then
    error("get takes the id or the name of a rollout, got " .. options.kind(key), 2)
  end
  return run_of(self, journal.find, key)
end

---@return hwc.rollout.Run[]?
---@return hwc.Error?
function Journal:list()
  local rows, err = journal.run(self.db, nil, journal.list)
  if not rows then
    return nil, err
  end
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = runs.new(self.db, row)
  end
  return list
end

function Journal:close()
  self.db:close()
end

Journal.__close = Journal.close

-- What identifies a plan and its targets: they are the same if the hash is.
local function add_to_hash(hash, text)
  return core.body_hash("SDK-HMAC-SHA256", hash .. text)
end

local function must_write(file, ...)
  local good, problem = file:write(...)
  if not good then
    error(core.new_error({ kind = "io", message = "a temporary file for the targets: "
      .. problem }), 0)
  end
end

-- Copies the targets to a temporary file, one a line with its data, and takes the hash of the plan
-- and of all of them. So they are read once and before the transaction, which may be run again.
local function copy_targets(plan)
  local file, problem = io.tmpfile()
  if not file then
    error(core.new_error({ kind = "io", message = "a temporary file for the targets: "
      .. problem }), 0)
  end
  local hash, lines = add_to_hash("", assert(core.encode_json(plan.data))), {}
  local total = 0
  local function flush()
    local chunk = table.concat(lines)
    hash, lines = add_to_hash(hash, chunk), {}
    must_write(file, chunk)
  end
  for id, data in plan:each_target() do
    lines[#lines + 1] = id .. "\t" .. (data or "") .. "\n"
    total = total + 1
    if #lines == HASHED_LINES then
      flush()
    end
  end
  flush()
  return { file = file, hash = hash, total = total }
end

-- Reads the targets once: an iterator that failed half-way has no beginning any more.
local function read_targets(plan)
  if plan.raised then
    error(plan.raised, 0)
  elseif not plan.copy and not plan.failure then
    plan.failure = core.new_error({ kind = "validation", field = "targets",
      message = "targets: they are being read, or reading them failed: make the plan again" })
    local good, copy = pcall(copy_targets, plan)
    if not good and not errors.is_error(copy) then
      plan.raised = copy
      error(copy, 0)
    elseif not good then
      plan.failure.message = ("targets: reading them failed (%s): make the plan again"):format(
        copy.message)
      return nil, copy
    end
    plan.copy, plan.failure = copy, nil
  end
  return plan.copy, plan.failure
end

local function lines_of(copy)
  copy.file:seek("set")
  return function()
    local line = copy.file:read("l")
    if line then
      local id, data = line:match("^([^\t]*)\t(.*)$")
      return id, data ~= "" and data or nil
    end
  end
end

---Reads the targets, so that they can be seen before they are started. As start(), it refuses those
---that are there more than once.
---@return string? hash of the plan and its targets; the journal has the same one
---@return string[]|hwc.Error ids
function plans.Plan:read_targets()
  local copy, err = read_targets(self)
  if not copy then
    return nil, err
  end
  local ids, seen = {}, {}
  for id in lines_of(copy) do
    if seen[id] then
      return nil, core.new_error({ kind = "validation", field = "targets",
        message = journal.REPEATED:format(id) })
    end
    ids[#ids + 1], seen[id] = id, true
  end
  return copy.hash, ids
end

---Reads the targets, so that it is known how many there are.
---@return integer?
---@return hwc.Error?
function plans.Plan:count_targets()
  local copy, err = read_targets(self)
  return copy and copy.total, err
end

-- Writes the plan and its targets.
local function store(db, plan, copy)
  local made = db:row([[INSERT INTO hwc_rollout (name, state, plan, plan_hash, created_at,
      target_count, wave_count, wave, max_unavailable, max_failures, max_in_doubt,
      submit_interval, next_submit_at, unavailable, doubts)
    VALUES ($1, 'planned', $2, $3, {now}, 0, 0, 0, 0, 0, 0, $4, 0, 0, 0)
    RETURNING id, created_at]], plan.name, assert(core.encode_json(plan.data)), copy.hash,
    plan.data.rate and math.floor(1000000 / plan.data.rate) or 0)
  copy.made = made
  local id = made.id
  local total = journal.add_targets(db, id, lines_of(copy))
  if total == 0 then
    journal.refuse("there are no targets")
  end
  local limits = plans.limits(plan.data, total)
  local after = 0
  local ends = plans.wave_ends(plan.data.waves, total)
  for number, last in ipairs(ends) do
    journal.add_wave(db, id, number, after, last, number == 1 and #ends > 1 and 0 or nil)
    after = last
  end
  db:query([[UPDATE hwc_rollout SET target_count = $2, wave_count = $3, max_unavailable = $4,
    max_failures = $5, max_in_doubt = $6 WHERE id = $1]], id, total, #ends,
    limits.max_unavailable, limits.max_failures, limits.max_in_doubt)
  local r = journal.lock(db, id)
  journal.event(db, r, "planned", { targets = total, waves = #ends })
  return journal.find(db, id)
end

-- What store() has made, where its commit got lost but was stored.
local function find_stored(db, copy)
  return copy.made and db:row("SELECT * FROM hwc_rollout WHERE id = $1 AND created_at = $2 "
    .. "AND plan_hash = $3", copy.made.id, copy.made.created_at, copy.hash)
end

---Writes everything to the journal; nothing is sent.
---@param settings { journal: string|hwc.rollout.Journal, password: string?, outage: number?,
---  wait: number? } the others are those of rollout.open
---@return hwc.rollout.Run?
---@return hwc.Error?
function plans.Plan:start(settings)
  options.check(settings, SETTINGS, "plan:start", 2)
  local given = settings and settings.journal
  if type(given) ~= "string" and getmetatable(given) ~= Journal then
    return nil, core.new_error({ kind = "validation", field = "journal",
      message = "journal: required, a path, a URL or an open journal" })
  end
  local copy, err = read_targets(self)
  if not copy then
    return nil, err
  end
  local book = given
  if type(given) == "string" then
    book, err = M.open(given, { password = settings.password, outage = settings.outage,
      wait = settings.wait })
    if not book then
      return nil, err
    end
  end
  copy.made = nil
  local r
  r, err = journal.run(book.db, function(db)
    return find_stored(db, copy)
  end, store, self, copy)
  if not r then
    if book ~= given then
      book:close()
    end
    return nil, err
  end
  return runs.new(book.db, r, self.client)
end

return M
