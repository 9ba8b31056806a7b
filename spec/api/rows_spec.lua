-- SPDX-License-Identifier: Apache-2.0
-- What holds for every row. That rows are as the official clients have the same calls, shows
-- docs/compare.lua; that none changes unnoticed, the digest.
local core = require("_hwc")

-- Rows other than GET that may be sent again when nobody knows what became of them.
local IDEMPOTENT = {
  apig = {
    "add_user_to_app",
    "batch_disable_members",
    "batch_enable_members",
    "canceling_authorization",
    "check_api_groups",
    "check_apis",
    "check_livedata_apis",
    "delete_acl",
    "delete_ai_api_key",
    "delete_api",
    "delete_api_acl_binding",
    "delete_api_group",
    "delete_app",
    "delete_app_acl",
    "delete_app_code",
    "delete_app_config",
    "delete_app_quota",
    "delete_backend_instance",
    "delete_certificate",
    "delete_custom_authorizer",
    "delete_custom_ingress_port",
    "delete_environment",
    "delete_environment_variable",
    "delete_gateway_response",
    "delete_gateway_response_type",
    "delete_live_data_api",
    "delete_member_group",
    "delete_orchestration",
    "delete_plugin",
    "delete_request_throttling_policy",
    "delete_roma_app",
    "delete_signature_key",
    "delete_special_throttling_configuration",
    "delete_vpc_channel",
    "disassociate_request_throttling_policy",
    "disassociate_signature_key",
    "export_api_definitions",
    "export_live_data_api_definitions",
    "list_instances_by_tags",
    "show_instances_num_by_tags",
    "update_acl_strategy",
    "update_api",
    "update_api_group",
    "update_app",
    "update_app_acl",
    "update_app_config",
    "update_app_quota",
    "update_backend_instances",
    "update_certificate",
    "update_custom_authorizer",
    "update_domain",
    "update_environment",
    "update_environment_variable",
    "update_gateway_response",
    "update_gateway_response_type",
    "update_health_check",
    "update_instance",
    "update_live_data_api",
    "update_member_group",
    "update_orchestration",
    "update_plugin",
    "update_project_vpc_channel",
    "update_request_throttling_policy",
    "update_roma_app",
    "update_signature_key",
    "update_sl_domain_setting",
    "update_special_throttling_configuration",
    "update_vpc_channel",
  },
  cph = {
    "batch_show_phone_connect_infos",
    "delete_image",
    "delete_image_member",
    "list_resource_instances",
    "update_bandwidth",
    "update_image_member",
    "update_keypair",
    "update_phone_name",
    "update_server_name",
  },
  devserver = {
    "delete_hyper_cluster",
    "list_hyperinstance_clusters_capacity",
    "sync_dev_servers",
    "update_dev_server",
  },
  iam = {
    "create_temporary_access_key_by_agency",
    "create_temporary_access_key_by_token",
    "keystone_create_agency_token",
    "keystone_create_user_token_by_password",
  },
}

-- Repeating these does a thing twice.
local NEVER_SAFE = { "^reboot", "^restart", "^start", "^stop", "^create", "^reset", "^run_" }

-- Except where what is made twice ends by itself.
local MADE_FOR_A_TIME = "^create_temporary_access_key"

-- Members that are secret by the documents, by name; and names that only look like it.
local SECRET = {
  admin_pass = true,
  ai_api_key = true,
  app_code = true,
  app_secret = true,
  sign_key = true,
  sign_secret = true,
  ticket = true,
  user_data = true,
  userdata = true,
}
local NOT_SECRET = { password_expires_at = "a date", privateips = "addresses" }

local rows = {}
for _, service in ipairs(core.services) do
  rows[service] = require("_hwc." .. service)
end

-- The encoder has room for so many members of an object, which it only asserts.
local MOST_MEMBERS = (function()
  local file <close> = assert(io.open("src/lua/encode_value.c"))
  return assert(tonumber(file:read("a"):match("#define MOST_MEMBERS (%d+)")))
end)()

-- Calls visit(member, path) for all members of a description, inner ones too.
local function walk(members, path, visit)
  for _, member in ipairs(members) do
    local here = path .. "." .. member.name
    visit(member, here)
    if member.object then
      walk(member.object.members, here, visit)
    end
    if member.item then
      visit(member.item, here .. "[]")
    end
  end
end

