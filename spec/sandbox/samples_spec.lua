local apig = require("apig")
local devserver = require("devserver")
local rows = require("_hwc.apig")
local sample = require("hwc.sandbox.sample")
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

-- What an operation without state would answer.
local function respond(operation, args)
  return sample.respond(rows.describe(operation), args or {}, { id = "0123", service = {} })
end

local function is_sample(headers)
  for _, header in ipairs(headers or {}) do
    if header[1] == "X-Sandbox-Sample" and header[2] == "true" then
      return true
    end
  end
  return false
end

describe("samples", function()
  it("are the same for the same request, other ones for another", function()
    local function id(args)
      local _, reply = respond("list_plugin_attached_apis", args)
      return reply.apis[1].api_id
    end
    assert.equal(id({ plugin_id = "one" }), id({ plugin_id = "one" }))
    local _, throttle = respond("show_details_of_request_throttling_policy",
      { throttle_id = "wanted" })
    assert.equal("wanted", throttle.id)
  end)

  it("name again what was sent", function()
    local status, reply = respond("create_request_throttling_policy", {
      name = "slow", api_call_limits = 7, time_interval = 3, time_unit = "MINUTE",
    })
    assert.equal(201, status)
    assert.same({ "slow", 7, 3, "MINUTE" },
      { reply.name, reply.api_call_limits, reply.time_interval, reply.time_unit })
  end)

  it("have pages", function()
    local _, all = respond("list_plugins", { limit = 500 })
    assert.same({ 5, 5, 5 }, { all.size, all.total, #all.plugins })
    local _, page = respond("list_plugins", { offset = 3, limit = 4 })
    assert.same({ 2, 5, 2 }, { page.size, page.total, #page.plugins })
    assert.same(all.plugins[4], page.plugins[1])
    assert.equal(0, #select(2, respond("list_plugins", { offset = 5 })).plugins)
  end)

  it("have the status of the row, and no body with 204", function()
    local status, reply, headers = respond("delete_request_throttling_policy",
      { throttle_id = "x" })
    assert.is_nil(reply)
    assert.equal(204, status)
    assert.is_true(is_sample(headers))
  end)

  it("are files where files are asked for", function()
    local _, text, headers = respond("export_live_data_api_definitions", {
      app_id = "app", format = "yaml",
    })
    assert.truthy(text:find("swagger", 1, true))
    assert.equal("Content-Disposition", headers[3][1])
    assert.truthy(headers[3][2]:find("attachment", 1, true))
  end)
end)

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

  it("say that they are, and what has state does not", function()
    local _, info = assert(client:list_statistics_api({}))
    assert.equal("true", info.headers["x-sandbox-sample"])
    _, info = assert(client:list_plugins({}))
    assert.is_nil(info.headers["x-sandbox-sample"])
    local servers <close> = assert(devserver.client(cloud:options()))
    _, info = assert(servers:list_hyper_cluster({}))
    assert.is_nil(info.headers["x-sandbox-sample"])
  end)

  it("are refused with 501 where it is strict, and nothing else is", function()
    local strict <close> = assert(sandbox.start({ servers = 1, strict = true }))
    local other <close> = assert(apig.client(strict:options()))
    local reply, err = other:list_statistics_api({})
    assert.is_nil(reply)
    assert.equal(501, err.status)
    assert.truthy(tostring(err):find("no state in this sandbox", 1, true))
    assert(other:list_plugins({}))
  end)

  it("are checked by their rows first", function()
    local account = cloud:account()
    local other = independent.new(account)
    local function send(query)
      return independent.send(cloud.url, other:signed("GET",
        ("/v2/%s/apic/instances/%s/statistics/api/latest?%s"):format(account.project_id,
          account.instance_id, query)))
    end
    local response = send("api_id=x")
    assert.equal(400, response.status)
    assert.equal("APIG.2011", response.body.error_code)
    assert.truthy(response.body.error_msg:find("duration", 1, true))
    assert.equal(200, send("api_id=x&duration=1h").status)
  end)

  it("leave no secrets in what is remembered of requests", function()
    assert(client:debug_api({
      api_id = cloud:state().apig.apis[1].id, method = "GET", mode = "DEVELOPER", path = "/",
      scheme = "HTTP", app_secret = "secret-one", header = {
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
    local _, err = servers:scale_down_hyperinstance({
      id = id, body = { id = "inner", server_ids = { "a" } },
    })
    assert.equal("ModelArts.0015", err.code)
    local request = cloud:requests()[#cloud:requests()]
    assert.equal("inner", request.body.id)
    assert.equal("scale_down_hyperinstance", request.operation)
  end)
end)
