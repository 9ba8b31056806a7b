-- Every secret that a program can give, each echoed by a server in seven encodings, and a search
-- through everything that the program can see afterwards. The members come from the rows and the
-- options from their table, so that new ones are part of it.

local accounts = require("spec.support.accounts")
local arguments = require("spec.support.arguments")
local core = require("_hwc")
local credentials = require("hwc.credentials")
local texts = require("spec.support.encodings")
local hwc = require("hwc")
local printed = require("spec.support.printed")
local sandbox = require("hwc.sandbox")

-- Values that obey the rules of all marked members, and are nowhere else.
local VALUES = {
  base64 = "SGlkZGVuN1dvcmRz",
  password = "Hidden7Word+Zq",
  text = "Hidden7Word/+=Zq",
}

local base64, each_byte = texts.base64, texts.each_byte

-- The seven encodings, as they stand in a text.
local ENCODINGS = {
  plain = function(text) return text end,
  upper = string.upper,
  lower = string.lower,
  hex = each_byte("%02x"),
  base64 = base64,
  percent = each_byte("%%%02X"),
  json = each_byte("\\u%04x"),
}

-- More ways to write some of them.
local VARIANTS = {
  upper_hex = each_byte("%02X"),
  url_base64 = function(text) return (base64(text):gsub("[+/]", { ["+"] = "-", ["/"] = "_" })) end,
  after_1 = function(text) return base64(":" .. text) end,
  after_2 = function(text) return base64("u:" .. text) end,
  after_3 = function(text) return base64("us:" .. text .. "!") end,
}

