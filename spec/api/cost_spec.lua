-- SPDX-License-Identifier: Apache-2.0
-- What opening modules costs: rows are constant data, described only for those who ask.

local PROGRAM = [[
local function used()
  collectgarbage()
  collectgarbage()
  return collectgarbage("count")
end
local OPTIONS = { region = "cn-north-4", ak = "a", sk = "b", project_id = "p" }
local clients = {}
clients[1] = assert(require("cph").client(OPTIONS))
local before = used()
clients[2] = assert(require("apig").client(OPTIONS))
clients[3] = assert(require("devserver").client(OPTIONS))
print(math.ceil(used() - before))
]]

describe("three modules and a client of each", function()
  it("take less than 1 MiB more than one", function()
    local name = os.tmpname()
    local file = assert(io.open(name, "w"))
    file:write(PROGRAM)
    file:close()
    local pipe = assert(io.popen("lua5.4 " .. name))
    local kibibytes = tonumber(pipe:read("a"))
    pipe:close()
    os.remove(name)
    assert.is_true(kibibytes < 1024)
  end)
end)
