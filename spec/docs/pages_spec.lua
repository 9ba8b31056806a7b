-- Every snippet of README.md and of the pages in docs is run. The Lua snippets of a page are one
-- program on a sandbox that the page starts itself: those above the first "##" are its preamble,
-- those of a section see the preamble and each other. A snippet marked "lua program" is a program
-- of its own; it runs with the profile file that the page shows. Snippets for the shell run in a
-- copy of the tree, and install below an empty directory.

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

local function write(path, text)
  local file <close> = assert(io.open(path, "w"))
  assert(file:write(text))
end

local function pages()
  local found = { "README.md" }
  local pipe <close> = assert(io.popen("LC_ALL=C ls docs/*.md"))
  for path in pipe:lines() do
    found[#found + 1] = path
  end
  return found
end

-- Calls what(line, language, number) for each line: `language` is that of the snippet that the line
-- is in, "" between snippets, "```" where a snippet begins or ends.
local function each_line(path, what)
  local language, number = "", 0
  for line in io.lines(path) do
    number = number + 1
    local opened = line:match("^```(.*)$")
    if not opened then
      what(line, language, number)
    else
      assert(language == "" or opened == "", path .. ":" .. number .. ": a snippet in a snippet")
      language = language == "" and (opened == "" and "text" or opened) or ""
      what(line, "```", number)
    end
  end
  assert(language == "", path .. ": a snippet without end")
end

-- The snippets of a language, each with the line it begins at.
local function blocks(path, language)
  local found, inside = {}, false
  each_line(path, function(line, current, number)
    if current ~= language then
      inside = false
    elseif inside then
      found[#found].text = found[#found].text .. line .. "\n"
    else
      inside = true
      found[#found + 1] = { text = line .. "\n", line = number, page = path }
    end
  end)
  return found
end

-- The Lua snippets of a page as one chunk, each line at its number; a section is a block.
local function program_of(path)
  local lines, sections = {}, 0
  each_line(path, function(line, language, number)
    lines[number] = language == "lua" and line or ""
    if language == "" and line:find("^## ") then
      lines[number] = sections == 0 and "do" or "end do"
      sections = sections + 1
    end
  end)
  return table.concat(lines, "\n") .. (sections > 0 and " end" or "")
end

local function quiet(...)
  for i = 1, select("#", ...) do
    assert.is_string(tostring((select(i, ...))))
  end
end

describe("a page's snippets in Lua", function()
  for _, path in ipairs(pages()) do
    if #blocks(path, "lua") > 0 then
      it("run: " .. path, function()
        local names = setmetatable({ print = quiet }, { __index = _G })
        assert(load(program_of(path), "@" .. path, "t", names))()
      end)
    end
  end

  -- A client of a page's programs finds the sandbox where the region's services would be.
  local function run_programs(path)
    local cloud <close> = assert(sandbox.start({ servers = 3 }))
    local account = cloud:account()
    local home = os.getenv("HWC_BUILD") .. "/pages/home"
    assert(os.execute(("rm -rf '%s' && mkdir -p '%s/.huaweicloud'"):format(home, home)))
    local profile = blocks(path, "ini")[1].text
    local count
    profile, count = profile:gsub("YOUR_ACCESS_KEY", account.ak)
    assert.equal(1, count)
    profile, count = profile:gsub("YOUR_SECRET_KEY", account.sk)
    assert.equal(1, count)
    write(home .. "/.huaweicloud/credentials", profile)
    assert(os.execute(("chmod 600 '%s/.huaweicloud/credentials'"):format(home)))
    local variables = ("env -u HUAWEICLOUD_SDK_CREDENTIALS_FILE -u HUAWEICLOUD_SDK_PROFILE"
      .. " HOME='%s' HUAWEICLOUD_SDK_IAM_ENDPOINT='%s'"
      .. " HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4='%s'"):format(home, cloud.url, cloud.url)
    for _, block in ipairs(blocks(path, "lua program")) do
      write(home .. "/program.lua", block.text)
      assert(os.execute(("%s timeout 60 lua5.4 '%s/program.lua' >'%s/output' 2>&1"):format(
        variables, home, home)), path .. ":" .. block.line .. "\n" .. read(home .. "/output"))
    end
    return cloud:requests(), read(home .. "/output"), cloud:state().cph.servers
  end

  it("make the first call on an account, with its profile file", function()
    assert.equal(1, #blocks("README.md", "lua program"))
    local requests, output, servers = run_programs("README.md")
    local asked = {}
    for _, request in ipairs(requests) do
      asked[request.operation] = request.status
    end
    assert.equal(200, asked.keystone_list_projects)
    assert.equal(200, asked.list_cloud_phone_servers)
    for _, server in ipairs(servers) do
      assert.truthy(output:find(server.server_id, 1, true))
    end
    assert.equal(3, #servers)
  end)
end)

describe("snippets for the shell", function()
  it("run one after the other", function()
    local work = os.getenv("HWC_BUILD") .. "/pages/tree"
    local root = work .. "/root"
    local output = work .. "/output"
    -- What was built there before is kept, but no source that is gone.
    local prepare = ([[
      mkdir -p '%s/tree' && rm -rf '%s' && (cd '%s/tree' &&
        rm -rf bin share src lua spec examples) &&
      cp -Rp CMakeLists.txt CMakePresets.json README.md LICENSE bin share src lua spec examples \
        '%s/tree'
    ]]):format(work, root, work, work)
    assert(os.execute(prepare))

    local environment = table.concat({
      "cd '" .. work .. "/tree'",
      "export CMAKE_BUILD_PARALLEL_LEVEL=2 DESTDIR='" .. root .. "'",
      "export PATH='" .. root .. "/usr/local/bin':\"$PATH\"",
      "unset LUA_PATH_5_4 LUA_CPATH_5_4",
      "export LUA_PATH='" .. root .. "/usr/local/share/lua/5.4/?.lua;"
        .. root .. "/usr/local/share/lua/5.4/?/init.lua;'" .. '"$ARGPARSE_PATH"',
      "export LUA_CPATH='" .. root .. "/usr/local/lib/lua/5.4/?.so;'" .. '"$CJSON_CPATH"',
    }, "\n")
    local cjson = assert(package.searchpath("cjson", package.cpath)):gsub("cjson%.so$", "?.so")
    local argparse = assert(package.searchpath("argparse", package.path)):gsub("argparse%.lua$",
      "?.lua")
    local outputs = {}
    for _, path in ipairs(pages()) do
      for _, block in ipairs(blocks(path, "sh")) do
        if not NOT_RUN[block.text] then
          local script = work .. "/snippet.sh"
          write(script, "set -eu\nCJSON_CPATH='" .. cjson .. "'\nARGPARSE_PATH='" .. argparse
            .. "'\n" .. environment .. "\n" .. block.text)
          assert(os.execute(("sh '%s' >'%s' 2>&1"):format(script, output)),
            path .. ":" .. block.line .. "\n" .. read(output))
          outputs[path] = (outputs[path] or "") .. read(output)
        end
      end
    end

    assert.equal(root .. "/usr/local/share/lua/5.4\n", outputs["docs/types.md"])

    -- What the sandbox prints for clients in other languages.
    local account = require("cjson").decode(outputs["docs/sandbox.md"]:match("^[^\n]+"))
    for _, name in ipairs({
      "url", "ak", "sk", "project_id", "instance_id", "user", "password", "domain",
      "control_token",
    }) do
      assert.is_string(account[name], name)
    end
  end)
end)

describe("docs/embedding.md", function()
  it("shows parts of examples/embed", function()
    local program = read("examples/embed/main.c")
    local shown = blocks("docs/embedding.md", "c")
    assert.truthy(#shown > 0)
    for _, block in ipairs(shown) do
      for line in block.text:gmatch("[^\n]+") do
        assert.truthy(program:find(line, 1, true), line)
      end
    end
    local project = read("examples/embed/CMakeLists.txt")
    assert.truthy(project:find(blocks("docs/embedding.md", "cmake")[1].text, 1, true))
  end)
end)

describe("README.md", function()
  it("is short: the rest is in docs, and it links every page there", function()
    local text = read("README.md")
    local _, lines = text:gsub("\n", "")
    assert.truthy(lines <= 220, lines .. " lines")
    for _, path in ipairs(pages()) do
      assert(path == "README.md" or text:find("](" .. path .. ")", 1, true), "no link to " .. path)
    end
  end)
end)
