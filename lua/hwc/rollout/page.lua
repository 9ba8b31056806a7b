-- SPDX-License-Identifier: Apache-2.0
-- A rollout as a page of HTML, section by section: reports write it once, the live page draws the
-- sections anew. Every text that comes from elsewhere is escaped.

local advice = require("hwc.rollout.advice")
local charts = require("hwc.rollout.charts")
local core = require("_hwc")
local style = require("hwc.rollout.page_style")
local text = require("hwc.rollout.text")

local M = {}

local escape = text.escape

local STATE_CLASSES = {
  finished = "good", halted = "bad", aborted = "bad", failed = "bad", refused = "bad",
  paused = "warn", waiting_for_approval = "warn", in_doubt = "warn", running = "calm",
}

-- Columns of tables: title and class of the cells.
local COLUMNS = {
  waves = {
    { "wave", "n" }, { "state", "nowrap" }, { "progress", "lane" }, { "targets", "n" },
    { "done", "n" }, { "failed", "n" }, { "in doubt", "n" }, { "skipped", "n" }, { "left", "n" },
  },
  progress = {
    { "time", "n" }, { "done", "n" }, { "failed or refused", "n" }, { "in doubt", "n" },
    { "skipped", "n" },
  },
  workers = {
    { "worker", "id" }, { "under way", "lane" }, { "batches", "n" }, { "most", "n" },
    { "in doubt", "n" }, { "from – to", "n" },
  },
  latency = {
    { "step" }, { "batches", "n" }, { "call, median", "n" }, { "95 %", "n" }, { "longest", "n" },
    { "to the end, median", "n" }, { "95 %", "n" }, { "longest", "n" },
  },
  errors = {
    { "code", "nowrap" }, { "state", "nowrap" }, { "targets", "n" }, { "message", "long" },
    { "first target", "id" },
  },
  targets = {
    { "target", "id" }, { "state", "nowrap" }, { "step", "nowrap" }, { "code", "nowrap" },
    { "message", "long" }, { "batch", "n" },
  },
  events = {
    { "time", "n" }, { "event", "nowrap" }, { "wave", "n" }, { "details", "long" },
    { "worker", "id" },
  },
  plan = {
    { "number", "n" }, { "step", "nowrap" }, { "arguments", "long" }, { "targets a call", "n" },
    { "interrupts" },
  },
}

-- Tables whose cells are below each other on a phone.
local STACKED = { errors = true, targets = true }

---@class hwc.rollout.PageData
---@field status table as of run:status()
---@field plan table
---@field journal string its name, without password
---@field history? table as of figures.history()
---@field rows? table[] targets that are not done, the first of them
---@field live? boolean

-- Parts.

local function element(tag, attributes, content)
  return ("<%s%s>%s</%s>"):format(tag, attributes ~= "" and " " .. attributes or "", content, tag)
end

-- What a cell has: a string is text, an integer is a count, { html } is as it is.
local function content_of(value)
  if math.type(value) == "integer" then
    return text.grouped(value)
  elseif type(value) == "table" then
    return value.html
  end
  return value and escape(value) or ""
end

