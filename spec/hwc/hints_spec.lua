local apig = require("apig")
local cjson = require("cjson")
local cph = require("cph")
local devserver = require("devserver")
local iam = require("hwc.iam")
local recording = require("spec.support.recording")

local ID = ("0123456789abcdef"):rep(2)

describe("a hint", function()
  local server, url
  local clients = 0 -- whose refusals are not to be counted together

  setup(function()
    server = recording.start()
    url = ("http://127.0.0.1:%d"):format(server.port)
  end)

  teardown(function()
    server:close()
  end)

  local function client_of(service, more)
    clients = clients + 1
    local options = {
      endpoint = url, iam_endpoint = url, project_id = "p", ak = "ak", sk = "sk-" .. clients,
      retry = false,
    }
    if service == apig then
      options.instance_id = "i"
    end
    for name, value in pairs(more or {}) do
      options[name] = value or nil
    end
    return assert(service.client(options))
  end

  local CALLS = {
    [apig] = function(client) return client:list_apis() end,
    [cph] = function(client) return client:restart_cloud_phone_server({ server_ids = { ID } }) end,
    [devserver] = function(client) return client:list_dev_servers() end,
    [iam] = function(client) return client:keystone_list_projects() end,
  }

  -- The error of a call that is answered so.
  local function failure(service, status, code, message, call)
    server:script({
      status = status, body = cjson.encode({ error_code = code, error_msg = message }),
    })
    local client <close> = client_of(service)
    local reply, err = (call or CALLS[service])(client)
    assert.is_nil(reply)
    assert.equal(status, err.status)
    assert.equal(code, err.code)
    return err
  end

  -- Codes and messages as the API references and the gateway's list of errors have them.
  for _, case in ipairs({
    { apig, 404, "APIG.0101",
      "The API does not exist or has not been published in the environment", 'gateway = "apig"' },
    { apig, 404, "APIGW.0101", "The API does not exist", 'gateway = "apig"' },
    { cph, 404, "APIGW.0101", "The API does not exist", "not available in this region" },
    { cph, 403, "APIGW.0302", "The IAM user is not authorized to access the API", "policy" },
    { cph, 403, "APIGW.0310", "The project is unavailable", "project_id" },
    { cph, 403, "APIGW.0802", "The IAM user is forbidden in the currently selected region",
      "region" },
    { apig, 403, "APIG.1005", "No permissions to request this method", "policy" },
    { apig, 401, "APIG.1005", "No permissions to request this method", "policy" },
    { apig, 401, "APIG.1013",
      "Your account has been frozen. Some functions become unavailable.", "arrears" },
    { apig, 412, "APIG.3548", "sign_type=public_key not supported by instance i", "public_key" },
    { apig, 403, "APIG.3107",
      "The number of request throttling policies exceeds the maximum allowed limit", "quota" },
    { cph, 400, "CPS.0006", "No permission to request resources. Role is op_restricted",
      "arrears" },
    { cph, 400, "CPS.0050", "Jobs related to this requestId is not found", "request_id" },
    { cph, 400, "CPS.0065", "Quota exceeded for server", "quota" },
    { cph, 400, "CPS.0066", "Capacity exceeded for server", "another model" },
    { cph, 400, "CPS.0067", "Keypair could not found", "one region" },
    { cph, 400, "CPS.0158", "The server is not available for being restarted", "earlier jobs" },
    { cph, 400, "CPS.0196", "Quota is insufficient", "quota" },
    { devserver, 403, "ModelArts.0112", "Policy doesn't allow a b to be performed", "policy" },
    { devserver, 400, "ModelArts.0113", "Create Notebook failed. Quota: x is exhausted", "quota" },
    { devserver, 400, "ModelArts.6305", "The instance is already running", "stop the instance" },
    { devserver, 400, "ModelArts.6326",
      "The instance is frozen. Check whether your account is in arrears in Billing Center",
      "arrears" },
    { cph, 403, "PDP5.0001", "Access denied by a policy", "policy" },
    { cph, 401, "APIGW.0301",
      "Incorrect IAM authentication information: AK access failed to reach the limit, forbidden",
      "locked for 5 minutes" },
  }) do
    local service, status, code, message, words = table.unpack(case)
    it(("tells what helps against %s, %d"):format(code, status), function()
      local err = failure(service, status, code, message)
      assert.matches(words, err.hint or "none", 1, true)
      local line = tostring(err)
      assert.is_nil(line:find("%c"))
      assert.equal("; " .. err.hint, line:sub(-#err.hint - 2)) -- the last that is said
    end)
  end

  it("of a call without an operation says where to look", function()
    local err = failure(cph, 404, "APIGW.0101", "The API does not exist", function(client)
      return client:call({ method = "GET", path = "/v1/x" })
    end)
    assert.matches("method and path", err.hint, 1, true)
  end)

  it("is missing where nothing is known", function()
    assert.is_nil(failure(cph, 400, "CPS.0004", "Invalid phone id").hint)
    assert.is_nil(failure(cph, 404, "CPS.9999", "no such").hint)
  end)

  -- Words that mean something else there.
  for _, case in ipairs({
    { 404, "The client quota policy does not exist" },
    { 409, "the quota policy exceeds" },
    { 400, "The parameter value is invalid, parameterName:quota, exceeds 10" },
    { 400, "image quota description" },
    { 404, "quota exceeded: no such" },
    { 429, "request quota exceeded per minute" },
    { 403, "forbidden by restricted ip list" },
    { 403, "The IP address is in the blacklist of a policy" },
    { 403, "the unfrozen thing" },
  }) do
    it(("is missing for %q, %d"):format(case[2], case[1]), function()
      assert.is_nil(failure(apig, case[1], "APIG.9999", case[2]).hint)
    end)
  end

  for _, case in ipairs({
    { 400, "Quota exceeded for servers", "quota" }, { 409, "insufficient quotas", "quota" },
    { 403, "your quota is exhausted", "quota" }, { 403, "Account is in arrears", "arrears" },
    { 403, "The resource is frozen.", "arrears" }, { 403, "role op_restricted", "arrears" },
  }) do
    it(("follows from the words of %q"):format(case[2]), function()
      assert.matches(case[3], failure(apig, case[1], "APIG.9999", case[2]).hint, 1, true)
    end)
  end

  it("leaves what the core found about identity where the code says no more", function()
    assert.matches("access key", failure(cph, 401, "APIGW.0301", "Incorrect").hint, 1, true)
  end)

  it("tells that domain is no DNS name where IAM refuses a password", function()
    local body = cjson.encode({ error = { code = 401, message = "wrong" } })
    for domain, expected in pairs({ ["example.com"] = true, ["hwc_account-1"] = false }) do
      server:script({ status = 401, body = body })
      local client <close> = client_of(cph, {
        ak = false, sk = false, username = "u", password = "p", domain = domain,
      })
      local _, err = client:list_cloud_phone_servers()
      local hint = tostring(err.hint)
      assert.equal(expected, hint:find("name of the account", 1, true) ~= nil)
      assert.equal(expected, tostring(err.cause):find("DNS name", 1, true) ~= nil)
    end
  end)

  it("tells of a region or an endpoint without IAM", function()
    server:script({
      status = 404, body = cjson.encode({ error_code = "APIGW.0101", error_msg = "no such API" }),
    })
    local client <close> = client_of(apig, { project_id = false, region = "cn-north-4" })
    local _, err = client:list_apis()
    assert.matches("not available in this region, or the endpoint", tostring(err), 1, true)
  end)

  it("says of domain nothing where IAM does not refuse the password, or its code says more",
    function()
      for _, case in ipairs({
        { 503, "IAM.0001" }, { 429, "APIGW.0308", "rate_limit" }, { 401, "APIG.1005", "policy" },
      }) do
        server:script({ status = case[1], body = cjson.encode({
          error_code = case[2], error_msg = "busy",
        }) })
        local client <close> = client_of(cph, {
          ak = false, sk = false, username = "u", password = "p", domain = "example.com",
        })
        local _, err = client:list_cloud_phone_servers()
        assert.is_nil(tostring(err.hint):find("DNS name", 1, true))
        assert.is_nil(tostring(err.cause.hint):find("DNS name", 1, true))
        assert.matches(case[3] or "", tostring(err.cause.hint), 1, true)
      end
    end)

  it("names validate where an unknown member is refused", function()
    local client <close> = client_of(cph)
    local _, err = client:restart_cloud_phone_server({ server_ids = { ID }, newer = 1 })
    assert.equal("validation", err.kind)
    assert.matches("validate = false", err.hint, 1, true)
    _, err = client:list_cloud_phone_servers({ timeout = 5 }) -- it would be sent as an argument
    assert.matches("second table", err.message, 1, true)
    assert.is_nil(err.hint)
    _, err = client:restart_cloud_phone_server({ server_ids = {} })
    assert.equal("validation", err.kind)
    assert.is_nil(err.hint)
  end)

  it("tells where a proxy is named that cannot be reached", function()
    local client <close> = client_of(cph, {
      endpoint = "https://cph.example.com", proxy = "http://127.0.0.1:1",
    })
    local _, err = client:list_cloud_phone_servers()
    assert.equal("transport", err.kind)
    assert.matches("https_proxy", err.hint, 1, true)
    client:close()
    for _, host in ipairs({ "https://proxy-01.invalid", "https://proxy.invalid:1" }) do
      local direct <close> = client_of(cph, { endpoint = host, proxy = "" })
      _, err = direct:list_cloud_phone_servers()
      assert.equal("transport", err.kind)
      assert.is_nil(err.hint)
    end
  end)

  it("tells so where it is IAM that is asked by the proxy", function()
    local client <close> = client_of(cph, {
      iam_endpoint = "https://iam.example.com", proxy = "http://127.0.0.1:1",
      ak = false, sk = false, username = "u", password = "p", domain = "d",
    })
    local _, err = client:list_cloud_phone_servers()
    assert.equal("transport", err.kind)
    assert.matches("https_proxy", err.hint, 1, true)
  end)
end)

describe("keys with blanks", function()
  it("are refused, whichever member it is", function()
    for _, name in ipairs({ "ak", "sk", "security_token" }) do
      for _, value in ipairs({ " abc", "abc ", "a bc" }) do
        local options = { endpoint = "http://127.0.0.1:1", project_id = "p", ak = "ak", sk = "sk" }
        options[name] = value
        local client, err = cph.client(options)
        assert.is_nil(client)
        assert.matches("^" .. name .. ": must not contain [%a ]*spaces", err.message)
        assert.is_nil(tostring(err):find("abc", 1, true))
      end
    end
  end)
end)
