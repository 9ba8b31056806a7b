-- A trial: calls of a client to a fate server, each in a process of its own, and what both of them
-- wrote. The server's part is what happened, the client's is what callers were told.

local cjson = require("cjson")

local M = {}

local SERVER = assert(os.getenv("HWC_BUILD"), "HWC_BUILD is not set") .. "/spec/fate_server"

local function quoted(words)
  local list = {}
  for i, word in ipairs(words) do
    list[i] = "'" .. tostring(word) .. "'"
  end
  return table.concat(list, " ")
end

local function records(path)
  local list = {}
  for line in io.lines(path) do
    local record = {}
    for name, value in line:gmatch("([%w_]+)=(%S+)") do
      record[name] = math.tointeger(value) or value ~= "-" and value or nil
    end
    list[#list + 1] = record
  end
  return list
end

---@class fate.Trial
---@field plans string[] of connections, the last for all further ones; see spec/fate/peer.h
---@field calls integer
---@field sizes integer[][] bytes of the bodies: so many calls are made with each list of them,
---  which a connection's requests take in turn
---@field wait? number seconds at most before a call, at random
---@field rest? number seconds before a call
---@field retry? false|table option of the calls
---@field mixed? boolean not only POST: methods, retries, deadlines and cancelled calls are drawn
---  at random; `sizes` is a list of upper bounds then (integer[])
---@field concurrency? integer of mixed calls: how many at a time
---@field buffer? integer bytes of the server's receive buffers
---@field seed? integer of what is random
---@field options? table of the client
---@field certificates? table server's, for TLS; see spec/support/certificates.lua
---@field proxy? boolean the client takes the server for a proxy; in TLS plans have to tunnel then

---@class fate.Arrival a request of which the server read any byte; see spec/fate/peer.h
---@class fate.Told what a caller was told of a call

---@param trial fate.Trial
---@return fate.Arrival[] arrivals
---@return fate.Told[] told
function M.run(trial)
  local directory = os.tmpname()
  os.remove(directory)
  assert(os.execute("mkdir -m 700 " .. directory))
  local ledger, told = directory .. "/ledger", directory .. "/told"
  local port_file, settings_file = directory .. "/port", directory .. "/settings"
  assert(os.execute("mkfifo " .. port_file))

  local arguments = { "-s", trial.seed or 1 }
  local function add(name, value)
    table.move({ name, value }, 1, 2, #arguments + 1, arguments)
  end
  if trial.certificates then
    add("-c", trial.certificates:file("good.pem"))
    add("-k", trial.certificates:file("good.key"))
  end
  if trial.buffer then
    add("-b", trial.buffer)
  end
  arguments[#arguments + 1] = ledger
  table.move(trial.plans, 1, #trial.plans, #arguments + 1, arguments)
  local server = assert(io.popen(("exec %s %s >%s"):format(quoted({ SERVER }), quoted(arguments),
    port_file), "w"))
  local ports = assert(io.open(port_file))
  local port = assert(ports:read("n"), "the server did not start")
  ports:close()

  local authority = ("127.0.0.1:%d"):format(port)
  local options = { allow_http = true }
  if trial.proxy then
    options.proxy = "http://" .. authority
    authority = "fate.example.com"
  end
  options.endpoint = "http://" .. authority
  if trial.certificates then
    options.endpoint = "https://" .. authority
    options.ca_file = trial.certificates:file("ca.pem")
  end
  for name, value in pairs(trial.options or {}) do
    options[name] = value
  end
  local settings = assert(io.open(settings_file, "w"))
  settings:write(cjson.encode({
    options = options, calls = trial.calls, sizes = trial.sizes, mixed = trial.mixed,
    concurrency = trial.concurrency, wait = trial.wait, rest = trial.rest, retry = trial.retry,
    seed = trial.seed,
  }))
  settings:close()
  local good, how, code = os.execute(("lua5.4 spec/fate/client.lua %s %s"):format(
    settings_file, told))
  local ended, server_how, server_code = server:close()
  assert(good, ("the client ended by %s %s"):format(how, code))
  assert(ended, ("the server ended by %s %s"):format(server_how, server_code))
  local arrivals, all_told = records(ledger), records(told)
  assert(os.execute("rm -r " .. directory))
  return arrivals, all_told
end

return M
