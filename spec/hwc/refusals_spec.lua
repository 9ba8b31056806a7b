-- What services refuse with status 401 is not sent to them again and again: they lock keys and
-- users after 5 failures.

local cph = require("cph")
local faults = require("spec.support.faults")
local http_date = require("spec.support.http_date")
local hwc = require("hwc")
local iam = require("hwc.iam")
local recording = require("spec.support.recording")

local IDS = { server_ids = { ("0123456789abcdef"):rep(2) } }
local REFUSED = '{"error":{"code":401,"message":"no"}}'
local TOKEN = { status = 201, headers = { ["X-Subject-Token"] = "token" }, body = '{"token":{}}' }
local MANY = 12

describe("credentials that are refused", function()
  local getenv = os.getenv
  local server, url

  before_each(function()
    server = recording.start()
    url = ("http://127.0.0.1:%d"):format(server.port)
  end)

  after_each(function()
    os.getenv = getenv -- luacheck: ignore
    server:close()
  end)

  local function refusals()
    local list = {}
    for i = 1, MANY do
      list[i] = { target = "/", status = 401, body = REFUSED }
    end
    server:script(table.unpack(list))
  end

  local function client(options)
    local all = { endpoint = url, iam_endpoint = url, project_id = "p", region = "cn-north-4" }
    for name, value in pairs(options) do
      all[name] = value
    end
    return assert(cph.client(all))
  end

  local function restart(caller)
    local reply, err = caller:restart_cloud_phone_server(IDS)
    assert.is_nil(reply)
    return err
  end

  local function assert_stopped(err)
    assert.equal("credentials", err.kind)
    assert.equal("not_sent", err.fate)
    assert.is_false(err.sent)
    assert.equal(0, err.attempts)
    assert.is_false(err.retryable)
    assert.is_true(err.retry_after > 50 and err.retry_after <= 60)
    assert.matches("nothing is sent with them for another %d+ s", err.message)
  end

  -- Each source of credentials, with options that no other test has.
  local SOURCES = {
    ["a password"] = function(n)
      return { username = "u", password = "password-" .. n, domain = "d" }
    end,
    ["keys that ask for an agency's"] = function(n)
      return { ak = "ak-" .. n, sk = "sk", agency = "a", agency_domain = "d" }
    end,
    ["keys that ask for the project"] = function(n)
      return { ak = "ak-" .. n, sk = "project", project_id = false }
    end,
    ["an id token"] = function(n)
      local path = os.tmpname()
      local file <close> = assert(io.open(path, "w"))
      file:write("id-token-", n)
      local environment = {
        HUAWEICLOUD_SDK_IDP_ID = "idp", HUAWEICLOUD_SDK_ID_TOKEN_FILE = path,
      }
      os.getenv = function(name) return environment[name] end -- luacheck: ignore
      return {}, path
    end,
  }

  for name, source in pairs(SOURCES) do
    describe("as " .. name, function()
      local path

      local function make(n)
        local options
        options, path = source(n)
        options.project_id = options.project_id ~= false and "p" or nil
        return options
      end

      after_each(function()
        if path then
          os.remove(path)
        end
      end)

      it("are sent three times at most, by many calls at a time", function()
        refusals()
        local options = make("map")
        local caller <close> = client(options)
        local list = {}
        for i = 1, 40 do
          list[i] = i
        end
        local _, errors = hwc.map(list, function() return nil, restart(caller) end)
        assert.equal(40, #errors)
        assert.is_true(#server:requests() <= 3)
        for _ = 1, 4 do
          restart(caller)
        end
        assert.equal(3, #server:requests())
        assert_stopped(restart(caller))
      end)

      it("are sent three times at most, by one client after the other", function()
        refusals()
        local options = make("clients")
        for _ = 1, MANY do
          local caller <close> = client(options)
          restart(caller)
          collectgarbage()
        end
        assert.equal(3, #server:requests())
        local caller <close> = client(options)
        assert_stopped(restart(caller))
      end)
    end)
  end

  it("are sent three times at most by clients with the same keys", function()
    local service <close> = faults.start()
    service:script({ "read", { "send", faults.http(401, "{}") }, "again" })
    for _ = 1, MANY do
      local caller <close> = client({
        endpoint = "http://127.0.0.1:" .. service.port, ak = "ak", sk = "of-many-clients",
      })
      restart(caller)
      collectgarbage()
    end
    assert.equal(3, service:report().whole)
  end)

  it("are called so in the error, whoever refuses them", function()
    server:script(
      { target = "/", status = 401, body = '{"error_code":"APIGW.0301","error_msg":"no"}' },
      { target = "/", status = 401, body = '{"error_code":"X.1","error_msg":"no"}' },
      { target = "/", status = 401, body = '{"error_code":"APIGW.0301","error_msg":"no"}' })
    local caller <close> = client({ ak = "ak", sk = "called-so" })
    assert.is_true(restart(caller).credentials_refused)
    assert.is_nil(restart(caller).credentials_refused) -- perhaps it is not about them
    assert.is_true(restart(caller).credentials_refused)
    local err = restart(caller)
    assert_stopped(err)
    assert.is_true(err.credentials_refused)
    assert.equal(3, #server:requests())
  end)

  it("are not called so in the error of a call that ended otherwise", function()
    -- Signed again by the service's clock; then no response comes.
    server:script({
      target = "/", status = 401, headers = { Date = http_date(os.time() - 7200) },
      body = '{"error_code":"APIGW.0301","error_msg":"no"}',
    }, { target = "/", silent = true })
    local caller <close> = client({ ak = "ak", sk = "silent" })
    local _, late = caller:list_jobs({ request_id = "r" }, { deadline = 0.3 })
    assert.equal(2, #server:requests())
    assert.equal("timeout", late.kind)
    assert.is_nil(late.credentials_refused)
    local _, wrong = caller:restart_cloud_phone_server({})
    assert.equal("validation", wrong.kind)
    assert.is_nil(wrong.credentials_refused)
  end)

  it("do not stop a password that was corrected", function()
    refusals()
    local wrong = { username = "u", password = "mistyped", domain = "d" }
    for _ = 1, 4 do
      local caller <close> = client(wrong)
      restart(caller)
    end
    assert.equal(3, #server:requests())
    server:script(TOKEN, { target = "/v1/p/", body = '{"request_id":"r","jobs":[]}' })
    wrong.password = "corrected"
    local caller <close> = client(wrong)
    assert(caller:restart_cloud_phone_server(IDS))
  end)

  it("are a user with a password, whatever the token is for", function()
    refusals()
    local caller <close> = assert(iam.client({ endpoint = url, ak = "ak", sk = "sk" }))
    local function log_in(user, project)
      local _, err = caller:keystone_create_user_token_by_password({
        auth = {
          identity = {
            methods = { "password" },
            password = { user = { name = user, password = "shared", domain = { name = "d" } } },
          },
          scope = { project = { name = project } },
        },
      })
      return err
    end
    for i = 1, 5 do
      log_in("first", "project-" .. i)
    end
    assert.equal(3, #server:requests())
    assert_stopped(log_in("first"))
    assert.equal(401, log_in("second").status)
    assert.equal(4, #server:requests())
  end)
end)

describe("credentials that were not accepted yet", function()
  local function start(steps)
    local server = faults.start()
    server:script(steps)
    return server
  end

  local function client(server, sk)
    return assert(cph.client({
      endpoint = "http://127.0.0.1:" .. server.port, project_id = "p", ak = "ak", sk = sk,
      retry = false,
    }))
  end

  local GOOD = faults.http(200, '{"request_id":"r","jobs":[]}')

  it("do not wait long for a host that does not answer to be used at another one", function()
    local silent <close> = start({ "read" })
    local well <close> = start({ "read", { "send", GOOD }, "again" })
    local stuck <close> = client(silent, "stalls")
    local caller <close> = client(well, "stalls")
    hwc.run(function()
      local waiting = {}
      for i = 1, 5 do
        waiting[i] = hwc.spawn(function() return stuck:restart_cloud_phone_server(IDS) end)
      end
      hwc.sleep(0.01)
      assert(caller:restart_cloud_phone_server(IDS, { deadline = 4 }))
      -- They are accepted now.
      local began = hwc.boot_time()
      for _ = 1, 5 do
        assert(caller:restart_cloud_phone_server(IDS, { deadline = 4 }))
      end
      assert.is_true(hwc.boot_time() - began < 1)
      for _, task in ipairs(waiting) do
        task:cancel()
      end
    end)
    assert.equal(6, well:report().whole)
  end)

  it("are refused no more than four times where hosts answer late", function()
    local refusal = faults.http(401, "{}")
    local late <close> = start({ "read", { "wait", 2.2 }, { "send", refusal }, "again" })
    local other <close> = start({ "read", { "send", refusal }, "again" })
    local stuck <close> = client(late, "late")
    local caller <close> = client(other, "late")
    hwc.run(function()
      for _ = 1, 5 do
        hwc.spawn(function() return stuck:restart_cloud_phone_server(IDS) end)
      end
      hwc.sleep(0.01)
      for _ = 1, 5 do
        hwc.spawn(function() return caller:restart_cloud_phone_server(IDS) end)
      end
    end)
    assert.equal(3, late:report().whole)
    assert.equal(1, other:report().whole)
  end)
end)
