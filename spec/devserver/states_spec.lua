local hwc = require("hwc")
local orders = require("hwc.orders")
local service = require("_hwc.devserver")
local states = require("devserver.states")

local ID = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1"
local OTHER = "0d2f1b62-6a0e-4c4a-9b38-9b1c1bd2f9c5"
local OLD_IMAGE = "11a4b8c2-8b5c-4d6e-9f01-23456789abcd"
local IMAGE = "4a1b0c3e-2f5d-4e6a-8b7c-9d0e1f2a3b4c"

local GONE = { kind = "service", status = 400, code = "ModelArts.6309", message = "no such one" }

local function options(more)
  local opts = { first_delay = 0, interval = 0.001, max_interval = 0.001, deadline = 0.05 }
  for name, value in pairs(more or {}) do
    opts[name] = value
  end
  return opts
end

-- A server as it is shown: "STATE", or { "STATE", update_at, image_id }.
local function shown(id, what)
  if type(what) ~= "table" then
    what = { what }
  end
  return {
    id = id,
    status = what[1],
    update_at = what[2],
    image = what[3] and { image_id = what[3] } or nil,
  }
end

-- Shows servers as `responses` say, one after the other for each id, the last one for ever; one
-- with a `kind` is an error. Absent ones are in no list.
local function fake_client(responses)
  local client = { asked = {}, lists = 0 }

  local function look(id)
    client.asked[id] = (client.asked[id] or 0) + 1
    local list = responses[id] or { GONE }
    local response = list[math.min(client.asked[id], #list)]
    if type(response) == "table" and response.kind then
      return nil, response
    end
    return shown(id, response)
  end

  function client:show_dev_server(arguments)
    self.shows = (self.shows or 0) + 1
    return look(arguments.id)
  end

  function client:list_dev_servers(arguments)
    self.lists = self.lists + 1
    local ids = {}
    for id in pairs(responses) do
      ids[#ids + 1] = id
    end
    table.sort(ids)
    local data = {}
    for i = arguments.offset + 1, #ids do
      data[#data + 1] = look(ids[i])
    end
    return { data = data, total = #ids }
  end

  return client
end

-- The reply of an order, as the client remembers it.
local function ordered(operation, reply, arguments)
  return (orders.remember(orders.of_call(service, operation, arguments or { id = ID }), reply))
end

-- What becomes of the one server that is waited for: the list of the report that it is in, and the
-- reason.
local function outcome(client, what, opts)
  local report = assert(states.wait(client, what, options(opts)))
  assert.equal(1, #report.succeeded + #report.failed + #report.unknown)
  for _, name in ipairs({ "succeeded", "failed", "unknown" }) do
    if report[name][1] then
      return name, report[name][1].reason, report[name][1]
    end
  end
end

describe("devserver.states.wait", function()
  -- Every state of the facts: what it is to those who wait for each of the three.
  for status, expected in pairs({
    RUNNING = { "succeeded", "unknown", "unknown" },
    STOPPED = { "unknown", "succeeded", "unknown" },
    DELETED = { "failed", "failed", "succeeded" },
    ERROR = { "failed", "failed", "failed" },
    CREATE_FAILED = { "failed", "failed", "unknown" },
    DELETE_FAILED = { "failed", "failed", "failed" },
    START_FAILED = { "failed", "failed", "unknown" },
    STOP_FAILED = { "failed", "failed", "unknown" },
    REBOOT_FAILED = { "failed", "failed", "unknown" },
    CHANGINGOS_FAILED = { "failed", "failed", "unknown" },
    REINSTALLINGOS_FAILED = { "failed", "failed", "unknown" },
    RESIZE_FAILED = { "failed", "failed", "unknown" }, -- of a service newer than these facts
    CREATING = { "unknown", "unknown", "unknown" },
    DELETING = { "unknown", "unknown", "unknown" },
    STARTING = { "unknown", "unknown", "unknown" },
    STOPPING = { "unknown", "unknown", "unknown" },
    REBOOTING = { "unknown", "unknown", "unknown" },
    CHANGINGOS = { "unknown", "unknown", "unknown" },
    REINSTALLINGOS = { "unknown", "unknown", "unknown" },
    FROZEN = { "unknown", "unknown", "unknown" },
  }) do
    it(("counts %s by what is waited for"):format(status), function()
      for i, goal in ipairs({ "RUNNING", "STOPPED", "DELETED" }) do
        local client = fake_client({ [ID] = { status } })
        local where, reason, item = outcome(client, ID, {
          status = goal,
          already = true,
          progress = function() return false end,
        })
        assert.equal(expected[i], where, goal)
        assert.equal(status, item.status)
        assert.equal(where == "unknown" and "under_way" or nil, reason)
      end
    end)
  end

  describe("by the reply of an order", function()
    for name, case in pairs({
      ["a stop: not the state that it was ordered in"] = {
        "stop_dev_server", { "STOPPING", 2000 },
        { { "RUNNING", 1000 }, { "RUNNING", 1000 }, { "STOPPING", 2000 }, { "STOPPED", 3000 } },
        looks = 4,
      },
      ["a stop whose reply shows the old state, too"] = {
        "stop_dev_server", { "RUNNING", 1000 },
        { { "RUNNING", 1000 }, { "STOPPING", 2000 }, { "STOPPED", 3000 } },
        looks = 3,
      },
      ["a stop: not a STOPPED from before, which a part that is behind shows"] = {
        "stop_dev_server", { "STOPPING", 5000 },
        { { "STOPPED", 1000 }, { "RUNNING", 4000 }, { "STOPPED", 6000 } },
        looks = 3,
      },
      ["a start"] = {
        "start_dev_server", { "STARTING", 2000 },
        { { "STOPPED", 1000 }, { "STARTING", 2000 }, { "RUNNING", 3000 } },
        looks = 3,
      },
      ["a start: not the failure of the start before"] = {
        "start_dev_server", { "STARTING", 2000 },
        { { "START_FAILED", 1000 }, { "STARTING", 2000 }, { "RUNNING", 3000 } },
        looks = 3,
      },
      ["a start: not such a failure without times either"] = {
        "start_dev_server", { "STARTING" },
        { "START_FAILED", "STARTING", "RUNNING" },
        looks = 3,
      },
      ["a start whose reply has no time, by the time that moves later"] = {
        "start_dev_server", { "STARTING" },
        { { "START_FAILED", 1000 }, { "START_FAILED", 1000 }, { "RUNNING", 3000 } },
        looks = 3,
      },
      ["a reboot whose reply has no time, by the time that moves later"] = {
        "reboot_dev_server", { "RUNNING" },
        { "RUNNING", { "RUNNING", 1000 }, { "RUNNING", 1000 }, { "RUNNING", 2000 } },
        looks = 4,
      },
      ["a reboot: not the RUNNING from before"] = {
        "reboot_dev_server", { "REBOOTING", 2000 },
        { { "RUNNING", 1000 }, { "REBOOTING", 2000 }, { "RUNNING", 1000 }, { "RUNNING", 3000 } },
        looks = 4,
      },
      ["a reboot that nobody saw, by its time"] = {
        "reboot_dev_server", { "REBOOTING", 2000 }, { { "RUNNING", 3000 } },
        looks = 1,
      },
      ["a reboot without times, by what was seen between"] = {
        "reboot_dev_server", { "RUNNING" }, { "RUNNING", "REBOOTING", "RUNNING" },
        looks = 3,
      },
      ["a change of the system: neither the old state nor the old image"] = {
        "change_dev_server_os", { "CHANGINGOS", 2000, OLD_IMAGE },
        {
          { "STOPPED", 1000, OLD_IMAGE }, { "RUNNING", 3000, OLD_IMAGE },
          { "CHANGINGOS", 3000, IMAGE }, { "RUNNING", 4000, IMAGE },
        },
        looks = 4, arguments = { id = ID, image_id = IMAGE },
      },
      ["a change of the system that ends STOPPED"] = {
        "change_dev_server_os", { "CHANGINGOS", 2000, OLD_IMAGE },
        { { "STOPPED", 1000, IMAGE }, { "STOPPED", 3000, IMAGE } },
        looks = 2, arguments = { id = ID, image_id = IMAGE:upper() },
      },
      ["a new installation of the same image"] = {
        "reinstall_dev_server_os", { "REINSTALLINGOS", 2000, IMAGE },
        {
          { "STOPPED", 1000, IMAGE }, { "REINSTALLINGOS", 2000, IMAGE }, { "RUNNING", 2500, IMAGE },
        },
        looks = 3,
      },
      ["a deletion, which ends with a server that is not there"] = {
        "delete_dev_server", { "DELETING", 2000 },
        { { "ERROR", 1000 }, { "DELETING", 2000 }, GONE },
        looks = 3,
      },
      ["a deletion that the service knows by a code of its own"] = {
        "delete_dev_server", { "DELETING", 2000 },
        {
          { "STOPPED", 1000 },
          { kind = "service", status = 404, code = "ModelArts.0404", message = "?" },
        },
        looks = 3, -- a code that no row knows is not enough once
      },
    }) do
      it("waits for " .. name, function()
        local client = fake_client({ [ID] = case[3] })
        local reply = ordered(case[1], shown(ID, case[2]), case.arguments)
        local where, _, item = outcome(client, reply)
        assert.equal("succeeded", where)
        assert.equal(case.looks, client.asked[ID])
        assert.equal(case[1] == "delete_dev_server" and true or nil, item.absent)
      end)
    end

    it("tells a failure that is new", function()
      for _, case in ipairs({
        { "start_dev_server", { "STARTING", 2000 }, { { "START_FAILED", 3000 } } },
        { "start_dev_server", { "STARTING" }, { "STARTING", "START_FAILED" } },
        { "delete_dev_server", { "DELETING", 2000 }, { { "DELETE_FAILED", 3000 } } },
        { "change_dev_server_os", { "CHANGINGOS", 2000 }, { { "CHANGINGOS_FAILED", 3000 } } },
      }) do
        local client = fake_client({ [ID] = case[3] })
        assert.equal("failed", (outcome(client, ordered(case[1], shown(ID, case[2])))))
      end
    end)

    it("takes null for a time or a state that is not there", function()
      local reply = shown(ID, "RUNNING")
      reply.update_at = hwc.null
      local client = fake_client({
        [ID] = { { "RUNNING", hwc.null }, { "RUNNING", 1000 }, { "RUNNING", 2000 } },
      })
      assert.equal("succeeded", (outcome(client, ordered("reboot_dev_server", reply))))
      assert.equal(3, client.asked[ID])
      reply.status = hwc.null
      client = fake_client({ [ID] = { { "RUNNING", 1000 }, { "RUNNING", 2000 } } })
      assert.equal("succeeded", (outcome(client, ordered("reboot_dev_server", reply))))
      assert.equal(2, client.asked[ID])
    end)

    it("believes a failure whose time moves where the reply has no time", function()
      local client = fake_client({ [ID] = { { "START_FAILED", 1000 }, { "START_FAILED", 2000 } } })
      assert.equal("failed", (outcome(client, ordered("start_dev_server", shown(ID, "STARTING")))))
      assert.equal(2, client.asked[ID])
    end)

    it("never takes the old state for the new one, as long as it waits", function()
      for operation, old in pairs({
        stop_dev_server = "RUNNING", start_dev_server = "STOPPED", reboot_dev_server = "RUNNING",
        change_dev_server_os = "STOPPED", reinstall_dev_server_os = "STOPPED",
        delete_dev_server = "STOPPED",
      }) do
        for _, reply in ipairs({ { old, 1000, OLD_IMAGE }, { "CHANGINGOS", 1000, OLD_IMAGE } }) do
          local client = fake_client({ [ID] = { { old, 1000, OLD_IMAGE } } })
          local where, reason = outcome(client, ordered(operation, shown(ID, reply)))
          assert.equal("unknown", where, operation)
          assert.truthy(reason == "unchanged" or reason == "under_way")
        end
      end
    end)

    it("knows the goal by the state of a reply that was kept in a file", function()
      for state, ends in pairs({
        STOPPING = "STOPPED", STARTING = "RUNNING", REBOOTING = "RUNNING", CREATING = "RUNNING",
        CHANGINGOS = "RUNNING", DELETING = "DELETED",
      }) do
        local client = fake_client({ [ID] = { { ends, 3000 } } })
        local where, _, item = outcome(client, shown(ID, { state, 2000 }))
        assert.equal("succeeded", where, state)
        assert.equal(ends, item.status)
      end
    end)

    it("takes the servers of a batch action, one list a look", function()
      local client = fake_client({
        [ID] = { { "RUNNING", 1000 }, { "STOPPED", 3000 } },
        [OTHER] = { { "STOPPING", 2000 }, { "STOPPING", 2000 }, { "STOP_FAILED", 3000 } },
      })
      local reply = ordered("batch_dev_servers_action", {
        data = { shown(ID, { "STOPPING", 2000 }), shown(OTHER, { "STOPPING", 2000 }) },
      }, { type = "STOP", servers = { { id = ID }, { id = OTHER } } })
      local report = assert(states.wait(client, reply, options()))
      assert.equal(ID, report.succeeded[1].id)
      assert.equal(OTHER, report.failed[1].id)
      assert.equal(2, client.lists)
      assert.equal(1, client.shows) -- the last one alone
    end)

    it("knows the image that a batch action orders", function()
      local client = fake_client({
        [ID] = { { "RUNNING", 3000, OLD_IMAGE }, { "RUNNING", 3000, IMAGE } },
      })
      local reply = ordered("batch_dev_servers_action", {
        data = { shown(ID, { "CHANGINGOS", 2000, OLD_IMAGE }) },
      }, { type = "CHANGEOS", servers = { { id = ID } }, extend_param = { image_id = IMAGE } })
      assert.equal("succeeded", (outcome(client, reply)))
      assert.equal(2, client.asked[ID])
    end)

    it("takes several orders with goals of their own", function()
      local client = fake_client({
        [ID] = { { "RUNNING", 3000 } },
        [OTHER] = { { "STOPPED", 3000 } },
      })
      local report = assert(states.wait(client, {
        ordered("reboot_dev_server", shown(ID, { "REBOOTING", 2000 })),
        ordered("stop_dev_server", shown(OTHER, { "STOPPING", 2000 }), { id = OTHER }),
      }, options()))
      assert.equal(2, #report.succeeded)
    end)

    it("refuses two orders with different goals for one server", function()
      local client = fake_client({ [ID] = { { "STOPPED", 3000 } } })
      local stop = ordered("stop_dev_server", shown(ID, { "STOPPING", 2000 }))
      local start = ordered("start_dev_server", shown(ID, { "STARTING", 2500 }))
      local function change(image)
        return ordered("change_dev_server_os", shown(ID, { "CHANGINGOS", 2000 }),
          { id = ID, image_id = image })
      end
      for text, orders_of_one in pairs({
        ["dev_server_stopped and dev_server_running"] = { stop, start },
        ["dev_server_running and dev_server_stopped"] = { start, stop },
        ["two values of image_id"] = { change(IMAGE), change(OLD_IMAGE) },
      }) do
        local good, message = pcall(states.wait, client, orders_of_one, options())
        assert.is_false(good)
        assert.matches("item 2: one wait has one goal per ID; " .. ID, message, 1, true)
        assert.matches(text, message, 1, true)
      end
      assert.is_nil(client.asked[ID])
      assert.equal(0, client.lists)
      local report = assert(states.wait(client, { stop, stop }, options()))
      assert.equal(1, #report.succeeded)
    end)

    it("waits for the one of two ends that the status names", function()
      local client = fake_client({ [ID] = { { "RUNNING", 3000 }, { "STOPPED", 4000 } } })
      local reply = ordered("change_dev_server_os", shown(ID, { "CHANGINGOS", 2000 }))
      local where, _, item = outcome(client, reply, { status = "STOPPED" })
      assert.equal("succeeded", where)
      assert.equal("STOPPED", item.status)
    end)

    it("takes a reply without members for no empty list", function()
      local client = fake_client({})
      local where, _, item = outcome(client, ordered("delete_dev_server", {}))
      assert.equal("succeeded", where)
      assert.equal(ID, item.id)
      assert.equal(1, client.asked[ID])
      assert.equal("succeeded", (outcome(client, { ordered("delete_dev_server", {}) })))
    end)

    it("refuses a status that it does not lead to", function()
      local reply = ordered("stop_dev_server", shown(ID, { "STOPPING", 2000 }))
      local client = fake_client({})
      local good, message = pcall(states.wait, client, reply, { status = "RUNNING" })
      assert.is_false(good)
      assert.matches("does not lead to RUNNING; its goal is STOPPED", message, 1, true)
      assert.is_nil(client.asked[ID])
    end)
  end)

  describe("by an id", function()
    it("looks at the start, and takes the goal from the status", function()
      local client = fake_client({ [ID] = { "STOPPING", "STOPPED" } })
      assert.equal("succeeded", (outcome(client, ID, { status = "STOPPED" })))
      assert.equal(2, client.asked[ID])
    end)

    it("wants proof of a change where the goal is the state at the start", function()
      local client = fake_client({ [ID] = { { "RUNNING", 1000 } } })
      local where, reason = outcome(client, ID, { status = "RUNNING" })
      assert.equal("unknown", where)
      assert.equal("unchanged", reason)

      client = fake_client({ [ID] = { { "RUNNING", 1000 }, { "RUNNING", 2000 } } })
      assert.equal("succeeded", (outcome(client, ID, { status = "RUNNING" })))
      client = fake_client({ [ID] = { "RUNNING", "REBOOTING", "RUNNING" } })
      assert.equal("succeeded", (outcome(client, ID, { status = "RUNNING" })))
      assert.equal(3, client.asked[ID])
    end)

    it("needs none with `already`", function()
      local client = fake_client({ [ID] = { { "RUNNING", 1000 } } })
      assert.equal("succeeded", (outcome(client, ID, { status = "RUNNING", already = true })))
      assert.equal(1, client.asked[ID])
    end)

    it("looks at the start only where that is needed", function()
      for already, looks in pairs({ [true] = 1, [false] = 2 }) do
        local client = fake_client({ [ID] = { "RUNNING" } })
        assert(states.wait(client, ID, {
          status = "STOPPED", already = already, first_delay = 0.01, interval = 10, deadline = 0.1,
        }))
        assert.equal(looks, client.asked[ID])
      end
    end)

    it("takes a server that was never shown for unknown, not for deleted", function()
      local client = fake_client({})
      local where, reason, item = outcome(client, ID, { status = "DELETED", unknown_after = 0.01 })
      assert.same({ "unknown", "not_found" }, { where, reason })
      assert.is_nil(item.absent)
      assert.is_true(client.asked[ID] >= 3)

      where, reason, item = outcome(fake_client({}), ID, { status = "DELETED", already = true })
      assert.same({ "succeeded", "DELETED", true }, { where, item.status, item.absent })
      assert.is_nil(reason)
    end)

    it("takes a server that was shown before for deleted", function()
      local client = fake_client({ [ID] = { "STOPPED", GONE } })
      assert.equal("succeeded", (outcome(client, ID, { status = "DELETED" })))
    end)

    it("needs the status, and a known one", function()
      local client = fake_client({ [ID] = { "RUNNING" } })
      local good, message = pcall(states.wait, client, ID)
      assert.is_false(good)
      assert.matches('the option "status" is required', message, 1, true)
      good, message = pcall(states.wait, client, ID, { status = "REBOOTING" })
      assert.is_false(good)
      assert.matches('one of "RUNNING", "STOPPED" or "DELETED"', message, 1, true)
      assert.is_nil(client.asked[ID])
    end)
  end)

  it("asks no more for those that have ended", function()
    local client = fake_client({
      [ID] = { "STOPPED" },
      [OTHER] = { "STOPPING", "STOPPING", "STOP_FAILED" },
    })
    local report = assert(states.wait(client, { ID, OTHER },
      options({ status = "STOPPED", already = true })))
    assert.equal(ID, report.succeeded[1].id)
    assert.equal(OTHER, report.failed[1].id)
    assert.equal(1, client.lists)
  end)

  it("goes on after a look that got lost", function()
    local client = fake_client({
      [ID] = {
        { kind = "timeout", message = "late" }, { kind = "service", status = 502 }, "STOPPED",
      },
    })
    assert.equal("succeeded", (outcome(client, ID, { status = "STOPPED", already = true })))
  end)

  it("ends early where asking is in vain", function()
    for _, response in ipairs({
      { kind = "service", status = 403, message = "no" },
      { kind = "service", status = 404, code = "APIG.0101", message = "no such API" },
    }) do
      local client = fake_client({ [ID] = { response } })
      local report, err = states.wait(client, ID, options({ status = "STOPPED" }))
      assert.is_nil(report)
      assert.equal(response.status, err.status)
      assert.same({ { id = ID, reason = "no_answer" } }, err.report.unknown)
      assert.equal(1, client.asked[ID])
    end
  end)

  it("asks for each where listing is forbidden", function()
    local client = fake_client({ [ID] = { "STOPPED" }, [OTHER] = { "STOPPED" } })
    client.list_dev_servers = function()
      return nil, { kind = "service", status = 403, message = "no" }
    end
    local report = assert(states.wait(client, { ID, OTHER },
      options({ status = "STOPPED", already = true })))
    assert.equal(2, #report.succeeded)
  end)

  it("gives up a server that the service does not know, and waits for others", function()
    local client = fake_client({ [OTHER] = { "CHANGINGOS", "STOPPED" } })
    local report = assert(states.wait(client, { ID, OTHER },
      options({ status = "STOPPED", unknown_after = 0.01, deadline = 5 })))
    assert.same({ {
      id = ID, reason = "not_found", error_code = "ModelArts.6309", error_msg = "no such one",
    } }, report.unknown)
    assert.equal(OTHER, report.succeeded[1].id)
    assert.is_nil(report.error)
    assert.is_nil(report.stopped)
    assert.is_true(client.asked[ID] >= 3)
  end)

  it("counts only looks in a row that do not find a server", function()
    local client = fake_client({
      [ID] = { GONE, GONE, "STOPPING", GONE, GONE, "STOPPING", GONE, GONE, "STOPPED" },
    })
    assert.equal("succeeded", (outcome(client, ID, { status = "STOPPED", unknown_after = 0 })))
    assert.equal(9, client.asked[ID])
  end)

  it("does not believe what is shown of another server", function()
    local client = { show_dev_server = function() return shown(OTHER, "STOPPED") end }
    local where, reason, item = outcome(client, ID, { status = "STOPPED", already = true })
    assert.equal("unknown", where)
    assert.equal("no_answer", reason)
    assert.equal(ID, item.id)
  end)

  it("asks for few by themselves where a list takes more calls", function()
    local client = fake_client({ [ID] = { "STOPPING", "STOPPING", "STOPPED" },
      [OTHER] = { "STOPPING", "STOPPING", "STOPPED" } })
    local list = client.list_dev_servers
    function client:list_dev_servers(arguments)
      if arguments.offset < 2 then
        self.lists = self.lists + 1
        return { data = { { id = "x" .. arguments.offset } }, total = 4 }
      end
      return list(self, { offset = arguments.offset - 2 })
    end
    local report = assert(states.wait(client, { ID, OTHER },
      options({ status = "STOPPED", already = true })))
    assert.equal(2, #report.succeeded)
    assert.equal(3, client.lists)
    assert.equal(4, client.shows)
  end)

  it("tells each item's id, also where what is shown has none", function()
    local client = { show_dev_server = function() return { status = "RUNNING" } end }
    local where, _, item = outcome(client, ID, { status = "RUNNING", already = true })
    assert.same({ "succeeded", ID }, { where, item.id })
    where, _, item = outcome(client, ID, { status = "STOPPED" })
    assert.same({ "unknown", ID }, { where, item.id })
  end)

  it("takes a state that is no text for none", function()
    for _, status in ipairs({ 5.5, true }) do
      local client = { show_dev_server = function() return { id = ID, status = status } end }
      assert.equal("unknown", (outcome(client, ID, { status = "RUNNING" })))
    end
  end)

  it("raises for what names no server, before anything is asked", function()
    local client = fake_client({})
    for what, message in pairs({
      [5] = "got a number",
      [false] = "got a boolean",
      [""] = "an ID must not be empty",
      [{ 5 }] = "item 1: expected an ID or a table, got a number",
      [{ ID, [3] = OTHER }] = "the list has no item 2, but an item 3",
      [{ ID, more = 1 }] = 'the list has a key "more"; keys must be 1, 2, 3 and so on',
      [{ [0] = OTHER, ID }] = "the list has a key 0; keys must be 1, 2, 3 and so on",
      [{ ID, [1.5] = OTHER }] = "the list has a key 1.5; keys must be 1, 2, 3 and so on",
      [{ ID, [true] = OTHER }] = "the list has a key of type boolean; keys must be",
      [{ { ID } }] = "item 1: expected an ID or a table, got a list",
      [{ name = "x" }] = "a table that names one item has id",
      [{ data = { { name = "x" } } }] = "data[1] of a reply has no id",
    }) do
      local good, text = pcall(states.wait, client, what, { status = "STOPPED" })
      assert.is_false(good)
      assert.matches(message, text, 1, true)
      assert.matches("^spec/devserver/states_spec.lua:%d+: wait_dev_server: ", (select(2,
        pcall(function()
          local nothing = states.wait(client, what, { status = "STOPPED" })
          return nothing
        end))))
    end
    assert.same({}, client.asked)
    assert.equal(0, client.lists)
  end)

  it("gives an empty report for an empty list", function()
    local report = assert(states.wait(fake_client({}), {}))
    assert.same({ {}, {}, {} }, { report.succeeded, report.failed, report.unknown })
  end)
end)
