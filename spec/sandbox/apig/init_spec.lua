local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

local SECRET = "abcDEF-0123456789xyz"

describe("the sandbox's API gateway", function()
  local cloud, client, base

  setup(function()
    cloud = assert(sandbox.start({ servers = 0 }))
    local account = cloud:account()
    client = independent.new(account)
    base = ("/v2/%s/apic/instances/%s"):format(account.project_id, account.instance_id)
  end)

  before_each(function()
    cloud:reset()
    client:log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  local function create(body)
    return client:call("POST", base .. "/signs", body)
  end

  local function update(id, body)
    return client:call("PUT", base .. "/signs/" .. id, body)
  end

  local function get(target)
    return client:call("GET", base .. target)
  end

  local function new_key(name)
    local status, sign = create({ name = name or "first_key", sign_type = "hmac",
      sign_key = "key-12345678", sign_secret = SECRET })
    assert.equal(201, status)
    return sign
  end

  it("creates a key and never shows its secret whole", function()
    local status, sign = create({ name = "first_key", sign_type = "hmac",
      sign_key = "key-12345678", sign_secret = SECRET })
    assert.equal(201, status)
    assert.equal("first_key", sign.name)
    assert.equal("hmac", sign.sign_type)
    assert.equal("key-12345678", sign.sign_key)
    assert.equal("abc**********xyz", sign.sign_secret)
    assert.equal("", sign.sign_algorithm)
    assert.truthy(sign.id:find("^%x+$") and #sign.id == 32)
    assert.truthy(sign.create_time:find("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.%d+Z$"))
    assert.equal(sign.create_time, sign.update_time)
  end)

  it("makes up what a new key lacks, by the rules of its type", function()
    for _, body in ipairs({
      { name = "key_none" }, { name = "key_hmac", sign_type = "hmac" },
      { name = "key_basic", sign_type = "basic" },
      { name = "key_aes", sign_type = "aes", sign_algorithm = "aes-256-cfb" },
    }) do
      local status, sign = create(body)
      assert.equal(201, status)
      assert.truthy(sign.sign_key:find("^%a%w+$"))
      assert.equal(body.sign_type == "aes" and 32 or 20, #sign.sign_key)
      assert.truthy(sign.sign_secret:find("^%w%w%w%*%*%*%*%*%*%*%*%*%*%w%w%w$"))
    end
  end)

  it("changes a key and its time, and keeps what the request leaves out", function()
    local sign = new_key()
    local status, changed = update(sign.id, { name = "renamed" })
    assert.equal(200, status)
    assert.equal("renamed", changed.name)
    assert.equal(sign.sign_key, changed.sign_key)
    assert.equal(sign.sign_secret, changed.sign_secret)
    assert.equal(sign.create_time, changed.create_time)
    assert.truthy(changed.update_time > sign.update_time)
    status, changed = update(sign.id, { name = "renamed", sign_type = "hmac",
      sign_key = "new-key-123", sign_secret = "NEWsecret-1234567890" })
    assert.equal(200, status)
    assert.equal("new-key-123", changed.sign_key)
    assert.equal("NEW**********890", changed.sign_secret)
    local _, list = get("/signs")
    assert.equal("renamed", list.signs[1].name)
    assert.equal("new-key-123", list.signs[1].sign_key)
    local kept = require("_hwc").encode_json(cloud:state())
    assert.is_nil(kept:find("NEWsecret-1234567890", 1, true))
  end)

  it("makes a new key and secret where the type changes", function()
    local sign = new_key()
    local _, changed = update(sign.id, { name = "first_key", sign_type = "aes",
      sign_algorithm = "aes-128-cfb" })
    assert.equal("aes", changed.sign_type)
    assert.equal(16, #changed.sign_key)
    assert.equal("aes-128-cfb", changed.sign_algorithm)
  end)

  it("checks by the stored type where the request has none", function()
    local sign = new_key()
    local status, body = update(sign.id, { name = "first_key", sign_key = "seven77" })
    assert.equal(400, status)
    assert.equal("APIG.2011", body.error_code)
    assert.truthy(body.error_msg:find("parameterName:sign_key", 1, true))
    local _, basic = create({ name = "basic_key", sign_type = "basic" })
    assert.equal(200, (update(basic.id, { name = "basic_key", sign_key = "seven77" })))
  end)

  it("answers as the page of UpdateSignatureKey says: 400, 401, 403, 404, 412, 500", function()
    local sign = new_key()
    local status, body, headers = update(sign.id, { name = "1st" })
    assert.equal(400, status)
    assert.equal("APIG.2011", body.error_code)
    assert.truthy(body.error_msg:find("Invalid parameter value,parameterName:name. Please refer",
      1, true))
    assert.equal(32, #headers["x-request-id"])
    local token = client.token
    client.token = "unknown"
    status, body = update(sign.id, { name = "first_key" })
    assert.equal(401, status)
    assert.equal("APIG.1002", body.error_code)
    client.token = token
    status, body = client:call("PUT", base:gsub("/v2/%x+", "/v2/" .. ("0"):rep(32)) .. "/signs/x",
      { name = "first_key" })
    assert.equal(403, status)
    assert.equal("APIG.1005", body.error_code)
    status, body = update(("0"):rep(32), { name = "first_key" })
    assert.equal(404, status)
    assert.equal("APIG.3017", body.error_code)
    status, body = update(sign.id, { name = "first_key", sign_type = "public_key" })
    assert.equal(412, status)
    assert.equal("APIG.3548", body.error_code)
    cloud:fail({ operation = "update_signature_key", status = 500, code = "APIG.9999",
      message = "System error" })
    status, body = update(sign.id, { name = "first_key" })
    assert.equal(500, status)
    assert.equal("APIG.9999", body.error_code)
  end)

  it("names the parameter that breaks its rule", function()
    for _, case in ipairs({
      { "name", {} },
      { "name", { name = "ab" } },
      { "name", { name = "a-b" } },
      { "name", { name = ("a"):rep(65) } },
      { "sign_type", { name = "key_1", sign_type = "rsa" } },
      { "sign_key", { name = "key_1", sign_type = "hmac", sign_key = "1234567" } },
      { "sign_key", { name = "key_1", sign_type = "basic", sign_key = "1bcd" } },
      { "sign_secret", { name = "key_1", sign_type = "hmac", sign_secret = ("a"):rep(15) } },
      { "sign_secret", { name = "key_1", sign_type = "basic", sign_secret = ("a"):rep(65) } },
      { "sign_algorithm", { name = "key_1", sign_type = "aes", sign_algorithm = "des" } },
      { "sign_algorithm", { name = "key_1", sign_type = "hmac",
        sign_algorithm = "aes-128-cfb" } },
      { "sign_key", { name = "key_1", sign_type = "aes", sign_algorithm = "aes-128-cfb",
        sign_key = ("a"):rep(32) } },
    }) do
      local status, body = create(case[2])
      assert.equal(400, status, case[1])
      assert.equal("APIG.2011", body.error_code)
      assert.truthy(body.error_msg:find("parameterName:" .. case[1] .. ".", 1, true),
        body.error_msg)
    end
    local status = create({ name = "签名密钥_1" })
    assert.equal(201, status)
  end)

  it("refuses a name that another key has", function()
    local sign = new_key()
    local status, body = create({ name = "first_key" })
    assert.equal(400, status)
    assert.equal("APIG.3207", body.error_code)
    local other = new_key("second_key")
    status, body = update(other.id, { name = "first_key" })
    assert.equal(400, status)
    assert.equal("APIG.3207", body.error_code)
    assert.equal(200, (update(sign.id, { name = "first_key" })))
  end)

  it("takes public_key where the instance has the feature", function()
    local able <close> = assert(sandbox.start({ servers = 0, public_key = true }))
    local account = able:account()
    local other = independent.new(account):log_in()
    local status = other:call("POST", ("/v2/%s/apic/instances/%s/signs"):format(
      account.project_id, account.instance_id), { name = "key_1", sign_type = "public_key" })
    assert.equal(201, status)
  end)

  it("answers 404 for an instance that it does not have", function()
    local account = cloud:account()
    local status, body = client:call("GET",
      ("/v2/%s/apic/instances/%s/signs"):format(account.project_id, "other"))
    assert.equal(404, status)
    assert.equal("APIG.3030", body.error_code)
  end)

  it("is there under /apigw/ too, where an update answers 201", function()
    local sign = new_key()
    local path = base:gsub("/apic/", "/apigw/") .. "/signs"
    local status, list = client:call("GET", path)
    assert.equal(200, status)
    assert.equal(sign.id, list.signs[1].id)
    status = client:call("PUT", path .. "/" .. sign.id, { name = "first_key" })
    assert.equal(201, status)
  end)

  it("lists keys by pages, name and id", function()
    for i = 1, 25 do
      create({ name = ("key_%02d"):format(i) })
    end
    local _, list = get("/signs")
    assert.equal(20, list.size)
    assert.equal(25, list.total)
    _, list = get("/signs?offset=20&limit=500")
    assert.equal(5, list.size)
    assert.equal("key_21", list.signs[1].name)
    _, list = get("/signs?offset=-5&limit=1")
    assert.equal("key_01", list.signs[1].name)
    _, list = get("/signs?name=key_1")
    assert.equal(10, list.total)
    _, list = get("/signs?name=key_1&precise_search=name")
    assert.equal(0, list.total)
    _, list = get("/signs?name=key_10&precise_search=name")
    assert.equal(1, list.total)
    _, list = get("/signs?id=" .. list.signs[1].id)
    assert.equal("key_10", list.signs[1].name)
    for _, limit in ipairs({ "0", "501" }) do
      local status, body = get("/signs?limit=" .. limit)
      assert.equal(400, status)
      assert.truthy(body.error_msg:find("parameterName:limit", 1, true))
    end
  end)

  it("binds a key to published APIs, one key for an API in an environment", function()
    local first, second = new_key(), new_key("second_key")
    local publications = cloud:state().apig.publications
    local ids = { publications[1].publish_id, publications[2].publish_id }
    local status, made = client:call("POST", base .. "/sign-bindings",
      { sign_id = first.id, publish_ids = ids })
    assert.equal(201, status)
    assert.equal(2, #made.bindings)
    local binding = made.bindings[1]
    assert.equal(publications[1].api_id, binding.api_id)
    assert.equal(first.id, binding.sign_id)
    assert.equal("abc**********xyz", binding.sign_secret)
    local _, bound = get("/sign-bindings/binded-apis?sign_id=" .. first.id)
    assert.equal(2, bound.total)
    assert.is_nil(bound.bindings[1].sign_secret)
    local _, keys = get("/signs?id=" .. first.id)
    assert.equal(2, keys.signs[1].bind_num)

    local _, moved = client:call("POST", base .. "/sign-bindings",
      { sign_id = second.id, publish_ids = { ids[1] } })
    _, bound = get("/sign-bindings/binded-apis?sign_id=" .. first.id)
    assert.equal(1, bound.total)
    local _, unbound = get("/sign-bindings/unbinded-apis?limit=500&sign_id=" .. first.id)
    assert.equal(#publications - 1, unbound.total)
    assert.equal("second_key", unbound.apis[1].signature_name)
    local _, of_api = get("/sign-bindings/binded-signs?api_id=" .. publications[1].api_id)
    assert.equal(second.id, of_api.bindings[1].sign_id)

    local path = base .. "/sign-bindings/" .. moved.bindings[1].id
    local unbind, _, headers = client:call("DELETE", path)
    assert.equal(204, unbind)
    assert.equal(32, #headers["x-request-id"])
    local body
    status, body = client:call("DELETE", path)
    assert.equal(404, status)
    assert.equal("APIG.3018", body.error_code)
  end)

  it("refuses to bind what is not there", function()
    local sign = new_key()
    local known = cloud:state().apig.publications[1].publish_id
    local status, body = client:call("POST", base .. "/sign-bindings",
      { sign_id = ("0"):rep(32), publish_ids = { known } })
    assert.equal(404, status)
    assert.equal("APIG.3017", body.error_code)
    status, body = client:call("POST", base .. "/sign-bindings",
      { sign_id = sign.id, publish_ids = { known, ("0"):rep(32) } })
    assert.equal(404, status)
    assert.equal("APIG.3015", body.error_code)
    local _, bound = get("/sign-bindings/binded-apis?sign_id=" .. sign.id)
    assert.equal(0, bound.total)
    status, body = get("/sign-bindings/binded-apis")
    assert.equal(400, status)
    assert.truthy(body.error_msg:find("parameterName:sign_id", 1, true))
  end)

  it("deletes a key and its bindings", function()
    local sign = new_key()
    client:call("POST", base .. "/sign-bindings",
      { sign_id = sign.id, publish_ids = { cloud:state().apig.publications[1].publish_id } })
    assert.equal(204, (client:call("DELETE", base .. "/signs/" .. sign.id)))
    assert.same({}, cloud:state().apig.bindings)
    local status, body = client:call("DELETE", base .. "/signs/" .. sign.id)
    assert.equal(404, status)
    assert.equal("APIG.3017", body.error_code)
  end)
end)
