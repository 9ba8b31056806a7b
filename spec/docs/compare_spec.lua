-- SPDX-License-Identifier: Apache-2.0
-- The comparison of rows with facts: that it sees what differs. The facts here are of one call, put
-- down by hand; the others are left out.
local cjson = require("cjson")
local comparison = require("docs.comparison")
local core = require("_hwc")

local PROJECT_ID = { name = "project_id", type = "string", required = true, auto = true }

local function facts()
  return {
    regions = { ["cn-north-4"] = "https://cph.cn-north-4.myhuaweicloud.com" },
    structs = {
      Request = {
        fields = {
          {
            name = "server_ids", type = "array<string>", required = true, min_items = 1,
            max_items = 100, item = { max_len = 32 },
          },
        },
      },
      Job = {
        fields = {
          { name = "server_id", type = "string" },
          { name = "job_id", type = "string" },
          { name = "error_code", type = "string" },
          { name = "error_msg", type = "string" },
        },
      },
      Response = {
        fields = {
          { name = "request_id", type = "string" },
          { name = "jobs", type = "array<Job>" },
        },
      },
    },
    operations = {
      {
        name = "restart_cloud_phone_server",
        method = "POST",
        path = "/v1/{project_id}/cloud-phone/servers/batch-restart",
        path_params = { PROJECT_ID },
        query = {},
        headers = {},
        body = "Request",
        body_required = true,
        response = "Response",
        success_status = 200,
        paginated = false,
        async_job = true,
      },
    },
  }
end

local function exceptions()
  return {
    members = { ["cph:Request.server_ids[]"] = { why = "no server has an empty id", min = 1 } },
    patterns = {},
    extra_members = {},
    types = {},
  }
end

-- The differences after `change(facts, fact, exceptions)`.
local function differences(change)
  local all, listed, used = facts(), exceptions(), {}
  if change then
    change(all, all.operations[1], listed)
  end
  local row = require("_hwc.cph").describe("restart_cloud_phone_server")
  return comparison.operation("cph", row, all, all.operations[1], listed, used), used
end

