-- SPDX-License-Identifier: Apache-2.0
-- Resources as data: from a few lines about each, and from the rows, handlers that create, list,
-- show, update and delete its items. Items are plain data.
--
-- A resource has
--   at        its path below the service's root: "/throttles/{throttle_id}"; a "~" in front where
--             it belongs to the project and not to an instance
--   name      its collection, by default the last word of `at`
--   key       the member that is the id ("id")
--   missing   code of the refusal where there is no such item
--   unique    { member..., code = } or a list of such: no other item of the same parent has them,
--             or none at all with `everywhere = true`
--   defaults  what members are where nothing else says so
--   refs      { argument = collection }: items that an argument names have to be there
--   counts    { member = { collection, foreign key } }: how many items of another kind it has
--   in_use    { collection, foreign key, code }: items that forbid to delete it
--   cascade   { { collection, foreign key }... }: items that go with it, besides its children
--   filters   { argument of the list = member }, where the names do not tell
--   quota_name  what the option `quotas` calls it, where not `name`
--   hidden    it is not part of what state() shows
--   list_at   path of a list of the items of all parents
--   without   verbs that are left to handlers written by hand
--   id_in_batch  the member that names an item in the failures of a batch
-- and hooks where data is not enough; all have the store as their last argument:
-- check(state, args, call, item) -> code?, message?; keep(state, item) -> code? what forbids to
-- delete it; created(state, item, args, call); changed(the same); removed(state, item);
-- describe(state, item, shown).
--
-- A resource whose path goes on from the path of another is its child: items know their parent by
-- the path's argument, and go with it.

local core = require("_hwc")
local arguments = require("hwc.sandbox.arguments")
local collection = require("hwc.sandbox.collection")
local quotas = require("hwc.sandbox.quotas")
local sample = require("hwc.sandbox.sample")
local verbs = require("hwc.sandbox.verbs")

local M = {}

---@class hwc.sandbox.Store
---@field service string
---@field handlers table<string, function>
---@field stored table<string, table> resources by the operations that it answers
---@field by_name table<string, table> resources
---@field rows table the module of the rows
local Store = {}
Store.__index = Store

-- Ends of the names of members that say when an item was made, and when it was changed last.
local CREATED = { "apply_time", "attached_time", "create_at", "create_time", "created_at",
                  "created_time", "register_time" }
local CHANGED = { "modified_time", "update_at", "update_time", "updated_at" }

