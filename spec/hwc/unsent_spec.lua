local accounts = require("spec.support.accounts")
local cjson = require("cjson")
local core = require("_hwc")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")
local recording = require("spec.support.recording")
local sandbox = require("hwc.sandbox")

local LOGIN = "keystone_create_user_token_by_password"
local AGENCY = "create_temporary_access_key_by_agency"
local PROJECTS = "keystone_list_projects"
local LIST = "list_cloud_phone_servers"
local RESTART = "restart_cloud_phone_server"
local IDS = { server_ids = { ("0123456789abcdef"):rep(2) } }

local HTTP_ERRORS = { "status", "code", "request_id", "headers", "body" }

-- What a caller may rely on where a call failed before it was sent.
local function assert_unsent(err, operation, kind)
  assert.equal(kind, err.kind)
  assert.equal(operation, err.operation)
  assert.is_false(err.sent)
  assert.equal("not_sent", err.fate)
  assert.equal(0, err.attempts)
  assert.is_boolean(err.retryable)
  assert.is_number(err.elapsed)
  assert.matches("the call was not sent", err.message, 1, true)
  assert.is_nil(err.message:find("may have been acted on", 1, true))
  for _, name in ipairs(HTTP_ERRORS) do
    assert.is_nil(err[name]) -- they would be taken for those of the service
  end
  assert.equal(getmetatable(core.new_error({})), getmetatable(err))
  assert.equal(getmetatable(err), getmetatable(err.cause))
  assert.is_nil(tostring(err):find("%c"))
  return err.cause
end

