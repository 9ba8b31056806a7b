-- Servers whose TLS is wrong: nothing is sent to them, and the error says why.

local certificates = require("spec.support.certificates")
local faults = require("spec.support.faults")
local matrix = require("spec.support.matrix")

local HERE = "IP:127.0.0.1,DNS:localhost"

local files = certificates.new()

-- A case with a server that shows a certificate, and the authority that is trusted.
local function shows(name, told, ...)
  local arguments = files:server(name, ...)
  return {
    matrix.SERVE,
    endpoint = function(server)
      return ("https://127.0.0.1:%d"):format(server:tls(arguments))
    end,
    options = { ca_file = files:file("ca.pem") },
    told = told,
  }
end

-- A case with a server that runs the steps where a handshake is due.
local function instead(told, options, ...)
  return {
    { ... },
    endpoint = function(server) return "https://127.0.0.1:" .. server.port end,
    options = options,
    told = told,
  }
end

-- A good server whose first connection serves one call, and then does `steps` by itself and
-- `between` before the next call.
local function kept(steps, between)
  return matrix.with(shows("good"), {
    { "read", { "send", matrix.GOOD }, table.unpack(steps) }, matrix.SERVE,
    kept = true, between = between and { between },
  })
end

describe("a server with TLS", function()
  setup(function()
    files:issue("good", HERE)
    files:issue("expired", HERE, true)
    files:issue("elsewhere", "DNS:elsewhere.example.com")
    files:self_signed("alone", HERE)
    files:issue("caller", "DNS:caller")
    files:issue("other", "DNS:other")
    assert(os.execute(("cd %s && mkdir authorities && cp ca.pem authorities/"):format(files.path)))
    files:openssl("rehash authorities")
  end)

  teardown(function()
    files:remove()
  end)

  local NOT_ACCEPTED = "the server's certificate could not be verified (ca_file names the "
    .. "authorities to trust): "
  local OLD = "alert protocol version"
  local LEVEL = "DEFAULT@SECLEVEL=0" -- else openssl does not offer them

  matrix.describe([[
that is trusted by file      | all     | ok 1 - - 1                 | ok 1 - - 1
that is trusted by directory | all     | ok 1 - - 1                 | ok 1 - - 1
that is not looked at        | all     | ok 1 - - 1                 | ok 1 - - 1
from an unknown authority    | all     | transport 1 unsent final 0 | transport 1 unsent final 0
with an expired certificate  | all     | transport 1 unsent final 0 | transport 1 unsent final 0
with another one's name      | all     | transport 1 unsent final 0 | transport 1 unsent final 0
that vouches for itself      | all     | transport 1 unsent final 0 | transport 1 unsent final 0
of version 1.0               | all     | transport 1 unsent again 0 | transport 3 unsent again 0
of version 1.1               | all     | transport 1 unsent again 0 | transport 3 unsent again 0
of version 1.2               | all     | ok 1 - - 1                 | ok 1 - - 1
of version 1.3               | all     | ok 1 - - 1                 | ok 1 - - 1
that has none after all      | all     | transport 1 unsent again 0 | transport 3 unsent again 0
that resets the handshake    | all     | transport 1 unsent again 0 | transport 3 unsent again 0
that ends the handshake      | all     | transport 1 unsent again 0 | transport 3 unsent again 0
that never ends it           | all     | timeout 1 unsent again 0   | timeout 3 unsent again 0
kept, closed in between      | all     | ok 1 - - 1                 | ok 1 - - 1
kept, reset in between       | all     | ok 1 - - 1                 | ok 1 - - 1
kept, reset when used        | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
kept, closed when used       | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
]], {
    ["that is trusted by file"] = shows("good"),
    ["that is trusted by directory"] = matrix.with(shows("good"), {
      options = { ca_path = files:file("authorities") },
    }),
    ["that is not looked at"] = matrix.with(shows("alone"), { options = { verify = false } }),
    ["from an unknown authority"] = matrix.with(
      shows("good", NOT_ACCEPTED .. "SSL certificate problem: unable to get local issuer"),
      { options = {} }),
    ["with an expired certificate"] = shows("expired",
      NOT_ACCEPTED .. "SSL certificate problem: certificate has expired"),
    -- "host name" or "ipv4 address" follows, as the version of libcurl has it.
    ["with another one's name"] = shows("elsewhere",
      NOT_ACCEPTED .. "SSL: no alternative certificate subject name matches target "),
    ["that vouches for itself"] = shows("alone",
      NOT_ACCEPTED .. "SSL certificate problem: self-signed certificate"),
    ["of version 1.0"] = shows("good", OLD, "-tls1", "-cipher", LEVEL),
    ["of version 1.1"] = shows("good", OLD, "-tls1_1", "-cipher", LEVEL),
    ["of version 1.2"] = shows("good", nil, "-tls1_2"),
    ["of version 1.3"] = shows("good", nil, "-tls1_3"),
    ["that has none after all"] = instead("TLS could not be set up: ", nil,
      { "wait", 0.005 }, { "send", faults.http(400, "") }),
    ["that resets the handshake"] = instead("TLS could not be set up", nil,
      { "wait", 0.01 }, "reset"),
    ["that ends the handshake"] = instead("TLS could not be set up", nil,
      { "wait", 0.01 }, "close"),
    ["that never ends it"] = instead("no connection within 0.1 s", { connect_timeout = 0.1 }),
    ["kept, closed in between"] = kept({}, "close"),
    ["kept, reset in between"] = kept({}, "reset"),
    ["kept, reset when used"] = kept({ "read", "reset" }),
    ["kept, closed when used"] = kept({ "read", "close" }),
  })

  -- What comes with the end of a response, in one record of TLS, is read from the socket with it.
  for _, version in ipairs({ "-tls1_2", "-tls1_3" }) do
    it("does not answer a request before it is sent, by " .. version:sub(2), function()
      local server <close> = faults.start()
      local function of(id)
        return faults.http(200, ('{"request_id":"%s","jobs":[]}'):format(id))
      end
      local head, body = of("first"):match("^(.-\r\n\r\n)(.*)$")
      server:script(
        { "read", { "send", head }, { "wait", 0.05 }, { "send", body .. of("early") } },
        { "read", { "send", of("second") }, "again" })
      local port = server:tls(files:server("good", version))
      local client <close> = matrix.client(port, {
        endpoint = "https://127.0.0.1:" .. port, ca_file = files:file("ca.pem"), timeout = 2,
      })
      assert.equal("first", assert(matrix.CALLS.POST(client)).request_id)
      local reply, info = assert(matrix.CALLS.POST(client))
      assert.equal("second", reply.request_id)
      assert.equal(1, info.attempts)
      assert.equal("second", assert(matrix.CALLS.POST(client)).request_id)
      local report = server:report()
      assert.equal(2, report.connections)
      assert.equal(3, report.whole)
    end)
  end

  describe("that asks who calls", function()
    local server

    setup(function()
      server = faults.start()
    end)

    teardown(function()
      server:close()
    end)

    -- What becomes of a POST to a server that wants a certificate of the authority.
    local function call(version, options)
      local port = server:tls(files:server("good", version, "-Verify", "1", "-verify_return_error",
        "-CAfile", files:file("ca.pem")))
      options.endpoint = "https://127.0.0.1:" .. port
      options.ca_file = files:file("ca.pem")
      options.retry = false
      server:script(matrix.SERVE)
      local client <close> = matrix.client(port, options)
      local reply, info = matrix.CALLS.POST(client)
      return matrix.cell(reply, info, server:report(), 0), info
    end

    it("answers who shows a certificate and has its key", function()
      for _, version in ipairs({ "-tls1_2", "-tls1_3" }) do
        assert.equal("ok 1 - - 1", (call(version, {
          cert = files:file("caller.pem"), key = files:file("caller.key"),
        })))
      end
    end)

    it("refuses others before anything is sent, by TLS 1.2", function()
      local cell, err = call("-tls1_2", {})
      assert.equal("transport 1 unsent again 0", cell)
      assert.matches("TLS could not be set up; the server may require a client certificate "
        .. "(options cert and key): ", err.message, 1, true)
      assert.matches("alert handshake failure", err.message, 1, true)
    end)

    -- A client of TLS 1.3 is done with the handshake before the server is. Whether its alert, or
    -- the end of the connection, comes before the request is written is a matter of chance.
    local OUTCOMES = {
      ["transport 1 sent final 0"] = true, ["transport 1 unsent final 0"] = true,
      ["transport 1 unsent again 0"] = "closed right after the TLS handshake",
    }

    it("refuses others when something may have been sent, by TLS 1.3", function()
      for _ = 1, 4 do
        local cell, err = call("-tls1_3", {})
        assert.truthy(OUTCOMES[cell], cell)
        assert.matches(" require.? a client certificate %(options cert and key%)", err.message)
        assert.matches(OUTCOMES[cell] == true and "alert certificate required" or OUTCOMES[cell],
          err.message, 1, true)
      end
    end)

    it("refuses a certificate of another authority, and is quoted", function()
      files:self_signed("nobody", "DNS:nobody")
      for _, version in ipairs({ "-tls1_2", "-tls1_3" }) do
        local cell, err = call(version, {
          cert = files:file("nobody.pem"), key = files:file("nobody.key"),
        })
        assert.truthy(OUTCOMES[cell], cell)
        assert.matches(" reject.* the client certificate %(option cert%)", err.message)
        assert.matches(OUTCOMES[cell] == true and "alert" or OUTCOMES[cell], err.message, 1, true)
      end
    end)

    -- Servers in Go say this to who shows no certificate, by TLS 1.2.
    it("is understood where its alert is bad certificate", function()
      local alert = "\21\3\3\0\2\2\42"
      local talker <close> = faults.start()
      talker:script({ { "wait", 0.01 }, { "send", alert }, { "wait", 0.01 }, "close" })
      local client <close> = matrix.client(0, {
        endpoint = "https://127.0.0.1:" .. talker.port, ca_file = files:file("ca.pem"),
        retry = false,
      })
      local reply, err = matrix.CALLS.POST(client)
      assert.equal("transport 1 unsent final 0", matrix.cell(reply, err, talker:report(), 0))
      assert.matches("the server requires a client certificate (options cert and key): ",
        err.message, 1, true)
      assert.matches("alert bad certificate", err.message, 1, true)
    end)

    it("is not asked where the key is that of another certificate", function()
      local cell, err = call("-tls1_3", {
        cert = files:file("caller.pem"), key = files:file("other.key"),
      })
      assert.equal("transport 1 unsent final 0", cell)
      assert.matches("TLS could not be set up: ", err.message, 1, true)
      assert.is_nil(err.message:find("PRIVATE", 1, true))
    end)
  end)
end)

