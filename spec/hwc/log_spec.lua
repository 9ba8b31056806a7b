local cjson = require("cjson")
local cph = require("cph")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local function decoded(text)
  local list = {}
  for line in text:gmatch("([^\n]*)\n") do
    list[#list + 1] = cjson.decode(line)
  end
  return list
end

describe("hwc.log", function()
  local path

  before_each(function()
    path = os.tmpname()
  end)

  after_each(function()
    os.remove(path)
  end)

  it("writes the events of a client, a line each, as they come", function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    local options = cloud:options()
    local log <close> = assert(hwc.log(path))
    options.on_event = log
    local client <close> = assert(cph.client(options))
    assert(client:list_cloud_phone_servers({ limit = 1 }))

    local lines = decoded(read(path))
    assert.equal(2, #lines)
    assert.equal("attempt", lines[1].kind)
    assert.equal("response", lines[2].kind)
    assert.equal(200, lines[2].status)
    assert.equal("list_cloud_phone_servers", lines[2].operation)
    assert.is_number(lines[2].duration)
    assert.is_true(lines[2].sent)
    assert.matches("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.%d%d%dZ$", lines[1].time)
    assert.equal(2, log.written)
    assert.equal("hwc.log: 2 written, 0 failed", tostring(log))
  end)

  it("begins lines with time and kind, the rest by name", function()
    local log <close> = assert(hwc.log(path))
    log({ kind = "retry", time = 1700000000.0625, zebra = 1, apple = "x", status = 503,
      delay = 0.123456789, operation = 'a"\n' })
    log({ time = 0, kind = "warning" })
    assert.equal('{"time":"2023-11-14T22:13:20.063Z","kind":"retry","operation":"a\\"\\n",'
      .. '"status":503,"apple":"x","delay":0.123457,"zebra":1}\n'
      .. '{"time":"1970-01-01T00:00:00.000Z","kind":"warning"}\n', read(path))
  end)

  it("makes a file that only its owner can read, and leaves the mode of one that was there",
  function()
    local function mode_of(file)
      local pipe <close> = assert(io.popen("stat -c %a " .. file))
      return pipe:read("l")
    end
    for _, append in ipairs({ true, false }) do
      os.remove(path)
      assert(hwc.log(path, { append = append })):close()
      assert.equal("600", mode_of(path))
      assert(os.execute("chmod 644 " .. path))
      assert(hwc.log(path, { append = append })):close()
      assert.equal("644", mode_of(path))
    end
    -- Also by a link to where nothing is yet.
    os.remove(path)
    local link = path .. "-link"
    finally(function() os.remove(link) end)
    assert(os.execute(("ln -s %s %s"):format(path, link)))
    assert(hwc.log(link)):close()
    assert.equal("600", mode_of(path))
  end)

  it("goes on with what the file had, or begins anew", function()
    for i, case in ipairs({ { nil, 1 }, { {}, 2 }, { { append = true }, 3 },
      { { append = false }, 1 } }) do
      local log <close> = assert(hwc.log(path, case[1]))
      log({ kind = "warning", name = "n" .. i })
      local lines = decoded(read(path))
      assert.equal(case[2], #lines)
      assert.equal("n" .. i, lines[#lines].name)
    end
  end)

  it("leaves a file open that it was given", function()
    local file <close> = assert(io.open(path, "w"))
    local log = assert(hwc.log(file))
    log({ kind = "warning" })
    assert.is_true(log:close())
    assert.equal("file", io.type(file))
    assert.equal(1, #decoded(read(path)))
  end)

  it("never raises for what it cannot write, and tells when it is closed", function()
    local full = io.open("/dev/full", "w")
    if full then
      local log = assert(hwc.log(full))
      log({ kind = "warning" })
      log({ kind = "warning" })
      local good, problem = log:close()
      assert.is_nil(good)
      assert.matches("^2 of 2 events were not written: ", problem)
    end

    local closed = assert(io.open(path, "w"))
    local log = assert(hwc.log(closed))
    log({ kind = "warning" })
    closed:close()
    log({ kind = "warning" })
    assert.matches("^1 of 2 events were not written: ", (select(2, log:close())))

    log = assert(hwc.log(path))
    assert.is_true(log:close())
    assert.is_true(log:close())
  end)

  it("raises at the caller's line for what is no line, and where it is closed", function()
    local log = assert(hwc.log(path))
    for _, wrong in ipairs({ false, "text", 5, print }) do
      local good, message = pcall(function() log(wrong or nil) end)
      assert.is_false(good)
      assert.matches("^spec/hwc/log_spec.lua:%d+: log takes a table, got a ", message)
    end
    assert.equal("", read(path))
    assert.equal(0, log.failed)
    assert.is_true(log:close())
    local good, message = pcall(function() log({ kind = "warning" }) end)
    assert.is_false(good)
    assert.matches("^spec/hwc/log_spec.lua:%d+: attempt to use a closed log$", message)
  end)

  it("is raised by the client that uses it when it is closed, and changes no call under way",
  function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    local options = cloud:options()
    options.on_event = assert(hwc.log(path))
    local client = assert(cph.client(options))
    options.on_event:close()
    assert(client:list_cloud_phone_servers({ limit = 1 }))
    assert.error_matches(function() client:list_cloud_phone_servers({ limit = 1 }) end,
      "attempt to use a closed log", 1, true)
    assert.equal(1, #cloud:requests())
    client:close()
  end)

  it("adds the time to lines that have none, and leaves the given table alone", function()
    local log <close> = assert(hwc.log(path))
    local line = { kind = "rollout" }
    local before = os.time()
    log(line)
    assert.same({ kind = "rollout" }, line)
    local year, month, day, hour, minute, second = decoded(read(path))[1].time:match(
      "^(%d+)-(%d+)-(%d+)T(%d+):(%d+):(%d+)%.%d%d%dZ$")
    local utc = os.time(os.date("!*t", before))
    local written = os.time({ year = year, month = month, day = day, hour = hour, min = minute,
      sec = second })
    assert.is_true(written - utc >= 0 and written - utc <= 60)
  end)

  it("lets calls go on where it cannot write", function()
    local cloud <close> = assert(sandbox.start({ servers = 1 }))
    local options = cloud:options()
    local file = assert(io.open(path, "w"))
    options.on_event = assert(hwc.log(file))
    file:close()
    local client <close> = assert(cph.client(options))
    assert(client:list_cloud_phone_servers({ limit = 1 }))
    assert(client:list_cloud_phone_servers({ limit = 1 }))
    assert.equal(4, options.on_event.failed)
  end)

  it("writes errors that it is given, with their causes", function()
    local core = require("_hwc")
    local cause = core.new_error({
      kind = "service", message = "no", operation = "keystone_list_projects", status = 401,
      code = "APIGW.0301", headers = { date = "x" }, body = "body",
    })
    cause.cause = cause -- however long the chain is
    local log <close> = assert(hwc.log(path))
    log({
      kind = "mine",
      error = core.new_error({
        kind = "credentials", message = "not sent", sent = false, attempts = 0, elapsed = 0.5,
        report = { done = {} }, cause = cause,
      }),
    })
    local line = decoded(read(path))[1]
    assert.equal(1, log.written)
    local logged = line.error
    assert.equal(0, logged.attempts)
    assert.is_false(logged.sent)
    assert.is_nil(logged.report)
    assert.same({ "APIGW.0301", "service", "no", "keystone_list_projects", 401 }, {
      logged.cause.code, logged.cause.kind, logged.cause.message, logged.cause.operation,
      logged.cause.status,
    })
    assert.is_nil(logged.cause.headers)
    assert.is_nil(logged.cause.body)
  end)

  it("never writes a secret", function()
    local log <close> = assert(hwc.log(path))
    local secret = hwc.secret("TopHidden77")
    log({
      kind = "mine", time = "now", key = secret,
      deep = { { [1] = secret }, { a = { b = secret } } },
      password = "TopHidden77", userPwd = "TopHidden77", arguments = { sk = "TopHidden77" },
      pin = 12, passcode = 83726151, tokens_issued = 4,
    })
    assert.equal(1, log.written)
    local text = read(path)
    assert.is_nil(text:find("TopHidden77", 1, true), text)
    assert.is_nil(text:find("83726151", 1, true), text)
    assert.same({
      kind = "mine", time = "now", key = "***", deep = { { "***" }, { a = { b = "***" } } },
      password = "***", userPwd = "***", arguments = { sk = "***" }, pin = 12, passcode = "***",
      tokens_issued = 4,
    }, decoded(text)[1])
  end)

  it("writes what is no JSON as a remark", function()
    local log <close> = assert(hwc.log(path))
    log({ time = "then", kind = "warning", bytes = "\xff", number = 0 / 0, fine = true,
      [1] = "no name" })
    assert.equal('{"time":"then","kind":"warning","[1]":"no name","bytes":"(not JSON)","fine":true,'
      .. '"number":"(not JSON)"}\n', read(path))
  end)

  -- Opening a pipe waits for its other end, and writing to one without it ends the process.
  it("takes no pipe by its path, and never waits for one", function()
    os.remove(path)
    assert(os.execute("mkfifo " .. path))
    for _, reader in ipairs({ "", "sleep 5 <>" .. path .. " & " }) do
      local pipe <close> = assert(io.popen(("%stimeout 5 lua5.4 -e '%s' 2>&1"):format(reader,
        ('print(require("hwc").log("%s"))'):format(path))))
      assert.equal(("nil\t%s: it is neither a regular file nor a character device"):format(path),
        pipe:read("l"))
    end
    assert(hwc.log("/dev/null")):close()
  end)

  it("says why a file cannot be opened", function()
    local log, problem = hwc.log("/nowhere/at/all")
    assert.is_nil(log)
    assert.matches("/nowhere/at/all", problem, 1, true)
    for _, wrong in ipairs({ 5, {}, true }) do
      assert.error_matches(function() hwc.log(wrong) end, "log takes the path of a file")
    end
    assert.error_matches(function() hwc.log(path, { apend = true }) end, "did you mean \"append\"")
    local closed = assert(io.open(path))
    closed:close()
    assert.has_error(function() hwc.log(closed) end)
  end)
end)
