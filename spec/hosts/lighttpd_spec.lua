-- Runs the web server lighttpd with the script of examples/hosts/lighttpd, on a local cloud, and on
-- a server that does not answer.

local cjson = require("cjson")
local program = require("spec.support.program")
local sandbox = require("hwc.sandbox")
local signed_request = require("spec.support.signed_request")
local silent_server = require("spec.support.silent_server")
local uv = require("luv")

-- SIGTERM ends lighttpd with status 1 where a connection has not been closed yet.
local GRACEFUL = "sigint"

local CONFIG = [[
  server.modules = ("mod_magnet")
  server.document-root = "%s"
  server.bind = "127.0.0.1"
  server.port = %d
  $HTTP["url"] == "/cloud_phones" {
    magnet.attract-raw-url-to = ("%s/examples/hosts/lighttpd/cloud_phones.lua")
  }
  $HTTP["url"] =~ "^/orders(/|$)" {
    magnet.attract-raw-url-to = ("%s/examples/hosts/lighttpd/orders.lua")
  }
]]

describe("a script of lighttpd", function()
  local lighttpd, port, directory

  local function start(environment)
    directory = program.directory()
    port = program.free_port()
    program.write(directory .. "/page.txt", "a page\n")
    program.write(directory .. "/lighttpd.conf", CONFIG:format(directory, port, uv.cwd(), uv.cwd()))
    lighttpd = program.start({ "lighttpd", "-D", "-f", directory .. "/lighttpd.conf" }, {
      log = directory .. "/log",
      environment = environment,
    })
    lighttpd:wait_for(port)
  end

  after_each(function()
    lighttpd:stop()
    os.execute(("rm -rf '%s'"):format(directory))
  end)

  local function get(path)
    local response = program.get(port, path)
    program.run_until(function()
      return response.ended
    end, "a response of lighttpd")
    return response
  end

  it("makes calls on the same client for each request", function()
    local cloud <close> = assert(sandbox.start({ servers = 3 }))
    local account = cloud:account()
    start({
      HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4 = cloud.url,
      HUAWEICLOUD_SDK_AK = account.ak,
      HUAWEICLOUD_SDK_SK = account.sk,
      HUAWEICLOUD_SDK_PROJECT_ID = account.project_id,
    })
    local names = {}
    for i, server in ipairs(cloud:state().cph.servers) do
      names[i] = server.server_name
    end
    table.sort(names)
    for _ = 1, 3 do
      local response = get("/cloud_phones")
      assert.equal(200, response.status, lighttpd:output())
      local listed = cjson.decode(response.body)
      table.sort(listed)
      assert.same(names, listed)
    end
    assert.equal(3, #cloud:requests())
    assert.same({ code = 0, signal = 0 }, lighttpd:stop(GRACEFUL))
  end)

  it("is blocked no longer than the deadline of its call", function()
    local cloud = silent_server.start()
    start({
      HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4 = cloud.url,
      HUAWEICLOUD_SDK_AK = "ak",
      HUAWEICLOUD_SDK_SK = "sk",
      HUAWEICLOUD_SDK_PROJECT_ID = "project",
    })
    local begun = uv.hrtime()
    local response = get("/cloud_phones")
    local took = (uv.hrtime() - begun) / 1e9
    assert.equal(504, response.status, lighttpd:output())
    assert.equal("timeout\n", response.body)
    assert.is_true(took >= 0.5 and took < 5, took)
    assert.equal(1, cloud.received)

    response = get("/page.txt")
    assert.equal(200, response.status)
    assert.equal("a page\n", response.body)
    cloud:close()
    assert.same({ code = 0, signal = 0 }, lighttpd:stop(GRACEFUL))
  end)

  it("takes for good what the gateway has signed, and nothing else", function()
    start({ ORDERS_KEY = "signature_key1", ORDERS_SECRET = "signature_secret1" })
    local responses = signed_request.ask(function(bytes, later)
      local response = program.send(port, bytes, later)
      program.run_until(function()
        return response.ended
      end, "a response of lighttpd")
      return { response.status, response.body }
    end, "signature_key1", "signature_secret1", port)
    assert.same(signed_request.EXPECTED, responses, lighttpd:output())
    assert.same({ code = 0, signal = 0 }, lighttpd:stop(GRACEFUL))
  end)
end)
