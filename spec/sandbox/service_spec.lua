local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

describe("the sandbox as a whole", function()
  local cloud, account, client, servers_path

  setup(function()
    cloud = assert(sandbox.start({ servers = 4 }))
    account = cloud:account()
    client = independent.new(account):log_in()
    servers_path = "/v1/" .. account.project_id .. "/cloud-phone/servers"
  end)

  teardown(function()
    cloud:close()
  end)

  it("answers 404 APIG.0101 for what no row describes, known or not", function()
    for _, case in ipairs({
      { "GET", "/" }, { "GET", "/v1/nothing" }, { "PATCH", servers_path },
      { "GET", servers_path .. "/" }, { "GET", servers_path .. "//" },
    }) do
      local status, body, headers = client:call(case[1], case[2])
      assert.equal(404, status, case[1] .. " " .. case[2])
      assert.equal("APIG.0101", body.error_code)
      assert.truthy(body.error_msg:find("not in this sandbox", 1, true))
      assert.equal(headers["x-request-id"], body.request_id)
    end
  end)

  it("gives every response a request id of its own and a date", function()
    local seen = {}
    for _, target in ipairs({ servers_path, servers_path, "/nothing", "/v3/projects" }) do
      local _, _, headers = client:call("GET", target)
      local id = headers["x-request-id"]
      assert.truthy(id:find("^%x+$") and #id == 32)
      assert.is_nil(seen[id])
      seen[id] = true
      assert.truthy(headers.date:find("GMT$"))
    end
  end)

  it("keeps the connection for the next request", function()
    local request = client:signed("GET", servers_path)
    local body = client:signed("PUT", servers_path .. "/open-access", { servers = {
      { server_id = ("0"):rep(32), keypair_name = "keypair-2" },
    } })
    local responses, connections = independent.send_all(cloud.url, { request, body, request })
    assert.equal(3, #responses)
    for _, response in ipairs(responses) do
      assert.equal(200, response.status)
    end
    assert.equal(1, connections)
  end)

  it("takes the members of a body in any order, null as absent, unknown ones as nothing", function()
    local server = cloud:state().cph.servers[1]
    for _, body in ipairs({
      ('{"servers":[{"server_id":"%s","keypair_name":"keypair-2"}]}'),
      ('{"servers":[{"keypair_name":"keypair-2","server_id":"%s"}]}'),
      (' {\n"more":{"x":[1,2]},"servers" : [ {"tag":null,"keypair_name":"keypair\\u002d2" ,'
        .. '"server_id":"%s"}]}\n'),
    }) do
      local status, response = client:call("PUT", servers_path .. "/open-access",
        body:format(server.server_id))
      assert.equal(200, status)
      assert.is_nil(response.jobs[1].error_code)
    end
  end)

  it("refuses bodies that are not a JSON object", function()
    for _, body in ipairs({ "{", "[]", "[1]", "null", "7", "\"text\"", "{\"servers\":[}" }) do
      local status, response = client:call("PUT", servers_path .. "/open-access", body)
      assert.equal(400, status, body)
      assert.truthy(response.error_code:find("^CPS%."))
    end
  end)

  it("takes bodies of 12 MiB and no more", function()
    local bound = 12 * 1024 * 1024
    local body = '{}'
    local status, response = client:call("PUT", servers_path .. "/open-access",
      body .. (" "):rep(bound - #body))
    assert.equal(400, status)
    assert.equal("CPS.0095", response.error_code)
    status, response = client:call("PUT", servers_path .. "/open-access",
      body .. (" "):rep(bound - #body + 1))
    assert.equal(413, status)
    assert.equal("APIGW.0201", response.error_code)
  end)

  it("shows bytes that are no text as bytes, and no bodies that cannot be written", function()
    cloud:reset()
    client:log_in()
    for _, request in ipairs({
      { method = "GET", target = "/a?x=%00%ff", headers = { { "X-Mark", "\xff" } } },
      { method = "POST", target = "/b", headers = {}, body = ('{"a":'):rep(1000) .. "1"
        .. ("}"):rep(1000) },
      { method = "POST", target = "/c", headers = {}, body = '{"a":"\\u0000"}' },
      { method = "POST", target = "/d", headers = {}, body = '{"a":"\xff"}' },
    }) do
      assert.equal(404, independent.send(cloud.url, request).status)
    end
    local list = cloud:requests()
    assert.equal(5, #list)
    assert.equal("\\x00\\xFF", list[2].query.x)
    assert.is_nil(list[3].body)
    assert.equal(6001, list[3].body_size)
    assert.same({ a = "\0" }, list[4].body)
    assert.same({ a = "\u{FFFD}" }, list[5].body)
  end)

  it("shows why a request was refused", function()
    cloud:reset()
    client:log_in()
    local wrong = client:signed("GET", servers_path, nil, { sk = "another" })
    assert.equal(401, independent.send(cloud.url, wrong).status)
    client:call("GET", servers_path .. "?limit=many")
    client:call("GET", servers_path)
    local list = cloud:requests()
    assert.equal("signature_mismatch", list[2].reason)
    assert.truthy(list[2].canonical_request:find("^GET\n/v1/"))
    assert.truthy(list[3].reason:find("limit", 1, true))
    assert.is_nil(list[4].reason)
    assert.is_nil(list[4].canonical_request)
  end)

  it("shows what arrived, without credentials and secrets", function()
    cloud:reset()
    local known = independent.new(account):log_in()
    local request = known:signed("PUT", ("/v2/%s/apic/instances/%s/signs/none?a=%%20b"):format(
      account.project_id, account.instance_id),
      { name = "my_key", sign_type = "hmac", sign_key = "key-in-clear-1",
        sign_secret = "secret-in-clear-1" },
      { headers = { { "X-Mark", "m" } } })
    table.insert(request.headers, { "X-Auth-Token", known.token })
    assert.equal(404, independent.send(cloud.url, request).status)
    local list = cloud:requests()
    assert.equal(2, #list)
    assert.equal("keystone_create_user_token_by_password", list[1].operation)
    assert.equal(201, list[1].status)
    local entry = list[2]
    assert.equal("PUT", entry.method)
    assert.equal(request.target, entry.target)
    assert.equal(" b", entry.query.a)
    assert.equal("my_key", entry.body.name)
    assert.equal("update_signature_key", entry.operation)
    assert.equal(404, entry.status)
    assert.equal("APIG.3017", entry.error_code)
    local text = require("_hwc").encode_json(list)
    for _, secret in ipairs({
      account.sk, account.password, known.token, "key-in-clear-1", "secret-in-clear-1",
      request.headers[#request.headers - 1][2]:match("Signature=(%x+)"),
    }) do
      assert.is_nil(text:find(secret, 1, true))
    end
  end)
end)

describe("sandbox.start", function()
  it("makes the same cloud from the same seed, another one from another", function()
    local a <close> = assert(sandbox.start({ servers = 3, seed = 7 }))
    local b <close> = assert(sandbox.start({ servers = 3, seed = 7 }))
    local c <close> = assert(sandbox.start({ servers = 3, seed = 8 }))
    assert.same(a:state(), b:state())
    assert.equal(a:account().sk, b:account().sk)
    assert.not_equal(a:account().sk, c:account().sk)
    assert.not_equal(a:state().cph.servers[1].server_id, c:state().cph.servers[1].server_id)
  end)

  it("gives the number of servers that is asked for", function()
    local cloud <close> = assert(sandbox.start())
    local state = cloud:state()
    assert.equal(200, #state.cph.servers)
    local seen = {}
    for _, server in ipairs(state.cph.servers) do
      assert.truthy(server.server_id:find("^[0-9a-f]+$") and #server.server_id == 32)
      assert.is_nil(seen[server.server_id])
      seen[server.server_id] = true
      assert.equal(5, server.status)
    end
    local none <close> = assert(sandbox.start({ servers = 0 }))
    assert.same({}, none:state().cph.servers)
  end)

  it("raises for unknown and ill-typed options, and names the nearest", function()
    local ok, message = pcall(function()
      local cloud = sandbox.start({ server = 3 })
      return cloud
    end)
    assert.is_false(ok)
    assert.truthy(message:find('did you mean "servers"', 1, true))
    assert.truthy(message:find("service_spec.lua", 1, true), message)
    for _, options in ipairs({
      { servers = -1 }, { servers = 1.5 }, { servers = "3" }, { speed = 0 }, { speed = 0 / 0 },
      { port = 65536 }, { port = -1 }, { keypairs = {} }, { keypairs = { 1 } }, { seed = "x" },
      { address = "" }, { public_key = 1 }, { token_life = 0 },
    }) do
      assert.is_false(pcall(sandbox.start, options))
    end
  end)

  it("says why it cannot listen", function()
    local cloud <close> = assert(sandbox.start({ servers = 0 }))
    local port = math.tointeger(tonumber(cloud.url:match(":(%d+)$")))
    local other, message = sandbox.start({ servers = 0, port = port })
    assert.is_nil(other)
    assert.truthy(message:find("in use", 1, true), message)
    other, message = sandbox.start({ address = "no.such.host.invalid" })
    assert.is_nil(other)
    assert.truthy(message:find("address", 1, true), message)
  end)

  it("says so where the C module is missing", function()
    local loaded, cpath = package.loaded._hwc_httpd, package.cpath
    package.loaded._hwc_httpd = nil
    package.preload._hwc_httpd = function() error("not there") end
    local cloud, message = sandbox.start()
    package.preload._hwc_httpd = nil
    package.loaded._hwc_httpd, package.cpath = loaded, cpath
    assert.is_nil(cloud)
    assert.truthy(message:find("libmicrohttpd", 1, true))
  end)

  it("stops listening when closed, twice if need be, and refuses further use", function()
    local cloud = assert(sandbox.start({ servers = 0 }))
    local url = cloud.url
    assert.equal(404, independent.send(url, { method = "GET", target = "/", headers = {} }).status)
    cloud:close()
    cloud:close()
    assert.is_nil(independent.send(url, { method = "GET", target = "/", headers = {} }))
    local ok, message = pcall(cloud.state, cloud)
    assert.is_false(ok)
    assert.truthy(message:find("closed", 1, true))
    assert.equal("hwc.sandbox (closed)", tostring(cloud))
  end)

  it("shows copies of its state", function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    cloud:state().cph.servers[1].status = 99
    assert.equal(5, cloud:state().cph.servers[1].status)
  end)

  it("has options for clients", function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    local options, account = cloud:options(), cloud:account()
    assert.equal(cloud.url, options.endpoint)
    assert.equal(cloud.url, options.iam_endpoint)
    assert.equal(account.sk, options.sk)
    assert.equal(account.project_id, options.project_id)
    assert.equal(account.instance_id, options.instance_id)
  end)

  it("listens on IPv6 too", function()
    local cloud, message = sandbox.start({ servers = 0, address = "::1" })
    if not cloud then -- a host without IPv6
      assert.truthy(message:find("::1", 1, true))
      return
    end
    assert.equal(404, independent.send(cloud.url,
      { method = "GET", target = "/", headers = {} }).status)
    cloud:close()
  end)
end)

describe("ordered faults", function()
  local cloud, client, servers_path, server_id

  setup(function()
    cloud = assert(sandbox.start({ servers = 2 }))
    servers_path = "/v1/" .. cloud:account().project_id .. "/cloud-phone/servers"
    server_id = cloud:state().cph.servers[1].server_id
  end)

  before_each(function()
    cloud:reset()
    client = independent.new(cloud:account()):log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  it("replace as many answers as were ordered", function()
    cloud:fail({ operation = "list_cloud_phone_servers", status = 429, times = 2,
      headers = { ["Retry-After"] = "3" } })
    for _ = 1, 2 do
      local status, body, headers = client:call("GET", servers_path)
      assert.equal(429, status)
      assert.equal("APIGW.0308", body.error_code)
      assert.equal("3", headers["retry-after"])
      assert.equal(headers["x-request-id"], body.request_id)
    end
    assert.equal(200, (client:call("GET", servers_path)))
  end)

  it("leave other operations alone", function()
    cloud:fail({ operation = "show_job", status = 500 })
    assert.equal(200, (client:call("GET", servers_path)))
  end)

  it("can have a code, a text and a body of any kind", function()
    cloud:fail({ status = 400, code = "CPS.0042", message = "System busy" })
    local status, body = client:call("GET", servers_path)
    assert.equal(400, status)
    assert.equal("CPS.0042", body.error_code)
    assert.equal("System busy", body.error_msg)
    cloud:fail({ status = 502, body = "<html>Bad Gateway</html>" })
    status, body = client:call("GET", servers_path)
    assert.equal(502, status)
    assert.is_nil(body)
  end)

  it("have codes and texts that fit their status", function()
    for status, code in pairs({
      [400] = "APIGW.0201", [401] = "APIGW.0301", [403] = "APIGW.0302", [404] = "APIG.0101",
      [408] = "APIGW.0201", [409] = "APIGW.0201", [413] = "APIGW.0201", [429] = "APIGW.0308",
      [500] = "APIG.0601", [502] = "APIGW.0201", [503] = "APIG.0601", [504] = "APIGW.0201",
    }) do
      cloud:fail({ status = status })
      local got, body = client:call("GET", servers_path)
      assert.equal(status, got)
      assert.equal(code, body.error_code, status)
      assert.equal(status == 500, body.error_msg == "Internal server error", body.error_msg)
    end
    cloud:fail({ status = 409, message = "busy" })
    assert.equal("busy", select(2, client:call("GET", servers_path)).error_msg)
  end)

  it("need no options", function()
    cloud:fail()
    assert.equal(500, (client:call("GET", servers_path)))
    assert.equal(200, (client:call("GET", servers_path)))
    cloud:fail_jobs()
  end)

  it("can close the connection without a response", function()
    cloud:fail({ drop = true })
    assert.is_nil(independent.send(cloud.url, client:signed("GET", servers_path)))
    assert.equal(200, (client:call("GET", servers_path)))
  end)

  it("can lose the response of work that was done", function()
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
    local request = client:signed("POST", servers_path .. "/batch-restart",
      { server_ids = { server_id } })
    assert.is_nil(independent.send(cloud.url, request))
    assert.equal(1, #cloud:state().cph.jobs)
  end)

  it("raise for unknown members and operations, and name the nearest", function()
    local ok, message = pcall(cloud.fail, cloud, { oparation = "show_job" })
    assert.is_false(ok)
    assert.truthy(message:find('did you mean "operation"', 1, true))
    ok, message = pcall(cloud.fail, cloud, { operation = "show_jobs" })
    assert.is_false(ok)
    assert.truthy(message:find('did you mean "show_job"', 1, true), message)
    ok = pcall(cloud.fail, cloud, { status = 100 })
    assert.is_false(ok)
    ok = pcall(cloud.fail_jobs, cloud, { times = 0 })
    assert.is_false(ok)
  end)
end)
