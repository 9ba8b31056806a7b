-- Servers that stop, or take their time, at every stage of a response.

local matrix = require("spec.support.matrix")

local TWICE = { attempts = 2 }
local GOOD = matrix.GOOD
local HEAD_END = select(2, GOOD:find("\r\n\r\n", 1, true))

-- A server that sends so much of a good response, and no more.
local function silent_after(bytes)
  return {
    { "read", { "send", GOOD:sub(1, bytes) } },
    options = { timeout = 0.12 },
    retry = TWICE,
    told = "no complete response within 0.12 s; the request was sent and may have been acted on",
  }
end

-- A server that sends bytes one by one.
local function dripping(bytes, seconds, timeout)
  return {
    { "read", { "drip", bytes, seconds }, "again" },
    options = { timeout = timeout },
    retry = TWICE,
    told = "no complete response within",
  }
end

describe("a server that is silent", function()
  matrix.describe([[
before it reads                  | GET PUT | timeout 1 sent again 0 | timeout 2 sent again 0
                                 | POST    | timeout 1 sent final 0 | timeout 1 sent final 0
before the first byte            | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
before the first byte, once      | GET PUT | timeout 1 sent again 1 | ok 2 - - 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
within the status line           | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
between the headers              | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
after the head                   | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
within the body                  | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
after an interim response          | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
]], {
    ["before it reads"] = {
      { "deaf" }, options = { timeout = 0.12 }, retry = TWICE,
      told = "no complete response within 0.12 s",
    },
    ["before the first byte"] = silent_after(0),
    ["before the first byte, once"] = {
      { "read" }, matrix.SERVE, options = { timeout = 0.25 }, told = "no complete response within",
    },
    ["within the status line"] = silent_after(9),
    ["between the headers"] = silent_after(40),
    ["after the head"] = silent_after(HEAD_END),
    ["within the body"] = silent_after(HEAD_END + 10),
    ["after an interim response"] = {
      { "read", { "send", "HTTP/1.1 102 Processing\r\n\r\n" } },
      options = { timeout = 0.12 }, retry = TWICE, told = "no complete response within 0.12 s",
    },
  })
end)

describe("a server that is slow", function()
  matrix.describe([[
but in time                      | all     | ok 1 - - 1             | ok 1 - - 1
with its head                    | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
with its body                    | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
with interim responses for ever    | GET PUT | timeout 1 sent again 1 | timeout 2 sent again 2
                                 | POST    | timeout 1 sent final 1 | timeout 1 sent final 1
]], {
    ["but in time"] = dripping(GOOD, 0.001, 20),
    ["with its head"] = dripping(GOOD, 0.02, 0.12),
    ["with its body"] = {
      { "read", { "send", GOOD:sub(1, HEAD_END) }, { "drip", GOOD:sub(HEAD_END + 1), 0.05 } },
      options = { timeout = 0.12 }, retry = TWICE, told = "no complete response within 0.12 s",
    },
    ["with interim responses for ever"] = {
      { "read", { "drip", ("HTTP/1.1 102 Processing\r\n\r\n"):rep(40), 0.001 } },
      options = { timeout = 0.12 }, retry = TWICE, told = "no complete response within 0.12 s",
    },
  })
end)
