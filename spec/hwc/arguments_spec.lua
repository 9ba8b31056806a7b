-- What functions are given and do not understand as a whole is said, never dropped: what would be
-- left out looks as if it had been done.

local apig = require("apig")
local cph = require("cph")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")

-- The message that a function raises, without the place: that has to be in this file.
local function raised(fn, ...)
  local good, message = pcall(function(...)
    local result = fn(...)
    return result
  end, ...)
  assert.is_false(good)
  local text, count = tostring(message):gsub("^.-arguments_spec%.lua:%d+: ", "")
  assert.equal(1, count, "another place is blamed: " .. tostring(message))
  return text
end

local PROXY = setmetatable({}, { __index = { "a" }, __len = function() return 1 end })

-- Tables that are no lists, and what they are said to be.
local NO_LISTS = {
  ["a list with a hole at [2]"] = { 1, nil, 3 },
  ["a list with a hole at [1]"] = { [2] = 1 },
  ['a table with the key "n"'] = { n = 1, "INT" },
  ["a table with the key of type number"] = { [0] = "INT", "TERM" },
  ["a table whose metatable has __index or __pairs"] = PROXY,
  ["a string of 3 bytes"] = "INT",
  ["a boolean"] = true,
}

describe("hwc.map", function()
  it("takes no list that has holes or other members", function()
    local called = 0
    for what, list in pairs(NO_LISTS) do
      assert.equal("map takes a list, got " .. what, raised(hwc.map, list, function()
        called = called + 1
      end))
    end
    assert.equal("map takes a list, got a nil", raised(hwc.map, nil, print))
    assert.equal(0, called)
    assert.same({ 2, 4 }, (hwc.map({ 1, 2 }, function(i) return 2 * i end)))
    assert.same({}, (hwc.map(hwc.array({}), print)))
  end)

  it("takes no list of its own results where an item has failed", function()
    local results = hwc.map({ 1, 2, 3 }, function(i)
      if i == 2 then
        return nil, "failed"
      end
      return i
    end)
    assert.equal("map takes a list, got a list with a hole at [2]", raised(hwc.map, results, print))
  end)
end)

describe("hwc.signals", function()
  it("takes no list that has holes or other members", function()
    for what, names in pairs(NO_LISTS) do
      assert.equal('signals takes a list of names such as "INT" and "TERM", got ' .. what,
        raised(hwc.signals, names))
    end
    assert.equal('signals takes a list of names such as "INT" and "TERM", got an empty one',
      raised(hwc.signals, {}))
  end)

  it("says what it was given in place of seconds", function()
    local signals <close> = hwc.signals({ "USR1" })
    assert.equal("wait takes a number of seconds from 0 to a year, got a string of 1 bytes",
      raised(signals.wait, signals, "5"))
  end)
end)

describe("hwc.sleep and Task:wait", function()
  it("say what they were given in place of seconds", function()
    local rule = "%s takes a number of seconds from 0 to a year, got %s"
    assert.equal(rule:format("sleep", "a nil"), raised(hwc.sleep))
    assert.equal(rule:format("sleep", "the number -1"), raised(hwc.sleep, -1))
    assert.equal(rule:format("sleep", "a string of 1 bytes"), raised(hwc.sleep, "5"))
    assert.equal(rule:format("sleep", "a table"), raised(hwc.sleep, { seconds = 5 }))
    local task = hwc.spawn(function() end)
    assert.equal(rule:format("wait", "a table"), raised(task.wait, task, { seconds = 5 }))
    task:wait()
  end)
end)

