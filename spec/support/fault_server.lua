-- A server that misbehaves as it is told. A program of its own, because calls block the process
-- that makes them; driven by faults.lua. Commands are lines of JSON on its standard input, each
-- is answered by a line of JSON on its standard output. It ends with its standard input.
--
--   {"do":"script","connections":[[step,…],…]}  what is done on the first, second … connection from
--                                 now on; the last one again for all that follow. Forgets the past.
--   {"do":"report"}               what was seen since
--   {"do":"run","steps":[step,…]} on all open connections, now; answered when all is done
--   {"do":"refuse"}, {"do":"listen"}  closes the port, opens it again
--   {"do":"crowd"}                a port whose queue of connections is full
--   {"do":"front","places":[p]}   a port that passes everything on to a port or a socket's path:
--                                 connections go to them by turns
--   {"do":"spawn","program":p,"arguments":[…]}  runs a program until the server ends
--   {"do":"tls","arguments":[…],"h2":bool}  a port that talks TLS (arguments of openssl s_server);
--                                 the script is run inside of it
--
-- Steps are those of fault_peer.lua.

local cjson = require("cjson")
local h2_peer = require("spec.support.h2_peer")
local peers = require("spec.support.fault_peer")
local tls_stream = require("spec.support.tls_stream")
local uv = require("luv")

-- libuv leaves SIGPIPE as it is: a peer that has gone would end this program.
local ignored = uv.new_signal()
ignored:start("sigpipe", function() end)
ignored:unref()

local server = { peers = {}, requests = {}, given = {}, script = { {} }, accepted = 0 }
local commands = {}
local listener
local port
local spawned = {} -- processes
local crowd -- a listener, its port, and connections to it

local function after(seconds, act)
  local timer = uv.new_timer()
  timer:start(math.ceil(seconds * 1000), 0, function()
    timer:close()
    act()
  end)
end

local function reply(value)
  io.stdout:write(cjson.encode(value), "\n")
  io.stdout:flush()
end

-- A TCP socket as fault_peer.lua wants its streams.
local function tcp_stream(socket)
  local stream = {}

  function stream.write(_, bytes, done)
    if not socket:is_closing() then
      socket:write(bytes, done)
    end
  end

  function stream.close()
    if not socket:is_closing() then
      socket:close()
    end
  end

  function stream.reset()
    if not socket:is_closing() then
      socket:close_reset()
    end
  end

  function stream.start_reading(_, peer)
    socket:read_start(function(err, chunk)
      if err or not chunk then
        peer:ended()
      else
        peer:receive(chunk)
      end
    end)
  end

  return stream
end

local function next_steps()
  server.accepted = server.accepted + 1
  return server.script[math.min(server.accepted, #server.script)]
end

-- Starts listening on loopback; `accepted(socket)` is called for each connection.
local function listen(on_port, accepted)
  local socket = uv.new_tcp()
  assert(socket:bind("127.0.0.1", on_port))
  assert(socket:listen(128, function()
    local client = uv.new_tcp()
    socket:accept(client)
    accepted(client)
  end))
  return socket, socket:getsockname().port
end

local function serve(socket)
  local stream = tcp_stream(socket)
  local steps = next_steps()
  local peer = peers.new(server, stream, {})
  if steps[1] ~= "deaf" then
    stream:start_reading(peer)
    peer:run(steps)
  end
end

function commands.script(command)
  for _, peer in ipairs(server.peers) do
    if peer.open then
      peer:close()
    end
  end
  server.peers, server.requests, server.given = {}, {}, {}
  server.script, server.accepted = command.connections, 0
  reply({ good = true })
end

-- What is on its way is waited for: a few rounds of the loop read all that has arrived.
function commands.report()
  local rounds = 4
  local timer = uv.new_timer()
  timer:start(2, 2, function()
    rounds = rounds - 1
    if rounds > 0 then
      return
    end
    timer:close()
    local parts = 0
    for _, peer in ipairs(server.peers) do
      parts = parts + peer.unfinished
    end
    reply({
      connections = server.accepted, whole = #server.requests, parts = parts,
      requests = server.requests,
    })
  end)
end

-- Answered a moment later, when the other end will have been told by its system.
function commands.run(command)
  local running = 1
  local function done()
    running = running - 1
    if running == 0 then
      after(0.02, function()
        reply({ good = true })
      end)
    end
  end
  for _, peer in ipairs(server.peers) do
    if peer.open then
      running = running + 1
      peer:run(command.steps, done)
    end
  end
  done()
end

function commands.refuse()
  listener:close(function()
    reply({ good = true })
  end)
end

function commands.listen()
  listener = listen(port, serve)
  reply({ good = true })
end

-- libuv stops accepting once a connection is not taken. Then there is room for one more in the
-- queue than before, so it is filled twice.
function commands.crowd()
  if not crowd then
    local socket = uv.new_tcp()
    assert(socket:bind("127.0.0.1", 0))
    assert(socket:listen(1, function() end))
    crowd = { socket = socket, port = socket:getsockname().port }
  end
  local rounds = 0
  local timer = uv.new_timer()
  timer:start(0, 10, function()
    rounds = rounds + 1
    if rounds == 3 or #crowd == 6 then
      timer:close()
      reply({ port = crowd.port })
      return
    end
    for _ = 1, 3 do
      local client = uv.new_tcp()
      client:connect("127.0.0.1", crowd.port, function() end)
      crowd[#crowd + 1] = client
    end
  end)
end

function commands.front(command)
  local places, turn = command.places, 0
  local _, front = listen(0, function(socket)
    local stream = tcp_stream(socket)
    local peer = peers.new(server, stream, {})
    turn = turn % #places + 1
    stream:start_reading(peer)
    peer:run({ { "relay", places[turn] } })
  end)
  reply({ port = front })
end

function commands.tls(command)
  local _, front = listen(0, function(socket)
    local steps = next_steps()
    tls_stream.wrap(tcp_stream(socket), command.arguments, function(stream)
      local make = command.h2 and h2_peer.new or peers.new
      local peer = make(server, stream, {})
      stream:start_reading(peer)
      peer:run(steps)
    end)
  end)
  reply({ port = front })
end

function commands.spawn(command)
  local process
  process = assert(uv.spawn(command.program, {
    args = command.arguments, stdio = { nil, 2, 2 },
  }, function()
    spawned[process] = nil
    process:close()
  end))
  spawned[process] = true
  reply({ good = true })
end

listener, port = listen(0, serve)
reply({ port = port })

local input = uv.new_pipe(false)
local text = ""
input:open(0)
input:read_start(function(_, chunk)
  if not chunk then
    tls_stream.end_all()
    for process in pairs(spawned) do
      process:kill("sigterm")
    end
    os.exit(0)
  end
  text = text .. chunk
  local line_end = text:find("\n", 1, true)
  while line_end do
    local command = cjson.decode(text:sub(1, line_end - 1))
    text = text:sub(line_end + 1)
    commands[command["do"]](command)
    line_end = text:find("\n", 1, true)
  end
end)
uv.run()
