local apig = require("apig")
local sandbox = require("hwc.sandbox")
local stateful = require("spec.support.stateful")

local UNKNOWN = ("0"):rep(32)
local PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
local KEY = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"

describe("the sandbox's gateway", function()
  local cloud, client, instance_id

  setup(function()
    cloud = assert(sandbox.start({ servers = 0 }))
    client = assert(apig.client(cloud:options()))
    instance_id = cloud:account().instance_id
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function channel(name, changes)
    local args = { name = name, port = 80, balance_strategy = 1, member_type = "ip" }
    for member, value in pairs(changes or {}) do
      args[member] = value
    end
    return assert(client:create_vpc_channel(args)).id
  end

  it("keeps the groups and members of VPC channels", function()
    local id = channel("one", {
      member_groups = { { member_group_name = "blue", member_group_weight = 1 } },
      members = { { host = "10.0.0.1", weight = 1, member_group_name = "blue" } },
      vpc_health_config = {
        protocol = "TCP", threshold_normal = 2, threshold_abnormal = 5, time_interval = 10,
        timeout = 5,
      },
    })
    local shown = assert(client:show_details_of_vpc_channel({ vpc_channel_id = id }))
    assert.same({ "blue", "10.0.0.1", "TCP" }, {
      shown.member_groups[1].member_group_name, shown.members[1].host,
      shown.vpc_health_config.protocol,
    })
    local added = assert(client:adding_backend_instances({
      vpc_channel_id = id, members = { { host = "10.0.0.2" }, { host = "10.0.0.3" } },
    }))
    assert.same({ 2, "10.0.0.3" }, { added.total, added.members[2].host })
    local function members()
      return assert(client:list_backend_instances({ vpc_channel_id = id }))
    end
    assert.equal(3, members().total)
    assert(client:batch_disable_members({
      vpc_channel_id = id, member_ids = { added.members[1].id },
    }))
    assert.same({ 1, 2, 1 }, { members().members[1].status, members().members[2].status,
      members().members[3].status })
    assert(client:batch_enable_members({
      vpc_channel_id = id, member_ids = { added.members[1].id },
    }))
    assert.equal(1, members().members[2].status)
    stateful.refused({ 404, "APIG.3092" }, client:batch_enable_members({
      vpc_channel_id = id, member_ids = { UNKNOWN },
    }))
    assert(client:delete_backend_instance({
      vpc_channel_id = id, member_id = added.members[1].id,
    }))
    assert.equal(2, members().total)
    assert(client:update_backend_instances({
      vpc_channel_id = id, members = { { host = "10.0.0.9" } },
    }))
    assert.same({ 1, "10.0.0.9" }, { members().total, members().members[1].host })
    assert.equal("HTTP", assert(client:update_health_check({
      vpc_channel_id = id, protocol = "HTTP", path = "/", threshold_normal = 2,
      threshold_abnormal = 5, time_interval = 10, timeout = 5, http_code = "200",
    })).protocol)
    assert.equal("/", assert(client:show_details_of_vpc_channel({
      vpc_channel_id = id,
    })).vpc_health_config.path)
    assert.equal(1, assert(client:list_vpc_channels({ member_host = "10.0.0.9" })).total)
    assert.equal(0, assert(client:list_vpc_channels({ member_host = "10.0.0.1" })).total)
    assert(client:delete_vpc_channel({ vpc_channel_id = id }))
    stateful.refused({ 404, "APIG.3023" },
      client:list_backend_instances({ vpc_channel_id = id }))
  end)

  it("keeps groups of members, whose members go with them", function()
    local id = channel("one")
    local made = assert(client:create_member_group({
      vpc_channel_id = id, member_groups = {
        { member_group_name = "blue" }, { member_group_name = "green" },
      },
    }))
    assert.equal(2, made.total)
    local blue = made.member_groups[1].member_group_id
    local named = { vpc_channel_id = id, member_group_id = blue }
    assert.equal("blue", assert(client:show_details_of_member_group(named)).member_group_name)
    assert.equal(2, assert(client:list_member_groups({ vpc_channel_id = id })).total)
    assert.equal(7, assert(client:update_member_group({
      vpc_channel_id = id, member_group_id = blue, member_group_name = "blue",
      member_group_weight = 7,
    })).member_group_weight)
    assert(client:adding_backend_instances({
      vpc_channel_id = id, members = { { host = "10.0.0.1", member_group_name = "blue" } },
    }))
    stateful.refused({ 400, "APIG.2011" }, client:adding_backend_instances({
      vpc_channel_id = id, members = { { host = "10.0.0.1", member_group_name = "red" } },
    }))
    assert(client:delete_member_group(named))
    assert.equal(0, assert(client:list_backend_instances({ vpc_channel_id = id })).total)
    stateful.refused({ 404, "APIG.3023" }, client:show_details_of_member_group(named))
  end)

  it("does not delete VPC channels that APIs go through", function()
    local id = channel("one")
    assert(client:create_api({
      name = "through", group_id = cloud:state().apig.groups[1].id, type = 1,
      req_protocol = "HTTPS", req_method = "GET", req_uri = "/through", auth_type = "NONE",
      backend_type = "HTTP", backend_api = {
        req_protocol = "HTTP", req_method = "GET", req_uri = "/", timeout = 5000,
        vpc_channel_status = 1, vpc_channel_info = { vpc_channel_id = id },
      },
    }))
    stateful.refused({ 403, "APIG.3414" }, client:delete_vpc_channel({ vpc_channel_id = id }))
  end)

  it("keeps VPC channels of the project in the instances", function()
    local args = {
      name = "wide", port = 80, balance_strategy = 1, member_type = "ip",
      instance_ids = { instance_id }, members = { { host = "10.0.0.1" } },
    }
    local made = assert(client:create_project_vpc_channel(args)).project_vpc_channels[1]
    assert.same({ "wide", instance_id, "10.0.0.1" },
      { made.name, made.instance_id, made.members[1].host })
    assert.equal("wide", assert(client:show_details_of_vpc_channel({
      vpc_channel_id = made.id,
    })).name)
    local list = assert(client:list_project_vpc_channels({}))
    assert.same({ 1, made.id }, { list.total, list.project_vpc_channels[1].id })
    stateful.refused({ 400, "APIG.3208" }, client:create_project_vpc_channel(args))
    args.port = 8080
    assert.equal(8080,
      assert(client:update_project_vpc_channel(args)).project_vpc_channels[1].port)
    assert.equal(made.id, assert(client:create_project_vpc_channel_syncs({
      vpc_channel_id = made.id, instance_ids = { instance_id },
    })).project_vpc_channels[1].id)
    stateful.refused({ 404, "APIG.3023" }, client:create_project_vpc_channel_syncs({
      vpc_channel_id = UNKNOWN, instance_ids = { instance_id },
    }))
    args.instance_ids = { UNKNOWN }
    stateful.refused({ 404, "APIG.3030" }, client:create_project_vpc_channel(args))
  end)

  local function domain_of(group_id, name)
    return assert(client:associate_domain({ group_id = group_id, url_domain = name })).id
  end

  it("binds certificates to domains, from either side", function()
    local group_id = cloud:state().apig.groups[1].id
    local id = domain_of(group_id, "a.example.com")
    local named = { group_id = group_id, domain_id = id }
    local bound = assert(client:associate_certificate({
      group_id = group_id, domain_id = id,
      body = { name = "cert_1", cert_content = PEM, private_key = KEY },
    }))
    assert.equal("cert_1", bound.ssl_name)
    named.certificate_id = bound.ssl_id
    assert.equal("cert_1", assert(client:show_details_of_domain_name_certificate(named)).name)
    local group = assert(client:show_details_of_api_group({ group_id = group_id }))
    assert.same({ "a.example.com", "cert_1" },
      { group.url_domains[1].domain, group.url_domains[1].ssl_name })
    local function attached()
      return assert(client:list_attached_domains({ certificate_id = bound.ssl_id }))
    end
    assert.same({ 1, "a.example.com", group_id }, {
      attached().total, attached().bound_domains[1].url_domain,
      attached().bound_domains[1].api_group_id,
    })
    assert(client:disassociate_certificate(named))
    stateful.refused({ 404, "APIG.3025" }, client:disassociate_certificate(named))
    assert.equal(0, attached().total)

    assert(client:batch_associate_certs({
      group_id = group_id, domain_id = id, certificate_ids = { bound.ssl_id },
    }))
    assert.equal(1, attached().total)
    assert(client:batch_disassociate_certs({
      group_id = group_id, domain_id = id, certificate_ids = { bound.ssl_id },
    }))
    local domains = { { domain = "a.example.com", instance_ids = { instance_id } } }
    assert(client:batch_associate_domains({ certificate_id = bound.ssl_id, domains = domains }))
    assert.equal(1, attached().total)
    assert(client:batch_disassociate_domains({
      certificate_id = bound.ssl_id, domains = domains,
    }))
    assert.equal(0, attached().total)
    stateful.refused({ 404, "APIG.3020" }, client:batch_associate_domains({
      certificate_id = bound.ssl_id, domains = { { domain = "b.example.com" } },
    }))

    assert(client:batch_associate_certs({
      group_id = group_id, domain_id = id, certificate_ids = { bound.ssl_id },
    }))
    assert(client:delete_certificate({ certificate_id = bound.ssl_id }))
    group = assert(client:show_details_of_api_group({ group_id = group_id }))
    assert.is_nil(group.url_domains[1].ssl_id)
  end)

  it("insists on what the service needs to tell things apart", function()
    local state = cloud:state().apig
    local app_id, group_id = state.apps[1].id, state.groups[1].id
    for name, reply in pairs({
      url_domain = { client:associate_domain({ group_id = group_id }) },
      config_name = { client:create_app_config({ app_id = app_id, config_type = "variable" }) },
      variable_name = { client:create_environment_variable({
        group_id = group_id, env_id = state.environments[1].id, variable_value = "x",
      }) },
    }) do
      stateful.refused({ 400, "APIG.2011" }, reply[1], reply[2])
      assert.truthy(tostring(reply[2]):find("parameterName:" .. name, 1, true))
    end
  end)

  it("shows no secrets of resources in its state", function()
    local options = cloud:options()
    options.gateway = "apig"
    local other <close> = assert(apig.client(options))
    assert(client:create_plugin({
      plugin_name = "kafka", plugin_type = "kafka_log", plugin_scope = "global",
      plugin_content = '{"sasl_password":"secret-one"}',
    }))
    assert(other:create_an_app({ name = "shop_2", app_secret = "secret-two-1" }))
    assert(other:create_ai_api_key({
      app_id = cloud:state().apig.apps[1].id, ai_api_key = "secret-three-1",
    }))
    local text = require("_hwc").encode_json(cloud:state())
    assert.is_nil(text:find("secret-", 1, true))
    assert.equal("kafka", cloud:state().apig.plugins[1].plugin_name)
  end)

  it("never keeps the private key of a certificate", function()
    assert(client:create_certificate({
      name = "cert_1", cert_content = PEM, private_key = KEY,
    }))
    local text = require("_hwc").encode_json(cloud:state())
    assert.is_nil(text:find("BEGIN PRIVATE", 1, true))
  end)

  it("sets features, the same one again", function()
    local first = assert(client:create_feature({ name = "cors", enable = true, config = "on" }))
    assert.same({ "cors", true, "on" }, { first.name, first.enable, first.config })
    local again = assert(client:create_feature({ name = "cors", enable = false }))
    assert.same({ first.id, false, "on" }, { again.id, again.enable, again.config })
    local list = assert(client:list_features({}))
    assert.same({ 1, false }, { list.total, list.features[1].enable })
  end)

  local function backend(name, path)
    return assert(client:create_live_data_api({
      name = name, path = path, method = "GET", version = "1.0", content_type = "json",
      roma_app_id = "app",
    })).id
  end

  it("develops, tries and deploys custom backends", function()
    local id = backend("backend_1", "/one")
    assert.equal("GET /x", assert(client:create_live_data_api_script({
      ld_api_id = id, api_type = "function",
      scripts = { { object_name = "script", content = "GET /x" } },
    })).scripts[1].content)
    assert.equal(1, #assert(client:show_live_data_api({ ld_api_id = id })).scripts)
    assert.equal("200", assert(client:debug_live_data_api({ ld_api_id = id })).test_status_code)
    assert.equal(1, assert(client:list_live_data_api_test_history({ ld_api_id = id })).total)
    local state = cloud:state().apig
    local deployed = assert(client:publish_live_data_api({
      ld_api_id = id, body = {
        deploy_front_api = true, auth_type = "NONE", group_id = state.groups[1].id,
        env_id = state.environments[1].id, protocol = "HTTPS",
      },
    }))
    assert.equal("backend_1",
      assert(client:show_details_of_api({ api_id = deployed.api_id })).name)
    assert.equal("RELEASE",
      assert(client:show_details_of_api({ api_id = deployed.api_id })).run_env_name)
    assert.equal(4, assert(client:show_live_data_api({ ld_api_id = id })).status)
    assert.equal(1, assert(client:list_live_data_api_deployment_history({ ld_api_id = id })).total)
    assert(client:unpublish_live_data_api({ ld_api_id = id }))
    assert.is_nil(assert(client:show_details_of_api({ api_id = deployed.api_id })).run_env_name)
    stateful.refused({ 404, "APIG.3084" }, client:debug_live_data_api({ ld_api_id = UNKNOWN }))
    stateful.refused({ 404, "APIG.3001" }, client:publish_live_data_api({
      ld_api_id = id, body = {
        deploy_front_api = true, auth_type = "NONE", protocol = "HTTPS", group_id = UNKNOWN,
        env_id = state.environments[1].id,
      },
    }))
    assert.equal("1", assert(client:list_live_data_quota({})).api_used)
  end)

  it("says whether the name and place of a custom backend are free", function()
    backend("backend_1", "/one")
    stateful.refused({ 400, "APIG.3215" },
      client:check_livedata_apis({ type = "name", ld_api_name = "backend_1" }))
    stateful.refused({ 400, "APIG.3309" }, client:check_livedata_apis({
      type = "path", ld_api_method = "GET", ld_api_path = "/one",
    }))
    assert(client:check_livedata_apis({ type = "name", ld_api_name = "other" }))
  end)

  it("writes custom backends to files and reads them again", function()
    backend("backend_1", "/one")
    local file = assert(client:export_live_data_api_definitions({ app_id = "app" }))
    cloud:reset()
    local reply = assert(client:import_live_data_api_definitions({
      file_name = { data = file.body, name = "a.json" },
    }))
    assert.same({ "/one", "GET", "create" },
      { reply.success[1].path, reply.success[1].method, reply.success[1].action })
    assert.equal("backend_1", assert(client:list_live_data_api({})).apis[1].name)
    assert.equal("APIG.3309", assert(client:import_live_data_api_definitions({
      api_mode = "merge", file_name = { data = file.body },
    })).failure[1].error_code)
  end)

  it("calls an API for a trial", function()
    local api = cloud:state().apig.apis[1]
    local reply = assert(client:debug_api({
      api_id = api.id, method = "GET", mode = "DEVELOPER", path = api.req_uri, scheme = "HTTPS",
    }))
    assert.truthy(reply.response:find("^HTTP/1.1 200"))
    stateful.refused({ 404, "APIG.3002" }, client:debug_api({
      api_id = UNKNOWN, method = "GET", mode = "DEVELOPER", path = "/", scheme = "HTTPS",
    }))
  end)

  it("lists the tags of APIs, and settings with what is used", function()
    local function api(name, tags)
      assert(client:create_api({
        name = name, group_id = cloud:state().apig.groups[1].id, type = 1,
        req_protocol = "HTTPS", req_method = "GET", req_uri = "/" .. name, auth_type = "NONE",
        backend_type = "MOCK", mock_info = { result_content = "{}" }, tags = tags,
      }))
    end
    api("one", { "b", "a" })
    api("two", { "b" })
    assert.same({ "a", "b" }, { table.unpack(assert(client:list_tags({})).tags) })
    for _, config in ipairs(assert(client:list_project_cofigs({})).configs) do
      if config.config_name == "API_NUM_LIMIT" then
        assert.equal(14, config.used)
      end
    end
  end)
end)

describe("files of the sandbox's gateway", function()
  local cloud, client, group_id

  setup(function()
    cloud = assert(sandbox.start({ servers = 0 }))
    client = assert(apig.client(cloud:options()))
  end)

  before_each(function()
    cloud:reset()
    group_id = cloud:state().apig.groups[1].id
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local YAML = table.concat({
    'swagger: "2.0"',
    "info: {title: letters, version: '1'}",
    "paths:",
    "  /letters:",
    "    get:",
    "      operationId: get_letters",
    "      description: |",
    "        Two",
    "        lines",
    "",
  }, "\n")

  it("are read in YAML", function()
    local reply = assert(client:import_api_definitions({
      is_create_group = true, file_name = { data = YAML, name = "a.yaml" },
    }))
    assert.same({ "/letters", "GET" }, { reply.success[1].path, reply.success[1].method })
    assert.equal("Two\nlines\n",
      assert(client:show_details_of_api({ api_id = reply.success[1].id })).remark)
  end)

  it("are written in YAML, which another reader understands", function()
    local file, info = client:export_api_definitions({ group_id = group_id, type = "yaml" })
    assert(file, tostring(info))
    assert.truthy(info.headers["content-disposition"]:find("%.yaml\"$"))
    assert.is_nil(file.body:find("^%s*{"))
    local read = require("lyaml").load(file.body)
    assert.same({ "2.0", "orders" }, { read.swagger, read.info.title })
    assert.equal("orders_1", read.paths["/orders/1"].get.operationId)
  end)

  it("are refused where they are neither JSON nor YAML, or of another version", function()
    local function import(text)
      return client:import_api_definitions({ group_id = group_id, file_name = { data = text } })
    end
    stateful.refused({ 400, "APIG.3600" }, import("{ swagger: ["))
    stateful.refused({ 400, "APIG.3601" }, import('{"swagger":"1.2"}'))
    stateful.refused({ 400, "APIG.3609" }, import(" "))
  end)
end)

-- In a Lua state where lyaml cannot be found.
describe("YAML without lyaml", function()
  it("is refused with the name of what is missing", function()
    local before, preload = package.loaded.lyaml, package.preload.lyaml
    package.loaded.lyaml = nil
    package.preload.lyaml = function() error("not there") end
    local files = require("hwc.sandbox.apig.files")
    local definition, status, body = files.read("swagger: '2.0'\n", { id = "0123" })
    package.loaded.lyaml, package.preload.lyaml = before, preload
    assert.is_nil(definition)
    assert.same({ 400, "APIG.3600" }, { status, body.error_code })
    assert.truthy(body.error_msg:find("lua-yaml", 1, true))
  end)
end)
