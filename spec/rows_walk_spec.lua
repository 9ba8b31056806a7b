-- Every operation of the services at each gateway that has it, by the client: valid arguments made
-- from its row are answered by the sandbox with what the row describes; each rule that the row
-- states of a member is broken once, and the client names the member and sends nothing.
local arguments = require("spec.support.arguments")
local at_gateway = require("spec.support.at_gateway")
local core = require("_hwc")
local sandbox = require("hwc.sandbox")
local sandbox_ids = require("spec.support.sandbox_ids")
local typed = require("spec.support.typed")
local violations = require("spec.support.violations")

-- Where a gateway documents another status than the row has.
local OTHER_STATUS = { apig = { update_signature_key = 201 } }

-- Optional by the row, but the service insists on it, or does not say what it does without.
local KEPT = {
  associate_domain = "url_domain",
  batch_create_or_delete_instance_tags = "tags.key",
  change_api_version = "version_id",
  create_api_acl_binding = "acl_id",
  create_app_config = "config_name",
  create_environment_variable = "variable_name",
  create_project_vpc_channel_syncs = "vpc_channel_id",
  scale_down_hyperinstance = "body.server_ids",
}

-- IAM takes no made-up credentials: it has specs of its own.
local function services()
  local names = {}
  for _, name in ipairs(core.services) do
    if not require("_hwc." .. name).is_identity then
      names[#names + 1] = name
    end
  end
  return names
end

local function sorted_names(map)
  local names = {}
  for name in pairs(map) do
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

-- Sets the member at the end of `path`; false where there is nothing to set it in.
local function put(args, path, value)
  local at = args
  for i = 1, #path - 1 do
    at = at[path[i]]
    if type(at) ~= "table" then
      return false
    end
  end
  local key = path[#path]
  at[key] = value ~= violations.ABSENT and value or nil
  return true
end

local function walk_gateway(service, gateway)
  local rows = require("_hwc." .. service)
  local module = require(rows.module)
  local operations = at_gateway.operations(rows, gateway)
  local title = "all operations of " .. service
    .. (gateway and (' with gateway = "%s"'):format(gateway) or "")

  describe(title, function()
    local cloud, client, bare, known

    setup(function()
      cloud = assert(sandbox.start({ servers = 2, phones = 2, public_key = true, speed = 0.001 }))
      local options = cloud:options()
      options.gateway = gateway or nil
      client = assert(module.client(options))
      options.instance_id = nil
      bare = assert(module.client(options))
      known = sandbox_ids.of(service)
    end)

    before_each(function()
      cloud:reset()
    end)

    teardown(function()
      client:close()
      bare:close()
      cloud:close()
    end)

    local function assert_answered(name, full)
      local row = operations[name]
      local args = arguments.make(row, {
        full = full,
        keep = KEPT[name],
        known = known(cloud, client, name),
      })
      local explained = assert(client:explain(name, args))
      local reply, info = client[name](client, args)
      assert(reply, tostring(info))
      local requests = cloud:requests()
      assert.equal(row.method, explained.method)
      assert.equal(requests[#requests].path, explained.url:match("^%w+://[^/]+([^?]*)"))
      if row.success_status then
        local other = OTHER_STATUS[gateway] and OTHER_STATUS[gateway][name]
        assert.equal(other or row.success_status, info.status)
      end
      if row.download then
        assert.is_string(reply.body)
        return
      end
      local problems = {}
      typed.object(reply, row.reply and row.reply.members or {}, name, problems)
      assert.same({}, problems)
      if row.reply and info.status ~= 204 then
        assert.is_not_nil(next(reply))
      end
    end

    for _, name in ipairs(sorted_names(operations)) do
      it("are answered as described: " .. name, function()
        assert_answered(name, false)
        cloud:reset()
        assert_answered(name, true)
      end)
    end

    -- Its client has no instance_id, so that the call has to name it.
    local function with_instance(row, args)
      for _, member in ipairs(row.members) do
        if member.name == "instance_id" and member.from_client then
          args.instance_id = "known"
        end
      end
      return args
    end

    it("are all that the gateway has: others are refused, and nothing is sent", function()
      for name, row in pairs(rows.operations()) do
        if not operations[name] then
          local args = arguments.make(row, { full = true })
          local reply, err = client[name](client, with_instance(row, args))
          assert.is_nil(reply, name)
          assert.equal("validation", err.kind)
          assert.is_false(err.sent)
          local other = row.counterpart and "; use " .. row.counterpart or ""
          assert.equal(('only with gateway = "%s", got gateway = "%s"%s'):format(row.gateway,
            gateway, other), err.message)
        end
      end
      assert.same({}, cloud:requests())
    end)

    local function refusals(row)
      local found = {}
      for _, violation in ipairs(violations.of(row)) do
        local key = ("%s:%s"):format(violation.field, violation.rule)
        local args = arguments.make(row, { full = true, keep = violation.keep })
        local reached = put(with_instance(row, args), violation.path, violation.value)
        local reply, err = bare[row.name](bare, args)
        if not reached then
          found[#found + 1] = key .. ": not reached"
        elseif reply then
          found[#found + 1] = key .. ": sent"
        elseif err.kind ~= "validation" or err.field ~= violation.field then
          found[#found + 1] = ("%s: %s"):format(key, tostring(err))
        end
      end
      return found
    end

    for _, name in ipairs(sorted_names(operations)) do
      it("are refused where they break a rule of the row: " .. name, function()
        assert.same({}, refusals(operations[name]))
        assert.same({}, cloud:requests())
      end)

      -- So that what is refused above is refused for the one rule that was broken.
      it("are valid before a rule is broken: " .. name, function()
        for _, violation in ipairs(violations.of(operations[name])) do
          local args = arguments.make(operations[name], { full = true, keep = violation.keep })
          args.project_id = args.project_id or "known"
          assert(rows.check(name, with_instance(operations[name], args),
            { gateway = gateway or nil }))
        end
      end)
    end
  end)
end

for _, service in ipairs(services()) do
  for _, gateway in ipairs(at_gateway.names(require("_hwc." .. service))) do
    walk_gateway(service, gateway)
  end
end
