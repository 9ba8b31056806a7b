-- SPDX-License-Identifier: Apache-2.0
-- examples/rollout/worker.lua as a process: signals, exit statuses, and going on.

local cph = require("cph")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

describe("worker.lua", function()
  local cloud, client, path, run

  before_each(function()
    cloud = assert(require("hwc.sandbox").start({ servers = 30, speed = 20 }))
    client = assert(cph.client(cloud:options()))
    path = rollouts.new_journal("sqlite")
    local plan = assert(rollout.plan({
      name = "restart",
      client = client,
      targets = client:each("list_cloud_phone_servers"),
      steps = { rollout.step("cph.restart_servers") },
      waves = { "100%" },
      batch = 5,
      max_unavailable = "100%",
    }))
    run = assert(plan:start({ journal = path }))
  end)

  after_each(function()
    client:close()
    cloud:close()
    os.remove(path)
  end)

  -- Starts the worker; a function that waits for its end and gives exit status and output.
  local function start()
    local account = cloud:account()
    local pipe = assert(io.popen(("HUAWEICLOUD_SDK_AK=%s HUAWEICLOUD_SDK_SK=%s "
      .. "lua5.4 spec/rollout/sandbox_worker.lua '%s' 2>&1; echo status $?"):format(account.ak,
      account.sk, path)))
    return function()
      local text = pipe:read("a")
      pipe:close()
      return tonumber(text:match("status (%d+)")), text
    end
  end

  local function signal_when(condition, name)
    for _ = 1, 400 do
      hwc.sleep(0.02)
      local status = run:status()
      if condition(status) then
        os.execute("pkill -" .. name .. " -f 'sandbox_worker.lua " .. path .. "'")
        return status
      end
    end
    error("the worker did not come so far")
  end

  local function restarts()
    local times, most = {}, 0
    for _, job in ipairs(cloud:state().cph.jobs) do
      times[job.server_id] = (times[job.server_id] or 0) + 1
      most = math.max(most, times[job.server_id])
    end
    return most
  end

  for name, status in pairs({ INT = 130, TERM = 143 }) do
    it("stops after SIG" .. name .. " with what it sent recorded, and goes on later", function()
      local wait = start()
      signal_when(function(s) return s.under_way > 0 end, name)
      local exit, text = wait()
      assert.equal(status, exit, text)
      assert.matches("resume with the same command", text)
      assert.equal(0, run:status().in_doubt)
      run.db:transaction(nil, function(db)
        db:query("UPDATE hwc_batch SET lease_until = lease_until - 200000000")
      end)
      exit, text = start()()
      assert.equal(0, exit, text)
      assert.equal(30, run:status().succeeded)
      assert.equal(1, restarts())
    end)
  end
end)
