-- SPDX-License-Identifier: Apache-2.0
-- What is measured of hwc:
--
--   calls.lua request IDS                     prints the request, for raw.c to send the same
--   calls.lua loop CALLS IDS                  calls one after the other
--   calls.lua many CALLS IN_FLIGHT CONNECTIONS calls in tasks
--   calls.lua map ITEMS                       bytes that hwc.map takes an item, beside results
--   calls.lua restarts COUNT                  POSTs and GETs of restarts that are confirmed
--
-- loop and many print seconds of wall clock and of CPU for the calls, and the peak of resident
-- memory in KiB. The server's URL comes from the environment, BENCH_URL.

local URL = assert(os.getenv("BENCH_URL"), "bench/run.sh starts this")
local KEYS = { ak = "QTWAOYTTINDUT2QVKYUC", sk = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc" }
local SERVER = "1678567b8bab40f93711234cb80d0123"

local function new_client(ids)
  return assert(require("cph").client({
    endpoint = URL,
    project_id = ("%032d"):format(ids),
    ak = KEYS.ak,
    sk = KEYS.sk,
  }))
end

local function arguments(ids)
  local servers = {}
  for i = 1, ids do
    servers[i] = { server_id = SERVER, keypair_name = "keypair-2" }
  end
  return { servers = servers }
end

local function call(client, ids)
  local reply = assert(client:update_keypair(arguments(ids)))
  assert(#reply.jobs == ids and reply.jobs[ids].server_id == SERVER)
end

-- The call made before is not measured: it opens the connection.
local function measure(work)
  local now = require("_hwc").now
  local wall, cpu = now(), os.clock()
  work()
  wall, cpu = now() - wall, os.clock() - cpu
  local peak
  for line in io.lines("/proc/self/status") do
    peak = peak or line:match("^VmHWM:%s+(%d+) kB")
  end
  print(wall, cpu, peak)
end

local modes = {}

function modes.request(ids)
  local client <close> = new_client(ids)
  local request = assert(client:explain("update_keypair", arguments(ids)))
  local headers = {}
  for _, header in ipairs(request.headers) do
    if header[1] ~= "Authorization" and header[1] ~= "X-Sdk-Date" then
      headers[#headers + 1] = header
    end
  end
  local signed = assert(require("hwc").sign({
    method = request.method,
    url = request.url,
    headers = headers,
    body = request.body,
    ak = KEYS.ak,
    sk = KEYS.sk,
  }))
  table.move(signed.headers, 1, #signed.headers, #headers + 1, headers)
  print(request.method)
  print(request.url)
  for _, header in ipairs(headers) do
    print(header[1] .. ": " .. header[2])
  end
  print()
  io.write(request.body)
end

function modes.loop(calls, ids)
  local client <close> = new_client(ids)
  call(client, ids)
  measure(function()
    for _ = 1, calls do
      call(client, ids)
    end
  end)
end

function modes.many(calls, in_flight, connections)
  local hwc = require("hwc")
  local client <close> = new_client(1)
  call(client, 1)
  hwc.loop():limit_connections(connections)
  local list = {}
  for i = 1, calls do
    list[i] = i
  end
  measure(function()
    hwc.map(list, function()
      call(client, 1)
    end, { concurrency = in_flight })
  end)
end

-- What is in use in the last item, garbage included as it comes. The results, which are numbers,
-- are what a table of as many takes.
function modes.map(items)
  local hwc = require("hwc")
  local list = {}
  for i = 1, items do
    list[i] = i
  end
  collectgarbage()
  local before, most = collectgarbage("count"), 0
  local results = hwc.map(list, function(item)
    if item % 64 == 0 or item == items then
      most = math.max(most, collectgarbage("count"))
    end
    return item
  end)
  assert(#results == items)
  print((most - before) * 1024 / items - 16)
end

-- In batches of 100 servers, on a sandbox of its own.
function modes.restarts(count)
  local hwc = require("hwc")
  local cloud <close> = assert(require("hwc.sandbox").start({ servers = count, speed = 100 }))
  local calls = { POST = 0, GET = 0 }
  local options = cloud:options()
  options.on_event = function(event)
    if event.kind == "attempt" then
      calls[event.method] = calls[event.method] + 1
    end
  end
  local client <close> = assert(require("cph").client(options))
  local ids = {}
  for server in client:each("list_cloud_phone_servers") do
    ids[#ids + 1] = server.server_id
  end
  calls.GET = 0
  local replies, errors = hwc.map(hwc.chunks(ids, 100), function(batch)
    return client:restart_cloud_phone_server({ server_ids = batch })
  end, { concurrency = 10 })
  local report = assert(client:wait_jobs(replies, errors))
  assert(#report.succeeded == count)
  print(calls.POST, calls.GET)
end

local numbers = {}
for i = 2, #arg do
  numbers[#numbers + 1] = math.tointeger(arg[i])
end
modes[arg[1]](table.unpack(numbers))
