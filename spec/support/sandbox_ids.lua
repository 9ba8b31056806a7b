-- What is there in a fresh sandbox, so that made-up arguments name things that exist. For each
-- service that needs it a function (cloud, client, operation) that gets ready what the operation
-- needs, and returns what support/arguments.lua takes as `known`.
local M = {}

local of_service = {}

function M.of(service)
  return of_service[service] or function() end
end

local function path_end(path)
  return path:match("[^.]+$")
end

-- A function from the path of a member to its value, by the path or by its last name.
local function by_name(values)
  return function(path)
    local value = values[path]
    if value == nil then
      value = values[path_end(path)]
    end
    return value
  end
end

-- Cloud Phone Host.

local CPH = {}

function CPH.show_job(_, client, values)
  local reply = assert(client:restart_cloud_phone_server({ server_ids = { values.server_id } }))
  values.job_id = reply.jobs[1].job_id
  values.request_id = reply.request_id
  values.request_ids = reply.request_id
end

CPH.list_jobs = CPH.show_job

function CPH.delete_image_member(_, client, values)
  assert(client:add_image_member({ image_id = values.image_id, member = values.member_id }))
end

function CPH.update_image_member(cloud, _, values)
  for _, image in ipairs(cloud:state().cph.images) do
    values.image_id = image.image_type == "share" and image.image_id or values.image_id
  end
end

function of_service.cph(cloud, client, operation)
  local state = cloud:state().cph
  local values = {
    band_width_id = state.bandwidths[1].band_width_id,
    count = 1,
    encode_server_ids = { state.encode_servers[1].encode_server_id },
    keypair_name = cloud:state().keypairs[1],
    member_id = ("1"):rep(32),
    new_size = 20,
    phone_id = state.phones[1].phone_id,
    phone_ids = { state.phones[1].phone_id },
    phone_model_name = state.servers[1].phone_model_name,
    resource_id = state.servers[1].server_id,
    resource_type = "cph-server",
    server_id = state.servers[1].server_id,
    server_ids = { state.servers[1].server_id },
    server_model_name = state.servers[1].server_model_name,
  }
  if operation == "list_share_files" then
    values.server_ids = state.servers[1].server_id
  end
  for _, image in ipairs(state.images) do
    values.image_id = image.image_type == "private" and image.image_id or values.image_id
  end
  if CPH[operation] then
    CPH[operation](cloud, client, values)
  end
  return by_name(values)
end

-- DevServer.

-- Operations that want an instance that has stopped.
local STOPPED = {
  change_dev_server_os = true,
  delete_dev_server = true,
  reinstall_dev_server_os = true,
  start_dev_server = true,
}

local DEVSERVER = {}

function DEVSERVER.detach_dev_server_volume(cloud, client, values)
  local volume_id = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
  local reply = assert(client:attach_dev_server_volume({ id = values.id, volume_id = volume_id }))
  values.volume_id = volume_id
  values.operation_id = reply.operation_id
  cloud:advance(30)
end

DEVSERVER.get_dev_server_operation = DEVSERVER.detach_dev_server_volume

function DEVSERVER.get_dev_server_image(_, _, values)
  values.id = values.image_id
end

function DEVSERVER.batch_dev_servers_action(_, _, values)
  values["servers.id"] = values.stopped
end

local function make_job(_, client, values)
  values.id = assert(client:create_dev_server_job({
    name = "job", type = "SERVICE_DEPLOY", server_ids = { values.id },
    items = { { type = "COMMON" } },
  })).id
  values.job_ids = { values.id }
end

DEVSERVER.get_dev_server_job = make_job
DEVSERVER.get_dev_server_job_service = make_job
DEVSERVER.delete_dev_server_jobs = make_job

function DEVSERVER.create_dev_server_job(_, _, values)
  values.server_ids = { values.id }
end

function DEVSERVER.get_dev_server_job_template(_, client, values)
  values.id = assert(client:list_dev_server_job_templates({})).data[1].id
end

local function make_cluster(_, client, values)
  values.id = assert(client:create_hyper_cluster({ name = "cluster" })).id
  values.hyperinstance_cluster_ids = { values.id }
end

DEVSERVER.get_hyper_cluster = make_cluster
DEVSERVER.delete_hyper_cluster = make_cluster
DEVSERVER.list_hyperinstance_clusters_capacity = make_cluster

-- Supernodes: one that has stopped.
local function find_supernode(cloud, client, values)
  local supernode = assert(client:list_hyperinstances({})).data[1]
  values.id, values.flavor = supernode.id, supernode.servers[1].flavor
  for _, image in ipairs(cloud:state().devserver.images) do
    values.image_id = image.server_type == "HPS" and image.image_id or values.image_id
  end
  return supernode
