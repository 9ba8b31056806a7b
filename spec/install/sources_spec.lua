-- What CMake builds: nothing may be forgotten.

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

local function listed(variable)
  local list = read("CMakeLists.txt"):match("\nset%(" .. variable .. "\n(.-)\n%)")
  local files = {}
  for file in list:gmatch("[^%s]+") do
    files[#files + 1] = file
  end
  return files
end

local found = require("spec.support.sources").found

describe("CMakeLists.txt", function()
  it("embeds every Lua file, none of _meta", function()
    local build = os.getenv("HWC_BUILD") or "build/dev"
    local embedded = {}
    for file in read(build .. "/embedded.c"):gmatch('"@([^"]+)"') do
      embedded[#embedded + 1] = file
    end
    assert.same(found("cd lua && find * -name '*.lua' ! -path '_meta/*'"), embedded)
  end)

  -- embed.c and host.c are parts of the static library alone.
  it("lists every C file of the core and the binding, sorted", function()
    local files = found("find src/core src/lua -name '*.c' ! -name embed.c ! -name host.c")
    table.insert(files, 1, "${api_sources}")
    assert.same(files, listed("sources"))
  end)

  it("has every C test", function()
    local lists = read("spec/CMakeLists.txt")
    for _, file in ipairs(found("cd spec && find * -name 'test_*.c'")) do
      assert.truthy(lists:find(file, 1, true), file)
    end
  end)
end)

describe("hwc.h", function()
  it("declares what opens each service", function()
    local header = read("src/hwc.h")
    for _, name in ipairs(require("_hwc").services) do
      assert.truthy(header:find(("int luaopen_%s(struct lua_State *L);"):format(name), 1, true),
        name)
    end
  end)
end)

describe("SECURITY.md", function()
  it("says how to report and what is promised, without people and hosts", function()
    local text = read("SECURITY.md")
    for _, part in ipairs({
      "privately to the maintainers, through the repository's private reporting", "SSLKEYLOGFILE",
      "`ca_file` and `ca_path` replace", "0600", "BIND_NOW",
    }) do
      assert.truthy(text:find(part, 1, true), part)
    end
    assert.is_nil(text:find("%a@%a"))
    assert.is_nil(text:find("https?://"))
    assert.truthy(read("README.md"):find("(SECURITY.md)", 1, true))
  end)
end)

describe("The sources", function()
  it("begin with their licence", function()
    for _, file in ipairs(found("find src lua docs -name '*.[ch]' -o -name '*.lua'")) do
      local start = read(file):sub(1, 80)
      assert.truthy(start:find("SPDX-License-Identifier: Apache-2.0", 1, true), file)
    end
  end)
end)