describe("The authorities that a client trusts", function()
  local own, systems, server, port, script

  -- A program whose system trusts another authority, also by the names that OpenSSL looks for.
  setup(function()
    own, systems = certificates.new(), certificates.new()
    systems:issue("here", HERE)
    for _, authority in ipairs({ own, systems }) do
      assert(os.execute(("cd %s && mkdir certs && cp ca.pem certs/ca-certificates.crt")
        :format(authority.path)))
      authority:openssl("rehash certs")
    end
    server = faults.start()
    port = server:tls(systems:server("here"))
    script = own:file("script.lua")
    local file <close> = assert(io.open(script, "w"))
    file:write([[
      local matrix = require("spec.support.matrix")
      for i = 2, #arg do -- one client after the other, on the handles of the one before
        local settings = load("return " .. arg[i])()
        settings.endpoint = settings.endpoint or arg[1]
        settings.retry = false
        local client <close> = matrix.client(0, settings)
        local reply, err = matrix.CALLS.POST(client)
        print(reply and "ok" or err.message)
      end
    ]])
  end)

  teardown(function()
    server:close()
    own:remove()
    systems:remove()
  end)

  -- What becomes of a POST with each of the settings, in one program.
  local function call(...)
    local settings = {}
    for i, text in ipairs({ ... }) do
      settings[i] = ("'%s'"):format(text:gsub("OWN", own.path))
    end
    local pipe <close> = assert(io.popen(("LD_PRELOAD=%s/spec/other_authorities.so"
      .. " OTHER_AUTHORITIES=%s lua5.4 %s https://127.0.0.1:%d %s 2>&1"):format(
      os.getenv("HWC_BUILD"), systems:file("certs"), script, port, table.concat(settings, " "))))
    local lines = {}
    for line in pipe:lines() do
      lines[#lines + 1] = line:match("could not be verified") or line:match("^ok$") or line
    end
    return lines
  end

  it("are those of the system where it names none", function()
    server:script(matrix.SERVE)
    assert.same({ "ok" }, call("{}"))
  end)

  it("are only those that it names, by file or by directory", function()
    server:script(matrix.SERVE)
    local no = "could not be verified"
    assert.same({ no }, call('{ ca_file = "OWN/ca.pem" }'))
    assert.same({ no }, call('{ ca_path = "OWN/certs" }'))
    assert.same({ no }, call('{ ca_file = "OWN/ca.pem", ca_path = "OWN/certs" }'))
    assert.equal(0, server:report().whole)
  end)

  it("are its own, whoever used the handle or the connection before", function()
    server:script(matrix.SERVE)
    local no = "could not be verified"
    assert.same({ "ok", no, "ok", no, "ok" }, call("{}", '{ ca_file = "OWN/ca.pem" }', "{}",
      '{ ca_path = "OWN/certs" }', "{}"))
  end)

  it("are those of a proxy over TLS as well", function()
    local inner = server:tls(systems:server("here"))
    local proxy = ('proxy = "https://127.0.0.1:%d", endpoint = "http://phones.example.com",'
      .. " allow_http = true"):format(inner)
    server:script(matrix.SERVE)
    local no = "could not be verified"
    assert.same({ "ok", no, no, "ok" }, call(("{ %s }"):format(proxy),
      ('{ %s, ca_file = "OWN/ca.pem" }'):format(proxy),
      ('{ %s, ca_path = "OWN/certs" }'):format(proxy), ("{ %s }"):format(proxy)))
    assert.equal(2, server:report().whole)
  end)
end)

describe("A certificate", function()
  it("is verified unless this client says otherwise, whoever used the handle before", function()
    local own = certificates.new()
    own:self_signed("alone", HERE)
    local server <close> = faults.start()
    server:script(matrix.SERVE)
    local port = server:tls(own:server("alone"))
    local function new_client(verify)
      return matrix.client(0, {
        endpoint = "https://127.0.0.1:" .. port, verify = verify, retry = false,
      })
    end
    local careless <close> = new_client(false)
    local careful <close> = new_client(nil)
    for _ = 1, 2 do
      assert(matrix.CALLS.POST(careless))
      local reply, err = matrix.CALLS.POST(careful)
      assert.is_nil(reply)
      assert.matches("could not be verified", err.message, 1, true)
    end
    own:remove()
  end)
end)

describe("A server without TLS", function()
  it("is not sent anything by way of an https endpoint, nor trusted for being asked", function()
    local server <close> = faults.start()
    server:script({ { "wait", 0.01 }, { "send", matrix.GOOD } })
    local client <close> = matrix.client(server.port, {
      endpoint = "https://127.0.0.1:" .. server.port, verify = false, retry = false,
    })
    local reply, err = matrix.CALLS.POST(client)
    assert.equal("transport 1 unsent again 0", matrix.cell(reply, err, server:report(), 0))
  end)
end)