end

for _, operation in ipairs({
  "change_hyperinstance_os", "create_hyperinstance_tags", "delete_hyperinstance",
  "delete_hyperinstance_tags", "get_hyperinstance", "get_scale_evaluations_dev_server",
  "query_hyperinstance_tags", "scale_up_hyperinstance", "start_hyperinstance",
}) do
  DEVSERVER[operation] = find_supernode
end

function DEVSERVER.stop_hyperinstance(cloud, client, values)
  find_supernode(cloud, client, values)
  assert(client:start_hyperinstance({ id = values.id }))
  cloud:advance(1000)
end

function DEVSERVER.scale_down_hyperinstance(cloud, client, values)
  find_supernode(cloud, client, values)
  local grown = assert(client:scale_up_hyperinstance({
    id = values.id, flavor = values.flavor, image_id = values.image_id,
  }))
  values.server_ids = { grown.servers[2].id }
end

function DEVSERVER.get_hyperinstance_operation(cloud, client, values)
  local supernode = find_supernode(cloud, client, values)
  values.operation_id = assert(client:attach_dev_server_volume({
    id = supernode.servers[1].id, volume_id = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
  })).operation_id
end

function of_service.devserver(cloud, client, operation)
  local state = cloud:state()
  local values = {
    key_pair_name = state.keypairs[1],
    flavor = "modelarts.vm.gpu.8v100",
    flavor_name = "modelarts.vm.gpu.8v100",
    resource_flavor = "modelarts.vm.gpu.8v100",
    sort_key = "name",
    server_type = "ECS",
  }
  for _, image in ipairs(state.devserver.images) do
    values.image_id = image.server_type == "ECS" and image.image_id or values.image_id
  end
  for _, server in ipairs(state.devserver.servers) do
    if server.cloud_server.type == "ECS" then
      values[server.status == "STOPPED" and "stopped" or "id"] = server.id
    end
  end
  if STOPPED[operation] then
    values.id = values.stopped
  end
  if DEVSERVER[operation] then
    DEVSERVER[operation](cloud, client, values)
  end
  return by_name(values)
end

-- API Gateway.

local APIG = {}

local function bind_key(_, client, values)
  local reply = assert(client:associate_signature_key({
    sign_id = values.sign_id, publish_ids = values.publish_ids,
  }))
  values.sign_bindings_id = reply.bindings[1].id
end

APIG.disassociate_signature_key = bind_key

local function make_code(_, client, values)
  values.app_code_id = assert(client:create_app_code_auto({ app_id = values.app_id })).id
end

APIG.show_details_of_app_code = make_code
APIG.delete_app_code = make_code

local function make_variable(_, client, values)
  values.env_variable_id = assert(client:create_environment_variable({
    group_id = values.group_id, env_id = values.env_id, variable_name = "one",
    variable_value = "1",
  })).id
end

APIG.show_details_of_environment_variable = make_variable
APIG.update_environment_variable = make_variable
APIG.delete_environment_variable = make_variable

function APIG.delete_environment(_, client, values)
  values.env_id = assert(client:create_environment({ name = "empty" })).id
end

function APIG.delete_api_group(_, client, values)
  values.group_id = assert(client:create_api_group({ name = "empty" })).id
end

function APIG.delete_api(_, client, values)
  for _, env_id in ipairs({ values.env_id, values.other_env_id }) do
    client:create_or_delete_publish_record_for_api({
      action = "offline", api_id = values.api_id, env_id = env_id,
    })
  end
end

function APIG.canceling_authorization(_, client, values)
  values.app_auth_id = assert(client:create_authorizing_apps({
    env_id = values.env_id, api_ids = { values.api_id }, app_ids = { values.app_id },
  })).auths[1].id
end

local function find_version(_, client, values)
  local reply = assert(client:list_api_versions({ api_id = values.api_id }))
  values.version_id = reply.api_versions[1].version_id
end

APIG.change_api_version = find_version
APIG.list_api_version_detail = find_version
APIG.delete_api_by_version_id = find_version

