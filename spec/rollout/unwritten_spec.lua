-- SPDX-License-Identifier: Apache-2.0
-- Journals that stay away for too long: what came back is listed, so that a person can write it.

local core = require("_hwc")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

describe("a worker whose journal stays away", function()
  local ledger, path

  local server

  before_each(function()
    ledger = os.tmpname()
    path = rollouts.new_journal("postgresql")
    server = rollouts.server()
  end)

  after_each(function()
    os.remove(ledger)
  end)

  teardown(function()
    rollouts.stop()
  end)

  -- Runs a rollout of six targets, one a call, whose calls return by id what `replies` says; the
  -- journal goes away when all of them are under way.
  local function lose_journal(replies)
    local is_away, calls = false, 0
    rollouts.define_ledger(ledger, { batch = 1, submit = function(_, targets)
      calls = calls + 1
      while calls < 6 do
        hwc.sleep(0.01)
      end
      if not is_away then
        is_away = true
        server:stop("immediate")
      end
      return replies[targets[1].id]()
    end })
    assert(rollouts.plan({ targets = { "a", "b", "c", "d", "e", "f" }, waves = { "100%" } })
      :start({ journal = path }))
    local run = assert(assert(rollout.open(path, { outage = 0.3 })):latest())
    local report, err = run:work(rollouts.work({ client = rollouts.client, lease = 30,
      interval = 10 }))
    assert.is_nil(report)
    server:start()
    return run, err
  end

  local function fail(more)
    local given = { kind = "service", message = "no", fate = "responded", status = 400 }
    for name, value in pairs(more) do
      given[name] = value
    end
    return function()
      return nil, core.new_error(given)
    end
  end

  it("lists what came back and is not in the journal, with what it was", function()
    local run, err = lose_journal({
      a = function() return { data = { request_id = "r-a" } } end,
      b = function() return { refused = { b = { code = "X.1", message = "no such server" } } } end,
      c = fail({ fate = "unknown", kind = "transport", message = "lost" }),
      d = fail({ fate = "not_sent", kind = "transport", message = "no route" }),
      e = fail({ code = "X.2" }),
      f = function() return { accepted = {} } end,
    })
    assert.equal("journal", err.kind)
    local shown = {}
    for _, entry in ipairs(err.report.unwritten) do
      assert.equal("ledger.change", entry.step)
      shown[entry.target] = { entry.outcome, entry.decision, entry.code }
    end
    assert.same({
      a = { "accepted" },
      b = { "refused", "failed", "X.1" },
      c = { "unknown" },
      d = { "not_done", "redo" },
      e = { "refused", "failed", "X.2" },
      f = { "unknown" },
    }, shown)
    assert.equal("journal", err.report.stopped)
    for _, entry in ipairs(err.report.unwritten) do
      if entry.target == "a" then
        assert.equal("r-a", entry.data.request_id)
        assert.matches('^a: ledger.change was accepted, {"request_id":"r%-a"}; look at it',
          tostring(entry))
      elseif entry.target == "b" then
        assert.matches("resolve it as failed", tostring(entry))
      end
    end
    -- With it a person settles the rollout.
    assert.equal(6, run:status().under_way)
  end)

  it("ends once the journal was away for as long as it may, whatever else is due", function()
    local stopped_at
    rollouts.define_ledger(ledger, { submit = function()
      server:stop("immediate")
      stopped_at = core.now()
      return {}
    end })
    assert(rollouts.plan({ targets = { "a" }, waves = { "100%" } }):start({ journal = path }))
    local run = assert(assert(rollout.open(path, { outage = 2 })):latest())
    -- The lease is to be extended meanwhile, and given up at the end.
    local report = run:work(rollouts.work({ client = rollouts.client, lease = 3, deadline = 0.5 }))
    local seconds = core.now() - stopped_at
    server:start()
    assert.is_nil(report)
    assert.is_true(seconds >= 2 and seconds < 3, seconds)
    assert.equal("a", run:targets()().id) -- the journal may be away for as long as before
    server:stop("immediate")
    local begun = core.now()
    assert.is_nil(run:status())
    assert.is_true(core.now() - begun >= 2)
    server:start()
  end)

  it("still hears the calls that are under way, and lists them too", function()
    rollouts.define_ledger(ledger, { batch = 1, submit = function(_, targets)
      if targets[1].id == "a" then
        hwc.sleep(0.1)
        server:stop("immediate")
      else
        hwc.sleep(1.2) -- longer than the journal may be away
      end
      return {}
    end })
    assert(rollouts.plan({ targets = { "a", "b" }, waves = { "100%" } }):start({ journal = path }))
    local run = assert(assert(rollout.open(path, { outage = 0.2 })):latest())
    local report, err = run:work(rollouts.work({ client = rollouts.client, lease = 30 }))
    server:start()
    assert.is_nil(report)
    local found = {}
    for _, entry in ipairs(err.report.unwritten) do
      found[entry.target] = entry.outcome
    end
    assert.same({ a = "accepted", b = "accepted" }, found)
  end)

  it("says so on standard error, as worker.lua", function()
    local cloud <close> = assert(require("hwc.sandbox").start({ servers = 1, speed = 1000 }))
    local client <close> = assert(require("cph").client(cloud:options()))
    local plan = assert(rollout.plan({
      client = client,
      targets = client:each("list_cloud_phone_servers"),
      steps = { rollout.step("cph.restart_servers") },
    }))
    local run = assert(plan:start({ journal = path }))
    cloud:fail({ operation = "restart_cloud_phone_server", delay = 1 })
    local account = cloud:account()
    local pipe <close> = assert(io.popen(("HUAWEICLOUD_SDK_AK=%s HUAWEICLOUD_SDK_SK=%s "
      .. "HWC_SPEC_OUTAGE=0.3 lua5.4 spec/rollout/sandbox_worker.lua '%s' 2>&1 >/dev/null"):format(
      account.ak, account.sk, path)))
    while not run:targets({ state = "sending" })() do
      hwc.sleep(0.01)
    end
    server:stop("immediate")
    local shown = pipe:read("a")
    server:start()
    assert.matches("worker: not in the journal: %x+: cph.restart_servers was accepted, "
      .. "{.-request_id", shown)
    assert.matches("worker: journal: ", shown)
  end)
end)

