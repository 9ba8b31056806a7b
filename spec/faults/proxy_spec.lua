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
    assert.matches("other.example.com'", err.message, 1, true) -- in libcurl's words
  end)

  -- What TLS within TLS has read before a request nobody can tell.
  it("over TLS is connected to anew for each request with TLS", function()
    files:issue("proxy", "IP:127.0.0.1")
    local port = server:tls(files:server("proxy"))
    local connect = { "read", { "tunnel", tls_port } }
    server:script(connect, matrix.SERVE, connect, matrix.SERVE)
    local client <close> = matrix.client(0, {
      endpoint = "https://" .. HOST, proxy = "https://127.0.0.1:" .. port,
      ca_file = files:file("ca.pem"),
    })
    for _ = 1, 2 do
      local _, info = assert(matrix.CALLS.POST(client))
      assert.equal(1, info.attempts)
    end
    local report = server:report()
    assert.equal(4, report.connections)
    assert.equal(4, report.whole) -- two of them CONNECT
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

  it("that says for how long it is busy is asked no earlier", function()
    for _, status in ipairs({ 503, 429 }) do
      local busy = { "read", { "send", faults.http(status, "", "Retry-After: 7200\r\n") } }
      server:script(busy)
      local cell, err = call("https://" .. HOST)
      assert.equal("transport 1 unsent again 1", cell)
      assert.equal(7200, err.retry_after)
      busy[2][2] = faults.http(status, "", "Retry-After: 1\r\n")
      server:script(busy, { "read", { "tunnel", tls_port } }, matrix.SERVE)
      local info
      cell, info = call("https://" .. HOST)
      assert.equal("ok 2 - - 3", cell) -- CONNECT twice, and what was inside
      assert.is_true(info.elapsed >= 1)
    end
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

  describe("that fails before it has connected is named, not the endpoint:", function()
    -- The message for a proxy at `port`, given as a URL around "%d".
    local function message_of(url, port, endpoint, more)
      local options = { proxy = url:format(port), retry = false }
      for name, value in pairs(more or {}) do
        options[name] = value
      end
      local cell, err = call(endpoint, options)
      assert.matches("^%a+ 1 unsent %a+ %d$", cell)
      assert.is_nil(err.message:find(HOST, 1, true), err.message)
      for _, secret in ipairs({ "hidden", "word", "user" }) do
        assert.is_nil(err.message:find(secret, 1, true), err.message)
      end
      return err.message
    end

    local URLS = {
      "http://127.0.0.1:%d", "127.0.0.1:%d", "http://user:hidden@127.0.0.1:%d/",
      "user:hidden@127.0.0.1:%d",
    }

    it("where it refuses the connection", function()
      local closed = faults.start()
      local port = closed.port
      closed:close()
      for _, url in ipairs(URLS) do
        for _, endpoint in ipairs({ "http://" .. HOST, "https://" .. HOST }) do
          local message = message_of(url, port, endpoint)
          assert.matches(("proxy 127.0.0.1:%d: the connection was refused; check the option proxy "
            .. "and the environment"):format(port), message, 1, true)
        end
      end
    end)

    it("where it is not found", function()
      assert.matches("proxy nowhere.invalid:%d+: the proxy was not found",
        message_of("http://user:hidden@nowhere.invalid:%d", 3128, "https://" .. HOST))
    end)

    it("where it does not connect in time", function()
      server:script({ "read" })
      assert.matches(("proxy 127.0.0.1:%d: no connection within 0.1 s"):format(server.port),
        message_of(URLS[3], server.port, "https://" .. HOST, { connect_timeout = 0.1 }), 1, true)
      local crowded = server:crowd()
      assert.matches(("proxy 127.0.0.1:%d: no connection within 0.1 s"):format(crowded),
        message_of(URLS[3], crowded, "http://" .. HOST, { connect_timeout = 0.1 }), 1, true)
    end)

    it("where it refuses the caller, or is lost", function()
      server:script({ "read", { "send", faults.http(407, "") } })
      assert.matches(("proxy 127.0.0.1:%d: the proxy refused to connect (status 407)")
        :format(server.port), message_of(URLS[3], server.port, "https://" .. HOST), 1, true)
      server:script({ "read", "reset" })
      assert.matches(("proxy 127.0.0.1:%d: the connection was lost"):format(server.port),
        message_of(URLS[3], server.port, "https://" .. HOST), 1, true)
    end)

    it("where its certificate is not accepted", function()
      assert.matches(("proxy 127.0.0.1:%d: the server's certificate could not be verified")
        :format(tls_port), message_of("https://127.0.0.1:%d", tls_port, "https://" .. HOST), 1,
        true)
    end)
  end)

  describe("by SOCKS that fails is named, not the endpoint:", function()
    local SCHEMES = { "socks5", "socks5h", "socks4a" }

    local function message_of(scheme, port, endpoint)
      local cell, err = call(endpoint, {
        proxy = ("%s://user:hidden@127.0.0.1:%d"):format(scheme, port),
        connect_timeout = 0.15,
        retry = false,
      })
      assert.matches("^%a+ 1 unsent %a+ %d$", cell)
      for _, text in ipairs({ HOST, "192.0.2.7", "hidden", "user" }) do
        assert.is_nil(err.message:find(text, 1, true), err.message)
      end
      assert.matches("^proxy 127.0.0.1:" .. port .. ": ", err.message)
      return err.message
    end

    -- socks5 finds the host itself, so that it is given an address.
    it("where it is silent, lost or not there", function()
      local closed = faults.start()
      local port = closed.port
      closed:close()
      for _, scheme in ipairs(SCHEMES) do
        for _, endpoint in ipairs({ "https://", "http://" }) do
          endpoint = endpoint .. (scheme == "socks5" and "192.0.2.7" or HOST)
          server:script({ "read" })
          local message = message_of(scheme, server.port, endpoint)
          assert.matches("no connection within 0.15 s", message, 1, true)
          for _, step in ipairs({ "close", "reset" }) do
            server:script({ step })
            message_of(scheme, server.port, endpoint)
          end
          assert.matches("refused", message_of(scheme, port, endpoint), 1, true)
        end
      end
    end)
  end)

  -- Nothing but the proxy says 407 to who asked for plain HTTP.
  it("that refuses a plain request is named, and has not sent it on", function()
    for _, url in ipairs({ "http://user:hidden@127.0.0.1:%d", "127.0.0.1:%d" }) do
      server:script({
        "read", { "send", faults.http(407, '{"error_code":"P.1","error_msg":"hidden"}',
          "Proxy-Authenticate: Basic realm=\"x\"\r\n") }, "again",
      })
      local cell, err = call("http://" .. HOST, { proxy = url:format(server.port) })
      assert.equal("transport 1 sent final 1", cell)
      assert.equal("refused", err.fate)
      assert.matches(("^proxy 127.0.0.1:%d: the proxy refused the request %%(status 407%%)")
        :format(server.port), err.message)
      assert.is_nil(err.message:find("acted on", 1, true))
      assert.is_nil(tostring(err):find("hidden", 1, true))
    end
  end)

  it("is not blamed for a status 407 of the endpoint", function()
    server:script({
      "read", { "send", faults.http(407, '{"error_code":"E.1","error_msg":"no"}') }, "again",
    })
    local _, err = call("http://127.0.0.1:" .. server.port) -- no proxy is used there
    assert.same({ "service", 407, "E.1" }, { err.kind, err.status, err.code })
    server:script({ "read", { "tunnel", tls_port } },
      { "read", { "send", faults.http(407, '{"error_code":"E.1","error_msg":"no"}') } })
    _, err = call("https://" .. HOST)
    assert.same({ "service", 407, "E.1" }, { err.kind, err.status, err.code })
  end)

  -- It is given its password, and what is sent over plain HTTP.
  it("over TLS has to prove who it is, also where the server need not", function()
    local strange = certificates.new()
    finally(function() strange:remove() end)
    strange:issue("proxy", "IP:127.0.0.1")
    local proxy_port = server:tls(strange:server("proxy"))
    local proxy = "https://user:hidden@127.0.0.1:" .. proxy_port
    for _, endpoint in ipairs({ "http://" .. HOST, "https://" .. HOST }) do
      server:script(matrix.SERVE)
      local cell, err = call(endpoint, { proxy = proxy, verify = false })
      assert.equal("transport 1 unsent final 0", cell)
      assert.matches(("^proxy 127.0.0.1:%d: the server's certificate could not be verified")
        :format(proxy_port), err.message)
    end
    server:script(matrix.SERVE)
    assert.equal("ok 1 - - 1", (call("http://" .. HOST, {
      proxy = proxy, verify = false, ca_file = strange:file("ca.pem"),
    })))
    -- Of the server behind it nothing is asked then.
    server:script({ "read", { "tunnel", tls_port } }, matrix.SERVE)
    assert.equal("ok 1 - - 2", (call("https://other.example.com", { verify = false })))
  end)

  it("that has connected is not blamed for what the endpoint does", function()
    server:script({ "read", { "tunnel", tls_port } }, matrix.SERVE)
    local _, err = call("https://other.example.com")
    assert.matches("^other.example.com: ", err.message)
    server:script({ "read", { "send", "HTTP/1.1 200 Connected\r\n\r\n" } })
    _, err = call("https://" .. HOST, { connect_timeout = 0.1, retry = false })
    assert.matches("^" .. HOST .. ": no connection within 0.1 s", err.message)
    -- Nobody knows whose silence that is.
    server:script({ "read" })
    _, err = call("http://" .. HOST, { timeout = 0.1, retry = false })
    assert.matches("^" .. HOST .. ": no complete response within 0.1 s", err.message)
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

    -- Without an "@" this is no user and password: what is no port is not shown.
    for _, url in ipairs({ "us:hiddenword", "http://us:hiddenword/", "http://us:1234567" }) do
      local shown = run("http_proxy=" .. url .. " unused", "http://" .. HOST)
      assert.matches("^proxy us: ", shown)
    end

    -- Which one it was is told as it is found, and not where NO_PROXY leaves it out.
    server:refuse()
    finally(function() server:listen() end)
    local named = ("proxy 127.0.0.1:%d: "):format(server.port)
    for _, variable in ipairs({ "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy" }) do
      assert.matches(named, run(variable, "https://" .. HOST), 1, true)
    end
    local others = "NO_PROXY=other.com,ones.example.com HTTPS_PROXY"
    assert.matches(named, run(others, "https://" .. HOST), 1, true)
    for _, list in ipairs({
      "'*'", HOST, "example.com", ".example.com", "'x.org, EXAMPLE.com'", "'example.com x.org'",
    }) do
      assert.matches("^" .. HOST .. ": the host was not found",
        run(("NO_PROXY=%s HTTPS_PROXY"):format(list), "https://" .. HOST))
    end
    -- Since libcurl 8.9 blanks do not separate names. The text follows what libcurl does.
    local blank = run("NO_PROXY='x.org example.com' HTTPS_PROXY", "https://" .. HOST)
    assert.truthy(blank:find(named, 1, true)
      or blank:find("^" .. HOST .. ": the host was not found"), blank)
  end)
end)
