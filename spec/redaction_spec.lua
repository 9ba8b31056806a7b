-- Runs whatever has secrets in it, in success and in every kind of failure, and looks through all
-- that a script could print.

local accounts = require("spec.support.accounts")
local cph = require("cph")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")
local printed = require("spec.support.printed")

local ID = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1"

-- The word that marks a secret here; whatever the encoding, it would be seen.
local MARK = "Hidden7Word"

-- Every operation with secret members: its service, good arguments, and the names of the members.
local CALLS = {
  {
    service = "apig", name = "create_signature_key",
    arguments = {
      name = "orders", sign_type = "hmac",
      sign_key = "k1" .. MARK, sign_secret = "s1" .. MARK .. "!@#$%-_",
    },
  },
  {
    service = "apig", name = "update_signature_key",
    arguments = {
      sign_id = ID, name = "orders", sign_type = "public_key",
      sign_key = "k2+/=" .. MARK, sign_secret = "s2+/=" .. MARK .. "/=@#$%",
    },
  },
  {
    service = "devserver", name = "change_dev_server_os",
    arguments = {
      id = ID, image_id = ID,
      admin_pass = "p1/" .. MARK .. "=%", user_data = "ZWNo" .. MARK .. "z/A==",
    },
  },
  {
    service = "devserver", name = "reinstall_dev_server_os",
    arguments = {
      id = ID, admin_pass = "p2:" .. MARK .. "{}", user_data = "ZWNo" .. MARK .. "z+/8=",
    },
  },
  {
    service = "devserver", name = "batch_dev_servers_action",
    arguments = {
      type = "CHANGEOS", servers = { { id = ID } },
      extend_param = {
        image_id = ID, admin_pass = "p3,." .. MARK .. "?",
        user_data = "ZWNo" .. MARK .. "+zw==",
      },
    },
  },
  {
    service = "iam", name = "keystone_create_user_token_by_password",
    arguments = {
      auth = {
        identity = {
          methods = { "password", "totp" },
          password = {
            user = {
              name = "operator", domain = { name = "account" },
              password = 'p4"\\/\n\tü<&>' .. MARK,
            },
          },
          totp = { user = { id = "user", passcode = "o4" .. MARK } },
        },
        scope = { project = { name = "cn-north-4" } },
      },
    },
  },
  {
    service = "iam", name = "create_temporary_access_key_by_token",
    arguments = { auth = { identity = { methods = { "token" }, token = { id = "t5" .. MARK } } } },
  },
}

local function assert_hidden(...)
  for i = 1, select("#", ...) do
    for _, text in ipairs(printed((select(i, ...)))) do
      if text:find(MARK, 1, true) then
        error("shows a secret: " .. text, 2)
      end
    end
  end
end

local function deep_copy(value)
  if type(value) ~= "table" then
    return value
  end
  local copy = {}
  for name, member in pairs(value) do
    copy[name] = deep_copy(member)
  end
  return copy
end

