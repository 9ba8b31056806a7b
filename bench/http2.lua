-- SPDX-License-Identifier: Apache-2.0
-- Makes the calls of http2.sh and compares what they came to with what nginx logged. A column each:
--
--   ok            calls with a response
--   sent          failures that say that the request may have been acted on
--   never seen    of these, those that nginx never saw
--   in the response of these, those that broke off after the head of the response
--   timeout       calls that took too long
--   not sent      other failures to be transported
--   other         failures of any other kind
--   again         attempts beyond the first of calls that succeeded
--   false         contradictions: a request seen more often than there were attempts, seen although
--                 it was not sent, or answered although it was never seen
--
-- All calls should succeed; where one does not, or there is a contradiction, the exit status is 1.
-- VERBOSE=1 prints the errors; ROWS is a pattern: only rows that match it are run.

local cph = require("cph")
local hwc = require("hwc")
local now = require("_hwc").now

local PORT = math.tointeger(os.getenv("BENCH_PORT"))
local DIRECTORY = assert(os.getenv("BENCH_DIRECTORY"), "bench/http2.sh starts this")
local ROWS = os.getenv("ROWS") or ""

local KB = 1024
local rows = {}
for _, server in ipairs({
  { name = "1000 a connection", port = 1, small = true },
  { name = "50 a connection", port = 2, small = true },
  { name = "50, body is read", port = 3, small = true },
  { name = "1000, early answer", port = 1 },
  { name = "50, early answer", port = 2 },
}) do
  for _, size in ipairs({ { 20, 1500 }, { 64, 1500 }, { 20, 5000 }, { 64, 5000 } }) do
    rows[#rows + 1] = {
      name = server.name, port = server.port, in_flight = size[1], calls = size[2],
      body = server.small and 100 or 30 * KB,
    }
  end
end
rows[#rows + 1] = {
  name = "one stream, 0.5 s", port = 4, in_flight = 60, calls = 60, body = 100, timeout = 2,
}

local function new_client(port, timeout)
  local options = {
    endpoint = ("https://127.0.0.1:%d"):format(PORT + port), project_id = "p",
    ca_file = DIRECTORY .. "/here.pem", ak = "AKEXAMPLE7QRSTUVWX01", sk = ("k"):rep(40),
    timeout = timeout, http_version = "2",
  }
  return assert(cph.client(options))
end

-- How often the server saw each call.
local function seen()
  local count, connections, total = {}, {}, 0
  for line in io.lines(DIRECTORY .. "/seen.log") do
    local id, _, connection = line:match("^/v1/(%S+) (%d+) (%d+)")
    if id then
      count[id] = (count[id] or 0) + 1
      if not connections[connection] then
        connections[connection] = true
        total = total + 1
      end
    end
  end
  return count, total
end

local run = 0
local failed = false

local function measure(row)
  run = run + 1
  local body = { text = ("x"):rep(row.body) }
  local results, list = {}, {}
  for i = 1, row.calls do
    list[i] = ("%d-%d"):format(run, i)
  end
  io.open(DIRECTORY .. "/seen.log", "w"):close()
  local client <close> = new_client(row.port, row.timeout)
  local began = now()
  hwc.map(list, function(id)
    local reply, info = client:call({ method = "POST", path = "/v1/" .. id, body = body })
    results[id] = { reply = reply, info = info }
  end, { concurrency = row.in_flight })
  local took = now() - began
  os.execute("sleep 0.1")
  local count, connections = seen()
  local t = { ok = 0, sent = 0, unseen = 0, within = 0, timeout = 0, unsent = 0, other = 0,
    again = 0, wrong = 0 }
  local messages = {}
  for _, id in ipairs(list) do
    local result, times = results[id], count[id] or 0
    local info = result.info
    if result.reply then
      t.ok = t.ok + 1
      t.again = t.again + info.attempts - 1
      t.wrong = t.wrong + ((times == 0 or times > info.attempts) and 1 or 0)
    else
      local text = tostring(info):gsub("%d+%-%d+", "ID")
      messages[text] = (messages[text] or 0) + 1
      if times > info.attempts or times > 0 and info.sent == false then
        t.wrong = t.wrong + 1
      end
      if info.kind == "timeout" then
        t.timeout = t.timeout + 1
      elseif info.kind == "transport" and info.sent then
        t.sent = t.sent + 1
        t.unseen = t.unseen + (times == 0 and 1 or 0)
        t.within = t.within + (tostring(info):find("within the response", 1, true) and 1 or 0)
      elseif info.kind == "transport" then
        t.unsent = t.unsent + 1
      else
        t.other = t.other + 1
      end
    end
  end
  print(("%-19s %5d %4d | %5d %5d %6d %7d | %7d %5d %5d | %5d %5d | %4d %6.1f"):format(row.name,
    row.calls, row.in_flight, t.ok, t.sent, t.unseen, t.within, t.timeout, t.unsent, t.other,
    t.again, t.wrong, connections, took))
  failed = failed or t.ok < row.calls or t.wrong > 0
  if os.getenv("VERBOSE") then
    for text, number in pairs(messages) do
      print(("    %5d %s"):format(number, text))
    end
  end
end

print(("%-19s %5s %4s | %5s %5s %6s %7s | %7s %5s %5s | %5s %5s | %4s %6s"):format("nginx",
  "calls", "at a", "ok", "sent", "never", "in the", "timeout", "not", "other", "again", "false",
  "conn", "s"))
print(("%-19s %5s %4s | %5s %5s %6s %7s | %7s %5s %5s | %5s %5s | %4s %6s"):format("", "",
  "time", "", "", "seen", "answer", "", "sent", "", "", "", "", ""))
for _, row in ipairs(rows) do
  if (row.name .. " " .. row.calls .. " " .. row.in_flight):find(ROWS) then
    measure(row)
  end
end
os.exit(not failed)
