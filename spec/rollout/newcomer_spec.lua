-- SPDX-License-Identifier: Apache-2.0
-- A rollout over 300 servers by the program alone, as its documentation shows: workers are killed
-- three times and started again by the same command. The sandbox's ledger decides.

local cjson = require("cjson")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local sandbox = require("hwc.sandbox")

local SERVERS, KILLS = 300, 3

describe("a rollout over 300 servers whose workers are killed", function()
  local cloud, journal, ids, folder, work

  setup(function()
    cloud = assert(sandbox.start({ servers = SERVERS, speed = 200 }))
    folder = io.popen("mktemp -d"):read("l")
    journal, ids = folder .. "/ops.db", folder .. "/ids.txt"
    work = "rollout work " .. journal .. " --concurrency 2 --poll-interval 0.1"
  end)

  teardown(function()
    cloud:close()
    os.execute("rm -r " .. folder)
    rollouts.stop()
  end)

  -- A command of the program, for a shell.
  local function command(words)
    local account = cloud:account()
    return ("HUAWEICLOUD_SDK_AK=%s HUAWEICLOUD_SDK_SK=%s HUAWEICLOUD_SDK_PROJECT_ID=%s "
      .. "HUAWEICLOUD_SDK_REGION=cn-north-4 HUAWEICLOUD_SDK_IAM_ENDPOINT=%s "
      .. "HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4=%s exec lua5.4 bin/hwc %s"):format(account.ak,
      account.sk, account.project_id, cloud.url, cloud.url, words)
  end

  -- Its output and exit status.
  local function run(words)
    local pipe = assert(io.popen(("{ %s; } 2>%s/errors"):format(command(words), folder)))
    local output = pipe:read("a")
    local _, _, status = pipe:close()
    local file <close> = assert(io.open(folder .. "/errors"))
    return output, status or 0, file:read("a")
  end

  local function must(words, wanted)
    local output, status, errors = run(words)
    assert.equal(wanted or 0, status, words .. "\n" .. errors)
    return output
  end

  local function status()
    return cjson.decode(must("rollout status " .. journal .. " -o json"))
  end

  local function restarts()
    local times = {}
    for _, effect in ipairs(cloud:effects()) do
      if effect.operation == "restart_cloud_phone_server" then
        times[effect.target] = #effect.events
      end
    end
    return times
  end

  -- Starts a worker, and kills it once it has brought some targets on and has calls under way.
  local function kill_worker()
    local watched = assert(assert(rollout.open(journal)):latest())
    local before = watched:status().remaining
    local pipe = assert(io.popen(("{ %s; } >/dev/null 2>%s/work.log & echo $!"):format(
      command(work), folder)))
    local pid = pipe:read("l")
    pipe:close()
    repeat
      hwc.sleep(0.01)
      local now = watched:status()
      assert.not_equal("finished", now.state)
    until now.wave == 3 and now.under_way > 0 and now.remaining <= before - 10
    hwc.sleep(math.random() * 0.3)
    assert(os.execute("kill -9 " .. pid))
    -- As if the time of its leases had passed.
    assert(watched.db:transaction(nil, watched.db.query, "UPDATE hwc_batch SET lease_until = 0 "
      .. "WHERE state IN ('claimed', 'sending', 'polling', 'verifying')"))
    watched.db:close()
  end

  it("restarts each at most once, lists those in doubt, and ends with all done", function()
    local file <close> = assert(io.open(ids, "w"))
    file:write(must("cph list-cloud-phone-servers --all -o csv --no-header --columns server_id"))
    file:close()
    must(("rollout start --journal %s --name night --step cph.restart_servers --targets @%s "
      .. "--waves 1,5%%,100%% --max-unavailable 60%% --batch 10 --max-in-doubt 100"):format(journal,
      ids))
    cloud:fail({ operation = "restart_cloud_phone_server", delay = 0.3, share = 1 })
    for _ = 1, KILLS do
      kill_worker()
    end
    cloud:clear_faults()
    must(work, 4) -- done, but for what is in doubt

    local times = restarts()
    local done, untouched = {}, {}
    for id in must("rollout targets " .. journal .. " --state in_doubt -o csv --no-header "
        .. "--columns id"):gmatch("%x+") do
      local list = times[id] and done or untouched
      list[#list + 1] = id
    end
    assert.is_true(#done + #untouched > 0, "no kill hit a call")
    local now = status()
    assert.equal(SERVERS, now.succeeded + #done + #untouched)
    assert.equal(#done + #untouched, now.in_doubt)
    local total = 0
    for id, count in pairs(times) do
      assert.equal(1, count, id)
      total = total + 1
    end
    assert.equal(SERVERS - #untouched, total)

    local list <close> = assert(io.open(folder .. "/seen.txt", "w"))
    list:write(table.concat(done, "\n"), "\n")
    list:close()
    must(("rollout resolve %s @%s/seen.txt done --why 'their update_time is new'"):format(journal,
      folder))
    if #untouched > 0 then
      local more <close> = assert(io.open(folder .. "/more.txt", "w"))
      more:write(table.concat(untouched, "\n"), "\n")
      more:close()
      must(("rollout resolve %s @%s/more.txt redo --why 'nothing happened' --worker-is-dead")
        :format(journal, folder))
    end
    must(work)
    now = status()
    assert.same({ "finished", SERVERS, 0 }, { now.state, now.succeeded, now.in_doubt })
    for id, count in pairs(restarts()) do
      assert.equal(1, count, id)
    end
    must(("rollout report %s --file %s/report.html"):format(journal, folder))
  end)
end)
