-- SPDX-License-Identifier: Apache-2.0
-- What DevServers of the sandbox have beside their life: public addresses, networks, jobs that are
-- deleted together, services of jobs, places.

local core = require("_hwc")
local catalogue = require("hwc.sandbox.devserver.catalogue")
local errors = require("hwc.sandbox.devserver.errors")
local store = require("hwc.sandbox.devserver.store")

local M = { handlers = {} }

local refuse = errors.refuse_as

local TEMPLATES = {
  { id = "COMMON", name = "common", type = "COMMON", cmd = "bash" },
  { id = "SERVICE_DEPLOY", name = "service-deploy", type = "SERVICE_DEPLOY", cmd = "serve" },
  { id = "LOG_COLLECT", name = "log-collect", type = "LOG_COLLECT", cmd = "collect" },
}

function M.seed(state)
  for _, template in ipairs(TEMPLATES) do
    local given = store.copy(template)
    given.description = ("Sandbox: %s"):format(template.name)
    given.params = core.array({
      { name = "command", description = "What is run", value = template.cmd, visible = "true" },
    })
    store:add(state, "job_templates", given)
  end
end

-- Public addresses.

local function with_server(fn)
  return function(state, args)
    local server = state.devserver.servers:get(args.id)
    if not server then
      return refuse("ModelArts.6309")
    end
    server.public_ips = server.public_ips or {}
    return fn(state, server, args)
  end
end

local function addresses(server)
  return 200, {
    public_ips = core.array(table.move(server.public_ips, 1, #server.public_ips, 1, {})),
  }
end

-- Addresses belong to another service: any id may be one, but of one server alone.
M.handlers.bind_dev_server_public_ip = with_server(function(state, server, args)
  for _, other in state.devserver.servers:each() do
    for _, address in ipairs(other.public_ips or {}) do
      if address.id == args.public_ip_id then
        return errors.refuse_value("public_ip_id: bound already")
      end
    end
  end
  state.devserver.addresses = (state.devserver.addresses or 0) + 1
  table.insert(server.public_ips, {
    id = args.public_ip_id or state:uuid(),
    address = ("203.0.113.%d"):format(state.devserver.addresses % 254 + 1),
  })
  return addresses(server)
end)

M.handlers.list_dev_server_public_ip = with_server(function(_, server)
  return addresses(server)
end)

-- Networks.

function M.handlers.create_roce_network(state, args)
  local network = store:add(state, "networks", {
    project_id = state.account.project_id,
    tenant_id = state.account.project_id,
    status = "ACTIVE",
    subnets = "",
    ["provider:network_type"] = args.network_type or "roce",
    ["provider:physical_network"] = args.physical_network or "physnet1",
  })
  network.name = ("roce-%s"):format(network.id:sub(1, 8))
  local shown = store.copy(network)
  shown.created, shown.changed = nil, nil
  return 200, { network = shown }
end

-- Jobs.

-- All are looked at before any is touched. The response has those that are deleted.
function M.handlers.delete_dev_server_jobs(state, args, call)
  local doomed = {}
  for i, id in ipairs(args.job_ids or {}) do
    doomed[i] = state.devserver.jobs:get(id)
    if not doomed[i] then
      return refuse("ModelArts.0015")
    end
  end
  local members = store.members_of(call.row, "data")
  for i, job in ipairs(doomed) do
    store:remove(state, "jobs", job)
    job.status = "DELETED"
    doomed[i] = store:describe(state, "jobs", job, members)
  end
  return catalogue.whole(doomed)
end

-- A job that deploys has a service of the same id.
function M.handlers.get_dev_server_job_service(state, args)
  local job = state.devserver.jobs:get(args.id)
  if not job or job.type ~= "SERVICE_DEPLOY" then
    return refuse("ModelArts.0015")
  end
  local status = job.running > 0 and "CREATING" or job.abnormal_count > 0 and "FAILED" or "RUNNING"
  local instances = {}
  for i, task in ipairs(job.tasks) do
    local server = state.devserver.servers:get(task.server_id)
    instances[i] = {
      id = task.id,
      status = task.status == "SUCCESS" and "RUNNING"
        or task.status == "FAILED" and "FAILED" or "CREATING",
      endpoints = server and ("http://%s:8080"):format(server.address) or "",
    }
  end
  local spec = job.items[1] and job.items[1].spec or {}
  return 200, {
    id = job.id,
    name = job.name,
    status = status,
    spec = spec,
    instances = core.array(instances),
    model = { name = spec.model_name, url = spec.model_url, quant_type = spec.quant_type },
  }
end

-- Where servers are: two to a switch.
function M.handlers.get_topologies(state, args)
  local found = {}
  for i, server in state.devserver.servers:each() do
    if (not args.id or server.id == args.id)
        and (not args.resource_id or server.cloud_server_id == args.resource_id) then
      found[#found + 1] = {
        resource_id = server.cloud_server_id,
        network_nodes = core.array({ ("10.255.0.%d"):format((i + 1) // 2 % 254 + 1) }),
      }
    end
  end
  return 200, { servers = core.array(found) }
end

return M
