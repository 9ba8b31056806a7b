-- Drives recorder.lua: start one, use its port, then read what arrived.

local cjson = require("cjson")

local M = {}
M.__index = M

function M.start(body)
  local self = setmetatable({ path = os.tmpname(), port_path = os.tmpname() }, M)
  self.script_path = self.path .. ".script"
  self.pipe = assert(io.popen(("exec lua5.4 spec/support/recorder.lua %s '%s' %s >%s"):format(
    self.path, body or "{}", self.script_path, self.port_path), "w"))
  for _ = 1, 1000 do
    local file = io.open(self.port_path)
    self.port = file:read("n")
    file:close()
    if self.port then
      return self
    end
    os.execute("sleep 0.01")
  end
  error("the recorder did not start")
end

---Forgets the requests so far and responses the next ones in order; further ones get the last
---response.
---@param ... { status?: integer, headers?: table<string, string>, body?: string, target?: string,
---  silent?: boolean, cut?: boolean }
function M:script(...)
  local file = assert(io.open(self.script_path, "w"))
  self.scripts = (self.scripts or 0) + 1
  file:write(cjson.encode({ ... }), (" "):rep(self.scripts))
  file:close()
  self.forgotten = #self:requests() + (self.forgotten or 0)
end

---The requests so far, as they were on the socket: { bytes =, method =, target =, body =, headers =
---{{name, value}, …} }, taken apart here without the code under test.
function M:requests()
  local list = {}
  local file = assert(io.open(self.path, "rb"))
  while true do
    local length = file:read("l")
    if not length then
      break
    end
    local bytes = file:read(tonumber(length)) or ""
    if #bytes < tonumber(length) then
      break -- it is being written
    end
    local head, body = bytes:match("^(.-\r\n)\r\n(.*)$")
    local method, target = head:match("^(%u+) (%S+) HTTP/1%.1\r\n")
    local headers = {}
    for name, value in head:gsub("^.-\r\n", "", 1):gmatch("([^:\r\n]+): ?([^\r\n]*)\r\n") do
      headers[#headers + 1] = { name, value }
    end
    list[#list + 1] = {
      bytes = bytes, method = method, target = target, headers = headers, body = body,
    }
  end
  file:close()
  return table.move(list, (self.forgotten or 0) + 1, #list, 1, {})
end

function M:close()
  self.pipe:close()
  os.remove(self.path)
  os.remove(self.port_path)
  os.remove(self.script_path)
end

return M
