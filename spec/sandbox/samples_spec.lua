local apig = require("apig")
local cph = require("cph")
local devserver = require("devserver")
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

describe("samples of the sandbox", function()
  local cloud, client

  setup(function()
    cloud = assert(sandbox.start({ servers = 1 }))
    client = assert(apig.client(cloud:options()))
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function is_sample(info)
    return info.headers["x-sandbox-sample"] == "true"
  end

  it("say that they are, and what has behaviour does not", function()
    local _, info = assert(client:list_plugins({}))
    assert.is_true(is_sample(info))
    _, info = assert(client:list_api_groups({}))
    assert.is_false(is_sample(info))
    local servers <close> = assert(devserver.client(cloud:options()))
    _, info = assert(servers:list_hyper_cluster({}))
    assert.is_true(is_sample(info))
  end)

  it("are all that is left of the Cloud Phone Host: none", function()
    for name in pairs(cph.operations()) do
      assert.is_function(require("hwc.sandbox.cph").handlers[name], name)
    end
  end)

  it("are the same for the same request, other ones for another", function()
    local function id(plugin_id)
      return assert(client:list_plugin_attached_apis({ plugin_id = plugin_id })).apis[1].api_id
    end
    assert.equal(id("one"), id("one"))
    local throttle = assert(client:show_details_of_request_throttling_policy({
      throttle_id = "wanted",
    }))
    assert.equal("wanted", throttle.id)
  end)

  it("name again what was sent", function()
    local reply, info = assert(client:create_request_throttling_policy({
      name = "slow", api_call_limits = 7, time_interval = 3, time_unit = "MINUTE",
    }))
    assert.equal(201, info.status)
    assert.same({ "slow", 7, 3, "MINUTE" },
      { reply.name, reply.api_call_limits, reply.time_interval, reply.time_unit })
  end)

  it("have pages", function()
    local all = assert(client:list_plugins({ limit = 500 }))
    assert.same({ 5, 5, 5 }, { all.size, all.total, #all.plugins })
    local page = assert(client:list_plugins({ offset = 3, limit = 4 }))
    assert.same({ 2, 5, 2 }, { page.size, page.total, #page.plugins })
    assert.same(all.plugins[4], page.plugins[1])
    assert.equal(0, #assert(client:list_plugins({ offset = 5 })).plugins)
  end)

  it("have the status of the row, and no body with 204", function()
    local reply, info = assert(client:delete_request_throttling_policy({ throttle_id = "x" }))
    assert.same({}, reply)
    assert.equal(204, info.status)
    assert.is_true(is_sample(info))
  end)

  it("are files where files are asked for", function()
    local reply, info = assert(client:export_live_data_api_definitions({
      app_id = "app", format = "yaml",
    }))
    assert.truthy(reply.body:find("swagger", 1, true))
    assert.truthy(info.headers["content-disposition"]:find("attachment", 1, true))
  end)

  it("are checked by their rows first", function()
    local account = cloud:account()
    local other = independent.new(account)
    local function send(body)
      return independent.send(cloud.url, other:signed("POST",
        ("/v2/%s/apic/instances/%s/throttles"):format(account.project_id, account.instance_id),
        body))
    end
    local answer = send({ name = "slow", api_call_limits = 7, time_interval = 3 })
    assert.equal(400, answer.status)
    assert.equal("APIG.2011", answer.body.error_code)
    assert.truthy(answer.body.error_msg:find("time_unit", 1, true))
    answer = send({ name = "slow", api_call_limits = "7", time_interval = 3,
      time_unit = "MINUTE" })
    assert.equal(400, answer.status)
    assert.truthy(answer.body.error_msg:find("api_call_limits", 1, true))
  end)

  it("leave no secrets in what is remembered of their requests", function()
    assert(client:debug_api({
      api_id = "x", method = "GET", mode = "DEVELOPER", path = "/", scheme = "HTTP",
      app_secret = "secret-one", header = {
        Authorization = { "secret-two" }, ["X-Auth-Token"] = { "secret-three" },
        cookie = { "secret-four" }, Accept = { "text/plain" },
      },
    }))
    local request = cloud:requests()[#cloud:requests()]
    assert.equal("debug_api", request.operation)
    assert.same({ "text/plain" }, request.body.header.Accept)
    local text = require("_hwc").encode_json(request)
    assert.is_nil(text:find("secret-", 1, true))
  end)

  it("take bodies that have the name of a path member in them", function()
    local servers <close> = assert(devserver.client(cloud:options()))
    local id = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
    local reply = assert(servers:scale_down_hyperinstance({
      id = id, body = { id = "inner", server_ids = { "a" } },
    }))
    assert.equal(id, reply.id)
    local request = cloud:requests()[#cloud:requests()]
    assert.equal("inner", request.body.id)
    assert.equal("scale_down_hyperinstance", request.operation)
  end)
end)