local function ends_with(name, ends)
  for _, text in ipairs(ends) do
    if name:sub(-#text) == text then
      return true
    end
  end
  return false
end

-- Members of lists beside the items.
local TOTALS = { count = true, total = true, total_count = true }

local VERBS = {
  ["POST base"] = "create", ["GET base"] = "list", ["PUT base"] = "delete_some",
  ["GET item"] = "show", ["PUT item"] = "update", ["DELETE item"] = "delete",
}

-- Shapes.

-- The member of a list's reply that has the items.
local function items_of(row)
  for _, member in ipairs(row.reply.members) do
    if member.type == "array" then
      return member
    end
  end
end

---The members that the items of a row's list have, or those of its reply.
---@param row table
---@return table[] descriptions
function Store.shown_members(row)
  local list = items_of(row)
  return list and list.object and list.object.members or row.reply.members
end

local function copy(value)
  if type(value) ~= "table" then
    return value
  end
  local made = setmetatable({}, getmetatable(value))
  for name, item in pairs(value) do
    made[name] = copy(item)
  end
  return made
end

M.copy = copy

-- Times are kept in seconds, and shown as the member's type says.
local function time_of(store, seconds, member)
  if member.type == "long" then
    return math.floor(seconds * 1000)
  end
  return store.dialect.timestamp(seconds)
end

---How many items of a collection have a member of that value.
---@param things hwc.sandbox.Collection
---@param member string
---@param value any
---@return integer
function M.count(things, member, value)
  local count = 0
  for _, item in things:each() do
    count = count + (item[member] == value and 1 or 0)
  end
  return count
end

---The page of what fits, and how many fit in all; without `fits` all do.
---@param things hwc.sandbox.Collection
---@param fits? fun(item: table): any
---@param offset integer
---@param limit integer
---@return table[] page
---@return integer total
function M.page(things, fits, offset, limit)
  offset = math.max(offset, 0)
  if not fits then
    return things:page(offset, limit), things:count()
  end
  local page, total = {}, 0
  for _, item in things:each() do
    if fits(item) then
      total = total + 1
      if total > offset and total <= offset + limit then
        page[#page + 1] = item
      end
    end
  end
  return page, total
end

-- Resources and their items.

---The collection of a resource.
---@param state hwc.sandbox.State
---@param name string
---@return hwc.sandbox.Collection
function Store:things(state, name)
  local resource = self.by_name[name]
  local owner = resource and resource.of_project and self.project or self.service
  return state[owner][name]
end

---@param state hwc.sandbox.State
---@param name string
---@param id any
---@return table? item
function Store:get(state, name, id)
  return self:things(state, name):get(id)
end

-- The refusal of an item that is not there.
function Store:missing(call, name)
  return self.dialect.refuse(call, self.by_name[name].missing)
end

Store.copy, Store.count, Store.page, Store.status = copy, M.count, M.page, sample.status

-- The members of a member of a row's reply, or of its items.
function Store.members_of(row, name)
  for _, member in ipairs(row.reply.members) do
    if member.name == name then
      return member.object.members
    end
  end
end

---An item as the members of a reply show it.
---@param state hwc.sandbox.State
---@param name string
---@param item table
---@param members table[] descriptions
---@return table
function Store:describe(state, name, item, members)
  local resource = self.by_name[name]
  local shown = {}
  for member, value in pairs(item) do
    shown[member] = value
  end
  for member, by in pairs(resource.counts or {}) do
    shown[member] = M.count(self:things(state, by[1]), by[2], item[resource.key])
  end
  for _, member in ipairs(members) do
    if shown[member.name] == nil then
      if ends_with(member.name, CREATED) then
        shown[member.name] = time_of(self, item.created, member)
      elseif ends_with(member.name, CHANGED) then
        shown[member.name] = time_of(self, item.changed, member)
      elseif member.name == resource.argument then
        shown[member.name] = item[resource.key]
      end
    end
  end
  if resource.describe then
    resource.describe(state, item, shown, self)
  end
  return arguments.pick(shown, members)
end

-- Whether another item of the same parent has these members.
local function is_taken(store, state, resource, rule, wanted, own)
  for _, other in store:things(state, resource.name):each() do
    local same = other ~= own
      and (rule.everywhere or not resource.parent
        or other[resource.parent_key] == wanted[resource.parent_key])
    for _, member in ipairs(rule) do
      same = same and other[member] == wanted[member]
    end
    if same then
      return true
    end
  end
  return false
end

local function is_given(rule, wanted)
  for _, member in ipairs(rule) do
    if wanted[member] == nil then
      return false
    end
  end
  return true
end

-- The code of the rule that says that the members are taken.
local function taken_code(store, state, resource, wanted, own)
  local rules = resource.unique or {}
  for _, rule in ipairs(rules.code and { rules } or rules) do
    if is_given(rule, wanted) and is_taken(store, state, resource, rule, wanted, own) then
      return rule.code
    end
  end
end

---Whether a name is another item's.
---@param state hwc.sandbox.State
---@param name string the resource
---@param wanted table<string, any> members
---@param own? table the item that may have them
---@return string? code
function Store:taken(state, name, wanted, own)
  return taken_code(self, state, self.by_name[name], wanted, own)
end

---The code of the refusal that is due where `more` items would be too many.
---@param state hwc.sandbox.State
---@param name string
---@param more? integer 1 without it
---@return string?
function Store:beyond_quota(state, name, more)
  return quotas.exceeded(state, self.by_name[name].quota_name or name,
    self:things(state, name):count() + (more or 1))
end

---Adds an item: given members, over the resource's defaults.
---@param state hwc.sandbox.State
---@param name string
---@param given table
---@return table item
function Store:add(state, name, given)
  local resource = self.by_name[name]
  local now = self.dialect.seconds(state)
  local item = copy(resource.defaults or {})
  for member, value in pairs(given) do
    item[member] = value
  end
  item[resource.key] = item[resource.key] or self.dialect.id(state)
  item.created, item.changed = now, now
  return self:things(state, name):add(item)
end

local function removes(store, state, things_name, member, value)
  local found = store:things(state, things_name):select(function(item)
    return item[member] == value
  end)
  for _, item in ipairs(found) do
    if store.by_name[things_name] then
      store:remove(state, things_name, item)
    else
      store:things(state, things_name):remove(item)
    end
  end
end

---Removes an item and what goes with it.
---@param state hwc.sandbox.State
---@param name string
---@param item table
function Store:remove(state, name, item)
  local resource = self.by_name[name]
  local id = item[resource.key]
  for _, child in ipairs(resource.children) do
    removes(self, state, child.name, child.parent_key, id)
  end
  for _, other in ipairs(resource.cascade or {}) do
    removes(self, state, other[1], other[2], id)
  end
  self:things(state, name):remove(item)
  if resource.removed then
    resource.removed(state, item, self)
  end
end

-- What calls ask for.

---The item that the path of a call names, or nil and the refusal.
---@param state hwc.sandbox.State
---@param name string
---@param args table
---@param call table
---@return table? item
---@return integer? status
---@return table? body
function Store:find(state, name, args, call)
  local item, absent = verbs.find(self, state, self.by_name[name], args)
  if not item then
    return nil, self:missing(call, absent)
  end
  return item
end

---Removes an item unless others forbid it: nil, or the code.
---@param state hwc.sandbox.State
---@param name string
---@param item table
---@return string? code
function Store:try_remove(state, name, item)
  local resource = self.by_name[name]
  local by = resource.in_use
  if by then
    local id = item[resource.key]
    if self:things(state, by[1]):find(function(other) return other[by[2]] == id end) then
      return by[3]
    end
  end
  local code = resource.keep and resource.keep(state, item, self)
  if code then
    return code
  end
  self:remove(state, name, item)
end

-- Lists.

---The reply of a list, from a page and the number of all.
---@param row table
---@param page table[] as it is shown
---@param total integer
---@param offset integer
---@param limit integer
---@return table
function M.reply(row, page, total, offset, limit)
  local reply, has_items = {}, false
  for _, member in ipairs(row.reply.members) do
    local name = member.name
    if member.type == "array" and not has_items then
      reply[name], has_items = core.array(page), true
    elseif TOTALS[name] then
      reply[name] = total
    elseif name == "size" then
      reply.size = #page
    elseif name == "current" then
      reply.current = limit > 0 and offset // limit or 0
    elseif name == "pages" then
      reply.pages = limit > 0 and (total + limit - 1) // limit or 0
    end
  end
  return reply
end

---The response of a list: a page of what fits, described.
---@param things hwc.sandbox.Collection
---@param fits? fun(item: table): any
---@param args table
---@param call table
---@param describe fun(item: table, members: table[]): table
---@return integer status
---@return table body
function Store:list(things, fits, args, call, describe)
  local offset = math.max(args.offset or 0, 0)
  local limit = call.row.paging and (args.limit or self.dialect.limit) or things:count()
  local page, total = M.page(things, fits, offset, limit)
  local members = self.shown_members(call.row)
  for i, item in ipairs(page) do
    page[i] = describe(item, members)
  end
  return sample.status(call.row), M.reply(call.row, page, total, offset, limit)
end

-- Resources put together.

-- Operations by method and path below the root: "GET /throttles".
local function operations(rows, relative)
  local found = {}
  for _, name in ipairs(rows.names()) do
    local method, first_path, second_path = rows.route(name)
    for _, path in pairs({ first_path, second_path }) do
      local key = method .. " " .. relative(path)
      found[key] = found[key] or {}
      if found[key][#found[key]] ~= name then
        table.insert(found[key], name)
      end
    end
  end
  return found
end

local function prepare(resource)
  local base, argument = resource.at:match("^(.*)/{([%w_]+)}$")
  resource.base, resource.argument = base, argument
  resource.of_project = resource.at:sub(1, 1) == "~"
  resource.name = resource.name or base:match("([^/{}]+)$"):gsub("-", "_")
  resource.key = resource.key or "id"
  resource.children = {}
end

local function find_parent(resource, resources)
  for _, other in ipairs(resources) do
    if resource.base:match("^(.*)/[^/]+$") == other.at then
      resource.parent, resource.parent_key = other, other.argument
      table.insert(other.children, resource)
    end
  end
end

local function respond(store, operations_, make, resource)
  for _, operation in ipairs(operations_ or {}) do
    store.handlers[operation] = make(store, resource)
    store.stored[operation] = resource
  end
end

local function add_handlers(store, resource, known)
  for method, verb in pairs(VERBS) do
    local name, where = method:match("^(%u+) (%l+)$")
    local path = where == "base" and resource.base or resource.at
    local left_out = false
    for _, other in ipairs(resource.without or {}) do
      left_out = left_out or other == verb
    end
    respond(store, left_out and {} or known[name .. " " .. path], verbs.make[verb], resource)
  end
  if resource.list_at then
    respond(store, known["GET " .. resource.list_at], verbs.make.list_all, resource)
  end
end

---@class hwc.sandbox.Dialect how a service speaks
---@field refuse fun(call: table, code: string, message?: string): integer, table
---@field text fun(code: string): string
---@field seconds fun(state: hwc.sandbox.State): number
---@field timestamp fun(seconds: number): string
---@field id fun(state: hwc.sandbox.State): string
---@field relative fun(path: string): string
---@field limit integer of lists that name none

---A part of a service, for compose: handlers of resources.
---@param service string
---@param dialect hwc.sandbox.Dialect
---@param resources table[] in any order
---@return hwc.sandbox.Store
function M.new(service, dialect, resources)
  local store = setmetatable({
    service = service, project = service .. "_project", dialect = dialect, by_name = {},
    handlers = {}, stored = {}, resources = resources, rows = require("_hwc." .. service),
  }, Store)
  local known = operations(store.rows, dialect.relative)
  for _, resource in ipairs(resources) do
    prepare(resource)
    store.by_name[resource.name] = resource
  end
  for _, resource in ipairs(resources) do
    find_parent(resource, resources)
    add_handlers(store, resource, known)
  end
  return store
end

---Makes the collections, without items.
---@param state hwc.sandbox.State
---@param of_project boolean those of the project, or those of an instance
function Store:seed(state, of_project)
  local owner = of_project and self.project or self.service
  state[owner] = state[owner] or {}
  for _, resource in ipairs(self.resources) do
    if resource.of_project == of_project then
      state[owner][resource.name] = collection.new(resource.key)
    end
  end
end

---What compose puts together.
---@return table part
function Store:part()
  return {
    handlers = self.handlers,
    stored = self.stored,
    seed = function(state)
      self:seed(state, false)
    end,
    show = function(state)
      return self:show(state)
    end,
  }
end

-- Members of a resource that the rows mark as secret.
local function secrets_of(store, resource)
  local found = {}
  for operation, other in pairs(store.stored) do
    if other == resource then
      for _, member in ipairs(store.rows.describe(operation).members) do
        found[member.name] = member.secret
      end
    end
  end
  return found
end

local MASK = "***"

---All items by collection, as they are kept, without secrets.
---@param state hwc.sandbox.State
---@return table
function Store:show(state)
  local shown = {}
  for _, resource in ipairs(self.resources) do
    local list, secrets = {}, secrets_of(self, resource)
    for i, item in ipairs(resource.hidden and {} or self:things(state, resource.name):list()) do
      list[i] = {}
      for member, value in pairs(item) do
        list[i][member] = secrets[member] and MASK or value
      end
      list[i].created, list[i].changed = nil, nil
    end
    shown[resource.name] = not resource.hidden and core.array(list) or nil
  end
  return shown
end

return M