describe("the comparison of a row with the facts", function()
  it("finds nothing where both say the same but for what is listed", function()
    local found, used = differences()
    assert.same({}, found)
    assert.same({ ["members cph:Request.server_ids[]"] = true }, used)
  end)

  for name, case in pairs({
    ["another method"] = {
      function(_, fact) fact.method = "PUT" end, "POST: method is POST, facts say PUT",
    },
    ["another path"] = {
      function(_, fact) fact.path = "/v1" end,
      "POST: path is /v1/{project_id}/cloud-phone/servers/batch-restart, facts say /v1",
    },
    ["another status"] = {
      function(_, fact) fact.success_status = 201 end,
      "POST: success_status is 200, facts say 201",
    },
    ["a body that may be left out"] = {
      function(_, fact) fact.body_required = false end,
      "POST: body_required is true, facts say nil",
    },
    ["no body"] = {
      function(_, fact) fact.body = cjson.null end, "POST: has_body is true, facts say false",
    },
    ["a body that is a form"] = {
      function(_, fact) fact.content_type = "multipart/form-data" end,
      "POST: is_form is false, facts say true",
    },
    ["a body that is a list"] = {
      function(_, fact) fact.body = "array<string>" end,
      "POST: struct is nil, facts say array<string>",
    },
    ["a reply that they do not describe"] = {
      function(_, fact) fact.response = "Other" end, "POST: struct is nil, facts say Other",
    },
    ["a member of one gateway"] = {
      function(_, fact) fact.apigw_diff = { "-request body.server_ids:list[str]!" } end,
      "POST: gateway of server_ids is nil, facts say roma",
    },
    ["a member of the other gateway"] = {
      function(_, fact) fact.apigw_diff = { "+request body.other.name:str" } end,
      "POST: member other.name is absent, facts say +",
    },
    ["no reply"] = {
      function(_, fact) fact.response = cjson.null end, "POST: reply is true, facts say false",
    },
    ["a parameter more"] = {
      function(_, fact) fact.query = { { name = "limit", type = "integer" } } end,
      "restart_cloud_phone_server.limit: member is absent, facts say there",
    },
    ["another bound"] = {
      function(all) all.structs.Request.fields[1].max_items = 50 end,
      "Request.server_ids: max is 100, facts say 50",
    },
    ["a bound that only the definition has"] = {
      function(all) all.structs.Request.fields[1].soft = { "max_items" } end,
      "Request.server_ids: max is 100, facts say nil",
    },
    ["a bound of items that is not listed"] = {
      function(_, _, listed) listed.members = {} end,
      "Request.server_ids[]: min is 1, facts say 0",
    },
    ["a member that may be left out"] = {
      function(all) all.structs.Request.fields[1].required = nil end,
      "Request.server_ids: required is true, facts say false",
    },
    ["another type of items"] = {
      function(all) all.structs.Request.fields[1].type = "array<integer>" end,
      "Request.server_ids: item is string, facts say integer",
    },
    ["a closed list"] = {
      function(all) all.structs.Request.fields[1].enum = { "a", "b" } end,
      "Request.server_ids[]: values is none, facts say a b",
    },
    ["a closed list in the reply"] = {
      function(all) all.structs.Job.fields[2].enum = { "a", "b" } end,
      "Job.job_id: values is none, facts say a b",
    },
    ["a member that only the definition requires"] = {
      function(all) all.structs.Request.fields[1].def = { required = true } end,
      "Request.server_ids: expected is nil, facts say true",
    },
    ["a pattern that nobody listed"] = {
      function(all) all.structs.Request.fields[1].item = { pattern = "^x$" } end,
      "Request.server_ids[]: format is nil, facts say ^x$",
    },
    ["another type in the reply"] = {
      function(all) all.structs.Job.fields[2].type = "integer" end,
      "Job.job_id: type is string, facts say integer",
    },
    ["a secret"] = {
      function(all) all.structs.Job.fields[2].sensitive = true end,
      "Job.job_id: secret is false, facts say true",
    },
    ["a member less in the reply"] = {
      function(all) table.remove(all.structs.Job.fields) end,
      "Job.error_msg: member is there, facts say absent",
    },
  }) do
    it("finds " .. name, function()
      local found = differences(case[1])
      local listed = table.concat(found, "\n")
      assert.truthy(("\n" .. listed):find(": " .. case[2], 1, true), listed)
    end)
  end

  it("takes a listed type", function()
    local found, used = differences(function(all, _, listed)
      all.structs.Job.fields[2].type = "integer"
      listed.types["cph:Job.job_id"] = { why = "why", type = "string" }
    end)
    assert.same({}, found)
    assert.is_true(used["types cph:Job.job_id"])
  end)

  -- What the gateway's facts say more than those of other services.
  local function gateway_differences(name, change)
    local all = facts()
    all.name_of = { CreateRomaApp = "create_roma_app" }
    local row = require("_hwc.apig").describe(name)
    local fact = {
      name = name, method = row.method, path = row.path, path_params = {}, query = {},
      headers = {}, body = cjson.null, response = cjson.null, gateway = "apig",
    }
    change(fact, all)
    return table.concat(comparison.operation("apig", row, all, fact, exceptions(), {}), "\n")
  end

  it("finds another gateway, and another name at the other one", function()
    local found = gateway_differences("create_an_app", function(fact)
      fact.gateway, fact.roma_twin = "roma", "CreateRomaApp"
    end)
    assert.truthy(found:find("gateway is apig, facts say roma", 1, true), found)
    assert.is_nil(found:find("counterpart", 1, true))
    found = gateway_differences("create_an_app", function() end)
    assert.truthy(found:find("counterpart is create_roma_app, facts say nil", 1, true), found)
  end)

  it("finds a secret that the facts do not mark", function()
    local found = gateway_differences("create_an_app", function(fact, all)
      fact.body = "Request"
      all.structs.Request.fields = { { name = "app_secret", type = "string" } }
    end)
    assert.truthy(found:find("Request.app_secret: secret is true, facts say false", 1, true), found)
  end)

  it("finds a member of one gateway that the facts have at both", function()
    local found = gateway_differences("list_plugins", function(fact)
      fact.gateway, fact.apigw_twin = nil, "ListPlugins"
      fact.apigw_diff = { "-request roma_app_id:str" }
    end)
    assert.truthy(found:find("gateway of roma_app_name is roma, facts say nil", 1, true), found)
    assert.is_nil(found:find("gateway of roma_app_id", 1, true))
  end)

  it("finds keys of a map that is the reply, and what is in it", function()
    local name = "show_details_of_gateway_response_type"
    local found = gateway_differences(name, function(fact)
      fact.response = "map<string,Job>"
      fact.path_params = { { name = "response_type", type = "string", enum = { "A", "B" } } }
    end)
    assert.truthy(found:find("keys is AUTH_FAILURE ", 1, true), found)
    assert.truthy(found:find("Job.job_id: member is absent, facts say there", 1, true), found)
  end)

  it("takes a listed member more in the reply", function()
    local found, used = differences(function(all, _, listed)
      table.remove(all.structs.Job.fields)
      listed.extra_members["cph:*.error_msg"] = "why"
    end)
    assert.same({}, found)
    assert.is_true(used["extra_members cph:*.error_msg"])
  end)
end)

