-- SPDX-License-Identifier: Apache-2.0
-- Runs the measurements one after the other and prints them as a table; run.sh starts this. The
-- table and its plots also go to bench/results/<date>/.

package.path = "bench/?.lua;" .. package.path
local measure = require("measure")
local plot = require("plot")

local BUILD, DIRECTORY = os.getenv("BENCH_BUILD"), os.getenv("BENCH_DIRECTORY")
local RESULTS = os.getenv("BENCH_RESULTS")

-- The heaviest function of libcrypto is the one that hashes blocks; valgrind has no instructions
-- for that.
local CRYPTO = "libcrypto"

local out = assert(io.open(RESULTS .. "/table.txt", "w"))

local function say(text)
  print(text)
  out:write(text, "\n")
  out:flush()
end

local function write_request(ids)
  local path = ("%s/request-%d"):format(DIRECTORY, ids)
  measure.output_of(("lua5.4 bench/calls.lua request %d >%s"):format(ids, path))
end

local function raw(what, ids)
  return ("%s/raw %s <%s/request-%d"):format(BUILD, what, DIRECTORY, ids or 1)
end

local function hwc(what)
  return "lua5.4 bench/calls.lua " .. what
end

local function row(what, ours, theirs, ratio, target)
  say(("%-56s %12s %12s %7s  %s"):format(what, ours, theirs or "", ratio or "", target or ""))
end

-- A row of two values and their ratio. `aim` is "<= 1.5" or ">= 1".
local function compare(what, form, ours, theirs, ratio, aim)
  local verdict = aim
  if aim then
    local sign, bound = aim:match("^([<>]=) (%S+)$")
    local good = sign == "<=" and ratio <= tonumber(bound)
      or sign == ">=" and ratio >= tonumber(bound)
    verdict = ("%s: %s"):format(aim, good and "reached" or "MISSED")
  end
  row(what, form:format(ours), theirs and form:format(theirs), ratio and ("%.2f"):format(ratio),
    verdict)
end

-- A row whose value itself has an aim.
local function value_row(what, form, value, most)
  row(what, form:format(value), nil, nil,
    ("<= %g: %s"):format(most, value <= most and "reached" or "MISSED"))
end

local function first_line(command)
  return measure.output_of(command):match("^[^\n]*")
end

local function head()
  say(("%s, %s, %s processors, Linux %s"):format(os.date("!%Y-%m-%d"),
    first_line("sed -n 's/^model name\\s*: //p' /proc/cpuinfo"), first_line("nproc"),
    first_line("uname -r")))
  say(("libcurl %s, OpenSSL %s, %s, gcc %s"):format(first_line("pkg-config --modversion libcurl"),
    first_line("pkg-config --modversion libcrypto"), first_line("lua5.4 -v"),
    first_line("gcc -dumpfullversion")))
  say("")
  say("Medians of pairs of runs; a call is signed, checked and typed, raw libcurl sends its bytes.")
  say("")
  row("", "hwc", "raw", "ratio", "aim")
end

-- Both send the same request line and headers, but for the signature.
local function check_same_bytes()
  measure.numbers_of(hwc("loop 1 1"))
  measure.numbers_of(raw("loop 1"))
  local heads, count = {}, 0
  for line in io.lines(DIRECTORY .. "/access.log") do
    count = count + (heads[line] and 0 or 1)
    heads[line] = true
  end
  assert(count == 1, "hwc and raw.c send different requests")
end

local function instruction_rows()
  local ours, sha = measure.per_one(hwc("loop %d 1"), 100, 1100, CRYPTO)
  local theirs, their_sha = measure.per_one(raw("loop %d"), 100, 1100, CRYPTO)
  compare("instructions a call", "%.0f", ours, theirs, ours / theirs, "<= 1.5")
  local rest, their_rest = ours - sha, theirs - their_sha
  compare("  without the blocks of SHA-256", "%.0f", rest, their_rest, rest / their_rest, "<= 1.4")
  return ours, theirs
end

