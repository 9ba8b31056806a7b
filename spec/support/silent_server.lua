-- A server in this process that reads requests and never answers, until it is told to: by
-- respond(), or by its member `respond_always`, a JSON text, or a function that gets how many
-- requests there have been and returns one, or nil. It is driven by the loop of luv, of which
-- poll() is one round, so a spec decides when it looks.

local uv = require("luv")

local M = {}

local Server = {}
Server.__index = Server

---Listens on a free port of loopback.
---@return table server with the member `url`
function M.start()
  local self = setmetatable({ received = 0, clients = {} }, Server)
  self.socket = uv.new_tcp()
  assert(self.socket:bind("127.0.0.1", 0))
  assert(self.socket:listen(64, function()
    local client = uv.new_tcp()
    self.socket:accept(client)
    self.clients[client] = true
    client:read_start(function(err, chunk)
      if err or not chunk then
        self.clients[client] = nil
        client:close()
      elseif chunk:find("\r\n\r\n", 1, true) then
        self.received = self.received + 1
        local body = self.respond_always
        if type(body) == "function" then
          body = body(self.received)
        end
        if body then
          self:respond(body, { [client] = true })
        end
      end
    end)
  end))
  self.url = "http://127.0.0.1:" .. self.socket:getsockname().port
  return self
end

---Takes what has arrived, without waiting.
---@return integer received requests so far
function Server:poll()
  uv.run("nowait")
  return self.received
end

---Connections that are open.
---@return integer
function Server:connections()
  self:poll()
  local count = 0
  for _ in pairs(self.clients) do
    count = count + 1
  end
  return count
end

---Answers with 200 and a JSON text; in a callback of the loop.
---@param body string
---@param clients table? set of connections; all by default
---@param length integer? that the head names, where the rest of the body is to come later
function Server:respond(body, clients, length)
  local response = ("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"):format(length or #body, body)
  for client in pairs(clients or self.clients) do
    client:write(response)
  end
end

function Server:close()
  self.socket:close()
  for client in pairs(self.clients) do
    client:close()
  end
  self.clients = {}
  uv.run("nowait")
end

return M
