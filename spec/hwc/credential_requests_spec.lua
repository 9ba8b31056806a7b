local cjson = require("cjson")
local cph = require("cph")
local recording = require("spec.support.recording")
local sandbox = require("hwc.sandbox")

local LOGIN = "keystone_create_user_token_by_password"
local AGENCY = "create_temporary_access_key_by_agency"
local PROJECTS = "keystone_list_projects"
local LIST = "list_cloud_phone_servers"
local FUTURE = "2099-10-17T18:51:25.231000Z"

describe("requests for credentials", function()
  local getenv = os.getenv
  local KEYS = cjson.encode({
    credential = {
      access = "HSTEXAMPLEACCESSKEY1", secret = "s", securitytoken = "t", expires_at = FUTURE,
    },
  })
  local TOKEN = { status = 201, headers = { ["X-Subject-Token"] = "token" }, body = '{"token":{}}' }
  local SERVERS = { target = "/v1/p/", body = '{"request_id":"r","servers":[],"count":0}' }
  local PROJECT = { body = '{"projects":[{"id":"p"}]}' }
  local environment, path

  setup(function()
    path = os.tmpname()
    local file <close> = assert(io.open(path, "w"))
    file:write("id-token")
  end)

  teardown(function()
    os.remove(path)
  end)

  before_each(function()
    environment = {}
    os.getenv = function(name) return environment[name] end -- luacheck: ignore
  end)

  after_each(function()
    os.getenv = getenv -- luacheck: ignore
  end)

  -- Each way to get credentials: options of the client, the requests that it takes and their
  -- answers.
  local WAYS = {
    {
      name = "a token for a password",
      options = { username = "u", password = "p", domain = "d", project_id = "p" },
      requests = { { "POST /v3/auth/tokens", TOKEN } },
    },
    {
      name = "keys of an agency",
      options = { ak = "ak", sk = "sk", agency = "a", agency_domain = "d", project_id = "p" },
      requests = { { "POST /v3.0/OS-CREDENTIAL/securitytokens", { status = 201, body = KEYS } } },
    },
    {
      name = "the project",
      options = { ak = "ak", sk = "sk" },
      requests = { { "GET /v3/projects", PROJECT } },
    },
    {
      name = "keys for an id token",
      options = { project_id = "p" },
      environment = function()
        return { HUAWEICLOUD_SDK_IDP_ID = "idp", HUAWEICLOUD_SDK_ID_TOKEN_FILE = path }
      end,
      requests = {
        { "POST /v3.0/OS-AUTH/id-token/tokens", TOKEN },
        { "POST /v3.0/OS-CREDENTIAL/securitytokens", { status = 201, body = KEYS } },
      },
    },
    {
      name = "keys of the pod",
      options = { project_id = "p" },
      environment = function(url)
        return {
          HC_CONTAINER_CREDENTIALS_FULL_URI = url .. "/pod",
          HC_CONTAINER_AUTHORIZATION_TOKEN_FILE = path,
        }
      end,
      requests = { { "POST /pod", { body = KEYS } } },
    },
    {
      name = "keys of the ECS",
      options = { project_id = "p" },
      metadata = true,
      before = { { "PUT /meta-data/latest/api/token", { body = "metadata" } } },
      requests = { { "GET /openstack/latest/securitykey", { body = KEYS } } },
    },
  }

  -- A response to the requests of that line.
  local function answer_to(line, response)
    local copy = { target = line:match(" (%S+)") }
    for name, value in pairs(response) do
      copy[name] = value
    end
    return copy
  end

  for _, way in ipairs(WAYS) do
    for fault, broken in pairs({
      ["one 503"] = { status = 503, body = "{}" },
      ["one lost response"] = { cut = true },
    }) do
      for _, scope in ipairs({ "client", "call" }) do
        it(("for %s outlive %s, with retry = false of the %s too"):format(way.name, fault, scope),
          function()
            local server = recording.start()
            finally(function() server:close() end)
            local url = ("http://127.0.0.1:%d"):format(server.port)
            local script, expected = {}, {}
            for _, request in ipairs(way.before or {}) do
              script[#script + 1] = answer_to(request[1], request[2])
              expected[#expected + 1] = request[1]
            end
            for _, request in ipairs(way.requests) do
              script[#script + 1] = answer_to(request[1], broken)
              script[#script + 1] = answer_to(request[1], request[2])
              expected[#expected + 1] = request[1]
              expected[#expected + 1] = request[1]
            end
            script[#script + 1] = SERVERS
            expected[#expected + 1] = "GET /v1/p/cloud-phone/servers"
            server:script(table.unpack(script))
            environment = way.environment and way.environment(url) or {}
            local given = {
              endpoint = url, iam_endpoint = url, region = "cn-north-4",
              metadata = way.metadata and url or false,
            }
            for name, value in pairs(way.options) do
              given[name] = value
            end
            given.retry = nil
            if scope == "client" then
              given.retry = false
            end
            local client <close> = assert(cph.client(given))
            local limits = scope == "call" and { retry = false } or nil
            assert(client:list_cloud_phone_servers({}, limits))
            local lines = {}
            for i, request in ipairs(server:requests()) do
              lines[i] = request.method .. " " .. request.target:match("^[^?]+")
            end
            assert.same(expected, lines)
          end)
      end
    end
  end

  it("are the only ones that may be called harmless without a row", function()
    local client <close> = assert(cph.client({
      endpoint = "http://127.0.0.1:1", project_id = "p", ak = "ak", sk = "sk",
    }))
    assert.error_matches(function()
      client:call({ method = "POST", path = "/x" }, { idempotent = true })
    end, 'unknown option "idempotent"', 1, true)
  end)

  it("are told of under their own names, as calls to IAM", function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    local account = cloud:account()
    local given = cloud:options()
    given.ak, given.sk, given.project_id = nil, nil, nil
    given.username, given.password, given.domain = account.user, account.password, account.domain
    given.agency, given.agency_domain = account.agency, account.domain
    local told = {}
    given.on_event = function(event)
      if event.kind == "attempt" then
        told[#told + 1] = event.service .. " " .. event.operation
      end
    end
    local client <close> = assert(cph.client(given))
    cloud:fail({ operation = AGENCY, status = 503 })
    assert(client:list_cloud_phone_servers())
    assert.same({
      "iam " .. LOGIN, "iam " .. AGENCY, "iam " .. AGENCY, "iam " .. PROJECTS, "cph " .. LIST,
    }, told)
  end)
end)
