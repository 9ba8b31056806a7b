-- SPDX-License-Identifier: Apache-2.0
-- Reads the argument of a waiting function (IDs, arguments, replies, or a list of them) as items
-- for lua/hwc/waiters.lua. Invalid arguments are found before anything is sent.

local core = require("_hwc")
local errors = require("hwc.errors")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local orders = require("hwc.orders")
local tasks = require("hwc.tasks")
local waiting = require("hwc.waiting")

local M = {}

---An item to wait for.
---@class hwc.Waited
---@field id string
---@field row hwc.Waiter defines success and failure
---@field arguments table of the operation that shows it
---@field shown table what is known of it, for the report
---@field given? table what the reply said of it, for members that later replies lack
---@field base? { state: string?, changed: any } the state at the start
---@field known boolean true if the service has shown it, or accepted its request
---@field only? string the only state that counts
---@field wanted? string the value that has to be reached
---@field group? table the call that its job belongs to
---@field is_call? boolean a placeholder for all jobs of a call
---@field done? boolean

-- Members that name the target of an item that has no ID of its own.
local TARGET = "_id$"

local function copy(from)
  local made = {}
  for name, value in next, from do
    made[name] = value
  end
  return made
end

local function is_text(value)
  return type(value) == "string" and value ~= ""
end

---The ID of an item's target, for items without an ID of their own.
---@param item table
---@return string?
function M.target_of(item)
  local found
  for name, value in next, item do
    if type(name) == "string" and name:find(TARGET) and name ~= "request_id" and is_text(value)
        and (not found or name < found) then
      found = name
    end
  end
  return found and item[found]
end

---@class hwc.WaitedReader
---@field items hwc.Waited[]
---@field refused table[] items that the reply refused
---@field nameless table[] items that the reply accepted without an ID
---@field groups table[] calls whose jobs are waited for
---@field is_misfit? boolean true if the reply of a request lacks the IDs
---@field conflict? string why two of the requests cannot be waited for together
local Reader = {}
Reader.__index = Reader

-- Why two requests for one item cannot be waited for together.
local function conflict_of(item, row, wanted)
  local goals
  if item.row ~= row then
    goals = ("%s and %s"):format(item.row.name, row.name)
  elseif item.wanted and wanted and item.wanted:lower() ~= wanted:lower() then
    goals = "two values of " .. row.wanted
  end
  return goals and ("one wait has one goal per ID; %s has %s"):format(item.id, goals)
end

