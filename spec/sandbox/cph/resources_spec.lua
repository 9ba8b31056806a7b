local cph = require("cph")
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

local UNKNOWN = ("0"):rep(32)
local OTHER_PROJECT = ("1"):rep(32)

describe("the sandbox's Cloud Phone Host", function()
  local cloud, client, servers, images

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, phones = 2, speed = 0.001 }))
    client = assert(cph.client(cloud:options()))
    servers = cloud:state().cph.servers
    images = cloud:state().cph.images
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function show(id)
    return client:show_cloud_phone_server_detail({ server_id = id })
  end

  local function assert_refused(code, reply, err)
    assert.is_nil(reply)
    assert.equal("service", err.kind)
    assert.equal(code, err.code)
  end

  local function order(changes)
    local args = {
      server_name = "mine",
      server_model_name = servers[1].server_model_name,
      phone_model_name = servers[1].phone_model_name,
      image_id = images[1].image_id,
      count = 2,
      keypair_name = "keypair-2",
      tenant_vpc_id = "vpc",
      nics = { { subnet_id = "subnet" } },
      public_ip = {},
      band_width = {
        band_width_share_type = 0, band_width_charge_mode = 0, band_width_size = 10,
      },
      extend_param = { charging_mode = 0, period_type = 2, period_num = 1 },
    }
    for name, value in pairs(changes or {}) do
      args[name] = value
    end
    return client:create_net2_cloud_phone_server(args)
  end

  it("makes servers with phones, and deletes them", function()
    local reply = assert(order())
    assert.equal(2, #reply.server_ids)
    local id = reply.server_ids[1]
    local server = assert(show(id))
    assert.equal(0, server.status)
    assert.equal("mine-0001", server.server_name)
    assert.equal("keypair-2", server.keypair_name)
    assert.equal("subnet", server.subnet_id)
    assert.equal(10, server.band_widths[1].band_width_size)
    assert.equal(5, assert(client:list_cloud_phone_servers({})).count)
    assert.equal(1, assert(client:list_cloud_phones({ server_id = id })).phones[1].status)
    assert_refused("CPS.0099", client:delete_cloud_phone_server({ server_ids = { id } }))
    cloud:advance(200)
    assert.equal(5, assert(show(id)).status)
    assert.equal(2, assert(client:list_cloud_phones({ server_id = id })).phones[1].status)
    local job = assert(client:delete_cloud_phone_server({ server_ids = reply.server_ids }))
    assert.equal(11, assert(show(id)).status)
    cloud:advance(60)
    assert.equal(2, assert(client:show_job({ job_id = job.job_id })).status)
    assert_refused("CPS.0015", show(id))
    assert.equal(0, assert(client:list_cloud_phones({ server_id = id })).count)
    assert.equal(3, assert(client:list_cloud_phone_servers({})).count)
  end)

  it("makes single servers too", function()
    local reply = assert(client:create_cloud_phone_single_server({
      server_name = "single",
      server_model_name = servers[1].server_model_name,
      count = 1,
      order_param = { charging_mode = 0, period_type = 3, period_num = 10 },
      nics = { { subnet_id = "subnet" } },
      public_ip = {
        band_width = {
          band_width_share_type = 1, band_width_charge_mode = 0,
          band_width_id = cloud:state().cph.bandwidths[1].band_width_id,
        },
      },
      keypair_name = "keypair-1",
    }))
    local server = assert(show(reply.server_ids[1]))
    assert.equal("single", server.server_name)
    assert.equal("shared-1", server.band_widths[1].band_width_name)
  end)

  it("refuses orders for what is not there", function()
    assert_refused("CPS.0067", order({ keypair_name = "nobody's" }))
    assert_refused("CPS.0166", order({ image_id = UNKNOWN }))
    assert_refused("CPS.0028", order({ phone_model_name = "none" }))
    assert_refused("CPS.0089", order({ server_model_name = "none" }))
    assert_refused("CPS.0033", order({ band_width = {
      band_width_share_type = 1, band_width_charge_mode = 0, band_width_id = "none",
    } }))
    assert_refused("CPS.0015", client:delete_cloud_phone_server({ server_ids = { UNKNOWN } }))
    assert_refused("CPS.0095", client:delete_cloud_phone_server({ server_ids = {} }))
    assert.equal(3, #cloud:state().cph.servers)
  end)

  it("renames servers and changes their models", function()
    local id = servers[1].server_id
    assert(client:update_server_name({ server_id = id, server_name = "renamed" }))
    assert.equal(1, assert(client:list_cloud_phone_servers({ server_name = "renamed" })).count)
    assert_refused("CPS.0015",
      client:update_server_name({ server_id = UNKNOWN, server_name = "x" }))
    local models = assert(client:list_cloud_phone_models({ status = 1 })).phone_models
    assert(client:change_cloud_phone_server_model({
      server_id = id,
      server_model_name = models[2].server_model_name,
      phone_model_name = models[2].phone_model_name,
    }))
    assert.equal(models[2].phone_model_name, assert(show(id)).phone_model_name)
    local reply = assert(client:change_cloud_phone_server({
      server_id = servers[2].server_id,
      phone_model_name = models[2].phone_model_name,
      image_id = images[2].image_id,
      tenant_vpc_id = "vpc",
      nics = { { subnet_id = "subnet" } },
      public_ip = {},
      band_width = {
        band_width_share_type = 0, band_width_charge_mode = 0, band_width_size = 10,
      },
    }))
    local before = assert(client:list_cloud_phones({ server_id = servers[2].server_id })).phones
    cloud:advance(150)
    assert.equal(2, assert(client:show_job({ job_id = reply.job_id })).status)
    local after = assert(client:list_cloud_phones({ server_id = servers[2].server_id })).phones
    assert.not_equal(before[1].phone_id, after[1].phone_id)
    assert.equal(images[2].image_id, after[1].image_id)
    assert.equal(models[2].phone_model_name, after[1].phone_model_name)
  end)

  it("lists models by state and by pages", function()
    local function names(args)
      local found = {}
      for i, model in ipairs(assert(client:list_cloud_phone_models(args)).phone_models) do
        found[i] = model.phone_model_name
      end
      return found
    end
    local all = names({})
    assert.equal(4, #all)
    assert.equal(3, #names({ status = 1 }))
    assert.equal(1, #names({ status = 0 }))
    assert.same({ all[3], all[4] }, names({ offset = 2 }))
    assert.same({ all[1] }, names({ limit = 1 }))
    assert.equal(1, #assert(client:list_cloud_phone_server_models({
      product_type = 1,
    })).server_models)
  end)

  it("shares images, and takes back what was shared", function()
    local image_id = images[4].image_id
    assert.equal(3, assert(client:list_images({})).total)
    assert.equal(1, assert(client:list_images({ image_type = "share" })).total)
    assert.equal(1, assert(client:list_images({ image_name = "golden-2" })).total)
    assert.equal(2, #assert(client:list_images({ offset = 1 })).image_infos)
    assert.equal(3, #assert(client:list_cloud_phone_images({ image_type = "public" })).phone_images)
    assert(client:add_image_member({ image_id = image_id, member = OTHER_PROJECT }))
    assert(client:add_image_member({ image_id = image_id, member = OTHER_PROJECT }))
    local members = assert(client:list_image_members({ image_id = image_id })).members
    assert.equal(1, #members)
    assert.equal(OTHER_PROJECT, members[1].member_id)
    assert(client:delete_image_member({ image_id = image_id, member_id = OTHER_PROJECT }))
    assert.same({}, assert(client:list_image_members({ image_id = image_id })).members)
    assert_refused("CPS.0166",
      client:delete_image_member({ image_id = image_id, member_id = OTHER_PROJECT }))
    assert(client:delete_image({ image_id = image_id }))
    assert_refused("CPS.0166", client:delete_image({ image_id = image_id }))
    assert_refused("CPS.0166", client:delete_image({ image_id = images[1].image_id }))
    assert.equal(2, assert(client:list_images({})).total)
  end)

  it("shares an image with at most 10 projects", function()
    local image_id = images[4].image_id
    for i = 1, 10 do
      assert(client:add_image_member({ image_id = image_id, member = ("%032d"):format(i) }))
    end
    assert_refused("CPS.0078",
      client:add_image_member({ image_id = image_id, member = ("%032d"):format(11) }))
  end)

  it("lets the images of others be accepted or rejected", function()
    local shared = images[7].image_id
    assert(client:update_image_member({ image_id = shared, status = "accepted" }))
    assert.equal(1, assert(client:list_images({ image_type = "share" })).total)
    assert(client:update_image_member({ image_id = shared, status = "rejected" }))
    assert.equal(0, assert(client:list_images({ image_type = "share" })).total)
  end)

  it("changes the size of shared bandwidths in steps", function()
    local function size(args, i)
      return assert(client:show_bandwidth_detail(args)).band_widths[i].band_width_size
    end
    local id = cloud:state().cph.bandwidths[1].band_width_id
    for wanted, fits in pairs({
      [0] = false, [1] = true, [300] = true, [301] = false, [350] = true, [1000] = true,
      [1050] = false, [1500] = true,
    }) do
      local reply, err = client:update_bandwidth({ band_width_id = id, band_width_size = wanted })
      if fits then
        assert(reply, tostring(err))
        assert.equal(wanted, size({}, 1))
      else
        assert_refused("CPS.0036", reply, err)
      end
    end
    assert.equal(200, size({ offset = 1, limit = 1 }, 1))
    assert_refused("CPS.0033",
      client:update_bandwidth({ band_width_id = "none", band_width_size = 5 }))
    local made = assert(order({ count = 1 }))
    local own = assert(show(made.server_ids[1])).band_widths[1].band_width_id
    assert_refused("CPS.0160",
      client:update_bandwidth({ band_width_id = own, band_width_size = 5 }))
  end)

  local function tag(server, action, ...)
    return client[("batch_%s_tags"):format(action)](client, {
      resource_type = "cph-server", resource_id = server.server_id, action = action,
      tags = { ... },
    })
  end

  it("tags servers, and finds them by their tags", function()
    assert.same({}, (assert(tag(servers[1], "create", { key = "stage", value = "test" },
      { key = "owner", value = "a" }))))
    assert(tag(servers[2], "create", { key = "stage", value = "live" }))
    assert(tag(servers[1], "create", { key = "owner", value = "b" }))
    local of = { resource_type = "cph-server", resource_id = servers[1].server_id }
    assert.same({ { key = "stage", value = "test" }, { key = "owner", value = "b" } },
      assert(client:list_resource_tags(of)).tags)
    local tags = assert(client:list_project_tags({ resource_type = "cph-server" }))
    assert.equal(2, tags.total_count)
    assert.same({ key = "stage", values = { "live", "test" } }, tags.tags[2])
    assert.equal(1, #assert(client:list_project_tags({
      resource_type = "cph-server", offset = 1,
    })).tags)
    local function find(args)
      args.resource_type = "cph-server"
      args.action = args.action or "filter"
      return assert(client:list_resource_instances(args))
    end
    assert.equal(2, find({ tags = { { key = "stage", values = {} } } }).total_count)
    local found = find({ tags = { { key = "stage", values = { "live", "none" } } } })
    assert.equal(servers[2].server_id, found.resources[1].resource_id)
    assert.equal(1, find({ without_any_tag = true }).total_count)
    assert.equal(1, find({
      matches = { { key = "resource_name", value = "0003" } },
    }).total_count)
    assert.same({ total_count = 3 }, find({ action = "count" }))
    assert.equal(servers[2].server_id,
      find({ offset = "1", limit = "1" }).resources[1].resource_id)
    assert(tag(servers[1], "delete", { key = "stage", value = "test" }))
    assert.same({ { key = "owner", value = "b" } }, assert(client:list_resource_tags(of)).tags)
    assert_refused("CPS.0015", tag({ server_id = UNKNOWN }, "create", { key = "a", value = "b" }))
  end)

  it("shares apps and files, and lists the files", function()
    local ids = { servers[1].server_id }
    assert(client:push_share_files({
      bucket_name = "bucket", object_path = "files/a.tar", server_ids = ids,
    }))
    assert(client:push_share_apps({
      package_name = "com.sandbox", bucket_name = "bucket", object_path = "a.tar",
      server_ids = ids,
    }))
    cloud:advance(40)
    local function files()
      local reply = assert(client:list_share_files({ server_ids = ids[1], path = "/a" }))
      cloud:advance(40)
      return assert(client:show_job({ job_id = reply.jobs[1].job_id })).execute_msg
    end
    assert.equal("/a.tar", files())
    assert(client:delete_share_files({ server_ids = ids, file_paths = { "/a.tar" } }))
    assert(client:delete_share_apps({ package_name = "com.sandbox", server_ids = ids }))
    cloud:advance(40)
    assert.equal("", files())
    local names = {}
    for _, request in ipairs(cloud:requests()) do
      names[request.operation] = request.method
    end
    assert.equal("POST", names.push_share_files)
    assert.equal("POST", names.delete_share_files)
    assert.equal("DELETE", names.delete_share_apps)
  end)

  it("restarts encoding services", function()
    local encoder = assert(client:list_encode_servers({ status = 1 })).encode_servers[2]
    local reply = assert(client:restart_encode_server({
      encode_server_ids = { encoder.encode_server_id, UNKNOWN },
    }))
    assert.equal("CPS.0123", reply.jobs[2].error_code)
    assert.equal(1, #assert(client:list_encode_servers({ status = 3 })).encode_servers)
    cloud:advance(40)
    assert.equal(2, #assert(client:list_encode_servers({ status = 1 })).encode_servers)
  end)

  it("takes a DELETE with a body, and tells apart what shares a URL, from any client", function()
    local other = independent.new(cloud:account())
    local project = cloud:account().project_id
    local function call(method, path, body)
      return independent.send(cloud.url, other:signed(method, path:format(project), body))
    end
    local tags = "/v1/%s/cph-server/" .. servers[3].server_id .. "/tags"
    assert.equal(204, call("POST", tags .. "/action",
      '{"action":"create","tags":[{"key":"a","value":""}]}').status)
    assert.equal("a", call("GET", tags).body.tags[1].key)
    local response = call("POST", tags .. "/action",
      '{"action":"delete","tags":[{"key":"a","value":""}]}')
    assert.equal(204, response.status)
    assert.equal("", response.text)
    assert.equal('{"tags":[]}', call("GET", tags).text)
    response = call("DELETE", "/v2/%s/cloud-phone/servers",
      { server_ids = { servers[3].server_id } })
    assert.equal(200, response.status)
    assert.truthy(response.body.job_id)
    cloud:advance(60)
    response = call("GET", "/v1/%s/cloud-phone/servers/" .. servers[3].server_id)
    assert.equal("CPS.0015", response.body.error_code)
  end)
end)
