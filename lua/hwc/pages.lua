-- SPDX-License-Identifier: Apache-2.0
-- client:each(): iterates over the items of paginated lists.

local core = require("_hwc")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local seen = require("hwc.seen")
local tasks = require("hwc.tasks")

local M = {}

-- Page size for IAM, which otherwise returns all items at once.
local IAM_PAGE = 100

-- Names of the total number of records in replies. Some services report a wrong number.
local TOTALS = { "total", "count", "total_count" }

local function raise(err)
  error(err, 0)
end

-- The member of the reply that has the items: paginated replies have one array.
local function items_member(row)
  for _, member in ipairs(row.reply.members) do
    if member.type == "array" then
      return member.name
    end
  end
end

-- True for members that describe the current state of an item.
local function is_volatile(name)
  return name == "status" or name == "progress" or name:find("_time$") or name:find("_at$")
end

-- True for members that identify an item.
local function is_identifying(name, value)
  return (name == "id" or name == "name" or name:find("_id$") or name:find("_name$"))
    and (type(value) == "string" or math.type(value) == "integer")
end

-- The members that distinguish an item from others: its ids and names, or, if it has none, all
-- members that do not change by themselves.
local function lasting_of(item)
  local identifying, lasting = {}, {}
  for name, value in next, item do
    if type(name) ~= "string" then
      lasting[name] = value
    elseif is_identifying(name, value) then
      identifying[name] = value
    elseif not is_volatile(name) then
      lasting[name] = value
    end
  end
  return next(identifying) and identifying or lasting
end

-- The key of an item: the member that the row names, or the result of lasting_of().
local function key_of(item, id)
  local value = id and type(item) == "table" and item[id]
  if type(value) == "string" and value ~= "" or math.type(value) == "integer" then
    return tostring(value)
  elseif type(item) ~= "table" then
    return tostring(item)
  end
  return core.encode_json(lasting_of(item)) or tostring(item)
end

local function keys_of(items, id)
  local keys = {}
  for i, item in ipairs(items) do
    keys[i] = key_of(item, id)
  end
  return keys
end

local function total_of(reply)
  for _, name in ipairs(TOTALS) do
    if math.type(reply[name]) == "integer" then
      return reply[name]
    end
  end
end

-- The paging parameter and its first value.
local function first_position(row, arguments)
  if row.paging == "page" then
    return "page", arguments.page or 1
  end
  if arguments.offset == nil then
    return "offset", 0
  end
  return "offset", arguments.offset -- the operation validates it
end

---@class hwc.Pages
---@field private member string the member of the reply that has the items
---@field private item_id string? the member of an item that is its ID
---@field private seen hwc.Seen
---@field private longest integer number of items of the longest page so far
local Pages = {}
Pages.__index = Pages
Pages.__name = "hwc.pages"

function Pages:ask()
  local arguments = {}
  for name, value in next, self.arguments do
    arguments[name] = value
  end
  arguments[self.parameter] = self.position
  if self.parameter == "page" and arguments.per_page == nil then
    arguments.per_page = IAM_PAGE
  end
  if self.is_closed and self.is_closed() then
    return nil, core.new_error({
      kind = "cancelled",
      operation = self.name,
      message = "the client was closed before all pages were read",
    })
  end
  return self.client[self.name](self.client, arguments, self.call_options)
end

-- True if the reply is the last page. A service may return fewer items than requested, and the
-- length of the page as the total; so the total counts only on a page shorter than an earlier one.
function Pages:is_last(reply, count)
  local total = total_of(reply)
  self.longest = math.max(self.longest, count)
  return self.parameter == "offset" and total ~= nil and self.position >= total
    and count < self.longest
end

-- The items of a reply. A value that is not a list is an error: treating it as an empty list would
-- hide the items.
function Pages:items_of(reply)
  local items = reply[self.member]
  if items == nil then
    return {}
  elseif options.no_list(items) then
    raise(core.new_error({
      kind = "service",
      operation = self.name,
      message = ("%s of the reply is not a list"):format(self.member),
    }))
  end
  return items
