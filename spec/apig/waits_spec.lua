-- Waiting after the orders of API Gateway, against a peer that shows what was ordered.

local apig = require("apig")
local cjson = require("cjson")
local faults = require("spec.support.faults")

local ID = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
local QUICK = { first_delay = 0, interval = 0.005, max_interval = 0.005, deadline = 5 }

describe("waiting for", function()
  local server, client

  setup(function()
    server = faults.start()
    client = assert(apig.client({
      endpoint = "http://127.0.0.1:" .. server.port,
      gateway = "apig",
      ak = "ak",
      sk = "sk",
      project_id = "p",
      instance_id = "default",
      retry = false,
    }))
  end)

  teardown(function()
    client:close()
    server:close()
  end)

  local function responses(...)
    local found = {}
    for i, value in ipairs({ ... }) do
      found[i] = faults.http(value.status_code or 200, cjson.encode(value))
    end
    return found
  end

  -- The requests to a path, in order.
  local function asked(path)
    local found = {}
    for _, request in ipairs(server:report().requests) do
      if request.target:gsub("%?.*", "") == path then
        found[#found + 1] = request.target
      end
    end
    return found
  end

  local INSTANCES = "/v2/p/apigw/instances"

  it("an instance that is created asks for the progress of the new one", function()
    local progress = INSTANCES .. "/" .. ID .. "/progress"
    server:script({ { "serve", {
      { target = progress, responses = responses(
        { progress = 30, status = "creating" }, { progress = 100, status = "success" }) },
      { target = INSTANCES, responses = responses({ instance_id = ID, job_id = "j" }) },
    } } })
    local report = assert(client:wait("instance_created",
      assert(client:create_instance({ instance_name = "gateway" })), QUICK))
    assert.equal(1, #report.succeeded)
    assert.same({ ID, 100, "success" }, {
      report.succeeded[1].instance_id, report.succeeded[1].progress, report.succeeded[1].status,
    })
    assert.equal(2, #asked(progress))
  end)

  it("an instance whose creation fails says so", function()
    server:script({ { "serve", {
      { target = "/progress", responses = responses(
        { status = "failed", error_code = "APIC.9000", error_msg = "no subnet" }) },
    } } })
    local report = assert(client:wait("instance_created", ID, QUICK))
    assert.same({ {}, {} }, { report.succeeded, report.unknown })
    assert.equal("APIC.9000", report.failed[1].error_code)
  end)

  it("an instance that is resized needs the flavor that was ordered", function()
    local shown = {}
    for i, state in ipairs({
      { "Running", "BASIC" }, { "Resizing", "BASIC" }, { "Running", "BASIC" },
      { "Running", "PROFESSIONAL" },
    }) do
      shown[i] = { size = 1, total = 1, instances = {
        { id = ID, status = state[1], spec = state[2] },
      } }
    end
    server:script({ { "serve", {
      { target = "/postpaid-resize", responses = responses({ instance_id = ID, job_id = "j" }) },
      { target = "?instance_id=", responses = responses(table.unpack(shown)) },
    } } })
    local report = assert(client:wait("instance_resized", assert(
      client:create_post_pay_resize_order({ instance_id = ID, spec_id = "PROFESSIONAL" })), QUICK))
    assert.equal("PROFESSIONAL", report.succeeded[1].spec)
    assert.same({
      INSTANCES .. "?instance_id=" .. ID, INSTANCES .. "?instance_id=" .. ID,
      INSTANCES .. "?instance_id=" .. ID, INSTANCES .. "?instance_id=" .. ID,
    }, asked(INSTANCES))
  end)

  it("an instance that is deleted waits until it is gone", function()
    local path = INSTANCES .. "/" .. ID
    server:script({ { "serve", {
      { target = path, responses = responses({},
        { id = ID, status = "Running" }, { id = ID, status = "Deleting" },
        { status_code = 404, error_code = "APIG.3030", error_msg = "gone" }) },
    } } })
    local report = assert(client:wait("instance_deleted",
      assert(client:delete_instances({ instance_id = ID })), QUICK))
    assert.equal(1, #report.succeeded)
    assert.is_true(report.succeeded[1].absent)
    assert.equal(3, #asked(path) - 1)
  end)

  it("the client's own instance is known from an order without arguments", function()
    server:script({ { "serve", { { target = "/", responses = responses({ order_id = "o" }) } } } })
    local reply = assert(client:create_post_pay_resize_order())
    local order = require("hwc.orders").of(reply)
    assert.equal("instance_id", order.instance_resized.path)
  end)

  it("the client's own instance is not deleted unless it is named", function()
    server:script({ { "serve", {} } })
    local reply, err = client:delete_instances({})
    assert.is_nil(reply)
    assert.same({ "validation", "instance_id" }, { err.kind, err.field })
    assert.same({}, asked(INSTANCES))
  end)

  it("a task of definitions ends with its result", function()
    server:script({ { "serve", {
      { target = "/async-export", responses = responses({ task_id = "t" }) },
      { target = "/async-tasks/t", responses = responses({ task_id = "t", task_status = "waiting" },
        { task_id = "t", task_status = "processing" },
        { task_id = "t", task_status = "succeed", task_result = "{}" }) },
    } } })
    local report = assert(client:wait("definitions_task",
      assert(client:export_api_definitions_async({ env_id = "e", group_id = "g" })), QUICK))
    assert.equal("{}", report.succeeded[1].task_result)
    assert.equal(3, #asked("/v2/p/apigw/instances/default/async-tasks/t"))
  end)
end)