local function row_html(columns, row, is_stacked)
  local parts = { "<tr>" }
  for i, column in ipairs(columns) do
    local attributes = column[2] and ('class="%s"'):format(column[2]) or ""
    if i == 1 then
      attributes = 'scope="row" ' .. attributes
    elseif is_stacked then
      attributes = attributes .. (' data-title="%s"'):format(escape(column[1]))
    end
    parts[#parts + 1] = element(i == 1 and "th" or "td", attributes, content_of(row[i]))
  end
  parts[#parts + 1] = "</tr>\n"
  return table.concat(parts)
end

-- A table. The first cell of a row is its head.
local function make_table(id, caption, rows)
  local columns, is_stacked = COLUMNS[id], STACKED[id]
  local parts = { ('<div class="scroll" id="%s-scroll" tabindex="0" role="region" '
    .. 'aria-labelledby="%s-caption"><table%s><caption id="%s-caption">%s</caption>'
    .. "<thead><tr>"):format(id, id, is_stacked and ' class="stacked"' or "", id, escape(caption)) }
  for _, column in ipairs(columns) do
    parts[#parts + 1] = element("th", 'scope="col"' .. (column[2] == "n" and ' class="n"' or ""),
      escape(column[1]))
  end
  parts[#parts + 1] = "</tr></thead><tbody>"
  for _, row in ipairs(rows) do
    parts[#parts + 1] = row_html(columns, row, is_stacked)
  end
  parts[#parts + 1] = "</tbody></table></div>"
  return table.concat(parts)
end

local function details(id, summary, content)
  return ('<details id="%s"><summary>%s</summary>%s</details>'):format(id, escape(summary), content)
end

local function facts(list)
  local parts = { '<dl class="facts">' }
  for _, pair in ipairs(list) do
    if pair[2] then
      parts[#parts + 1] = ("<dt>%s</dt><dd>%s</dd>"):format(escape(pair[1]), escape(pair[2]))
    end
  end
  parts[#parts + 1] = "</dl>"
  return table.concat(parts)
end

local function state_text(state)
  return element("span", ('class="%s"'):format(STATE_CLASSES[state] or "soft"),
    escape(text.words(state)))
end

local function left_of(counts)
  return counts.remaining + counts.verifying
end

local function bar_of(counts, under_way, label)
  return charts.bar({
    { class = "done", count = counts.succeeded, name = "done" },
    { class = "failed", count = counts.failed + counts.refused, name = "failed or refused" },
    { class = "doubt", count = counts.in_doubt, name = "in doubt" },
    { class = "skipped", count = counts.skipped, name = "skipped" },
    { class = "moving", count = under_way + counts.verifying, name = "under way" },
  }, counts.total, label)
end

local function legend()
  local parts = { '<ul class="legend">' }
  for _, series in ipairs(charts.SERIES) do
    parts[#parts + 1] = ('<li><svg viewBox="0 0 1 1" aria-hidden="true"><rect class="%s" width="1" '
      .. 'height="1"/></svg>%s</li>'):format(series.class, series.title)
  end
  parts[#parts + 1] = "</ul>"
  return table.concat(parts)
end

-- Sections.

local sections = {}

local function advice_html(data)
  local list = advice.of(data.status, data.history and data.history.errors)
  if #list == 0 or data.status.state == "running" then
    return ""
  end
  local parts = { '<h3>What to do next</h3><pre id="opening" tabindex="0">',
    escape(advice.opening(data.journal, data.status.id)), "</pre><ol>" }
  for i, each in ipairs(list) do
    parts[#parts + 1] = ('<li>%s:<pre id="advice-%d" tabindex="0">%s</pre></li>'):format(
      escape(each.text), i, escape(each.lua))
  end
  parts[#parts + 1] = "</ol>"
  return table.concat(parts)
end

---One sentence on where the rollout stands.
---@return string
function M.sentence(status)
  local wave = status.wave > 0 and ("wave %d of %d, "):format(status.wave, #status.waves) or ""
  return ("%s, %s%d of %d targets done"):format(text.words(status.state), wave, status.succeeded,
    status.total)
end

function sections.summary(data)
  local s = data.status
  local tiles = { '<dl class="tiles">' }
  for _, tile in ipairs({
    { "targets", s.total }, { "done", s.succeeded }, { "failed", s.failed },
    { "refused", s.refused }, { "in doubt", s.in_doubt }, { "skipped", s.skipped },
    { "under way", s.under_way }, { "verifying", s.verifying }, { "waiting", s.waiting },
  }) do
    tiles[#tiles + 1] = ('<div><dt>%s</dt><dd id="count-%s">%s</dd></div>'):format(tile[1],
      tile[1]:gsub(" ", "-"), text.grouped(tile[2]))
  end
  tiles[#tiles + 1] = "</dl>"
  local started = s.started or s.now
  return ('<p><span class="state %s">%s</span> %s</p>'):format(STATE_CLASSES[s.state] or "soft",
      escape(text.words(s.state)), s.reason and escape(s.reason) or "")
    .. bar_of(s, s.under_way, M.sentence(s)) .. "<p></p>" .. table.concat(tiles) .. "<p></p>"
    .. facts({
      { "Time", s.started and ("%s, since %s%s"):format(text.duration((s.ended or s.now) - started),
        text.moment(started), s.ended and " until " .. text.moment(s.ended) or "")
        or "not begun; planned at " .. text.moment(s.created) },
      { "Unavailable", ("%s of at most %s"):format(text.grouped(s.unavailable),
        text.grouped(s.limits.max_unavailable)) },
      { "Failures", ("%s of at most %s"):format(text.grouped(s.failed + s.refused),
        text.grouped(s.limits.max_failures)) },
      { "Batches in doubt", ("%d of at most %d"):format(s.batches_in_doubt,
        s.limits.max_in_doubt) },
      { "Journal", ("%s, rollout %d"):format(data.journal, s.id) },
    }) .. advice_html(data)
end

function sections.waves(data)
  local rows = {}
  for i, wave in ipairs(data.status.waves) do
    local is_current = wave.number == data.status.wave
    rows[i] = {
      ("%d"):format(wave.number),
      { html = state_text(wave.state) },
      { html = bar_of(wave, is_current and math.min(data.status.under_way, wave.remaining) or 0,
        ("wave %d: %d of %d done"):format(wave.number, wave.succeeded, wave.total)) },
      wave.total, wave.succeeded, wave.failed + wave.refused, wave.in_doubt, wave.skipped,
      left_of(wave),
    }
  end
  return make_table("waves", "Each wave begins when the one before has ended.", rows)
end

local function wave_starts(history)
  local marks = {}
  for _, event in ipairs(history.events) do
    if event.kind == "wave_begins" then
      marks[#marks + 1] = { wave = event.wave, after = event.after }
    end
  end
  return marks
end

function sections.progress(data)
  local points, rows = data.history.timeline, {}
  local every = math.max(#points // 10, 1)
  for i, point in ipairs(points) do
    if i == #points or i % every == 0 then
      rows[#rows + 1] = { text.duration(point.at),
        point.succeeded, point.failed, point.in_doubt, point.skipped }
    end
  end
  return legend() .. charts.progress(points, data.status.total, wave_starts(data.history))
    .. details("progress-table", "The numbers", make_table("progress",
      "Targets at their end, by the time since the start", rows))
end

function sections.workers(data)
  local history, most, rows = data.history, 0, {}
  for _, worker in ipairs(history.workers) do
    most = math.max(most, table.unpack(worker.under_way))
  end
  for i, worker in ipairs(history.workers) do
    local own = math.max(table.unpack(worker.under_way))
    rows[i] = {
      worker.name,
      { html = charts.lane(worker.under_way, most, ("%s had %s, at most %d at a time"):format(
        worker.name, text.count(worker.batches, "batch", "batches"), own)) },
      worker.batches, own, worker.in_doubt,
      ("%s – %s"):format(text.duration(worker.first), text.duration(worker.last)),
    }
  end
  rows[#rows + 1] = #rows > 0 and { "time",
    { html = charts.time_axis(history.last - history.first) } } or nil
  local more = history.worker_count - #history.workers
  return make_table("workers", "Batches that each worker had under way over time, of all kinds; "
    .. "verifications are batches, too." .. (more > 0 and (" %d more workers had fewer batches.")
    :format(more) or ""), rows)
end

local function timing(value)
  return value and text.short_duration(value) or "–"
end

function sections.latency(data)
  local rows, figures = {}, {}
  for i, step in ipairs(data.history.latencies) do
    rows[i] = { step.step, step.call.batches, timing(step.call.median), timing(step.call.p95),
      timing(step.call.longest), timing(step.whole.median), timing(step.whole.p95),
      timing(step.whole.longest) }
    if step.whole.batches > 0 then
      local counts = {}
      for j, bar in ipairs(step.whole.bars) do
        if bar.batches > 0 then
          counts[#counts + 1] = ("%s: %d"):format(charts.bar_name(step.whole.bars, j), bar.batches)
        end
      end
      figures[#figures + 1] = ("<div><h3>%s</h3>%s</div>"):format(escape(step.step),
        charts.histogram(step.whole.bars, ("Batches of %s by the time from sending to the end. ")
          :format(step.step) .. table.concat(counts, ", ")))
    end
  end
  return make_table("latency", "How long batches took: the call, and from sending to the end of "
    .. "the work", rows)
    .. (#figures > 0 and '<div class="columns">' .. table.concat(figures) .. "</div>" or "")
end

function sections.errors(data)
  local rows = {}
  for i, row in ipairs(data.history.errors) do
    rows[i] = {
      row.code or "–", { html = state_text(row.state) }, row.targets, row.message, row.target,
    }
  end
  if #rows == 0 then
    return '<p class="soft">There are none.</p>'
  end
  return make_table("errors", "By code and state, the most frequent first; message and target are "
    .. "those of the first", rows)
end

function sections.targets(data)
  local rows, total = {}, data.status.total - data.status.succeeded
  for i, target in ipairs(data.rows) do
    rows[i] = {
      target.id, { html = state_text(target.state) }, target.step, target.code, target.message,
      target.batch and ("%d"):format(target.batch),
    }
  end
  if total == 0 then
    return '<p class="soft">All targets are done.</p>'
  end
  local more = total - #rows
  return (more > 0 and ('<p class="notice" id="more-targets">%s more targets are not done and not '
    .. "shown here; the report as csv has all.</p>"):format(text.grouped(more)) or "")
    .. make_table("targets", ("%s of %s targets that are not done: in doubt, failed, refused, then "
    .. "the others"):format(text.grouped(#rows), text.grouped(total)), rows)
end

local function details_of(event)
  local shown = event.details and core.encode_json(event.details) or nil
  return shown and shown:sub(2, -2):gsub('"', ""):gsub(",", ", "):gsub(":", ": ") or ""
end

function sections.events(data)
  local rows = {}
  for i, event in ipairs(data.history.events) do
    rows[i] = {
      text.duration(event.after), text.words(event.kind), event.wave, details_of(event),
      event.worker,
    }
  end
  return make_table("events", "The newest events, but those of single batches, by the time since "
    .. "the start", rows)
end

function sections.plan(data)
  local plan, rows = data.plan, {}
  for i, step in ipairs(plan.steps) do
    rows[i] = { ("%d"):format(i), step.name,
      next(step.arguments) and assert(core.encode_json(step.arguments)),
      math.min(step.batch, plan.batch or step.batch), step.interrupting and "yes" or "no" }
  end
  local waves = {}
  for i, wave in ipairs(plan.waves) do
    waves[i] = tostring(wave)
  end
  local client = plan.client or {}
  return make_table("plan", "Steps, in order", rows) .. "<p></p>" .. facts({
    { "Waves", table.concat(waves, ", ") .. (plan.confirm and ", each confirmed" or "") },
    { "Soak", text.short_duration(plan.soak or 0) },
    { "Rate", plan.rate and ("%s submissions a second"):format(core.number_text(plan.rate)) },
    { "Service", client.service },
    { "Region", client.region },
    { "Endpoint", client.endpoint },
    { "Project", client.project_id },
    { "Instance", client.instance_id },
  })
end

-- In the order of the page; `light` ones are cheap to read.
M.SECTIONS = {
  { id = "summary", title = "Summary", light = true },
  { id = "waves", title = "Waves", light = true },
  { id = "errors", title = "Errors by code" },
  { id = "progress", title = "Progress over time" },
  { id = "workers", title = "Workers" },
  { id = "latency", title = "Latency" },
  { id = "events", title = "Events" },
  { id = "plan", title = "Plan" },
  { id = "targets", title = "Targets that are not done" },
}

---@param id string of M.SECTIONS
---@param data hwc.rollout.PageData
---@return string html
function M.section(id, data)
  return sections[id](data)
end

local HEAD = [[<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
%s<title>%s</title>
<style>%s</style>
%s</head>
<body>
<header>
<h1>%s</h1>
%s]]

local STATIC_POLICY = '<meta http-equiv="Content-Security-Policy" '
  .. "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"

-- Without scripts the browser loads the page again.
local LIVE_HEAD = '<link rel="icon" href="data:,">\n'
  .. '<noscript><meta http-equiv="refresh" content="10"></noscript>\n'
  .. '<script src="live.js" defer></script>\n'

local LIVE_HEADER = '<p class="soft" id="freshness">%s</p>'
  .. '<p class="notice" id="trouble" role="alert" hidden></p>'
  .. '<p class="hidden" id="announcement" role="status"></p>\n'

---@return string
function M.title(status)
  return text.visible(("%s: %s"):format(status.name, text.words(status.state)))
end

---@return string
function M.freshness(status)
  return "As of " .. text.moment(status.now)
end

local function navigation()
  local parts = { '<nav aria-label="Sections"><ul class="legend">' }
  for _, section in ipairs(M.SECTIONS) do
    parts[#parts + 1] = ('<li><a href="#%s-title">%s</a></li>'):format(section.id, section.title)
  end
  parts[#parts + 1] = "</ul></nav>\n"
  return table.concat(parts)
end

---Writes the page to `write` part by part.
---@param data hwc.rollout.PageData
---@param write fun(html: string)
---@param footer? string html
function M.write(data, write, footer)
  local status = data.status
  local read = M.freshness(status)
  write(HEAD:format(data.live and "" or STATIC_POLICY,
    escape(M.title(status)), style,
    data.live and LIVE_HEAD or "", escape(status.name),
    data.live and LIVE_HEADER:format(read) or ('<p class="soft">%s</p>\n'):format(read)))
  write(navigation())
  write("</header>\n<main>\n")
  for _, each in ipairs(M.SECTIONS) do
    write(('<section aria-labelledby="%s-title">\n<h2 id="%s-title">%s</h2>\n<div id="%s">'):format(
      each.id, each.id, each.title, each.id))
    write(M.section(each.id, data))
    write("</div>\n</section>\n")
  end
  write(("</main>\n<footer>%s<p>hwc %s</p></footer>\n</body>\n</html>\n"):format(footer or "",
    escape(core.version)))
end

return M
