local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

local UNKNOWN = "00000000-0000-4000-8000-000000000000"

describe("the sandbox's DevServers", function()
  local cloud, client, base, running, stopped, supernode, images

  setup(function()
    cloud = assert(sandbox.start({ servers = 0, speed = 0.001 }))
    client = independent.new(cloud:account())
    base = "/v1/" .. cloud:account().project_id .. "/dev-servers"
    images = {}
    local state = cloud:state().devserver
    for _, image in ipairs(state.images) do
      images[image.server_type] = image.image_id -- the last one of each kind
    end
    for _, server in ipairs(state.servers) do
      if server.cloud_server.type == "HPS" then
        supernode = server.id
      elseif server.cloud_server.type == "ECS" and server.status == "RUNNING" then
        running = server.id
      elseif server.cloud_server.type == "ECS" then
        stopped = server.id
      end
    end
  end)

  before_each(function()
    cloud:reset()
    client:log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  local function act(id, action, body)
    local method = (action == "changeos" or action == "reinstallos") and "POST" or "PUT"
    return client:call(method, ("%s/%s/%s"):format(base, id, action), body)
  end

  local function show(id)
    local status, server = client:call("GET", base .. "/" .. id)
    assert.equal(200, status)
    return server
  end

  local function assert_refused(code, status, body, headers)
    assert.equal(400, status)
    assert.equal(code, body.error_code, body.error_msg)
    assert.equal(32, #headers["x-request-id"])
  end

  local function login(image)
    return { image_id = image or images.ECS, key_pair_name = "keypair-2" }
  end

  it("walk from RUNNING to STOPPED to CHANGINGOS to RUNNING", function()
    local status, server, headers = act(running, "stop")
    assert.equal(200, status)
    assert.equal("STOPPING", server.status)
    assert.equal(32, #headers["x-request-id"])
    cloud:advance(20)
    assert.equal("STOPPED", show(running).status)
    status, server = act(running, "changeos", login())
    assert.equal(200, status)
    assert.equal("CHANGINGOS", server.status)
    assert.not_equal(images.ECS, server.image.image_id)
    cloud:advance(40)
    assert.equal("CHANGINGOS", show(running).status)
    cloud:advance(40)
    server = show(running)
    assert.equal("RUNNING", server.status)
    assert.equal(images.ECS, server.image.image_id)
    assert.equal("keypair-2", server.key_pair_name)
    assert.equal("keypair-2", server.endpoints[1].key_pair_names[1])
    assert.truthy(math.tointeger(server.create_at) and server.update_at > server.create_at)
  end)

  it("start, reboot and get their system again", function()
    assert.equal("STARTING", select(2, act(stopped, "start")).status)
    cloud:advance(30)
    assert.equal("RUNNING", show(stopped).status)
    assert.equal("REBOOTING", select(2, act(stopped, "reboot")).status)
    cloud:advance(45)
    assert.equal("RUNNING", show(stopped).status)
    act(stopped, "stop")
    cloud:advance(20)
    local image = show(stopped).image.image_id
    local _, server = act(stopped, "reinstallos", { admin_pass = "Sandbox-7pass" })
    assert.equal("REINSTALLINGOS", server.status)
    cloud:advance(80)
    server = show(stopped)
    assert.equal("RUNNING", server.status)
    assert.equal(image, server.image.image_id)
    assert.is_nil(server.key_pair_name)
  end)

  it("fail where they were told to, and can be tried again", function()
    cloud:fail_jobs({ operation = "change_dev_server_os", target = stopped })
    act(stopped, "changeos", login())
    cloud:advance(80)
    assert.equal("CHANGINGOS_FAILED", show(stopped).status)
    assert.equal(200, (act(stopped, "changeos", login())))
    cloud:advance(80)
    assert.equal("RUNNING", show(stopped).status)
    cloud:fail_jobs({ operation = "stop_dev_server" })
    act(stopped, "stop")
    cloud:advance(20)
    assert.equal("STOP_FAILED", show(stopped).status)
  end)

  it("refuse what their state forbids", function()
    assert_refused("ModelArts.6305", act(running, "start"))
    assert_refused("ModelArts.6305", act(running, "changeos", login()))
    assert_refused("ModelArts.6305", act(running, "reinstallos", login()))
    assert_refused("ModelArts.6307", act(stopped, "stop"))
    assert_refused("ModelArts.6327", act(stopped, "reboot"))
    act(running, "stop")
    assert_refused("ModelArts.6308", act(running, "stop"))
    assert_refused("ModelArts.6308", act(running, "changeos", login()))
    act(stopped, "start")
    assert_refused("ModelArts.6306", act(stopped, "start"))
    cloud:reset()
    client:log_in()
    act(stopped, "changeos", login())
    assert_refused("ModelArts.6347", act(stopped, "changeos", login()))
    assert_refused("ModelArts.6347", act(stopped, "start"))
    assert_refused("ModelArts.6327", act(stopped, "stop"))
  end)

  it("answer as the page of ChangeDevServerOS says: 400, 401, 403, 500", function()
    assert_refused("ModelArts.6335", act(stopped, "changeos", { key_pair_name = "keypair-2" }))
    assert_refused("ModelArts.6335", act(stopped, "changeos", { image_id = images.ECS }))
    local token = client.token
    client.token = "unknown"
    local status, body = act(stopped, "changeos", login())
    assert.equal(401, status)
    assert.equal("APIGW.0301", body.error_code)
    client.token = token
    status, body = client:call("POST", ("/v1/%s/dev-servers/%s/changeos"):format(
      ("0"):rep(32), stopped), login())
    assert.equal(403, status)
    assert.equal("ModelArts.0108", body.error_code)
    cloud:fail({ operation = "change_dev_server_os", status = 500, code = "ModelArts.0010",
      message = "Internal error" })
    status, body = act(stopped, "changeos", login())
    assert.equal(500, status)
    assert.equal("ModelArts.0010", body.error_code)
  end)

  it("refuse logins and images that do not fit", function()
    local password = "Sandbox-7pass"
    for _, body in ipairs({
      { image_id = images.ECS, admin_pass = password, key_pair_name = "keypair-2" },
      { image_id = images.ECS, admin_pass = "short-1" },
      { image_id = images.ECS, admin_pass = "onlylowercase" },
      { image_id = images.ECS, admin_pass = "Root-password1" },
      { image_id = images.ECS, key_pair_name = "nobodys" },
      { image_id = images.ECS, key_pair_name = "key pair" },
      { image_id = images.BMS, key_pair_name = "keypair-2" },
      { image_id = UNKNOWN, key_pair_name = "keypair-2" },
      { image_id = "ubuntu", key_pair_name = "keypair-2" },
      { image_id = images.ECS, key_pair_name = "keypair-2", user_data = "no base64!" },
    }) do
      local status, response = act(stopped, "changeos", body)
      assert.equal(400, status, response.error_msg)
      assert.equal("ModelArts.0107", response.error_code, response.error_msg)
      assert.is_nil(response.error_msg:find(password, 1, true))
    end
    assert.equal("STOPPED", show(stopped).status)
    local body = { image_id = images.ECS, admin_pass = password, user_data = "ZWNobyBoaQ==" }
    assert.equal(200, (act(stopped, "changeos", body)))
    local kept = require("_hwc").encode_json({ cloud:state(), cloud:requests() })
    assert.is_nil(kept:find(password, 1, true))
    assert.is_nil(kept:find("ZWNobyBoaQ", 1, true))
  end)

  it("take a key pair alone where they are supernodes", function()
    assert_refused("ModelArts.0107", act(supernode, "changeos",
      { image_id = images.HPS, admin_pass = "Sandbox-7pass" }))
    assert.equal(200, (act(supernode, "changeos", login(images.HPS))))
  end)

  it("are not there under other ids", function()
    for _, action in ipairs({ "start", "stop", "reboot" }) do
      assert_refused("ModelArts.6309", act(UNKNOWN, action))
    end
    assert_refused("ModelArts.6309", act(UNKNOWN, "changeos", login()))
    local status, body = client:call("GET", base .. "/" .. UNKNOWN)
    assert.equal(400, status)
    assert.equal("ModelArts.6309", body.error_code)
    status, body = act("not-a-uuid", "start")
    assert.equal(400, status)
    assert.equal("ModelArts.0107", body.error_code)
  end)

  it("are listed by pages, in either order", function()
    local _, list = client:call("GET", base)
    assert.equal(5, list.total)
    assert.equal(5, list.size)
    assert.equal(5, #list.data)
    local _, page = client:call("GET", base .. "?limit=2&offset=2")
    assert.equal(5, page.total)
    assert.equal(3, page.pages)
    assert.equal(1, page.current)
    assert.equal(list.data[3].id, page.data[1].id)
    _, page = client:call("GET", base .. "?sort_dir=DESC")
    assert.equal(list.data[5].id, page.data[1].id)
    _, page = client:call("GET", base .. "?sort_key=name&sort_dir=DESC")
    assert.equal("train-hps-1", page.data[1].name)
    for _, query in ipairs({ "limit=1025", "sort_dir=UP", "sort_key=nothing" }) do
      local status, body = client:call("GET", base .. "?" .. query)
      assert.equal(400, status, query)
      assert.equal("ModelArts.0107", body.error_code)
    end
  end)

  it("are acted on in batches, all or none", function()
    local function batch(kind, ids, login_)
      local servers = {}
      for i, id in ipairs(ids) do
        servers[i] = { id = id }
      end
      return client:call("POST", base .. "/action",
        { type = kind, servers = servers, extend_param = login_ })
    end
    assert_refused("ModelArts.6305", batch("START", { stopped, running }))
    assert.equal("STOPPED", show(stopped).status)
    assert_refused("ModelArts.6309", batch("START", { stopped, UNKNOWN }))
    assert_refused("ModelArts.0107", batch("START", { stopped, stopped }))
    assert_refused("ModelArts.0107", batch("FLY", { stopped }))
    assert_refused("ModelArts.6335", client:call("POST", base .. "/action", { type = "START" }))
    assert_refused("ModelArts.6304", batch("DELETE", { running }))
    local status, body = batch("START", { stopped, supernode })
    assert.equal(200, status)
    assert.equal(2, body.total)
    assert.equal("STARTING", body.data[1].status)
    cloud:advance(30)
    assert.equal("RUNNING", show(supernode).status)
    batch("STOP", { stopped })
    cloud:advance(20)
    status, body = batch("CHANGEOS", { stopped }, login())
    assert.equal(200, status)
    assert.equal("CHANGINGOS", body.data[1].status)
    cloud:advance(80)
    assert.equal(images.ECS, show(stopped).image.image_id)
    batch("STOP", { stopped })
    cloud:advance(20)
    batch("DELETE", { stopped })
    assert.equal("DELETING", show(stopped).status)
    cloud:advance(30)
    assert_refused("ModelArts.6309", client:call("GET", base .. "/" .. stopped))
  end)
end)
