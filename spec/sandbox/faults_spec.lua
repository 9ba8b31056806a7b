-- Days that go wrong, as a client that is not ours sees them.

local sandbox = require("hwc.sandbox")
local socket = require("socket")
local independent = require("spec.support.independent_client")

describe("a fault of calls", function()
  local cloud, account, client, servers_path, ids

  setup(function()
    cloud = assert(sandbox.start({ servers = 40, phones = 0, speed = 1 }))
    account = cloud:account()
    servers_path = "/v1/" .. account.project_id .. "/cloud-phone/servers"
    ids = {}
    for i, server in ipairs(cloud:state().cph.servers) do
      ids[i] = server.server_id
    end
  end)

  before_each(function()
    cloud:reset()
    client = independent.new(account):log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  local function list()
    return client:call("GET", servers_path .. "?limit=1")
  end

  -- What the curl program says of a call: its exit code, the status, seconds, bytes of the body.
  local function curl(method, path, body, seconds)
    local pipe = assert(io.popen(("curl --disable --noproxy '*' -s -o /dev/null -m %s -X %s "
      .. "-H 'X-Auth-Token: %s' -H 'Content-Type: application/json' %s "
      .. "-w '%%{exitcode} %%{http_code} %%{time_total} %%{size_download}' '%s%s'"):format(
      seconds or 10, method, client.token, body and ("-d '%s'"):format(body) or "", cloud.url,
      path)))
    local code, status, took, size = pipe:read("a"):match("(%d+) (%d+) ([%d.]+) (%d+)")
    pipe:close()
    return tonumber(code), tonumber(status), tonumber(took), tonumber(size)
  end

  local function restarts_of(id)
    for _, entry in ipairs(cloud:effects()) do
      if entry.operation == "restart_cloud_phone_server" and entry.target == id then
        return entry.count
      end
    end
    return 0
  end

  local RESTART = '{"server_ids":["%s"]}'

  it("drops the connection before anything is done", function()
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true })
    local code, status = curl("POST", servers_path .. "/batch-restart", RESTART:format(ids[1]))
    assert.equal(52, code) -- empty reply
    assert.equal(0, status)
    assert.equal(0, restarts_of(ids[1]))
  end)

  it("drops the connection after it was done", function()
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
    assert.equal(52, (curl("POST", servers_path .. "/batch-restart", RESTART:format(ids[1]))))
    assert.equal(1, restarts_of(ids[1]))
  end)

  it("fails after it was done", function()
    cloud:fail({ operation = "restart_cloud_phone_server", status = 504, applied = true })
    local _, status = curl("POST", servers_path .. "/batch-restart", RESTART:format(ids[1]))
    assert.equal(504, status)
    assert.equal(1, restarts_of(ids[1]))
  end)

  it("answers slowly, rightly or with a failure, and others meanwhile", function()
    cloud:fail({ operation = "list_cloud_phone_servers", delay = 20 })
    os.execute(("curl --disable -s -o /dev/null -H 'X-Auth-Token: %s' '%s%s' &"):format(
      client.token, cloud.url, servers_path))
    while #cloud:requests() < 2 do
      os.execute("sleep 0.01")
    end
    local code, status, took = curl("GET", servers_path)
    assert.equal(0, code)
    assert.equal(200, status)
    assert.is_true(took < 10, took)
    cloud:fail({ operation = "list_cloud_phone_servers", delay = 0.3 })
    code, status, took = curl("GET", servers_path)
    assert.equal(0, code)
    assert.equal(200, status)
    assert.is_true(took >= 0.3 and took < 10, took)
    cloud:fail({ delay = 0.3, status = 503 })
    code, status, took = curl("GET", servers_path)
    assert.equal(0, code)
    assert.equal(503, status)
    assert.is_true(took >= 0.3 and took < 10, took)
  end)

  it("answers late, too, who has ended its own direction", function()
    cloud:fail({ operation = "list_cloud_phone_servers", delay = 0.4 })
    local peer = assert(socket.connect("127.0.0.1", cloud.url:match("%d+$")))
    local begun = socket.gettime()
    peer:send(("GET %s?limit=1 HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: %s\r\n"
      .. "Connection: close\r\n\r\n"):format(servers_path, client.token))
    peer:shutdown("send")
    peer:settimeout(10)
    local text = peer:receive("*a")
    peer:close()
    assert.truthy(text:find("^HTTP/1.1 200 "), text)
    assert.is_true(socket.gettime() - begun >= 0.4)
  end)

  it("never answers, whether it was done or not", function()
    for _, applied in ipairs({ false, true }) do
      cloud:fail({ operation = "restart_cloud_phone_server", hang = true, applied = applied })
      local code, status, took = curl("POST", servers_path .. "/batch-restart",
        RESTART:format(ids[2]), 0.5)
      assert.equal(28, code) -- time-out
      assert.equal(0, status)
      assert.is_true(took > 0.4, took)
      assert.equal(applied and 1 or 0, restarts_of(ids[2]))
    end
    assert.equal(200, (list())) -- others are answered
  end)

  it("lets the sandbox be closed while a client waits for ever", function()
    local other = assert(sandbox.start({ servers = 0 }))
    other:fail({ hang = true })
    local pipe = assert(io.popen(("curl --disable --noproxy '*' -s -m 20 -w '%%{exitcode}' '%s/'")
      :format(other.url) .. "v3/auth/tokens -d '{}'"))
    while #other:requests() < 1 do
      os.execute("sleep 0.01")
    end
    other:close()
    assert.equal("52", pipe:read("a"))
    pipe:close()
  end)

  it("cuts the body, whose whole length was announced", function()
    cloud:fail({ operation = "list_cloud_phone_servers", cut = 20 })
    local code, status, _, size = curl("GET", servers_path)
    assert.equal(18, code) -- partial file
    assert.equal(200, status)
    assert.equal(20, size)
    cloud:fail({ operation = "list_cloud_phone_servers", cut = 0, status = 500 })
    code, status, _, size = curl("GET", servers_path)
    assert.equal(18, code)
    assert.equal(500, status)
    assert.equal(0, size)
  end)

  it("has no effect where the body is shorter than the cut", function()
    cloud:fail({ operation = "list_cloud_phone_servers", cut = 1000000 })
    local code, status = curl("GET", servers_path .. "?limit=1")
    assert.equal(0, code)
    assert.equal(200, status)
  end)

  it("throttles at a rate, with the gateway's own text", function()
    cloud:fail({ operation = "list_cloud_phone_servers", throttle = 3, per = "day" })
    local statuses = {}
    local body
    for i = 1, 5 do
      statuses[i], body = list()
    end
    assert.same({ 200, 200, 200, 429, 429 }, statuses)
    assert.equal("APIGW.0308", body.error_code)
    assert.equal("The throttling threshold has been reached: policy user over "
      .. "ratelimit,limit:3,time:1 day", body.error_msg)
    assert.equal(200, (client:call("GET", "/v1/" .. account.project_id .. "/dev-servers")))
  end)

  it("lets calls through again in the next period of a rate", function()
    cloud:fail({ operation = "list_cloud_phone_servers", throttle = 1, per = "hour" })
    local first = list()
    assert.equal(429, (list()))
    assert.equal(200, first)
    cloud:advance(3600)
    assert.equal(200, (list()))
    assert.equal(429, (list()))
  end)

  it("holds for a while", function()
    cloud:fail({ status = 503, seconds = 100 })
    for _ = 1, 3 do
      assert.equal(503, (list()))
    end
    cloud:advance(101)
    assert.equal(200, (list()))
    assert.same({}, cloud:faults())
  end)

  it("begins later", function()
    cloud:fail({ status = 503, after = 100, seconds = 100 })
    assert.equal(200, (list()))
    cloud:advance(101)
    assert.equal(503, (list()))
    cloud:advance(101)
    assert.equal(200, (list()))
  end)

  it("holds for a share of the calls, the same for the same seed", function()
    local function run()
      cloud:reset()
      client:log_in()
      cloud:fail({ operation = "list_cloud_phone_servers", status = 500, share = 0.25 })
      local failed = {}
      for i = 1, 60 do
        failed[i] = list() == 500
      end
      return failed
    end
    local first = run()
    local count = 0
    for _, is in ipairs(first) do
      count = count + (is and 1 or 0)
    end
    assert.is_true(count >= 5 and count <= 27, count)
    assert.same(first, run())
  end)

  it("is about one target, in path, query or body", function()
    cloud:fail({ target = ids[3], status = 500, times = 100 })
    assert.equal(200, (client:call("GET", servers_path .. "/" .. ids[4])))
    assert.equal(500, (client:call("GET", servers_path .. "/" .. ids[3])))
    assert.equal(500, (client:call("GET", servers_path .. "?server_id=" .. ids[3])))
    assert.equal(500, (client:call("POST", servers_path .. "/batch-restart",
      { server_ids = { ids[4], ids[3] } })))
    assert.equal(200, (client:call("POST", servers_path .. "/batch-restart",
      { server_ids = { ids[4] } })))
  end)

  it("takes a region's IAM away, and nothing else of it", function()
    cloud:fail({ service = "iam", drop = true, seconds = 100 })
    local path = "/v3/auth/tokens"
    assert.equal(52, (curl("POST", path, "{}")))
    assert.equal(52, (curl("GET", "/v3/projects")))
    assert.equal(200, (list()))
    cloud:advance(101)
    assert.equal(0, (curl("POST", path, "{}")))
  end)

  it("sends its headers in place of those there would be", function()
    for _, path in ipairs({ "/v1/%s/cloud-phone/servers", "/v1/%s/dev-servers" }) do
      cloud:set_clock(-20)
      cloud:fail({ status = 503, headers = {
        ["content-type"] = "text/plain", ["X-Request-Id"] = "of-the-fault", Date = "yesterday",
        ["Retry-After"] = "2",
      } })
      local response = assert(independent.send(cloud.url, {
        method = "GET", target = path:format(account.project_id), headers = {},
      }))
      assert.equal(503, response.status)
      assert.same({ "text/plain", "of-the-fault", "yesterday", "2" }, {
        response.headers["content-type"], response.headers["x-request-id"], response.headers.date,
        response.headers["retry-after"],
      })
    end
  end)

  it("says in the list of requests which order it was", function()
    local id = cloud:fail({ operation = "list_cloud_phone_servers", status = 500 })
    list()
    list()
    local requests = cloud:requests()
    assert.equal(id, requests[#requests - 1].fault)
    assert.is_nil(requests[#requests].fault)
  end)

  it("is refused where its members exclude each other", function()
    for _, fault in ipairs({
      { drop = true, hang = true }, { drop = true, cut = 1 }, { throttle = 1, status = 429 },
      { throttle = 1, applied = true }, { per = "day" }, { share = 0 }, { share = 1.5 },
      { service = "ecs" }, { throttle = 0 }, { per = "week", throttle = 1 },
    }) do
      assert.is_false(pcall(cloud.fail, cloud, fault))
    end
    for _, fault in ipairs({
      { stuck = true, abnormal = true }, { target = ids[1], targets = ids }, { targets = {} },
      { hang = true },
    }) do
      assert.is_false(pcall(cloud.fail_jobs, cloud, fault))
    end
    assert.same({}, cloud:faults())
  end)
end)

describe("a fault of work", function()
  local cloud, account, client, project, ids

  setup(function()
    cloud = assert(sandbox.start({ servers = 40, phones = 1, speed = 1 }))
    account = cloud:account()
    project = "/v1/" .. account.project_id
    ids = {}
    for i, server in ipairs(cloud:state().cph.servers) do
      ids[i] = server.server_id
    end
  end)

  before_each(function()
    cloud:reset()
    client = independent.new(account):log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  -- The jobs of a restart, by server.
  local function restart(of)
    local _, reply = client:call("POST", project .. "/cloud-phone/servers/batch-restart",
      { server_ids = of })
    return reply.jobs
  end

  local function status_of(job)
    local _, shown = client:call("GET", project .. "/cloud-phone/jobs/" .. job.job_id)
    return shown.status
  end

  local function server_status(id)
    return select(2, client:call("GET", project .. "/cloud-phone/servers/" .. id)).status
  end

  it("makes jobs of chosen targets fail, in one call", function()
    cloud:fail_jobs({ targets = { ids[2], ids[4] } })
    local jobs = restart({ ids[1], ids[2], ids[3], ids[4] })
    cloud:advance(60)
    local statuses = {}
    for i, job in ipairs(jobs) do
      statuses[i] = status_of(job)
    end
    assert.same({ 2, -1, 2, -1 }, statuses)
  end)

  it("makes a share of the targets fail, the same ones each time", function()
    local function failed()
      cloud:reset()
      client:log_in()
      cloud:fail_jobs({ operation = "restart_cloud_phone_server", share = 0.3 })
      local found = {}
      for round = 1, 2 do
        local jobs = restart(ids)
        cloud:advance(60)
        found[round] = {}
        for i, job in ipairs(jobs) do
          found[round][i] = status_of(job) == -1
        end
      end
      assert.same(found[1], found[2])
      return found[1]
    end
    local first, count = failed(), 0
    for _, is in ipairs(first) do
      count = count + (is and 1 or 0)
    end
    assert.is_true(count >= 4 and count <= 22, count)
    assert.same(first, failed())
  end)

  it("makes jobs stick", function()
    cloud:fail_jobs({ target = ids[1], stuck = true })
    local job = restart({ ids[1] })[1]
    cloud:advance(1000000)
    assert.equal(1, status_of(job))
    assert.equal(13, server_status(ids[1])) -- powering on, for ever
  end)

  it("makes jobs take long", function()
    cloud:fail_jobs({ target = ids[1], takes = 5000 })
    local job = restart({ ids[1] })[1]
    cloud:advance(4990)
    assert.equal(1, status_of(job))
    cloud:advance(20)
    assert.equal(2, status_of(job))
    assert.equal(5, server_status(ids[1]))
  end)

  it("fails late where it has a code, too", function()
    cloud:fail_jobs({ target = ids[1], takes = 500, code = "CPS.0003" })
    local job = restart({ ids[1] })[1]
    cloud:advance(490)
    assert.equal(1, status_of(job))
    cloud:advance(20)
    assert.equal(-1, status_of(job))
  end)

  it("lets servers, phones and DevServers come back abnormal", function()
    local state = cloud:state()
    local phone = state.cph.phones[1].phone_id
    cloud:fail_jobs({ targets = { ids[5], phone }, abnormal = true })
    local job = restart({ ids[5] })[1]
    local _, reply = client:call("POST", project .. "/cloud-phone/phones/batch-restart",
      { phones = { { phone_id = phone } } })
    local dev = state.devserver.servers[1].id
    cloud:fail_jobs({ target = dev, operation = "reboot_dev_server", abnormal = true })
    assert.equal(200, (client:call("PUT", ("%s/dev-servers/%s/reboot"):format(project, dev))))
    cloud:advance(120)
    assert.equal(2, status_of(job))
    assert.equal(2, server_status(ids[5]))
    assert.equal(2, status_of(reply.jobs[1]))
    assert.equal(-7, select(2, client:call("GET", project .. "/cloud-phone/phones/" .. phone))
      .status)
    assert.equal("ERROR", select(2, client:call("GET", ("%s/dev-servers/%s"):format(project, dev)))
      .status)
  end)

  it("leaves DevServers in the state of a failure", function()
    local dev = cloud:state().devserver.servers[1].id
    cloud:fail_jobs({ target = dev })
    client:call("PUT", ("%s/dev-servers/%s/stop"):format(project, dev))
    cloud:advance(60)
    assert.equal("STOP_FAILED",
      select(2, client:call("GET", ("%s/dev-servers/%s"):format(project, dev))).status)
  end)
end)
