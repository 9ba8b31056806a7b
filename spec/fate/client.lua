-- Makes calls to a fate server, and writes what it is told of each: a line of name=value pairs,
-- where "-" stands for nothing.
--
--   client.lua SETTINGS TOLD      the settings are JSON
--
-- Of the settings `options` are the client's, and the rest is as spec/fate/trial.lua says.

local cjson = require("cjson")
local cph = require("cph")
local hwc = require("hwc")

local file = assert(io.open(arg[1]))
local settings = cjson.decode(file:read("a"))
file:close()
local told = assert(io.open(arg[2], "w"))

-- Calls of a client that fail use up what it has for retries.
local CALLS_OF_A_CLIENT = 40

-- Some builds of cjson make every number a float.
local function integer(number)
  return math.tointeger(number) or number
end

math.randomseed(integer(settings.seed or 1))

local function new_client()
  local options = {
    project_id = "project-1", ak = "AKEXAMPLE7QRSTUVWX01",
    sk = "sk3xAmPleZ9yXwVuTsRqPoNmLkJiHgFeDcBa0123",
  }
  for name, value in pairs(settings.options) do
    options[name] = value
  end
  return assert(cph.client(options))
end

local clients = {}

local function client_of(id)
  local number = id // CALLS_OF_A_CLIENT
  clients[number] = clients[number] or new_client()
  return clients[number]
end

local function text(value)
  return value == nil and "-" or (tostring(value):gsub("%s", "_"))
end

local function write(id, method, size, reply, info)
  told:write(("id=%d method=%s bytes=%d told=%s kind=%s status=%s sent=%s fate=%s"
    .. " attempts=%s retryable=%s request_id=%s reply_id=%s\n"):format(id, method, size,
    reply and "ok" or "error", text(info.kind), text(info.status), text(info.sent), text(info.fate),
    text(info.attempts), text(info.retryable), text(info.request_id), text(reply and reply.id)))
end

-- How many requests the connection has had that the next call will find kept.
local place = 0

local METHODS = { "GET", "GET", "GET", "POST", "POST", "POST", "POST", "PUT", "DELETE" }

settings.calls = integer(settings.calls)

local function one_of(list)
  return list[math.random(#list)]
end

local function request_of(id, method, size)
  local request = { method = method, path = "/fate/" .. id }
  if method == "POST" or method == "PUT" then
    request.body = { text = ("x"):rep(size) }
  end
  return request
end

local function make(id, method, size, options)
  local reply, info = client_of(id):call(request_of(id, method, size), options)
  write(id, method, size, reply, info)
  return reply
end

-- A call that the program ends, at whatever it is doing then.
local function make_and_cancel(id, method, size, options)
  local begun = false
  local task = hwc.spawn(function()
    begun = true
    make(id, method, size, options)
  end)
  hwc.sleep(math.random() * 0.02 + 1e-6)
  task:cancel()
  task:wait()
  if not begun then
    write(id, method, size, nil, { kind = "cancelled", sent = false, attempts = 0 })
  end
end

local function mixed_call(id)
  local method = one_of(METHODS)
  local size = math.random(0, integer(one_of(settings.sizes)))
  local options = {}
  local choice = math.random(100)
  if choice <= 15 then
    options.retry = false
  elseif choice <= 30 then
    options.retry = { attempts = 5 }
  elseif choice <= 34 then
    options.deadline = math.random() * 0.05 + 0.001
  elseif choice <= 38 then
    make_and_cancel(id, method, size, options)
    return
  end
  make(id, method, size, options)
end

local function post(id)
  local sizes = settings.sizes[(id - 1) // settings.calls + 1]
  local size = integer(sizes[place % #sizes + 1])
  if settings.wait then
    hwc.sleep(math.random() * settings.wait + 1e-6)
  end
  if settings.rest then
    hwc.sleep(settings.rest)
  end
  local options
  if settings.retry ~= nil then
    options = { retry = settings.retry }
  end
  local reply = make(id, "POST", size, options)
  place = reply and integer(reply.place) or 0
end

if settings.mixed then
  local ids = {}
  for id = 1, settings.calls do
    ids[id] = id
  end
  hwc.loop():limit_connections(integer(settings.concurrency))
  local _, errors = hwc.map(ids, function(id)
    mixed_call(id)
    return true
  end, { concurrency = integer(settings.concurrency) })
  for _, err in pairs(errors) do
    error(err)
  end
else
  for id = 1, settings.calls * #settings.sizes do
    post(id)
  end
end
for _, client in pairs(clients) do
  client:close()
end
assert(told:close())
