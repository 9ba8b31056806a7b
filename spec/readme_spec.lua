-- Every snippet of README.md is run. Those in Lua, after the first, find what the text above them
-- names: clients, server ids, modules. Those for the shell run in a copy of the tree, and install
-- below an empty directory.

local apig = require("apig")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")
local sandbox = require("hwc.sandbox")

-- Shell snippets that are not run here, and why.
local NOT_RUN = {
  ["examples/quickstart.sh\n"] = "installs packages; most of it is the snippet of Install",
  ["spec/run.sh\n"] = "is what runs this file",
  ["lua5.4 examples/rotate_access.lua --region cn-north-4 --keypair ops-2\n"] =
    "needs an account; spec/examples/rotate_access_spec.lua has it",
}

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

-- The blocks of a language, each with the line it stands on.
local function blocks(language)
  local found, current = {}, nil
  local number = 0
  for line in io.lines("README.md") do
    number = number + 1
    if current then
      if line == "```" then
        current = nil
      else
        current.text = current.text .. line .. "\n"
      end
    elseif line == "```" .. language then
      current = { text = "", line = number + 1 }
      found[#found + 1] = current
    end
  end
  return found
end

describe("README.md", function()
  local cloud, env

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, speed = 100 }))
    local settings = cloud:options()
    env = setmetatable({
      apig = apig,
      cph = cph,
      devserver = devserver,
      hwc = hwc,
      cloud = cloud,
      client = assert(cph.client(settings)),
      gateway = assert(apig.client(settings)),
      machines = assert(devserver.client(settings)),
      ids = {},
      print = function(...)
        for i = 1, select("#", ...) do
          assert.is_string(tostring((select(i, ...))))
        end
      end,
    }, { __index = _G })
    for i, server in ipairs(assert(env.client:list_cloud_phone_servers()).servers) do
      env.ids[i] = server.server_id
    end
  end)

  before_each(function()
    cloud:reset()
  end)

  teardown(function()
    env.client:close()
    env.gateway:close()
    env.machines:close()
    cloud:close()
  end)

  for number, block in ipairs(blocks("lua")) do
    it(("has a Lua snippet at line %d that runs"):format(block.line), function()
      local given = env
      if number == 1 then
        given = setmetatable({ print = env.print }, { __index = _G })
      end
      assert(load(block.text, "=README.md:" .. block.line, "t", given))()
    end)
  end

  it("has shell snippets that run one after the other", function()
    local work = os.getenv("HWC_BUILD") .. "/readme"
    local root = work .. "/root"
    local output = work .. "/output"
    local prepare = ([[
      mkdir -p '%s/tree' && rm -rf '%s' &&
      cp -Rpu CMakeLists.txt CMakePresets.json README.md LICENSE src lua spec examples '%s/tree'
    ]]):format(work, root, work)
    assert(os.execute(prepare))

    local environment = table.concat({
      "cd '" .. work .. "/tree'",
      "export CMAKE_BUILD_PARALLEL_LEVEL=2 DESTDIR='" .. root .. "'",
      "export PATH='" .. root .. "/usr/local/bin':\"$PATH\"",
      "unset LUA_PATH_5_4 LUA_CPATH_5_4",
      "export LUA_PATH='" .. root .. "/usr/local/share/lua/5.4/?.lua;"
        .. root .. "/usr/local/share/lua/5.4/?/init.lua'",
      "export LUA_CPATH='" .. root .. "/usr/local/lib/lua/5.4/?.so;'" .. '"$CJSON_CPATH"',
    }, "\n")
    local cjson = assert(package.searchpath("cjson", package.cpath)):gsub("cjson%.so$", "?.so")
    local run = 0
    for _, block in ipairs(blocks("sh")) do
      if not NOT_RUN[block.text] then
        run = run + 1
        local script = work .. "/snippet.sh"
        local file <close> = assert(io.open(script, "w"))
        file:write("set -eu\nCJSON_CPATH='", cjson, "'\n", environment, "\n", block.text)
        file:close()
        assert(os.execute(("sh '%s' >'%s' 2>&1"):format(script, output)),
          "README.md:" .. block.line .. "\n" .. read(output))
      end
    end
    assert.equal(2, run)

    -- The last one shows what the sandbox tells clients in other languages.
    local told = require("cjson").decode(read(output):match("^[^\n]+"))
    for _, name in ipairs({
      "url", "ak", "sk", "project_id", "instance_id", "user", "password", "domain",
    }) do
      assert.is_string(told[name], name)
    end
  end)

  it("shows what the program that embeds hwc really does", function()
    local program = read("examples/embed/main.c")
    for _, block in ipairs(blocks("c")) do
      for line in block.text:gmatch("[^\n]+") do
        assert.truthy(program:find(line, 1, true), line)
      end
    end
    local project = read("examples/embed/CMakeLists.txt")
    assert.truthy(project:find(blocks("cmake")[1].text, 1, true))
  end)

  it("links to files that exist", function()
    for target in read("README.md"):gmatch("%]%(([^)]+)%)") do
      assert(os.execute(("test -e '%s'"):format(target)), target)
    end
  end)
end)
