-- Drives fault_server.lua: start one, give it a script, make calls, ask what it saw.

local cjson = require("cjson")

local M = {}
M.__index = M

---@class spec.Faults
---@field port integer of the server

---Starts a server. It ends with close().
---@return spec.Faults
function M.start()
  local path = os.tmpname()
  os.remove(path)
  assert(os.execute("mkfifo " .. path))
  local self = setmetatable({}, M)
  self.input = assert(io.popen("exec lua5.4 spec/support/fault_server.lua >" .. path, "w"))
  self.output = assert(io.open(path))
  os.remove(path)
  self.input:setvbuf("line")
  self.port = self:response().port
  return self
end

-- Some builds of cjson make every number a float.
function M:response()
  local response = cjson.decode((assert(self.output:read("l"), "the fault server has died")))
  for name, value in pairs(response) do
    response[name] = math.tointeger(value) or value
  end
  return response
end

function M:ask(command)
  self.input:write(cjson.encode(command), "\n")
  return self:response()
end

---Says what is done on the first, second … connection from now on, and forgets what was seen.
---@param ... table lists of steps; the last one serves all further connections
function M:script(...)
  self:ask({ ["do"] = "script", connections = { ... } })
end

---Does steps on all open connections.
---@param ... string|table steps
function M:run(...)
  self:ask({ ["do"] = "run", steps = { ... } })
end

---What was seen since the script was set.
---@return { connections: integer, whole: integer, parts: integer, requests: table[] } report
---  `whole` requests arrived to their end, of `parts` only some bytes; each of `requests` has
---  method, target, bytes and connection
function M:report()
  return self:ask({ ["do"] = "report" })
end

function M:refuse()
  self:ask({ ["do"] = "refuse" })
end

function M:listen()
  self:ask({ ["do"] = "listen" })
end

---@return integer port where connections are never accepted, nor queued
function M:crowd()
  return self:ask({ ["do"] = "crowd" }).port
end

---@param ... integer|string ports on loopback, or the paths of sockets
---@return integer port that passes connections on to them by turns
function M:front(...)
  return self:ask({ ["do"] = "front", places = { ... } }).port
end

---Runs a program until close().
---@param program string
---@param ... string its arguments
function M:spawn(program, ...)
  self:ask({ ["do"] = "spawn", program = program, arguments = { ... } })
end

---@param arguments string[] of openssl s_server
---@param h2? boolean the script talks HTTP/2
---@return integer port that runs the script inside of TLS
function M:tls(arguments, h2)
  return self:ask({ ["do"] = "tls", arguments = arguments, h2 = h2 or false }).port
end

function M:close()
  self.input:close()
  self.output:close()
end

M.__close = M.close

---A response as it goes on the wire, with its Content-Length.
---@param status integer
---@param body? string
---@param headers? string lines that end with CR LF
---@return string
function M.http(status, body, headers)
  body = body or "{}"
  return ("HTTP/1.1 %d Status\r\nContent-Type: application/json\r\nX-Request-Id: r-1\r\n"
    .. "%sContent-Length: %d\r\n\r\n%s"):format(status, headers or "", #body, body)
end

return M
