-- Modules that were compiled at build time: used where they are certain to mean the same as their
-- sources, and nowhere else.

local BUILD = os.getenv("HWC_BUILD")

local work

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(text))
end

-- What a program prints that finds modules of Lua in `lua` and of C in `c`.
local function run(lua, c, program)
  write(work .. "/program.lua", program)
  local pipe = assert(io.popen(("LUA_PATH_5_4='%s/?.lua;%s/?/init.lua' LUA_CPATH_5_4='%s/?.so' "
    .. "lua5.4 %s/program.lua 2>&1"):format(lua, lua, c, work)))
  local text = pipe:read("a")
  pipe:close()
  return text
end

-- Prints where each module that a client needs comes from, as its errors name it.
local SOURCES = [[
local chunks = {}
local cph = require("cph")
assert(cph.client({ region = "cn-north-4", ak = "a", sk = "b", project_id = "c" })):close()
for _, name in ipairs({ "client", "chunks", "nearest" }) do
  local module = require("hwc." .. name)
  local _, any = next(module)
  print(debug.getinfo(any, "S").source)
end
]]

describe("A compiled module", function()
  setup(function()
    work = os.tmpname()
    os.remove(work)
    assert(os.execute(("mkdir -p %s/c && cp -r lua %s/lua"):format(work, work)))
  end)

  teardown(function()
    os.execute("rm -rf " .. work)
  end)

  it("is used where its file is the one of the build", function()
    assert.equal("@hwc/client.lua\n@hwc/chunks.lua\n@hwc/nearest.lua\n",
      run(work .. "/lua", BUILD, SOURCES))
    local path = work .. "/lua/hwc/chunks.lua"
    assert.equal(path .. "\n", run(work .. "/lua", BUILD, [[
      require("_hwc")
      print((select(2, require("hwc.chunks"))))
    ]]))
  end)

  it("keeps lines and names for errors", function()
    local at, line = nil, 0
    for source in io.lines("lua/hwc/chunks.lua") do
      line = line + 1
      at = source:find("^function M.split") and line or at
    end
    assert.equal(("%d\tlist\tsize\n"):format(at), run(work .. "/lua", BUILD, [[
      require("_hwc")
      local split = require("hwc.chunks").split
      print(debug.getinfo(split, "S").linedefined, debug.getlocal(split, 1),
        (debug.getlocal(split, 2)))
    ]]))
    local text = run(work .. "/lua", BUILD, [[
      require("_hwc")
      local split = require("hwc.chunks").split
      print(xpcall(split, debug.traceback, {}, setmetatable({}, { __lt = error })))
    ]])
    assert.truthy(text:find("hwc/chunks.lua:%d+: in function"), text)
  end)

  it("gives way to a file that was changed", function()
    local path = work .. "/lua/hwc/chunks.lua"
    local before = read(path)
    for _, text in ipairs({ before .. " ", (before:gsub("at least 1", "at least 2")),
      before:sub(1, -2) }) do
      write(path, text)
      local printed = run(work .. "/lua", BUILD, SOURCES)
      assert.truthy(printed:find(("\n@%s\n"):format(path), 1, true), printed)
      assert.truthy(printed:find("@hwc/client.lua\n", 1, true), printed)
    end
    write(path, before)
  end)

  it("is used where its file is no longer found", function()
    -- A program that changed its directory: modules are loaded when they are first needed.
    assert.equal("function\thwc/pages.lua\nfalse\n", run(work .. "/lua", BUILD, [[
      require("cph")
      package.path = "elsewhere/?.lua"
      local pages, place = require("hwc.pages")
      print(type(pages.each), place)
      print((pcall(require, "hwc.no_such_module")))
    ]]))
    assert.equal("mine\n", run(work .. "/lua", BUILD, [[
      package.searchers[#package.searchers + 1] = function(name)
        return name == "hwc.pages" and function() return "mine" end or nil
      end
      require("cph")
      package.path = "elsewhere/?.lua"
      print((require("hwc.pages")))
    ]]))
  end)

  it("is not used by a Lua that compiles otherwise", function()
    local library = read(BUILD .. "/_hwc.so")
    local first, last = library:find("\27LuaT" .. ("."):rep(28) .. "=probe")
    for _, place in ipairs({ first + 5, last + 100 }) do
      write(work .. "/c/_hwc.so", library:sub(1, place - 1)
        .. string.char(library:byte(place) ~ 1) .. library:sub(place + 1))
      local printed = run(work .. "/lua", work .. "/c", SOURCES)
      assert.truthy(printed:find(("@%s/lua/hwc/client.lua\n"):format(work), 1, true), printed)
    end
  end)

  it("is there for every module but those of the sandbox", function()
    local compiled = {}
    for name in read(BUILD .. "/bytecode.c"):gmatch('{"([%w_.]+)", "@') do
      compiled[name] = true
    end
    for _, file in ipairs(require("spec.support.sources").found(
      "cd lua && find * -name '*.lua' ! -path '_meta/*'")) do
      local name = file:gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")
      assert.equal(not file:find("^hwc/sandbox/"), compiled[name] == true, name)
    end
  end)
end)
