-- SPDX-License-Identifier: Apache-2.0
local core = require("_hwc")
local vectors = require("spec.support.vectors")
local verify = require("hwc.verify")

-- A request of an official client as a server receives it.
local function received(vector)
  local headers = {}
  for _, list in ipairs({ vector.headers, vector.expect.headers_added }) do
    for _, header in ipairs(list) do
      headers[#headers + 1] = header
    end
  end
  headers[#headers + 1] = { "Authorization", vector.expect.authorization }
  return {
    method = vector.method,
    target = vector.expect.request_target,
    headers = headers,
    body = vector.body,
  }
end

local function signed_at(request)
  for _, header in ipairs(request.headers) do
    if header[1]:lower() == "x-sdk-date" then
      return core.parse_date(header[2])
    end
  end
end

local function only(ak, sk)
  return function(access_key)
    return access_key == ak and sk or nil
  end
end

describe("hwc.verify.signature", function()
  for _, vector in ipairs(vectors.load("vectors")) do
    it("accepts what official clients signed: " .. vector.name, function()
      local request = received(vector)
      local now = signed_at(request)
      assert.equal(vector.ak,
        verify.signature(request, only(vector.ak, vector.sk), { now = now }))
      assert.same({ nil, "signature_mismatch" },
        { verify.signature(request, only(vector.ak, vector.sk .. "x"), { now = now }) })
      assert.same({ nil, "unknown_key" },
        { verify.signature(request, only("other", vector.sk), { now = now }) })
    end)
  end

  local NOW = 1723198272
  local function v11(changes)
    local options = {
      method = "GET", url = "http://localhost/x", ak = "access", sk = "secret",
      algorithm = "V11-HMAC-SHA256", region = "cn-north-4", service = "cph",
      date = "20240809T101112Z",
    }
    for name, value in pairs(changes or {}) do
      options[name] = value
    end
    local made = assert(core.sign(options))
    return { method = "GET", target = made.target, headers = made.headers }
  end

  it("checks the scope of V11-HMAC-SHA256", function()
    local lookup = only("access", "secret")
    assert.equal("access", verify.signature(v11(), lookup, { now = NOW }))
    assert.equal("access", verify.signature(v11(), lookup,
      { now = NOW, region = "cn-north-4", service = "cph" }))
    assert.same({ nil, "wrong_scope" },
      { verify.signature(v11(), lookup, { now = NOW, region = "cn-east-3" }) })
    assert.same({ nil, "wrong_scope" },
      { verify.signature(v11(), lookup, { now = NOW, service = "iam" }) })
    local request = v11()
    local authorization = request.headers[#request.headers]
    authorization[2] = authorization[2]:gsub("20240809/", "20240810/")
    assert.same({ nil, "wrong_scope" }, { verify.signature(request, lookup, { now = NOW }) })
    authorization[2] = authorization[2]:gsub("20240810/cn%-north", "20240809/cn-south")
    assert.same({ nil, "signature_mismatch" },
      { verify.signature(request, lookup, { now = NOW }) })
    for _, credential in ipairs({ "access", "access/20240809/r", "access/2024/r/s" }) do
      authorization[2] = "V11-HMAC-SHA256 Credential=" .. credential
        .. ", SignedHeaders=host;x-sdk-date, Signature=00"
      assert.same({ nil, "malformed_authorization" },
        { verify.signature(request, lookup, { now = NOW }) })
    end
  end)

  it("finds an access key that has slashes", function()
    assert.equal("a/b", verify.signature(v11({ ak = "a/b" }), only("a/b", "secret"),
      { now = NOW }))
  end)

  it("takes only the algorithms asked for, and another window", function()
    local lookup = only("access", "secret")
    assert.same({ nil, "malformed_authorization" }, { verify.signature(v11(), lookup,
      { now = NOW, algorithms = { ["SDK-HMAC-SHA256"] = true } }) })
    assert.equal("access", verify.signature(v11(), lookup, { now = NOW + 10, window = 10 }))
    assert.same({ nil, "expired" },
      { verify.signature(v11(), lookup, { now = NOW + 11, window = 10 }) })
  end)

  it("accepts signed headers with an underscore, as some official clients send", function()
    local headers = {
      { "X_A", "1" }, { "X-Sdk-Date", "20240809T101112Z" }, { "Host", "backend.example" },
    }
    local made = assert(core.signature({ method = "GET", target = "/", headers = headers,
      ak = "access", sk = "secret" }))
    assert.equal("host;x-sdk-date;x_a", made.signed_headers)
    headers[4] = { "Authorization", made.authorization }
    local request = { method = "GET", target = "/", headers = headers }
    assert.equal("access", verify.signature(request, only("access", "secret"), { now = NOW }))
    headers[1][2] = "2"
    assert.same({ nil, "signature_mismatch" },
      { verify.signature(request, only("access", "secret"), { now = NOW }) })
  end)
end)
