-- One connection of the fault server: it counts the requests that come in, and does what a script
-- says, step by step, in a coroutine. A step is { name, arguments … }, or just the name:
--
--   head                      waits until the head of the next request is there
--   read                      waits until the next request is there as a whole, and takes it
--   send text                 sends the bytes as they are
--   drip text seconds         sends them one by one, with a pause after each
--   flood text                sends them again and again for as long as the other end takes them
--   repeat text times         sends them as often as that
--   wait seconds
--   deaf                      reads nothing (only as the first step)
--   close, reset              ends the connection, orderly or not
--   cut                       resets all connections that are passed on to another server
--   relay place               passes on all that follows, both ways, to a port on loopback, or to
--                             the socket with that path
--   tunnel place              the same, after 200 to a CONNECT
--   again                     starts over with the first step
--   serve rules               answers one request after the other, by the first rule whose `target`
--                             is in the request's: with the next of its `responses`, the last one
--                             for ever, on whatever connection; `wait` seconds before each
--
-- A script that ends leaves the connection open: a stall. For HTTP/2 see h2_peer.lua.

local uv = require("luv")

local M = {}

local Peer = {}
Peer.__index = Peer

local STEPS = {}

-- The length of the first whole request in `bytes`, or nil.
local function whole(bytes)
  local _, head_end = bytes:find("\r\n\r\n", 1, true)
  if not head_end then
    return nil
  end
  local length = bytes:sub(1, head_end):lower():match("\r\ncontent%-length: *(%d+)")
  local total = head_end + (tonumber(length) or 0)
  return #bytes >= total and total or nil
end

-- Takes whole requests out of what has come in.
local function take_http1(peer)
  local length = whole(peer.inbox)
  while length do
    local bytes = peer.inbox:sub(1, length)
    peer.inbox = peer.inbox:sub(length + 1)
    local method, target = bytes:match("^(%S+) (%S+)")
    peer:add_request({ method = method, target = target, bytes = bytes })
    length = whole(peer.inbox)
  end
  peer.unfinished = peer.inbox:find("^%u+ ") and 1 or 0 -- and not the first bytes of TLS
end

---Makes a peer; `stream` has write(bytes, done), close() and reset(), and gives what comes in to
---peer:receive(bytes) and its end to peer:ended().
---@param server table its `requests` get each whole request, its `peers` the peer
---@param take? function takes requests out of peer.inbox; HTTP/1.1 where absent
function M.new(server, stream, steps, take)
  local peer = setmetatable({
    server = server, stream = stream, inbox = "", received = 0, waiting = {}, open = true,
    take = take or take_http1, unfinished = 0,
  }, Peer)
  server.peers[#server.peers + 1] = peer
  peer.number = #server.peers
  peer:run(steps)
  return peer
end

function Peer:add_request(request)
  request.connection = self.number
  self.waiting[#self.waiting + 1] = request
  table.insert(self.server.requests, request)
end

function Peer:receive(bytes)
  self.received = self.received + #bytes
  self.inbox = self.inbox .. bytes
  if self.passed_on then
    self.passed_on(self.inbox)
    self.inbox = ""
    return
  end
  self:take()
  self:wake()
end

function Peer:ended()
  self.open = false
  self.stream:close()
  if self.on_end then
    self.on_end()
  end
end

function Peer:close()
  self.open = false
  self.stream:close()
end

function Peer:reset()
  self.open = false
  self.stream:reset()
end

function Peer:send(bytes, done)
  if self.open then
    self.stream:write(bytes, done)
  end
end

-- Runs steps from the first on, in place of those that were running; calls `done` at the end.
function Peer:run(steps, done)
  self.sleeps = false
  self.thread = coroutine.create(function()
    local i = 1
    while self.open and i <= #steps do
      local step = steps[i]
      step = type(step) == "table" and step or { step }
      local act = assert(STEPS[step[1]], "no such step: " .. tostring(step[1]))
      i = act(self, table.unpack(step, 2)) or i + 1
    end
    if done then
      done()
    end
  end)
  self:resume()
end

function Peer:resume()
  local good, message = coroutine.resume(self.thread)
  if not good then
    io.stderr:write(debug.traceback(self.thread, message), "\n")
    os.exit(1)
  end
end

-- Waits until `ready` says so; asked whenever something came in.
function Peer:wait_for(ready)
  while not ready() do
    self.sleeps = true
    coroutine.yield()
  end
end

function Peer:wake()
  if self.sleeps then
    self.sleeps = false
    self:resume()
  end
end

function Peer:pause(seconds)
  local thread = self.thread
  local timer = uv.new_timer()
  timer:start(math.ceil(seconds * 1000), 0, function()
    timer:close()
    if self.thread == thread then
      self:resume()
    end
  end)
  coroutine.yield()
end

function STEPS.head(peer)
  peer:wait_for(function()
    return #peer.waiting > 0 or peer.inbox:find("\r\n\r\n", 1, true)
  end)
end

function STEPS.read(peer)
  peer:wait_for(function() return #peer.waiting > 0 end)
  peer.request = table.remove(peer.waiting, 1)
end

function STEPS.send(peer, text)
  peer:send(text)
end

function STEPS.drip(peer, text, seconds)
  for byte in text:gmatch(".") do
    if not peer.open then
      return
    end
    peer:send(byte)
    peer:pause(seconds)
  end
end

function STEPS.flood(peer, text)
  local function more(err)
    if err == nil and peer.open then
      peer:send(text, more)
    end
  end
  more()
end

STEPS["repeat"] = function(peer, text, times)
  peer:send(text:rep(times))
end

function STEPS.wait(peer, seconds)
  peer:pause(seconds)
end

function STEPS.close(peer)
  peer:close()
end

function STEPS.reset(peer)
  peer:reset()
end

function STEPS.cut(peer)
  for _, other in ipairs(peer.server.peers) do
    if other.passed_on and other.open then
      other:reset()
    end
  end
end

function STEPS.relay(peer, place)
  local target = type(place) == "string" and uv.new_pipe(false) or uv.new_tcp()
  local function end_target()
    if not target:is_closing() then
      target:close()
    end
  end
  local function connected(err)
    if err then
      peer:reset()
      return
    end
    target:read_start(function(read_err, chunk)
      if chunk then
        peer:send(chunk)
      else
        end_target()
        if read_err then
          peer:reset()
        else
          peer:close()
        end
      end
    end)
  end
  peer.on_end = end_target
  peer.passed_on = function(bytes)
    if not target:is_closing() then
      target:write(bytes)
    end
  end
  if type(place) == "string" then
    target:connect(place, connected)
  else
    target:connect("127.0.0.1", place, connected)
  end
  peer:receive("") -- what came in before
end

function STEPS.tunnel(peer, place)
  peer:send("HTTP/1.1 200 Connected\r\n\r\n")
  STEPS.relay(peer, place)
end

function STEPS.serve(peer, rules)
  local given = peer.server.given
  while peer.open do
    STEPS.read(peer)
    local target = peer.request.target
    for number, rule in ipairs(rules) do
      if target:find(rule.target, 1, true) then
        given[number] = (given[number] or 0) + 1
        local response = rule.responses[math.min(given[number], #rule.responses)]
        if rule.wait then
          peer:pause(rule.wait)
        end
        peer:send(response)
        break
      end
    end
  end
end

function STEPS.again()
  return 1
end

M.STEPS = STEPS

return M