end

-- Stores the items of a reply, and whether another page follows.
function Pages:take(reply)
  local items = self:items_of(reply)
  if #items > 0 and not self.seen:note(keys_of(items, self.item_id)) then
    raise(core.new_error({
      kind = "service",
      operation = self.name,
      message = ("the service returned no new items in the page at %s %d"):format(self.parameter,
        self.position),
    }))
  end
  self.position = self.position + (self.parameter == "page" and 1 or #items)
  self.more = #items > 0 and not self:is_last(reply, #items)
  self.items, self.index, self.reply = items, 0, reply
end

-- In a task, requests the next page while this one is used.
function Pages:fetch_ahead()
  if self.more and scheduler.running() then
    self.ahead = tasks.spawn(self.ask, self)
  end
end

function Pages:next_page()
  scheduler.gate(3)
  local reply, err
  local ahead = self.ahead
  if ahead then
    self.ahead = nil
    reply, err = ahead:wait()
  else
    reply, err = self:ask()
  end
  if not reply then
    raise(err)
  end
  self:take(reply)
  self:fetch_ahead()
end

function Pages:next_item()
  while self.index >= #self.items do
    if not self.more then
      return nil
    end
    self:next_page()
  end
  self.index = self.index + 1
  return self.items[self.index], self.reply
end

function Pages:__close()
  if self.ahead then
    self.ahead:cancel()
    self.ahead = nil
  end
end

local function suggestion(near)
  return near and (", did you mean %q?"):format(near) or ""
end

-- The subject of an operation: its name without the verb.
local function subject(name)
  return (name:gsub("^%l+_", ""))
end

-- Operations such as sync_dev_servers also have an effect.
local function only_reads(row)
  return row.method == "GET" or row.idempotent_reason == "it only reads"
end

-- The paginated list with the same subject as `name`, or the one with the nearest name.
local function nearest_list(rows, name)
  local by_subject, by_name = {}, {}
  for _, known in ipairs(rows.names()) do
    local row = rows.describe(known)
    if row and row.paging and only_reads(row) then
      by_subject[subject(known)] = known
      by_name[known] = known
    end
  end
  local near = type(name) == "string" and nearest.find(subject(name), by_subject)
  return near and by_subject[near] or nearest.find(name, by_name)
end

-- The row of a paginated list. Raises at level `level`, counted from the caller.
local function find_row(rows, name, level)
  local row = type(name) == "string" and rows.describe(name) or nil
  if row and row.paging then
    return row
  end
  local near = nearest_list(rows, name)
  if row then
    error(("%s is not paginated%s"):format(name,
      near and suggestion(near) or "; call it directly"), level + 1)
  end
  error(("each takes the name of a paginated operation, got %s%s"):format(
    nearest.quote(name), suggestion(near)), level + 1)
end

---Returns the values for a generic `for` over all items of a paginated list.
---The iterator function can be used alone.
---@param client hwc.Client
---@param rows table the service, from require "_hwc.<service>"
---@param name string of the operation
---@param arguments table? as for the operation; `limit` (`per_page`) is the page size, `offset`
---  (`page`) the start
---@param call_options table? as for the operation, for each page
---@param is_closed? fun(): boolean true if the client was closed meanwhile
function M.each(client, rows, name, arguments, call_options, is_closed)
  local row = find_row(rows, name, 3)
  if arguments ~= nil and type(arguments) ~= "table" then
    error(("%s: the arguments must be a table, got a %s"):format(name, type(arguments)), 3)
  end
  local parameter, position = first_position(row, arguments or {})
  local pages = setmetatable({
    client = client,
    is_closed = is_closed,
    name = name,
    arguments = arguments or {},
    call_options = call_options,
    member = items_member(row),
    item_id = row.item_id,
    seen = seen.new(),
    parameter = parameter,
    position = position,
    items = {},
    index = 0,
    longest = 0,
    more = true,
  }, Pages)
  local function next_item()
    return pages:next_item() -- a tail call: it blames our caller
  end
  return next_item, nil, nil, pages
end

return M
