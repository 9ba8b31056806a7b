-- Services that have too much to do: nothing was done, so any call may be repeated, as late as the
-- service asks for.

local faults = require("spec.support.faults")
local matrix = require("spec.support.matrix")

local responses, refusal, with = matrix.responses, matrix.refusal, matrix.with

local BUSY = refusal(503, "CPS.0001")
local THROTTLED = refusal(429, "APIG.0308")

describe("a response that proves that nothing was done", function()
  local function says_when(err)
    assert.equal(1800, err.retry_after)
  end

  matrix.describe([[
by 429, once                 | all     | service 1 sent again 1     | ok 2 - - 2
by 429, again and again      | all     | service 1 sent again 1     | service 2 sent again 2
by 429, then 503             | GET PUT | service 1 sent again 1     | ok 3 - - 3
                             | POST    | service 1 sent again 1     | service 2 sent final 2
by CPS.0042 in a 400         | all     | service 1 sent again 1     | ok 2 - - 2
by 429 for half an hour      | all     | service 1 sent again 1     | service 1 sent again 1
by 429 for over an hour      | all     | service 1 sent again 1     | service 1 sent again 1
]], {
    ["by 429, once"] = responses(THROTTLED),
    ["by 429, again and again"] = with(responses(THROTTLED, THROTTLED, THROTTLED), {
      retry = { attempts = 2 },
    }),
    ["by 429, then 503"] = responses(THROTTLED, BUSY),
    ["by CPS.0042 in a 400"] = responses(refusal(400, "CPS.0042")),
    ["by 429 for half an hour"] = with(
      responses(refusal(429, "APIG.0308", "Retry-After: 1800\r\n")), { check = says_when }),
    ["by 429 for over an hour"] = with(
      responses(refusal(429, "APIG.0308", "Retry-After: 86400\r\n")), {
        check = function(err)
          assert.equal(86400, err.retry_after)
        end,
      }),
  })
end)

describe("Retry-After", function()
  local server

  setup(function()
    server = faults.start()
  end)

  teardown(function()
    server:close()
  end)

  local function elapsed(headers)
    local client <close> = matrix.client(server.port)
    server:script(responses(refusal(429, "APIG.0308", headers))[1])
    local _, info = assert(matrix.CALLS.POST(client))
    assert.equal(2, info.attempts)
    return info.elapsed
  end

  it("in seconds is waited for", function()
    assert.is_true(elapsed("Retry-After: 1\r\n") >= 1)
  end)

  it("as a date is waited for, by the clock of the service", function()
    assert.is_true(elapsed("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
      .. "Retry-After: Sun, 06 Nov 1994 08:49:38 GMT\r\n") >= 1)
  end)
end)
