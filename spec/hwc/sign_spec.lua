-- SPDX-License-Identifier: Apache-2.0
local core = require("_hwc")
local cph = require("cph")
local vectors = require("spec.support.vectors")

-- What a script would pass to hwc.sign for a recorded request.
local function options_for(vector)
  local derived = vector.derived or {}
  local options = {
    method = vector.method,
    url = vector.scheme .. "://" .. vector.authority .. vector.path,
    query = vector.query,
    headers = vector.headers,
    body = vector.body,
    ak = vector.ak,
    sk = vector.sk,
    security_token = vector.security_token,
    project_id = vector.project_id,
    domain_id = vector.domain_id,
    algorithm = vector.algorithm,
    region = derived.region_id,
    service = derived.service,
    date = vector.x_sdk_date,
  }
  for _, header in ipairs(vector.headers) do
    if header[1]:lower() == "x-sdk-date" then
      options.date = nil
    end
  end
  return options
end

-- Recorded, but not a norm: official clients differ (see spec/signing/vectors.json, `dispute`).
-- hwc signs all but one as the official Python client does.
local DISPUTED = {
  lower_case_method = "others sign the method as it is given",
  query_unicode_name = "others sort after encoding",
  query_order_tilde_before_two_byte = "others sort after encoding",
  query_order_slash_after_dot = "others sort after encoding",
  query_order_value_colon_after_digit = "others sort after encoding",
  query_order_utf16_vs_code_point = "one client sorts by UTF-16 units",
  path_space_encoded = "one client encodes twice",
  path_apostrophe = "one client encodes twice",
  body_json_charset_upper = "one client leaves such a body unsigned",
  body_json_charset_space = "one client leaves such a body unsigned",
  body_bson_signed = "one client leaves such a body unsigned",
  body_multipart_unsigned = "one client does not sign a multipart type",
  body_unsigned_type_without_body = "the Python client hashes nothing and yet announces "
    .. "UNSIGNED-PAYLOAD; hwc and others put that in the place of the hash, as the receiving "
    .. "end does",
  header_value_trimmed = "some clients do not trim",
  header_underscore_excluded = "some clients sign names with an underscore",
  header_lower_case_date = "some clients look for the exact name",
  header_lower_case_content_type_text = "some clients look for the exact name",
  host_upper_case = "one client makes the host lower case",
}

