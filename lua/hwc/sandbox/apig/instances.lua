-- SPDX-License-Identifier: Apache-2.0
-- The life of instances of the gateway in the sandbox: made and resized over time, reached from
-- outside, tagged.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local collection = require("hwc.sandbox.collection")
local sandbox_state = require("hwc.sandbox.state")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

-- Scaled seconds that work takes, more or less a quarter.
local CREATE_SECONDS, RESIZE_SECONDS, DELETE_SECONDS = 300, 120, 60

-- States by name, with their numbers.
local STATES = {
  Creating = 1, CreateFail = 3, Running = 6, Deleting = 23, DeleteFailed = 24, Unhealthy = 40,
  Resizing = 42, ResizeFailed = 43,
}

-- How far the creation of an instance is, by the part of its time that has passed.
local PROGRESS = { { 0.9, 90 }, { 0.8, 80 }, { 0.5, 50 }, { 0, 30 } }

local function instances_of(state)
  return state.apig_project.instances
end

local function set_status(instance, status)
  instance.status, instance.instance_status = status, STATES[status]
end

local function describe(state, instance, call)
  return store:describe(state, "instances", instance, call.row.reply.members)
end

local function with_instance(fn)
  return function(state, args, call)
    local instance = instances_of(state):get(args.instance_id)
    if not instance then
      return refuse(call, "APIC.7302")
    end
    return fn(state, args, call, instance)
  end
end

M.handlers.show_details_of_instance = with_instance(function(state, _, call, instance)
  return 200, describe(state, instance, call)
end)

local CHANGES = { "description", "maintain_begin", "maintain_end", "instance_name",
                  "security_group_id", "vpcep_service_name" }

M.handlers.update_instance = with_instance(function(state, args, call, instance)
  for _, name in ipairs(CHANGES) do
    instance[name] = args[name] or instance[name]
  end
  instance.changed = responses.seconds(state)
  return 200, describe(state, instance, call)
end)

-- Work.

local created = sandbox_state.work("apig.instance_created", function(state, data, now, fault)
  local instance = instances_of(state):get(data.instance_id)
  if instance then
    set_status(instance, fault and "CreateFail" or "Running")
    instance.ended = now
    instance.failure = fault and { code = fault.code or "APIG.9999",
                                   message = fault.message or "System error" } or nil
  end
end)

local resized = sandbox_state.work("apig.instance_resized", function(state, data, _, fault)
  local instance = instances_of(state):get(data.instance_id)
  if instance then
    set_status(instance, fault and "ResizeFailed" or "Running")
    instance.spec = not fault and data.spec or instance.spec
  end
end)

local deleted = sandbox_state.work("apig.instance_deleted", function(state, data, _, fault)
  local instance = instances_of(state):get(data.instance_id)
  if instance and fault then
    set_status(instance, "DeleteFailed")
  elseif instance then
    store:remove(state, "instances", instance)
  end
end)

local function begin(state, call, instance, work, seconds, data)
  data = data or {}
  data.instance_id = instance.id
  state:begin(call, {
    operation = call.operation,
    target = instance.id,
    seconds = seconds,
    work = work,
    data = data,
  })
end

local function job(state, instance, text)
  return { instance_id = instance.id, message = text, job_id = state:hex(32) }
end

-- Whether a tag has no key.
local function nameless(tags)
  for _, tag in ipairs(tags or {}) do
    if not tag.key then
      return true
    end
  end
  return false
end

-- Begins to make an instance: nil and the code where that is refused.
local function create(state, call, given)
  local instances = instances_of(state)
  if nameless(given.tags) then
    return nil, "APIC.7211"
  elseif given.instance_id and instances:get(given.instance_id) then
    return nil, "APIG.3309"
  end
  local code = store:beyond_quota(state, "instances")
  if code then
    return nil, code
  end
  local wanted = store.copy(given)
  wanted.id, wanted.instance_id = given.instance_id or state:hex(32), nil
  wanted.instance_name = given.instance_name or "apig-" .. wanted.id:sub(1, 8)
  wanted.spec, wanted.spec_id = given.spec_id, nil
  wanted.eip_address = given.eip_id and "203.0.113.10" or nil
  wanted.project_id = nil
  for _, tag in ipairs(wanted.tags or {}) do
    tag.value = tag.value or ""
  end
  local instance = store:add(state, "instances", wanted)
  set_status(instance, "Creating")
  instance.seconds = state:about(CREATE_SECONDS)
  begin(state, call, instance, created, instance.seconds)
  return instance
