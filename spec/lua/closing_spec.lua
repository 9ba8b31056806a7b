-- The end of a Lua state: what finalizers and to-be-closed variables begin while it is closed.
-- Under the leak sanitizer the programs fail where anything is left behind.

local program = require("spec.support.program")
local silent_server = require("spec.support.silent_server")

describe("a Lua state that is closed", function()
  local directory, server

  before_each(function()
    directory = program.directory()
    server = silent_server.start()
  end)

  after_each(function()
    server:close()
    os.execute("rm -r " .. directory)
  end)

  -- What the program prints, and how it ended.
  local function run(text)
    local path = directory .. "/program.lua"
    program.write(path, text)
    local child = program.start({ "lua5.4", path, server.url }, {
      environment = {}, log = directory .. "/log",
    })
    program.run_until(function() return child.ended end, "the end of the program")
    assert.equal(0, child.ended.signal, child:output())
    return child:output(), child.ended.code
  end

  -- Each of `begin` is called, protected, by the finalizers that keep() makes.
  local PROGRAM = [[
    local url = arg[1]
    local apig, cph, hwc, client, task
    local begin = {
      operation = function() client:restart_cloud_phone_server({ server_ids = { "a" } }) end,
      invalid = function() client:restart_cloud_phone_server({ server_ids = {} }) end,
      call = function() client:call({ method = "POST", path = "/v1/anything" }) end,
      check = function() client:check() end,
      explain = function()
        client:explain("restart_cloud_phone_server", { server_ids = {} })
      end,
      client = function()
        local other <close> = assert(cph.client({ endpoint = url, project_id = "p", ak = "a",
          sk = "s" }))
        other:restart_cloud_phone_server({ server_ids = { "a" } })
      end,
      secret = function() hwc.secret("abc") end,
      run = function()
        hwc.run(client.restart_cloud_phone_server, client, { server_ids = { "a" } })
      end,
      spawn = function()
        hwc.spawn(client.restart_cloud_phone_server, client, { server_ids = { "a" } })
        hwc.loop():step(0)
      end,
      sleep = function() hwc.sleep(0.001) end,
      wait = function() task:wait() end,
      sandbox = function() require("hwc.sandbox").start() end,
    }
    local kept = {}
    local function keep()
      kept[#kept + 1] = setmetatable({}, { __gc = function()
        for name, fn in pairs(begin) do
          local good, message = pcall(fn)
          print(good and "DONE" or "refused", name, message)
        end
      end })
    end
  ]]
  local MODULES = [[
    apig, cph, hwc = require("apig"), require("cph"), require("hwc")
    require("hwc.sandbox")
  ]]
  local CLIENT = [[
    client = assert(cph.client({ endpoint = url, project_id = "p", ak = "ak", sk = "sk" }))
    task = hwc.spawn(hwc.sleep, 60)
    hwc.loop():step(0)
  ]]

  for when, text in pairs({
    ["made before the modules were loaded"] = PROGRAM .. "keep()" .. MODULES .. CLIENT,
    ["made before the client"] = PROGRAM .. MODULES .. "keep()" .. CLIENT,
    ["made after the client"] = PROGRAM .. MODULES .. CLIENT .. "keep()",
    ["that os.exit runs in a task"] = PROGRAM .. MODULES .. CLIENT .. [[
      keep()
      hwc.run(function() os.exit(0, true) end)
    ]],
  }) do
    it("sends nothing that a finalizer begins, one " .. when, function()
      local output, code = run(text)
      assert.equal(0, code, output)
      assert.equal(12, select(2, output:gsub("refused", "")), output)
      assert.is_nil(output:find("DONE", 1, true), output)
      assert.equal(0, server:poll())
      assert.equal(0, server:connections())
    end)
  end

  it("ends what a finalizer has spawned, and does not run it", function()
    local output, code = run(PROGRAM .. MODULES .. CLIENT .. [[
      kept[1] = setmetatable({}, { __gc = function()
        hwc.spawn(client.restart_cloud_phone_server, client, { server_ids = { "a" } })
        print("spawned")
      end })
    ]])
    assert.equal("spawned\n", output)
    assert.equal(0, code)
    assert.equal(0, server:connections())
  end)

  it("lets to-be-closed variables of the main chunk make calls", function()
    server.respond_always = [[{"request_id":"r","jobs":[]}]]
    local output, code = run(PROGRAM .. MODULES .. CLIENT .. [[
      local _ <close> = setmetatable({}, { __close = function()
        print(assert(client:restart_cloud_phone_server({ server_ids = { "a" } })).request_id)
      end })
      os.exit(3, true)
    ]])
    assert.equal("r\n", output)
    assert.equal(3, code)
    assert.equal(1, server:poll())
  end)

  it("refuses them where the loop is being stepped: nothing is sent", function()
    local output, code = run(PROGRAM .. MODULES .. CLIENT .. [[
      local _ <close> = setmetatable({}, { __close = function()
        print(select(2, pcall(client.restart_cloud_phone_server, client, { server_ids = { "a" } })))
      end })
      hwc.run(function() os.exit(3, true) end)
    ]])
    assert.matches("cannot wait while the loop is being stepped", output, 1, true)
    assert.equal(3, code)
    assert.equal(0, server:connections())
  end)

  it("leaves nothing of what was under way", function()
    local output, code = run(PROGRAM .. MODULES .. CLIENT .. [[
      hwc.run(function()
        for _ = 1, 20 do
          hwc.spawn(client.restart_cloud_phone_server, client, { server_ids = { "a" } })
        end
        hwc.sleep(0.05)
        os.exit(3, true)
      end)
    ]])
    assert.equal("", output)
    assert.equal(3, code)
    assert.equal(3, server:poll()) -- the others wait until the keys are accepted
  end)
end)
