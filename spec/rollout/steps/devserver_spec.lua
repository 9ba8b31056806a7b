-- SPDX-License-Identifier: Apache-2.0
-- Steps of DevServers over the sandbox: what it was told, and what became of the instances.

local common = require("hwc.rollout.steps.common")
local devserver = require("devserver")
local recording = require("spec.support.recording")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local sandbox = require("hwc.sandbox")
local uv = require("luv")

local SPEED = 500

local ID = "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f"

-- User data is Base64.
local DATA = "dXNlci1kYXRhLWZyb20tYS1maWxl"

describe("a step of DevServers", function()
  local cloud, client, journals

  local function begin(given)
    given.speed = given.speed or SPEED
    cloud = assert(sandbox.start(given))
    client = assert(devserver.client(cloud:options()))
    journals = {}
  end

  setup(function()
    common.pause = 0.1
  end)

  teardown(function()
    common.pause = 1
  end)

  before_each(function()
    begin({ dev_servers = 8, supernodes = 1 })
  end)

  local function finish()
    client:close()
    cloud:close()
    for _, journal in ipairs(journals) do
      os.execute("rm -f '" .. journal .. "'*")
    end
  end

  after_each(finish)

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

  local function shown(id)
    for _, server in ipairs(cloud:state().devserver.servers) do
      if server.id == id then
        return server
      end
    end
  end

  local function ids_of(status)
    local ids = {}
    for _, server in ipairs(cloud:state().devserver.servers) do
      if server.status == status and not server.server_hps then
        ids[#ids + 1] = server.id
      end
    end
    assert.equal(4, #ids)
    return ids
  end

  -- How often an operation was begun on a target, and how it ended last.
  local function effect(operation, id)
    for _, entry in ipairs(cloud:effects()) do
      if entry.operation == operation and entry.target == id then
        return entry.count, entry.events[#entry.events].outcome
      end
    end
    return 0
  end

  -- Another image that fits the instance.
  local function image_for(id)
    local now = shown(id).image
    for _, image in ipairs(cloud:state().devserver.images) do
      if image.server_type == now.server_type and image.image_id ~= now.image_id then
        return image.image_id
      end
    end
  end

  local function target_of(run)
    return run:targets()()
  end

  local function let_pass(run, seconds)
    assert(run.db:transaction(nil, function(db)
      db:query([[UPDATE hwc_batch SET lease_until = lease_until - $1, intent_at = intent_at - $1,
        signed_at = signed_at - $1,
        reconcile_at = reconcile_at - $1]], seconds * 1000000)
      return true
    end))
  end

  for name, case in pairs({
    start = { "start_dev_server", "STOPPED", "RUNNING" },
    stop = { "stop_dev_server", "RUNNING", "STOPPED" },
    reboot = { "reboot_dev_server", "RUNNING", "RUNNING" },
    reinstall_os = { "reinstall_dev_server_os", "STOPPED", "RUNNING" },
  }) do
    it("waits for what " .. name .. " leads to", function()
      local operation, from, to = table.unpack(case)
      local ids = ids_of(from)
      local run = start("devserver." .. name, {}, ids)
      assert.equal(4, work(run).succeeded)
      for _, id in ipairs(ids) do
        assert.same({ 1, "succeeded" }, { effect(operation, id) })
        assert.equal(to, shown(id).status)
      end
    end)
  end

  it("waits for the image of change_os and of reinstall_os", function()
    for _, name in ipairs({ "change", "reinstall" }) do
      local id = ids_of("STOPPED")[1]
      local image = image_for(id)
      assert.equal(1, work(start(("devserver.%s_os"):format(name), { image_id = image,
        key_pair_name = "keypair-2" }, { id }))
        .succeeded)
      assert.same({ 1, "succeeded" }, { effect(("%s_dev_server_os"):format(name), id) })
      assert.equal(image, shown(id).image.image_id)
      cloud:set_status(id, "STOPPED")
    end
  end)

  it("takes no state for success that was there before", function()
    finish()
    begin({ dev_servers = 8, speed = 50, lag = 0.4 }) -- a reboot takes 0.6 s, and shows late
    local id = ids_of("RUNNING")[1]
    local run = start("devserver.reboot", {}, { id })
    local ended
    assert.equal(1, work(run, { interval = 0.02, progress = function(p)
      if p.succeeded + p.verifying > 0 and ended == nil then
        ended = select(2, effect("reboot_dev_server", id)) or false
      end
    end }).succeeded)
    assert.equal("succeeded", ended)
  end)

  it("fails where the instance does", function()
    local ids = ids_of("RUNNING")
    cloud:fail_jobs({ operation = "reboot_dev_server", target = ids[1] })
    local run = start("devserver.reboot", {}, { ids[1], ids[2] })
    local report = work(run)
    assert.same({ 1, 1 }, { report.failed, report.succeeded })
    local target = target_of(run)
    assert.same({ ids[1], "failed", "REBOOT_FAILED" }, { target.id, target.state, target.code })
    -- And is done again from there.
    assert(run:retry())
    assert.equal(2, work(run).succeeded)
    assert.equal(2, (effect("reboot_dev_server", ids[1])))
  end)

  it("fails where the instance is broken at the end", function()
    local id = ids_of("STOPPED")[1]
    cloud:fail_jobs({ operation = "start_dev_server", target = id, abnormal = true })
    local run = start("devserver.start", {}, { id })
    assert.equal(1, work(run).failed)
    assert.equal("ERROR", target_of(run).code)
  end)

  it("fails where the instance is gone", function()
    local id = ids_of("STOPPED")[1]
    cloud:fail_jobs({ operation = "start_dev_server", stuck = true })
    local run = start("devserver.start", {}, { id })
    local deleted = false
    local report = work(run, { progress = function()
      if not deleted and effect("start_dev_server", id) == 1 then
        deleted = true
        cloud:set_status(id, "STOPPED")
        assert(client:delete_dev_server({ id = id }))
        cloud:advance(100)
      end
    end })
    assert.equal(1, report.failed)
    assert.equal("ModelArts.6309", target_of(run).code)
  end)

  it("is refused where the service or the state refuses", function()
    local running, stopped = ids_of("RUNNING"), ids_of("STOPPED") -- VMs and BMs by turns
    local image = image_for(running[1])
    local run = start("devserver.change_os", { image_id = image, key_pair_name = "keypair-2" },
      { running[1] })
    assert.equal(1, work(run).refused)
    assert.equal("RUNNING", target_of(run).code)
    image = image_for(running[2])
    run = start("devserver.change_os", { image_id = image, key_pair_name = "keypair-2" },
      { stopped[1] })
    assert.equal(1, work(run).refused)
    assert.matches("^ModelArts", target_of(run).code)
    run = start("devserver.start", {}, { "no-such-instance" })
    assert.equal(1, work(run).refused)
    run = start("devserver.reboot", {}, { stopped[1] })
    assert.equal(1, work(run).refused)
    assert.same({}, cloud:effects())
  end)

  it("has nothing to do where the service says so", function()
    for name, status in pairs({ start = "RUNNING", stop = "STOPPED" }) do
      assert.equal(4, work(start("devserver." .. name, {}, ids_of(status))).succeeded)
    end
    assert.same({}, cloud:effects())
  end)

  it("asks the service, whatever a replica shows", function()
    finish()
    begin({ dev_servers = 8, lag = 5 })
    local id = ids_of("STOPPED")[1]
    cloud:set_status(id, "RUNNING")
    assert(client:show_dev_server({ id = id }))
    cloud:advance(6 * SPEED)
    assert(client:stop_dev_server({ id = id }))
    cloud:advance(30) -- it is stopped now, and shown as running
    assert.equal("RUNNING", client:show_dev_server({ id = id }).status)
    work(start("devserver.start", {}, { id }), { deadline = 0.2 })
    assert.equal(1, (effect("start_dev_server", id)))
  end)

  it("leaves a reboot in doubt to a person, and sends none again", function()
    local id = ids_of("RUNNING")[1]
    cloud:fail({ operation = "reboot_dev_server", drop = true, applied = true })
    local run = start("devserver.reboot", {}, { id })
    assert.same({ "halted", 1 }, { work(run).state, work(run).in_doubt })
    let_pass(run, 20 * 60)
    assert.equal(1, work(run).in_doubt)
    assert.equal(1, (effect("reboot_dev_server", id)))
    assert(run:resolve(id, "done", "seen"))
    assert(run:resume())
    assert.equal("finished", work(run).state)
    assert.equal(1, (effect("reboot_dev_server", id)))
  end)

  it("decides starts, stops and images in doubt by reading, once nothing can arrive", function()
    local ids = ids_of("STOPPED")
    local image = image_for(ids[3])
    local cases = {
      { "devserver.start", {}, ids[1], "start_dev_server", true },
      { "devserver.start", {}, ids[2], "start_dev_server", false },
      { "devserver.change_os", { image_id = image, key_pair_name = "keypair-2" }, ids[3],
        "change_dev_server_os", false },
    }
    for _, case in ipairs(cases) do
      local name, arguments, id, operation, applied = table.unpack(case)
      cloud:fail({ operation = operation, drop = true, applied = applied })
      local run = start(name, arguments, { id })
      assert.equal(1, work(run).in_doubt)
      let_pass(run, 600)
      assert.equal(1, work(run).in_doubt, "too early")
      let_pass(run, 600)
      work(run)
      assert(run:resume())
      assert.same({ "finished", 1 }, { work(run).state, run:status().succeeded })
      assert.equal(1, (effect(operation, id)), operation)
    end
  end)

  it("is gone on with by another worker", function()
    finish()
    begin({ dev_servers = 8, speed = 60 }) -- a reboot takes half a second
    local ids = ids_of("RUNNING")
    local run = start("devserver.reboot", {}, ids)
    assert.equal(4, work(run, { interval = 0.02, progress = function(p)
      return p.under_way < 4
    end }).under_way)
    let_pass(run, 60)
    local other = assert(assert(rollout.open(journals[1])):latest())
    assert.equal(4, work(other, { client = client }).succeeded)
    for _, id in ipairs(ids) do
      assert.same({ 1, "succeeded" }, { effect("reboot_dev_server", id) })
    end
  end)

  it("checks its arguments when planning, and sends nothing", function()
    for field, arguments in pairs({
      image_id = { key_pair_name = "k" },
      admin_pass = { image_id = "i", key_pair_name = "k", admin_pass = { env = "A" } },
    }) do
      local plan, err = rollout.plan({ client = client, targets = { "x" },
        steps = { rollout.step("devserver.change_os", arguments) } })
      assert.is_nil(plan)
      assert.equal(field, err.field)
    end
    assert.equal(0, #cloud:requests())
  end)

  describe("with secrets", function()
    local recorder

    before_each(function()
      recorder = recording.start()
    end)

    after_each(function()
      recorder:close()
    end)

    for _, name in ipairs({ "change_os", "reinstall_os" }) do
      it("sends those of " .. name .. " to the service, and writes them nowhere else", function()
        local file = os.tmpname()
        local written = assert(io.open(file, "w"))
        written:write(DATA)
        written:close()
        local settings = cloud:options()
        local machines <close> = assert(devserver.client({ endpoint = "http://127.0.0.1:"
          .. recorder.port, region = settings.region, project_id = settings.project_id,
          ak = settings.ak, sk = settings.sk }))
        recorder:script({ body = '{"status": "STOPPED", "update_at": 1, "image": '
          .. '{"image_id": "1a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f"}}' },
          { body = '{"status": "CHANGINGOS", "update_at": 2}' },
          { body = ('{"status": "RUNNING", "update_at": 3, "image": {"image_id": "%s"}}')
            :format(ID) })
        uv.os_setenv("HWC_SPEC_PASS", "Pass-from-the-environment1")
        local run = start("devserver." .. name, { image_id = ID,
          admin_pass = { env = "HWC_SPEC_PASS" }, user_data = { file = file } }, { ID },
          { client = machines })
        local report = work(run)
        assert.equal(1, report.succeeded, target_of(run).message)
        local body = recorder:requests()[2].body
        assert.truthy(body:find(DATA, 1, true), body)
        assert.truthy(body:find('"admin_pass":"Pass-from-the-environment1"', 1, true), body)
        os.remove(file)
        for _, ending in ipairs({ "", "-wal" }) do
          local journal <close> = io.open(journals[1] .. ending, "rb")
          local text = journal:read("a")
          assert.is_nil(text:find(DATA, 1, true))
          assert.is_nil(text:find("Pass-from-the-environment1", 1, true))
        end
      end)

      it("refuses plain ones of " .. name .. " with advice", function()
        for _, member in ipairs({ "admin_pass", "user_data" }) do
          for _, value in ipairs({ "Hunter2!secret", { env = "A", file = "b" }, { "x" } }) do
            local good, problem = pcall(rollout.step, "devserver." .. name,
              { image_id = "i", [member] = value })
            assert.is_false(good)
            assert.matches(member .. " is a secret", problem)
            assert.matches('{ env = "NAME" } or { file = "path" }', problem, 1, true)
            assert.is_nil(problem:find("Hunter2", 1, true))
          end
        end
      end)
    end
  end)
end)
