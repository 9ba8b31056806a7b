-- What cannot be waited for is refused where it is called, before anything is asked.

local hwc = require("hwc")
local wait_peer = require("spec.support.wait_peer")

local response = wait_peer.response
local NO_PERMISSION = wait_peer.NO_PERMISSION
local DELETION = wait_peer.DELETION
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

  describe("for what is unfit", function()
    -- All that a wait for such a call needs is in its reply.
    local function update_keypair()
      return phones:update_keypair({ servers = { { server_id = "a", keypair_name = "k" } } })
    end

    it("raises where it is called, before anything is asked", function()
      serve({ target = "/batch-restart", responses = { response(jobs_reply("r1", 2)) } },
        { target = "/servers", responses = { DELETION } })
      local reply = assert(phones:restart_cloud_phone_server({ server_ids = { "a", "b" } }))
      local deleted = assert(phones:delete_cloud_phone_server({ server_ids = { "a" } }))
      local failed = select(2, phones:restart_cloud_phone_server({ server_ids = { 1 } }))
      local cases = {
        { "the ID of a job", reply.jobs[1].job_id },
        { "the ID of a job", deleted.job_id },
        { "the ID of a job", { deleted.job_id } },
        { "item 2: \"job-0002\" is the ID of a job", { "r1", "job-0002" } },
        { "this is a job; pass the reply", reply.jobs[1] },
        { "item 1: this is a job; pass the reply", reply.jobs },
        { "the list has no item 2, but an item 3", { reply, nil, reply } },
        { "item 3 of the list has failed (restart_cloud_phone_server", { reply, reply },
          { [3] = failed } },
        { "a reply has request_id and jobs", { count = 1 } },
        { "item 2: a reply has request_id and jobs", { reply, { count = 1 } } },
        { "item 1: expected an ID or a table, got a list", { {} } },
        { "this reply has no jobs", { request_id = "r1" } },
        { "got a nil", nil },
        { "got a boolean", false },
        { 'the ID of a call has no comma, got "r1,r2"; pass a list of IDs', "r1,r2" },
        { 'option "interval" has to be at most "max_interval" (5)', reply,
          { interval = 6, max_interval = 5 } },
        { 'unknown option "statsu"', reply, { statsu = "x" } },
        { 'option "first_delay" has to be a number of', reply, { first_delay = -1 } },
        { 'option "unknown_after" has to be', reply, { unknown_after = "1" } },
      }
      for _, case in ipairs(cases) do
        local line = debug.getinfo(1, "l").currentline + 2
        local good, message = pcall(function()
          local report = phones:wait_jobs(case[2], case[3])
          return report
        end)
        assert.is_false(good, case[1])
        assert.matches(case[1], message, 1, true)
        assert.matches(("waits_spec.lua:%d: wait_jobs: "):format(line), message, 1, true)
      end
      local good, message = pcall(function()
        local report = phones:wait("jbos", reply)
        return report
      end)
      assert.is_false(good)
      assert.matches('got "jbos", did you mean "jobs"?', message, 1, true)
      assert.same({
        ["POST /v1/p/cloud-phone/servers/batch-restart"] = 1,
        ["DELETE /v2/p/cloud-phone/servers"] = 1,
      }, asked())
    end)

    it("knows the jobs of all replies that there are, and of no others", function()
      local responses = {}
      for i = 1, 300 do
        responses[i] = response({ request_id = "r" .. i, jobs = { { job_id = "job-of-" .. i } } })
      end
      serve({ target = "/", responses = responses })
      local replies = {}
      for i = 1, 300 do
        replies[i] = assert(update_keypair())
        if i % 3 == 0 then
          replies[i] = false
        end
        if i % 50 == 0 then
          collectgarbage()
        end
      end
      for i, reply in ipairs(replies) do
        if reply then
          local good, message = pcall(phones.wait_jobs, phones, "job-of-" .. i)
          assert.is_false(good)
          assert.matches("is the ID of a job", message, 1, true)
        end
      end
      assert.equal(300, server:report().whole)
    end)

    it("does not take a reply without members for an empty list", function()
      serve({ target = "/", responses = { response("{}") } })
      local reply = assert(update_keypair())
      assert.is_nil(next(reply))
      local good, message = pcall(phones.wait_jobs, phones, reply)
      assert.is_false(good)
      assert.matches("a reply has request_id and jobs; this table does not", message, 1, true)
    end)

    it("raises for proxies and for lists with holes in a reply", function()
      serve({ target = "/", responses = { response({}) } })
      local reply = jobs_reply("r1", 3)
      local holes = jobs_reply("r1", 3)
      holes.jobs[2] = nil
      local job = jobs_reply("r1", 2)
      job.jobs[2] = setmetatable({}, { __index = job.jobs[1] })
      local proxy = "a table whose metatable has __index or __pairs"
      local phone_holes = { phones = { { phone_id = "a" }, [3] = { phone_id = "b" } } }
      for i, case in ipairs({
        { setmetatable({}, { __index = reply }), "got " .. proxy },
        { { setmetatable({}, { __index = reply }) }, "item 1: expected an ID or a table, got "
          .. proxy },
        { holes, "jobs of a reply is a list; this is a list with a hole at [2]" },
        { { request_id = "r1", jobs = { a = 1 } },
          'jobs of a reply is a list; this is a table with the key "a"' },
        { { request_id = "r1", jobs = setmetatable({}, { __index = reply.jobs }) },
          "jobs of a reply is a list; this is " .. proxy },
        { job, "jobs[2] of a reply is a table; this is " .. proxy },
        { phone_holes, "phones of a reply is a list; this is a list with a hole at [2]",
          "phone_running" },
        { { phones = { { phone_id = "a" }, "b" } }, "phones[2] of a reply has no phone_id",
          "phone_running" },
        { { reply, select(2, phones:restart_cloud_phone_server({ server_ids = { 1 } })) },
          "item 2: expected an ID or a table, got the error of a call that failed" },
      }) do
        local good, message = pcall(phones.wait, phones, case[3] or "jobs", case[1])
        assert.is_false(good, i)
        assert.matches(case[2], message, 1, true)
      end
      assert.equal(0, server:report().whole)
    end)

    it("raises for the results of a map in which an item failed", function()
      serve({ target = "/batch-restart", responses = {
          response(jobs_reply("r1", 1)), NO_PERMISSION, NO_PERMISSION,
          response(jobs_reply("r1", 1)),
        } },
        { target = "/jobs", responses = { jobs_page(1, 1, 2) } })
      local function restart()
        return phones:restart_cloud_phone_server({ server_ids = { "a" } })
      end
      local results, errors = hwc.map({ 1, 2 }, restart, { concurrency = 1 })
      local nothing = hwc.map({ 1 }, restart)
      local good, all = hwc.map({ 1 }, restart)
      local isolated, raised = hwc.map({ 1 }, function() error("boom", 0) end, { isolate = true })
      for _, case in ipairs({
        { "item 2 of the list has failed (restart_cloud_phone_server", results },
        { "item 2 of the list has failed (restart_cloud_phone_server", results, errors },
        { "item 1 of the list has failed (restart_cloud_phone_server", nothing, quick() },
        { "item 1 of the list has failed (boom); wait for the other items only", isolated },
        { "item 1 of the list has failed (boom); wait for the other items only", isolated, raised,
          quick() },
      }) do
        local fine, message = pcall(phones.wait_jobs, phones, table.unpack(case, 2, 4))
        assert.is_false(fine)
        assert.matches("wait_jobs: " .. case[1], message, 1, true)
      end
      assert.is_nil(asked()["GET /v1/p/cloud-phone/jobs"])
      assert.equal(1, #assert(phones:wait_jobs(good, all, quick())).succeeded)
      assert.equal(1, #assert(phones:wait_jobs({ results[1] }, quick())).succeeded)
      results[2] = good[1]
      assert.equal(1, #assert(phones:wait_jobs(results, quick())).succeeded)
    end)

    it("reads a list as what it holds, whatever its length is said to be", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 1, 2) } })
      local list = setmetatable({ "r1" }, { __len = function() return 0 end })
      assert.equal(1, #assert(phones:wait_jobs(list, quick())).succeeded)
    end)

    it("takes an interval alone, above the usual longest one", function()
      serve({ target = "/jobs?", responses = { jobs_page(1, 1, 1) } })
      local report = assert(phones:wait_jobs(jobs_reply("r1", 1),
        { first_delay = 0, interval = 60, deadline = 0.1 }))
      assert.equal("under_way", report.unknown[1].reason)
    end)

    it("gives an empty report for an empty list", function()
      serve({ target = "/", responses = { response({}) } })
      for _, report in ipairs({
        assert(phones:wait_jobs({})), assert(hosts:wait_dev_server({})),
        assert(phones:wait("phone_running", {})),
      }) do
        assert.same({ {}, {}, {} }, { report.succeeded, report.failed, report.unknown })
        assert.is_nil(report.stopped)
      end
      assert.equal(0, server:report().whole)
    end)
  end)
end)
