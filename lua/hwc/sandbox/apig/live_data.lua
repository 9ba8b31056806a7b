-- SPDX-License-Identifier: Apache-2.0
-- Custom backends of ROMA's gateway ("livedata") in the sandbox: scripts, tests, deployments.
-- Scripts are not run: tests end as if they had been.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local apis = require("hwc.sandbox.apig.apis")
local files = require("hwc.sandbox.apig.files")
local publications = require("hwc.sandbox.apig.publications")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

local TO_DEVELOP, TO_DEPLOY, DEPLOYED = 1, 3, 4

local function found(state, args, call)
  return store:find(state, "live_data_apis", args, call)
end

local function describe(state, api, members)
  return store:describe(state, "live_data_apis", api, members)
end

-- Whether a name, or a method and path, are free.
function M.handlers.check_livedata_apis(state, args, call)
  local code
  if args.type == "name" then
    code = store:taken(state, "live_data_apis", { name = args.ld_api_name })
  else
    code = store:taken(state, "live_data_apis", {
      method = args.ld_api_method, path = args.ld_api_path,
    })
  end
  if code then
    return refuse(call, code)
  end
  return 204
end

-- The scripts of a call take the place of those that were there.
function M.handlers.create_live_data_api_script(state, args, call)
  local api, status, body = found(state, args, call)
  if not api then
    return status, body
  end
  local now = responses.now(state)
  api.type = args.api_type or api.type
  api.scripts = store.copy(args.scripts or core.array({}))
  for _, script in ipairs(api.scripts) do
    script.created_time, script.modified_time = now, now
  end
  api.changed = responses.seconds(state)
  return 200, describe(state, api, call.row.reply.members)
end

function M.handlers.debug_live_data_api(state, args, call)
  local api, status, body = found(state, args, call)
  if not api then
    return status, body
  end
  local tests = state.apig.live_data_tests
  local test = store:add(state, "live_data_tests", {
    ld_api_id = api.id,
    test_id = tests:count() + 1,
    test_status_code = "200",
    test_method = api.method,
    test_request = core.encode_json(args.parameters or core.array({})),
    test_response = "{}",
    test_used_time = 1,
    test_operator = state.account.project_id,
    test_date = responses.now(state),
    debug_log = core.array({ "sandbox" }),
  })
  if api.status == TO_DEVELOP then
    api.status = TO_DEPLOY
  end
  return 200, responses.pick(test, call.row.reply.members)
end

-- Deployments.

-- The API in front of a backend, published; or nil and the code.
local function add_front(state, api, given)
  local apig = state.apig
  local environment = apig.environments:get(given.env_id)
  if not apig.groups:get(given.group_id) then
    return nil, "APIG.3001"
  elseif not environment then
    return nil, "APIG.3003"
  end
  local front = apis.add(state, {
    name = api.name,
    group_id = given.group_id,
    type = 2,
    req_protocol = given.protocol or "HTTPS",
    req_method = given.method or api.method,
    req_uri = given.path or api.path,
    match_mode = "NORMAL",
    auth_type = given.auth_type or "NONE",
    authorizer_id = given.authorizer_id,
    backend_type = "HTTP",
    roma_app_id = api.roma_app_id,
    remark = "",
  })
  publications.publish(state, front, environment, "")
  return front
end

function M.handlers.publish_live_data_api(state, args, call)
  local api, status, body = found(state, args, call)
  if not api then
    return status, body
  end
  local given = args.body or {}
  local front, code
  if given.deploy_front_api then
    front, code = add_front(state, api, given)
    if not front then
      return refuse(call, code)
    end
  end
  api.status = DEPLOYED
  local deployment = store:add(state, "live_data_deployments", {
    ld_api_id = api.id,
    group_id = given.group_id,
    env_id = given.env_id,
    api_id = front and front.id or nil,
    deploy_time = responses.now(state),
  })
  deployment.api_definition =
    describe(state, api, store.members_of(call.row, "api_definition"))
  return 200, responses.pick(deployment, call.row.reply.members)
end

-- The APIs in front of it go offline.
function M.handlers.unpublish_live_data_api(state, args, call)
  local api, status, body = found(state, args, call)
  if not api then
    return status, body
  end
  local apig = state.apig
  for _, deployment in apig.live_data_deployments:each() do
    for _, publication in ipairs(deployment.ld_api_id == api.id and apig.publications:select(
        function(other) return other.api_id == deployment.api_id end) or {}) do
      publications.withdraw(apig, publication)
    end
  end
  api.status = TO_DEPLOY
  return 204
end

function M.handlers.list_live_data_quota(state)
  local limit = (state.config.quotas or {}).live_data_apis or 200
  return 200, {
    datasource = "500", api = tostring(limit), scripts = "10", datasource_used = "0",
    api_used = tostring(state.apig.live_data_apis:count()),
  }
end

-- Files.

function M.handlers.import_live_data_api_definitions(state, args, call)
  local definition, status, body = files.read(args.file_name.data, call)
  if not definition then
    return status, body
  end
  local success, failure = {}, {}
  for _, item in ipairs(files.operations(definition)) do
    local api = state.apig.live_data_apis:find(function(other)
      return other.path == item.path and other.method == item.method
    end)
    local code = not api and (store:taken(state, "live_data_apis", { name = item.name })
      or store:beyond_quota(state, "live_data_apis"))
    local shown = { path = item.path, method = item.method }
    if api and args.api_mode == "merge" then
      code = "APIG.3309"
    end
    if code then
      shown.error_code, shown.error_msg = code, responses.text(code)
      failure[#failure + 1] = shown
    else
      shown.action = api and "update" or "create"
      api = api or store:add(state, "live_data_apis", {
        path = item.path, method = item.method, version = "1.0", content_type = "json",
        roma_app_id = "",
      })
      api.name, api.description = item.name, item.description
      shown.id = api.id
      success[#success + 1] = shown
    end
  end
  return 200, {
    success = core.array(success),
    failure = core.array(failure),
    swagger = { id = state:hex(32), result = "success" },
  }
end

function M.handlers.export_live_data_api_definitions(state, args)
  local wanted
  for _, id in ipairs(args.apis or {}) do
    wanted = wanted or {}
    wanted[id] = true
  end
  local items = {}
  for _, api in state.apig.live_data_apis:each() do
    if (not args.app_id or api.roma_app_id == args.app_id) and (not wanted or wanted[api.id])
        and (not args.status or api.status == args.status) then
      items[#items + 1] = {
        path = api.path, method = api.method, name = api.name, description = api.description,
      }
    end
  end
  return files.respond(files.definition({ title = "livedata", version = "1.0" }, items),
    "livedata", args.format)
end

return M
