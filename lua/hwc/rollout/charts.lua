-- SPDX-License-Identifier: Apache-2.0
-- Charts of pages. Shapes are SVG, stretched to the width of the page; labels are text beside them,
-- which keeps its size on a phone. Colors are classes of the page's style.

local text = require("hwc.rollout.text")

local M = {}

local escape = text.escape

local function number(value)
  return text.decimal(value, 2)
end

-- An SVG image; `label` says for those who cannot see it what it shows.
local function image(class, width, height, label, shapes)
  return ('<svg class="%s" viewBox="0 0 %s %s" preserveAspectRatio="none" role="img" '
    .. 'aria-label="%s">%s</svg>'):format(class, number(width), number(height), escape(label),
    table.concat(shapes))
end

local function rect(class, x, y, width, height, title)
  return ('<rect class="%s" x="%s" y="%s" width="%s" height="%s">%s</rect>'):format(class,
    number(x), number(y), number(width), number(height),
    title and "<title>" .. escape(title) .. "</title>" or "")
end

---A bar of parts side by side.
---@param parts { class: string, count: integer, name: string }[]
---@param total integer
---@param label string
---@return string
function M.bar(parts, total, label)
  local shapes, x = { rect("track", 0, 0, 100, 10) }, 0
  for _, part in ipairs(parts) do
    local width = total > 0 and part.count / total * 100 or 0
    if part.count > 0 then
      width = math.max(width, 0.6) -- one of a million is seen, too
      shapes[#shapes + 1] = rect(part.class, math.min(x, 100 - width), 0, width, 10,
        ("%s: %d"):format(part.name, part.count))
      x = x + width
    end
  end
  return image("bar", 100, 10, label, shapes)
end