-- What of a Base64 text is certain to be the secret, whatever stands beside it.
local function base64_cores(text)
  local cores = {}
  for before = 0, 2 do
    local whole = base64(("\0"):rep(before) .. text)
    cores[#cores + 1] = whole:sub((before * 8 + 5) // 6 + 1, (before + #text) * 8 // 6)
  end
  return cores
end

-- What is searched for, by the encoding it stands for: in texts in lower case, and as they are.
local function needles_of(secret)
  local needles = { folded = {}, exact = base64_cores(secret) }
  for _, encoding in ipairs({ "plain", "hex", "percent", "json" }) do
    needles.folded[ENCODINGS[encoding](secret):lower()] = encoding
    needles.folded[ENCODINGS[encoding](secret:lower()):lower()] = encoding
  end
  return needles
end

local cache = {}

local function find_secret(shown, secret)
  local needles = cache[secret] or needles_of(secret)
  cache[secret] = needles
  local folded = shown:lower()
  for needle, encoding in pairs(needles.folded) do
    if folded:find(needle, 1, true) then
      return encoding
    end
  end
  local standard = shown:gsub("[-_]", { ["-"] = "+", ["_"] = "/" })
  for _, digits in ipairs(needles.exact) do
    if standard:find(digits, 1, true) then
      return "base64"
    end
  end
end

local function assert_hidden(what, secret, ...)
  for i = 1, select("#", ...) do
    for _, text in ipairs(printed((select(i, ...)))) do
      local encoding = find_secret(text, secret)
      if encoding then
        error(("%s: shown (%s) in: %s"):format(what, encoding, text), 2)
      end
    end
  end
end

-- The marked members of requests: { path, member } pairs.
local function marked(members, path, out)
  out = out or {}
  for _, member in ipairs(members) do
    local here = path .. member.name
    if member.secret and not member.from_client then
      out[#out + 1] = { here, member }
    end
    if member.object and not member.secret then
      marked(member.object.members, here .. ".", out)
    end
  end
  return out
end

-- Sets what is at a path of names; some rules across members drop what they cannot place.
local function put(args, path, value)
  local head, rest = path:match("^([^.]+)%.(.+)$")
  if not head then
    args[path] = value
    return
  end
  args[head] = args[head] or {}
  put(args[head], rest, value)
end

local function value_for(member)
  local text = VALUES[member.format] or VALUES.text
  return member.type == "map" and { Cookie = { text } } or text, text
end

-- Bodies and headers in which a server could say a text again.
local function echoes(text, encoding)
  local quoted = encoding == "json" and text or text:gsub('["\\]', "\\%0")
  return {
    { body = ('{"error_code":"X.1","error_msg":"bad %s, not good"}'):format(quoted) },
    { body = ('{"error_code":"%s","error_msg":"x","request_id":"%s"}'):format(quoted, quoted) },
    { body = ('{"error_code":"X.1","error_msg":"x","values":["a %s"]}'):format(quoted) },
    { body = "<p>" .. text .. "</p>" },
    {
      body = "{}",
      headers = {
        ["X-Request-Id"] = text, ["X-Echo"] = "a " .. text .. " b", Server = text,
      },
    },
  }
end

describe("no secret is shown", function()
  local cloud, log, log_file, events

  setup(function()
    cloud = assert(sandbox.start({ servers = 1, public_key = true }))
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
    events = {}
    log_file = assert(io.tmpfile())
    log = assert(hwc.log(log_file))
  end)

  after_each(function()
    log_file:close()
  end)

  local function client_of(service, more)
    local options = accounts.options(cloud, more)
    options.retry = false
    options.on_event = function(event)
      events[#events + 1] = event
      log(event)
    end
    return assert(require(require("_hwc." .. service).module).client(options))
  end

  -- `call` is made once for each way to echo the secret, with an error and with a success.
  local function walk(what, secret, client, call)
    local encodings = {}
    for name, encode in pairs(ENCODINGS) do
      encodings[name] = encode
    end
    for name, encode in pairs(VARIANTS) do
      encodings[name] = encode
    end
    local answered = 0
    for encoding, encode in pairs(encodings) do
      for i, echo in ipairs(echoes(encode(secret), encoding)) do
        -- A variant is told apart by its encoding, not by where it stands.
        local statuses = echo.headers and { 400, 200 }
          or { (i == 1 or ENCODINGS[encoding]) and 400 or nil }
        for _, status in ipairs(statuses) do
          echo.status = status
          cloud:fail(echo)
          local reply, info = call()
          local where = ("%s, %s, echo %d, status %d"):format(what, encoding, i, status)
          answered = answered + ((info.status or info.cause and info.cause.status) and 1 or 0)
          -- The reply is what the server said; everything about it is the library's.
          assert_hidden(where, secret, info, reply == nil and tostring(info) or nil)
        end
      end
    end
    assert.is_true(answered >= 7 * 5, what .. ": few echoes arrived")
    assert_hidden(what, secret, events, client, client:credentials())
    log_file:seek("set")
    local lines = log_file:read("a")
    assert.is_true(#lines > 1000)
    assert_hidden(what, secret, lines)
  end

  local count = 0

  for _, service in ipairs(core.services) do
    for name, row in pairs(require("_hwc." .. service).operations()) do
      for _, pair in ipairs(marked(row.members, "")) do
        local path, member = pair[1], pair[2]
        count = count + 1

        it(("of %s, %s: %s"):format(service, name, path), function()
          local value, secret = value_for(member)
          local args = arguments.make(row, {
            keep = path,
            known = function(at)
              return at == path and value or nil
            end,
          })
          put(args, path, value)
          local client <close> = client_of(service, { gateway = row.gateway })
          local what = name .. "." .. path
          local limits = {}
          if not client:explain(name, args) then
            limits.validate = false -- what an unrelated rule wants is not made up here
          end
          walk(what, secret, client, function()
            return client[name](client, args, limits)
          end)
          local explained = assert(client:explain(name, args, limits))
          assert_hidden(what, secret, explained)
          assert.matches('"***"', explained.body, 1, true)
          assert.is_true(#cloud:requests() > 0)
          assert_hidden(what, secret, cloud:requests(), cloud:state())
        end)
      end
    end
  end

  it("by any marked member: all were walked", function()
    assert.is_true(count >= 30)
  end)

  local TEXT = VALUES.text
  local KEYS = { ak = "ABCD" .. "Hidden7Word", sk = "sandbox-secret-key" }

  -- What a client is given for each option that holds a secret.
  local WAYS = {
    ak = { ak = TEXT:gsub("[/+=]", "x"), sk = KEYS.sk },
    sk = false, -- never sent: no server can know it from us
    security_token = { ak = KEYS.ak, sk = KEYS.sk, security_token = TEXT },
    token = { token = TEXT },
    password = { username = "user", domain = "account", password = TEXT },
    proxy = { ak = KEYS.ak, sk = KEYS.sk, proxy = "http://user:" .. TEXT .. "@@127.0.0.1:3128" },
  }

  it("by an option that is not walked here", function()
    for name, rule in pairs(credentials.OPTIONS) do
      if rule == "secret" then
        assert.is_not_nil(WAYS[name], name)
      end
    end
  end)

  for option, way in pairs(WAYS) do
    if way then
      it("of the option " .. option, function()
        local secret = option == "proxy" and TEXT .. "@" or way[option]
        local given = { ak = false, sk = false }
        for name, value in pairs(way) do
          given[name] = value
        end
        local client <close> = client_of("cph", given)
        walk(option, secret, client, function()
          return client:list_cloud_phone_servers({})
        end)
        assert_hidden(option, secret, assert(client:explain("list_cloud_phone_servers")))
        assert_hidden(option, secret, cloud:requests(), cloud:state())
      end)
    end
  end

  it("of headers, query and body without a row, by their names", function()
    local client <close> = client_of("cph")
    for _, name in ipairs({
      "sk", "ticket", "userdata", "userData", "adminPass", "ADMIN-PASS", "new_admin_pass",
      "appcode", "AppCode", "app_code", "X-Apig-AppCode", "api_key", "apiKey", "X-Api-Key",
      "plugin_content", "sign_key", "signKey", "Sign-Secret", "password", "pass_word",
      "X-Auth-Token", "secretKey", "userPwd", "db_pwd", "pwdOld",
    }) do
      local options
      local calls = {
        { body = { list = { [name] = TEXT } } },
        { query = { [name] = TEXT } },
        {},
      }
      for i, call in ipairs(calls) do
        call.method, call.path = "POST", "/v1/{project_id}/cloud-phone/servers/batch-restart"
        local is_header = i == 3 and name ~= "X-Auth-Token" and not name:find("_")
        options = is_header and { headers = { [name] = TEXT } } or nil
        if i < 3 or is_header then
          local body = ('{"error_code":"X.1","error_msg":"%s"}'):format(TEXT)
          cloud:fail({ status = 400, body = body })
          local reply, err = client:call(call, options)
          assert.is_nil(reply)
          assert_hidden(name, TEXT, err, events, cloud:requests())
          -- A response has them by the same names.
          cloud:fail({ status = 400, body = ('{"%s":"other-%s"}'):format(name, TEXT) })
          reply, err = client:call({ method = "GET", path = "/v1/x" })
          assert.is_nil(reply)
          assert_hidden(name, TEXT, err)
        end
      end
    end
  end)

  it("but counts and kinds are", function()
    for name, secret in pairs({
      tokens_issued = false, app_code_auth_type = false, app_code_id = false, task = false,
      cookie_param_name = false, risk = false, sk = true, SK = true, ["a-p_i-Key"] = true,
    }) do
      assert.equal(secret, core.is_secret_name(name), name)
    end
    assert.equal(0, cloud:state().iam.tokens_issued)
  end)

  it("but what only has such a word in its name is shown", function()
    for _, name in ipairs({
      "ai_api_keys", "ai_api_key_id", "privateips", "OIDC_AUTH_TOKEN_VERIFY_FAIL",
      "password_expires_at",
    }) do
      assert.is_false(core.is_secret_name(name), name)
    end
    assert.equal('{ "ai_api_keys": [ { "ai_api_key": "***", "id": "1" } ] }',
      hwc.dump({ ai_api_keys = { { id = "1", ai_api_key = "sample" } } }))
  end)

  it("are not in the body of an error, whatever type they have there", function()
    local client <close> = client_of("apig", { gateway = "apig" })
    for sent, shown in pairs({
      ['{"error_code":"X.1","error_msg":"m","app_secret":{"a":"Hidden7Word"},"z":[1]}'] =
        '{"error_code":"X.1","error_msg":"m","app_secret":"***","z":[1]}',
      ['{"error_code":"X.1","error_msg":"m","app_secret":[["Hidden7Word",{}],{"a":[]}],"z":1}'] =
        '{"error_code":"X.1","error_msg":"m","app_secret":"***","z":1}',
      ['{"app_secret":[],"ai_api_key":{},"error_code":"X.1","error_msg":"m"}'] =
        '{"app_secret":"***","ai_api_key":"***","error_code":"X.1","error_msg":"m"}',
    }) do
      cloud:fail({ status = 400, body = sent })
      local reply, err = client:create_an_app({ name = "shop" })
      assert.is_nil(reply)
      assert.equal("X.1", err.code)
      assert.equal(shown, err.body)
    end
    cloud:fail({ status = 400, body = '{"app_secret":["Hidden7Word",{"a":"Hidden7Word"' })
    local reply, err = client:list_available_zones({})
    assert.is_nil(reply)
    assert.equal('{"app_secret":"***"', err.body)
  end)

  it("of a proxy, whatever its password has", function()
    for _, proxy in ipairs({
      "http://user:" .. TEXT .. "@proxy.example:3128", "user:" .. TEXT .. "@proxy.example",
      "http://user:a/b@" .. TEXT .. "@proxy.example:3128", "socks5h://user:" .. TEXT .. "@p:1",
      "http://user:/" .. TEXT .. "@proxy.example:3128", "u@b:" .. TEXT .. "/@proxy.example",
    }) do
      local client <close> = client_of("cph", { proxy = proxy })
      local explained = assert(client:explain("list_cloud_phone_servers"))
      assert_hidden(proxy, TEXT, explained)
      assert.matches("***@p", explained.curl, 1, true)
    end
  end)

  it("of an access key: it is redacted, the redacted form stays", function()
    local account = cloud:options()
    local client <close> = client_of("cph")
    assert(client:list_cloud_phone_servers({}))
    assert_hidden("ak", account.ak, cloud:requests(), events, client:credentials())
    local shown = cloud:requests()[1]
    local authorization
    for _, header in ipairs(shown.headers) do
      authorization = header[1]:lower() == "authorization" and header[2] or authorization
    end
    assert.matches("Access=" .. credentials.redact_key(account.ak) .. ",", authorization, 1, true)
  end)
end)
