-- A whole state as text, and a state that goes on from it.

local core = require("_hwc")
local sandbox = require("hwc.sandbox")
local sandbox_state = require("hwc.sandbox.state")
local snapshot = require("hwc.sandbox.snapshot")
local independent = require("spec.support.independent_client")

describe("a saved state", function()
  local path

  before_each(function()
    path = os.tmpname()
  end)

  after_each(function()
    os.remove(path)
  end)

  local function read(name)
    local file <close> = assert(io.open(name, "rb"))
    return file:read("a")
  end

  -- A state without what depends on the time of day.
  local TIMES = { update_time = true, update_at = true, create_time = true, begin_time = true,
                  end_time = true, create_at = true, register_time = true, publish_time = true }

  local function timeless(value)
    if type(value) ~= "table" then
      return value
    end
    local copy = {}
    for name, item in pairs(value) do
      copy[name] = not TIMES[name] and timeless(item) or nil
    end
    return copy
  end

  -- Work of every kind, none of which ends by itself.
  local function begin_work(cloud, client)
    local project = "/v1/" .. cloud:account().project_id
    local state = cloud:state()
    local function send(method, target, body)
      local status, response = client:call(method, project .. target, body)
      assert.equal(200, status, target .. ": " .. tostring(response and response.error_msg))
      return response
    end
    local servers = state.cph.servers
    local restarted = send("POST", "/cloud-phone/servers/batch-restart",
      { server_ids = { servers[1].server_id } })
    send("PUT", "/cloud-phone/servers/open-access",
      { servers = { { server_id = servers[2].server_id, keypair_name = "keypair-2" } } })
    local phone = state.cph.phones[5].phone_id
    send("POST", "/cloud-phone/phones/batch-reset", { phones = { { phone_id = phone } } })
    send("POST", "/cloud-phone/phones/commands", { command = "shell", content = "ls",
      phone_ids = { state.cph.phones[7].phone_id } })
    send("POST", "/cloud-phone/encode-servers/batch-restart",
      { encode_server_ids = { state.cph.encode_servers[1].encode_server_id } })
    local devices = state.devserver.servers
    send("PUT", ("/dev-servers/%s/stop"):format(devices[1].id))
    send("POST", ("/dev-servers/%s/changeos"):format(devices[2].id),
      { image_id = state.devserver.images[4].image_id, key_pair_name = "keypair-3" })
    send("POST", ("/dev-servers/%s/attachvolume"):format(devices[3].id),
      { volume_id = "44f9a4d2-1a66-4f4c-8d43-0cbd8a2f2b1a" })
    return restarted.jobs[1].job_id
  end

  it("goes on where it is loaded as it does where it was saved", function()
    local a <close> = assert(sandbox.start({ servers = 4, seed = 11, speed = 1 }))
    local client = independent.new(a:account()):log_in()
    local job = begin_work(a, client)
    assert(a:save(path))
    local b <close> = assert(sandbox.start({ servers = 1, seed = 12, speed = 1, state = path }))
    assert.same(timeless(a:state()), timeless(b:state()))
    assert.same(a:effects(), b:effects())
    local before = a:account()
    for _, name in ipairs({ "ak", "sk", "password", "project_id", "instance_id" }) do
      assert.equal(before[name], b:account()[name])
    end
    local other = independent.new(b:account())
    other.token = client.token
    for _, pair in ipairs({ { a, client }, { b, other } }) do
      local cloud, who = pair[1], pair[2]
      cloud:advance(200)
      local status, shown = who:call("GET", ("/v1/%s/cloud-phone/jobs/%s"):format(
        before.project_id, job)) -- the token is valid
      assert.equal(200, status)
      assert.equal(2, shown.status)
    end
    local after = b:state()
    assert.equal("keypair-2", after.cph.servers[2].keypair_name)
    assert.equal(2, after.cph.phones[5].status)
    assert.equal("STOPPED", after.devserver.servers[1].status)
    assert.equal("keypair-3", after.devserver.servers[2].key_pair_name)
    assert.equal(2, #after.devserver.servers[3].volumes)
    assert.same(timeless(a:state()), timeless(after))
  end)

  it("goes on with other ids than those there are", function()
    local a <close> = assert(sandbox.start({ servers = 2, speed = 1 }))
    assert(a:save(path))
    local b <close> = assert(sandbox.start({ servers = 2, speed = 1, state = path }))
    local made = {}
    for i, cloud in ipairs({ a, b }) do
      local client = independent.new(cloud:account()):log_in()
      local _, reply = client:call("POST", ("/v2/%s/apic/instances/%s/signs"):format(
        cloud:account().project_id, cloud:account().instance_id), { name = "key_one" })
      made[i] = reply.id
      assert.is_nil(core.encode_json(cloud:state().cph):find(reply.id, 1, true))
    end
    assert.equal(made[1], made[2])
  end)

  it("has time stand still until it is loaded", function()
    local host = { now = 1000 }
    function host.time()
      return host.now
    end
    function host.monotonic()
      return host.now - 900
    end
    local config = { seed = 1, speed = 2, keypairs = { "k" }, region = "r" }
    local done = {}
    local name = sandbox_state.work("spec.done", function(_, data, now)
      done[#done + 1] = { data.what, now }
    end)
    local state = sandbox_state.new(config, host)
    state:after(100, name, { what = "x" }) -- in 50 s
    host.now = 1020
    local text = snapshot.save(state)
    host.now = 90000
    local loaded = assert(snapshot.load(text, config, function(given)
      return sandbox_state.new(given, host)
    end))
    loaded:advance()
    assert.same({}, done)
    host.now = 90029
    loaded:advance()
    assert.same({}, done)
    host.now = 90031
    loaded:advance()
    assert.same({ { "x", 90030 } }, done)
  end)

  it("keeps what belongs together one thing, and bytes, null and circles", function()
    local host = { time = os.time, monotonic = os.clock }
    local config = { seed = 1, speed = 1, keypairs = { "k" }, region = "r" }
    local state = sandbox_state.new(config, host)
    local thing = { bytes = "\xff\0a", null = core.null, number = 0.1, list = core.array({}) }
    thing.self = thing
    state.things = { thing, by_name = { thing = thing }, [7] = false }
    local loaded = assert(snapshot.load(snapshot.save(state), config, function(given)
      return sandbox_state.new(given, host)
    end)).things
    local got = loaded[1]
    assert.equal("\xff\0a", got.bytes)
    assert.equal(core.null, got.null)
    assert.equal(0.1, got.number)
    assert.equal("[]", core.encode_json(got.list))
    assert.equal(got, got.self)
    assert.equal(got, loaded.by_name.thing)
    assert.is_false(loaded[7])
  end)

  it("is left by a reset for what its own options make", function()
    local a <close> = assert(sandbox.start({ servers = 2, seed = 3 }))
    local before, sk = a:state(), a:account().sk
    local client = independent.new(a:account()):log_in()
    client:call("DELETE", ("/v2/%s/cloud-phone/servers"):format(a:account().project_id),
      { server_ids = { before.cph.servers[1].server_id } })
    a:advance(100)
    assert(a:save(path))
    local b <close> = assert(sandbox.start({ servers = 5, seed = 4, state = path }))
    assert.equal(1, #b:state().cph.servers)
    b:reset()
    assert.same(before, b:state())
    assert.equal(sk, b:account().sk)
  end)

  it("takes from the options what follows from them", function()
    local things = require("hwc.sandbox.collection")
    local host = { time = os.time, monotonic = os.clock }
    local function make(given)
      local state = sandbox_state.new(given, host)
      state.cph = { things = things.new("id") }
      state.cph.things.seed = { make = print }
      return state
    end
    local config = { seed = 1, speed = 1, keypairs = { "k" }, region = "r" }
    local state = make(config)
    state.cph.things:add({ id = "a" })
    local loaded = assert(snapshot.load(snapshot.save(state), config, make))
    assert.equal("a", loaded.cph.things:get("a").id)
    assert.equal(print, loaded.cph.things.seed.make)
  end)

  it("can be saved where things in the middle were deleted", function()
    local cloud <close> = assert(sandbox.start({ servers = 8, phones = 1 }))
    local client <close> = assert(require("apig").client(cloud:options()))
    for count = 3, 9 do
      local ids = {}
      for i = 1, count do
        ids[i] = assert(client:create_request_throttling_policy({
          name = "Throttle_" .. i, api_call_limits = 1, time_interval = 1, time_unit = "DAY",
        })).id
      end
      for i = 1, count - 1, 2 do
        assert(client:delete_request_throttling_policy({ throttle_id = ids[i] }))
      end
      assert(client:list_request_throttling_policy())
      local before = cloud:state().apig.throttles
      assert(cloud:save(path))
      cloud:reset()
      assert(cloud:load(path))
      assert.same(before, cloud:state().apig.throttles)
      cloud:reset()
    end
  end)

  it("says what cannot be saved", function()
    local state = sandbox_state.new({ seed = 1, speed = 1, keypairs = { "k" }, region = "r" },
      { time = os.time, monotonic = os.clock })
    state.extra = { print }
    local ok, message = pcall(snapshot.save, state)
    assert.is_false(ok)
    assert.truthy(message:find("function", 1, true))
    state.extra = setmetatable({}, {})
    ok, message = pcall(snapshot.save, state)
    assert.is_false(ok)
    assert.truthy(message:find("class", 1, true))
  end)

  it("is in a file for its owner only, in place of an older one, without leftovers", function()
    os.execute("chmod 644 " .. path)
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    assert(cloud:save(path))
    local pipe = assert(io.popen(("stat -c %%a %s; ls %s.* 2>/dev/null | wc -l"):format(path,
      path)))
    assert.equal("600\n0\n", pipe:read("a"))
    pipe:close()
    assert.truthy(read(path):find(cloud:account().sk, 1, true)) -- the state is whole
  end)

  it("says why a file cannot be written or read, and changes nothing", function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    local before = cloud:state()
    local done, message = cloud:save("/nowhere/at/all")
    assert.is_nil(done)
    assert.truthy(message:find("/nowhere/at/all", 1, true))
    for _, text in ipairs({
      "", "{", "[]", "{}", '{"format":"hwc sandbox state","version":2}',
      '{"format":"hwc sandbox state","version":1,"now":1,"ahead":0,"reseed":1,"nodes":[]}',
      '{"format":"hwc sandbox state","version":1,"now":1,"ahead":0,"reseed":1,"nodes":[{"k":["a"],'
        .. '"v":[{"t":9}]}]}',
      '{"format":"hwc sandbox state","version":1,"now":1,"ahead":0,"reseed":1,"nodes":[{"c":"x"}]}',
      '{"format":"hwc sandbox state","version":1,"now":1,"ahead":0,"reseed":1,"nodes":[{"k":'
        .. '["members"],"v":[1]}]}',
    }) do
      local file <close> = assert(io.open(path, "w"))
      file:write(text)
      file:close()
      done, message = cloud:load(path)
      assert.is_nil(done, text)
      assert.truthy(message:find("saved state", 1, true), message)
      assert.is_nil(message:find("%.lua:%d"), message)
      local other, why = sandbox.start({ servers = 1, state = path })
      assert.is_nil(other)
      assert.truthy(why:find(path .. ": the saved state", 1, true) == 1, why)
    end
    assert.same(before, cloud:state())
    assert.is_nil((cloud:load("/nowhere/at/all")))
  end)

  it("is refused where a part of it is missing", function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    assert(cloud:save(path))
    for _, name in ipairs({ "cph", "devserver", "account", "timers" }) do
      local file <close> = assert(io.open(path .. ".part", "w"))
      file:write((read(path):gsub(('"%s"'):format(name), '"gone"')))
      file:close()
      local done, message = cloud:load(path .. ".part")
      os.remove(path .. ".part")
      assert.is_nil(done)
      assert.truthy(message:find(name .. " is missing", 1, true), message)
    end
    assert.equal(1, #cloud:state().cph.servers)
  end)

  it("need not be there at the start", function()
    os.remove(path)
    local cloud <close> = assert(sandbox.start({ servers = 1, state = path }))
    assert.equal(1, #cloud:state().cph.servers)
  end)

  it("never replaces what is no regular file", function()
    local link = os.tmpname()
    os.execute(("ln -sf /dev/null %s"):format(link))
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    local saved, message = cloud:save(link)
    assert.is_nil(saved)
    assert.matches(link .. ": it is not a regular file", message, 1, true)
    assert.is_true(os.execute("test -L " .. link))
    os.remove(link)
  end)
end)
