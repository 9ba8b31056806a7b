-- A fleet that is too large to be made at the start.
local sandbox = require("hwc.sandbox")
local independent = require("spec.support.independent_client")

local SERVERS = 100000

describe("a sandbox of 100,000 servers", function()
  local cloud, client, root

  -- Of this process: the sandbox's memory is part of it.
  local function resident_mib()
    for line in io.lines("/proc/self/status") do
      local kib = line:match("^VmRSS:%s*(%d+)")
      if kib then
        return tonumber(kib) / 1024
      end
    end
  end

  local function get(path)
    local status, body = client:call("GET", root .. path)
    assert.equal(200, status)
    return body
  end

  setup(function()
    cloud = assert(sandbox.start({ servers = SERVERS, phones = 2, seed = 5 }))
    client = independent.new(cloud:account()):log_in()
    root = "/v1/" .. cloud:account().project_id .. "/cloud-phone/"
  end)

  before_each(function()
    cloud:reset()
    client:log_in()
  end)

  teardown(function()
    cloud:close()
  end)

  it("starts in little time and memory", function()
    local memory, time = resident_mib(), os.clock()
    local other <close> = assert(sandbox.start({ servers = SERVERS, phones = 2 }))
    assert.truthy(other.url)
    assert.is_true(os.clock() - time < 5)
    assert.is_true(resident_mib() - memory < 600)
  end)

  it("lists pages from either end, newest first, and what is on them is found", function()
    local first = get("servers?limit=2")
    assert.equal(SERVERS, first.count)
    assert.equal("cph-100000", first.servers[1].server_name)
    assert.equal("cph-99999", first.servers[2].server_name)
    local last = get("servers?limit=100&offset=99999")
    assert.equal(1, #last.servers)
    assert.equal("cph-0001", last.servers[1].server_name)
    assert.same({}, get("servers?offset=100000").servers)
    local alone = get("servers/" .. last.servers[1].server_id)
    assert.equal("cph-0001", alone.server_name)
    assert.equal(last.servers[1].create_time, alone.create_time)
  end)

  it("has the phones of each server", function()
    local server = get("servers?limit=1&offset=4321").servers[1]
    local phones = get("phones?server_id=" .. server.server_id)
    assert.equal(2, phones.count)
    for i, phone in ipairs(phones.phones) do
      assert.equal(server.server_id, phone.server_id)
      assert.equal(("%s-%05d"):format(server.server_name, i), phone.phone_name)
      assert.equal(phone.imei, get("phones/" .. phone.phone_id).imei)
    end
    local all = get("phones?limit=1&offset=199999")
    assert.equal(2 * SERVERS, all.count)
    assert.equal("cph-100000-00002", all.phones[1].phone_name)
  end)

  it("keeps what was changed and removed until it is reset", function()
    local server = get("servers?limit=1&offset=500").servers[1]
    local path = "servers/" .. server.server_id
    assert.equal(200, (client:call("PUT", root .. path, { server_name = "renamed" })))
    assert.equal("renamed", get("servers?limit=1&offset=500").servers[1].server_name)
    assert.equal(1, get("servers?server_name=renamed").count)
    local gone = get("servers?limit=1&offset=7").servers[1]
    assert.equal(200, (client:call("DELETE", root:gsub("/v1/", "/v2/") .. "servers",
      { server_ids = { gone.server_id } })))
    cloud:advance(60)
    local status, body = client:call("GET", root .. "servers/" .. gone.server_id)
    assert.equal(400, status)
    assert.equal("CPS.0015", body.error_code)
    assert.equal(SERVERS - 1, get("servers?limit=1").count)
    assert.equal(2 * SERVERS - 2, get("phones?limit=1").count)
    assert.equal(0, get("phones?server_id=" .. gone.server_id).count)
    assert.equal(200, (client:call("GET", root .. "bandwidths")))
    cloud:reset()
    client:log_in()
    assert.equal(server.server_name, get("servers?limit=1&offset=500").servers[1].server_name)
    assert.equal(server.server_id, get("servers?limit=1&offset=500").servers[1].server_id)
    assert.equal(SERVERS, get("servers?limit=1").count)
  end)

  it("costs a page no more than a small one does", function()
    local small <close> = assert(sandbox.start({ servers = 100 }))
    local near = independent.new(small:account())
    local function seconds(who, path)
      local request = who:signed("GET", path .. "servers?limit=1")
      local requests = {}
      for i = 1, 100 do
        requests[i] = request
      end
      local begun = os.clock()
      assert.equal(100, #independent.send_all(who.account.url, requests))
      return os.clock() - begun -- CPU time of this process, the sandbox's among it
    end
    local other = "/v1/" .. small:account().project_id .. "/cloud-phone/"
    local one = math.min(seconds(near, other), seconds(near, other), seconds(near, other))
    local many = math.min(seconds(client, root), seconds(client, root), seconds(client, root))
    assert.is_true(many < 3 * one, ("%f %f"):format(many, one))
  end)
end)
