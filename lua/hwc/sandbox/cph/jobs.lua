-- SPDX-License-Identifier: Apache-2.0
-- Jobs of the Cloud Phone Host in the sandbox: work that goes on after its call was answered.

local core = require("_hwc")
local errors = require("hwc.sandbox.cph.errors")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local RUNNING, SUCCEEDED, FAILED = 1, 2, -1

local MAX_REQUEST_IDS = 20

-- Calls whose jobs are remembered.
local KEPT_CALLS = 5000

function M.seed(state)
  local cph = state.cph
  cph.jobs, cph.calls, cph.call_order = {}, {}, {}
end

---@param job table
---@return table # as the service shows it
function M.describe(job)
  return {
    job_id = job.job_id,
    server_id = job.server_id,
    phone_id = job.phone_id,
    status = job.status,
    begin_time = job.begin_time,
    end_time = job.end_time,
    error_code = job.error_code or core.null,
    error_msg = job.error_msg or core.null,
    execute_msg = job.execute_msg,
  }
end

local function remember(cph, call, job)
  local jobs = cph.calls[call.id]
  if not jobs then
    jobs = {}
    cph.calls[call.id] = jobs
    cph.call_order[#cph.call_order + 1] = call.id
    if #cph.call_order > KEPT_CALLS then
      local oldest = table.remove(cph.call_order, 1)
      for _, forgotten in ipairs(cph.calls[oldest]) do
        cph.jobs[forgotten.job_id] = nil
      end
      cph.calls[oldest] = nil
    end
  end
  jobs[#jobs + 1] = job
  cph.jobs[job.job_id] = job
end

local effects = {}

---Names the effect of jobs, for begin().
---@param name string
---@param fn fun(state: hwc.sandbox.State, data: table, failed: boolean, job: table)
---@return string name
function M.effect(name, fn)
  effects[name] = fn
  return name
end

local finish = sandbox_state.work("cph.job", function(state, data, now, fault)
  local job = data.job
  job.end_time = sandbox_state.timestamp(now)
  if fault then
    job.status = FAILED
    job.error_code = fault.code or "CPS.0003"
    job.error_msg = fault.message or errors.TEXTS[job.error_code] or "The job failed"
  else
    job.status = SUCCEEDED
  end
  if data.effect then
    effects[data.effect](state, data.given, fault ~= nil, job)
  end
end)

---Begins a job.
---@param state hwc.sandbox.State
---@param call table
---@param target { server_id: string?, phone_id: string?, id: string?, subject: table?,
---  abnormal: integer? } what it is about; `id` where it is none of both; `subject` comes back with
---  the status `abnormal` where that was ordered
---@param seconds number of scaled time until its end
---@param effect? string as given to effect()
---@param given? table for it: tables, strings, numbers and booleans alone
---@return table job
function M.begin(state, call, target, seconds, effect, given)
  local job = {
    job_id = state:hex(32),
    request_id = call.id,
    server_id = target.server_id,
    phone_id = target.phone_id,
    status = RUNNING,
    begin_time = sandbox_state.timestamp(state:now()),
  }
  remember(state.cph, call, job)
  state:begin(call, {
    operation = call.operation,
    target = target.id or target.phone_id or target.server_id,
    seconds = seconds,
    work = finish,
    data = { job = job, effect = effect, given = given },
    subject = target.subject,
    abnormal = target.abnormal,
  })
  return job
end

---The response of a batch call: one job, or one refusal, for each target.
---@param call table
---@param key string the member that names the target: "server_id", "phone_id"
---@param ids string[]
---@param begin fun(id: string, i: integer): table?, string? job, or nil and a code
---@return integer status
---@return table body
function M.respond(call, key, ids, begin)
  local jobs = {}
  call.is_noted = true -- by each job that is begun
  for i, id in ipairs(ids) do
    local job, code = begin(id, i)
    if job then
      jobs[i] = { [key] = id, job_id = job.job_id }
    else
      jobs[i] = { [key] = id, error_code = code, error_msg = errors.TEXTS[code] }
    end
  end
  return 200, { request_id = call.id, jobs = core.array(jobs) }
end

function M.handlers.show_job(state, args, call)
  local job = state.cph.jobs[args.job_id]
  if not job then
    return errors.refuse(call, "CPS.0011")
  end
  local shown = M.describe(job)
  shown.request_id = job.request_id
  return 200, shown
end

function M.handlers.list_jobs(state, args, call)
  local ids = {}
  for id in (args.request_ids or args.request_id or ""):gmatch("[^,]+") do
    ids[#ids + 1] = id
  end
  if #ids == 0 then
    return errors.refuse(call, "CPS.0049")
  elseif #ids > MAX_REQUEST_IDS then
    return errors.refuse(call, "CPS.0161")
  elseif (args.offset or 0) < 0 then
    return errors.refuse(call, "CPS.0002")
  end
  local found = {}
  for _, id in ipairs(ids) do
    for _, job in ipairs(state.cph.calls[id] or {}) do
      found[#found + 1] = job
    end
  end
  if #found == 0 then
    return errors.refuse(call, "CPS.0050")
  end
  local page = sandbox_state.page(found, args.offset or 0, args.limit or 100)
  for i, job in ipairs(page) do
    page[i] = M.describe(job)
  end
  return 200, { request_id = call.id, jobs = page }
end

function M.show(state)
  local jobs = {}
  for _, id in ipairs(state.cph.call_order) do
    for _, job in ipairs(state.cph.calls[id]) do
      jobs[#jobs + 1] = M.describe(job)
    end
  end
  return { jobs = core.array(jobs) }
end

return M
