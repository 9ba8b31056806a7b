-- What was done, how often and to what: the proof that nothing was done twice.

local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

describe("the ledger of effects", function()
  local cloud, account, client, project, ids

  setup(function()
    cloud = assert(sandbox.start({ servers = 4, phones = 2, speed = 1 }))
    account = cloud:account()
    project = "/v1/" .. account.project_id
    ids = {}
    for i, server in ipairs(cloud:state().cph.servers) do
      ids[i] = server.server_id
    end
  end)

  before_each(function()
    cloud:reset()
    client = independent.new(account):log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  local function restart(of)
    return client:call("POST", project .. "/cloud-phone/servers/batch-restart",
      { server_ids = of })
  end

  -- The counts by operation and target.
  local function counts()
    local found = {}
    for _, entry in ipairs(cloud:effects()) do
      found[entry.operation] = found[entry.operation] or {}
      found[entry.operation][entry.target] = entry.count
      assert.equal(entry.count, #entry.events)
    end
    return found
  end

  it("counts what was done, by operation and target", function()
    restart({ ids[1], ids[2] })
    cloud:advance(60)
    restart({ ids[2], ids[3] })
    assert.same({ restart_cloud_phone_server = { [ids[1]] = 1, [ids[2]] = 2, [ids[3]] = 1 } },
      counts())
  end)

  it("has when, by which request, and how it ended", function()
    local _, reply = restart({ ids[1] })
    local event = cloud:effects()[1].events[1]
    assert.equal(reply.request_id, event.request_id)
    assert.truthy(math.abs(event.time - os.time()) < 60)
    assert.is_nil(event.outcome)
    cloud:fail_jobs({ target = ids[2] })
    restart({ ids[2] })
    cloud:advance(60)
    local effects = cloud:effects()
    assert.equal("succeeded", effects[1].events[1].outcome)
    assert.is_true(effects[1].events[1].ended > event.time)
    assert.equal("failed", effects[2].events[1].outcome)
  end)

  it("has nothing of what was refused, failed before, or only read", function()
    restart({ ids[1] })
    restart({ ids[1], "none" }) -- it restarts already, and there is no other
    cloud:fail({ operation = "restart_cloud_phone_server", status = 500 })
    restart({ ids[2] })
    client:call("GET", project .. "/cloud-phone/servers")
    client:call("POST", project .. "/cloud-phone/phones/batch-connection",
      { phone_ids = { cloud:state().cph.phones[1].phone_id }, client_type = "ANDROID" })
    assert.same({ restart_cloud_phone_server = { [ids[1]] = 1 } }, counts())
  end)

  it("has what was done though its response was lost", function()
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
    independent.send(cloud.url, client:signed("POST", project
      .. "/cloud-phone/servers/batch-restart", { server_ids = { ids[1] } }))
    assert.same({ restart_cloud_phone_server = { [ids[1]] = 1 } }, counts())
  end)

  it("has every target of a call that is one job", function()
    client:call("DELETE", ("/v2/%s/cloud-phone/servers"):format(account.project_id),
      { server_ids = { ids[1], ids[2] } })
    local deleted = counts().delete_cloud_phone_server
    assert.same({ [ids[1]] = 1, [ids[2]] = 1 }, deleted)
  end)

  it("has changes that need no job, by what was made or named", function()
    local base = ("/v2/%s/apic/instances/%s"):format(account.project_id, account.instance_id)
    local _, sign = client:call("POST", base .. "/signs", { name = "my_key" })
    client:call("PUT", base .. "/signs/" .. sign.id, { name = "my_key2" })
    client:call("DELETE", base .. "/signs/" .. sign.id)
    client:call("DELETE", base .. "/signs/" .. sign.id) -- 404
    client:call("PUT", ("%s/cloud-phone/servers/%s"):format(project, ids[1]),
      { server = { server_name = "new" } })
    local found = counts()
    for _, operation in ipairs({
      "create_signature_key", "update_signature_key", "delete_signature_key",
    }) do
      assert.same({ [sign.id] = 1 }, found[operation], operation)
    end
  end)

  it("has the actions on DevServers, alone or in a batch, under the same name", function()
    local servers = cloud:state().devserver.servers
    client:call("PUT", ("%s/dev-servers/%s/stop"):format(project, servers[1].id))
    cloud:advance(60)
    client:call("POST", project .. "/dev-servers/action",
      { type = "STOP", servers = { { id = servers[3].id } } })
    assert.same({ [servers[1].id] = 1, [servers[3].id] = 1 }, counts().stop_dev_server)
  end)

  it("is whole where the list of requests has forgotten", function()
    restart({ ids[1] })
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write(('"%s"'):format(("x"):rep(250000)))
    file:close()
    local pipe = assert(io.popen(("curl --disable --noproxy '*' -s -o /dev/null -H Expect: "
      .. "--data-binary @%s -w '%%{http_code}' '%s/nothing?[1-300]'"):format(path, cloud.url)))
    local responses = pipe:read("a")
    pipe:close()
    os.remove(path)
    assert.equal(("404"):rep(300), responses)
    assert.is_true(select(2, cloud:requests()) > 0)
    for _, request_kept in ipairs(cloud:requests()) do
      assert.not_equal("restart_cloud_phone_server", request_kept.operation)
    end
    assert.same({ restart_cloud_phone_server = { [ids[1]] = 1 } }, counts())
  end)
end)
