-- Waiting against a peer that lags, repeats, cycles or lies: what is believed, what is asked, and
-- when it ends.

local faults = require("spec.support.faults")
local hwc = require("hwc")
local scheduler = require("hwc.scheduler")
local wait_peer = require("spec.support.wait_peer")

local json = require("cjson").encode

local ID = wait_peer.ID
local OLD_IMAGE = wait_peer.OLD_IMAGE
local IMAGE = wait_peer.IMAGE
local server_ids = wait_peer.server_ids
local respond = wait_peer.response
local NO_JOB = wait_peer.NO_JOB
local NO_SERVER = wait_peer.NO_SERVER
local NO_PERMISSION = wait_peer.NO_PERMISSION
local DELETION = wait_peer.DELETION
local NOT_THERE = wait_peer.NOT_THERE
local machine = wait_peer.machine
local machines = wait_peer.machines
local jobs_page = wait_peer.jobs_page
local jobs_reply = wait_peer.jobs_reply
local quick = wait_peer.quick

describe("waiting", function()
  local peer
  local server, phones, hosts, serve, asked

  setup(function()
    peer = wait_peer.open()
    server, phones, hosts = peer.server, peer.phones, peer.hosts
    serve, asked = peer.serve, peer.asked
  end)

  teardown(function()
    peer.close()
  end)

  local SHOW = "GET /v1/p/dev-servers/" .. ID

  describe("for a DevServer whose change shows late", function()
    -- The order, what its reply says, what is shown then, and how often that is asked for.
    local CASES = {
      stop_dev_server = {
        { id = ID }, { "STOPPING", 2000 },
        { { "RUNNING", 1000 }, { "RUNNING", 1000 }, { "STOPPING", 2000 }, { "STOPPED", 3000 } },
        ends = "STOPPED",
      },
      start_dev_server = {
        { id = ID }, { "STOPPED", 1000 },
        { { "STOPPED", 1000 }, { "STARTING", 2000 }, { "RUNNING", 3000 } },
        ends = "RUNNING",
      },
      reboot_dev_server = {
        { id = ID }, { "RUNNING", 1000 },
        { { "RUNNING", 1000 }, { "RUNNING", 1000 }, { "REBOOTING", 2000 }, { "RUNNING", 3000 } },
        ends = "RUNNING",
      },
      change_dev_server_os = {
        { id = ID, image_id = IMAGE, key_pair_name = "k" }, { "STOPPED", 1000, OLD_IMAGE },
        {
          { "STOPPED", 1000, OLD_IMAGE }, { "CHANGINGOS", 2000, OLD_IMAGE },
          { "RUNNING", 3000, OLD_IMAGE }, { "RUNNING", 4000, IMAGE },
        },
        ends = "RUNNING",
      },
      reinstall_dev_server_os = {
        { id = ID, key_pair_name = "k" }, { "STOPPED", 1000, OLD_IMAGE },
        {
          { "STOPPED", 1000, OLD_IMAGE }, { "REINSTALLINGOS", 2000, OLD_IMAGE },
          { "RUNNING", 3000, OLD_IMAGE },
        },
        ends = "RUNNING",
      },
      delete_dev_server = {
        { id = ID }, { "STOPPED", 1000 },
        { { "STOPPED", 1000 }, { "DELETING", 2000 }, NOT_THERE },
        ends = "DELETED",
      },
    }
    local ACTIONS = {
      stop_dev_server = "/stop", start_dev_server = "/start", reboot_dev_server = "/reboot",
      change_dev_server_os = "/changeos", reinstall_dev_server_os = "/reinstallos",
    }

    for operation, case in pairs(CASES) do
      it("ends " .. operation .. " with what was ordered", function()
        local shown = machines(table.unpack(case[3]))
        local rules = { { target = "/dev-servers/" .. ID, responses = shown } }
        local reply = respond(machine(table.unpack(case[2])))
        if ACTIONS[operation] then
          table.insert(rules, 1, { target = ACTIONS[operation], responses = { reply } })
        else
          table.insert(rules[1].responses, 1, reply)
        end
        serve(table.unpack(rules))
        local ordered = assert(hosts[operation](hosts, case[1]))
        local report = assert(hosts:wait_dev_server(ordered, quick()))
        assert.equal(1, #report.succeeded)
        assert.equal(case.ends, report.succeeded[1].status)
        assert.equal(#case[3], asked()[SHOW])
      end)
    end

    it("is not believed where the change never comes", function()
      serve({ target = "/reboot", responses = { respond(machine("RUNNING", 1000)) } },
        { target = "/dev-servers/", responses = machines({ "RUNNING", 1000 }) })
      local report = assert(hosts:wait_dev_server(
        assert(hosts:reboot_dev_server({ id = ID })), quick({ deadline = 0.1 })))
      assert.equal("unchanged", report.unknown[1].reason)
      assert.equal("RUNNING", report.unknown[1].status)
      assert.equal("deadline", report.stopped)
    end)

    it("is not believed while a part that is behind answers now and then", function()
      serve({ target = "/stop", responses = { respond(machine("STOPPING", 5000)) } },
        { target = "/dev-servers/", responses = machines(
          { "STOPPED", 1000 }, { "STOPPING", 5000 }, { "STOPPED", 1000 }, { "STOPPING", 5000 },
          { "STOPPED", 6000 }) })
      local report = assert(hosts:wait_dev_server(assert(hosts:stop_dev_server({ id = ID })),
        quick()))
      assert.equal(6000, report.succeeded[1].update_at)
    end)

    it("is waited for by the call as it is", function()
      serve({ target = "/stop", responses = { respond(machine("STOPPING", 2000)) } },
        { target = "/dev-servers/", responses = machines({ "STOPPED", 3000 }) })
      local report, err
      hwc.run(function()
        -- The first look of the defaults is after 10 s: the task does not wait for that.
        local task = hwc.spawn(function()
          report, err = hosts:wait_dev_server(hosts:stop_dev_server({ id = ID }))
        end)
        hwc.sleep(0.1)
        task:cancel()
      end)
      assert.is_nil(report)
      assert.equal("cancelled", err.kind)
      assert.equal(ID, err.report.unknown[1].id)
      assert.same({ ["PUT /v1/p/dev-servers/" .. ID .. "/stop"] = 1 }, asked())
    end)
  end)

  it("gives on the error of a call that failed, and asks for nothing", function()
    serve({ target = "/", responses = { NO_PERMISSION } })
    local ids = { server_ids = { "a" } }
    local report, err = phones:wait_jobs(phones:restart_cloud_phone_server(ids))
    assert.is_nil(report)
    assert.equal("CPS.0001", err.code)
    report, err = hosts:wait_dev_server(hosts:stop_dev_server({ id = ID }))
    assert.is_nil(report)
    assert.equal(403, err.status)
    report, err = phones:wait("phone_running", phones:restart_cloud_phone({
      phones = { { phone_id = "a" } },
    }))
    assert.is_nil(report)
    assert.equal(403, err.status)
    assert.equal(3, server:report().whole)
  end)

  it("takes what a call returns beside its reply for no options", function()
    serve({ target = "/batch-restart", responses = { respond(jobs_reply("r1", 2)) } },
      { target = "/jobs", responses = { jobs_page(1, 2, 2) } })
    local reply, info = phones:restart_cloud_phone_server({ server_ids = { "a", "b" } })
    assert.equal(200, info.status)
    local report = assert(phones:wait_jobs(reply, info, quick()))
    assert.equal(2, #report.succeeded)
    report = assert(phones:wait("jobs", reply, info, quick()))
    assert.equal(2, #report.succeeded)
  end)

  it("asks for many with one list a look, in pages as large as they come", function()
    local ids = server_ids(30)
    local function page(status)
      local data = {}
      for i, id in ipairs(ids) do
        data[i] = machine(status, 1000, nil, id)
      end
      return respond({ data = data, total = #ids })
    end
    serve({ target = "/dev-servers?", responses = { page("STOPPING"), page("STOPPING"),
      page("STOPPED") } })
    local report = assert(hosts:wait_dev_server(ids, quick({ status = "STOPPED" })))
    assert.equal(30, #report.succeeded)
    assert.same({ ["GET /v1/p/dev-servers"] = 3 }, asked())
    assert.matches("limit=1024", server:report().requests[1].target, 1, true)
  end)

  it("asks once for each that the list lacks", function()
    local ids = server_ids(3)
    serve({ target = "/dev-servers?", responses = { respond({
        data = { machine("STOPPED", 1000, nil, ids[2]) }, total = 1,
      }) } },
      { target = ids[1], responses = { respond(machine("STOPPED", 1000, nil, ids[1])) } },
      { target = ids[3], responses = { NOT_THERE } })
    local report = assert(hosts:wait_dev_server(ids,
      quick({ status = "STOPPED", already = true, unknown_after = 0 })))
    assert.equal(2, #report.succeeded)
    assert.equal("not_found", report.unknown[1].reason)
    assert.equal(ids[3], report.unknown[1].id)
    assert.equal(1, asked()["GET /v1/p/dev-servers"])
  end)

  describe("with a deadline", function()
    local function measure(fn)
      local start = scheduler.now()
      local report = assert(fn())
      local seconds = scheduler.now() - start
      assert(seconds > 0.8 and seconds < 1.2, seconds)
      assert.equal("deadline", report.stopped)
      assert(report.elapsed > 0.8 and report.elapsed < 1.2, report.elapsed)
      return report
    end

    it("ends in time where the service is slow, however many are waited for", function()
      local ids = server_ids(5)
      serve({ target = "/dev-servers", wait = 0.9, responses = { respond({ data = {} }) } })
      local report = measure(function()
        return hosts:wait_dev_server(ids, { deadline = 1, first_delay = 0, status = "STOPPED" })
      end)
      assert.equal(5, #report.unknown)
    end)

    it("ends in time where they are asked for one by one", function()
      local operations = {}
      for i = 1, 30 do
        operations[i] = { id = ID, operation_id = "operation-" .. i }
      end
      serve({ target = "/operation/", wait = 0.45,
        responses = { respond({ operation_status = "running" }) } })
      local report = measure(function()
        return hosts:wait("volume_operation", operations, { deadline = 1, first_delay = 0 })
      end)
      assert.equal(30, #report.unknown)
      for _, item in ipairs(report.unknown) do
        assert.truthy(item.reason == "under_way" or item.reason == "no_answer")
      end
    end)

    it("ends in time where the service does not answer at all", function()
      server:script({ "read" })
      local report = measure(function()
        return phones:wait_jobs({ "r1", "r2", "r3" }, { deadline = 1, first_delay = 0 })
      end)
      assert.equal(3, #report.unknown)
      assert.equal("no_answer", report.unknown[1].reason)
      assert.equal("timeout", report.error.kind)
    end)

    it("ends in time where pages never end", function()
      local pages = {}
      for i = 0, 99 do
        pages[i + 1] = jobs_page(i * 100 + 1, i * 100 + 100, 1)
      end
      serve({ target = "/jobs?", wait = 0.2, responses = pages })
      measure(function()
        return phones:wait_jobs("r1", { deadline = 1, first_delay = 0 })
      end)
    end)
  end)

  describe("for jobs", function()
    it("ends where the service repeats full pages", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 100, 2) } },
        { target = "/jobs/", responses = { NO_JOB } })
      local report = assert(phones:wait_jobs(jobs_reply("r1", 101), quick({ unknown_after = 0 })))
      assert.equal(100, #report.succeeded)
      assert.equal("job-0101", report.unknown[1].job_id)
      assert.equal("not_found", report.unknown[1].reason)
      assert.equal(2 * 3, asked()["GET /v1/p/cloud-phone/jobs"]) -- two pages in each of three looks
    end)

    it("ends where the service repeats full pages of a call that it is asked for by id", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 100, 2) } })
      local report = assert(phones:wait_jobs("r1", quick()))
      assert.equal(100, #report.succeeded)
      assert.equal(2 * 2, asked()["GET /v1/p/cloud-phone/jobs"])
    end)

    it("ends where pages come in a circle", function()
      local pages = {}
      for i = 1, 40, 2 do
        pages[i], pages[i + 1] = jobs_page(1, 100, 2), jobs_page(101, 200, 2)
      end
      serve({ target = "/jobs?", responses = pages })
      local report = assert(phones:wait_jobs("r1", quick()))
      assert.equal(200, #report.succeeded)
      assert(asked()["GET /v1/p/cloud-phone/jobs"] <= 6)
    end)

    it("takes jobs that a list lacks from where each is shown", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 1, 2) } },
        { target = "/jobs/job-0002", responses = {
          respond({ job_id = "job-0002", status = 1 }),
          respond({ job_id = "job-0002", status = 2 }),
        } })
      local report = assert(phones:wait_jobs(jobs_reply("r1", 2), quick()))
      assert.equal(2, #report.succeeded)
      assert.equal("s2", report.succeeded[2].server_id)
    end)

    it("asks for each of many that a list lacks, some in each look", function()
      local rules = { { target = "/jobs?", responses = { respond({ jobs = {} }) } } }
      for i = 1, 50 do
        local id = ("job-%04d"):format(i)
        rules[i + 1] = { target = "/jobs/" .. id, responses = {
          respond({ job_id = id, status = 1 }), respond({ job_id = id, status = 2 }),
        } }
      end
      serve(table.unpack(rules))
      local report = assert(phones:wait_jobs(jobs_reply("r1", 50), quick()))
      assert.equal(50, #report.succeeded)
      assert.equal(5, asked()["GET /v1/p/cloud-phone/jobs"]) -- 20 a look, each is asked for twice
    end)

    it("does not believe a count that is smaller than what there is", function()
      serve({ target = "offset=0&", responses = { jobs_page(1, 100, 2, 100) } },
        { target = "offset=100&", responses = { jobs_page(101, 150, 2, 100) } })
      local report = assert(phones:wait_jobs(jobs_reply("r1", 150), quick()))
      assert.equal(150, #report.succeeded)
    end)

    it("says nothing of a job that is found later but what is shown then", function()
      serve({ target = "/jobs?", responses = { respond({ jobs = {} }), respond({ jobs = {} }),
          jobs_page(1, 1, 2) } },
        { target = "/jobs/", responses = { NO_JOB } })
      local report = assert(phones:wait_jobs(jobs_reply("r1", 1), quick()))
      assert.same({ job_id = "job-0001", server_id = "s1", status = 2 }, report.succeeded[1])
    end)

    it("reports open jobs, and not their call as well", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 2, 1) } })
      local report = assert(phones:wait_jobs("r1", quick({ deadline = 0.05 })))
      assert.equal(2, #report.unknown)
      for _, job in ipairs(report.unknown) do
        assert.same({ "under_way", nil }, { job.reason, job.request_id })
      end
    end)

    it("does not take the first jobs that show for all", function()
      serve({ target = "/jobs?", responses = {
        jobs_page(1, 1, 2), jobs_page(1, 3, 1), jobs_page(1, 3, 2),
      } })
      local report = assert(phones:wait_jobs("r1", quick()))
      assert.equal(3, #report.succeeded)
    end)

    it("gives up a call that the service does not know, early and after three looks", function()
      serve({ target = "/jobs?", responses = { respond({ error_code = "CPS.0050",
        error_msg = "Jobs related to this requestId is not found" }, 400) } })
      local report = assert(phones:wait_jobs({ "nobody" }, quick({ unknown_after = 0.05 })))
      assert.same({ {
        request_id = "nobody", reason = "not_found", error_code = "CPS.0050",
        error_msg = report.unknown[1].error_msg,
      } }, report.unknown)
      assert.is_nil(report.stopped)
      assert(report.elapsed >= 0.05 and report.elapsed < 2)
      assert(asked()["GET /v1/p/cloud-phone/jobs"] >= 3)

      report = assert(phones:wait_jobs({ "nobody" }, quick({ unknown_after = 0 })))
      assert.equal("not_found", report.unknown[1].reason)
      -- 30 s is the default, so nothing is given up within less.
      report = assert(phones:wait_jobs({ "nobody" }, quick({ deadline = 0.1 })))
      assert.equal("deadline", report.stopped)
    end)

    it("does not give up one that is known after some looks", function()
      local absent = respond({ error_code = "CPS.0050", error_msg = "not found" }, 400)
      serve({ target = "/jobs?",
        responses = { absent, absent, absent, absent, jobs_page(1, 1, 2) } })
      local report = assert(phones:wait_jobs("r1", quick()))
      assert.equal(1, #report.succeeded)
      assert.is_nil(report.succeeded[1].error_code)
    end)

    it("counts jobs without an id in the progress as in the report", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 1, 2) } })
      local reply = jobs_reply("r1", 1)
      reply.jobs[2] = { server_id = "s2" }
      local told = {}
      local report = assert(phones:wait_jobs(reply, quick({
        progress = function(p) told[#told + 1] = p end,
      })))
      assert.same({ { server_id = "s2", reason = "no_id" } }, report.unknown)
      assert.same({ "s2" }, told[1].ended)
      for _, p in ipairs(told) do
        assert.same({ 2, 1 }, { p.total, p.unknown })
      end
    end)

    it("asks for many calls at a time, and for several at once when jobs are known", function()
      local ids, rules = {}, {}
      for first = 1, 40, 20 do
        rules[#rules + 1] = { target = ("=q%02d%%2C"):format(first), responses = {
          jobs_page(first, first + 19, 1, 20), jobs_page(first, first + 19, 2, 20),
        } }
      end
      for i = 1, 40 do
        ids[i] = ("q%02d"):format(i)
        rules[#rules + 1] = { target = "=" .. ids[i], wait = 0.1,
          responses = { jobs_page(i, i, 1, 1) } }
      end
      serve(table.unpack(rules))
      local report = assert(phones:wait_jobs(ids, quick()))
      assert.equal(40, #report.succeeded)
      assert(report.elapsed < 2, report.elapsed) -- 4 s one after the other
      assert.equal(40 + 2 * 2, asked()["GET /v1/p/cloud-phone/jobs"])
    end)

    it("finds jobs that show late, where several calls are asked for at once", function()
      serve({ target = "=r1%2Cr2", responses = { jobs_page(1, 3, 2) } },
        { target = "=r1", responses = { jobs_page(1, 1, 1), jobs_page(1, 1, 2) } },
        { target = "=r2", responses = { jobs_page(2, 2, 1), jobs_page(2, 3, 2) } })
      local report = assert(phones:wait_jobs({ "r1", "r2" }, quick()))
      assert.equal(3, #report.succeeded)
    end)

    it("gives up the one of several calls that the service knows no jobs of", function()
      serve({ target = "=r1", responses = { jobs_page(1, 1, 2) } },
        { target = "=r2", responses = { respond({ jobs = {}, count = 0 }) } })
      local report = assert(phones:wait_jobs({ "r1", "r2" }, quick({ unknown_after = 0 })))
      assert.equal(1, #report.succeeded)
      assert.same({ { request_id = "r2", reason = "not_found" } }, report.unknown)
    end)

    it("counts a job once that two calls show", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 1, 1), jobs_page(1, 1, 1),
        jobs_page(1, 1, 2) } })
      local most = 0
      local report = assert(phones:wait_jobs({ "r1", "r2" }, quick({
        progress = function(p) most = math.max(most, p.total) end,
      })))
      assert.equal(1, #report.succeeded + #report.failed + #report.unknown)
      assert.equal(1, most)
    end)

    it("waits as long as a look that failed was told to, within the deadline", function()
      local busy = faults.http(503, "{}", "Retry-After: 1\r\n")
      serve({ target = "/jobs?", responses = { busy, jobs_page(1, 1, 2) } })
      local report = assert(phones:wait_jobs(jobs_reply("r1", 1), quick()))
      assert.equal(1, #report.succeeded)
      assert(report.elapsed >= 1 and report.elapsed < 1.5, report.elapsed)
      serve({ target = "/jobs?", responses = { busy } })
      report = assert(phones:wait_jobs(jobs_reply("r1", 1), quick({ deadline = 0.3 })))
      assert(report.elapsed < 0.6, report.elapsed)
      assert.equal(1, asked()["GET /v1/p/cloud-phone/jobs"])
    end)

    it("looks once at least, however short the deadline", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 1, 2) } })
      for _, deadline in ipairs({ 0.2, 0.3 }) do
        local report = assert(phones:wait_jobs(jobs_reply("r1", 1), {
          first_delay = 0.3, deadline = deadline,
        }))
        assert.equal(1, #report.succeeded)
        assert(report.elapsed >= deadline / 2, report.elapsed)
      end
    end)

    it("gives a report that can be written, with the error of its last look", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 1, 1), respond({}, 503) } })
      local report = assert(phones:wait_jobs(jobs_reply("r1", 1), quick({ deadline = 0.1 })))
      assert.equal(503, report.error.status)
      local written = hwc.json.decode(assert(hwc.json.encode({ report = report }))).report
      assert.same({ "service", 503, "list_jobs", "job-0001" }, { written.error.kind,
        written.error.status, written.error.operation, written.unknown[1].job_id })
      assert.is_nil(written.error.headers)
      local file <close> = io.tmpfile()
      hwc.log(file)({ kind = "end", report = report })
      file:seek("set")
      assert.equal(503, hwc.json.decode(file:read("a")).report.error.status)
    end)

    it("gives an error whose report can be written, and is no circle", function()
      serve({ target = "/jobs?", responses = { NO_PERMISSION } })
      local report, err = phones:wait_jobs(jobs_reply("r1", 1), quick())
      assert.is_nil(report)
      assert.is_nil(err.report.error)
      assert.same({ "error", "job-0001" }, { err.report.stopped, err.report.unknown[1].job_id })
      local written = hwc.json.decode(assert(hwc.json.encode({ error = err, report = err.report })))
      assert.equal("CPS.0001", written.error.code)
      assert.is_nil(written.error.report)
      assert.equal("error", written.report.stopped)
      assert.is_string(json(err.report))
    end)

    it("waits for the job of a call that begins one alone", function()
      serve({ target = "/servers/s1/change", responses = {
          respond({ request_id = "r1", server_id = "s1", job_id = "job-0001" }),
        } },
        { target = "/cloud-phone/servers", responses = {
          respond({ request_id = "r2", job_id = "job-0002" }),
        } },
        { target = "/jobs?", responses = { jobs_page(1, 2, 2) } })
      local deleted = assert(phones:delete_cloud_phone_server({ server_ids = { "s2" } }))
      local report = assert(phones:wait_jobs(deleted, quick()))
      assert.equal("job-0002", report.succeeded[1].job_id)
    end)

    it("tells which have ended since the last time, and stops when told to", function()
      serve({ target = "/jobs?", responses = {
        respond({ jobs = { { job_id = "job-0001", status = 2 }, { job_id = "job-0002", status = 1 },
          { job_id = "job-0003", status = 1 } } }),
        respond({ jobs = { { job_id = "job-0001", status = 2 }, { job_id = "job-0002", status = 1 },
          { job_id = "job-0003", status = 1 } } }),
        respond({ jobs = { { job_id = "job-0001", status = 2 },
          { job_id = "job-0002", status = -1, error_code = "CPS.0001" },
          { job_id = "job-0003", status = 1 } } }),
      } })
      local reply = jobs_reply("r1", 3)
      reply.jobs[4] = { server_id = "s4", error_code = "CPS.0015", error_msg = "no such server" }
      local told = {}
      local report = assert(phones:wait_jobs(reply, quick({
        progress = function(p)
          told[#told + 1] = p.ended
          assert.equal(4, p.total)
          return #told < 4
        end,
      })))
      assert.same({ { "s4" }, { "job-0001" }, {}, { "job-0002" } }, told)
      assert.equal("progress", report.stopped)
      assert.same({ "job-0003", "under_way" },
        { report.unknown[1].job_id, report.unknown[1].reason })
      assert.equal(3, asked()["GET /v1/p/cloud-phone/jobs"])
    end)
  end)

  describe("for other waiters", function()
    it("believes a phone that runs again only where it stopped between", function()
      local function page(...)
        local shown = {}
        for i, status in ipairs({ ... }) do
          shown[i] = { phone_id = "phone-" .. i, status = status }
        end
        return respond({ count = #shown, phones = shown })
      end
      serve({ target = "/batch-restart", responses = { respond({ request_id = "r1", jobs = {
          { phone_id = "phone-1", job_id = "j1" }, { phone_id = "phone-2", job_id = "j2" },
        } }) } },
        { target = "/phones?", responses = { page(2, 2), page(2, 4), page(4, 4), page(2, -6) } })
      local reply = assert(phones:restart_cloud_phone({
        phones = { { phone_id = "phone-1" }, { phone_id = "phone-2" } },
      }))
      local report = assert(phones:wait("phone_running", reply, quick()))
      assert.equal("phone-1", report.succeeded[1].phone_id)
      assert.equal(-6, report.failed[1].status)
      assert.equal(4, asked()["GET /v1/p/cloud-phone/phones"])
    end)

    it("compares times that are texts", function()
      local function page(...)
        local shown = {}
        for i, time in ipairs({ ... }) do
          shown[i] = { server_id = "s" .. i, status = 5, update_time = time }
        end
        return respond({ count = #shown, servers = shown })
      end
      serve({ target = "/servers?", responses = {
        page("2026-01-31T08:00:00Z", "2026-01-31T08:00:00Z", "2026-01-31T08:00:00Z"),
        page("2026-01-31T07:59:59Z", "2026-01-31T08:00:01Z", "2026-01-31T08:00:00.5Z"),
      } })
      local report = assert(phones:wait("server_normal", { "s1", "s2", "s3" },
        quick({ deadline = 0.1 })))
      assert.equal("s2", report.succeeded[1].server_id)
      assert.equal(2, #report.unknown)
    end)

    it("takes an operation of a disk by the reply, with the server that it is of", function()
      local operation = { operation_id = "o1", operation_status = "pending" }
      serve({ target = "/attachvolume", responses = { respond(operation) } },
        { target = "/operation/o1", responses = {
          respond({ operation_id = "o1", operation_status = "running" }),
          respond({ operation_id = "o1", operation_status = "failed",
            operation_error = { code = "X", message = "no room" } }),
        } })
      local report = assert(hosts:wait("volume_operation", assert(hosts:attach_dev_server_volume({
        id = ID, volume_id = IMAGE,
      })), quick()))
      assert.equal("no room", report.failed[1].operation_error.message)
      assert.equal(2, asked()["GET /v1/p/dev-servers/" .. ID .. "/operation/o1"])
      local good, message = pcall(hosts.wait, hosts, "volume_operation", "o1")
      assert.is_false(good)
      assert.matches("operation_id also needs id", message, 1, true)
    end)

    it("takes a job on servers for failed where one of them failed", function()
      serve({ target = "/dev-servers/jobs/", responses = {
        respond({ id = "j1", status = "PROCESSING" }),
        respond({ id = "j1", status = "FINISHED", abnormal_count = 2 }),
      } })
      local report = assert(hosts:wait("dev_server_job", "j1", quick()))
      assert.equal(2, report.failed[1].abnormal_count)
    end)

    it("finds an image in the list that shows it", function()
      serve({ target = "/images?", responses = {
        respond({ total = 1, image_infos = { { image_id = "i1", status = 0 } } }),
        respond({ total = 1, image_infos = { { image_id = "i1", status = 1 } } }),
      } })
      local report = assert(phones:wait("image_usable", "i1", quick()))
      assert.equal(1, report.succeeded[1].status)
      assert.matches("image_id=i1", server:report().requests[1].target, 1, true)
    end)

    it("takes no response of a proxy for the absence of what was deleted", function()
      local page = faults.http(404, "<html>404 Not Found</html>")
      serve({ target = "/dev-servers/", responses = { respond(machine("DELETING", 1000)), page } },
        { target = "/cloud-phone/servers/", responses = { page } },
        { target = "/cloud-phone/servers?", responses = { respond({ count = 0, servers = {} }) } },
        { target = "/cloud-phone/servers", responses = { DELETION } })
      local report = assert(hosts:wait_dev_server(assert(hosts:delete_dev_server({ id = ID })),
        quick({ deadline = 0.1 })))
      assert.same({ 0, 0 }, { #report.succeeded, #report.failed })
      assert.same({ ID, "no_answer", "deadline" },
        { report.unknown[1].id, report.unknown[1].reason, report.stopped })
      report = assert(phones:wait("server_deleted",
        assert(phones:delete_cloud_phone_server({ server_ids = { "s1", "s2" } })),
        quick({ unknown_after = 0 })))
      assert.same({ 0, 0 }, { #report.succeeded, #report.failed })
      assert.equal("no_answer", report.unknown[1].reason)
    end)

    it("takes no list without its items for the absence of what it lacks", function()
      serve({ target = "/images?", responses = { respond({ request_id = "r" }) } })
      local report = assert(phones:wait("image_usable", "i1",
        quick({ unknown_after = 0, deadline = 0.1 })))
      assert.equal("no_answer", report.unknown[1].reason)
    end)

    it("takes servers that are gone for deleted", function()
      serve({ target = "/cloud-phone/servers?",
          responses = { respond({ count = 0, servers = {} }) } },
        { target = "/servers/", responses = { NO_SERVER } },
        { target = "/cloud-phone/servers", responses = { DELETION } })
      local reply = assert(phones:delete_cloud_phone_server({ server_ids = { "s1", "s2" } }))
      local report = assert(phones:wait("server_deleted", reply, quick()))
      assert.equal(2, #report.succeeded)
      assert.is_true(report.succeeded[1].absent)
    end)
  end)
end)