local function time_rows()
  local ours, theirs, ratios = measure.by_turns(hwc("loop 4000 1"), raw("loop 4000"))
  compare("CPU a call, us", "%.1f", ours.cpu / 4000 * 1e6, theirs.cpu / 4000 * 1e6, ratios.cpu,
    "<= 1.5")
  compare("wall clock a call, us", "%.1f", ours.wall / 4000 * 1e6, theirs.wall / 4000 * 1e6,
    ratios.wall)
  compare("peak memory, KiB", "%d", ours.peak, theirs.peak, ratios.peak)
  value_row("allocations a call", "%.1f", measure.allocations(hwc("loop %d 1"), 20, 120), 48)
  return ours.cpu / 4000
end

-- Other ways to send the same call, where they are installed.
local function peer_rows(ours)
  local lua_curl, python = "lua5.4 bench/peers/lua_curl.lua", "python3 bench/peers/python_sdk.py"
  local go = DIRECTORY .. "/go_sdk"
  for _, peer in ipairs({
    { name = "Lua-cURL and lua-cjson, unsigned", probe = lua_curl .. " probe", run = lua_curl },
    { name = "the Go SDK", probe = ("go build -o %s bench/peers/go_sdk.go"):format(go), run = go,
      aim = "<= 0.333" },
    { name = "the Python SDK", probe = python .. " probe", run = python, aim = "<= 0.0286" },
  }) do
    if os.execute(peer.probe .. " >/dev/null 2>&1") then
      local _, theirs, ratios = measure.by_turns(hwc("loop 1000 1"), peer.run .. " loop 1000")
      compare("CPU a call, us; " .. peer.name, "%.1f", ours * 1e6, theirs.cpu / 1000 * 1e6,
        ratios.cpu, peer.aim)
    else
      say(("%s: not installed, left out"):format(peer.name))
    end
  end
end

local function many(calls, in_flight, connections)
  local what = ("many %d %d %d"):format(calls, in_flight, connections)
  return measure.by_turns(hwc(what), raw(what))
end

local function many_row(in_flight, connections, aim)
  local calls = 10000
  local ours, theirs, ratios = many(calls, in_flight, connections)
  compare(("calls a second, %d in flight, %d connections"):format(in_flight, connections), "%.0f",
    calls / ours.wall, calls / theirs.wall, 1 / ratios.wall, aim)
  compare("  CPU a call, us", "%.1f", ours.cpu / calls * 1e6, theirs.cpu / calls * 1e6, ratios.cpu)
end

