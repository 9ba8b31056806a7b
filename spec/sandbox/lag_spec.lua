-- What is shown late, where the sandbox is told so: by a client that is not ours.

local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

-- A second of real time is a second here; `advance` lets both pass.
local LAG = 100

describe("a sandbox with lag", function()
  local cloud, client, project

  setup(function()
    cloud = assert(sandbox.start({ servers = 2, phones = 1, speed = 1, lag = LAG }))
    client = independent.new(cloud:account())
    project = "/v1/" .. cloud:account().project_id
  end)

  before_each(function()
    cloud:reset()
    client:log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  local function get(path)
    local status, body = client:call("GET", project .. path)
    return body, status
  end

  local function listed(path, member, id_member, id)
    for _, item in ipairs(get(path)[member]) do
      if item[id_member] == id then
        return item
      end
    end
  end

  it("shows a DevServer's states late, in lists and alone", function()
    local path = "/dev-servers"
    local server = cloud:state().devserver.servers[1]
    local status, reply = client:call("PUT", ("%s%s/%s/stop"):format(project, path, server.id))
    assert.equal(200, status)
    assert.equal("STOPPING", reply.status) -- who ordered it is told
    assert.is_true(reply.update_at > server.update_at)
    local function seen()
      local alone = get(path .. "/" .. server.id)
      local in_list = listed(path, "data", "id", server.id)
      assert.equal(alone.status, in_list.status)
      assert.equal(alone.update_at, in_list.update_at)
      return alone.status, alone.update_at
    end
    local state, changed = seen()
    assert.equal("RUNNING", state)
    assert.equal(server.update_at, changed)
    cloud:advance(50) -- the stop takes 15
    assert.equal("STOPPED", cloud:state().devserver.servers[1].status)
    assert.equal("RUNNING", (seen()))
    cloud:advance(52)
    state, changed = seen()
    assert.equal("STOPPING", state)
    assert.equal(reply.update_at, changed)
    cloud:advance(20)
    assert.equal("STOPPED", (seen()))
  end)

  it("shows what was removed until the lag is over", function()
    local path = "/dev-servers"
    local id = cloud:state().devserver.servers[2].id -- STOPPED
    assert.equal(200, (client:call("DELETE", ("%s%s/%s"):format(project, path, id))))
    cloud:advance(60)
    assert.equal("STOPPED", get(path .. "/" .. id).status)
    cloud:advance(100)
    local body, status = get(path .. "/" .. id)
    assert.equal(400, status)
    assert.equal("ModelArts.6309", body.error_code)
    assert.is_nil(listed(path, "data", "id", id))
  end)

  it("does not show what was made before the lag is over", function()
    local state = cloud:state().devserver
    local status, made = client:call("POST", project .. "/dev-servers", {
      name = "new", flavor = state.servers[1].flavor, image_id = state.servers[1].image.image_id,
      key_pair_name = "keypair-1",
      network = { vpc_id = "v", subnet_id = "s", security_group_id = "g" },
    })
    assert.equal(200, status, made.error_msg)
    assert.equal(400, (select(2, get("/dev-servers/" .. made.id))))
    cloud:advance(LAG + 1)
    assert.equal("CREATING", get("/dev-servers/" .. made.id).status)
  end)

  it("brings the list in line where it is told to", function()
    local id = cloud:state().devserver.servers[1].id
    client:call("PUT", ("%s/dev-servers/%s/stop"):format(project, id))
    local _, page = client:call("PUT", project .. "/dev-servers/sync")
    for _, server in ipairs(page.data) do
      assert.equal(server.id == id and "STOPPING" or server.status, server.status)
    end
  end)

  it("shows servers and phones late", function()
    local state = cloud:state().cph
    local server, phone = state.servers[1].server_id, state.phones[2]
    assert.not_equal(server, phone.server_id)
    local path = "/cloud-phone"
    assert.equal(200, (client:call("POST", project .. path .. "/servers/batch-restart",
      { server_ids = { server } })))
    assert.equal(200, (client:call("POST", project .. path .. "/phones/batch-restart",
      { phones = { { phone_id = phone.phone_id } } })))
    local function seen()
      local alone = get(path .. "/servers/" .. server).status
      assert.equal(alone, listed(path .. "/servers", "servers", "server_id", server).status)
      local one = get(path .. "/phones/" .. phone.phone_id).status
      assert.equal(one, listed(path .. "/phones", "phones", "phone_id", phone.phone_id).status)
      return { alone, one }
    end
    assert.same({ 5, 2 }, seen())
    cloud:advance(60)
    assert.same({ 5, 2 }, seen())
    cloud:advance(41)
    assert.same({ 11, 4 }, seen())
    cloud:advance(60)
    assert.same({ 5, 2 }, seen())
  end)

  it("refuses a lag that is none", function()
    for _, lag in ipairs({ -1, "1", 0 / 0 }) do
      local good, message = pcall(sandbox.start, { lag = lag })
      assert.is_false(good)
      assert.matches('option "lag"', message, 1, true)
    end
  end)
end)

describe("a sandbox without lag", function()
  it("shows changes at once", function()
    local cloud <close> = assert(sandbox.start({ servers = 0, speed = 1 }))
    local client = independent.new(cloud:account())
    client:log_in()
    local base = "/v1/" .. cloud:account().project_id .. "/dev-servers/"
    local id = cloud:state().devserver.servers[1].id
    client:call("PUT", base .. id .. "/stop")
    local _, server = client:call("GET", base .. id)
    assert.equal("STOPPING", server.status)
  end)
end)
