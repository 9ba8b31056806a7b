-- SPDX-License-Identifier: Apache-2.0
local core = require("_hwc")
local lua_http_headers = require("spec.support.lua_http_headers")
local openssl = require("spec.support.openssl")
local vectors = require("spec.support.vectors")
local verify = require("apig.verify").verify

local KEY, SECRET = "signature_key1", "signature_secret1"
local NOW = 1723198272
local DATE = "20240809T101112Z"

-- What the gateway would send, signed by a second implementation.
local function signed(changes)
  local request = {
    method = "POST",
    target = "/orders/%E4%BA%91?id=1&id=2&q=two%20words",
    headers = {
      { "Host", "backend.example.com" },
      { "Content-Type", "application/json" },
      { "X-Sdk-Date", DATE },
      { "X-Stage", "RELEASE" },
    },
    body = '{"a":1}',
  }
  for name, value in pairs(changes or {}) do
    request[name] = value
  end
  local names = {}
  for i, header in ipairs(request.headers) do
    names[i] = header[1]:lower()
  end
  table.sort(names)
  request.headers[#request.headers + 1] = { "Authorization",
    ("SDK-HMAC-SHA256 Access=%s, SignedHeaders=%s, Signature=%s"):format(KEY,
      table.concat(names, ";"), (openssl.signature(request, names, SECRET, DATE))) }
  return request
end

local function copy(request)
  local made = { method = request.method, target = request.target, body = request.body }
  made.headers = {}
  for i, pair in ipairs(request.headers) do
    made.headers[i] = { pair[1], pair[2] }
  end
  return made
end

local function header(request, name)
  for _, pair in ipairs(request.headers) do
    if pair[1]:lower() == name:lower() then
      return pair
    end
  end
end

