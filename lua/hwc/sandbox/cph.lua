-- SPDX-License-Identifier: Apache-2.0
-- Cloud Phone Host in the sandbox: servers, their key pairs, and the jobs that change them.

local core = require("_hwc")
local gateway = require("hwc.sandbox.gateway")
local world_ = require("hwc.sandbox.world")

local M = { name = "cph", handlers = {} }

-- Codes as the service's error reference has them; all come with status 400.
local TEXTS = {
  ["CPS.0002"] = "Parameter: offset or limit is invalid",
  ["CPS.0003"] = "Service internal error",
  ["CPS.0010"] = "Parameter: status is invalid",
  ["CPS.0011"] = "Job not found",
  ["CPS.0015"] = "server_id not found",
  ["CPS.0016"] = "server_id is invalid",
  ["CPS.0049"] = "Parameter: request_id is empty",
  ["CPS.0050"] = "Jobs related to this requestId is not found",
  ["CPS.0067"] = "Keypair could not found",
  ["CPS.0068"] = "Parameter: keypair_name is empty",
  ["CPS.0078"] = "Parameter: Property is invalid",
  ["CPS.0087"] = "Parameter: server_name is invalid",
  ["CPS.0094"] = "Parameter: server_ids is invalid",
  ["CPS.0095"] = "Parameter: server_ids is empty",
  ["CPS.0096"] = "The number of servers exceeds the limit",
  ["CPS.0097"] = "Parameter: server_id is invalid",
  ["CPS.0099"] = "Parameter: server is not ready",
  ["CPS.0158"] = "The server is not available for being restarted",
  ["CPS.0161"] = "Parameter: the number of request IDs has exceeded the limit",
}

local NORMAL, SHUTTING_DOWN, POWERING_ON = 5, 11, 13
local RUNNING, SUCCEEDED, FAILED = 1, 2, -1

-- Scaled seconds that work takes, more or less a quarter.
local RESTART_SECONDS = 30
local KEYPAIR_SECONDS = 10

local MAX_REQUEST_IDS = 20

-- Calls whose jobs are remembered.
local KEPT_CALLS = 5000

function M.refuse(_, call, status, code, message)
  return status, { request_id = call.id, error_code = code, error_msg = message or TEXTS[code] }
end

local function refuse(call, code)
  return M.refuse(nil, call, 400, code)
end

function M.unauthenticated(_, call, reason)
  return gateway.unauthenticated(call, reason)
end

function M.forbidden(_, call)
  return gateway.refuse(call, 403, "APIGW.0302")
end

-- The code that fits a member that breaks its rule.
local FIELD_CODES = {
  { "^limit$", "CPS.0002" },
  { "^offset$", "CPS.0002" },
  { "^status$", "CPS.0010" },
  { "^server_name$", "CPS.0087" },
  { "^server_id$", "CPS.0016" },
  { "^request_id", "CPS.0049" },
  { "^job_id$", "CPS.0011" },
  { "^server_ids%[", "CPS.0094" },
  { "^server_ids$", "CPS.0094" },
  { "^servers%[%d+%]%.keypair_name$", "CPS.0068" },
  { "^servers%[%d+%]%.server_id$", "CPS.0097" },
  { "^servers", "CPS.0094" },
}

local function count_of(list)
  return type(list) == "table" and #list or 0
end

function M.invalid(world, call, err, args)
  local field = err.field or ""
  local code = "CPS.0078"
  for _, row in ipairs(FIELD_CODES) do
    if field:find(row[1]) then
      code = row[2]
      break
    end
  end
  if field == "server_ids" or field == "servers" then
    local list = args[field]
    if list == nil or (type(list) == "table" and next(list) == nil) then
      code = "CPS.0095"
    elseif count_of(list) > 100 then
      code = "CPS.0096"
    end
  elseif field == "request_ids" then
    code = "CPS.0161"
  end
  return M.refuse(world, call, 400, code, ("%s (%s)"):format(TEXTS[code], err.message))
end

