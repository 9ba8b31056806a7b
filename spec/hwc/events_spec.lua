local core = require("_hwc")
local cph = require("cph")
local hwc = require("hwc")
local events = require("hwc.events")
local iam = require("hwc.iam")
local recording = require("spec.support.recording")
local sandbox = require("hwc.sandbox")
local http_date = require("spec.support.http_date")

local NONE = {} -- an option that is taken out

local PATH = "/v1/%s/cloud-phone/servers"

describe("on_event", function()
  local cloud

  setup(function()
    cloud = assert(sandbox.start({ servers = 2, speed = 1000 }))
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  -- A client, and the list that its events end up in.
  local function watched(more, act)
    local seen = {}
    local options = cloud:options()
    options.on_event = function(event)
      seen[#seen + 1] = event
      if act then
        act(event)
      end
    end
    for name, value in pairs(more or {}) do
      options[name] = value
      if value == NONE then
        options[name] = nil
      end
    end
    return assert(cph.client(options)), seen
  end

  local function kinds(seen)
    local list = {}
    for i, event in ipairs(seen) do
      list[i] = event.kind
    end
    return list
  end

  it("tells every step of a call that is repeated, in order", function()
    local client <close>, seen = watched()
    cloud:fail({ status = 503, times = 2 })
    local before = os.time()
    local reply, info = client:list_cloud_phone_servers({ limit = 1 })
    assert.truthy(reply)
    assert.equal(3, info.attempts)
    assert.same({
      "attempt", "response", "retry", "attempt", "response", "retry", "attempt", "response",
    }, kinds(seen))

    local attempt, last_time = 0, before
    for _, event in ipairs(seen) do
      assert.equal("cph", event.service)
      assert.equal("list_cloud_phone_servers", event.operation)
      assert.equal("GET", event.method)
      assert.equal(PATH:format(cloud:options().project_id), event.path)
      assert.equal(1, event.call)
      attempt = attempt + (event.kind == "attempt" and 1 or 0)
      assert.equal(attempt, event.attempt)
      assert.is_true(event.time >= last_time and event.time <= os.time() + 1)
      last_time = event.time
      if event.kind == "response" then
        assert.is_true(event.duration > 0 and event.duration < 5)
        assert.equal(0, event.bytes_sent)
        assert.is_true(event.bytes_received > 0)
        assert.is_true(event.sent)
        assert.matches("^%x+$", event.request_id)
        assert.is_nil(event.error)
      elseif event.kind == "retry" then
        assert.equal("transient", event.reason)
        assert.equal(503, event.status)
        assert.equal("APIG.0601", event.code)
        assert.is_true(event.delay >= 0 and event.delay <= 0.05 * 2 ^ (event.attempt - 1))
      end
    end
    assert.equal(503, seen[2].status)
    assert.equal(503, seen[5].status)
    assert.equal(200, seen[8].status)
    assert.equal(info.request_id, seen[8].request_id)
    assert.is_nil(seen[8].code)
    -- Between an attempt and the next there is the time of the response and the pause.
    assert.is_true(seen[4].time - seen[1].time >= seen[3].delay)
    assert.is_true(info.elapsed >= seen[2].duration + seen[3].delay + seen[5].duration
      + seen[6].delay + seen[8].duration)
  end)

  it("has the events of a call by the time it returns, in a task too", function()
    local client <close>, seen = watched()
    assert(client:list_cloud_phone_servers({ limit = 1 }))
    assert.same({ "attempt", "response" }, kinds(seen))
    hwc.run(function()
      assert(client:list_cloud_phone_servers({ limit = 1 }))
      assert.same({ "attempt", "response", "attempt", "response" }, kinds(seen))
    end)
    assert.equal(2, seen[4].call)
  end)

  it("counts the bytes of bodies", function()
    local client <close>, seen = watched()
    local ids = {}
    for i, server in ipairs(assert(client:list_cloud_phone_servers()).servers) do
      ids[i] = server.server_id
    end
    local arguments = { server_ids = ids }
    assert(client:restart_cloud_phone_server(arguments))
    local sent = assert(client:explain("restart_cloud_phone_server", arguments))
    assert.equal(#sent.body, seen[4].bytes_sent)
    assert.is_true(seen[4].bytes_sent > 36 * #ids)
    assert.equal("POST", seen[4].method)
  end)

  it("leaves the query out", function()
    local client <close>, seen = watched()
    assert(client:call({
      method = "GET", path = "/v1/{project_id}/cloud-phone/servers", query = { limit = 1 },
    }))
    assert.equal(PATH:format(cloud:options().project_id), seen[1].path)
    assert.is_nil(seen[1].operation)
  end)

  it("says how attempts end that get no response", function()
    local recorder <close> = setmetatable({ recording.start() }, {
      __close = function(self) self[1]:close() end,
    })
    recorder[1]:script({ silent = true })
    local client <close>, seen = watched({ endpoint = "http://127.0.0.1:" .. recorder[1].port })
    local _, err = client:list_cloud_phone_servers({}, { deadline = 0.05 })
    assert.equal("timeout", err.kind)
    assert.same({ "attempt", "response" }, kinds(seen))
    assert.equal("timeout", seen[2].error)
    assert.equal(err.message, seen[2].message)
    assert.is_true(seen[2].sent)
    assert.is_nil(seen[2].status)
    assert.is_true(seen[2].duration >= 0.03 and seen[2].duration < 5)

    local refused <close>, told = watched({ endpoint = "http://127.0.0.1:1", retry = false })
    _, err = refused:list_cloud_phone_servers({})
    assert.equal("transport", err.kind)
    assert.same({ "attempt", "response" }, kinds(told))
    assert.equal("transport", told[2].error)
    assert.is_false(told[2].sent)
  end)

  it("tells that the clock of the service differs, once", function()
    local recorder <close> = setmetatable({ recording.start() }, {
      __close = function(self) self[1]:close() end,
    })
    recorder[1]:script({
      status = 401, body = '{"error_code":"APIGW.0301","error_msg":"not you"}',
      headers = { Date = http_date(os.time() + 1000) },
    }, { status = 200, body = '{"servers":[]}' })
    local client <close>, seen = watched({ endpoint = "http://127.0.0.1:" .. recorder[1].port })
    assert(client:list_cloud_phone_servers({}))
    assert(client:list_cloud_phone_servers({}))
    assert.same({
      "attempt", "response", "retry", "attempt", "response", "clock", "attempt", "response",
    }, kinds(seen))
    assert.is_true(seen[6].behind > 990 and seen[6].behind < 1010)
  end)

  it("tells that the rate limit holds attempts back", function()
    local client <close>, seen = watched()
    cloud:fail({
      status = 429, code = "APIG.0308",
      message = "The throttling threshold has been reached: policy user over ratelimit,limit:20,"
        .. "time:1 second",
    })
    assert(client:list_cloud_phone_servers({ limit = 1 }))
    local items = {}
    for i = 1, 30 do
      items[i] = i
    end
    local replies, problems = hwc.map(items, function()
      return client:list_cloud_phone_servers({ limit = 1 })
    end)
    assert.equal(30, #replies)
    assert.same({}, problems)
    local retries, held = 0, 0
    for _, event in ipairs(seen) do
      if event.kind == "throttled" then
        held = held + 1
        assert.is_true(event.delay > 0 and event.delay < 20)
      elseif event.kind == "retry" then
        retries = retries + 1
        assert.equal("throttled", event.reason)
        assert.equal(429, event.status)
        assert.equal("APIG.0308", event.code)
      end
    end
    assert.equal(1, retries)
    assert.is_true(held > 0)
  end)

  it("has nothing to tell of calls that are refused before they are sent", function()
    local client <close>, seen = watched()
    assert.is_nil(client:restart_cloud_phone_server({ server_ids = {} }))
    assert.same({}, seen)
  end)

  it("tells what the client asks IAM, and of its credentials", function()
    local account = cloud:account()
    local client <close>, seen = watched({
      ak = NONE, sk = NONE, project_id = NONE, region = account.region,
      username = account.user, password = account.password, domain = account.domain,
    })
    assert(client:list_cloud_phone_servers({ limit = 1 }))
    assert.same({ "attempt", "response", "credentials", "attempt", "response" }, kinds(seen))
    assert.equal("iam", seen[1].service)
    assert.equal("keystone_create_user_token_by_password", seen[1].operation)
    assert.equal(201, seen[2].status)
    assert.equal("renewed", seen[3].action)
    assert.is_true(seen[3].expires > os.time())
    assert.equal("cph", seen[4].service)
  end)

  it("warns where the server's certificate is not checked", function()
    for _, verify in ipairs({ true, NONE }) do
      local client <close>, seen = watched({ verify = verify })
      assert.truthy(client)
      assert.same({}, seen)
    end
    local client <close>, seen = watched({ verify = false })
    assert.truthy(client)
    assert.same({ "warning" }, kinds(seen))
    assert.equal("verify", seen[1].name)
    assert.matches("certificate", seen[1].message)
  end)

  it("warns where libcurl frees memory that it does not wipe", function()
    local wipes = core.wipes_libcurl
    assert.is_true(wipes()) -- nobody has started libcurl before
    core.wipes_libcurl = function()
      return false
    end
    local client <close>, seen = watched()
    core.wipes_libcurl = wipes
    assert.truthy(client)
    assert.same({ "warning" }, kinds(seen))
    assert.equal("memory", seen[1].name)
    assert.matches("does not wipe", seen[1].message, 1, true)
  end)

  it("warns where the keys of TLS are written to a file", function()
    local getenv = os.getenv
    finally(function()
      os.getenv = getenv -- luacheck: ignore
    end)
    for _, value in ipairs({ "", "/tmp/keys-of-tls" }) do
      os.getenv = function(name) -- luacheck: ignore
        if name == "SSLKEYLOGFILE" then
          return value
        end
        return getenv(name)
      end
      local client <close>, seen = watched()
      assert.truthy(client)
      assert.equal(value ~= "" and 1 or 0, #seen)
      if seen[1] then
        assert.equal("warning", seen[1].kind)
        assert.equal("key_log", seen[1].name)
        assert.matches("SSLKEYLOGFILE", seen[1].message, 1, true)
      end
    end
  end)

  it("warns where others may read or write the file that the keys are from", function()
    local account = cloud:options()
    local path = os.tmpname()
    local getenv = os.getenv
    finally(function()
      os.getenv = getenv -- luacheck: ignore
      os.remove(path)
    end)
    local file = assert(io.open(path, "w"))
    file:write("[basic]\nak = ", account.ak, "\nsk = ", account.sk, "\n")
    file:close()
    os.getenv = function(name) -- luacheck: ignore
      return name == "HUAWEICLOUD_SDK_CREDENTIALS_FILE" and path or nil
    end
    for _, mode in ipairs({ "600", "644" }) do
      assert(os.execute(("chmod %s %s"):format(mode, path)))
      local client <close>, seen = watched({ ak = NONE, sk = NONE })
      assert(client:list_cloud_phone_servers({ limit = 1 }))
      assert.equal("profile [basic] of " .. path, client:credentials().source)
      if mode == "600" then
        assert.same({ "attempt", "response" }, kinds(seen))
      else
        assert.same({ "warning", "attempt", "response" }, kinds(seen))
        assert.equal("credentials_file", seen[1].name)
        assert.matches(path, seen[1].message, 1, true)
        assert.is_nil(seen[1].message:find(account.sk, 1, true))
      end
    end
  end)

  it("tells a client's own events only", function()
    local first <close>, seen = watched()
    local second <close>, others = watched()
    local plain <close> = assert(cph.client(cloud:options()))
    assert(plain:list_cloud_phone_servers({ limit = 1 }))
    assert.same({}, seen)
    assert(second:list_cloud_phone_servers({ limit = 1 }))
    assert.same({}, seen)
    assert.equal(2, #others)
    assert(first:list_cloud_phone_servers({ limit = 1 }))
    assert.equal(2, #seen)
    assert.equal(2, #others)
  end)

  it("keeps no records for clients that nobody watches", function()
    local plain <close> = assert(cph.client(cloud:options()))
    collectgarbage()
    local made = 0
    local trace = core.trace
    core.trace = function()
      made = made + 1
      return trace()
    end
    local other <close> = assert(cph.client(cloud:options()))
    assert(other:list_cloud_phone_servers({ limit = 1 }))
    core.trace = trace
    assert.equal(0, made)
    assert.truthy(plain)
  end)

  it("takes a function, or what can be called as one", function()
    for _, wrong in ipairs({ "x", 5, true, {}, setmetatable({}, { __index = {} }), io.stdout }) do
      local options = cloud:options()
      options.on_event = wrong
      assert.has_error(function() cph.client(options) end)
    end
    local count = 0
    local client <close> = watched({
      on_event = setmetatable({}, { __call = function(_, event)
        assert.is_table(event)
        count = count + 1
      end }),
    })
    assert(client:list_cloud_phone_servers({ limit = 1 }))
    assert.equal(2, count)
  end)

  it("is told of clients of IAM too", function()
    local seen = {}
    local options = cloud:options()
    options.on_event = function(event) seen[#seen + 1] = event.service end
    local client <close> = assert(iam.client(options))
    client:keystone_list_projects({})
    assert.same({ "iam", "iam" }, seen)
  end)

  describe("errors of the hook", function()
    it("change no call under way; the next one raises them, before it sends", function()
      local broken = true
      local client, seen = watched(nil, function(event)
        if broken and event.kind == "response" then
          error("my hook is broken")
        end
      end)
      assert(client:list_cloud_phone_servers({ limit = 1 }))
      assert.same({ "attempt", "response" }, kinds(seen))
      local sent = #cloud:requests()
      local good, message = pcall(client.list_cloud_phone_servers, client, { limit = 1 })
      assert.is_false(good)
      assert.matches("on_event raised an error: .*events_spec.lua:%d+: my hook is broken", message)
      assert.matches("stack traceback", message, 1, true)
      assert.equal(sent, #cloud:requests())
      -- Once is enough, and the hook goes on.
      broken = false
      assert(client:list_cloud_phone_servers({ limit = 1 }))
      assert.equal(4, #seen)
      client:close()
    end)

    it("are raised by close() where no call was left to do it", function()
      local client = watched(nil, function() error("broken") end)
      assert(client:list_cloud_phone_servers({ limit = 1 }))
      local good, message = pcall(function() client:close() end)
      assert.is_false(good)
      assert.matches("^[^\n]*events_spec.lua:%d+: on_event raised an error: ", message)
      client:close()

      assert.error_matches(function()
        local scoped <close> = watched(nil, function() error("broken") end)
        assert(scoped:list_cloud_phone_servers({ limit = 1 }))
      end, "on_event raised an error: .*broken")

      assert.error_matches(function()
        local scoped <close> = watched(nil, function() error("broken") end)
        assert(scoped:list_cloud_phone_servers({ limit = 1 }))
        error("the real error")
      end, "the real error$")
    end)

    it("may be anything", function()
      for _, thrown in ipairs({ "text", 5, {}, false }) do
        local client = watched(nil, function() error(thrown, 0) end)
        assert(client:list_cloud_phone_servers({ limit = 1 }))
        assert.error_matches(function() client:close() end, "on_event raised an error")
      end
    end)
  end)

  describe("within the hook", function()
    it("calls and waiting are refused, and tasks may be started", function()
      local client
      local refused = {}
      local replies = 0
      client = watched(nil, function(event)
        if event.kind ~= "response" or event.call > 1 then
          return
        end
        for _, attempt in ipairs({
          function() client:list_cloud_phone_servers({ limit = 1 }) end,
          function() client:call({ method = "GET", path = "/v1/x" }) end,
          function() hwc.sleep(0.001) end,
          function() hwc.loop():step(0) end,
        }) do
          local good, message = pcall(attempt)
          assert(not good)
          refused[#refused + 1] = message
        end
        assert(client:credentials().source)
        hwc.spawn(function()
          assert(client:list_cloud_phone_servers({ limit = 1 }))
          replies = replies + 1
        end)
      end)
      hwc.run(function()
        assert(client:list_cloud_phone_servers({ limit = 1 }))
        for _ = 1, 200 do
          if replies == 1 then
            break
          end
          hwc.sleep(0.005)
        end
      end)
      assert.equal(4, #refused)
      for _, message in ipairs(refused) do
        assert.matches("on_event cannot wait", message, 1, true)
      end
      assert.equal(1, replies)
      assert.equal(2, #cloud:requests())
      client:close()
    end)

    it("yielding is a mistake that is told", function()
      local client = watched(nil, function() coroutine.yield() end)
      hwc.run(function()
        assert(client:list_cloud_phone_servers({ limit = 1 }))
      end)
      assert.error_matches(function() client:close() end, "it yielded")
    end)
  end)

  it("says how many events were dropped", function()
    local seen = {}
    local watch = events.new(function(event) seen[#seen + 1] = event end)
    local records, lost = { { kind = "attempt", time = 1 } }, 7
    watch.sources[1] = {
      service = "cph",
      trace = {
        take = function() return table.remove(records) end,
        lost = function()
          local count = lost
          lost = 0
          return count
        end,
      },
    }
    events.deliver()
    events.deliver()
    assert.same({ "attempt", "warning" }, kinds(seen))
    assert.equal("lost", seen[2].name)
    assert.matches("^7 events were dropped", seen[2].message)
    events.close(watch)
  end)

  describe("emit", function()
    it("does nothing without a hook", function()
      events.emit(nil, "warning", { name = "x" })
      assert.is_nil(events.new(nil))
    end)

    it("delivers at once, in order, and masks secret objects", function()
      local seen = {}
      local watch
      watch = events.new(function(event)
        seen[#seen + 1] = event
        if event.name == "first" then
          events.emit(watch, "warning", { name = "second" })
          seen[#seen + 1] = { name = "end of first" }
        end
      end)
      events.emit(watch, "warning", { name = "first", key = hwc.secret("abc") })
      assert.equal("first", seen[1].name)
      assert.equal("***", seen[1].key)
      assert.equal("end of first", seen[2].name)
      assert.equal("second", seen[3].name)
      assert.is_true(math.abs(seen[1].time - os.time()) < 5)
      events.close(watch)
    end)
  end)
end)
