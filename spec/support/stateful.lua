-- What every resource with state has to show: what was created is listed and shown with what was
-- given, what was changed is changed in both, what was deleted is gone, with the codes of the
-- documents. Expectations come from the case alone.

local assert = require("luassert")

local M = {}

local UNKNOWN = ("0"):rep(8) .. "-0000-4000-8000-" .. ("0"):rep(12)

local function merged(...)
  local all = {}
  for _, part in ipairs({ ... }) do
    for name, value in pairs(part) do
      all[name] = value
    end
  end
  return all
end

local function call(client, operation, args)
  if type(operation) == "function" then
    return operation(client, args)
  end
  return client[operation](client, args)
end

---Asserts that a call was refused as expected.
---@param expected { [1]: integer, [2]: string } status and code
function M.refused(expected, reply, err)
  assert.is_nil(reply)
  assert.same(expected, { err.status, err.code }, tostring(err))
end

-- Asserts that a reply has what was given, as far as the case says that it is shown.
local function assert_has(given, reply, hidden)
  for name, value in pairs(given) do
    if not (hidden and hidden[name]) then
      assert.same(value, reply[name], name)
    end
  end
end

-- The items of a list, by id, and how many there are.
local function listed(client, case, above)
  local reply = assert(call(client, case.list, merged(above, case.list_args or {})))
  local found = {}
  for _, item in ipairs(reply[case.items]) do
    found[item[case.id]] = item
  end
  return found, reply.total
end

---@class spec.Stateful
---@field name string
---@field id string member of replies that is the id
---@field argument string that names an item in calls
---@field above? table arguments that name what it belongs to
---@field create string operation; likewise list (or a function), show, update, delete (show and
---  update may lack)
---@field given table arguments of create
---@field other table members of `given` that differ in a second item
---@field changes? table arguments of update
---@field items string member of the list's reply
---@field missing table status and code
---@field taken? table status and code of the same again
---@field orphan? table status and code where what it belongs to is not there
---@field lists_all? boolean the list is not that of one parent
---@field hidden? table<string, true> members of `given` that replies do not show

---Takes a resource through its life.
---@param client table
---@param case spec.Stateful
function M.live(client, case)
  local above = case.above or {}
  local _, before = listed(client, case, above)

  local item = assert(call(client, case.create, merged(above, case.given)))
  local id = assert(item[case.id], "an id")
  local named = merged(above, { [case.argument] = id })
  assert_has(case.given, item, case.hidden)

  local found, total = listed(client, case, above)
  assert.equal(before + 1, total)
  assert.is_table(found[id], "in the list")
  assert_has(case.given, found[id], merged(case.hidden or {}, case.not_listed or {}))
  if case.show then
    assert_has(case.given, assert(call(client, case.show, named)), case.hidden)
  end
  if case.taken then
    M.refused(case.taken, call(client, case.create, merged(above, case.given)))
  end

  local second = assert(call(client, case.create, merged(above, case.given, case.other)))
  assert.not_equal(id, second[case.id])
  if case.paged ~= false then
    local page = assert(call(client, case.list, merged(above, case.list_args or {},
      { offset = before + 1, limit = 1 })))
    assert.same({ 1, before + 2, second[case.id] },
      { page.size, page.total, page[case.items][1][case.id] })
  end

  if case.update then
    assert_has(case.changes, assert(call(client, case.update, merged(named, case.changes))),
      case.hidden)
    found = listed(client, case, above)
    assert_has(case.changes, found[id], merged(case.hidden or {}, case.not_listed or {}))
    assert_has(case.given, found[second[case.id]] or {},
      merged(case.hidden or {}, case.not_listed or {}, case.other))
    if case.show then
      assert_has(case.changes, assert(call(client, case.show, named)), case.hidden)
    end
  end
  M.die(client, case, above, named, before)
end

function M.die(client, case, above, named, before)
  assert(call(client, case.delete, named))
  local found, total = listed(client, case, above)
  assert.equal(before + 1, total)
  assert.is_nil(found[named[case.argument]])
  for _, id in ipairs({ named[case.argument], UNKNOWN }) do
    local gone = merged(above, { [case.argument] = id })
    M.refused(case.missing, call(client, case.delete, gone))
    if case.show then
      M.refused(case.missing, call(client, case.show, gone))
    end
    if case.update then
      M.refused(case.missing, call(client, case.update, merged(gone, case.changes)))
    end
  end
  if case.orphan then
    local nowhere = {}
    for name in pairs(above) do
      nowhere[name] = UNKNOWN
    end
    M.refused(case.orphan, call(client, case.create, merged(case.given, nowhere)))
    if not case.lists_all then
      M.refused(case.orphan, call(client, case.list, merged(case.list_args or {}, nowhere)))
    end
    M.refused(case.orphan, call(client, case.delete, merged(named, nowhere)))
  end
end

return M
