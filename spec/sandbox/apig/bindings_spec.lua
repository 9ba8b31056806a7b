local apig = require("apig")
local sandbox = require("hwc.sandbox")
local stateful = require("spec.support.stateful")

local UNKNOWN = ("0"):rep(32)

-- How each kind of policy is bound to APIs, as the API reference has it. `many`: an API may have
-- several of the kind in an environment.
local KINDS = {
  {
    name = "throttling policies", id = "throttle_id", missing = { 404, "APIG.3005" },
    create = function(client, name)
      return assert(client:create_request_throttling_policy({
        name = name, api_call_limits = 7, time_interval = 3, time_unit = "MINUTE",
      })).id
    end,
    bind = function(client, id, publish_id)
      local reply, err = client:associate_request_throttling_policy({
        strategy_id = id, publish_ids = { publish_id },
      })
      return reply and reply.throttle_applys[1].id, err
    end,
    unbind = function(client, id)
      return client:disassociate_request_throttling_policy({ throttle_binding_id = id })
    end,
    unbound = { 404, "APIG.3012" },
    delete = "delete_request_throttling_policy", in_use = { 403, "APIG.3451" },
    bound_apis = "list_apis_binded_to_request_throttling_policy",
    free_apis = "list_apis_unbinded_to_request_throttling_policy",
    policies = "list_request_throttling_policies_binded_to_api", items = "throttles",
    policy_id = "id", counted = { "list_request_throttling_policy", "throttles" },
  },
  {
    name = "access control policies", id = "acl_id", missing = { 404, "APIG.3006" },
    create = function(client, name)
      return assert(client:create_acl_strategy({
        acl_name = name, acl_type = "PERMIT", acl_value = "10.0.0.0/8", entity_type = "IP",
      })).id
    end,
    bind = function(client, id, publish_id)
      local reply, err = client:create_api_acl_binding({
        acl_id = id, publish_ids = { publish_id },
      })
      return reply and reply.acl_bindings[1].id, err
    end,
    unbind = function(client, id)
      return client:delete_api_acl_binding({ acl_bindings_id = id })
    end,
    unbound = { 404, "APIG.3010" },
    delete = "delete_acl", in_use = { 403, "APIG.3447" },
    bound_apis = "list_apis_binded_to_acl_policy",
    free_apis = "list_apis_unbinded_to_acl_policy",
    policies = "list_acl_policy_binded_to_api", items = "acls",
    policy_id = "acl_id", counted = { "list_acl_strategies", "acls" },
  },
}

