-- Hosts may leave the library `debug` out: errors keep their text there.

-- What a program without `debug` prints.
local function run(program)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write("debug = nil; package.loaded.debug = nil\n", program)
  file:close()
  local pipe <close> = assert(io.popen("lua5.4 " .. path .. " 2>&1"))
  local output = pipe:read("a")
  os.remove(path)
  return output
end

describe("without the library debug", function()
  it("what a task raises is raised with its text", function()
    assert.equal("false\tbroken\nfalse\tbroken\nfalse\tbroken\n", run([[
      local hwc = require("hwc")
      local function broken() error("broken", 0) end
      print(pcall(hwc.run, broken))
      print(pcall(hwc.map, { 1, 2 }, broken))
      print(pcall(hwc.run, function()
        local task = hwc.spawn(broken)
        task:wait()
      end))
    ]]))
  end)

  it("errors of other types are raised as they are", function()
    assert.equal("false\ttrue\nfalse\ttrue\nfalse\tnil\tcancelled\n", run([[
      local hwc = require("hwc")
      local thing = {}
      local function check(good, value) print(good, value == thing) end
      check(pcall(hwc.run, function() error(thing) end))
      check(pcall(hwc.map, { 1 }, function() error(thing) end))
      local good, err = pcall(hwc.run, function()
        error(require("_hwc").new_error({ kind = "cancelled", message = "x" }))
      end)
      print(good, rawget(err, "traceback"), err.kind)
    ]]))
  end)

  it("a task that yields by itself is told so", function()
    assert.matches("false\ta task yielded by itself", run([[
      local hwc = require("hwc")
      print(pcall(hwc.run, function() coroutine.yield(1) end))
    ]]), 1, true)
  end)

  it("what on_event raises is raised with its text", function()
    assert.matches("false\t.*on_event raised an error: no event, please\n$", run([[
      local client = assert(require("cph").client({
        endpoint = "http://127.0.0.1:1", ak = "a", sk = "s", verify = false,
        on_event = function() error("no event, please", 0) end,
      }))
      print(pcall(client.list_cloud_phone_servers, client))
    ]]))
  end)

  it("what the work for credentials raises is raised with its text", function()
    assert.matches("false\t.*no more memory\n$", run([[
      local provider = require("hwc.provider")
      local new = provider.new
      provider.new = function(...)
        local made = assert(new(...))
        made.obtain = function() error("no more memory", 0) end
        return made
      end
      local client = assert(require("cph").client({
        endpoint = "http://127.0.0.1:1", iam_endpoint = "http://127.0.0.1:1", region = "cn-north-4",
        username = "u", password = "p", domain = "d",
      }))
      print(pcall(client.list_cloud_phone_servers, client))
    ]]))
  end)
end)
