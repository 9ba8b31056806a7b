-- SPDX-License-Identifier: Apache-2.0
-- What it costs to read replies, beside lua-cjson, which does not type them; json.sh starts this.

local DIRECTORY = os.getenv("BENCH_DIRECTORY")
local COMMAND = "lua5.4 bench/json.lua"

-- Bytes of a reply, and how often it is read for a figure.
local SIZES = { { 50000, 400 }, { 1000000, 20 }, { 20000000, 2 } }

-- Pairs of runs of which the medians are shown.
local ROUNDS = 7

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("a")
  assert(pipe:close(), command)
  return text
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

-- Instructions of a run.
local function instructions(what, path, times)
  local log = DIRECTORY .. "/callgrind.log"
  output_of(("valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file=%s %s %s %s %d")
    :format(log, COMMAND, what, path, times))
  local file <close> = assert(io.open(log))
  return tonumber(file:read("a"):match("Collected : (%d+)"))
end

-- Instructions that reading it once more takes.
local function per_reply(what, path)
  return instructions(what, path, 2) - instructions(what, path, 1)
end

local function seconds(what, path, times)
  return tonumber(output_of(("%s %s %s %d"):format(COMMAND, what, path, times))) / times
end

print(("%-10s %14s %14s %7s   %10s %10s %7s"):format("bytes", "instructions", "of cjson", "ratio",
  "ms", "of cjson", "ratio"))
for _, size in ipairs(SIZES) do
  local path = ("%s/reply-%d"):format(DIRECTORY, size[1])
  output_of(("%s make %d >%s"):format(COMMAND, size[1], path))
  local ours, theirs = per_reply("hwc", path), per_reply("cjson", path)
  local our_times, their_times, ratios = {}, {}, {}
  for i = 1, ROUNDS do
    their_times[i] = seconds("cjson", path, size[2])
    our_times[i] = seconds("hwc", path, size[2])
    ratios[i] = our_times[i] / their_times[i]
  end
  print(("%-10d %14d %14d %7.2f   %10.2f %10.2f %7.2f"):format(size[1], ours, theirs, ours / theirs,
    median(our_times) * 1e3, median(their_times) * 1e3, median(ratios)))
end
