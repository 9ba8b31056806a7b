-- What peers say again in other ways than they were told, and what responses bring that was never
-- in a request: signatures, keys of several lines, the environment's proxy, temporary keys.

local apig = require("apig")
local cjson = require("cjson")
local core = require("_hwc")
local cph = require("cph")
local encodings = require("spec.support.encodings")
local hwc = require("hwc")
local iam = require("hwc.iam")
local printed = require("spec.support.printed")
local recording = require("spec.support.recording")

local KEPT_BACK = "(the body is not shown: it may contain secrets)"

local function assert_without(text, ...)
  local shown = table.concat(printed({ ... }), "\n")
  if shown:find(text, 1, true) then
    error(("%s is shown in: %s"):format(text, shown), 2)
  end
end

local function hex(text, between)
  local digits = text:gsub(".", function(c)
    return ("%02x%s"):format(c:byte(), between)
  end)
  return digits:sub(1, #digits - #between)
end

local base64, each_byte = encodings.base64, encodings.each_byte

local function lines_of(length, line_end)
  return function(text)
    local broken = base64(text):gsub(("."):rep(length), function(line)
      return line .. line_end
    end)
    return (broken:gsub("%s+$", ""))
  end
end

local function html(text)
  return (text:gsub("[&<>\"']", {
    ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;",
  }))
end

local PEM_LINES = {
  "-----BEGIN PRIVATE KEY-----",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAhiddenhiddenhidden01",
  "Qz7HiddenLineTwoQz7HiddenLineTwoQz7HiddenLineTwoQz7HiddenLineTwo",
  "Qz7HiddenLineThree+/Qz7HiddenLineThree==",
  "-----END PRIVATE KEY-----",
}
local PEM = table.concat(PEM_LINES, "\n") .. "\n"

describe("an echo", function()
  local server, events

  setup(function()
    server = recording.start()
  end)

  teardown(function()
    server:close()
  end)

  before_each(function()
    events = {}
  end)

  local function client_of(service, more)
    local url = "http://127.0.0.1:" .. server.port
    local options = {
      endpoint = url, iam_endpoint = url, region = "cn-north-4", project_id = "p",
      ak = "ABCDEFGHIJKLMNOP", sk = "sk-that-nobody-has", retry = false, metadata = false,
      on_event = function(event)
        events[#events + 1] = event
      end,
    }
    for name, value in pairs(more or {}) do
      options[name] = value or nil
    end
    return assert(service.client(options))
  end

  -- The error of a call with a secret to which the server answers with a body.
  local function refusal(secret, body)
    local client <close> = client_of(cph)
    server:script({ status = 400, body = body })
    local reply, err = client:call({
      method = "POST", path = "/v1/x", body = { password = secret },
    })
    assert.is_nil(reply)
    assert.equal(400, err.status)
    return err
  end

  -- Its message, and its body, where JSON has escaped that.
  local function message_of(secret, text)
    local err = refusal(secret, cjson.encode({ error_code = "X.1", error_msg = text }))
    return err.message, err.body
  end

  describe("of the signature", function()
    for _, algorithm in ipairs({ "SDK-HMAC-SHA256", "V11-HMAC-SHA256" }) do
      it("is masked, with " .. algorithm, function()
        local log_file <close> = assert(io.tmpfile())
        local log = assert(hwc.log(log_file))
        local client <close> = client_of(cph, {
          algorithm = algorithm,
          retry = { attempts = 2 },
          on_event = function(event)
            events[#events + 1] = event
            log(event)
          end,
        })
        local response = {
          status = 503,
          headers = { ["X-Echo"] = "was {signature}", ["X-Request-Id"] = "{signature}" },
          body = '{"error_code":"{signature}","error_msg":"Signature={signature}: bad"}',
        }
        server:script(response, response)
        local reply, err = client:list_cloud_phone_servers({})
        assert.is_nil(reply)
        local requests = server:requests()
        assert.equal(#requests, err.attempts)
        log_file:seek("set")
        local lines = log_file:read("a")
        for _, request in ipairs(requests) do
          local signature = request.bytes:match("Signature=(%x+)\r\n")
          assert.equal(64, #signature)
          assert_without(signature, err, events, lines)
        end
        assert.equal("Signature=***: bad", err.message)
        assert.equal("was ***", err.headers["x-echo"])
        assert.equal("***", err.request_id)
      end)
    end
  end)

  describe("in another form", function()
    local FORMS = {
      ["form encoding"] = { "my hidden word 9", function(text) return (text:gsub(" ", "+")) end },
      ["form encoding of few characters"] = {
        "my w9", function(text) return (text:gsub(" ", "+")) end,
      },
      ["form encoding with escapes"] = { "my hidden & word 9", function(text)
        return (text:gsub("[ &]", { [" "] = "+", ["&"] = "%26" }))
      end },
      ["names of HTML"] = { [[Hid&den<Word>9"'x]], html },
      ["HTML within HTML"] = { "Hid&den<Word9", function(text) return html(html(text)) end },
      ["numbers of HTML"] = { "Hid&den<Word9", each_byte("&#%d;") },
      ["hexadecimal numbers of HTML"] = { "Hid&den<Word9", each_byte("&#x%x;") },
      ["escapes of C"] = { "HiddenWord9", each_byte("\\x%02x") },
      ["lines of 64 digits of Base64"] = { ("HiddenWord"):rep(12), lines_of(64, "\n") },
      ["lines of 76 digits of Base64"] = { ("HiddenWord"):rep(12), lines_of(76, "\r\n") },
      ["lines of 4 digits of Base64"] = { ("HiddenWord"):rep(2), lines_of(4, "\n") },
      ["hexadecimal with colons"] = { "HiddenWord9", function(text) return hex(text, ":") end },
      ["hexadecimal with spaces"] = { "HiddenWord9", function(text) return hex(text, " ") end },
      ["Base64 in lower case"] = { "HiddenWord9", function(text) return base64(text:lower()) end },
      ["Base64 in upper case"] = { "HiddenWord9", function(text) return base64(text:upper()) end },
      ["Base64 in lower case behind others"] = { "HiddenWord9", function(text)
        return base64(("us:" .. text):lower())
      end, whole = false },
      ["hexadecimal in lower case"] = {
        "HiddenWord9", function(text) return hex(text:lower(), "") end,
      },
      ["a folded header"] = { "HiddenWord9", function(text)
        return text:sub(1, 5) .. "\r\n " .. text:sub(6)
      end },
      ["what looks like an escape"] = {
        "Hid%41den9", function(text) return (text:gsub("d", "\\u0064")) end,
      },
      ["HTML around what looks like other escapes"] = { 'Hid%41den<\\u0042"9', html },
      ["what looks like HTML"] = { "Hid&lt;den9", function(text)
        return (text:gsub(".", function(c) return ("%%%02x"):format(c:byte()) end))
      end },
      ["without the white space at its ends"] = { " HiddenWord9 \n", function(text)
        return text:match("^%s*(.-)%s*$")
      end },
      ["few characters without the white space at their end"] = { "Hid9 \n", function(text)
        return text:sub(1, 4)
      end },
    }
    for name, form in pairs(FORMS) do
      it("is masked: " .. name, function()
        local secret, write = form[1], form[2]
        local message, body = message_of(secret, "bad <" .. write(secret) .. "> value")
        if form.whole == false then
          assert.matches("^bad <%w%w%w?%w?%*%*%*> value$", message)
        else
          assert.equal("bad <***> value", message)
          assert.matches('"bad <***> value"', body, 1, true)
        end
        assert_without(write(secret), events)
        assert_without(write(secret), refusal(secret, "<p>" .. write(secret) .. "</p>"))
      end)
    end

    it("leaves alone what only resembles it", function()
      for _, text in ipairs({
        "the hid den word is", "&amp; &unknown; &#0; &#x; &#99999999; & &#12", "a+b", "12 34",
        "\\x4",
      }) do
        assert.equal(text, (message_of("1234", text)))
        assert.equal(text, (message_of("HiddenWord9", text)))
      end
    end)
  end)

  describe("of a key of several lines", function()
    local client

    before_each(function()
      client = client_of(apig, { instance_id = "i" })
    end)

    after_each(function()
      client:close()
    end)

    local function shown(text)
      server:script({
        status = 400,
        body = cjson.encode({ error_code = "APIG.2011", error_msg = "bad key: " .. text }),
      })
      local reply, err = client:create_certificate({
        name = "cert", cert_content = "-----BEGIN CERTIFICATE-----", private_key = PEM,
      }, { validate = false })
      assert.is_nil(reply)
      for i = 2, 4 do
        assert_without(PEM_LINES[i], err, events)
        assert_without(PEM_LINES[i]:sub(1, 20), err, events)
      end
      return err.message
    end

    it("is masked however its lines end", function()
      for _, text in ipairs({
        PEM, PEM:sub(1, -2), (PEM:gsub("\n", "\r\n")), (PEM:gsub("\n", " ")), (PEM:gsub("\n", "")),
        (PEM:gsub("\n", "\\n")), (PEM:gsub("\n", "\\r\\n")), (PEM:gsub("\n", "\n    ")),
      }) do
        assert.matches("^bad key: %*%*%*%s*$", shown(text))
      end
      shown(base64(PEM))
      shown(lines_of(64, "\n")(PEM:gsub("\n", "\r\n")))
    end)

    it("is masked line by line", function()
      for i = 2, 4 do
        assert.equal("bad key: line ***.", shown("line " .. PEM_LINES[i] .. "."))
      end
      assert.matches("BEGIN PRIVATE KEY", shown("no -----BEGIN PRIVATE KEY----- there"))
    end)
  end)

  describe("of a proxy's password", function()
    it("is masked where the environment has it, too", function()
      local path = os.tmpname()
      finally(function() os.remove(path) end)
      local file <close> = assert(io.open(path, "w"))
      file:write([[
        local client <close> = require("cph").client({
          endpoint = "http://phones.example.com", allow_http = true, project_id = "p",
          ak = "ABCDEFGHIJKLMNOP", sk = "sk-that-nobody-has", retry = false, connect_timeout = 2,
          on_event = function(event)
            for name, value in pairs(event) do
              print(name, value)
            end
          end,
        })
        local reply, err = client:list_cloud_phone_servers({})
        print(reply, err.message, err.body, err.headers["x-echo"], err.request_id)
      ]])
      file:close()
      local body = ("proxy says: %s %s Hid%%40den9%%20word"):format(base64("us:Hid@den9 word"),
        "Hid@den9 word")
      for _, variable in ipairs({ "http_proxy", "all_proxy", "ALL_PROXY" }) do
        server:script({
          status = 407, headers = { ["X-Echo"] = body, ["X-Request-Id"] = body }, body = body,
        })
        local url = "http://us:Hid%40den9%20word@127.0.0.1:" .. server.port
        local pipe = assert(io.popen(("env -u no_proxy -u NO_PROXY %s='%s' lua5.4 %s 2>&1"):format(
          variable, url, path)))
        local shown = pipe:read("a")
        pipe:close()
        assert.equal(1, #server:requests())
        assert.matches("Proxy-Authorization: Basic " .. base64("us:Hid@den9 word"),
          server:requests()[1].bytes, 1, true)
        assert.matches("nil\tproxy says: %w+%*%*%* %*%*%* %*%*%*\t", shown)
        for _, text in ipairs({ "den9", base64("us:Hid@den9 word") }) do
          assert_without(text, shown)
        end
      end
    end)
  end)

  describe("of keys that a response brings", function()
    local KEYS = '{"credential":{"access":"NEWAKHIDDEN99CC","secret":"NEWSKhidden77aa",'
      .. '"securitytoken":"NEWTOKENhidden'
    local BROKEN = {
      KEYS, (KEYS:gsub('"', "'")), KEYS .. '","expires_at":"tomorrow"}}', KEYS .. '"}',
      "NEWAKHIDDEN99CC NEWSKhidden77aa", '["NEWAKHIDDEN99CC","NEWSKhidden77aa"]',
    }

    local function assert_kept_back(err)
      for _, text in ipairs({ "NEWAK", "NEWSK", "NEWTOKEN" }) do
        assert_without(text, err, events)
      end
      local cause = err.cause or err
      if cause.status and cause.body then
        assert.equal(KEPT_BACK, cause.body)
      end
    end

    it("is not shown in the client's own errors", function()
      for _, body in ipairs(BROKEN) do
        for _, status in ipairs({ 200, 201, 400, 500 }) do
          server:script({ status = status, body = body })
          local client <close> = client_of(cph, { agency = "a", agency_domain = "d" })
          local reply, err = client:list_cloud_phone_servers({})
          assert.is_nil(reply)
          assert.equal("credentials", err.kind)
          assert_kept_back(err)
          if status >= 400 then
            assert.matches(("status %d %s"):format(status, KEPT_BACK), err.cause.message, 1, true)
          end
        end
      end
    end)

    it("is not shown by the metadata of an ECS", function()
      local getenv = os.getenv
      finally(function() os.getenv = getenv end) -- luacheck: ignore
      os.getenv = function() end -- luacheck: ignore
      for _, body in ipairs(BROKEN) do
        for _, status in ipairs({ 200, 400, 401, 500 }) do
          server:script({ status = 404 }, { status = status, body = body })
          local client <close> = client_of(cph, {
            ak = false, sk = false, metadata = "http://127.0.0.1:" .. server.port,
          })
          local reply, err = client:list_cloud_phone_servers({})
          assert.is_nil(reply)
          assert.equal("credentials", err.kind)
          assert_kept_back(err)
        end
      end
    end)

    it("is not shown by operations that ask for them", function()
      local client <close> = client_of(iam)
      for _, body in ipairs(BROKEN) do
        for _, status in ipairs({ 201, 400, 500 }) do
          server:script({
            status = status, body = body, headers = { ["X-Subject-Token"] = "NEWTOKEN" },
          })
          local calls = {
            function()
              return client:create_temporary_access_key_by_token({
                auth = { identity = { methods = { "token" }, token = { id = "t5" } } },
              })
            end,
            function()
              return client:keystone_create_user_token_by_password({
                auth = {
                  identity = {
                    methods = { "password" },
                    password = { user = { name = "u", domain = { name = "d" }, password = "p" } },
                  },
                },
              }, { validate = false })
            end,
          }
          for _, call in ipairs(calls) do
            local reply, err = call()
            if not reply then
              assert.equal(status, err.status)
              assert_kept_back(err)
            end
          end
        end
      end
    end)

    it("is not shown by any operation of IAM that makes them", function()
      local count = 0
      for name, row in pairs(iam.operations()) do
        if row.secret_header or name:find("access_key", 1, true) then
          count = count + 1
          for _, status in ipairs({ 201, 302, 500 }) do
            local reply, err = core.decode_reply("iam", name, status, {}, BROKEN[2])
            assert.is_nil(reply)
            assert.equal(KEPT_BACK, err.body)
          end
        end
      end
      assert.equal(4, count)
    end)

    it("does not hide what is documented as an error", function()
      local client <close> = client_of(iam)
      local body = '{"error":{"code":400,"message":"bad scope","title":"Bad Request"}}'
      server:script({ status = 400, body = body })
      local reply, err = client:create_temporary_access_key_by_token({
        auth = { identity = { methods = { "token" }, token = { id = "t5" } } },
      })
      assert.is_nil(reply)
      assert.equal("bad scope", err.message)
      assert.equal(body, err.body)
      -- Nor what other operations respond with.
      local phones <close> = client_of(cph)
      server:script({ status = 502, body = "<p>Bad gateway</p>" })
      reply, err = phones:list_cloud_phone_servers({})
      assert.is_nil(reply)
      assert.equal("<p>Bad gateway</p>", err.message)
      assert.equal("<p>Bad gateway</p>", err.body)
    end)
  end)
end)
