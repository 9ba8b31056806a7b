-- POSTs to the peers of spec/fate/cases.lua: how often was each processed, and what was told?
--
--   posts.lua NETWORK CALLS [json]
--
-- CALLS of each size over HTTP and TLS, with retries and without. Writes a line for each, and fails
-- where there are contradictions; or, with retries alone, writes JSON.

local cases = require("spec.fate.cases")
local certificates = require("spec.support.certificates").new()
local cjson = require("cjson")
local ledger = require("spec.fate.ledger")
local trial = require("spec.fate.trial")

local network, calls, json = arg[1], assert(math.tointeger(arg[2])), arg[3] == "json"

local function report(result)
  if json then
    print(cjson.encode(result))
    return
  end
  local verdict = result.verdict
  print(("%-71s %-5s %6d  retry %-3s  %d calls, %d ok, %d attempts, %d arrivals: %d wrong"):format(
    result.case, result.scheme, result.size, result.retry and "on" or "off", verdict.calls,
    verdict.ok, verdict.attempts, verdict.arrivals, verdict.total))
  local rules = {}
  for rule, count in pairs(verdict.contradictions) do
    rules[#rules + 1] = ("    %5d %s"):format(count, rule)
  end
  table.sort(rules)
  for _, line in ipairs(rules) do
    print(line)
  end
end

-- Returns of how many calls something is wrong.
local function try(case, tls, retry)
  local count = case.few and math.max(calls // cases.FEW, 2) or calls
  local rounds, wrong = {}, 0
  for i, size in ipairs(cases.SIZES) do
    rounds[i] = { case.first or size, size }
  end
  local arrivals, told = trial.run({
    plans = case.plans, calls = count, sizes = rounds, wait = case.wait, rest = case.rest,
    retry = retry,
    options = { timeout = case.timeout or 20 }, certificates = tls and certificates or nil,
  })
  for i, size in ipairs(cases.SIZES) do
    local from, to = (i - 1) * count + 1, i * count
    local verdict = ledger.compare(arrivals, told, from, to)
    report({
      case = case[1], scheme = tls and "https" or "http", size = size, retry = retry ~= false,
      verdict = verdict,
    })
    wrong = wrong + verdict.total
  end
  return wrong
end

certificates:issue("good", "IP:127.0.0.1")
local wrong = 0
for _, case in ipairs(cases.of(network)) do
  for _, tls in ipairs({ false, true }) do
    wrong = wrong + try(case, tls, nil)
    if not json then
      wrong = wrong + try(case, tls, false)
    end
  end
end
certificates:remove()
if not json then
  print(("%s: something is wrong with %d calls"):format(network, wrong))
  os.exit(wrong == 0, true)
end
