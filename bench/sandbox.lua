-- SPDX-License-Identifier: Apache-2.0
-- Requests a second of the sandbox, and what its start costs: bench/sandbox.sh starts this.
--
-- The sandbox is a process of its own. Its CPU time is counted as well as the time that passes: the
-- rate for a second of CPU is what one core can do, whatever else the machine is doing.

local core = require("_hwc")
local sign = require("hwc").sign

local LOAD = assert(os.getenv("BENCH_LOAD"), "bench/sandbox.sh starts this")
local SECONDS = tonumber(os.getenv("BENCH_SECONDS") or 3)
local CONNECTIONS = 16
local TICKS = 100 -- clock ticks of /proc a second

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("a")
  file:close()
  return text
end

local function cpu_seconds(pid)
  local fields = {}
  for field in read("/proc/" .. pid .. "/stat"):match("%) (.*)$"):gmatch("%S+") do
    fields[#fields + 1] = field
  end
  return (fields[12] + fields[13]) / TICKS
end

local function peak_mib(pid)
  return tonumber(read("/proc/" .. pid .. "/status"):match("VmHWM:%s*(%d+)")) / 1024
end

local function start(servers)
  local path = os.tmpname()
  local pipe = assert(io.popen(("bin/hwc sandbox --port 0 --servers %d >%s & echo $!")
    :format(servers, path)))
  local cloud = { pid = pipe:read("n"), pipe = pipe, path = path }
  local line
  repeat
    os.execute("sleep 0.02")
    line = read(path):match("^(.*)\n")
  until line
  cloud.account = core.decode_json(line)
  cloud.start_seconds, cloud.start_mib = cpu_seconds(cloud.pid), peak_mib(cloud.pid)
  return cloud
end

local function stop(cloud)
  os.execute("kill " .. cloud.pid)
  cloud.pipe:close()
  os.remove(cloud.path)
end

local function signed(account, target)
  local made = assert(sign({
    method = "GET", url = account.url .. target, ak = account.ak, sk = account.sk,
    headers = { ["Content-Type"] = "application/json" },
  }))
  local lines = { ("GET %s HTTP/1.1"):format(made.target), "Content-Type: application/json" }
  for _, pair in ipairs(made.headers) do
    lines[#lines + 1] = pair[1] .. ": " .. pair[2]
  end
  return table.concat(lines, "\r\n") .. "\r\n\r\n"
end

local function measure(cloud, target)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(signed(cloud.account, target))
  file:close()
  local before = cpu_seconds(cloud.pid)
  local pipe = assert(io.popen(("%s %s %d %f <%s"):format(LOAD, cloud.account.url:match("%d+$"),
    CONNECTIONS, SECONDS, path)))
  local count, seconds = pipe:read("n", "n")
  pipe:close()
  os.remove(path)
  assert(count, "no responses")
  local cpu = cpu_seconds(cloud.pid) - before
  return count / seconds, count / cpu
end

print("servers  start CPU s  start MiB  request                     a second  a CPU second  MiB")
for servers in (os.getenv("BENCH_SERVERS") or "200 10000 100000"):gmatch("%d+") do
  local cloud = start(tonumber(servers))
  local root = "/v1/" .. cloud.account.project_id .. "/cloud-phone/"
  for _, target in ipairs({
    "servers?limit=1", "servers?limit=100", "servers?limit=1&offset=150", "phones?limit=1",
    "phones?limit=100",
  }) do
    local rate, cpu_rate = measure(cloud, root .. target)
    print(("%7s  %11.2f  %9.0f  %-26s  %8.0f  %12.0f  %3.0f"):format(servers,
      cloud.start_seconds, cloud.start_mib, target, rate, cpu_rate, peak_mib(cloud.pid)))
  end
  stop(cloud)
end