describe("apig.verify", function()
  local normative = vectors.load("backend_vectors")

  it("has all recorded requests", function()
    assert.equal(43, #normative)
  end)

  local function verify_vector(vector)
    local now = assert(core.parse_date(vector.now))
    return verify({ method = vector.method, target = vector.target, headers = vector.headers,
      body = vector.body }, vector.keys, { type = vector.sign_type, now = now })
  end

  for _, vector in ipairs(normative) do
    it("verifies as recorded: " .. vector.name, function()
      local accepted, reason = verify_vector(vector)
      assert.equal(vector.expect.accept or nil, accepted)
      assert.equal(not vector.expect.accept and vector.expect.reason or nil, reason)
    end)
  end

  it("accepts what the gateway's demo refuses by mistake: escapes and repeated names", function()
    local disputed = vectors.load("backend_vectors", true)
    assert.equal(2, #disputed)
    for _, vector in ipairs(disputed) do
      assert.is_true(verify_vector(vector))
    end
  end)

  it("accepts what a second implementation signs", function()
    assert.is_true(verify(signed(), { [KEY] = SECRET }, { now = NOW }))
    assert.is_true(verify(signed({ method = "GET", body = "" }), { [KEY] = SECRET },
      { now = NOW }))
  end)

  it("refuses a request of which one byte has changed", function()
    local keys = { [KEY] = SECRET }
    local function flipped(text, i)
      return text:sub(1, i - 1) .. string.char(text:byte(i) ~ 1) .. text:sub(i + 1)
    end
    local function refused(request, what)
      local accepted, reason = verify(request, keys, { now = NOW })
      assert.is_nil(accepted, what)
      assert.is_string(reason, what)
    end

    local good = signed()
    for _, part in ipairs({ "method", "target", "body" }) do
      for i = 1, #good[part] do
        local request = copy(good)
        request[part] = flipped(request[part], i)
        refused(request, ("%s, byte %d"):format(part, i))
      end
    end
    for _, name in ipairs({ "Host", "Content-Type", "X-Sdk-Date", "X-Stage", "Authorization" }) do
      for i = 1, #header(good, name)[2] do
        local request = copy(good)
        local pair = header(request, name)
        pair[2] = flipped(pair[2], i)
        refused(request, ("%s, byte %d"):format(name, i))
      end
    end
    local longer = copy(good)
    longer.body = longer.body .. " "
    refused(longer, "a longer body")
    longer = copy(good)
    longer.body = nil
    refused(longer, "no body")
  end)

  it("accepts 15 minutes either way, a fraction more is too much", function()
    local request, keys = signed(), { [KEY] = SECRET }
    for _, now in ipairs({ NOW - 900, NOW + 900, NOW, NOW + 899.9 }) do
      assert.is_true(verify(request, keys, { now = now }))
    end
    for _, now in ipairs({ NOW - 901, NOW + 901, NOW + 900.001, 0, 1 / 0, -1 / 0, 0 / 0 }) do
      assert.same({ nil, "expired" }, { verify(request, keys, { now = now }) })
    end
  end)

  it("uses the clock where no time is given", function()
    assert.same({ nil, "expired" }, { verify(signed(), { [KEY] = SECRET }) })
    local made = assert(core.sign({
      method = "GET", url = "http://backend.example.com/x", ak = KEY, sk = SECRET,
    }))
    local request = { method = "GET", target = made.target, headers = made.headers }
    assert.is_true(verify(request, { [KEY] = SECRET }))
  end)

  it("accepts the old and the new key while one is rotated", function()
    local request = signed()
    local options = { now = NOW }
    assert.is_true(verify(request, { new_key1 = "new-secret-12345", [KEY] = SECRET }, options))
    assert.is_true(verify(request, { [KEY] = { "new-secret-12345", SECRET } }, options))
    assert.is_true(verify(request, { [KEY] = { SECRET, "new-secret-12345" } }, options))
    assert.is_true(verify(request, { [KEY] = core.secret(SECRET) }, options))
    assert.same({ nil, "unknown_key" },
      { verify(request, { new_key1 = "new-secret-12345" }, options) })
    assert.same({ nil, "signature_mismatch" },
      { verify(request, { [KEY] = { "new-secret-12345" } }, options) })
    assert.same({ nil, "signature_mismatch" }, { verify(request, { [KEY] = {} }, options) })
    assert.same({ nil, "unknown_key" }, { verify(request, {}, options) })
  end)

  it("never accepts an empty secret", function()
    assert.same({ nil, "signature_mismatch" },
      { verify(signed(), { [KEY] = "" }, { now = NOW }) })
    local basic = { method = "GET", target = "/",
      headers = { { "Authorization", "Basic a2V5Og==" } } }
    assert.same({ nil, "signature_mismatch" }, { verify(basic, { key = "" }, { type = "basic" }) })
  end)

  it("refuses a secret that is neither a string nor an open secret", function()
    local closed = core.secret(SECRET)
    closed:close()
    local basic = { method = "GET", target = "/",
      headers = { { "Authorization", "Basic dXNlcjpwYXNzOndvcmQx" } } }
    for _, secret in ipairs({
      5, true, false, function() end, closed, { 5 }, { SECRET, 5 }, { closed }, { { SECRET } },
      io.stdout,
    }) do
      assert.same({ nil, "unusable_secret" },
        { verify(signed(), { [KEY] = secret }, { now = NOW }) })
      assert.same({ nil, "unusable_secret" },
        { verify(basic, { user = secret }, { type = "basic" }) })
    end
  end)

  it("tells methods apart by case", function()
    for _, methods in ipairs({ { "POST", "post" }, { "POST", "Post" }, { "PATCH", "pATCH" } }) do
      local request = signed({ method = methods[1] })
      assert.is_true(verify(request, { [KEY] = SECRET }, { now = NOW }))
      request.method = methods[2]
      assert.same({ nil, "signature_mismatch" },
        { verify(request, { [KEY] = SECRET }, { now = NOW }) })
    end
  end)

  it("wants the host to be signed, unless that is not asked for", function()
    local request = signed({ headers = { { "X-Sdk-Date", DATE } } })
    table.insert(request.headers, { "Host", "other.example.com" })
    local keys = { [KEY] = SECRET }
    assert.same({ nil, "host_not_signed" }, { verify(request, keys, { now = NOW }) })
    assert.same({ nil, "host_not_signed" },
      { verify(request, keys, { now = NOW, allow_unsigned_host = false }) })
    assert.is_true(verify(request, keys, { now = NOW, allow_unsigned_host = true }))
    -- One that is signed is checked all the same.
    request = signed()
    header(request, "Host")[2] = "other.example.com"
    assert.same({ nil, "signature_mismatch" },
      { verify(request, keys, { now = NOW, allow_unsigned_host = true }) })
  end)

  it("asks whether a request was seen, once nothing else is wrong with it", function()
    local seen, asked = {}, 0
    local function check(request, now)
      return verify(request, { [KEY] = SECRET }, {
        now = now or NOW,
        seen = function(signature, expires)
          asked = asked + 1
          local before = seen[signature]
          seen[signature] = expires
          return before ~= nil
        end,
      })
    end
    local request = signed()
    assert.is_true(check(request))
    local signature = header(request, "Authorization")[2]:match("Signature=(%x+)")
    assert.same({ [signature] = NOW + 900 }, seen)
    assert.same({ nil, "replayed" }, { check(request) })
    assert.same({ nil, "replayed" }, { check(request, NOW + 900) })
    -- As long as it is accepted it is remembered.
    assert.same({ nil, "expired" }, { check(request, seen[signature] + 0.001) })
    assert.equal(3, asked)
    local changed = copy(request)
    changed.body = "{}"
    assert.same({ nil, "signature_mismatch" }, { check(changed) })
    assert.equal(3, asked)
    assert.is_true(check(signed({ body = "{}" })))
    local good, message = pcall(function()
      return (verify(request, { [KEY] = SECRET }, { type = "basic", seen = function() end }))
    end)
    assert.is_false(good)
    assert.matches('verify_spec.lua:%d+: apig.verify: option "seen" needs signatures', message)
  end)

  it("takes for the same request what the protocol does, and for the same replay", function()
    local seen = {}
    local function check(request)
      return verify(request, { [KEY] = SECRET }, {
        now = NOW,
        seen = function(signature)
          local before = seen[signature]
          seen[signature] = true
          return before
        end,
      })
    end
    local request = signed({ target = "/orders/x?b=1&a=~&c=" })
    assert.is_true(check(request))
    for _, target in ipairs({
      "/orders/x/?b=1&a=~&c=", "/orders/x?a=~&b=1&c=", "/orders/x?b=1&a=~&c",
      "/%6frders/x?b=1&a=%7E&c=",
    }) do
      local other = copy(request)
      other.target = target
      assert.same({ nil, "replayed" }, { check(other) })
    end
    local other = copy(request)
    header(other, "X-Stage")[2] = "  RELEASE "
    assert.same({ nil, "replayed" }, { check(other) })
  end)

  it("takes headers as a map of values or of lists of values, names in any case", function()
    local request = signed()
    local map, lists = {}, {}
    for _, pair in ipairs(request.headers) do
      map[pair[1]:upper()] = pair[2]
      lists[pair[1]:lower()] = { pair[2] }
    end
    for _, headers in ipairs({ map, lists }) do
      assert.is_true(verify({ method = request.method, target = request.target,
        headers = headers, body = request.body }, { [KEY] = SECRET }, { now = NOW }))
    end
    lists["x-stage"] = { "RELEASE", "TEST" }
    request.headers = lists
    assert.same({ nil, "repeated_header" },
      { verify(request, { [KEY] = SECRET }, { now = NOW }) })
  end)

  it("refuses headers that can be read in two ways", function()
    local good = signed()
    local function reason_for(change)
      local request = copy(good)
      change(request)
      local accepted, reason = verify(request, { [KEY] = SECRET }, { now = NOW })
      assert.is_nil(accepted)
      return reason
    end
    assert.equal("repeated_header", reason_for(function(request)
      table.insert(request.headers, { "x-stage", "TEST" })
    end))
    assert.equal("malformed_authorization", reason_for(function(request)
      table.insert(request.headers, { "authorization", "Basic abc" })
    end))
    assert.equal("signature_mismatch", reason_for(function(request)
      header(request, "X-Stage")[2] = "RELEASE\nx-z:1"
    end))
    assert.equal("malformed_date", reason_for(function(request)
      header(request, "X-Sdk-Date")[2] = "2024-08-09T10:11:12Z"
    end))
    for _, value in ipairs({
      "SDK-HMAC-SHA256 Access=, SignedHeaders=host;x-sdk-date, Signature=00",
      "SDK-HMAC-SHA256 Access=a, SignedHeaders=, Signature=00",
      "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;;x-sdk-date, Signature=00",
      "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;HOST, Signature=00",
      "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=",
      "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=00, More=1",
      "SDK-HMAC-SM3 Access=a, SignedHeaders=host;x-sdk-date, Signature=00",
      "V11-HMAC-SHA256 Credential=a/20240809/r/s, SignedHeaders=x-sdk-date, Signature=00",
      "SDK-HMAC-SHA256Access=a, SignedHeaders=host, Signature=00",
      "",
    }) do
      assert.equal("malformed_authorization", reason_for(function(request)
        header(request, "Authorization")[2] = value
      end))
    end
  end)

  it("accepts a hash in the content header only if it is the body's", function()
    local function with_content(value)
      return signed({ headers = {
        { "Host", "backend.example.com" },
        { "X-Sdk-Date", DATE },
        { "X-Sdk-Content-Sha256", value },
      } })
    end
    local function sign_again(request)
      local made = assert(core.signature({ method = request.method, target = request.target,
        headers = { request.headers[1], request.headers[2], request.headers[3] },
        body = request.body, ak = KEY, sk = SECRET }))
      header(request, "Authorization")[2] = made.authorization
      return request
    end
    local keys, options = { [KEY] = SECRET }, { now = NOW }
    local request = sign_again(with_content(openssl.sha256('{"a":1}')))
    assert.is_true(verify(request, keys, options))
    request.body = '{"a":2}'
    assert.same({ nil, "signature_mismatch" }, { verify(request, keys, options) })
    request = sign_again(with_content("UNSIGNED-PAYLOAD"))
    assert.is_true(verify(request, keys, options))
    request.body = '{"a":2}'
    assert.is_true(verify(request, keys, options))
  end)

  it("checks HTTP Basic for keys of type basic", function()
    local function verify_basic(value, keys)
      return verify({ method = "GET", target = "/", headers = { Authorization = value } },
        keys or { user = "pass:word1" }, { type = "basic" })
    end
    assert.is_true(verify_basic("Basic dXNlcjpwYXNzOndvcmQx"))
    assert.is_true(verify_basic("basic  dXNlcjpwYXNzOndvcmQx"))
    assert.is_true(verify_basic("Basic dXNlcjpwYXNzOndvcmQx",
      { user = { "other-one", "pass:word1" } }))
    assert.same({ nil, "signature_mismatch" }, { verify_basic("Basic dXNlcjpwYXNzOndvcmQy") })
    assert.same({ nil, "unknown_key" }, { verify_basic("Basic dXNldjpwYXNzOndvcmQx") })
    for _, value in ipairs({
      "Basic dXNlcjpwYXNzOndvcmQ", "Basic dXNlcjpwYXNzOndvcmQx=", "Basic ====", "Basic",
      "Basic dXNl cjpwYXNzOndvcmQx", "Bearer dXNlcjpwYXNzOndvcmQx", "Basic dXNlcg==",
      "Basic dXNlcjp-YXNz",
    }) do
      assert.same({ nil, "malformed_authorization" }, { verify_basic(value) })
    end
  end)

  it("says why it cannot check keys of type aes and public_key", function()
    for _, kind in ipairs({ "aes", "public_key" }) do
      local accepted, reason = verify(signed(), { [KEY] = SECRET }, { type = kind, now = NOW })
      assert.is_nil(accepted)
      assert.matches("type " .. kind .. " cannot be verified", reason, 1, true)
      assert.matches("not published", reason, 1, true)
    end
  end)

  it("raises for wrong arguments at the caller's line", function()
    local function raised(...)
      local ok, message = pcall(function(...)
        return (verify(...))
      end, ...)
      assert.is_false(ok)
      return (message:gsub("^.-verify_spec%.lua:%d+: ", "LINE "))
    end
    local good, keys = signed(), { [KEY] = SECRET }
    assert.equal("LINE apig.verify: the request must be a table, got a nil", raised(nil, keys))
    assert.equal("LINE apig.verify: the keys must be a table, got a string",
      raised(good, SECRET))
    assert.equal('LINE apig.verify: unknown option "typ", did you mean "type"?',
      raised(good, keys, { typ = "hmac" }))
    assert.matches('^LINE apig.verify: option "type" has to be one of "hmac", "basic"',
      raised(good, keys, { type = "rsa" }))
    assert.matches('^LINE apig.verify: option "now" has to be a number of Unix seconds',
      raised(good, keys, { now = DATE }))
    assert.equal("LINE apig.verify: request.method must be a string, got a nil",
      raised({ target = "/", headers = {} }, keys))
    assert.equal("LINE apig.verify: request.target must be a string, got a nil",
      raised({ method = "GET", headers = {} }, keys))
    assert.equal("LINE apig.verify: request.body must be a string, got a table",
      raised({ method = "GET", target = "/", headers = {}, body = {} }, keys))
    for message, headers in pairs({
      ["request.headers[1] has to be {name, value}, got a string"] = { "Host" },
      ["request.headers[1] has to be {name, value}, both strings; got a value that is a nil"] =
        { { "Host" } },
      ["request.headers[1] has to be {name, value}, both strings; got a value that is a number"] =
        { { "Host", 1 } },
      ["request.headers[1] has to be {name, value}, got a table with more"] =
        { { "Host", "a", "b" } },
      ['request.headers["Host"] has to be a string or a list of strings, got a number'] =
        { Host = 1 },
      ['request.headers["Host"][1] has to be a string, got a number'] = { Host = { 1 } },
      ["request.headers is a list with a hole at [1]"] = { [2] = { "Host", "x" } },
      ["request.headers is a list with a hole at [2]"] = { { "A", "1" }, nil, { "Host", "x" } },
      ["request.headers has to be a list of {name, value} or a map of names to values, got a table "
        .. "with both"] = { { "A", "1" }, Host = "x" },
      ["request.headers must be a table, or an object that works with pairs(), got a string"] =
        "Host: x",
      ["request.headers must be a table, or an object that works with pairs(), got a "
        .. "userdata"] = io.stdout,
    }) do
      assert.equal("LINE apig.verify: " .. message,
        raised({ method = "GET", target = "/", headers = headers }, keys))
    end
    assert.equal('LINE apig.verify: the request has method, target, headers, body and no member '
      .. '"boddy", did you mean "body"?',
      raised({ method = "GET", target = "/", headers = {}, boddy = "" }, keys))
    assert.matches('no member "query"',
      raised({ method = "GET", target = "/", headers = {}, query = "a=1" }, keys), 1, true)
    assert.matches("the request must be a plain table",
      raised(setmetatable({}, { __index = good }), keys), 1, true)
    assert.equal("LINE apig.verify: the keys must map each signature key to its secret, got a "
      .. "list", raised(good, { SECRET }))
    assert.equal('LINE apig.verify: option "underscores" has to be true or false, got the number 1',
      raised(good, keys, { underscores = 1 }))
    assert.equal('LINE apig.verify: option "quoted" needs "explain"',
      raised(good, keys, { quoted = "GET|/||||a|b" }))
    assert.matches('option "explain" needs signatures, which keys of type basic do not make',
      raised(good, keys, { type = "basic", explain = true }), 1, true)
    assert.equal('LINE apig.verify: option "quoted" has to be an error text with '
      .. '"canonicalRequest:", or a canonical request, got a string of 13 bytes',
      raised(good, keys, { explain = true, quoted = "app not found" }))
  end)

  it("takes no list of secrets that has holes or other members", function()
    for _, secrets in ipairs({ { nil, SECRET }, { SECRET, old = "x" }, { [0] = SECRET } }) do
      assert.same({ nil, "unusable_secret" },
        { verify(signed(), { [KEY] = secrets }, { now = NOW }) })
    end
  end)
end)

describe("apig.verify, of a request as servers have it,", function()
  local KEYS, OPTIONS = { [KEY] = SECRET }, { now = NOW }

  -- The headers of a request as lua-http has them.
  local function object_for(request, changes)
    local list = {}
    local pseudo = {
      [":method"] = request.method, [":path"] = request.target, [":scheme"] = "http",
    }
    for name, value in pairs(changes or {}) do
      pseudo[name] = value or nil
    end
    for name, value in pairs(pseudo) do
      list[#list + 1] = { name, value }
    end
    for _, pair in ipairs(request.headers) do
      local name = pair[1]:lower()
      list[#list + 1] = { name == "host" and ":authority" or name, pair[2] }
    end
    return lua_http_headers.new(list)
  end

  it("takes lua-http's headers alone, with their :method, :path and :authority", function()
    local request = signed()
    assert.is_true(verify({ headers = object_for(request), body = request.body }, KEYS, OPTIONS))
    local whole = object_for(request,
      { [":path"] = "http://backend.example.com" .. request.target })
    assert.is_true(verify({ headers = whole, body = request.body }, KEYS, OPTIONS))
    assert.same({ nil, "signature_mismatch" },
      { verify({ headers = object_for(request), body = "{}" }, KEYS, OPTIONS) })
    assert.same({ nil, "signature_mismatch" }, { verify({
      headers = object_for(request, { [":path"] = "/other" }), body = request.body,
    }, KEYS, OPTIONS) })
    -- What is said apart counts.
    assert.same({ nil, "signature_mismatch" }, { verify({
      headers = object_for(request), target = "/other", body = request.body,
    }, KEYS, OPTIONS) })
  end)

  it("takes objects that pairs() goes through, however they do it", function()
    local request = signed()
    local held = {}
    for _, pair in ipairs(request.headers) do
      held[pair[1]] = pair[2]
    end
    for _, metatable in ipairs({
      { __pairs = function() return next, held end },
      { __pairs = function() return next, held end, __metatable = false },
    }) do
      request.headers = setmetatable({}, metatable)
      assert.is_true(verify(request, KEYS, OPTIONS))
    end
    -- What pairs() does not show would be lost.
    request.headers = setmetatable({}, { __index = held })
    assert.error_matches(function() verify(request, KEYS, OPTIONS) end,
      "request.headers has to be a plain table, got one whose metatable has __index", 1, true)
  end)

  it("refuses pseudo headers that can be read in two ways", function()
    local request = signed()
    local function with(more)
      local list = { { ":method", request.method }, { ":path", request.target } }
      for _, pair in ipairs(request.headers) do
        list[#list + 1] = { pair[1]:lower(), pair[2] }
      end
      list[#list + 1] = more
      return { headers = lua_http_headers.new(list), body = request.body }
    end
    assert.is_true(verify(with(), KEYS, OPTIONS))
    assert.is_true(verify(with({ ":authority", "backend.example.com" }), KEYS, OPTIONS))
    for _, more in ipairs({ { ":authority", "other.example.com" }, { ":path", "/other" },
      { ":method", "GET" }, { "host", "backend.example.com" } }) do
      assert.same({ nil, "repeated_header" }, { verify(with(more), KEYS, OPTIONS) })
    end
  end)

  it("takes a whole URL as the target, whose host counts", function()
    local target = "/orders/%E4%BA%91?id=1&id=2&q=two%20words"
    local request = signed()
    local function verify_target(sent)
      return verify({ method = request.method, target = sent, headers = request.headers,
        body = request.body }, KEYS, OPTIONS)
    end
    assert.is_true(verify_target("http://backend.example.com" .. target))
    assert.is_true(verify_target("HTTPS://backend.example.com" .. target))
    for _, other in ipairs({ "http://other.example.com", "http://backend.example.com:80" }) do
      assert.same({ nil, "signature_mismatch" }, { verify_target(other .. target) })
    end
    for _, malformed in ipairs({ "http://" .. target, "http://a@backend.example.com" .. target }) do
      assert.same({ nil, "malformed_target" }, { verify_target(malformed) })
    end
    request = signed({ target = "/?a=1" })
    assert.is_true(verify_target("http://backend.example.com?a=1"))
    request = signed({ target = "/" })
    assert.is_true(verify_target("http://backend.example.com"))
  end)

  it("takes names with _ for - where it is told to, and only there", function()
    local request = signed()
    local headers = {}
    for _, pair in ipairs(request.headers) do
      headers[pair[1]:lower():gsub("-", "_")] = pair[2]
    end
    request.headers = headers
    assert.is_true(verify(request, KEYS, { now = NOW, underscores = true }))
    assert.same({ nil, "signed_header_missing" }, { verify(request, KEYS, OPTIONS) })
  end)
end)

describe("apig.verify with explain", function()
  local KEYS = { [KEY] = SECRET }

  -- What an error of the gateway says; its form is that of the public signing guide's FAQ.
  local function error_text(canonical)
    return '{"error_msg":"Incorrect app authentication information: verify signature fail, '
      .. "canonicalRequest:" .. canonical:gsub("\n", "|")
      .. '","error_code":"APIGW.0303","request_id":"cb141a91c945e68950a14a8eff5d62dc"}'
  end

  local function canonical_of(request)
    local names = {}
    for _, pair in ipairs(request.headers) do
      if pair[1] ~= "Authorization" then
        names[#names + 1] = pair[1]:lower()
      end
    end
    table.sort(names)
    return (select(2, openssl.signature(request, names, SECRET, DATE)))
  end

  local function explain(request, quoted)
    return verify(request, KEYS, { now = NOW, explain = true, quoted = quoted })
  end

  it("gives the canonical request, of good and of bad signatures", function()
    local request = signed()
    local canonical = canonical_of(request)
    assert.same({ true, nil, { canonical_request = canonical } }, { explain(request) })
    request.body = "{}"
    local accepted, reason, explanation = explain(request)
    assert.is_nil(accepted)
    assert.equal("signature_mismatch", reason)
    assert.equal(canonical_of(request), explanation.canonical_request)
    assert.is_nil(explanation.difference)
    assert.equal(2, select("#", verify(request, KEYS, { now = NOW, explain = false })))
  end)

  it("says which signed header is missing or repeated", function()
    local request = signed()
    table.remove(request.headers, 4)
    local _, reason, explanation = explain(request)
    assert.equal("signed_header_missing", reason)
    assert.equal("x-stage", explanation.header)
    request = signed()
    table.insert(request.headers, { "x-stage", "TEST" })
    _, reason, explanation = explain(request)
    assert.equal("repeated_header", reason)
    assert.equal("x-stage", explanation.header)
    _, reason, explanation = explain({ method = "GET", target = "/", headers = {} })
    assert.equal("no_authorization", reason)
    assert.same({}, explanation)
  end)

  it("finds no difference to the same canonical request", function()
    local request = signed({ headers = {
      { "Host", "backend.example.com" }, { "X-Sdk-Date", DATE }, { "X-Pipe", "a|b|c" },
    } })
    local canonical = canonical_of(request)
    for _, quoted in ipairs({ error_text(canonical), canonical, canonical:gsub("\n", "\r\n"),
      (canonical:gsub("\n", "|")) }) do
      assert.same({ canonical_request = canonical }, select(3, explain(request, quoted)), quoted)
    end
  end)

  it("gives the first line that the gateway has otherwise", function()
    local request = signed()
    for _, case in ipairs({
      { "^POST", "GET", 1, "method", "POST", "GET" },
      { "/orders/", "/v1/orders/", 2, "path", "/orders/%E4%BA%91/", "/v1/orders/%E4%BA%91/" },
      { "q=two%%20words", "q=two%%2Bwords", 3, "query", "id=1&id=2&q=two%20words",
        "id=1&id=2&q=two%2Bwords" },
      { "host:[^\n]*", "host:gateway", 5, "header host", "host:backend.example.com",
        "host:gateway" },
      { "host:[^\n]*\n", "", 5, "header host", "host:backend.example.com",
        "x-sdk-date:" .. DATE },
      { "x%-stage:RELEASE\n", "x-stage:RELEASE\nx-z:1\n", 8, "end of headers", "", "x-z:1" },
      { ";x%-stage\n", "\n", 9, "signed headers", "content-type;host;x-sdk-date;x-stage",
        "content-type;host;x-sdk-date" },
      { "%x+$", "UNSIGNED-PAYLOAD", 10, "body hash", openssl.sha256('{"a":1}'),
        "UNSIGNED-PAYLOAD" },
    }) do
      local theirs, count = canonical_of(request):gsub(case[1], case[2], 1)
      assert.equal(1, count)
      for _, quoted in ipairs({ error_text(theirs), theirs }) do
        assert.same({ line = case[3], part = case[4], computed = case[5], quoted = case[6] },
          select(3, explain(request, quoted)).difference)
      end
    end
  end)

  it("shows no secret of either", function()
    local request = signed({
      target = "/orders?x-auth-token=query-secret&a=1",
      headers = {
        { "Host", "backend.example.com" }, { "X-Sdk-Date", DATE },
        { "X-Security-Token", "header|header-secret" }, { "Cookie", "session=cookie-secret" },
      },
    })
    local canonical = canonical_of(request)
    local _, _, explanation = explain(request)
    assert.matches("\nx%-security%-token:%*%*%*\n", explanation.canonical_request)
    assert.matches("\na=1&x-auth-token=***\n", explanation.canonical_request, 1, true)
    for _, theirs in ipairs({
      canonical:gsub("header%-secret", "%0-x"), (canonical:gsub("a=1", "a=2", 1)),
      (canonical:gsub("\ncookie:[^\n]*", "", 1)),
      (canonical:gsub("x%-security", "x-a:header|header-secret-x", 1)),
      (canonical:gsub("a=1&", "a=query-secret&", 1)), (canonical:gsub("cookie:", "x-cookie: ", 1)),
    }) do
      local _, _, found = explain(request, theirs)
      assert.is_table(found.difference)
      for _, text in ipairs({ found.canonical_request, found.difference.computed,
        found.difference.quoted }) do
        assert.is_nil(text:find("%-secret") or text:find("header", 1, true), text)
      end
    end
    local other = canonical:gsub("header|header%-secret", "other")
    assert.equal("x-security-token:***", select(3, explain(request, other)).difference.quoted)
  end)
end)
