-- SPDX-License-Identifier: Apache-2.0
-- Resources of DevServers in the sandbox: as data, put together.

local core = require("_hwc")
local errors = require("hwc.sandbox.devserver.errors")
local sandbox_state = require("hwc.sandbox.state")
local store = require("hwc.sandbox.store")

local DIALECT = {
  refuse = function(_, code, message)
    return errors.refuse_as(code, message)
  end,
  text = errors.text,
  limit = 10,
}

function DIALECT.seconds(state)
  return state:now()
end

-- Times that are text count milliseconds too.
function DIALECT.timestamp(seconds)
  return ("%d"):format(math.floor(seconds * 1000))
end

function DIALECT.id(state)
  return state:uuid()
end

function DIALECT.relative(path)
  return (path:gsub("^/v1/{project_id}/dev%-servers", ""))
end

local jobs = {
  at = "/jobs/{id}", missing = "ModelArts.0015",
  defaults = { status = "PROCESSING", description = "", abnormal_count = 0 },
}

-- Scaled seconds that a job takes, more or less a quarter.
local JOB_SECONDS = 30

function jobs.check(state, args)
  for _, id in ipairs(args.server_ids) do
    if not state.devserver.servers:get(id) then
      return "ModelArts.6309"
    end
  end
end

local finished = sandbox_state.work("devserver.job", function(state, data, now, fault)
  local job = state.devserver.jobs:get(data.job_id)
  local task = job and job.tasks[data.task]
  if not task then
    return
  end
  task.status = fault and "FAILED" or "SUCCESS"
  task.message = fault and (fault.message or "Told to fail") or ""
  task.update_at = DIALECT.timestamp(now)
  job.abnormal_count = job.abnormal_count + (fault and 1 or 0)
  job.changed = now
  job.running = job.running - 1
  if job.running == 0 then
    job.status = "FINISHED"
  end
end)

-- A task on each server.
function jobs.created(state, job, args, call)
  job.template_id = args.type
  job.user_name = state.account.user
  job.running = #args.server_ids
  job.tasks = core.array({})
  local time = DIALECT.timestamp(job.created)
  for i, id in ipairs(args.server_ids) do
    local server = state.devserver.servers:get(id)
    job.tasks[i] = {
      id = state:uuid(),
      server_id = id,
      server_name = server.name,
      status = "PROCESSING",
      cloud_server = { id = server.cloud_server_id, type = server.type },
      message = "",
      create_at = time,
      update_at = time,
    }
    state:begin(call, {
      operation = "create_dev_server_job",
      target = id,
      seconds = state:about(JOB_SECONDS),
      work = finished,
      data = { job_id = job.id, task = i },
    })
  end
end

-- Jobs that are not deleted are visible.
jobs.filters = {
  visible = function()
    return true
  end,
}

local clusters = {
  at = "/hyper-clusters/{id}", missing = "ModelArts.0015", filters = { type = "type" },
}

function clusters.created(state, cluster, args)
  cluster.type = args.type or "HPS"
  cluster.network_info = core.array({ {
    hyper_cluster_subnet_id = args.hyper_cluster_subnet_id or state:uuid(),
    is_default = true,
  } })
end

return store.new("devserver", DIALECT, {
  jobs,
  clusters,
  { at = "/networks/{network_id}", missing = "ModelArts.0015", without = { "create" } },
  {
    at = "/jobs/templates/{id}", name = "job_templates", missing = "ModelArts.0015",
    defaults = { flavor_type = "COMMON", status = "ACTIVE", timeout = "3600" },
  },
  {
    at = "/hyperinstance/{id}", name = "hyperinstances", missing = "ModelArts.0015",
    without = { "list", "show", "delete" }, hidden = true,
  },
})
