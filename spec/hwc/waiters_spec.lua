-- Waiting on a sandbox that shows changes late: from the order to its end, believing nothing old.

local cph = require("cph")
local devserver = require("devserver")
local sandbox = require("hwc.sandbox")

local LAG = 0.2

describe("waiting on a service that lags", function()
  local cloud, phones, machines

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, phones = 1, speed = 200, lag = LAG }))
    phones = assert(cph.client(cloud:options()))
    machines = assert(devserver.client(cloud:options()))
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    phones:close()
    machines:close()
    cloud:close()
  end)

  local QUICK = { first_delay = 0, interval = 0.02, max_interval = 0.02, deadline = 10 }

  -- What the sandbox knows of a server, at once.
  local function truth(id)
    for _, server in ipairs(cloud:state().devserver.servers) do
      if server.id == id then
        return server
      end
    end
  end

  -- Waits for an order, and looks that it took the time in which nothing new showed.
  local function wait(reply)
    local report = assert(machines:wait_dev_server(assert(reply), QUICK))
    assert.equal(1, #report.succeeded)
    assert(report.elapsed > LAG * 0.9, report.elapsed)
    return report.succeeded[1]
  end

  it("ends each order of a DevServer with what was ordered", function()
    local state = cloud:state().devserver
    local server = state.servers[1]
    local id, image = server.id, nil
    for _, known in ipairs(state.images) do
      if known.server_type == server.cloud_server.type
          and known.image_id ~= server.image.image_id then
        image = known.image_id
      end
    end
    assert.equal("RUNNING", wait(machines:reboot_dev_server({ id = id })).status)
    assert.equal("RUNNING", truth(id).status)
    assert.equal("STOPPED", wait(machines:stop_dev_server({ id = id })).status)
    assert.equal("STOPPED", truth(id).status)
    local changed = wait(machines:change_dev_server_os({
      id = id, image_id = assert(image), key_pair_name = "keypair-2",
    }))
    assert.equal(image, changed.image.image_id)
    assert.equal(image, truth(id).image.image_id)
    assert.equal("STOPPED", wait(machines:stop_dev_server({ id = id })).status)
    local before = truth(id).update_at
    assert.equal("RUNNING", wait(machines:reinstall_dev_server_os({
      id = id, key_pair_name = "keypair-1",
    })).status)
    assert.is_true(truth(id).update_at > before)
    wait(machines:stop_dev_server({ id = id }))
    assert.is_true(wait(machines:delete_dev_server({ id = id })).absent)
    assert.is_nil(truth(id))
  end)

  it("ends an order for several, some of which fail", function()
    local ids = {}
    for _, server in ipairs(cloud:state().devserver.servers) do
      ids[#ids + 1] = server.status == "RUNNING" and { id = server.id } or nil
    end
    cloud:fail_jobs({ operation = "reboot_dev_server", target = ids[1].id })
    local report = assert(machines:wait_dev_server(assert(machines:batch_dev_servers_action({
      type = "REBOOT", servers = ids,
    })), QUICK))
    assert.equal(#ids - 1, #report.succeeded)
    assert.equal("REBOOT_FAILED", report.failed[1].status)
    assert.equal(ids[1].id, report.failed[1].id)
  end)

  it("ends restarts of servers and phones when they run again", function()
    local state = cloud:state().cph
    local report = assert(phones:wait("server_normal", assert(phones:restart_cloud_phone_server({
      server_ids = { state.servers[1].server_id, state.servers[2].server_id },
    })), QUICK))
    assert.equal(2, #report.succeeded)
    assert(report.elapsed > LAG * 0.9, report.elapsed)
    report = assert(phones:wait("phone_running", assert(phones:restart_cloud_phone({
      phones = { { phone_id = state.phones[3].phone_id } },
    })), QUICK))
    assert.equal(1, #report.succeeded)
    assert(report.elapsed > LAG * 0.9, report.elapsed)
    report = assert(phones:wait("phone_stopped", assert(phones:stop_cloud_phone({
      phone_ids = { state.phones[3].phone_id },
    })), QUICK))
    assert.equal(8, report.succeeded[1].status)
  end)
end)
