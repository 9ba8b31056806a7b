-- SPDX-License-Identifier: Apache-2.0
-- Reports: a page, or all targets as csv or JSON. What is written is streamed.

local core = require("_hwc")
local figures = require("hwc.rollout.figures")
local journal = require("hwc.rollout.journal")
local options = require("hwc.options")
local page = require("hwc.rollout.page")
local text = require("hwc.rollout.text")

local M = {}

-- Targets that a page shows, and those of one read.
local MOST_ROWS, PAGE = 2000, 1000

local function file_rule(value)
  if (type(value) ~= "string" or value == "") and io.type(value) ~= "file" then
    return "a path, or a file that is open"
  end
end

local RULES = { format = options.one_of("html", "csv", "json"), file = file_rule }

---What a page shows, as of one moment. Within a transaction that reads.
---@param db hwc.rollout.Database
---@param run hwc.rollout.Run
---@param read_status fun(db, id): table
---@param limit integer? targets
---@return hwc.rollout.PageData
function M.read_page(db, run, read_status, limit)
  return {
    status = read_status(db, run.id),
    plan = run.plan,
    journal = text.journal_name(db.name),
    history = figures.history(db, run.id, run.plan),
    rows = figures.undone(db, run.id, run.plan, limit or MOST_ROWS),
  }
end

-- Calls `each(row, wave)` for all targets, a read after the other.
local function each_target(run, waves, each)
  local after, at = 0, 1
  while true do
    local rows, err = journal.read(run.db, journal.targets, run.id, nil, after, PAGE)
    if not rows then
      return nil, err
    end
    for _, row in ipairs(rows) do
      while waves[at] and row.seq > waves[at].last do
        at = at + 1
      end
      each(row, waves[at] and waves[at].number)
      after = row.seq
    end
    if #rows < PAGE then
      return true
    end
  end
end

-- The last target of each wave.
local function wave_ends(status)
  local waves, last = {}, 0
  for i, wave in ipairs(status.waves) do
    last = last + wave.total
    waves[i] = { number = wave.number, last = last }
  end
  return waves
end

-- RFC 3339 in UTC, with milliseconds.
local function time_text(microseconds)
  local thousandths = microseconds // 1000
  return os.date("!%Y-%m-%dT%H:%M:%S", thousandths // 1000)
    .. (".%03dZ"):format(thousandths % 1000)
end

local writers = {}

function writers.html(run, write, read_status)
  local data, err = journal.read(run.db, M.read_page, run, read_status)
  if not data then
    return nil, err
  end
  page.write(data, write)
  return true
end

-- A field as RFC 4180 has it. Programs for tables take what begins so for a formula.
local function field(value)
  if value == nil then
    return ""
  elseif type(value) == "string" and value:find("^[=+@\t\r-]") then
    value = "'" .. value
  end
  value = tostring(value)
  if value:find('[",\r\n]') then
    return '"' .. value:gsub('"', '""') .. '"'
  end
  return value
end

function writers.csv(run, write, read_status)
  local status, err = journal.read(run.db, read_status, run.id)
  if not status then
    return nil, err
  end
  write("target,wave,state,step,code,message,changed,batch\r\n")
  return each_target(run, wave_ends(status), function(row, wave)
    local step = run.plan.steps[row.step]
    write(table.concat({ field(row.id), field(wave), row.state, field(step and step.name),
      field(row.code), field(row.message), row.changed_at and time_text(row.changed_at) or "",
      field(row.batch_id) }, ",") .. "\r\n")
  end)
end

-- Texts of the journal may have bytes that are no UTF-8; JSON may not.
local function clean(value)
  if value and not utf8.len(value) then
    return text.visible(value)
  end
  return value
end

function writers.json(run, write, read_status)
  local data, err = journal.read(run.db, function(db)
    return {
      status = read_status(db, run.id),
      history = figures.history(db, run.id, run.plan),
    }
  end)
  if not data then
    return nil, err
  end
  local history = data.history
  local head = assert(core.encode_json({
    rollout = data.status,
    plan = run.plan,
    errors = core.array(history.errors),
    timeline = core.array(history.timeline),
    workers = core.array(history.workers),
    latencies = core.array(history.latencies),
  }))
  write(head:sub(1, -2) .. ',"targets":[')
  local comma = ""
  local good
  good, err = each_target(run, wave_ends(data.status), function(row, wave)
    local target = figures.target(row, run.plan)
    target.wave = wave
    target.id, target.message = clean(target.id), clean(target.message)
    write(comma .. "\n" .. assert(core.encode_json(target)))
    comma = ","
  end)
  write("\n]}\n")
  return good, err
end

local function write_error(path, problem)
  return core.new_error({
    kind = "report",
    message = ("the report cannot be written to %s: %s"):format(path, problem),
  })
end

-- Writes to a file that is open; `name` is for the error.
local function write_open(file, name, produce)
  local failed
  local good, err = produce(function(piece)
    if not failed then
      local written, why = file:write(piece)
      failed = not written and why or nil
    end
  end)
  local flushed, why = file:flush()
  failed = failed or not flushed and why or nil
  if failed then
    return nil, write_error(name, failed)
  end
  return good, err
end

-- A file that is there only once it is whole; devices and pipes are written to as they are.
local function write_file(path, produce)
  local is_special = core.is_special(path)
  local part = is_special and path or path .. ".part"
  local file, problem = io.open(part, "wb")
  if not file then
    return nil, write_error(path, problem)
  end
  local good, err = write_open(file, path, produce)
  file:close()
  if is_special then
    return good, err
  elseif good then
    good, problem = os.rename(part, path)
    err = not good and write_error(path, problem) or nil
  end
  if not good then
    os.remove(part)
  end
  return good, err
end

local function format_of(given)
  local ending = type(given.file) == "string" and given.file:match("%.(%w+)$")
  return given.format or ending and writers[ending:lower()] and ending:lower() or "html"
end

---run:report().
---@param run hwc.rollout.Run
---@param given? table
---@param read_status fun(db, id): table
---@return string|true?
---@return hwc.Error?
function M.write(run, given, read_status)
  given = options.check(given, RULES, "run:report", 3)
  local writer = writers[format_of(given)]
  local function produce(write)
    return writer(run, write, read_status)
  end
  if type(given.file) == "string" then
    return write_file(given.file, produce)
  elseif given.file then
    return write_open(given.file, "the file", produce)
  end
  local parts = {}
  local good, err = produce(function(piece)
    parts[#parts + 1] = piece
  end)
  if not good then
    return nil, err
  end
  return table.concat(parts)
end

return M
