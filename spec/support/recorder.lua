-- A server that writes what it receives, byte for byte, to a file. Run as a program:
--
--   lua5.4 recorder.lua FILE [body [SCRIPT]]
--
-- Prints its port, answers every request with 200 and the body, and ends with its standard input.
-- Each request becomes one entry in FILE: its length in decimal, a line end, its bytes.
--
-- SCRIPT is a file with a JSON array of responses, { status, headers, body, target }. A request
-- gets the first that was not given before and whose `target`, where it has one, is part of the
-- request's; where there is none, the last that it could have had. It begins anew when the file
-- changes. A response with `silent` is never given; in place of one with `cut` the connection is
-- closed. In headers and body {signature} is that of the request.

local cjson = require("cjson")
local uv = require("luv")

-- libuv leaves SIGPIPE as it is: a peer that has gone would end this program.
local ignored = uv.new_signal()
ignored:start("sigpipe", function() end)
ignored:unref()

local path, body, script_path = arg[1], arg[2] or "{}", arg[3]
local script
local given = {}
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

local function next_answer(target)
  local input = script_path and io.open(script_path)
  if not input then
    return { body = body }
  end
  local text = input:read("a")
  input:close()
  if text ~= script then
    script, given = text, {}
  end
  local found
  for i, response in ipairs(cjson.decode(text)) do
    if not response.target or target:find(response.target, 1, true) then
      found = response
      if not given[i] then
        given[i] = true
        break
      end
    end
  end
  return found
end

local function write_answer(client, request)
  local response = next_answer(request:match("^%u+ (%S+)"))
  if response.silent then
    return
  elseif response.cut then
    client:close()
    return
  end
  local signature = request:match("\r\nAuthorization: [^\r\n]*Signature=([^\r\n]+)") or ""
  local function filled(text)
    return (text:gsub("{signature}", signature))
  end
  local lines = { ("HTTP/1.1 %d Answer"):format(response.status or 200) }
  for name, value in pairs(response.headers or { ["Content-Type"] = "application/json" }) do
    lines[#lines + 1] = ("%s: %s"):format(name, filled(value))
  end
  if not (response.headers and response.headers["X-Request-Id"]) then
    lines[#lines + 1] = "X-Request-Id: r"
  end
  local text = filled(response.body or "")
  lines[#lines + 1] = ("Content-Length: %d\r\n\r\n%s"):format(#text, text)
  client:write(table.concat(lines, "\r\n"))
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
    while length and not client:is_closing() do
      file:write(("%d\n"):format(length), bytes:sub(1, length))
      local answered = bytes
      bytes = bytes:sub(length + 1)
      write_answer(client, answered:sub(1, length))
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
