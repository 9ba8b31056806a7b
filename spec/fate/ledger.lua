-- Compares what a server did with what callers were told.

local M = {}

-- Methods that change nothing that matters twice.
local SAFE = { GET = true, HEAD = true }

-- The server refused the stream unprocessed, over HTTP/2.
local function unprocessed(arrival)
  return arrival.refused ~= nil and arrival.refused ~= "no"
end

-- The service has done nothing, and said so.
local function refused(arrival)
  return unprocessed(arrival) or arrival.status == 429 and arrival.response == "whole"
end

-- What a GOAWAY refused may have waited to be read while the call was attempted again.
local function in_time(arrivals)
  local list = {}
  for _, arrival in ipairs(arrivals) do
    if arrival.refused ~= "late" then
      list[#list + 1] = arrival
    end
  end
  return list
end

local function count(arrivals, is)
  local n = 0
  for _, arrival in ipairs(arrivals) do
    n = n + (is(arrival) and 1 or 0)
  end
  return n
end

local function whole(arrival)
  return arrival.read == "whole"
end

local function not_refused(arrival)
  return not refused(arrival)
end

-- The arrival whose response the caller was given, or nil.
local function answering(call, arrivals)
  for _, arrival in ipairs(arrivals) do
    if arrival.arrival == call.request_id then
      return arrival
    end
  end
end

---What can be wrong: each gets what the caller was told and the arrivals of the call, in their
---order, and returns true where they contradict each other.
---@type table<string, fun(call: fate.Told, arrivals: fate.Arrival[]): any>
M.RULES = {
  ["processed more often than attempted"] = function(call, arrivals)
    return count(arrivals, whole) > (call.attempts or 0)
  end,
  ["read more often than attempted"] = function(call, arrivals)
    return #arrivals > (call.attempts or 0)
  end,
  ["processed, but reported as not sent"] = function(call, arrivals)
    return call.sent == "false" and count(arrivals, whole) > 0
  end,
  ["read, but reported as not sent"] = function(call, arrivals)
    return call.sent == "false" and #arrivals > 0
  end,
  ["not idempotent, but sent again"] = function(call, arrivals)
    local list = in_time(arrivals)
    table.remove(list)
    return not SAFE[call.method] and count(list, not_refused) > 0
  end,
  ["maybe processed, but reported as retryable"] = function(call, arrivals)
    return not SAFE[call.method] and call.retryable == "true" and count(arrivals, not_refused) > 0
  end,
  ["maybe processed, but reported as refused"] = function(call, arrivals)
    return call.fate == "refused" and (not SAFE[call.method] or call.attempts == 1)
      and count(arrivals, not_refused) > 0
  end,
  ["succeeded without such a response"] = function(call, arrivals)
    local arrival = answering(call, arrivals)
    return call.told == "ok" and not (arrival and arrival.response == "whole"
      and arrival.status == call.status and arrival.status < 300)
  end,
  ["refused without such a response"] = function(call, arrivals)
    local arrival = answering(call, arrivals)
    return call.kind == "service" and not (arrival and arrival.status == call.status)
  end,
  ["got the response to another call"] = function(call)
    return call.told == "ok" and call.reply_id ~= call.id
  end,
  ["failed without a report of whether it was sent"] = function(call)
    return call.told == "error" and call.sent ~= "true" and call.sent ~= "false"
  end,
}

-- Each call is told of once, and nothing arrives that nobody sent.
local function by_id(told, arrivals, contradict)
  local calls = {}
  for _, call in ipairs(told) do
    if calls[call.id] then
      contradict("reported twice", call.id, calls[call.id])
    end
    calls[call.id] = { told = call, arrivals = {} }
  end
  for _, arrival in ipairs(arrivals) do
    local call = calls[arrival.id]
    if call then
      table.insert(call.arrivals, arrival)
    else
      contradict("arrived, but never reported", arrival.id, { told = {}, arrivals = { arrival } })
    end
  end
  return calls
end

---@class fate.Verdict
---@field contradictions table<string, integer> how often each rule was broken
---@field total integer calls with any
---@field examples string[] some of them, as text
---@field calls integer
---@field ok integer that succeeded
---@field careful integer calls that are said to have been sent, of which the server read nothing
---@field arrivals integer
---@field attempts integer

local EXAMPLES = 5

local function describe(what, call)
  local lines = { what }
  local function add(record)
    local words = {}
    for name, value in pairs(record) do
      words[#words + 1] = ("%s=%s"):format(name, value)
    end
    table.sort(words)
    lines[#lines + 1] = "  " .. table.concat(words, " ")
  end
  add(call.told)
  for _, arrival in ipairs(call.arrivals) do
    add(arrival)
  end
  return table.concat(lines, "\n")
end

-- The records of some calls, and those that are of none.
local function select_calls(records, from, to)
  local list = {}
  for _, record in ipairs(records) do
    if record.id == 0 or record.id >= from and record.id <= to then
      list[#list + 1] = record
    end
  end
  return list
end

---@param arrivals fate.Arrival[]
---@param told fate.Told[]
---@param from? integer the first and the last call to look at, by default all
---@param to? integer
---@return fate.Verdict
function M.compare(arrivals, told, from, to)
  if from then
    arrivals, told = select_calls(arrivals, from, to), select_calls(told, from, to)
  end
  local verdict = {
    contradictions = {}, total = 0, examples = {}, calls = #told, ok = 0, careful = 0,
    arrivals = #arrivals, attempts = 0,
  }
  local wrong = {}
  local function contradict(rule, id, call)
    verdict.contradictions[rule] = (verdict.contradictions[rule] or 0) + 1
    if not wrong[id] then
      wrong[id] = true
      verdict.total = verdict.total + 1
    end
    if #verdict.examples < EXAMPLES then
      table.insert(verdict.examples, describe(rule, call))
    end
  end

  table.sort(arrivals, function(a, b) return a.arrival < b.arrival end)
  for id, call in pairs(by_id(told, arrivals, contradict)) do
    for rule, broken in pairs(M.RULES) do
      if broken(call.told, call.arrivals) then
        contradict(rule, id, call)
      end
    end
    verdict.ok = verdict.ok + (call.told.told == "ok" and 1 or 0)
    verdict.attempts = verdict.attempts + (call.told.attempts or 0)
    if call.told.sent == "true" and #call.arrivals == 0 then
      verdict.careful = verdict.careful + 1
    end
  end
  return verdict
end

return M
