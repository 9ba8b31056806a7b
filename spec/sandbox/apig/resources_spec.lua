local apig = require("apig")
local cjson = require("cjson")
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

local UNKNOWN = ("0"):rep(32)

describe("the sandbox's gateway", function()
  local cloud, client, state

  setup(function()
    cloud = assert(sandbox.start({ servers = 0, speed = 0.001 }))
    client = assert(apig.client(cloud:options()))
    state = cloud:state().apig
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function assert_refused(status, code, reply, err)
    assert.is_nil(reply)
    assert.equal("service", err.kind)
    assert.equal(status, err.status)
    assert.equal(code, err.code)
  end

  local function definition(changes)
    local args = {
      name = "parcels", group_id = state.groups[1].id, type = 1, req_protocol = "HTTPS",
      req_method = "GET", req_uri = "/parcels", auth_type = "APP", backend_type = "MOCK",
      mock_info = { result_content = "[]", status_code = 200 },
    }
    for name, value in pairs(changes or {}) do
      args[name] = value
    end
    return args
  end

  local function publish(action, api_id, env_id)
    return client:create_or_delete_publish_record_for_api({
      action = action, api_id = api_id, env_id = env_id,
    })
  end

  it("makes groups, lists, shows, renames and deletes them", function()
    local group = assert(client:create_api_group({ name = "parcels", remark = "first" }))
    assert.equal("parcels", group.name)
    assert.same(group, assert(client:show_details_of_api_group({ group_id = group.id })))
    local list = assert(client:list_api_groups({}))
    assert.equal(3, list.total)
    assert.same(group, list.groups[3])
    assert.equal(1, assert(client:list_api_groups({ name = "parc" })).total)
    assert.equal(0, assert(client:list_api_groups({
      name = "parc", precise_search = "name",
    })).total)
    local page = assert(client:list_api_groups({ offset = 1, limit = 1 }))
    assert.same({ 1, 3, list.groups[2].id }, { page.size, page.total, page.groups[1].id })
    assert_refused(400, "APIG.3201", client:create_api_group({ name = "parcels" }))
    assert_refused(400, "APIG.3201", client:check_api_groups({ group_name = "parcels" }))
    assert.same({}, (assert(client:check_api_groups({ group_name = "free" }))))
    group = assert(client:update_api_group({ group_id = group.id, name = "boxes" }))
    assert.same({ "boxes", "first" }, { group.name, group.remark })
    assert_refused(400, "APIG.3201",
      client:update_api_group({ group_id = group.id, name = "orders" }))
    assert(client:delete_api_group({ group_id = group.id }))
    assert_refused(404, "APIG.3001", client:show_details_of_api_group({ group_id = group.id }))
    assert_refused(404, "APIG.3001", client:delete_api_group({ group_id = group.id }))
    assert_refused(403, "APIG.3415", client:delete_api_group({ group_id = state.groups[1].id }))
    assert.equal(2, assert(client:list_api_groups({})).total)
  end)

  it("makes APIs, lists, shows, changes and deletes them", function()
    local api = assert(client:create_api(definition()))
    assert.equal("orders", api.group_name)
    assert.equal("[]", api.mock_info.result_content)
    assert.same(api, assert(client:show_details_of_api({ api_id = api.id })))
    assert.equal(13, assert(client:list_apis({})).total)
    local found = assert(client:list_apis({ name = "parcels", req_method = "GET" })).apis[1]
    assert.equal(api.id, found.id)
    assert.is_nil(found.mock_info)
    assert.equal(0, assert(client:list_apis({ env_id = UNKNOWN })).total)
    assert.equal(6, assert(client:list_apis({ type = 2 })).total)
    assert_refused(400, "APIG.3202", client:create_api(definition({ req_uri = "/other" })))
    assert_refused(400, "APIG.3301", client:create_api(definition({ name = "other" })))
    assert_refused(404, "APIG.3001", client:create_api(definition({ group_id = UNKNOWN })))
    assert_refused(400, "APIG.3202", client:check_apis({ name = "parcels", type = "name" }))
    assert_refused(400, "APIG.3301",
      client:check_apis({ req_uri = "/parcels", req_method = "GET", type = "path" }))
    assert(client:check_apis({ name = "free", type = "name" }))
    api = assert(client:update_api(definition({ api_id = api.id, name = "boxes", remark = "new" })))
    assert.same({ "boxes", "new" }, { api.name, api.remark })
    api = assert(client:update_api(definition({ api_id = api.id, name = "boxes" })))
    assert.is_nil(api.remark)
    assert(client:delete_api({ api_id = api.id }))
    assert_refused(404, "APIG.3002", client:show_details_of_api({ api_id = api.id }))
    assert_refused(404, "APIG.3002", client:delete_api({ api_id = api.id }))
  end)

  it("makes environments and their variables", function()
    local environment = assert(client:create_environment({ name = "stage" }))
    assert.equal(3, assert(client:list_environments({})).total)
    assert_refused(400, "APIG.3205", client:create_environment({ name = "stage" }))
    assert.equal("stage2", assert(client:update_environment({
      env_id = environment.id, name = "stage2",
    })).name)
    local group_id = state.groups[1].id
    local args = {
      group_id = group_id, env_id = environment.id, variable_name = "host", variable_value = "a",
    }
    local variable = assert(client:create_environment_variable(args))
    assert_refused(400, "APIG.3303", client:create_environment_variable(args))
    assert(client:update_environment_variable({
      env_variable_id = variable.id, variable_value = "b",
    }))
    assert.equal("b", assert(client:show_details_of_environment_variable({
      env_variable_id = variable.id,
    })).variable_value)
    assert.equal(1, assert(client:list_environment_variables({ group_id = group_id })).total)
    assert(client:delete_environment({ env_id = environment.id }))
    assert.equal(0, assert(client:list_environment_variables({ group_id = group_id })).total)
    assert_refused(404, "APIG.3011",
      client:delete_environment_variable({ env_variable_id = variable.id }))
    assert_refused(404, "APIG.3003", client:delete_environment({ env_id = environment.id }))
    assert_refused(403, "APIG.3418",
      client:delete_environment({ env_id = state.environments[1].id }))
  end)

  it("publishes APIs in versions, and takes them offline", function()
    local env_id = state.environments[1].id
    local api = assert(client:create_api(definition()))
    assert_refused(404, "APIG.3015", publish("offline", api.id, env_id))
    local first = assert(publish("online", api.id, env_id))
    local shown = assert(client:show_details_of_api({ api_id = api.id }))
    assert.same({ first.publish_id, "RELEASE" }, { shown.publish_id, shown.run_env_name })
    assert_refused(403, "APIG.3416", client:delete_api({ api_id = api.id }))
    assert(client:update_api(definition({ api_id = api.id, req_uri = "/v2/parcels" })))
    local function running()
      return assert(client:list_api_runtime_definition({ api_id = api.id })).req_uri
    end
    assert.equal("/parcels", running())
    local second = assert(publish("online", api.id, env_id))
    assert.equal(first.publish_id, second.publish_id)
    assert.equal("/v2/parcels", running())
    local versions = assert(client:list_api_versions({ api_id = api.id })).api_versions
    assert.same({ 2, 1 }, { versions[1].status, versions[2].status })
    assert(client:change_api_version({ api_id = api.id, version_id = first.version_id }))
    assert.equal("/parcels", running())
    assert.equal("/v2/parcels", assert(client:list_api_version_detail({
      version_id = second.version_id,
    })).req_uri)
    assert(client:delete_api_by_version_id({ version_id = second.version_id }))
    assert_refused(404, "APIG.3022",
      client:list_api_version_detail({ version_id = second.version_id }))
    assert(publish("offline", api.id, env_id))
    assert_refused(404, "APIG.3015", client:list_api_runtime_definition({ api_id = api.id }))
    assert(client:delete_api({ api_id = api.id }))
    assert_refused(404, "APIG.3002", publish("online", api.id, env_id))
    assert_refused(404, "APIG.3003", publish("online", state.apis[1].id, UNKNOWN))
  end)

  it("publishes many, and says what failed", function()
    local reply = assert(client:batch_publish_or_offline_api({
      action = "offline", env_id = state.environments[2].id,
      apis = { state.apis[1].id, state.apis[2].id, UNKNOWN },
    }))
    assert.equal(state.apis[2].id, reply.success[1].api_id)
    assert.same({ "APIG.3015", "APIG.3002" },
      { reply.failure[1].error_code, reply.failure[2].error_code })
    assert.equal("RELEASE", assert(client:show_details_of_api({
      api_id = state.apis[2].id,
    })).run_env_name)
  end)

  it("takes the bindings of a key along when an API goes offline", function()
    local key = assert(client:create_signature_key({ name = "key_one" }))
    local publication = state.publications[1]
    assert(client:associate_signature_key({
      sign_id = key.id, publish_ids = { publication.publish_id },
    }))
    assert(publish("offline", publication.api_id, publication.env_id))
    assert.equal(0, assert(client:list_apis_binded_to_signature_key({ sign_id = key.id })).total)
  end)

  it("has apps, and gives them codes", function()
    local app = assert(client:list_apps({})).apps[2]
    assert.equal("warehouse", app.name)
    assert.equal(app.app_key, assert(client:show_details_of_app({ app_id = app.id })).app_key)
    assert.equal(1, assert(client:list_apps({ app_key = app.app_key })).total)
    local own = assert(client:create_app_code({ app_id = app.id, app_code = ("c"):rep(64) }))
    local made = assert(client:create_app_code_auto({ app_id = app.id }))
    assert.equal(64, #made.app_code)
    assert.equal(2, assert(client:list_app_codes({ app_id = app.id })).total)
    assert.same(own,
      (assert(client:show_details_of_app_code({ app_id = app.id, app_code_id = own.id }))))
    assert(client:delete_app_code({ app_id = app.id, app_code_id = own.id }))
    assert_refused(404, "APIG.3082",
      client:delete_app_code({ app_id = app.id, app_code_id = own.id }))
    assert_refused(404, "APIG.3004", client:list_app_codes({ app_id = UNKNOWN }))
  end)

  it("authorizes apps for APIs", function()
    local app, api, env_id = state.apps[1], state.apis[1], state.environments[1].id
    local function authorize(of)
      return client:create_authorizing_apps({
        env_id = of or env_id, api_ids = { api.id }, app_ids = { app.id, state.apps[2].id },
      })
    end
    local auths = assert(authorize()).auths
    assert.equal("SUCCESS", auths[1].auth_result.status)
    assert.equal("SKIPPED", assert(authorize()).auths[2].auth_result.status)
    assert.equal("FAILED", assert(authorize(state.environments[2].id)).auths[1].auth_result.status)
    assert.equal(1, assert(client:list_apis_binded_to_app({ app_id = app.id })).total)
    assert.equal(2, assert(client:list_apps_binded_to_api({ api_id = api.id })).total)
    assert.equal(11,
      assert(client:list_apis_unbinded_to_app({ app_id = app.id, env_id = env_id })).total)
    assert.equal(1, assert(client:list_apps({ name = app.name })).apps[1].bind_num)
    assert(client:canceling_authorization({ app_auth_id = auths[1].id }))
    assert_refused(404, "APIG.3009", client:canceling_authorization({ app_auth_id = auths[1].id }))
    assert.equal(0, assert(client:list_apis_binded_to_app({ app_id = app.id })).total)
  end)

  it("reads definitions from files and writes them to files", function()
    local text = cjson.encode({
      swagger = "2.0",
      info = { title = "imported", version = "1" },
      paths = { ["/a"] = { get = { operationId = "get_a" }, post = {} }, ["/b"] = { put = {} } },
    })
    local reply = assert(client:import_api_definitions({
      is_create_group = true, file_name = { data = text, name = "a.json" },
    }))
    assert.equal(3, #reply.success)
    assert.same({ "/a", "GET", "create" },
      { reply.success[1].path, reply.success[1].method, reply.success[1].action })
    local form = cloud:requests()[1].form
    assert.same({ name = "file_name", file_name = "a.json", size = #text }, form[#form])
    local again = assert(client:import_api_definitions({
      group_id = reply.group_id, api_mode = "merge", file_name = { data = text },
    }))
    assert.same({ 0, 3 }, { #again.success, #again.ignore })
    assert.equal(3, assert(client:list_apis({ group_id = reply.group_id })).total)
    local file = assert(client:export_api_definitions({ group_id = reply.group_id }))
    assert.equal("get_a", cjson.decode(file.body).paths["/a"].get.operationId)
    assert_refused(400, "APIG.3600", client:import_api_definitions({
      group_id = reply.group_id, file_name = { data = "paths: [" },
    }))
    assert_refused(400, "APIG.3609", client:import_api_definitions({
      group_id = reply.group_id, file_name = { data = "" },
    }))
    assert_refused(404, "APIG.3001", client:export_api_definitions({ group_id = UNKNOWN }))
  end)

  -- What curl makes of a form, signed by openssl.
  it("reads the forms of other programs", function()
    local other = independent.new(cloud:account())
    local account = cloud:account()
    local target = ("/v2/%s/apic/instances/%s/openapi/import"):format(account.project_id,
      account.instance_id)
    local function send(content_type, text)
      return independent.send(cloud.url, other:signed("POST", target, text,
        { content_type = content_type }))
    end
    assert.equal(400, send("multipart/form-data; boundary=x", "no boundary").status)
    assert.equal(400, send("application/json", "{}").status)
    local response = send('multipart/form-data; boundary="a b"', table.concat({
      "--a b",
      'Content-Disposition: form-data; name="is_create_group"',
      "",
      "true",
      "--a b",
      'Content-Disposition: form-data; name="file_name"; filename="d.json"',
      "Content-Type: application/json",
      "",
      '{"paths":{"/x":{"get":{}}}}',
      "--a b--",
      "",
    }, "\r\n"))
    assert.equal(200, response.status)
    assert.equal("/x", response.body.success[1].path)
    response = send("multipart/form-data; boundary=z", table.concat({
      "--z", 'Content-Disposition: form-data; name="is_create_group"', "", "true", "--z--", "",
    }, "\r\n"))
    assert.equal(400, response.status)
    assert.truthy(response.body.error_msg:find("file_name", 1, true))
  end)

  it("has the same things at the other gateway", function()
    local options = cloud:options()
    options.gateway = "apig"
    local other <close> = assert(apig.client(options))
    local group = assert(other:create_api_group({ name = "other" }))
    assert.equal("other", assert(client:show_details_of_api_group({ group_id = group.id })).name)
    assert.truthy(cloud:requests()[1].path:find("/apigw/instances/", 1, true))
  end)
end)
