-- Mixed calls to a server that fails at random, many at a time. What the server did is compared
-- with what callers were told.
--
--   chaos.lua http|https|h2 CALLS SEED [proxy]

local certificates = require("spec.support.certificates").new()
local ledger = require("spec.fate.ledger")
local trial = require("spec.fate.trial")

local h2, proxy = arg[1] == "h2", arg[4] == "proxy"
local tls = h2 or arg[1] == "https"
local calls, seed = assert(math.tointeger(arg[2])), assert(math.tointeger(arg[3]))

certificates:issue("good", "IP:127.0.0.1,DNS:fate.example.com")
local plan = h2 and "h2chaos" or "chaos"
local begun = os.time()
local arrivals, told = trial.run({
  plans = { tls and proxy and "tunnel," .. plan or plan }, proxy = proxy, seed = seed,
  calls = calls, mixed = true, concurrency = 64,
  sizes = { 0, 300, 300, 300, 2000, 2000, 2000, 20000, 40000, 300000 },
  options = { timeout = 0.3, rate_limit = false, http_version = h2 and "2" or nil },
  certificates = tls and certificates or nil,
})
local verdict = ledger.compare(arrivals, told)
certificates:remove()

local kinds = {}
for _, call in ipairs(told) do
  local kind = call.kind or "ok"
  kinds[kind] = (kinds[kind] or 0) + 1
end
local words = {}
for kind, count in pairs(kinds) do
  words[#words + 1] = ("%d %s"):format(count, kind)
end
table.sort(words)
print(("%s%s, seed %d: %d calls in %d s (%s), %d attempts, %d arrivals; %d contradictions"):format(
  arg[1], proxy and " by a proxy" or "", seed, verdict.calls, os.time() - begun,
  table.concat(words, ", "), verdict.attempts, verdict.arrivals, verdict.total))
for rule, count in pairs(verdict.contradictions) do
  print(("%7d %s"):format(count, rule))
end
for _, example in ipairs(verdict.examples) do
  print(example)
end
assert(verdict.calls == calls, "a call was not told of")
-- By a proxy, where one bad connection is shared by many calls, few of a short run succeed.
assert(verdict.ok > calls / 10 and verdict.ok < calls, "the server is not as it should be")
os.exit(verdict.total == 0, true)