for _, service in ipairs(core.services) do
  local operations = rows[service].operations()

  describe("rows of " .. service, function()
    it("are found by name, each once", function()
      local seen = {}
      for _, name in ipairs(rows[service].names()) do
        assert.is_nil(seen[name], name)
        seen[name] = true
        assert.equal(name, operations[name].name)
        assert.has_no.errors(function()
          rows[service].check(name, {})
        end)
      end
      for name in pairs(operations) do
        assert.is_true(seen[name], name)
      end
      assert.has_error(function()
        rows[service].check("no_such_operation", {})
      end)
    end)

    for name, operation in pairs(operations) do
      it("have each member of " .. name .. " once, and room for them", function()
        local function check(members, path)
          assert.is_true(#members <= MOST_MEMBERS, path)
          local seen = {}
          for _, member in ipairs(members) do
            assert.is_nil(seen[member.name], path .. "." .. member.name)
            seen[member.name] = true
            if member.object then
              check(member.object.members, path .. "." .. member.name)
            end
          end
        end
        check(operation.members, name)
        check(operation.reply and operation.reply.members or {}, name)
      end)

      it("declare the placeholders of " .. name, function()
        local declared = {}
        for _, member in ipairs(operation.members) do
          if member.location == "path" then
            declared[member.name] = true
            assert.is_true(member.required)
          end
        end
        for placeholder in operation.path:gmatch("{([%w_]+)}") do
          assert.is_true(declared[placeholder], placeholder)
          declared[placeholder] = nil
        end
        assert.same({}, declared)
      end)

      it("document " .. name .. " in short lines", function()
        assert.is_truthy(operation.doc:find("^%u.*%.$"))
        assert.is_true(#operation.doc <= 100)
        local function check(member, path)
          if path:sub(-2) ~= "[]" then
            assert.is_truthy(member.doc and #member.doc > 0, path)
            assert.is_nil(member.doc:find("[%c]"), path)
          end
        end
        walk(operation.members, name, check)
        walk(operation.reply and operation.reply.members or {}, name, check)
      end)

      it("name all values of closed lists of " .. name, function()
        local function check(member, path)
          for _, value in ipairs(member.values or {}) do
            assert.is_truthy(member.rules:find(('"%s"'):format(value), 1, true), path)
          end
        end
        walk(operation.members, name, check)
        walk(operation.reply and operation.reply.members or {}, name, check)
      end)

      it("mark the secrets of " .. name, function()
        local function check(member, path)
          local lower = member.name:lower()
          local sounds = lower:find("passw")
            or lower:find("passcode")
            or lower:find("secret")
            or lower:find("private")
            or lower:find("token")
          if member.type ~= "object" and not NOT_SECRET[member.name] then
            local expected = (SECRET[member.name] or sounds) and true or nil
            if expected then
              assert.is_true(member.secret, path)
            end
          end
        end
        walk(operation.members, name, check)
        walk(operation.reply and operation.reply.members or {}, name, check)
      end)
    end
  end)
end

describe("services", function()
  it("have no fewer operations than the official clients", function()
    for service, count in pairs({ cph = 52, apig = 255, devserver = 49, iam = 6 }) do
      assert.is_true(#rows[service].names() >= count, service)
    end
  end)

  it("are probed by a list that can be short", function()
    for _, service in ipairs(core.services) do
      local probe = rows[service].probe
      local operation = rows[service].describe(probe or "")
      assert.equal(probe ~= nil, operation ~= nil, service)
      if operation then
        assert.equal("GET", operation.method)
        local found
        for _, member in ipairs(operation.members) do
          found = found or member.name == "limit"
        end
        assert.is_true(found, service)
      end
    end
  end)

  it("have a gateway each, and names for them where there are more", function()
    for _, service in ipairs(core.services) do
      local gateways = rows[service].gateways
      assert.is_true(#gateways == 1 or #gateways == 2)
      for _, gateway in ipairs(gateways) do
        assert.equal(#gateways > 1, gateway.name ~= nil and gateway.title ~= nil
          and gateway.path ~= nil)
      end
      local function check(member, path)
        assert(#gateways > 1 or not member.gateway, path)
      end
      for name, operation in pairs(rows[service].operations()) do
        assert(#gateways > 1 or not operation.gateway, name)
        walk(operation.members, name, check)
      end
    end
  end)
end)

describe("rows", function()
  it("are safe to repeat where they read, and where a reason says so", function()
    local safe = {}
    for _, service in ipairs(core.services) do
      for name, operation in pairs(rows[service].operations()) do
        if operation.method == "GET" then
          assert.is_true(operation.idempotent)
        elseif operation.idempotent then
          safe[#safe + 1] = service .. "." .. name
          assert.is_truthy(operation.idempotent_reason)
          for _, pattern in ipairs(NEVER_SAFE) do
            assert.is_nil(not name:find(MADE_FOR_A_TIME) and name:find(pattern) or nil, name)
          end
        else
          assert.is_nil(operation.idempotent_reason)
        end
      end
    end
    local listed = {}
    for service, names in pairs(IDEMPOTENT) do
      for _, name in ipairs(names) do
        listed[#listed + 1] = service .. "." .. name
      end
    end
    table.sort(safe)
    table.sort(listed)
    assert.same(listed, safe)
  end)

  it("take the token of IAM from the header that they name", function()
    local operations = rows.iam.operations()
    assert.equal("x-subject-token", operations.keystone_create_agency_token.secret_header)
    assert.equal("x-subject-token", operations.keystone_create_user_token_by_password.secret_header)
    assert.is_true(operations.keystone_create_user_token_by_password.unsigned)
  end)

  it("say their rules in words", function()
    assert.same(
      { "exactly one of admin_pass and key_pair_name", "image_id: required" },
      (function(rules)
        table.sort(rules)
        return rules
      end)(rows.devserver.operations().change_dev_server_os.rules)
    )
    local rules = table.concat(rows.apig.operations().update_signature_key.rules, "\n")
    local lines = {
      'sign_algorithm: only if sign_type is "aes"',
      "sign_key: 8 to 32 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_-] "
        .. 'if sign_type is "hmac"',
      'sign_secret: at least 16 characters if sign_type is "public_key", '
        .. 'with gateway = "apig"',
      'sign_key: exactly 32 characters if sign_algorithm is "aes-256-cfb"',
    }
    for _, line in ipairs(lines) do
      assert.is_truthy(rules:find(line, 1, true), line)
    end
  end)
end)