describe("APIs of the sandbox's gateway", function()
  local cloud, client, api, publication

  setup(function()
    cloud = assert(sandbox.start({ servers = 0 }))
    client = assert(apig.client(cloud:options()))
  end)

  before_each(function()
    cloud:reset()
    local state = cloud:state().apig
    api, publication = state.apis[1], nil
    for _, other in ipairs(state.publications) do
      if other.api_id == api.id and other.env_name == "RELEASE" then
        publication = other
      end
    end
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  for _, kind in ipairs(KINDS) do
    it("are bound to " .. kind.name .. " and released", function()
      local first, second = kind.create(client, "first"), kind.create(client, "second")
      local function bound(id)
        return assert(client[kind.bound_apis](client, { [kind.id] = id }))
      end
      local function free(id)
        return assert(client[kind.free_apis](client, { [kind.id] = id })).total
      end
      local all = free(first)
      assert.equal(0, bound(first).total)
      local binding = assert(kind.bind(client, first, publication.publish_id))
      local list = bound(first)
      assert.equal(1, list.total)
      assert.same({ api.name, "RELEASE", publication.publish_id }, {
        list.apis[1].name or list.apis[1].api_name,
        list.apis[1].env_name or list.apis[1].run_env_name, list.apis[1].publish_id,
      })
      assert.equal(all - 1, free(first))
      assert.equal(all, free(second))
      local policies = assert(client[kind.policies](client, { api_id = api.id }))
      assert.same({ 1, first }, { policies.total, policies[kind.items][1][kind.policy_id] })
      stateful.refused(kind.in_use, client[kind.delete](client, { [kind.id] = first }))
      local counted = assert(client[kind.counted[1]](client, {}))[kind.counted[2]]
      assert.same({ 1, 0 }, { counted[1].bind_num, counted[2].bind_num })

      -- The same again changes nothing; another policy takes its place.
      assert.equal(binding, (assert(kind.bind(client, first, publication.publish_id))))
      local other = assert(kind.bind(client, second, publication.publish_id))
      assert.same({ 0, 1 }, { bound(first).total, bound(second).total })
      stateful.refused(kind.unbound, kind.unbind(client, binding))
      assert(kind.unbind(client, other))
      assert.equal(0, bound(second).total)
      assert(client[kind.delete](client, { [kind.id] = first }))

      stateful.refused(kind.missing, kind.bind(client, first, publication.publish_id))
      stateful.refused({ 404, "APIG.3015" }, kind.bind(client, second, UNKNOWN))
      stateful.refused(kind.missing, client[kind.bound_apis](client, { [kind.id] = first }))
      stateful.refused({ 404, "APIG.3002" },
        client[kind.policies](client, { api_id = UNKNOWN }))
    end)

    it("lose their " .. kind.name .. " when they go offline", function()
      local policy = kind.create(client, "first")
      assert(kind.bind(client, policy, publication.publish_id))
      assert(client:create_or_delete_publish_record_for_api({
        action = "offline", api_id = api.id, env_id = publication.env_id,
      }))
      assert.equal(0, assert(client[kind.bound_apis](client, { [kind.id] = policy })).total)
      assert(client[kind.delete](client, { [kind.id] = policy }))
    end)
  end

  it("are released from throttling policies in batches, and policies deleted so", function()
    local kind = KINDS[1]
    local binding = assert(kind.bind(client, kind.create(client, "first"),
      publication.publish_id))
    local reply = assert(client:batch_disassociate_throttling_policy({
      action = "delete", throttle_bindings = { binding, UNKNOWN },
    }))
    assert.equal(1, reply.success_count)
    assert.same({ UNKNOWN, "APIG.3012" },
      { reply.failure[1].bind_id, reply.failure[1].error_code })
    local used, unused = KINDS[2].create(client, "used"), KINDS[2].create(client, "unused")
    binding = assert(KINDS[2].bind(client, used, publication.publish_id))
    reply = assert(client:batch_delete_acl({ action = "delete", acls = { used, unused } }))
    assert.same({ 1, used, "used", "APIG.3447" }, {
      reply.success_count, reply.failure[1].acl_id, reply.failure[1].acl_name,
      reply.failure[1].error_code,
    })
    reply = assert(client:batch_delete_api_acl_binding({
      action = "delete", acl_bindings = { binding },
    }))
    assert.same({ 1, {} }, { reply.success_count, reply.failure })
    assert.equal(1, assert(client:list_acl_strategies({})).total)
  end)

  it("have one access control policy for each kind of caller", function()
    local ip = KINDS[2].create(client, "ip")
    local domain = assert(client:create_acl_strategy({
      acl_name = "domain", acl_type = "PERMIT", acl_value = "domain-1", entity_type = "DOMAIN",
    })).id
    assert(KINDS[2].bind(client, ip, publication.publish_id))
    assert(KINDS[2].bind(client, domain, publication.publish_id))
    assert.equal(2, assert(client:list_acl_policy_binded_to_api({ api_id = api.id })).total)
  end)

  local function plugin(name, kind)
    return assert(client:create_plugin({
      plugin_name = name, plugin_type = kind or "cors", plugin_scope = "global",
      plugin_content = "{}",
    })).plugin_id
  end

  it("have plugins, attached and detached from either side", function()
    local env_id = publication.env_id
    local cors, breaker = plugin("cors_1"), plugin("breaker_1", "breaker")
    local function attached()
      return assert(client:list_api_attached_plugins({ api_id = api.id, env_id = env_id }))
    end
    local function attachable()
      return assert(client:list_api_attachable_plugins({ api_id = api.id, env_id = env_id })).total
    end
    assert.equal(2, attachable())
    local reply = assert(client:attach_api_to_plugin({
      plugin_id = cors, env_id = env_id, api_ids = { api.id },
    })).attached_plugins[1]
    assert.same({ cors, "cors_1", api.id, api.name, "RELEASE" },
      { reply.plugin_id, reply.plugin_name, reply.api_id, reply.api_name, reply.env_name })
    assert(client:attach_plugin_to_api({
      api_id = api.id, env_id = env_id, plugin_ids = { breaker },
    }))
    assert.same({ 2, 0 }, { attached().total, attachable() })
    assert.equal(1, assert(client:list_plugin_attached_apis({ plugin_id = cors })).total)
    stateful.refused({ 409, "APIG.3462" }, client:delete_plugin({ plugin_id = cors }))

    -- One plugin of a type: the last takes the place of the first.
    local other = plugin("cors_2")
    assert(client:attach_api_to_plugin({ plugin_id = other, env_id = env_id,
                                         api_ids = { api.id } }))
    assert.equal(0, assert(client:list_plugin_attached_apis({ plugin_id = cors })).total)
    assert(client:detach_api_from_plugin({ plugin_id = other, env_id = env_id,
                                           api_ids = { api.id } }))
    assert(client:detach_plugin_from_api({ api_id = api.id, env_id = env_id,
                                           plugin_ids = { breaker } }))
    assert.equal(0, attached().total)
    assert.equal(12,
      assert(client:list_plugin_attachable_apis({ plugin_id = cors, env_id = env_id })).total)
    assert(client:delete_plugin({ plugin_id = cors }))
    stateful.refused({ 404, "APIG.3068" }, client:attach_api_to_plugin({
      plugin_id = cors, env_id = env_id, api_ids = { api.id },
    }))
    stateful.refused({ 404, "APIG.3003" }, client:attach_api_to_plugin({
      plugin_id = other, env_id = UNKNOWN, api_ids = { api.id },
    }))
  end)

  it("give no sample where nothing is bound", function()
    local _, info = assert(client:list_plugins({}))
    assert.is_nil(info.headers["x-sandbox-sample"])
  end)
end)

describe("apps of the sandbox's gateway", function()
  local cloud, client, app

  setup(function()
    cloud = assert(sandbox.start({ servers = 0 }))
    client = assert(apig.client(cloud:options()))
  end)

  before_each(function()
    cloud:reset()
    app = cloud:state().apig.apps[1]
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  it("have one list of callers", function()
    stateful.refused({ 404, "APIG.3006" }, client:show_details_of_app_acl({ app_id = app.id }))
    local given = { app_id = app.id, app_acl_type = "PERMIT", app_acl_values = { "10.0.0.1" } }
    assert.same(given, (assert(client:update_app_acl(given))))
    assert.same(given, (assert(client:show_details_of_app_acl({ app_id = app.id }))))
    assert(client:delete_app_acl({ app_id = app.id }))
    stateful.refused({ 404, "APIG.3006" }, client:delete_app_acl({ app_id = app.id }))
    stateful.refused({ 404, "APIG.3004" }, client:show_details_of_app_acl({ app_id = UNKNOWN }))
  end)

  it("have one quota", function()
    local function quota(name)
      return assert(client:create_app_quota({
        name = name, call_limits = 9, time_unit = "DAY", time_interval = 2,
      })).app_quota_id
    end
    local first, second = quota("first"), quota("second")
    stateful.refused({ 404, "APIG.3093" }, client:show_app_bound_app_quota({ app_id = app.id }))
    local made = assert(client:associate_apps_for_app_quota({
      app_quota_id = first, app_ids = { app.id },
    })).applies[1]
    assert.same({ first, app.id }, { made.app_quota_id, made.app_id })
    assert.equal("first", assert(client:show_app_bound_app_quota({ app_id = app.id })).name)
    assert(client:associate_apps_for_app_quota({ app_quota_id = second, app_ids = { app.id } }))
    local function bound(id)
      return assert(client:list_app_quota_bound_apps({ app_quota_id = id })).total
    end
    assert.same({ 0, 1 }, { bound(first), bound(second) })
    assert.equal(2, assert(client:list_app_quota_bindable_apps({ app_quota_id = second })).total)
    assert.equal(1, assert(client:show_app_quota({ app_quota_id = second })).bound_app_num)
    assert(client:disassociate_app_quota_with_app({ app_quota_id = second, app_id = app.id }))
    assert.equal(0, bound(second))
    stateful.refused({ 404, "APIG.3004" }, client:associate_apps_for_app_quota({
      app_quota_id = second, app_ids = { UNKNOWN },
    }))
  end)
end)