-- The places of the secrets in some arguments: { table, name } pairs.
local function places_of(arguments, out)
  out = out or {}
  for name, value in pairs(arguments) do
    if type(value) == "table" then
      places_of(value, out)
    elseif type(value) == "string" and value:find(MARK, 1, true) then
      out[#out + 1] = { arguments, name }
    end
  end
  return out
end

-- The ways in which a service could say a text again.
local function json_string(text, more)
  local escaped = text:gsub('[%c"\\' .. (more or "") .. "]", function(c)
    return c == "/" and "\\/" or ("\\u%04x"):format(c:byte())
  end)
  return '"' .. escaped .. '"'
end

local ECHOES = {
  function(text)
    return ('{"error_code":"X.1","error_msg":%s}'):format(json_string("not good: " .. text .. "!"))
  end,
  function(text) -- as encoders do that think of web pages
    return ('{"error_code":"X.1","error_msg":%s}'):format(json_string(text, "/=<>&%+'"))
  end,
  function(text)
    return ('{"error":{"code":400,"message":%s,"title":"Bad Request"}}'):format(json_string(text))
  end,
  function(text) -- the request inside of the message
    return ('{"error_code":"X.1","error_msg":%s}'):format(
      json_string(('body {"value": %s} is wrong'):format(json_string(text, "/"))))
  end,
  function(text)
    return ('{"error_code":%s,"error_msg":"x","request_id":%s}'):format(json_string(text),
      json_string(text))
  end,
  function(text)
    return ('{"error_code":"X.1","error_msg":"x","values":[%s],"encoded_authorization_message":%s}')
      :format(json_string(text), json_string(text))
  end,
  function(text) return "<html><p>Bad value: " .. text .. "</p></html>" end,
  function(text) return text end,
  function(text) -- across the bytes that an error keeps
    return ("x"):rep(4096 - #text // 2 - 3) .. text:rep(1000)
  end,
  function(text) -- cut off
    return '{"error_code":"X.1","error_msg":' .. json_string("bad " .. text):sub(1, -2)
  end,
}

describe("secrets", function()
  local cloud, log_file, log
  local told -- the events of all clients of a test

  setup(function()
    cloud = assert(sandbox.start({ servers = 2, speed = 1000, public_key = true }))
    log_file = assert(io.tmpfile())
    log = assert(hwc.log(log_file))
  end)

  teardown(function()
    cloud:close()
    log_file:seek("set")
    local text = log_file:read("a")
    assert(log:close())
    log_file:close()
    assert.is_true(#text > 100000)
    for line in text:gmatch("[^\n]+") do
      assert_hidden(line)
    end
  end)

  before_each(function()
    cloud:reset()
    told = {}
  end)

  after_each(function()
    assert_hidden(told)
  end)

  local function client_of(service, more)
    local options = accounts.options(cloud, more)
    options.retry = false
    options.on_event = function(event)
      told[#told + 1] = event
      log(event)
    end
    return assert(require(require("_hwc." .. service).module).client(options))
  end

  for _, call in ipairs(CALLS) do
    describe("of " .. call.name, function()
      local client

      before_each(function()
        client = client_of(call.service)
      end)

      after_each(function()
        assert_hidden(client, client:credentials(), cloud, cloud:requests(), cloud:state())
        client:close()
      end)

      it("are in the request, and not in what is kept of it", function()
        local _, response = client[call.name](client, deep_copy(call.arguments))
        assert.is_number(response.status)
        assert_hidden(response)
        assert.equal("response", told[2].kind)
        assert.equal(1, #cloud:requests())
        assert.equal(call.name, cloud:requests()[1].operation)
      end)

      it("are not in errors about them or about what stands beside them", function()
        local count = #places_of(call.arguments)
        assert.is_true(count > 0)
        for i = 1, count do
          for _, change in ipairs({
            function(text) return text .. "\0" end,
            function(text) return text .. "\xff" end,
            function(text) return { text } end,
            function(text) return { member = text } end,
            function(text) return hwc.secret(text .. "\0") end,
          }) do
            local arguments = deep_copy(call.arguments)
            local place = places_of(arguments)[i]
            place[1][place[2]] = change(place[1][place[2]])
            local reply, err = client[call.name](client, arguments)
            assert.is_nil(reply)
            assert.equal("validation", err.kind)
            assert_hidden(err)
          end
        end
        for _, change in ipairs({
          function(where) where.unknown_member = "x" end,
          function(where) where.unknown_member = "x" .. MARK end,
          function(where) where[1] = "x" .. MARK end,
          function(where) where[{}] = "x" .. MARK end,
          function(where) where[1.5] = "x" .. MARK end,
          function(where) where.itself = where end,
          function(where) setmetatable(where, { __index = error }) end,
        }) do
          for i = 1, count do
            local arguments = deep_copy(call.arguments)
            change(places_of(arguments)[i][1])
            local reply, err = client[call.name](client, arguments)
            assert.is_nil(reply)
            assert.equal("validation", err.kind)
            assert_hidden(err)
          end
        end
        assert.same({}, cloud:requests())
      end)

      it("are not in what explains the request", function()
        for _, limits in ipairs({ {}, { validate = false } }) do
          local explained = assert(client:explain(call.name, deep_copy(call.arguments), limits))
          assert_hidden(explained)
          local _, masks = explained.body:gsub('"%*%*%*"', "")
          assert.equal(#places_of(call.arguments), masks)
          local arguments = deep_copy(call.arguments)
          for _, place in ipairs(places_of(arguments)) do
            place[1][place[2]] = hwc.secret(place[1][place[2]])
          end
          local again = assert(client:explain(call.name, arguments, limits))
          assert_hidden(again)
          assert.equal(explained.body, again.body)
        end
        local arguments = deep_copy(call.arguments)
        arguments.new_password = "n" .. MARK
        arguments.anything = hwc.secret("a" .. MARK)
        assert_hidden(assert(client:explain(call.name, arguments, { validate = false })))
        assert_hidden(select(2, client:explain(call.name, arguments)))
        assert.same({}, cloud:requests())
      end)

      it("are not in what is raised", function()
        for _, arguments in ipairs({ "x" .. MARK, 5, true }) do
          local good, message = pcall(client[call.name], client, arguments)
          assert.is_false(good)
          assert_hidden(message)
        end
        local good, message = pcall(client[call.name], client, call.arguments, {
          timeout = "x" .. MARK,
        })
        assert.is_false(good)
        assert_hidden(message)
        good, message = pcall(client[call.name], client, call.arguments, { deadline = MARK })
        assert.is_false(good)
        assert_hidden(message)
      end)

      it("are not in errors of the service that say them again", function()
        for _, place in ipairs(places_of(call.arguments)) do
          local text = place[1][place[2]]
          for _, echo in ipairs(ECHOES) do
            local body = echo(text)
            for _, status in ipairs({ 400, 503 }) do
              cloud:fail({ status = status, body = body })
              local reply, err = client[call.name](client, deep_copy(call.arguments))
              assert.is_nil(reply)
              assert.equal("service", err.kind)
              assert.equal(status, err.status)
              assert_hidden(err)
            end
          end
        end
      end)

      it("are not in errors about responses that cannot be read", function()
        for _, place in ipairs(places_of(call.arguments)) do
          local text = place[1][place[2]]
          for _, body in ipairs({
            "[" .. json_string(text) .. "]", '{"a":' .. json_string(text), json_string(text, "/"),
          }) do
            cloud:fail({ status = 200, body = body })
            local reply, err = client[call.name](client, deep_copy(call.arguments))
            assert.is_nil(reply)
            assert.equal("service", err.kind)
            assert_hidden(err)
          end
        end
      end)

      it("are not in errors whose headers say them again", function()
        for _, place in ipairs(places_of(call.arguments)) do
          local text = place[1][place[2]]:gsub("%c", "")
          if text == place[1][place[2]] then
            for _, status in ipairs({ 302, 400 }) do
              cloud:fail({
                status = status, message = "x",
                headers = { ["X-Echo"] = "a " .. text, Location = "https://x.example/" .. text },
              })
              local reply, err = client[call.name](client, deep_copy(call.arguments))
              assert.is_nil(reply)
              assert_hidden(err)
            end
          end
        end
      end)

      it("are not in errors of the network", function()
        cloud:fail({ drop = true })
        local reply, err = client[call.name](client, deep_copy(call.arguments))
        assert.is_nil(reply)
        assert.equal("transport", err.kind)
        assert_hidden(err)
        -- What is given up may still arrive later, so it goes to a cloud of its own.
        local late <close> = assert(sandbox.start({ servers = 1 }))
        local hasty <close> = client_of(call.service, {
          endpoint = late.url, iam_endpoint = late.url,
        })
        for _, limit in ipairs({ { timeout = 0.001 }, { deadline = 0.0001 } }) do
          reply, err = hasty[call.name](hasty, deep_copy(call.arguments), limit)
          if not reply then
            assert_hidden(err)
          end
        end
        local other <close> = client_of(call.service, { endpoint = "http://127.0.0.1:1" })
        reply, err = other[call.name](other, deep_copy(call.arguments))
        assert.is_nil(reply)
        assert.equal("transport", err.kind)
        assert_hidden(err)
      end)

      it("are hidden where nothing is checked, too", function()
        local unchecked = { validate = false }
        for _, place in ipairs(places_of(call.arguments)) do
          local text = place[1][place[2]]
          for _, value in ipairs({ text, hwc.secret(text), { text }, { deeper = { text } } }) do
            local arguments = deep_copy(call.arguments)
            for _, other in ipairs(places_of(arguments)) do
              if other[1][other[2]] == text then
                other[1][other[2]] = value
              end
            end
            cloud:fail({ status = 400, body = ECHOES[1](text) })
            local _, err = client[call.name](client, arguments, unchecked)
            assert.equal(400, err.status)
            assert_hidden(err)
          end
        end
        local arguments = deep_copy(call.arguments)
        arguments.new_password = "n" .. MARK
        arguments.anything = hwc.secret("a" .. MARK)
        cloud:fail({ status = 400, body = ECHOES[1]("n" .. MARK .. " a" .. MARK) })
        local _, err = client[call.name](client, arguments, unchecked)
        assert.equal(400, err.status)
        assert_hidden(err)
        cloud:reset() -- it cannot know what was secret here
      end)
    end)
  end

  it("leave messages as they are where they are not in them", function()
    local client <close> = client_of("apig")
    cloud:fail({ status = 400, body = '{"error_code":"APIG.2011","error_msg":"bad sign_key"}' })
    local _, err = client:create_signature_key(CALLS[1].arguments)
    assert.equal("APIG.2011", err.code)
    assert.equal("bad sign_key", err.message)
    assert.equal('{"error_code":"APIG.2011","error_msg":"bad sign_key"}', err.body)
    -- A key that is like a word of the response does not take the code from the program.
    cloud:fail({ status = 400, body = '{"error_code":"APIG.2011","error_msg":"no APIG"}' })
    _, err = client:create_signature_key({
      name = "orders", sign_type = "basic", sign_key = "APIG",
    })
    assert.equal("APIG.2011", err.code)
    assert.equal("no ***", err.message)
  end)

  it("are not in codes that look like those of services", function()
    local client <close> = client_of("cph")
    for _, secret in ipairs({ "Password.12345", "word.123", "12345678" }) do
      for _, code in ipairs({ secret, "Very" .. secret, "A." .. secret }) do
        cloud:fail({ status = 400, body = ('{"error_code":"%s","error_msg":"x"}'):format(code) })
        local _, err = client:call({
          method = "POST", path = "/v1/{project_id}/cloud-phone/servers/batch-restart",
          body = { admin_pass = secret },
        })
        assert.equal(400, err.status)
        for _, text in ipairs(printed({ err, told })) do
          assert.is_nil(text:find(secret, 1, true))
        end
      end
    end
    cloud:reset() -- it cannot know what was secret here
  end)

  it("of calls without a row are hidden by their names, or as secrets", function()
    local client <close> = client_of("cph")
    for _, change in ipairs({
      function(call, text) call.body = { admin_pass = text } end,
      function(call, text) call.body = { list = { { user = { Password = text } } } } end,
      function(call, text) call.body = { anything = hwc.secret(text) } end,
      function(call, text) call.query = { token = text } end,
      function(call, text) call.query = { anything = hwc.secret(text) } end,
      function(_, text) return { ["X-Private-Token"] = text } end,
      function(_, text) return { Cookie = text } end,
      function(_, text) return { ["X-Any"] = hwc.secret(text) } end,
    }) do
      local text = "c" .. MARK
      local call = { method = "POST", path = "/v1/{project_id}/cloud-phone/servers/batch-restart" }
      local headers = change(call, text)
      cloud:fail({ status = 400, body = ECHOES[1](text) })
      local reply, err = client:call(call, { headers = headers })
      assert.is_nil(reply)
      assert.equal(400, err.status)
      assert_hidden(err)
    end
    assert_hidden((function()
      local shown = cloud:requests()
      for _, request in ipairs(shown) do
        request.body = nil -- what is secret here is not known to the sandbox
        for i, header in ipairs(request.headers) do
          request.headers[i] = header[1] ~= "X-Any" and header or ""
        end
        if request.target:find("anything=", 1, true) then
          request.target, request.query = nil, nil
        end
      end
      return shown
    end)())
  end)

  describe("of a client", function()
    local WAYS = {
      { ak = "AK" .. MARK .. "AK", sk = "sk" .. MARK },
      { ak = "AK" .. MARK .. "AK", sk = "other" .. MARK, security_token = "st" .. MARK },
      { token = "to" .. MARK },
      { username = "user", domain = "account", password = "pw/" .. MARK .. '"' },
    }

    it("are not shown by it, nor by its errors", function()
      for _, way in ipairs(WAYS) do
        local options = { ak = false, sk = false }
        for name, value in pairs(way) do
          options[name] = value
        end
        local client = client_of("cph", options)
        assert_hidden(tostring(client), client:credentials(), client)
        assert_hidden(assert(client:explain("list_cloud_phone_servers")))
        for _, text in pairs(way) do
          if text:find(MARK, 1, true) then
            cloud:fail({ status = 401, body = ECHOES[1](text), headers = { ["X-Echo"] = text } })
            local reply, err = client:list_cloud_phone_servers({})
            assert.is_nil(reply)
            if text ~= way.sk then -- that is never sent
              assert_hidden(err)
            end
          end
        end
        assert_hidden(cloud:state())
        local good, message = pcall(function() return client["x" .. MARK:reverse()] end)
        assert.is_false(good)
        assert_hidden(message)
        client:close()
        assert_hidden(tostring(client))
        good, message = pcall(client.list_jobs, client, {})
        assert.is_false(good)
        assert_hidden(message)
      end
    end)

    it("are taken as secret objects too, and closed ones are refused", function()
      for _, way in ipairs(WAYS) do
        local options = { ak = false, sk = false }
        for name, value in pairs(way) do
          local plain = name == "ak" or name == "username" or name == "domain"
          options[name] = plain and value or hwc.secret(value)
        end
        local client <close> = client_of("cph", options)
        assert_hidden(tostring(client), client:credentials())
        local reply, err = client:list_cloud_phone_servers({})
        assert.is_nil(reply)
        assert.equal(401, (way.password and err.cause or err).status)
        assert_hidden(err)
        for name, value in pairs(options) do
          if type(value) == "userdata" then
            value:close()
            local good, message = pcall(client_of, "cph", options)
            assert.is_false(good)
            assert.matches(name, message, 1, true)
            assert_hidden(message)
            options[name] = hwc.secret(way[name])
          end
        end
      end
    end)

    it("are not in what is said about options", function()
      local account = cloud:options()
      for name in pairs({ ak = 1, sk = 1, security_token = 1, token = 1, password = 1, region = 1,
        endpoint = 1, proxy = 1, timeout = 1, project_id = 1, algorithm = 1 }) do
        for _, value in ipairs({
          MARK .. "\n", { MARK }, MARK .. "\0", "http://u:" .. MARK .. "@x",
        }) do
          local options = { ak = account.ak, sk = account.sk, endpoint = account.endpoint }
          options[name] = value
          local good, client, err = pcall(cph.client, options)
          assert_hidden(good and client or tostring(client), err)
        end
      end
    end)

    it("are temporary keys that only the reply has", function()
      local login = cloud:account()
      local user <close> = client_of("iam")
      local _, info = assert(user:keystone_create_user_token_by_password({
        auth = {
          identity = {
            methods = { "password" },
            password = {
              user = {
                name = login.user, password = login.password, domain = { name = login.domain },
              },
            },
          },
          scope = { project = { name = login.region } },
        },
      }))
      local token = info.headers["x-subject-token"]
      local keys = assert(user:create_temporary_access_key_by_token({
        auth = { identity = { methods = { "token" }, token = { id = token } } },
      })).credential
      local client <close> = client_of("cph", {
        ak = keys.access, sk = keys.secret, security_token = keys.securitytoken,
      })
      assert(client:list_cloud_phone_servers({}))
      local shown = table.concat(printed({
        cloud:requests(), cloud:state(), tostring(client), client:credentials(),
      }), "\n")
      for _, secret in ipairs({
        token, keys.secret, keys.securitytoken, login.password, login.sk,
      }) do
        assert.is_nil(shown:find(secret, 1, true))
      end
      -- A response that has them and cannot be read is an error without them.
      for _, body in ipairs({
        '{"credential":{"access":"a","secret":"' .. MARK .. '","securitytoken":"' .. MARK,
        '[{"credential":{"secret":"' .. MARK .. '"}}]',
      }) do
        cloud:fail({ status = 201, body = body, headers = { ["X-Subject-Token"] = MARK } })
        local reply, err = user:create_temporary_access_key_by_token({
          auth = { identity = { methods = { "token" }, token = { id = token } } },
        })
        assert.is_nil(reply)
        assert_hidden(err)
      end
    end)
  end)

  it("are opaque as objects", function()
    local secret = hwc.secret("x" .. MARK)
    assert_hidden(secret, getmetatable(secret))
    assert_hidden(("%s"):format(secret))
    assert.has_error(function() return #secret end)
    assert.has_error(function() return secret .. "" end)
    secret:close()
    secret:close()
    assert_hidden(tostring(secret))
  end)

  it("are not in errors of hwc.sign", function()
    for name in pairs({ ak = 1, sk = 1, security_token = 1, date = 1, url = 1, method = 1,
      algorithm = 1, region = 1 }) do
      for _, value in ipairs({ MARK .. "\r\n", { MARK }, MARK .. "\0", 5 }) do
        local options = { method = "GET", url = "https://x.example/", ak = "a", sk = "s" }
        options[name] = value
        local good, signed, err = pcall(hwc.sign, options)
        if not (good and signed) then
          assert_hidden(signed, err)
        end
      end
    end
  end)
end)
