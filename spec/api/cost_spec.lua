-- SPDX-License-Identifier: Apache-2.0
-- What opening modules costs: rows are constant data, described only for those who ask.

local BUILD = os.getenv("HWC_BUILD")
local SANITIZED = os.getenv("ASAN_OPTIONS") ~= nil

-- Prints what two more modules and a client of each cost: KiB of Lua, KiB of the process, and ms.
local PROGRAM = [[
local function used()
  collectgarbage()
  collectgarbage()
  return collectgarbage("count")
end
local function resident()
  for line in io.lines("/proc/self/status") do
    local size = line:match("^VmRSS:%s+(%d+)")
    if size then
      return size
    end
  end
end
local OPTIONS = { region = "cn-north-4", ak = "a", sk = "b", project_id = "p" }
local clients = {}
clients[1] = assert(require("cph").client(OPTIONS))
local lua, process = used(), resident()
local start = os.clock()
clients[2] = assert(require("apig").client(OPTIONS))
clients[3] = assert(require("devserver").client(OPTIONS))
local time = os.clock() - start
print(resident() - process, used() - lua, time * 1000)
]]

local function measure()
  local name = os.tmpname()
  local file = assert(io.open(name, "w"))
  file:write(PROGRAM)
  file:close()
  local pipe <close> = assert(io.popen("lua5.4 " .. name))
  local process, lua, time = pipe:read("n", "n", "n")
  os.remove(name)
  return { process = process, lua = lua, time = time }
end

-- Of several runs the least: what else the machine does only adds to it.
local function least(what)
  local best = math.huge
  for _ = 1, 5 do
    best = math.min(best, measure()[what])
  end
  return best
end

describe("three modules and a client of each", function()
  it("take less than 1 MiB more than one, of Lua's memory", function()
    local kibibytes = measure().lua
    assert(kibibytes < 1024, kibibytes)
  end)

  -- Sanitizers take memory, time and space of their own.
  if not SANITIZED then
    it("take less than 1 MiB more than one, of all memory", function()
      local kibibytes = least("process")
      assert(kibibytes < 1024, kibibytes)
    end)

    it("are open less than 5 ms after one is", function()
      local milliseconds = least("time")
      assert(milliseconds < 5, milliseconds)
    end)
  end
end)

if not SANITIZED then
  describe("_hwc.so", function()
    it("has less than 2 MiB without its symbols", function()
      local stripped = os.tmpname()
      assert(os.execute(("strip -o '%s' '%s/_hwc.so'"):format(stripped, BUILD)))
      local file = assert(io.open(stripped, "rb"))
      local size = file:seek("end")
      file:close()
      os.remove(stripped)
      assert(size < 2 * 1024 * 1024, size)
    end)
  end)
end
