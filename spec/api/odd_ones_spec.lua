-- SPDX-License-Identifier: Apache-2.0
-- Operations that are not like the others: bodies of their own, one URL for several, files, and
-- members of one gateway alone.
local cjson = require("cjson")

local services = {
  apig = require("_hwc.apig"),
  cph = require("_hwc.cph"),
  devserver = require("_hwc.devserver"),
}
local CLIENT = { project_id = "p0", instance_id = "i0" }
local UUID = "11a4b8c2-8b5c-4d6e-9f01-23456789abcd"
local PHONE = ("a"):rep(32)

local function encode(operation, args, options)
  local service, name = operation:match("^(%w+)%.([%w_]+)$")
  return services[service].encode(name, args, setmetatable(options or {}, { __index = CLIENT }))
end

local function body_of(operation, args, options)
  return cjson.decode(assert(encode(operation, args, options)).body)
end

local function message_of(operation, args, options)
  local request, err = encode(operation, args, options)
  assert.is_nil(request, "accepted")
  assert.equal("validation", err.kind)
  return err.message
end

local APIG = { gateway = "apig" }

describe("a row whose body has the name of a path member in it", function()
  local PATH = { group_id = "g", domain_id = "d" }
  local FORM = {
    name = "cert",
    cert_content = "PEM",
    private_key = "KEY-",
    instance_id = "other",
  }

  local function with_body(body)
    return { group_id = PATH.group_id, domain_id = PATH.domain_id, body = body }
  end

  it("takes the body under `body`", function()
    local request = assert(encode("apig.associate_certificate", with_body(FORM)))
    assert.equal(
      "/v2/p0/apic/instances/i0/api-groups/g/domains/d/certificate",
      request.target
    )
    assert.same(FORM, cjson.decode(request.body))
    assert.same(
      { id = "gone", server_ids = { "x" } },
      body_of("devserver.scale_down_hyperinstance", {
        id = UUID,
        body = { id = "gone", server_ids = { "x" } },
      })
    )
  end)

  it("names what is wrong below `body`", function()
    assert.equal("body: required, got nothing", message_of("apig.associate_certificate", PATH))
    assert.equal(
      "body.cert_content: required, got nothing",
      message_of("apig.associate_certificate", with_body({ name = "cert" }))
    )
    assert.matches(
      "^body%.nme: unknown member, the nearest known one is name",
      message_of("apig.associate_certificate", with_body({ nme = "cert" }))
    )
    assert.equal(
      "body: a table, got a string of 1 character",
      message_of("apig.associate_certificate", with_body("x"))
    )
    assert.matches("^name: unknown member", message_of("apig.associate_certificate", {
      group_id = "g",
      domain_id = "d",
      name = "cert",
      body = FORM,
    }))
  end)

  it("needs no body where none is required", function()
    local request = assert(encode("apig.publish_live_data_api", { ld_api_id = "l" }))
    assert.is_nil(request.body)
    assert.same(
      { ld_api_id = "m" },
      body_of("apig.publish_live_data_api", { ld_api_id = "l", body = { ld_api_id = "m" } })
    )
  end)

  it("sends unknown members in the body and the query with validate = false", function()
    local args = with_body({ new = 1 })
    args.more = "x"
    local request = assert(encode("apig.associate_certificate", args, { validate = false }))
    assert.same({ new = 1 }, cjson.decode(request.body))
    assert.matches("%?more=x$", request.target)
  end)

  it("is told apart from a member that is just called body", function()
    assert.equal(
      "text",
      body_of("apig.debug_api", {
        api_id = "a",
        method = "POST",
        mode = "CONSUMER",
        path = "/",
        scheme = "HTTPS",
        body = "text",
        header = { ["X-A"] = { "1", "2" } },
      }).body
    )
  end)

  it("describes the nested body", function()
    local operation = services.apig.describe("associate_certificate")
    assert.equal("nested", operation.body_kind)
    local last = operation.members[#operation.members]
    assert.equal("body", last.name)
    assert.is_true(last.required)
    assert.equal("CertForm", last.object.name)
  end)
end)

describe("DELETE with a body", function()
  it("carries it", function()
    assert.same(
      { server_ids = { "a" } },
      body_of("cph.delete_cloud_phone_server", { server_ids = { "a" } })
    )
    assert.same(
      { job_ids = { "a" } },
      body_of("devserver.delete_dev_server_jobs", { job_ids = { "a" } })
    )
    assert.equal(
      "server_ids: at most 10 items, got 11",
      message_of("cph.delete_cloud_phone_server", {
        server_ids = { "", "", "", "", "", "", "", "", "", "", "" },
      })
    )
  end)
end)

describe("operations of one URL", function()
  it("are told apart by their command", function()
    local shell = { command = "shell", content = "ls", phone_ids = { PHONE } }
    assert.same(shell, body_of("cph.run_shell_command", shell))
    assert.matches("^command: one of \"push\"", message_of("cph.push_file", shell))
    local path = "/v1/p0/cloud-phone/phones/commands"
    for _, name in ipairs({ "install_apk", "push_file", "run_shell_command", "uninstall_apk" }) do
      assert.equal(path, (services.cph.describe(name).path:gsub("{project_id}", "p0")))
    end
  end)

  it("need phones or servers", function()
    assert.equal(
      "phone_ids: at least one of phone_ids and server_ids, got none",
      message_of("cph.run_shell_command", { command = "shell", content = "ls" })
    )
  end)

  it("take a longer text for several apks than for one", function()
    local function install(command, length)
      return {
        command = command,
        content = ("x"):rep(length),
        phone_ids = { PHONE },
      }
    end
    assert(encode("cph.install_apk", install("install", 1024)))
    assert.matches("^content: at most 1024 bytes", message_of("cph.install_apk",
      install("install", 1025)))
    assert(encode("cph.install_apk", install("install-multiple", 8100)))
    assert.matches("^content: at most 8100 bytes", message_of("cph.install_apk",
      install("install-multiple", 8101)))
  end)
end)

describe("rules across members", function()
  local function server(bandwidth)
    return {
      phone_model_name = "m",
      image_id = "i",
      server_model_name = "s",
      server_name = "n",
      count = 1,
      tenant_vpc_id = "v",
      nics = { { subnet_id = "n" } },
      public_ip = {},
      extend_param = { charging_mode = 0, period_type = 2, period_num = 9 },
      band_width = bandwidth,
    }
  end
  local OWN = { band_width_charge_mode = 0, band_width_share_type = 0, band_width_size = 5 }

  it("ask integers too", function()
    assert(encode("cph.create_net2_cloud_phone_server", server(OWN)))
    assert.equal(
      'band_width.band_width_size: required if band_width_share_type is "0", got nothing',
      message_of("cph.create_net2_cloud_phone_server", server({
        band_width_charge_mode = 0,
        band_width_share_type = 0,
      }))
    )
    assert.equal(
      'band_width.band_width_id: required if band_width_share_type is "1", got nothing',
      message_of("cph.create_net2_cloud_phone_server", server({
        band_width_charge_mode = 0,
        band_width_share_type = 1.0,
      }))
    )
  end)

  it("bound months and years differently", function()
    local args = server(OWN)
    args.extend_param.period_num = 10
    assert.equal(
      'extend_param.period_num: 1 to 9 if period_type is "2", got 10',
      message_of("cph.create_net2_cloud_phone_server", args)
    )
    args.extend_param.period_type = 3
    assert(encode("cph.create_net2_cloud_phone_server", args))
  end)

  it("ask booleans too", function()
    local function publish(front)
      return { ld_api_id = "l", body = { deploy_front_api = front } }
    end
    assert(encode("apig.publish_live_data_api", publish(false)))
    assert.equal(
      'body.auth_type: required if deploy_front_api is "true", got nothing',
      message_of("apig.publish_live_data_api", publish(true))
    )
  end)

  it("compare two numbers", function()
    local function check(timeout, interval)
      return {
        vpc_channel_id = "v",
        protocol = "TCP",
        threshold_normal = 2,
        threshold_abnormal = 2,
        time_interval = interval,
        timeout = timeout,
      }
    end
    assert(encode("apig.update_health_check", check(4, 5)))
    assert(encode("apig.update_health_check", check(nil, 5)))
    assert.equal(
      "timeout: less than time_interval, got as much or more",
      message_of("apig.update_health_check", check(5, 5))
    )
  end)

  it("ask for a login or a key pair, and only for the latter of supernodes", function()
    local function create(changes)
      local args = {
        name = "n",
        image_id = UUID,
        flavor = "f",
        network = { security_group_id = "s", subnet_id = "s", vpc_id = "v" },
        key_pair_name = "k",
      }
      for name, value in pairs(changes) do
        args[name] = value or nil
      end
      return args
    end
    assert(encode("devserver.create_dev_server", create({})))
    assert.matches(
      "exactly one of admin_pass and key_pair_name, got two",
      message_of("devserver.create_dev_server", create({ admin_pass = "Abcdef1234" })),
      1,
      true
    )
    assert.matches(
      "exactly one of flavor and resource_flavor, got two",
      message_of("devserver.create_dev_server", create({ resource_flavor = "r" })),
      1,
      true
    )
    assert.equal(
      'key_pair_name: required if server_type is "HPS", got nothing',
      message_of(
        "devserver.create_dev_server",
        create({ server_type = "HPS", admin_pass = "Abcdef1234", key_pair_name = false })
      )
    )
  end)
end)

describe("integers as text", function()
  local function find(limit, action)
    return { resource_type = "cph-server", action = action or "filter", limit = limit }
  end

  it("are bounded by their value", function()
    assert.equal("1000", body_of("cph.list_resource_instances", find("1000")).limit)
    for limit, message in pairs({
      ["0"] = "limit: 1 to 1000, got 0",
      ["1001"] = "limit: 1 to 1000, got 1001",
      ["-1"] = "limit: an integer as text, got a string of 2 characters",
      [""] = "limit: an integer as text, got a string of 0 characters",
      ["9999999999999999999"] = "limit: an integer as text, got a string of 19 characters",
    }) do
      assert.equal(message, message_of("cph.list_resource_instances", find(limit)))
    end
  end)

  it("are left out of counts", function()
    assert.equal(
      'limit: only if action is "filter", got another one',
      message_of("cph.list_resource_instances", find("1", "count"))
    )
  end)
end)

describe("a member of a body that is an argument of its own", function()
  it("is named as such where it is given beside it", function()
    assert.equal("product_id: unknown member; it belongs in body = { ... }",
      message_of("apig.create_prepay_resize", { product_id = "p", body = {} }, APIG))
    assert.equal("product: unknown member, the nearest known one is project_id",
      message_of("apig.create_prepay_resize", { product = "p", body = {} }, APIG))
  end)
end)

-- Members as the official clients of the two services have them.
describe("an API of the one gateway and of the other", function()
  local function api_with(path, value)
    local api = {
      name = "orders", type = 1, req_protocol = "HTTPS", req_method = "GET", req_uri = "/orders",
      auth_type = "NONE", backend_type = "HTTP", group_id = "g",
      backend_api = {
        req_protocol = "HTTPS", req_method = "GET", req_uri = "/", timeout = 5000,
        vpc_channel_info = { vpc_channel_id = "v" },
      },
      mock_info = {},
      func_info = {
        function_urn = "urn", invocation_type = "sync", timeout = 5000, network_type = "V2",
      },
      policy_https = {
        {
          name = "p", effect_mode = "ALL", req_protocol = "HTTPS", req_method = "GET",
          req_uri = "/", conditions = {
            { condition_origin = "source", condition_value = "192.0.2.1" },
          },
        },
      },
    }
    local outer, name = path:match("^(.*)%.([%w_]+)$")
    local object = api
    for step in (outer or ""):gmatch("[%w_]+") do
      object = object[step]
    end
    object[name or path] = value
    return api
  end

  local URL = { member_group_id = "m", req_protocol = "HTTP", req_method = "GET", req_uri = "/" }
  local ONLY = {
    apig = {
      trace_enabled = true, sampling_strategy = "RATE", sampling_param = "50",
      is_send_fg_body_base64 = true, ["func_info.req_protocol"] = "GRPCS",
      ["backend_api.enable_sm_channel"] = true,
      ["backend_api.member_group_url_infos"] = { URL },
    },
    roma = {
      ["mock_info.status_code"] = 200, ["mock_info.header"] = "h",
      ["backend_api.vpc_channel_info.ecs_id"] = "e",
      ["backend_api.vpc_channel_info.ecs_name"] = "e",
      ["backend_api.vpc_channel_info.cascade_flag"] = true,
      ["backend_api.vpc_channel_info.vpc_channel_port"] = 80,
    },
  }

  for own, members in pairs(ONLY) do
    local other = own == "apig" and "roma" or "apig"
    for path, value in pairs(members) do
      it(("has %s at %s alone"):format(path, own), function()
        assert.truthy(body_of("apig.create_api", api_with(path, value), { gateway = own }))
        assert.equal(('%s: only with gateway = %q, got gateway = %q'):format(path, own, other),
          message_of("apig.create_api", api_with(path, value), { gateway = other }))
      end)
    end
  end

  it("has policies with members of one alone", function()
    local function changed(gateway, change)
      local api = api_with("name", "orders")
      change(api.policy_https[1])
      return encode("apig.create_api", api, { gateway = gateway })
    end
    for own, change in pairs({
      apig = function(policy)
        policy.conditions[1].mapped_param_name = "p"
        policy.conditions[1].mapped_param_location = "query"
        policy.conditions[1].condition_origin = "orchestration"
        policy.enable_sm_channel = true
      end,
      roma = function(policy) policy.enable_client_ssl = true end,
    }) do
      assert(changed(own, change))
      assert.is_nil((changed(own == "apig" and "roma" or "apig", change)))
    end
  end)

  it("requires what that gateway requires", function()
    for path, gateway in pairs({
      ["backend_api.req_method"] = "roma", ["backend_api.req_protocol"] = "roma",
      ["backend_api.req_uri"] = "roma", ["func_info.network_type"] = "apig",
      ["backend_api.vpc_channel_info.vpc_channel_id"] = "apig",
    }) do
      local other = gateway == "apig" and "roma" or "apig"
      assert.equal(path .. ": required, got nothing",
        message_of("apig.create_api", api_with(path, nil), { gateway = gateway }))
      assert(encode("apig.create_api", api_with(path, nil), { gateway = other }))
    end
  end)

  it("has a VPC channel with several backend server groups only at apig", function()
    local path = "backend_api.vpc_channel_status"
    assert(encode("apig.create_api", api_with(path, 4), APIG))
    assert.truthy(message_of("apig.create_api", api_with(path, 4)):find(path, 1, true))
    local channel = {
      name = "vpc", port = 80, balance_strategy = 1, member_type = "ip",
      vpc_channel_type = "reference",
    }
    assert.equal("reference", body_of("apig.create_vpc_channel", channel, APIG).vpc_channel_type)
    assert.equal('vpc_channel_type: only with gateway = "apig", got gateway = "roma"',
      message_of("apig.create_vpc_channel", channel))
  end)
end)

describe("the two gateways", function()
  it("have members of their own", function()
    assert(encode("apig.list_apis", { roma_app_id = "r" }))
    assert.equal(
      'roma_app_id: only with gateway = "roma", got gateway = "apig"',
      message_of("apig.list_apis", { roma_app_id = "r" }, APIG)
    )
    assert(encode("apig.list_apis", { return_data_mode = "r" }, APIG))
    assert.equal(
      'return_data_mode: only with gateway = "apig", got gateway = "roma"',
      message_of("apig.list_apis", { return_data_mode = "r" })
    )
  end)

  it("require different members", function()
    local version = { api_id = "a" }
    assert.equal(
      "version_id: required, got nothing",
      message_of("apig.change_api_version", version)
    )
    assert(encode("apig.change_api_version", version, APIG))
    local domain = { group_id = "g", domain_id = "d", is_http_redirect_to_https = true }
    assert(encode("apig.update_domain", domain))
    assert.equal(
      "min_ssl_version: required, got nothing",
      message_of("apig.update_domain", domain, APIG)
    )
  end)

  -- What the official clients of the two have: 177 operations under a path that both have, 150 of
  -- them at both; and 12 and 66 at paths of their own.
  it("offer what their rows say, and name the one that has the others", function()
    local counts = { roma = 0, apig = 0 }
    for name, operation in pairs(services.apig.operations()) do
      for gateway, count in pairs(counts) do
        local _, err = encode("apig." .. name, {}, { gateway = gateway })
        if operation.gateway and operation.gateway ~= gateway then
          assert.equal(("only with gateway = %q, got gateway = %q%s"):format(operation.gateway,
            gateway, operation.counterpart and "; use " .. operation.counterpart or ""),
            err.message)
        else
          counts[gateway] = count + 1
          assert.is_nil(err and err.message:find("gateway", 1, true))
        end
      end
    end
    assert.is_true(counts.roma >= 189 and counts.apig >= 216)
  end)

  it("have five operations under two names", function()
    local found = {}
    for name, operation in pairs(services.apig.operations()) do
      found[name] = operation.counterpart
      if operation.counterpart then
        local other = services.apig.describe(operation.counterpart)
        assert.equal(name, other.counterpart)
        assert.equal(operation.method, other.method)
        assert.not_equal(operation.gateway, other.gateway)
      end
    end
    local pairs_of = {
      create_an_app = "create_roma_app",
      delete_app = "delete_roma_app",
      list_instances = "check_roma_instance_list",
      resetting_app_secret = "reset_roma_app_secret",
      update_app = "update_roma_app",
    }
    for name, other in pairs(pairs_of) do
      assert.same({ other, name }, { found[name], found[other] })
      found[name], found[other] = nil, nil
    end
    assert.same({}, found)
    assert.equal('only with gateway = "apig", got gateway = "roma"; use create_roma_app',
      message_of("apig.create_an_app", { name = "shop" }))
    assert.equal('only with gateway = "roma", got gateway = "apig"; use list_instances',
      message_of("apig.check_roma_instance_list", {}, { gateway = "apig" }))
  end)

  it("have paths of their own for them", function()
    assert.equal("/v2/p0/apigw/instances/i0/apps",
      assert(encode("apig.create_an_app", { name = "shop" }, { gateway = "apig" })).target)
    assert.equal("/v2/p0/instances/i0/apps",
      assert(encode("apig.create_roma_app", { name = "shop" })).target)
  end)
end)

describe("the client's instance_id", function()
  it("is no member of instances that are created, ordered or listed", function()
    local create = assert(encode("apig.create_instance", { instance_name = "gateway" },
      { gateway = "apig" }))
    assert.same({ "/v2/p0/apigw/instances", '{"instance_name":"gateway"}' },
      { create.target, create.body })
    local order = assert(encode("apig.create_order", {
      instance_info = { instance_name = "gateway" },
    }, { gateway = "apig" }))
    assert.same({ instance_info = { instance_name = "gateway" } }, cjson.decode(order.body))
    assert.equal("/v2/p0/apigw/instances",
      assert(encode("apig.list_instances", {}, { gateway = "apig" })).target)
    assert.equal("/v2/p0/apigw/instances?instance_id=other", assert(encode("apig.list_instances",
      { instance_id = "other" }, { gateway = "apig" })).target)
  end)

  it("is that of the path where an order has one in its body too", function()
    local request = assert(encode("apig.create_prepay_resize", {
      body = { instance_id = "other", product_id = "p", resize_info = { spec_id = "BASIC" } },
    }, { gateway = "apig" }))
    assert.equal("/v2/p0/apigw/instances/i0/prepay-resize", request.target)
    assert.equal("other", cjson.decode(request.body).instance_id)
  end)
end)

describe("members that only the service's definition requires", function()
  it("are 20, which calls may lack and help names", function()
    local count, seen = 0, {}
    local function walk(owner, members)
      for _, member in ipairs(members) do
        local key = owner .. "." .. member.name
        if member.expected and not seen[key] then
          seen[key] = true
          count = count + 1
          assert.is_nil(member.required)
        end
        if member.object then
          walk(member.object.name, member.object.members)
        end
      end
    end
    for name, operation in pairs(services.apig.operations()) do
      walk(name, operation.members)
    end
    -- Of 20 members one has two owners: a health check is a body, and a part of other ones.
    assert.equal(21, count)
    assert(encode("apig.create_instance", {}, { gateway = "apig" }))
  end)
end)

describe("files", function()
  it("are what five operations take or response", function()
    local names = {}
    for name, operation in pairs(services.apig.operations()) do
      if operation.body_kind == "form" or operation.download then
        names[#names + 1] = name
      end
    end
    table.sort(names)
    assert.same({
      "export_api_definitions",
      "export_live_data_api_definitions",
      "import_api_definitions",
      "import_api_definitions_async",
      "import_live_data_api_definitions",
    }, names)
  end)
end)

describe("secrets", function()
  it("are the headers of test requests", function()
    local operation = services.apig.describe("debug_api")
    for _, member in ipairs(operation.members) do
      assert.equal(member.name == "header" or member.name == "app_secret", member.secret or false)
    end
  end)
end)
