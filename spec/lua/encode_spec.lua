-- SPDX-License-Identifier: Apache-2.0
-- Arguments in, bytes or the first mistake out.
local cjson = require("cjson")
local core = require("_hwc")

local services = {
  apig = require("_hwc.apig"),
  cph = require("_hwc.cph"),
  devserver = require("_hwc.devserver"),
  iam = require("_hwc.iam"),
}

local CLIENT = { project_id = "p0", instance_id = "i0" }
local UUID = "11a4b8c2-8b5c-4d6e-9f01-23456789abcd"

local function encode(operation, args, options)
  local service, name = operation:match("^(%w+)%.([%w_]+)$")
  options = setmetatable(options or {}, { __index = CLIENT })
  return services[service].encode(name, args, options)
end

local function message_of(operation, args, options)
  local request, err = encode(operation, args, options)
  assert.is_nil(request, "accepted")
  assert.equal("validation", err.kind)
  assert.equal(operation:match("%.(.*)"), err.operation)
  if err.field then
    assert.equal(err.field .. ": ", err.message:sub(1, #err.field + 2))
  end
  return err.message
end

local function accepts(operation, args, options)
  return assert(encode(operation, args, options))
end

local function with(base, changes)
  local args = {}
  for name, value in pairs(base) do
    args[name] = value
  end
  for name, value in pairs(changes) do
    args[name] = value
  end
  return args
end

local function times(n, value)
  local list = {}
  for i = 1, n do
    list[i] = value
  end
  return list
end

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

  describe("keeps the rules of CPH:", function()
    it("1 to 100 servers", function()
      local function restart(n)
        return { server_ids = times(n, "a") }
      end
      local what = "server_ids: 1 to 100 items, got "
      assert.equal(what .. "0", message_of("cph.restart_cloud_phone_server", restart(0)))
      accepts("cph.restart_cloud_phone_server", restart(1))
      accepts("cph.restart_cloud_phone_server", restart(100))
      assert.equal(what .. "101", message_of("cph.restart_cloud_phone_server", restart(101)))
    end)

    it("ids of at most 32 bytes everywhere", function()
      local id = ("a"):rep(32)
      for operation, args in pairs({
        ["cph.show_cloud_phone_server_detail"] = { server_id = id },
        ["cph.list_cloud_phone_servers"] = { server_id = id },
        ["cph.show_job"] = { job_id = id },
      }) do
        accepts(operation, args)
        local name = next(args)
        assert.equal(
          name .. ": at most 32 bytes, got 33",
          message_of(operation, { [name] = id .. "a" })
        )
      end
      accepts("cph.restart_cloud_phone_server", { server_ids = { id } })
      assert.equal(
        "server_ids[2]: 1 to 32 bytes, got 33",
        message_of("cph.restart_cloud_phone_server", { server_ids = { id, id .. "a" } })
      )
    end)

    it("no empty ids of servers that are to be changed", function()
      assert.equal("server_ids[1]: 1 to 32 bytes, got 0",
        message_of("cph.restart_cloud_phone_server", { server_ids = { "" } }))
      accepts("cph.restart_cloud_phone_server", { server_ids = { "a" } })
      local function update(id)
        return { servers = { { server_id = id, keypair_name = "k" } } }
      end
      assert.equal("servers[1].server_id: 1 to 32 bytes, got 0",
        message_of("cph.update_keypair", update("")))
      accepts("cph.update_keypair", update("a"))
    end)

    it("page sizes and closed lists", function()
      for _, operation in ipairs({ "cph.list_cloud_phone_servers", "cph.list_jobs" }) do
        local base = operation == "cph.list_jobs" and { request_id = "r" } or {}
        assert.equal("limit: 1 to 100, got 0", message_of(operation, with(base, { limit = 0 })))
        accepts(operation, with(base, { limit = 1 }))
        accepts(operation, with(base, { limit = 100 }))
        assert.equal("limit: 1 to 100, got 101", message_of(operation, with(base, { limit = 101 })))
      end
      accepts("cph.list_cloud_phone_servers", { network_version = "v2" })
      assert.equal(
        'network_version: one of "v1", "v2", got a string of 2 characters',
        message_of("cph.list_cloud_phone_servers", { network_version = "v3" })
      )
    end)

    it("one of request_id and request_ids, at most 20 of them", function()
      assert.equal(
        "request_id: at least one of request_id and request_ids, got none",
        message_of("cph.list_jobs", {})
      )
      accepts("cph.list_jobs", { request_id = "a" })
      accepts("cph.list_jobs", { request_id = "a", request_ids = "b" })
      accepts("cph.list_jobs", { request_ids = table.concat(times(20, "a"), ",") })
      assert.equal(
        "request_ids: at most 20 items joined by commas, got 21",
        message_of("cph.list_jobs", { request_ids = table.concat(times(21, "a"), ",") })
      )
    end)
  end)

  describe("keeps the rules of signature keys:", function()
    local function args(changes)
      return with({ sign_id = "s", name = "abc" }, changes)
    end
    local function refusal(changes, options)
      return message_of("apig.update_signature_key", args(changes), options)
    end
    local function fine(changes, options)
      accepts("apig.update_signature_key", args(changes), options)
    end

    it("names of 3 to 64 characters, first a letter or Chinese", function()
      local only = "name: only [a-zA-Z0-9_] and Chinese characters, "
        .. "got another character at position "
      local first = "name: first one of [a-zA-Z] and Chinese characters, got another character"
      assert.equal("name: 3 to 64 characters, got 2", refusal({ name = "ab" }))
      fine({ name = "abc" })
      fine({ name = ("a"):rep(64) })
      assert.equal("name: 3 to 64 characters, got 65", refusal({ name = ("a"):rep(65) }))
      assert.equal("name: 3 to 64 characters, got 2", refusal({ name = "中文" }))
      fine({ name = "中文字" })
      fine({ name = ("中"):rep(64) })
      assert.equal("name: 3 to 64 characters, got 65", refusal({ name = ("中"):rep(65) }))
      fine({ name = "一龥A" }) -- U+4E00 and U+9FA5
      assert.equal(first, refusal({ name = "\u{4DFF}ab" }))
      assert.equal(first, refusal({ name = "\u{9FA6}ab" }))
      assert.equal(first, refusal({ name = "1ab" }))
      assert.equal(first, refusal({ name = "_ab" }))
      fine({ name = "a1_" })
      assert.equal(only .. "3", refusal({ name = "ab-" }))
      assert.equal(only .. "2", refusal({ name = "中é中" }))
    end)

    -- Per kind: key and secret by shortest, longest, first character, other characters.
    local KINDS = {
      hmac = {
        key = { 8, 32, "a9", "+_-", "_-", "+!=" },
        secret = { 16, 64, "a9", "+_!", "_-!@#$%", "+/=" },
      },
      basic = {
        key = { 4, 32, "aZ", "9+_", "_-", "+!=" },
        secret = { 8, 64, "a9", "+_!", "_-!@#$%", "+/=" },
      },
      public_key = {
        key = { 8, 512, "a9+/", "_-=", "_-+/=", "!@#$%" },
        secret = { 15, 2048, "a9+/", "_-=!", "_-!@#$%+/=", "^&*." },
      },
      aes = {
        key = { 16, 32, "a9+/", "_-=!", "_-!@#$%+/=", "^&*." },
        secret = { 16, 16, "a9+/", "_-=!", "_-!@#$%+/=", "^&*." },
      },
      [false] = {
        key = { 4, 512, "a9+/", "_-=!", "_-!@#$%+/=", "^&*." },
        secret = { 8, 2048, "a9+/", "_-=!", "_-!@#$%+/=", "^&*." },
      },
    }
    for kind, members in pairs(KINDS) do
      for short, rule in pairs(members) do
        local member = "sign_" .. short
        local shortest, longest, first, not_first, others, not_others = table.unpack(rule)
        it(("%s of %s"):format(member, kind or "an unknown kind"), function()
          local sign_type = kind or nil
          local function set(value)
            return { sign_type = sign_type, [member] = value }
          end
          fine(set(("a"):rep(shortest)))
          fine(set(("a"):rep(longest)))
          for _, length in ipairs({ shortest - 1, longest + 1 }) do
            local message = refusal(set(("a"):rep(length)))
            assert.equal(member .. ": ", message:sub(1, #member + 2))
            assert.is_truthy(message:find("characters", 1, true), message)
            assert.is_truthy(message:find(", got " .. length .. "$"), message)
          end
          for c in first:gmatch(".") do
            fine(set(c .. ("a"):rep(shortest - 1)))
          end
          for c in not_first:gmatch(".") do
            local message = refusal(set(c .. ("a"):rep(shortest - 1)))
            assert.is_truthy(message:find("first one of", 1, true), message)
          end
          for c in others:gmatch(".") do
            fine(set("a" .. c .. ("a"):rep(shortest - 2)))
          end
          for c in (not_others .. " \n"):gmatch(".") do
            local message = refusal(set("a" .. c .. ("a"):rep(shortest - 2)))
            assert.is_truthy(message:find("only [", 1, true), message)
            assert.is_truthy(message:find("at position 2", 1, true), message)
          end
          assert.is_truthy(refusal(set("é" .. ("a"):rep(shortest))):find("first one of", 1, true))
        end)
      end
    end

    it("exact texts", function()
      assert.equal(
        'sign_key: 8 to 32 characters if sign_type is "hmac", got 7',
        refusal({ sign_type = "hmac", sign_key = "abcdefg" })
      )
      assert.equal(
        'sign_key: only [a-zA-Z0-9_-] if sign_type is "hmac", '
          .. 'got another character at position 9',
        refusal({ sign_type = "hmac", sign_key = "abcdefgh+" })
      )
      assert.equal(
        'sign_key: first one of [a-zA-Z] if sign_type is "basic", got another character',
        refusal({ sign_type = "basic", sign_key = "1abc" })
      )
      assert.equal("sign_key: 4 to 512 characters, got 3", refusal({ sign_key = "abc" }))
      assert.equal(
        'sign_type: one of "hmac", "basic", "public_key", "aes", got a string of 3 characters',
        refusal({ sign_type = "rsa" })
      )
    end)

    it("public_key secrets from 15 characters, at the other gateway from 16", function()
      local fifteen = { sign_type = "public_key", sign_secret = ("a"):rep(15) }
      local sixteen = { sign_type = "public_key", sign_secret = ("a"):rep(16) }
      fine(fifteen)
      fine(sixteen, { gateway = "apig" })
      assert.equal(
        'sign_secret: at least 16 characters if sign_type is "public_key", got 15',
        refusal(fifteen, { gateway = "apig" })
      )
    end)

    it("sign_algorithm only with aes, and its lengths", function()
      for algorithm, length in pairs({ ["aes-128-cfb"] = 16, ["aes-256-cfb"] = 32 }) do
        for _, sign_type in ipairs({ "aes", false }) do
          local function set(key, secret)
            return {
              sign_type = sign_type or nil,
              sign_algorithm = algorithm,
              sign_key = key and ("a"):rep(key),
              sign_secret = secret and ("a"):rep(secret),
            }
          end
          fine(set())
          fine(set(length, 16))
          local where = (' if sign_algorithm is "%s", got '):format(algorithm)
          for _, other in ipairs({ 17, 31 }) do
            assert.equal(
              ("sign_key: exactly %d characters%s%d"):format(length, where, other),
              refusal(set(other))
            )
          end
          for _, other in ipairs({ 15, 17 }) do
            assert.is_truthy(refusal(set(nil, other)):find("^sign_secret: exactly 16 characters"))
          end
        end
        for _, sign_type in ipairs({ "hmac", "basic", "public_key" }) do
          assert.equal(
            'sign_algorithm: only if sign_type is "aes", got another one',
            refusal({ sign_type = sign_type, sign_algorithm = algorithm })
          )
        end
      end
      assert.equal(
        'sign_algorithm: one of "aes-128-cfb", "aes-256-cfb", got a string of 11 characters',
        refusal({ sign_algorithm = "aes-512-cfb" })
      )
    end)

    it("the same for new keys, and page sizes", function()
      accepts(
        "apig.create_signature_key",
        { name = "abc", sign_type = "hmac", sign_key = "abcdefgh" }
      )
      assert.equal(
        'sign_key: 8 to 32 characters if sign_type is "hmac", got 7',
        message_of("apig.create_signature_key", {
          name = "abc",
          sign_type = "hmac",
          sign_key = "abcdefg",
        })
      )
      accepts("apig.list_signature_keys", { limit = 500, offset = -1 })
      assert.equal(
        "limit: 1 to 500, got 501",
        message_of("apig.list_signature_keys", { limit = 501 })
      )
      assert.equal("limit: 1 to 500, got 0", message_of("apig.list_signature_keys", { limit = 0 }))
    end)
  end)

  describe("keeps the rules of DevServers:", function()
    local LOGIN = { id = UUID, image_id = UUID, key_pair_name = "k" }
    local function refusal(changes)
      return message_of("devserver.change_dev_server_os", with(LOGIN, changes))
    end
    local function fine(changes)
      accepts("devserver.change_dev_server_os", with(LOGIN, changes))
    end
    local function password(value)
      return { id = UUID, image_id = UUID, admin_pass = value }
    end
    local function password_refusal(value)
      return message_of("devserver.change_dev_server_os", password(value))
    end

    it("ids that are UUIDs of version 1 to 5", function()
      local what = "id: a UUID in lower case, got a string of %d characters"
      for _, operation in ipairs({
        "reboot_dev_server",
        "reinstall_dev_server_os",
        "start_dev_server",
        "stop_dev_server",
      }) do
        accepts("devserver." .. operation, { id = UUID })
        for _, bad in ipairs({
          UUID:sub(2),
          UUID .. "0",
          UUID:upper(),
          (UUID:gsub("%-4", "-6")),
          (UUID:gsub("%-4", "-0")),
          (UUID:gsub("%-9", "-c")),
          (UUID:gsub("%-", "_")),
          (UUID:gsub("a", "g")),
        }) do
          assert.equal(what:format(#bad), message_of("devserver." .. operation, { id = bad }))
        end
      end
      accepts("devserver.show_dev_server", { id = "any id" })
    end)

    it("exactly one login", function()
      fine({})
      accepts("devserver.change_dev_server_os", password("Abcdef1!"))
      assert.equal(
        "admin_pass: exactly one of admin_pass and key_pair_name, got two",
        refusal({ admin_pass = "Abcdef1!" })
      )
      local none = "admin_pass: exactly one of admin_pass and key_pair_name, got none"
      assert.equal(
        none,
        message_of("devserver.change_dev_server_os", { id = UUID, image_id = UUID })
      )
      assert.equal(none, message_of("devserver.change_dev_server_os", { id = UUID }))
      accepts("devserver.reinstall_dev_server_os", { id = UUID })
      accepts("devserver.reinstall_dev_server_os", { id = UUID, key_pair_name = "k" })
      assert.equal(
        none,
        message_of("devserver.reinstall_dev_server_os", { id = UUID, user_data = "" })
      )
    end)

    it("passwords", function()
      local kinds = "admin_pass: at least three of upper-case letters, lower-case letters, digits "
        .. "and !@%-_=+[{}]:,./?, got "
      local words = "admin_pass: without root, administrator or these backwards, got one of them"
      assert.equal("admin_pass: 8 to 26 characters, got 7", password_refusal("Abcde1!"))
      assert.equal(
        "admin_pass: 8 to 26 characters, got 27",
        password_refusal("Aa1" .. ("x"):rep(24))
      )
      for _, good in ipairs({
        "Abcdefg1",
        "Abcdef!!",
        "abcdef1!",
        "ABCDEF1!",
        "Aa1" .. ("x"):rep(23),
        "Abcdefg1 #^",
      }) do
        accepts("devserver.change_dev_server_os", password(good))
      end
      for special in ("!@%-_=+[{}]:,./?"):gmatch(".") do
        accepts("devserver.change_dev_server_os", password("abcdef1" .. special))
      end
      assert.equal(kinds .. "none", password_refusal("########"))
      assert.equal(kinds .. "one", password_refusal("abcdefgh"))
      assert.equal(kinds .. "two", password_refusal("abcdefg1"))
      assert.equal(kinds .. "two", password_refusal("abcdef1#"))
      for _, word in ipairs({ "root", "toor", "administrator", "rotartsinimda", "rOOt" }) do
        assert.equal(words, password_refusal("A1!" .. word .. "x"))
      end
    end)

    it("names of key pairs", function()
      fine({ key_pair_name = "aZ09-_." })
      fine({ key_pair_name = ("k"):rep(64) })
      assert.equal(
        "key_pair_name: 1 to 64 characters, got 65",
        refusal({ key_pair_name = ("k"):rep(65) })
      )
      assert.equal("key_pair_name: 1 to 64 characters, got 0", refusal({ key_pair_name = "" }))
      assert.equal(
        "key_pair_name: only [a-zA-Z0-9_.-], got another character at position 2",
        refusal({ key_pair_name = "a b" })
      )
    end)

    it("images that are UUIDs, needed to change the system", function()
      local _, err = encode("devserver.change_dev_server_os", { id = UUID, key_pair_name = "k" })
      assert.equal("image_id: required, got nothing", err.message)
      assert.equal("image_id", err.field)
      fine({ image_id = "00000000-0000-0000-0000-000000000000" })
      assert.equal(
        "image_id: a UUID, got a string of 35 characters",
        refusal({ image_id = UUID:sub(2) })
      )
      assert.equal(
        "image_id: a UUID, got a string of 36 characters",
        refusal({ image_id = UUID:gsub("%-", "0", 1) })
      )
    end)

    it("user data of at most 32 KiB in Base64", function()
      -- Three bytes are four characters; 32768 = 3 * 10922 + 2.
      local most = ("QUJD"):rep(10922) .. "QUI="
      fine({ user_data = most })
      assert.equal(
        "user_data: at most 32768 bytes in Base64, got 32769",
        refusal({ user_data = ("QUJD"):rep(10923) })
      )
      for _, good in ipairs({ "", "QQ==", "QUI=", "+/+/" }) do
        fine({ user_data = good })
      end
      for _, bad in ipairs({ "Q", "QQ", "QQ=", "Q===", "QU=D", "QUJ!", "QU\nJ", "QUJDQ" }) do
        assert.equal(
          ("user_data: Base64 with padding, got a string of %d character%s"):format(
            #bad,
            #bad == 1 and "" or "s"
          ),
          refusal({ user_data = bad })
        )
      end
    end)

    it("batches", function()
      local function batch(changes)
        return with({ type = "START", servers = { { id = UUID } } }, changes)
      end
      local function batch_refusal(changes)
        return message_of("devserver.batch_dev_servers_action", batch(changes))
      end
      for _, kind in ipairs({ "START", "STOP", "REBOOT", "REINSTALLOS", "DELETE" }) do
        accepts("devserver.batch_dev_servers_action", batch({ type = kind }))
      end
      local where = ' if type is "CHANGEOS", got nothing'
      assert.equal("extend_param: required" .. where, batch_refusal({ type = "CHANGEOS" }))
      assert.equal(
        "extend_param.image_id: required" .. where,
        batch_refusal({ type = "CHANGEOS", extend_param = { key_pair_name = "k" } })
      )
      local request = accepts(
        "devserver.batch_dev_servers_action",
        batch({ type = "CHANGEOS", extend_param = { key_pair_name = "k", image_id = UUID } })
      )
      assert.same({
        type = "CHANGEOS",
        servers = { { id = UUID } },
        extend_param = { key_pair_name = "k", image_id = UUID },
      }, cjson.decode(request.body))
      assert.equal(
        "extend_param.admin_pass: exactly one of admin_pass and key_pair_name, got none",
        batch_refusal({ type = "REINSTALLOS", extend_param = { image_id = UUID } })
      )
      assert.equal("servers[1].id: required, got nothing", batch_refusal({ servers = { {} } }))
      assert.is_truthy(batch_refusal({ type = "PAUSE" }):find('^type: one of "START", "STOP"'))
    end)

    it("page sizes", function()
      accepts("devserver.list_dev_servers", { limit = 0, offset = 2147483647 })
      accepts("devserver.list_dev_servers", { limit = 1024, offset = 0, sort_dir = "DESC" })
      assert.equal(
        "limit: 0 to 1024, got 1025",
        message_of("devserver.list_dev_servers", { limit = 1025 })
      )
      assert.equal(
        "limit: 0 to 1024, got -1",
        message_of("devserver.list_dev_servers", { limit = -1 })
      )
      assert.equal(
        "offset: 0 to 2147483647, got -1",
        message_of("devserver.list_dev_servers", { offset = -1 })
      )
    end)
  end)

  describe("keeps the rules of IAM:", function()
    local function role(changes)
      return {
        auth = {
          identity = {
            methods = { "assume_role" },
            assume_role = with({ agency_name = "a", domain_name = "d" }, changes),
          },
        },
      }
    end
    local function refusal(changes)
      return message_of("iam.create_temporary_access_key_by_agency", role(changes))
    end

    it("an account by id or name", function()
      accepts("iam.create_temporary_access_key_by_agency", role({}))
      accepts("iam.create_temporary_access_key_by_agency", role({ domain_id = "d" }))
      assert.equal(
        "auth.identity.assume_role.domain_id: at least one of domain_id and domain_name, got none",
        message_of("iam.create_temporary_access_key_by_agency", {
          auth = { identity = { methods = {}, assume_role = { agency_name = "a" } } },
        })
      )
    end)

    it("life of keys and names of sessions", function()
      local path = "auth.identity.assume_role."
      for _, seconds in ipairs({ 900, 86400 }) do
        accepts("iam.create_temporary_access_key_by_agency", role({ duration_seconds = seconds }))
      end
      for _, seconds in ipairs({ 899, 86401 }) do
        assert.equal(
          path .. "duration_seconds: 900 to 86400, got " .. seconds,
          refusal({ duration_seconds = seconds })
        )
      end
      accepts(
        "iam.create_temporary_access_key_by_agency",
        role({ session_user = { name = "a b_.-9" } })
      )
      accepts(
        "iam.create_temporary_access_key_by_agency",
        role({ session_user = { name = ("a"):rep(32) } })
      )
      path = path .. "session_user.name: "
      assert.equal(path .. "1 to 32 characters, got 0", refusal({ session_user = { name = "" } }))
      assert.equal(
        path .. "1 to 32 characters, got 33",
        refusal({ session_user = { name = ("a"):rep(33) } })
      )
      assert.equal(
        path .. "first one of [a-zA-Z], got another character",
        refusal({ session_user = { name = "9a" } })
      )
      assert.equal(
        path .. "only [a-zA-Z0-9 _.-], got another character at position 2",
        refusal({ session_user = { name = "a+" } })
      )
    end)

    it("methods of a closed list", function()
      assert.equal(
        'auth.identity.methods[2]: one of "password", "totp", "assume_role", "token", '
          .. "got a string of 3 characters",
        message_of("iam.keystone_create_user_token_by_password", {
          auth = { identity = { methods = { "password", "sms" } } },
        })
      )
    end)

    it("page sizes", function()
      accepts("iam.keystone_list_projects", { page = 1, per_page = 5000 })
      assert.equal(
        "per_page: 1 to 5000, got 5001",
        message_of("iam.keystone_list_projects", { per_page = 5001 })
      )
      assert.equal(
        "page: at least 1, got 0",
        message_of("iam.keystone_list_projects", { page = 0 })
      )
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
