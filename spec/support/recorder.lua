-- A server that writes what it receives, byte for byte, to a file. Run as a program:
--
--   lua5.4 recorder.lua FILE [body]
--
-- Prints its port, answers every request with 200 and the body, and ends with its standard input.
-- Each request becomes one entry in FILE: its length in decimal, a line end, its bytes.

local uv = require("luv")

local path, body = arg[1], arg[2] or "{}"
local file = assert(io.open(path, "wb"))
file:setvbuf("no")

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

local server = uv.new_tcp()
assert(server:bind("127.0.0.1", 0))
assert(server:listen(16, function()
  local client = uv.new_tcp()
  server:accept(client)
  local bytes = ""
  client:read_start(function(err, chunk)
    if err or not chunk then
      client:close()
      return
    end
    bytes = bytes .. chunk
    local length = whole(bytes)
    while length do
      file:write(("%d\n"):format(length), bytes:sub(1, length))
      bytes = bytes:sub(length + 1)
      client:write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: r\r\n"
        .. "Content-Length: %d\r\n\r\n%s"):format(#body, body))
      length = whole(bytes)
    end
  end)
end))

local input = uv.new_pipe(false)
input:open(0)
input:read_start(function(_, chunk)
  if not chunk then
    os.exit(0)
  end
end)

print(server:getsockname().port)
io.stdout:flush()
uv.run()
