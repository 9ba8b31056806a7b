-- SPDX-License-Identifier: Apache-2.0
-- Every waiter against the operations that it asks with and those that it waits after. Its states
-- are compared with the facts by docs/compare.lua.
local core = require("_hwc")

-- Calls that begin work whose end nothing shows.
local NO_WAITER = {
  ["apig.add_ingress_eip"] = "no operation shows its task",
  ["apig.create_order"] = "the reply has the ID of an order, and none of an instance",
  ["apig.create_prepay_resize"] = "an order: it may have to be paid first",
  ["apig.update_ingress_eip"] = "no operation shows its task",
  ["devserver.stop_hyperinstance"] = "a supernode has no state that says that it is stopped",
}

local function member_of(members, name)
  for _, member in ipairs(members) do
    if member.name == name then
      return member
    end
  end
end

-- The member at a path; parts of lists are those of their items.
local function at(members, path)
  local member
  for name in path:gmatch("[^.]+") do
    member = member_of(members, name)
    if not member then
      return nil
    end
    members = member.object and member.object.members or {}
  end
  return member
end

local function ends_with(text, ending)
  return text:sub(-#ending) == ending
end

local function holds(list, state)
  for _, known in ipairs(list) do
    if known == state or known:sub(1, 1) == "*" and ends_with(state, known:sub(2)) then
      return true
    end
  end
  return false
end

-- The members of what a waiter is shown: of the reply that shows one item.
local function shown_members(rows, row)
  local reply = rows.describe(row.operation).reply
  if row.shown_in then
    return member_of(reply.members, row.shown_in).object.members
  end
  return reply.members
end

local function services_with_waiters()
  local names = {}
  for _, name in ipairs(core.services) do
    if next(require("_hwc." .. name).waiters()) then
      names[#names + 1] = name
    end
  end
  return names
end

for _, name in ipairs(services_with_waiters()) do
  describe("the waiters of " .. name, function()
    local rows = require("_hwc." .. name)
    local waiters = rows.waiters()
    local operations = rows.operations()

    it("have names of their own, and are what waiters() and help show", function()
      local module = require(rows.module)
      assert.same(waiters, module.waiters())
      local client <close> = assert(module.client({
        ak = "ak", sk = "sk", region = "cn-north-4", project_id = "p", instance_id = "i",
      }))
      for waiter, row in pairs(waiters) do
        assert.equal(waiter, row.name)
        assert.same(row, rows.waiter(waiter))
        assert.is_nil(operations[waiter])
        assert.truthy(client:help():find("\n  " .. waiter .. " ", 1, true), waiter)
        local text = client:help(waiter)
        for line in text:gmatch("[^\n]+") do
          assert.is_true(#line <= 100, line)
        end
        assert.truthy(load("local client, reply, id = ... "
          .. text:match("\nExample\n(.*)$"):gsub("%.%.%.", "id")), text)
      end
      assert.is_nil(rows.waiter("no_such_waiter"))
    end)

    it("ask with operations that there are, for members that they have", function()
      for waiter, row in pairs(waiters) do
        local operation = assert(operations[row.operation], waiter)
        assert(member_of(operation.members, row.id), waiter)
        for _, member in ipairs(operation.members) do
          assert(not member.required or member.from_client or member.name == row.id
            or member.name == row.within, waiter .. " needs " .. member.name)
        end
        local shown = shown_members(rows, row)
        for _, member in ipairs({ row.item_id, row.state, row.changed, row.faults }) do
          assert(member_of(shown, member) or member == row.id, waiter .. "." .. member)
        end
        for _, path in ipairs(row.reached) do
          assert(at(shown, path), waiter .. "." .. path)
        end
        assert.equal(row.wanted ~= nil, #row.reached > 0)
      end
    end)

    it("ask for many with lists whose items say the same", function()
      for waiter, row in pairs(waiters) do
        if row.list then
          local list = assert(operations[row.list.operation], waiter)
          local items = member_of(list.reply.members, row.list.items).object.members
          for _, member in ipairs({ row.item_id, row.state, row.changed }) do
            assert(member_of(items, member), waiter .. "." .. member)
          end
          assert.equal(member_of(list.members, "limit").max, row.list.limit)
          assert.equal("offset", list.paging)
          for _, member in ipairs(list.members) do
            assert(not member.required or member.from_client, waiter)
          end
          if row.list.by then
            assert.equal(row.list.per_call, member_of(list.members, row.list.by).max)
          end
        end
      end
    end)

    it("wait after calls that begin work, and all such calls have one", function()
      local waited = {}
      for waiter, row in pairs(waiters) do
        for _, order in ipairs(row.orders) do
          local operation = assert(operations[order.operation], waiter)
          assert.is_true(operation.async, order.operation)
          local choices = order.when and member_of(operation.members, order.when).values
          assert(not choices or holds(choices, order.is), order.is)
          local key = order.operation .. (order.is or "")
          waited[key] = true
          waited[order.operation] = true
          assert(not order.ids or at(operation.members, order.ids)
            or at(operation.reply.members, order.ids), order.operation)
          if row.wanted then
            assert.truthy(at(operation.members, row.wanted)
              or at(operation.members, "extend_param." .. row.wanted), order.operation)
          end
        end
      end
      for operation, row in pairs(operations) do
        if row.async then
          local why = NO_WAITER[name .. "." .. operation]
          assert((waited[operation] ~= nil) ~= (why ~= nil), operation)
        end
      end
      for _, action in ipairs(name == "devserver"
        and member_of(operations.batch_dev_servers_action.members, "type").values or {}) do
        assert(waited["batch_dev_servers_action" .. action], action)
      end
    end)

    it("know each state as one thing", function()
      for waiter, row in pairs(waiters) do
        local lists = { row.success, row.failure, row.under_way }
        for _, list in ipairs(lists) do
          for _, state in ipairs(list) do
            local count = 0
            for _, other in ipairs(lists) do
              count = count + (holds(other, state) and 1 or 0)
            end
            assert(count == 1, waiter .. ": " .. state)
          end
        end
        for _, state in ipairs(row.leave) do
          assert(holds(row.success, state) or holds(row.failure, state), waiter .. ": " .. state)
        end
        for _, state in ipairs(row.passage) do
          assert(holds(row.under_way, state), waiter .. ": " .. state)
        end
      end
    end)

    it("begin work of their own by states that no other waiter has", function()
      local owners = {}
      for waiter, row in pairs(waiters) do
        for _, state in ipairs(row.passage) do
          local key = row.operation .. " " .. state
          assert.is_nil(owners[key], waiter)
          owners[key] = waiter
        end
      end
    end)
  end)
end
