local cjson = require("cjson")
local jobs = require("cph.jobs")

local QUICK = { first_delay = 0.001, interval = 0.001, growth = 1, max_interval = 0.001 }

local function quick(opts)
  local merged = {}
  for name, value in pairs(QUICK) do
    merged[name] = value
  end
  for name, value in pairs(opts or {}) do
    merged[name] = value
  end
  return merged
end

-- Answers list_jobs from `looks`: one table of job lists by request id for each round of questions,
-- the last one for ever; an entry may be an error instead.
local function fake_client(looks)
  local client = { asked = {} }

  function client:list_jobs(arguments)
    self.asked[#self.asked + 1] = arguments
    local look = looks[math.min(#self.asked, #looks)]
    if look.kind then
      return nil, look
    end
    local all = {}
    for id in arguments.request_ids:gmatch("[^,]+") do
      local some = look[id]
      if some and some.kind then
        return nil, some
      end
      table.move(some or {}, 1, #(some or {}), #all + 1, all)
    end
    local page = {}
    for i = arguments.offset + 1, math.min(arguments.offset + arguments.limit, #all) do
      local copy = {}
      for name, value in pairs(all[i]) do
        copy[name] = value
      end
      page[#page + 1] = copy
    end
    return { jobs = page }
  end

  return client
end

local function reply(request_id, ...)
  local list = {}
  for i, id in ipairs({ ... }) do
    list[i] = { job_id = id, server_id = "server-" .. id }
  end
  return { request_id = request_id, jobs = list }
end

local function ids(list)
  local names = {}
  for i, job in ipairs(list) do
    names[i] = job.job_id
  end
  table.sort(names)
  return names
end

describe("cph.jobs.wait", function()
  it("says which jobs succeeded and which failed", function()
    local client = fake_client({
      { r1 = { { job_id = "a", status = 1 }, { job_id = "b", status = 1 } } },
      {
        r1 = {
          { job_id = "a", status = 2 },
          { job_id = "b", status = -1, error_code = "CPS.0158", error_msg = "not now" },
        },
      },
    })
    local report = assert(jobs.wait(client, reply("r1", "a", "b"), quick()))
    assert.same({ "a" }, ids(report.succeeded))
    assert.same({ "b" }, ids(report.failed))
    assert.equal("CPS.0158", report.failed[1].error_code)
    assert.equal("server-b", report.failed[1].server_id)
    assert.same({}, report.unknown)
    assert.is_nil(report.stopped)
    assert.equal(2, #client.asked)
  end)

  it("counts refused items as failed without asking for them", function()
    local client = fake_client({ { kind = "service", message = "not to be asked", status = 403 } })
    local refused = { server_id = "x", error_code = "CPS.0015", error_msg = "server_id not found" }
    local report = assert(jobs.wait(client, { request_id = "r1", jobs = { refused } }, quick()))
    assert.same({ refused }, report.failed)
    assert.equal(0, #client.asked)
  end)

  it("takes absent, nil and empty error codes alike", function()
    local client = fake_client({ { r1 = { { job_id = "a", status = 2 } } } })
    local response = reply("r1", "a")
    response.jobs[1].error_code = ""
    local report = assert(jobs.wait(client, response, quick()))
    assert.same({ "a" }, ids(report.succeeded))
  end)

  it("asks for up to 20 requests a call", function()
    local look, replies = {}, {}
    for i = 1, 45 do
      local id = ("r%02d"):format(i)
      look[id] = { { job_id = "job-" .. id, status = 2 } }
      replies[i] = reply(id, "job-" .. id)
    end
    local client = fake_client({ look })
    local report = assert(jobs.wait(client, replies, quick()))
    assert.equal(45, #report.succeeded)
    assert.equal(3, #client.asked)
    for i, count in ipairs({ 20, 20, 5 }) do
      local _, commas = client.asked[i].request_ids:gsub(",", "")
      assert.equal(count, commas + 1)
    end
  end)

  it("asks for 10,000 jobs of 100 replies with 100 calls", function()
    local look, replies = {}, {}
    for i = 1, 100 do
      local id = ("r%03d"):format(i)
      look[id], replies[i] = {}, { request_id = id, jobs = {} }
      for j = 1, 100 do
        look[id][j] = { job_id = id .. "-" .. j, status = 2 }
        replies[i].jobs[j] = { job_id = look[id][j].job_id }
      end
    end
    local client = fake_client({ look })
    local report = assert(jobs.wait(client, replies, quick()))
    assert.equal(10000, #report.succeeded)
    assert.equal(100, #client.asked)
  end)

  it("pages through responses of more than 100 jobs", function()
    local look, response = {}, { request_id = "r1", jobs = {} }
    for i = 1, 250 do
      look[i] = { job_id = ("%03d"):format(i), status = 2 }
      response.jobs[i] = { job_id = look[i].job_id }
    end
    local client = fake_client({ { r1 = look } })
    local report = assert(jobs.wait(client, response, quick()))
    assert.equal(250, #report.succeeded)
    assert.equal(3, #client.asked)
    assert.equal(200, client.asked[3].offset)
  end)

  it("waits for request ids alone, and counts no job twice", function()
    local client = fake_client({
      { r1 = {} },
      { r1 = { { job_id = "a", status = 2 }, { job_id = "b", status = 1 } } },
      { r1 = { { job_id = "a", status = 2 }, { job_id = "b", status = 2 } } },
    })
    local report = assert(jobs.wait(client, "r1", quick()))
    assert.same({ "a", "b" }, ids(report.succeeded))
  end)

  it("does not take jobs of other requests for its own", function()
    local client = fake_client({
      { r1 = { { job_id = "other", status = -1 }, { job_id = "a", status = 2 } } },
    })
    local report = assert(jobs.wait(client, reply("r1", "a"), quick()))
    assert.same({ "a" }, ids(report.succeeded))
    assert.same({}, report.failed)
  end)

  it("takes a lost look for no lost job", function()
    local client = fake_client({
      { kind = "transport", message = "connection reset", sent = true },
      { kind = "service", message = "busy", status = 503 },
      { kind = "timeout", message = "late" },
      { r1 = { { job_id = "a", status = 2 } } },
    })
    local report = assert(jobs.wait(client, reply("r1", "a"), quick()))
    assert.same({ "a" }, ids(report.succeeded))
  end)

  it("asks one by one where one request is not known to the service", function()
    local unknown = { kind = "service", code = "CPS.0050", status = 400, message = "not found" }
    local client = fake_client({
      { r1 = { { job_id = "a", status = 2 } }, r2 = unknown },
    })
    local report = assert(jobs.wait(client, { reply("r1", "a"), reply("r2", "b") },
      quick({ progress = function() return false end })))
    assert.same({ "a" }, ids(report.succeeded))
    assert.same({ "b" }, ids(report.unknown))
  end)

  it("ends at its deadline, with what is open as unknown", function()
    local client = fake_client({ { r1 = { { job_id = "a", status = 1 } } } })
    local report = assert(jobs.wait(client, reply("r1", "a"), quick({ deadline = 0.05 })))
    assert.same({ "a" }, ids(report.unknown))
    assert.equal("deadline", report.stopped)
  end)

  it("ends early where asking is in vain, and says what it knows", function()
    local denied = { kind = "service", code = "CPS.0001", status = 403, message = "no permission" }
    local client = fake_client({
      { r1 = { { job_id = "a", status = 2 }, { job_id = "b", status = 1 } } },
      denied,
    })
    local report, err = jobs.wait(client, reply("r1", "a", "b"), quick())
    assert.is_nil(report)
    assert.equal("CPS.0001", err.code)
    assert.same({ "a" }, ids(err.report.succeeded))
    assert.same({ "b" }, ids(err.report.unknown))
    assert.equal(2, #client.asked)
  end)

  it("shows progress, and stops when progress says so", function()
    local client = fake_client({
      { r1 = { { job_id = "a", status = 2 }, { job_id = "b", status = 1 } } },
    })
    local seen = {}
    local report = assert(jobs.wait(client, reply("r1", "a", "b"), quick({
      progress = function(progress)
        seen[#seen + 1] = progress
        return #seen < 3
      end,
    })))
    assert.equal(3, #seen)
    assert.equal(1, seen[1].succeeded)
    assert.equal(1, seen[1].waiting)
    assert.equal(2, seen[1].total)
    assert.equal("progress", report.stopped)
    assert.same({ "b" }, ids(report.unknown))
  end)

  it("keeps an accepted item without a job id as unknown", function()
    local client = fake_client({ { r1 = { { job_id = "a", status = 2 } } } })
    local response = reply("r1", "a")
    response.jobs[2] = { server_id = "odd" }
    response.jobs[3] = cjson.null
    local report = assert(jobs.wait(client, response, quick()))
    assert.same({ { server_id = "odd", reason = "no_id" }, { reason = "no_id" } }, report.unknown)
    assert.is_nil(response.jobs[2].reason) -- the reply stays as it is
  end)

  it("asks by its request for the jobs of a reply that lists none", function()
    local client = fake_client({ { r1 = {} }, { r1 = { { job_id = "a", status = 2 } } } })
    local report = assert(jobs.wait(client, reply("r1"), quick()))
    assert.same({ "a" }, ids(report.succeeded))
  end)

  it("leaves a reply as it is", function()
    local client = fake_client({ { r1 = { { job_id = "a", status = 1 } } } })
    local response = reply("r1", "a")
    response.jobs[2] = { server_id = "x", error_code = "CPS.0015" }
    assert(jobs.wait(client, response, quick({ deadline = 0.02 })))
    assert.same({
      request_id = "r1",
      jobs = {
        { job_id = "a", server_id = "server-a" }, { server_id = "x", error_code = "CPS.0015" },
      },
    }, response)
  end)

  it("raises for what is neither a reply nor a request id", function()
    local client = fake_client({ {} })
    for _, what in ipairs({
      5, true, { 7 }, { {} }, { jobs = {} }, { request_id = "r" },
      { request_id = "r", jobs = { 5 } }, { request_id = "r", jobs = { "job" } },
    }) do
      assert.has_error(function() jobs.wait(client, what) end)
    end
    local good, message = pcall(jobs.wait, client, reply("r1", "a"), { intervall = 5 })
    assert.is_false(good)
    assert.matches('unknown option "intervall", did you mean "interval"', message, 1, true)
  end)
end)
