-- SPDX-License-Identifier: Apache-2.0
-- Every row against the fact files: what the official clients of other languages say about the
-- same call. Where a row differs, it is listed here with the reason.
local cjson = require("cjson")
local core = require("_hwc")

local LETTERS = "characters as the documents say; the definition's pattern is looser or absent"
local UUID = "the documents ask for a UUID"
local ROMA = "not required under /apigw/; a rule requires it elsewhere"
local FILLER = "a bound of 65536 is the definition's filler"
local AN_ID = "no server has an empty id"
local PASSWORD = {
  why = "kinds of characters and forbidden words, as the documents say",
  format = "password",
}
local SCRIPT = { why = "Base64 of at most 32 KiB", max = 32768, format = "base64" }

-- What a row says besides the facts or instead of them. Keys are <operation or struct>.<member>.
local EXCEPTIONS = {
  ["apig:AclApiBindingCreate.acl_id"] = { why = ROMA, required = false },
  ["apig:AclApiBindingCreate.publish_ids"] = { why = ROMA, required = false },
  ["apig:ApiConditionCreate.condition_origin"] = {
    why = "rules name two more values than the list has",
    open = true,
  },
  ["apig:ApiDebugInfo.body"] = { why = "the text says bytes", bytes = true },
  ["apig:ApiVersion.version_id"] = { why = ROMA, required = false },
  ["apig:BaseSignature.name"] = {
    why = LETTERS,
    min = 3,
    max = 64,
    first = "a-zA-Z",
    set = "a-zA-Z0-9_",
    chinese = true,
  },
  ["apig:BaseSignature.sign_key"] = {
    why = "the widest of what the kinds of keys allow; rules narrow it",
    min = 4,
    max = 512,
    first = "a-zA-Z0-9+/",
    set = "a-zA-Z0-9_!@#$%+/=-",
  },
  ["apig:BaseSignature.sign_secret"] = {
    why = "the widest of what the kinds of keys allow; rules narrow it",
    min = 8,
    max = 2048,
    first = "a-zA-Z0-9+/",
    set = "a-zA-Z0-9_!@#$%+/=-",
  },
  ["apig:list_api_attachable_plugins.env_id"] = { why = ROMA, required = false },
  ["cph:InstallApkRequestBody.content"] = {
    why = "the longer of two bounds; a rule gives the other",
    min = 0,
    max = 8100,
    bytes = true,
  },
  ["cph:ListResourceInstancesRequestBody.limit"] = {
    why = "a number as text",
    format = "digits",
  },
  ["cph:ListResourceInstancesRequestBody.offset"] = {
    why = "a number as text",
    format = "digits",
  },
  ["cph:RestartCloudPhoneServerRequestBody.server_ids[]"] = { why = AN_ID, min = 1 },
  ["cph:ServerKeypair.server_id"] = { why = AN_ID, min = 1 },
  ["cph:list_jobs.request_ids"] = {
    why = "a comma list of at most 20",
    max = 20,
    format = "list",
  },
  ["devserver:HyperinstanceClustersCapacityRequest.availability_zone"] = {
    why = FILLER,
    min = 1,
    max = "none",
  },
  ["devserver:HyperinstanceClustersCapacityRequest.flavor"] = {
    why = "the text says 128",
    min = 1,
    max = 128,
  },
  ["devserver:HyperinstanceClustersCapacityRequest.resource_flavor"] = {
    why = FILLER,
    min = 1,
    max = "none",
  },
  ["devserver:ServerCreateRequest.admin_pass"] = PASSWORD,
  ["devserver:ServerCreateRequest.image_id"] = { why = UUID, format = "uuid" },
  ["devserver:ServerCreateRequest.key_pair_name"] = { why = LETTERS, set = "a-zA-Z0-9_.-" },
  ["devserver:ServerCreateRequest.name"] = { why = LETTERS, set = "a-zA-Z0-9_.-" },
  ["devserver:ServerCreateRequest.user_data"] = SCRIPT,
  ["devserver:ServerHyperScaleUpRequest.image_id"] = { why = UUID, format = "uuid" },
  ["devserver:ServerHyperScaleUpRequest.key_pair_name"] = { why = LETTERS, set = "a-zA-Z0-9_.-" },
  ["devserver:ServerHyperScaleUpRequest.userdata"] = SCRIPT,
  ["devserver:ServerNetwork.roce_id"] = { why = UUID, format = "uuid" },
  ["devserver:ServerOsRequest.admin_pass"] = PASSWORD,
  ["devserver:ServerOsRequest.image_id"] = { why = UUID, format = "uuid" },
  ["devserver:ServerOsRequest.key_pair_name"] = {
    why = LETTERS,
    min = 1,
    max = 64,
    set = "a-zA-Z0-9_.-",
  },
  ["devserver:ServerOsRequest.user_data"] = SCRIPT,
  ["devserver:UpdateServerRequest.name"] = { why = LETTERS, set = "a-zA-Z0-9_.-" },
  ["devserver:detach_dev_server_volume.volume_id"] = { why = UUID, format = "uuid" },
  ["iam:SessionUser.name"] = { why = LETTERS, first = "a-zA-Z", set = "a-zA-Z0-9 _.-" },
}

