-- Runs the XMPP server Prosody with the modules of examples/hosts/prosody. What they call is a
-- server that does not answer until it is told to.

local program = require("spec.support.program")
local signed_request = require("spec.support.signed_request")
local silent_server = require("spec.support.silent_server")
local uv = require("luv")

local CONFIG = [[
  plugin_paths = { %q }
  data_path = %q
  pidfile = %q
  certificates = %q
  run_as_root = true
  modules_enabled = { "http", "cloud_phones", "orders" }
  orders_key = "signature_key1"
  orders_secret = "signature_secret1"
  modules_disabled = { "c2s", "s2s", "offline" }
  c2s_ports, s2s_ports, https_ports = {}, {}, {}
  http_ports = { %d }
  http_interfaces = { "127.0.0.1" }
  http_default_host = "localhost"
  log = { info = "*console" }
  VirtualHost "localhost"
]]

describe("a module of Prosody", function()
  local cloud, prosody, port, directory

  setup(function()
    cloud = silent_server.start()
    port = program.free_port()
    directory = program.directory()
    local config = directory .. "/prosody.cfg.lua"
    program.write(config, CONFIG:format(uv.cwd() .. "/examples/hosts/prosody", directory,
      directory .. "/pid", directory, port))
    prosody = program.start({ "prosody", "-F", "--config", config }, {
      log = directory .. "/log",
      environment = {
        ASAN_OPTIONS = "detect_leaks=0", -- the modules of Prosody leave memory behind
        HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4 = cloud.url,
        HUAWEICLOUD_SDK_AK = "ak",
        HUAWEICLOUD_SDK_SK = "sk",
        HUAWEICLOUD_SDK_PROJECT_ID = "project",
      },
    })
    prosody:wait_for(port)
  end)

  teardown(function()
    prosody:stop()
    cloud:close()
    os.execute(("rm -rf '%s'"):format(directory))
  end)

  it("makes calls without blocking the server", function()
    local waiting = {}
    for i = 1, 3 do
      waiting[i] = program.get(port, "/cloud_phones/servers")
    end
    program.run_until(function()
      return cloud.received == 3
    end, "calls of Prosody\n" .. prosody:output())

    -- Prosody goes on with its other work while the calls wait.
    for _ = 1, 20 do
      local other = program.get(port, "/something-else")
      program.run_until(function()
        return other.ended
      end, "a response of Prosody")
      assert.equal(404, other.status)
    end
    assert.is_nil(waiting[1].ended or waiting[2].ended or waiting[3].ended)

    cloud:respond('{"servers":[{"server_id":"1","server_name":"first"}],"count":1}')
    program.run_until(function()
      return waiting[1].ended and waiting[2].ended and waiting[3].ended
    end, "responses to the calls")
    for i = 1, 3 do
      assert.equal(200, waiting[i].status)
      assert.equal('["first"]', waiting[i].body)
    end
  end)

  it("tells of calls that fail", function()
    local before = cloud.received
    local response = program.get(port, "/cloud_phones/servers")
    program.run_until(function()
      return cloud.received > before
    end, "a call of Prosody")
    cloud:respond("<html>not what was asked for</html>")
    program.run_until(function()
      return response.ended
    end, "a response")
    assert.equal(502, response.status)
    assert.equal("service\n", response.body)
    assert.truthy(prosody:output():find("cloud_phones%s+warn%s+list_cloud_phone_servers"))
  end)

  it("takes for good what the gateway has signed, and nothing else", function()
    local responses = signed_request.ask(function(bytes, later)
      local response = program.send(port, bytes, later)
      program.run_until(function()
        return response.ended
      end, "a response of Prosody")
      return { response.status, response.body }
    end, "signature_key1", "signature_secret1", port)
    assert.same(signed_request.EXPECTED, responses, prosody:output())
  end)

  it("lets the server end", function()
    assert.equal(0, prosody:stop().code, prosody:output())
    assert.is_nil(prosody:output():find("%serror%s"), prosody:output())
  end)
end)
