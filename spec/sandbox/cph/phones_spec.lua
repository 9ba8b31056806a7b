local cph = require("cph")
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

local UNKNOWN = ("0"):rep(32)

describe("the sandbox's cloud phones", function()
  local cloud, client, phones, servers

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, phones = 4, speed = 0.001 }))
    client = assert(cph.client(cloud:options()))
    phones = cloud:state().cph.phones
    servers = cloud:state().cph.servers
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  local function show(id)
    return assert(client:show_cloud_phone_detail({ phone_id = id }))
  end

  local function status(id)
    return show(id).status
  end

  local function job(reply, i)
    return assert(client:show_job({ job_id = reply.jobs[i or 1].job_id }))
  end

  local function assert_refused(code, reply, err)
    assert.is_nil(reply)
    assert.equal("service", err.kind)
    assert.equal(code, err.code)
  end

  it("are listed by pages and filtered", function()
    local all = assert(client:list_cloud_phones({}))
    assert.equal(12, all.count)
    assert.equal(12, #all.phones)
    local page = assert(client:list_cloud_phones({ offset = 10, limit = 5 }))
    assert.equal(12, page.count)
    assert.same({ all.phones[11], all.phones[12] }, page.phones)
    local function count(filter)
      return assert(client:list_cloud_phones(filter)).count
    end
    assert.equal(4, count({ server_id = servers[2].server_id }))
    assert.equal(3, count({ phone_name = "-00002" }))
    assert.equal(0, count({ status = 8 }))
    assert.equal(12, count({ status = 2, type = 0 }))
    assert.equal(0, count({ server_id = UNKNOWN }))
    assert_refused("CPS.0002", client:list_cloud_phones({ offset = -1 }))
  end)

  it("are shown, and refused where nobody knows them", function()
    local phone = show(phones[1].phone_id)
    assert.equal(phones[1].phone_name, phone.phone_name)
    assert.equal(servers[1].server_id, phone.server_id)
    assert.equal(5555, phone.access_infos[1].listen_port)
    assert_refused("CPS.0005", client:show_cloud_phone_detail({ phone_id = UNKNOWN }))
    assert_refused("CPS.0005", client:update_phone_name({ phone_id = UNKNOWN, phone_name = "x" }))
  end)

  it("stop, and start again by a restart", function()
    local id = phones[1].phone_id
    local reply = assert(client:stop_cloud_phone({ phone_ids = { id, UNKNOWN } }))
    assert.equal("CPS.0005", reply.jobs[2].error_code)
    assert.is_nil(reply.jobs[2].job_id)
    assert.equal(7, status(id))
    assert.equal(1, job(reply).status)
    assert.equal(id, job(reply).phone_id)
    cloud:advance(30)
    assert.equal(8, status(id))
    assert.equal(2, job(reply).status)
    assert.equal("CPS.0141", assert(client:stop_cloud_phone({ phone_ids = { id } }))
      .jobs[1].error_code)
    reply = assert(client:restart_cloud_phone({ phones = { { phone_id = id } } }))
    assert.equal(4, status(id))
    assert.equal("CPS.0165", assert(client:restart_cloud_phone({
      phones = { { phone_id = id } },
    })).jobs[1].error_code)
    cloud:advance(40)
    assert.equal(2, status(id))
    assert.equal(2, job(reply).status)
  end)

  it("take their image and properties when they are reset", function()
    local id = phones[2].phone_id
    local image = cloud:state().cph.images[4].image_id
    assert.not_equal(image, show(id).image_id)
    assert(client:reset_cloud_phone({
      image_id = image,
      phones = { { phone_id = id, property = '{"com.cph.mainkeys":0}' } },
    }))
    assert.equal(3, status(id))
    cloud:advance(60)
    local phone = show(id)
    assert.equal(2, phone.status)
    assert.equal(image, phone.image_id)
    assert.equal('{"com.cph.mainkeys":0}', phone.property)
    assert_refused("CPS.0166", client:reset_cloud_phone({
      image_id = UNKNOWN, phones = { { phone_id = id } },
    }))
  end)

  it("fail where they were told to", function()
    local id = phones[3].phone_id
    cloud:fail_jobs({ operation = "reset_cloud_phone", target = id })
    local reply = assert(client:reset_cloud_phone({
      phones = { { phone_id = id }, { phone_id = phones[4].phone_id } },
    }))
    cloud:advance(60)
    assert.equal(-5, status(id))
    assert.equal(-1, job(reply, 1).status)
    assert.equal("CPS.0003", job(reply, 1).error_code)
    assert.equal(2, job(reply, 2).status)
  end)

  it("are waited for", function()
    local quick <close> = assert(sandbox.start({ servers = 1, speed = 2000 }))
    local other <close> = assert(cph.client(quick:options()))
    local id = quick:state().cph.phones[1].phone_id
    local reply = assert(other:restart_cloud_phone({ phones = { { phone_id = id } } }))
    local report = assert(other:wait_jobs(reply, { first_delay = 0.001, interval = 0.01 }))
    assert.equal(1, #report.succeeded)
  end)

  it("get a name, a property, a larger disk and a route", function()
    local id = phones[1].phone_id
    assert(client:update_phone_name({ phone_id = id, phone_name = "renamed" }))
    assert.equal("renamed", show(id).phone_name)
    assert.equal(1, assert(client:list_cloud_phones({ phone_name = "renamed" })).count)
    assert(client:update_cloud_phone_property({
      phones = { { phone_id = id, property = "{}x" } },
    }))
    assert(client:expand_phone_data_volume_size({ phones = { { phone_id = id, new_size = 64 } } }))
    assert(client:import_traffic({ traffic_type = "direct", phone_ids = { id } }))
    assert.equal("{}", show(id).property)
    cloud:advance(20)
    local phone = show(id)
    assert.equal("{}x", phone.property)
    assert.equal(64, phone.phone_data_volume.volume_size)
    assert.equal("direct", phone.traffic_type)
    assert.equal("CPS.0078", assert(client:expand_phone_data_volume_size({
      phones = { { phone_id = id, new_size = 64 } },
    })).jobs[1].error_code)
  end)

  it("run commands, each by its own operation though they share a URL", function()
    local some = { phones[1].phone_id, phones[2].phone_id }
    local function run(name, args)
      args.phone_ids = some
      assert(client[name](client, args))
    end
    run("install_apk", { command = "install", content = "-t -r https://b.invalid/a.apk" })
    run("uninstall_apk", { command = "uninstall", content = "com.sandbox" })
    run("push_file", { command = "push", content = "a.tar" })
    run("run_shell_command", { command = "shell", content = "ls" })
    local names = {}
    for i, request in ipairs(cloud:requests()) do
      names[i] = request.operation
    end
    assert.same({ "install_apk", "uninstall_apk", "push_file", "run_shell_command" }, names)
  end)

  it("run commands for all phones of a server, and answer with their output at the end", function()
    local reply = assert(client:run_shell_command({
      command = "shell", content = "ls", server_ids = { servers[1].server_id },
    }))
    assert.equal(4, #reply.jobs)
    assert.equal(phones[1].phone_id, reply.jobs[1].phone_id)
    assert.is_nil(job(reply).execute_msg)
    cloud:advance(20)
    assert.equal("sandbox", job(reply).execute_msg)
    assert_refused("CPS.0015", client:run_shell_command({
      command = "shell", content = "ls", server_ids = { UNKNOWN },
    }))
    cloud:fail_jobs({ operation = "run_sync_command", target = phones[2].phone_id })
    local jobs = assert(client:run_sync_command({
      command = "shell", content = "ls",
      phone_ids = { phones[1].phone_id, phones[2].phone_id, UNKNOWN },
    })).jobs
    assert.equal(2, jobs[1].status)
    assert.equal("sandbox", jobs[1].execute_msg)
    assert.equal(-1, jobs[2].status)
    assert.equal("CPS.0005", jobs[3].error_code)
  end)

  it("are connected to while they run", function()
    assert(client:stop_cloud_phone({ phone_ids = { phones[2].phone_id } }))
    local reply = assert(client:batch_show_phone_connect_infos({
      phone_ids = { phones[1].phone_id, phones[2].phone_id, UNKNOWN }, client_type = "ANDROID",
    }))
    assert.equal(1, #reply.connect_infos)
    assert.equal(64, #reply.connect_infos[1].access_info.ticket)
    assert.equal("CPS.0141", reply.errors[1].error_code)
    assert.equal("CPS.0005", reply.errors[2].error_code)
  end)

  it("answer a client that is not ours", function()
    local other = independent.new(cloud:account())
    local base = "/v1/" .. cloud:account().project_id .. "/cloud-phone/phones"
    local response = independent.send(cloud.url, other:signed("POST", base .. "/commands", {
      command = "shell", content = "ls", phone_ids = { phones[1].phone_id },
    }))
    assert.equal(200, response.status)
    assert.equal(phones[1].phone_id, response.body.jobs[1].phone_id)
    response = independent.send(cloud.url, other:signed("POST", base .. "/commands",
      { command = "format", content = "x", phone_ids = { phones[1].phone_id } }))
    assert.equal(400, response.status)
    response = independent.send(cloud.url, other:signed("PUT", base .. "/" .. phones[1].phone_id,
      { phone_name = ("x"):rep(61) }))
    assert.equal(400, response.status)
    assert.equal("CPS.0025", response.body.error_code)
    response = independent.send(cloud.url, other:signed("GET", base .. "?limit=201"))
    assert.equal(400, response.status)
    assert.equal("CPS.0002", response.body.error_code)
    response = independent.send(cloud.url, other:signed("GET", base .. "?limit=200"))
    assert.equal(200, response.status)
  end)
end)
