-- SPDX-License-Identifier: Apache-2.0
-- Arguments in, bytes or the first mistake out.
local cjson = require("cjson")
local core = require("_hwc")
local encoding = require("spec.support.encoding")

local UUID = "11a4b8c2-8b5c-4d6e-9f01-23456789abcd"
local encode = encoding.encode
local message_of = encoding.message_of
local accepts = encoding.accepts
local with = encoding.with

describe("encode", function()
  describe("writes", function()
    it("path members of the call and of the client, percent-encoded", function()
      local request = accepts("apig.delete_signature_key", { sign_id = "a/b c" })
      assert.equal("/v2/p0/apic/instances/i0/signs/a%2Fb%20c", request.target)
      assert.is_nil(request.body)
      request = accepts("apig.delete_signature_key", {
        project_id = "p1",
        instance_id = "i1",
        sign_id = "中",
      })
      assert.equal("/v2/p1/apic/instances/i1/signs/%E4%B8%AD", request.target)
    end)

    it("paths of the gateway apig", function()
      local request = accepts("apig.list_signature_keys", {}, { gateway = "apig" })
      assert.equal("/v2/p0/apigw/instances/i0/signs", request.target)
      request = accepts("apig.delete_signature_key", { sign_id = "/apic/" }, { gateway = "apig" })
      assert.equal("/v2/p0/apigw/instances/i0/signs/%2Fapic%2F", request.target)
    end)

    it("query members sorted, integers without fraction", function()
      local request = accepts("cph.list_cloud_phone_servers", {
        status = 5,
        limit = 10.0,
        server_name = "a b&c",
        create_since = 1699348284990,
        offset = 0,
      })
      assert.equal(
        "/v1/p0/cloud-phone/servers?create_since=1699348284990&limit=10&offset=0"
          .. "&server_name=a%20b%26c&status=5",
        request.target
      )
      request = accepts("iam.keystone_list_projects", { enabled = true, name = "cn-north-4" })
      assert.equal("/v3/projects?enabled=true&name=cn-north-4", request.target)
    end)

    it("headers by their wire name", function()
      local request = accepts("iam.keystone_list_auth_projects", { ["X-Auth-Token"] = "t" })
      assert.same({ ["X-Auth-Token"] = "t" }, request.headers)
      assert.same({}, accepts("iam.keystone_list_auth_projects", {}).headers)
    end)

    it("bodies in the order of the row", function()
      local request = accepts("cph.update_keypair", {
        servers = {
          { keypair_name = 'k"\\\n\t\1\127é', server_id = "s1" },
          { server_id = "s2", keypair_name = "" },
        },
      })
      assert.equal("/v1/p0/cloud-phone/servers/open-access", request.target)
      assert.equal(
        [[{"servers":[{"server_id":"s1","keypair_name":"k\"\\\n\t\u0001]]
          .. "\127é"
          .. [["},{"server_id":"s2","keypair_name":""}]}]],
        request.body
      )
      assert.same('k"\\\n\t\1\127é', cjson.decode(request.body).servers[1].keypair_name)
    end)

    it("no body where an optional one is not given", function()
      assert.is_nil(accepts("devserver.start_dev_server", { id = UUID }).body)
      assert.is_nil(accepts("devserver.reinstall_dev_server_os", { id = UUID }).body)
      assert.equal(
        '{"arch":"ARM"}',
        accepts("devserver.start_dev_server", { id = UUID, arch = "ARM" }).body
      )
    end)

    it("empty arrays as arrays, marked or not", function()
      local request = accepts("cph.update_keypair", { servers = {} })
      assert.equal('{"servers":[]}', request.body)
      request = accepts("cph.update_keypair", { servers = core.array({}) })
      assert.equal('{"servers":[]}', request.body)
    end)

    it("secrets wherever a string is expected", function()
      local key = core.secret("abcdefgh")
      local request = accepts("apig.update_signature_key", {
        sign_id = core.secret("s"),
        name = "abc",
        sign_key = key,
      })
      assert.equal('{"name":"abc","sign_key":"abcdefgh"}', request.body)
      assert.equal("hwc.secret: (redacted)", tostring(key))
      key:close()
      key:close()
      assert.equal(
        "sign_key: a string, got a closed secret",
        message_of("apig.update_signature_key", { sign_id = "s", name = "abc", sign_key = key })
      )
    end)

    it("numbers the same in a locale with a decimal comma", function()
      local before = os.setlocale()
      local comma = os.setlocale("de_DE.UTF-8") or before
      local text = core.encode_json({ 0.5, 1e300, -2.25, 0.1, 1 / 3 })
      os.setlocale(before)
      assert.is_string(comma)
      assert.equal("[0.5,1e+300,-2.25,0.1,0.3333333333333333]", text)
    end)
  end)

  describe("refuses", function()
    local function restart(args)
      return message_of("cph.restart_cloud_phone_server", args)
    end

    it("the first wrong member, with path, rule and what was given", function()
      local servers = {
        { server_id = ("a"):rep(32), keypair_name = "k" },
        { server_id = ("a"):rep(33), keypair_name = "k" },
      }
      local _, err = encode("cph.update_keypair", { servers = servers })
      assert.equal("servers[2].server_id", err.field)
      assert.equal("servers[2].server_id: 1 to 32 bytes, got 33", err.message)
      assert.equal(
        "update_keypair: servers[2].server_id: 1 to 32 bytes, got 33 (validation)",
        tostring(err)
      )
    end)

    it("lengths in bytes where the documents say bytes", function()
      accepts("cph.show_job", { job_id = ("é"):rep(16) })
      assert.equal(
        "job_id: at most 32 bytes, got 34",
        message_of("cph.show_job", { job_id = ("é"):rep(17) })
      )
    end)

    it("unknown members, with the nearest known one", function()
      assert.equal(
        "serverids: unknown member, the nearest known one is server_ids",
        restart({ serverids = { "a" } })
      )
      assert.equal("zzz: unknown member", restart({ server_ids = { "a" }, zzz = 1 }))
      assert.equal(
        "servers[1].key_pair_name: unknown member, the nearest known one is keypair_name",
        message_of("cph.update_keypair", {
          servers = { { server_id = "a", key_pair_name = "k" } },
        })
      )
      assert.equal(
        "instance_id: unknown member",
        message_of("cph.show_job", { job_id = "a", instance_id = "i" }):gsub(", the.*", "")
      )
    end)

    it("names of unknown members without control characters and not at full length", function()
      assert.equal("a b: unknown member", restart({ server_ids = { "a" }, ["a\nb"] = 1 }))
      assert.equal(
        ("x"):rep(64) .. ": unknown member",
        restart({ server_ids = { "a" }, [("x"):rep(1000)] = 1 })
      )
    end)

    it("missing members", function()
      assert.equal("server_ids: required, got nothing", restart({}))
      assert.equal(
        "servers[1].keypair_name: required, got nothing",
        message_of("cph.update_keypair", { servers = { { server_id = "a" } } })
      )
      assert.equal(
        "sign_id: required, got nothing",
        message_of("apig.list_apis_binded_to_signature_key", {})
      )
      assert.equal(
        "project_id: required, got none in the call and in the client",
        message_of("cph.list_cloud_phone_servers", {}, { project_id = "" })
      )
      assert.equal(
        "instance_id: required, got none in the call and in the client",
        message_of("apig.list_signature_keys", {}, { instance_id = "" })
      )
    end)

    it("other types, telling only what they are", function()
      assert.equal("a table of arguments, got a string of 1 character", restart("x"))
      assert.equal(
        "server_ids: an array, got a string of 3 characters",
        restart({ server_ids = "abc" })
      )
      assert.equal(
        "server_ids: an array, got a string of 1 bytes",
        restart({ server_ids = "\255" })
      )
      assert.equal("server_ids: an array, got null", restart({ server_ids = core.null }))
      assert.equal("server_ids: an array, got a function", restart({ server_ids = print }))
      assert.equal("server_ids[1]: a string, got an integer", restart({ server_ids = { 1 } }))
      assert.equal("server_ids[1]: a string, got a table", restart({ server_ids = { {} } }))
      assert.equal(
        "servers[1]: a table, got a boolean",
        message_of("cph.update_keypair", { servers = { true } })
      )
      assert.equal(
        "extend_param: a table, got a secret",
        message_of("devserver.batch_dev_servers_action", {
          type = "START",
          servers = { { id = UUID } },
          extend_param = core.secret("x"),
        })
      )
      assert.equal(
        "limit: an integer, got a string of 2 characters",
        message_of("cph.list_cloud_phone_servers", { limit = "10" })
      )
      assert.equal(
        "enabled: a boolean, got an integer",
        message_of("iam.keystone_list_projects", { enabled = 1 })
      )
      assert.equal(
        "server_name: a string, got a table",
        message_of("cph.list_cloud_phone_servers", { server_name = { "a" } })
      )
    end)

    it("fractions, NaN, infinities and integers out of range", function()
      local function list(args)
        return message_of("cph.list_cloud_phone_servers", args)
      end
      assert.equal("status: an integer, got a fraction", list({ status = 1.5 }))
      assert.equal("status: an integer, got NaN", list({ status = 0 / 0 }))
      assert.equal("status: an integer, got an infinite number", list({ status = 1 / 0 }))
      assert.equal("status: an integer, got an infinite number", list({ status = -1 / 0 }))
      local out = "an integer of 32 bits, got one out of range"
      accepts("cph.list_cloud_phone_servers", { status = 2 ^ 31 - 1 })
      assert.equal("status: " .. out, list({ status = 2 ^ 31 }))
      accepts("cph.list_cloud_phone_servers", { status = -2147483648 })
      assert.equal("status: " .. out, list({ status = -2147483649 }))
      local request = accepts("cph.list_cloud_phone_servers", { create_since = math.maxinteger })
      assert.is_truthy(request.target:find("create_since=9223372036854775807", 1, true))
      request = accepts("cph.list_cloud_phone_servers", { create_since = -2.0 ^ 63 })
      assert.is_truthy(request.target:find("create_since=-9223372036854775808", 1, true))
      assert.equal(
        "create_since: an integer of 64 bits, got one out of range",
        list({ create_since = 2.0 ^ 63 })
      )
    end)

    it("holes, mixed keys and keys that are no names", function()
      assert.equal(
        "server_ids[2]: an array without holes, got nothing",
        restart({ server_ids = { "a", nil, "c" } })
      )
      local sparse = { "a" }
      sparse[1000000] = "z"
      assert.equal(
        "server_ids[2]: an array without holes, got nothing",
        restart({ server_ids = sparse })
      )
      local other = "server_ids: an array, got a table with other keys than 1, 2, 3"
      assert.equal(other, restart({ server_ids = { "a", x = "b" } }))
      assert.equal(other, restart({ server_ids = { [0] = "a" } }))
      assert.equal(other, restart({ server_ids = { [1.5] = "a" } }))
      assert.equal(other, restart({ server_ids = { [true] = "a" } }))
      assert.equal("named members, got a table with other keys", restart({ "a" }))
      assert.equal(
        "servers[1]: named members, got a table with other keys",
        message_of("cph.update_keypair", {
          servers = { { "x", server_id = "a", keypair_name = "k" } },
        })
      )
    end)

    it("tables that compute their members, and runs nothing of them", function()
      local function raise()
        error("was run")
      end
      for _, event in ipairs({ "__index", "__pairs" }) do
        local t = setmetatable({ "a" }, { [event] = raise })
        local what = "a plain table, got one whose metatable has " .. event
        assert.equal("server_ids: " .. what, restart({ server_ids = t }))
        assert.equal(what, restart(t))
      end
      local harmless = { __len = raise, __newindex = raise, __call = raise, __metatable = false }
      local t = setmetatable({ "a" }, harmless)
      assert.equal(
        '{"server_ids":["a"]}',
        accepts("cph.restart_cloud_phone_server", { server_ids = t }).body
      )
    end)

    it("NUL and invalid UTF-8 in any string", function()
      assert.equal(
        "server_ids[1]: text without NUL, got one at byte 2",
        restart({ server_ids = { "a\0b" } })
      )
      local bad_texts = { "\255", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8" }
      for _, bad in ipairs(bad_texts) do
        assert.equal(
          "server_ids[1]: valid UTF-8, got other bytes",
          restart({ server_ids = { bad } })
        )
      end
      assert.equal(
        "job_id: text without NUL, got one at byte 1",
        message_of("cph.show_job", { job_id = "\0" })
      )
      assert.equal(
        "server_name: valid UTF-8, got other bytes",
        message_of("cph.list_cloud_phone_servers", { server_name = "\x80" })
      )
    end)

    it("control characters in path, query and header, but not in JSON", function()
      for _, bad in ipairs({ "\r", "\n", "\t", "\127" }) do
        local text = "a" .. bad
        local what = "no control characters, got one at byte 2"
        assert.equal(
          "sign_id: " .. what,
          message_of("apig.delete_signature_key", { sign_id = text })
        )
        assert.equal(
          "server_name: " .. what,
          message_of("cph.list_cloud_phone_servers", { server_name = text })
        )
        assert.equal(
          "X-Auth-Token: " .. what,
          message_of("iam.keystone_list_auth_projects", { ["X-Auth-Token"] = text })
        )
        accepts("cph.update_keypair", { servers = { { server_id = "a", keypair_name = text } } })
      end
      assert.equal(
        "project_id: no control characters, got one at byte 2",
        message_of("cph.list_cloud_phone_servers", {}, { project_id = "p\n" })
      )
    end)

    it("path members that are empty, . or ..", function()
      local function delete(id)
        return message_of("apig.delete_signature_key", { sign_id = id })
      end
      assert.equal("sign_id: at least 1 character in a path, got 0", delete(""))
      assert.equal("sign_id: no segment . or .. in a path, got one", delete("."))
      assert.equal("sign_id: no segment . or .. in a path, got one", delete(".."))
      accepts("apig.delete_signature_key", { sign_id = "..." })
      -- A server that decodes before it routes would follow these to another resource.
      for _, id in ipairs({
        "../x", "x/..", "a/../b", "a/./b", "./a", "/..", "a/..//b", "a/%2e%2E/b", "..%2fx",
        "..\\x", "a\\..\\b",
      }) do
        assert.equal("sign_id: no segment . or .. in a path, got one", delete(id))
        assert.equal(
          "project_id: no segment . or .. in a path, got one",
          message_of("cph.list_cloud_phone_servers", {}, { project_id = id })
        )
      end
      for id, sent in pairs({
        ["a/b"] = "a%2Fb", ["..a/b.."] = "..a%2Fb..", ["a/.../b"] = "a%2F...%2Fb",
      }) do
        local request = accepts("apig.delete_signature_key", { sign_id = id })
        assert.matches("/signs/" .. sent, request.target, 1, true)
      end
      for _, id in ipairs({ ".", ".." }) do
        assert.equal(
          "project_id: no segment . or .. in a path, got one",
          message_of("cph.list_cloud_phone_servers", {}, { project_id = id })
        )
      end
    end)

    it("bodies of more than 12 MiB", function()
      -- {"servers":[{"server_id":"a","keypair_name":""}]} around the name
      local room = 12 * 1024 * 1024 - #'{"servers":[{"server_id":"a","keypair_name":""}]}'
      local function args(length)
        return { servers = { { server_id = "a", keypair_name = ("k"):rep(length) } } }
      end
      assert.equal(12 * 1024 * 1024, #accepts("cph.update_keypair", args(room)).body)
      assert.equal(
        "body: at most 12582912 bytes as JSON, got more",
        message_of("cph.update_keypair", args(room + 1))
      )
    end)

    it("members that only the other gateway knows", function()
      for _, name in ipairs({
        "list_apis_binded_to_signature_key",
        "list_apis_not_bound_with_signature_key",
      }) do
        local args = { sign_id = "s", tags = "x" }
        assert.equal(
          'tags: only with gateway = "apig", got gateway = "roma"',
          message_of("apig." .. name, args)
        )
        local request = accepts("apig." .. name, args, { gateway = "apig" })
        assert.is_truthy(request.target:find("?sign_id=s&tags=x", 1, true))
      end
    end)
  end)

  describe("with validate = false", function()
    local OFF = { validate = false }

    it("sends unknown members and breaks rules", function()
      local request = accepts("cph.restart_cloud_phone_server", {
        server_ids = {},
        force = true,
        options = { depth = 1.5, list = core.array({}), none = core.null },
      }, OFF)
      assert.same({
        server_ids = {},
        force = true,
        options = { depth = 1.5, list = {}, none = cjson.null },
      }, cjson.decode(request.body))
      assert.is_truthy(request.body:find('"server_ids":[]', 1, true))
      assert.is_truthy(request.body:find('"list":[]', 1, true))
      request = accepts("cph.update_keypair", {
        servers = { { server_id = 5, extra = {} } },
      }, OFF)
      assert.equal('{"servers":[{"server_id":5,"extra":{}}]}', request.body)
    end)

    it("puts unknown members into the query where the row has no body", function()
      local request = accepts("cph.list_cloud_phone_servers", {
        limit = 1000,
        zone = { "b", "a" },
        fast = true,
        ratio = 0.5,
      }, OFF)
      assert.equal(
        "/v1/p0/cloud-phone/servers?fast=true&limit=1000&ratio=0.5&zone=a&zone=b",
        request.target
      )
    end)

    it("gives an optional body what is unknown", function()
      local request = accepts("devserver.start_dev_server", { id = UUID, mode = "x" }, OFF)
      assert.equal('{"mode":"x"}', request.body)
    end)

    it("still refuses what cannot be sent", function()
      local function refusal(operation, args)
        return message_of(operation, args, { validate = false })
      end
      assert.equal(
        "sign_id: no segment . or .. in a path, got one",
        refusal("apig.delete_signature_key", { sign_id = ".." })
      )
      assert.equal("sign_id: required, got nothing", refusal("apig.delete_signature_key", {}))
      assert.equal(
        "zone: no control characters, got one at byte 1",
        refusal("cph.list_cloud_phone_servers", { zone = "\n" })
      )
      assert.equal(
        "zone: a string, number or boolean, got a function",
        refusal("cph.list_cloud_phone_servers", { zone = print })
      )
      assert.equal(
        "server_ids[1]: a value that JSON has, got a function",
        refusal("cph.restart_cloud_phone_server", { server_ids = { print } })
      )
      assert.equal(
        "x: a number, got NaN",
        refusal("cph.restart_cloud_phone_server", { x = 0 / 0 })
      )
      assert.equal(
        "x: text without NUL, got one at byte 1",
        refusal("cph.restart_cloud_phone_server", { x = "\0" })
      )
      local cyclic = {}
      cyclic.me = cyclic
      assert.is_truthy(refusal("cph.restart_cloud_phone_server", { x = cyclic }):find(
        ": at most 64 tables deep, got a deeper or cyclic one",
        1,
        true
      ))
    end)
  end)

  it("never shows a value", function()
    local marker = "Zx9mark"
    local function scan(operation, args)
      local _, err = encode(operation, args)
      assert.is_table(err)
      for _, value in pairs(err) do
        assert.is_nil(tostring(value):find(marker, 1, true))
      end
      assert.is_nil(tostring(err):find(marker, 1, true))
    end
    for _, name in ipairs({ "name", "sign_type", "sign_key", "sign_secret", "sign_algorithm" }) do
      local bad = marker .. ("\\"):rep(3000)
      scan("apig.update_signature_key", with({ sign_id = "s", name = "abc" }, { [name] = bad }))
    end
    for _, name in ipairs({ "admin_pass", "key_pair_name", "user_data", "image_id" }) do
      scan("devserver.change_dev_server_os", { id = UUID, [name] = marker .. "\\" })
    end
    scan("cph.update_keypair", { servers = marker })
  end)
end)

describe("encode_json", function()
  it("writes any value", function()
    assert.equal('"a"', core.encode_json("a"))
    assert.equal("1", core.encode_json(1.0))
    assert.equal("true", core.encode_json(true))
    assert.equal("null", core.encode_json(core.null))
    assert.equal("{}", core.encode_json({}))
    assert.equal("[]", core.encode_json(core.array({})))
    assert.equal('[1,[2,{"a":null}]]', core.encode_json({ 1, { 2, { a = core.null } } }))
    assert.equal("-9223372036854775808", core.encode_json(math.mininteger))
  end)

  it("takes 1000 tables and not 1001", function()
    local function nested(depth)
      local value = 1
      for _ = 1, depth do
        value = { value }
      end
      return value
    end
    assert.equal(("["):rep(1000) .. "1" .. ("]"):rep(1000), core.encode_json(nested(1000)))
    local text, err = core.encode_json(nested(1001))
    assert.is_nil(text)
    assert.is_truthy(err.message:find("at most 1000 tables deep", 1, true))
    assert.is_nil((core.encode_json(nested(10000))))
  end)

  it("refuses what JSON has not", function()
    local function message(value)
      local text, err = core.encode_json(value)
      assert.is_nil(text)
      return err.message
    end
    assert.equal("a value that JSON has, got nothing", message(nil))
    assert.equal("[1]: a value that JSON has, got a function", message({ print }))
    assert.equal("a.b: a value that JSON has, got a userdata", message({ a = { b = io.stdout } }))
    assert.equal("a: no secret, got one", message({ a = core.secret("s") }))
    assert.equal("a value that JSON has, got a thread", message(coroutine.create(print)))
    assert.equal("a number, got an infinite number", message(math.huge))
    assert.equal(
      "an object or an array, got a table with mixed keys or holes",
      message({ [2] = 1 })
    )
    assert.equal("an array, got a table with other keys than 1, 2, 3", message({ 1, a = 2 }))
    assert.equal(
      "an array, got a table with other keys than 1, 2, 3",
      message(core.array({ a = 1 }))
    )
    assert.equal(
      "\u{FFFD}: valid UTF-8, got other bytes",
      (message({ ["\255"] = 1 }):gsub("^%?", "\u{FFFD}"))
    )
  end)
end)