end

function M.handlers.create_instance(state, args, call)
  local instance, code = create(state, call, args)
  if not instance then
    return refuse(call, code)
  end
  return 202, job(state, instance, "Job created successfully")
end

local function new_order(state)
  return "CS" .. state:text(16, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
end

function M.handlers.create_order(state, args, call)
  local given = store.copy(args.instance_info or {})
  given.charging_mode, given.cbc_metadata = 1, new_order(state)
  local instance, code = create(state, call, given)
  if not instance then
    return refuse(call, code)
  end
  return 200, { order_id = instance.cbc_metadata }
end

M.handlers.show_details_of_instance_progress = with_instance(function(state, _, _, instance)
  local shown = {
    status = "success", progress = 100, start_time = math.floor(instance.created * 1000),
    end_time = math.floor((instance.ended or instance.created) * 1000),
  }
  if instance.status == "Creating" then
    local part = (state:now() - instance.created) * state.speed / instance.seconds
    shown.status, shown.end_time = "creating", nil
    for _, step in ipairs(PROGRESS) do
      if part >= step[1] then
        shown.progress = step[2]
        break
      end
    end
  elseif instance.status == "CreateFail" then
    shown.status, shown.progress = "failed", 90
    shown.error_code, shown.error_msg = instance.failure.code, instance.failure.message
  end
  return 200, shown
end)

M.handlers.delete_instances = with_instance(function(state, _, call, instance)
  if instance.status == "Deleting" then
    return refuse(call, "APIG.3309")
  end
  set_status(instance, "Deleting")
  begin(state, call, instance, deleted, state:about(DELETE_SECONDS))
  return 204
end)

local function resize(state, call, instance, spec)
  if instance.status ~= "Running" then
    return "APIG.3309"
  end
  set_status(instance, "Resizing")
  begin(state, call, instance, resized, state:about(RESIZE_SECONDS), { spec = spec })
end

M.handlers.create_post_pay_resize_order = with_instance(function(state, args, call, instance)
  local code = resize(state, call, instance, args.spec_id)
  if code then
    return refuse(call, code)
  end
  return 202, job(state, instance, "Job created successfully")
end)

M.handlers.create_prepay_resize = with_instance(function(state, args, call, instance)
  local wanted = args.body.resize_info or {}
  local code = resize(state, call, instance, wanted.spec_id)
  if code then
    return refuse(call, code)
  end
  return 200, { order_id = new_order(state) }
end)

-- Ways from and to outside: changed at once.

M.handlers.add_eip = with_instance(function(state, args, _, instance)
  instance.eip_id = args.eip_id or state:uuid()
  instance.eip_address = "203.0.113.10"
  return 200, { eip_id = instance.eip_id, eip_address = instance.eip_address,
                eip_status = "ACTIVE" }
end)

-- Removes members of an instance; refused where there are none.
local function remove(member, others)
  return with_instance(function(_, _, call, instance)
    if instance[member] == nil then
      return refuse(call, "APIG.3007")
    end
    instance[member] = nil
    for _, other in ipairs(others) do
      instance[other] = nil
    end
    return 204
  end)
end

M.handlers.remove_eip = remove("eip_address", { "eip_id" })

local function set_ingress(needs)
  return with_instance(function(state, args, call, instance)
    if needs and not instance.ingress_bandwidth_size then
      return refuse(call, "APIG.3007")
    end
    instance.ingress_bandwidth_size = args.bandwidth_size or instance.ingress_bandwidth_size or 5
    instance.ingress_bandwidth_charging_mode = args.bandwidth_charging_mode
      or instance.ingress_bandwidth_charging_mode or "bandwidth"
    instance.publicips = { {
      ip_address = "203.0.113.11", bandwidth_size = instance.ingress_bandwidth_size,
    } }
    return store.status(call.row), job(state, instance, "Job created successfully")
  end)
end

M.handlers.add_ingress_eip = set_ingress(false)
M.handlers.update_ingress_eip = set_ingress(true)
M.handlers.remove_ingress_eip = remove("ingress_bandwidth_size",
  { "ingress_bandwidth_charging_mode", "publicips" })

local function set_engress(needs)
  return with_instance(function(_, args, call, instance)
    if needs and not instance.nat_eip_address then
      return refuse(call, "APIG.3007")
    end
    instance.nat_eip_address = "203.0.113.12"
    instance.bandwidth_size = math.tointeger(tonumber(args.bandwidth_size))
      or instance.bandwidth_size
    instance.bandwidth_charging_mode = args.bandwidth_charging_mode
      or instance.bandwidth_charging_mode or "bandwidth"
    return 200
  end)
end

M.handlers.add_engress_eip = set_engress(false)
M.handlers.update_engress_eip = set_engress(true)
M.handlers.remove_engress_eip = remove("nat_eip_address",
  { "bandwidth_size", "bandwidth_charging_mode" })

-- Tags.

local function position(tags, key)
  for i, tag in ipairs(tags) do
    if tag.key == key then
      return i
    end
  end
end

local function copy_of(tags)
  return core.array(store.copy(table.move(tags, 1, #tags, 1, {})))
end

M.handlers.list_instance_tags = with_instance(function(_, _, _, instance)
  return 200, { tags = copy_of(instance.tags) }
end)

-- A key has one value: the last one that it was given.
M.handlers.batch_create_or_delete_instance_tags = with_instance(function(_, args, call, instance)
  if nameless(args.tags) then
    return refuse(call, "APIC.7211")
  end
  for _, tag in ipairs(args.tags) do
    local at = position(instance.tags, tag.key)
    if args.action == "create" then
      instance.tags[at or #instance.tags + 1] = { key = tag.key, value = tag.value or "" }
    elseif at then
      table.remove(instance.tags, at)
    end
  end
  return 204
end)

function M.handlers.list_project_instance_tags(state)
  local values, keys = {}, {}
  for _, instance in instances_of(state):each() do
    for _, tag in ipairs(instance.tags) do
      if not values[tag.key] then
        values[tag.key] = core.array({})
        keys[#keys + 1] = tag.key
      end
      local known = false
      for _, value in ipairs(values[tag.key]) do
        known = known or value == tag.value
      end
      if not known then
        table.insert(values[tag.key], tag.value)
      end
    end
  end
  table.sort(keys, core.text_less)
  local shown = {}
  for i, key in ipairs(keys) do
    shown[i] = { key = key, values = values[key] }
  end
  return 200, { tags = core.array(shown) }
end

local function includes(list, wanted)
  for _, value in ipairs(list or {}) do
    if value == wanted then
      return true
    end
  end
  return #(list or {}) == 0
end

-- All wanted keys have to be there, each with one of its values; without values any will do.
local function has_tags(args)
  return function(instance)
    if args.without_any_tag and #instance.tags > 0 then
      return false
    end
    for _, wanted in ipairs(not args.without_any_tag and args.tags or {}) do
      local at = position(instance.tags, wanted.key)
      if not at or not includes(wanted.values, instance.tags[at].value) then
        return false
      end
    end
    for _, match in ipairs(args.matches or {}) do
      if not instance.instance_name:find(match.value or "", 1, true) then
        return false
      end
    end
    return true
  end
end

function M.handlers.list_instances_by_tags(state, args)
  local page, total = store.page(instances_of(state), has_tags(args), args.offset or 0,
    args.limit or 20)
  for i, instance in ipairs(page) do
    page[i] = {
      resource_id = instance.id,
      resource_name = instance.instance_name,
      resouce_detail = "",
      tags = copy_of(instance.tags),
    }
  end
  return 200, { resources = core.array(page), total_count = total }
end

function M.handlers.show_instances_num_by_tags(state, args)
  local _, total = store.page(instances_of(state), has_tags(args), 0, 0)
  return 200, { total_count = total }
end

-- The same instances, as ROMA lists them.
local ROMA_STATES = { Creating = "CREATING", CreateFail = "CREATE_FAILED", Running = "RUNNING",
                      Deleting = "DELETING", DeleteFailed = "DELETE_FALIED" }

function M.handlers.check_roma_instance_list(state, args)
  local function status_of(instance)
    return ROMA_STATES[instance.status] or "ERROR"
  end
  local page, total = store.page(instances_of(state), function(instance)
    return not args.status or status_of(instance) == args.status
  end, args.offset or 0, args.limit or 20)
  for i, instance in ipairs(page) do
    page[i] = {
      id = instance.id,
      name = instance.instance_name,
      description = instance.description,
      flavor_id = instance.spec,
      flavor_type = instance.spec:lower(),
      cpu_arch = "x86_64",
      vpc_id = instance.vpc_id,
      subnet_id = instance.subnet_id,
      security_group_id = instance.security_group_id,
      publicip_enable = instance.eip_address ~= nil,
      publicip_id = instance.eip_id,
      publicip_address = instance.eip_address,
      status = status_of(instance),
      charge_type = instance.charging_mode == 1 and "prePaid" or "postPaid",
      project_id = state.account.project_id,
      create_time = responses.timestamp(instance.created),
      update_time = responses.timestamp(instance.changed),
      maintain_begin = instance.maintain_begin,
      maintain_end = instance.maintain_end,
      available_zone_ids = core.array(store.copy(instance.available_zone_ids or {})),
      enterprise_project_id = instance.enterprise_project_id,
    }
  end
  return 200, { total = total, size = #page, instances = core.array(page) }
end

-- Calls between endpoints in VPCs.

local SEEDED_CONNECTIONS = 2

function M.seed(state, empty)
  for i = 1, empty and 0 or SEEDED_CONNECTIONS do
    store:add(state, "endpoint_connections", {
      id = state:uuid(), marker_id = 1000 + i, domain_id = state:hex(32),
      status = "pendingAcceptance",
    })
  end
end

function M.handlers.accept_or_reject_endpoint_connections(state, args, call)
  for _, id in ipairs(args.endpoints) do
    if not state.apig.endpoint_connections:get(id) then
      return refuse(call, "APIC.7314")
    end
  end
  local changed = collection.new()
  for _, id in ipairs(args.endpoints) do
    local connection = state.apig.endpoint_connections:get(id)
    connection.status = args.action == "receive" and "accepted" or "rejected"
    connection.changed = responses.seconds(state)
    changed:add(connection)
  end
  return store:list(changed, nil, { limit = #args.endpoints }, call, function(item, members)
    return store:describe(state, "endpoint_connections", item, members)
  end)
end

local function permission_of(state, text)
  return state.apig.endpoint_permissions:find(function(other)
    return other.permission == text
  end)
end

function M.handlers.add_endpoint_permissions(state, args)
  for _, text in ipairs(args.permissions) do
    if not permission_of(state, text) then
      store:add(state, "endpoint_permissions", { permission = text })
    end
  end
  return 200, { permissions = core.array(args.permissions) }
end

function M.handlers.delete_endpoint_permissions(state, args)
  for _, text in ipairs(args.permissions) do
    local permission = permission_of(state, text)
    if permission then
      store:remove(state, "endpoint_permissions", permission)
    end
  end
  return 200, { permissions = core.array(args.permissions) }
end

-- Domains that a port of the instance is for.
function M.handlers.list_custom_ingress_port_domains(state, args, call)
  local port, status, body = store:find(state, "custom_ingress_ports", args, call)
  if not port then
    return status, body
  end
  local member = port.protocol == "HTTP" and "ingress_http_port" or "ingress_https_port"
  return store:list(state.apig.domains, function(domain)
    return domain[member] == port.ingress_port
      and responses.named(args, "domain_name", domain.url_domain)
  end, args, call, function(domain)
    return {
      group_id = domain.group_id,
      group_name = state.apig.groups:get(domain.group_id).name,
      domain_name = domain.url_domain,
    }
  end)
end

return M
