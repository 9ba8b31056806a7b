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
  if APIG[operation] then
    APIG[operation](cloud, client, values)
  end
  return by_name(values)
end

return M
