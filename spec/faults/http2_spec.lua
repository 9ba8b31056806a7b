-- HTTP/2, with a server of frames made by hand, which can misbehave, and with nginx, which is not
-- ours: what breaks is sent once there too.

local certificates = require("spec.support.certificates")
local hwc = require("hwc")
local faults = require("spec.support.faults")
local matrix = require("spec.support.matrix")

local BODY = '{"request_id":"r-1","count":0,"servers":[],"jobs":[]}'
local SERVE = { "read", { "answer", BODY }, "again" }
local INTERNAL_ERROR, REFUSED_STREAM = 2, 7

local LOST = "the connection was lost"
local REFUSED = "the server refused the request before it processed it"
local files = certificates.new()
local OPTIONS = { ca_file = files:file("ca.pem"), http_version = "2" }

local function endpoint(server)
  return "https://127.0.0.1:" .. server:tls(files:server("here", "-alpn", "h2"), true)
end

-- What is done on the first connection; others serve well.
local function once(...)
  return {
    { ... }, SERVE, endpoint = endpoint, options = OPTIONS, told = LOST,
  }
end

-- The same on a connection that served a call before.
local function kept(...)
  local case = once("read", { "answer", BODY }, ...)
  case.kept = true
  return case
end

local with = matrix.with

describe("HTTP/2:", function()
  setup(function()
    files:issue("here", "IP:127.0.0.1")
  end)

  teardown(function()
    files:remove()
  end)

  matrix.describe([[
it is spoken                 | all     | ok 1 - - 1                 | ok 1 - - 1
reset when it was read       | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
closed when it was read      | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
silent when it was read      | GET PUT | timeout 1 sent again 1     | ok 2 - - 2
                             | POST    | timeout 1 sent final 1     | timeout 1 sent final 1
the stream fails             | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
the stream is refused        | all     | transport 1 sent again 1   | ok 2 - - 2
it goes away, unread         | all     | transport 1 sent again 1   | ok 2 - - 2
it goes away, answered       | all     | ok 1 - - 1                 | ok 1 - - 1
kept, goes away in between   | all     | ok 1 - - 1                 | ok 1 - - 1
kept, closed in between      | all     | ok 1 - - 1                 | ok 1 - - 1
kept, reset in between       | all     | ok 1 - - 1                 | ok 1 - - 1
kept, reset when used        | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
kept, closed when used       | GET PUT | transport 1 sent again 1   | ok 2 - - 2
                             | POST    | transport 1 sent final 1   | transport 1 sent final 1
]], {
    ["it is spoken"] = once(table.unpack(SERVE)),
    ["reset when it was read"] = once("read", "reset"),
    ["closed when it was read"] = once("read", "close"),
    ["silent when it was read"] = with(once("read"), {
      options = { ca_file = OPTIONS.ca_file, http_version = "2", timeout = 0.5 },
      told = "no whole answer",
    }),
    ["the stream fails"] = once("read", { "reset_stream", INTERNAL_ERROR },
      "read", { "answer", BODY }),
    ["the stream is refused"] = with(once("read", { "reset_stream", REFUSED_STREAM }), {
      told = REFUSED,
    }),
    ["it goes away, unread"] = with(once("read", { "goaway", 0 }), { told = REFUSED }),
    ["it goes away, answered"] = once("read", { "goaway", 1 }, { "answer", BODY }),
    ["kept, goes away in between"] = with(kept(), {
      between = { { "goaway", 1 }, { "wait", 0.1 } },
    }),
    ["kept, closed in between"] = with(kept(), { between = { "close" } }),
    ["kept, reset in between"] = with(kept(), { between = { "reset" } }),
    ["kept, reset when used"] = kept("read", "reset"),
    ["kept, closed when used"] = kept("read", "close"),
  })

  describe("nginx", function()
    local server, socket

    -- Calls go to `front`, which passes them on to nginx, which asks `server`.
    setup(function()
      server = faults.start()
      socket = files:file("nginx.sock")
      local config = assert(io.open(files:file("nginx.conf"), "w"))
      local text = [[
        daemon off; master_process off; pid DIRECTORY/nginx.pid; error_log DIRECTORY/nginx.log;
        events { }
        http {
          access_log off;
          client_body_temp_path DIRECTORY; proxy_temp_path DIRECTORY; fastcgi_temp_path DIRECTORY;
          uwsgi_temp_path DIRECTORY; scgi_temp_path DIRECTORY;
          ssl_certificate DIRECTORY/here.pem; ssl_certificate_key DIRECTORY/here.key;
          proxy_set_header X-Protocol $server_protocol; proxy_next_upstream off;
          server {
            listen unix:DIRECTORY/nginx.sock ssl http2;
            keepalive_requests 3;
            location / { proxy_pass http://127.0.0.1:PORT; }
          }
          server {
            listen unix:DIRECTORY/patient.sock ssl http2;
            location / { proxy_pass http://127.0.0.1:PORT; }
          }
        }
      ]]
      config:write((text:gsub("DIRECTORY", files.path):gsub("PORT", server.port)))
      config:close()
      server:spawn("nginx", "-c", files:file("nginx.conf"), "-e", files:file("nginx.log"))
      for _ = 1, 500 do
        if os.execute("test -S " .. socket) then
          return
        end
        os.execute("sleep 0.01")
      end
      error("nginx did not start")
    end)

    teardown(function()
      server:close()
    end)

    local function client(more, place)
      local options = {
        endpoint = "https://127.0.0.1:" .. server:front(place or socket),
        ca_file = files:file("ca.pem"), http_version = "2",
      }
      for name, value in pairs(more or {}) do
        options[name] = value
      end
      return matrix.client(0, options)
    end

    it("is spoken to by HTTP/2, and its goodbyes are understood", function()
      local phones <close> = client({ retry = false })
      server:script({ "read", { "send", matrix.GOOD }, "close" })
      for _ = 1, 10 do -- nginx sends GOAWAY with every third answer
        local _, info = assert(matrix.CALLS.POST(phones))
        assert.equal(1, info.attempts)
      end
      local report = server:report()
      assert.equal(10, report.whole)
      for _, request in ipairs(report.requests) do
        assert.equal("POST", request.method)
        assert.matches("\r\nX-Protocol: HTTP/2.0\r\n", request.bytes, 1, true)
      end
    end)

    it("carries more calls at a time than there may be connections", function()
      local phones <close> = client({ retry = false }, files:file("patient.sock"))
      server:script({ "read", { "send", matrix.GOOD }, "close" })
      assert(matrix.CALLS.GET(phones)) -- from now on HTTP/2 is known
      server:script({ "read" })
      local under_way = {}
      for i = 1, 30 do
        under_way[i] = hwc.spawn(matrix.CALLS.GET, phones)
      end
      local seen = 0
      for _ = 1, 200 do
        hwc.sleep(0.02)
        seen = server:report().whole
        if seen == 30 then
          break
        end
      end
      for _, task in ipairs(under_way) do
        task:cancel()
      end
      assert.equal(30, seen)
    end)

    -- The connection breaks when the request was read; once on a new, once on a kept one.
    it("sees a POST once whose connection breaks", function()
      for warm_calls = 0, 1 do
        local phones <close> = client()
        server:script({ "read", { "send", matrix.GOOD }, "close" })
        for _ = 1, warm_calls do
          assert(matrix.CALLS.POST(phones))
        end
        server:script({ "read", "cut" })
        local reply, err = matrix.CALLS.POST(phones)
        assert.equal("transport 1 sent final 1", matrix.cell(reply, err, server:report(), 0))
      end
    end)

    it("sees a PUT again whose connection breaks", function()
      local phones <close> = client()
      server:script({ "read", "cut" }, { "read", { "send", matrix.GOOD }, "close" })
      local reply, info = matrix.CALLS.PUT(phones)
      assert.equal("ok 2 - - 2", matrix.cell(reply, info, server:report(), 0))
    end)
  end)
end)
