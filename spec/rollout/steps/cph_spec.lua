-- SPDX-License-Identifier: Apache-2.0
-- Steps of Cloud Phone Host over the sandbox: what it was asked, and what became of the targets.

local common = require("hwc.rollout.steps.common")
local cph = require("cph")
local pages = require("hwc.pages")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local sandbox = require("hwc.sandbox")
local steps = require("hwc.rollout.steps")

local rows = require("_hwc.cph")

describe("a step of Cloud Phone Host", function()
  local cloud, client, journals

  setup(function()
    common.pause = 0.1
  end)

  teardown(function()
    common.pause = 1
  end)

  local function begin(given)
    cloud = assert(sandbox.start(given))
    client = assert(cph.client(cloud:options()))
    journals = {}
  end

  after_each(function()
    client:close()
    cloud:close()
    for _, journal in ipairs(journals) do
      os.execute("rm -f '" .. journal .. "'*")
    end
  end)

  local function start(name, arguments, ids, given)
    local journal = rollouts.new_journal("sqlite")
    journals[#journals + 1] = journal
    local plan = { client = client, targets = ids, steps = { rollout.step(name, arguments) },
      waves = { "100%" }, max_unavailable = "100%", max_failures = "100%" }
    for member, value in pairs(given or {}) do
      plan[member] = value
    end
    return assert(assert(rollout.plan(plan)):start({ journal = journal }))
  end

  local function work(run, given)
    local report, err = run:work(rollouts.work(given))
    return assert(report, err)
  end

  local function ids_of(kind, member, count)
    local ids = {}
    for i, item in ipairs(cloud:state().cph[kind]) do
      if i <= count then
        ids[i] = item[member]
      end
    end
    assert.equal(count, #ids)
    return ids
  end

  local function failures(run)
    local list = {}
    for target in run:targets() do
      if target.state ~= "succeeded" then
        list[#list + 1] = { target.id, target.state, target.code, target.message }
      end
    end
    return list
  end

  local function count_requests(method, pattern)
    local count = 0
    for _, request in ipairs(cloud:requests()) do
      count = count + (request.method == method and request.target:find(pattern) and 1 or 0)
    end
    return count
  end

  local function let_pass(run, seconds)
    assert(run.db:transaction(nil, function(db)
      db:query([[UPDATE hwc_batch SET lease_until = lease_until - $1, intent_at = intent_at - $1,
        signed_at = signed_at - $1,
        reconcile_at = reconcile_at - $1]], seconds * 1000000)
      return true
    end))
  end

  -- The client, which deletes a server between the first two pages of a list.
  local function deleting_between_pages(id)
    local own = {}
    function own:each(...)
      return pages.each(self, rows, ...)
    end
    function own.list_cloud_phone_servers(_, arguments, call_options)
      if id and arguments.offset == 100 then
        assert(client:delete_cloud_phone_server({ server_ids = { id } }))
        cloud:advance(100)
        id = nil
      end
      return client:list_cloud_phone_servers(arguments, call_options)
    end
    return setmetatable(own, { __index = function(_, name)
      return function(_, ...)
        return client[name](client, ...)
      end
    end })
  end

  it("verifies servers that slip between pages by themselves", function()
    begin({ servers = 150, speed = 1000 })
    local ids = ids_of("servers", "server_id", 150)
    local deleted = table.remove(ids) -- the newest, which the first page shows
    local run = start("cph.restart_servers", {}, ids)
    assert.equal(149, work(run, { client = deleting_between_pages(deleted) }).succeeded)
    assert.same({}, failures(run))
    assert.equal(1, count_requests("GET", "/servers/%x+$"))
    assert.equal(2, count_requests("GET", "/servers%?"))
  end)

  it("fails servers that are gone when they are verified, and no others", function()
    begin({ servers = 3, speed = 1000 })
    local ids = ids_of("servers", "server_id", 3)
    local run = start("cph.restart_servers", {}, ids, { soak = 0.2 })
    local deleted = false
    work(run, { progress = function(p)
      if p.verifying == 3 and not deleted then
        deleted = true
        assert(client:delete_cloud_phone_server({ server_ids = { ids[1] } }))
        cloud:advance(100)
      end
    end, interval = 0.02 })
    assert.is_true(deleted)
    assert.same({ { ids[1], "failed", "verify", "the service does not know it" } }, failures(run))
  end)

  it("verifies what the service shows late", function()
    begin({ servers = 2, speed = 100, lag = 0.15 }) -- a restart takes 0.3 s
    local run = start("cph.restart_servers", {}, ids_of("servers", "server_id", 2))
    assert.equal(2, work(run).succeeded)
  end)

  it("fails targets that are not well after a restart", function()
    begin({ servers = 30, phones = 1, speed = 1000 })
    local servers = ids_of("servers", "server_id", 30)
    cloud:fail_jobs({ operation = "restart_cloud_phone_server", target = servers[7],
      abnormal = true })
    local run = start("cph.restart_servers", {}, servers)
    assert.equal(29, work(run).succeeded)
    assert.same({ { servers[7], "failed", "verify", "its status is 2, not 5 (normal)" } },
      failures(run))
    for _, name in ipairs({ "restart", "reset" }) do
      local phones = ids_of("phones", "phone_id", 2)
      cloud:fail_jobs({ operation = name .. "_cloud_phone", target = phones[1], abnormal = true })
      run = start(("cph.%s_phones"):format(name), {}, phones)
      assert.equal(1, work(run).succeeded)
      local failed = failures(run)[1]
      assert.same({ phones[1], "failed", "verify" }, { failed[1], failed[2], failed[3] })
      cloud:reset()
    end
  end)

  it("does its work on each target once", function()
    begin({ servers = 4, phones = 1, speed = 1000 })
    local servers = ids_of("servers", "server_id", 4)
    local phones = ids_of("phones", "phone_id", 4)
    for name, case in pairs({
      update_keypair = { "update_keypair", servers, { keypair_name = "keypair-2" } },
      restart_servers = { "restart_cloud_phone_server", servers, {} },
      restart_phones = { "restart_cloud_phone", phones, {} },
      reset_phones = { "reset_cloud_phone", phones, {} },
      run_shell_command = { "run_shell_command", phones, { command = "shell", content = "ls" } },
      push_file = { "push_file", phones, { command = "push", content = "obs://b/f /data/" } },
      install_apk = { "install_apk", phones,
        { command = "install", content = "-r obs://b/a.apk" } },
      uninstall_apk = { "uninstall_apk", phones, { command = "uninstall", content = "com.a" } },
    }) do
      local operation, ids, arguments = table.unpack(case)
      local run = start("cph." .. name, arguments, ids)
      assert.equal(4, work(run).succeeded, name)
      local begun = {}
      for _, entry in ipairs(cloud:effects()) do
        if entry.operation == operation then
          begun[entry.target] = entry.count
        end
      end
      for _, id in ipairs(ids) do
        assert.equal(1, begun[id], name)
      end
    end
    for _, server in ipairs(cloud:state().cph.servers) do
      assert.equal("keypair-2", server.keypair_name)
    end
  end)

  for _, applied in ipairs({ true, false }) do
    it(("decides key pairs in doubt by reading, once nothing can arrive (%s)"):format(
      applied and "done" or "not done"), function()
      begin({ servers = 2, speed = 1000 })
      -- The call is idempotent: it is tried three times.
      cloud:fail({ operation = "update_keypair", drop = true, applied = applied, times = 3 })
      local run = start("cph.update_keypair", { keypair_name = "keypair-3" },
        ids_of("servers", "server_id", 2))
      assert.equal(2, work(run).in_doubt)
      local sent = count_requests("PUT", "")
      assert.is_true(sent > 0)
      cloud:clear_faults()
      cloud:advance(60)
      let_pass(run, 600)
      assert.equal(2, work(run).in_doubt)
      let_pass(run, 600)
      work(run)
      assert(run:resume())
      assert.equal(2, work(run).succeeded)
      assert.equal(sent + (applied and 0 or 1), count_requests("PUT", ""))
    end)
  end

  it("leaves restarts in doubt to a person", function()
    begin({ servers = 2, speed = 1000 })
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
    local run = start("cph.restart_servers", {}, ids_of("servers", "server_id", 2))
    assert.equal(2, work(run).in_doubt)
    let_pass(run, 7 * 24 * 3600)
    assert.equal(2, work(run).in_doubt)
    assert.equal(2, #cloud:effects())
  end)

  it("polls large batches less often than small ones", function()
    begin({ servers = 1 })
    local definition = steps.find("cph.restart_servers")
    local schedule, at = {}, 0
    for i = 1, 3 do
      at = at + steps.interval(definition, i < 3 and 100 or 50)
      schedule[i] = at
    end
    -- A restart takes up to 37.5 s; half of a batch is done after 30 s.
    assert.is_true(schedule[2] < 37.5 and schedule[3] > 37.5 and schedule[3] < 45)
    assert.is_true(steps.interval(definition, 1) < 5.5)
  end)

  it("checks its arguments when planning, and sends nothing", function()
    begin({ servers = 1 })
    for name, member in pairs({
      ["cph.update_keypair"] = "keypair_name",
      ["cph.run_shell_command"] = "content",
      ["cph.push_file"] = "content",
      ["cph.install_apk"] = "content",
      ["cph.uninstall_apk"] = "content",
    }) do
      local plan, err = rollout.plan({ client = client, targets = { "x" },
        steps = { rollout.step(name) } })
      assert.is_nil(plan)
      assert.equal(member, err.field)
    end
    assert(rollout.plan({ client = client, targets = { "x" },
      steps = { rollout.step("cph.restart_servers"), rollout.step("cph.reset_phones") } }))
    assert.equal(0, #cloud:requests())
  end)
end)

describe("the interval of a step", function()
  it("may follow from how many targets are left", function()
    local asked, ends = {}, 0
    local ledger = os.tmpname()
    rollouts.define_ledger(ledger, {
      batch = 10,
      interval = function(open)
        asked[#asked + 1] = open
        return 0.01
      end,
      poll = function(_, batch)
        ends = ends + 1
        return { [batch.targets[1].id] = "succeeded", [batch.targets[#batch.targets].id] =
          ends > 1 and "succeeded" or nil }
      end,
    })
    local run = assert(rollouts.plan({ targets = rollouts.ids(5), waves = { "100%" } }):start({
      journal = rollouts.new_journal("sqlite") }))
    assert.equal(5, assert(run:work({ lease = 2, margin = 0.5, interval = 0.05 })).succeeded)
    assert.same({ 5, 4, 2 }, asked)
    os.remove(ledger)
  end)

  it("is a duration, or a function of one", function()
    for _, interval in ipairs({ 0, -1, "5", 1 / 0 }) do
      assert.has_error(function()
        rollout.define("spec.interval", { submit = function() end, interval = interval })
      end)
    end
    rollout.define("spec.interval", { submit = function() end, interval = function()
      return "soon"
    end })
    assert.equal(5, steps.interval(steps.find("spec.interval"), 1))
  end)
end)
