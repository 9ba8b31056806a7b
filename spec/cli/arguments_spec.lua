-- Command lines that are easily read wrongly: what the sandbox receives, and what is refused before
-- anything is sent.

local arguments = require("hwc.cli.arguments")
local cjson = require("cjson")
local cli = require("spec.support.cli")
local core = require("_hwc")
local flags = require("hwc.cli.flags")
local made = require("spec.support.arguments")
local sandbox = require("hwc.sandbox")

describe("arguments of the program", function()
  local cloud, account

  setup(function()
    cloud = assert(sandbox.start({ servers = 130, speed = 1000 }))
    account = cli.account(cloud)
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  local function run(...)
    return cli.run(cli.join({ ... }, account))
  end

  local function received()
    local requests = cloud:requests()
    return requests[#requests]
  end

  local function ids(count)
    local _, text = run("cph", "list-cloud-phone-servers", "--max", tostring(count), "-o", "csv",
      "--no-header", "--columns", "server_id")
    cloud:reset()
    local list = {}
    for id in text:gmatch("%S+") do
      list[#list + 1] = id
    end
    assert.equal(count, #list)
    return list
  end

  it("reads lists from pipes, as shells name them", function()
    local output = os.tmpname()
    local quoted = {}
    for i, word in ipairs(account) do
      quoted[i] = "'" .. word .. "'"
    end
    local _, _, status = os.execute(("bash -c \"bin/hwc cph restart-cloud-phone-server --dry-run "
      .. "--server-ids @<(printf 'one\\ntwo\\n') %s\" >%s 2>&1"):format(
      table.concat(quoted, " "), output))
    local file <close> = assert(io.open(output))
    os.remove(output)
    local text = file:read("a")
    assert.equal(0, status, text)
    assert.matches('{"server_ids":["one","two"]}', text, 1, true)
    local refused, _, errors = run("cph", "restart-cloud-phone-server", "--dry-run", "--server-ids",
      "@/tmp")
    assert.equal(2, refused)
    assert.matches("/tmp: Is a directory", errors)
  end)

  it("refuses files and pipes without items: they would say all, or nothing", function()
    local path = os.tmpname()
    for _, text in ipairs({ "", "# none\n\n" }) do
      local file <close> = assert(io.open(path, "w"))
      file:write(text)
      file:close()
      for _, word in ipairs({ "@" .. path, "-" }) do
        local status, _, errors = cli.run(cli.join({ "cph", "run-shell-command", "--command",
          "shell", "--content", "reboot", "--server-ids", "1", "--phone-ids", word }, account),
          { stdin = text })
        assert.equal(2, status)
        assert.matches("--phone-ids: " .. word .. " has no items", errors, 1, true)
      end
    end
    os.remove(path)
    assert.same({}, cloud:requests())
    local status, output = run("cph", "run-shell-command", "--command", "shell", "--content", "id",
      "--server-ids", "1", "--phone-ids", "[]", "--dry-run")
    assert.equal(0, status)
    assert.matches('"phone_ids":[]', output, 1, true)
  end)

  it("takes no line of JSON for an ID", function()
    local status, _, errors = cli.run(cli.join({ "cph", "restart-cloud-phone-server",
      "--server-ids", "-", "--yes" }, account), { stdin = '{\n  "servers": [\n  ]\n}\n' })
    assert.equal(2, status)
    assert.matches("--server-ids: a list of JSON, or one item a line, is expected", errors, 1, true)
    assert.same({}, cloud:requests())
    status, _, errors = run("cph", "restart-cloud-phone-server", "--json", "[]")
    assert.equal(2, status)
    assert.matches("--json: an object is expected, got a list", errors, 1, true)
  end)

  it("finds secrets within JSON, and warns of those in clear on the command line", function()
    local auth = '{"identity":{"methods":["password"],"password":{"user":{"name":"a","password":'
      .. '"%s","domain":{"name":"d"}}}}}'
    for flag, form in pairs({ ["--auth"] = "%s", ["--json"] = '{"auth":%s}' }) do
      local function login(password)
        return run("iam", "keystone-create-user-token-by-password", "--dry-run", flag,
          form:format(auth:format(password)))
      end
      local status, _, errors = login("env:HWC_SPEC_ABSENT")
      assert.equal(2, status)
      assert.matches("auth.identity.password.user.password: the environment variable "
        .. "HWC_SPEC_ABSENT is not set", errors, 1, true)
      status, _, errors = login("Secret-7-in-clear")
      assert.equal(0, status)
      assert.matches("auth.identity.password.user.password in clear is shown", errors, 1, true)
      assert.is_nil(errors:find("Secret-7", 1, true))
      status, _, errors = login("env:HOME")
      assert.equal(0, status)
      assert.is_nil(errors:find("password in clear", 1, true), errors)
    end
  end)

  it("names flags in its advice, not options of scripts", function()
    local _, _, errors = run("cph", "list-cloud-phone-servers", "--json", '{"foo":1}')
    assert.matches("hint: to send a member that is newer than hwc, use --no-validate\n", errors,
      1, true)
    local status
    status, _, errors = cli.run({ "cph", "list-jobs", "--request-id", "x", "--access-key", "a",
      "--secret-key", "b" })
    assert.equal(2, status)
    assert.matches("hwc: --region or --endpoint is required", errors, 1, true)
    _, _, errors = cli.run({ "check", "--endpoint", "http://example.com", "--access-key", "a",
      "--secret-key", "b" })
    assert.is_nil(errors:find("allow_http", 1, true), errors)
    _, _, errors = run("cph", "list-cloud-phone-servers", "--query", "servers[0]")
    assert.matches("--cli-query is not supported", errors, 1, true)
  end)

  it("splits lists of targets alone; filters and stored lists stay whole or are refused", function()
    local split, whole = {}, 0
    for _, service in ipairs(core.services) do
      local rows = require("_hwc." .. service)
      for _, name in ipairs(rows.names()) do
        local row = rows.describe(name)
        for _, member in ipairs(row.members) do
          if member.type == "array" and member.max then
            local args = made.make(row, { keep = member.name })
            for i = 1, member.max + 1 do
              local item = args[member.name][1]
              args[member.name][i] = type(item) == "string" and ("%032x"):format(i) or item
            end
            local status, output, errors = run(service, name, "--cli-dry-run", "--cli-json",
              cjson.encode(args), table.unpack(row.gateway and { "--cli-gateway", row.gateway }
                or {}))
            local _, calls = output:gsub("curl ", "")
            if calls == 2 then
              split[#split + 1] = name .. " " .. member.name
            else
              whole = whole + 1
              assert.equal(2, status, name)
              assert.matches(member.name, errors, 1, true)
            end
          end
        end
      end
    end
    table.sort(split)
    assert.same({
      "batch_show_phone_connect_infos phone_ids",
      "delete_cloud_phone_server server_ids",
      "import_traffic phone_ids",
      "list_hyperinstance_clusters_capacity hyperinstance_cluster_ids",
      "push_share_apps server_ids",
      "restart_cloud_phone_server server_ids",
      "run_sync_command phone_ids",
    }, split)
    assert.truthy(whole >= 7)
    assert.same({}, cloud:requests())
  end)

  it("shows each request of a long list with --dry-run", function()
    local list = {}
    for i = 1, 250 do
      list[i] = ("id%d"):format(i)
    end
    local status, output = run("cph", "restart-cloud-phone-server", "--dry-run", "--server-ids",
      table.unpack(list))
    assert.equal(0, status)
    local counts = {}
    for body in output:gmatch("%-%-data%-raw '([^']+)'") do
      counts[#counts + 1] = #cjson.decode(body).server_ids
    end
    assert.same({ 100, 100, 50 }, counts)
    assert.same({}, cloud:requests())
  end)

  it("sends an ID once that occurs in several parts of a list", function()
    local list = ids(110)
    local status, _, errors = run("cph", "restart-cloud-phone-server", "--yes", "--server-ids",
      table.unpack(cli.join(list, { list[1], list[2] })))
    assert.equal(0, status, errors)
    assert.matches("2 of 112 items occur again and are sent once", errors)
    assert.matches("110 of 110 accepted", errors)
    for _, effect in ipairs(cloud:effects()) do
      assert.equal(1, effect.count)
    end
  end)

  it("takes the files of KooCLI, with members by their place", function()
    local id = ids(1)[1]
    local text = cjson.encode({ path = { project_id = cloud:options().project_id },
      body = { server_ids = { id } } })
    local path = os.tmpname()
    local file <close> = assert(io.open(path, "w"))
    file:write(text)
    file:flush()
    local status, _, errors = run("CPH", "RestartCloudPhoneServer", "--cli-jsonInput=" .. path)
    os.remove(path)
    assert.equal(0, status, errors)
    assert.same({ server_ids = { id } }, received().body)
    -- A member that has the name of a place is that member.
    run("cph", "list-share-files", "--json", cjson.encode({ path = "data", server_ids = id }))
    assert.matches("path=data", received().target)
  end)

  it("reads negative numbers, dotted items from 1, and =false", function()
    local status, _, errors = run("cph", "list-cloud-phones", "--status", "-6", "--all=false",
      "--limit", "1")
    assert.equal(0, status, errors)
    assert.matches("status=%-6", received().target)
    local id = ids(1)[1]
    status, _, errors = run("cph", "update-keypair", "--servers.1.server_id=" .. id,
      "--servers.1.keypair_name=keypair-2")
    assert.equal(0, status, errors)
    assert.equal(id, received().body.servers[1].server_id)
    for _, words in ipairs({ "--servers.0.server_id=x", "--servers.a.server_id=x",
      "--servers.1.nothing=x" }) do
      cloud:reset()
      status = run("cph", "update-keypair", words)
      assert.equal(2, status, words)
      assert.same({}, cloud:requests())
    end
  end)

  it("takes secrets that JSON names, at any depth", function()
    local path = os.tmpname()
    local file <close> = assert(io.open(path, "w"))
    file:write("Sandbox-7pass-long\n")
    file:flush()
    local status, _, errors = run("apig", "create-signature-key", "--json", cjson.encode({
      name = "orders", sign_type = "hmac", sign_key = "orders_key",
      sign_secret = "file:" .. path }))
    assert.equal(0, status, errors)
    assert.equal(1, #cloud:effects())
    assert.is_nil(errors:find("sign-secret in clear", 1, true))
    status, _, errors = run("iam", "keystone-create-user-token-by-password", "--json",
      cjson.encode({ auth = { identity = { methods = { "password" }, password = { user = {
        name = "x", password = "env:HWC_NOT_SET", domain = { name = "x" } } } } } }))
    assert.equal(2, status)
    assert.matches("auth.identity.password.user.password: the environment variable HWC_NOT_SET",
      errors)
    os.remove(path)
    local _, skeleton = run("apig", "create-signature-key", "--skeleton")
    assert.matches("// optional, string, secret as env:NAME or file:PATH[^\n]*\n *// "
      .. '"sign_secret"', skeleton)
  end)

  it("reads files as editors write them", function()
    local path = os.tmpname()
    local file <close> = assert(io.open(path, "w"))
    file:write("\u{feff}aaa\r\n# a comment\r\n\r\n  bbb \r\n")
    file:flush()
    local _, output = run("cph", "restart-cloud-phone-server", "--dry-run", "--server-ids",
      "@" .. path, "ccc")
    os.remove(path)
    assert.matches('{"server_ids":["aaa","bbb","ccc"]}', output, 1, true)
  end)

  it("asks before what deletes, stops, restarts or re-images several targets", function()
    local function asked(name, args)
      local status, _, errors = run(name:match("^%S+"), name:match("%S+$"), "--cli-json",
        cjson.encode(args))
      return status == 2 and errors:find("give --yes", 1, true) ~= nil
    end
    local two, phones = { "a", "b" }, { { phone_id = "a" }, { phone_id = "b" } }
    for name, args in pairs({
      ["cph restart_cloud_phone_server"] = { server_ids = two },
      ["cph delete_cloud_phone_server"] = { server_ids = two },
      ["cph restart_cloud_phone"] = { phones = phones },
      ["cph reset_cloud_phone"] = { phones = phones },
      ["cph stop_cloud_phone"] = { phone_ids = two },
      ["cph uninstall_apk"] = { command = "uninstall", content = "c", phone_ids = two },
      ["cph delete_share_files"] = { server_ids = two, file_paths = { "/data/a" } },
      ["apig batch_delete_acl"] = { acls = two },
      ["apig batch_disassociate_domains"] = { url_domains = two },
      ["apig batch_publish_or_offline_api"] = { action = "offline", env_id = "e", apis = two },
      ["devserver scale_down_hyperinstance"] = { id = "x", server_ids = two },
    }) do
      assert.is_true(asked(name, args), name)
      assert.same({}, cloud:requests())
    end
    for name, args in pairs({
      ["cph restart_cloud_phone_server"] = { server_ids = { "a" } },
      ["cph update_keypair"] = { servers = { { server_id = "a", keypair_name = "keypair-2" },
        { server_id = "b", keypair_name = "keypair-2" } } },
      ["cph batch_show_phone_connect_infos"] = { phone_ids = two },
    }) do
      assert.is_false(asked(name, args), name)
    end
  end)

  it("reads lists from standard input", function()
    local status, output, errors = cli.run(cli.join({ "cph", "restart-cloud-phone-server",
      "--dry-run", "--server-ids", "-" }, account), { stdin = "a\nb\n" })
    assert.equal(0, status, errors)
    assert.matches('{"server_ids":["a","b"]}', output, 1, true)
    status, output = cli.run(cli.join({ "cph", "update-keypair", "--dry-run", "--json", "-" },
      account), { stdin = '{"servers":[{"server_id":"a","keypair_name":"k"}]}' })
    assert.equal(0, status)
    assert.matches('"server_id":"a"', output, 1, true)
    status, output = cli.run(cli.join({ "call", "POST", "/v1/x", "--body", "-", "--dry-run", "-o",
      "json" }, table.move(account, 1, 12, 1, {})), { stdin = '{"a":1}' })
    assert.equal(0, status)
    assert.equal('{"a":1}', cjson.decode(output).body)
  end)

  it("needs a command behind flags", function()
    for _, words in ipairs({ { "--region" }, { "--sandbox" }, { "-o", "json" } }) do
      local status, output, errors = cli.run(words)
      assert.equal(2, status)
      assert.equal("", output)
      assert.matches("a command or a service is missing", errors)
    end
    for _, words in ipairs({ {}, { "--help" }, { "-h" } }) do
      local status, output = cli.run(words)
      assert.equal(0, status)
      assert.matches("^hwc %d", output)
    end
  end)

  it("refuses what is of no use before it asks or sends", function()
    for _, words in ipairs({
      { "cph", "show-job", "--job-id", "x", "--all" },
      { "cph", "update-server-name", "--server-id", "x", "--server-name", "y", "--wait" },
      { "cph", "list-cloud-phone-servers", "--to", "file" },
      { "cph", "list-cloud-phone-servers", "--max", "0" },
      { "cph", "list-cloud-phone-servers", "--max", "x" },
      { "cph", "list-cloud-phone-servers", "--cli-timeout", "-1" },
      { "cph", "list-cloud-phone-servers", "-o", "xml" },
      { "cph", "list-cloud-phone-servers", "--header", "x" },
      { "cph", "list-cloud-phone-servers", "--limit" },
      { "cph", "list-cloud-phone-servers", "--limit", "1", "--limit", "2" },
      { "cph", "list-cloud-phone-servers", "stray" },
      { "cph", "list-cloud-phone-servers", "--columns", "," },
      { "cph", "list-cloud-phone-servers", "--json", "@/nonexistent" },
      { "cph", "list-cloud-phone-servers", "--json", "[1]" },
      { "cph", "list-cloud-phone-servers", "-x" },
      { "cph", "restart-cloud-phone-server", "--server-ids", "@/nonexistent" },
    }) do
      cloud:reset()
      local status, output, errors = run(table.unpack(words))
      assert.equal(2, status, table.concat(words, " "))
      assert.equal("", output)
      assert.matches("^hwc: [^\n]+\n", errors)
      assert.is_nil(errors:find("internal error", 1, true), errors)
      assert.same({}, cloud:requests())
    end
  end)

  it("gives a member its name; the option of that name is --cli-NAME", function()
    local status, output, errors = run("cph", "run-sync-command", "--command", "shell",
      "--content", "ls", "--phone-ids", "p1", "--cli-timeout", "7", "--dry-run")
    assert.equal(0, status, errors)
    assert.matches("%-%-max%-time 7", output)
    local _, with_member = run("apig", "create-custom-authorizer", "--cli-dry-run", "--name", "abc",
      "--type", "FRONTEND", "--authorizer-type", "FUNC", "--authorizer-uri", "u",
      "--cli-timeout", "9", "--ttl", "1")
    assert.matches("%-%-max%-time 9", with_member)
    -- Every member of such a name is reached, and every option.
    local both = 0
    for _, service in ipairs(core.services) do
      local rows = require("_hwc." .. service)
      for _, name in ipairs(rows.names()) do
        for _, member in ipairs(rows.describe(name).members) do
          if flags.find(member.name) and not member.from_client and member.type == "string"
              and not member.secret then
            both = both + 1
            local read, given = arguments.read(rows.describe(name), { "--" .. member.name, "x",
              "--cli-" .. member.name .. "=5" }, {})
            assert.same({ [member.name] = "x" }, read)
            assert.is_not_nil(next(given))
          end
        end
      end
    end
    assert.truthy(both > 0)
  end)

  it("warns of columns that nothing has", function()
    for _, form in ipairs({ "json", "jsonl", "csv", "table" }) do
      local status, _, errors = run("cph", "list-cloud-phone-servers", "--limit", "1", "-o", form,
        "--columns", "server_id,server_nam")
      assert.equal(0, status)
      assert.matches("no column server_nam, did you mean server_name%?", errors)
      assert.is_nil(errors:find("no column server_id", 1, true))
    end
    local _, _, errors = run("cph", "list-cloud-phone-servers", "--limit", "1", "-o", "csv",
      "--columns", "server_id,addresses.1.server_ip,metadata.none")
    assert.is_nil(errors:find("server_ip", 1, true))
    local id = ids(1)[1]
    _, _, errors = run("cph", "show-cloud-phone-server-detail", "--server-id", id, "--columns",
      "server_idd")
    assert.matches("no column server_idd, did you mean server_id%?", errors)
  end)
end)
