-- Each way in which a server's ledger and what callers were told can contradict each other is seen.

local ledger = require("spec.fate.ledger")

-- What a caller was told of a POST that went well, or as `more` says.
local function told(more)
  local call = {
    id = 1, method = "POST", bytes = 10, told = "ok", status = 200, attempts = 1, request_id = 7,
    reply_id = 1,
  }
  for name, value in pairs(more or {}) do
    call[name] = value or nil
  end
  return call
end

local function failed(more)
  local call = told({ status = false, request_id = false, reply_id = false })
  call.told, call.kind, call.sent, call.retryable = "error", "transport", "true", "false"
  for name, value in pairs(more or {}) do
    call[name] = value
  end
  return call
end

-- An arrival of it that was read and answered, or as `more` says.
local function arrival(more)
  local record = {
    arrival = 7, connection = 1, id = 1, method = "POST", read = "whole", bytes = 10,
    response = "whole", status = 200,
  }
  for name, value in pairs(more or {}) do
    record[name] = value
  end
  return record
end

local LOST = { arrival = 6, response = "none", status = 0 }
local CUT = { arrival = 6, read = "part", response = "none", status = 0 }
local REFUSED = { arrival = 6, response = "none", status = 0, refused = "stream" }
local THROTTLED = { arrival = 6, status = 429 }

local function contradictions(calls, arrivals)
  local list = {}
  for rule in pairs(ledger.compare(arrivals, calls).contradictions) do
    list[#list + 1] = rule
  end
  table.sort(list)
  return list
end

describe("what a caller was told", function()
  local function agrees(what, call, ...)
    local arrivals = { ... }
    it("agrees where it " .. what, function()
      assert.same({}, contradictions({ call }, arrivals))
    end)
  end

  agrees("succeeded", told(), arrival())
  agrees("succeeded after it was throttled", told({ attempts = 2 }), arrival(THROTTLED), arrival())
  agrees("was lost and reported as sent", failed(), arrival(LOST))
  agrees("was not sent, whatever the number of attempts", failed({ sent = "false", attempts = 3 }))
  agrees("was sent as far as anyone knows", failed())
  agrees("only asks, and was repeated", told({ method = "GET", attempts = 2 }),
    arrival(LOST), arrival())
  agrees("only asks, and may be repeated again", failed({ method = "GET", retryable = "true" }),
    arrival(LOST))
  agrees("was refused", failed({ kind = "service", status = 404, request_id = 7 }),
    arrival({ status = 404 }))
  agrees("was throttled and may be repeated",
    failed({ kind = "service", status = 429, request_id = 6, retryable = "true" }),
    arrival(THROTTLED))
  agrees("succeeded after its stream was refused", told({ attempts = 2 }), arrival(REFUSED),
    arrival({ refused = "no" }))
  agrees("succeeded before the server read what it had refused", told({ attempts = 2 }),
    arrival({ refused = "no" }),
    arrival({ arrival = 8, response = "none", status = 0, refused = "late" }))
  agrees("was refused unprocessed and may be repeated",
    failed({ retryable = "true", fate = "refused" }), arrival(REFUSED))

  local function contradicts(what, rules, call, ...)
    local arrivals = { ... }
    it("is contradicted where it " .. what, function()
      assert.same(rules, contradictions({ call }, arrivals))
    end)
  end

  contradicts("was processed twice in one attempt", {
    "not idempotent, but sent again",
    "processed more often than attempted",
    "read more often than attempted",
  }, told(), arrival(LOST), arrival())
  contradicts("was read twice in one attempt", {
    "not idempotent, but sent again", "read more often than attempted",
  }, told(), arrival(CUT), arrival())
  contradicts("only asks, but did so more often than told", {
    "processed more often than attempted",
    "read more often than attempted",
  }, told({ method = "GET" }), arrival(LOST), arrival())
  contradicts("was repeated after it was lost", { "not idempotent, but sent again" },
    told({ attempts = 2 }), arrival(LOST), arrival())
  contradicts("was repeated after it was refused for another reason",
    { "not idempotent, but sent again" },
    told({ attempts = 2 }), arrival({ arrival = 6, status = 503 }), arrival())
  contradicts("was repeated after a part of a response", { "not idempotent, but sent again" },
    told({ attempts = 2 }), arrival({ arrival = 6, status = 429, response = "part" }), arrival())
  contradicts("was repeated after it was lost and refused then",
    { "not idempotent, but sent again" },
    failed({ attempts = 2 }), arrival(LOST), arrival({ refused = "stream" }))
  contradicts("was refused but may have been done", {
    "maybe processed, but reported as refused",
  }, failed({ fate = "refused" }), arrival({ arrival = 6, refused = "no" }))
  contradicts("was processed but not sent", {
    "processed, but reported as not sent",
    "read, but reported as not sent",
  }, failed({ sent = "false" }), arrival(LOST))
  contradicts("was read in part but not sent", { "read, but reported as not sent" },
    failed({ sent = "false" }), arrival(CUT))
  contradicts("may have been done but is retryable",
    { "maybe processed, but reported as retryable" },
    failed({ retryable = "true" }), arrival(LOST))
  contradicts("succeeded but never arrived", { "succeeded without such a response" }, told())
  contradicts("succeeded but was answered in part", { "succeeded without such a response" },
    told(), arrival({ response = "part" }))
  contradicts("succeeded but was refused", { "succeeded without such a response" },
    told(), arrival({ status = 503 }))
  contradicts("was refused but succeeded", { "refused without such a response" },
    failed({ kind = "service", status = 503, request_id = 7 }), arrival())
  contradicts("got the reply of another call", { "got the response to another call" },
    told({ reply_id = 2 }), arrival())
  contradicts("does not say whether it was sent", {
    "failed without a report of whether it was sent",
  }, failed({ sent = "-" }))

  it("is contradicted where a request arrives that nobody made", function()
    assert.same({ "arrived, but never reported" },
      contradictions({ told() }, { arrival(), arrival({ arrival = 8, id = 2 }) }))
  end)

  it("is contradicted where it is told twice", function()
    assert.same({ "reported twice" }, contradictions({ told(), told() }, { arrival() }))
  end)

  it("has every rule above", function()
    local count = 0
    for _ in pairs(ledger.RULES) do
      count = count + 1
    end
    assert.equal(11, count)
  end)
end)

describe("a verdict", function()
  it("counts calls, not rules, and shows some of them", function()
    local calls, arrivals = {}, {}
    for id = 1, 20 do
      calls[id] = told({ id = id, reply_id = id, request_id = 2 * id })
      arrivals[2 * id - 1] = arrival({ id = id, arrival = 2 * id - 1, response = "none" })
      arrivals[2 * id] = arrival({ id = id, arrival = 2 * id })
    end
    local verdict = ledger.compare(arrivals, calls)
    assert.equal(20, verdict.total)
    assert.equal(20, verdict.ok)
    assert.equal(40, verdict.arrivals)
    assert.equal(20, verdict.contradictions["read more often than attempted"])
    assert.equal(5, #verdict.examples)
    assert.matches("arrival=%d+ bytes=10 connection=1 id=%d+", verdict.examples[1])
  end)

  it("is of some calls where they are named", function()
    local verdict = ledger.compare({ arrival(LOST), arrival() },
      { told(), told({ id = 2, reply_id = 2 }) }, 2, 2)
    assert.equal(1, verdict.calls)
    assert.equal(0, verdict.arrivals)
  end)
end)