local function plot_in_flight()
  local ours, theirs = {}, {}
  for _, in_flight in ipairs({ 1, 4, 16, 64, 256, 1000 }) do
    local a, b = many(4000, in_flight, in_flight)
    ours[#ours + 1] = { in_flight, 4000 / a.wall }
    theirs[#theirs + 1] = { in_flight, 4000 / b.wall }
  end
  plot.write(RESULTS .. "/in_flight.svg", {
    title = "Calls a second, each in flight on a connection of its own",
    x = "calls in flight", y = "calls a second",
    lines = { { name = "hwc", points = ours }, { name = "raw libcurl", points = theirs } },
  })
end

local function start_row()
  local ours, theirs, ratio = measure.processes_by_turns("lua5.4 bench/first.lua", raw("first"), 41)
  compare("process with require, client and first reply, ms", "%.1f", ours * 1e3, theirs * 1e3,
    ratio, "<= 1.25")
end

local function json(what, path, times)
  return ("lua5.4 bench/json.lua %s %s %d"):format(what, path, times)
end

local function json_row(what, verbs, path, times, aim)
  local ours, theirs, ratios = {}, {}, {}
  for i = 1, 7 do
    theirs[i] = measure.numbers_of(json(verbs[2], path, times)) / times
    ours[i] = measure.numbers_of(json(verbs[1], path, times)) / times
    ratios[i] = aim:find("^>") and theirs[i] / ours[i] or ours[i] / theirs[i]
  end
  compare(what, "%.2f", measure.median(ours) * 1e3, measure.median(theirs) * 1e3,
    measure.median(ratios), aim)
end

local function json_rows()
  json_row("writing a body of 10,000 ids, ms; cjson.encode", { "encode", "cjson_encode" }, "10000",
    40, ">= 1")
  json_row("  of 10,000 ids with key pairs", { "encode_pairs", "cjson_encode_pairs" }, "10000", 40,
    ">= 1")
  for _, size in ipairs({ { 50000, 400, "50 KB" }, { 1000000, 20, "1 MB" },
    { 20000000, 2, "20 MB" } }) do
    local path = ("%s/reply-%d"):format(DIRECTORY, size[1])
    measure.output_of(("lua5.4 bench/json.lua make %d >%s"):format(size[1], path))
    json_row(("reading a reply of %s, typed, ms; cjson.decode"):format(size[3]),
      { "decode", "cjson_decode" }, path, size[2], "<= 0.9")
  end
end

local function ids_rows(one, raw_one)
  local ours, theirs = { { 1, one } }, { { 1, raw_one } }
  for _, ids in ipairs({ 10, 100 }) do
    write_request(ids)
    local a = measure.per_one(hwc("loop %d " .. ids), 20, 220)
    local b = measure.per_one(raw("loop %d", ids), 20, 220)
    ours[#ours + 1], theirs[#theirs + 1] = { ids, a }, { ids, b }
    row(("instructions a further id, of %d, with its job"):format(ids),
      ("%.0f"):format((a - one) / (ids - 1)), ("%.0f"):format((b - raw_one) / (ids - 1)))
  end
  plot.write(RESULTS .. "/ids.svg", {
    title = "Instructions of a call against the ids in its body",
    x = "ids", y = "instructions",
    lines = { { name = "hwc", points = ours }, { name = "raw libcurl", points = theirs } },
  })
  local more = measure.per_one("lua5.4 bench/json.lua encode %d 20", 1000, 2000) / 20
  local made = measure.per_one("lua5.4 bench/json.lua encode %d 0", 1000, 2000) / 20
  value_row("instructions to write one id more", "%.0f", more - made, 1500)
end

local function map_row()
  local points = {}
  for _, items in ipairs({ 100, 1000, 10000, 100000, 1000000 }) do
    local bytes = measure.numbers_of(hwc("map " .. items))
    points[#points + 1] = { items, math.max(bytes, 0.1) * items / 1024 }
    if items == 100000 then
      value_row("hwc.map, bytes an item beside results", "%.1f", bytes, 40)
    end
  end
  plot.write(RESULTS .. "/items.svg", {
    title = "Memory of hwc.map beside its results",
    x = "items", y = "KiB",
    lines = { { name = "hwc.map, at most at once, garbage included", points = points } },
  })
end

local function restarts_row()
  local posts, gets = measure.numbers_of(hwc("restarts 10000"))
  row("10,000 restarts confirmed, POST + GET", ("%d + %d"):format(posts, gets), nil, nil,
    ("<= 100 + 100: %s"):format(posts <= 100 and gets <= 100 and "reached" or "MISSED"))
end

local function calls_rows()
  local before, total = 1, measure.instructions(hwc("loop 1 1"))
  for _, calls in ipairs({ 10, 100, 1000, 10000 }) do
    local now = measure.instructions(hwc(("loop %d 1"):format(calls)))
    row(("instructions a further call, of %d"):format(calls),
      ("%.0f"):format((now - total) / (calls - before)))
    before, total = calls, now
  end
end

local function size_row()
  local path = DIRECTORY .. "/_hwc.so"
  measure.output_of(("strip -o %s %s/_hwc.so"):format(path, BUILD))
  local file <close> = assert(io.open(path))
  row("size of _hwc.so, stripped, KiB", ("%.0f"):format(file:seek("end") / 1024))
end

write_request(1)
check_same_bytes()
head()
local one, raw_one = instruction_rows()
peer_rows(time_rows())
many_row(256, 10, ">= 1")
many_row(256, 256, ">= 0.85")
many_row(1000, 1000, ">= 0.8")
start_row()
json_rows()
map_row()
restarts_row()
ids_rows(one, raw_one)
calls_rows()
size_row()
plot_in_flight()
