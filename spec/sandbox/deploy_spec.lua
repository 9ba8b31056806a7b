-- The sandbox as a service of a machine and in a container.

local cjson = require("cjson")

local UNIT, CONTAINER = "examples/sandbox/hwc-sandbox.service", "examples/sandbox/Containerfile"

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

-- The output of a command, and its status.
local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local output = pipe:read("a")
  local _, _, status = pipe:close()
  return output, status
end

-- Whether the program takes arguments: it explains itself instead of refusing them.
local function takes(arguments)
  local output, status = run("bin/hwc sandbox " .. arguments .. " --help")
  assert.equal(0, status, output)
end

describe("the systemd unit", function()
  -- The values of each directive, by section.
  local function parse(text)
    local sections, section = {}, nil
    for line in text:gmatch("[^\n]+") do
      local name = line:match("^%[(%w+)%]$")
      local key, value = line:match("^(%w+)=(.*)$")
      if name then
        section = {}
        sections[name] = section
      elseif key then
        assert.is_nil(section[key], "twice: " .. key)
        section[key] = value
      else
        assert.truthy(line:find("^#"), line)
      end
    end
    return sections
  end

  it("has what a service needs, and no more rights", function()
    local unit = parse(read(UNIT))
    local service = unit.Service
    assert.equal("exec", service.Type)
    assert.equal("yes", service.DynamicUser)
    assert.equal("0700", service.StateDirectoryMode)
    assert.equal("0700", service.RuntimeDirectoryMode)
    assert.equal("0077", service.UMask)
    assert.truthy(service.ExecReload:find("-HUP $MAINPID", 1, true))
    assert.equal("yes", service.NoNewPrivileges)
    assert.equal("multi-user.target", unit.Install.WantedBy)
  end)

  it("starts the program with arguments that it takes, its output out of the journal", function()
    local command = parse(read(UNIT)).Service.ExecStart
    local shell = command:match("^/bin/sh %-c '(.*)'$")
    assert.is_string(shell, command)
    local arguments, output = shell:match('^exec /usr/bin/hwc sandbox (.-) >"(.-)"$')
    assert.equal("$RUNTIME_DIRECTORY/account.json", output)
    takes(arguments)
  end)

  it("is what systemd takes, where it is there", function()
    if select(2, run("command -v systemd-analyze")) ~= 0 then
      return
    end
    local directory = run("mktemp -d"):match("[^\n]+")
    local path = directory .. "/hwc-sandbox.service"
    local file <close> = assert(io.open(path, "w"))
    file:write((read(UNIT):gsub("/usr/bin/hwc", "/bin/true")))
    file:close()
    local output = run("systemd-analyze verify " .. path)
    os.execute("rm -r " .. directory)
    assert.is_nil(output:find("hwc-sandbox", 1, true), output)
  end)
end)

describe("the container file", function()
  local function instructions()
    local list = {}
    local text = ("\n" .. read(CONTAINER)):gsub("\n#[^\n]*", ""):gsub("\\\n", " ")
    for line in text:gmatch("[^\n]+") do
      local name, value = line:match("^(%u+) +(.*)$")
      assert.is_string(name, line)
      list[#list + 1] = { name = name, value = value }
    end
    return list
  end

  local function values(name)
    local found = {}
    for _, instruction in ipairs(instructions()) do
      if instruction.name == name then
        found[#found + 1] = instruction.value
      end
    end
    return found
  end

  it("has instructions that there are, and copies from a stage that it has", function()
    local known = { COPY = true, ENTRYPOINT = true, EXPOSE = true, FROM = true, RUN = true,
                    STOPSIGNAL = true, USER = true, VOLUME = true }
    for _, instruction in ipairs(instructions()) do
      assert.is_true(known[instruction.name], instruction.name)
    end
    local from, copies = values("FROM"), values("COPY")
    assert.equal("build", from[1]:match(" AS (%w+)$"))
    assert.equal("build", copies[2]:match("^%-%-from=(%w+) "))
  end)

  it("runs the program, as nobody, with arguments that it takes", function()
    local entry = cjson.decode(values("ENTRYPOINT")[1])
    assert.same({ "hwc", "sandbox" }, { entry[1], entry[2] })
    takes(table.concat(entry, " ", 3))
    assert.equal("65534:65534", values("USER")[1])
    local port = values("EXPOSE")[1]
    assert.truthy(table.concat(entry, " "):find("--port " .. port, 1, true))
  end)

  it("builds with what the quick start installs, and runs with what the package needs", function()
    local quick = read("examples/quickstart.sh")
    local runs = values("RUN")
    for _, name in ipairs({ "cmake", "gcc", "libcurl4-openssl-dev", "liblua5.4-dev",
                            "libmicrohttpd-dev", "libssl-dev", "make", "pkg-config" }) do
      assert.truthy(quick:find(name, 1, true), name)
      assert.truthy(runs[1]:find(name, 1, true), name)
    end
    local depends = read("src/package.cmake"):match('LUA_PACKAGE_DEPENDS "([^"]+)"')
    for name in depends:gsub("%b()", ""):gmatch("[%w.-]+") do
      assert.truthy(runs[#runs]:find(name, 1, true), name)
    end
  end)
end)
