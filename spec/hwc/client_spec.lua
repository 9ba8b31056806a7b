local accounts = require("spec.support.accounts")
local apig = require("apig")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")
local iam = require("hwc.iam")
local sandbox = require("hwc.sandbox")

describe("a client", function()
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

  -- The options of the sandbox without its keys.
  local function without_keys(more)
    local merged = options(more)
    merged.ak, merged.sk = nil, nil
    return merged
  end

  local function operations_seen()
    return accounts.operations(cloud)
  end

  it("looks its project up by the region, once", function()
    local client <close> = assert(cph.client(options({ project_id = false })))
    assert(client:list_cloud_phone_servers({}))
    assert(client:list_cloud_phone_servers({}))
    assert.same({
      "keystone_list_projects", "list_cloud_phone_servers", "list_cloud_phone_servers",
    }, operations_seen())
  end)

  it("asks nobody for a call that is refused anyway", function()
    local client <close> = assert(cph.client(options({ project_id = false })))
    local reply, err = client:list_cloud_phone_servers({ limit = 101 })
    assert.is_nil(reply)
    assert.equal("limit", err.field)
    reply, err = client:call({ method = "GET", path = "//x" })
    assert.is_nil(reply)
    assert.equal("path", err.field)
    assert.same({}, operations_seen())
  end)

  it("says so where no or several projects have the region's name", function()
    local client <close> = assert(cph.client(options({
      project_id = false, region = "xx-nowhere-1",
    })))
    local reply, err = client:list_cloud_phone_servers({})
    assert.is_nil(reply)
    assert.equal("credentials", err.kind)
    assert.equal("project_id", err.field)
    assert.matches("0 projects named xx-nowhere-1", err.message, 1, true)
  end)

  it("needs a region to look its project up", function()
    local client <close> = assert(cph.client(options({ project_id = false, region = false })))
    local _, err = client:list_cloud_phone_servers({})
    assert.equal("credentials", err.kind)
    assert.equal("project_id", err.field)
  end)

  it("exchanges a password for a token, once, and sends that", function()
    local login = cloud:account()
    local client <close> = assert(cph.client(without_keys({
      username = login.user, password = login.password, domain = login.domain,
      project_id = false,
    })))
    assert(client:list_cloud_phone_servers({}))
    assert(client:list_cloud_phone_servers({}))
    assert.same({
      "keystone_create_user_token_by_password", "list_cloud_phone_servers",
      "list_cloud_phone_servers",
    }, operations_seen())
    local headers = {}
    for _, header in ipairs(cloud:requests()[2].headers) do
      headers[header[1]:lower()] = header[2]
    end
    assert.is_string(headers["x-auth-token"])
    assert.is_nil(headers.authorization)
    local who = client:credentials()
    assert.equal("options", who.source)
    assert.is_true(who.expires > os.time() + 3600)
  end)

  it("asks IAM's own endpoint for the token of a client of IAM", function()
    local login = cloud:account()
    local client <close> = assert(iam.client({
      endpoint = cloud.url, region = login.region,
      username = login.user, password = login.password, domain = login.domain,
    }))
    assert(client:keystone_list_projects({}))
    assert.same({ "keystone_create_user_token_by_password", "keystone_list_projects" },
      operations_seen())
  end)

  it("reports a wrong password as what it is", function()
    local login = cloud:account()
    local client <close> = assert(cph.client(without_keys({
      username = login.user, password = "wrong-" .. login.password, domain = login.domain,
    })))
    local reply, err = client:list_cloud_phone_servers({})
    assert.is_nil(reply)
    assert.equal("credentials", err.kind)
    assert.equal("list_cloud_phone_servers", err.operation)
    assert.equal("keystone_create_user_token_by_password", err.cause.operation)
    assert.equal("service", err.cause.kind)
    assert.equal(401, err.cause.status)
    assert.is_nil(tostring(err):find(login.password, 1, true))
  end)

  it("takes secrets in place of strings", function()
    local keys = cloud:options()
    local client <close> = assert(cph.client(options({ sk = hwc.secret(keys.sk) })))
    assert(client:list_cloud_phone_servers({}))
  end)

  it("signs with the algorithm that is asked for", function()
    for _, algorithm in ipairs({ "SDK-HMAC-SHA256", "SDK-HMAC-SM3", "V11-HMAC-SHA256" }) do
      local client <close> = assert(cph.client(options({ algorithm = algorithm })))
      local _, info = assert(client:list_cloud_phone_servers({}))
      assert.equal(200, info.status)
    end
    local client, err = cph.client(options({ algorithm = "V11-HMAC-SHA256", region = false }))
    assert.is_nil(client)
    assert.matches("region", err.message, 1, true)
  end)

  it("reaches APIs that have no operation of their own", function()
    local client <close> = assert(cph.client(options()))
    local reply, info = assert(client:call({
      method = "GET", path = "/v1/{project_id}/cloud-phone/servers",
      query = { limit = 2, offset = 1 },
    }))
    assert.equal(2, #reply.servers)
    assert.equal(200, info.status)
    local nothing, err = client:call({ method = "GET", path = "/v9/unknown" })
    assert.is_nil(nothing)
    assert.equal(404, err.status)
    assert.equal("APIG.0101", err.code)
  end)

  it("refuses paths that could reach something else", function()
    local client <close> = assert(cph.client(options()))
    for _, path in ipairs({
      "v1/x", "//v1/x", "/v1/../x", "/v1/./x", "/v1/%2e%2E/x", "/..", "/v1/x?y=1", "/a b", "/ä", "",
      "/v1/a%2F..%2fb", "/v1/..%2Fx", "/v1/x%5c..%5Cb",
    }) do
      local reply, err = client:call({ method = "GET", path = path })
      assert.is_nil(reply)
      assert.equal("validation", err.kind)
      assert.equal("path", err.field)
    end
    local _, err = client:call({ method = "get", path = "/v1/x" })
    assert.equal("method", err.field)
    local given = options()
    given.project_id = "../admin"
    local other <close> = assert(cph.client(given))
    _, err = other:call({ method = "GET", path = "/v1/{project_id}/x" })
    assert.equal("path", err.field)
    assert.same({}, cloud:requests())
  end)

  it("raises at the caller's line for what only a mistake can be", function()
    local client = assert(cph.client(options()))
    local line = debug.getinfo(1, "l").currentline + 1
    local good, message = pcall(function() client:list_jobs(5) end)
    assert.is_false(good)
    assert.matches(("client_spec.lua:%d: list_jobs: the arguments"):format(line), message, 1, true)

    line = debug.getinfo(1, "l").currentline + 1
    good, message = pcall(function() client:list_jobs({}, { timeout = 0 }) end)
    assert.is_false(good)
    assert.matches(("client_spec.lua:%d:"):format(line), message, 1, true)

    line = debug.getinfo(1, "l").currentline + 1
    good, message = pcall(function() return client.list_job end)
    assert.is_false(good)
    assert.matches(("client_spec.lua:%d:"):format(line), message, 1, true)
    assert.matches('did you mean "list_jobs"', message, 1, true)

    line = debug.getinfo(1, "l").currentline + 1
    good, message = pcall(function() cph.client({ regoin = "x" }) end)
    assert.is_false(good)
    assert.matches(("client_spec.lua:%d:"):format(line), message, 1, true)
    assert.matches('did you mean "region"', message, 1, true)

    client:close()
    client:close()
    line = debug.getinfo(1, "l").currentline + 1
    good, message = pcall(function() client:list_jobs({ request_id = "x" }) end)
    assert.is_false(good)
    assert.matches(("client_spec.lua:%d: attempt to use a closed client"):format(line), message, 1,
      true)
  end)

  it("does not read names up to a NUL", function()
    local client <close> = assert(cph.client({
      endpoint = "http://127.0.0.1:9", project_id = "p", ak = "a", sk = "b",
    }))
    assert.is_false((pcall(function() return client["list_jobs\0x"] end)))
    assert.is_function(client.list_jobs)
  end)

  it("ends waits and lists whose client is closed, and begins none", function()
    local account = cloud:options()
    local function closing(service)
      local client = assert(service.client(account))
      hwc.spawn(function()
        hwc.sleep(0.02)
        client:close()
      end)
      return client
    end
    local phones = closing(cph)
    local report, err = phones:wait_jobs("a-request", { first_delay = 0.04 })
    assert.is_nil(report)
    assert.equal("cancelled", err.kind)
    assert.matches("the client was closed", err.message, 1, true)
    assert.same({ { request_id = "a-request", reason = "no_answer" } }, err.report.unknown)
    report, err = closing(devserver):wait_dev_server("an-id", {
      first_delay = 0.04, status = "RUNNING", already = true,
    })
    assert.is_nil(report)
    assert.equal("cancelled", err.kind)
    assert.same({ { id = "an-id", reason = "no_answer" } }, err.report.unknown)

    local client = assert(cph.client(account))
    local good
    good, err = pcall(function()
      for _ in client:each("list_cloud_phone_servers", { limit = 1 }) do
        client:close()
      end
    end)
    assert.is_false(good)
    assert.equal("cancelled", err.kind)

    for _, name in ipairs({ "wait_jobs", "wait_dev_server" }) do
      local closed = assert((name == "wait_jobs" and cph or devserver).client(account))
      closed:close()
      local _, message = pcall(function()
        local nothing = closed[name](closed, "an-id")
        return nothing
      end)
      assert.matches("^spec/hwc/client_spec.lua:%d+: attempt to use a closed client", message)
    end
  end)

  it("takes region and authorities from the environment where the options say nothing", function()
    local getenv = os.getenv
    finally(function() os.getenv = getenv end) -- luacheck: ignore
    local environment = {
      HUAWEICLOUD_SDK_REGION = "cn-north-4", HUAWEICLOUD_SDK_CA_FILE = "/etc/ssl/own.pem",
    }
    os.getenv = function(name) return environment[name] end -- luacheck: ignore
    local function client_of(more)
      local given = { ak = "a", sk = "s", project_id = "p" }
      for name, value in pairs(more or {}) do
        given[name] = value
      end
      return cph.client(given)
    end
    local client <close> = assert(client_of())
    local explained = assert(client:explain("list_cloud_phone_servers"))
    assert.matches("^https://cph%.cn%-north%-4%.", explained.url)
    assert.matches("--cacert /etc/ssl/own.pem", explained.curl, 1, true)
    local other <close> = assert(client_of({ region = "eu-west-101", ca_path = "/etc/ssl/certs" }))
    explained = assert(other:explain("list_cloud_phone_servers"))
    assert.matches("^https://cph%.eu%-west%-101%.", explained.url)
    assert.is_nil(explained.curl:find("--cacert", 1, true))
    environment.HUAWEICLOUD_SDK_REGION = "evil.example/"
    local refused, err = client_of()
    assert.is_nil(refused)
    assert.equal("region", err.field)
    assert.matches("region of HUAWEICLOUD_SDK_REGION: ", err.message, 1, true)
  end)

  it("explains an endpoint or region that cannot be", function()
    for field, given in pairs({
      endpoint = { ak = "a", sk = "s", endpoint = "http://example.com" },
      region = { ak = "a", sk = "s", region = "evil.example/" },
    }) do
      local client, err = cph.client(given)
      assert.is_nil(client)
      assert.equal("validation", err.kind)
      assert.equal(field, err.field)
    end
    for _, endpoint in ipairs({
      "ftp://x", "https://u:p@x", "https://x/?q", "https://x/#", "x y",
    }) do
      local client, err = cph.client({ ak = "a", sk = "s", endpoint = endpoint })
      assert.is_nil(client)
      assert.equal("endpoint", err.field)
    end
    local client, err = cph.client({ ak = "a", sk = "s" })
    assert.is_nil(client)
    assert.matches("region or endpoint", err.message, 1, true)
    assert(cph.client({ ak = "a", sk = "s", endpoint = "http://example.com", allow_http = true }))
  end)

  it("shows no secret of its own", function()
    local keys = cloud:options()
    local client <close> = assert(cph.client(options()))
    local shown = { tostring(client) }
    for name, value in pairs(client:credentials()) do
      shown[#shown + 1] = name .. "=" .. tostring(value)
    end
    for name, value in pairs(client) do
      shown[#shown + 1] = tostring(name) .. "=" .. tostring(value)
    end
    local text = table.concat(shown, "\n")
    assert.is_nil(text:find(keys.sk, 1, true))
    assert.is_nil(text:find(keys.ak, 1, true))
  end)

  it("opens each service, and the other gateway", function()
    local gateway <close> = assert(apig.client(options()))
    assert(gateway:list_signature_keys({}))
    local other <close> = assert(apig.client(options({ gateway = "apig" })))
    assert(other:list_signature_keys({}))
    local seen = cloud:requests()
    assert.matches("/apic/instances/", seen[1].target, 1, true)
    assert.matches("/apigw/instances/", seen[2].target, 1, true)
    local servers <close> = assert(devserver.client(options()))
    assert(servers:list_dev_servers({}))
    local identity <close> = assert(iam.client(options({ endpoint = cloud.url })))
    assert(identity:keystone_list_projects({}))
  end)

  it("sends a token that is an argument in place of its credentials", function()
    local login = cloud:account()
    local identity <close> = assert(iam.client(options()))
    local _, info = assert(identity:keystone_create_user_token_by_password({
      auth = {
        identity = {
          methods = { "password" },
          password = {
            user = {
              name = login.user, password = login.password, domain = { name = login.domain },
            },
          },
        },
        scope = { project = { name = login.region } },
      },
    }))
    local token = info.headers["x-subject-token"]
    local keys = { auth = { identity = { methods = { "token" } } } }
    keys["X-Auth-Token"] = token
    assert(identity:create_temporary_access_key_by_token(keys))
    keys["X-Auth-Token"] = "another"
    local reply, err = identity:create_temporary_access_key_by_token(keys)
    assert.is_nil(reply)
    assert.equal(401, err.status)
    for i, request in ipairs(cloud:requests()) do
      local names = {}
      for _, header in ipairs(request.headers) do
        names[header[1]:lower()] = true
      end
      assert.equal(i > 1 or nil, names["x-auth-token"])
      assert.is_nil(names.authorization)
    end
    -- It is the row that says who may: elsewhere a header of that name is refused.
    local client <close> = assert(cph.client(options()))
    reply, err = client:list_jobs({ request_id = "x" }, { headers = { ["X-Auth-Token"] = token } })
    assert.is_nil(reply)
    assert.equal("validation", err.kind)
  end)

  it("adds headers of the caller, signed", function()
    local client <close> = assert(cph.client(options()))
    assert(client:list_cloud_phone_servers({}, { headers = { ["X-Trace"] = "night shift" } }))
    local found
    for _, header in ipairs(cloud:requests()[1].headers) do
      found = found or header[1]:lower() == "x-trace" and header[2]
    end
    assert.equal("night shift", found)
    for _, headers in ipairs({
      { ["X-Trace"] = "a\r\nb" }, { ["X Trace"] = "a" }, { Authorization = "x" }, { Host = "x" },
      { [1] = "x" }, { ["X-Trace"] = 5 }, { ["X-A"] = "1", ["x-a"] = "2" },
    }) do
      local reply, err = client:list_cloud_phone_servers({}, { headers = headers })
      assert.is_nil(reply)
      assert.equal("validation", err.kind)
    end
    assert.equal(1, #cloud:requests())
  end)

  it("refuses a head that is too large before anything is sent", function()
    local client <close> = assert(cph.client(options()))
    for field, arguments in pairs({
      path = { method = "GET", path = "/v1/" .. ("x"):rep(256 * 1024) },
      query = { method = "GET", path = "/v1/x", query = { x = ("x"):rep(8000000) } },
    }) do
      local reply, err = client:call(arguments)
      assert.is_nil(reply)
      assert.equal("validation", err.kind)
      assert.equal(field, err.field)
      assert.matches("path, query and headers: at most 262144 bytes in all, got", err.message, 1,
        true)
    end
    local value = ("x"):rep(2 ^ 18)
    local reply, err = client:list_cloud_phone_servers({}, { headers = { ["X-Trace"] = value } })
    assert.is_nil(reply)
    assert.equal("validation", err.kind)
    assert.equal("headers", err.field)
    assert.same({}, cloud:requests())
    value = ("x"):rep(2 ^ 17)
    assert(client:list_cloud_phone_servers({}, { headers = { ["X-Trace"] = value } }))
  end)

  it("refuses headers that are no UTF-8", function()
    local client <close> = assert(cph.client(options()))
    for _, value in ipairs({ "a\xff", "\x80", "\xed\xa0\x80", "\xc0\x80" }) do
      local reply, err = client:list_cloud_phone_servers({}, { headers = { ["X-Trace"] = value } })
      assert.is_nil(reply)
      assert.equal("validation", err.kind)
    end
    assert.same({}, cloud:requests())
  end)

  it("takes plain tables only, so that nothing in them is missed", function()
    local client <close> = assert(cph.client(options()))
    for _, metatable in ipairs({ { __index = error }, { __pairs = error }, { __index = {} } }) do
      local reply, err = client:call(setmetatable({ method = "GET", path = "/v1/x" }, metatable))
      assert.is_nil(reply)
      assert.equal("validation", err.kind)
      reply, err = client:list_jobs(setmetatable({ request_id = "x" }, metatable))
      assert.is_nil(reply)
      assert.equal("validation", err.kind)
      assert.has_error(function()
        client:list_jobs({ request_id = "x" }, setmetatable({}, metatable))
      end)
      assert.has_error(function()
        client:list_jobs({ request_id = "x" }, { headers = setmetatable({}, metatable) })
      end)
      assert.has_error(function() cph.client(setmetatable(options(), metatable)) end)
    end
    assert.same({}, cloud:requests())
    assert.has_error(function() hwc.array(client) end)
    assert.has_no_error(function() hwc.array(hwc.array({})) end)
  end)
end)
