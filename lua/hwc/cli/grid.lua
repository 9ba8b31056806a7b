-- SPDX-License-Identifier: Apache-2.0
-- Tables on a terminal. The first rows decide how wide the columns are; later ones are cut to them,
-- so that lists of any length can be shown as they come.

local width = require("hwc.cli.width")

local M = {}

local GAP = "  "

-- Columns of the widest cell that nobody asked for, and of the narrowest ones; nested values give
-- way first, because IDs are of use only as a whole.
local WIDEST, NARROWEST, NARROWEST_NESTED = 40, 6, 12

---@class hwc.cli.Grid
---@field columns string[] names
---@field widths? integer[]
local Grid = {}
Grid.__index = Grid

---@param given { columns: string[], chosen: boolean, header: boolean, width: integer?,
---  bold: boolean } `chosen`: all columns are shown, however narrow; `width`: of the terminal
---@return hwc.cli.Grid
function M.new(given)
  return setmetatable({
    columns = given.columns,
    chosen = given.chosen,
    header = given.header,
    width = given.width,
    bold = given.bold,
  }, Grid)
end

local function natural_widths(self, rows)
  local widths = {}
  for i, name in ipairs(self.columns) do
    local widest = self.header and width.of(name) or 1
    for _, row in ipairs(rows) do
      local own = width.of(row[i])
      widest = own > widest and own or widest
    end
    widths[i] = widest
    if not self.chosen and self.width then
      widths[i] = math.min(widths[i], WIDEST)
    end
  end
  return widths
end

local function total(widths)
  local sum = #GAP * (#widths - 1)
  for _, each in ipairs(widths) do
    sum = sum + each
  end
  return sum
end

-- The widest column above `least`; nil if there is none.
local function widest_of(widths, least, only)
  local found
  for i, each in ipairs(widths) do
    if each > least and (not only or only[i]) and (not found or each > widths[found]) then
      found = i
    end
  end
  return found
end

-- Makes the widest column narrower until all fit.
local function shrink(widths, limit, nested)
  while total(widths) > limit do
    local widest = widest_of(widths, NARROWEST_NESTED, nested) or widest_of(widths, NARROWEST)
    if not widest then
      return
    end
    widths[widest] = widths[widest] - 1
  end
end

---Decides the widths.
---@param rows string[][] the first rows
---@param nested table<integer, boolean> columns with nested values
---@return string[] omitted names of columns without room
function Grid:fit(rows, nested)
  local widths, omitted = natural_widths(self, rows), {}
  if self.width and self.chosen then
    shrink(widths, self.width, nested)
  elseif self.width then
    while #widths > 1 and total(widths) > self.width do
      table.insert(omitted, 1, self.columns[#widths])
      widths[#widths] = nil
    end
    shrink(widths, self.width, nested)
  end
  self.widths = widths
  return omitted
end

---A row as a line.
---@param row string[]
---@return string
function Grid:line(row)
  local cells, widths, has_end = {}, self.widths, self.width ~= nil
  for i = 1, #widths do
    cells[i] = width.fit(row[i], widths[i], has_end)
  end
  return table.concat(cells, GAP):match("^(.*[^ ])") or ""
end

---The line of names; nil without one.
---@return string?
function Grid:head()
  if not self.header then
    return nil
  end
  local line = self:line(self.columns)
  return self.bold and "\27[1m" .. line .. "\27[0m" or line
end

return M
