-- TLS in front of a stream of the fault server, by one `openssl s_server` for each connection: it
-- listens on a socket of its own in the file system, and what it decrypts comes out of a pipe.

local uv = require("luv")

local M = {}

local running = {} -- processes

-- Connects to a path that will be there soon.
local function connect(path, connected)
  local pipe = uv.new_pipe(false)
  pipe:connect(path, function(err)
    if not err then
      connected(pipe)
      return
    end
    pipe:close()
    local timer = uv.new_timer()
    timer:start(2, 0, function()
      timer:close()
      connect(path, connected)
    end)
  end)
end

local function close(handle)
  if not handle:is_closing() then
    handle:close()
  end
end

---Starts TLS on `outer` (a stream of the fault server) and gives `ready` the stream inside of it.
---@param arguments string[] of openssl s_server: certificate, key, versions
function M.wrap(outer, arguments, ready)
  local path = os.tmpname()
  os.remove(path)
  local input, output = uv.new_pipe(false), uv.new_pipe(false)
  local args = {
    "s_server", "-quiet", "-naccept", "1", "-unix", path,
    "-no-CAfile", "-no-CApath", "-no-CAstore", -- reading the system's authorities takes long
  }
  table.move(arguments, 1, #arguments, #args + 1, args)
  local process
  process = assert(uv.spawn("openssl", { args = args, stdio = { input, output } }, function()
    running[process] = nil
    process:close()
    os.remove(path)
  end))
  running[process] = true

  connect(path, function(encrypted)
    local stream = {}

    local function stop()
      close(input)
      close(output)
      close(encrypted)
      if running[process] then
        process:kill("sigterm")
      end
    end

    function stream.write(_, bytes, done)
      if not input:is_closing() then
        input:write(bytes, done)
      end
    end

    function stream.close()
      outer:close()
      stop()
    end

    function stream.reset()
      outer:reset()
      stop()
    end

    function stream.start_reading(_, peer)
      output:read_start(function(err, chunk)
        if chunk and not err then
          peer:receive(chunk)
        end
      end)
      encrypted:read_start(function(_, chunk)
        if chunk then
          outer:write(chunk)
        else -- the handshake failed, or TLS was ended
          outer:close()
          stop()
        end
      end)
      outer:start_reading({
        receive = function(_, chunk)
          if not encrypted:is_closing() then
            encrypted:write(chunk)
          end
        end,
        ended = function() peer:ended() end,
      })
    end

    ready(stream)
  end)
end

---Ends all processes; called when the server ends.
function M.end_all()
  for process in pairs(running) do
    process:kill("sigterm")
  end
end

return M
