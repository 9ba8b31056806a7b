-- The rockspec of the version beside the one of the working tree.

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

local VERSION = read("CMakeLists.txt"):match("project%(hwc VERSION (%S+)")

local function rockspec(version)
  local path = ("rockspec/hwc-%s.rockspec"):format(version)
  local values = {}
  assert(loadfile(path, "t", values))()
  return values, path
end

describe("The rockspecs", function()
  it("are one of the working tree and one of the project's version", function()
    local pipe <close> = assert(io.popen("cd rockspec && LC_ALL=C ls"))
    assert.equal(("hwc-%s-1.rockspec\nhwc-scm-0.rockspec\n"):format(VERSION), pipe:read("a"))
  end)

  it("agree in all but version and tag", function()
    local working, release = rockspec("scm-0"), rockspec(VERSION .. "-1")
    assert.equal("scm-0", working.version)
    assert.equal(VERSION .. "-1", release.version)
    assert.is_nil(working.source.tag)
    assert.equal("v" .. VERSION, release.source.tag)
    release.version, release.source.tag = working.version, nil
    assert.same(working, release)
  end)

  it("are what LuaRocks accepts", function()
    for _, version in ipairs({ "scm-0", VERSION .. "-1" }) do
      local _, path = rockspec(version)
      assert(os.execute("luarocks --lua-version=5.4 lint " .. path), path)
    end
  end)
end)
