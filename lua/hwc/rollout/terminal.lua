-- SPDX-License-Identifier: Apache-2.0
-- The progress of a rollout for people: a line a wave that is drawn anew on a terminal, a plain
-- line now and then elsewhere, and at the end what came of it and what to do next.

local advice = require("hwc.rollout.advice")
local core = require("_hwc")
local options = require("hwc.options")
local text = require("hwc.rollout.text")

local M = {}

local function file_rule(value)
  if io.type(value) ~= "file" then
    return "a file that is open"
  end
end

local RULES = {
  file = file_rule,
  color = "boolean",
  columns = "count",
  interval = "seconds",
  program = "text",
}

-- Seconds between plain lines, and over which the rate is measured.
local INTERVAL, WINDOW = 10, 60

-- Columns of the widest and the narrowest bar.
local WIDEST_BAR, NARROWEST_BAR = 16, 6

-- Where the width is not known.
local COLUMNS = 80

local COLORS = { good = "32", bad = "31", doubt = "33", dim = "2", strong = "1" }

local STATE_COLORS = {
  finished = "good", halted = "bad", aborted = "bad", paused = "doubt",
  waiting_for_approval = "doubt",
}

---@class hwc.rollout.Terminal
---@field file file*
---@field columns? integer of a terminal; nil: it is none
---@field samples table[] { now, ended }
local Terminal = {}
Terminal.__index = Terminal

-- A part of a line: its text, and the color it has.
local function part(words, color)
  return { text = words, color = color }
end

local function length_of(parts)
  local length = 0
  for _, each in ipairs(parts) do
    length = length + utf8.len(each.text)
  end
  return length
end

