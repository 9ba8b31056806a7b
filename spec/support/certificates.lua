-- Certificates for specs, made by the openssl program in a directory that is removed afterwards.

local M = {}
M.__index = M

local KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

---Makes a directory with an authority: ca.pem and ca.key.
function M.new()
  local path = os.tmpname()
  os.remove(path)
  local self = setmetatable({ path = path }, M)
  assert(os.execute("mkdir -m 700 " .. path))
  self:openssl("req -x509 %s -keyout ca.key -out ca.pem -days 2 -subj /CN=authority", KEY)
  return self
end

function M:openssl(format, ...)
  local command = ("cd %s && openssl %s 2>openssl.log"):format(self.path, format:format(...))
  if not os.execute(command) then
    local log = assert(io.open(self:file("openssl.log")))
    error(command .. "\n" .. log:read("a"))
  end
end

---@return string path of a file in the directory
function M:file(name)
  return self.path .. "/" .. name
end

---Makes name.pem and name.key, signed by the authority.
---@param names string as in a subjectAltName
---@param days? integer of its life; below 0: it has ended
function M:issue(name, names, days)
  local extensions = assert(io.open(self:file("extensions"), "w"))
  extensions:write("subjectAltName=", names, "\n")
  extensions:close()
  self:openssl("req %s -keyout %s.key -out request.csr -subj /CN=%s", KEY, name, name)
  self:openssl("x509 -req -in request.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days %d"
    .. " -extfile extensions -out %s.pem", days or 2, name)
end

---Makes name.pem and name.key, signed by itself.
function M:self_signed(name, names)
  self:openssl("req -x509 %s -keyout %s.key -out %s.pem -days 2 -subj /CN=%s"
    .. " -addext subjectAltName=%s", KEY, name, name, name, names)
end

---The arguments of openssl s_server that show the certificate `name`.
---@param ... string further arguments
---@return string[]
function M:server(name, ...)
  return { "-cert", self:file(name .. ".pem"), "-key", self:file(name .. ".key"), ... }
end

function M:remove()
  assert(os.execute("rm -r " .. self.path))
end

return M
