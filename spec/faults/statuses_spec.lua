-- Responses that refuse: which of them are repeated follows from what they prove.

local faults = require("spec.support.faults")
local matrix = require("spec.support.matrix")
local http_date = require("spec.support.http_date")

local responses, refusal, with = matrix.responses, matrix.refusal, matrix.with

local BUSY = refusal(503, "CPS.0001")
local HTML = "HTTP/1.1 %d Status\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n"
  .. "<html>not here, not</html>"

describe("a response that says the service had trouble", function()
  matrix.describe([[
with 408, once               | GET PUT | service 1 sent again 1     | ok 2 - - 2
                             | POST    | service 1 sent final 1     | service 1 sent final 1
with 500, once               | GET PUT | service 1 sent again 1     | ok 2 - - 2
                             | POST    | service 1 sent final 1     | service 1 sent final 1
with 502 and HTML, once      | GET PUT | service 1 sent again 1     | ok 2 - - 2
                             | POST    | service 1 sent final 1     | service 1 sent final 1
with 503 and no body, once   | GET PUT | service 1 sent again 1     | ok 2 - - 2
                             | POST    | service 1 sent final 1     | service 1 sent final 1
with 503, twice              | GET PUT | service 1 sent again 1     | ok 3 - - 3
                             | POST    | service 1 sent final 1     | service 1 sent final 1
with 503, three times        | GET PUT | service 1 sent again 1     | service 3 sent again 3
                             | POST    | service 1 sent final 1     | service 1 sent final 1
with 504, once               | GET PUT | service 1 sent again 1     | ok 2 - - 2
                             | POST    | service 1 sent final 1     | service 1 sent final 1
with CPS.0003, once          | GET PUT | service 1 sent again 1     | ok 2 - - 2
                             | POST    | service 1 sent final 1     | service 1 sent final 1
with CPS.0054, once          | GET PUT | service 1 sent again 1     | ok 2 - - 2
                             | POST    | service 1 sent final 1     | service 1 sent final 1
cut off, with 503, once      | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
]], {
    ["with 408, once"] = responses(refusal(408, "A.1")),
    ["with 500, once"] = responses(refusal(500, "APIG.9999")),
    ["with 502 and HTML, once"] = with(responses(HTML:format(502)), {
      check = function(err)
        assert.equal(502, err.status)
        assert.equal("502", err.code)
      end,
    }),
    ["with 503 and no body, once"] = with(responses(faults.http(503, "")), {
      told = "the service responded with status 503 and no body",
    }),
    ["with 503, twice"] = responses(BUSY, BUSY),
    ["with 503, three times"] = responses(BUSY, BUSY, BUSY),
    ["with 504, once"] = responses(refusal(504, "APIG.0201")),
    ["with CPS.0003, once"] = responses(refusal(400, "CPS.0003")),
    ["with CPS.0054, once"] = responses(refusal(400, "CPS.0054")),
    ["cut off, with 503, once"] = {
      { "read", { "send", BUSY:sub(1, -2) }, "close" }, matrix.SERVE,
    },
  })
end)

describe("a response that is final", function()
  matrix.describe([[
with 400                     | all     | service 1 sent final 1     | service 1 sent final 1
with 401                     | all     | service 1 sent final 1     | service 1 sent final 1
with 401, clocks apart       | all     | service 1 sent final 1     | ok 2 - - 2
with 401, years apart        | all     | service 1 sent final 1     | service 1 sent final 1
with 403                     | all     | service 1 sent final 1     | service 1 sent final 1
with 404 and HTML            | all     | service 1 sent final 1     | service 1 sent final 1
with 409                     | all     | service 1 sent final 1     | service 1 sent final 1
with 501                     | all     | service 1 sent final 1     | service 1 sent final 1
with CPS.0061                | all     | service 1 sent final 1     | service 1 sent final 1
as it sends elsewhere        | all     | service 1 sent final 1     | service 1 sent final 1
as it sends nowhere          | all     | service 1 sent final 1     | service 1 sent final 1
]], {
    ["with 400"] = responses(refusal(400, "CPS.0001")),
    ["with 401"] = with(responses(refusal(401, "APIG.0301")), {
      check = function(err)
        assert.equal("APIG.0301", err.code)
        assert.is_string(err.hint)
      end,
    }),
    ["with 401, clocks apart"] = responses(refusal(401, "APIG.0301",
      "Date: " .. http_date(os.time() + 7200) .. "\r\n")),
    ["with 401, years apart"] = responses(
      refusal(401, "APIG.0301", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n")),
    ["with 403"] = responses(refusal(403, "APIG.1005")),
    ["with 404 and HTML"] = responses(HTML:format(404)),
    ["with 409"] = responses(refusal(409, "A.1")),
    ["with 501"] = responses(refusal(501, "A.1")),
    ["with CPS.0061"] = responses(refusal(400, "CPS.0061")),
    ["as it sends elsewhere"] = with(
      responses(faults.http(302, "",
        "Location: http://127.0.0.1:1/login?ticket=hidden-word\r\n")), {
        told = "redirected to http://127.0.0.1:1/login, which is not followed",
        check = function(err)
          assert.is_nil(err.message:find("hidden-word", 1, true))
        end,
      }),
    ["as it sends nowhere"] = with(responses(faults.http(307, "")), {
      told = "status 307 and no location",
    }),
  })
end)