function M.seed(world)
  local state = { servers = {}, by_id = {}, jobs = {}, calls = {}, call_order = {} }
  local first_keypair = world.config.keypairs[1]
  local vpc, subnet, resource_project = world:uuid(), world:uuid(), world:hex(32)
  for i = 1, world.config.servers do
    local created = world_.timestamp(1700000000 + 60 * i)
    local server = {
      server_id = world:hex(32),
      server_name = ("cph-%04d"):format(i),
      availability_zone = world.account.region .. "a",
      server_model_name = "physical.rx1.xlarge",
      phone_model_name = "rx1.cp.c60.d10.e1v1",
      keypair_name = first_keypair,
      status = NORMAL,
      vpc_id = vpc,
      cidr = "192.168.0.0/16",
      vpc_cidr = "192.168.0.0/16",
      subnet_id = subnet,
      subnet_cidr = "192.168.0.0/20",
      address = ("192.168.%d.%d"):format(i // 250, i % 250 + 2),
      resource_project_id = resource_project,
      order_id = ("CS%016d"):format(i),
      network_version = i % 4 == 0 and "v2" or "v1",
      created = 1700000000 + 60 * i,
      create_time = created,
      update_time = created,
    }
    state.servers[i] = server
    state.by_id[server.server_id] = server
  end
  world.cph = state
end

local function describe(server)
  return {
    server_id = server.server_id,
    server_name = server.server_name,
    availability_zone = server.availability_zone,
    server_model_name = server.server_model_name,
    phone_model_name = server.phone_model_name,
    keypair_name = server.keypair_name,
    status = server.status,
    vpc_id = server.vpc_id,
    cidr = server.cidr,
    vpc_cidr = server.vpc_cidr,
    subnet_id = server.subnet_id,
    subnet_cidr = server.subnet_cidr,
    resource_project_id = server.resource_project_id,
    network_version = server.network_version,
    enterprise_project_id = "0",
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

-- Jobs.

local function show_job(job)
  return {
    job_id = job.job_id,
    request_id = job.request_id,
    server_id = job.server_id,
    status = job.status,
    begin_time = job.begin_time,
    end_time = job.end_time,
    error_code = job.error_code or core.null,
    error_msg = job.error_msg or core.null,
  }
end

local function remember(state, call, job)
  local jobs = state.calls[call.id]
  if not jobs then
    jobs = {}
    state.calls[call.id] = jobs
    state.call_order[#state.call_order + 1] = call.id
    if #state.call_order > KEPT_CALLS then
      local oldest = table.remove(state.call_order, 1)
      for _, forgotten in ipairs(state.calls[oldest]) do
        state.jobs[forgotten.job_id] = nil
      end
      state.calls[oldest] = nil
    end
  end
  jobs[#jobs + 1] = job
  state.jobs[job.job_id] = job
end

-- Begins a job that ends after about `seconds`; `done(now, failed)` has its effect.
local function begin(world, call, server, seconds, done)
  local fault = world:take_job_fault(call.operation, server.server_id)
  local job = {
    job_id = world:hex(32),
    request_id = call.id,
    server_id = server.server_id,
    status = RUNNING,
    begin_time = world_.timestamp(world:now()),
  }
  remember(world.cph, call, job)
  world:after(seconds, function(now)
    job.end_time = world_.timestamp(now)
    if fault then
      job.status = FAILED
      job.error_code = fault.code or "CPS.0003"
      job.error_msg = fault.message or TEXTS[job.error_code] or "The job failed"
    else
      job.status = SUCCEEDED
      server.update_time = job.end_time
    end
    done(fault ~= nil)
  end)
  return { server_id = server.server_id, job_id = job.job_id }
end

local function refused(server_id, code)
  return { server_id = server_id, error_code = code, error_msg = TEXTS[code] }
end

function M.handlers.update_keypair(world, args, call)
  local jobs = {}
  for i, item in ipairs(args.servers) do
    local server = world.cph.by_id[item.server_id]
    if not server then
      jobs[i] = refused(item.server_id, "CPS.0015")
    elseif not world.keypairs[item.keypair_name] then
      jobs[i] = refused(item.server_id, "CPS.0067")
    elseif server.status ~= NORMAL then
      jobs[i] = refused(item.server_id, "CPS.0099")
    else
      local name = item.keypair_name
      jobs[i] = begin(world, call, server, world:about(KEYPAIR_SECONDS), function(failed)
        if not failed then
          server.keypair_name = name
        end
      end)
    end
  end
  return 200, { request_id = call.id, jobs = core.array(jobs) }
end

function M.handlers.restart_cloud_phone_server(world, args, call)
  local jobs = {}
  for i, server_id in ipairs(args.server_ids) do
    local server = world.cph.by_id[server_id]
    if not server then
      jobs[i] = refused(server_id, "CPS.0015")
    elseif server.status ~= NORMAL then
      jobs[i] = refused(server_id, "CPS.0158")
    else
      local seconds = world:about(RESTART_SECONDS)
      server.status = SHUTTING_DOWN
      world:after(seconds / 2, function()
        server.status = POWERING_ON
      end)
      jobs[i] = begin(world, call, server, seconds, function()
        server.status = NORMAL
      end)
    end
  end
  return 200, { request_id = call.id, jobs = core.array(jobs) }
end

-- The service does not say whether timestamps count seconds or milliseconds.
local function in_seconds(timestamp)
  return timestamp > 99999999999 and timestamp / 1000 or timestamp
end

local function matches(server, args)
  return (not args.server_name or server.server_name:find(args.server_name, 1, true))
    and (not args.server_id or server.server_id == args.server_id)
    and (not args.network_version or server.network_version == args.network_version)
    and (not args.phone_model_name or server.phone_model_name == args.phone_model_name)
    and (not args.status or server.status == args.status)
    and (not args.create_since or server.created >= in_seconds(args.create_since))
    and (not args.create_until or server.created <= in_seconds(args.create_until))
end

function M.handlers.list_cloud_phone_servers(world, args, call)
  if (args.offset or 0) < 0 then
    return refuse(call, "CPS.0002")
  end
  local found = {}
  for i = #world.cph.servers, 1, -1 do
    local server = world.cph.servers[i]
    if matches(server, args) then
      found[#found + 1] = server
    end
  end
  local page = world_.page(found, args.offset or 0, args.limit or 100)
  for i, server in ipairs(page) do
    page[i] = describe(server)
  end
  return 200, { request_id = call.id, count = #found, servers = page }
end

function M.handlers.show_cloud_phone_server_detail(world, args, call)
  local server = world.cph.by_id[args.server_id]
  if not server then
    return refuse(call, "CPS.0015")
  end
  local shown = describe(server)
  shown.request_id = call.id
  shown.band_widths = core.array({})
  shown.volumes = core.array({})
  shown.security_groups = core.array({})
  shown.share_volume_info = { volume_type = "SSD", size = 0, version = 1 }
  return 200, shown
end

function M.handlers.show_job(world, args, call)
  local job = world.cph.jobs[args.job_id]
  if not job then
    return refuse(call, "CPS.0011")
  end
  return 200, show_job(job)
end

function M.handlers.list_jobs(world, args, call)
  local ids = {}
  for id in (args.request_ids or args.request_id or ""):gmatch("[^,]+") do
    ids[#ids + 1] = id
  end
  if #ids == 0 then
    return refuse(call, "CPS.0049")
  elseif #ids > MAX_REQUEST_IDS then
    return refuse(call, "CPS.0161")
  elseif (args.offset or 0) < 0 then
    return refuse(call, "CPS.0002")
  end
  local found = {}
  for _, id in ipairs(ids) do
    for _, job in ipairs(world.cph.calls[id] or {}) do
      found[#found + 1] = job
    end
  end
  if #found == 0 then
    return refuse(call, "CPS.0050")
  end
  local page = world_.page(found, args.offset or 0, args.limit or 100)
  for i, job in ipairs(page) do
    page[i] = show_job(job)
  end
  return 200, { request_id = call.id, jobs = page }
end

function M.show(world)
  local jobs = {}
  for _, id in ipairs(world.cph.call_order) do
    for _, job in ipairs(world.cph.calls[id]) do
      jobs[#jobs + 1] = show_job(job)
    end
  end
  local servers = {}
  for i, server in ipairs(world.cph.servers) do
    servers[i] = describe(server)
  end
  return { servers = core.array(servers), jobs = core.array(jobs) }
end

return M
