-- SPDX-License-Identifier: Apache-2.0
-- Remembers which request a reply belongs to, so that a waiter can derive its goal from the reply.
-- An entry lives as long as the reply.

local M = {}

-- By reply; see M.of_call().
local remembered = setmetatable({}, { __mode = "k" })

-- Replies of calls whose order is fixed, for is_item(). A list with weak values that has room for
-- `room` replies: unlike a table with weak keys, it need not be rehashed again and again.
local replies, count, room = setmetatable({}, { __mode = "v" }), 0, 0

-- By reply: the paths of members that have another type than described.
local misfits = setmetatable({}, { __mode = "k" })

-- By service: the orders of each operation that was called, as a list. If their waiters need
-- nothing of the arguments, the list has `fixed`, what of_call() returns.
local orders_of = setmetatable({}, { __mode = "k" })

-- Orders that are the same for all calls of an operation.
local fixed_orders = setmetatable({}, { __mode = "k" })

-- What is to be waited for is in the reply alone, such as jobs.
local function is_fixed(order)
  return order.by and not order.when
end

local function fix(list)
  local fixed = {}
  for _, order in ipairs(list) do
    if not is_fixed(order) then
      return nil
    end
    fixed[order.waiter] = { path = order.ids, ids = {} }
  end
  fixed_orders[fixed] = true
  return fixed
end

local function find_orders(rows, operation)
  local lists = orders_of[rows] or {}
  orders_of[rows] = lists
  local list = rows.orders(operation)
  list.fixed = fix(list)
  lists[operation] = list
  return list
end

-- The names of paths, by path: "servers.id" has "servers" and "id".
local names_of = {}

local function split(path)
  local names = {}
  for name in path:gmatch("[^.]+") do
    names[#names + 1] = name
  end
  names_of[path] = names
  return names
end

-- Appends the strings at the path, from its name `i` on, to `into`; a path through a list covers
-- each item.
local function collect(value, names, i, into)
  local name = names[i]
  if type(value) == "string" and not name then
    into[#into + 1] = value
  elseif type(value) == "table" then
    local member = name and rawget(value, name)
    if member ~= nil then
      collect(member, names, i + 1, into)
    else
      for item = 1, rawlen(value) do
        collect(rawget(value, item), names, i, into)
      end
    end
  end
  return into
end

---The strings at a path of a table: "servers.id" returns the id of each of `servers`.
---@param value any
---@param path string
---@return string[]
function M.texts(value, path)
  return collect(value, names_of[path] or split(path), 1, {})
end

-- Finds an argument by name, also in the body or another object of the call.
local function find(arguments, name)
  local value = rawget(arguments, name)
  if value == nil then
    for _, member in next, arguments do
      if type(member) == "table" and value == nil then
        value = rawget(member, name)
      end
    end
  end
  return type(value) == "string" and value or nil
end

---What the waiters of an operation need from its arguments. No secret is kept.
---@param rows table the service, from require "_hwc.<service>"
---@param operation string
---@param arguments any no table: only an order that is the same for all calls is returned
---@param instance_id string? that the client fills in
---@return table<string, { ids: string[], path?: string, wanted?: string, within?: string }>?
---  order by the waiter's name; nil if the operation has no waiter
function M.of_call(rows, operation, arguments, instance_id)
  local lists = orders_of[rows]
  local list = lists and lists[operation] or find_orders(rows, operation)
  if #list == 0 then
    return nil
  elseif list.fixed then
    return list.fixed
  elseif type(arguments) ~= "table" then
    return nil
  end
  local found = {}
  for _, order in ipairs(list) do
    if not order.when or rawget(arguments, order.when) == order.is then
      local ids = M.texts(arguments, order.ids or order.id)
      if #ids == 0 and not order.ids and order.id == "instance_id" then
        ids[1] = instance_id
      end
      found[order.waiter] = {
        path = order.ids,
        ids = ids,
        wanted = order.wanted and find(arguments, order.wanted),
        within = order.within and find(arguments, order.within),
      }
    end
  end
  return found
end

-- Removes what was collected from `replies`, and makes room for at least as many as are left.
local function make_room()
  local live = 0
  for i = 1, count do
    local reply = replies[i]
    replies[i] = false
    if reply then
      live = live + 1
      replies[live] = reply
    end
  end
  count = live
  if 2 * live >= room then
    for i = live + 1, math.max(64, 2 * room) do
      replies[i] = false
      room = math.max(i, room)
    end
  end
end

---Passes the results of a call through, and remembers its reply.
---@param order table? from of_call()
---@param reply table?
---@param info table? or the error
---@param fits boolean? true if it is known that info.unexpected is not set
---@return table? reply
---@return table? info
function M.remember(order, reply, info, fits)
  if order and reply then
    -- What a fixed order says is not needed, except of a reply that looks like an empty list. On a
    -- memory error the reply is still returned.
    if not fixed_orders[order] or next(reply) == nil then
      pcall(rawset, remembered, reply, order)
    elseif count < room or pcall(make_room) and count < room then
      count = count + 1
      replies[count] = reply
    end
    if not fits and info and info.unexpected then
      pcall(rawset, misfits, reply, info.unexpected)
    end
  end
  return reply, info
end

---What in the replies of orders, one or a list of them, did not fit their operations.
---@param what any
---@return string[]? paths nil where nothing is known to
function M.unexpected(what)
  if type(what) ~= "table" then
    return nil
  elseif misfits[what] then
    return misfits[what]
  end
  for i = 1, rawlen(what) do
    local reply = rawget(what, i)
    if type(reply) == "table" and misfits[reply] then
      return misfits[reply]
    end
  end
end

---@param reply table
---@return table<string, table>? order as from of_call(), by the waiter's name; nil where it is not
---  needed
function M.of(reply)
  return remembered[reply]
end

local function contains(reply, id, items, member)
  if reply[member] == id then
    return true
  end
  for _, item in ipairs(type(reply[items]) == "table" and reply[items] or {}) do
    if type(item) == "table" and item[member] == id then
      return true
    end
  end
  return false
end

---True if a reply that still exists contains an item with this ID.
---@param id string
---@param items string the member of replies that is the list of items
---@param member string the member of items that is the ID
---@return boolean
function M.is_item(id, items, member)
  for reply in next, remembered do
    if contains(reply, id, items, member) then
      return true
    end
  end
  for i = 1, count do
    if replies[i] and contains(replies[i], id, items, member) then
      return true
    end
  end
  return false
end

return M
