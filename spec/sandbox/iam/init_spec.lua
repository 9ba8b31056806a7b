local cjson = require("cjson")
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

describe("the sandbox's IAM", function()
  local cloud, account, client

  setup(function()
    cloud = assert(sandbox.start({ servers = 1, region = "cn-north-4" }))
    account = cloud:account()
    client = independent.new(account)
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    cloud:close()
  end)

  local function post(path, body, token)
    return independent.send(cloud.url, {
      method = "POST",
      target = path,
      headers = {
        { "Content-Type", "application/json" },
        token and { "X-Auth-Token", token } or nil,
      },
      body = type(body) == "string" and body or cjson.encode(body),
    })
  end

  local function by_password(user, scope)
    return {
      auth = {
        identity = { methods = { "password" }, password = { user = user } },
        scope = scope,
      },
    }
  end

  local function user(changes)
    local given = {
      name = account.user, password = account.password, domain = { name = account.domain },
    }
    for name, value in pairs(changes or {}) do
      given[name] = value
    end
    return given
  end

  it("issues a token for a password", function()
    local response = post("/v3/auth/tokens",
      by_password(user(), { project = { name = "cn-north-4" } }))
    assert.equal(201, response.status)
    assert.truthy(#response.headers["x-subject-token"] > 100)
    assert.truthy(response.headers["x-iam-trace-id"])
    local token = response.body.token
    assert.equal(account.project_id, token.project.id)
    assert.equal("cn-north-4", token.project.name)
    assert.equal(account.domain, token.user.domain.name)
    assert.same({ "password" }, token.methods)
    for _, time in ipairs({ token.issued_at, token.expires_at }) do
      assert.truthy(time:find("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.%d%d%d%d%d%dZ$"))
    end
    assert.truthy(token.expires_at > token.issued_at)
  end)

  it("refuses wrong users and scopes with 401, in its own shape", function()
    for _, body in ipairs({
      by_password(user({ password = "wrong" })),
      by_password(user({ name = "nobody" })),
      by_password(user({ domain = { name = "other" } })),
      by_password(user(), { project = { name = "mars-1" } }),
      by_password(user(), { domain = { name = "other" } }),
    }) do
      local response = post("/v3/auth/tokens", body)
      assert.equal(401, response.status)
      assert.equal(401, response.body.error.code)
      assert.equal("Unauthorized", response.body.error.title)
      assert.is_string(response.body.error.message)
      assert.is_nil(response.headers["x-subject-token"])
    end
  end)

  it("refuses malformed bodies with 400", function()
    for _, body in ipairs({
      "", "{", "[]", "{}", '{"auth":7}', '{"auth":{"identity":{"methods":["password"]}}}',
      '{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"x"}}}}}',
      '{"auth":{"identity":{"methods":["password"],"password":{"user":'
        .. '{"name":"x","password":7,"domain":{"name":"d"}}}}}}',
      '{"auth":{"identity":{"methods":"password"}}}',
    }) do
      local response = post("/v3/auth/tokens", body)
      assert.equal(400, response.status, body .. " " .. response.text)
      assert.equal(400, response.body.error.code)
      assert.equal("Bad Request", response.body.error.title)
    end
  end)

  it("issues a token of an agency to who shows a token", function()
    local body = {
      auth = {
        identity = {
          methods = { "assume_role" },
          assume_role = { agency_name = account.agency, domain_name = account.domain },
        },
        scope = { project = { name = "cn-north-4" } },
      },
    }
    assert.equal(401, post("/v3/auth/tokens", body).status)
    client:log_in()
    local response = post("/v3/auth/tokens", body, client.token)
    assert.equal(201, response.status)
    assert.equal(account.user, response.body.token.assumed_by.user.name)
    local other = independent.new(account)
    other.token = response.headers["x-subject-token"]
    assert.equal(200, (other:call("GET", "/v1/" .. account.project_id .. "/cloud-phone/servers")))
    body.auth.identity.assume_role.agency_name = "other"
    assert.equal(404, post("/v3/auth/tokens", body, client.token).status)
  end)

  it("does not let a token without a project into a project", function()
    local response = post("/v3/auth/tokens", by_password(user()))
    assert.equal(201, response.status)
    local other = independent.new(account)
    other.token = response.headers["x-subject-token"]
    local status = other:call("GET", "/v1/" .. account.project_id .. "/cloud-phone/servers")
    assert.equal(403, status)
  end)

  it("finds projects by name, for keys and for tokens", function()
    local response = independent.send(cloud.url,
      client:signed("GET", "/v3/projects?name=cn-north-4"))
    assert.equal(200, response.status)
    assert.equal(1, #response.body.projects)
    assert.equal(account.project_id, response.body.projects[1].id)
    response = independent.send(cloud.url, client:signed("GET", "/v3/projects?name=mars-1"))
    assert.truthy(response.text:find('"projects":[]', 1, true))
    client:log_in()
    local status, body = client:call("GET", "/v3/auth/projects")
    assert.equal(200, status)
    assert.equal(account.project_id, body.projects[1].id)
    status, body = client:call("GET", "/v3/projects?page=2&per_page=1")
    assert.equal(200, status)
    assert.equal("MOS", body.projects[1].name)
    status, body = client:call("GET", "/v3/auth/domains")
    assert.equal(200, status)
    assert.equal(account.domain_id, body.domains[1].id)
    response = independent.send(cloud.url,
      { method = "GET", target = "/v3/projects", headers = {} })
    assert.equal(401, response.status)
    assert.equal(401, response.body.error.code)
  end)

  it("knows any region that a client names, as another name of its project", function()
    for _, region in ipairs({ "eu-west-101", "ap-southeast-1", "na-mexico-1", "cn-south-219" }) do
      local response = independent.send(cloud.url,
        client:signed("GET", "/v3/projects?name=" .. region))
      assert.equal(1, #response.body.projects)
      assert.equal(region, response.body.projects[1].name)
      assert.equal(account.project_id, response.body.projects[1].id)
    end
    assert.same({}, independent.send(cloud.url,
      client:signed("GET", "/v3/projects?name=xx-none-1")).body.projects)
    local response = independent.send(cloud.url, {
      method = "POST", target = "/v3/auth/tokens", headers = {},
      body = cjson.encode({ auth = {
        identity = { methods = { "password" }, password = { user = {
          name = account.user, password = account.password, domain = { name = account.domain },
        } } },
        scope = { project = { name = "eu-west-101" } },
      } }),
    })
    assert.equal(201, response.status)
    assert.equal("eu-west-101", response.body.token.project.name)
    assert.equal(account.project_id, response.body.token.project.id)
  end)

  it("makes temporary keys that need their security token", function()
    client:log_in()
    local body = { auth = { identity = {
      methods = { "token" }, token = { duration_seconds = 900 },
    } } }
    local response = post("/v3.0/OS-CREDENTIAL/securitytokens", body, client.token)
    assert.equal(201, response.status, response.text)
    local keys = response.body.credential
    local path = "/v1/" .. account.project_id .. "/cloud-phone/servers"
    local function call(security_token)
      return independent.send(cloud.url, client:signed("GET", path, nil, {
        ak = keys.access,
        sk = keys.secret,
        headers = { security_token and { "X-Security-Token", security_token } or nil },
      })).status
    end
    assert.equal(200, call(keys.securitytoken))
    assert.equal(401, call(keys.securitytoken:sub(1, -2) .. "!"))
    assert.equal(401, call(nil))
    cloud:expire_tokens()
    assert.equal(401, call(keys.securitytoken))
  end)

  it("bounds the life of temporary keys", function()
    client:log_in()
    local function status(seconds)
      return post("/v3.0/OS-CREDENTIAL/securitytokens", { auth = { identity = {
        methods = { "token" }, token = { duration_seconds = seconds },
      } } }, client.token).status
    end
    assert.equal(400, status(899))
    assert.equal(201, status(900))
    assert.equal(201, status(86400))
    assert.equal(400, status(86401))
  end)
end)