-- Joins parts, cut to `width` columns.
function Terminal:join(parts, width)
  local out, room = {}, width
  for _, each in ipairs(parts) do
    local words = text.cut(each.text, room)
    room = room - utf8.len(words)
    if self.color and each.color and words ~= "" then
      words = ("\27[%sm%s\27[0m"):format(COLORS[each.color], words)
    end
    out[#out + 1] = words
    if room <= 0 then
      break
    end
  end
  return table.concat(out)
end

local function ended_of(counts)
  return counts.succeeded + counts.failed + counts.refused
end

-- Targets a second, over the last minute; nil where that is not known yet.
function Terminal:rate(p)
  local samples = self.samples
  samples[#samples + 1] = { now = p.now, ended = ended_of(p) }
  while #samples > 2 and samples[2].now <= p.now - WINDOW do
    table.remove(samples, 1)
  end
  local first = samples[1]
  local seconds, ended = p.now - first.now, ended_of(p) - first.ended
  if seconds > 0 and ended > 0 then
    return ended / seconds
  end
end

local function rate_text(rate)
  if rate >= 9.95 then
    return ("%.0f/s"):format(rate)
  end
  return rate >= 0.1 and text.decimal(rate, 1) .. "/s" or text.decimal(rate * 60, 1) .. "/min"
end

-- Writes lines; what is wrong if that fails, as when nobody reads them any more.
local function put(file, lines)
  local good, problem = file:write(lines, "\n")
  if good then
    good, problem = file:flush()
  end
  return not good and problem or nil
end

local function left_of(counts)
  return counts.remaining + counts.verifying
end

-- done, failed, in doubt, waiting; zeros only where `all`.
local function counted(counts, all, separator)
  local parts = { part(("%d done"):format(counts.succeeded), counts.succeeded > 0 and "good") }
  local function add(count, name, color)
    if count > 0 or all then
      parts[#parts + 1] = part(separator)
      parts[#parts + 1] = part(("%d %s"):format(count, name), count > 0 and color or nil)
    end
  end
  add(counts.failed + counts.refused, "failed", "bad")
  add(counts.in_doubt, "in doubt", "doubt")
  if counts.skipped > 0 then
    add(counts.skipped, "skipped", "doubt")
  end
  add(left_of(counts), "waiting")
  return parts
end

local function append(list, parts)
  return table.move(parts, 1, #parts, #list + 1, list)
end

-- The bar has the end of each kind; what has begun to come is not full.
local function bar(wave, width)
  local inside = width - 2
  local share = wave.total > 0 and (wave.total - left_of(wave)) / wave.total or 1
  local filled = math.floor(share * inside)
  local bad = math.min(wave.failed + wave.refused + wave.in_doubt > 0 and 1 or 0, filled)
  return {
    part("["),
    part(("="):rep(filled - bad), "good"),
    part(("!"):rep(bad), "bad"),
    part((" "):rep(inside - filled)),
    part("] "),
  }
end

local function percent(wave)
  return wave.total > 0 and (wave.total - left_of(wave)) * 100 // wave.total or 100
end

-- What stands behind the counts of the current wave: rate and ETA, or how long it still soaks.
local function tail_of(p, wave, rate)
  if wave.number ~= p.wave or p.state ~= "running" then
    return {}
  elseif wave.state == "soaking" and wave.soak_until then
    return { part("  soaking " .. text.duration(wave.soak_until - p.now), "dim") }
  elseif rate and left_of(wave) > 0 then
    return {
      part("  " .. rate_text(rate), "dim"),
      part(" ETA " .. text.duration(left_of(wave) / rate), "dim"),
    }
  end
  return {}
end

-- The line of a wave in `width` columns: with a bar and with zeros where there is room for them.
function Terminal:wave_line(p, wave, rate, width)
  local digits = #tostring(#p.waves)
  local head = part(("wave %" .. digits .. "d/%d "):format(wave.number, #p.waves), "strong")
  local share = part(("%3d%% "):format(percent(wave)))
  local tail = tail_of(p, wave, rate)
  local used = length_of({ head, share }) + length_of(tail)
  local counts = counted(wave, true, ", ")
  if used + length_of(counts) + NARROWEST_BAR >= width then
    counts = counted(wave, false, ", ")
  end
  if used + length_of(counts) > width then
    counts = counted(wave, false, " ")
  end
  if used + length_of(counts) > width then
    table.remove(tail, 1)
  end
  local line, room = { head }, width - used - length_of(counts) - 1
  if room >= NARROWEST_BAR then
    append(line, bar(wave, math.min(room, WIDEST_BAR)))
  end
  line[#line + 1] = share
  return self:join(append(append(line, counts), tail), width)
end

local function since(p)
  return (p.ended or p.now) - (p.started or p.now)
end

local function state_parts(p)
  local parts = {
    part(text.visible(p.name), "strong"),
    part(" is "),
    part(text.words(p.state), STATE_COLORS[p.state]),
  }
  if p.reason then
    parts[#parts + 1] = part(": " .. text.visible(p.reason))
  end
  return parts
end

-- The waves that are shown: as many as there is room for, up to the current one.
local function shown_waves(p, most)
  local last = math.max(p.wave, 1)
  for _, wave in ipairs(p.waves) do
    if wave.total ~= left_of(wave) then
      last = math.max(last, wave.number)
    end
  end
  return math.max(1, last - most + 1), math.min(last, #p.waves)
end

function Terminal:clear()
  if self.drawn then
    self.file:write(("\27[%dA\r\27[J"):format(self.drawn))
    self.drawn = nil
  end
end

function Terminal:draw(p, rate)
  local columns, rows = core.terminal_size(self.file)
  local width = (self.columns or columns or COLUMNS) - 1
  local lines = {}
  local first, last = shown_waves(p, math.max((rows or 24) - 3, 1))
  for number = first, last do
    lines[#lines + 1] = self:wave_line(p, p.waves[number], rate, width)
  end
  local status = state_parts(p)
  append(status, { part((", %d under way, %d of %d unavailable, %s"):format(p.under_way,
    p.unavailable, p.limits.max_unavailable, text.duration(since(p))), "dim") })
  lines[#lines + 1] = self:join(status, width)
  self:clear()
  self.drawn = #lines
  return put(self.file, table.concat(lines, "\n"))
end

-- A line where nothing can be drawn anew: every interval, and when something changes.
function Terminal:log(p, rate)
  local is_new = p.state ~= self.last_state or p.wave ~= self.last_wave
  if not is_new and p.now < self.next_line then
    return
  end
  self.last_state, self.last_wave, self.next_line = p.state, p.wave, p.now + self.interval
  local line = { part(os.date("!%H:%M:%SZ ", math.floor(p.now))) }
  append(line, { part(("%s %s, wave %d/%d: "):format(text.visible(p.name), text.words(p.state),
    p.wave, #p.waves)) })
  append(line, counted(p, true, ", "))
  append(line, { part((" of %d"):format(p.total)) })
  if rate and left_of(p) > 0 then
    append(line, { part((", %s, ETA %s"):format(rate_text(rate),
      text.duration(left_of(p) / rate))) })
  end
  return put(self.file, self:join(line, math.huge))
end

local function error_lines(self, p)
  local lines = {}
  for i, row in ipairs(p.errors or {}) do
    if i > 5 then
      lines[#lines + 1] = self:join({ part(("    and %d more codes"):format(#p.errors - 5)) },
        math.huge)
      break
    end
    lines[#lines + 1] = self:join({
      part(("    %s: "):format(text.count(row.targets, "target"))),
      part(text.words(row.state), row.state == "in_doubt" and "doubt" or "bad"),
      part(row.code and " " .. text.visible(row.code) or ""),
      part(row.message and ", " .. text.visible(row.message) or ""),
      part((" (first: %s)"):format(text.visible(row.target))),
    }, math.huge)
  end
  return lines
end

local function advice_lines(self, p)
  local list = advice.of(p, p.errors)
  if #list == 0 then
    return {}
  end
  local journal = text.visible(p.journal or "JOURNAL")
  local lines = { "  next:" }
  if not self.program then
    lines[2] = "    " .. advice.opening(journal, p.id)
  end
  for _, each in ipairs(list) do
    lines[#lines + 1] = self:join({ part("    " .. each.text .. ":", "dim") }, math.huge)
    lines[#lines + 1] = "      " .. (self.program
      and advice.command(each, self.program, journal, p.id) or each.lua)
  end
  return lines
end

-- What came of it.
function Terminal:recap(p)
  self:clear()
  local state = state_parts(p)
  if p.stopped and p.stopped ~= p.state then
    state[#state + 1] = part((" (this worker was stopped: %s)"):format(text.words(p.stopped)))
  end
  local lines = { self:join(state, math.huge) }
  local counts = append({ part("  ") }, counted(p, true, ", "))
  append(counts, { part((" of %d in %s"):format(p.total, text.duration(since(p)))) })
  lines[2] = self:join(counts, math.huge)
  append(lines, error_lines(self, p))
  append(lines, advice_lines(self, p))
  return put(self.file, table.concat(lines, "\n"))
end

---A function for the option `progress` of run:work() that shows how far the rollout is. On a
---terminal it draws a line a wave; elsewhere it writes a line every `interval` seconds. At the end
---it writes the first errors by code and what to do next. Colors are for terminals without NO_COLOR
---in the environment.
---@param given? { file: file*?, color: boolean?, columns: integer?, interval: number?,
---  program: string? } `file`: standard error by default; `interval`: 10 by default; `program`: the
---  advice at the end names its commands instead of Lua
---@return fun(p: table): nil, string? # the second is what is wrong where it cannot write
function M.new(given)
  given = options.check(given, RULES, "rollout.terminal", 2)
  local file = given.file or io.stderr
  local columns = core.terminal_size(file)
  local no_color = os.getenv("NO_COLOR")
  local self = setmetatable({
    file = file,
    columns = given.columns,
    color = given.color,
    interval = given.interval or INTERVAL,
    program = given.program,
    samples = {},
    next_line = 0,
  }, Terminal)
  if self.color == nil then
    self.color = columns ~= nil and (no_color == nil or no_color == "")
  end
  return function(p)
    if p.worker then
      return nil, self:recap(p)
    end
    local show = columns and self.draw or self.log
    return nil, show(self, p, self:rate(p))
  end
end

return M
