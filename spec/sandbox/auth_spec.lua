local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

local function date_at(offset)
  return os.date("!%Y%m%dT%H%M%SZ", os.time() + offset)
end

describe("the sandbox's signature check", function()
  local cloud, account, client, servers_path

  setup(function()
    cloud = assert(sandbox.start({ servers = 3 }))
    account = cloud:account()
    client = independent.new(account)
    servers_path = "/v1/" .. account.project_id .. "/cloud-phone/servers"
  end)

  teardown(function()
    cloud:close()
  end)

  local function send(request)
    return independent.send(cloud.url, request)
  end

  local function restart_request(options)
    local id = cloud:state().cph.servers[1].server_id
    return client:signed("POST", servers_path .. "/batch-restart?x=1", { server_ids = { id } },
      options)
  end

  local function assert_refused(request, reason)
    local response = send(request)
    assert.equal(401, response.status, response.text)
    assert.equal("APIGW.0301", response.body.error_code)
    assert.equal(response.headers["x-request-id"], response.body.request_id)
    if reason then
      assert.truthy(response.body.error_msg:find(reason, 1, true), response.body.error_msg)
    end
  end

  before_each(function()
    cloud:reset()
  end)

  it("accepts a request signed by the openssl program", function()
    local response = send(restart_request())
    assert.equal(200, response.status, response.text)
    assert.is_string(response.body.jobs[1].job_id)
  end)

  it("refuses it with one byte of the method changed", function()
    local request = client:signed("GET", servers_path)
    request.method = "PUT"
    request.target = servers_path .. "/open-access"
    local signed = client:signed("POST", servers_path .. "/open-access", "{}")
    signed.method = "PUT"
    assert_refused(signed, "signature mismatch")
  end)

  it("refuses it with one byte of the path changed", function()
    local id = cloud:state().cph.servers[1].server_id
    local request = client:signed("GET", servers_path .. "/" .. id)
    assert.equal(200, send(request).status)
    request.target = servers_path .. "/" .. id:sub(1, 31) .. (id:sub(32) == "0" and "1" or "0")
    assert_refused(request, "signature mismatch")
  end)

  it("refuses it with one byte of the query changed", function()
    local request = client:signed("GET", servers_path .. "?limit=1")
    assert.equal(200, send(request).status)
    request.target = servers_path .. "?limit=2"
    assert_refused(request, "signature mismatch")
  end)

  it("refuses it with one byte of a signed header changed", function()
    local request = restart_request({ headers = { { "X-Mark", "a" } } })
    request.headers[4][2] = "b"
    assert_refused(request, "signature mismatch")
  end)

  it("refuses it with one byte of the body changed", function()
    local request = restart_request()
    request.body = request.body .. " "
    assert_refused(request, "signature mismatch")
  end)

  it("refuses it with one byte of the date changed", function()
    local request = restart_request({ date = date_at(-60) })
    request.headers[3][2] = date_at(-59)
    assert_refused(request, "signature mismatch")
  end)

  it("refuses it with one byte of the signature changed", function()
    local request = restart_request()
    local header = request.headers[#request.headers]
    local last = header[2]:sub(-1)
    header[2] = header[2]:sub(1, -2) .. (last == "0" and "1" or "0")
    assert_refused(request, "signature mismatch")
  end)

  it("lets the date be 15 minutes off, either way, and no more", function()
    for _, offset in ipairs({ -890, 890 }) do
      local request = client:signed("GET", servers_path, nil, { date = date_at(offset) })
      assert.equal(200, send(request).status)
    end
    assert_refused(client:signed("GET", servers_path, nil, { date = date_at(-910) }), "expired")
    assert_refused(client:signed("GET", servers_path, nil, { date = date_at(910) }), "expired")
    assert_refused(client:signed("GET", servers_path, nil, { date = "yesterday" }),
      "malformed date")
  end)

  it("refuses an unknown access key, a wrong secret key, and no proof at all", function()
    assert_refused(client:signed("GET", servers_path, nil, { ak = "SOMEBODYELSE" }), "unknown key")
    assert_refused(client:signed("GET", servers_path, nil, { sk = account.sk .. "x" }),
      "signature mismatch")
    assert_refused({ method = "GET", target = servers_path, headers = {} }, "no authorization")
    assert_refused({ method = "GET", target = servers_path,
      headers = { { "Authorization", "Basic dTpw" } } }, "malformed authorization")
  end)

  it("refuses a signed header that is missing or came twice", function()
    local request = restart_request({ headers = { { "X-Mark", "a" } } })
    table.remove(request.headers, 4)
    assert_refused(request, "signed header missing")
    request = restart_request({ headers = { { "X-Mark", "a" } } })
    table.insert(request.headers, { "x-mark", "a" })
    assert_refused(request, "repeated header")
  end)

  it("accepts headers that were added after signing", function()
    local request = restart_request()
    table.insert(request.headers, { "X-Trace", "7" })
    assert.equal(200, send(request).status)
  end)

  it("accepts V11-HMAC-SHA256 and SDK-HMAC-SM3", function()
    local info = ("%s/%s/cph"):format(os.date("!%Y%m%d"), account.region)
    local v11 = restart_request({ algorithm = "V11-HMAC-SHA256", info = info })
    assert.equal(200, send(v11).status)
    v11.body = v11.body .. " "
    assert_refused(v11, "signature mismatch")
    cloud:reset()
    local sm3 = restart_request({ algorithm = "SDK-HMAC-SM3" })
    assert.equal(200, send(sm3).status)
    sm3.body = sm3.body .. " "
    assert_refused(sm3, "signature mismatch")
  end)

  it("does not look at the body where the request says UNSIGNED-PAYLOAD", function()
    local request = restart_request({
      headers = { { "X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD" } },
    })
    request.body = request.body .. " "
    assert.equal(200, send(request).status)
  end)

  it("refuses a stated hash that is not the body's", function()
    local request = restart_request({
      headers = { { "X-Sdk-Content-Sha256", ("0"):rep(64) } },
    })
    assert_refused(request, "signature mismatch")
  end)

  it("takes percent-encoding as it was written", function()
    for _, query in ipairs({
      "server_name=a%20b", "server_name=%61", "server_name=%e4%bd%a0", "limit=5&server_name=%2F",
      "server_name=a+b", "server_name=%7E~*'()", "server_name=", "server_name=%zz",
    }) do
      local response = send(client:signed("GET", servers_path .. "?" .. query))
      assert.equal(200, response.status, query .. response.text)
    end
    local id = cloud:state().cph.servers[1].server_id
    local escaped = id:gsub("^.", function(c) return ("%%%02x"):format(c:byte()) end)
    local response = send(client:signed("GET", servers_path .. "/" .. escaped))
    assert.equal(200, response.status, response.text)
    assert.equal(id, response.body.server_id)
  end)

  it("refuses another project by the service's own response", function()
    local other = ("0"):rep(32)
    local response = send(client:signed("GET", "/v1/" .. other .. "/cloud-phone/servers"))
    assert.equal(403, response.status)
    assert.equal("APIGW.0302", response.body.error_code)
    response = send(client:signed("GET", ("/v2/%s/apic/instances/%s/signs"):format(other,
      account.instance_id)))
    assert.equal(403, response.status)
    assert.equal("APIG.1005", response.body.error_code)
    response = send(client:signed("GET", "/v1/" .. other .. "/dev-servers"))
    assert.equal(403, response.status)
    assert.equal("ModelArts.0108", response.body.error_code)
    response = send(client:signed("GET", servers_path, nil,
      { headers = { { "X-Project-Id", other } } }))
    assert.equal(403, response.status)
  end)
end)

describe("the sandbox's token check", function()
  local cloud, account, client

  setup(function()
    cloud = assert(sandbox.start({ servers = 1 }))
    account = cloud:account()
    client = independent.new(account):log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  local function paths()
    return "/v1/" .. account.project_id .. "/cloud-phone/servers",
      ("/v2/%s/apic/instances/%s/signs"):format(account.project_id, account.instance_id),
      "/v1/" .. account.project_id .. "/dev-servers"
  end

  it("lets a token of its own in", function()
    for _, path in ipairs({ paths() }) do
      assert.equal(200, (client:call("GET", path)))
    end
  end)

  it("refuses a token that it does not know", function()
    local other = independent.new(account)
    other.token = client.token:sub(1, -2)
    local phones, signs, servers = paths()
    local status, body = other:call("GET", phones)
    assert.equal(401, status)
    assert.equal("APIGW.0301", body.error_code)
    status, body = other:call("GET", signs)
    assert.equal(401, status)
    assert.equal("APIG.1002", body.error_code)
    status, body = other:call("GET", servers)
    assert.equal(401, status)
    assert.equal("APIGW.0301", body.error_code)
  end)

  it("asks for a new token once one has expired", function()
    local old = independent.new(account):log_in()
    cloud:expire_tokens()
    for _, path in ipairs({ paths() }) do
      local status, body = old:call("GET", path)
      assert.equal(401, status)
      assert.equal("APIGW.0307", body.error_code)
    end
    client = independent.new(account):log_in()
    assert.equal(200, (client:call("GET", (paths()))))
  end)
end)
