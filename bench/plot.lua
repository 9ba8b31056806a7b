-- SPDX-License-Identifier: Apache-2.0
-- Plots lines as SVG, on logarithmic axes.

local M = {}

local WIDTH, HEIGHT = 640, 400
local LEFT, RIGHT, TOP, BOTTOM = 70, 20, 40, 50
local COLOURS = { "#0b6e99", "#c2571a", "#5a8f29", "#7a4fa3" }

-- "1500" as "1.5 k".
local function short(value)
  for _, unit in ipairs({ { 1e9, " G" }, { 1e6, " M" }, { 1e3, " k" } }) do
    if value >= unit[1] then
      return ("%.4g%s"):format(value / unit[1], unit[2])
    end
  end
  return ("%.4g"):format(value)
end

local function limits_of(lines, index)
  local least, most = math.huge, 0
  for _, line in ipairs(lines) do
    for _, point in ipairs(line.points) do
      least, most = math.min(least, point[index]), math.max(most, point[index])
    end
  end
  return least, most
end

-- A function from values to positions, and the values to mark: 1, 2 and 5 of each power of ten.
local function axis(least, most, from, to)
  local low, high = math.log(least), math.log(most)
  local span = math.max(high - low, 1e-9)
  local marks = {}
  for power = math.floor(low / math.log(10)), math.ceil(high / math.log(10)) do
    for _, digit in ipairs(most / least > 300 and { 1 } or { 1, 2, 5 }) do
      local value = digit * 10.0 ^ power
      if value >= least * 0.999 and value <= most * 1.001 then
        marks[#marks + 1] = value
      end
    end
  end
  return function(value)
    return from + (math.log(value) - low) / span * (to - from)
  end, marks
end

local function text(parts, x, y, anchor, value, more)
  parts[#parts + 1] = ('<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>'):format(x, y,
    anchor, more or "", value)
end

---A plot as text.
---@param plot table `title`, `x`, `y` (words), `lines`: { name: string, points: number[][] }[],
---  where points are { x, y }, above 0
---@return string
function M.svg(plot)
  local parts = {
    ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" '
      .. 'font-size="12">'):format(WIDTH, HEIGHT),
    '<rect width="100%" height="100%" fill="white"/>',
  }
  local x_least, x_most = limits_of(plot.lines, 1)
  local y_least, y_most = limits_of(plot.lines, 2)
  local x_of, x_marks = axis(x_least, x_most, LEFT, WIDTH - RIGHT)
  local y_of, y_marks = axis(y_least / 1.2, y_most * 1.2, HEIGHT - BOTTOM, TOP)
  for _, value in ipairs(x_marks) do
    parts[#parts + 1] = ('<path d="M%.1f %d V%d" stroke="#ddd"/>'):format(x_of(value), TOP,
      HEIGHT - BOTTOM)
    text(parts, x_of(value), HEIGHT - BOTTOM + 16, "middle", short(value))
  end
  for _, value in ipairs(y_marks) do
    parts[#parts + 1] = ('<path d="M%d %.1f H%d" stroke="#ddd"/>'):format(LEFT, y_of(value),
      WIDTH - RIGHT)
    text(parts, LEFT - 6, y_of(value) + 4, "end", short(value))
  end
  text(parts, WIDTH / 2, 20, "middle", plot.title, ' font-size="14"')
  text(parts, WIDTH / 2, HEIGHT - 12, "middle", plot.x)
  text(parts, 14, HEIGHT / 2, "middle", plot.y,
    (' transform="rotate(-90 14 %d)"'):format(HEIGHT // 2))
  for i, line in ipairs(plot.lines) do
    local colour, path = COLOURS[(i - 1) % #COLOURS + 1], {}
    for k, point in ipairs(line.points) do
      path[k] = ("%s%.1f %.1f"):format(k == 1 and "M" or "L", x_of(point[1]), y_of(point[2]))
      parts[#parts + 1] = ('<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>'):format(x_of(point[1]),
        y_of(point[2]), colour)
    end
    parts[#parts + 1] = ('<path d="%s" fill="none" stroke="%s" stroke-width="2"/>'):format(
      table.concat(path, " "), colour)
    text(parts, LEFT + 10, TOP + 4 + 16 * i, "start", line.name, (' fill="%s"'):format(colour))
  end
  parts[#parts + 1] = "</svg>\n"
  return table.concat(parts, "\n")
end

---@param path string
---@param plot table as for svg()
function M.write(path, plot)
  local file <close> = assert(io.open(path, "w"))
  assert(file:write(M.svg(plot)))
end

return M
