-- Connections that are not made, or break: what can be known of a request then.

local faults = require("spec.support.faults")
local matrix = require("spec.support.matrix")

-- A head that promises a body of 100 bytes.
local HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"

local LOST = "the connection was lost before a response arrived; "
  .. "the request was sent and may have been acted on"

-- A connection that serves one call and goes on as it is told in the next.
local function kept(...)
  return { "read", { "send", matrix.GOOD }, ... }
end

describe("a call whose connection", function()
  matrix.describe([[
is refused                   | all     | transport 1 unsent again 0 | transport 3 unsent again 0
is never accepted            | all     | timeout 1 unsent again 0   | timeout 3 unsent again 0
is reset before the response   | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is closed before the response  | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is reset once                | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is reset within the head     | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is closed within the head    | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is reset after the head      | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is closed after the head     | GET PUT | transport 1 sent again 1   | transport 3 sent again 3
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is kept, closed in between   | all     | ok 1 - - 1                 | ok 1 - - 1
is kept, reset in between    | all     | ok 1 - - 1                 | ok 1 - - 1
is kept, reset when used     | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is kept, closed when used    | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is kept, breaks in the head  | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
is kept, silent when used    | GET PUT | timeout 1 sent again 1     | ok 2 - - 2
                             | POST    | timeout 1 sent final 1     | timeout 1 sent final 1
]], {
    ["is refused"] = {
      endpoint = function(server)
        server:refuse()
        finally(function() server:listen() end)
        return "http://127.0.0.1:" .. server.port
      end,
      told = "the connection was refused; check host and port of the endpoint",
    },
    ["is never accepted"] = {
      endpoint = function(server) return "http://127.0.0.1:" .. server:crowd() end,
      options = { connect_timeout = 0.1 },
      told = "no connection within 0.1 s",
    },
    ["is reset before the response"] = { { "read", "reset" }, told = LOST },
    ["is closed before the response"] = { { "read", "close" }, told = LOST },
    ["is reset once"] = { { "read", "reset" }, matrix.SERVE, told = LOST },
    ["is reset within the head"] = {
      { "read", { "send", "HTTP/1.1 200 OK\r\nContent-" }, "reset" },
      told = "the request was sent and may have been acted on",
    },
    ["is closed within the head"] = {
      { "read", { "send", "HTTP/1.1 200 OK\r\nContent-" }, "close" },
      told = "the connection was closed within the response headers; the request was sent",
    },
    ["is reset after the head"] = {
      { "read", { "send", HEAD }, { "wait", 0.02 }, "reset" },
      told = "the connection was lost within the response; the request was sent",
    },
    ["is closed after the head"] = {
      { "read", { "send", HEAD }, "close" },
      told = "the connection was lost within the response; the request was sent",
    },
    ["is kept, closed in between"] = {
      kept(), matrix.SERVE, kept = true, between = { "close" },
    },
    ["is kept, reset in between"] = {
      kept(), matrix.SERVE, kept = true, between = { "reset" },
    },
    ["is kept, reset when used"] = {
      kept("read", "reset"), matrix.SERVE, kept = true, told = LOST,
    },
    ["is kept, closed when used"] = {
      kept("read", "close"), matrix.SERVE, kept = true, told = LOST,
    },
    ["is kept, breaks in the head"] = {
      kept("read", { "send", "HTTP/1.1 200 OK\r\n" }, "close"), matrix.SERVE, kept = true,
    },
    ["is kept, silent when used"] = {
      kept("read"), matrix.SERVE, kept = true, options = { timeout = 0.2 },
      told = "no complete response within 0.2 s; the request was sent and may have been acted on",
    },
  })
end)

describe("a large request", function()
  local server

  setup(function()
    server = faults.start()
  end)

  teardown(function()
    server:close()
  end)

  local function send(client)
    return client:call({
      method = "POST", path = "/v1/{project_id}/anything", body = { text = ("x"):rep(8 << 20) },
    })
  end

  it("that is cut off was sent, in part", function()
    local client <close> = matrix.client(server.port)
    server:script({ "head", "reset" })
    local reply, err = send(client)
    assert.equal("transport 1 sent final 0+1", matrix.cell(reply, err, server:report(), 0))
  end)

  it("that is not read was sent, as far as anyone knows", function()
    local client <close> = matrix.client(server.port, { timeout = 0.2 })
    server:script({ "deaf" })
    local reply, err = send(client)
    assert.equal("timeout 1 sent final 0", matrix.cell(reply, err, server:report(), 0))
  end)

  it("that is answered before it was read is not sent further", function()
    local client <close> = matrix.client(server.port)
    server:script({ "head", { "send", faults.http(413, "") } })
    local _, err = send(client)
    assert.equal("service", err.kind)
    assert.equal(413, err.status)
    assert.is_false(err.retryable)
  end)
end)
