-- hwc rollout: from the plan to the report, and the exit statuses.

local cjson = require("cjson")
local cli = require("spec.support.cli")
local sandbox = require("hwc.sandbox")

describe("hwc rollout", function()
  local cloud, account, journal, targets

  setup(function()
    cloud = assert(sandbox.start({ servers = 30, speed = 1000 }))
    account = cli.account(cloud)
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
    journal, targets = os.tmpname() .. ".db", os.tmpname()
    local file <close> = assert(io.open(targets, "w"))
    file:write("# servers\n", table.concat(cli.server_ids(account), "\n"), "\n")
  end)

  after_each(function()
    for _, ending in ipairs({ "", "-wal", "-shm" }) do
      os.remove(journal .. ending)
    end
    os.remove(targets)
  end)

  -- The account's flags go with what sends.
  local function run(...)
    return cli.run({ "rollout", ... })
  end

  local function run_with_account(...)
    local flags = {}
    for i = 1, #account, 2 do
      if account[i] ~= "--cli-instance-id" then
        flags[#flags + 1] = account[i]
        flags[#flags + 1] = account[i + 1]
      end
    end
    return cli.run(cli.join({ "rollout", ... }, flags))
  end

  local function plan_flags(verb, ...)
    return run_with_account(verb, "--step", "cph.update_keypair", "keypair_name=keypair-2",
      "--step", "cph.restart_servers", "--targets", "@" .. targets, "--waves", "1,20%,100%",
      "--max-unavailable", "50%", ...)
  end

  it("shows a plan and its hash, and sends no change", function()
    local status, output, errors = plan_flags("plan")
    assert.equal(0, status, errors)
    assert.matches("cph.update_keypair", output)
    assert.matches("targets: 30\n", output)
    assert.matches("wave ends: 1, 6, 30\n", output)
    assert.matches("hash: %x+\n$", output)
    assert.same({}, cloud:effects())
    local _, json = plan_flags("plan", "-o", "json")
    assert.equal(output:match("hash: (%x+)"), cjson.decode(json).hash)
  end)

  it("refuses flags that a plan in Lua would not see", function()
    local path = os.tmpname()
    local file <close> = assert(io.open(path, "w"))
    file:write('return { steps = { require("hwc.rollout").step("cph.restart_servers", {}) }, '
      .. 'targets = { "a", "b" } }')
    file:close()
    assert.equal(0, (run_with_account("plan", path)))
    for _, words in ipairs({ { "--targets", "c" }, { "--waves", "100%" }, { "--confirm" },
      { "--step", "cph.restart_servers" }, { "--batch", "1" } }) do
      local status, _, errors = run_with_account("plan", path, table.unpack(words))
      assert.equal(2, status)
      assert.matches("the plan in Lua says it: leave %" .. words[1], errors)
    end
    os.remove(path)
  end)

  it("calls wrong values by their names, and does nothing", function()
    plan_flags("start", "--journal", journal)
    local broken = os.tmpname()
    local file <close> = assert(io.open(broken, "w"))
    file:write('error("no list of servers")')
    file:close()
    for message, words in pairs({
      ["unknown service nope"] = { "plan", broken, "--service", "nope" },
      ["no list of servers"] = { "plan", broken },
      ["\"0\" is no integer from 1"] = { "work", journal, "--concurrency", "0" },
      ["\"99999\" is no integer from 0 to 65535"] = { "serve", journal, "--port", "99999" },
      ["takes a reason"] = { "resolve", journal, "x", "done", "--why", "" },
      ["'%-%-state' must be one of"] = { "targets", journal, "--state", "nope" },
    }) do
      local is_local = words[1] == "serve" or words[1] == "resolve" or words[1] == "targets"
      local status, output, errors = (is_local and run or run_with_account)(table.unpack(words))
      assert.equal(2, status, errors)
      assert.equal("", output)
      assert.matches(message, errors)
      assert.is_nil(errors:find("internal error", 1, true), errors)
    end
    os.remove(broken)
    assert.same({}, cloud:effects())
  end)

  it("refuses a plan without targets, whatever it is read from", function()
    local path = os.tmpname()
    local file <close> = assert(io.open(path, "w"))
    file:write('return { steps = { require("hwc.rollout").step("cph.restart_servers", {}) }, '
      .. "targets = {} }")
    file:close()
    for _, words in ipairs({ { "plan", path }, { "plan", path, "-o", "json" },
      { "start", path, "--journal", journal } }) do
      local status, output, errors = run_with_account(table.unpack(words))
      assert.equal(2, status, errors)
      assert.equal("", output)
      assert.matches("no targets", errors)
    end
    os.remove(path)
  end)

  it("refuses a target that is there twice when it is planned, as start does", function()
    local said = {}
    for _, words in ipairs({ { "plan" }, { "plan", "-o", "json" },
      { "start", "--journal", journal }, { "start", "--journal", journal, "--dry-run" } }) do
      local status, output, errors = run_with_account(words[1], "--step", "cph.restart_servers",
        "--targets", "a", "b", "a", table.unpack(words, 2))
      assert.equal(2, status, errors)
      assert.equal("", output)
      said[#said + 1] = errors:match("target a is there more than once[^\n]*")
    end
    assert.same({ said[1], said[1], said[1], said[1] }, said)
    assert.is_nil(io.open(journal))
  end)

  it("says where a list of targets ends that cannot be read to its end", function()
    local ids = {}
    for i = 1, 1500 do
      ids[i] = "t-" .. i
    end
    run_with_account("start", "--step", "cph.restart_servers", "--journal", journal, "--targets",
      table.unpack(ids))
    local journals = require("hwc.rollout.journal")
    local read = journals.targets
    function journals.targets(db, id, state, after, limit)
      return after == 0 and read(db, id, state, after, limit) or db:query("SELECT broken")
    end
    local status, output, errors = run("targets", journal, "-o", "json")
    journals.targets = read
    assert.equal(1, status)
    assert.equal(1000, select(2, output:gsub('"id"', "")))
    assert.is_false((pcall(cjson.decode, output)))
    assert.matches("the list is not complete: it ends after 1000 items\n", errors)
    assert.matches("hwc: .*broken", errors)
  end)

  it("retries the targets of a file", function()
    plan_flags("start", "--journal", journal)
    local _, _, errors = run_with_account("retry", journal, "--targets", "@" .. targets)
    assert.is_nil(errors:find("@", 1, true), errors)
    assert.matches("target %x+ is waiting", errors)
  end)

  it("starts only what was seen", function()
    local _, output = plan_flags("plan")
    local hash = output:match("hash: (%x+)")
    local file <close> = assert(io.open(targets, "a"))
    file:write("another\n")
    file:close()
    local status, _, errors = plan_flags("start", "--journal", journal, "--plan-hash", hash)
    assert.equal(2, status)
    assert.matches("31 targets are not those of that hash", errors)
    assert.is_nil(io.open(journal))
  end)

  it("works to the end, and reports", function()
    local _, output = plan_flags("plan")
    local status, started, errors = plan_flags("start", "--journal", journal, "--plan-hash",
      output:match("hash: (%x+)"))
    assert.equal(0, status, errors)
    assert.matches("^rollout 1 of .*: 30 targets\n$", started)
    assert.same({}, cloud:effects())
    status, _, errors = run_with_account("work", journal, "--poll-interval", "0.1")
    assert.equal(0, status, errors)
    assert.matches("30 done, 0 failed", errors)
    local _, shown = run("status", journal, "-o", "json")
    assert.equal("finished", cjson.decode(shown).state)
    local _, list = run("targets", journal, "--state", "succeeded", "-o", "csv", "--no-header")
    assert.equal(30, select(2, list:gsub("\n", "")))
    local _, report = run("report", journal, "--format", "json")
    assert.equal(30, #cjson.decode(report).targets)
    local _, events = run("events", journal, "-o", "jsonl")
    assert.matches('"kind":"planned"', events)
    assert.same({ id = 1, name = "rollout", state = "finished", succeeded = 30, total = 30 },
      cjson.decode((select(2, run("list", journal, "-o", "jsonl")))))
    assert.equal(0, (run("watch", journal)))
    for _, effect in ipairs(cloud:effects()) do
      assert.equal(1, effect.count)
    end
  end)

  it("halts with 5, and the recap names commands that it has", function()
    plan_flags("start", "--journal", journal)
    cloud:fail_jobs({ operation = "restart_cloud_phone_server", times = 1 })
    local status, _, errors = run_with_account("work", journal, "--poll-interval", "0.1")
    assert.equal(5, status, errors)
    local count = 0
    for words in errors:gmatch("\n +hwc (rollout [^\n]+)") do
      count = count + 1
      local argv = { "--help" }
      for word in words:gsub("'[^']*'", "text"):gmatch("%S+") do
        table.insert(argv, #argv, word)
      end
      local accepted, usage = cli.run(argv)
      assert.equal(0, accepted, words .. usage)
    end
    assert.truthy(count >= 2, errors)
    status, _, errors = run("resume", journal, "--max-failures", "5")
    assert.equal(0, status, errors)
    status, _, errors = run_with_account("work", journal, "--poll-interval", "0.1")
    assert.equal(3, status, errors)
    assert.equal(0, (run("retry", journal)))
    status, _, errors = run_with_account("work", journal, "--poll-interval", "0.1")
    assert.equal(0, status, errors)
  end)

  it("names a command that lets a rollout go on whose failures leave no room", function()
    run_with_account("start", "--step", "cph.restart_servers", "--targets", "@" .. targets,
      "--waves", "100%", "--max-unavailable", "1", "--max-failures", "30", "--journal", journal)
    cloud:fail_jobs({ operation = "restart_cloud_phone_server", times = 1 })
    local status, _, errors = run_with_account("work", journal, "--poll-interval", "0.1")
    assert.equal(5, status, errors)
    assert.not_matches("max%-failures", errors)
    local limit = errors:match("hwc rollout resume %S+ %-%-max%-unavailable (%d+) %-%-work")
    assert.equal("2", limit, errors)
    assert.equal(0, (run("retry", journal)))
    status, _, errors = run_with_account("resume", journal, "--max-unavailable", limit, "--work",
      "--poll-interval", "0.05")
    assert.equal(0, status, errors)
  end)

  it("goes on after retry without more room: what failed has taken its own", function()
    run_with_account("start", "--step", "cph.restart_servers", "--targets", "@" .. targets,
      "--max-unavailable", "1", "--waves", "1,3,100%", "--journal", journal)
    cloud:fail_jobs({ operation = "restart_cloud_phone_server", times = 1 })
    assert.equal(5, (run_with_account("work", journal, "--poll-interval", "0.05")))
    assert.equal(0, (run("retry", journal)))
    local status, _, errors = run_with_account("resume", journal, "--work", "--poll-interval",
      "0.05")
    assert.equal(0, status, errors)
    assert.matches("30 done, 0 failed", errors)
  end)

  it("decides about targets in doubt", function()
    plan_flags("start", "--journal", journal)
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
    assert.equal(5, (run_with_account("work", journal, "--poll-interval", "0.1")))
    local _, text = run("targets", journal, "--state", "in_doubt", "-o", "csv", "--no-header",
      "--columns", "id")
    local id = text:match("^(%x+)\n$")
    assert.is_string(id)
    cloud:advance(600) -- the restart is over when a person looks at it
    local status, _, errors = run("resolve", journal, id, "done")
    assert.equal(2, status)
    assert.matches("%-%-why", errors)
    assert.equal(0, (run("resolve", journal, id, "done", "--why", "it has restarted")))
    status, _, errors = run_with_account("resume", journal, "--work", "--poll-interval", "0.1")
    assert.equal(0, status, errors)
  end)

  it("makes no journal where it only looks for one", function()
    for _, verb in ipairs({ "status", "work", "list", "pause", "watch", "events", "serve" }) do
      local status, _, errors = run(verb, journal)
      assert.equal(2, status, verb)
      assert.matches("no journal: " .. journal .. ": No such file", errors, 1, true)
    end
    assert.is_nil(io.open(journal))
  end)

  it("refuses values that are out of range, as usage", function()
    plan_flags("start", "--journal", journal)
    for _, words in ipairs({
      { "resume", journal, "--max-unavailable", "0" },
      { "work", journal, "--concurrency", "0" },
      { "work", journal, "--poll-interval", "0" },
      { "work", journal, "--stop-after", "0" },
      { "serve", journal, "--port", "65536" },
      { "targets", journal, "--state", "wating" },
    }) do
      local status, output, errors = run_with_account(table.unpack(words))
      assert.equal(2, status, words[3] .. errors)
      assert.matches(words[4] == "wating" and "%-%-state" or '"' .. words[4] .. '" is no', errors)
      assert.not_matches("traceback", errors)
      assert.equal("", output)
    end
  end)

  it("adds no tables to a database that is no journal", function()
    os.execute(("sqlite3 %s 'CREATE TABLE users (name TEXT)'"):format(journal))
    for _, verb in ipairs({ "status", "work", "list", "pause", "watch", "events" }) do
      local status, _, errors = run(verb, journal)
      assert.equal(2, status, verb)
      assert.matches("no journal", errors)
    end
    local pipe <close> = io.popen(("sqlite3 %s .tables"):format(journal))
    assert.matches("^users%s*$", pipe:read("a"))
  end)

  it("shows the plan with start --dry-run, and lists kinds of steps", function()
    local status, output, errors = plan_flags("start", "--journal", journal, "--dry-run")
    assert.equal(0, status, errors)
    local _, plan = plan_flags("plan")
    assert.equal(plan, output)
    assert.is_nil(io.open(journal))
    local _, steps = run("steps")
    assert.matches("\ncph.update_keypair keypair_name=VALUE\n", steps)
    for name, members in steps:gmatch("(%S+)([^\n]*)\n") do
      assert.is_table(require("hwc.rollout.steps").find(name), name .. members)
    end
  end)

  it("decides about many targets at once, and asks for the old worker's death", function()
    plan_flags("start", "--journal", journal, "--max-in-doubt", "9")
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, times = 9 })
    assert.equal(5, (run_with_account("work", journal, "--poll-interval", "0.1")))
    local _, text = run("targets", journal, "--state", "in_doubt", "-o", "csv", "--no-header",
      "--columns", "id")
    local list <close> = assert(io.open(targets, "w"))
    list:write(text)
    list:close()
    local status, _, errors = run("resolve", journal, "@" .. targets, "redo", "--why", "nothing")
    assert.equal(2, status)
    assert.matches("redo is possible in", errors)
    local db <close> = assert(require("hwc.rollout.database").open(journal))
    assert(db:transaction(nil, db.query, "UPDATE hwc_batch SET lease_until = 0"))
    status, _, errors = run("resolve", journal, "@" .. targets, "redo", "--why", "nothing")
    assert.equal(2, status)
    assert.matches("worker_is_dead", errors)
    status, _, errors = run("resolve", journal, "@" .. targets, "redo", "--why", "nothing",
      "--worker-is-dead")
    assert.equal(0, status, errors)
    assert.equal("", (select(2, run("targets", journal, "--state", "in_doubt", "-o", "csv",
      "--no-header"))))
  end)

  it("waits for approval of each wave", function()
    plan_flags("start", "--journal", journal, "--confirm")
    assert.equal(5, (run_with_account("work", journal, "--poll-interval", "0.1")))
    local state
    local wave = 0
    repeat
      wave = wave + 1
      run_with_account("approve", journal, tostring(wave), "--work", "--poll-interval", "0.1")
      state = cjson.decode((select(2, run("status", journal, "-o", "json")))).state
    until state == "finished" or wave > 4
    assert.equal("finished", state)
  end)

  it("takes plans in Lua", function()
    local path = os.tmpname()
    local file <close> = assert(io.open(path, "w"))
    file:write([[
      local client = ...
      local rollout = require("hwc.rollout")
      return {
        name = "in Lua",
        targets = client:each("list_cloud_phone_servers"),
        steps = { rollout.step("cph.restart_servers") },
      }
    ]])
    file:close()
    local status, output, errors = run_with_account("plan", path)
    os.remove(path)
    assert.equal(0, status, errors)
    assert.matches("rollout in Lua\n", output)
    assert.matches("targets: 30\n", output)
  end)

  it("says what is wrong with a plan", function()
    for words, message in pairs({
      ["--step cph.restart_server --targets a"] = "did you mean",
      ["--step cph.restart_servers"] = "%-%-targets are needed",
      ["--step cph.update_keypair nothing --targets a"] = "MEMBER=VALUE",
      ["--step cph.restart_servers --targets a --waves 1,x"] = "share such as",
    }) do
      local argv = { "rollout", "plan" }
      for word in words:gmatch("%S+") do
        argv[#argv + 1] = word
      end
      local status, _, errors = cli.run(cli.join(argv, account))
      assert.equal(2, status, words)
      assert.matches(message, errors)
    end
  end)
end)
