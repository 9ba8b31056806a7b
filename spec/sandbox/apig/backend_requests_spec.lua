-- What the gateway of the sandbox sends to backends, as backends verify it.

local apig = require("apig")
local cjson = require("cjson")
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

describe("sandbox:gateway_request", function()
  local cloud, client

  setup(function()
    cloud = assert(sandbox.start({
      servers = 0, dev_servers = 0, instances = 2, public_key = true,
    }))
    client = assert(apig.client(cloud:options()))
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function new_key(sign_type, name)
    local pair = apig.new_signature_key(sign_type)
    local sign = assert(client:create_signature_key({
      name = name or "orders", sign_type = sign_type, sign_key = pair.sign_key,
      sign_secret = pair.sign_secret,
    }))
    return sign, pair
  end

  local function keys_of(pair)
    return { [pair.sign_key] = pair.sign_secret }
  end

  it("is signed with the old pair before a rotation, with the new one after it", function()
    local sign, old = new_key("hmac")
    local new = apig.new_signature_key("hmac")
    local wanted = {
      sign_id = sign.id, method = "POST", target = "/orders/7?b=2&a=1&a=%2F",
      headers = { Host = "orders.example:8443", ["X-Trace"] = "7" }, body = '{"n": "ü"}',
    }
    local before = assert(cloud:gateway_request(wanted))
    assert.is_true(apig.verify(before, keys_of(old)))

    assert(client:update_signature_key({
      sign_id = sign.id, name = "orders", sign_type = "hmac", sign_key = new.sign_key,
      sign_secret = new.sign_secret,
    }))
    local after = assert(cloud:gateway_request(wanted))
    assert.is_true(apig.verify(after, keys_of(new)))
    assert.same({ nil, "unknown_key" }, { apig.verify(after, keys_of(old)) })
    assert.is_true(apig.verify(before, keys_of(old)))
    assert.equal("POST", after.method)
    assert.equal(wanted.body, after.body)
    after.body = "{}"
    assert.same({ nil, "signature_mismatch" }, { apig.verify(after, keys_of(new)) })
  end)

  it("has the key and password of type basic", function()
    for i, given in ipairs({
      { "abcd", "Passw0rd" }, { "abcde", "Passw0rd#12" }, { "abcdef", "Passw0rd#123" },
    }) do
      local sign = assert(client:create_signature_key({
        name = "basic_" .. i, sign_type = "basic", sign_key = given[1],
        sign_secret = given[2] .. "$Xy",
      }))
      local request = assert(cloud:gateway_request({ sign_id = sign.id }))
      assert.is_true(apig.verify(request, { [given[1]] = given[2] .. "$Xy" }, { type = "basic" }))
      assert.is_nil((apig.verify(request, { [given[1]] = "other" }, { type = "basic" })))
    end
  end)

  it("has the services' time, also where their clock is wrong", function()
    local sign, pair = new_key("hmac")
    cloud:set_clock(-3600)
    local request = assert(cloud:gateway_request({ sign_id = sign.id }))
    assert.same({ nil, "expired" }, { apig.verify(request, keys_of(pair)) })
    assert.is_true(apig.verify(request, keys_of(pair), { now = os.time() - 3600 }))
    cloud:set_clock(0)
  end)

  it("finds keys of all instances", function()
    local id = cloud:state().apig.instances[2].id
    local pair = apig.new_signature_key("hmac")
    local sign = assert(client:create_signature_key({
      instance_id = id, name = "orders", sign_type = "hmac", sign_key = pair.sign_key,
      sign_secret = pair.sign_secret,
    }))
    assert.is_true(apig.verify(assert(cloud:gateway_request({ sign_id = sign.id })),
      keys_of(pair)))
  end)

  it("is refused for keys that are gone or whose requests are not known", function()
    local sign = new_key("hmac")
    assert(client:delete_signature_key({ sign_id = sign.id }))
    assert.same({ nil, "unknown signature key" }, { cloud:gateway_request({ sign_id = sign.id }) })
    for _, sign_type in ipairs({ "aes", "public_key" }) do
      local other = assert(client:create_signature_key({
        name = sign_type, sign_type = sign_type,
        sign_algorithm = sign_type == "aes" and "aes-128-cfb" or nil,
      }))
      local request, message = cloud:gateway_request({ sign_id = other.id })
      assert.is_nil(request)
      assert.truthy(message:find("not published", 1, true))
    end
  end)

  it("raises for what is no request", function()
    for _, case in ipairs({
      { {}, "sign_id" }, { { sign_id = "" }, "sign_id" },
      { { sign_id = "a", target = "orders" }, "target" },
      { { sign_id = "a", target = "/a b" }, "target" },
      { { sign_id = "a", headers = { authorization = "x" } }, "headers" },
      { { sign_id = "a", headers = { ["X-Sdk-Date"] = "x" } }, "headers" },
      { { sign_id = "a", headers = "x" }, "headers" }, { { sign_id = "a", body = "\xff" }, "body" },
      { { sign_id = "a", sing = true }, "sing" },
    }) do
      local ok, message = pcall(cloud.gateway_request, cloud, case[1])
      assert.is_false(ok, case[2])
      assert.truthy(message:find(case[2], 1, true), message)
    end
  end)

  it("is the same over HTTP", function()
    local account = cloud:account()
    local function post(body, token)
      local response = assert(independent.send(cloud.url, {
        method = "POST", target = "/_sandbox/gateway-request",
        headers = { { "Authorization", "Bearer " .. (token or account.control_token) } },
        body = cjson.encode(body),
      }))
      return response.status, response.body
    end
    local sign, pair = new_key("hmac")
    local status, request = post({ sign_id = sign.id, target = "/orders",
      headers = { { "X-A", "1" }, { "X-B", "2" } } })
    assert.equal(200, status)
    assert.is_true(apig.verify(request, keys_of(pair)))
    assert.equal(404, (post({ sign_id = "gone" })))
    assert.equal(400, (post({ target = "/" })))
    assert.equal(400, (post({ sign_id = sign.id, target = "orders" })))
    assert.equal(400, (post({ sign_id = sign.id, method = "G T" })))
    assert.equal(401, (post({ sign_id = sign.id }, "wrong")))
  end)
end)
