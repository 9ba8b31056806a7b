local apig = require("apig")
local core = require("_hwc")
local raw_client = require("spec.support.raw_client")
local requests = require("hwc.sandbox.requests")
local sandbox = require("hwc.sandbox")

local MIB = 1024 * 1024

local function call(i, body)
  return {
    method = "POST", target = "/things?number=" .. i, head = "Host:x\nX-Auth-Token:secret-1\n",
    raw_body = body or "", id = "id-" .. i, time = i,
  }
end

local function shown(log)
  return core.decode_json(log:show())
end

describe("hwc.sandbox.requests", function()
  it("shows requests oldest first, decoded and redacted", function()
    local log = requests.new()
    log:add(call(1, '{"name":"a","password":"secret-2"}')).status = 200
    log:add(call(2, "{"))
    local list = shown(log)
    assert.equal(0, list.forgotten)
    assert.equal(2, #list.requests)
    local first, second = table.unpack(list.requests)
    assert.equal("1", first.query.number)
    assert.equal("/things", first.path)
    assert.equal(200, first.status)
    assert.same({ name = "a", password = "***" }, first.body)
    assert.same({ "Host", "x" }, { first.headers[1][1], first.headers[1][2] })
    assert.same({ "X-Auth-Token", "***" }, { first.headers[2][1], first.headers[2][2] })
    assert.is_nil(second.body)
    assert.equal(1, second.body_size)
    assert.is_nil(log:show():find("secret-", 1, true))
  end)

  it("keeps at most 64 MiB, forgets the oldest, and says how many", function()
    local log = requests.new()
    for i = 1, 400 do
      log:add(call(i, '"' .. ("x"):rep(240000 - 10) .. ("%08d"):format(i) .. '"'))
    end
    local list = shown(log)
    assert.equal(400, list.forgotten + #list.requests)
    assert.is_true(list.forgotten > 100)
    local bytes = 0
    for i, request in ipairs(list.requests) do
      assert.equal("id-" .. list.forgotten + i, request.request_id)
      bytes = bytes + request.body_size
    end
    assert.is_true(bytes > 60 * MIB and bytes <= 64 * MIB, bytes)
  end)

  it("counts what small requests cost in memory", function()
    local log = requests.new()
    collectgarbage()
    local before = collectgarbage("count")
    for i = 1, 150000 do
      log:add(call(i, ("%d"):format(i)))
    end
    collectgarbage()
    assert.is_true(log.forgotten > 0)
    assert.is_true(collectgarbage("count") - before < 64 * 1024)
  end)
end)

describe("a sandbox that is sent large bodies by anybody", function()
  local function peak_mib(pid)
    for line in io.lines("/proc/" .. pid .. "/status") do
      local kib = line:match("^VmHWM:%s*(%d+)")
      if kib then
        return tonumber(kib) / 1024
      end
    end
  end

  -- As a program, so that its memory can be seen.
  local function start()
    local path = os.tmpname()
    local pipe = assert(io.popen("bin/hwc sandbox --port 0 >" .. path
      .. " & echo $!"))
    local program = { pid = pipe:read("l"), pipe = pipe, path = path }
    raw_client.wait(function()
      local file = assert(io.open(path))
      local line = file:read("l")
      file:close()
      program.account = line and core.decode_json(line)
      return program.account
    end, 10)
    return program
  end

  it("stays small: 400 of 240 KB", function()
    local program = start()
    local port = tonumber(program.account.url:match("%d+$"))
    local body = '{"a":[' .. ("[],"):rep(80000) .. '1]}'
    local head = ("PUT /v1/%s/cloud-phone/servers/open-access HTTP/1.1\r\nHost: x\r\n"
      .. "Content-Length: %d\r\n\r\n"):format(program.account.project_id, #body)
    for _ = 1, 400 do
      local peer = raw_client.send(port, head .. body)
      assert.equal(401, peer:status())
      peer:close()
    end
    local peak = peak_mib(program.pid)
    os.execute("kill " .. program.pid)
    program.pipe:close()
    os.remove(program.path)
    assert.is_true(peak < 500, peak)
  end)

  it("hides secrets of another type as well", function()
    local cloud <close> = assert(sandbox.start({ servers = 0 }))
    local options = cloud:options()
    options.gateway = "apig"
    local client <close> = assert(apig.client(options))
    for _, secret in ipairs({ { a = "secret-3" }, { "secret-3" }, { { "secret-3" } } }) do
      cloud:reset()
      assert.is_nil((client:create_an_app({ name = "shop", app_secret = secret }, {
        validate = false,
      })))
      assert.same({ name = "shop", app_secret = "***" }, cloud:requests()[1].body)
    end
  end)

  it("says how many requests it has forgotten", function()
    local cloud <close> = assert(sandbox.start({ servers = 0 }))
    local list, forgotten = cloud:requests()
    assert.same({}, list)
    assert.equal(0, forgotten)
  end)
end)