-- What operations name by an id of its own: how to make one, by the member that has the id. What
-- several of them need is made first.
local THINGS = {
  { "throttle_id", function(client)
    return assert(client:create_request_throttling_policy({
      name = "walk", api_call_limits = 7, time_interval = 3, time_unit = "MINUTE",
    })).id
  end },
  { "acl_id", function(client)
    return assert(client:create_acl_strategy({
      acl_name = "walk", acl_type = "PERMIT", acl_value = "10.0.0.1", entity_type = "IP",
    })).id
  end },
  { "plugin_id", function(client)
    return assert(client:create_plugin({
      plugin_name = "walk", plugin_type = "cors", plugin_scope = "global", plugin_content = "{}",
    })).plugin_id
  end },
  { "app_quota_id", function(client)
    return assert(client:create_app_quota({
      name = "walk", call_limits = 9, time_unit = "DAY", time_interval = 2,
    })).app_quota_id
  end },
  { "authorizer_id", function(client)
    return assert(client:create_custom_authorizer({
      name = "walk", type = "FRONTEND", authorizer_type = "FUNC", authorizer_uri = "urn:fss:1",
    })).id
  end },
  { "vpc_channel_id", function(client)
    return assert(client:create_vpc_channel({
      name = "walk", port = 80, balance_strategy = 1, member_type = "ip",
    })).id
  end },
  { "member_group_id", function(client, values)
    return assert(client:create_member_group({
      vpc_channel_id = values.vpc_channel_id,
      member_groups = { { member_group_name = "walk" } },
    })).member_groups[1].member_group_id
  end },
  { "member_id", function(client, values)
    return assert(client:adding_backend_instances({
      vpc_channel_id = values.vpc_channel_id, members = { { host = "10.0.0.1" } },
    })).members[1].id
  end },
  { "certificate_id", function(client)
    return assert(client:create_certificate({
      name = "walk", cert_content = "-----BEGIN CERTIFICATE-----\nMIIB\n",
      private_key = "-----BEGIN PRIVATE KEY-----\nMIIB\n",
    })).id
  end },
  { "domain_id", function(client, values)
    return assert(client:associate_domain({
      group_id = values.group_id, url_domain = "walk.example.com",
    })).id
  end },
  { "throttle_binding_id", function(client, values)
    return assert(client:associate_request_throttling_policy({
      strategy_id = values.throttle_id, publish_ids = values.publish_ids,
    })).throttle_applys[1].id
  end },
  { "acl_bindings_id", function(client, values)
    return assert(client:create_api_acl_binding({
      acl_id = values.acl_id, publish_ids = values.publish_ids,
    })).acl_bindings[1].id
  end },
  { "special_id", function(client, values)
    return assert(client:create_special_throttling_configuration({
      throttle_id = values.throttle_id, call_limits = 1, object_type = "USER",
      object_id = "walk",
    })).id
  end },
  { "app_config_id", function(client, values)
    return assert(client:create_app_config({
      app_id = values.app_id, config_type = "variable", config_name = "walk",
    })).id
  end },
  { "ld_api_id", function(client)
    return assert(client:create_live_data_api({
      name = "walk", path = "/walk", method = "GET", version = "1.0", content_type = "json",
      roma_app_id = "app",
    })).id
  end },
  { "response_id", function(client, values)
    return assert(client:create_gateway_response({
      group_id = values.group_id, name = "walk",
    })).id
  end },
  { "orchestration_id", function(client)
    return assert(client:create_orchestration({
      orchestration_name = "walk", orchestration_strategy = "list",
    })).orchestration_id
  end },
  { "ai_api_key_id", function(client, values)
    return assert(client:create_ai_api_key({ app_id = values.app_id })).id
  end },
  { "ingress_port_id", function(client)
    return assert(client:add_custom_ingress_port({
      protocol = "HTTP", ingress_port = 8080,
    })).ingress_port_id
  end },
  { "task_id", function(client, values)
    return assert(client:export_api_definitions_async({
      env_id = values.env_id, group_id = values.group_id,
    })).task_id
  end },
}

-- What things are made of.
local MADE_OF = {
  throttle_binding_id = { "throttle_id" }, acl_bindings_id = { "acl_id" },
  special_id = { "throttle_id" }, member_group_id = { "vpc_channel_id" },
  member_id = { "vpc_channel_id" },
}

-- Other members that name the same things.
local ALSO = {
  member_ids = "member_id", certificate_ids = "certificate_id", plugin_ids = "plugin_id",
  apps = "app_id",
}

-- Operations whose members do not tell what they need.
local NEEDS = {
  adding_backend_instances = { "member_group_id" },
  associate_request_throttling_policy = { "throttle_id" },
  batch_associate_domains = { "domain_id" },
  batch_disassociate_domains = { "domain_id" },
  update_backend_instances = { "member_group_id" },
  delete_special_throttling_configuration = { "special_id" },
  update_special_throttling_configuration = { "special_id" },
}

-- Named by definitions of APIs and authorizers too, which the sandbox does not look up, and not to
-- be made at both gateways.
local OF_ONE_GATEWAY = { ld_api_id = true, response_id = true }