-- Adds an item unless it is already there.
function Reader:add(row, id, arguments, more)
  local key = id .. "\0" .. (row.within and arguments[row.within] or "")
  local item = self.by_key[key]
  if item then
    self.conflict = self.conflict or conflict_of(item, row, more and more.wanted)
  else
    item = {
      id = id,
      row = row,
      arguments = arguments,
      shown = { [row.item_id] = id },
      known = false,
    }
    self.by_key[key] = item
    self.items[#self.items + 1] = item
  end
  for name, value in next, more or {} do
    item[name] = value
  end
  return item
end

-- The group of a call ID; `named`: the reply lists all its jobs.
function Reader:group(row, id, named)
  local group = self.by_group[id]
  if not group then
    group = { id = id, named = named, items = {} }
    self.by_group[id] = group
    self.groups[#self.groups + 1] = group
  end
  group.named = group.named and named
  if not named and not group.call then
    group.call = {
      id = id,
      row = row,
      shown = { [row.list.group] = id },
      known = false,
      group = group,
      is_call = true,
    }
    self.items[#self.items + 1] = group.call
  end
  return group
end

---Adds a job to its call, unless another call already has it.
---@param row hwc.Waiter
---@param group table
---@param id string
---@param given table what is known of the job
---@return hwc.Waited item
---@return boolean is_new
function Reader:add_job(row, group, id, given)
  local known = self.by_key[id .. "\0"]
  if known then
    group.items[#group.items + 1] = known
    return known, false
  end
  local item = self:add(row, id, { [row.id] = id }, { group = group, given = given })
  if not given[row.item_id] then
    given[row.item_id] = id
  end
  item.shown = copy(given)
  group.items[#group.items + 1] = item
  return item, true
end

-- An item was accepted if the code is absent, null or "".
function Reader:take_job(row, reply, job)
  if is_text(job.error_code) then
    self.refused[#self.refused + 1] = copy(job)
  elseif is_text(job[row.item_id]) then
    local group = self:group(row, reply[row.list.group], true)
    if not self.by_key[job[row.item_id] .. "\0"] then
      self:add_job(row, group, job[row.item_id], copy(job))
    end
  else
    self.nameless[#self.nameless + 1] = copy(job)
  end
end

-- Describes a value that is not a plain table. (A metatable that computes members would hide some.)
local function no_table(value)
  if errors.is_error(value) then
    return "the error of a call that failed"
  elseif type(value) ~= "table" then
    return "a " .. type(value)
  elseif not core.is_plain(value) then
    return "a table whose metatable has __index or __pairs"
  end
end

-- What is wrong with the list of a reply; nil if nothing is.
local function reply_list_problem(reply, name)
  local list = reply[name]
  local other = type(list) == "table" and options.no_list(list)
  return other and ("%s of a reply is a list; this is %s"):format(name, other) or nil
end

-- Reads a reply that has a list of jobs, or is a job itself.
function Reader:read_jobs(row, reply)
  local list = row.list
  local jobs, call = reply[list.items], reply[list.group]
  if type(jobs) == "table" and is_text(call) then
    for i = 1, rawlen(jobs) do
      local job = jobs[i]
      if job == core.null then
        job = {}
      elseif no_table(job) then
        return ("%s[%d] of a reply is a table; this is %s"):format(list.items, i, no_table(job))
      end
      self:take_job(row, reply, job)
    end
    if rawlen(jobs) == 0 then
      self:group(row, call, false) -- jobs may appear later
    end
  elseif is_text(call) and (is_text(reply[row.item_id]) or is_text(reply.error_code)) then
    local job = copy(reply)
    job[list.group] = nil
    self:take_job(row, reply, job)
  elseif is_text(reply[row.item_id]) then
    return ("this is a job; pass the reply, or its %s"):format(list.group)
  elseif is_text(call) then
    return "this reply has no jobs to wait for"
  else
    return ("a reply has %s and %s; this table does not"):format(list.group, list.items)
  end
end

---A member of a table that shows an item; nil for null.
---@param shown table
---@param name string? nil if the row does not name one
---@return any
function M.member(shown, name)
  local value = name and shown[name]
  return value ~= core.null and value or nil
end

-- The state in a table that shows an item, as the state at the start.
local function base_of(row, shown)
  local state = M.member(shown, row.state)
  if state == nil then
    return nil
  end
  return { state = tostring(state), changed = M.member(shown, row.changed) }
end

-- True if an ID at `path` of the reply is something else than a text.
local function has_other_ids(reply, path)
  for _, place in ipairs(orders.unexpected(reply) or {}) do
    local name = place:gsub("%[%d+%]", "")
    if name == path or path:sub(1, #name + 1) == name .. "." then
      return true
    end
  end
  return false
end

-- Reads a request whose reply or arguments name several items.
function Reader:read_many(row, reply, order)
  local path = order and order.path
  local bases, ids = {}, path and orders.texts(reply, path) or {}
  local lacks_ids = #ids > 0 and has_other_ids(reply, path)
  if order and #ids == 0 then
    ids = order.ids
  end
  local shown = row.list and reply[row.list.items]
  local from_reply = #ids == 0
  for i, item in ipairs(type(shown) == "table" and shown or {}) do
    local id = not no_table(item) and item[row.item_id]
    if not is_text(id) then
      return ("%s[%d] of a reply has no %s"):format(row.list.items, i, row.item_id)
    end
    bases[id] = item
    if from_reply then
      ids[#ids + 1] = id
    end
  end
  if path and (#ids == 0 or lacks_ids) then
    self.is_misfit = true
    return ("the reply of the request has no %s to wait for"):format(path)
  end
  for _, id in ipairs(ids) do
    self:add(row, id, { [row.id] = id }, {
      known = true,
      base = bases[id] and base_of(row, bases[id]),
      wanted = order and order.wanted,
      shown = bases[id] and copy(bases[id]),
    })
  end
end

-- Reads a reply, a table that shows one item, or arguments that name one.
function Reader:read_one(row, what, order)
  local id = what[row.id]
  if not is_text(id) then
    id = what[row.item_id] or order and order.ids[1]
  end
  if not is_text(id) then
    return ("a table that names one item has %s, a reply has %s; this table has neither"):format(
      row.id, row.list and row.list.items or row.item_id)
  end
  local arguments = { [row.id] = id }
  if row.within then
    local within = order and order.within or what[row.within]
    if not is_text(within) then
      return ("%s also needs %s: { %s =, %s = }"):format(row.id, row.within, row.within, row.id)
    end
    arguments[row.within] = within
  end
  local base = base_of(row, what)
  self:add(row, id, arguments, {
    known = base ~= nil or order ~= nil,
    base = base,
    wanted = order and order.wanted or row.wanted and is_text(what[row.wanted]) and what[row.wanted]
      or nil,
    shown = base and copy(what) or nil,
  })
end

function Reader:read_table(what)
  local row, problem, only = self.row_of(what)
  if not row then
    return problem
  end
  local before = #self.items
  local order = orders.of(what)
  order = order and order[row.name]
  problem = row.list and reply_list_problem(what, row.list.items)
  if problem then
    return problem
  elseif row.list and row.list.by then
    problem = self:read_jobs(row, what)
  elseif order and order.path or row.list and type(what[row.list.items]) == "table" then
    problem = self:read_many(row, what, order)
  else
    problem = self:read_one(row, what, order)
  end
  for i = before + 1, #self.items do
    self.items[i].only = only
  end
  return problem or self.conflict
end

function Reader:read_text(id)
  local row, problem, only = self.row_of(id)
  if not row then
    return problem
  elseif id == "" then
    return "an ID must not be empty"
  elseif row.within then
    return ("%s also needs %s: { %s =, %s = }"):format(row.id, row.within, row.within, row.id)
  end
  local list = row.list
  if not (list and list.by) then
    self:add(row, id, { [row.id] = id }, { only = only })
    return self.conflict
  elseif id:find(",", 1, true) then
    return ("the ID of a call has no comma, got %q; pass a list of IDs"):format(id)
  elseif orders.is_item(id, list.items, row.item_id) then
    return ("%q is the ID of a job; pass the reply, or its %s"):format(id, list.group)
  else
    self:group(row, id, false)
  end
end

-- A reply without members is not an empty list.
local function is_list(what)
  if orders.of(what) then
    return false
  end
  for key in next, what do
    if math.type(key) == "integer" then
      return true
    end
  end
  return next(what) == nil
end

-- The first failed item of a list that hwc.map returned: a hole at the end of a list is invisible.
local function map_problem(list)
  local first
  local failed = tasks.errors_of_map(list) or {}
  for index in next, failed do
    if list[index] == nil and (not first or index < first) then
      first = index
    end
  end
  return first and waiting.failed_text(first, failed[first])
end

-- Holes and other members would be dropped silently.
local function list_problem(list)
  local count, last = 0, 0
  for key in next, list do
    if math.type(key) ~= "integer" or key < 1 then
      return ("the list has a key %s; keys must be 1, 2, 3 and so on"):format(
        math.type(key) and tostring(key) or nearest.quote(key))
    end
    count, last = count + 1, math.max(last, key)
  end
  if count < last then
    local hole = 1
    while list[hole] ~= nil do
      hole = hole + 1
    end
    return ("the list has no item %d, but an item %d; if a call failed, wait for the other items "
      .. "only"):format(hole, last)
  end
end

function Reader:read(what)
  if type(what) == "string" then
    return self:read_text(what)
  end
  local other = no_table(what)
  if other then
    return ("expected an ID, a table, or a list of them, got %s"):format(other)
  elseif not is_list(what) then
    return self:read_table(what)
  end
  local problem = map_problem(what) or list_problem(what)
  for i = 1, problem and 0 or rawlen(what) do
    local item = what[i]
    other = no_table(item)
    if type(item) == "string" then
      problem = self:read_text(item)
    elseif other then
      problem = "expected an ID or a table, got " .. other
    elseif is_list(item) then
      problem = "expected an ID or a table, got a list"
    else
      problem = self:read_table(item)
    end
    if problem then
      return ("item %d: %s"):format(i, problem)
    end
  end
  return problem
end

---Reads the argument of a waiting function.
---@param what any
---@param row_of fun(what: string|table): hwc.Waiter?, string?, string? the waiter of an ID or
---  table, or nil and a message; the third result is the only state that counts, if any
---@return hwc.WaitedReader? waited
---@return string? problem
---@return boolean? is_misfit true if the service is the cause
function M.read(what, row_of)
  local reader = setmetatable({
    row_of = row_of,
    items = {},
    by_key = {},
    refused = {},
    nameless = {},
    groups = {},
    by_group = {},
  }, Reader)
  local problem = reader:read(what)
  if problem then
    return nil, problem, reader.is_misfit
  end
  return reader
end

---Ends a wait for what cannot be read. What a caller gave by mistake raises; a reply that is not
---what its operation describes is an error of the service.
---@param name string of the waiting function
---@param what any
---@param problem string
---@param is_misfit boolean?
---@param level integer as for error(), counted from the caller of this function
---@return nil
---@return hwc.Error err
function M.refuse(name, what, problem, is_misfit, level)
  local unexpected = orders.unexpected(what)
  local message = ("%s: %s"):format(name, problem)
  if not unexpected and not is_misfit then
    error(message, level + 1)
  elseif unexpected then
    message = ("%s; unexpected in the reply: %s"):format(message, table.concat(unexpected, ", "))
  end
  return nil, core.new_error({ kind = "service", message = message })
end

return M
