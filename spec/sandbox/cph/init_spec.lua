local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

local UNKNOWN = ("0"):rep(32)

describe("the sandbox's Cloud Phone Host", function()
  local cloud, client, base, servers

  setup(function()
    cloud = assert(sandbox.start({ servers = 120, speed = 0.001 }))
    client = independent.new(cloud:account()):log_in()
    base = "/v1/" .. cloud:account().project_id .. "/cloud-phone"
    servers = cloud:state().cph.servers
  end)

  before_each(function()
    cloud:reset()
    client:log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  local function restart(...)
    return client:call("POST", base .. "/servers/batch-restart", { server_ids = { ... } })
  end

  local function update(...)
    return client:call("PUT", base .. "/servers/open-access", { servers = { ... } })
  end

  local function show(id)
    return select(2, client:call("GET", base .. "/servers/" .. id))
  end

  local function jobs_of(request_id)
    return select(2, client:call("GET", base .. "/jobs?request_id=" .. request_id)).jobs
  end

  local function assert_refused(status, body, code)
    assert.equal(400, status)
    assert.equal(code, body.error_code)
    assert.truthy(body.request_id:find("^%x+$"))
  end

  it("restarts a server over time", function()
    local id = servers[1].server_id
    local status, body, headers = restart(id)
    assert.equal(200, status)
    assert.equal(headers["x-request-id"], body.request_id)
    assert.equal(id, body.jobs[1].server_id)
    assert.is_nil(body.jobs[1].error_code)
    assert.equal(11, show(id).status)
    assert.equal(1, jobs_of(body.request_id)[1].status)
    cloud:advance(22)
    assert.equal(13, show(id).status)
    assert.equal(1, jobs_of(body.request_id)[1].status)
    cloud:advance(20)
    assert.equal(5, show(id).status)
    local job = jobs_of(body.request_id)[1]
    assert.equal(2, job.status)
    assert.equal(body.jobs[1].job_id, job.job_id)
    assert.truthy(job.begin_time:find("^%d+%-%d%d%-%d%dT%d%d:%d%d:%d%dZ$"))
    assert.truthy(job.end_time >= job.begin_time)
    local _, single = client:call("GET", base .. "/jobs/" .. job.job_id)
    assert.equal(body.request_id, single.request_id)
    single.request_id = nil
    assert.same(job, single)
  end)

  it("gives a server its new key pair at the end of the job", function()
    local id = servers[2].server_id
    local _, body = update({ server_id = id, keypair_name = "keypair-2" })
    assert.equal("keypair-1", show(id).keypair_name)
    assert.equal(1, jobs_of(body.request_id)[1].status)
    cloud:advance(15)
    assert.equal("keypair-2", show(id).keypair_name)
    assert.equal(2, jobs_of(body.request_id)[1].status)
  end)

  it("runs jobs in real time by its speed", function()
    local quick <close> = assert(sandbox.start({ servers = 1, speed = 1000 }))
    local other = independent.new(quick:account()):log_in()
    local path = "/v1/" .. quick:account().project_id .. "/cloud-phone"
    local _, body = other:call("POST", path .. "/servers/batch-restart",
      { server_ids = { quick:state().cph.servers[1].server_id } })
    local status
    for _ = 1, 1000 do -- a job of 30 s takes 30 ms
      local _, response = other:call("GET", path .. "/jobs?request_id=" .. body.request_id)
      status = response.jobs[1].status
      if status ~= 1 then
        break
      end
    end
    assert.equal(2, status)
  end)

  it("answers 200 with an error for each item that it cannot take", function()
    local id = servers[3].server_id
    local status, body = restart(id, UNKNOWN, id)
    assert.equal(200, status)
    assert.is_nil(body.jobs[1].error_code)
    assert.equal("CPS.0015", body.jobs[2].error_code)
    assert.equal("server_id not found", body.jobs[2].error_msg)
    assert.is_nil(body.jobs[2].job_id)
    assert.equal("CPS.0158", body.jobs[3].error_code)
    status, body = update({ server_id = UNKNOWN, keypair_name = "keypair-1" },
      { server_id = servers[4].server_id, keypair_name = "nobody's" },
      { server_id = id, keypair_name = "keypair-2" },
      { server_id = servers[4].server_id, keypair_name = "keypair-2" })
    assert.equal(200, status)
    assert.equal("CPS.0015", body.jobs[1].error_code)
    assert.equal("CPS.0067", body.jobs[2].error_code)
    assert.equal("CPS.0099", body.jobs[3].error_code)
    assert.is_nil(body.jobs[4].error_code)
    cloud:advance(60)
    assert.equal("keypair-1", show(id).keypair_name)
    assert.equal("keypair-2", show(servers[4].server_id).keypair_name)
  end)

  it("takes 1 to 100 servers in a restart", function()
    local ids = {}
    for i = 1, 101 do
      ids[i] = servers[i].server_id
    end
    local status, body = restart(table.unpack(ids))
    assert_refused(status, body, "CPS.0096")
    status, body = restart(table.unpack(ids, 1, 100))
    assert.equal(200, status)
    assert.equal(100, #body.jobs)
    status, body = client:call("POST", base .. "/servers/batch-restart", '{"server_ids":[]}')
    assert_refused(status, body, "CPS.0095")
    status, body = client:call("POST", base .. "/servers/batch-restart", "{}")
    assert_refused(status, body, "CPS.0095")
    status, body = client:call("POST", base .. "/servers/batch-restart")
    assert_refused(status, body, "CPS.0095")
  end)

  it("refuses requests that break a rule, by the code for it", function()
    local status, body = restart(("a"):rep(33))
    assert_refused(status, body, "CPS.0094")
    status, body = client:call("POST", base .. "/servers/batch-restart", '{"server_ids":[7]}')
    assert_refused(status, body, "CPS.0094")
    status, body = update({ server_id = servers[1].server_id })
    assert_refused(status, body, "CPS.0068")
    status, body = update({ keypair_name = "keypair-2" })
    assert_refused(status, body, "CPS.0097")
    status, body = update({ server_id = ("a"):rep(33), keypair_name = "keypair-2" })
    assert_refused(status, body, "CPS.0097")
    for target, code in pairs({
      ["/servers?limit=0"] = "CPS.0002",
      ["/servers?limit=101"] = "CPS.0002",
      ["/servers?limit=x"] = "CPS.0002",
      ["/servers?offset=-1"] = "CPS.0002",
      ["/servers?offset=1.5"] = "CPS.0002",
      ["/servers?status=x"] = "CPS.0010",
      ["/servers/" .. UNKNOWN] = "CPS.0015",
      ["/servers/" .. UNKNOWN .. "0"] = "CPS.0016",
      ["/jobs"] = "CPS.0049",
      ["/jobs?request_id="] = "CPS.0049",
      ["/jobs?request_id=" .. UNKNOWN] = "CPS.0050",
      ["/jobs?request_ids=" .. UNKNOWN .. (",x"):rep(19)] = "CPS.0050",
      ["/jobs?request_ids=" .. UNKNOWN .. (",x"):rep(20)] = "CPS.0161",
      ["/jobs/" .. UNKNOWN] = "CPS.0011",
    }) do
      status, body = client:call("GET", base .. target)
      assert.equal(400, status, target)
      assert.equal(code, body.error_code, target .. " " .. tostring(body.error_msg))
    end
  end)

  it("lists servers by pages, newest first", function()
    local _, body = client:call("GET", base .. "/servers")
    assert.equal(120, body.count)
    assert.equal(100, #body.servers)
    assert.equal("cph-0120", body.servers[1].server_name)
    _, body = client:call("GET", base .. "/servers?offset=100&limit=100")
    assert.equal(20, #body.servers)
    assert.equal("cph-0001", body.servers[20].server_name)
    local response = independent.send(cloud.url,
      client:signed("GET", base .. "/servers?offset=120"))
    assert.truthy(response.text:find('"servers":[]', 1, true))
  end)

  it("filters servers", function()
    local function count(filter)
      local status, body = client:call("GET", base .. "/servers?" .. filter)
      assert.equal(200, status)
      return body.count
    end
    assert.equal(9, count("server_name=cph-000"))
    assert.equal(1, count("server_id=" .. servers[7].server_id))
    assert.equal(0, count("server_id=" .. UNKNOWN))
    assert.equal(30, count("network_version=v2"))
    assert.equal(120, count("phone_model_name=rx1.cp.c60.d10.e1v1"))
    assert.equal(0, count("phone_model_name=other"))
    assert.equal(21, count("create_since=1700006000"))
    assert.equal(100, count("create_until=1700006000000"))
    restart(servers[1].server_id)
    assert.equal(1, count("status=11"))
    assert.equal(119, count("status=5"))
  end)

  it("pages jobs over several calls", function()
    local ids = {}
    for i = 1, 60 do
      ids[i] = servers[i].server_id
    end
    local _, first = restart(table.unpack(ids))
    local items = {}
    for i = 61, 120 do
      items[i - 60] = { server_id = servers[i].server_id, keypair_name = "keypair-3" }
    end
    local _, second = update(table.unpack(items))
    local target = ("%s/jobs?request_ids=%s,%s"):format(base, first.request_id, second.request_id)
    local _, page = client:call("GET", target)
    assert.equal(100, #page.jobs)
    assert.equal(first.jobs[1].job_id, page.jobs[1].job_id)
    _, page = client:call("GET", target .. "&offset=100")
    assert.equal(20, #page.jobs)
    assert.equal(second.jobs[60].job_id, page.jobs[20].job_id)
  end)

  it("lets the jobs fail that were told to", function()
    cloud:fail_jobs({ operation = "update_keypair", target = servers[1].server_id,
      code = "CPS.0054", message = "Handle job timeout" })
    local _, body = update({ server_id = servers[2].server_id, keypair_name = "keypair-2" },
      { server_id = servers[1].server_id, keypair_name = "keypair-2" })
    cloud:advance(20)
    local jobs = jobs_of(body.request_id)
    assert.equal(2, jobs[1].status)
    assert.equal(-1, jobs[2].status)
    assert.equal("CPS.0054", jobs[2].error_code)
    assert.equal("Handle job timeout", jobs[2].error_msg)
    assert.equal("keypair-1", show(servers[1].server_id).keypair_name)
    _, body = update({ server_id = servers[1].server_id, keypair_name = "keypair-2" })
    cloud:advance(20)
    assert.equal(2, jobs_of(body.request_id)[1].status)
    cloud:fail_jobs({})
    _, body = restart(servers[1].server_id)
    cloud:advance(60)
    assert.equal(-1, jobs_of(body.request_id)[1].status)
    assert.equal(5, show(servers[1].server_id).status)
  end)
end)
