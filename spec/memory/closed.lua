-- A program whose memory is searched by another one: it makes a call with secrets from files,
-- closes what it used and waits. Arguments: the sandbox's URL, the directory of the files, which
-- call to make, what to leave open ("nothing" or "clients"), and the file that is made when
-- everything is done.

local apig = require("apig")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")

local url, directory, scenario, open, done = table.unpack(arg)

local function secret(name)
  return assert(hwc.secret({ file = directory .. "/" .. name }))
end

local ID = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1"
local kept = {}

local function options(more)
  local given = {
    endpoint = url, iam_endpoint = url, region = "cn-north-4",
    project_id = "0123456789abcdef0123456789abcdef", instance_id = ID, retry = false,
  }
  for name, value in pairs(more) do
    given[name] = value
  end
  return given
end

-- Calls may be refused: what matters is that they were sent.
local function use(module, given, secrets, call)
  local client = assert(module.client(options(given)))
  local reply, err = call(client)
  assert(reply or err.status or err.cause and err.cause.status, err)
  if open == "clients" then
    kept[#kept + 1] = { client, secrets }
    return
  end
  client:close()
  for _, one in pairs(secrets) do
    one:close()
  end
end

local function list(client)
  return client:list_cloud_phone_servers({})
end

-- Each is run alone: the next call would cover what the last one left.
local scenarios = {}

function scenarios.body()
  local sk, body = secret("sk"), secret("body")
  use(apig, { ak = "AKOFSOMEBODY", sk = sk }, { sk, body }, function(client)
    return client:create_signature_key({ name = "orders", sign_type = "hmac",
      sign_key = "orders-1234", sign_secret = body })
  end)
end

function scenarios.user_data()
  local sk, data = secret("sk"), secret("user_data")
  use(devserver, { ak = "AKOFSOMEBODY", sk = sk }, { sk, data }, function(client)
    return client:change_dev_server_os({ id = ID, image_id = ID, key_pair_name = "k",
      user_data = data })
  end)
end

function scenarios.token()
  local token = secret("token")
  use(cph, { token = token }, { token }, list)
end

function scenarios.password()
  local password = secret("password")
  use(cph, { username = "user", domain = "account", password = password }, { password }, list)
end

function scenarios.security()
  use(cph, { profile = "night" }, {}, list)
end

function scenarios.header()
  local sk, header = secret("sk"), secret("header")
  use(cph, { ak = "AKOFSOMEBODY", sk = sk }, { sk, header }, function(client)
    return client:call({ method = "GET", path = "/v1/anything", query = { key = header } },
      { headers = { ["X-Api-Key"] = header } })
  end)
end

scenarios[scenario]()
collectgarbage()
collectgarbage()
assert(io.open(done, "w")):close()
hwc.sleep(60)
