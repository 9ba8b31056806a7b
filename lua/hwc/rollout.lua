-- SPDX-License-Identifier: Apache-2.0
-- One change to many targets, in waves: nothing done twice, nothing lost. docs/rollouts.md tells
-- what a script sees.

local core = require("_hwc")
local database = require("hwc.rollout.database")
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

local SETTINGS = { journal = "any", password = "secret", outage = "seconds" }

---@class hwc.rollout.Journal
local Journal = {}
Journal.__index = Journal

---Opens a journal, and makes it where there is none.
---@param name string a path (SQLite), or a URL such as "postgresql://user@host/database"
---@param settings? { password: string?, outage: number? } `outage`: seconds for which the database
---  may be away, 60 by default
---@return hwc.rollout.Journal?
---@return hwc.Error?
function M.open(name, settings)
  if type(name) ~= "string" or name == "" then
    error("rollout.open takes a path or a URL, got " .. options.kind(name), 2)
  end
  options.check(settings, SETTINGS, "rollout.open", 2)
  local db, err = database.open(name, settings)
  if not db then
    return nil, err
  end
  local good
  good, err = schema.prepare(db)
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

-- Gives targets on, and keeps the hash of the plan and of all of them in `plan.hash`.
local function hashed(plan, text)
  local following, lines = plan:each_target(), {}
  plan.hash = add_to_hash("", text)
  return function()
    local id, data = following()
    lines[#lines + 1] = id and id .. "\t" .. (data or "") .. "\n"
    if #lines == HASHED_LINES or not id and #lines > 0 then
      plan.hash, lines = add_to_hash(plan.hash, table.concat(lines)), {}
    end
    return id, data
  end
end

-- Writes the plan and its targets.
local function store(db, plan)
  local text = assert(core.encode_json(plan.data))
  local id = db:row([[INSERT INTO hwc_rollout (name, state, plan, plan_hash, created_at,
      target_count, wave_count, wave, max_unavailable, max_failures, max_in_doubt,
      submit_interval, next_submit_at, unavailable, doubts)
    VALUES ($1, 'planned', $2, '', {now}, 0, 0, 0, 0, 0, 0, $3, 0, 0, 0) RETURNING id]], plan.name,
    text, plan.data.rate and math.floor(1000000 / plan.data.rate) or 0).id
  local total = journal.add_targets(db, id, hashed(plan, text))
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
    max_failures = $5, max_in_doubt = $6, plan_hash = $7 WHERE id = $1]], id, total, #ends,
    limits.max_unavailable, limits.max_failures, limits.max_in_doubt, plan.hash)
  local r = journal.lock(db, id)
  journal.event(db, r, "planned", { targets = total, waves = #ends })
  return r
end

---Writes everything to the journal; nothing is sent.
---@param settings { journal: string|hwc.rollout.Journal, password: string?, outage: number? }
---@return hwc.rollout.Run?
---@return hwc.Error?
function plans.Plan:start(settings)
  options.check(settings, SETTINGS, "plan:start", 2)
  local book, err = settings.journal, nil
  if type(book) == "string" then
    book, err = M.open(book, { password = settings.password, outage = settings.outage })
  end
  if not book then
    return nil, err or core.new_error({ kind = "validation", field = "journal",
      message = "journal: required, a path or a URL" })
  end
  local r
  r, err = journal.run(book.db, nil, store, self)
  if not r then
    return nil, err
  end
  return runs.new(book.db, r, self.client)
end

return M
