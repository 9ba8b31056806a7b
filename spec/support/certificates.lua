-- Certificates for specs, made by the openssl program in a directory that is removed afterwards.

local M = {}
M.__index = M

local KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

-- `openssl ca` alone signs certificates that have ended, in all versions.
local AUTHORITY = [[
[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
rand_serial = yes
default_md = sha256
policy = names
[names]
commonName = supplied
]]

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

function M:write(name, text)
  local file <close> = assert(io.open(self:file(name), "w"))
  file:write(text)
end

---@return string path of a file in the directory
function M:file(name)
  return self.path .. "/" .. name
end

---Makes name.pem and name.key, signed by the authority.
---@param names string as in a subjectAltName
---@param ended? boolean that it was for a day long ago
function M:issue(name, names, ended)
  self:write("extensions", "subjectAltName=" .. names .. "\n")
  self:openssl("req %s -keyout %s.key -out request.csr -subj /CN=%s", KEY, name, name)
  if ended then
    self:write("authority.conf", AUTHORITY)
    self:write("index.txt", "")
    self:openssl("ca -batch -notext -config authority.conf -in request.csr -extfile extensions"
      .. " -startdate 20200101000000Z -enddate 20200102000000Z -out %s.pem", name)
  else
    self:openssl("x509 -req -in request.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
      .. " -extfile extensions -out %s.pem", name)
  end
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