-- The things that an operation names.
local function needed_by(operation)
  local needed = {}
  local function need(name)
    needed[name] = true
    for _, part in ipairs(MADE_OF[name] or {}) do
      need(part)
    end
  end
  for _, member in ipairs(require("_hwc.apig").describe(operation).members) do
    if member.location == "path" or not OF_ONE_GATEWAY[member.name] then
      need(ALSO[member.name] or member.name)
    end
  end
  for _, name in ipairs(NEEDS[operation] or {}) do
    need(name)
  end
  return needed
end

local function make_things(client, operation, values)
  local needed = needed_by(operation)
  for _, thing in ipairs(THINGS) do
    local name, make = table.unpack(thing)
    if needed[name] then
      values[name] = make(client, values)
    end
  end
  for name, single in pairs(ALSO) do
    values[name] = values[single] and { values[single] } or nil
  end
  values.member_group_name = values.member_group_id and "walk" or nil
  values["domains.domain"] = values.domain_id and "walk.example.com" or nil
  values.strategy_id = values.special_id or values.throttle_id
end

-- Bound, so that it can be released.

local function bind_certificate(_, client, values)
  assert(client:batch_associate_certs({
    group_id = values.group_id, domain_id = values.domain_id,
    certificate_ids = { values.certificate_id },
  }))
end

APIG.disassociate_certificate = bind_certificate
APIG.show_details_of_domain_name_certificate = bind_certificate

local function set_app_acl(_, client, values)
  assert(client:update_app_acl({
    app_id = values.app_id, app_acl_type = "PERMIT", app_acl_values = { "10.0.0.1" },
  }))
end

APIG.show_details_of_app_acl = set_app_acl
APIG.delete_app_acl = set_app_acl

local function bind_app_quota(_, client, values)
  local quota_id = values.app_quota_id or assert(client:create_app_quota({
    name = "walk", call_limits = 9, time_unit = "DAY", time_interval = 2,
  })).app_quota_id
  assert(client:associate_apps_for_app_quota({
    app_quota_id = quota_id, app_ids = { values.app_id },
  }))
end

APIG.show_app_bound_app_quota = bind_app_quota
APIG.disassociate_app_quota_with_app = bind_app_quota

function APIG.create_special_throttling_configuration(_, _, values)
  values.object_id = values.app_id
end

function APIG.accept_or_reject_endpoint_connections(_, client, values)
  values.endpoints = { assert(client:list_endpoint_connections({})).connections[1].id }
end

local function add_ingress(_, client)
  assert(client:add_ingress_eip({ bandwidth_size = 5 }))
end

APIG.update_ingress_eip = add_ingress
APIG.remove_ingress_eip = add_ingress

local function add_engress(_, client)
  assert(client:add_engress_eip({ bandwidth_size = "5" }))
end

APIG.update_engress_eip = add_engress
APIG.remove_engress_eip = add_engress

function APIG.remove_eip(_, client)
  assert(client:add_eip({ eip_id = "walk" }))
end

function APIG.delete_instances(cloud, _, values)
  values.instance_id = cloud:account().instance_id
end

local function in_instance(cloud, _, values)
  values.instance_ids = { cloud:account().instance_id }
end

APIG.batch_associate_domains = in_instance
APIG.batch_disassociate_domains = in_instance
APIG.create_project_vpc_channel = in_instance
APIG.create_project_vpc_channel_syncs = in_instance

function APIG.update_project_vpc_channel(cloud, client, values)
  in_instance(cloud, client, values)
  assert(client:create_vpc_channel({
    name = values.name, port = 80, balance_strategy = 1, member_type = "ip",
  }))
end

function APIG.validate_roma_app(cloud, _, values)
  local app = cloud:state().apig.apps[1]
  values.id, values.name, values.key = app.id, app.name, app.app_key
end

function of_service.apig(cloud, client, operation)
  local state = cloud:state().apig
  local publication = state.publications[1]
  local sign = assert(client:create_signature_key({ name = "walk_key" }))
  local values = {
    api_id = publication.api_id,
    api_ids = { publication.api_id },
    app_id = state.apps[1].id,
    app_ids = { state.apps[1].id },
    env_id = publication.env_id,
    other_env_id = state.environments[2].id,
    group_id = publication.group_id,
    publish_ids = { publication.publish_id },
    sign_id = sign.id,
    -- Of the calls that have one: a name and a place that are free.
    group_name = "free",
    name = "free_name",
    req_uri = "/free",
  }
  if operation == "export_api_definitions" then
    values.apis = { publication.api_id }
  end
  make_things(client, operation, values)
  if APIG[operation] then
    APIG[operation](cloud, client, values)
  end
  return by_name(values)
end

return M
