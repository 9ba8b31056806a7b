-- SPDX-License-Identifier: Apache-2.0
-- Replies on standard output: JSON, lines of JSON, tables, CSV and TSV.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local grid = require("hwc.cli.grid")
local text_of = require("hwc.rollout.text")
local names_of = require("hwc.names")

local M = {}

-- Columns of a nested value in a table.
local LONGEST_NESTED = 40

-- Columns without room that are named.
local MOST_OMITTED = 4

local function encode(value)
  local text, err = core.encode_json(value)
  if not text then
    error(err, 0)
  end
  return text
end

---A value as JSON on several lines.
---@param value any
---@param indent? string
---@return string
function M.pretty(value, indent)
  indent = indent or ""
  if type(value) ~= "table" or next(value) == nil then
    return encode(value)
  end
  local inner, parts = indent .. "  ", {}
  if core.is_array(value) then
    for i, item in ipairs(value) do
      parts[i] = M.pretty(item, inner)
    end
    return ("[\n%s%s\n%s]"):format(inner, table.concat(parts, ",\n" .. inner), indent)
  end
  for i, key in ipairs(names_of.sorted(value)) do
    parts[i] = encode(key) .. ": " .. M.pretty(value[key], inner)
  end
  return ("{\n%s%s\n%s}"):format(inner, table.concat(parts, ",\n" .. inner), indent)
end

