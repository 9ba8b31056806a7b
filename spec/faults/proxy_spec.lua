-- Proxies: used for hosts elsewhere, never for loopback; what they refuse was not sent.

local certificates = require("spec.support.certificates")
local faults = require("spec.support.faults")
local matrix = require("spec.support.matrix")

local HOST = "phones.example.com" -- nobody but the proxy knows it

describe("a proxy", function()
  local files, server, tls_port

  setup(function()
    files = certificates.new()
    files:issue("phones", "DNS:" .. HOST)
    server = faults.start()
    tls_port = server:tls(files:server("phones"))
  end)

  teardown(function()
    server:close()
    files:remove()
  end)

  -- What becomes of a POST to `endpoint` by way of the server as a proxy.
  local function call(endpoint, more)
    local options = {
      endpoint = endpoint, allow_http = true, proxy = "http://127.0.0.1:" .. server.port,
      ca_file = files:file("ca.pem"),
    }
    for name, value in pairs(more or {}) do
      options[name] = value
    end
    local client <close> = matrix.client(0, options)
    local reply, info = matrix.CALLS.POST(client)
    local report = server:report()
    return matrix.cell(reply, info, report, 0), info, report
  end

  it("is given the whole URL of plain HTTP", function()
    server:script(matrix.SERVE)
    local cell, _, report = call("http://" .. HOST)
    assert.equal("ok 1 - - 1", cell)
    local request = report.requests[1]
    assert.equal("http://" .. HOST .. "/v1/project-1/cloud-phone/servers/batch-restart",
      request.target)
    assert.matches("\r\nHost: " .. HOST .. "\r\n", request.bytes, 1, true)
  end)

  it("connects to the host, and sees nothing of the request, with TLS", function()
    server:script({ "read", { "tunnel", tls_port } }, matrix.SERVE)
    local cell, _, report = call("https://" .. HOST)
    assert.equal("ok 1 - - 2", cell) -- CONNECT, and what was inside
    local connect, inside = report.requests[1], report.requests[2]
    assert.equal("CONNECT", connect.method)
    assert.equal(HOST .. ":443", connect.target)
    assert.is_nil(connect.bytes:find("Authorization", 1, true))
    assert.is_nil(connect.bytes:find("project-1", 1, true))
    assert.equal("POST", inside.method)
  end)

  it("does not make another host of one without its certificate", function()
    server:script({ "read", { "tunnel", tls_port } }, matrix.SERVE)
    local cell, err = call("https://other.example.com")
    assert.equal("transport 1 unsent final 1", cell)
    assert.matches("target host name 'other.example.com'", err.message, 1, true)
  end)

  -- Of these the proxy sees CONNECT only, as often as it is tried.

  it("that refuses the caller is not asked again", function()
    server:script({ "read", { "send", faults.http(407, "", "Proxy-Authenticate: Basic\r\n") } })
    local cell, err = call("https://" .. HOST)
    assert.equal("transport 1 unsent final 1", cell)
    assert.matches("the proxy refused to connect (status 407)", err.message, 1, true)
  end)

  it("that cannot connect is asked again", function()
    server:script({ "read", { "send", faults.http(502, "") } })
    local cell, err = call("https://" .. HOST)
    assert.equal("transport 3 unsent again 3", cell)
    assert.matches("the proxy refused to connect (status 502)", err.message, 1, true)
  end)

  it("that is lost before it connects has sent nothing on", function()
    server:script({ "read", "reset" })
    assert.equal("transport 3 unsent again 3", (call("https://" .. HOST)))
  end)

  it("that never connects ends with connect_timeout", function()
    server:script({ "read" })
    local cell, err = call("https://" .. HOST, { connect_timeout = 0.1 })
    assert.equal("timeout 3 unsent again 3", cell)
    assert.matches("no connection within 0.1 s", err.message, 1, true)
  end)

  it("that is lost with a plain request may have sent it on", function()
    server:script({ "read", "reset" })
    assert.equal("transport 1 sent final 1", (call("http://" .. HOST)))
  end)

  it("is not used for loopback", function()
    local target <close> = faults.start()
    target:script(matrix.SERVE)
    server:script(matrix.SERVE)
    assert.equal("ok 1 - - 0", (call("http://127.0.0.1:" .. target.port)))
    assert.equal("ok 1 - - 0", (call("http://localhost:" .. target.port)))
    assert.equal(2, target:report().whole)
  end)

  it("is found in the environment, and left alone if the option is empty", function()
    local script = os.tmpname()
    local file = assert(io.open(script, "w"))
    file:write([[
      local matrix = require("spec.support.matrix")
      local client <close> = matrix.client(0, {
        endpoint = arg[1], ca_file = arg[2], proxy = arg[3], allow_http = true, retry = false,
      })
      local reply, err = matrix.CALLS.POST(client)
      print(reply and "ok" or err.message)
    ]])
    file:close()
    finally(function() os.remove(script) end)
    local function run(variable, endpoint, proxy)
      local pipe = assert(io.popen(("%s=http://127.0.0.1:%d lua5.4 %s %s %s %s"):format(
        variable, server.port, script, endpoint, files:file("ca.pem"), proxy or "")))
      local line = pipe:read("l")
      pipe:close()
      return line
    end
    local target <close> = faults.start()
    target:script(matrix.SERVE)

    server:script({ "read", { "tunnel", tls_port } }, matrix.SERVE)
    assert.equal("ok", run("HTTPS_PROXY", "https://" .. HOST))
    assert.equal("CONNECT", server:report().requests[1].method)

    server:script(matrix.SERVE)
    assert.equal("ok", run("http_proxy", "http://" .. HOST))
    assert.equal(1, server:report().whole)

    server:script(matrix.SERVE)
    assert.equal("ok", run("http_proxy", "http://127.0.0.1:" .. target.port))
    assert.matches("the host was not found", run("HTTPS_PROXY", "https://" .. HOST, "''"), 1, true)
    assert.equal(0, server:report().connections)
  end)
end)
