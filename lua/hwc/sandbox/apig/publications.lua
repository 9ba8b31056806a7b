-- SPDX-License-Identifier: Apache-2.0
-- Which APIs are published in which environment of the sandbox's gateway, and in which version.

local core = require("_hwc")
local answers = require("hwc.sandbox.apig.answers")
local apis = require("hwc.sandbox.apig.apis")
local collection = require("hwc.sandbox.collection")

local M = { handlers = {} }

local refuse = answers.refuse

-- Versions in use, and earlier ones.
local CURRENT, EARLIER = 1, 2

local function deep_copy(value)
  if type(value) ~= "table" then
    return value
  end
  local copy = setmetatable({}, getmetatable(value))
  for name, item in pairs(value) do
    copy[name] = deep_copy(item)
  end
  return copy
end

local function find(state, api, environment)
  return state.publications:find(function(publication)
    return publication.api == api and publication.environment == environment
  end)
end

local function use(state, publication, version)
  for _, other in ipairs(state.versions.items) do
    if other.publication_id == publication.id then
      other.status = EARLIER
    end
  end
  version.status = CURRENT
  publication.version = version
  publication.remark = version.remark
  publication.publish_time = version.publish_time
end

-- An API that is published again keeps the id of its publication and gets a new version.
local function publish(world, api, environment, remark)
  local state = world.apig
  local publication = find(state, api, environment) or state.publications:add({
    id = world:hex(32),
    api = api,
    environment = environment,
  })
  state.published = state.published + 1
  use(state, publication, state.versions:add({
    version_id = world:hex(32),
    version_no = ("20240101%06d"):format(state.published),
    publication_id = publication.id,
    api = api,
    environment = environment,
    remark = remark or "",
    publish_time = answers.now(world),
    definition = deep_copy(apis.describe(world, api)),
  }))
  return publication
end

-- What hangs on a publication goes with it.
local function withdraw(state, publication)
  state.publications:remove(publication)
  state.bindings:remove_all(function(binding)
    return binding.publication == publication
  end)
  state.auths:remove_all(function(auth)
    return auth.api == publication.api and auth.environment == publication.environment
  end)
end

function M.seed(world)
  local state = world.apig
  state.publications, state.versions = collection.new(), collection.new("version_id")
  state.published = 0
  local release, test = table.unpack(state.environments.items)
  for i, api in ipairs(state.apis.items) do
    publish(world, api, release)
    if i % 2 == 0 then
      publish(world, api, test)
    end
  end
end

local function describe(publication)
  return {
    publish_id = publication.id,
    api_id = publication.api.id,
    api_name = publication.api.name,
    env_id = publication.environment.id,
    remark = publication.remark,
    publish_time = publication.publish_time,
    version_id = publication.version.version_id,
  }
end

-- Puts an API online or takes it offline: the publication, or nil, status and code.
local function act(world, api_id, env_id, action, remark)
  local state = world.apig
  local api, environment = state.apis:get(api_id), state.environments:get(env_id)
  if not api then
    return nil, 404, "APIG.3002"
  elseif not environment then
    return nil, 404, "APIG.3003"
  elseif action == "online" then
    return publish(world, api, environment, remark)
  end
  local publication = find(state, api, environment)
  if not publication then
    return nil, 404, "APIG.3015"
  end
  withdraw(state, publication)
  return publication
end

function M.handlers.create_or_delete_publish_record_for_api(world, args, call)
  local publication, status, code =
    act(world, args.api_id, args.env_id, args.action, args.remark)
  if not publication then
    return refuse(call, status, code)
  end
  return 201, describe(publication)
end

-- Answers 200 with a list of what failed.
function M.handlers.batch_publish_or_offline_api(world, args)
  local success, failure = {}, {}
  for _, api_id in ipairs(args.apis or {}) do
    local publication, _, code = act(world, api_id, args.env_id, args.action, args.remark)
    if publication then
      success[#success + 1] = describe(publication)
    else
      local api = world.apig.apis:get(api_id)
      failure[#failure + 1] = {
        api_id = api_id,
        api_name = api and api.name or "",
        error_code = code,
        error_msg = answers.TEXTS[code],
      }
    end
  end
  return 200, { success = core.array(success), failure = core.array(failure) }
end

-- Versions.

function M.handlers.list_api_versions(world, args, call)
  local api = world.apig.apis:get(args.api_id)
  if not api then
    return refuse(call, 404, "APIG.3002")
  end
  local found = world.apig.versions:select(function(version)
    return version.api == api
      and (not args.env_id or version.environment.id == args.env_id)
      and answers.named(args, "env_name", version.environment.name)
  end)
  return answers.list(call, args, found, "api_versions", function(version)
    return {
      version_id = version.version_id,
      version_no = version.version_no,
      api_id = api.id,
      env_id = version.environment.id,
      env_name = version.environment.name,
      remark = version.remark,
      publish_time = version.publish_time,
      status = version.status,
    }
  end)
end

function M.handlers.list_api_version_detail(world, args, call)
  local version = world.apig.versions:get(args.version_id)
  if not version then
    return refuse(call, 404, "APIG.3022")
  end
  local shown = answers.pick(version.definition, call.row.reply.members)
  shown.version_id = version.version_id
  shown.publish_id = version.publication_id
  shown.publish_time = version.publish_time
  shown.run_env_id = version.environment.id
  shown.run_env_name = version.environment.name
  return 200, shown
end

function M.handlers.change_api_version(world, args, call)
  local version = world.apig.versions:get(args.version_id)
  local publication = version and world.apig.publications:get(version.publication_id)
  if not world.apig.apis:get(args.api_id) then
    return refuse(call, 404, "APIG.3002")
  elseif not publication or version.api.id ~= args.api_id then
    return refuse(call, 404, "APIG.3022")
  end
  use(world.apig, publication, version)
  return 200, describe(publication)
end

-- The version in use goes with its publication.
function M.handlers.delete_api_by_version_id(world, args, call)
  local state = world.apig
  local version = state.versions:get(args.version_id)
  if not version then
    return refuse(call, 404, "APIG.3022")
  end
  local publication = state.publications:get(version.publication_id)
  if publication and publication.version == version then
    withdraw(state, publication)
  end
  state.versions:remove(version)
  return 204
end

function M.handlers.list_api_runtime_definition(world, args, call)
  local state = world.apig
  local api = state.apis:get(args.api_id)
  local environment = state.environments:get(args.env_id) or state.environments.items[1]
  local publication = api and find(state, api, environment)
  if not api then
    return refuse(call, 404, "APIG.3002")
  elseif not publication then
    return refuse(call, 404, "APIG.3015")
  end
  local shown = answers.pick(publication.version.definition, call.row.reply.members)
  shown.run_env_id = environment.id
  shown.run_env_name = environment.name
  shown.publish_id = publication.id
  return 200, shown
end

function M.show(world)
  local shown = {}
  for i, publication in ipairs(world.apig.publications.items) do
    shown[i] = describe(publication)
    shown[i].group_id = publication.api.group_id
    shown[i].group_name = publication.api.group_name
    shown[i].env_name = publication.environment.name
  end
  return { publications = core.array(shown) }
end

return M
