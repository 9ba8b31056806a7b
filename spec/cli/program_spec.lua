-- The program as a process: streams, exit statuses, terminals, signals.

local cjson = require("cjson")
local cli = require("spec.support.cli")
local core = require("_hwc")
local quoted = require("hwc.shell").quoted
local sandbox = require("hwc.sandbox")

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

local function write(text, path)
  path = path or os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
  return path
end

describe("the program hwc", function()
  local cloud, client, account

  setup(function()
    cloud = assert(sandbox.start({ servers = 250, speed = 1000 }))
    client = assert(require("cph").client(cloud:options()))
    account = cli.account(cloud)
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  local function command(argv)
    local words = { "bin/hwc" }
    for i, word in ipairs(cli.join(argv, account)) do
      words[i + 1] = quoted(word)
    end
    return table.concat(words, " ")
  end

  -- Runs a command line of sh; $HWC stands for nothing.
  local function shell(line)
    local out, err = os.tmpname(), os.tmpname()
    local _, _, status = os.execute(("(%s) >%s 2>%s"):format(line, out, err))
    local output, errors = read(out), read(err):gsub("[^\n]*warning: %-%-secret%-key[^\n]*\n", "")
    os.remove(out)
    os.remove(err)
    return status, output, errors
  end

  local function run(...)
    return shell(command({ ... }))
  end

  -- In a pseudo-terminal of so many columns.
  local function on_terminal(columns, argv, input)
    local script = write(("stty cols %d rows 40\n%s\necho \"status $?\"\n"):format(columns,
      command(argv)))
    local answers = write(input or "")
    local pipe = assert(io.popen(cli.in_terminal(script) .. " <" .. answers))
    local text = pipe:read("a"):gsub("\r", "")
    pipe:close()
    os.remove(script)
    os.remove(answers)
    return (text:gsub("[^\n]*warning: %-%-secret%-key[^\n]*\n", ""))
  end

  local function ids(count)
    local list = {}
    for server in client:each("list_cloud_phone_servers") do
      list[#list + 1] = server.server_id
      if #list == count then
        break
      end
    end
    return list
  end

  -- 30 ms where an empty script takes 2; both are measured, since the machine may be busy.
  it("says its version as fast as 15 empty scripts", function()
    local function time(line, best)
      local began = core.now()
      assert.equal(0, (shell(line)))
      return math.min(best, core.now() - began)
    end
    local empty, version = math.huge, math.huge
    for _ = 1, 10 do
      empty = time("lua5.4 -e ''", empty)
      version = time("bin/hwc version", version)
    end
    assert.truthy(version <= 15 * empty, version .. " " .. empty)
  end)

  it("sends what the library sends, as a process", function()
    local id, count = ids(1)[1], 0
    for name, args in pairs({
      list_cloud_phone_servers = { limit = 3, status = 5 },
      list_cloud_phones = { limit = 2 },
      show_cloud_phone_server_detail = { server_id = id },
      list_jobs = { request_id = "x" },
      list_images = {},
      list_cloud_phone_images = {},
      list_encode_servers = {},
      list_project_tags = { resource_type = "cph-server" },
      list_cloud_phone_models = {},
      list_cloud_phone_server_models = {},
      restart_cloud_phone_server = { server_ids = ids(2) },
      restart_cloud_phone = { phones = { { phone_id = "p1" }, { phone_id = "p2" } } },
      reset_cloud_phone = { phones = { { phone_id = "p1", property = "{}" } } },
      stop_cloud_phone = { phone_ids = { "p1" } },
      update_keypair = { servers = { { server_id = id, keypair_name = "keypair-2" } } },
      update_server_name = { server_id = id, server_name = "new name" },
      run_sync_command = { command = "shell", content = "ls -l 'a b'", phone_ids = { "p1" } },
      install_apk = { command = "install", content = "obs://b/a.apk", phone_ids = { "p1" } },
      batch_create_tags = { action = "create", resource_type = "cph-server", resource_id = id,
        tags = { { key = "a", value = "b c" } } },
      list_share_files = { server_ids = id, path = "data" },
      delete_share_files = { server_ids = { id }, file_paths = { "/data/a" } },
    }) do
      cloud:reset()
      client[name](client, args)
      local expected = cloud:requests()[1]
      count = count + (expected and 1 or 0)
      for _, words in ipairs({ cli.kebab(args), cli.dotted(args) }) do
        cloud:reset()
        local _, _, errors = shell(command(cli.join({ "cph", name, "--yes" }, words)))
        local got = cloud:requests()[1]
        assert.is_table(got, name .. errors)
        assert.same({ expected.method, expected.target, expected.body },
          { got.method, got.target, got.body })
      end
    end
    assert.truthy(count >= 20, count)
  end)

  it("writes JSON into a pipe, and data alone", function()
    local status, output, errors = run("cph", "list-cloud-phone-servers", "--limit", "2")
    assert.equal(0, status)
    assert.equal("", errors)
    local reply = cjson.decode(output)
    assert.equal(2, #reply.servers)
    assert.equal(250, reply.count)
  end)

  it("streams all pages in each form", function()
    local wanted = ids()
    local status, output = run("cph", "list-cloud-phone-servers", "--all", "--limit", "100",
      "-o", "json")
    assert.equal(0, status)
    local found = {}
    for i, server in ipairs(cjson.decode(output).servers) do
      found[i] = server.server_id
    end
    assert.same(wanted, found)
    for form, extra in pairs({ csv = "--no-header", tsv = "--no-header", table = "--no-header" }) do
      local _, text = run("cph", "list-cloud-phone-servers", "--all", "-o", form, extra,
        "--columns", "server_id")
      assert.equal(table.concat(wanted, "\n") .. "\n", text, form)
    end
    local _, lines = run("cph", "list-cloud-phone-servers", "--max", "3", "-o", "jsonl",
      "--columns", "server_id")
    assert.equal(('{"server_id":"%s"}\n{"server_id":"%s"}\n{"server_id":"%s"}\n'):format(wanted[1],
      wanted[2], wanted[3]), lines)
  end)

  it("ends quietly when its reader is gone", function()
    local status, output, errors = shell("set -o pipefail; "
      .. command({ "cph", "list-cloud-phone-servers", "--all", "-o", "jsonl" }) .. " | head -1")
    if errors:find("pipefail", 1, true) then -- of dash
      status, output, errors = shell(("bash -c %s"):format(quoted("set -o pipefail; "
        .. command({ "cph", "list-cloud-phone-servers", "--all", "-o", "jsonl" }) .. " | head -1")))
    end
    assert.equal("", errors)
    assert.equal(1, select(2, output:gsub("\n", "")))
    assert.truthy(status == 0 or status == 141, status)
  end)

  it("fits tables into the terminal", function()
    for _, columns in ipairs({ 80, 140 }) do
      local text = on_terminal(columns, { "cph", "list-cloud-phone-servers", "--limit", "3" })
      assert.matches("\nhwc: without room: ", text)
      assert.matches("^\27%[1mserver_id +server_name +keypair_name", text)
      for line in text:gmatch("[^\n]+") do
        local shown = line:gsub("\27%[%d*m", "")
        assert.truthy(line:find("^hwc: ") or #shown <= columns, line)
      end
      assert.truthy(text:find(ids(1)[1], 1, true))
    end
  end)

  it("asks before it restarts several servers", function()
    local list = ids(3)
    local words = cli.join({ "cph", "restart-cloud-phone-server", "--server-ids" }, list)
    cloud:reset()
    assert.matches("status 2", on_terminal(80, words, "n\n"))
    assert.same({}, cloud:requests())
    assert.matches("status 0", on_terminal(80, words, "y\n"))
    assert.equal(3, #cloud:effects())
    cloud:reset()
    local status, _, errors = shell(command(words) .. " </dev/null")
    assert.equal(2, status)
    assert.matches("give %-%-yes", errors)
    assert.same({}, cloud:requests())
    assert.equal(0, (shell(command(cli.join(words, { "--yes" })))))
  end)

  it("splits lists, waits, and sums up", function()
    local path = write(table.concat(ids(), "\n") .. "\n")
    cloud:reset()
    local status, output, errors = run("cph", "restart-cloud-phone-server", "--server-ids",
      "@" .. path, "--yes", "--wait")
    os.remove(path)
    assert.equal(0, status, errors)
    assert.matches("hwc: 250 of 250 accepted, 0 refused, 0 failed, 0 unknown, 0 not sent\n", errors)
    assert.matches("hwc: 250 succeeded, 0 failed, 0 unknown", errors)
    local reply = cjson.decode(output)
    assert.equal(250, #reply.jobs)
    assert.equal(3, #reply.request_ids)
    local sent = {}
    for _, request in ipairs(cloud:requests()) do
      if request.method == "POST" then
        sent[#sent + 1] = #request.body.server_ids
      end
    end
    table.sort(sent)
    assert.same({ 50, 100, 100 }, sent)
    for _, effect in ipairs(cloud:effects()) do
      assert.equal(1, effect.count)
    end
  end)

  it("tells what failed, what is refused, and what is unknown, by its status", function()
    local words = { "cph", "restart-cloud-phone-server", "--yes", "--server-ids" }
    local list = ids(2)
    local status, _, errors = run(table.unpack(cli.join(words, { list[1], "nope" })))
    assert.equal(3, status)
    assert.matches("hwc: 1 refused: CPS.0015 .- %(first: nope%)", errors)
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
    assert.equal(4, (run(table.unpack(cli.join(words, list)))))
    cloud:fail({ operation = "list_jobs", status = 403, code = "APIG.0302" })
    status, _, errors = run("cph", "list-jobs", "--request-id", "x")
    assert.equal(1, status)
    assert.matches("^hwc: cph.list_jobs: APIG.0302 .- %(status 403, request %x+%)\nhwc: hint: ",
      errors)
    cloud:reset()
    status, _, errors = run("cph", "restart-cloud-phone-server", "--json", '{"server_ids": []}')
    assert.equal(2, status)
    assert.matches("server_ids: 1 to 100 items", errors)
    assert.same({}, cloud:requests())
  end)

  it("masks secrets in --dry-run, and sends nothing", function()
    local status, output = run("apig", "update-signature-key", "--sign-id", "x", "--name", "orders",
      "--sign-secret", "env:HOME", "--dry-run")
    assert.equal(0, status)
    assert.matches("^curl ", output)
    assert.is_nil(output:find(os.getenv("HOME"), 1, true))
    assert.same({}, cloud:requests())
  end)

  it("takes secrets from the environment and files, and warns of those in clear", function()
    local secret = write("Sandbox-7pass-long\n")
    for value, warned in pairs({ ["file:" .. secret] = false, ["Sandbox-7pass-long"] = true }) do
      cloud:reset()
      local status, _, errors = run("apig", "create-signature-key", "--name", "orders",
        "--sign-type", "hmac", "--sign-key", "orders_key", "--sign-secret", value)
      assert.equal(0, status, errors)
      assert.equal(warned, errors:find("%-%-sign%-secret in clear") ~= nil)
      assert.equal(1, #cloud:effects())
    end
    os.remove(secret)
  end)

  it("prints arguments to be filled in, and takes them back", function()
    local _, skeleton = run("cph", "update-keypair", "--skeleton")
    assert.matches("// required, array: Servers", skeleton)
    local path = write((skeleton:gsub('"server_id": "%w+"', '"server_id": "' .. ids(1)[1] .. '"')))
    local status, _, errors = run("cph", "update-keypair", "--json", path)
    assert.equal(0, status, errors)
    local sent = cloud:requests()
    assert.equal(ids(1)[1], sent[#sent].body.servers[1].server_id)
    os.remove(path)
  end)

  it("says what became of a change that is interrupted", function()
    cloud:fail({ operation = "restart_cloud_phone_server", hang = true })
    local status, _, errors = shell("timeout -s INT 0.7 " .. command({ "cph",
      "restart-cloud-phone-server", "--server-ids", ids(1)[1] }) .. "; echo $? >&2")
    assert.equal(0, status)
    assert.matches("may have been acted on", errors)
  end)

  it("counts what an interrupt kept from being sent, and accepts nothing for it", function()
    local path = write(table.concat(ids(250), "\n"))
    cloud:fail({ operation = "restart_cloud_phone_server", hang = true })
    local _, _, errors = shell("timeout -s INT 0.7 " .. command({ "cph",
      "restart-cloud-phone-server", "--server-ids", "@" .. path, "--yes", "--concurrency", "1" }))
    os.remove(path)
    assert.matches("0 of 250 accepted, 0 refused, 0 failed, 100 unknown, 150 not sent", errors)
  end)

  it("says what was accepted although the reply cannot be written", function()
    local path = write(table.concat(ids(250), "\n"))
    local words = { "cph", "restart-cloud-phone-server", "--yes", "--server-ids" }
    local status, _, errors = shell(command(cli.join(words, { "@" .. path })) .. " >/dev/full")
    assert.equal(1, status)
    assert.matches("250 of 250 accepted", errors)
    assert.matches("to wait for what was accepted: hwc wait jobs %x+ %x+ %x+\n", errors)
    assert.matches("standard output cannot be written", errors)
    cloud:reset()
    status, _, errors = shell(command(cli.join(words, { ids(1)[1] })) .. " >/dev/full")
    assert.equal(1, status)
    assert.matches("to wait for it: hwc wait jobs %x+\n", errors)
    os.remove(path)
  end)

  it("says how to wait on when a wait is interrupted", function()
    cloud:fail_jobs({ stuck = true })
    local _, _, errors = shell(command({ "cph", "restart-cloud-phone-server", "--server-ids",
      ids(1)[1], "--wait" }) .. " & sleep 0.8; kill -INT $!; wait $!; echo status $? >&2")
    assert.matches("hwc wait jobs %x+", errors)
    assert.matches("status 130", errors)
  end)

  it("shows no secret in what it advises", function()
    cloud:fail_jobs({ stuck = true })
    local reply = assert(client:restart_cloud_phone_server({ server_ids = ids(1) }))
    local _, _, errors = shell(command({ "wait", "jobs", reply.request_id })
      .. " & sleep 0.8; kill -INT $!; wait $!; echo status $? >&2")
    assert.matches("to wait for it: hwc wait jobs " .. reply.request_id .. "\n", errors)
    assert.matches("status 130", errors)
    assert.is_nil(errors:find(cloud:options().sk, 1, true))
  end)

  it("does not show secrets that it asks for on a terminal", function()
    local home = os.tmpname()
    os.remove(home)
    local script = write(("HOME=%s bin/hwc configure --no-check\nstty -a | grep -o -- '-*echo '\n")
      :format(home))
    local answers = write("AKID\nTOPSECRET\ncn-north-4\n\n\n")
    local pipe = assert(io.popen(("(sleep 0.5; while read -r line; do echo \"$line\"; sleep 0.3; "
      .. "done <%s) | %s"):format(answers, cli.in_terminal(script))))
    local text = pipe:read("a")
    pipe:close()
    assert.matches("AKID", text)
    assert.is_nil(text:find("TOPSECRET", 1, true), text)
    assert.matches("\necho ", text) -- it is on again
    assert.matches("sk = TOPSECRET\n", read(home .. "/.huaweicloud/credentials"))
    os.execute("rm -r " .. home)
    os.remove(script)
    os.remove(answers)
  end)

  it("suggests the nearest names", function()
    local status, _, errors = run("cph", "list-cloud-phone-server")
    assert.equal(2, status)
    assert.matches("the nearest are list%-cloud%-phone%-servers", errors)
    status, _, errors = run("cph", "list-cloud-phone-servers", "--limt", "3")
    assert.equal(2, status)
    assert.matches("did you mean %-%-limit%?", errors)
    status, _, errors = run("cph", "list-cloud-phone-servers", "--cli-query=a")
    assert.equal(2, status)
    assert.matches("%-%-columns", errors)
  end)

  it("has a local cloud for the time of a command", function()
    local status, output = shell("bin/hwc --sandbox cph list-cloud-phone-servers --all -o csv "
      .. "--no-header --columns server_id")
    assert.equal(0, status)
    assert.equal(200, select(2, output:gsub("\n", "")))
  end)

  it("writes the profile file, for its owner only, and tests it", function()
    local home = os.tmpname()
    os.remove(home)
    assert(os.execute("mkdir -p " .. home .. "/.huaweicloud"))
    local file = home .. "/.huaweicloud/credentials"
    write("[other]\nak = a\nsk = b\n", file)
    local options = cloud:options()
    local answers = write(("%s\n%s\ncn-north-4\n\n%s\n"):format(options.ak, options.sk,
      options.endpoint))
    local status, output, errors = shell(("HOME=%s bin/hwc configure --endpoint %s <%s"):format(
      home, options.endpoint, answers))
    assert.equal(0, status, errors)
    assert.matches("No problem was found", output)
    assert.equal(("[other]\nak = a\nsk = b\n\n[basic]\nak = %s\nsk = %s\nregion = cn-north-4\n"
      .. "iam_endpoint = %s\n"):format(options.ak, options.sk, options.endpoint), read(file))
    local pipe <close> = assert(io.popen("stat -c %a " .. file))
    assert.equal("600", pipe:read("l"))
    assert.is_nil(errors:find(options.sk, 1, true))
    os.execute("rm -r " .. home)
    os.remove(answers)
  end)

  it("is installed with completions and a manual that fit it", function()
    for shell_name, path in pairs({
      bash = "share/bash-completion/completions/hwc",
      zsh = "share/zsh/site-functions/_hwc",
      fish = "share/fish/vendor_completions.d/hwc.fish",
    }) do
      local _, text = shell("bin/hwc completion " .. shell_name)
      assert.equal(text, read(path))
    end
    assert.equal(require("hwc.cli.manual").text(), read("share/man/man1/hwc.1"))
  end)

  it("names what a call needs first, also what rules require", function()
    local _, output = cli.run({ "devserver", "help", "change-dev-server-os" })
    assert.matches("Synopsis\n  hwc devserver change%-dev%-server%-os %-%-id X %-%-image%-id X %[",
      output)
    assert.matches("Members\n  %-%-id\n[^-]+\n  %-%-image%-id\n", output)
    assert.matches("\n\nRules\n", output)
    assert.matches("Secrets are env:NAME, file:PATH", output)
    for _, words in ipairs({ { "help", "rollout", "plan" }, { "rollout", "plan", "--help" } }) do
      _, output = cli.run(words)
      assert.matches("^Usage: hwc rollout plan", output)
      assert.is_nil(output:find("--cli-", 1, true))
    end
  end)

  it("explains itself in 80 columns", function()
    local texts = { "help" }
    for _, service in ipairs(core.services) do
      for _, name in ipairs(require("_hwc." .. service).names()) do
        texts[#texts + 1] = { service, "help", name }
      end
    end
    texts[#texts + 1] = { "wait", "list" }
    for _, verb in ipairs({ "wait", "call", "check", "configure", "completion", "rollout" }) do
      texts[#texts + 1] = { verb, "--help" }
    end
    for _, words in ipairs(texts) do
      local status, output = cli.run(type(words) == "table" and words or { words })
      assert.equal(0, status)
      local in_example = false
      for line in output:gmatch("[^\n]+") do
        in_example = line == "Example" or in_example and line:find("^  ") ~= nil
        assert.truthy(in_example or #line <= 80 or not line:find(" %S+ "), line)
      end
    end
  end)
end)
