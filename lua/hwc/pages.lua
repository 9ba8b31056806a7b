-- SPDX-License-Identifier: Apache-2.0
-- Going through lists that come in pages, item by item.

local core = require("_hwc")
local nearest = require("hwc.nearest")
local scheduler = require("hwc.scheduler")
local tasks = require("hwc.tasks")

local M = {}

-- IAM gives all at once unless a page's size is named.
local IAM_PAGE = 100

-- What an answer calls the number of all records.
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
  return "offset", math.max(arguments.offset or 0, 0)
end

---@class hwc.Pages
---@field private member string
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

-- Takes a reply: its items, and whether another page follows.
function Pages:take(reply)
  local items = reply[self.member] or {}
  local text = core.encode_json(items)
  if #items > 0 and text == self.before then
    raise(core.new_error({
      kind = "service",
      operation = self.name,
      message = ("the service repeats a page: %s %d is the same as the one before"):format(
        self.parameter, self.position),
    }))
  end
  self.before = text
  self.position = self.position + (self.parameter == "page" and 1 or #items)
  local total = self.parameter == "offset" and total_of(reply)
  self.more = #items > 0 and not (total and self.position >= total)
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

local function find_row(rows, name)
  local row = type(name) == "string" and rows.describe(name) or nil
  if row and row.paging then
    return row
  elseif row then
    error(("%s does not come in pages; call it as it is"):format(name), 3)
  end
  local known = {}
  for _, operation in ipairs(rows.names()) do
    known[operation] = true
  end
  local near = nearest.find(name, known)
  error(("each takes the name of an operation, got %s%s"):format(nearest.quote(name),
    near and (", did you mean %q?"):format(near) or ""), 3)
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
  local row = find_row(rows, name)
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
    parameter = parameter,
    position = position,
    items = {},
    index = 0,
    more = true,
  }, Pages)
  return pages.next_item, pages, nil, pages
end

return M