-- An area between two lists of heights, as steps.
local function area(class, lower, upper, title)
  local there, back = {}, {}
  for i = 1, #upper do
    there[#there + 1] = ("%d,%s %d,%s"):format(i - 1, number(upper[i]), i, number(upper[i]))
    local j = #upper + 1 - i
    back[#back + 1] = ("%d,%s %d,%s"):format(j, number(lower[j]), j - 1, number(lower[j]))
  end
  return ('<polygon class="%s" points="%s %s"><title>%s</title></polygon>'):format(class,
    table.concat(there, " "), table.concat(back, " "), escape(title))
end

-- Five labels of an axis of time.
local function time_axis(seconds)
  local labels = {}
  local shown = seconds < 10 and text.short_duration or text.duration
  for i = 0, 4 do
    labels[#labels + 1] = ("<span>%s</span>"):format(shown(seconds * i / 4))
  end
  return '<div class="axis" aria-hidden="true">' .. table.concat(labels) .. "</div>"
end

-- Where waves began, with their numbers above.
local function wave_marks(marks, count, seconds)
  local lines, labels, last = {}, {}, -100
  for _, mark in ipairs(marks) do
    local x = mark.after / seconds * count
    lines[#lines + 1] = ('<line class="mark" x1="%s" x2="%s" y1="0" y2="100"/>'):format(number(x),
      number(x))
    local share = mark.after / seconds * 100
    if share - last >= 12 and share <= 94 then
      labels[#labels + 1] = ('<span style="left:%s%%">wave %d</span>'):format(number(share),
        mark.wave)
      last = share
    end
  end
  return table.concat(lines), table.concat(labels)
end

local SERIES = {
  { name = "succeeded", class = "done", title = "done" },
  { name = "failed", class = "failed", title = "failed or refused" },
  { name = "in_doubt", class = "doubt", title = "in doubt" },
  { name = "skipped", class = "skipped", title = "skipped" },
}

M.SERIES = SERIES

local function grid()
  local lines = {}
  for _, y in ipairs({ 0, 25, 50, 75 }) do
    lines[#lines + 1] = ('<line class="grid" x1="0" x2="100%%" y1="%d" y2="%d"/>'):format(y, y)
  end
  return table.concat(lines)
end

---Targets that came to their end over time, one kind upon the other.
---@param points table[] { at, succeeded, failed, in_doubt, skipped }
---@param total integer
---@param marks { wave: integer, after: number }[] where waves began
---@return string
function M.progress(points, total, marks)
  local shapes, lower = { grid() }, {}
  for i = 1, #points do
    lower[i] = 100
  end
  for _, series in ipairs(SERIES) do
    local upper, any = {}, false
    for i, point in ipairs(points) do
      upper[i] = lower[i] - (total > 0 and point[series.name] / total * 100 or 0)
      any = any or point[series.name] > 0
    end
    if any then
      shapes[#shapes + 1] = area(series.class, lower, upper, series.title)
    end
    lower = upper
  end
  local last = points[#points]
  local lines, labels = wave_marks(marks, #points, last.at)
  shapes[#shapes + 1] = lines
  local label = ("Targets over time: after %s, %d of %d are done, %d failed or refused, "
    .. "%d in doubt. The table below has the numbers."):format(text.duration(last.at),
    last.succeeded, total, last.failed, last.in_doubt)
  local heights = {}
  for _, share in ipairs({ 1, 0.5, 0 }) do
    heights[#heights + 1] = "<span>" .. text.grouped(math.floor(total * share)) .. "</span>"
  end
  return '<div class="chart"><div class="marks" aria-hidden="true">' .. labels
    .. '</div><div class="heights" aria-hidden="true">' .. table.concat(heights) .. "</div>"
    .. image("plot", #points, 100, label, shapes) .. time_axis(last.at) .. "</div>"
end

---Batches that a worker had under way over time.
---@param points integer[]
---@param most integer that is as high as the chart
---@param label string
---@return string
function M.lane(points, most, label)
  local lower, upper = {}, {}
  for i, count in ipairs(points) do
    lower[i], upper[i] = 100, 100 - (most > 0 and count / most * 96 or 0)
  end
  return image("lane", #points, 100, label, {
    '<line class="grid" x1="0" x2="100%" y1="100" y2="100"/>',
    area("busy", lower, upper, label),
  })
end

M.time_axis = time_axis

-- The bars from the first to the last that has something, and one more on each side.
local function used(bars)
  local first, last
  for i, bar in ipairs(bars) do
    if bar.batches > 0 then
      first, last = first or i, i
    end
  end
  return math.max((first or 1) - 1, 1), math.min((last or 1) + 1, #bars)
end

---What a bar of latencies stands for.
function M.bar_name(bars, i)
  if bars[i].upto then
    return "up to " .. text.short_duration(bars[i].upto)
  end
  return "more than " .. text.short_duration(bars[i - 1].upto)
end

---How many batches took how long.
---@param bars { upto: number?, batches: integer }[]
---@param label string
---@return string
function M.histogram(bars, label)
  local first, last = used(bars)
  local most = 1
  for _, bar in ipairs(bars) do
    most = math.max(most, bar.batches)
  end
  local shapes, labels, count = {}, {}, last - first + 1
  local every = count > 8 and 2 or 1
  for i = first, last do
    local height = bars[i].batches / most * 96
    if bars[i].batches > 0 then
      height = math.max(height, 2)
    end
    shapes[#shapes + 1] = rect("busy", (i - first) * 10 + 1, 100 - height, 8, height,
      ("%s: %s"):format(M.bar_name(bars, i), text.count(bars[i].batches, "batch", "batches")))
    local shown = (i - first) % every == 0
    labels[#labels + 1] = ("<span>%s</span>"):format(shown and (bars[i].upto
      and "≤ " .. text.short_duration(bars[i].upto)
      or "> " .. text.short_duration(bars[i - 1].upto)) or "")
  end
  shapes[#shapes + 1] = '<line class="grid" x1="0" x2="100%" y1="100" y2="100"/>'
  return '<div class="histogram">' .. image("plot", count * 10, 100, label, shapes)
    .. ('<div class="ticks" aria-hidden="true" style="grid-template-columns:repeat(%d,1fr)">')
      :format(count) .. table.concat(labels) .. "</div></div>"
end

return M
