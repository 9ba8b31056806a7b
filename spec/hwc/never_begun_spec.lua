local cph = require("cph")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")

local LIST = "list_cloud_phone_servers"
local RESTART = "restart_cloud_phone_server"

describe("the error of a call that was never begun", function()
  local cloud, client

  setup(function()
    cloud = assert(sandbox.start({ servers = 1, speed = 1000 }))
    client = assert(cph.client(cloud:options()))
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function assert_never_sent(err, kind)
    assert.equal(kind, err.kind)
    assert.is_false(err.sent)
    assert.equal("not_sent", err.fate)
    assert.equal(0, err.attempts)
  end

  it("says so where the arguments are wrong", function()
    local later <close> = assert(cph.client({
      region = "cn-north-4", ak = "A", sk = "S", endpoint = cloud.url, iam_endpoint = cloud.url,
    })) -- has to look up its project first
    for _, one in ipairs({ client, later }) do
      local wrong = { method = "GET", path = "v1" }
      assert_never_sent(select(2, one:call(wrong)), "validation")
      assert_never_sent(select(2, one:explain("call", wrong)), "validation")
      wrong = { method = "GET", path = "/", pth = "/" }
      assert_never_sent(select(2, one:call(wrong)), "validation")
      wrong = { server_ids = {} }
      assert_never_sent(select(2, one:restart_cloud_phone_server(wrong)), "validation")
      assert_never_sent(select(2, one:explain(RESTART, wrong)), "validation")
    end
    local given = { headers = { Host = "x" } }
    assert_never_sent(select(2, client:list_cloud_phone_servers({}, given)), "validation")
    assert_never_sent(select(2, client:explain(LIST, {}, given)), "validation")
    assert.same({}, cloud:requests())
  end)

  it("says so where its task or item was cancelled before it began", function()
    local task = hwc.spawn(function() return client:list_cloud_phone_servers() end)
    task:cancel()
    assert_never_sent(select(2, task:wait()), "cancelled")

    local map
    map = hwc.spawn(hwc.map, { 1, 2, 3 }, function()
      hwc.spawn(function() map:cancel() end)
      return hwc.sleep(5)
    end, { concurrency = 1 })
    local _, errors = map:wait()
    assert.equal("cancelled", errors[1].kind)
    assert_never_sent(errors[2], "cancelled")
    assert_never_sent(errors[3], "cancelled")
  end)

  it("says nothing where a task that was cancelled may have sent something", function()
    local begun = hwc.spawn(function() hwc.sleep(5) hwc.sleep(5) end)
    hwc.sleep(0.01)
    begun:cancel()
    local _, err = begun:wait()
    assert.equal("cancelled", err.kind)
    assert.is_nil(err.fate)
    assert.is_nil(err.sent)
  end)
end)
