-- Bytes to and from a server over plain sockets, many at a time: for clients that no library would
-- be, such as one that sends a byte a second.
local uv = require("luv")

local M = {}
local Peer = {}
Peer.__index = Peer

---Connects without waiting; `text` is what arrived so far, `closed` whether the other side ended.
---@param port integer of 127.0.0.1
function M.connect(port)
  local peer = setmetatable({ socket = uv.new_tcp(), text = "" }, Peer)
  peer.socket:connect("127.0.0.1", port, function(problem)
    peer.connected = not problem
    if problem then
      peer.closed = true
      return
    end
    peer.socket:read_start(function(failure, data)
      if data then
        peer.text = peer.text .. data
      elseif failure or not data then
        peer.closed = true
      end
    end)
  end)
  return peer
end

function Peer:send(text)
  self.socket:write(text)
  return self
end

function Peer:close()
  if not self.socket:is_closing() then
    self.socket:close()
    uv.run("nowait") -- luv must not be left with handles that are half closed
  end
end

---The status of the first response, once it has arrived.
---@return integer?
function Peer:status()
  return math.tointeger(tonumber(self.text:match("^HTTP/1%.1 (%d%d%d) ")))
end

---Lets sockets work until `done()`, or for at most `seconds`.
---@return boolean # whether it is done
---@return number seconds that it took
function M.wait(done, seconds)
  local begun = uv.hrtime()
  local timer = uv.new_timer()
  timer:start(5, 5, function() end) -- run("once") returns now and then
  local function passed()
    return (uv.hrtime() - begun) / 1e9
  end
  local checked = 0
  while true do
    if passed() - checked > 0.005 or checked == 0 then -- `done` may be slow
      checked = passed()
      if done() or checked >= seconds then
        break
      end
    end
    uv.run("once")
  end
  timer:close()
  uv.run("nowait")
  return done() and true or false, passed()
end

---Sends bytes over a connection of their own.
---@return table peer with all that came until the response, or the end
function M.send(port, text)
  local peer = M.connect(port)
  M.wait(function() return peer.connected or peer.closed end, 5)
  peer:send(text)
  M.wait(function() return peer.closed or peer.text:find("\r\n\r\n", 1, true) end, 20)
  return peer
end

return M
