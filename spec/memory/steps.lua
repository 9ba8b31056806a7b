-- What the memory sweep does again and again while memory runs out. Every step is a whole piece of
-- work that can be done any number of times: it returns true, or nil and an error.

local apig = require("apig")
local core = require("_hwc")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")

local SERVER = "1678567b8bab40f93711234cb80d0123"
local SIGN = "0b0e8f45-6b87-4221-8af7-5f945307173c"
local NO_SIGN = "00000000-0000-4000-8000-000000000000"
local MACHINE = "b8d1c5e8-1a2b-4c3d-9e8f-0123456789ab"
local LOOK = { first_delay = 0.001, interval = 0.002, growth = 2, deadline = 2 }
-- A machine with other work to do may not get through a wait in time.
local function out_of_time(report)
  if report.stopped == "deadline" then
    return { kind = "timeout", message = "the wait's deadline" }
  end
end

local LOOK_AT_MACHINE = {
  first_delay = 0, interval = 0.002, deadline = 2, status = "RUNNING", already = true,
}

local DOCUMENT = [[{"list":[1,2,3,{"deep":[[],{}]}],"text":"\u00e9\n","number":1.5,"null":null,]]
  .. [["long":"]] .. ("a"):rep(100) .. [[","much":]] .. ("["):rep(200) .. ("]"):rep(200) .. "}"

-- The failure that a step is about is a success; any other one is given on.
local function expect(kind, reply, err)
  if reply == nil and type(err) == "table" and err.kind == kind then
    return true
  elseif reply ~= nil then
    error("a step that has to fail did not")
  end
  return nil, err
end

local function options(c)
  return {
    endpoint = c.url,
    iam_endpoint = c.url,
    region = "cn-north-4",
    project_id = "0123456789abcdef0123456789abcdef",
    instance_id = "fc0b7ab3-2a73-4fd5-9f3b-0f0f8d9f8f0e",
    ak = "AKEXAMPLE",
    sk = "sk-that-nobody-has",
  }
end

local function done(reply, err)
  if reply == nil then
    return nil, err
  end
  return true
end

local M = {}

---Clients that live through a whole sweep.
---@param url string of the server
---@return table context
function M.open(url)
  local c = { url = url }
  c.cph = assert(cph.client(options(c)))
  c.apig = assert(apig.client(options(c)))
  c.devserver = assert(devserver.client(options(c)))
  return c
end

M.steps = {
  client = function(c)
    local client, err = cph.client(options(c))
    if not client then
      return nil, err
    end
    assert(tostring(client):find("cph", 1, true))
    client:close()
    return true
  end,

  first_call = function(c)
    local given = options(c)
    given.ak, given.sk, given.project_id = nil, nil, nil
    given.username, given.password, given.domain = "user", "password", "domain"
    local client <close>, err = cph.client(given)
    if not client then
      return nil, err
    end
    return done(client:restart_cloud_phone_server({ server_ids = { SERVER } }))
  end,

  update_keypair = function(c)
    return done(c.cph:update_keypair({
      servers = { { server_id = SERVER, keypair_name = "ops" } },
    }))
  end,

  restart = function(c)
    local reply, err = c.cph:restart_cloud_phone_server({ server_ids = { SERVER } })
    if not reply then
      return nil, err
    end
    assert(#hwc.failures(reply) == 0)
    return true
  end,

  -- The timers of a task fire while a call is made outside of tasks.
  beside_a_task = function(c)
    local task = hwc.spawn(function()
      for _ = 1, 5 do
        assert(hwc.sleep(0.0001))
      end
      return true
    end)
    local good, reply, err = pcall(function()
      hwc.loop():step(0)
      return c.cph:restart_cloud_phone_server({ server_ids = { SERVER } })
    end)
    local slept, message = pcall(task.wait, task)
    if not (good and slept) then
      error(good and message or reply, 0)
    end
    return done(reply, err)
  end,

  update_signature_key = function(c)
    return done(c.apig:update_signature_key({ sign_id = SIGN, name = "orders" }))
  end,

  change_os = function(c)
    return done(c.devserver:change_dev_server_os({
      id = MACHINE,
      image_id = MACHINE,
      key_pair_name = "ops",
    }))
  end,

  wait_jobs = function(c)
    local reply, err = c.cph:restart_cloud_phone_server({ server_ids = { SERVER } })
    if not reply then
      return nil, err
    end
    local report
    report, err = c.cph:wait_jobs(reply, LOOK)
    if not report then
      return nil, err
    end
    return #report.succeeded == 1 or nil, report.error or out_of_time(report)
  end,

  wait_dev_server = function(c)
    local report, err = c.devserver:wait_dev_server(MACHINE, LOOK_AT_MACHINE)
    if not report then
      return nil, err
    end
    return #report.succeeded == 1 or nil, report.error or out_of_time(report)
  end,

  refused_by_service = function(c)
    local reply, err = c.apig:update_signature_key({ sign_id = NO_SIGN, name = "orders" })
    if not expect("service", reply, err) then
      return nil, err
    end
    local text = tostring(err)
    assert(err.code == "APIG.3017" and text:find("APIG.3017", 1, true), text)
    return true
  end,

  refused_here = function(c)
    local reply, err = c.cph:restart_cloud_phone_server({ server_ids = { SERVER, 1 } })
    if not expect("validation", reply, err) then
      return nil, err
    end
    assert(err.field == "server_ids[2]")
    return true
  end,

  lost = function(c)
    return expect("transport", c.cph:call({ method = "POST", path = "/drop", body = { a = 1 } }))
  end,

  cut = function(c)
    return expect("transport", c.cph:call({ method = "POST", path = "/cut" }))
  end,

  deadline = function(c)
    return expect("timeout", c.cph:call({ method = "POST", path = "/hang" }, { deadline = 0.002 }))
  end,

  page = function(c)
    return expect("service", c.cph:call({ method = "POST", path = "/page" }))
  end,

  call = function(c)
    return done(c.cph:call({
      method = "PUT",
      path = "/v1/{project_id}/anything",
      query = { b = { 1, 2 }, a = "x y" },
      body = { list = hwc.array({}), text = "é", number = 1.5 },
    }, { headers = { ["X-Extra"] = "1" } }))
  end,

  upload = function(c)
    return done(c.apig:import_api_definitions({ file_name = { data = "openapi: 3.0.0" } }))
  end,

  download = function(c)
    local path = ("%s/download-%s"):format(os.getenv("HWC_BUILD"), c.url:match("%d+$"))
    local reply, err = c.apig:export_api_definitions({
      env_id = "DEFAULT_ENVIRONMENT_RELEASE_ID",
      group_id = "c77f5e81d9cb4424bf704ef2b0ac7600",
      define = "all",
    }, { to = path })
    os.remove(path)
    return done(reply, err)
  end,

  sleep = function()
    hwc.sleep(0.001)
    return true
  end,

  signals = function()
    local signals <close> = hwc.signals({ "USR1" })
    return expect("timeout", signals:wait(0.001))
  end,

  tasks = function(c)
    local results, errors = hwc.map({ 1, 2, 3 }, function()
      return c.cph:restart_cloud_phone_server({ server_ids = { SERVER } })
    end, { concurrency = 2 })
    for i = 1, 3 do
      if not results[i] then
        return nil, errors[i]
      end
    end
    return true
  end,

  cancelled = function(c)
    return hwc.run(function()
      local task = hwc.spawn(function()
        return c.cph:call({ method = "POST", path = "/hang" }, { timeout = 0.2 })
      end)
      hwc.sleep(0.001)
      task:cancel()
      return expect("cancelled", task:wait())
    end)
  end,

  sign_and_verify = function()
    local key = apig.new_signature_key("hmac")
    local headers = { { "Host", "backend.example" } }
    local signed, err = hwc.sign({
      method = "POST",
      url = "https://backend.example/orders?a=1",
      query = { { "b", "2" } },
      headers = headers,
      body = "{}",
      ak = key.sign_key,
      sk = hwc.secret(key.sign_secret),
    })
    if not signed then
      return nil, err
    end
    table.move(signed.headers, 1, #signed.headers, #headers + 1, headers)
    local good, reason = apig.verify(
      { method = "POST", target = signed.target, headers = headers, body = "{}" },
      { [key.sign_key] = key.sign_secret }, { explain = true, quoted = signed.canonical_request })
    if not good and reason ~= "signature_mismatch" then
      error(reason)
    end
    return good, not good and { kind = "memory", message = reason } or nil
  end,

  sign_scoped = function()
    return done(hwc.sign({
      method = "GET",
      url = "https://service.example/",
      query = { b = { "2", "1" }, a = "1" },
      headers = { ["X-Note"] = "x" },
      ak = "AKEXAMPLE",
      sk = "sk-that-nobody-has",
      algorithm = "V11-HMAC-SHA256",
      region = "cn-north-4",
      service = "cph",
    }))
  end,

  json = function()
    local value, err = core.decode_json(DOCUMENT)
    if value == nil then
      return nil, err
    end
    local text
    text, err = core.encode_json(value)
    if not text then
      return nil, err
    end
    assert(#text == #DOCUMENT - 4) -- é needs no escape
    return true
  end,

  operations = function()
    assert(cph.operations().update_keypair.method == "PUT")
    return true
  end,

  explain = function(c)
    return done(c.apig:explain("create_signature_key", {
      name = "orders", sign_type = "hmac", sign_key = "key_of_orders",
      sign_secret = "secret!of1orders",
    }, { headers = { ["X-Private-Token"] = "ab" } }))
  end,

  watched = function(c)
    local given = options(c)
    given.verify = false
    given.on_event = hwc.log(io.tmpfile())
    local client <close>, err = cph.client(given)
    if not client then
      return nil, err
    end
    return done(client:restart_cloud_phone_server({ server_ids = { SERVER } }))
  end,
}

---All that make something which stays in the state: metatables, the loop, the JSON decoder.
function M.steps.tour(c)
  -- Finalized while the state is closed, and memory may still be short.
  M.kept = setmetatable({}, { __gc = function()
    for _, name in ipairs({ "client", "restart", "sleep", "tasks", "explain" }) do
      if pcall(M.steps[name], c) then
        os.exit(9) -- an error would be a warning that nobody sees
      end
    end
  end })
  for _, name in ipairs({
    "first_call", "restart", "refused_by_service", "refused_here", "call", "sign_and_verify",
    "json", "sleep", "tasks", "operations", "explain", "watched",
  }) do
    local good, err = M.steps[name](c)
    if not good then
      return nil, err
    end
  end
  return true
end

return M
