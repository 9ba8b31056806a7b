local cjson = require("cjson")
local certificates = require("spec.support.certificates")
local settings = require("hwc.sandbox.settings")
local independent = require("spec.support.independent_client")

describe("the sandbox as a program", function()
  local function read(path)
    local file <close> = assert(io.open(path))
    return file:read("a")
  end

  local function write(path, text)
    local file <close> = assert(io.open(path, "w"))
    file:write(text)
  end

  local function wait_until(done, what)
    for _ = 1, 2000 do
      local value = done()
      if value then
        return value
      end
      os.execute("sleep 0.01")
    end
    error("it never happened: " .. what, 2)
  end

  local function remove(paths)
    for _, path in pairs(paths) do
      os.remove(path)
    end
  end

  local running

  -- Starts it in the background, and waits for its first line, or for what `ready` waits for.
  local function start(arguments, ready, stdout)
    local files = { output = os.tmpname(), errors = os.tmpname(), exit = os.tmpname() }
    local command = ("sh -c 'bin/hwc sandbox %s > %s 2> %s & echo $!; wait $!; "
      .. "echo $? > %s' "):format(arguments, stdout or files.output, files.errors, files.exit)
    local pipe = assert(io.popen(command))
    local program = { pid = pipe:read("l"), pipe = pipe, files = files }
    running = program
    function program.errors()
      return read(files.errors)
    end
    program.line = wait_until(ready or function()
      return read(files.output):match("^(.-)\n")
    end, "the first line of output")
    program.account = not ready and cjson.decode(program.line) or nil
    return program
  end

  local function finish(program, signal)
    os.execute(("kill -%s %s"):format(signal or "TERM", program.pid))
    program.pipe:close() -- returns once the shell has seen it end
    running = nil
    local status = tonumber(read(program.files.exit))
    local output, errors = read(program.files.output), program.errors()
    remove(program.files)
    return status, output, errors
  end

  after_each(function()
    if running then
      finish(running, "KILL")
    end
  end)

  local function order(account, method, path, body)
    local response = assert(independent.send(account.url, {
      method = method,
      target = "/_sandbox/" .. path,
      headers = { { "Authorization", "Bearer " .. account.control_token } },
      body = type(body) == "table" and cjson.encode(body) or body,
    }))
    assert.equal(200, response.status, response.text)
    return response.body, response.text
  end

  for _, signal in ipairs({ "TERM", "INT" }) do
    it("says in its first line how to reach it, and ends on SIG" .. signal, function()
      local program = start("--port 0 --servers 3 --seed=5 --speed 100")
      local account = program.account
      for _, name in ipairs({
        "url", "ak", "sk", "project_id", "instance_id", "user", "password", "domain",
        "control_token",
      }) do
        assert.is_string(account[name], name)
      end
      local client = independent.new(account)
      local response = independent.send(account.url,
        client:signed("GET", "/v1/" .. account.project_id .. "/cloud-phone/servers"))
      assert.equal(200, response.status)
      assert.equal(3, response.body.count)
      local status, output, errors = finish(program, signal)
      assert.equal(0, status)
      assert.equal(program.line .. "\n", output)
      assert.equal("", errors)
    end)
  end

  it("is driven from outside alone: key pair, fault, time, state", function()
    local path = os.tmpname()
    local program = start("--port 0 --servers 2 --speed 1")
    local account = program.account
    local client = independent.new(account)
    local servers_path = "/v1/" .. account.project_id .. "/cloud-phone/servers"
    local function send(method, target, body)
      local response = independent.send(account.url, client:signed(method, target, body))
      return response.status, response.body
    end

    order(account, "POST", "keypairs", { name = "ops-3" })
    order(account, "POST", "faults", { operation = "update_keypair", status = 503, times = 1 })
    local _, list = send("GET", servers_path)
    local id = list.servers[1].server_id
    local change = { servers = { { server_id = id, keypair_name = "ops-3" } } }
    assert.equal(503, (send("PUT", servers_path .. "/open-access", change)))
    local status, reply = send("PUT", servers_path .. "/open-access", change)
    assert.equal(200, status)
    local job_path = ("/v1/%s/cloud-phone/jobs/%s"):format(account.project_id,
      reply.jobs[1].job_id)
    assert.equal(1, select(2, send("GET", job_path)).status)

    local _, saved = order(account, "GET", "state?saved")
    write(path, saved)
    order(account, "POST", "advance", { seconds = 30 })
    assert.equal(2, select(2, send("GET", job_path)).status)
    assert.equal("ops-3", select(2, send("GET", servers_path .. "/" .. id)).keypair_name)
    order(account, "PUT", "state", saved)
    assert.equal(1, select(2, send("GET", job_path)).status)
    assert.equal(0, (finish(program)))

    -- Another program goes on.
    local other = start(("--port 0 --seed 9 --speed 1 --state %s"):format(path))
    assert.equal(account.sk, other.account.sk)
    account, client = other.account, independent.new(other.account)
    assert.equal(1, select(2, send("GET", job_path)).status)
    order(account, "POST", "advance", { seconds = 30 })
    assert.equal(2, select(2, send("GET", job_path)).status)
    assert.equal("ops-3", select(2, send("GET", servers_path .. "/" .. id)).keypair_name)
    finish(other)
    os.remove(path)
  end)

  it("saves its state on SIGHUP and at the end, for its owner only", function()
    local path = os.tmpname()
    os.remove(path)
    local function mode()
      local pipe <close> = assert(io.popen(("stat -c %%a %s 2>/dev/null"):format(path)))
      return pipe:read("l")
    end
    local program = start(("--port 0 --servers 1 --state %s"):format(path))
    assert.is_nil(mode())
    order(program.account, "POST", "keypairs", { name = "first" })
    os.execute("kill -HUP " .. program.pid)
    wait_until(function() return mode() end, "a saved state")
    assert.equal("600", mode())
    assert.truthy(read(path):find('"first"', 1, true))
    order(program.account, "POST", "keypairs", { name = "second" })
    local status, _, errors = finish(program)
    assert.equal(0, status)
    assert.equal("", errors)
    assert.truthy(read(path):find('"second"', 1, true))
    local other = start(("--port 0 --state %s"):format(path))
    assert.same({ "first", "keypair-1", "keypair-2", "keypair-3", "second" },
      (order(other.account, "GET", "keypairs")))
    finish(other)
    os.remove(path)
  end)

  it("says where the state cannot be saved", function()
    local program = start("--port 0 --servers 0 --state /nowhere/at/all")
    local status, _, errors = finish(program)
    assert.equal(1, status)
    assert.truthy(errors:find("/nowhere/at/all", 1, true), errors)
  end)

  it("ends on SIGHUP where it has no file for its state", function()
    assert.equal(0, (finish(start("--port 0 --servers 0"), "HUP")))
  end)

  it("takes the options of an account", function()
    local program = start("--port 0 --servers 1 --phones 3 --dev-servers 6 --supernodes 2 "
      .. "--keypairs a,b --region eu-west-101 --user u --domain d --agency g --ak AKAKAK "
      .. "--sk 0123456789 --token-life 60 --public-key --quota phones=5 --instances 2 --lag 0.1")
    local account = program.account
    assert.equal("AKAKAK", account.ak)
    assert.equal("0123456789", account.sk)
    assert.equal("u", account.user)
    assert.equal("d", account.domain)
    local more = order(account, "GET", "account")
    assert.equal("g", more.agency)
    assert.equal("eu-west-101", more.region)
    local state = order(account, "GET", "state")
    assert.same({ "a", "b" }, state.keypairs)
    assert.equal(3, #state.cph.phones)
    local types = {}
    for _, server in ipairs(state.devserver.servers) do
      local kind = server.cloud_server.type
      types[kind] = (types[kind] or 0) + 1
    end
    assert.same({ ECS = 4, BMS = 2, HPS = 2 }, types)
    local client = independent.new(account)
    local response = independent.send(account.url, client:signed("POST",
      ("/v2/%s/apic/instances/%s/signs"):format(account.project_id, account.instance_id),
      { name = "my_key", sign_type = "public_key", sign_key = ("k"):rep(20),
        sign_secret = ("s"):rep(20) }))
    assert.not_equal(412, response.status) -- the gateway has the feature
    finish(program)
  end)

  it("tells of each request, and why it was refused, without secrets", function()
    local program = start("--port 0 --servers 1 --verbose")
    local account = program.account
    local client = independent.new(account):log_in()
    local path = "/v1/" .. account.project_id .. "/cloud-phone/servers"
    client:call("GET", path)
    local wrong = client:signed("GET", path .. "?limit=1", nil,
      { sk = "another-secret-key", headers = { { "X-Security-Token", "token-in-clear" } } })
    assert.equal(401, independent.send(account.url, wrong).status)
    client:call("GET", path .. "/none")
    client:call("GET", "/v9/nothing")
    order(account, "POST", "faults", { drop = true })
    independent.send(account.url, client:signed("GET", path))
    local _, output, errors = finish(program)
    assert.equal(program.line .. "\n", output)
    local lines = {}
    for line in errors:gmatch("[^\n]+") do
      lines[#lines + 1] = line
    end
    assert.equal("POST /v3/auth/tokens keystone_create_user_token_by_password 201", lines[1])
    assert.equal(("GET %s list_cloud_phone_servers 200"):format(path), lines[2])
    assert.equal(("GET %s list_cloud_phone_servers 401 APIGW.0301 signature_mismatch"):format(path),
      lines[3])
    assert.truthy(errors:find(("    GET\n    %s/\n    limit=1\n"):format(path), 1, true), errors)
    assert.truthy(errors:find("\n    x-security-token:***\n", 1, true), errors)
    assert.truthy(errors:find("show_cloud_phone_server_detail 400 CPS.0015 ", 1, true), errors)
    assert.truthy(errors:find("GET /v9/nothing - 404 APIG.0101 ", 1, true))
    assert.truthy(errors:find("list_cloud_phone_servers closed (fault-1)", 1, true))
    for _, secret in ipairs({
      account.sk, account.password, account.control_token, client.token, "another-secret-key",
      "token-in-clear", wrong.headers[#wrong.headers][2]:match("Signature=(%x+)"),
    }) do
      assert.is_nil(errors:find(secret, 1, true))
    end
  end)

  it("goes on where its output is closed, and says so", function()
    local closed = os.tmpname()
    os.remove(closed)
    assert(os.execute("mkfifo " .. closed))
    -- A reader that goes before anything is written.
    os.execute(("sh -c 'exec 3<%s; exec 3<&-' &"):format(closed))
    local program
    program = start("--port 0 --servers 0 --verbose", function()
      return running and read(running.files.errors):match("first line of output[^\n]*\n")
    end, closed)
    os.remove(closed)
    assert.truthy(program.line:find("pipe", 1, true), program.line)
    local pipe = assert(io.popen(("ss -ltnpH 2>/dev/null | grep 'pid=%s,' | head -n 1"):format(
      program.pid)))
    local port = (pipe:read("a")):match(":(%d+)%s")
    pipe:close()
    local response = independent.send("http://127.0.0.1:" .. port,
      { method = "GET", target = "/_sandbox/health", headers = {} })
    assert.equal(200, response.status)
    assert.equal(0, (finish(program)))
  end)

  it("warns where it listens on all addresses, and says a URL that others can use", function()
    local program = start("--port 0 --servers 0 --address 0.0.0.0")
    local account = program.account
    local port = account.url:match("%d+$")
    local response = independent.send("http://127.0.0.1:" .. port,
      { method = "GET", target = "/_sandbox/health", headers = {} })
    assert.equal(200, response.status)
    local outward = require("_hwc_httpd").outward_address("0.0.0.0")
    local host = account.url:match("^http://(.*):%d+$")
    assert.equal(outward or "0.0.0.0", host)
    response = independent.send(account.url,
      { method = "GET", target = "/_sandbox/health", headers = {} })
    assert.equal(200, response.status)
    assert.equal(403, independent.send(account.url, { method = "GET", target = "/_sandbox/health",
      headers = { { "Host", "page.example.com" } } }).status)
    local _, _, errors = finish(program)
    assert.truthy(errors:find("warning", 1, true))
    assert.truthy(errors:find(account.url, 1, true))
    local quiet = start("--port 0 --servers 0 --address 0.0.0.0 --quiet")
    _, _, errors = finish(quiet)
    assert.equal("", errors)
  end)

  it("may be reached by other names that it is given", function()
    local program = start("--port 0 --servers 0 --hosts sandbox,cloud.test")
    for name, status in pairs({ sandbox = 200, ["CLOUD.test:80"] = 200, other = 403 }) do
      assert.equal(status, independent.send(program.account.url, { method = "GET",
        target = "/_sandbox/health", headers = { { "Host", name } } }).status, name)
    end
    finish(program)
  end)

  it("speaks TLS", function()
    local authority = certificates.new()
    authority:issue("sandbox", "IP:127.0.0.1")
    local program = start(("--port 0 --servers 1 --tls %s %s"):format(
      authority:file("sandbox.pem"), authority:file("sandbox.key")))
    local url = program.account.url
    assert.truthy(url:find("^https://127%.0%.0%.1:%d+$"))
    local function health(authorities)
      local pipe = assert(io.popen(("curl --disable --noproxy '*' -s -w '%%{http_code}' "
        .. "-o /dev/null %s %s/_sandbox/health"):format(authorities, url)))
      local status = pipe:read("a")
      pipe:close()
      return status
    end
    assert.equal("200", health("--cacert " .. authority:file("ca.pem")))
    assert.equal("000", health(""))
    finish(program)
    authority:remove()
  end)

  it("gives clients in Lua the authority of its certificate", function()
    local authority = certificates.new()
    authority:self_signed("sandbox", "IP:127.0.0.1")
    local cloud <close> = assert(require("hwc.sandbox").start({ servers = 1,
      tls = { certificate = authority:file("sandbox.pem"), key = authority:file("sandbox.key") } }))
    local client <close> = assert(require("cph").client(cloud:options()))
    assert.equal(1, assert(client:list_cloud_phone_servers({})).count)
    authority:write("other.key", "no key")
    local none, message = require("hwc.sandbox").start({ servers = 1,
      tls = { certificate = authority:file("sandbox.pem"), key = authority:file("other.key") } })
    assert.is_nil(none)
    assert.truthy(message:find("certificate", 1, true), message)
    authority:remove()
  end)

  it("can be a command of another program", function()
    local program = require("hwc.sandbox.program")
    local parser = require("argparse")("hwc")
    parser:command_target("command")
    program.configure(parser:command("sandbox"))
    local ok, parsed = parser:pparse({ "sandbox", "--address", "nowhere", "--quota", "servers=3",
      "--keypairs", "a,b", "--port", "0" })
    assert.is_true(ok)
    assert.equal("sandbox", parsed.command)
    local script = os.tmpname()
    write(script, [[
      local program = require("hwc.sandbox.program")
      local parser = require("argparse")("hwc")
      program.configure(parser:command("sandbox"))
      os.exit(program.run(parser:parse(arg), "hwc sandbox"), true)
    ]])
    local pipe = assert(io.popen("lua5.4 " .. script .. " sandbox --address nowhere 2>&1"))
    assert.truthy(pipe:read("a"):find("^hwc sandbox: the sandbox cannot listen on nowhere"))
    local _, _, status = pipe:close()
    os.remove(script)
    assert.equal(2, status)
  end)

  it("plays a scenario", function()
    local path = os.tmpname()
    write(path, cjson.encode({
      faults = { { operation = "list_cloud_phone_servers", status = 502, times = 1 } },
      jobs = { { operation = "restart_cloud_phone_server", share = 0.5 } },
      lag = 0.5,
      clock = 30,
    }))
    local program = start(("--port 0 --servers 1 --scenario %s"):format(path))
    local account = program.account
    assert.equal(30, order(account, "GET", "clock").offset)
    assert.equal(2, #order(account, "GET", "faults"))
    local response = independent.send(account.url, independent.new(account):signed("GET",
      "/v1/" .. account.project_id .. "/cloud-phone/servers"))
    assert.equal(502, response.status)
    finish(program)
    os.remove(path)
  end)

  it("refuses samples where it is strict", function()
    local program = start("--port 0 --servers 1 --strict")
    local account = program.account
    local client = independent.new(account):log_in()
    local status, body = client:call("GET", "/v1/" .. account.project_id .. "/cloud-phone/servers")
    assert.equal(200, status, body)
    status, body = client:call("GET", ("/v2/%s/apic/instances/%s/statistics/api"):format(
      account.project_id, account.instance_id))
    assert.equal(501, status)
    assert.truthy(body.error_msg:find("sample", 1, true))
    status = client:call("GET", ("/v2/%s/apic/instances/%s/plugins"):format(
      account.project_id, account.instance_id))
    assert.equal(200, status)
    finish(program)
  end)

  local function run(arguments)
    local pipe = assert(io.popen("bin/hwc sandbox " .. arguments .. " 2>&1"))
    local output = pipe:read("a")
    local _, _, status = pipe:close()
    return status, output
  end

  it("explains itself, and every option of start", function()
    local status, output = run("--help")
    assert.equal(0, status)
    for _, setting in ipairs(settings.LIST) do
      assert.truthy(output:find("--" .. (setting.flag or setting.name:gsub("_", "-")), 1, true),
        setting.name)
    end
  end)

  it("refuses arguments that it does not know or that are of the wrong kind", function()
    local path, list = os.tmpname(), os.tmpname()
    write(path, '{"faults":[{"status":99}]}')
    write(list, '[{"status":503}]')
    for arguments, text in pairs({
      ["--ports 1"] = "--ports", ["8080"] = "", ["--port"] = "--port", ["--port x"] = "integer",
      ["--servers 1.5"] = "integer", ["--speed 0"] = "speed", ["--port 70000"] = "port",
      ["--quota phones"] = "NAME=N", ["--tls one"] = "--tls", ["--keypairs a,,b"] = "keypairs",
      ["--tls /none /none --port 0"] = "/none", ["--scenario /none --port 0"] = "/none",
      ["--port 0 --scenario " .. path] = "faults[1]",
      ["--port 0 --scenario " .. list] = "JSON object",
      ["--port 0 --state " .. path] = path .. ": the saved state",
    }) do
      local status, output = run(arguments)
      assert.equal(2, status, arguments)
      assert.truthy(output:find("^hwc: sandbox: ") or output:find("^hwc sandbox: "), output)
      assert.truthy(output:find(text, 1, true), output)
      assert.is_nil(output:find("traceback", 1, true))
      assert.is_nil(output:find("%.lua:%d"), output)
    end
    os.remove(path)
    os.remove(list)
  end)
end)
