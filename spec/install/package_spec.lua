-- The Debian packages of this build: what is in them, what they say they need, and that a script
-- runs with their files alone.

local BUILD = os.getenv("HWC_BUILD")
local WORK = BUILD .. "/package"

local function run(format, ...)
  local pipe = assert(io.popen(format:format(...) .. " 2>&1"))
  local output = pipe:read("a")
  return pipe:close(), output
end

local function output(...)
  local good, text = run(...)
  assert(good, text)
  return text
end

local function lines(...)
  local found = {}
  for line in output(...):gmatch("[^\n]+") do
    found[#found + 1] = line
  end
  return found
end

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

local VERSION = read("CMakeLists.txt"):match("project%(hwc VERSION (%S+)")

local function deb(name)
  return (output("ls %s/%s_%s-1_*.deb", WORK, name, VERSION):gsub("\n$", ""))
end

-- Files of a package, without the leading dot of its archive.
local function files(name)
  return lines("dpkg-deb --fsys-tarfile %s | tar -t | grep -v '/$' | sed 's/^\\.//' | "
    .. "LC_ALL=C sort", deb(name))
end

-- Names in the field Depends; of alternatives the first.
local function depends(name)
  local names = {}
  for one in output("dpkg-deb -f %s Depends", deb(name)):gmatch("[^,\n]+") do
    names[one:match("^%s*([^%s(|]+)")] = one
  end
  return names
end

describe("cpack -G DEB", function()
  local root = WORK .. "/root"

  setup(function()
    output("rm -rf %s && mkdir -p %s", WORK, root)
    output("cpack -G DEB -B %s --config %s/CPackConfig.cmake", WORK, BUILD)
    output("dpkg-deb -x %s %s", deb("lua-hwc"), root)
  end)

  teardown(function()
    os.execute("rm -rf " .. WORK)
  end)

  it("puts all that scripts need into lua-hwc", function()
    local expected = lines("(cd lua && find * -name '*.lua' | sed 's|^|/usr/share/lua/5.4/|'; "
      .. "(cd ../share && find * -type f | sed 's|^|/usr/share/|'); "
      .. "echo /usr/bin/hwc; echo /usr/share/doc/lua-hwc/copyright; "
      .. "echo /usr/lib/lua/5.4/_hwc.so; echo /usr/lib/lua/5.4/_hwc_httpd.so; "
      .. "echo /usr/lib/lua/5.4/_hwc_journal.so) | LC_ALL=C sort")
    assert.same(expected, files("lua-hwc"))
  end)

  it("puts what C programs need into lua-hwc-dev", function()
    local found = {}
    for _, path in ipairs(files("lua-hwc-dev")) do
      found[path] = true
    end
    for _, path in ipairs({
      "/usr/include/hwc.h", "/usr/lib/libhwc.a", "/usr/lib/cmake/hwc/hwc-config.cmake",
      "/usr/lib/cmake/hwc/hwc-config-version.cmake", "/usr/lib/cmake/hwc/hwc-targets.cmake",
      "/usr/share/doc/lua-hwc-dev/copyright",
    }) do
      assert.is_true(found[path], path)
      found[path] = nil
    end
    for path in pairs(found) do
      assert.matches("^/usr/lib/cmake/hwc/hwc%-targets%-%w+%.cmake$", path)
    end
  end)

  it("declares the owner of every shared library that the modules load", function()
    local declared = depends("lua-hwc")
    local count = 0
    for _, library in ipairs(lines("readelf -d %s/usr/lib/lua/5.4/*.so | "
      .. "sed -n 's/.*(NEEDED).*\\[\\(.*\\)\\]/\\1/p' | sort -u", root)) do
      local owners, found = output("dpkg -S '*/%s' | sed 's/: .*//'", library), false
      for owner in owners:gmatch("[^%s,]+") do
        found = found or declared[owner:match("^[^:]+")] ~= nil
      end
      assert.is_true(found, library .. " is of " .. owners)
      count = count + 1
    end
    assert.is_true(count >= 6) -- libc, libcurl, libcrypto, libmicrohttpd, libsqlite3, libpq
  end)

  it("declares the interpreter and the Lua modules that are required", function()
    local declared = depends("lua-hwc")
    assert.truthy(declared["lua5.4"])
    assert.truthy(declared["lua-cjson"])
    local known = { cjson = true, _hwc = true, _hwc_httpd = true,
      _hwc_journal = true }
    for _, name in ipairs(lines("grep -rhoE 'require\\(\"[^\"]+\"\\)' lua --include='*.lua' | "
      .. "cut -d '\"' -f 2 | sort -u")) do
      local own = known[name:match("^[^.]+")]
        or package.searchpath(name, "lua/?.lua;lua/?/init.lua")
      assert.truthy(own, name)
    end
  end)

  it("declares what the static library is linked with", function()
    local declared = depends("lua-hwc-dev")
    for _, name in ipairs({ "liblua5.4-dev", "libcurl4-openssl-dev", "libssl-dev" }) do
      assert.truthy(declared[name], name)
    end
    local config = output("dpkg-deb --fsys-tarfile %s | "
      .. "tar -xO ./usr/lib/cmake/hwc/hwc-config.cmake", deb("lua-hwc-dev"))
    local with_cjson = config:find("set(hwc_with_cjson ON)", 1, true) ~= nil
    assert.equal(with_cjson, declared["lua-cjson-dev"] ~= nil)
  end)

  it("has the version of the project and the architecture of the build", function()
    local architecture = output("dpkg --print-architecture"):match("%S+")
    for _, name in ipairs({ "lua-hwc", "lua-hwc-dev" }) do
      assert.equal(VERSION .. "-1\n", output("dpkg-deb -f %s Version", deb(name)))
      assert.equal(architecture .. "\n", output("dpkg-deb -f %s Architecture", deb(name)))
    end
  end)

  it("makes a package whose files alone run the first snippet of README.md", function()
    local snippet = assert(read("README.md"):match("\n```lua\n(.-)\n```\n"))
    local file <close> = assert(io.open(WORK .. "/snippet.lua", "w"))
    file:write(snippet, "\n",
      'for _, name in ipairs({ "cph", "hwc.sandbox" }) do\n',
      '  assert(package.searchpath(name, package.path):sub(1, #arg[1]) == arg[1])\n',
      'end\n')
    file:close()
    local cjson = assert(package.searchpath("cjson", package.cpath))
    local text = output("cd %s && env -u LUA_PATH_5_4 -u LUA_CPATH_5_4 "
      .. "LUA_PATH='%s/usr/share/lua/5.4/?.lua;%s/usr/share/lua/5.4/?/init.lua' "
      .. "LUA_CPATH='%s/usr/lib/lua/5.4/?.so;%s' lua5.4 snippet.lua %s",
      WORK, root, root, root, cjson:gsub("cjson%.so$", "?.so"), root)
    local _, jobs = text:gsub("%w+\t%w+\n", "")
    assert.equal(3, jobs, text)
    assert.equal("x", output("stat -c %%A %s/usr/bin/hwc", root):sub(4, 4))
  end)
end)
