-- Programs that have used up their descriptors: the error says so, and calls go on once there are
-- some again.

local certificates = require("spec.support.certificates")
local faults = require("spec.support.faults")
local matrix = require("spec.support.matrix")

describe("a program without descriptors", function()
  local files, server, tls_port, script

  setup(function()
    files = certificates.new()
    files:issue("here", "IP:127.0.0.1")
    server = faults.start()
    tls_port = server:tls(files:server("here"))
    script = files:file("script.lua")
    local file <close> = assert(io.open(script, "w"))
    -- Prints what becomes of a POST with all but `spare` descriptors used, and of one after that.
    file:write([[
      local matrix = require("spec.support.matrix")
      local spare = tonumber(arg[3])
      local client <close> = matrix.client(0, {
        endpoint = arg[1], ca_file = arg[2], proxy = arg[4], retry = false,
      })
      require("hwc").loop() -- has descriptors of its own
      local held = {}
      repeat
        local file = io.open("/dev/null")
        held[#held + 1] = file
      until not file
      for _ = 1, spare do
        table.remove(held):close()
      end
      local reply, err = matrix.CALLS.POST(client)
      for _, file in ipairs(held) do
        file:close()
      end
      print(reply and "ok" or err.message, err.kind, err.sent, err.retryable)
      reply, err = matrix.CALLS.POST(client)
      print(reply and "ok" or err.message)
    ]])
  end)

  teardown(function()
    server:close()
    files:remove()
  end)

  local function run(endpoint, spare, proxy)
    server:script(matrix.SERVE)
    local pipe <close> = assert(io.popen(("ulimit -n 40; lua5.4 %s %s %s %d %s 2>&1"):format(script,
      endpoint, files:file("ca.pem"), spare, proxy or "")))
    return pipe:read("l", "l")
  end

  local SAID = "too many open files"

  it("cannot open a socket", function()
    local during, after = run("http://127.0.0.1:" .. server.port, 0)
    assert.equal(("127.0.0.1:%d: %s\ttransport\tfalse\ttrue"):format(server.port, SAID), during)
    assert.equal("ok", after)
    assert.equal(1, server:report().whole)
  end)

  it("cannot resolve a name", function()
    local during, after = run("https://phones.invalid", 0)
    assert.equal(("phones.invalid: %s\ttransport\tfalse\ttrue"):format(SAID), during)
    assert.matches("the host was not found", after, 1, true)
    during = run("https://phones.example.com", 0, "http://proxy.invalid:3128")
    assert.matches("phones.example.com: " .. SAID, during, 1, true)
  end)

  it("cannot read the file of authorities", function()
    local during, after = run("https://127.0.0.1:" .. tls_port, 1)
    assert.equal(("127.0.0.1:%d: %s\ttransport\tfalse\ttrue"):format(tls_port, SAID), during)
    assert.equal("ok", after)
  end)
end)
