local core = require("_hwc")
local cph = require("cph")
local cjson = require("cjson")
local recording = require("spec.support.recording")

local FUTURE = "2099-10-17T18:51:25.231000Z"
local FUTURE_SECONDS = 4095946285 -- date -u -d 2099-10-17T18:51:25Z +%s

local KEYS = cjson.encode({
  credential = {
    access = "HSTEXAMPLEACCESSKEY1",
    secret = "example-secret-1",
    securitytoken = "example-security-token-1",
    expires_at = FUTURE,
  },
})
local SERVERS = { body = '{"request_id":"r","servers":[],"count":0}' }

-- The real services are asked nothing here: one server on this machine stands for all of them.
describe("credentials that have to be asked for", function()
  local getenv = os.getenv
  local server, environment, path

  setup(function()
    server = recording.start()
    path = os.tmpname()
  end)

  teardown(function()
    server:close()
    os.remove(path)
  end)

  before_each(function()
    environment = {}
    os.getenv = function(name) -- luacheck: ignore
      return environment[name]
    end
  end)

  after_each(function()
    os.getenv = getenv -- luacheck: ignore
  end)

  local function url(rest)
    return ("http://127.0.0.1:%d%s"):format(server.port, rest or "")
  end

  local function write_file(text)
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
    return path
  end

  local function client(more)
    local options = { endpoint = url(), iam_endpoint = url(), project_id = "p" }
    for name, value in pairs(more or {}) do
      options[name] = value
    end
    return cph.client(options)
  end

  -- Whether a string can be reached from a value, through whatever debug shows.
  local function reaches(value, wanted, seen)
    seen = seen or {}
    if value == wanted then
      return true
    end
    local kind = type(value)
    if (kind ~= "table" and kind ~= "function" and kind ~= "userdata" and kind ~= "thread")
        or seen[value] then
      return false
    end
    seen[value] = true
    if kind ~= "thread" and reaches(debug.getmetatable(value), wanted, seen) then
      return true
    end
    if kind == "table" then
      for name, member in next, value do
        if reaches(name, wanted, seen) or reaches(member, wanted, seen) then
          return true
        end
      end
    elseif kind == "function" then
      for i = 1, 255 do
        local name, member = debug.getupvalue(value, i)
        if not name then
          break
        elseif reaches(member, wanted, seen) then
          return true
        end
      end
    elseif kind == "userdata" then
      for i = 1, 4 do
        if reaches(debug.getuservalue(value, i), wanted, seen) then
          return true
        end
      end
    end
    return false
  end

  it("keep no password as a string, neither before nor after a token is had", function()
    local password = ("pass-%d-%s"):format(os.time(), "word")
    local user = ("user-%d"):format(os.time())
    local made <close> = client({
      username = user, password = password, domain = "account", metadata = false,
    })
    -- What is looked for can be found: the name is kept beside it.
    local function check()
      assert.is_true(reaches(debug.getmetatable(made), user))
      assert.is_false(reaches(debug.getmetatable(made), password))
    end
    check()
    server:script({
      status = 201, headers = { ["X-Subject-Token"] = "a-token" },
      body = '{"token":{"expires_at":"' .. FUTURE .. '"}}',
    }, SERVERS)
    assert(made:list_cloud_phone_servers({}))
    check()
  end)

  local function header(request, name)
    for _, pair in ipairs(request.headers) do
      if pair[1]:lower() == name:lower() then
        return pair[2]
      end
    end
  end

  local function asked()
    local lines = {}
    for i, request in ipairs(server:requests()) do
      lines[i] = request.method .. " " .. request.target
    end
    return lines
  end

  local function assert_signed_with_keys(request)
    assert.matches("Access=HSTEXAMPLEACCESSKEY1, ", header(request, "Authorization"), 1, true)
    assert.equal("example-security-token-1", header(request, "X-Security-Token"))
  end

  -- None of what is secret here may be in an error.
  local function assert_silent(err)
    local shown = {}
    while err do
      table.move({ tostring(err), err.hint or "", err.body or "" }, 1, 3, #shown + 1, shown)
      for name, value in pairs(err.headers or {}) do
        shown[#shown + 1] = name .. ": " .. value
      end
      err = err.cause
    end
    local text = table.concat(shown, "\n")
    for _, secret in ipairs({ "example-secret", "example-security", "shown-token" }) do
      assert.is_nil(text:find(secret, 1, true))
    end
  end

  local function fails(with, ...)
    local reply, err = with:list_cloud_phone_servers({})
    assert.is_nil(reply)
    for _, text in ipairs({ ... }) do
      assert.matches(text, err.message, 1, true)
    end
    assert_silent(err)
    return err
  end

  describe("of the ECS metadata", function()
    local TOKEN = { body = "metadata-shown-token" }
    local TOKEN_PATH = "PUT /meta-data/latest/api/token"
    local KEYS_PATH = "GET /openstack/latest/securitykey"
    local CALL = "GET /v1/p/cloud-phone/servers"

    local function on_ecs()
      return assert(client({ metadata = url() }))
    end

    it("are had with a token of its own", function()
      server:script(TOKEN, { body = KEYS }, SERVERS)
      local phones <close> = on_ecs()
      assert.same({ source = "ECS metadata" }, phones:credentials())
      assert(phones:list_cloud_phone_servers({}))
      assert.same({ TOKEN_PATH, KEYS_PATH, CALL }, asked())
      local requests = server:requests()
      assert.equal("21600", header(requests[1], "X-Metadata-Token-Ttl-Seconds"))
      assert.equal("0", header(requests[1], "Content-Length"))
      assert.equal("metadata-shown-token", header(requests[2], "X-Metadata-Token"))
      for i = 1, 2 do
        assert.is_nil(header(requests[i], "Authorization"))
        assert.is_nil(header(requests[i], "X-Project-Id"))
      end
      assert_signed_with_keys(requests[3])
      assert.is_nil(header(requests[3], "X-Metadata-Token"))
      assert.same({ source = "ECS metadata", ak = "HSTE…Y1", expires = FUTURE_SECONDS },
        phones:credentials())
    end)

    it("are asked for once", function()
      server:script(TOKEN, { body = KEYS }, SERVERS)
      local phones <close> = on_ecs()
      for _ = 1, 3 do
        assert(phones:list_cloud_phone_servers({}))
      end
      assert.equal(5, #asked())
    end)

    for _, status in ipairs({ 404, 405, 503 }) do
      it(("are had without a token where there are none (%d)"):format(status), function()
        server:script({ status = status }, { body = KEYS }, SERVERS)
        local phones <close> = on_ecs()
        assert(phones:list_cloud_phone_servers({}))
        assert.same({ TOKEN_PATH, KEYS_PATH, CALL }, asked())
        assert.is_nil(header(server:requests()[2], "X-Metadata-Token"))
      end)
    end

    for _, status in ipairs({ 400, 401, 403, 500, 502 }) do
      it(("are not asked for where a token is refused (%d)"):format(status), function()
        server:script({ status = status, body = "no" })
        local phones <close> = on_ecs()
        assert.equal(status, fails(phones, "ECS metadata: ").cause.status)
        assert.same({ TOKEN_PATH }, asked())
      end)
    end

    it("are asked for with a new token once, where the old one has ended", function()
      server:script(TOKEN, { status = 401, body = "expired" }, { body = "new-token" },
        { body = KEYS }, SERVERS)
      local phones <close> = on_ecs()
      assert(phones:list_cloud_phone_servers({}))
      assert.same({ TOKEN_PATH, KEYS_PATH, TOKEN_PATH, KEYS_PATH, CALL }, asked())
      assert.equal("new-token", header(server:requests()[4], "X-Metadata-Token"))
      server:script(TOKEN, { status = 401, body = "expired" })
      local others <close> = on_ecs()
      -- The script's last response serves the new token as well.
      assert.equal(401, fails(others, "ECS metadata: ").cause.status)
      assert.same({ TOKEN_PATH, KEYS_PATH, TOKEN_PATH }, asked())
      server:script({ status = 404 }, { status = 401, body = "expired" }, { status = 404 })
      local third <close> = on_ecs()
      assert.equal(404, fails(third, "ECS metadata: ").cause.status)
      assert.same({ TOKEN_PATH, KEYS_PATH, TOKEN_PATH }, asked())
    end)

    it("tell that the ECS has no agency", function()
      server:script(TOKEN, {
        status = 401, body = '{"error":"Please configure Cloud Service Agency first"}',
      })
      local phones <close> = on_ecs()
      assert.equal("credentials", fails(phones, "this ECS has no agency").kind)
      assert.same({ TOKEN_PATH, KEYS_PATH }, asked())
    end)

    it("are refused where they are not what was documented", function()
      local phones <close> = on_ecs()
      local function respond(change)
        local credential = cjson.decode(KEYS).credential
        for name, value in pairs(change) do
          credential[name] = value or nil
        end
        return cjson.encode({ credential = credential })
      end
      for body, problem in pairs({
        [""] = "not a JSON object",
        ["<html>"] = "not a JSON object",
        ["[1]"] = "no access key",
        ['{"credential":5}'] = "no credential",
        [respond({ access = false })] = "no access key",
        [respond({ access = "a\r\nX-Evil: 1" })] = "no access key",
        [respond({ secret = 5 })] = "no secret key",
        [respond({ secret = "" })] = "no secret key",
        [respond({ securitytoken = false })] = "no security token",
        [respond({ securitytoken = "example-security\n" })] = "no security token",
        [respond({ securitytoken = ("x"):rep(64 * 1024 + 1) })] = "no security token",
        [respond({ expires_at = false })] = "no expiry time in UTC",
        [respond({ expires_at = "tomorrow" })] = "no expiry time in UTC",
      }) do
        server:script({ status = 404 }, { body = body })
        local each <close> = on_ecs()
        assert.equal("credentials", fails(each, "ECS metadata: ", problem).kind)
      end
      for _, body in ipairs({ "", "a b", "a\nb", ("x"):rep(64 * 1024 + 1) }) do
        server:script({ body = body })
        local each <close> = on_ecs()
        assert.equal("credentials", fails(each, "the response is not a token").kind)
      end
      server:script({ status = 404 }, { body = (" "):rep(256 * 1024 + 1) })
      assert.equal("transport", fails(phones, "ECS metadata: ").kind)
    end)

    it("are waited for no longer than a second", function()
      server:script({ silent = true })
      local phones <close> = on_ecs()
      local began = core.now()
      local err = fails(phones, "no credentials", "HUAWEICLOUD_SDK_AK", "metadata")
      assert.equal("credentials", err.kind)
      local took = core.now() - began
      assert.is_true(took >= 0.9 and took < 2)
      assert.equal(1, #asked())
    end)

    it("are not asked of other hosts without TLS, unless that is allowed", function()
      for _, given in ipairs({
        "http://metadata.example", "http://169.254.169.254x.evil.example",
        "http://169.254.169.254.evil.example", "http://169.254.169.2540",
      }) do
        local phones, err = client({ metadata = given })
        assert.is_nil(phones)
        assert.equal("metadata", err.field)
      end
      assert(client({ metadata = "https://metadata.example" })):close()
      assert(client({ metadata = "http://metadata.example", allow_http = true })):close()
      assert(client()):close() -- 169.254.169.254
    end)
  end)

  describe("of the pod", function()
    local function in_pod()
      environment.HC_CONTAINER_CREDENTIALS_FULL_URI = url("/v1/credentials")
      environment.HC_CONTAINER_AUTHORIZATION_TOKEN_FILE = write_file(" pod-shown-token\n")
      return assert(client())
    end

    it("are had for the token in the file", function()
      server:script({ body = KEYS }, SERVERS)
      local phones <close> = in_pod()
      assert(phones:list_cloud_phone_servers({}))
      assert.same({ "POST /v1/credentials", "GET /v1/p/cloud-phone/servers" }, asked())
      local requests = server:requests()
      assert.equal("pod-shown-token", header(requests[1], "Authorization"))
      assert.equal("{}", requests[1].body)
      assert_signed_with_keys(requests[2])
      assert.equal("pod identity", phones:credentials().source)
    end)

    it("are read in each of the shapes that are documented", function()
      local long = {
        accessKeyId = "HSTEXAMPLEACCESSKEY1",
        secretAccessKey = "example-secret-1",
        securityToken = "example-security-token-1",
        expiration = FUTURE,
      }
      for _, body in ipairs({ long, { credential = long }, { credentials = long } }) do
        server:script({ body = cjson.encode(body) }, SERVERS)
        local phones <close> = in_pod()
        assert(phones:list_cloud_phone_servers({}))
        assert_signed_with_keys(server:requests()[2])
        assert.equal(FUTURE_SECONDS, phones:credentials().expires)
      end
    end)

    it("need a token that can be a header", function()
      local phones <close> = in_pod()
      server:script({ body = KEYS })
      for text, problem in pairs({
        [" \n"] = "is empty", ["shown-token\nX-Evil: 1"] = "is not a token",
        [("x"):rep(64 * 1024 + 1)] = "is not a token",
      }) do
        write_file(text)
        assert.equal("credentials", fails(phones, "pod identity", problem).kind)
      end
      environment.HC_CONTAINER_AUTHORIZATION_TOKEN_FILE = "/nonexistent/token"
      local others <close> = assert(client())
      assert.equal("credentials", fails(others, "cannot be read").kind)
      assert.same({}, asked())
    end)

    it("are told why there are none, without the token", function()
      server:script({ status = 403, body = '{"message":"pod-shown-token is not known"}' })
      local phones <close> = in_pod()
      assert.equal(403, fails(phones, "pod identity: ").cause.status)
    end)

    it("are asked only of this machine's link without TLS", function()
      environment.HC_CONTAINER_AUTHORIZATION_TOKEN_FILE = write_file("t")
      for given, field in pairs({
        ["http://pod.example/v1"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://169.254.1.1.example/"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://user@169.254.1.1/"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://169.254.1.1x.evil.example"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://169.254.1.1-evil.example/v1"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://169.254.1.999/"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://169.254.1.01/"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://169.254..1/"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://169.254.1.1./"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://169.2541.1.1/"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
        ["http://127.0.0.999/"] = "HC_CONTAINER_CREDENTIALS_FULL_URI",
      }) do
        environment.HC_CONTAINER_CREDENTIALS_FULL_URI = given
        local phones, err = client()
        assert.is_nil(phones)
        assert.equal(field, err.field)
      end
      for _, given in ipairs({ "nonsense", "http://127.0.0.1/x?y", "http://127.0.0.1/x#y" }) do
        environment.HC_CONTAINER_CREDENTIALS_FULL_URI = given
        local phones, err = client()
        assert.is_nil(phones)
        assert.equal("credentials", err.kind)
      end
      for _, given in ipairs({
        "http://169.254.1.1/v1", "http://169.254.1.1:8080/v1", "HTTP://169.254.255.255/v1",
        "https://pod.example",
      }) do
        environment.HC_CONTAINER_CREDENTIALS_FULL_URI = given
        assert(client()):close()
      end
    end)
  end)

  describe("for an id token", function()
    local TOKEN = {
      status = 201, headers = { ["X-Subject-Token"] = "iam-shown-token" }, body = "{}",
    }
    local TOKEN_PATH = "POST /v3.0/OS-AUTH/id-token/tokens"
    local KEYS_PATH = "POST /v3.0/OS-CREDENTIAL/securitytokens"

    local function federal()
      environment.HUAWEICLOUD_SDK_IDP_ID = "my-idp"
      environment.HUAWEICLOUD_SDK_ID_TOKEN_FILE = write_file("oidc-shown-token\n")
      return assert(client())
    end

    it("are had from IAM in two steps, neither of them signed", function()
      server:script(TOKEN, { status = 201, body = KEYS }, SERVERS)
      local phones <close> = federal()
      assert(phones:list_cloud_phone_servers({}))
      assert.same({ TOKEN_PATH, KEYS_PATH, "GET /v1/p/cloud-phone/servers" }, asked())
      local requests = server:requests()
      assert.equal("my-idp", header(requests[1], "X-Idp-Id"))
      assert.same({ auth = { id_token = { id = "oidc-shown-token" } } },
        cjson.decode(requests[1].body))
      assert.same({
        auth = {
          identity = {
            methods = { "token" },
            token = { id = "iam-shown-token", duration_seconds = 21600 },
          },
        },
      }, cjson.decode(requests[2].body))
      for i = 1, 2 do
        assert.is_nil(header(requests[i], "Authorization"))
        assert.is_nil(header(requests[i], "X-Auth-Token"))
      end
      assert_signed_with_keys(requests[3])
      assert.equal("environment", phones:credentials().source)
    end)

    it("are had by what the profile says", function()
      server:script(TOKEN, { status = 201, body = KEYS }, SERVERS)
      local profile = os.tmpname()
      local file = assert(io.open(profile, "w"))
      file:write(("[basic]\nidp_id = profile-idp\nid_token_file = %s\niam_endpoint = %s\n"):format(
        write_file("oidc-shown-token"), url("/identity")))
      file:close()
      environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = profile
      local phones <close> = assert(cph.client({ endpoint = url(), project_id = "p" }))
      assert(phones:list_cloud_phone_servers({}))
      os.remove(profile)
      assert.equal("POST /identity/v3.0/OS-AUTH/id-token/tokens", asked()[1])
      assert.equal("profile-idp", header(server:requests()[1], "X-Idp-Id"))
    end)

    it("are told why there are none", function()
      local phones <close> = federal()
      server:script({ status = 401, body = '{"error":{"code":401,"message":"oidc-shown-token"}}' })
      assert.equal(401, fails(phones, "environment, id token: ").cause.status)
      server:script({ status = 201, body = "{}" })
      assert.equal("credentials", fails(phones, "has no token").kind)
      server:script(TOKEN, { status = 403, body = '{"error_msg":"iam-shown-token"}' })
      assert.equal(403, fails(phones, "environment, id token: ").cause.status)
      write_file("")
      assert.equal("credentials", fails(phones, "is empty").kind)
    end)
  end)

  describe("of an agency", function()
    local agency = require("hwc.provider.agency")
    local identity = require("hwc.identity")
    local provider = require("hwc.provider")

    local function keys_of(name)
      return {
        status = 201,
        body = cjson.encode({
          credential = {
            access = name, secret = "s", securitytoken = name .. "-token", expires_at = FUTURE,
          },
        }),
      }
    end

    -- What the server saw: whose keys signed each request, and the agency that was asked for.
    local function seen()
      local list = {}
      for i, request in ipairs(server:requests()) do
        list[i] = {
          header(request, "Authorization"):match("Access=([%w-]+)"),
          header(request, "X-Security-Token") or false,
          cjson.decode(request.body).auth.identity.assume_role.agency_name,
        }
      end
      return list
    end

    it("are had with what any other provider gave, also another agency's", function()
      server:script(keys_of("FIRST"), keys_of("SECOND"))
      local asking = { iam_endpoint = url(), connection = {} }
      local base = assert(provider.new({ source = "options", way = "keys", ak = "OWN", sk = "s" },
        asking))
      local first = assert(agency.new(base, { name = "one", domain = "d" }, asking))
      local second = assert(agency.new(first, { name = "two", domain = "d" }, asking))
      assert.same({ "options", "two" }, { second.source, second.agency })
      assert.equal("SECOND", assert(second.obtain({})).ak)
      assert.same({ { "OWN", false, "one" }, { "FIRST", "FIRST-token", "two" } }, seen())
      assert(second.obtain({}))
      assert.same({ "FIRST", "FIRST-token", "two" }, seen()[3])
      second.close()
    end)

    it("are not to be had where the other provider cannot be used, which is closed", function()
      local closed = 0
      local base = { source = "s", close = function() closed = closed + 1 end }
      local wrong = { iam_endpoint = "ftp://x", connection = {} }
      local made, err = agency.new(base, { name = "one", domain = "d" }, wrong)
      assert.is_nil(made)
      assert.equal("iam_endpoint", err.field)
      assert.equal(1, closed)
      base.lasting, base.obtain = true, function() return { ak = "a b", sk = "" } end
      wrong.iam_endpoint = url()
      assert.is_nil((agency.new(base, { name = "one", domain = "d" }, wrong)))
      assert.equal(2, closed)
    end)

    it("leave nothing behind once they are closed", function()
      local closed = 0
      local base = {
        source = "s",
        close = function() closed = closed + 1 end,
        obtain = function() error("asked for nothing") end,
      }
      local asking = { iam_endpoint = url(), connection = {} }
      local made = assert(agency.new(base, { name = "one", domain = "d" }, asking))
      local who = assert(identity.new(made, asking))
      who:close()
      who:close()
      assert.equal(1, closed)
    end)
  end)
end)
