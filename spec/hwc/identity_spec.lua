local cjson = require("cjson")
local core = require("_hwc")
local cph = require("cph")
local hwc = require("hwc")
local accounts = require("spec.support.accounts")
local recording = require("spec.support.recording")
local sandbox = require("hwc.sandbox")
local http_date = require("spec.support.http_date")

describe("the credentials of a client", function()
  local time = os.time
  local cloud

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

  local LOGIN = "keystone_create_user_token_by_password"
  local AGENCY = "create_temporary_access_key_by_agency"
  local LIST = "list_cloud_phone_servers"

  describe("that IAM ends early", function()
    it("are renewed once, and the call is repeated once", function()
      local client <close> = assert(cph.client(password_options()))
      assert(client:list_cloud_phone_servers({}))
      cloud:expire_tokens()
      local _, info = assert(client:list_cloud_phone_servers({}))
      assert.equal(2, info.attempts)
      assert.same({ LOGIN, LIST, LIST, LOGIN, LIST }, seen())
    end)

    it("are not renewed for a call that another mistake refuses", function()
      local client <close> = assert(cph.client(password_options()))
      assert(client:list_cloud_phone_servers({}))
      for _, fault in ipairs({
        { status = 401, code = "APIG.9999" }, { status = 403, code = "APIGW.0301" },
        { status = 401, body = "no" },
      }) do
        cloud:fail(fault)
        local reply, err = client:list_cloud_phone_servers({}, { retry = false })
        assert.is_nil(reply)
        assert.equal(fault.status, err.status)
      end
      assert.same({ LOGIN, LIST, LIST, LIST, LIST }, seen())
    end)

    it("are not renewed for a call of one attempt, by its own option or the client's", function()
      local client <close> = assert(cph.client(password_options()))
      local settings = password_options()
      settings.retry = false
      local careful <close> = assert(cph.client(settings))
      for i, call in ipairs({
        function() return client:list_cloud_phone_servers({}, { retry = false }) end,
        function() return careful:list_cloud_phone_servers({}) end,
      }) do
        cloud:fail({ operation = LIST, status = 401, code = "APIGW.0301" })
        local reply, err = call()
        assert.is_nil(reply)
        assert.equal(401, err.status)
        assert.equal(1, err.attempts)
        local counted = 0
        for _, name in ipairs(seen()) do
          counted = counted + (name == LIST and 1 or 0)
        end
        assert.equal(i, counted)
      end
    end)

    for _, code in ipairs({ "APIG.0301", "APIG.0307", "APIG.1002", "APIGW.0301", "APIGW.0307" }) do
      it("are known by the code " .. code, function()
        local client <close> = assert(cph.client(password_options()))
        cloud:fail({ operation = LIST, status = 401, code = code })
        assert(client:list_cloud_phone_servers({}))
        assert.same({ LOGIN, LIST, LOGIN, LIST }, seen())
      end)
    end

    it("are not renewed again and again where that does not help", function()
      local client <close> = assert(cph.client(password_options()))
      cloud:fail({ operation = LIST, status = 401, code = "APIGW.0301", times = 3 })
      local reply, err = client:list_cloud_phone_servers({})
      assert.is_nil(reply)
      assert.equal(2, err.attempts)
      assert.is_nil((client:list_cloud_phone_servers({})))
      assert(client:list_cloud_phone_servers({}))
      assert.same({ LOGIN, LIST, LOGIN, LIST, LIST, LIST }, seen())
    end)

    it("are renewed by the next call where this one may not be repeated", function()
      local client <close> = assert(cph.client(password_options()))
      assert(client:list_cloud_phone_servers({}))
      cloud:expire_tokens()
      local reply, err = client:list_cloud_phone_servers({}, { retry = false })
      assert.is_nil(reply)
      assert.equal("APIGW.0307", err.code)
      assert(client:list_cloud_phone_servers({}))
      assert.same({ LOGIN, LIST, LIST, LOGIN, LIST }, seen())
    end)

    it("are explained where they cannot be renewed", function()
      local client <close> = assert(cph.client(password_options()))
      assert(client:list_cloud_phone_servers({}))
      cloud:expire_tokens()
      cloud:fail({ operation = LOGIN, status = 403, message = "locked" })
      local reply, err = client:list_cloud_phone_servers({})
      assert.is_nil(reply)
      assert.equal("APIGW.0307", err.code)
      assert.matches("renewing the credentials failed", err.hint, 1, true)
      assert.matches("locked", client:credentials().problem, 1, true)
    end)

    it("are not renewed for a call whose next attempt was stopped by refusals of others", function()
      local server = recording.start()
      finally(function() server:close() end)
      server:script(
        { target = "/v3/auth/tokens", status = 201, headers = { ["X-Subject-Token"] = "t1" },
          body = '{"token":{}}' },
        { target = "request_id=first", status = 503, headers = { ["Retry-After"] = "1" } },
        { target = "request_id=other", status = 401, body = '{"error_code":"X.1"}' },
        { target = "/v3/auth/tokens", silent = true })
      local url = ("http://127.0.0.1:%d"):format(server.port)
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4",
        username = "u", password = "p", domain = "d", validate = false,
      }))
      local reply, err
      hwc.run(function()
        hwc.spawn(function()
          reply, err = client:list_jobs({ request_id = "first" }, { deadline = 3 })
        end)
        repeat
          hwc.sleep(0.005)
        until #server:requests() == 2
        for _ = 1, 3 do
          local _, refused = client:list_jobs({ request_id = "other" })
          assert.equal(401, refused.status)
        end
      end)
      assert.is_nil(reply)
      assert.equal("credentials", err.kind)
      assert.equal(1, err.attempts)
      assert.is_true(err.sent)
      assert.equal(5, #server:requests())
    end)

    it("have nothing to do with a login that is refused", function()
      local iam <close> = assert(require("hwc.iam").client(password_options()))
      local reply, err = iam:keystone_create_user_token_by_password({
        auth = {
          identity = {
            methods = { "password" },
            password = { user = { name = "x", password = "wrong", domain = { name = "y" } } },
          },
        },
      })
      assert.is_nil(reply)
      assert.equal(401, err.status)
      assert.equal(1, err.attempts)
      assert.same({ LOGIN }, seen())
    end)

    it("are left alone where the caller gave them", function()
      local token
      do
        local client <close> = assert(cph.client(password_options()))
        assert(client:list_cloud_phone_servers({}))
        local iam <close> = assert(require("hwc.iam").client(password_options({
          endpoint = cloud.url,
        })))
        local account = cloud:account()
        local _, info = assert(iam:keystone_create_user_token_by_password({
          auth = {
            identity = {
              methods = { "password" },
              password = {
                user = {
                  name = account.user, password = account.password,
                  domain = { name = account.domain },
                },
              },
            },
            scope = { project = { name = account.region } },
          },
        }))
        token = info.headers["x-subject-token"]
      end
      local client <close> = assert(cph.client(options({ ak = false, sk = false, token = token })))
      assert(client:list_cloud_phone_servers({}))
      cloud:expire_tokens()
      local reply, err = client:list_cloud_phone_servers({})
      assert.is_nil(reply)
      assert.equal("APIGW.0307", err.code)
      assert.same({ source = "options" }, client:credentials())
    end)
  end)

  describe("of many calls at a time", function()
    it("are asked for once, and so is the project", function()
      local client <close> = assert(cph.client(agency_options(password_options({
        project_id = false,
      }))))
      local list = {}
      for i = 1, 20 do
        list[i] = i
      end
      local function ask()
        return client:list_cloud_phone_servers({})
      end
      local replies, errors = hwc.map(list, ask)
      assert.equal(20, #replies)
      assert.same({}, errors)
      local counts = {}
      for _, name in ipairs(seen()) do
        counts[name] = (counts[name] or 0) + 1
      end
      assert.same({ [LOGIN] = 1, [AGENCY] = 1, keystone_list_projects = 1, [LIST] = 20 }, counts)

      cloud:expire_tokens()
      replies, errors = hwc.map(list, ask)
      assert.equal(20, #replies)
      assert.same({}, errors)
      counts = {}
      for _, name in ipairs(seen()) do
        counts[name] = (counts[name] or 0) + 1
      end
      -- Calls that were not on their way when the keys were refused wait for new ones.
      local lists = counts[LIST]
      assert.is_true(lists >= 20 + 20 + 3 and lists <= 20 + 20 + 20)
      -- The login's token has ended as well, which costs the agency a second try.
      assert.same({ [LOGIN] = 2, [AGENCY] = 3, keystone_list_projects = 1, [LIST] = lists },
        counts)
    end)

    it("go on when the call that wanted them first is cancelled", function()
      local client <close> = assert(cph.client(password_options()))
      local reply, problem
      hwc.run(function()
        local first = hwc.spawn(function()
          local _, err = client:list_cloud_phone_servers({})
          problem = err
        end)
        hwc.spawn(function()
          reply = client:list_cloud_phone_servers({})
        end)
        hwc.sleep(0)
        first:cancel()
      end)
      assert.is_table(reply)
      assert.is_true(problem == nil or problem.kind == "cancelled")
      assert.equal(LOGIN, seen()[1])
      assert.equal(2, #seen())
    end)

    it("are nobody's mistake where the client is closed meanwhile", function()
      for pause = 0.0005, 0.01, 0.0005 do
        local client = assert(cph.client(agency_options(password_options({ project_id = false }))))
        local reply, err
        hwc.run(function()
          hwc.spawn(function()
            reply, err = client:list_cloud_phone_servers({})
          end)
          hwc.sleep(pause)
          client:close()
        end)
        assert.is_true(reply ~= nil or err.kind == "cancelled")
      end
      hwc.sleep(0.01)
    end)

    it("are waited for no longer than a call's own deadline", function()
      local server = recording.start()
      server:script({ silent = true })
      local url = ("http://127.0.0.1:%d"):format(server.port)
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, region = "cn-north-4", username = "u", password = "p",
        domain = "d",
      }))
      local began = core.now()
      local reply, err = client:list_cloud_phone_servers({}, { deadline = 0.1 })
      assert.is_nil(reply)
      assert.equal("timeout", err.kind)
      assert.matches("credentials", err.message, 1, true)
      assert.is_true(core.now() - began < 1)
      server:close()
    end)

    it("take their time from the call's own deadline", function()
      local server = recording.start()
      finally(function() server:close() end)
      local url = ("http://127.0.0.1:%d"):format(server.port)
      server:script(
        { target = "/v3/projects", status = 503, headers = { ["Retry-After"] = "1" }, body = "{}" },
        { target = "/v3/projects", body = '{"projects":[{"id":"p"}]}' },
        { target = "/v1/p/cloud-phone/servers", silent = true })
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, region = "cn-north-4", ak = "ak", sk = "sk",
      }))
      local began = core.now()
      local reply, err = client:list_cloud_phone_servers({}, { deadline = 1.3 })
      assert.is_nil(reply)
      assert.equal("timeout", err.kind)
      assert.is_true(err.sent)
      local took = core.now() - began
      assert.is_true(took >= 1.3 and took < 2, took)
    end)

    it("are of no one project where several have the region's name", function()
      local server = recording.start()
      finally(function() server:close() end)
      local url = ("http://127.0.0.1:%d"):format(server.port)
      server:script({ body = '{"projects":[{"id":"a"},{"id":"b"}]}' })
      local client <close> = assert(cph.client({
        endpoint = url, iam_endpoint = url, region = "cn-north-4", ak = "ak", sk = "sk",
      }))
      local reply, err = client:list_cloud_phone_servers({})
      assert.is_nil(reply)
      assert.equal("credentials", err.kind)
      assert.matches("2 projects named cn-north-4", err.message, 1, true)
      assert.equal(1, #server:requests())
    end)
  end)

  describe("of an agency", function()
    it("are temporary keys had with keys", function()
      local client <close> = assert(cph.client(agency_options(options({ project_id = false }))))
      assert(client:list_cloud_phone_servers({}))
      assert(client:list_cloud_phone_servers({}))
      assert.same({ AGENCY, "keystone_list_projects", LIST, LIST }, seen())
      local who = client:credentials()
      assert.equal("options", who.source)
      assert.equal("sandbox_agency", who.agency)
      assert.equal("HST", who.ak:sub(1, 3))
      local left = who.expires - time()
      assert.is_true(left > 3590 and left <= 3600)
    end)

    it("are temporary keys had with a password", function()
      local client <close> = assert(cph.client(agency_options(password_options())))
      assert(client:list_cloud_phone_servers({}))
      assert.same({ LOGIN, AGENCY, LIST }, seen())
      -- The token of the password is renewed too where it has ended.
      cloud:expire_tokens()
      assert(client:list_cloud_phone_servers({}))
      assert.same({ LOGIN, AGENCY, LIST, LIST, AGENCY, LOGIN, AGENCY, LIST }, seen())
    end)

    it("are signed for with every algorithm", function()
      for _, algorithm in ipairs({ "SDK-HMAC-SM3", "V11-HMAC-SHA256" }) do
        local client <close> = assert(cph.client(agency_options(options({
          algorithm = algorithm, project_id = false,
        }))))
        assert(client:list_cloud_phone_servers({}))
      end
      local schemes = {}
      for i, request in ipairs(cloud:requests()) do
        for _, header in ipairs(request.headers) do
          if header[1] == "Authorization" then
            schemes[i] = header[2]:match("^%S+")
          end
        end
      end
      assert.same({
        "SDK-HMAC-SM3", "SDK-HMAC-SM3", "SDK-HMAC-SM3",
        "SDK-HMAC-SHA256", "SDK-HMAC-SHA256", "V11-HMAC-SHA256",
      }, schemes)
    end)

    it("are not to be had where there is none of that name", function()
      local client <close> = assert(cph.client(options({ agency = "none", agency_domain = "x" })))
      local reply, err = client:list_cloud_phone_servers({})
      assert.is_nil(reply)
      assert.equal(404, err.cause.status)
      assert.matches("agency none: ", err.message, 1, true)
    end)
  end)

  -- A server whose clock and keys are known to the second stands for metadata and service.
  describe("that end", function()
    local END = "2030-01-01T00:00:00Z"
    local END_SECONDS = 1893456000 -- date -u -d 2030-01-01T00:00:00Z +%s
    local SERVERS = { body = '{"request_id":"r","servers":[],"count":0}' }
    local WITHOUT_TOKEN = { status = 404 }
    local REFUSED = { status = 403, body = "no" }
    local server, clock

    setup(function()
      server = recording.start()
    end)

    teardown(function()
      server:close()
    end)

    before_each(function()
      clock = END_SECONDS - 3600
      os.time = function() -- luacheck: ignore
        return clock
      end
    end)

    -- A response of the metadata; `date` is its clock, at the time of the client's by default.
    local function keys(ak, expires, date)
      return {
        body = cjson.encode({
          credential = {
            access = ak, secret = "HIDDENKEY", securitytoken = "HIDDENTOKEN",
            expires_at = expires or END,
          },
        }),
        headers = { Date = http_date(date or clock) },
      }
    end

    local function targets()
      local list = {}
      for i, request in ipairs(server:requests()) do
        list[i] = request.target:match("securitykey") or request.target:match("token")
          or request.headers and request.bytes:match("Access=(%w+)")
      end
      return list
    end

    local function client_of(...)
      local url = ("http://127.0.0.1:%d"):format(server.port)
      server:script(WITHOUT_TOKEN, ...)
      return cph.client({ endpoint = url, project_id = "p", metadata = url, retry = false })
    end

    local function call(client)
      return client:list_cloud_phone_servers({})
    end

    it("are renewed from 15 minutes before, not earlier, beside the calls", function()
      local client <close> = assert(client_of(keys("OLD"), SERVERS))
      assert(call(client))
      clock = END_SECONDS - 901
      server:script(SERVERS)
      assert(call(client))
      hwc.sleep(0.05)
      assert.same({ "OLD" }, targets())
      clock = END_SECONDS - 900
      local new = keys("NEW", "2030-01-02T00:00:00Z")
      new.target = "securitykey"
      server:script(new, SERVERS)
      assert(call(client))
      hwc.sleep(0.05)
      local both = targets()
      table.sort(both)
      assert.same({ "OLD", "securitykey" }, both)
      server:script(SERVERS)
      assert(call(client))
      assert.same({ "NEW" }, targets())
      assert.equal(END_SECONDS + 86400, client:credentials().expires)
    end)

    it("do not keep calls waiting before the last 10 minutes", function()
      local client <close> = assert(client_of(keys("OLD"), SERVERS))
      assert(call(client))
      clock = END_SECONDS - 601
      server:script({ target = "securitykey", silent = true }, SERVERS)
      local began = core.now()
      assert(call(client))
      assert(call(client))
      assert.is_true(core.now() - began < 0.5)
      -- The renewal is sent beside the calls, perhaps after them.
      while #targets() < 3 and core.now() - began < 5 do
        hwc.sleep(0.01)
      end
      assert.equal(3, #targets())
    end)

    it("are waited for from 10 minutes before", function()
      local client <close> = assert(client_of(keys("OLD"), SERVERS))
      assert(call(client))
      clock = END_SECONDS - 600
      server:script(keys("NEW", "2030-01-02T00:00:00Z"), SERVERS)
      assert(call(client))
      assert.same({ "securitykey", "NEW" }, targets())
    end)

    it("serve until they have ended where they cannot be renewed", function()
      local client <close> = assert(client_of(keys("OLD"), SERVERS))
      assert(call(client))
      clock = END_SECONDS - 600
      server:script(REFUSED, SERVERS)
      assert(call(client))
      assert.same({ "securitykey", "OLD" }, targets())
      assert.matches("ECS metadata: the service responded with status 403",
        client:credentials().problem, 1, true)
      -- Not asked again at once …
      clock = END_SECONDS - 571
      server:script(SERVERS)
      assert(call(client))
      assert.same({ "OLD" }, targets())
      -- … but after half a minute.
      clock = END_SECONDS - 570
      server:script(REFUSED, SERVERS)
      assert(call(client))
      assert.same({ "securitykey", "OLD" }, targets())
      clock = END_SECONDS - 1
      server:script(REFUSED, SERVERS)
      assert(call(client))
      assert.same({ "securitykey", "OLD" }, targets())
      clock = END_SECONDS
      server:script(REFUSED)
      local reply, err = call(client)
      assert.is_nil(reply)
      assert.equal(403, err.cause.status)
      assert.same({ "securitykey" }, targets())
      server:script(keys("NEW", "2030-01-02T00:00:00Z"), SERVERS)
      assert(call(client))
      assert.same({ "securitykey", "NEW" }, targets())
      assert.is_nil(client:credentials().problem)
    end)

    it("are not asked for again at once where the response was the old ones", function()
      local client <close> = assert(client_of(keys("OLD"), SERVERS))
      assert(call(client))
      clock = END_SECONDS - 300
      server:script(keys("OLD"), SERVERS, SERVERS)
      assert(call(client))
      assert(call(client))
      assert.same({ "securitykey", "OLD", "OLD" }, targets())
    end)

    it("are asked for without a token for a day where there are none", function()
      local client <close> = assert(client_of(keys("OLD"), SERVERS))
      assert(call(client))
      for hours, expected in pairs({ [23] = { "securitykey", "NEW" },
        [24] = { "token", "securitykey", "NEW" } }) do
        local asked_at = clock
        clock = asked_at + hours * 3600
        server:script({ status = 404, target = "/token" }, keys("NEW", END), SERVERS)
        assert(call(client))
        assert.same(expected, targets())
        clock = asked_at
      end
    end)

    it("are told of to who watches the client, without secrets", function()
      local url = ("http://127.0.0.1:%d"):format(server.port)
      server:script(WITHOUT_TOKEN, keys("OLDKEYOLDKEY"), SERVERS)
      local told = {}
      local client <close> = assert(cph.client({
        endpoint = url, project_id = "p", metadata = url, retry = false,
        on_event = function(event)
          if event.kind == "credentials" then
            told[#told + 1] = event
          end
        end,
      }))
      assert(call(client))
      clock = END_SECONDS - 1
      server:script(REFUSED, SERVERS)
      assert(call(client))
      assert.equal("renewed", told[1].action)
      assert.equal("ECS metadata", told[1].source)
      assert.equal(END_SECONDS, told[1].expires)
      assert.is_number(told[1].duration)
      assert.equal("failed", told[2].action)
      assert.matches("status 403", told[2].message, 1, true)
      for _, event in ipairs(told) do
        for _, value in pairs(event) do
          assert.is_nil(tostring(value):find("HIDDEN", 1, true))
        end
      end
    end)

    it("end by the clock of who gave them", function()
      -- This machine's clock is two hours ahead: by it the keys have ended.
      clock = END_SECONDS + 3600
      local client <close> = assert(client_of(keys("OLD", END, END_SECONDS - 3600), SERVERS))
      assert(call(client))
      assert(call(client))
      assert.same({ "token", "securitykey", "OLD", "OLD" }, targets())
    end)
  end)
end)
