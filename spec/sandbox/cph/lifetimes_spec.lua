local cph = require("cph")
local sandbox = require("hwc.sandbox")

-- Longer than any job takes, in seconds of its time.
local LONG = 1000

-- What hangs on a server goes with it, whatever was under way.
describe("servers of the sandbox that are deleted", function()
  local cloud, client

  setup(function()
    cloud = assert(sandbox.start({ servers = 2, phones = 2, speed = 0.001 }))
    client = assert(cph.client(cloud:options()))
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  -- The oldest is the last of the list; the encoding services are its.
  local function oldest()
    local servers = assert(client:list_cloud_phone_servers({})).servers
    return servers[#servers]
  end

  local function delete(id)
    assert(client:delete_cloud_phone_server({ server_ids = { id } }))
  end

  it("take no phones from a change that ends later", function()
    local server = oldest()
    assert(client:change_cloud_phone_server({
      server_id = server.server_id,
      phone_model_name = server.phone_model_name,
      image_id = assert(client:list_images({})).image_infos[1].image_id,
      tenant_vpc_id = "vpc",
      nics = { { subnet_id = "subnet" } },
      public_ip = {},
      band_width = {
        band_width_share_type = 0, band_width_charge_mode = 0, band_width_size = 10,
      },
    }))
    delete(server.server_id)
    cloud:advance(LONG)
    local list = assert(client:list_cloud_phones({}))
    assert.equal(2, list.count)
    for _, phone in ipairs(list.phones) do
      assert.not_equal(server.server_id, phone.server_id)
    end
    assert.equal(2, #cloud:state().cph.phones)
    assert.equal(1, assert(client:list_cloud_phone_servers({})).count)
  end)

  it("are deleted once where a call names them twice", function()
    local id = oldest().server_id
    assert(client:delete_cloud_phone_server({ server_ids = { id, id } }))
    cloud:advance(LONG)
    local effects = cloud:effects()
    assert.same({ 1, 1, id }, { #effects, effects[1].count, effects[1].target })
    assert.equal(1, assert(client:list_cloud_phone_servers({})).count)
  end)

  it("take their encoding services along", function()
    local server = oldest()
    local encoders = assert(client:list_encode_servers({})).encode_servers
    assert.equal(2, #encoders)
    assert.equal(server.server_id, encoders[1].server_id)
    delete(server.server_id)
    assert(client:restart_encode_server({
      encode_server_ids = { encoders[1].encode_server_id },
    }))
    cloud:advance(LONG)
    assert.same({}, assert(client:list_encode_servers({})).encode_servers)
    assert.same({}, cloud:state().cph.encode_servers)
    local reply = assert(client:restart_encode_server({
      encode_server_ids = { encoders[1].encode_server_id },
    }))
    assert.equal("CPS.0123", reply.jobs[1].error_code)
  end)
end)

describe("quotas of the sandbox's Cloud Phone Host", function()
  local cloud, client

  setup(function()
    cloud = assert(sandbox.start({ servers = 2, phones = 2, quotas = { servers = 4, phones = 7 } }))
    client = assert(cph.client(cloud:options()))
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function create(count)
    local server = assert(client:list_cloud_phone_servers({})).servers[1]
    return client:create_net2_cloud_phone_server({
      server_name = "more",
      server_model_name = server.server_model_name,
      phone_model_name = server.phone_model_name,
      image_id = assert(client:list_images({})).image_infos[1].image_id,
      count = count,
      keypair_name = "keypair-1",
      tenant_vpc_id = "vpc",
      nics = { { subnet_id = "subnet" } },
      public_ip = {},
      band_width = {
        band_width_share_type = 0, band_width_charge_mode = 0, band_width_size = 10,
      },
      extend_param = { charging_mode = 0, period_type = 2, period_num = 1 },
    })
  end

  local function code_of(reply, err)
    assert.is_nil(reply)
    assert.equal(400, err.status)
    return err.code
  end

  it("refuse servers beyond theirs, then phones beyond theirs", function()
    assert.equal("CPS.0065", code_of(create(3)))
    assert.equal("CPS.0196", code_of(create(2)))
    assert(create(1))
    assert.equal("CPS.0196", code_of(create(1)))
    assert.equal(3, assert(client:list_cloud_phone_servers({})).count)
  end)
end)
