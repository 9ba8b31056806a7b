local apig = require("apig")
local cjson = require("cjson")
local sandbox = require("hwc.sandbox")
local stateful = require("spec.support.stateful")

local UNKNOWN = ("0"):rep(32)

-- Longer than any work takes, in seconds of its time.
local LONG = 1000

describe("instances of the sandbox's API Gateway", function()
  local cloud, client, instance_id

  setup(function()
    cloud = assert(sandbox.start({ servers = 0, speed = 0.001 }))
    local options = cloud:options()
    options.gateway = "apig"
    client = assert(apig.client(options))
    instance_id = cloud:account().instance_id
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function create(changes)
    local args = {
      instance_name = "second", spec_id = "BASIC", vpc_id = "vpc", subnet_id = "subnet",
      security_group_id = "group", available_zone_ids = { "zone" },
    }
    for name, value in pairs(changes or {}) do
      args[name] = value
    end
    return client:create_instance(args)
  end

  local function shown(id)
    return assert(client:show_details_of_instance({ instance_id = id }))
  end

  local function progress(id)
    return assert(client:show_details_of_instance_progress({ instance_id = id }))
  end

  it("are made step by step", function()
    local made = assert(create())
    local id = made.instance_id
    assert.truthy(made.job_id)
    assert.same({ "Creating", 1 }, { shown(id).status, shown(id).instance_status })
    local seen, last = {}, nil
    for _ = 1, 100 do
      local now = progress(id)
      if now.progress ~= last then
        seen[#seen + 1], last = now.progress, now.progress
      end
      if now.status == "success" then
        break
      end
      assert.equal("creating", now.status)
      cloud:advance(10)
    end
    assert.same({ 30, 50, 80, 90, 100 }, seen)
    assert.same({ "Running", 6, "second", "BASIC" }, {
      shown(id).status, shown(id).instance_status, shown(id).instance_name, shown(id).spec,
    })
    local list = assert(client:list_instances({}))
    assert.same({ 2, id }, { list.total, list.instances[2].id })
    assert.equal(1, assert(client:list_instances({ instance_name = "seco" })).total)
    assert.equal(0, assert(client:list_instances({ status = "Creating" })).total)
    assert.equal(2, assert(client:list_instances({ status = "Running" })).total)
  end)

  it("fail where they were told to", function()
    cloud:fail_jobs({ operation = "create_instance", code = "APIC.9210", message = "no address" })
    local id = assert(create()).instance_id
    cloud:advance(LONG)
    local now = progress(id)
    assert.same({ "failed", "APIC.9210", "no address" },
      { now.status, now.error_code, now.error_msg })
    assert.equal("CreateFail", shown(id).status)
  end)

  it("are empty at first, and each has resources of its own", function()
    local id = assert(create()).instance_id
    cloud:advance(LONG)
    assert.equal(0, assert(client:list_api_groups({ instance_id = id })).total)
    assert.equal("RELEASE",
      assert(client:list_environments({ instance_id = id })).envs[1].name)
    local group = assert(client:create_api_group({ instance_id = id, name = "orders" }))
    assert.equal(1, assert(client:list_api_groups({ instance_id = id })).total)
    assert.equal(2, assert(client:list_api_groups({})).total)
    stateful.refused({ 404, "APIG.3001" },
      client:show_details_of_api_group({ group_id = group.id }))
    assert(client:delete_instances({ instance_id = id }))
    assert.equal("Deleting", shown(id).status)
    cloud:advance(LONG)
    stateful.refused({ 404, "APIC.7302" }, client:show_details_of_instance({ instance_id = id }))
    stateful.refused({ 404, "APIG.3030" }, client:list_api_groups({ instance_id = id }))
    assert.equal(1, assert(client:list_instances({})).total)
    assert.equal(2, #cloud:state().apig.groups)
  end)

  it("are all there is for calls about the project, whichever is left", function()
    local roma <close> = assert(apig.client(cloud:options()))
    local id = assert(create()).instance_id
    assert.equal(0, assert(roma:list_project_vpc_channels({})).total)
    assert(roma:create_project_vpc_channel({
      name = "wide", port = 80, balance_strategy = 1, member_type = "ip", instance_ids = { id },
    }))
    assert.equal(id,
      assert(roma:list_project_vpc_channels({})).project_vpc_channels[1].instance_id)
    for _, other in ipairs({ instance_id, id }) do
      assert(client:delete_instances({ instance_id = other }))
      cloud:advance(LONG)
      assert.equal(other == id and 0 or 1, assert(roma:list_project_vpc_channels({})).total)
      assert(client:list_instance_configs({}))
      assert.is_table(cloud:state().apig.groups)
    end
  end)

  it("are not tagged without a key", function()
    local nameless = { { value = "b" } }
    stateful.refused({ 400, "APIC.7211" }, client:batch_create_or_delete_instance_tags({
      action = "create", tags = nameless,
    }))
    stateful.refused({ 400, "APIC.7211" }, create({ tags = nameless }))
    assert.equal(0, #assert(client:list_project_instance_tags({})).tags)
  end)

  it("are changed", function()
    local changed = assert(client:update_instance({ instance_name = "renamed",
                                                     description = "first" }))
    assert.same({ "renamed", "first" }, { changed.instance_name, changed.description })
    assert.equal("renamed", shown(instance_id).instance_name)
    stateful.refused({ 404, "APIC.7302" },
      client:update_instance({ instance_id = UNKNOWN, instance_name = "renamed" }))
  end)

  it("are resized over time", function()
    assert(client:create_post_pay_resize_order({ spec_id = "PROFESSIONAL" }))
    assert.equal("Resizing", shown(instance_id).status)
    stateful.refused({ 400, "APIG.3309" },
      client:create_post_pay_resize_order({ spec_id = "PROFESSIONAL" }))
    cloud:advance(LONG)
    assert.same({ "Running", "PROFESSIONAL" },
      { shown(instance_id).status, shown(instance_id).spec })
    assert.truthy(assert(client:create_prepay_resize({
      instance_id = instance_id,
      body = { instance_id = instance_id, product_id = "p", resize_info = {
        spec_id = "ENTERPRISE",
      } },
    })).order_id)
    cloud:advance(LONG)
    assert.equal("ENTERPRISE", shown(instance_id).spec)
  end)

  it("are ordered", function()
    local order = assert(client:create_order({
      product_id = "p", period_type = 2, period_num = 1, is_auto_renew = 0,
      instance_info = {
        instance_name = "ordered", spec_id = "BASIC", vpc_id = "vpc", subnet_id = "subnet",
        security_group_id = "group", available_zone_ids = { "zone" },
      },
    })).order_id
    cloud:advance(LONG)
    local made = assert(client:list_instances({ instance_name = "ordered" })).instances[1]
    assert.same({ order, "Running", 1 }, { made.cbc_metadata, made.status, made.charging_mode })
  end)

  it("are refused beyond their quota", function()
    local small <close> = assert(sandbox.start({ servers = 0, quotas = { instances = 1 } }))
    local options = small:options()
    options.gateway = "apig"
    local other <close> = assert(apig.client(options))
    stateful.refused({ 403, "APIG.3110" }, other:create_instance({
      instance_name = "second", spec_id = "BASIC", vpc_id = "vpc", subnet_id = "subnet",
      security_group_id = "group", available_zone_ids = { "zone" },
    }))
  end)

  it("are reached from outside, and reach it", function()
    local bound = assert(client:add_eip({ eip_id = "eip-1" }))
    assert.equal("eip-1", bound.eip_id)
    assert.equal(bound.eip_address, shown(instance_id).eip_address)
    assert(client:remove_eip({}))
    assert.is_nil(shown(instance_id).eip_address)
    stateful.refused({ 404, "APIG.3007" }, client:remove_eip({}))

    stateful.refused({ 404, "APIG.3007" }, client:update_ingress_eip({ bandwidth_size = 7 }))
    assert(client:add_ingress_eip({ bandwidth_size = 5, bandwidth_charging_mode = "traffic" }))
    assert(client:update_ingress_eip({ bandwidth_size = 7, bandwidth_charging_mode = "traffic" }))
    assert.same({ 7, "traffic" }, { shown(instance_id).publicips[1].bandwidth_size,
      shown(instance_id).ingress_bandwidth_charging_mode })
    assert(client:remove_ingress_eip({}))
    assert.is_nil(shown(instance_id).publicips)

    assert(client:add_engress_eip({ bandwidth_size = "10" }))
    assert.equal(10, shown(instance_id).bandwidth_size)
    assert(client:update_engress_eip({ bandwidth_size = "20" }))
    assert.equal(20, shown(instance_id).bandwidth_size)
    assert(client:remove_engress_eip({}))
    assert.is_nil(shown(instance_id).nat_eip_address)
  end)

  it("are tagged, and found by their tags", function()
    local second = assert(create({ tags = { { key = "stage", value = "trial" } } })).instance_id
    local function tag(action, tags)
      return assert(client:batch_create_or_delete_instance_tags({ action = action, tags = tags }))
    end
    tag("create", { { key = "stage", value = "live" }, { key = "owner", value = "a" } })
    tag("create", { { key = "owner", value = "b" } })
    local tags = assert(client:list_instance_tags({})).tags
    assert.same({ "stage", "live", "owner", "b" },
      { tags[1].key, tags[1].value, tags[2].key, tags[2].value })
    local all = assert(client:list_project_instance_tags({})).tags
    assert.same({ "owner", "stage", 2 }, { all[1].key, all[2].key, #all[2].values })
    local found = assert(client:list_instances_by_tags({
      tags = { { key = "stage", values = { "trial" } } },
    }))
    assert.same({ 1, second }, { found.total_count, found.resources[1].resource_id })
    assert.equal(2, assert(client:show_instances_num_by_tags({
      tags = { { key = "stage", values = {} } },
    })).total_count)
    tag("delete", { { key = "stage", value = "live" }, { key = "owner", value = "b" } })
    assert.equal(0, #assert(client:list_instance_tags({})).tags)
    assert.equal(1, assert(client:show_instances_num_by_tags({
      without_any_tag = true,
    })).total_count)
  end)

  it("accept and reject connections of endpoints", function()
    local list = assert(client:list_endpoint_connections({}))
    assert.same({ 2, "pendingAcceptance" }, { list.total, list.connections[1].status })
    local first, second = list.connections[1].id, list.connections[2].id
    assert.equal("accepted", assert(client:accept_or_reject_endpoint_connections({
      action = "receive", endpoints = { first },
    })).connections[1].status)
    assert(client:accept_or_reject_endpoint_connections({
      action = "reject", endpoints = { second },
    }))
    assert.equal(1, assert(client:list_endpoint_connections({ status = "rejected" })).total)
    stateful.refused({ 404, "APIC.7314" }, client:accept_or_reject_endpoint_connections({
      action = "reject", endpoints = { UNKNOWN },
    }))
  end)

  it("keep who may connect", function()
    local given = { permissions = { "iam:domain::" .. UNKNOWN } }
    assert(client:add_endpoint_permissions(given))
    assert(client:add_endpoint_permissions(given))
    local list = assert(client:list_endpoint_permissions({}))
    assert.same({ 1, given.permissions[1] }, { list.total, list.permissions[1].permission })
    assert(client:delete_endpoint_permissions(given))
    assert.equal(0, assert(client:list_endpoint_permissions({})).total)
  end)

  it("answer errors with responses by type", function()
    local group_id = cloud:state().apig.groups[1].id
    local list = assert(client:list_gateway_responses({ group_id = group_id }))
    assert.same({ 1, "default", true },
      { list.total, list.responses[1].name, list.responses[1].default })
    local id = list.responses[1].id
    local named = { group_id = group_id, response_id = id }
    stateful.refused({ 409, "APIG.3491" }, client:delete_gateway_response(named))
    stateful.refused({ 409, "APIG.3492" }, client:update_gateway_response({
      group_id = group_id, response_id = id, name = "other",
    }))
    named.response_type = "THROTTLED"
    local function throttled()
      return assert(client:show_details_of_gateway_response_type(named)).THROTTLED
    end
    assert.same({ 429, true }, { throttled().status, throttled().default })
    local changed = assert(client:update_gateway_response_type({
      group_id = group_id, response_id = id, response_type = "THROTTLED", status = 503,
      body = "later",
    })).THROTTLED
    assert.same({ 503, "later", false }, { changed.status, changed.body, changed.default })
    assert.equal("later", assert(client:show_details_of_gateway_response({
      group_id = group_id, response_id = id,
    })).responses.THROTTLED.body)
    assert(client:delete_gateway_response_type(named))
    assert.same({ 429, true }, { throttled().status, throttled().default })
  end)

  local function task_of(reply)
    return assert(client:show_async_task_result({ task_id = reply.task_id }))
  end

  it("import and export in the background", function()
    local group_id = cloud:state().apig.groups[1].id
    local exported = assert(client:export_api_definitions_async({
      env_id = "DEFAULT_ENVIRONMENT_RELEASE_ID", group_id = group_id, type = "json",
    }))
    assert.same({ "waiting", "export_api" },
      { task_of(exported).task_status, task_of(exported).task_type })
    cloud:advance(8)
    assert.equal("processing", task_of(exported).task_status)
    cloud:advance(LONG)
    local result = cjson.decode(task_of(exported).task_result)
    assert.equal("json", result.file_type)
    local imported = assert(client:import_api_definitions_async({
      is_create_group = true, file_name = { data = result.content, name = "a.json" },
    }))
    assert.equal(2, #cloud:state().apig.groups)
    cloud:advance(LONG)
    local read = task_of(imported)
    assert.same({ "succeed", "import_api" }, { read.task_status, read.task_type })
    assert.equal(6, #cjson.decode(read.task_result).success)
    assert.equal(3, #cloud:state().apig.groups)
    stateful.refused({ 404, "APIG.3001" }, client:export_api_definitions_async({
      env_id = "DEFAULT_ENVIRONMENT_RELEASE_ID", group_id = UNKNOWN,
    }))
    stateful.refused({ 404, "APIG.3007" }, client:show_async_task_result({ task_id = UNKNOWN }))
  end)

  it("fail in the background where they cannot do it any more", function()
    local group = assert(client:create_api_group({ name = "short" }))
    local exported = assert(client:export_api_definitions_async({
      env_id = "DEFAULT_ENVIRONMENT_RELEASE_ID", group_id = group.id,
    }))
    assert(client:delete_api_group({ group_id = group.id }))
    cloud:advance(LONG)
    local task = task_of(exported)
    assert.equal("failed", task.task_status)
    assert.equal("APIG.3001", cjson.decode(task.task_result).error_code)
  end)

  it("go on in a state that is saved and loaded", function()
    local id = assert(create()).instance_id
    local group = assert(client:create_api_group({ name = "kept" }))
    local exported = assert(client:export_api_definitions_async({
      env_id = "DEFAULT_ENVIRONMENT_RELEASE_ID", group_id = group.id,
    }))
    local path = os.tmpname()
    assert(cloud:save(path))
    local loaded <close> = assert(sandbox.start({ servers = 0, speed = 0.001, state = path }))
    os.remove(path)
    local options = loaded:options()
    options.gateway = "apig"
    local other <close> = assert(apig.client(options))
    assert.equal("kept", assert(other:show_details_of_api_group({ group_id = group.id })).name)
    assert.equal("Creating",
      assert(other:show_details_of_instance({ instance_id = id })).status)
    loaded:advance(LONG)
    assert.equal("Running", assert(other:show_details_of_instance({ instance_id = id })).status)
    assert.equal("succeed",
      assert(other:show_async_task_result({ task_id = exported.task_id })).task_status)
    assert.equal("Creating", shown(id).status)
    assert(other:create_api_group({ name = "more" }))
    assert.equal(3, #cloud:state().apig.groups)
    assert.equal(4, #loaded:state().apig.groups)
  end)

  it("are as many as the option says", function()
    local many <close> = assert(sandbox.start({ servers = 0, instances = 3 }))
    local options = many:options()
    options.gateway = "apig"
    local other <close> = assert(apig.client(options))
    local list = assert(other:list_instances({}))
    assert.same({ 3, options.instance_id }, { list.total, list.instances[1].id })
    local third = list.instances[3].id
    assert(other:create_api_group({ instance_id = third, name = "more" }))
    assert.same({ 2, 3 }, {
      assert(other:list_api_groups({ instance_id = list.instances[2].id })).total,
      assert(other:list_api_groups({ instance_id = third })).total,
    })
  end)

  it("import microservices as a group, a channel and APIs", function()
    local reply = assert(client:import_microservice({
      group_info = { group_name = "micro", app_id = "app" }, service_type = "CCE",
      apis = { { name = "api_1", req_method = "GET", req_uri = "/one" } },
      cce_info = { cluster_id = "c", namespace = "n", workload_type = "deployment", port = 8080,
                   app_name = "app" },
    }))
    assert.equal("micro",
      assert(client:show_details_of_api_group({ group_id = reply.api_group_id })).name)
    assert.equal("CCE", assert(client:show_details_of_vpc_channel({
      vpc_channel_id = reply.vpc_channel_id,
    })).microservice_info.service_type)
    assert.equal("/one",
      assert(client:show_details_of_api({ api_id = reply.apis[1].id })).req_uri)
    stateful.refused({ 403, "APIG.3414" },
      client:delete_vpc_channel({ vpc_channel_id = reply.vpc_channel_id }))
  end)

  it("count what they have", function()
    local apis = assert(client:list_api_quantities({}))
    assert.same({ 12, 12, 0 }, { apis.instance_num, apis.nums_on_release, apis.nums_off_release })
    assert.same({ 0, 3 }, {
      assert(client:list_app_quantities({})).authed_nums,
      assert(client:list_app_quantities({})).unauthed_nums,
    })
    assert.equal(2, assert(client:list_api_groups_quantities({})).offsell_nums)
    assert.equal("API_NUM_LIMIT", assert(client:list_instance_configs({})).configs[1].config_name)
    assert.truthy(assert(client:list_available_zones({})).available_zones[1].id)
    assert.is_true(assert(client:list_instance_features({ limit = 1 })).total > 1)
  end)

  it("know the domains of a port, and the apps that there are", function()
    local group_id = cloud:state().apig.groups[1].id
    local port = assert(client:add_custom_ingress_port({ protocol = "HTTP", ingress_port = 8080 }))
    assert(client:associate_domain({
      group_id = group_id, url_domain = "a.example.com", ingress_http_port = 8080,
    }))
    local list = assert(client:list_custom_ingress_port_domains({
      ingress_port_id = port.ingress_port_id,
    }))
    assert.same({ 1, "a.example.com", group_id },
      { list.total, list.domain_infos[1].domain_name, list.domain_infos[1].group_id })
    local app = cloud:state().apig.apps[1]
    assert.equal(app.name, assert(client:check_app({ app_id = app.id })).name)
    stateful.refused({ 404, "APIG.3004" }, client:check_app({ app_id = UNKNOWN }))
    assert.equal("new-secret-1", assert(client:resetting_app_secret({
      app_id = app.id, app_secret = "new-secret-1",
    })).app_secret)
    assert(client:update_sl_domain_setting({
      group_id = group_id, sl_domain_access_enabled = false,
    }))
    assert.is_false(cloud:state().apig.groups[1].sl_domain_access_enabled)
  end)

  it("show AI API keys whole once", function()
    local app = cloud:state().apig.apps[1]
    local made = assert(client:create_ai_api_key({ app_id = app.id, alias = "one" }))
    assert.equal(48, #made.ai_api_key)
    local list = assert(client:list_ai_api_keys({ app_id = app.id }))
    assert.equal(made.id, list.ai_api_keys[1].id)
    assert.truthy(list.ai_api_keys[1].ai_api_key:find("%*%*%*%*"))
  end)
end)

describe("integration apps of the sandbox's ROMA", function()
  local cloud, client, app

  setup(function()
    cloud = assert(sandbox.start({ servers = 0 }))
    client = assert(apig.client(cloud:options()))
  end)

  before_each(function()
    cloud:reset()
    app = assert(client:create_roma_app({ name = "shop.2", key = "key-1", secret = "secret-1" }))
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  it("are apps of the gateway too", function()
    local shown = assert(client:show_details_of_app({ app_id = app.id }))
    assert.same({ "shop.2", "key-1" }, { shown.name, shown.app_key })
    assert.equal(app.id, assert(client:validate_roma_app({ key = "key-1" })).id)
    stateful.refused({ 404, "APIG.3004" }, client:validate_roma_app({ name = "none" }))
  end)

  it("have a secret that only one call shows", function()
    assert.is_nil(app.secret)
    assert.equal("secret-1", assert(client:check_roma_app_secret({ app_id = app.id })).secret)
    local new = assert(client:reset_roma_app_secret({ app_id = app.id })).secret
    assert.not_equal("secret-1", new)
    assert.equal(new, assert(client:check_roma_app_secret({ app_id = app.id })).secret)
  end)

  it("have members, all at once", function()
    local users = assert(client:check_can_auth_users_of_app({ app_id = app.id })).users
    assert.equal(2, #users)
    local reply = assert(client:add_user_to_app({
      app_id = app.id, users = { { id = users[1].id, roles = { "modify" } } },
    }))
    assert.same({ 1, users[1].name, "read", "modify" }, {
      reply.total, reply.users[1].name, reply.users[1].roles[1], reply.users[1].roles[2],
    })
    assert.equal(1, #assert(client:check_can_auth_users_of_app({ app_id = app.id })).users)
    assert.equal(1, assert(client:check_auth_users_of_app({ app_id = app.id })).total)
    stateful.refused({ 400, "APIG.2011" }, client:add_user_to_app({
      app_id = app.id, users = { { roles = { "read" } } },
    }))
    assert.equal(0, assert(client:check_auth_users_of_app({
      app_id = app.id, user_name = "nobody",
    })).total)
    assert(client:add_user_to_app({ app_id = app.id, users = {} }))
    assert.equal(0, assert(client:check_auth_users_of_app({ app_id = app.id })).total)
  end)

  it("belong to instances that ROMA lists", function()
    local list = assert(client:check_roma_instance_list({}))
    assert.same({ 1, cloud:account().instance_id, "RUNNING" },
      { list.total, list.instances[1].id, list.instances[1].status })
    assert.equal(0, assert(client:check_roma_instance_list({ status = "CREATING" })).total)
  end)
end)
