-- Runs a server as a program of its own, and asks it over HTTP, all in the loop of luv.

local uv = require("luv")

local M = {}

local Program = {}
Program.__index = Program

---Runs the loop until `done` returns true; fails after 30 seconds.
---@param done fun(): any
---@param what string for the message
function M.run_until(done, what)
  local over = false
  local limit, timer = uv.new_timer(), uv.new_timer()
  limit:start(30000, 0, function()
    over = true
  end)
  timer:start(0, 1, function() end) -- so that `done` is asked again
  while not over and not done() do
    uv.run("once")
  end
  limit:close()
  timer:close()
  uv.run("nowait") -- luv crashes at its end where a handle is still closing
  if over then
    error("it never happened: " .. what, 2)
  end
end

---A port of loopback that nobody listens on.
---@return integer
function M.free_port()
  local socket = uv.new_tcp()
  assert(socket:bind("127.0.0.1", 0))
  local port = socket:getsockname().port
  socket:close()
  uv.run("nowait")
  return port
end

---Makes an empty directory.
---@return string path
function M.directory()
  return assert(uv.fs_mkdtemp((os.getenv("TMPDIR") or "/tmp") .. "/hwc-spec-XXXXXX"))
end

---@param path string
---@param text string
function M.write(path, text)
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
end

---Starts a program.
---@param command string[]
---@param given table `environment` (added to that of this process), `log` (a file for its output)
---@return table program
function M.start(command, given)
  local self = setmetatable({ log = given.log }, Program)
  local environment = {}
  for name, value in pairs(uv.os_environ()) do
    if given.environment[name] == nil then
      environment[#environment + 1] = name .. "=" .. value
    end
  end
  for name, value in pairs(given.environment) do
    environment[#environment + 1] = name .. "=" .. value
  end
  local output = assert(uv.fs_open(given.log, "w", tonumber("600", 8)))
  self.process = assert(uv.spawn(command[1], {
    args = table.move(command, 2, #command, 1, {}),
    env = environment,
    stdio = { nil, output, output },
  }, function(code, signal)
    self.ended = { code = code, signal = signal }
    self.process:close()
  end))
  uv.fs_close(output)
  return self
end

---Ends the program by a signal, "sigterm" by default, and waits for its end.
---@param signal string?
---@return table ended `code`, `signal`
function Program:stop(signal)
  if not self.ended then
    self.process:kill(signal or "sigterm")
    M.run_until(function()
      return self.ended
    end, "the end of the program")
  end
  return self.ended
end

---What the program has written so far.
---@return string
function Program:output()
  local file <close> = assert(io.open(self.log))
  return file:read("a")
end

---Waits until the program takes connections.
---@param port integer
function Program:wait_for(port)
  local reached = false
  local function try()
    local socket = uv.new_tcp()
    socket:connect("127.0.0.1", port, function(err)
      socket:close()
      if not err then
        reached = true
        return
      end
      local timer = uv.new_timer()
      timer:start(10, 0, function()
        timer:close()
        try()
      end)
    end)
  end
  try()
  M.run_until(function()
    if self.ended then
      error("the program has ended:\n" .. self:output())
    end
    return reached
  end, "a connection to the program")
end

---Sends a request; the response is filled in when it has come.
---@param port integer
---@param bytes string the request, which asks for the connection to be closed
---@param later string? the rest of it, which is sent a little later
---@return table response `status` and `body`, once it is there
function M.send(port, bytes, later)
  local response, text = {}, ""
  local socket = uv.new_tcp()
  socket:connect("127.0.0.1", port, function(err)
    assert(not err, err)
    socket:write(bytes)
    if later then
      local timer = uv.new_timer()
      timer:start(50, 0, function()
        timer:close()
        socket:write(later)
      end)
    end
    socket:read_start(function(failure, chunk)
      assert(not failure, failure)
      if chunk then
        text = text .. chunk
        return
      end
      socket:close()
      response.status = math.tointeger(text:match("^HTTP/1%.%d (%d+)"))
      response.body = text:match("\r\n\r\n(.*)")
      response.ended = true
    end)
  end)
  return response
end

---Sends GET; the response is filled in when it has come.
---@param port integer
---@param path string
---@return table response `status` and `body`, once it is there
function M.get(port, path)
  return M.send(port,
    ("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"):format(path))
end

return M
