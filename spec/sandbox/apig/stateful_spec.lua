local apig = require("apig")
local sandbox = require("hwc.sandbox")
local stateful = require("spec.support.stateful")

local PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
local KEY = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"

-- Resources of the gateway, as its API reference has them: what to give, and the codes of its error
-- reference. `above` names by function what has to be there first.
local CASES = {
  {
    name = "API groups", id = "id", argument = "group_id", items = "groups",
    create = "create_api_group", list = "list_api_groups", show = "show_details_of_api_group",
    update = "update_api_group", delete = "delete_api_group",
    given = { name = "parcels", remark = "first" }, other = { name = "letters" },
    changes = { name = "boxes", remark = "second" },
    missing = { 404, "APIG.3001" }, taken = { 400, "APIG.3201" },
  },
  {
    name = "environments", id = "id", argument = "env_id", items = "envs",
    create = "create_environment", list = "list_environments", update = "update_environment",
    delete = "delete_environment",
    given = { name = "stage", remark = "first" }, other = { name = "trial" },
    changes = { name = "stage2" },
    missing = { 404, "APIG.3003" }, taken = { 400, "APIG.3205" },
  },
  {
    name = "app codes", id = "id", argument = "app_code_id", items = "app_codes",
    create = "create_app_code", list = "list_app_codes", show = "show_details_of_app_code",
    delete = "delete_app_code",
    above = function(state) return { app_id = state.apps[1].id } end,
    given = { app_code = ("a"):rep(64) }, other = { app_code = ("b"):rep(64) },
    missing = { 404, "APIG.3082" }, orphan = { 404, "APIG.3004" },
  },
  {
    name = "throttling policies", id = "id", argument = "throttle_id", items = "throttles",
    create = "create_request_throttling_policy", list = "list_request_throttling_policy",
    show = "show_details_of_request_throttling_policy",
    update = "update_request_throttling_policy", delete = "delete_request_throttling_policy",
    given = { name = "slow", api_call_limits = 7, time_interval = 3, time_unit = "MINUTE",
              remark = "first" },
    other = { name = "slower" },
    changes = { name = "slow", api_call_limits = 8, time_interval = 1, time_unit = "HOUR" },
    missing = { 404, "APIG.3005" }, taken = { 400, "APIG.3204" },
  },
  {
    name = "excluded configurations", id = "id", argument = "strategy_id",
    items = "throttle_specials",
    create = "create_special_throttling_configuration",
    list = "list_special_throttling_configurations",
    update = "update_special_throttling_configuration",
    delete = "delete_special_throttling_configuration",
    above = function(_, client)
      return { throttle_id = assert(client:create_request_throttling_policy({
        name = "base", api_call_limits = 7, time_interval = 3, time_unit = "MINUTE",
      })).id }
    end,
    given = { call_limits = 5, object_id = "tenant_1", object_type = "USER" },
    other = { object_id = "tenant_2" }, changes = { call_limits = 6 },
    missing = { 404, "APIG.3013" }, taken = { 400, "APIG.3308" }, orphan = { 404, "APIG.3005" },
  },
  {
    name = "access control policies", id = "id", argument = "acl_id", items = "acls",
    create = "create_acl_strategy", list = "list_acl_strategies",
    show = "show_details_of_acl_policy", update = "update_acl_strategy", delete = "delete_acl",
    given = { acl_name = "inner", acl_type = "PERMIT", acl_value = "10.0.0.0/8",
              entity_type = "IP" },
    other = { acl_name = "outer" },
    changes = { acl_name = "inner2", acl_type = "DENY", acl_value = "192.168.0.1",
                entity_type = "IP" },
    missing = { 404, "APIG.3006" }, taken = { 400, "APIG.3206" },
  },
  {
    name = "plugins", id = "plugin_id", argument = "plugin_id", items = "plugins",
    create = "create_plugin", list = "list_plugins", show = "show_plugin",
    update = "update_plugin", delete = "delete_plugin",
    given = { plugin_name = "cors_1", plugin_type = "cors", plugin_scope = "global",
              plugin_content = "{}", remark = "first" },
    other = { plugin_name = "cors_2" },
    changes = { plugin_name = "cors_3", plugin_type = "cors", plugin_scope = "global",
                plugin_content = '{"a":1}' },
    missing = { 404, "APIG.3068" }, taken = { 400, "APIG.3326" },
  },
  {
    name = "app quotas", id = "app_quota_id", argument = "app_quota_id", items = "quotas",
    create = "create_app_quota", list = "list_app_quotas", show = "show_app_quota",
    update = "update_app_quota", delete = "delete_app_quota",
    given = { name = "quota_1", call_limits = 9, time_unit = "DAY", time_interval = 2,
              remark = "first" },
    other = { name = "quota_2" },
    changes = { name = "quota_3", call_limits = 10, time_unit = "HOUR", time_interval = 1 },
    missing = { 404, "APIG.3093" }, taken = { 400, "APIG.3325" },
  },
  {
    name = "authorizers", id = "id", argument = "authorizer_id", items = "authorizer_list",
    create = "create_custom_authorizer", list = "list_custom_authorizers",
    show = "show_details_of_custom_authorizers", update = "update_custom_authorizer",
    delete = "delete_custom_authorizer",
    given = { name = "auth_1", type = "FRONTEND", authorizer_type = "FUNC",
              authorizer_uri = "urn:fss:1", ttl = 10,
              identities = { { name = "token", location = "HEADER" } } },
    other = { name = "auth_2" },
    changes = { name = "auth_3", type = "FRONTEND", authorizer_type = "FUNC",
                authorizer_uri = "urn:fss:2" },
    missing = { 404, "APIG.3081" }, taken = { 400, "APIG.3211" },
  },
  {
    name = "VPC channels", id = "id", argument = "vpc_channel_id", items = "vpc_channels",
    create = "create_vpc_channel", list = "list_vpc_channels",
    show = "show_details_of_vpc_channel", update = "update_vpc_channel",
    delete = "delete_vpc_channel",
    given = { name = "channel_1", port = 80, balance_strategy = 1, member_type = "ip" },
    other = { name = "channel_2" },
    changes = { name = "channel_3", port = 81, balance_strategy = 2, member_type = "ip" },
    missing = { 404, "APIG.3023" }, taken = { 400, "APIG.3208" },
  },
  {
    name = "certificates", id = "id", argument = "certificate_id", items = "certs",
    create = "create_certificate", list = "list_certificates",
    show = "show_details_of_certificate", update = "update_certificate",
    delete = "delete_certificate",
    given = { name = "cert_1", cert_content = PEM, private_key = KEY, type = "global" },
    other = { name = "cert_2" },
    changes = { name = "cert_3", cert_content = PEM, private_key = KEY },
    hidden = { cert_content = true, private_key = true },
    missing = { 404, "APIG.3025" },
  },
  {
    name = "domains of groups", id = "id", argument = "domain_id", items = "url_domains",
    create = "associate_domain", delete = "disassociate_domain", update = "update_domain",
    paged = false,
    -- The group shows its domains; it has no list of them.
    list = function(client, args)
      local group, err = client:show_details_of_api_group(args)
      return group and { url_domains = group.url_domains, total = #group.url_domains }, err
    end,
    above = function(state) return { group_id = state.groups[1].id } end,
    given = { url_domain = "a.example.com", min_ssl_version = "TLSv1.2" },
    other = { url_domain = "b.example.com" }, not_listed = { url_domain = true },
    changes = { min_ssl_version = "TLSv1.1" },
    missing = { 404, "APIG.3020" }, taken = { 400, "APIG.3305" }, orphan = { 404, "APIG.3001" },
  },
  {
    name = "app configurations", id = "id", argument = "app_config_id", items = "configs",
    lists_all = true,
    create = "create_app_config", list = "list_app_configs",
    show = "show_details_of_app_config", update = "update_app_config",
    delete = "delete_app_config",
    above = function(state) return { app_id = state.apps[1].id } end,
    given = { config_type = "variable", config_name = "host", config_value = "a",
              description = "first" },
    other = { config_name = "port" }, changes = { config_type = "variable", config_value = "b" },
    missing = { 404, "APIG.3007" }, taken = { 400, "APIG.3309" }, orphan = { 404, "APIG.3004" },
  },
  {
    name = "custom backends", id = "id", argument = "ld_api_id", items = "apis",
    create = "create_live_data_api", list = "list_live_data_api", show = "show_live_data_api",
    update = "update_live_data_api", delete = "delete_live_data_api",
    given = { name = "backend_1", path = "/one", method = "GET", version = "1.0",
              content_type = "json", roma_app_id = "app" },
    other = { name = "backend_2", path = "/two" },
    changes = { name = "backend_3", path = "/three", method = "POST", version = "2.0",
                content_type = "json", roma_app_id = "app" },
    missing = { 404, "APIG.3084" }, taken = { 400, "APIG.3215" },
  },
}

-- Those of API Gateway alone.
local APIG_CASES = {
  {
    name = "apps", id = "id", argument = "app_id", items = "apps",
    create = "create_an_app", list = "list_apps", show = "show_details_of_app",
    update = "update_app", delete = "delete_app",
    given = { name = "shop_2", remark = "first", app_key = "key-12345678",
              app_secret = "secret-12345678" },
    other = { name = "shop_3", app_key = "key-12345679" },
    changes = { name = "shop_4", remark = "second" },
    missing = { 404, "APIG.3004" }, taken = { 400, "APIG.3203" },
  },
  {
    name = "gateway responses", id = "id", argument = "response_id", items = "responses",
    create = "create_gateway_response", list = "list_gateway_responses",
    show = "show_details_of_gateway_response", update = "update_gateway_response",
    delete = "delete_gateway_response",
    above = function(state) return { group_id = state.groups[1].id } end,
    given = { name = "short" }, other = { name = "long" }, changes = { name = "shorter" },
    missing = { 404, "APIG.3007" }, taken = { 400, "APIG.3216" }, orphan = { 404, "APIG.3001" },
  },
  {
    name = "orchestrations", id = "orchestration_id", argument = "orchestration_id",
    items = "orchestrations", create = "create_orchestration", list = "list_orchestrations",
    show = "show_details_of_orchestration", update = "update_orchestration",
    delete = "delete_orchestration",
    given = { orchestration_name = "by_user", orchestration_strategy = "list",
              orchestration_mapped_param = {
                mapped_param_name = "x-user", mapped_param_type = "string",
                mapped_param_location = "header",
              } },
    other = { orchestration_name = "by_host" },
    changes = { orchestration_name = "by_user_2", orchestration_strategy = "hash" },
    missing = { 404, "APIG.3007" },
  },
  {
    name = "AI API keys", id = "id", argument = "ai_api_key_id", items = "ai_api_keys",
    create = "create_ai_api_key", list = "list_ai_api_keys",
    show = "show_details_of_ai_api_key", delete = "delete_ai_api_key",
    above = function(state) return { app_id = state.apps[1].id } end,
    given = { ai_api_key = "key-1234567890", alias = "one" }, other = { alias = "two" },
    not_listed = { ai_api_key = true },
    missing = { 404, "APIG.3007" }, orphan = { 404, "APIG.3004" },
  },
  {
    name = "custom ingress ports", id = "ingress_port_id", argument = "ingress_port_id",
    items = "ingress_port_infos", create = "add_custom_ingress_port",
    list = "list_custom_ingress_ports", delete = "delete_custom_ingress_port",
    given = { protocol = "HTTP", ingress_port = 8080 }, other = { ingress_port = 8081 },
    missing = { 404, "APIG.3007" }, taken = { 400, "APIG.3309" },
  },
}

-- Those of ROMA alone.
local ROMA_CASES = {
  {
    name = "integration apps", id = "id", argument = "app_id", items = "apps",
    create = "create_roma_app", list = "list_roma_app", show = "check_roma_app_details",
    update = "update_roma_app", delete = "delete_roma_app",
    given = { name = "shop.2", remark = "first", key = "key-1", favorite = true },
    other = { name = "shop.3", key = "key-2" },
    changes = { name = "shop.4", favorite = false },
    missing = { 404, "APIG.3004" }, taken = { 400, "APIG.3203" },
  },
}

describe("resources of the sandbox's gateway", function()
  local cloud, clients

  setup(function()
    cloud = assert(sandbox.start({ servers = 0 }))
    local options = cloud:options()
    clients = { roma = assert(apig.client(options)) }
    options.gateway = "apig"
    clients.apig = assert(apig.client(options))
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    clients.roma:close()
    clients.apig:close()
    cloud:close()
  end)

  local function live(gateway, cases)
    for _, case in ipairs(cases) do
      it(("live, as %s: created, listed, shown, changed, deleted"):format(case.name), function()
        local client = clients[gateway]
        local one = setmetatable({
          above = case.above and case.above(cloud:state().apig, client),
          list_args = case.list == "list_certificates"
            and { instance_id = cloud:account().instance_id } or nil,
        }, { __index = case })
        stateful.live(client, one)
      end)
    end
  end

  live("roma", CASES)
  live("apig", APIG_CASES)
  live("roma", ROMA_CASES)

  -- What each quota limits: how to make one more, and its code.
  local QUOTAS = {
    apps = { "APIG.3103", "create_roma_app", { name = "shop_%d" }, 3 },
    groups = { "APIG.3101", "create_api_group", { name = "group_%d" }, 2 },
    environments = { "APIG.3104", "create_environment", { name = "env_%d" }, 2 },
    signature_keys = { "APIG.3105", "create_signature_key", { name = "key_%d" }, 0 },
    throttles = { "APIG.3107", "create_request_throttling_policy",
      { name = "slow_%d", api_call_limits = 7, time_interval = 3, time_unit = "MINUTE" }, 0 },
    acls = { "APIG.3112", "create_acl_strategy",
      { acl_name = "inner_%d", acl_type = "PERMIT", acl_value = "10.0.0.0/8",
        entity_type = "IP" }, 0 },
    vpc_channels = { "APIG.3109", "create_vpc_channel",
      { name = "channel_%d", port = 80, balance_strategy = 1, member_type = "ip" }, 0 },
    authorizers = { "APIG.3116", "create_custom_authorizer",
      { name = "auth_%d", type = "FRONTEND", authorizer_type = "FUNC",
        authorizer_uri = "urn:fss:1" }, 0 },
  }

  for name, quota in pairs(QUOTAS) do
    it("are refused beyond the quota of " .. name, function()
      local small <close> = assert(sandbox.start({
        servers = 0, quotas = { [name] = quota[4] + 1 },
      }))
      local other <close> = assert(apig.client(small:options()))
      local function create(i)
        local args = {}
        for member, value in pairs(quota[3]) do
          args[member] = type(value) == "string" and value:format(i) or value
        end
        return other[quota[2]](other, args)
      end
      assert(create(1))
      stateful.refused({ 403, quota[1] }, create(2))
    end)
  end

  it("are refused beyond the quotas of APIs and variables", function()
    local small <close> = assert(sandbox.start({
      servers = 0, quotas = { apis = 13, variables = 1 },
    }))
    local other <close> = assert(apig.client(small:options()))
    local state = small:state().apig
    local function api(i)
      return other:create_api({
        name = "api_" .. i, group_id = state.groups[1].id, type = 1, req_protocol = "HTTPS",
        req_method = "GET", req_uri = "/new/" .. i, auth_type = "NONE", backend_type = "MOCK",
        mock_info = { result_content = "{}" },
      })
    end
    assert(api(1))
    stateful.refused({ 403, "APIG.3102" }, api(2))
    local function variable(i)
      return other:create_environment_variable({
        group_id = state.groups[1].id, env_id = state.environments[1].id,
        variable_name = "var_" .. i, variable_value = "x",
      })
    end
    assert(variable(1))
    stateful.refused({ 403, "APIG.3106" }, variable(2))
  end)
end)
