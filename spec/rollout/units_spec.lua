-- SPDX-License-Identifier: Apache-2.0
-- The unit of systemd and the job of Kubernetes for workers, read by their own programs.

local yaml = require("lyaml")

local UNIT = "examples/rollout/hwc-worker@.service"

-- Seconds that a call may take; see docs/rollouts.md.
local CALL_DEADLINE = 60

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

-- What systemd-analyze says of a unit, whose program is there.
local function verify(text)
  local folder = io.popen("mktemp -d"):read("l")
  local path = folder .. "/hwc-worker@.service"
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
  local pipe = assert(io.popen(("systemd-analyze verify --man=no '%s' 2>&1"):format(path)))
  local shown = pipe:read("a")
  local good = pipe:close()
  os.execute("rm -r " .. folder)
  return good, shown
end

describe("hwc-worker@.service", function()
  it("is accepted by systemd", function()
    if not os.execute("command -v systemd-analyze >/dev/null") then
      pending("systemd-analyze is not installed")
      return
    end
    local good, shown = verify(read(UNIT))
    assert.is_true(good, shown)
    assert.equal("", shown)
    shown = select(2, verify((read(UNIT):gsub("TimeoutStopSec", "TimeoutStopSecs"))))
    assert.matches("TimeoutStopSecs", shown)
  end)

  it("lets a worker end its calls, and takes that for success", function()
    local text = read(UNIT)
    assert.is_true(tonumber(text:match("\nTimeoutStopSec=(%d+)\n")) > CALL_DEADLINE)
    assert.equal("143", text:match("\nSuccessExitStatus=(%d+)\n"))
    assert.equal("on-failure", text:match("\nRestart=(%S+)\n"))
  end)
end)

describe("workers.yaml", function()
  it("is a job whose workers have time to end their calls", function()
    local job = yaml.load(read("examples/rollout/workers.yaml"))
    assert.same({ "batch/v1", "Job" }, { job.apiVersion, job.kind })
    local pod = job.spec.template.spec
    assert.equal("OnFailure", pod.restartPolicy)
    assert.is_true(pod.terminationGracePeriodSeconds > CALL_DEADLINE)
    assert.is_true(job.spec.parallelism <= job.spec.completions)
    local container = pod.containers[1]
    assert.equal("$(HWC_JOURNAL)", container.command[3])
    assert.equal("HWC_JOURNAL", container.env[1].name)
  end)
end)
