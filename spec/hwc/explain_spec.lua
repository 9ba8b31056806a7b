-- What is explained is compared with what is sent, with signatures that openssl computes, and with
-- what the sandbox says to the command line when it is run.

local apig = require("apig")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")
local openssl = require("spec.support.openssl")
local recording = require("spec.support.recording")
local sandbox = require("hwc.sandbox")

local ID = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1"

local NONE = {} -- an option that is taken out

local function header(explained, name)
  for _, pair in ipairs(explained.headers) do
    if pair[1]:lower() == name:lower() then
      return pair[2]
    end
  end
end

local function target(explained)
  return explained.url:match("^%a+://[^/]+(/.*)$")
end

-- Texts in which whatever sh might take for something else occurs.
local STRANGE = {
  "it's", "$HOME", "`id`", "$(id)", 'a"b', "back\\slash", "new\nline", "!!", "*", "~", "#x", "@x",
  "a;b&c|d>e<f", "%s%n", "ü…", "-x", "", " ", "'", "''", "'\\''", "{a,b}", "[ab]", "\t",
}

describe("client:explain", function()
  local cloud

  setup(function()
    cloud = assert(sandbox.start({ servers = 2, speed = 1000, public_key = true }))
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  local function client_of(module, more)
    local options = cloud:options()
    for name, value in pairs(more or {}) do
      options[name] = value
      if value == NONE then
        options[name] = nil
      end
    end
    return assert(module.client(options))
  end

  it("shows the request that the call then sends", function()
    local recorder <close> = setmetatable({ recording.start() }, {
      __close = function(self) self[1]:close() end,
    })
    local endpoint = "http://127.0.0.1:" .. recorder[1].port
    for _, case in ipairs({
      { cph, "list_cloud_phone_servers", { limit = 2, server_name = "a b&c=d/é" } },
      { cph, "restart_cloud_phone_server", { server_ids = { ("a"):rep(32) } } },
      { cph, "show_cloud_phone_server_detail", { server_id = ("b"):rep(32) } },
      { cph, "list_jobs", { request_id = "r" },
        { headers = { ["X-One"] = "1", ["X-None"] = "" } } },
      { devserver, "change_dev_server_os",
        { id = ID, image_id = ID, key_pair_name = "KeyPair-1" } },
      { cph, "call", { method = "HEAD", path = "/v1/{project_id}/x" } },
      { cph, "call", { method = "DELETE", path = "/v1/x", query = { b = { 1, "ü" }, a = true } } },
      { cph, "call", { method = "POST", path = "/v1/a%20b", body = { text = "ü\n'\"\\" } } },
      { cph, "call", { method = "PUT", path = "/v1/x", body = hwc.array({}) },
        { headers = { ["Content-Type"] = "text/plain" } } },
    }) do
      for _, way in ipairs({ {}, { algorithm = "SDK-HMAC-SM3" }, { ak = NONE, sk = NONE,
        token = "t0k3n" }, { algorithm = "V11-HMAC-SHA256", region = "cn-north-4" } }) do
        local more = { endpoint = endpoint }
        for name, value in pairs(way) do
          more[name] = value
        end
        local client <close> = client_of(case[1], more)
        local explained, err = client:explain(case[2], case[3], case[4])
        assert.truthy(explained, tostring(err))
        assert.equal(0, #recorder[1]:requests())
        client[case[2]](client, case[3], case[4])
        local sent = recorder[1]:requests()[1]
        recorder[1]:script({ body = "{}" })

        assert.equal(sent.method, explained.method)
        assert.equal(sent.target, target(explained))
        assert.equal(endpoint, explained.url:sub(1, #endpoint))
        assert.equal(sent.body, explained.body or "")
        local expected = {}
        for _, pair in ipairs(sent.headers) do
          if pair[1]:lower() ~= "content-length" then
            expected[#expected + 1] = pair
          end
        end
        assert.equal(#expected, #explained.headers)
        for i, pair in ipairs(explained.headers) do
          assert.equal(expected[i][1], pair[1])
          if pair[1] == "Authorization" then
            local masked = pair[2]:match("=([^,/]+)")
            assert.matches("^....…..$", masked)
            assert.equal(expected[i][2]:gsub("=[^,/]+", "=" .. masked, 1)
              :gsub("Signature=%x+$", "Signature=***"), pair[2])
          elseif pair[1] == "X-Auth-Token" then
            assert.equal("***", pair[2])
          elseif pair[1] ~= "X-Sdk-Date" then
            assert.equal(expected[i][2], pair[2])
          end
        end
      end
    end
  end)

  it("shows the stages of the signature", function()
    local account = cloud:options()
    for _, algorithm in ipairs({ "SDK-HMAC-SHA256", "SDK-HMAC-SM3", "V11-HMAC-SHA256" }) do
      local client <close> = client_of(cph, { algorithm = algorithm, region = "cn-north-4" })
      local explained = assert(client:explain("list_cloud_phone_servers", { limit = 1 }))
      local date = header(explained, "X-Sdk-Date")
      assert.is_true(math.abs(os.time() - require("_hwc").parse_date(date)) < 5)
      local names = {}
      local list = header(explained, "Authorization"):match("SignedHeaders=([^,]+)")
      for name in list:gmatch("[^;]+") do
        names[#names + 1] = name
      end
      local info = date:sub(1, 8) .. "/cn-north-4/cph"
      local _, canonical = openssl.signature({
        method = explained.method, target = target(explained), headers = explained.headers,
        body = explained.body,
      }, names, account.sk, date, { algorithm = algorithm, ak = account.ak, info = info })
      assert.equal(canonical, explained.canonical_request)
      local scope = algorithm:find("V11") and info .. "\n" or ""
      assert.equal(algorithm .. "\n" .. date .. "\n" .. scope, explained.string_to_sign:match(
        "^(.*\n)%x+$"))
      if algorithm ~= "SDK-HMAC-SM3" then
        assert.equal(openssl.sha256(canonical), explained.string_to_sign:match("%x+$"))
      end
    end
  end)

  -- What sh makes of a command line: the words, each with its length.
  local function words_of(command)
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write([[
      LC_ALL=C
      curl() { for word; do printf '%s\n' "${#word}"; printf '%s' "$word"; done; }
    ]], command, "\n")
    file:close()
    local pipe = assert(io.popen("sh " .. path))
    local words = {}
    while true do
      local length = pipe:read("n", "l")
      if not length then
        break
      end
      words[#words + 1] = length == 0 and "" or pipe:read(length)
    end
    pipe:close()
    os.remove(path)
    return words
  end

  it("quotes the command line so that sh takes every text as it is", function()
    local client <close> = client_of(cph)
    for _, text in ipairs(STRANGE) do
      local explained = assert(client:explain("call", {
        method = "POST", path = "/v1/x", query = { text = text:gsub("%c", "") },
        body = { text = text },
      }, { headers = { ["X-Text"] = text:gsub("%c", "") } }))
      local words = words_of(explained.curl)
      local found = {}
      for i = 1, #words - 1 do
        if words[i] == "--header" and words[i + 1]:find("^X%-Text") then
          found.header = words[i + 1]
        elseif words[i] == "--data-raw" then
          found.body = words[i + 1]
        elseif words[i] == "--globoff" then
          found.url = words[i + 1]
        end
      end
      assert.equal(explained.body, found.body)
      assert.equal(explained.url, found.url)
      local value = header(explained, "X-Text")
      assert.equal(value == "" and "X-Text;" or "X-Text: " .. value, found.header)
    end
  end)

  -- The command line with the signature that openssl computes, and the secrets, put back.
  local function run(explained, secrets)
    local account = cloud:options()
    local function whole(text)
      for _, secret in ipairs(secrets or {}) do
        text = text:gsub("%*%*%*", function() return secret end, 1)
      end
      return text
    end
    local names = {}
    local authorization = header(explained, "Authorization")
    for name in authorization:match("SignedHeaders=([^,]+)"):gmatch("[^;]+") do
      names[#names + 1] = name
    end
    local body = explained.body and whole(explained.body)
    local signature = openssl.signature({
      method = explained.method, target = target(explained), headers = explained.headers,
      body = body,
    }, names, account.sk, header(explained, "X-Sdk-Date"))
    local command = explained.curl
    if body then
      local from, to = command:find(explained.body, 1, true)
      command = command:sub(1, from - 1) .. body .. command:sub(to + 1)
    end
    command = command:gsub("Access=[^,]+", "Access=" .. account.ak)
      :gsub("Signature=%*%*%*", "Signature=" .. signature)
    command = command .. " --silent --output /dev/null --write-out '%{http_code}'"
    local pipe = assert(io.popen(command))
    local status = pipe:read("n")
    pipe:close()
    return status
  end

  it("gives a command line that works once signature and secrets are put back", function()
    local client <close> = client_of(cph)
    local explained = assert(client:explain("list_cloud_phone_servers", { limit = 1 }))
    assert.same({}, cloud:requests())
    assert.equal(200, run(explained))
    assert.equal("list_cloud_phone_servers", cloud:requests()[1].operation)

    local ids = {}
    for i, server in ipairs(assert(client:list_cloud_phone_servers()).servers) do
      ids[i] = server.server_id
    end
    assert.equal(200, run(assert(client:explain("restart_cloud_phone_server",
      { server_ids = ids }))))

    local gateway <close> = client_of(apig)
    explained = assert(gateway:explain("create_signature_key", {
      name = "orders", sign_type = "hmac", sign_key = "key_of_orders",
      sign_secret = "secret!of1orders",
    }))
    assert.matches('"sign_key":"***","sign_secret":"***"', explained.body, 1, true)
    assert.equal(201, run(explained, { "key_of_orders", "secret!of1orders" }))
    local signs = assert(gateway:list_signature_keys({})).signs
    assert.equal("orders", signs[1].name)
    assert.equal("key_of_orders", signs[1].sign_key)
  end)

  it("names the settings of the connection, but not who the proxy is told", function()
    local client <close> = client_of(cph, {
      ca_file = "/etc/ssl/it's.pem", ca_path = "/etc/ssl", timeout = 2.5, connect_timeout = 0.25,
      proxy = "http://user:hidden7word@proxy.example:3128", verify = false, compressed = true,
    })
    local explained = assert(client:explain("list_cloud_phone_servers"))
    for _, part in ipairs({
      "--cacert '/etc/ssl/it'\\''s.pem'", "--capath /etc/ssl", "--max-time 2.5",
      "--connect-timeout 0.25", "--insecure", "--proxy 'http://***@proxy.example:3128'",
      "--compressed",
    }) do
      assert.truthy(explained.curl:find(part, 1, true), part)
    end
    assert.is_nil(explained.curl:find("hidden7word", 1, true))
    assert.equal(2.5, explained.timeout)
    local limits = { timeout = 7, deadline = 9 }
    explained = assert(client:explain("list_cloud_phone_servers", {}, limits))
    assert.equal(7, explained.timeout)
    assert.equal(9, explained.deadline)
    local gateway <close> = client_of(apig, { compressed = true })
    explained = assert(gateway:explain("export_api_definitions", { group_id = "g" }))
    assert.is_nil(explained.curl:find("--compressed", 1, true)) -- a file
  end)

  it("hides the hash of a body that has secrets, and no other", function()
    local gateway <close> = client_of(apig)
    local secret = assert(gateway:explain("create_signature_key", {
      name = "orders", sign_type = "hmac", sign_key = "key_of_orders",
      sign_secret = "secret!of1orders",
    }))
    assert.matches("\n%*%*%*$", secret.canonical_request)
    assert.matches("\n%*%*%*$", secret.string_to_sign)
    local plain = assert(gateway:explain("create_signature_key", { name = "orders" }))
    assert.equal(openssl.sha256(plain.body), plain.canonical_request:match("\n(%x+)$"))
    assert.matches("\n%x+$", plain.string_to_sign)
    local headers = assert(gateway:explain("create_signature_key", { name = "orders" },
      { headers = { ["X-Api-Token"] = "ab" } }))
    assert.equal(openssl.sha256(plain.body), headers.canonical_request:match("\n(%x+)$"))
    assert.matches("\nx%-api%-token:%*%*%*\n", headers.canonical_request)
    assert.matches("\n%*%*%*$", headers.string_to_sign)
  end)

  it("masks secrets however short", function()
    local client <close> = client_of(cph, { security_token = "q7" })
    local explained = assert(client:explain("call", {
      method = "POST", path = "/v1/x", query = { token = "q7", secret = 70707, n = 1 },
      body = { password = "q7", passcode = 70707, deep = { { admin_pass = "q7" } },
        any = hwc.secret("q7"), list = { hwc.secret("q7") } },
    }, { headers = { ["X-Any"] = hwc.secret("q7"), Cookie = "q7" } }))
    local texts = { explained.url, explained.body, explained.curl, explained.canonical_request,
      explained.string_to_sign }
    for _, pair in ipairs(explained.headers) do
      texts[#texts + 1] = pair[2]
    end
    for _, text in ipairs(texts) do
      assert.is_nil(text:find("q7", 1, true), text)
      assert.is_nil(text:find("70707", 1, true), text)
    end
    assert.truthy(explained.url:find("n=1", 1, true))
    assert.equal("***", header(explained, "X-Security-Token"))
    assert.equal("***", header(explained, "Cookie"))
  end)

  it("finds the mistakes that the call would find", function()
    local client <close> = client_of(cph)
    for _, case in ipairs({
      { "restart_cloud_phone_server", { server_ids = {} } },
      { "restart_cloud_phone_server", {} },
      { "list_cloud_phone_servers", { limitt = 1 } },
      { "list_cloud_phone_servers", {}, { headers = { ["X\n"] = "a" } } },
      { "list_cloud_phone_servers", {}, { headers = { Host = "a" } } },
      { "call", { method = "GET", path = "x" } },
      { "call", { method = "GET", path = "/x", headers = {} } },
    }) do
      local explained, err = client:explain(table.unpack(case, 1, 3))
      local reply, expected = client[case[1]](client, case[2], case[3])
      assert.is_nil(explained)
      assert.is_nil(reply)
      assert.equal("validation", err.kind)
      assert.equal(tostring(expected), tostring(err))
      assert.equal(expected.field, err.field)
    end
    assert.same({}, cloud:requests())
    for _, wrong in ipairs({ "list_cloud_phone_serverz", "wait_jobs", "close", 5, {}, NONE }) do
      assert.error_matches(function()
        client:explain(wrong ~= NONE and wrong or nil)
      end, "explain takes the name of an operation")
    end
    assert.error_matches(function() client:explain("list_jobs", "x") end, "have to be a table")
    assert.error_matches(function() client:explain("call") end, "have to be a table")
    assert.error_matches(function() client:explain("list_jobs", {}, { timeot = 1 }) end, "timeout")
    client:close()
    assert.error_matches(function() client:explain("list_jobs") end, "closed client")
  end)

  it("says how a call would be repeated", function()
    local client <close> = client_of(cph)
    local function of(name, arguments, options)
      return assert(client:explain(name, arguments, options))
    end
    local get = of("list_cloud_phone_servers")
    assert.is_true(get.idempotent)
    assert.equal("GET changes nothing", get.idempotent_reason)
    assert.equal(3, get.attempts)
    assert.equal(1, of("list_jobs", { request_id = "r" }, { retry = false }).attempts)
    assert.equal(5, of("list_jobs", { request_id = "r" }, { retry = { attempts = 5 } }).attempts)

    local set = of("update_keypair", {
      servers = { { server_id = ("a"):rep(32), keypair_name = "keypair-2" } },
    })
    assert.is_true(set.idempotent)
    assert.equal(cph.operations().update_keypair.idempotent_reason, set.idempotent_reason)
    local restart = of("restart_cloud_phone_server", { server_ids = { ("a"):rep(32) } })
    assert.is_false(restart.idempotent)
    assert.matches("may take effect again", restart.idempotent_reason, 1, true)
    assert.is_false(of("call", { method = "POST", path = "/x" }).idempotent)
  end)

  it("gives an attempt the time of its row, unless another was asked for", function()
    local command = { command = "shell", content = "ls", phone_ids = { ("a"):rep(32) } }
    local client <close> = client_of(cph)
    assert.equal(30, assert(client:explain("list_cloud_phone_servers")).timeout)
    assert.equal(60, assert(client:explain("run_sync_command", command)).timeout)
    assert.equal(5, assert(client:explain("run_sync_command", command, { timeout = 5 })).timeout)
    local hasty <close> = client_of(cph, { timeout = 7 })
    assert.equal(7, assert(hasty:explain("run_sync_command", command)).timeout)
    assert.equal(7, assert(hasty:explain("list_cloud_phone_servers")).timeout)
    assert.equal(60, cph.operations().run_sync_command.timeout)
  end)

  it("asks nobody, and says what a call would ask first", function()
    local account = cloud:account()
    local client <close> = client_of(cph, {
      ak = NONE, sk = NONE, project_id = NONE, region = account.region,
      username = account.user, password = "q7q7q7q7", domain = account.domain,
    })
    local explained = assert(client:explain("list_cloud_phone_servers"))
    assert.equal(2, #explained.before)
    assert.matches("credentials", explained.before[1])
    assert.matches("project ID", explained.before[2])
    assert.is_nil(header(explained, "Authorization"))
    assert.is_nil(explained.canonical_request)
    assert.same({}, cloud:requests())
    local keys <close> = client_of(cph)
    assert.is_nil(assert(keys:explain("list_cloud_phone_servers")).before)
  end)
end)