-- Patterns of the facts, and what rows say for them.
local PATTERNS = {
  ["^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"] = {
    format = "uuid",
  },
  ["^[-_.a-zA-Z0-9]{1,64}$"] = { min = 1, max = 64, set = "a-zA-Z0-9_.-" },
  ["^.{1,128}$"] = { min = 1, max = 128 },
}

-- Members of answers that the service's own pages have and the official clients lack.
local EXTRA_REPLY_MEMBERS = {
  ["devserver:EndpointsRes.allowed_access_ips"] = true,
  ["devserver:EndpointsRes.ssh_keys"] = true,
  ["devserver:server_image_response"] = true,
}

-- Members of requests under /apigw/ that the list of differences, which is cut short, lacks.
local EXTRA_TWIN_MEMBERS = {
  ["MemberGroupCreate.reference_vpc_channel_id"] = true,
  ["MicroServiceCreate.cce_service_info"] = true,
  ["MicroServiceCreate.nacos_info"] = true,
}

-- Rows other than GET that may be sent again when nobody knows what became of them.
local SAFE_TO_REPEAT = {
  apig = {
    "batch_disable_members",
    "batch_enable_members",
    "canceling_authorization",
    "check_api_groups",
    "check_apis",
    "check_livedata_apis",
    "delete_acl",
    "delete_api",
    "delete_api_acl_binding",
    "delete_api_group",
    "delete_app_acl",
    "delete_app_code",
    "delete_app_config",
    "delete_app_quota",
    "delete_backend_instance",
    "delete_certificate",
    "delete_custom_authorizer",
    "delete_environment",
    "delete_environment_variable",
    "delete_live_data_api",
    "delete_member_group",
    "delete_plugin",
    "delete_request_throttling_policy",
    "delete_signature_key",
    "delete_special_throttling_configuration",
    "delete_vpc_channel",
    "disassociate_request_throttling_policy",
    "disassociate_signature_key",
    "export_api_definitions",
    "export_live_data_api_definitions",
    "update_acl_strategy",
    "update_api",
    "update_api_group",
    "update_app_acl",
    "update_app_config",
    "update_app_quota",
    "update_backend_instances",
    "update_certificate",
    "update_custom_authorizer",
    "update_domain",
    "update_environment",
    "update_environment_variable",
    "update_health_check",
    "update_live_data_api",
    "update_member_group",
    "update_plugin",
    "update_project_vpc_channel",
    "update_request_throttling_policy",
    "update_signature_key",
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
  app_code = true,
  app_secret = true,
  sign_key = true,
  sign_secret = true,
  ticket = true,
  user_data = true,
  userdata = true,
}
local NOT_SECRET = { password_expires_at = "a date" }

local facts, rows = {}, {}
for _, service in ipairs(core.services) do
  local file = assert(io.open("spec/api/facts/" .. service .. ".json"))
  facts[service] = cjson.decode(file:read("a"))
  file:close()
  local operations = {}
  for _, operation in ipairs(facts[service].operations) do
    operations[operation.name:gsub("_v2$", "")] = operation
  end
  facts[service].by_name = operations
  rows[service] = require("_hwc." .. service)
end

local function given(value)
  return value ~= cjson.null and value or nil
end

-- The container and the type inside of it: array<x>, map<string,x>, x.
local function split(type)
  local item = type:match("^array<(.*)>$")
  if item then
    return "array", item
  end
  item = type:match("^map<string,(.*)>$")
  if item then
    return "map", item
  end
  return nil, type
end

-- The bounds of a closed list of integers, where it has no holes.
local function integer_range(field)
  local list = field.enum
  if type(list) ~= "table" or type(list[1]) ~= "number" or #list > 8 then
    return nil
  end
  return math.min(table.unpack(list)), math.max(table.unpack(list))
end

-- Ids and names of the Cloud Phone Host are bound in bytes where the text says so; of ids the
-- text says at most 32, and only the definition exactly 32.
local function bytes_of(service, field)
  if service ~= "cph" then
    return nil
  end
  local named = field.type == "string" and field.doc and field.doc:match("max (%d+) bytes")
  if named then
    return tonumber(named)
  end
  local is_id = field.type == "string" and field.name:find("_id$") and field.max_len == 32
  local is_item = not field.name and (field.max_len == 32 or field.max_len == 4096)
  return (is_id or is_item) and field.max_len or nil
end

local function contains_text(list, text)
  for _, item in ipairs(list or {}) do
    if item:find(text, 1, true) then
      return true
    end
  end
  return false
end

-- Compares the members of one call and collects the differences.
local function new_comparison(service, operation, fact)
  local c = { differences = {}, used = {} }
  local structs = facts[service].structs

  local function differ(key, what, row, expected)
    c.differences[#c.differences + 1] = ("%s: %s is %s, facts say %s"):format(
      key,
      what,
      tostring(row),
      tostring(expected)
    )
  end

  local function expected_of(key, field)
    local soft = {}
    for _, name in ipairs(field.soft or {}) do
      soft[name] = true
    end
    local function hard(name)
      return not soft[name] and field[name] or nil
    end
    local expected = {
      min = hard("min") or hard("min_len") or hard("min_items"),
      max = hard("max") or hard("max_len") or hard("max_items"),
    }
    local bytes = bytes_of(service, field)
    if bytes then
      expected = { min = 0, max = bytes, bytes = true }
    end
    if hard("pattern") then
      local pattern = assert(PATTERNS[field.pattern], field.pattern)
      expected = {}
      for name, value in pairs(pattern) do
        expected[name] = value
      end
    end
    if service == "apig" and field.name == "limit" then
      expected = { min = 1, max = 500 } -- page sizes of the gateway, as the documents say
    end
    local first, last = integer_range(field)
    if first then
      expected.min, expected.max = first, last
    end
    if expected.max and not expected.min then
      expected.min = 0 -- rows say so where only the maximum is bound
    elseif expected.min == 0 and not expected.max then
      expected.min = nil
    end
    local exception = EXCEPTIONS[key]
    if exception then
      c.used[key] = true
      for name, value in pairs(exception) do
        expected[name] = value
      end
      if exception.max == "none" then
        expected.max = nil
      end
      if exception.max and not exception.min and not expected.min then
        expected.min = 0
      end
    end
    return expected
  end

  local compare_struct

  local function compare_bounds(key, row, field)
    local expected = expected_of(key, field)
    for _, name in ipairs({ "min", "max", "first", "set", "format", "bytes", "chinese" }) do
      if row[name] ~= expected[name] then
        differ(key, name, row[name], expected[name])
      end
    end
    local closed = type(field.enum) == "table" and type(field.enum[1]) == "string"
    if expected.open then
      assert(closed, key)
      closed = false
    end
    if closed then
      local values = table.concat(row.values or {}, " ")
      if values ~= table.concat(field.enum, " ") then
        differ(key, "values", values, table.concat(field.enum, " "))
      end
    elseif row.values then
      differ(key, "values", "there", "none")
    end
  end

  local function compare_field(key, row, field, is_reply)
    local container, inner = split(field.type)
    local object = structs[inner]
    local kind = container or (object and "object") or inner
    if row.type ~= kind then
      differ(key, "type", row.type, kind)
    end
    if object then
      if row.object then
        compare_struct(inner, row.object, object, is_reply)
      else
        differ(key, "object", "absent", inner)
      end
    elseif container then
      local item = row.item and row.item.type
      if item == "array" then
        item = ("array<%s>"):format(row.item.item.type)
      end
      if item ~= inner then
        differ(key, "item", item, inner)
      elseif not is_reply then
        -- of the items of the gateway's lists, only the definition says anything
        compare_bounds(key .. "[]", row.item, service ~= "apig" and field.item or {})
      end
    end
    if field.sensitive and not row.secret then
      differ(key, "secret", false, true)
    end
    if not is_reply then
      compare_bounds(key, row, field)
      local required = expected_of(key, field).required
      if required == nil then
        required = field.required or false
      end
      if (row.required or false) ~= required then
        differ(key, "required", row.required, required)
      end
    end
  end

  local function compare_members(owner, members, fields, is_reply)
    local by_name = {}
    for _, row in ipairs(members) do
      assert(not by_name[row.name], row.name .. " is there twice")
      by_name[row.name] = row
    end
    for _, field in ipairs(fields) do
      local row = by_name[field.name]
      local key = ("%s:%s.%s"):format(service, owner, field.name)
      if row then
        compare_field(key, row, field, is_reply)
        by_name[field.name] = nil
      else
        differ(key, "row", "absent", "there")
      end
    end
    for name, row in pairs(by_name) do
      local where = is_reply and "response" or "request"
      local twin = contains_text(fact.apigw_diff, "+" .. where)
        and contains_text(fact.apigw_diff, name .. ":")
      twin = twin or EXTRA_TWIN_MEMBERS[owner .. "." .. name]
      local extra = EXTRA_REPLY_MEMBERS[("%s:%s.%s"):format(service, owner, name)]
        or EXTRA_REPLY_MEMBERS[service .. ":" .. name]
      if not (row.twin_only and (twin or is_reply)) and not (is_reply and extra) then
        differ(owner .. "." .. name, "row", "there", "absent")
      end
    end
  end

  function compare_struct(name, row, struct, is_reply)
    compare_members(name, row.members, struct.fields, is_reply)
  end

  function c.parameters()
    for _, place in ipairs({ "path", "query", "header" }) do
      local members = {}
      for _, member in ipairs(operation.members) do
        if member.place == place then
          members[#members + 1] = member
        end
      end
      local fields = fact[({ path = "path_params", query = "query", header = "headers" })[place]]
      compare_members(operation.name, members, fields or {}, false)
    end
  end

  function c.body()
    local members = {}
    for _, member in ipairs(operation.members) do
      if member.place == "body" then
        members[#members + 1] = member
      end
    end
    local body = given(fact.body)
    assert.equal(body ~= nil, operation.has_body)
    if body and operation.nested_body then
      assert.equal(1, #members)
      assert.equal("body", members[1].name)
      compare_struct(body, members[1].object, structs[body], false)
    elseif body then
      compare_struct(body, { members = members }, structs[body], false)
    end
  end

  function c.reply()
    local reply = given(fact.response)
    assert.equal(reply ~= nil, operation.reply ~= nil)
    if reply then
      compare_struct(reply, operation.reply, structs[reply], true)
    end
  end

  return c
end

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

local used = {}

for _, service in ipairs(core.services) do
  local operations = rows[service].operations()

  describe("rows of " .. service, function()
    it("are found by name, each once", function()
      assert.equal(#facts[service].operations, #rows[service].names())
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
      local fact = facts[service].by_name[name]

      it("agree with the facts about " .. name, function()
        assert.is_table(fact)
        assert.equal(fact.method, operation.method)
        assert.equal(fact.path, operation.path)
        assert.equal(given(fact.success_status), operation.success_status)
        assert.equal(fact.paginated or nil, operation.paging)
        assert.equal(fact.async_job or nil, operation.async)
        assert.equal(fact.body_required or nil, operation.body_required)
        if service == "apig" then
          assert.equal(given(fact.apigw_twin) == nil or nil, operation.no_twin)
        end
        local c = new_comparison(service, operation, fact)
        c.parameters()
        c.body()
        c.reply()
        table.sort(c.differences)
        assert.same({}, c.differences)
        for key in pairs(c.used) do
          used[key] = true
        end
      end)

      it("declare the placeholders of " .. name, function()
        local declared = {}
        for _, member in ipairs(operation.members) do
          if member.place == "path" then
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
  it("are those of the fact files", function()
    local names = {}
    for path in assert(io.popen("ls spec/api/facts/*.json")):lines() do
      names[#names + 1] = path:match("([%w_]+)%.json$")
    end
    local listed = table.move(core.services, 1, #core.services, 1, {})
    table.sort(listed)
    assert.same(names, listed)
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
        assert(#gateways > 1 or not (member.twin_only or member.roma_only), path)
      end
      for name, operation in pairs(rows[service].operations()) do
        assert(#gateways > 1 or not operation.no_twin, name)
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
          assert.is_true(operation.safe_to_repeat)
        elseif operation.safe_to_repeat then
          safe[#safe + 1] = service .. "." .. name
          assert.is_truthy(operation.repeat_reason)
          for _, pattern in ipairs(NEVER_SAFE) do
            assert.is_nil(not name:find(MADE_FOR_A_TIME) and name:find(pattern) or nil, name)
          end
        else
          assert.is_nil(operation.repeat_reason)
        end
      end
    end
    local listed = {}
    for service, names in pairs(SAFE_TO_REPEAT) do
      for _, name in ipairs(names) do
        listed[#listed + 1] = service .. "." .. name
      end
    end
    table.sort(safe)
    table.sort(listed)
    assert.same(listed, safe)
  end)

  it("need every exception that is listed", function()
    local stale = {}
    for key, exception in pairs(EXCEPTIONS) do
      assert.is_string(exception.why)
      if not used[key] then
        stale[#stale + 1] = key
      end
    end
    assert.same({}, stale)
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
      'sign_algorithm: only where sign_type is "aes"',
      "sign_key: 8 to 32 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_-] "
        .. 'where sign_type is "hmac"',
      'sign_secret: at least 16 characters where sign_type is "public_key", '
        .. 'with gateway = "apig"',
      'sign_key: exactly 32 characters where sign_algorithm is "aes-256-cfb"',
    }
    for _, line in ipairs(lines) do
      assert.is_truthy(rules:find(line, 1, true), line)
    end
  end)
end)
