-- Changes whose output cannot be written, because its reader is gone or the disk is full: what
-- became of them is on standard error, and nothing is cut off.

local cli = require("spec.support.cli")
local quoted = require("hwc.shell").quoted
local sandbox = require("hwc.sandbox")
local rollout = require("hwc.rollout")

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

describe("a change", function()
  local cloud, account, list

  setup(function()
    cloud = assert(sandbox.start({ servers = 130, speed = 1000 }))
    account = cli.account(cloud)
    list = cli.server_ids(account)
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  local function command(...)
    local words = { "bin/hwc" }
    for i, word in ipairs(cli.join({ ... }, account)) do
      words[i + 1] = quoted(word)
    end
    return table.concat(words, " ")
  end

  -- Runs lines of bash; what they write to `$status` is the status.
  local function bash(lines)
    local status, errors = os.tmpname(), os.tmpname()
    os.execute(("status=%s bash -c %s >/dev/null 2>%s"):format(status, quoted(lines), errors))
    local number, text = tonumber(read(status)), read(errors)
    os.remove(status)
    os.remove(errors)
    return number, (text:gsub("[^\n]*warning: %-%-secret%-key[^\n]*\n", ""))
  end

  -- As the first of a pipe whose other end is closed already.
  local function without_reader(line)
    return bash(("{ sleep 0.2; %s; echo $? >$status; } | true"):format(line))
  end

  local function on_full_disk(line)
    return bash(line .. " >/dev/full; echo $? >$status")
  end

  local function restart(count, ...)
    local words = { "cph", "restart-cloud-phone-server", "--yes", ... }
    words[#words + 1] = "--server-ids"
    return command(table.unpack(table.move(list, 1, count, #words + 1, words)))
  end

  local function assert_each_once(count)
    local effects = cloud:effects()
    assert.equal(count, #effects)
    for _, effect in ipairs(effects) do
      assert.equal(1, effect.count)
    end
  end

  it("of many targets says what was accepted and how to wait for it", function()
    for status, run in pairs({ [141] = without_reader, [1] = on_full_disk }) do
      cloud:reset()
      local found, errors = run(restart(130))
      assert.equal(status, found, errors)
      assert.matches("130 of 130 accepted, 0 refused", errors)
      assert.matches("to wait for what was accepted: hwc wait jobs %x+ %x+\n", errors)
      assert.equal(status == 1, errors:find("No space left", 1, true) ~= nil)
      assert_each_once(130)
    end
  end)

  it("that was to be waited for says how to wait for it", function()
    local status, errors = without_reader(restart(130, "--wait"))
    assert.equal(141, status, errors)
    assert.matches("to wait for what was accepted: hwc wait jobs %x+ %x+\n", errors)
    status, errors = without_reader(restart(1, "--wait"))
    assert.equal(141, status, errors)
    assert.matches("to wait for it: hwc wait jobs %x+\n", errors)
  end)

  it("of one call says that it was accepted", function()
    for status, run in pairs({ [141] = without_reader, [1] = on_full_disk }) do
      for _, line in ipairs({
        restart(2),
        command("cph", "update-server-name", "--server-id", list[1], "--server-name", "x"),
        command("call", "PUT", "/v1/{project_id}/cloud-phone/servers/" .. list[1], "--body",
          '{"server_name":"y"}'),
      }) do
        cloud:reset()
        local found, errors = run(line)
        assert.equal(status, found, line .. errors)
        assert.matches("accepted", errors)
        assert.is_true(#cloud:effects() > 0, line)
      end
    end
  end)

  it("has the status of what became of it, which is worse", function()
    for _, run in ipairs({ without_reader, on_full_disk }) do
      cloud:reset()
      local status, errors = run(command("cph", "restart-cloud-phone-server", "--yes",
        "--server-ids", list[1], "nope"))
      assert.equal(3, status, errors)
      assert.matches("1 refused: CPS.0015", errors)
      cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
      status, errors = run(restart(130, "--concurrency", "1"))
      assert.equal(4, status, errors)
      assert.matches("100 unknown, 30 not sent", errors)
    end
  end)

  it("of which one waits has the status of what failed", function()
    cloud:fail_jobs({ operation = "restart_cloud_phone_server", times = 1 })
    local _, text = cli.run(cli.join({ "cph", "restart-cloud-phone-server", "--yes", "--server-ids",
      list[1], list[2] }, account))
    local request = text:match('"request_id": "(%x+)"')
    local status, errors = without_reader(command("wait", "jobs", request, "--interval", "0.1"))
    assert.equal(3, status, errors)
    assert.matches("1 succeeded, 1 failed", errors)
  end)

  local function journal_of(words)
    local path = os.tmpname() .. ".db"
    return path, command("rollout", "start", "--step", "cph.restart_servers", "--targets", list[1],
      list[2], "--journal", path, "--max-unavailable", "2", table.unpack(words or {}))
  end

  local function status_of(path)
    local book <close> = assert(rollout.open(path))
    return assert(assert(book:latest()):status())
  end

  it("that is planned says that the journal is written", function()
    for status, run in pairs({ [141] = without_reader, [1] = on_full_disk }) do
      cloud:reset()
      local path, line = journal_of({ "--work" })
      local found, errors = run(line)
      assert.equal(status, found, errors)
      assert.matches("rollout 1 of " .. path .. ": 2 targets", errors, 1, true)
      assert.matches("hwc rollout work " .. path, errors, 1, true)
      assert.equal("planned", status_of(path).state)
      assert.same({}, cloud:effects())
      os.remove(path)
    end
  end)

  it("in a rollout goes on although nobody reads of its progress", function()
    local path, line = journal_of()
    bash(line)
    local work = command("rollout", "work", path, "--poll-interval", "0.1")
    assert.equal(0, (bash(("{ sleep 0.2; %s 2>&1; echo $? >$status; } | true"):format(work))))
    local status = status_of(path)
    assert.same({ "finished", 2, 0 }, { status.state, status.succeeded, status.in_doubt })
    os.remove(path)
  end)

  it("in a rollout is watched for as long as somebody reads", function()
    local path, line = journal_of()
    bash(line)
    local status, errors = without_reader("timeout 20 bin/hwc rollout watch " .. path .. " 2>&1")
    assert.equal(141, status, errors)
    os.remove(path)
  end)

  it("that makes something names it", function()
    local status, errors = without_reader(command("apig", "create-signature-key", "--name",
      "orders", "--sign-type", "hmac"))
    assert.equal(141, status, errors)
    local id = errors:match("create_signature_key: 1 of 1 accepted %(id (%S+)%)\n")
    assert.is_string(id, errors)
    local shown, text = cli.run(cli.join({ "apig", "list-signature-keys" }, account))
    assert.equal(0, shown)
    assert.matches(id, text, 1, true)
  end)

  it("changes nothing for programs that it starts: a closed pipe ends them", function()
    local out = os.tmpname()
    os.execute(("bin/hwc sandbox -- sh -c 'sh -c \"kill -PIPE \\$\\$; echo alive\"; echo $?' >%s")
      :format(out))
    assert.equal("141\n", read(out))
    os.remove(out)
  end)
end)

describe("a list", function()
  it("ends quietly with 141 when its reader is gone", function()
    local errors, status = os.tmpname(), os.tmpname()
    os.execute(("bash -c '{ sleep 0.2; bin/hwc operations key; echo $? >%s; } 2>%s | true'"):format(
      status, errors))
    assert.equal("141\n", read(status))
    assert.equal("", read(errors))
    os.remove(errors)
    os.remove(status)
  end)
end)
