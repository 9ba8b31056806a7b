local accounts = require("spec.support.accounts")
local apig = require("apig")
local cph = require("cph")
local iam = require("hwc.iam")
local recording = require("spec.support.recording")
local sandbox = require("hwc.sandbox")
local http_date = require("spec.support.http_date")

describe("client:check", function()
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

  local function options(more)
    return accounts.options(cloud, more)
  end

  -- The paragraph of a check that finds a mistake. It has no secret in it.
  local function finds(given, ...)
    local client <close> = assert(cph.client(given))
    local text, err = client:check()
    assert.is_nil(text)
    local keys = cloud:account()
    for _, secret in ipairs({ keys.sk, keys.password, keys.ak, "wrong-secret" }) do
      assert.is_nil(tostring(err):find(secret, 1, true))
    end
    for _, part in ipairs({ "Problem: ", ... }) do
      assert.matches(part, err.message, 1, true)
    end
    assert.is_nil(err.message:find("\n"))
    assert.equal(1, tostring(err):find("Problem: ", 1, true))
    return err
  end

  it("says that all is well, and where everything came from", function()
    local client <close> = assert(cph.client(options()))
    local text = assert(client:check())
    local account = cloud:account()
    for _, part in ipairs({
      "credentials from options, access key " .. account.ak:sub(1, 4) .. "…",
      "IAM at " .. cloud.url .. " accepts them", "project " .. account.project_id .. " is theirs",
      "cph at " .. cloud.url .. " accepts them", "No problem was found.",
    }) do
      assert.matches(part, text, 1, true)
    end
    assert.is_nil(text:find(account.sk, 1, true))
    local seen = {}
    for i, request in ipairs(cloud:requests()) do
      seen[i] = request.method .. " " .. request.operation
    end
    assert.same({ "GET keystone_list_auth_projects", "GET list_cloud_phone_servers" }, seen)
  end)

  it("checks each service, a gateway only where its instance is known", function()
    local gateway <close> = assert(apig.client(options()))
    assert.matches("apig at ", assert(gateway:check()), 1, true)
    local unknown <close> = assert(apig.client(options({ instance_id = false })))
    assert.matches("instance_id is not set", assert(unknown:check()), 1, true)
    local machines <close> = assert(require("devserver").client(options()))
    assert.matches("devserver at ", assert(machines:check()), 1, true)
    local identity <close> = assert(iam.client(options()))
    assert.matches("No problem was found", assert(identity:check()), 1, true)
  end)

  it("finds a wrong key", function()
    local err = finds(options({ sk = "wrong-secret" }), "does not accept the credentials",
      "access key or its secret")
    assert.equal("service", err.kind)
    assert.equal(401, err.status)
    finds(options({ ak = false, sk = false, token = "wrong-secret" }), "token")
  end)

  it("finds a wrong password", function()
    local account = cloud:account()
    finds(options({
      ak = false, sk = false, username = account.user, password = "wrong-secret",
      domain = account.domain,
    }), "does not accept", "password")
  end)

  it("finds a wrong project", function()
    finds(options({ project_id = "0123456789abcdef0123456789abcdef" }),
      "the project 0123456789abcdef0123456789abcdef does not belong to these credentials")
    finds(options({ project_id = false, region = "xx-none-1" }), "0 projects named xx-none-1")
  end)

  it("finds a project of another region", function()
    finds(options({ region = "cn-south-1" }), "belongs to cn-north-4, not to the region cn-south-1")
  end)

  it("finds what cannot be reached", function()
    local err = finds(options({ iam_endpoint = "http://127.0.0.1:1" }),
      "IAM at http://127.0.0.1:1 cannot be reached", "network")
    assert.equal("transport", err.kind)
    finds(options({ endpoint = "http://127.0.0.1:1" }), "accepts them",
      "cph at http://127.0.0.1:1 cannot be reached")
  end)

  it("finds missing permissions, and goes on where only IAM is shy", function()
    cloud:fail({ operation = "list_cloud_phone_servers", status = 403, message = "not allowed" })
    finds(options(), "accepts them", "lack the permission", "not allowed")
    cloud:fail({ operation = "keystone_list_auth_projects", status = 403 })
    local client <close> = assert(cph.client(options()))
    assert.matches("does not let them list their projects", assert(client:check()), 1, true)
  end)

  it("finds a service that refuses what IAM accepts", function()
    cloud:fail({ operation = "list_cloud_phone_servers", status = 401, code = "APIGW.0301" })
    finds(options(), "refuses what IAM accepts", "region")
    cloud:fail({ operation = "list_cloud_phone_servers", status = 404, code = "APIG.0101" })
    finds(options(), "check the endpoint")
    cloud:fail({ operation = "list_cloud_phone_servers", status = 400, message = "odd" })
    finds(options(), "responds with an error: odd")
  end)

  it("finds a clock that is wrong", function()
    local server = recording.start()
    local url = ("http://127.0.0.1:%d"):format(server.port)
    local given = options({ endpoint = url, iam_endpoint = url })
    local function date(ahead)
      return { Date = http_date(os.time() + ahead) }
    end
    server:script({
      status = 401, headers = date(7200), body = '{"error":{"code":401,"message":"no"}}',
    })
    local err = finds(given, "this machine's clock is 7", "seconds behind; set the clock")
    assert.equal(401, err.status)

    local projects = ('{"projects":[{"id":"%s","name":"cn-north-4"}]}'):format(given.project_id)
    local servers = '{"request_id":"r","servers":[],"count":0}'
    server:script({ headers = date(-300), body = projects }, { body = servers })
    local client <close> = assert(cph.client(given))
    assert.matches("seconds ahead (corrected)", assert(client:check()), 1, true)
    server:script({ headers = date(-50), body = projects }, { body = servers })
    assert.is_nil(assert(client:check()):find("clock", 1, true))
    server:close()
  end)

  it("says what sources lack", function()
    local given = options({ ak = false, sk = false })
    given.metadata = "http://127.0.0.1:1"
    local getenv = os.getenv
    os.getenv = function() end -- luacheck: ignore
    finds(given, "no credentials", "HUAWEICLOUD_SDK_AK")
    os.getenv = getenv -- luacheck: ignore
  end)
end)
