local devserver = require("devserver")
local sandbox = require("hwc.sandbox")
local stateful = require("spec.support.stateful")

local UNKNOWN = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

-- Longer than any work takes, in seconds of its time.
local LONG = 1000

describe("the sandbox's DevServers", function()
  local cloud, client, servers, supernode

  setup(function()
    cloud = assert(sandbox.start({ servers = 0, speed = 0.001 }))
    client = assert(devserver.client(cloud:options()))
  end)

  before_each(function()
    cloud:reset()
    servers = cloud:state().devserver.servers
    supernode = assert(client:list_hyperinstances({})).data[1]
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  it("live, as hyper clusters: created, listed, shown, deleted", function()
    stateful.live(client, {
      name = "hyper clusters", id = "id", argument = "id", items = "hyper_clusters",
      create = "create_hyper_cluster", delete = "delete_hyper_cluster",
      show = "get_hyper_cluster", paged = false,
      list = function(client_, args)
        local reply, err = client_:list_hyper_cluster(args)
        return reply and {
          hyper_clusters = reply.hyper_clusters, total = #reply.hyper_clusters,
        }, err
      end,
      given = { name = "cluster_1" }, other = { name = "cluster_2" },
      missing = { 404, "ModelArts.0015" },
    })
  end)

  local function job(changes)
    local args = {
      name = "job_1", type = "COMMON", server_ids = { servers[1].id, servers[2].id },
      items = { { type = "COMMON", spec = { command = "id" } } },
    }
    for name, value in pairs(changes or {}) do
      args[name] = value
    end
    return client:create_dev_server_job(args)
  end

  it("run jobs on instances, which end", function()
    local made = assert(job())
    assert.same({ "PROCESSING", 2, servers[2].id },
      { made.status, #made.tasks, made.tasks[2].server_id })
    cloud:advance(LONG)
    local shown = assert(client:get_dev_server_job({ id = made.id }))
    assert.same({ "FINISHED", "SUCCESS", 0 },
      { shown.status, shown.tasks[1].status, shown.abnormal_count })
    assert.same({ command = "id" }, shown.items[1].spec)
    assert.equal(made.id, assert(client:list_dev_server_jobs({ name = "job" })).data[1].id)
    assert.equal(0, assert(client:list_dev_server_jobs({ status = "PROCESSING" })).total)
    stateful.refused({ 400, "ModelArts.6309" }, job({ server_ids = { UNKNOWN } }))
  end)

  it("count the instances where a job fails", function()
    cloud:fail_jobs({ operation = "create_dev_server_job", target = servers[2].id })
    local made = assert(job())
    cloud:advance(LONG)
    local shown = assert(client:get_dev_server_job({ id = made.id }))
    assert.same({ 1, "SUCCESS", "FAILED" },
      { shown.abnormal_count, shown.tasks[1].status, shown.tasks[2].status })
  end)

  it("delete jobs together, or none", function()
    local first, second = assert(job()), assert(job({ name = "job_2" }))
    stateful.refused({ 404, "ModelArts.0015" },
      client:delete_dev_server_jobs({ job_ids = { first.id, UNKNOWN } }))
    assert.equal(2, assert(client:list_dev_server_jobs({})).total)
    local gone = assert(client:delete_dev_server_jobs({ job_ids = { first.id, second.id } }))
    assert.same({ 2, "DELETED" }, { gone.total, gone.data[1].status })
    assert.equal(0, assert(client:list_dev_server_jobs({})).total)
    stateful.refused({ 404, "ModelArts.0015" }, client:get_dev_server_job({ id = first.id }))
    cloud:advance(LONG)
    assert.equal(0, assert(client:list_dev_server_jobs({})).total)
  end)

  it("show the services of jobs that deploy, and templates", function()
    local made = assert(job({ type = "SERVICE_DEPLOY", server_ids = { servers[1].id } }))
    assert.equal("CREATING", assert(client:get_dev_server_job_service({ id = made.id })).status)
    cloud:advance(LONG)
    local service = assert(client:get_dev_server_job_service({ id = made.id }))
    assert.same({ "RUNNING", "RUNNING" }, { service.status, service.instances[1].status })
    local template = assert(client:list_dev_server_job_templates({})).data[1]
    assert.equal(template.name,
      assert(client:get_dev_server_job_template({ id = template.id })).name)
    stateful.refused({ 404, "ModelArts.0015" },
      client:get_dev_server_job_template({ id = UNKNOWN }))
  end)

  it("bind public addresses, each to one instance", function()
    local bound = assert(client:bind_dev_server_public_ip({
      id = servers[1].id, public_ip_id = "eip-1",
    })).public_ips
    assert.same({ 1, "eip-1" }, { #bound, bound[1].id })
    assert.same(bound,
      assert(client:list_dev_server_public_ip({ id = servers[1].id })).public_ips)
    stateful.refused({ 400, "ModelArts.0107" },
      client:bind_dev_server_public_ip({ id = servers[2].id, public_ip_id = "eip-1" }))
    stateful.refused({ 400, "ModelArts.6309" },
      client:list_dev_server_public_ip({ id = UNKNOWN }))
  end)

  it("make RoCE networks", function()
    local network = assert(client:create_roce_network({ network_type = "roce" })).network
    assert.equal(cloud:account().project_id, network.project_id)
    assert.equal(network.id, cloud:state().devserver.networks[1].id)
  end)

  it("say where they are", function()
    assert.equal(#servers, #assert(client:get_topologies({})).servers)
    assert.equal(1, #assert(client:get_topologies({ id = servers[1].id })).servers)
  end)

  local function shown()
    return assert(client:get_hyperinstance({ id = supernode.id }))
  end

  it("start and stop supernodes with their servers", function()
    assert.equal("STOPPED", supernode.servers[1].status)
    assert.equal("STARTING",
      assert(client:start_hyperinstance({ id = supernode.id })).servers[1].status)
    stateful.refused({ 400, "ModelArts.6306" },
      client:start_hyperinstance({ id = supernode.id }))
    cloud:advance(LONG)
    assert.same({ "ACTIVE", "RUNNING" }, { shown().status, shown().servers[1].status })
    stateful.refused({ 400, "ModelArts.6304" },
      client:delete_hyperinstance({ id = supernode.id }))
    assert(client:stop_hyperinstance({ id = supernode.id }))
    cloud:advance(LONG)
    assert.equal("STOPPED", shown().servers[1].status)
    assert.equal("STOPPED",
      assert(client:show_dev_server({ id = supernode.servers[1].id })).status)
  end)

  local function image(server_type)
    for _, other in ipairs(assert(client:list_dev_server_images({})).data) do
      if other.server_type == server_type and other.image_id ~= supernode.servers[1].image.image_id
      then
        return other.image_id
      end
    end
  end

  it("give supernodes another system, and delete them", function()
    local other = image("HPS")
    local changing = assert(client:change_hyperinstance_os({
      id = supernode.id, image_id = other, key_pair_name = "keypair-2",
    }))
    assert.same({ "REIMAGING", "CHANGINGOS" }, { changing.status, changing.servers[1].status })
    cloud:advance(LONG)
    assert.same({ other, "keypair-2" },
      { shown().servers[1].image.image_id, shown().servers[1].key_pair_name })
    stateful.refused({ 400, "ModelArts.6305" }, client:change_hyperinstance_os({
      id = supernode.id, image_id = other, key_pair_name = "keypair-2",
    }))
    assert(client:stop_hyperinstance({ id = supernode.id }))
    cloud:advance(LONG)
    assert.equal("TERMINATING",
      assert(client:delete_hyperinstance({ id = supernode.id })).status)
    cloud:advance(LONG)
    stateful.refused({ 404, "ModelArts.0015" }, client:get_hyperinstance({ id = supernode.id }))
    assert.equal(0, assert(client:list_all_hyperinstances({})).total)
    assert.equal(#servers - 1, assert(client:list_dev_servers({})).total)
  end)

  it("let supernodes grow and shrink", function()
    local grown = assert(client:scale_up_hyperinstance({
      id = supernode.id, flavor = supernode.servers[1].flavor, image_id = image("HPS"),
      key_pair_name = "keypair-1",
    }))
    assert.same({ "PROVISIONING", 2 }, { grown.status, #grown.servers })
    cloud:advance(LONG)
    assert.same({ "ACTIVE", "RUNNING" }, { shown().status, shown().servers[2].status })
    local function shrink(ids)
      return client:scale_down_hyperinstance({
        id = supernode.id, body = { server_ids = ids },
      })
    end
    stateful.refused({ 400, "ModelArts.6309" }, shrink({ servers[1].id }))
    stateful.refused({ 400, "ModelArts.0107" },
      shrink({ grown.servers[1].id, grown.servers[2].id }))
    assert(shrink({ grown.servers[2].id }))
    cloud:advance(LONG)
    assert.equal(1, #shown().servers)
    stateful.refused({ 400, "ModelArts.6323" }, client:scale_up_hyperinstance({
      id = supernode.id, flavor = "modelarts.vm.gpu.8v100", image_id = image("HPS"),
    }))
    assert.is_false(assert(client:get_scale_evaluations_dev_server({
      id = supernode.id,
    })).evaluations[1].is_sold_out)
  end)

  it("are a supernode of their own where they are made as such", function()
    local made = assert(client:create_dev_server({
      name = "new", flavor = supernode.servers[1].flavor, image_id = image("HPS"),
      key_pair_name = "keypair-1", network = { vpc_id = UNKNOWN, subnet_id = UNKNOWN,
        security_group_id = UNKNOWN },
      root_volume = { size = 100, type = "SSD" },
    }))
    local list = assert(client:list_hyperinstances({ offset = 1, limit = 1 }))
    assert.same({ 2, made.id }, { list.total, list.data[1].servers[1].id })
  end)

  it("tag supernodes", function()
    local tags = { { key = "a", value = "1" }, { key = "b", value = "2" } }
    local id = supernode.id
    local function keys()
      local found = {}
      for i, tag in ipairs(assert(client:query_hyperinstance_tags({ id = id })).tags) do
        found[i] = tag.key .. "=" .. tag.value
      end
      return table.concat(found, " ")
    end
    assert(client:create_hyperinstance_tags({ id = id, tags = tags }))
    assert(client:create_hyperinstance_tags({ id = id, tags = { { key = "a", value = "3" } } }))
    assert.equal("a=3 b=2", keys())
    assert(client:delete_hyperinstance_tags({ id = id, tags = { { key = "a" } } }))
    assert.equal("b=2", keys())
    stateful.refused({ 404, "ModelArts.0015" },
      client:query_hyperinstance_tags({ id = UNKNOWN }))
  end)

  it("say how much room clusters have", function()
    local cluster = assert(client:create_hyper_cluster({ name = "cluster_1" }))
    local capacity = assert(client:list_hyperinstance_clusters_capacity({
      hyperinstance_cluster_ids = { cluster.id }, flavor = supernode.servers[1].flavor,
    })).capacities[1]
    assert.same({ cluster.id, "cluster_1", false }, {
      capacity.hyperinstance_cluster_id, capacity.hyperinstance_cluster_name,
      capacity.is_sold_out,
    })
  end)

  it("are refused beyond their quota", function()
    local small <close> = assert(sandbox.start({ servers = 0, quotas = { dev_servers = 5 } }))
    local other <close> = assert(devserver.client(small:options()))
    stateful.refused({ 400, "ModelArts.6302" }, other:create_dev_server({
      name = "new", flavor = "modelarts.vm.gpu.8v100", key_pair_name = "keypair-1",
      image_id = small:state().devserver.images[1].image_id,
      network = { vpc_id = UNKNOWN, subnet_id = UNKNOWN, security_group_id = UNKNOWN },
      root_volume = { size = 100, type = "SSD" },
    }))
  end)
end)
