-- SPDX-License-Identifier: Apache-2.0
-- What reports and the live page show of a rollout, read from its journal. How much is read depends
-- on the number of batches and targets only where the database counts them; what is returned is
-- bounded. All functions run within a transaction that reads.

local core = require("_hwc")
local journal = require("hwc.rollout.journal")

local M = {}

local MICROSECONDS = 1000000

-- Points of the charts over time, and workers, events, codes and messages that are shown.
local POINTS = 120
local MOST_WORKERS = 40
local MOST_EVENTS = 60
local MOST_ERRORS = 20

-- Upper bounds of the bars of latencies, in microseconds; what is longer is in one more bar.
local BOUNDS = {}
for _, seconds in ipairs({
  0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600,
}) do
  BOUNDS[#BOUNDS + 1] = math.floor(seconds * MICROSECONDS)
end

-- States of targets by what a chart shows of them.
local SERIES = {
  succeeded = "succeeded",
  failed = "failed",
  refused = "failed",
  in_doubt = "in_doubt",
  skipped = "skipped",
}

local function seconds(microseconds)
  return microseconds and microseconds / MICROSECONDS
end

-- From when to when the charts go, and how many microseconds a point stands for.
local function span_of(r)
  local first = r.started_at or r.created_at
  local last = math.max(r.ended_at or r.now, first + MICROSECONDS)
  return { first = first, last = last, width = (last - first) // POINTS + 1 }
end

---@param db hwc.rollout.Database
---@param id integer
---@return table? # rows { state, code, message, targets, target } of failed, refused and doubtful
---  targets, the most frequent first: message and target are those of the first
function M.errors(db, id)
  local rows = db:query([[SELECT state, coalesce(code, '') AS code, count(*) AS targets,
      min(seq) AS first FROM hwc_target
    WHERE rollout_id = $1 AND ]] .. journal.IS_TROUBLED .. [[
    GROUP BY state, coalesce(code, '') ORDER BY count(*) DESC, min(seq) LIMIT $2]], id, MOST_ERRORS)
  for _, row in ipairs(rows) do
    local target = db:row([[SELECT id, message FROM hwc_target WHERE rollout_id = $1
      AND seq = $2]], id, row.first)
    row.code = row.code ~= "" and row.code or nil
    row.target, row.message, row.first = target.id, target.message, nil
  end
  return rows
end

-- How many targets had come to which end at the end of each point.
local function timeline(db, id, span)
  local rows = db:query([[SELECT (changed_at - $2) / $3 AS point, state, count(*) AS targets
    FROM hwc_target WHERE rollout_id = $1 AND changed_at >= $2
    AND state IN ('succeeded', 'failed', 'refused', 'in_doubt', 'skipped')
    GROUP BY (changed_at - $2) / $3, state]], id, span.first, span.width)
  local added = {}
  for _, row in ipairs(rows) do
    -- What was resolved or skipped after the end counts as of the end.
    local point = math.min(row.point, POINTS - 1)
    added[point] = added[point] or {}
    local name = SERIES[row.state]
    added[point][name] = (added[point][name] or 0) + row.targets
  end
  local points, sums = {}, { succeeded = 0, failed = 0, in_doubt = 0, skipped = 0 }
  local filled = math.min((span.last - span.first) // span.width, POINTS - 1)
  for point = 0, filled do
    local shown = { at = seconds((point + 1) * span.width) }
    for name in pairs(sums) do
      sums[name] = sums[name] + (added[point] and added[point][name] or 0)
      shown[name] = sums[name]
    end
    points[#points + 1] = shown
  end
  return points
end

-- The most that a worker had under way in each point, from where batches begin and end.
local function under_way(begins, ends, worker)
  local points, now = {}, 0
  for point = 0, POINTS - 1 do
    now = now + (begins[worker][point] or 0)
    points[point + 1] = now
    now = now - (ends[worker] and ends[worker][point] or 0)
  end
  return points
end

-- Counts rows { worker, point, batches } by worker and point.
local function by_worker(rows)
  local counts = {}
  for _, row in ipairs(rows) do
    local of = counts[row.worker] or {}
    counts[row.worker] = of
    local point = math.max(0, math.min(row.point, POINTS - 1))
    of[point] = (of[point] or 0) + row.batches
  end
  return counts
end

-- Batches of those workers that had most of them.
local BY_WORKER = [[SELECT worker, ({moment} - $2) / $3 AS point, count(*) AS batches FROM hwc_batch
  WHERE rollout_id = $1 AND worker IN (SELECT worker FROM hwc_batch WHERE rollout_id = $1
    GROUP BY worker ORDER BY count(*) DESC, worker LIMIT $4)
  GROUP BY worker, ({moment} - $2) / $3]]
local BEGINS = BY_WORKER:gsub("{moment}", "claimed_at")
-- A batch in doubt is under way no more when its lease is over.
local ENDS = BY_WORKER:gsub("{moment}", "coalesce(ended_at, CASE WHEN state = 'in_doubt' "
  .. "THEN lease_until ELSE 9000000000000000 END)")

local function workers(db, id, span)
  local list = db:query([[SELECT worker AS name, count(*) AS batches,
      coalesce(sum(CASE WHEN state = 'in_doubt' THEN 1 ELSE 0 END), 0) AS in_doubt,
      min(claimed_at) AS first, max(coalesce(ended_at, claimed_at)) AS last
    FROM hwc_batch WHERE rollout_id = $1 GROUP BY worker ORDER BY count(*) DESC, worker LIMIT $2]],
    id, MOST_WORKERS)
  local total = db:row("SELECT count(DISTINCT worker) AS n FROM hwc_batch WHERE rollout_id = $1",
    id).n
  local begins = by_worker(db:query(BEGINS, id, span.first, span.width, MOST_WORKERS))
  local ends = by_worker(db:query(ENDS, id, span.first, span.width, MOST_WORKERS))
  for _, worker in ipairs(list) do
    worker.under_way = under_way(begins, ends, worker.name)
    worker.first = seconds(worker.first - span.first)
    worker.last = seconds(worker.last - span.first)
  end
  table.sort(list, function(a, b)
    if a.first ~= b.first then
      return a.first < b.first
    end
    return core.text_less(a.name, b.name)
  end)
  return list, total
end

-- Batches that ended, for whom it is known how long they took.
local TIMED = [[FROM hwc_batch WHERE rollout_id = $1 AND step = $2 AND kind = 'submit'
  AND state = 'ended' AND accepted_at IS NOT NULL AND intent_at IS NOT NULL]]
local DURATIONS = { call = "accepted_at - intent_at", whole = "ended_at - intent_at" }

local function bar_case(duration)
  local cases = {}
  for i, bound in ipairs(BOUNDS) do
    cases[i] = ("WHEN %s <= %d THEN %d"):format(duration, bound, i)
  end
  return ("CASE %s ELSE %d END"):format(table.concat(cases, " "), #BOUNDS + 1)
end

local BARS, RANKED = {}, {}
for name, duration in pairs(DURATIONS) do
  BARS[name] = ("SELECT %s AS bar, count(*) AS batches, max(%s) AS longest %s GROUP BY %s"):format(
    bar_case(duration), duration, TIMED, bar_case(duration))
  RANKED[name] = ("SELECT %s AS took %s ORDER BY %s LIMIT 1 OFFSET $3"):format(duration, TIMED,
    duration)
end

local function distribution(db, id, step, name)
  local bars, total, longest = {}, 0, 0
  for i = 1, #BOUNDS + 1 do
    bars[i] = { upto = seconds(BOUNDS[i]), batches = 0 }
  end
  for _, row in ipairs(db:query(BARS[name], id, step)) do
    bars[row.bar].batches = row.batches
    total, longest = total + row.batches, math.max(longest, row.longest)
  end
  local shown = { batches = total, bars = bars }
  if total > 0 then
    shown.median = seconds(db:row(RANKED[name], id, step, (total - 1) // 2).took)
    shown.p95 = seconds(db:row(RANKED[name], id, step, math.ceil(total * 0.95) - 1).took)
    shown.longest = seconds(longest)
  end
  return shown
end

local function latencies(db, id, plan)
  local list = {}
  for number, step in ipairs(plan.steps) do
    list[number] = { step = step.name, number = number }
    for name in pairs(DURATIONS) do
      list[number][name] = distribution(db, id, number, name)
    end
  end
  return list
end

-- The newest events about the rollout as a whole, oldest first.
local function events(db, id, span)
  local rows = db:query([[SELECT id, at, kind, wave, worker, text FROM hwc_event
    WHERE rollout_id = $1 AND kind NOT IN ('claimed', 'accepted', 'batch_done', 'released',
      'failed', 'refused')
    ORDER BY id DESC LIMIT $2]], id, MOST_EVENTS)
  local list = {}
  for i, row in ipairs(rows) do
    list[#rows + 1 - i] = {
      id = row.id,
      at = seconds(row.at),
      after = seconds(row.at - span.first),
      kind = row.kind,
      wave = row.wave,
      worker = row.worker,
      details = row.text and core.decode_json(row.text) or nil,
    }
  end
  return list
end

---A target as reports show it.
---@param row table of the journal
---@return table # { id, state, step, code, message, changed, batch }
function M.target(row, plan)
  local step = plan.steps[row.step]
  return {
    id = row.id,
    state = row.state,
    step = step and step.name,
    code = row.code,
    message = row.message,
    changed = seconds(row.changed_at),
    batch = row.batch_id,
  }
end

-- Two statements, for the first one's condition is that of an index.
local TROUBLED = "SELECT * FROM hwc_target WHERE rollout_id = $1 AND " .. journal.IS_TROUBLED .. [[
  ORDER BY CASE state WHEN 'in_doubt' THEN 1 WHEN 'failed' THEN 2 ELSE 3 END, seq LIMIT $2]]
local OTHERS = journal.TARGETS .. [[
  AND t.state NOT IN ('succeeded', 'failed', 'refused', 'in_doubt') ORDER BY t.seq LIMIT $2]]

---Targets that are not done, those that need a person first.
---@return table[]
function M.undone(db, id, plan, limit)
  local list = {}
  for _, statement in ipairs({ TROUBLED, OTHERS }) do
    local rows = #list < limit and db:query(statement, id, limit - #list) or {}
    for _, row in ipairs(rows) do
      list[#list + 1] = M.target(row, plan)
    end
  end
  return list
end

---What takes a while to count.
---@return table
function M.history(db, id, plan)
  local r = db:row("SELECT hwc_rollout.*, {now} AS now FROM hwc_rollout WHERE id = $1", id)
  local span = span_of(r)
  local shown, all = workers(db, id, span)
  return {
    first = seconds(span.first),
    last = seconds(span.last),
    point = seconds(span.width),
    timeline = timeline(db, id, span),
    workers = shown,
    worker_count = all,
    latencies = latencies(db, id, plan),
    events = events(db, id, span),
    errors = M.errors(db, id),
  }
end

return M
