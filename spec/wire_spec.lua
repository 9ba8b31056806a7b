local apig = require("apig")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")
local openssl = require("spec.support.openssl")
local recording = require("spec.support.recording")

local SK = "sk3xAmPleZ9yXwVuTsRqPoNmLkJiHgFeDcBa0123"
local PROJECT = "5f2e0d4c3b2a190817263544f5e6d7c8"
local SERVER = "0123456789abcdef0123456789abcdef"
local INSTANCE = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1"

describe("what is on the socket", function()
  local recorder

  before_each(function()
    recorder = recording.start()
  end)

  after_each(function()
    recorder:close()
  end)

  local function options(more)
    local merged = {
      ak = "AKEXAMPLE7QRSTUVWX01", sk = SK, project_id = PROJECT, instance_id = "gateway-1",
      endpoint = ("http://127.0.0.1:%d"):format(recorder.port),
    }
    for name, value in pairs(more or {}) do
      merged[name] = value
    end
    return merged
  end

  local function header(request, name)
    local found
    for _, pair in ipairs(request.headers) do
      if pair[1]:lower() == name then
        assert.is_nil(found, name .. " was sent twice")
        found = pair[2]
      end
    end
    return found
  end

  -- The signature in the request is the one that openssl computes from its bytes.
  local function assert_signed(request)
    local ak, names, signature = header(request, "authorization"):match(
      "^SDK%-HMAC%-SHA256 Access=([^,]+), SignedHeaders=([^,]+), Signature=(%x+)$")
    assert.equal("AKEXAMPLE7QRSTUVWX01", ak)
    local list, signed = {}, {}
    for name in names:gmatch("[^;]+") do
      list[#list + 1] = name
      signed[name] = true
    end
    for _, name in ipairs({ "host", "content-type", "user-agent", "x-sdk-date", "x-project-id" }) do
      assert.is_true(signed[name], name .. " is not signed")
    end
    local expected, canonical = openssl.signature(request, list, SK, header(request, "x-sdk-date"))
    assert.equal(expected, signature, canonical)
  end

  it("carries a signature of the very bytes, for each of the four calls", function()
    local phones <close> = assert(cph.client(options()))
    local gateway <close> = assert(apig.client(options()))
    local servers <close> = assert(devserver.client(options()))
    assert(phones:update_keypair({
      servers = { { server_id = SERVER, keypair_name = "ключ \"1\"" } },
    }))
    assert(phones:restart_cloud_phone_server({ server_ids = { SERVER } }))
    assert(gateway:update_signature_key({ sign_id = "a b/c~ü", name = "签名密钥_1" }))
    assert(servers:change_dev_server_os({
      id = INSTANCE, image_id = INSTANCE, key_pair_name = "ops-1",
    }))
    local requests = recorder:requests()
    assert.equal(4, #requests)
    for _, request in ipairs(requests) do
      assert_signed(request)
      assert.equal("application/json", header(request, "content-type"))
      assert.equal(("127.0.0.1:%d"):format(recorder.port), header(request, "host"))
      assert.is_nil(header(request, "expect"))
      assert.is_nil(request.bytes:find(SK, 1, true))
    end
    assert.equal("PUT", requests[1].method)
    assert.equal("/v1/" .. PROJECT .. "/cloud-phone/servers/open-access", requests[1].target)
    assert.equal('{"servers":[{"server_id":"' .. SERVER
      .. '","keypair_name":"ключ \\"1\\""}]}', requests[1].body)
    assert.equal("/v2/" .. PROJECT .. "/apic/instances/gateway-1/signs/a%20b%2Fc~%C3%BC",
      requests[3].target)
    assert.equal("/v1/" .. PROJECT .. "/dev-servers/" .. INSTANCE .. "/changeos",
      requests[4].target)
  end)

  it("has the query that was signed, byte for byte", function()
    local phones <close> = assert(cph.client(options()))
    assert(phones:list_cloud_phone_servers({
      server_name = "a b+c&d=e/ü~*", limit = 5, offset = 10,
    }))
    assert(phones:list_cloud_phone_servers({}))
    local requests = recorder:requests()
    assert.equal("/v1/" .. PROJECT
      .. "/cloud-phone/servers?limit=5&offset=10&server_name=a%20b%2Bc%26d%3De%2F%C3%BC~%2A",
      requests[1].target)
    assert.equal("/v1/" .. PROJECT .. "/cloud-phone/servers", requests[2].target)
    for _, request in ipairs(requests) do
      assert_signed(request)
      assert.equal("", request.body)
    end
  end)

  it("says Content-Length: 0 for a PUT without a body", function()
    local servers <close> = assert(devserver.client(options()))
    assert(servers:stop_dev_server({ id = INSTANCE }))
    local request = recorder:requests()[1]
    assert.equal("0", header(request, "content-length"))
    assert_signed(request)
  end)

  it("does not announce a body with Expect, of any length", function()
    local client <close> = assert(cph.client(options()))
    for _, length in ipairs({ 10, 2000, 1200000 }) do
      assert(client:call({ method = "POST", path = "/v1/x", body = { text = ("x"):rep(length) } }))
      local requests = recorder:requests()
      assert.is_nil(header(requests[#requests], "expect"))
    end
  end)

  it("names the host as the endpoint has it, in upper case and with any port", function()
    local phones <close> = assert(cph.client(options({
      endpoint = ("http://LOCALHOST:%d"):format(recorder.port),
    })))
    assert(phones:list_jobs({ request_id = SERVER }))
    local request = recorder:requests()[1]
    assert.equal(("LOCALHOST:%d"):format(recorder.port), header(request, "host"))
    assert_signed(request)
  end)

  it("keeps a base path of the endpoint in front", function()
    local phones <close> = assert(cph.client(options({
      endpoint = ("http://127.0.0.1:%d/base/"):format(recorder.port),
    })))
    assert(phones:list_jobs({ request_id = SERVER }))
    local request = recorder:requests()[1]
    assert.equal("/base/v1/" .. PROJECT .. "/cloud-phone/jobs?request_id=" .. SERVER,
      request.target)
    assert_signed(request)
  end)

  it("has the security token of temporary keys, signed", function()
    local phones <close> = assert(cph.client(options({ security_token = "temporary-token" })))
    assert(phones:list_jobs({ request_id = SERVER }))
    local request = recorder:requests()[1]
    assert.equal("temporary-token", header(request, "x-security-token"))
    assert.matches("x-security-token", header(request, "authorization"), 1, true)
    assert_signed(request)
  end)

  it("has a token in place of a signature, where that is what the client has", function()
    local with_token = options({ token = hwc.secret("a-token") })
    with_token.ak, with_token.sk = nil, nil
    local phones <close> = assert(cph.client(with_token))
    assert(phones:list_jobs({ request_id = SERVER }))
    local request = recorder:requests()[1]
    assert.equal("a-token", header(request, "x-auth-token"))
    assert.is_nil(header(request, "authorization"))
  end)

  it("sends what can be sent with validate = false, signed all the same", function()
    local phones <close> = assert(cph.client(options()))
    assert(phones:restart_cloud_phone_server({ server_ids = {}, force = true },
      { validate = false }))
    assert(phones:list_jobs({ shape = "new" }, { validate = false }))
    local requests = recorder:requests()
    assert.equal('{"server_ids":[],"force":true}', requests[1].body)
    assert.matches("%?shape=new$", requests[2].target)
    assert_signed(requests[1])
    assert_signed(requests[2])
  end)
end)
