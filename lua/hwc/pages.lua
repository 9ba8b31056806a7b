-- SPDX-License-Identifier: Apache-2.0
-- Going through lists that come in pages, item by item.

local core = require("_hwc")
local nearest = require("hwc.nearest")
local scheduler = require("hwc.scheduler")
local seen = require("hwc.seen")
local tasks = require("hwc.tasks")

local M = {}

-- IAM gives all at once unless a page's size is named.
local IAM_PAGE = 100

-- What a reply calls the number of all records: a hint, which some services get wrong.
local TOTALS = { "total", "count", "total_count" }

local function raise(err)
  error(err, 0)
end

-- The member of the reply that has the items: rows with pages have one array.
local function items_member(row)
  for _, member in ipairs(row.reply.members) do
    if member.type == "array" then
      return member.name
    end
  end
end

-- Whether a member says how an item is just now, not which one it is.
local function is_volatile(name)
  return name == "status" or name == "progress" or name:find("_time$") or name:find("_at$")
end

-- Whether a member says which item it is.
local function is_identifying(name, value)
  return (name == "id" or name == "name" or name:find("_id$") or name:find("_name$"))
    and (type(value) == "string" or math.type(value) == "integer")
end

-- The members of an item that tell it from others: its ids and names where it has some, else all
-- that does not change by itself.
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

-- What tells an item from others: the member that its row names, else what lasting_of() finds.
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

-- Where the pages begin, and how to ask for the next one.
local function first_position(row, arguments)
  if row.paging == "page" then
    return "page", arguments.page or 1
  end
  if arguments.offset == nil then
    return "offset", 0
  end
  return "offset", arguments.offset -- the operation refuses what is no offset
end

---@class hwc.Pages
---@field private member string of the reply, that has the items
---@field private item_id string? of an item
---@field private seen hwc.Seen
---@field private longest integer items of a page so far
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

-- Whether the reply says that its page is the last one. Services may give fewer items than were
-- asked for, and the length of a page as the number of all records: that number is believed only of
-- a page that is shorter than one before it.
function Pages:is_last(reply, count)
  local total = total_of(reply)
  self.longest = math.max(self.longest, count)
  return self.parameter == "offset" and total ~= nil and self.position >= total
    and count < self.longest
end

-- Takes a reply: its items, and whether another page follows.
function Pages:take(reply)
  local items = reply[self.member] or {}
  if #items > 0 and not self.seen:note(keys_of(items, self.item_id)) then
    raise(core.new_error({
      kind = "service",
      operation = self.name,
      message = ("the service repeats itself: the page at %s %d has nothing that was not seen"
        .. " before"):format(self.parameter, self.position),
    }))
  end
  self.position = self.position + (self.parameter == "page" and 1 or #items)
  self.more = #items > 0 and not self:is_last(reply, #items)
  self.items, self.index, self.reply = items, 0, reply
end

-- Within a task the next page is on its way while this one is used.
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

-- What an operation is about: its name without the verb.
local function subject(name)
  return (name:gsub("^%l+_", ""))
end

-- Others, such as sync_dev_servers, do something as well.
local function only_reads(row)
  return row.method == "GET" or row.idempotent_reason == "it only reads"
end

-- The list in pages that is about what `name` is about, else the one whose name is nearest.
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

-- The row of a list in pages. Raises at level `level`, counted from the caller.
local function find_row(rows, name, level)
  local row = type(name) == "string" and rows.describe(name) or nil
  if row and row.paging then
    return row
  end
  local near = nearest_list(rows, name)
  if row then
    error(("%s does not come in pages%s"):format(name,
      near and suggestion(near) or "; call it as it is"), level + 1)
  end
  error(("each takes the name of an operation that comes in pages, got %s%s"):format(
    nearest.quote(name), suggestion(near)), level + 1)
end

---What a generic `for` needs to go through all items of a list that comes in pages.
---@param client hwc.Client
---@param rows table the service, from require "_hwc.<service>"
---@param name string of the operation
---@param arguments table? as for the operation; `limit` (`per_page`) is the size of a page,
---  `offset` (`page`) where to begin
---@param call_options table? as for the operation, for each page
---@param is_closed? fun(): boolean whether the client was closed meanwhile
function M.each(client, rows, name, arguments, call_options, is_closed)
  local row = find_row(rows, name, 3)
  if arguments ~= nil and type(arguments) ~= "table" then
    error(("%s: the arguments have to be a table, got a %s"):format(name, type(arguments)), 3)
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
  return pages.next_item, pages, nil, pages
end

return M
