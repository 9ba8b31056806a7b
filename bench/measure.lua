-- SPDX-License-Identifier: Apache-2.0
-- Runs programs and measures them from outside.

local M = {}

-- Pairs of runs of which the medians are shown.
local ROUNDS = 7

local DIRECTORY = os.getenv("BENCH_DIRECTORY")

---What a command prints; raises if it fails.
function M.output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("a")
  assert(pipe:close(), command)
  return text
end

---The numbers that a command prints.
function M.numbers_of(command)
  local numbers = {}
  for number in M.output_of(command):gmatch("%S+") do
    numbers[#numbers + 1] = assert(tonumber(number), command)
  end
  return table.unpack(numbers)
end

function M.median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

---Seconds that a command takes as a process.
function M.seconds_of(command)
  local now = require("_hwc").now
  local began = now()
  assert(os.execute("exec " .. command .. " >/dev/null"), command)
  return now() - began
end

---Runs both by turns. Commands print seconds of wall clock and of CPU, and the peak of memory.
---@return table ours medians { wall =, cpu =, peak = }
---@return table theirs
---@return table ratios medians of the pairs' ratios, ours / theirs
function M.by_turns(ours, theirs)
  local a, b = { wall = {}, cpu = {}, peak = {} }, { wall = {}, cpu = {}, peak = {} }
  local ratios = { wall = {}, cpu = {}, peak = {} }
  for i = 1, ROUNDS do
    a.wall[i], a.cpu[i], a.peak[i] = M.numbers_of(ours)
    b.wall[i], b.cpu[i], b.peak[i] = M.numbers_of(theirs)
    for name, list in pairs(ratios) do
      list[i] = a[name][i] / b[name][i]
    end
  end
  for name, list in pairs(ratios) do
    a[name], b[name], ratios[name] = M.median(a[name]), M.median(b[name]), M.median(list)
  end
  return a, b, ratios
end

---Medians of the seconds of two processes that run by turns, and of the pairs' ratios.
function M.processes_by_turns(ours, theirs, rounds)
  local a, b, ratios = {}, {}, {}
  for i = 1, rounds do
    a[i], b[i] = M.seconds_of(ours), M.seconds_of(theirs)
    ratios[i] = a[i] / b[i]
  end
  return M.median(a), M.median(b), M.median(ratios)
end

-- Reads what callgrind wrote: all instructions, and those of the heaviest function in objects whose
-- path matches `object`.
local function read_callgrind(path, object)
  local names, total, sums = {}, 0, {}
  local is_counted, fn, is_call = false, nil, false
  for line in io.lines(path) do
    local kind, id, name = line:match("^(c?ob)=(%b())%s*(.*)$")
    if kind then
      names[id] = name ~= "" and name or names[id]
      if kind == "ob" then
        is_counted = object ~= nil and names[id]:find(object) ~= nil
      end
    elseif line:find("^fn=") then
      fn = line:match("%b()")
    elseif line:find("^calls=") then
      is_call = true -- the next line has the cost of what was called
    else
      local cost = line:match("^[+*-]?%d* (%d+)$")
      if cost and not is_call then
        total = total + cost
        sums[fn] = is_counted and (sums[fn] or 0) + cost or nil
      end
      is_call = is_call and not cost
    end
  end
  local heaviest = 0
  for _, sum in pairs(sums) do
    heaviest = math.max(heaviest, sum)
  end
  return math.tointeger(total), heaviest
end

---Instructions of a whole run, and those of the heaviest function of an object.
function M.instructions(command, object)
  local out = DIRECTORY .. "/callgrind.out"
  M.output_of(("valgrind --tool=callgrind --callgrind-out-file=%s --log-file=%s.log %s >/dev/null")
    :format(out, out, command))
  return read_callgrind(out, object)
end

---Instructions of one more, from runs of `few` and `many`, which replace %d in the command.
function M.per_one(command, few, many, object)
  local total, heaviest = M.instructions(command:format(many), object)
  local before, heaviest_before = M.instructions(command:format(few), object)
  return (total - before) / (many - few), (heaviest - heaviest_before) / (many - few)
end

---Allocations of one more.
function M.allocations(command, few, many)
  local function count(number)
    local log = DIRECTORY .. "/memcheck.log"
    M.output_of(("valgrind --leak-check=no --log-file=%s %s >/dev/null")
      :format(log, command:format(number)))
    local file <close> = assert(io.open(log))
    local text = file:read("a"):match("total heap usage: ([%d,]+) allocs")
    return tonumber((text:gsub(",", "")))
  end
  return (count(many) - count(few)) / (many - few)
end

return M
