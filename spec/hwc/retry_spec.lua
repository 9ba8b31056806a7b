local cph = require("cph")
local hwc = require("hwc")
local recording = require("spec.support.recording")
local timestamp = require("hwc.timestamp")
local http_date = require("spec.support.http_date")

local SERVER = "0123456789abcdef0123456789abcdef"
local OK = { status = 200, body = '{"jobs":[]}' }
local BUSY = { status = 503, body = "" }
local REFUSED = {
  status = 401,
  headers = { Date = http_date(os.time() - 7200) },
  body = '{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information"}',
}

describe("a client", function()
  local recorder

  setup(function()
    recorder = recording.start()
  end)

  teardown(function()
    recorder:close()
  end)

  local clients = 0 -- whose refusals are not to be counted together

  local function new_client(more)
    clients = clients + 1
    local options = {
      ak = "AKEXAMPLE7QRSTUVWX01", sk = "a-secret-key-" .. clients, project_id = "p",
      endpoint = ("http://127.0.0.1:%d"):format(recorder.port),
    }
    for name, value in pairs(more or {}) do
      options[name] = value
    end
    return assert(cph.client(options))
  end

  local function look(client, options)
    return client:list_jobs({ request_id = SERVER }, options)
  end

  local function restart(client, options)
    return client:restart_cloud_phone_server({ server_ids = { SERVER } }, options)
  end

  local function signed_time(request)
    for _, header in ipairs(request.headers) do
      if header[1] == "X-Sdk-Date" then
        local date = "^(%d%d%d%d)(%d%d)(%d%d)T(%d%d)(%d%d)(%d%d)Z$"
        return timestamp.parse((header[2]:gsub(date, "%1-%2-%3T%4:%5:%6Z")))
      end
    end
  end

  it("repeats what may pass, and says how often", function()
    local client <close> = new_client()
    recorder:script(BUSY, BUSY, OK)
    local reply, info = look(client)
    assert.same({ jobs = {} }, reply)
    assert.equal(3, info.attempts)
    assert.equal(3, #recorder:requests())
  end)

  it("gives up after three attempts, or as many as it is told", function()
    for attempts, options in pairs({
      [3] = {},
      [2] = { retry = { attempts = 2 } },
      [1] = { retry = false },
    }) do
      local client <close> = new_client(options)
      recorder:script(BUSY)
      local reply, err = look(client)
      assert.is_nil(reply)
      assert.equal("service", err.kind)
      assert.equal(503, err.status)
      assert.equal(attempts, err.attempts)
      assert.is_true(err.retryable)
      assert.equal(attempts > 1 and "attempts" or nil, err.exhausted)
      assert.equal(attempts, #recorder:requests())
    end
  end)

  it("lets each call have it otherwise", function()
    local client <close> = new_client({ retry = { attempts = 2 } })
    recorder:script(BUSY)
    local _, err = look(client, { retry = false })
    assert.equal(1, err.attempts)
    _, err = look(client, { retry = { attempts = 3 } })
    assert.equal(3, err.attempts)
    _, err = look(client, { retry = { mode = "standard" } })
    assert.equal(2, err.attempts)
  end)

  it("does not repeat what may have been done", function()
    local client <close> = new_client()
    recorder:script(BUSY)
    local _, err = restart(client)
    assert.equal(1, err.attempts)
    assert.is_true(err.sent)
    assert.is_false(err.retryable)
    assert.is_nil(err.exhausted)
    assert.equal(1, #recorder:requests())
  end)

  it("repeats client:call only where it reads", function()
    local client <close> = new_client()
    for method, attempts in pairs({ GET = 3, HEAD = 3, POST = 1, PUT = 1, DELETE = 1 }) do
      recorder:script(BUSY)
      local _, err = client:call({ method = method, path = "/v1/x" })
      assert.equal(attempts, err.attempts, method)
      assert.equal(attempts > 1, err.retryable, method)
    end
  end)

  it("leaves long waits to its caller", function()
    local client <close> = new_client()
    recorder:script({ status = 429, headers = { ["Retry-After"] = "100" }, body = "" })
    local _, err = restart(client)
    assert.equal(1, err.attempts)
    assert.equal(100, err.retry_after)
    assert.is_true(err.retryable)
  end)

  it("signs by the service's clock where this machine's is wrong", function()
    local client <close> = new_client()
    recorder:script(REFUSED, OK)
    local reply, info = restart(client)
    assert(reply, info)
    assert.equal(2, info.attempts)
    local requests = recorder:requests()
    local first, second = signed_time(requests[1]), signed_time(requests[2])
    assert.is_true(math.abs(first - os.time()) < 60)
    assert.is_true(math.abs(second - (os.time() - 7200)) < 60)
    -- It was accepted, so the next call is right at once.
    recorder:script(OK)
    assert(restart(client))
    assert.is_true(math.abs(signed_time(recorder:requests()[1]) - (os.time() - 7200)) < 60)
  end)

  it("forgets the clock of a response that refuses the new signature as well", function()
    local client <close> = new_client()
    recorder:script(REFUSED, REFUSED, OK)
    assert.is_nil(restart(client))
    assert(restart(client))
    assert.is_true(math.abs(signed_time(recorder:requests()[3]) - os.time()) < 60)
  end)

  it("stops after three refusals of its keys, and says so", function()
    local client <close> = new_client()
    recorder:script({ status = 401, body = '{"error_code":"APIGW.0301","error_msg":"no"}' })
    local items = {}
    for i = 1, 300 do
      items[i] = i
    end
    local _, errors = hwc.map(items, function()
      return restart(client)
    end)
    assert.equal(3, #recorder:requests())
    local last = errors[300]
    assert.equal("credentials", last.kind)
    assert.is_false(last.sent)
    assert.equal(0, last.attempts)
    assert.equal("not_sent", last.fate)
    assert.is_false(last.retryable)
    assert.is_true(last.retry_after > 50 and last.retry_after <= 60)
    assert.matches("3 requests .* status 401", last.message)
  end)

  -- The service locks a key at the fifth.
  it("is refused 4 times at most though its clock is wrong too, one by one or many at a time",
    function()
      for i, name in ipairs({ "many", "one" }) do
        local client <close> = new_client({ sk = "wrong-with-a-wrong-clock-" .. i })
        recorder:script(REFUSED)
        local last
        if name == "many" then
          local items = {}
          for item = 1, 50 do
            items[item] = item
          end
          local _, errors = hwc.map(items, function()
            return restart(client)
          end)
          last = errors[50]
        else
          for _ = 1, 10 do
            last = select(2, restart(client))
          end
        end
        local refused = #recorder:requests()
        assert.is_true(refused >= 3 and refused <= 4, refused)
        assert.equal("credentials", last.kind)
        assert.is_false(last.sent)
      end
    end)

  it("goes on with right keys where many calls at a time find the clock wrong", function()
    local client <close> = new_client({ sk = "right-with-a-wrong-clock" })
    local items = {}
    for i = 1, 50 do
      items[i] = ("%032x"):format(i)
    end
    local function refuse_first(id)
      return { target = id, status = 401, headers = REFUSED.headers, body = REFUSED.body }
    end
    recorder:script(refuse_first(items[1]), refuse_first(items[2]), refuse_first(items[3]), OK)
    local _, errors = hwc.map(items, function(id)
      return client:list_jobs({ request_id = id })
    end)
    assert.same({}, errors)
    assert.equal(53, #recorder:requests())
  end)

  it("explains why it is not believed", function()
    local client <close> = new_client()
    recorder:script(REFUSED)
    local _, err = restart(client)
    assert.equal(2, err.attempts)
    assert.matches("access key", err.hint, 1, true)
    assert.matches("%d+ s ahead of that of the service, "
      .. "which is already corrected when signing", err.hint)
    assert.is_false(err.retryable)
  end)

  it("counts the refusals of equal keys together, whichever client has them", function()
    local keys = { ak = "AKEXAMPLE7QRSTUVWX02", sk = "another-secret-key" }
    local first <close> = new_client(keys)
    local second <close> = new_client(keys)
    local other <close> = new_client({ ak = keys.ak, sk = "the-right-one" })
    recorder:script({ status = 401, body = '{"error_code":"APIGW.0301","error_msg":"no"}' })
    local kinds = {}
    for i, client in ipairs({ first, second, first, second, first, other }) do
      kinds[i] = select(2, restart(client)).kind
    end
    assert.same({ "service", "service", "service", "credentials", "credentials", "service" }, kinds)
    assert.equal(4, #recorder:requests())
  end)

  it("slows down in a map over many items, unless told otherwise", function()
    local throttled = { status = 429, body = "" }

    -- The time-outs are options of the calls, or of the client.
    local function second_call(count, options, of_client)
      local given = { deadline = of_client and 0.05 or nil }
      for name, value in pairs(options or {}) do
        given[name] = value
      end
      if of_client then
        given.retry = given.retry and { mode = given.retry.mode, attempts = 1 } or false
      end
      local client <close> = new_client(given)
      recorder:script(throttled, OK)
      local items = {}
      for i = 1, count do
        items[i] = i
      end
      local results, errors = hwc.map(items, function(i)
        if i > 2 then
          return true
        end
        return restart(client,
          not of_client and { retry = false, deadline = i == 2 and 0.05 or nil } or nil)
      end, { concurrency = 1 })
      assert.equal(429, errors[1].status)
      return results[2], errors[2]
    end

    for _, of_client in ipairs({ false, true }) do
      local reply, err = second_call(101, nil, of_client)
      assert.is_falsy(reply)
      assert.equal("timeout", err.kind)
      assert.is_false(err.sent)
      assert.matches("rate limit", err.message, 1, true)
      assert.is_truthy(second_call(99, nil, of_client))
      assert.is_truthy(second_call(101, { rate_limit = false }, of_client))
      assert.is_truthy(second_call(101, { retry = { mode = "standard" } }, of_client))
      assert.is_falsy(second_call(99, { rate_limit = "adaptive" }, of_client))
      assert.is_falsy(second_call(99, { retry = { mode = "adaptive" } }, of_client))
    end
  end)

  it("waits for a connection where there are as many as allowed", function()
    local client <close> = new_client()
    recorder:script({ silent = true })
    hwc.loop():limit_connections(1)
    local first = hwc.spawn(look, client)
    hwc.sleep(0) -- it begins
    local reply, err = restart(client, { deadline = 0.05 })
    first:cancel()
    hwc.loop():limit_connections(10)
    assert.is_nil(reply)
    assert.equal("timeout", err.kind)
    assert.equal(0, err.attempts)
    assert.is_false(err.sent)
    assert.is_true(err.elapsed >= 0.05)
    assert.matches("waited for a free connection", err.message, 1, true)
    for _, wrong in ipairs({ 0, 1001, 1.5, "10" }) do
      assert.has_error(function()
        hwc.loop():limit_connections(wrong)
      end, "limit_connections takes an integer from 1 to 1000")
    end
  end)

  it("raises mistakes in its options at the caller's line", function()
    local wrong = {
      { "retry", true }, { "retry", 3 }, { "retry", { attempts = 0 } },
      { "retry", { attempts = 1.5 } }, { "retry", { mode = "fast" } }, { "retry", { tries = 3 } },
      { "rate_limit", "fast" }, { "rate_limit", true },
    }
    for _, name in ipairs({ "timeout", "deadline", "connect_timeout" }) do
      for _, value in ipairs({ 0, -1, 0 / 0, math.huge, 366 * 24 * 3600 + 1, "5" }) do
        wrong[#wrong + 1] = { name, value }
      end
    end
    local client <close> = new_client()
    for _, case in ipairs(wrong) do
      local name, value = case[1], case[2]
      local good, message = pcall(new_client, { [name] = value })
      assert.is_false(good)
      assert.matches(("option %q"):format(name), message, 1, true)
      if name ~= "connect_timeout" then
        good, message = pcall(function()
          client:list_jobs({ request_id = SERVER }, { [name] = value })
        end)
        assert.is_false(good)
        assert.matches("^spec/hwc/retry_spec.lua:%d+: ", message)
        assert.matches(("option %q"):format(name), message, 1, true)
      end
    end
  end)
end)