describe("hwc.failures", function()
  it("takes a reply and nothing else: a list of replies would look clean", function()
    local reply = { jobs = { { error_code = "CPS.1" } } }
    assert.equal(1, #hwc.failures(reply))
    assert.equal("failures takes a reply, got a list; call it for each reply",
      raised(hwc.failures, { reply }))
    assert.equal("failures takes a reply, got a nil", raised(hwc.failures, nil))
    assert.equal("failures takes a reply, got a string of 5 bytes", raised(hwc.failures, "reply"))
  end)
end)

describe("hwc.log", function()
  it("says what it was given in place of a file", function()
    assert.equal("log takes the path of a file, or an open file, got a table",
      raised(hwc.log, { path = "x" }))
  end)

  it("writes members that have no name as well", function()
    local path = os.tmpname()
    local log <close> = assert(hwc.log(path))
    log({ "first", time = "now", kind = "mine", [true] = 1 })
    assert(log:close())
    local file <close> = assert(io.open(path))
    assert.equal('{"time":"now","kind":"mine","[1]":"first","[boolean]":1}\n', file:read("a"))
    os.remove(path)
  end)
end)

describe("apig.new_signature_key", function()
  it("says what it was given in place of a type", function()
    assert.equal("apig.new_signature_key: the type must be hmac or basic, got a table",
      raised(apig.new_signature_key, { sign_type = "hmac" }))
  end)
end)

describe("hwc.sandbox", function()
  it("takes no names of key pairs that have holes or other members", function()
    for what, names in pairs(NO_LISTS) do
      assert.matches('^sandbox%.start: option "keypairs" has to be a list of one name or more, '
        .. "without holes, got ", raised(sandbox.start, { keypairs = names }), what)
    end
  end)

  it("takes no headers that are not names and strings", function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    for _, headers in ipairs({ { "Retry-After: 3" }, { ["Retry-After"] = 3 },
      { { "Retry-After", "3" } }, { ["Retry-After"] = { "3" } }, PROXY }) do
      assert.matches('^sandbox:fail: option "headers" has to be a plain table of names to strings',
        raised(cloud.fail, cloud, { headers = headers }))
    end
    assert.equal("sandbox:advance: a number of seconds from 0 is needed, got a string of 2 bytes",
      raised(cloud.advance, cloud, "10"))
  end)
end)

describe("a client", function()
  local cloud, settings, client

  setup(function()
    cloud = assert(sandbox.start({ servers = 2, speed = 100 }))
    settings = cloud:options()
    client = assert(cph.client(settings))
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    client:close()
    cloud:close()
  end)

  -- The error of a call of which nothing was sent.
  local function refused(who, name, ...)
    local reply, err = who[name](who, ...)
    assert.is_nil(reply)
    assert.equal("validation", err.kind)
    assert.same({}, cloud:requests())
    return err
  end

  -- The names of hwc.CallOptions as they are documented.
  local function call_options()
    local names, inside = {}, false
    for line in io.lines("lua/_meta/hwc.lua") do
      if line:find("^%-%-%-@class ") then
        inside = line == "---@class hwc.CallOptions"
      elseif inside then
        names[#names + 1] = line:match("^%-%-%-@field ([%w_]+)")
      end
    end
    return names
  end

  it("says of each call option among the arguments where it belongs", function()
    local names = call_options()
    assert.is_true(#names >= 9)
    for _, name in ipairs(names) do
      local err = refused(client, "list_cloud_phone_servers", { limit = 1, [name] = 5 })
      assert.equal(name .. ": unknown member; the call option of that name belongs in the second "
        .. "table", err.message)
      assert.equal(name, err.field)
      if name ~= "to" and name ~= "progress" then
        err = refused(client, "call", { method = "GET", path = "/x", [name] = 5 })
        assert.equal(('call takes method, path, query and body; unknown member "%s"; the call '
          .. "option of that name belongs in the second table"):format(name), err.message)
      end
    end
    assert.equal("restart_cloud_phone_server",
      refused(client, "restart_cloud_phone_server",
        { server_ids = { "1" }, timeout = 5 }).operation)
    -- Below the arguments there are no options.
    local err = refused(client, "update_keypair", {
      servers = { { server_id = "1", keypair_name = "k", timeout = 5 } },
    })
    assert.matches("timeout", err.field, 1, true)
    assert.is_nil(err.message:find("second table", 1, true))
  end)

  it("says of an argument among the call options where it belongs", function()
    local expected = 'list_cloud_phone_servers: unknown option "limit"; the argument of that name '
      .. "belongs in the first table"
    assert.equal(expected, raised(client.list_cloud_phone_servers, client, {}, { limit = 1 }))
    assert.equal((expected:gsub("^[%w_]+", "each")),
      raised(client.each, client, "list_cloud_phone_servers", {}, { limit = 1 }))
    assert.equal((expected:gsub("^[%w_]+", "explain")),
      raised(client.explain, client, "list_cloud_phone_servers", {}, { limit = 1 }))
    assert.equal('call: unknown option "limit"',
      raised(client.call, client, { method = "GET", path = "/x" }, { limit = 1 }))
    assert.same({}, cloud:requests())
  end)

  it("goes through no pages of arguments that it does not read", function()
    assert.matches("^each: the arguments have to be a plain table",
      raised(client.each, client, "list_cloud_phone_servers",
        setmetatable({}, { __index = { limit = 1 } })))
    for _, offset in ipairs({ "5", true, {} }) do
      local good, err = pcall(function()
        for item in client:each("list_cloud_phone_servers", { offset = offset }) do
          error(item)
        end
      end)
      assert.is_false(good)
      assert.equal("validation", err.kind)
      assert.equal("offset", err.field)
    end
    assert.same({}, cloud:requests())
  end)

  it("names the header of the call options that is no string", function()
    for _, case in ipairs({
      { { ["X-A"] = 5 }, 'headers["X-A"]: has to be a string, got a number' },
      { { ["X-A"] = { "1", "2" } }, 'headers["X-A"]: has to be a string, got a table' },
      { { { "X-A", "1" } }, "headers: has to map names to strings, got a number as a name" },
    }) do
      for _, way in ipairs({ { "list_cloud_phone_servers", {} },
        { "call", { method = "GET", path = "/x" } } }) do
        local err = refused(client, way[1], way[2], { headers = case[1] })
        assert.equal(case[2], err.message)
        assert.equal("headers", err.field)
      end
    end
  end)

  it("says what the client option resolve has in it", function()
    for kinds, resolve in pairs({
      ["a string for a number"] = { "10.0.0.5" },
      ["a table for a string"] = { ["example.com:443"] = { "10.0.0.5" } },
    }) do
      local options = cloud:options()
      options.resolve = resolve
      local made, err = cph.client(options)
      assert.is_nil(made)
      assert.equal("resolve", err.field)
      assert.equal('resolve: maps "host:port" to an address, both strings; got ' .. kinds,
        err.message)
    end
  end)

  it("says what is wrong with retry", function()
    for _, retry in ipairs({ { attempt = 3 }, { 3 }, { attempts = "3" }, { mode = "fast" }, 3,
      setmetatable({}, { __index = { attempts = 1 } }) }) do
      assert.matches('^list_cloud_phone_servers: option "retry"',
        raised(client.list_cloud_phone_servers, client, {}, { retry = retry }))
    end
    assert.same({}, cloud:requests())
  end)

  describe(":call()", function()
    local function target_of(who, path)
      who:call({ method = "GET", path = path })
      local requests = cloud:requests()
      return requests[#requests].target
    end

    it("fills {project_id} and {instance_id} with what the client has", function()
      local gateway <close> = assert(apig.client(settings))
      assert.equal(("/v2/%s/x/instances/%s/%s"):format(settings.project_id, settings.instance_id,
        settings.project_id),
        target_of(gateway, "/v2/{project_id}/x/instances/{instance_id}/{project_id}"))
      local groups = assert(gateway:call({ method = "GET",
        path = "/v2/{project_id}/apic/instances/{instance_id}/api-groups" }))
      assert.is_table(groups.groups)
      assert.equal(("/v2/%s/%s"):format(settings.project_id, settings.instance_id),
        gateway:explain("call", { method = "GET", path = "/v2/{project_id}/{instance_id}" })
          .url:match("^http://[^/]+(.*)$"))
    end)

    it("says what is wrong with a placeholder that it cannot fill", function()
      local options = cloud:options()
      options.instance_id = nil
      local gateway <close> = assert(apig.client(options))
      for path, message in pairs({
        ["/v2/{instance_id}"] =
          'path: {instance_id} needs the client option "instance_id", got a client '
          .. "without it",
        ["/v2/{group_id}/x"] =
          "path: only {project_id} and {instance_id} are replaced, got {group_id}",
        ["/v2/{}"] = "path: only {project_id} and {instance_id} are replaced, got {}",
        ["/v2/{Project_id}"] =
          "path: only {project_id} and {instance_id} are replaced, got {Project_id}",
        ["/v2/{{project_id}}"] =
          "path: only {project_id} and {instance_id} are replaced, got {{project_id}",
        ["/v2/{project_id"] =
          "path: a { needs a closing }, got one without it; write the character itself as %7B",
        ["/v2/project_id}"] = "path: has to be percent-encoded, without a query",
      }) do
        local err = refused(gateway, "call", { method = "GET", path = path })
        assert.equal(message, err.message)
        assert.equal("path", err.field)
        assert.equal(message, select(2, gateway:explain("call", { method = "GET", path = path }))
          .message)
      end
    end)

    it("says of a client of IAM that it has no project", function()
      local account = cloud:account()
      local who <close> = assert(require("hwc.iam").client({
        endpoint = cloud.url, ak = account.ak, sk = account.sk,
      }))
      local err = refused(who, "call", { method = "GET", path = "/v3/{project_id}" })
      assert.equal('path: {project_id} needs the client option "project_id", got a client '
        .. "without it", err.message)
    end)

    it("names the member, its rule and what it was given", function()
      local methods = "method: one of GET, PUT, POST, PATCH, DELETE and HEAD, got "
      for _, case in ipairs({
        { { path = "/x" }, "method", methods .. "nothing" },
        { { method = 5, path = "/x" }, "method", methods .. "a number" },
        { { method = "get", path = "/x" }, "method", methods .. "another string" },
        { { method = "GET" }, "path", "path: required, has to be a string, got nothing" },
        { { method = "GET", path = { "x" } }, "path",
          "path: required, has to be a string, got a table" },
        { { method = "GET", path = "/x", query = "a=1" }, "query",
          "query: a table, got a string of 3 characters" },
        { { method = "GET", path = "/x", query = { { "a", "1" } } }, "query",
          "query: named members, got a table with other keys" },
        { { method = "GET", path = "/x", query = { a = { b = 1 } } }, "query.a" },
        { { method = "GET", path = "/x", query = { a = { 1, nil, 3 } } }, "query.a[2]" },
        { { method = "POST", path = "/x", body = { a = { 1, nil, 3 } } }, "body.a[2]" },
        { { method = "POST", path = "/x", body = { 1, a = 2 } }, "body" },
      }) do
        local err = refused(client, "call", case[1])
        assert.equal(case[2], err.field)
        if case[3] then
          assert.equal(case[3], err.message)
        end
      end
      assert.equal("call: the arguments have to be a table, got a string",
        raised(client.call, client, "GET", "/x"))
    end)
  end)
end)
