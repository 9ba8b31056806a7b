-- SPDX-License-Identifier: Apache-2.0
-- Rules across members that arguments are checked by.
local cjson = require("cjson")
local encoding = require("spec.support.encoding")

local UUID = "11a4b8c2-8b5c-4d6e-9f01-23456789abcd"
local encode = encoding.encode
local message_of = encoding.message_of
local accepts = encoding.accepts
local with = encoding.with
local times = encoding.times

describe("encode", function()
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
end)
