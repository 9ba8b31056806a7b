-- SPDX-License-Identifier: Apache-2.0
-- Which APIs are published in which environment of the sandbox's gateway, and in which version.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local apis = require("hwc.sandbox.apig.apis")
local collection = require("hwc.sandbox.collection")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

-- Collections of what is bound to publications.
local BOUND = { "bindings", "throttle_bindings", "acl_bindings", "plugin_bindings" }

-- Versions in use, and earlier ones.
local CURRENT, EARLIER = 1, 2

local function find(apig, api, environment)
  return apig.publications:find(function(publication)
    return publication.api_id == api.id and publication.env_id == environment.id
  end)
end

local function use(apig, publication, version)
  for _, other in apig.versions:each() do
    if other.publication_id == publication.id then
      other.status = EARLIER
    end
  end
  version.status = CURRENT
  publication.version_id = version.version_id
  publication.remark = version.remark
  publication.publish_time = version.publish_time
end

---The publication of an API in an environment.
M.find = find

-- An API that is published again keeps the id of its publication and gets a new version.
local function publish(state, api, environment, remark)
  local apig = state.apig
  local publication = find(apig, api, environment) or apig.publications:add({
    id = state:hex(32),
    api_id = api.id,
    env_id = environment.id,
  })
  apig.published = apig.published + 1
  use(apig, publication, apig.versions:add({
    version_id = state:hex(32),
    version_no = ("20240101%06d"):format(apig.published),
    publication_id = publication.id,
    api_id = api.id,
    env_id = environment.id,
    remark = remark or "",
    publish_time = responses.now(state),
    definition = store.copy(apis.describe(state, api)),
  }))
  return publication
end

M.publish = publish

-- What hangs on a publication goes with it.
local function withdraw(apig, publication)
  apig.publications:remove(publication)
  for _, name in ipairs(BOUND) do
    apig[name]:remove_all(function(binding)
      return binding.publish_id == publication.id
    end)
  end
  apig.auths:remove_all(function(auth)
    return auth.api_id == publication.api_id and auth.env_id == publication.env_id
  end)
end

M.withdraw = withdraw

function M.seed(state, empty)
  local apig = state.apig
  apig.publications, apig.versions = collection.new(), collection.new("version_id")
  apig.published = 0
  local release, test = table.unpack(apig.environments:list())
  for i, api in ipairs(empty and {} or apig.apis:list()) do
    publish(state, api, release)
    if i % 2 == 0 then
      publish(state, api, test)
    end
  end
end

local function describe(state, publication)
  return {
    publish_id = publication.id,
    api_id = publication.api_id,
    api_name = state.apig.apis:get(publication.api_id).name,
    env_id = publication.env_id,
    remark = publication.remark,
    publish_time = publication.publish_time,
    version_id = publication.version_id,
  }
end

-- Puts an API online or takes it offline: the publication, or nil and the code.
local function act(state, api_id, env_id, action, remark)
  local apig = state.apig
  local api, environment = apig.apis:get(api_id), apig.environments:get(env_id)
  if not api then
    return nil, "APIG.3002"
  elseif not environment then
    return nil, "APIG.3003"
  elseif action == "online" then
    return publish(state, api, environment, remark)
  end
  local publication = find(apig, api, environment)
  if not publication then
    return nil, "APIG.3015"
  end
  withdraw(apig, publication)
  return publication
end

function M.handlers.create_or_delete_publish_record_for_api(state, args, call)
  local publication, code =
    act(state, args.api_id, args.env_id, args.action, args.remark)
  if not publication then
    return refuse(call, code)
  end
  return 201, describe(state, publication)
end

-- Answers 200 with a list of what failed.
function M.handlers.batch_publish_or_offline_api(state, args)
  local success, failure = {}, {}
  for _, api_id in ipairs(args.apis or {}) do
    local publication, code = act(state, api_id, args.env_id, args.action, args.remark)
    if publication then
      success[#success + 1] = describe(state, publication)
    else
      local api = state.apig.apis:get(api_id)
      failure[#failure + 1] = {
        api_id = api_id,
        api_name = api and api.name or "",
        error_code = code,
        error_msg = responses.text(code),
      }
    end
  end
  return 200, { success = core.array(success), failure = core.array(failure) }
end

-- Versions.

-- Versions outlive their environment.
local function environment_name(state, id)
  local environment = state.apig.environments:get(id)
  return environment and environment.name or ""
end

function M.handlers.list_api_versions(state, args, call)
  local api = state.apig.apis:get(args.api_id)
  if not api then
    return refuse(call, "APIG.3002")
  end
  return store:list(state.apig.versions, function(version)
    return version.api_id == api.id
      and (not args.env_id or version.env_id == args.env_id)
      and responses.named(args, "env_name", environment_name(state, version.env_id))
  end, args, call, function(version, members)
    return responses.pick({
      version_id = version.version_id,
      version_no = version.version_no,
      api_id = api.id,
      env_id = version.env_id,
      env_name = environment_name(state, version.env_id),
      remark = version.remark,
      publish_time = version.publish_time,
      status = version.status,
    }, members)
  end)
end

function M.handlers.list_api_version_detail(state, args, call)
  local version = state.apig.versions:get(args.version_id)
  if not version then
    return refuse(call, "APIG.3022")
  end
  local shown = responses.pick(version.definition, call.row.reply.members)
  shown.version_id = version.version_id
  shown.publish_id = version.publication_id
  shown.publish_time = version.publish_time
  shown.run_env_id = version.env_id
  shown.run_env_name = environment_name(state, version.env_id)
  return 200, shown
end

function M.handlers.change_api_version(state, args, call)
  local version = state.apig.versions:get(args.version_id)
  local publication = version and state.apig.publications:get(version.publication_id)
  if not state.apig.apis:get(args.api_id) then
    return refuse(call, "APIG.3002")
  elseif not publication or version.api_id ~= args.api_id then
    return refuse(call, "APIG.3022")
  end
  use(state.apig, publication, version)
  return 200, describe(state, publication)
end

-- The version in use goes with its publication.
function M.handlers.delete_api_by_version_id(state, args, call)
  local apig = state.apig
  local version = apig.versions:get(args.version_id)
  if not version then
    return refuse(call, "APIG.3022")
  end
  local publication = apig.publications:get(version.publication_id)
  if publication and publication.version_id == version.version_id then
    withdraw(apig, publication)
  end
  apig.versions:remove(version)
  return 204
end

function M.handlers.list_api_runtime_definition(state, args, call)
  local apig = state.apig
  local api = apig.apis:get(args.api_id)
  local environment = apig.environments:get(args.env_id) or apig.environments:first()
  local publication = api and find(apig, api, environment)
  if not api then
    return refuse(call, "APIG.3002")
  elseif not publication then
    return refuse(call, "APIG.3015")
  end
  local version = apig.versions:get(publication.version_id)
  local shown = responses.pick(version.definition, call.row.reply.members)
  shown.run_env_id = environment.id
  shown.run_env_name = environment.name
  shown.publish_id = publication.id
  return 200, shown
end

function M.show(state)
  local shown = {}
  for i, publication in state.apig.publications:each() do
    shown[i] = describe(state, publication)
    local api = state.apig.apis:get(publication.api_id)
    shown[i].group_id = api.group_id
    shown[i].group_name = api.group_name
    shown[i].env_name = environment_name(state, publication.env_id)
  end
  return { publications = core.array(shown) }
end

return M
