-- SPDX-License-Identifier: Apache-2.0
-- A PostgreSQL of a spec's own: in a folder that goes with it, on a free port of loopback. Servers
-- refuse to run as root, so there it runs as the user `postgres`.

local M = {}

local Server = {}
Server.__index = Server

local function output_of(command)
  local pipe <close> = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read("a")
  local good = pipe:close()
  return good and text or nil, text
end

local function must(command)
  local text, problem = output_of(command)
  return text or error(("%s: %s"):format(command, problem), 2)
end

-- The folder of the newest version's programs.
local function programs()
  return must("ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1"):match("%S+")
end

local function free_port()
  return must([[python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); ]]
    .. [[print(s.getsockname()[1])']]):match("%d+")
end

---Runs a program of PostgreSQL.
function Server:run(command)
  return must(("%s %s/%s"):format(self.as, self.programs, command))
end

function Server:start()
  self:run(("pg_ctl -D %s/data -w -t 60 -l %s/log "
    .. "-o '-p %s -c listen_addresses=%s -k %s' start"):format(self.folder, self.folder,
    self.port, self.listens, self.folder))
end

---@param mode "fast"|"immediate" immediate: as if the machine had lost its power
function Server:stop(mode)
  self:run(("pg_ctl -D %s/data -m %s -w stop"):format(self.folder, mode or "fast"))
end

---@param name string
---@return string url of a new, empty database
function Server:database(name)
  self:run(("createdb -h %s -p %s -U journal %s"):format(self.folder, self.port, name))
  return ("postgresql://journal@%s:%s/%s"):format(self.address, self.port, name)
end

function Server:__close()
  pcall(self.stop, self, "immediate")
  os.execute("rm -rf " .. self.folder)
end

---@param host? { address: string, exec: string } where it runs, see namespaces.lua; its address is
---  then open to all hosts
---@return table server to be closed
function M.start(host)
  local self = setmetatable({}, Server)
  self.address = host and host.address or "127.0.0.1"
  self.listens = host and "0.0.0.0" or "127.0.0.1"
  self.programs = programs()
  self.folder = must("mktemp -d /tmp/hwc-postgres.XXXXXX"):match("%S+")
  self.port = free_port()
  local is_root = must("id -u"):match("%d+") == "0"
  self.as = (host and host.exec .. " " or "") .. (is_root and "runuser -u postgres --" or "")
  if is_root then
    must("chown postgres " .. self.folder)
  end
  self:run(("initdb -D %s/data -U journal -A trust -E UTF8 --no-sync"):format(self.folder))
  if host then
    must(("echo 'host all all 0.0.0.0/0 trust' >>%s/data/pg_hba.conf"):format(self.folder))
  end
  self:start()
  return self
end

return M