describe("rollout.open", function()
  teardown(function()
    rollouts.stop()
  end)

  it("fails at once where the database is away, and waits for it where it is to", function()
    local name = rollouts.new_journal("postgresql")
    assert(rollout.open(name)):close()
    local server = rollouts.server()
    server:stop("immediate")
    local began = hwc.boot_time()
    local book, err = rollout.open(name)
    assert.is_nil(book)
    assert.same({ "journal", true }, { err.kind, err.retryable })
    assert.is_true(hwc.boot_time() - began < 2)
    began = hwc.boot_time()
    assert.is_nil((rollout.open(name, { wait = 0.5 })))
    assert.is_true(hwc.boot_time() - began >= 0.5)
    local opened
    hwc.run(function()
      local task = hwc.spawn(function()
        opened = rollout.open(name, { wait = 60 })
      end)
      hwc.sleep(0.2)
      server:start()
      task:wait()
    end)
    assert(opened):close()
  end)

  it("waits for no process that died while opening it, and limits transactions", function()
    local name = rollouts.new_journal("postgresql")
    assert(rollout.open(name)):close()
    local other = assert(require("_hwc_journal").open(name)) -- as one whose host lost its power
    assert(other:begin())
    assert(other:query("SELECT pg_advisory_xact_lock(7163485)"))
    local began = hwc.boot_time()
    local book = assert(rollout.open(name))
    assert.is_true(hwc.boot_time() - began < 2)
    for _, setting in ipairs({ "lock_timeout", "statement_timeout",
      "idle_in_transaction_session_timeout" }) do
      assert.equal("30s", book.db:read(book.db.row, "SHOW " .. setting)[setting])
    end
    other:rollback()
  end)
end)
