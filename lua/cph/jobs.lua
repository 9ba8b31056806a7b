-- SPDX-License-Identifier: Apache-2.0
-- Waiting for the jobs that CPH's batch calls begin.

local waiting = require("hwc.waiting")

local M = {}

local DEFAULTS = {
  first_delay = 2,
  interval = 5,
  growth = 1.5,
  max_interval = 10,
  deadline = 30 * 60,
  timeout = 30,
}

-- ListJobs takes up to 20 request ids a call and answers up to 100 jobs a page.
local REQUESTS_PER_LOOK = 20
local JOBS_PER_PAGE = 100

-- States of a job; source: ShowJob.
local SUCCEEDED, FAILED = 2, -1

-- The code of "Jobs related to this requestId is not found".
local NO_SUCH_REQUEST = "CPS.0050"

-- Absent, null and "" mean alike that an item was accepted.
local function is_refused(job)
  return type(job.error_code) == "string" and job.error_code ~= ""
end

-- What is waited for: requests, each with its open jobs by id. The jobs of a request that is
-- `named` are known from its reply; of the others only the service knows them.
local function collect(what, report)
  local requests, by_id, unaskable = {}, {}, {}

  local function request_of(id, named)
    local request = by_id[id]
    if not request then
      request = { id = id, jobs = {}, ended = {}, named = named }
      by_id[id] = request
      requests[#requests + 1] = request
    end
    return request
  end

  local function add_reply(reply)
    if type(reply.request_id) ~= "string" or type(reply.jobs) ~= "table" then
      error("wait_jobs: a reply has request_id and jobs; this table has not", 5)
    end
    for i, job in ipairs(reply.jobs) do
      if type(job) ~= "table" then
        error(("wait_jobs: jobs[%d] of a reply is a table; this is a %s"):format(i, type(job)), 5)
      elseif is_refused(job) then
        report.failed[#report.failed + 1] = job
      elseif type(job.job_id) == "string" then
        request_of(reply.request_id, true).jobs[job.job_id] = job
      else
        unaskable[#unaskable + 1] = job
      end
    end
  end

  local function add(item)
    if type(item) == "string" then
      request_of(item, false).named = false
    elseif type(item) == "table" then
      add_reply(item)
    else
      error("wait_jobs takes a reply, a request id, or a list of them; got a " .. type(item), 4)
    end
  end

  if type(what) == "table" and not (what.request_id or what.jobs) then
    for _, item in ipairs(what) do
      add(item)
    end
  else
    add(what)
  end
  return requests, unaskable
end

-- The jobs of some requests, page after page.
local function list_jobs(client, requests, call_options)
  local ids = {}
  for i, request in ipairs(requests) do
    ids[i] = request.id
  end
  local jobs, offset = {}, 0
  while true do
    local page, err = client:list_jobs({
      request_ids = table.concat(ids, ","),
      offset = offset,
      limit = JOBS_PER_PAGE,
    }, call_options)
    if not page then
      return nil, err
    end
    local page_jobs = page.jobs or {}
    table.move(page_jobs, 1, #page_jobs, #jobs + 1, jobs)
    if #page_jobs < JOBS_PER_PAGE then
      return jobs
    end
    offset = offset + #page_jobs
  end
end

-- Which requests to ask for together: an answer does not say which request a job is of, so only
-- those whose jobs are known share a question.
local function groups_of(requests)
  local groups, shared = {}, nil
  for _, request in ipairs(requests) do
    if not request.named then
      groups[#groups + 1] = { request }
    else
      if not shared or #shared == REQUESTS_PER_LOOK then
        shared = {}
        groups[#groups + 1] = shared
      end
      shared[#shared + 1] = request
    end
  end
  return groups
end

-- The request of the group that a job belongs to.
local function owner_of(group, job_id)
  for _, request in ipairs(group) do
    if request.jobs[job_id] or request.ended[job_id] then
      return request
    end
  end
  return #group == 1 and not group[1].named and group[1] or nil
end

-- Moves what has ended to the report; members of the reply (server_id) are kept.
local function note(group, jobs, report)
  for _, job in ipairs(jobs) do
    local request = type(job.job_id) == "string" and owner_of(group, job.job_id)
    if request and not request.ended[job.job_id] then
      for name, value in pairs(request.jobs[job.job_id] or {}) do
        if job[name] == nil then
          job[name] = value
        end
      end
      if job.status == SUCCEEDED or job.status == FAILED then
        local list = job.status == SUCCEEDED and report.succeeded or report.failed
        list[#list + 1] = job
        request.ended[job.job_id] = true
        request.jobs[job.job_id] = nil
      else
        request.jobs[job.job_id] = job
      end
    end
  end
end

-- Asks for one group. A request that the service does not know (yet) must not hide the others.
local function look_at(client, group, report, call_options)
  local jobs, err = list_jobs(client, group, call_options)
  if jobs then
    note(group, jobs, report)
  elseif err.code ~= NO_SUCH_REQUEST then
    return err
  elseif #group > 1 then
    for _, request in ipairs(group) do
      err = look_at(client, { request }, report, call_options)
      if err then
        return err
      end
    end
  end
  return nil
end

local function sorted_keys(map)
  local keys = {}
  for key in pairs(map) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  return keys
end

-- Fills report.unknown with what is open; returns the requests that are, and how many items.
local function sum_up(requests, unaskable, report)
  local open_requests, open = {}, {}
  for _, request in ipairs(requests) do
    local before = #open
    for _, id in ipairs(sorted_keys(request.jobs)) do
      open[#open + 1] = request.jobs[id]
    end
    if not request.named and next(request.jobs) == nil and next(request.ended) == nil then
      open[#open + 1] = { request_id = request.id }
    end
    if #open > before then
      open_requests[#open_requests + 1] = request
    end
  end
  local count = #open
  table.move(unaskable, 1, #unaskable, count + 1, open)
  report.unknown = open
  return open_requests, count
end

---Waits for the jobs of one or several replies of batch calls (update_keypair,
---restart_cloud_phone_server, …), or for those of request ids. Items that the reply refused count
---as failed without asking. First look after 2 s, then every 5 to 10 s, at most 30 min, all in
---`opts`. A look that fails is repeated; only what makes asking vain (no permission, wrong project)
---ends the waiting early.
---@param client hwc.Client
---@param what table|string|(table|string)[] a reply, a request id, or a list of them
---@param opts? hwc.WaitOptions
---@return hwc.WaitReport? report `succeeded`, `failed` and `unknown` list jobs: { job_id =,
---  server_id =, status =, error_code =, error_msg =, … }
---@return hwc.Error? err asking is in vain; `err.report` says what is known
function M.wait(client, what, opts)
  opts = waiting.options(client, opts, DEFAULTS, "wait_jobs")
  local report = { succeeded = {}, failed = {}, unknown = {} }
  local requests, unaskable = collect(what, report)
  local count
  requests, count = sum_up(requests, unaskable, report)

  return waiting.run(client, opts, report, count, function(call_options)
    local last_error
    for _, group in ipairs(groups_of(requests)) do
      local err = look_at(client, group, report, call_options)
      last_error = err or last_error
      if err and not waiting.may_pass(err) then
        break
      end
    end
    requests, count = sum_up(requests, unaskable, report)
    return count, last_error
  end)
end

return M
