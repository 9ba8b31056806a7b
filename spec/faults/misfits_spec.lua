-- Responses that do not fit their row: members of other types are handed over as they came, named
-- in `info.unexpected` and told in an event; the call is not lost.

local apig = require("apig")
local cjson = require("cjson")
local core = require("_hwc")
local cph = require("cph")
local devserver = require("devserver")
local faults = require("spec.support.faults")
local hwc = require("hwc")
local misfits = require("spec.support.misfits")

local SERVICES = { apig = apig, cph = cph, devserver = devserver }

describe("a response that does not fit its row", function()
  local server, events, clients

  local function settings(more)
    local given = {
      endpoint = "http://127.0.0.1:" .. server.port,
      iam_endpoint = "http://127.0.0.1:" .. server.port,
      ak = "ak",
      sk = "sk",
      project_id = "p",
      instance_id = "i",
      region = "cn-north-4",
      retry = false,
      on_event = function(event)
        if event.kind == "unexpected" then
          events[#events + 1] = event
        end
      end,
    }
    for name, value in pairs(more or {}) do
      given[name] = value or nil
    end
    return given
  end

  setup(function()
    server = faults.start()
    clients = {
      apig = assert(apig.client(settings({ gateway = "apig" }))),
      cph = assert(cph.client(settings())),
      devserver = assert(devserver.client(settings())),
    }
  end)

  teardown(function()
    for _, client in pairs(clients) do
      client:close()
    end
    server:close()
  end)

  before_each(function()
    events = {}
  end)

  local function respond(body)
    server:script({ "read", { "send", faults.http(200, body) }, "close" })
  end

  -- Operations whose replies have members of all types between them.
  local CALLS = {
    { "apig", "show_details_of_instance", {} },
    { "apig", "list_available_zones", {} },
    { "apig", "show_details_of_gateway_response", { group_id = "g", response_id = "r" } },
    { "cph", "show_job", { job_id = "j" } },
    { "cph", "list_jobs", { request_id = "r" } },
    { "devserver", "show_dev_server", { id = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1" } },
    { "apig", "list_lately_group_statistics", { group_id = "g" } },
  }

  for _, call in ipairs(CALLS) do
    local service, name, arguments = table.unpack(call)

    it("is handed over by " .. name .. ", and says where", function()
      local row = SERVICES[service].operations()[name]
      local _, places = misfits.reply(row)
      local seen = {}
      for _, place in ipairs(places) do
        -- One place of each type, at the top and within.
        local key = place.type .. (place.is_item and "[]" or "") .. (#place.keys > 1 and "." or "")
        for _, value in ipairs(seen[key] and {} or misfits.values(place)) do
          seen[key] = true
          local sent = misfits.put(misfits.reply(row), place, value)
          events = {}
          respond(cjson.encode(sent))
          local reply, info = clients[service][name](clients[service], arguments)
          assert(reply, tostring(info))
          assert.same(sent, reply)
          assert.same({ place.name }, info.unexpected)
          assert.equal(200, info.status)
          assert.equal(1, #events)
          assert.same({
            kind = "unexpected",
            time = events[1].time,
            operation = name,
            status = 200,
            request_id = "r-1",
            unexpected = { place.name },
            service = service,
          }, events[1])
        end
      end
      respond(cjson.encode((misfits.reply(row))))
      events = {}
      local _, info = assert(clients[service][name](clients[service], arguments))
      assert.is_nil(info.unexpected)
      assert.same({}, events)
    end)
  end

  it("hides in what it names what the request had of secrets", function()
    respond('{"responses":{"Hidden7Word":7}}')
    local client <close> = assert(apig.client(settings({
      gateway = "apig", ak = false, sk = false, token = "Hidden7Word",
    })))
    local _, info = assert(client:show_details_of_gateway_response({
      group_id = "g", response_id = "r",
    }))
    assert.equal(1, #info.unexpected)
    client:close()
    assert.is_nil(hwc.json.encode(events):find("Hidden7Word", 1, true))
  end)

  it("is told in the log as well", function()
    local path = os.tmpname()
    local log = assert(hwc.log(path, { append = false }))
    local client <close> = assert(cph.client(settings({ on_event = log })))
    respond('{"jobs":"none"}')
    local reply = assert(client:show_job({ job_id = "j" }))
    assert.equal("none", reply.jobs)
    respond('{"status":"2"}')
    assert.equal("2", assert(client:show_job({ job_id = "j" })).status)
    client:close()
    assert(log:close())
    local found
    for line in io.lines(path) do
      local event = cjson.decode(line)
      found = event.kind == "unexpected" and event or found
    end
    os.remove(path)
    assert.same({ "status" }, found.unexpected)
  end)

  it("is an error where it is no JSON object at all", function()
    for _, body in ipairs({ "7", '"text"', "true", "null", "[1]", "<html>", '{"jobs":7', "" }) do
      respond(body)
      local reply, err = clients.cph:show_job({ job_id = "j" })
      assert.is_nil(reply)
      assert.equal("service", err.kind)
      assert.equal(200, err.status)
      assert.same({}, events)
    end
  end)

  describe("in a list in pages", function()
    for text, body in pairs({
      ["a text"] = '{"servers":"none","count":1}',
      ["an object"] = '{"servers":{"a":1},"count":1}',
      ["a number"] = '{"servers":7,"count":1}',
    }) do
      it("ends each with an error, as no list is no empty list: " .. text, function()
        respond(body)
        local reached = 0
        local good, err = pcall(function()
          for _ in clients.cph:each("list_cloud_phone_servers", {}) do
            reached = reached + 1
          end
        end)
        assert.is_false(good)
        assert.equal("service", err.kind)
        assert.equal("list_cloud_phone_servers", err.operation)
        assert.truthy(err.message:find("servers", 1, true))
        assert.equal(0, reached)
      end)
    end

    it("gives items that are something else as they came", function()
      server:script({
        "read", { "send", faults.http(200, '{"servers":["a",7,null],"count":3}') }, "close",
      }, { "read", { "send", faults.http(200, '{"servers":[],"count":3}') }, "close" })
      local items = {}
      for item in clients.cph:each("list_cloud_phone_servers", {}) do
        items[#items + 1] = item
      end
      assert.same({ "a", 7, core.null }, items)
    end)
  end)

  describe("to an order", function()
    local ORDER = { servers = { { server_id = ("a"):rep(32), keypair_name = "k" } } }

    for text, body in pairs({
      ["jobs that are a text"] = '{"request_id":"r","jobs":"none"}',
      ["jobs that are an object"] = '{"request_id":"r","jobs":{"a":1}}',
      ["a job that is a text"] = '{"request_id":"r","jobs":["j"]}',
      ["an id that is an object"] = '{"request_id":{"a":1},"jobs":[{"job_id":"j"}]}',
    }) do
      it("gives the wait an error that it returns: " .. text, function()
        respond(body)
        local reply, info = clients.cph:update_keypair(ORDER)
        assert(reply, tostring(info))
        local report, err = clients.cph:wait_jobs(reply, info, { deadline = 1 })
        assert.is_nil(report)
        assert.equal("service", err.kind)
        assert.truthy(err.message:find(info.unexpected[1], 1, true), err.message)
      end)
    end
  end)

  describe("to the order of an instance", function()
    for text, body in pairs({
      ["an ID that is a number"] = '{"instance_id":7}',
      ["an ID that is a list"] = '{"instance_id":["i"]}',
      ["an ID that is an object"] = '{"instance_id":{"id":"i"}}',
      ["an ID that is null"] = '{"instance_id":null,"job_id":"j"}',
      ["nothing"] = "{}",
    }) do
      it("gives the wait an error that it returns: " .. text, function()
        local client <close> = assert(apig.client(settings({ gateway = "apig" })))
        respond(body)
        local reply, info = client:create_instance({ instance_name = "shop" })
        assert(reply, tostring(info))
        for _, what in ipairs({ reply, { reply } }) do
          local report, err = client:wait("instance_created", what, { deadline = 1 })
          assert.is_nil(report)
          assert.equal("service", err.kind)
          assert.truthy(err.message:find("has no instance_id to wait for", 1, true), err.message)
        end
      end)
    end
  end)

  it("from IAM gives no project", function()
    for _, body in ipairs({
      '{"projects":"none"}', '{"projects":7}', '{"projects":{"a":1}}', '{"projects":[7]}',
      '{"projects":["p"]}', '{"projects":[{"id":7}]}',
    }) do
      respond(body)
      local client <close> = assert(cph.client(settings({ project_id = false })))
      local reply, err = client:list_cloud_phone_servers({})
      assert.is_nil(reply)
      assert.equal("credentials", err.cause and err.cause.kind or err.kind)
    end
  end)

  it("from IAM gives client:check an error", function()
    for _, body in ipairs({ '{"projects":"none"}', '{"projects":7}', '{"projects":[7]}' }) do
      respond(body)
      local text, err = clients.cph:check()
      assert.is_nil(text)
      assert.truthy(err.message:find("does not belong to these credentials", 1, true))
    end
  end)
end)

describe("a response with one misfit", function()
  for service, module in pairs(SERVICES) do
    for name, row in pairs(module.operations()) do
      if row.reply then
        it(("is decoded whatever it is, in each place: %s.%s"):format(service, name), function()
          local _, places = misfits.reply(row)
          for i, place in ipairs(places) do
            local values = misfits.values(place)
            if #values > 0 then -- each value at some place of each row
              local sent = misfits.put(misfits.reply(row), place, values[i % #values + 1])
              local reply, info = core.decode_reply(service, name, 200, {}, cjson.encode(sent))
              assert(reply, tostring(info))
              assert.same({ place.name }, info.unexpected)
              assert.same(sent, reply)
            end
          end
        end)
      end
    end
  end
end)