describe("docs/compare.lua", function()
  local directory

  before_each(function()
    directory = os.tmpname()
    os.remove(directory)
    assert(os.execute("mkdir " .. directory))
  end)

  after_each(function()
    os.execute("rm -r " .. directory)
  end)

  local function write(service, all)
    local file <close> = assert(io.open(("%s/%s.json"):format(directory, service), "w"))
    assert(file:write(cjson.encode(all)))
  end

  -- What it prints, and its status.
  local function run(arguments)
    local pipe = assert(io.popen("lua5.4 docs/compare.lua " .. arguments .. " 2>&1"))
    local text = pipe:read("a")
    local _, _, status = pipe:close()
    return text, status
  end

  it("fails where anything differs, and says what", function()
    for _, service in ipairs(core.services) do
      write(service, { regions = {}, structs = {}, operations = {} })
    end
    local all = facts()
    all.regions["cn-north-4"] = "https://other.example"
    all.structs.Request.fields[1].max_items = 50
    all.operations[2] = { name = "no_such_row" }
    write("cph", all)
    local text, status = run(directory)
    assert.equal(1, status)
    for _, line in ipairs({
      "cph: restart_cloud_phone_server: Request.server_ids: max is 100, facts say 50",
      "cph: no_such_row: there is no such row",
      "cph: update_keypair: there is no such fact",
      "cph: endpoint in cn-north-4 is https://cph.cn-north-4.myhuaweicloud.com, facts say "
        .. "https://other.example",
      "cph: waiter jobs: there is no fact about show_job",
      "exceptions: extra_members: devserver:EndpointsRes.ssh_keys is not needed",
    }) do
      assert.truthy(("\n" .. text):find("\n" .. line .. "\n", 1, true), line .. "\n" .. text)
    end
  end)

  it("fails without facts", function()
    assert.equal(1, select(2, run(directory)))
    local text, status = run("")
    assert.equal(2, status)
    assert.equal("usage: docs/compare.lua FACTS\n", text)
  end)

  it("goes through all rows, whatever the facts about a waiter lack", function()
    local call = {
      name = "list_instances", method = "GET", path = "/", path_params = {}, query = {},
      headers = {}, body = cjson.null,
    }
    for _, response in ipairs({ cjson.null, "Other", "map<string,string>", "Response" }) do
      call.response = response
      for _, service in ipairs(core.services) do
        write(service, { regions = {}, structs = facts().structs, operations = { call } })
      end
      local text, status = run(directory)
      assert.equal(1, status)
      assert.truthy(text:find("apig: waiter instance_resized: the facts list no states", 1, true),
        text)
      assert.truthy(text:find(" operations compared, ", 1, true), text)
    end
  end)
end)