-- The value at a dotted path, whose numbers count from 1.
local function at_path(value, path)
  for segment in path:gmatch("[^.]+") do
    if type(value) ~= "table" then
      return nil
    end
    local number = math.tointeger(tonumber(segment))
    if value[segment] ~= nil then
      value = value[segment]
    elseif number and value[number] ~= nil then
      value = value[number]
    elseif value[1] ~= nil then
      local all = core.array({})
      for _, item in ipairs(value) do
        all[#all + 1] = type(item) == "table" and item[segment] or nil
      end
      value = all
    else
      return nil
    end
  end
  return value
end

-- A value in one cell. Nested ones are shortened where `short`.
local function cell_text(value, short)
  if value == nil or value == core.null then
    return ""
  elseif type(value) == "string" then
    return value
  elseif type(value) ~= "table" then
    return encode(value)
  end
  local is_flat, texts = core.is_array(value), {}
  for i, item in ipairs(value) do
    is_flat = is_flat and type(item) ~= "table"
    texts[i] = is_flat and cell_text(item) or nil
  end
  local text = is_flat and table.concat(texts, ",") or encode(value)
  if short and utf8.len(text) and utf8.len(text) > LONGEST_NESTED then
    return text:sub(1, utf8.offset(text, LONGEST_NESTED) - 1) .. "…"
  end
  return text
end

local function csv_cell(text)
  if text:find('[",\r\n]') then
    return '"' .. text:gsub('"', '""') .. '"'
  end
  return text
end

local function tsv_cell(text)
  return (text:gsub("[\t\r\n\\]", { ["\t"] = "\\t", ["\r"] = "\\r", ["\n"] = "\\n",
    ["\\"] = "\\\\" }))
end

local FORMS = {
  csv = { cell = csv_cell, separator = "," },
  tsv = { cell = tsv_cell, separator = "\t" },
}

---The columns that a list of objects has by default: what identifies an item, its name and state,
---then its other members, nested ones last.
---@param members table[] of the items
---@param id? string the member that is the ID
---@return string[]
function M.default_columns(members, id)
  local ranked = {}
  for place, member in ipairs(members) do
    local name, nested = member.name, member.object ~= nil or member.type == "array"
    local rank = name == id and 0 or nested and 5
      or (name == "id" or name == "name" or name:find("^%l+_name$")) and 1
      or (name == "status" or name == "state") and 2 or 3
    ranked[place] = { name = name, rank = rank * 1000 + place }
  end
  table.sort(ranked, function(a, b) return a.rank < b.rank end)
  local names = {}
  for i, each in ipairs(ranked) do
    names[i] = each.name
  end
  return names
end

---@param text string
---@return string[]
function M.split_columns(text)
  local columns = {}
  for name in text:gmatch("[^,]+") do
    columns[#columns + 1] = name:match("^%s*(.-)%s*$"):gsub("-", "_")
  end
  if #columns == 0 then
    failure.usage("--columns takes names of members, such as id,name")
  end
  return columns
end

---@class hwc.cli.Writer
---@field form string
---@field columns? string[]
local Writer = {}
Writer.__index = Writer

-- The columns of an item whose row says nothing.
local function columns_of(item)
  local members = {}
  for i, key in ipairs(type(item) == "table" and names_of.sorted(item) or { "value" }) do
    members[i] = { name = key, type = type(item) == "table" and type(item[key]) == "table"
      and "array" or nil }
  end
  return M.default_columns(members)
end

function Writer:cells(item)
  local cells = {}
  for i, name in ipairs(self.columns) do
    local value = item
    if type(item) == "table" then
      value = item[name]
      if value == nil and self.chosen then
        value = at_path(item, name)
      end
    end
    if self.waiting and type(value) == "table" then
      self.nested[i] = true
    end
    local text = cell_text(value, self.form == "table")
    cells[i] = self.cell(text)
  end
  return cells
end

function Writer:write_line(line)
  self.console:write(line, "\n")
end

-- Writes the rows that waited for the widths.
function Writer:release()
  local rows = self.waiting
  self.waiting = nil
  local omitted = self.grid:fit(rows, self.nested)
  if rows[1] and self.grid:head() then
    self:write_line(self.grid:head())
  end
  for _, row in ipairs(rows) do
    self:write_line(self.grid:line(row))
  end
  if rows[1] and omitted[1] then
    local more = #omitted > MOST_OMITTED and (" and %d more"):format(#omitted - MOST_OMITTED) or ""
    self.console:say(("without room: %s%s; --columns chooses, -o json shows all"):format(
      table.concat(omitted, ", ", 1, math.min(#omitted, MOST_OMITTED)), more))
  end
end

function Writer:begin()
  if self.form == "table" then
    self.grid = grid.new({
      columns = self.columns,
      chosen = self.chosen,
      header = self.header,
      width = self.console:columns(),
      bold = self.console:has_color(),
    })
    self.waiting, self.nested = {}, {}
  elseif FORMS[self.form] and self.header then
    local names = {}
    for i, name in ipairs(self.columns) do
      names[i] = FORMS[self.form].cell(name)
    end
    self:write_line(table.concat(names, FORMS[self.form].separator))
  end
end

-- Notes which chosen columns an item has.
function Writer:note_columns(item)
  self.last = item
  for i = #self.absent, 1, -1 do
    local name = self.absent[i]
    if self.known[name:match("^[^.]+")] or at_path(item, name) ~= nil then
      table.remove(self.absent, i)
    end
  end
end

-- Warns of chosen columns that no item has: their names may be wrong.
function Writer:warn_of_columns()
  local last = self.last
  local known = type(last) == "table" and not core.is_array(last) and last or {}
  for _, name in ipairs(last and self.absent or {}) do
    local near = require("hwc.nearest").find(name, known)
    self.console:say(("warning: there is no column %s%s"):format(name,
      near and (", did you mean %s?"):format(near) or ""))
  end
end

-- An item with the chosen columns alone.
local function chosen_members(item, columns)
  local made = {}
  for _, name in ipairs(columns) do
    made[name] = at_path(item, name)
  end
  return made
end

---Writes an item of a list.
---@param item any
function Writer:add(item)
  if self.absent[1] then
    self:note_columns(item)
  end
  if self.chosen and (self.form == "json" or self.form == "jsonl") then
    item = chosen_members(item, self.columns)
  end
  if self.form == "json" then
    self.console:write(self.count == 0 and ("{\n  %s: [\n    "):format(encode(self.member))
      or ",\n    ", M.pretty(item, "    "))
  elseif self.form == "jsonl" then
    self:write_line(encode(item))
  else
    if self.count == 0 then
      self.columns = self.columns or columns_of(item)
      self:begin()
    end
    local cells = self:cells(item)
    if self.waiting then
      self.waiting[#self.waiting + 1] = cells
    elseif self.grid then
      self:write_line(self.grid:line(cells))
    else
      self:write_line(table.concat(cells, FORMS[self.form].separator))
    end
  end
  self.count = self.count + 1
end

---Passes a page on.
function Writer:flush()
  if self.waiting then
    self:release()
  end
  self.console:flush()
end

---Ends the list.
function Writer:finish()
  if self.count == 0 and self.form == "table" then
    self.console:say("no items")
  elseif self.count == 0 and self.columns then
    self:begin()
  end
  if self.form == "json" then
    self.console:write(self.count == 0 and ("{\n  %s: []\n}\n"):format(encode(self.member))
      or "\n  ]\n}\n")
  end
  self:flush()
  self:warn_of_columns()
end

-- Ends a list whose rest cannot be had. JSON stays open, so that nothing takes it for all of it.
local function cut_off(self)
  if self.count == 0 then
    return
  elseif self.form == "json" then
    self.console:write("\n")
  end
  self:flush()
  self.console:say("the list is not complete: it ends after " .. text_of.count(self.count, "item"))
end

---Writes a list whose items `add_all` adds. Raises what that raises.
---@param add_all fun()
function Writer:fill(add_all)
  local good, problem = pcall(add_all)
  if good then
    self:finish()
    return
  elseif not failure.is_failure(problem) then
    cut_off(self)
  end
  error(problem, 0)
end

---@class hwc.cli.Shape
---@field member? string the member of the reply that has the items
---@field columns? string[] by default
---@field members? string[] those of the reply

---What a reply of an operation looks like.
---@param row table
---@return hwc.cli.Shape
function M.shape(row)
  local lists, members = {}, {}
  for i, member in ipairs(row.reply and row.reply.members or {}) do
    members[i] = member.name
    lists[#lists + 1] = member.type == "array" and member or nil
  end
  local found = lists[1]
  if #lists ~= 1 then
    return { members = members }
  end
  return {
    members = members,
    member = found.name,
    columns = found.object and M.default_columns(found.object.members, row.item_id) or nil,
    is_list = row.paging ~= nil or row.name:find("^list_") ~= nil,
  }
end

---What a reply without a row looks like.
---@param reply table
---@return hwc.cli.Shape
function M.shape_of_reply(reply)
  local found
  for name, value in pairs(reply) do
    if type(value) == "table" and core.is_array(value) then
      if found then
        return {}
      end
      found = name
    end
  end
  return { member = found, is_list = found ~= nil }
end

---A writer for a list.
---@param console hwc.cli.Console
---@param given table<string, any> flags
---@param shape hwc.cli.Shape
---@return hwc.cli.Writer
function M.writer(console, given, shape)
  local form = given.output or shape.is_list and console:is_screen() and "table" or "json"
  local chosen, known = given.columns and M.split_columns(given.columns), {}
  for _, name in ipairs(shape.columns or shape.members or {}) do
    known[name] = true
  end
  return setmetatable({
    console = console,
    form = form,
    member = shape.member,
    columns = chosen or shape.columns,
    chosen = chosen ~= nil,
    cell = form == "table" and text_of.visible or FORMS[form] and FORMS[form].cell,
    absent = chosen and table.move(chosen, 1, #chosen, 1, {}) or {},
    known = known,
    header = not given["no-header"],
    count = 0,
  }, Writer)
end

-- A reply that is no list, as a table of names and values, or as one row.
local function write_single(console, given, reply, shape)
  local writer = M.writer(console, given, { member = "items", members = shape.members })
  if writer.form == "json" or writer.form == "jsonl" then
    local shown = writer.chosen and chosen_members(reply, writer.columns) or reply
    console:write(writer.form == "json" and M.pretty(shown) or encode(shown), "\n")
    writer:note_columns(reply)
    writer:warn_of_columns()
  elseif writer.form == "table" and not writer.chosen then
    writer.columns, writer.header = { "name", "value" }, false
    for _, key in ipairs(names_of.sorted(reply)) do
      writer:add({ name = key, value = reply[key] })
    end
    writer:finish()
  else
    writer:add(reply)
    writer:finish()
  end
  console:flush()
end

-- True if the chosen columns are members of the reply, not of the items of its list.
local function is_about_reply(columns, shape)
  local known = {}
  for _, name in ipairs(shape.members or {}) do
    known[name] = true
  end
  for _, name in ipairs(shape.columns or {}) do
    known[name] = nil
  end
  for _, name in ipairs(columns) do
    if not known[name:match("^[^.]+")] then
      return false
    end
  end
  return true
end

---Writes a reply.
---@param console hwc.cli.Console
---@param given table<string, any> flags
---@param reply table
---@param shape hwc.cli.Shape
function M.reply(console, given, reply, shape)
  local items = shape.member and reply[shape.member]
  local writer = M.writer(console, given, shape)
  local as_list = type(items) == "table" and (writer.form ~= "json" or writer.chosen)
    and not (writer.chosen and is_about_reply(writer.columns, shape))
  if not as_list then
    write_single(console, given, reply, shape)
    return
  end
  for _, item in ipairs(items) do
    writer:add(item)
  end
  writer:finish()
end

return M
