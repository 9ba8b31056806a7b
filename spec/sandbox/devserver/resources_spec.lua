local devserver = require("devserver")
local sandbox = require("hwc.sandbox")

local UNKNOWN = "00000000-0000-4000-8000-000000000000"

describe("the sandbox's DevServers", function()
  local cloud, client, images, running

  setup(function()
    cloud = assert(sandbox.start({ servers = 0, speed = 0.001 }))
    client = assert(devserver.client(cloud:options()))
    images = {}
    for _, image in ipairs(cloud:state().devserver.images) do
      images[image.server_type] = image.image_id
    end
    for _, server in ipairs(cloud:state().devserver.servers) do
      running = running or (server.status == "RUNNING" and server)
    end
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function assert_refused(code, reply, err)
    assert.is_nil(reply)
    assert.equal("service", err.kind)
    assert.equal(code, err.code)
  end

  local function create(changes)
    local args = {
      name = "mine", flavor = "modelarts.vm.gpu.8v100", image_id = images.ECS,
      key_pair_name = "keypair-2",
      network = { vpc_id = "vpc", subnet_id = "subnet", security_group_id = "group" },
    }
    for name, value in pairs(changes or {}) do
      args[name] = value
    end
    return client:create_dev_server(args)
  end

  it("are made, renamed and deleted", function()
    local server = assert(create({ data_volume = { size = 200, type = "SSD", count = 2 } }))
    assert.equal("CREATING", server.status)
    assert.equal(3, #server.volumes)
    local id = server.id
    assert.equal(6, assert(client:list_dev_servers({})).total)
    cloud:advance(150)
    server = assert(client:show_dev_server({ id = id }))
    assert.same({ "RUNNING", "mine", "keypair-2" },
      { server.status, server.name, server.key_pair_name })
    assert.equal("ours", assert(client:update_dev_server({ id = id, name = "ours" })).name)
    assert_refused("ModelArts.6304", client:delete_dev_server({ id = id }))
    assert(client:stop_dev_server({ id = id }))
    cloud:advance(30)
    assert.equal("DELETING", assert(client:delete_dev_server({ id = id })).status)
    cloud:advance(40)
    assert_refused("ModelArts.6309", client:show_dev_server({ id = id }))
    assert_refused("ModelArts.6309", client:update_dev_server({ id = id, name = "x" }))
    assert.equal(5, assert(client:list_all_dev_servers({})).total)
  end)

  it("are made several at a time, and fail where they were told to", function()
    cloud:fail_jobs({ operation = "create_dev_server" })
    assert(create({ count = 2 }))
    cloud:advance(150)
    local servers = assert(client:list_dev_servers({ limit = 2, offset = 5 })).data
    local statuses = {} -- both were made at the same time, so they come in the order of their ids
    for _, server in ipairs(servers) do
      statuses[server.name] = server.status
    end
    assert.same({ ["mine-1"] = "CREATE_FAILED", ["mine-2"] = "RUNNING" }, statuses)
  end)

  it("are refused where the parts do not go together", function()
    assert_refused("ModelArts.6323", create({ flavor = "none" }))
    assert_refused("ModelArts.6323", create({ server_type = "BMS" }))
    assert_refused("ModelArts.6329", create({ flavor = "modelarts.vm.gpu.4a10" }))
    assert_refused("ModelArts.0107", create({ image_id = images.BMS }))
    assert_refused("ModelArts.0107", create({ image_id = UNKNOWN }))
    assert_refused("ModelArts.0107", create({ key_pair_name = "nobody_s" }))
    assert.equal(5, #cloud:state().devserver.servers)
  end)

  it("get and lose disks by operations", function()
    local volume_id = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
    local args = { id = running.id, volume_id = volume_id }
    local function status(operation)
      return assert(client:get_dev_server_operation({
        id = running.id, operation_id = operation.operation_id,
      })).operation_status
    end
    local function volumes()
      return #assert(client:show_dev_server({ id = running.id })).volumes
    end
    local operation = assert(client:attach_dev_server_volume(args))
    assert.equal("pending", operation.operation_status)
    cloud:advance(4)
    assert.equal("running", status(operation))
    assert.equal(1, volumes())
    cloud:advance(10)
    assert.equal("success", status(operation))
    assert.equal(2, volumes())
    assert_refused("ModelArts.0107", client:attach_dev_server_volume(args))
    cloud:fail_jobs({ operation = "detach_dev_server_volume" })
    operation = assert(client:detach_dev_server_volume(args))
    cloud:advance(20)
    local failed = assert(client:get_dev_server_operation({
      id = running.id, operation_id = operation.operation_id,
    }))
    assert.same({ "failed", "ModelArts.0010" },
      { failed.operation_status, failed.operation_error.code })
    assert(client:detach_dev_server_volume(args))
    cloud:advance(20)
    assert.equal(1, volumes())
    assert_refused("ModelArts.0107", client:detach_dev_server_volume(args))
    assert_refused("ModelArts.0107", client:detach_dev_server_volume({
      id = running.id, volume_id = running.volumes[1].evs_id,
    }))
    assert_refused("ModelArts.0015",
      client:get_dev_server_operation({ id = running.id, operation_id = UNKNOWN }))
    assert_refused("ModelArts.6309",
      client:attach_dev_server_volume({ id = UNKNOWN, volume_id = volume_id }))
  end)

  it("have images and flavors to choose from", function()
    assert.equal(6, assert(client:list_dev_server_images({})).total)
    local some = assert(client:list_dev_server_images({ server_type = "HPS" }))
    assert.same({ 2, 2 }, { some.total, #some.data })
    assert.equal(2, assert(client:list_dev_server_images({
      flavor_name = "modelarts.bm.npu.arm.8snt9b",
    })).total)
    assert_refused("ModelArts.6323", client:list_dev_server_images({ flavor_name = "none" }))
    assert.equal("ECS", assert(client:get_dev_server_image({ id = images.ECS })).server_type)
    assert_refused("ModelArts.0015", client:get_dev_server_image({ id = UNKNOWN }))
    assert.equal(8, assert(client:list_dev_server_flavors({})).total)
    assert.equal(1, assert(client:list_dev_server_flavors({
      arch = "ARM", server_type = "BMS", charging_mode = "PRE_PAID",
    })).total)
  end)

  it("are synchronised as they are listed", function()
    assert.same(assert(client:list_dev_servers({ limit = 2 })).data,
      assert(client:sync_dev_servers({ limit = 2 })).data)
  end)
end)
