-- Orders over HTTP, by the curl program.

local cjson = require("cjson")
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

describe("orders over HTTP", function()
  local cloud, account, client, servers_path

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, speed = 1 }))
    account = cloud:account()
    servers_path = "/v1/" .. account.project_id .. "/cloud-phone/servers"
  end)

  before_each(function()
    cloud:reset()
    client = independent.new(account):log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  -- Sends an order; `headers` in place of the token.
  local function order(method, path, body, headers)
    local response = assert(independent.send(cloud.url, {
      method = method,
      target = "/_sandbox/" .. path,
      headers = headers or { { "Authorization", "Bearer " .. account.control_token } },
      body = type(body) == "table" and cjson.encode(body) or body,
    }))
    return response.status, response.body, response.headers
  end

  local function restart(id)
    return client:call("POST", servers_path .. "/batch-restart", { server_ids = { id } })
  end

  it("need the token of this start", function()
    for _, headers in ipairs({
      {}, { { "Authorization", "Bearer wrong" } }, { { "Authorization", account.control_token } },
      { { "X-Auth-Token", account.control_token } },
    }) do
      local status, body, got = order("GET", "state", nil, headers)
      assert.equal(401, status)
      assert.truthy(body.error:find("control_token", 1, true))
      assert.equal("Bearer", got["www-authenticate"])
    end
    local other <close> = assert(sandbox.start({ servers = 0 }))
    assert.not_equal(account.control_token, other:account().control_token)
  end)

  it("tell health without a token, and nothing else", function()
    local status, body = order("GET", "health", nil, {})
    assert.equal(200, status)
    assert.equal("ok", body.status)
    assert.same({ "status", "version" }, (function()
      local names = {}
      for name in pairs(body) do
        names[#names + 1] = name
      end
      table.sort(names)
      return names
    end)())
  end)

  it("are refused where the Host is another one's, or a web page asks", function()
    local token = { "Authorization", "Bearer " .. account.control_token }
    for _, header in ipairs({
      { "Host", "sandbox.example.com" }, { "Host", "192.0.2.7" }, { "Host", "localhost.evil.com" },
      { "Host", "" }, { "Origin", "http://127.0.0.1" }, { "Origin", "null" },
      { "Sec-Fetch-Site", "cross-site" }, { "Sec-Fetch-Site", "same-origin" },
    }) do
      local status, body = order("POST", "reset", nil, { token, header })
      assert.equal(403, status, header[1] .. ": " .. header[2])
      assert.is_string(body.error)
      assert.equal(403, (order("GET", "health", nil, { header })))
    end
    for _, host in ipairs({ "localhost:1", "LOCALHOST", "127.0.0.1", "127.8.8.8:80", "[::1]:9" }) do
      assert.equal(200, (order("GET", "state", nil, { token, { "Host", host } })), host)
    end
  end)

  it("name what is not there, and the methods there are", function()
    assert.equal(404, (order("GET", "nothing")))
    assert.equal(404, (order("GET", "")))
    local status, _, headers = order("PATCH", "faults")
    assert.equal(405, status)
    assert.equal("DELETE, GET, POST", headers.allow)
  end)

  it("are refused where the body is wrong, and then nothing has changed", function()
    for _, case in ipairs({
      { "POST", "advance", "{" }, { "POST", "advance", "[]" }, { "POST", "advance", "{}" },
      { "POST", "advance", { seconds = "1" } }, { "POST", "advance", { second = 1 } },
      { "POST", "faults", { oparation = "show_job" } }, { "POST", "faults", { operation = "x" } },
      { "POST", "faults", { status = 100 } }, { "POST", "faults", { drop = true, status = 500 } },
      { "POST", "jobs/faults", { stuck = true, takes = 5 } },
      { "POST", "keypairs", { name = "" } }, { "PUT", "clock", { offset = "now" } },
      { "PUT", "clock", { offset = 1e12 } }, { "POST", "scenario", { clock = 1e12 } },
      { "PUT", "state", { format = "other" } }, { "PUT", "lag", { seconds = -1 } },
      { "POST", "scenario", { faults = { {}, { statuss = 500 } } } },
      { "POST", "scenario", { tomorrow = true } },
      { "POST", "scenario", '{"faults": {"first": {"status": 503}}}' },
      { "POST", "scenario", { lag = 86401 } }, { "PUT", "lag", { seconds = 86401 } },
      { "POST", "faults", { headers = { A = "1\r\nB: 2" } } },
      { "POST", "faults", { headers = { ["A\r\nB"] = "1" } } },
      { "POST", "faults", { headers = { [""] = "1" } } },
      { "POST", "faults", { headers = { A = "" } } },
      { "POST", "faults", { headers = { ["content-length"] = "1" } } },
      { "POST", "faults", { headers = { ["Transfer-Encoding"] = "chunked" } } },
    }) do
      local status, body = order(case[1], case[2], case[3])
      assert.equal(400, status, case[2])
      assert.is_string(body.error)
      assert.is_nil(body.error:find("lua:%d"), body.error)
    end
    assert.same({}, cloud:faults())
    assert.equal(3, #cloud:state().cph.servers)
  end)

  it("are in no list of requests", function()
    order("GET", "state")
    assert.equal(1, #cloud:requests()) -- the log in
  end)

  it("show account, state, requests and effects as Lua has them", function()
    local id = cloud:state().cph.servers[1].server_id
    assert.equal(200, (restart(id)))
    for path, method in pairs({
      account = "account", state = "state", effects = "effects", faults = "faults",
    }) do
      local status, body = order("GET", path)
      assert.equal(200, status)
      assert.same(cjson.decode(require("_hwc").encode_json(cloud[method](cloud))), body, path)
    end
    local _, body = order("GET", "requests")
    local list, forgotten = cloud:requests()
    assert.same({ requests = cjson.decode(require("_hwc").encode_json(list)),
      forgotten = forgotten }, body)
  end)

  it("show no secrets of the state", function()
    local _, _, headers = order("GET", "state")
    assert.equal("no-store", headers["cache-control"])
    local response = independent.send(cloud.url, { method = "GET", target = "/_sandbox/state",
      headers = { { "Authorization", "Bearer " .. account.control_token } } })
    for _, secret in ipairs({ account.sk, account.password, client.token }) do
      assert.is_nil(response.text:find(secret, 1, true))
    end
  end)

  it("order, list and take back faults", function()
    local status, body = order("POST", "faults",
      { operation = "list_cloud_phone_servers", status = 503, times = 5 })
    assert.equal(200, status)
    assert.equal(503, (client:call("GET", servers_path)))
    local _, list = order("GET", "faults")
    assert.equal(1, #list)
    assert.equal(body.id, list[1].id)
    assert.equal(4, list[1].times)
    assert.equal(404, (order("DELETE", "faults/none")))
    assert.equal(200, (order("DELETE", "faults/" .. body.id)))
    assert.equal(200, (client:call("GET", servers_path)))
    order("POST", "faults", { status = 500, times = 9 })
    order("POST", "jobs/faults", { times = 9 })
    assert.same({ removed = 1 }, select(2, order("DELETE", "jobs/faults")))
    assert.same({ removed = 1 }, select(2, order("DELETE", "faults")))
    assert.equal(200, (client:call("GET", servers_path)))
  end)

  it("order faults of jobs, and let time pass", function()
    local id = cloud:state().cph.servers[1].server_id
    assert.equal(200, (order("POST", "jobs/faults", { target = id, code = "CPS.0003" })))
    local _, reply = restart(id)
    local path = ("/v1/%s/cloud-phone/jobs/%s"):format(account.project_id, reply.jobs[1].job_id)
    assert.equal(1, select(2, client:call("GET", path)).status)
    assert.equal(200, (order("POST", "advance", { seconds = 60 })))
    local _, job = client:call("GET", path)
    assert.equal(-1, job.status)
    assert.equal("CPS.0003", job.error_code)
  end)

  it("let tokens expire", function()
    assert.equal(200, (order("POST", "tokens/expire")))
    local status, body = client:call("GET", servers_path)
    assert.equal(401, status)
    assert.equal("APIGW.0307", body.error_code)
  end)

  it("register and remove key pairs", function()
    local id = cloud:state().cph.servers[1].server_id
    local function set(name)
      local _, body = client:call("PUT", servers_path .. "/open-access",
        { servers = { { server_id = id, keypair_name = name } } })
      return body.jobs[1].error_code
    end
    assert.equal("CPS.0067", set("ops-3"))
    assert.equal(200, (order("POST", "keypairs", { name = "ops-3" })))
    assert.is_nil(set("ops-3"))
    assert.same({ "keypair-1", "keypair-2", "keypair-3", "ops-3" },
      select(2, order("GET", "keypairs")))
    assert.equal(200, (order("DELETE", "keypairs/ops-3")))
    assert.equal(404, (order("DELETE", "keypairs/ops-3")))
    order("POST", "keypairs", { name = "of two/words" })
    assert.equal(200, (order("DELETE", "keypairs/of%20two%2Fwords")))
  end)

  it("set the status of servers, phones and DevServers", function()
    local state = cloud:state()
    for _, case in ipairs({
      { state.cph.servers[1].server_id, 2, servers_path .. "/%s" },
      { state.cph.phones[1].phone_id, -7, ("/v1/%s/cloud-phone/phones/%%s"):format(
        account.project_id) },
      { state.devserver.servers[1].id, "ERROR", ("/v1/%s/dev-servers/%%s"):format(
        account.project_id) },
    }) do
      local id, wanted, path = table.unpack(case)
      assert.equal(200, (order("PUT", "servers/" .. id, { status = wanted })))
      assert.equal(wanted, select(2, client:call("GET", path:format(id))).status)
      local other = type(wanted) == "number" and "ERROR" or 2
      assert.equal(400, (order("PUT", "servers/" .. id, { status = other })))
    end
    assert.equal(404, (order("PUT", "servers/none", { status = 2 })))
  end)

  it("set the clock wrong and right again", function()
    local day = 86400
    local status, clock = order("PUT", "clock", { offset = day })
    assert.equal(200, status)
    assert.equal(day, clock.offset)
    assert.truthy(math.abs(clock.time - os.time() - day) < 60)
    local response = independent.send(cloud.url, client:signed("GET", servers_path))
    assert.equal(401, response.status)
    local date = response.headers.date
    assert.equal(os.date("!%d %b", os.time() + day), date:match("%d+ %a+"))
    order("PUT", "clock", { offset = 0 })
    response = independent.send(cloud.url, client:signed("GET", servers_path))
    assert.equal(200, response.status)
    assert.equal(os.date("!%d %b"), response.headers.date:match("%d+ %a+"))
  end)

  it("let changes show late", function()
    local id = cloud:state().cph.servers[1].server_id
    assert.equal(200, (order("PUT", "lag", { seconds = 100 })))
    restart(id)
    assert.equal(5, select(2, client:call("GET", servers_path .. "/" .. id)).status)
    order("PUT", "lag", { seconds = 0 })
    assert.equal(11, select(2, client:call("GET", servers_path .. "/" .. id)).status)
  end)

  it("begin anew", function()
    cloud:reset()
    local before = cloud:state()
    client:log_in()
    restart(before.cph.servers[1].server_id)
    order("POST", "faults", { status = 500 })
    assert.equal(200, (order("POST", "reset")))
    assert.same(before, cloud:state())
    assert.same({}, cloud:faults())
    assert.same({}, cloud:effects())
    assert.same({}, cloud:requests())
  end)

  it("save a state and go on from it", function()
    local id = cloud:state().cph.servers[1].server_id
    local _, reply = restart(id)
    local saved = independent.send(cloud.url, { method = "GET", target = "/_sandbox/state?saved",
      headers = { { "Authorization", "Bearer " .. account.control_token } } })
    assert.equal(200, saved.status)
    cloud:reset()
    assert.equal(401, (client:call("GET", servers_path)))
    assert.equal(200, (order("PUT", "state", saved.text)))
    local status, server = client:call("GET", servers_path .. "/" .. id)
    assert.equal(200, status) -- the token is known again
    assert.equal(11, server.status)
    order("POST", "advance", { seconds = 60 })
    local _, job = client:call("GET", ("/v1/%s/cloud-phone/jobs/%s"):format(account.project_id,
      reply.jobs[1].job_id))
    assert.equal(2, job.status)
  end)

  it("order a scenario", function()
    assert.equal(200, (order("POST", "scenario", {
      faults = { { operation = "list_cloud_phone_servers", status = 502 } },
      jobs = { { operation = "restart_cloud_phone_server" } },
      clock = -3600,
    })))
    assert.equal(2, #cloud:faults())
    assert.equal(502, (client:call("GET", servers_path)))
    assert.equal(-3600, select(2, order("GET", "clock")).offset)
  end)
end)
