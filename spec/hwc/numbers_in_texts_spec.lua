-- Numbers in what people read, and in what programs take: with a point whatever the locale is.
-- spec/comma_spec.lua runs this under one that has a comma.
local cph = require("cph")
local hwc = require("hwc")
local silent_server = require("spec.support.silent_server")

describe("a number in a text", function()
  it("of a timeout has a point", function()
    local server = silent_server.start()
    finally(function() server:close() end)
    local client <close> = assert(cph.client({
      endpoint = server.url, project_id = ("0"):rep(32), ak = "AK", sk = "sk-that-nobody-has",
      retry = false,
    }))
    local _, err = client:list_cloud_phone_servers({}, { timeout = 0.25 })
    assert.equal("timeout", err.kind)
    assert.matches("no complete response within 0.25 s", err.message, 1, true)
    hwc.run(function()
      local task = hwc.spawn(hwc.sleep, 0.1)
      err = select(2, task:wait(0.0125))
      assert.equal("the task has not ended within 0.0125 s", err.message)
      local signals <close> = hwc.signals({ "USR2" })
      err = select(2, signals:wait(0.0125))
      assert.equal("no signal arrived within 0.0125 s", err.message)
    end)
  end)

  it("of an option that is refused has a point", function()
    local good, problem = pcall(cph.client, { region = "r", timeout = -1.5 })
    assert.is_false(good)
    assert.matches("-1.5", problem, 1, true)
  end)
end)

describe("names in a text", function()
  it("stand in the order of their bytes", function()
    assert.equal('{"B":1,"_c":2,"a":3,"é":4}', hwc.json.encode({ a = 3, B = 1, _c = 2, ["é"] = 4 }))
    local path = os.tmpname()
    local log <close> = assert(hwc.log(path))
    log({ time = 0, kind = "x", b = 1, B = 2, _a = 0.5 })
    local file <close> = assert(io.open(path))
    os.remove(path)
    assert.equal('{"time":"1970-01-01T00:00:00.000Z","kind":"x","B":2,"_a":0.5,"b":1}',
      file:read("l"))
  end)
end)
