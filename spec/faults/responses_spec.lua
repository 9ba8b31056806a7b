-- Responses that are broken, too large, or not what was asked for.

local matrix = require("spec.support.matrix")

local MIB = 1 << 20

-- A server that sends these bytes for each request, and closes.
local function sends(bytes, told, options)
  return { { "read", { "send", bytes }, "close" }, told = told, options = options }
end

-- A good response but for its body, which is complete.
local function body(text, headers, told, options)
  return sends(("HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s"):format(
    headers, #text, text), told, options)
end

local GZIP = "\x1f\x8b\8\0\0\0\0\0\0\3\xab\xae\5\0\x43\xbf\xa6\xa3\2\0\0\0" -- {}

describe("a response that is cut short", function()
  matrix.describe([[
in a body of known length    | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
in a chunk                   | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
between chunks               | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
after an interim response      | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
]], {
    ["in a body of known length"] = sends(
      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", "lost within the response"),
    ["in a chunk"] = sends(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}", "lost within the response"),
    ["between chunks"] = sends(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
      "lost within the response"),
    ["after an interim response"] = sends(
      "HTTP/1.1 100 Continue\r\n\r\n", "lost before a response arrived"),
  })
end)

describe("a response that is not HTTP", function()
  matrix.describe([[
by its status line           | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
by its status                | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
by its chunks                | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
by two different lengths     | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
by a length below zero       | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
]], {
    ["by its status line"] = sends("\0\1\2 what is this?\r\n\r\n", "the response is not HTTP"),
    ["by its status"] = sends("HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\n{}",
      "the response is not HTTP"),
    ["by its chunks"] = sends(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n"),
    ["by two different lengths"] = sends(
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 2\r\n\r\n{   }",
      "Content-Length is not a single number"),
    ["by a length below zero"] = sends(
      "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"),
  })
end)

describe("a response that is too large", function()
  local TOO_LARGE = "the response is larger than max_response (1048576 bytes)"

  matrix.describe([[
by its length                | all     | transport 1 sent final 1   | transport 1 sent final 1
by its chunks                | all     | transport 1 sent final 1   | transport 1 sent final 1
as it never ends             | all     | transport 1 sent final 1   | transport 1 sent final 1
by the size of its headers   | all     | transport 1 sent final 1   | transport 1 sent final 1
by the number of its headers | all     | transport 1 sent final 1   | transport 1 sent final 1
by responses before it         | all     | transport 1 sent final 1   | transport 1 sent final 1
]], {
    ["by its length"] = {
      { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n{}" } },
      told = TOO_LARGE, options = { max_response = MIB },
    },
    ["by its chunks"] = {
      {
        "read", { "send", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" },
        { "flood", "10000\r\n" .. (" "):rep(65536) .. "\r\n" },
      },
      told = TOO_LARGE, options = { max_response = MIB },
    },
    ["as it never ends"] = {
      { "read", { "send", "HTTP/1.1 200 OK\r\n\r\n" }, { "flood", (" "):rep(65536) } },
      told = TOO_LARGE, options = { max_response = MIB },
    },
    ["by the size of its headers"] = {
      { "read", { "send", "HTTP/1.1 200 OK\r\nX-Long: " }, { "flood", ("x"):rep(65536) } },
      told = "the response headers are too large",
    },
    ["by the number of its headers"] = {
      { "read", { "send", "HTTP/1.1 200 OK\r\n" }, { "flood", ("X-One: 1\r\n"):rep(1000) } },
      told = "the response headers are too large",
    },
    ["by responses before it"] = {
      { "read", { "flood", ("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"):rep(1000) } },
      told = "the response headers are too large",
    },
  })
end)

describe("a response that is whole", function()
  matrix.describe([[
but HTML                     | GET PUT | service 1 sent again 1     | service 1 sent again 1
                             | POST    | service 1 sent final 1     | service 1 sent final 1
but empty                    | GET PUT | service 1 sent again 1     | service 1 sent again 1
                             | POST    | service 1 sent final 1     | service 1 sent final 1
but compressed unasked       | GET PUT | service 1 sent again 1     | service 1 sent again 1
                             | POST    | service 1 sent final 1     | service 1 sent final 1
but nested too deeply        | GET PUT | service 1 sent again 1     | service 1 sent again 1
                             | POST    | service 1 sent final 1     | service 1 sent final 1
but not a JSON object        | GET PUT | service 1 sent again 1     | service 1 sent again 1
                             | POST    | service 1 sent final 1     | service 1 sent final 1
after interim responses        | all     | ok 1 - - 1                 | ok 1 - - 1
in chunks                    | all     | ok 1 - - 1                 | ok 1 - - 1
with the same length twice   | all     | ok 1 - - 1                 | ok 1 - - 1
up to the end                | all     | ok 1 - - 1                 | ok 1 - - 1
and as large as allowed      | all     | ok 1 - - 1                 | ok 1 - - 1
]], {
    ["but HTML"] = body("<html><body>Welcome</body></html>", "Content-Type: text/html\r\n",
      "the response is not JSON"),
    ["but empty"] = body("", "", "the response has no body"),
    ["but compressed unasked"] =
      body(GZIP, "Content-Encoding: gzip\r\n", "the response is not JSON"),
    ["but nested too deeply"] = body(("["):rep(200000) .. ("]"):rep(200000), "",
      "the response is not JSON"),
    ["but not a JSON object"] = body("[1]", "", "the response is not a JSON object"),
    ["after interim responses"] = sends("HTTP/1.1 100 Continue\r\n\r\n"
      .. "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" .. matrix.GOOD),
    ["in chunks"] = sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      .. "1\r\n{\r\nB\r\n\"jobs\": [ ]\r\n3\r\n} \n\r\n0\r\n\r\n"),
    ["with the same length twice"] = sends(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
    ["up to the end"] = sends("HTTP/1.1 200 OK\r\n\r\n{}"),
    ["and as large as allowed"] = body((" "):rep(MIB - 2) .. "{}", "", nil,
      { max_response = MIB }),
  })
end)