local function check(vector)
  local made = assert(core.sign(options_for(vector)))
  local expect = vector.expect
  assert.equal(expect.canonical_request, made.canonical_request)
  assert.equal(expect.string_to_sign, made.string_to_sign)
  assert.equal(expect.signed_headers, made.signed_headers)
  assert.equal(expect.signature, made.signature)
  assert.equal(expect.authorization, made.authorization)
  assert.equal(expect.request_target, made.target)
  local added = expect.headers_added
  added[#added + 1] = { "Authorization", expect.authorization }
  assert.same(added, made.headers)
end

describe("hwc.sign", function()
  local normative = vectors.load("vectors")

  it("has all recorded requests", function()
    assert.equal(121, #normative)
  end)

  for _, vector in ipairs(normative) do
    it("signs as the official clients: " .. vector.name, function()
      check(vector)
    end)
  end

  it("signs what is disputed between official clients as the Python client does", function()
    local names = {}
    for _, vector in ipairs(vectors.load("vectors", true)) do
      names[vector.name] = DISPUTED[vector.name]
      if vector.name == "body_unsigned_type_without_body" then
        local made = assert(core.sign(options_for(vector)))
        assert.equal("UNSIGNED-PAYLOAD", made.canonical_request:match("[^\n]*$"))
        assert.equal("X-Sdk-Content-Sha256", made.headers[1][1])
      else
        check(vector)
      end
    end
    assert.same(DISPUTED, names)
  end)
end)

-- The openssl command is the second implementation: it shares no code of ours.
local function openssl(arguments, input)
  local name = os.tmpname()
  local file = assert(io.open(name, "wb"))
  file:write(input)
  file:close()
  local pipe = assert(io.popen("openssl " .. arguments .. " < " .. name))
  local output = pipe:read("a")
  pipe:close()
  os.remove(name)
  return (output:lower():gsub("^.*= ", ""):gsub("[^0-9a-f]", ""))
end

local function hex(text)
  return (text:gsub(".", function(c)
    return ("%02x"):format(c:byte())
  end))
end

describe("hwc.sign, checked by the openssl command,", function()
  local BODY = '{"name":"\u{4e91}","n":1}'
  local SK = "s3cret+/with=signs"

  local function request(changes)
    local options = {
      method = "PUT",
      url = "https://Example.COM:443/v1/a%20b/%e4%ba%91?z",
      query = { { "a", "2" }, { "a", "10 +" } },
      headers = { { "Content-Type", "application/json" }, { "X-Note", "  a  b\t" } },
      body = BODY,
      ak = "EXAMPLEAK",
      sk = SK,
      project_id = "0a1b",
      security_token = "t0ken/+=",
      date = "20240809T101112Z",
    }
    for name, value in pairs(changes) do
      options[name] = value
    end
    return options
  end

  local function expected_request(digest)
    return "PUT\n/v1/a%20b/%E4%BA%91/\na=10%20%2B&a=2&z=\n"
      .. "content-type:application/json\n"
      .. "host:Example.COM:443\n"
      .. "x-note:a  b\n"
      .. "x-project-id:0a1b\n"
      .. "x-sdk-date:20240809T101112Z\n"
      .. "x-security-token:t0ken/+=\n"
      .. "\n"
      .. "content-type;host;x-note;x-project-id;x-sdk-date;x-security-token\n"
      .. openssl("dgst -" .. digest, BODY)
  end

  for algorithm, digest in pairs({ ["SDK-HMAC-SHA256"] = "sha256", ["SDK-HMAC-SM3"] = "sm3" }) do
    it("makes the same signature: " .. algorithm, function()
      local made = assert(core.sign(request({ algorithm = algorithm })))
      local canonical = expected_request(digest)
      local string = algorithm .. "\n20240809T101112Z\n" .. openssl("dgst -" .. digest, canonical)
      local signature = openssl(("mac -digest %s -macopt hexkey:%s HMAC"):format(digest, hex(SK)),
        string)
      assert.equal(canonical, made.canonical_request)
      assert.equal(string, made.string_to_sign)
      assert.equal(signature, made.signature)
      assert.equal(algorithm .. " Access=EXAMPLEAK, SignedHeaders=content-type;host;x-note;"
        .. "x-project-id;x-sdk-date;x-security-token, Signature=" .. signature,
        made.authorization)
      assert.equal("/v1/a%20b/%e4%ba%91?z&a=10%20%2B&a=2", made.target)
    end)
  end

  it("makes the same signature: V11-HMAC-SHA256", function()
    local made = assert(core.sign(request({
      algorithm = "V11-HMAC-SHA256",
      region = "cn-north-4",
      service = "cph",
    })))
    local scope = "20240809/cn-north-4/cph"
    local string = "V11-HMAC-SHA256\n20240809T101112Z\n" .. scope .. "\n"
      .. openssl("dgst -sha256", expected_request("sha256"))
    local key = openssl(("kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:%s "
      .. "-kdfopt hexsalt:%s -kdfopt hexinfo:%s HKDF"):format(
      hex(SK), hex("EXAMPLEAK"), hex(scope)), "")
    assert.equal(64, #key)
    assert.equal(string, made.string_to_sign)
    assert.equal(openssl("mac -digest sha256 -macopt hexkey:" .. hex(key) .. " HMAC", string),
      made.signature)
    assert.matches("^V11%-HMAC%-SHA256 Credential=EXAMPLEAK/20240809/cn%-north%-4/cph, ",
      made.authorization)
  end)
end)

describe("hwc.sign", function()
  local function options(changes)
    local made = { method = "GET", url = "https://example.com", ak = "a", sk = "secret-key-text" }
    for name, value in pairs(changes or {}) do
      made[name] = value
    end
    return made
  end

  local function added(made)
    local values = {}
    for _, header in ipairs(made.headers) do
      values[header[1]] = header[2]
    end
    return values
  end

  it("takes the date from the clock where none is given", function()
    local before = os.time()
    local made = assert(core.sign(options()))
    local date = core.parse_date(added(made)["X-Sdk-Date"])
    assert.is_true(date >= before and date <= os.time())
  end)

  it("sends a path even where the URL has none", function()
    assert.equal("/", core.sign(options()).target)
    assert.equal("/?a=1", core.sign(options({ url = "https://example.com?a=1" })).target)
    assert.equal("/?a=1", core.sign(options({ query = { { "a", "1" } } })).target)
    assert.equal("/", core.sign(options({ query = {} })).target)
  end)

  it("keeps headers that the script has set already", function()
    local made = assert(core.sign(options({
      project_id = "1",
      headers = { { "x-project-id", "2" }, { "host", "other" } },
    })))
    assert.is_nil(added(made)["X-Project-Id"])
    assert.is_nil(added(made).Host)
    assert.matches("x-project-id:2\n", made.canonical_request, 1, true)
    assert.matches("host:other\n", made.canonical_request, 1, true)
  end)

  it("leaves the body unsigned for types other than JSON and BSON", function()
    for kind, unsigned in pairs({
      ["application/json"] = false,
      ["application/json; charset=utf-8"] = false,
      ["application/bson"] = false,
      ["text/plain"] = true,
      ["application/octet-stream"] = true,
      ["text/application/json"] = true,
    }) do
      local made = assert(core.sign(options({
        body = "x",
        headers = { { "Content-Type", kind } },
      })))
      assert.equal(unsigned and "UNSIGNED-PAYLOAD" or nil, added(made)["X-Sdk-Content-Sha256"])
    end
  end)

  it("takes secrets in place of strings", function()
    local plain = assert(core.sign(options({ date = "20240809T101112Z" })))
    local hidden = assert(core.sign(options({
      date = "20240809T101112Z",
      sk = core.secret("secret-key-text"),
    })))
    assert.equal(plain.signature, hidden.signature)
  end)

  it("takes headers and query as lists of pairs and as maps, lists of values for repeated ones",
    function()
      local date = "20240809T101112Z"
      local from_lists = assert(core.sign(options({
        date = date,
        headers = { { "X-Foo", "a" }, { "X-Bar", "b" } },
        query = { { "b", "2" }, { "a", "1" }, { "b", "10" } },
      })))
      local from_maps = assert(core.sign(options({
        date = date,
        headers = { ["X-Foo"] = "a", ["X-Bar"] = { "b" } },
        query = { b = { "2", "10" }, a = "1" },
      })))
      assert.same(from_lists, from_maps)
      -- Checked against the guide's rules, not against each other alone.
      assert.equal("/?a=1&b=10&b=2", from_maps.target)
      assert.equal("GET\n/\na=1&b=10&b=2\nhost:example.com\nx-bar:b\nx-foo:a\n"
        .. "x-sdk-date:20240809T101112Z\n\nhost;x-bar;x-foo;x-sdk-date\n"
        .. openssl("dgst -sha256", ""), from_maps.canonical_request)
      assert.equal("/", core.sign(options({ headers = {}, query = {} })).target)
    end)

  it("takes numbers and booleans in a query, as calls do", function()
    local client <close> = assert(cph.client({
      ak = "ak", sk = "sk", project_id = "p", endpoint = "https://example.com",
    }))
    local values = { "x", 1, -1.5, 2.0, 1e300, true, false, math.mininteger }
    for _, value in ipairs(values) do
      local expected = assert(client:explain("call", {
        method = "GET", path = "/", query = { a = value },
      })).url:match("^https://example.com(.*)$")
      for _, query in ipairs({ { a = value }, { a = { value } }, { { "a", value } } }) do
        assert.equal(expected, assert(core.sign(options({ query = query }))).target)
      end
    end
    local query = { a = { 1, true }, b = 2 }
    assert.equal("/?a=1&a=true&b=2", core.sign(options({ query = query })).target)
    assert.same({ a = { 1, true }, b = 2 }, query)
  end)

  it("refuses a header that a map repeats, as one of a list", function()
    for _, headers in ipairs({ { ["X-A"] = { "1", "2" } }, { ["X-A"] = "1", ["x-a"] = "2" } }) do
      local made, err = core.sign(options({ headers = headers }))
      assert.is_nil(made)
      assert.equal("validation", err.kind)
      assert.equal("headers: x-a is given twice", err.message)
    end
  end)

  it("does not change the tables it is given", function()
    local headers, query = { { "X-A", "1" } }, { { "b", "2" }, { "a", "1" } }
    assert(core.sign(options({ headers = headers, query = query })))
    assert.same({ { "X-A", "1" } }, headers)
    assert.same({ { "b", "2" }, { "a", "1" } }, query)
  end)

  it("refuses values that cannot be sent", function()
    local long = ("x"):rep(100000)
    for what, changes in pairs({
      ["url: the URL has to begin with https:// or http://"] = { url = "ftp://example.com" },
      ["url: the URL must not contain spaces, control bytes or backslashes"] =
        { url = "https://example.com/a\r\nX: 1" },
      ["url: the URL must not have user information (@)"] = { url = "https://u@example.com" },
      ["method: is not an HTTP token"] = { method = "GET /" },
      ["ak: must not be empty"] = { ak = "" },
      ["sk: must not be empty"] = { sk = "" },
      ["sk: must not contain control bytes, got 11 bytes with some (a line end?)"] =
        { sk = "topsecret1\n" },
      ["ak: must not contain commas or spaces"] = { ak = "a b" },
      ["security_token: must not contain spaces or control bytes"] = { security_token = "a\n" },
      ["project_id: must not contain spaces or control bytes"] = { project_id = "a\0b" },
      ["domain_id: must not be empty"] = { domain_id = "" },
      ["headers[1]: the value of X-A must not contain control bytes"] =
        { headers = { { "X-A", "1\r\nX-B: 2" } } },
      ["headers[2]: the name is not an HTTP token"] = { headers = { { "A", "" }, { "X A", "1" } } },
      ["headers[1]: the name is not an HTTP token"] = { headers = { { long .. "\n", "1" } } },
      ["headers: x-a is given twice"] = { headers = { { "X-A", "1" }, { "x-a", "1" } } },
      ["headers: Authorization is set by signing"] =
        { headers = { { "authorization", "x" } } },
      ["date: has to be a UTC date as YYYYMMDDTHHMMSSZ"] = { date = "20240230T000000Z" },
      ["date: the header X-Sdk-Date has a different date"] =
        { date = "20240809T101112Z", headers = { { "x-sdk-date", "20240809T101113Z" } } },
      ["algorithm: one of SDK-HMAC-SHA256, SDK-HMAC-SM3, V11-HMAC-SHA256"] =
        { algorithm = "HMAC-SHA256" },
      ["region: must not be empty"] = { algorithm = "V11-HMAC-SHA256", service = "cph" },
      ["service: must not be empty"] = { algorithm = "V11-HMAC-SHA256", region = "r" },
      ["region: must not contain slashes, commas or spaces"] =
        { algorithm = "V11-HMAC-SHA256", region = "a/b", service = "s" },
    }) do
      local made, err = core.sign(options(changes))
      assert.is_nil(made)
      assert.equal("validation", err.kind)
      assert.equal(what, err.message)
      assert.is_nil(tostring(err):find("secret%-key") or tostring(err):find("topsecret"))
    end
  end)

  it("raises for unknown and ill-typed options at the caller's line", function()
    local function raised(...)
      local ok, message = pcall(function(...)
        return (core.sign(...))
      end, ...)
      assert.is_false(ok)
      return message:gsub("^.-sign_spec%.lua:%d+: ", "LINE ")
    end
    assert.equal("LINE hwc.sign: the options have to be a table, got nil", (raised()))
    assert.equal("LINE hwc.sign: the options have to be a table, got string", (raised("GET")))
    assert.equal('LINE hwc.sign: unknown option "methd", did you mean "method"?',
      (raised(options({ methd = "GET" }))))
    assert.equal('LINE hwc.sign: unknown option "target"', (raised(options({ target = "/" }))))
    assert.equal("LINE hwc.sign: unknown option of type number", (raised(options({ "GET" }))))
    assert.equal('LINE hwc.sign: option "sk" has to be a string, got number',
      (raised(options({ sk = 12345 }))))
    assert.equal('LINE hwc.sign: option "headers" has to be a table, got string',
      (raised(options({ headers = "A: b" }))))
    assert.equal('LINE hwc.sign: option "url" is missing', (raised({ method = "GET" })))
    assert.equal("LINE hwc.sign: the options have to be a plain table, got one whose metatable has "
      .. "__index", (raised(setmetatable(options(), { __index = { body = "x" } }))))
  end)

  it("raises for headers and queries that it does not understand as a whole", function()
    local function raised(name, value)
      local ok, message = pcall(function()
        return (core.sign(options({ [name] = value })))
      end)
      assert.is_false(ok)
      return (message:gsub("^.-sign_spec%.lua:%d+: hwc%.sign: ", ""))
    end
    local hole = { { "a", "1" }, nil, { "b", "2" } }
    local cases = {
      [{ { "A" } }] = "%s[1] has to be {name, value}, both strings; got a value that is a nil",
      [{ { "a", "1" }, "b" }] = "%s[2] has to be {name, value}, got a string",
      [{ { "a", {} } }] =
        "%s[1] has to be {name, value}, both strings; got a value that is a table",
      [{ { true, "b" } }] =
        "%s[1] has to be {name, value}, both strings; got a name that is a boolean",
      [{ { "a", "1", "2" } }] = "%s[1] has to be {name, value}, got a table with more",
      [{ { "a", "1", comment = "x" } }] = "%s[1] has to be {name, value}, got a table with more",
      [hole] = "%s is a list with a hole at [2]",
      [{ [2] = { "a", "1" } }] = "%s is a list with a hole at [1]",
      [{ { "a", "1" }, b = "2" }] =
        "%s has to be a list of {name, value} or a map of names to values, got a table with both",
      [{ [true] = "1" }] =
        "%s has to be a list of {name, value} or a map of names to values, got a table with other "
        .. "keys",
      [{ a = print }] = '%s["a"] has to be a string or a list of strings, got a function',
      [{ a = 0 / 0 }] = '%s["a"] has to be a string or a list of strings, got a number',
      [{ a = { "1", {} } }] = '%s["a"][2] has to be a string, got a table',
      [{ 1 }] = "%s[1] has to be {name, value}, got a number",
      [{ a = { [2] = "1" } }] = '%s["a"] is a list with a hole at [1]',
      [{ a = { "1", b = "2" } }] =
        '%s["a"] has to be a string or a list of strings, got a table with other keys',
      [setmetatable({}, { __index = { a = "1" } })] =
        "%s has to be a plain table, got one whose metatable has __index",
    }
    for name in pairs({ headers = true, query = true }) do
      for value, message in pairs(cases) do
        assert.equal(message:format(name), raised(name, value))
      end
    end
    assert.equal('headers["a"] has to be a string or a list of strings, got a number',
      raised("headers", { a = 1 }))
    assert.equal('headers["a"][2] has to be a string, got a number',
      raised("headers", { a = { "1", 2 } }))
    assert.equal("headers[1] has to be {name, value}, both strings; got a value that is a number",
      raised("headers", { { "a", 1 } }))
    assert.equal("query[1] has to be {name, value}, both strings; got a name that is a number",
      raised("query", { { 1, "x" } }))
  end)
end)

describe("the helpers of the receiving end:", function()
  it("signature signs exactly the headers it is given", function()
    local made = assert(core.signature({
      method = "GET",
      target = "/a?b",
      headers = { { "x-sdk-date", "20240809T101112Z" }, { "X_Under", "1" } },
      ak = "a",
      sk = "b",
    }))
    assert.equal("x-sdk-date;x_under", made.signed_headers)
    assert.equal("GET\n/a/\nb=\nx-sdk-date:20240809T101112Z\nx_under:1\n\n"
      .. "x-sdk-date;x_under\n" .. openssl("dgst -sha256", ""), made.canonical_request)
    assert.is_nil(made.headers)
    local none, err = core.signature({
      method = "GET", target = "/", headers = {}, ak = "a", sk = "b",
    })
    assert.is_nil(none)
    assert.equal("validation", err.kind)
  end)

  it("body_hash hashes as the algorithm does", function()
    assert.equal(openssl("dgst -sha256", "a\0b"), core.body_hash("SDK-HMAC-SHA256", "a\0b"))
    assert.equal(openssl("dgst -sha256", ""), core.body_hash("V11-HMAC-SHA256", ""))
    assert.equal(openssl("dgst -sm3", "abc"), core.body_hash("SDK-HMAC-SM3", "abc"))
    assert.is_nil((core.body_hash("MD5", "abc")))
  end)

  it("equal compares bytes", function()
    assert.is_true(core.equal("", ""))
    assert.is_true(core.equal("a\0b", "a\0b"))
    assert.is_false(core.equal("a\0b", "a\0c"))
    assert.is_false(core.equal("a", "ab"))
    assert.is_false(core.equal("ab", "a"))
    assert.has_error(function() core.equal("a", nil) end)
  end)

  it("random gives as many bytes as asked for, others each time", function()
    assert.equal(1, #core.random(1))
    assert.equal(65536, #core.random(65536))
    assert.not_equal(core.random(16), core.random(16))
    for _, count in ipairs({ 0, -1, 65537, 1.5 }) do
      assert.has_error(function() core.random(count) end)
    end
  end)

  it("parse_date knows the calendar", function()
    assert.equal(1723198272, core.parse_date("20240809T101112Z"))
    assert.equal(1709164800, core.parse_date("20240229T000000Z"))
    assert.is_nil(core.parse_date("20230229T000000Z"))
    assert.is_nil(core.parse_date("2024-08-09T10:11:12Z"))
    assert.is_nil(core.parse_date(""))
  end)
end)
