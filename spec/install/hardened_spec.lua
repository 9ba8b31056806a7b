-- The release preset and the rock are hardened (the built rock is looked at by rock.sh); a project
-- that takes hwc in as a part of itself gets no flags from it.

local BUILD = os.getenv("HWC_BUILD")

local function run(format, ...)
  local pipe = assert(io.popen(format:format(...) .. " 2>&1"))
  local output = pipe:read("a")
  return pipe:close(), output
end

describe("The release preset", function()
  local directory = BUILD .. "/hardened"

  teardown(function()
    os.execute("rm -rf " .. directory)
  end)

  it("builds a hardened module", function()
    local good, output = run("cmake --preset release -B %s -D BUILD_TESTING=OFF && "
      .. "cmake --build %s --target _hwc_httpd", directory, directory)
    assert(good, output)
    good, output = run("sh spec/install/hardened.sh %s/_hwc_httpd.so", directory)
    assert(good, output)
    -- All other C files and the other module have the same flags.
    local commands = io.open(directory .. "/compile_commands.json"):read("a")
    local _, files = commands:gsub('"file":', "")
    local _, hardened = commands:gsub('"command":[^\n]*-fstack%-protector%-strong'
      .. '[^\n]*%-D_FORTIFY_SOURCE=2', "")
    assert.is_true(files > 50)
    assert.equal(files, hardened)
    local link = io.open(directory .. "/CMakeFiles/_hwc.dir/link.txt"):read("a")
    assert.matches("-Wl,-z,relro", link, 1, true)
    assert.matches("-Wl,-z,now", link, 1, true)
  end)
end)

describe("A project around hwc", function()
  it("is compiled and linked without flags of hwc", function()
    local directory = BUILD .. "/around"
    finally(function() os.execute("rm -rf " .. directory) end)
    assert(os.execute("mkdir -p " .. directory))
    local source = assert(io.popen("pwd")):read("l")
    local file = assert(io.open(directory .. "/CMakeLists.txt", "w"))
    file:write(([[
      cmake_minimum_required(VERSION 3.21)
      project(around C)
      add_subdirectory(%s hwc)
      add_executable(around around.c)
      target_link_libraries(around PRIVATE hwc::hwc)
    ]]):format(source))
    file:close()
    file = assert(io.open(directory .. "/around.c", "w"))
    file:write("int main(void) { return 0; }\n")
    file:close()
    for _, hardened in ipairs({ "OFF", "ON" }) do
      local good, output = run("cmake -S %s -B %s/build -D HWC_HARDENED=%s "
        .. "-D CMAKE_EXPORT_COMPILE_COMMANDS=ON", directory, directory, hardened)
      assert(good, output)
      local commands = io.open(directory .. "/build/compile_commands.json"):read("a")
      local own, theirs = 0, 0
      for command in commands:gmatch('"command":([^\n]*)') do
        if command:find("stack-protector", 1, true) or command:find("FORTIFY", 1, true) then
          if command:find("around.c", 1, true) then
            theirs = theirs + 1
          else
            own = own + 1
          end
        end
      end
      assert.equal(0, theirs)
      assert.equal(hardened == "ON", own > 50)
      local link = io.open(directory .. "/build/CMakeFiles/around.dir/link.txt"):read("a")
      assert.is_nil(link:find("relro", 1, true))
    end
  end)
end)