describe("a call that fails before it is sent", function()
  local time = os.time
  local cloud
  local servers = {}

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, speed = 1000 }))
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  after_each(function()
    os.time = time -- luacheck: ignore
    while servers[1] do
      table.remove(servers):close()
    end
  end)

  local function options(more)
    return accounts.options(cloud, more)
  end

  local function password_options(more)
    return accounts.password_options(cloud, more)
  end

  local function agency_options(given)
    return accounts.with_agency(cloud, given)
  end

  local function seen()
    return accounts.operations(cloud)
  end

  -- A server of ours where responses are to be withheld: it stands for IAM and for the service.
  local function recorder(...)
    local server = recording.start()
    servers[#servers + 1] = server
    server:script(...)
    return server, ("http://127.0.0.1:%d"):format(server.port)
  end

  local function targets(server)
    local list = {}
    for i, request in ipairs(server:requests()) do
      list[i] = request.method .. " " .. request.target:match("^[^?]+")
    end
    return list
  end

  describe("because IAM", function()
    it("stalls speaks of itself, and of IAM in its cause", function()
      local server, url = recorder({ silent = true })
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4",
        username = "u", password = "p", domain = "d", timeout = 0.1,
      }))
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      local cause = assert_unsent(err, RESTART, "timeout")
      assert.is_true(err.retryable) -- nothing of it was done, and IAM may answer again
      assert.matches(LOGIN, err.message, 1, true)
      assert.matches("no complete response within", err.message, 1, true)
      assert.equal("timeout", cause.kind)
      assert.equal(LOGIN, cause.operation)
      assert.is_true(cause.sent)
      assert.equal(3, cause.attempts)
      local login = "POST /v3/auth/tokens"
      assert.same({ login, login, login }, targets(server))
    end)

    it("stalls does not keep a call whose client is closed", function()
      for _, needed in ipairs({
        { ak = "ak", sk = "sk" },
        { project_id = "p", username = "u", password = "p", domain = "d" },
      }) do
        local server, url = recorder({ silent = true })
        local options_of = { endpoint = url, iam_endpoint = url, region = "cn-north-4" }
        for name, value in pairs(needed) do
          options_of[name] = value
        end
        local client = assert(cph.client(options_of))
        local began, reply, err = core.now(), nil, nil
        hwc.run(function()
          local call = hwc.spawn(client.restart_cloud_phone_server, client, IDS)
          while #server:requests() == 0 do
            hwc.sleep(0.005)
          end
          client:close()
          reply, err = call:wait()
        end)
        assert.is_true(core.now() - began < 2)
        assert.is_nil(reply)
        assert_unsent(err, RESTART, "cancelled")
        assert.matches("the client was closed", err.message, 1, true)
        assert.equal(1, #server:requests())
      end
    end)

    it("cannot be reached is a failure of the network", function()
      local client <close> = assert(cph.client(options({
        project_id = false, iam_endpoint = "http://127.0.0.1:1",
      })))
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      local cause = assert_unsent(err, RESTART, "transport")
      assert.is_true(err.retryable)
      assert.equal(PROJECTS, cause.operation)
      assert.is_false(cause.sent)
      assert.matches("127.0.0.1:1: the connection was refused", err.message, 1, true)
      assert.matches("project_id", err.hint, 1, true)
      assert.same({}, seen())
    end)

    it("refuses the keys is one of credentials", function()
      local client <close> = assert(cph.client(options({ project_id = false, sk = "wrong" })))
      local reply, err = client:list_cloud_phone_servers()
      assert.is_nil(reply)
      local cause = assert_unsent(err, LIST, "credentials")
      assert.is_false(err.retryable)
      assert.equal(PROJECTS, cause.operation)
      assert.equal("service", cause.kind)
      assert.equal(401, cause.status)
      assert.is_string(cause.code)
      assert.is_table(cause.headers)
      assert.equal(1, cause.attempts)
      assert.is_true(cause.sent)
      assert.matches(PROJECTS, err.message, 1, true)
      assert.matches("status 401", err.message, 1, true)
      assert.equal(cause.hint, err.hint)
      assert.same({ PROJECTS }, seen())
    end)

    it("refuses the password is one of credentials", function()
      local client <close> = assert(cph.client(password_options({ password = "wrong-1" })))
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      local cause = assert_unsent(err, RESTART, "credentials")
      assert.is_false(err.retryable)
      assert.equal(LOGIN, cause.operation)
      assert.equal(401, cause.status)
      assert.same({ LOGIN }, seen()) -- what is refused is not asked again: users get locked
    end)

    it("is busy for long may be made again, when IAM says", function()
      cloud:fail({
        operation = LOGIN, status = 503, headers = { ["Retry-After"] = "60" }, times = 3,
      })
      local client <close> = assert(cph.client(password_options()))
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      local cause = assert_unsent(err, RESTART, "credentials")
      assert.is_true(err.retryable)
      assert.equal(60, err.retry_after)
      assert.equal(503, cause.status)
    end)

    it("knows no such project tells what to set", function()
      local client <close> = assert(cph.client(options({
        project_id = false, region = "xx-none-1",
      })))
      local reply, err = client:list_cloud_phone_servers()
      assert.is_nil(reply)
      local cause = assert_unsent(err, LIST, "credentials")
      assert.equal("project_id", err.field)
      assert.matches("0 projects named xx-none-1", err.message, 1, true)
      assert.equal("credentials", cause.kind)
    end)

    it("does not know the agency is not taken for a response about the thing", function()
      local client <close> = assert(devserver.client(options({
        agency = "none", agency_domain = "x",
      })))
      local reply, err = client:show_dev_server({ id = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1" })
      assert.is_nil(reply)
      local cause = assert_unsent(err, "show_dev_server", "credentials")
      assert.equal(404, cause.status)
      local report
      report, err = client:wait_dev_server("8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1", {
        first_delay = 0.001, interval = 0.001, deadline = 5, status = "RUNNING",
      })
      assert.is_nil(report)
      assert_unsent(err, "show_dev_server", "credentials")
      assert.same({}, err.report.failed) -- no server was asked for
      assert.equal(1, #err.report.unknown)
    end)
  end)

  describe("for an agency", function()
    it("names what its keys were waiting for", function()
      local client <close> = assert(cph.client(agency_options(password_options({
        password = "wrong-2",
      }))))
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      local keys = assert_unsent(err, RESTART, "credentials")
      local login = assert_unsent(keys, AGENCY, "credentials")
      assert.equal(LOGIN, login.operation)
      assert.equal(401, login.status)
      assert.matches(LOGIN, err.message, 1, true)
      local _, times = tostring(err):gsub("the call was not sent", "")
      assert.equal(1, times)
      assert.same({ LOGIN }, seen())
    end)

    it("tells a login that ended early, and was not to be had again", function()
      local client <close> = assert(cph.client(agency_options(password_options())))
      assert(client:list_cloud_phone_servers())
      cloud:expire_tokens()
      cloud:fail({ operation = LOGIN, status = 403, message = "locked" })
      local reply, err = client:list_cloud_phone_servers()
      assert.is_nil(reply)
      -- The call was refused, then the agency's keys, then the login.
      assert.equal(LIST, err.operation)
      assert.equal(401, err.status)
      assert.equal(1, err.attempts)
      assert.is_true(err.sent)
      local keys = err.cause
      assert.equal(AGENCY, keys.operation)
      assert.equal(401, keys.status)
      assert.equal(1, keys.attempts)
      assert.equal(LOGIN, keys.cause.operation)
      assert.equal(403, keys.cause.status)
      assert.same({ LOGIN, AGENCY, LIST, LIST, AGENCY, LOGIN }, seen())
    end)
  end)

  describe("for want of time", function()
    for name, given in pairs({
      ["of a login"] = { username = "u", password = "p", domain = "d", project_id = "p" },
      ["of the project"] = { ak = "ak", sk = "sk" },
      ["of an agency"] = { ak = "ak", sk = "sk", agency = "a", agency_domain = "d" },
    }) do
      it("because the deadline passed in place " .. name, function()
        local server, url = recorder({ silent = true })
        given.endpoint, given.iam_endpoint, given.region = url, url, "cn-north-4"
        local client <close> = assert(cph.client(given))
        local began = core.now()
        local reply, err = client:restart_cloud_phone_server(IDS, { deadline = 0.1 })
        assert.is_true(core.now() - began < 1)
        assert.is_nil(reply)
        local cause = assert_unsent(err, RESTART, "timeout")
        assert.is_true(err.retryable)
        assert.matches("the deadline of the call has passed", err.message, 1, true)
        assert.equal("timeout", cause.kind)
        assert.is_true(err.elapsed >= 0.1)
        for _, target in ipairs(targets(server)) do
          assert.is_nil(target:find("cloud-phone", 1, true))
        end
      end)
    end

    for name, given in pairs({
      ["of a login"] = { username = "u", password = "p", domain = "d", project_id = "p" },
      ["of the project"] = { ak = "ak", sk = "sk" },
      ["of an agency"] = { ak = "ak", sk = "sk", agency = "a", agency_domain = "d" },
    }) do
      it("because send_before passed in place " .. name, function()
        local server, url = recorder({ silent = true })
        given.endpoint, given.iam_endpoint, given.region = url, url, "cn-north-4"
        local client <close> = assert(cph.client(given))
        for _, deadline in ipairs({ 5, false }) do
          local began, asked = core.now(), #server:requests()
          local reply, err = client:restart_cloud_phone_server(IDS, {
            send_before = hwc.boot_time() + 0.1, deadline = deadline or nil,
          })
          assert.is_true(core.now() - began < 1)
          assert.is_nil(reply)
          assert_unsent(err, RESTART, "timeout")
          assert.is_false(err.retryable) -- it will not be earlier again
          assert.matches("send_before has passed", err.message, 1, true)
          assert.equal(asked + 1, #server:requests()) -- that of IAM
        end
        for _, target in ipairs(targets(server)) do
          assert.is_nil(target:find("cloud-phone", 1, true))
        end
      end)
    end

    it("asks IAM for nothing where send_before has passed", function()
      local server, url = recorder({ silent = true })
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, region = "cn-north-4", ak = "ak", sk = "sk",
      }))
      local reply, err = client:restart_cloud_phone_server(IDS, { send_before = hwc.boot_time() })
      assert.is_nil(reply)
      assert_unsent(err, RESTART, "timeout")
      assert.matches("send_before has passed", err.message, 1, true)
      assert.same({}, targets(server))
    end)

    it("is not sent in the last moment either", function()
      -- The response of IAM comes, but nothing is left of the deadline.
      local client <close> = assert(cph.client(password_options()))
      local scheduler = require("hwc.scheduler")
      local now, late = scheduler.now, 0
      finally(function() scheduler.now = now end)
      scheduler.now = function() return now() + late end
      cloud:fail({ operation = LOGIN, status = 503, message = "busy" })
      hwc.run(function()
        hwc.spawn(function()
          hwc.sleep(0.001)
          late = 10
        end)
        local reply, err = client:restart_cloud_phone_server(IDS, { deadline = 5 })
        assert.is_nil(reply)
        assert_unsent(err, RESTART, "timeout")
      end)
      for _, name in ipairs(seen()) do
        assert.equal(LOGIN, name)
      end
    end)
  end)

  describe("because its program ended it", function()
    it("says so", function()
      local server, url = recorder({ silent = true })
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4",
        username = "u", password = "p", domain = "d",
      }))
      local reply, err
      hwc.run(function()
        local task = hwc.spawn(function()
          reply, err = client:restart_cloud_phone_server(IDS)
        end)
        repeat
          hwc.sleep(0.005)
        until #server:requests() > 0
        task:cancel()
      end)
      assert.is_nil(reply)
      assert_unsent(err, RESTART, "cancelled")
      assert.same({ "POST /v3/auth/tokens" }, targets(server))
    end)

    it("by closing the client says so", function()
      local server, url = recorder({ silent = true })
      local client = assert(cph.client({
        endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4",
        username = "u", password = "p", domain = "d", timeout = 0.1,
      }))
      local reply, err
      hwc.run(function()
        hwc.spawn(function()
          reply, err = client:restart_cloud_phone_server(IDS)
        end)
        repeat
          hwc.sleep(0.005)
        until #server:requests() > 0
        client:close()
      end)
      assert.is_nil(reply)
      assert_unsent(err, RESTART, "cancelled")
      assert.matches("the client was closed", err.message, 1, true)
      for _, target in ipairs(targets(server)) do
        assert.equal("POST /v3/auth/tokens", target)
      end
    end)

    it("is not sent with old keys that still serve", function()
      local expires = os.date("!%FT%T.000000Z", time() + 1200)
      local server, url = recorder(
        { target = "/v3/auth/tokens", status = 201, headers = { ["X-Subject-Token"] = "t1" },
          body = cjson.encode({ token = { expires_at = expires } }) },
        { target = "/v1/p", body = '{"jobs":[]}' },
        { target = "/v3/auth/tokens", silent = true },
        { target = "/v1/p", body = '{"jobs":[]}' })
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4",
        username = "u", password = "p", domain = "d",
      }))
      assert(client:restart_cloud_phone_server(IDS))
      os.time = function() return time() + 800 end -- luacheck: ignore
      local reply, err
      hwc.run(function()
        local task = hwc.spawn(function()
          reply, err = client:restart_cloud_phone_server(IDS)
        end)
        repeat
          hwc.sleep(0.005)
        until #server:requests() == 3
        task:cancel()
      end)
      assert.is_nil(reply)
      assert_unsent(err, RESTART, "cancelled")
      local login, restart = "POST /v3/auth/tokens", "POST /v1/p/cloud-phone/servers/batch-restart"
      assert.same({ login, restart, login }, targets(server))
    end)
  end)

  describe("together with others", function()
    it("has an error of its own, with the cause that they share", function()
      cloud:fail({ operation = LOGIN, status = 403, message = "locked" })
      local client <close> = assert(cph.client(password_options()))
      local calls = {
        { LIST, {} },
        { RESTART, IDS },
        { "show_cloud_phone_server_detail", { server_id = IDS.server_ids[1] } },
        { RESTART, IDS },
      }
      local _, errors = hwc.map(calls, function(call)
        return client[call[1]](client, call[2])
      end)
      for i, call in ipairs(calls) do
        local cause = assert_unsent(errors[i], call[1], "credentials")
        assert.equal(403, cause.status)
        assert.equal(errors[1].cause, cause)
        for j = 1, i - 1 do
          assert.is_false(rawequal(errors[i], errors[j]))
        end
      end
      assert.same({ LOGIN }, seen())
    end)
  end)

  describe("that was refused before", function()
    -- The call is refused with 401; `login` becomes of the next login.
    local function refused_with(login, more)
      local server, url = recorder(
        { target = "/v3/auth/tokens", status = 201, headers = { ["X-Subject-Token"] = "t1" },
          body = '{"token":{}}' },
        { target = "/v1/p", status = 401,
          body = '{"error_code":"APIGW.0307","error_msg":"token expired"}' },
        login,
        more)
      return server, assert(cph.client({
        endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4",
        username = "u", password = "p", domain = "d", timeout = 0.25,
      }))
    end

    -- Lets time pass until the login is asked for again.
    local function await_login(server)
      repeat
        hwc.sleep(0.005)
      until #server:requests() >= 3
    end
    local FIRST = {
      "POST /v3/auth/tokens", "POST /v1/p/cloud-phone/servers/batch-restart",
      "POST /v3/auth/tokens",
    }

    it("says so where the credentials cannot be renewed", function()
      local server, client = refused_with({
        target = "/v3/auth/tokens", status = 403, body = '{"error_msg":"locked"}',
      })
      local _ <close> = client
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      assert.equal("service", err.kind)
      assert.equal(401, err.status)
      assert.equal("APIGW.0307", err.code)
      assert.equal(RESTART, err.operation)
      assert.equal(1, err.attempts)
      assert.is_true(err.sent)
      assert.is_false(err.retryable)
      assert.matches("renewing the credentials failed", err.hint, 1, true)
      assert.equal(LOGIN, err.cause.operation)
      assert.equal(403, err.cause.status)
      assert.same(FIRST, targets(server))
    end)

    it("may be made again where IAM is busy", function()
      local server, client = refused_with({ target = "/v3/auth/tokens", silent = true })
      local _ <close> = client
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      assert.equal(401, err.status)
      assert.equal(1, err.attempts)
      assert.is_true(err.sent)
      assert.is_true(err.retryable)
      assert.equal("timeout", err.cause.kind)
      assert.equal(5, #targets(server)) -- the login three times
    end)

    for limit, text in pairs({
      deadline = "the deadline of the call has passed",
      send_before = "send_before has passed",
    }) do
      it("tells a " .. limit .. " that passes while they are renewed", function()
        local server, client = refused_with({ target = "/v3/auth/tokens", silent = true })
        local _ <close> = client
        local began = limit == "send_before" and hwc.boot_time() or 0
        local reply, err = client:restart_cloud_phone_server(IDS, { [limit] = began + 0.2 })
        assert.is_nil(reply)
        assert.equal("timeout", err.kind)
        assert.equal(RESTART, err.operation)
        assert.equal(1, err.attempts)
        assert.is_true(err.sent)
        assert.equal("refused", err.fate)
        assert.equal(limit == "deadline", err.retryable) -- the server did not process it
        assert.matches(text, err.message, 1, true)
        assert.matches("refused", err.message, 1, true)
        assert.equal(401, err.cause.status)
        assert.equal("APIGW.0307", err.cause.code)
        assert.same(FIRST, targets(server))
      end)
    end

    it("tells that the program ended it while they are renewed", function()
      local server, client = refused_with({ target = "/v3/auth/tokens", silent = true })
      local _ <close> = client
      local reply, err
      hwc.run(function()
        local task = hwc.spawn(function()
          reply, err = client:restart_cloud_phone_server(IDS)
        end)
        await_login(server)
        task:cancel()
      end)
      assert.is_nil(reply)
      assert.equal("cancelled", err.kind)
      assert.equal(RESTART, err.operation)
      assert.equal(1, err.attempts)
      assert.is_true(err.sent)
      assert.is_false(err.retryable)
      assert.equal(401, err.cause.status)
      assert.same(FIRST, targets(server))
    end)

    it("tells that the client was closed while they are renewed", function()
      local server, client = refused_with({ target = "/v3/auth/tokens", silent = true })
      local reply, err
      hwc.run(function()
        hwc.spawn(function()
          reply, err = client:restart_cloud_phone_server(IDS)
        end)
        await_login(server)
        client:close()
      end)
      assert.is_nil(reply)
      assert.equal("cancelled", err.kind)
      assert.equal(1, err.attempts)
      assert.is_true(err.sent)
      assert.matches("the client was closed", err.message, 1, true)
      assert.equal(401, err.cause.status)
      for i, target in ipairs(targets(server)) do
        assert.equal(FIRST[math.min(i, 3)], target) -- no call but the refused one
      end
    end)

    it("does not say that nothing was sent, where only the rest was not", function()
      local token = { status = 201, headers = { ["X-Subject-Token"] = "t" }, body = '{"token":{}}' }
      local _, iam_url = recorder(token)
      local service = recording.start()
      service:script({ status = 401, body = '{"error_code":"APIGW.0307","error_msg":"expired"}' })
      local url = ("http://127.0.0.1:%d"):format(service.port)
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = iam_url, project_id = "p", region = "cn-north-4",
        username = "u", password = "p", domain = "d",
        on_event = function(event)
          if event.kind == "response" and event.status == 401 then
            service:close()
          end
        end,
      }))
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      assert.equal("transport", err.kind)
      assert.equal(RESTART, err.operation)
      assert.equal(4, err.attempts)
      assert.is_true(err.sent)
      assert.is_true(err.retryable)
      assert.matches("the connection was refused", err.message, 1, true)
      assert.matches("what was sent before was refused (status 401)", err.message, 1, true)
      assert.equal("APIGW.0307", err.cause.code)
    end)

    it("counts what was sent before, where the rest does not arrive", function()
      local server, client = refused_with(
        { target = "/v3/auth/tokens", status = 201, headers = { ["X-Subject-Token"] = "t2" },
          body = '{"token":{}}' },
        { target = "/v1/p", silent = true })
      local _ <close> = client
      local reply, err = client:restart_cloud_phone_server(IDS)
      assert.is_nil(reply)
      assert.equal("timeout", err.kind)
      assert.equal(2, err.attempts)
      assert.is_true(err.sent)
      assert.is_false(err.retryable)
      assert.equal(4, #targets(server))
    end)
  end)

  describe("of another kind", function()
    it("has no operation where it is client:call", function()
      cloud:fail({ operation = LOGIN, status = 403, message = "locked" })
      local client <close> = assert(cph.client(password_options()))
      local reply, err = client:call({ method = "POST", path = "/v1/{project_id}/x", body = {} })
      assert.is_nil(reply)
      local cause = assert_unsent(err, nil, "credentials")
      assert.equal(LOGIN, cause.operation)
    end)

    it("is raised by each, as the error of its operation", function()
      local client <close> = assert(cph.client(password_options({ password = "wrong-3" })))
      local good, err = pcall(function()
        for _ in client:each(LIST) do
          error("an item")
        end
      end)
      assert.is_false(good)
      local cause = assert_unsent(err, LIST, "credentials")
      assert.equal(LOGIN, cause.operation)
    end)

    it("lets waits go on while IAM is busy, and ends them where it refuses", function()
      local client <close> = assert(cph.client(password_options()))
      cloud:fail({ operation = LOGIN, status = 503, times = 3 })
      local report = assert(client:wait_jobs({ ("0"):rep(32) }, {
        first_delay = 0.001, interval = 0.001, deadline = 0.2,
      }))
      assert.equal("deadline", report.stopped)
      assert.is_truthy(table.concat(seen(), " "):find("list_jobs", 1, true))

      cloud:reset()
      local other <close> = assert(cph.client(password_options({ password = "wrong-4" })))
      local err
      report, err = other:wait_jobs({ ("0"):rep(32) }, {
        first_delay = 0.001, interval = 0.001, deadline = 5,
      })
      assert.is_nil(report)
      assert_unsent(err, "list_jobs", "credentials")
      assert.is_nil(err.report.error) -- it is err itself
      assert.matches('"stopped":"error"', require("cjson").encode(err.report), 1, true)
      assert.same({ LOGIN }, seen())
    end)

    it("is not asked for by explain", function()
      local client <close> = assert(cph.client(password_options({ password = "wrong-5" })))
      assert.matches("requests credentials",
        assert(client:explain(RESTART, IDS)).before[1], 1, true)
      assert.same({}, seen())
    end)

    it("is explained by check, whose error has the cause", function()
      local client <close> = assert(cph.client(agency_options(password_options({
        password = "wrong-6",
      }))))
      local text, err = client:check()
      assert.is_nil(text)
      assert.matches("does not accept the credentials: the token or password", err.message, 1, true)
      assert.equal(401, err.status)
      assert.equal(LOGIN, err.cause.operation)
      assert.equal(401, err.cause.status)
    end)

    it("of check is not said to be a call that was not sent", function()
      local server, url = recorder({ silent = true })
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4",
        username = "u", password = "p", domain = "d",
      }))
      local text, err = client:check({ deadline = 0.1 })
      assert.is_nil(text)
      assert.equal("timeout", err.kind)
      assert.matches("IAM at " .. url .. " cannot be reached", err.message, 1, true)
      assert.equal("timeout", err.cause.kind)
      assert.equal(1, #targets(server))
    end)
  end)

  it("shows neither secrets nor more than a line, nor does the log", function()
    local path = os.tmpname()
    finally(function() os.remove(path) end)
    local log = assert(hwc.log(path))
    local secret = "Hidden7Word"
    local body = cjson.encode({ error = { code = 401, message = "bad " .. secret .. "\n!" } })
    local server, url = recorder({
      status = 401, body = body,
      headers = { ["X-Echo"] = secret, ["X-Subject-Token"] = secret },
    })
    local client <close> = assert(cph.client({
      endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4",
      username = "u", password = secret, domain = "d", on_event = log,
    }))
    local reply, err = client:restart_cloud_phone_server(IDS)
    assert.is_nil(reply)
    local cause = assert_unsent(err, RESTART, "credentials")
    assert.equal(401, cause.status)
    assert.matches("bad ***", cause.body, 1, true)
    local shown = {}
    local function collect(value)
      shown[#shown + 1] = tostring(value)
      if type(value) == "table" then
        for name, member in next, value do
          collect(name)
          collect(member)
        end
      end
    end
    collect(err)
    assert.is_nil(table.concat(shown, "\n"):find(secret, 1, true))
    log({ kind = "mine", error = err }) -- a script's own line
    assert(log:close())
    local file <close> = assert(io.open(path))
    local lines = {}
    for line in file:lines() do
      assert.is_nil(line:find(secret, 1, true))
      lines[#lines + 1] = cjson.decode(line)
    end
    local told, mine = lines[#lines - 1], lines[#lines]
    assert.equal("credentials", told.kind)
    assert.equal("failed", told.action)
    assert.equal(LOGIN, told.cause.operation)
    assert.equal("service", told.cause.kind)
    assert.equal(401, told.cause.status)
    assert.equal("bad *** !", told.cause.message)
    assert.equal(RESTART, mine.error.operation)
    assert.is_false(mine.error.sent)
    assert.equal(LOGIN, mine.error.cause.operation)
    assert.equal(401, mine.error.cause.status)
    for _, logged in ipairs({ told.cause, mine.error, mine.error.cause }) do
      assert.is_nil(logged.headers)
      assert.is_nil(logged.body)
    end
    assert.equal(1, #server:requests())
  end)
end)
