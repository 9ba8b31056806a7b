-- SPDX-License-Identifier: Apache-2.0
-- Faults of all kinds that a sandbox knows, ordered at random.

local M = {}

local CALLS = {
  { status = 503 },
  { status = 500, applied = true },
  { status = 502, body = "<html>bad gateway</html>" },
  { status = 429, headers = { ["Retry-After"] = "1" } },
  { throttle = 2, seconds = 1 },
  { drop = true },
  { drop = true, applied = true },
  { hang = true },
  { hang = true, applied = true },
  { cut = 20 },
  { delay = 0.7 },
  { delay = 4 }, -- longer than the calls of the workers may take
}

local JOBS = {
  { code = "CPS.0003" },
  { stuck = true },
  { abnormal = true },
  { takes = 600 },
}

local OPERATIONS = {
  "restart_cloud_phone_server", "restart_cloud_phone_server", "list_jobs", "list_jobs",
  "show_cloud_phone_server_detail", "list_cloud_phone_servers",
}

local function pick(list)
  local copy = {}
  for name, value in pairs(list[math.random(#list)]) do
    copy[name] = value
  end
  return copy
end

-- Seconds after which a fault that met no call is gone: faults of a call that is seldom made would
-- gather, so that it never succeeds again.
local LASTS = 3

---Orders a fault of calls, or of work.
function M.order(cloud)
  if math.random() < 0.15 then
    local fault = pick(JOBS)
    fault.operation, fault.times = "restart_cloud_phone_server", math.random(2)
    fault.seconds = LASTS
    cloud:fail_jobs(fault)
    return
  end
  local fault = pick(CALLS)
  fault.operation = OPERATIONS[math.random(#OPERATIONS)]
  fault.times = not fault.throttle and math.random(2) or nil
  fault.seconds = fault.seconds or LASTS
  cloud:fail(fault)
end

return M
