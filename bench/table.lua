-- SPDX-License-Identifier: Apache-2.0
-- Runs the measurements one after the other and prints them as a table; run.sh starts this.

local BUILD, DIRECTORY = os.getenv("BENCH_BUILD"), os.getenv("BENCH_DIRECTORY")

local HWC = "lua5.4 bench/calls.lua"
local RAW = BUILD .. "/raw"

-- Pairs of runs of which the medians are shown.
local ROUNDS = 7

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("a")
  assert(pipe:close(), command)
  return text
end

local function numbers_of(command)
  local numbers = {}
  for number in output_of(command):gmatch("%S+") do
    numbers[#numbers + 1] = assert(tonumber(number), command)
  end
  return table.unpack(numbers)
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

local function write_request(ids)
  local path = ("%s/request-%d"):format(DIRECTORY, ids)
  output_of(("%s request %d >%s"):format(HWC, ids, path))
  return path
end

local function raw(what, ids)
  return ("%s %s <%s/request-%d"):format(RAW, what, DIRECTORY, ids or 1)
end

local function hwc(what)
  return HWC .. " " .. what
end

local function row(what, hwc_value, raw_value, ratio, target)
  print(("%-46s %12s %12s %7s  %s"):format(what, hwc_value, raw_value or "", ratio or "",
    target or ""))
end

local function verdict(value, target, at_least)
  local good = at_least and value >= target or not at_least and value <= target
  return ("%s %g: %s"):format(at_least and ">=" or "<=", target, good and "reached" or "MISSED")
end

-- Instructions of a whole run.
local function instructions(command)
  local log = DIRECTORY .. "/callgrind.log"
  output_of(("valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file=%s %s >/dev/null")
    :format(log, command))
  local file <close> = assert(io.open(log))
  return assert(math.tointeger(tonumber(file:read("a"):match("Collected : (%d+)"))))
end

-- Instructions of a call, from runs of two lengths.
local function per_call(command, few, many)
  local difference = instructions(command:format(many)) - instructions(command:format(few))
  return difference / (many - few)
end

-- Runs both by turns; medians of the wall clock and of the CPU, in seconds, and the peaks.
local function by_turns(ours, theirs)
  local wall, cpu, walls, cpus = {}, {}, {}, {}
  local peak, their_peak
  for i = 1, ROUNDS do
    wall[i], cpu[i], peak = numbers_of(ours)
    walls[i], cpus[i], their_peak = numbers_of(theirs)
  end
  return { wall = median(wall), cpu = median(cpu), peak = peak },
    { wall = median(walls), cpu = median(cpus), peak = their_peak }
end

local function check_same_bytes()
  numbers_of(hwc("loop 1 1"))
  numbers_of(raw("loop 1"))
  local heads, count = {}, 0
  for line in io.lines(DIRECTORY .. "/access.log") do
    count = count + (heads[line] and 0 or 1)
    heads[line] = true
  end
  assert(count == 1, "hwc and raw.c send different requests")
end

local function instruction_rows()
  local ours, theirs = per_call(hwc("loop %d 1"), 100, 1100), per_call(raw("loop %d"), 100, 1100)
  row("instructions a call", ("%.0f"):format(ours), ("%.0f"):format(theirs),
    ("%.2f"):format(ours / theirs), verdict(ours / theirs, 1.5))
  return ours, theirs
end

local function time_rows()
  local ours, theirs = by_turns(hwc("loop 4000 1"), raw("loop 4000"))
  local cpu, wall = ours.cpu / theirs.cpu, ours.wall / theirs.wall
  row("CPU a call, us", ("%.1f"):format(ours.cpu / 4000 * 1e6),
    ("%.1f"):format(theirs.cpu / 4000 * 1e6), ("%.2f"):format(cpu), verdict(cpu, 1.35))
  row("wall clock a call, us", ("%.1f"):format(ours.wall / 4000 * 1e6),
    ("%.1f"):format(theirs.wall / 4000 * 1e6), ("%.2f"):format(wall))
  row("peak memory, KiB", ours.peak, theirs.peak, ("%.2f"):format(ours.peak / theirs.peak))
end

local function many_rows(connections)
  local ours, theirs = by_turns(hwc("many 10000 256 " .. connections),
    raw("many 10000 256 " .. connections))
  local ratio = theirs.wall / ours.wall
  row(("calls a second, 256 in flight, %d connections"):format(connections),
    ("%.0f"):format(10000 / ours.wall), ("%.0f"):format(10000 / theirs.wall),
    ("%.2f"):format(ratio), verdict(ratio, 0.9, true))
  row("  CPU a call, us", ("%.1f"):format(ours.cpu / 10000 * 1e6),
    ("%.1f"):format(theirs.cpu / 10000 * 1e6), ("%.2f"):format(ours.cpu / theirs.cpu))
  row("  peak memory, KiB", ours.peak, theirs.peak, ("%.2f"):format(ours.peak / theirs.peak))
end

local function first_row()
  local times = {}
  for i = 1, 21 do
    times[i] = numbers_of(hwc("first"))
  end
  local time = median(times)
  row("require, client and first call, ms", ("%.1f"):format(time), nil, nil, verdict(time, 10))
end

local function ids_rows(one, raw_one)
  for _, ids in ipairs({ 10, 100 }) do
    write_request(ids)
    local ours = per_call(hwc("loop %d " .. ids), 20, 220)
    local theirs = per_call(raw("loop %d", ids), 20, 220)
    row(("instructions a further id, of %d"):format(ids),
      ("%.0f"):format((ours - one) / (ids - 1)), ("%.0f"):format((theirs - raw_one) / (ids - 1)))
  end
end

local function calls_rows()
  local before, total = 1, instructions(hwc("loop 1 1"))
  for _, calls in ipairs({ 10, 100, 1000, 10000 }) do
    local now = instructions(hwc(("loop %d 1"):format(calls)))
    row(("instructions a further call, of %d"):format(calls),
      ("%.0f"):format((now - total) / (calls - before)))
    before, total = calls, now
  end
end

local function size_row()
  local path = DIRECTORY .. "/_hwc.so"
  output_of(("strip -o %s %s/_hwc.so"):format(path, BUILD))
  local file <close> = assert(io.open(path))
  row("size of _hwc.so, stripped, KiB", ("%.0f"):format(file:seek("end") / 1024))
end

write_request(1)
check_same_bytes()
row("one signed, checked and typed call with 1 id", "hwc", "raw libcurl", "ratio", "to reach")
local one, raw_one = instruction_rows()
time_rows()
many_rows(10)
many_rows(256)
first_row()
ids_rows(one, raw_one)
calls_rows()
size_row()
if not pcall(require, "cURL") then
  print("Lua-cURL is not installed for Lua 5.4 (Debian has it for 5.1 and 5.2 only): left out.")
end
