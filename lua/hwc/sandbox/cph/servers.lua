-- SPDX-License-Identifier: Apache-2.0
-- Cloud phone servers of the sandbox: their life, their names and their key pairs.

local core = require("_hwc")
local catalogue = require("hwc.sandbox.cph.catalogue")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.cph.errors")
local jobs = require("hwc.sandbox.cph.jobs")
local phones = require("hwc.sandbox.cph.phones")
local quotas = require("hwc.sandbox.quotas")
local seed_ids = require("hwc.sandbox.seed_ids")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local CREATING, ABNORMAL, NORMAL, SHUTTING_DOWN, POWERING_ON = 0, 2, 5, 11, 13

-- Scaled seconds that work takes, more or less a quarter.
local RESTART_SECONDS = 30
local KEYPAIR_SECONDS = 10
local CREATE_SECONDS = 120
local DELETE_SECONDS = 30
local CHANGE_SECONDS = 90

-- The share type of a bandwidth that a server has for itself.
local DEDICATED = 0

-- The `number`th server that is made.
local function new_server(state, number, id, given)
  local cph = state.cph
  local time = sandbox_state.timestamp(given.created)
  return {
    server_id = id,
    server_name = given.server_name or ("cph-%04d"):format(number),
    availability_zone = given.availability_zone or state.account.region .. "a",
    server_model_name = given.server_model_name or catalogue.SERVER_MODEL,
    phone_model_name = given.phone_model_name or catalogue.PHONE_MODEL,
    keypair_name = given.keypair_name or state.config.keypairs[1],
    status = given.status,
    vpc_id = given.vpc_id or cph.vpc_id,
    subnet_id = given.subnet_id or cph.subnet_id,
    address = ("192.168.%d.%d"):format(number // 250 % 250, number % 250 + 2),
    order_id = ("CS%016d"):format(number),
    network_version = given.network_version or (number % 4 == 0 and "v2" or "v1"),
    enterprise_project_id = given.enterprise_project_id or "0",
    image_id = given.image_id,
    bandwidth = given.bandwidth,
    created = given.created,
    create_time = time,
    update_time = time,
  }
end

local function add(state, given)
  local cph = state.cph
  cph.made = cph.made + 1
  return cph.servers:add(new_server(state, cph.made, state:hex(32), given))
end

function M.seed(state)
  local cph = state.cph
  local ids = seed_ids.new()
  cph.made = state.config.servers
  cph.vpc_id, cph.subnet_id = state:uuid(), state:uuid()
  cph.resource_project_id = state:hex(32)
  cph.servers = collection.new("server_id", {
    count = cph.made,
    make = function(number)
      return new_server(state, number, ids:id(number),
        { status = NORMAL, created = 1700000000 + 60 * number })
    end,
    id_of = function(number)
      return ids:id(number)
    end,
    number_of = function(id)
      return ids:number(id)
    end,
  })
end

local function describe(state, server)
  return {
    server_id = server.server_id,
    server_name = server.server_name,
    availability_zone = server.availability_zone,
    server_model_name = server.server_model_name,
    phone_model_name = server.phone_model_name,
    keypair_name = server.keypair_name,
    status = server.status,
    vpc_id = server.vpc_id,
    cidr = "192.168.0.0/16",
    vpc_cidr = "192.168.0.0/16",
    subnet_id = server.subnet_id,
    subnet_cidr = "192.168.0.0/20",
    resource_project_id = state.cph.resource_project_id,
    network_version = server.network_version,
    enterprise_project_id = server.enterprise_project_id,
    create_time = server.create_time,
    update_time = server.update_time,
    metadata = {
      order_id = server.order_id,
      product_id = "00301-110381-0--0",
      charging_mode = 0,
    },
    addresses = core.array({ {
      server_ip = server.address,
      intranet_ip = server.address,
      public_ip = "",
      access_ip = "",
    } }),
  }
end

local function touch(server, job)
  server.update_time = job.end_time
end

-- The target of a job.
local function target_of(server)
  return { server_id = server.server_id, subject = server, abnormal = ABNORMAL }
end

local set_keypair = jobs.effect("cph.set_keypair", function(_, given, failed, job)
  if not failed then
    given.server.keypair_name = given.name
    touch(given.server, job)
  end
end)

function M.handlers.update_keypair(state, args, call)
  local ids = {}
  for i, item in ipairs(args.servers) do
    ids[i] = item.server_id
  end
  return jobs.respond(call, "server_id", ids, function(id, i)
    local server = state.cph.servers:get(id)
    local name = args.servers[i].keypair_name
    if not server then
      return nil, "CPS.0015"
    elseif not state.keypairs[name] then
      return nil, "CPS.0067"
    elseif server.status ~= NORMAL then
      return nil, "CPS.0099"
    end
    return jobs.begin(state, call, target_of(server), state:about(KEYPAIR_SECONDS), set_keypair,
      { server = server, name = name })
  end)
end

local power_on = sandbox_state.work("cph.power_on", function(_, server)
  server.status = POWERING_ON
end)

local restarted = jobs.effect("cph.restarted", function(_, server, failed, job)
  server.status = NORMAL
  if not failed then
    touch(server, job)
  end
end)

function M.handlers.restart_cloud_phone_server(state, args, call)
  return jobs.respond(call, "server_id", args.server_ids, function(id)
    local server = state.cph.servers:get(id)
    if not server then
      return nil, "CPS.0015"
    elseif server.status ~= NORMAL then
      return nil, "CPS.0158"
    end
    local seconds = state:about(RESTART_SECONDS)
    server.status = SHUTTING_DOWN
    state:after(seconds / 2, power_on, server)
    return jobs.begin(state, call, target_of(server), seconds, restarted, server)
  end)
end

-- The service does not say whether timestamps count seconds or milliseconds.
local function in_seconds(timestamp)
  return timestamp > 99999999999 and timestamp / 1000 or timestamp
end

local function same(member)
  return function(server, value)
    return server[member] == value
  end
end

-- What lists of servers are narrowed down by.
local FILTERS = {
  server_name = function(server, value)
    return server.server_name:find(value, 1, true)
  end,
  server_id = same("server_id"),
  network_version = same("network_version"),
  phone_model_name = same("phone_model_name"),
  status = same("status"),
  create_since = function(server, value)
    return server.created >= in_seconds(value)
  end,
  create_until = function(server, value)
    return server.created <= in_seconds(value)
  end,
}

function M.handlers.list_cloud_phone_servers(state, args, call)
  if (args.offset or 0) < 0 then
    return errors.refuse(call, "CPS.0002")
  end
  local page, count = sandbox_state.find_page(state:seen(state.cph.servers), FILTERS, args, true)
  for i, server in ipairs(page) do
    page[i] = describe(state, server)
  end
  return 200, { request_id = call.id, count = count, servers = page }
end

function M.handlers.show_cloud_phone_server_detail(state, args, call)
  local server = state:seen(state.cph.servers):read(args.server_id)
  if not server then
    return errors.refuse(call, "CPS.0015")
  end
  local shown = describe(state, server)
  shown.request_id = call.id
  shown.band_widths = core.array({ server.bandwidth })
  shown.volumes = core.array({})
  shown.security_groups = core.array({})
  shown.share_volume_info = { volume_type = "SSD", size = 0, version = 1 }
  return 200, shown
end

function M.handlers.update_server_name(state, args, call)
  local server = state.cph.servers:get(args.server_id)
  if not server then
    return errors.refuse(call, "CPS.0015")
  end
  server.server_name = args.server_name
  server.update_time = sandbox_state.timestamp(state:now())
  return 200, { request_id = call.id }
end

-- Creation and its end.

local function bandwidth_of(state, server_name, given)
  if not given then
    return nil
  elseif given.band_width_share_type ~= DEDICATED then
    return state.cph.bandwidths:get(given.band_width_id)
  end
  local now = sandbox_state.timestamp(state:now())
  return {
    band_width_id = state:uuid(),
    band_width_name = server_name .. "-bandwidth",
    band_width_size = given.band_width_size or 5,
    band_width_charge_mode = given.band_width_charge_mode,
    band_width_share_type = DEDICATED,
    create_time = now,
    update_time = now,
  }
end

-- The code of the quota that `count` servers more would exceed, or nil.
local function beyond_quota(state, count)
  local cph = state.cph
  return quotas.exceeded(state, "servers", cph.servers:count() + count)
    or quotas.exceeded(state, "phones", cph.phones:count() + count * state.config.phones)
end

-- The code of what the account does not have, or nil.
local function unknown_part(state, args, bandwidth)
  if args.server_model_name and not catalogue.has_server_model(args.server_model_name) then
    return "CPS.0089"
  elseif args.phone_model_name and not catalogue.has_phone_model(args.phone_model_name) then
    return "CPS.0028"
  elseif args.keypair_name and not state.keypairs[args.keypair_name] then
    return "CPS.0067"
  elseif args.image_id and not state.cph.images:get(args.image_id) then
    return "CPS.0166"
  elseif bandwidth and bandwidth.band_width_share_type ~= DEDICATED
      and not state.cph.bandwidths:get(bandwidth.band_width_id) then
    return "CPS.0033"
  end
end

local created = sandbox_state.work("cph.created", function(state, server, now, fault)
  server.status = fault and ABNORMAL or NORMAL
  server.update_time = sandbox_state.timestamp(now)
  phones.finish(state, server)
end)

local function create(state, args, call, bandwidth, defaults)
  local code = unknown_part(state, args, bandwidth) or beyond_quota(state, args.count)
  if code then
    return errors.refuse(call, code)
  end
  local ids, made = {}, {}
  for i = 1, args.count do
    local name = args.count == 1 and args.server_name or ("%s-%04d"):format(args.server_name, i)
    made[i] = add(state, {
      server_name = name,
      availability_zone = args.availability_zone,
      server_model_name = args.server_model_name,
      phone_model_name = args.phone_model_name,
      keypair_name = args.keypair_name,
      status = CREATING,
      vpc_id = args.tenant_vpc_id,
      subnet_id = args.nics[1] and args.nics[1].subnet_id,
      network_version = "v2",
      enterprise_project_id = defaults.enterprise_project_id,
      image_id = args.image_id,
      bandwidth = bandwidth_of(state, name, bandwidth),
      created = state:now() // 1,
    })
    ids[i] = made[i].server_id
    phones.add(state, made[i], state.config.phones, true)
  end
  local seconds = state:about(CREATE_SECONDS)
  for _, server in ipairs(made) do
    state:begin(call, {
      operation = call.operation,
      target = server.server_id,
      seconds = seconds,
      work = created,
      data = server,
      subject = server,
      abnormal = ABNORMAL,
    })
  end
  return 200, {
    request_id = call.id,
    order_id = made[1] and made[1].order_id or "",
    product_id = "00301-110381-0--0",
    server_ids = core.array(ids),
  }
end

function M.handlers.create_net2_cloud_phone_server(state, args, call)
  return create(state, args, call, args.band_width, args.extend_param)
end

function M.handlers.create_cloud_phone_single_server(state, args, call)
  return create(state, args, call, args.public_ip.band_width, args)
end

local function remove(state, server)
  phones.remove_of(state, server)
  state.cph.encode_servers:remove_all(function(encoder)
    return encoder.server_id == server.server_id
  end)
  state.cph.servers:remove(server)
end

local removed = jobs.effect("cph.removed", function(state, servers, failed)
  for _, server in ipairs(servers) do
    if failed then
      server.status = NORMAL
    else
      remove(state, server)
    end
  end
end)

-- One job for all of them, so all are looked at first.
function M.handlers.delete_cloud_phone_server(state, args, call)
  local doomed, known = {}, {}
  if #args.server_ids == 0 then
    return errors.refuse(call, "CPS.0095")
  end
  for _, id in ipairs(args.server_ids) do
    local server = state.cph.servers:get(id)
    if not server then
      return errors.refuse(call, "CPS.0015")
    elseif server.status ~= NORMAL then
      return errors.refuse(call, "CPS.0099")
    end
    if not known[id] then
      known[id], doomed[#doomed + 1] = true, server
    end
  end
  for _, server in ipairs(doomed) do
    server.status = SHUTTING_DOWN
  end
  for i = 2, #doomed do
    state.ledger:note(call.operation, doomed[i].server_id, state:now(), call.id)
  end
  local job = jobs.begin(state, call, { server_id = args.server_ids[1] },
    state:about(DELETE_SECONDS), removed, doomed)
  return 200, { request_id = call.id, job_id = job.job_id }
end

local changed = jobs.effect("cph.changed", function(state, given, failed, job)
  local server, args = given.server, given.args
  if failed or not state.cph.servers:get(server.server_id) then
    return
  end
  server.phone_model_name = args.phone_model_name
  server.keypair_name = args.keypair_name or server.keypair_name
  server.image_id = args.image_id
  server.bandwidth = bandwidth_of(state, server.server_name, args.band_width)
  phones.remove_of(state, server)
  phones.add(state, server, state.config.phones)
  touch(server, job)
end)

-- Other phones for the same server.
function M.handlers.change_cloud_phone_server(state, args, call)
  local server = state.cph.servers:get(args.server_id)
  local code = not server and "CPS.0015" or server.status ~= NORMAL and "CPS.0099"
    or unknown_part(state, args, args.band_width)
  if code then
    return errors.refuse(call, code)
  end
  local job = jobs.begin(state, call, target_of(server), state:about(CHANGE_SECONDS), changed,
    { server = server, args = args })
  return 200, { request_id = call.id, server_id = server.server_id, job_id = job.job_id }
end

function M.handlers.change_cloud_phone_server_model(state, args, call)
  local server = state.cph.servers:get(args.server_id)
  local code = not server and "CPS.0015" or unknown_part(state, args)
  if code then
    return errors.refuse(call, code)
  end
  server.server_model_name = args.server_model_name
  server.phone_model_name = args.phone_model_name
  server.update_time = sandbox_state.timestamp(state:now())
  return 200, {
    request_id = call.id,
    order_id = server.order_id,
    product_id = "00301-110381-0--0",
  }
end

function M.show(state)
  local servers = {}
  for i, server in state.cph.servers:each() do
    servers[i] = describe(state, server)
  end
  return { servers = core.array(servers) }
end

return M
