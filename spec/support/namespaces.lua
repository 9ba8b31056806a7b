-- SPDX-License-Identifier: Apache-2.0
-- Hosts that are network namespaces at one switch, so that links can be cut. The process itself is
-- one of them: start it by `unshare --net --mount`. All goes with close().

local M = {}

local Network = {}
Network.__index = Network

local function run(command, ...)
  command = command:format(...)
  local pipe <close> = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read("a")
  return pipe:close() or error(("%s: %s"):format(command, text), 2)
end

---Whether this process may have namespaces, and is in a new one: without any address.
function M.are_possible()
  return os.execute("[ -z \"$(ip -o address show)\" ] && ip link add hwc1 type veth peer name hwc2 "
    .. "2>/dev/null && ip link del hwc1") == true
end

-- Both ends of a cable.
local function connect(from, to, address)
  run("ip link add %s type veth peer name port", to.link)
  run("ip link set port netns %s", from)
  run("ip -n %s link set port name %s master switch up", from, to.link)
  if to.space then
    run("ip link set %s netns %s", to.link, to.space)
  end
  local of = to.space and "-n " .. to.space or ""
  run("ip %s address add %s/24 dev %s", of, address, to.link)
  run("ip %s link set %s up", of, to.link)
end

---@param names string[] of the hosts beside this one, whose name is "self"
---@return table network with `hosts`: by name { address =, exec = what to begin commands with }
function M.start(names)
  local self = setmetatable({ hosts = {}, spaces = {} }, Network)
  local prefix = "hwc-" .. io.open("/proc/self/stat"):read("a"):match("%d+") .. "-"
  self.switch = prefix .. "switch"
  run("ip netns add %s", self.switch)
  self.spaces[1] = self.switch
  run("ip -n %s link add switch type bridge", self.switch)
  run("ip -n %s link set switch up", self.switch)
  run("ip link set lo up")
  connect(self.switch, { link = "self" }, "10.9.0.1")
  self.hosts.self = { link = "self", address = "10.9.0.1", exec = "" }
  for i, name in ipairs(names) do
    local space = prefix .. name
    run("ip netns add %s", space)
    self.spaces[#self.spaces + 1] = space
    run("ip -n %s link set lo up", space)
    local host = { link = name, space = space, address = "10.9.0." .. i + 1,
      exec = "ip netns exec " .. space }
    connect(self.switch, host, host.address)
    self.hosts[name] = host
  end
  return self
end

---A second cable between this host and another one, which is never cut.
---@return string address of the other
function Network:add_cable(name)
  local host = self.hosts[name]
  run("ip link add own type veth peer name own netns %s", host.space)
  run("ip address add 10.9.1.1/24 dev own")
  run("ip link set own up")
  run("ip -n %s address add 10.9.1.2/24 dev own", host.space)
  run("ip -n %s link set own up", host.space)
  return "10.9.1.2"
end

---@param state "up"|"down" of the host's port at the switch
function Network:set_link(name, state)
  run("ip -n %s link set %s %s", self.switch, self.hosts[name].link, state)
end

function Network:__close()
  for _, space in ipairs(self.spaces) do
    os.execute("ip netns del " .. space)
  end
end

return M
