-- SPDX-License-Identifier: Apache-2.0
-- Responses in, typed replies or errors out. Nothing here needs a network.
local core = require("_hwc")

local function decode(operation, status, headers, body)
  local service, name = operation:match("^(%w+)%.?([%w_]*)$")
  return core.decode_reply(service, name ~= "" and name or nil, status, headers, body)
end

local function error_of(operation, status, headers, body)
  local reply, err = decode(operation, status, headers, body)
  assert.is_nil(reply)
  assert.is_table(err)
  return err
end

local function is_array(value)
  return core.encode_json(value):sub(1, 1) == "["
end

describe("decode", function()
  describe("of a reply", function()
    -- Tables are created with the size that those of the last reply had.
    it("takes no more memory after a longer reply", function()
      local long = '{"jobs":[' .. ('{"job_id":"j"},'):rep(999) .. '{"job_id":"j"}]}'
      local short = '{"jobs":[{"job_id":"j"}]}'
      local function memory_of(text)
        collectgarbage()
        collectgarbage("stop")
        local before = collectgarbage("count")
        local reply = assert(decode("cph.restart_cloud_phone_server", 200, {}, text))
        local taken = (collectgarbage("count") - before) * 1024
        collectgarbage("restart")
        return taken, reply
      end
      memory_of(short)
      local usual = memory_of(short)
      memory_of(long)
      local taken, reply = memory_of(short)
      assert.same({ jobs = { { job_id = "j" } } }, reply)
      assert.is_true(taken <= usual + 1024, ("%d after %d"):format(taken, usual))
    end)

    it("gives integers where the service sends them, exactly up to 2^53", function()
      local reply = assert(decode("devserver.show_dev_server", 200, {}, [[{
        "create_at": 1699348284990, "update_at": 9007199254740992,
        "volumes": [{"size": 100}], "unknown": {"n": 5, "x": 1.5, "list": [3]}}]]))
      assert.equal("integer", math.type(reply.create_at))
      assert.equal(1699348284990, reply.create_at)
      assert.equal("1699348284990", tostring(reply.create_at))
      assert.equal(9007199254740992, reply.update_at)
      assert.equal("integer", math.type(reply.update_at))
      assert.equal("integer", math.type(reply.volumes[1].size))
      assert.equal("integer", math.type(reply.unknown.n))
      assert.equal("integer", math.type(reply.unknown.list[1]))
      assert.equal("float", math.type(reply.unknown.x))
      reply = assert(decode("devserver.show_dev_server", 200, {}, '{"create_at": 1e300}'))
      assert.equal(1e300, reply.create_at)
      local lowest = '{"create_at": -9007199254740992}'
      reply = assert(decode("devserver.show_dev_server", 200, {}, lowest))
      assert.equal("integer", math.type(reply.create_at))
    end)

    it("leaves out members that are null and keeps items that are", function()
      local reply = assert(decode("devserver.show_dev_server", 200, {}, [[{
        "name": null, "image": null, "volumes": null,
        "endpoints": [{"uri": null, "ssh_keys": ["a", null, "b"]}, null],
        "other": {"a": null, "b": [null]}}]]))
      assert.is_nil(reply.name)
      assert.is_nil(reply.image)
      assert.is_nil(reply.volumes)
      assert.is_nil(reply.endpoints[1].uri)
      assert.equal(core.null, reply.endpoints[1].ssh_keys[2])
      assert.equal(3, #reply.endpoints[1].ssh_keys)
      assert.equal(core.null, reply.endpoints[2])
      assert.is_nil(reply.other.a)
      assert.equal(core.null, reply.other.b[1])
    end)

    it("keeps empty arrays of the row arrays, both ways", function()
      local reply = assert(decode("cph.restart_cloud_phone_server", 200, {}, '{"jobs": []}'))
      assert.equal('{"jobs":[]}', core.encode_json(reply))
      reply = assert(decode("devserver.list_dev_servers", 200, {}, [[{"data": [
        {"volumes": [], "endpoints_response": [{"ssh_keys": [], "extensions": {}}]}]}]]))
      local server = reply.data[1]
      assert.is_true(is_array(server.volumes))
      assert.is_true(is_array(server.endpoints_response[1].ssh_keys))
      assert.is_false(is_array(server.endpoints_response[1].extensions))
    end)

    it("keeps unknown members and unknown words", function()
      local reply = assert(decode("devserver.show_dev_server", 200, {}, [[{
        "status": "DREAMING", "colour": "red", "more": {"a": [1, {"b": true}]}}]]))
      assert.equal("DREAMING", reply.status)
      assert.equal("red", reply.colour)
      assert.is_true(reply.more.a[2].b)
    end)

    -- The sanitizers see a read beyond the row's name.
    it("takes a name with a zero byte for another one", function()
      local reply = assert(decode("cph.show_job", 200, {},
        '{"job_id\\u0000x99999": "other", "job_id": "j", "status\\u0000": 1}'))
      assert.equal("j", reply.job_id)
      assert.equal("other", reply["job_id\0x99999"])
      assert.is_nil(reply.status)
      assert.equal(1, reply["status\0"])
    end)

    it("takes members of other types as they come, and names them", function()
      local reply, info = decode("cph.show_job", 200, {}, '{"status": "2", "job_id": 7}')
      assert.equal("2", reply.status)
      assert.equal(7, reply.job_id)
      assert.same({ "status", "job_id" }, info.unexpected)
      reply, info = decode("devserver.show_dev_server", 200, {}, [[{
        "image": "x", "endpoints_response": [{"extensions": 1}, 7, null],
        "volumes": {"a": 1}, "name": {"a": [null]}, "unknown": [1, "x"]}]])
      assert.equal("x", reply.image)
      assert.equal(1, reply.endpoints_response[1].extensions)
      assert.same({ a = { core.null } }, reply.name)
      assert.same({ 7, core.null }, { reply.endpoints_response[2], reply.endpoints_response[3] })
      assert.same({ a = 1 }, reply.volumes)
      assert.is_false(is_array(reply.volumes))
      assert.same({
        "image", "endpoints_response[1].extensions", "endpoints_response[2]",
        "endpoints_response[3]", "volumes", "name",
      }, info.unexpected)
    end)

    it("goes with status, request id, headers, attempts and time", function()
      local _, info = decode("cph.show_job", 200, {
        ["x-request-id"] = "r1",
        ["content-type"] = "application/json",
      }, '{"request_id": "r2"}')
      assert.equal(200, info.status)
      assert.equal("r1", info.request_id)
      assert.equal(1, info.attempts)
      assert.is_number(info.elapsed)
      assert.equal("application/json", info.headers["content-type"])
      _, info = decode("cph.show_job", 200, {}, '{"request_id": "r2"}')
      assert.equal("r2", info.request_id)
      _, info = decode("iam.keystone_list_projects", 200, { ["x-iam-trace-id"] = "t" }, "{}")
      assert.equal("t", info.request_id)
    end)

    it("accepts any 2xx", function()
      assert.is_table(decode("cph.show_job", 299, {}, "{}"))
      assert.is_table(decode("apig.create_signature_key", 200, {}, "{}"))
    end)

    it("gives {} where the row has no response", function()
      for _, body in ipairs({ "", "null", " \r\n" }) do
        assert.same({}, (decode("apig.delete_signature_key", 204, {}, body)))
      end
      assert.same({ a = 1 }, (decode("apig.delete_signature_key", 200, {}, '{"a": 1}')))
    end)

    it("gives {} where the status is that of no response, though the row has one", function()
      assert.same({}, (decode("devserver.delete_hyper_cluster", 204, {}, "")))
      assert.same("the response has no body",
        error_of("devserver.delete_hyper_cluster", 200, {}, "").message:match("the response.*$"))
    end)

    it("hands over the header that is its result, and hides it in errors", function()
      local name = "iam.keystone_create_user_token_by_password"
      local headers = { ["x-subject-token"] = "MIItoken", ["set-cookie"] = "s=1", other = "o" }
      local _, info = decode(name, 201, headers, '{"token": {"methods": []}}')
      assert.equal("MIItoken", info.headers["x-subject-token"])
      local err = error_of(name, 500, headers, "")
      assert.equal("***", err.headers["x-subject-token"])
      assert.equal("***", err.headers["set-cookie"])
      assert.equal("o", err.headers.other)
    end)
  end)

  describe("of what is no reply", function()
    local BAD = {
      [""] = "the response has no body",
      ["<html>x</html>"] = "the response is not JSON: ",
      ["null"] = "the response is not a JSON object",
      ["[]x"] = "the response is not JSON: ",
      ["[1]"] = "the response is not a JSON object",
      ["7"] = "the response is not a JSON object",
      ['"text"'] = "the response is not a JSON object",
      ['{"jobs": ['] = "the response is not JSON: ",
      ['{"jobs": [{"server_id": "a"'] = "the response is not JSON: ",
      ['{"jobs": NaN}'] = "the response is not JSON: ",
      ['{"jobs": 0x10}'] = "the response is not JSON: ",
      ["\255\254\0"] = "the response is not JSON: ",
      [("["):rep(100000)] = "the response is not JSON: ",
      [('{"a":'):rep(1001)] = "the response is not JSON: ",
      ['{"x":' .. ("["):rep(1000) .. ("]"):rep(1000) .. "}"] = "the response is not JSON: ",
    }

    it("says what it says it is", function()
      local headers = { ["content-type"] = "text/html; charset=utf-8" }
      local err = error_of("cph.update_keypair", 200, headers, "<html>")
      assert.matches("^the response is not JSON: .+ %(content%-type: text/html; charset=utf%-8%)$",
        err.message)
      headers["content-encoding"] = "gzip"
      err = error_of("cph.update_keypair", 200, headers, "\x1f\x8b\8")
      assert.matches(" (content-type: text/html; charset=utf-8, content-encoding: gzip)",
        err.message, 1, true)
      headers = { ["content-encoding"] = ("\1x"):rep(100) }
      err = error_of("cph.update_keypair", 200, headers, "<html>")
      assert.matches(" (content-encoding: " .. (" x"):rep(50) .. ")", err.message, 1, true)
      err = error_of("cph.update_keypair", 200, {}, "<html>")
      assert.is_nil(err.message:find("content-", 1, true))
    end)

    for body, message in pairs(BAD) do
      it(("says what is wrong: %q"):format(body:sub(1, 30)), function()
        local err = error_of("cph.update_keypair", 200, { ["x-request-id"] = "r" }, body)
        assert.equal("service", err.kind)
        assert.equal(message, err.message:sub(1, #message))
        assert.equal("update_keypair", err.operation)
        assert.equal(200, err.status)
        assert.equal("r", err.request_id)
        assert.is_true(err.sent)
        assert.is_nil(tostring(err):find("%c"))
        if body ~= "" then
          assert.is_true(#err.body <= 4096)
          assert.is_truthy(utf8.len(err.body))
        end
      end)
    end

    it("includes a page in place of an empty response", function()
      assert.equal("service", error_of("apig.delete_signature_key", 200, {}, "<html>").kind)
    end)

    it("accepts nesting that the decoder can bear", function()
      local deep = '{"x":' .. ("["):rep(120) .. ("]"):rep(120) .. "}"
      assert.is_table(decode("cph.show_job", 200, {}, deep))
    end)
  end)

  describe("of an error", function()
    local SHAPES = {
      { '{"error_code": "CPS.0005", "error_msg": "gone"}', "CPS.0005", "gone" },
      { '{"errorCode": "A.1", "errorMsg": "gone"}', "A.1", "gone" },
      { '{"code": "B.2", "message": "gone"}', "B.2", "gone" },
      { '{"error": {"code": 401, "message": "gone", "title": "Unauthorized"}}', "401", "gone" },
      { '{"a": {"b": {"error_code": "C.3", "error_msg": "gone"}}}', "C.3", "gone" },
      { '{"error_code": 7.0, "error_msg": "gone"}', "7", "gone" },
      { '{"error_code": "A", "error_msg": "m", "code": "B", "message": "n"}', "A", "m" },
      { '{"error_code": "A", "code": "B", "message": "n"}', "B", "n" },
      { '{"error_code": "A", "error": {"code": "B", "message": "n"}}', "B", "n" },
      { '{"error_code": null, "error_msg": null}', "400", nil },
      { '{"error_code": "A"}', "400", '{"error_code": "A"}' },
      {
        '{"error_code": "A", "error_msg": ""}', "A",
        "the service responded with status 400 and no message",
      },
      { '{"error_code": "", "error_msg": "m"}', "400", "m" },
      { '[{"error_code": "A", "error_msg": "m"}]', "400", nil },
      { "<html>\n<b>Bad</b></html>", "400", "<html> <b>Bad</b></html>" },
      { "plain\r\ntext\0", "400", "plain  text " },
      { "", "400", "the service responded with status 400 and no body" },
      { '{"error_code": "A', "400", '{"error_code": "A' },
      { '{"error_code": "A", "error_msg": "two\\nlines\\u0000"}', "A", "two lines " },
    }

    for _, shape in ipairs(SHAPES) do
      it(("takes code and message from %q"):format(shape[1]:sub(1, 50)), function()
        local err = error_of("cph.update_keypair", 400, {}, shape[1])
        assert.equal("service", err.kind)
        assert.equal(shape[2], err.code)
        assert.equal(shape[3] or shape[1], err.message)
        assert.equal(400, err.status)
        assert.is_true(err.sent)
        assert.is_nil(tostring(err):find("%c"))
      end)
    end

    it("shows a line with what is known", function()
      local err = error_of(
        "cph.update_keypair",
        404,
        { ["x-request-id"] = "r1" },
        '{"request_id": "r2", "error_code": "CPS.0005", "error_msg": "gone"}'
      )
      assert.equal(
        "update_keypair: gone (service, status 404, code CPS.0005, request r1)",
        tostring(err)
      )
      err = error_of("cph.update_keypair", 400, {}, '{"request_id": "r2"}')
      assert.equal("r2", err.request_id)
    end)

    it("keeps what a policy's denial carries", function()
      local err = error_of(
        "cph.show_job",
        403,
        {},
        '{"error_code": "PAP5.0011", "error_msg": "no", "encoded_authorization_message": "abc"}'
      )
      assert.equal("abc", err.encoded_authorization_message)
    end)

    it("bounds message and body, without half characters", function()
      local err = error_of("cph.show_job", 500, {}, ("é"):rep(100000))
      assert.is_true(#err.body <= 4096)
      assert.is_true(#err.message <= 300)
      assert.is_truthy(utf8.len(err.body))
      assert.is_truthy(utf8.len(err.message))
      err = error_of("cph.show_job", 500, {}, ("a"):rep(4095) .. "中")
      assert.equal(("a"):rep(4095), err.body)
      err = error_of("cph.show_job", 500, {}, "a\255b")
      assert.equal("a?b", err.body)
    end)

    it("never shows the secrets of the row", function()
      local bodies = {
        '{"sign_secret":"Zx9mark","sign_key" : "Zx9mark", "name":"abc"}',
        '{"a":[{"sign_secret": "Zx9\\"mark Zx9mark"}], "password":"Zx9mark"}',
        '{"sign_secret":"Zx9mark',
        '{"auth":{"token":"Zx9mark","private_key":"Zx9mark","client_secret":12345678}}',
        'prefix {"securitytoken"\n:\t"Zx9mark"} suffix',
        '{"pass\\u0077ord":"Zx9mark","list":["a","token","b"]}',
        'log: "a" "b", {secret: 1, "app_secret" : Zx9mark, "x":"y"',
      }
      for _, body in ipairs(bodies) do
        for _, status in ipairs({ 200, 302, 400, 500 }) do
          local err = error_of("apig.update_signature_key", status, {}, body .. "<")
          assert.is_nil(err.body:find("Zx9", 1, true), body)
          assert.is_nil(err.body:find("12345678", 1, true), body)
          assert.is_nil(err.message:find("Zx9", 1, true), body)
          assert.is_nil(tostring(err):find("Zx9", 1, true), body)
          assert.is_truthy(err.body:find('"***"', 1, true), body)
        end
      end
      local err = error_of("apig.update_signature_key", 400, {}, '{"name":"abc","sign_key":null}')
      assert.is_truthy(err.body:find('"name":"abc"', 1, true))
      err = error_of("apig.update_signature_key", 400, {}, '{"list":["token","b"],"token":[7]}')
      assert.equal('{"list":["token","b"],"token":"***"}', err.body)
    end)

    it("names where a redirect goes, without its query", function()
      local err = error_of("cph.show_job", 302, { location = "https://x.example/a?b=secret#c" }, "")
      assert.equal("service", err.kind)
      assert.equal("redirected to https://x.example/a, which is not followed", err.message)
      err = error_of("cph.show_job", 301, { location = "https://u:p@x.example/" }, "")
      assert.is_nil(err.message:find("u:p", 1, true))
      err = error_of("cph.show_job", 304, {}, "")
      assert.equal("the service responded with status 304 and no location", err.message)
      err = error_of("cph.show_job", 101, {}, "")
      assert.equal("service", err.kind)
    end)

    it("tells how long to wait, where that makes sense", function()
      local function wait(value)
        return error_of("cph.show_job", 429, { ["retry-after"] = value }, "").retry_after
      end
      assert.equal(3, wait("3"))
      assert.equal(3600, wait("3600"))
      assert.equal(86400, wait("86400"))
      assert.is_true(wait("99999999999999") >= 99999999)
      for _, bad in ipairs({ "0", "-1", "soon", "1.5", "" }) do
        assert.is_nil(wait(bad))
      end
    end)

    -- Codes of the gateways, as their documentation has them: APIG.1002 is a token that is wrong.
    it("says that it was the credentials that were refused, with status 401 alone", function()
      local BODY = '{"error_code": "%s", "error_msg": "no"}'
      local CODES = { "APIG.0301", "APIG.0307", "APIG.1002", "APIGW.0301", "APIGW.0307" }
      for _, code in ipairs(CODES) do
        assert.is_true(error_of("cph.show_job", 401, {}, BODY:format(code)).credentials_refused)
        assert.is_nil(error_of("cph.show_job", 403, {}, BODY:format(code)).credentials_refused)
      end
      for _, body in ipairs({ BODY:format("APIG.9999"), BODY:format("401"), "no", "" }) do
        assert.is_nil(error_of("cph.show_job", 401, {}, body).credentials_refused)
        assert.is_nil(error_of("cph", 401, {}, body).credentials_refused)
      end
      -- IAM has no codes for it.
      for _, body in ipairs({ BODY:format("IAM.0001"), '{"error":{"code":401}}', "no", "" }) do
        local name = "iam.keystone_list_projects"
        assert.is_true(error_of(name, 401, {}, body).credentials_refused)
        assert.is_nil(error_of(name, 403, {}, body).credentials_refused)
        assert.is_nil(error_of(name, 200, {}, "no").credentials_refused)
      end
    end)

    describe("says whether to try again:", function()
      local SAFE, UNSAFE = "cph.update_keypair", "cph.restart_cloud_phone_server"
      local function retryable(operation, status, code)
        local body = code and ('{"error_code": "%s", "error_msg": "m"}'):format(code) or ""
        return error_of(operation, status, {}, body).retryable
      end

      it("always where nothing was done", function()
        for _, operation in ipairs({ SAFE, UNSAFE, "cph.show_job" }) do
          assert.is_true(retryable(operation, 429))
          assert.is_true(retryable(operation, 403, "APIG.0308"))
          assert.is_true(retryable(operation, 403, "APIGW.0308"))
          assert.is_true(retryable(operation, 400, "CPS.0042"))
        end
      end)

      it("only where it is safe when nobody knows", function()
        for _, status in ipairs({ 408, 500, 502, 503, 504 }) do
          assert.is_true(retryable("cph.show_job", status))
          assert.is_true(retryable(SAFE, status))
          assert.is_false(retryable(UNSAFE, status))
        end
        for _, code in ipairs({ "CPS.0003", "CPS.0054" }) do
          assert.is_true(retryable(SAFE, 400, code))
          assert.is_false(retryable(UNSAFE, 400, code))
        end
      end)

      it("never after other refusals", function()
        for _, status in ipairs({ 400, 401, 403, 404, 409, 412, 501, 302 }) do
          assert.is_false(retryable("cph.show_job", status))
          assert.is_false(retryable(SAFE, status))
        end
        assert.is_false(retryable(SAFE, 400, "CPS.0061"))
        assert.is_false(retryable(SAFE, 400, "CPS.0062"))
      end)
    end)
  end)

  describe("without a row", function()
    it("takes any JSON", function()
      local reply, info = decode("cph", 200, {}, '{"n": 5, "none": null, "list": [1, null]}')
      assert.same({ n = 5, list = { 1, core.null } }, reply)
      assert.equal(200, info.status)
      assert.same({ 1, 2 }, (decode("cph", 200, {}, "[1,2]")))
      assert.equal("x", (decode("cph", 200, {}, '"x"')))
      assert.same({}, (decode("cph", 204, {}, "")))
    end)

    it("makes errors all the same", function()
      local err = error_of("cph", 200, {}, "<html>")
      assert.equal("service", err.kind)
      assert.is_nil(err.operation)
      err = error_of("cph", 500, {}, '{"error_code": "A", "error_msg": "m", "token": "Zx9mark"}')
      assert.equal("A", err.code)
      assert.is_nil(err.body:find("Zx9", 1, true))
      assert.is_false(err.retryable)
    end)
  end)

  it("leaves the settings of other users of lua-cjson alone", function()
    local cjson = require("cjson")
    decode("cph", 200, {}, "[1]")
    assert.equal(1000, cjson.decode_max_depth())
    assert.has_no.errors(function()
      cjson.decode(("["):rep(500) .. ("]"):rep(500))
    end)
  end)
end)

describe("decode_json", function()
  it("keeps null, marks arrays and makes integers", function()
    local value = core.decode_json('{"a": [1, 2.5, null], "b": null, "c": {}}')
    assert.equal(core.null, value.b)
    assert.equal(core.null, value.a[3])
    assert.equal("integer", math.type(value.a[1]))
    assert.is_true(is_array(value.a))
    assert.equal(7, core.decode_json("7"))
    assert.equal("integer", math.type(core.decode_json("7")))
    assert.equal(core.null, core.decode_json("null"))
    assert.is_false(core.decode_json("false"))
  end)

  it("gives an error for what is no JSON", function()
    local value, err = core.decode_json("{")
    assert.is_nil(value)
    assert.equal("validation", err.kind)
    assert.is_nil((core.decode_json("")))
    assert.is_nil((core.decode_json(("["):rep(5000))))
  end)
end)
