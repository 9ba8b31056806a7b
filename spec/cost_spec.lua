-- How many instructions a call takes in hwc itself and in the interpreter; what libcurl, libcrypto
-- and libc take depends on the processor. The bounds are in spec/support/cost_bounds.lua.

local bounds = require("spec.support.cost_bounds")

local BUILD = os.getenv("HWC_BUILD")

local CALLS = 80

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("a")
  assert(pipe:close(), command)
  return text
end

-- The instructions of a callgrind file that were executed in objects whose path matches a pattern.
local function sum(path, patterns)
  local names, counted, total, is_call = {}, false, 0, false
  for line in io.lines(path) do
    local id, name = line:match("^ob=%((%d+)%)%s*(.*)$")
    if id then
      names[id] = name ~= "" and name or names[id]
      counted = false
      for _, pattern in ipairs(patterns) do
        counted = counted or names[id]:find(pattern) ~= nil
      end
    elseif line:find("^cob=%(%d+%) ") then
      id, name = line:match("^cob=%((%d+)%) (.*)$")
      names[id] = name
    elseif line:find("^calls=") then
      is_call = true -- the next line has the cost of what was called
    else
      local cost = line:match("^[+*-]?%d* (%d+)$")
      if cost then
        total = total + (counted and not is_call and math.tointeger(tonumber(cost)) or 0)
        is_call = false
      end
    end
  end
  return total
end

-- Instructions of a run with so many calls.
local function instructions(calls)
  local path = os.tmpname()
  output_of(("env -i PATH=/usr/bin:/bin LC_ALL=C HOME=/nonexistent HWC_METADATA=off "
    .. "LUA_PATH_5_4='%s' LUA_CPATH_5_4='%s' %s/spec/with_canned_server valgrind --quiet "
    .. "--tool=callgrind --callgrind-out-file=%s lua5.4 spec/support/cost_calls.lua %d 2>&1")
    :format(os.getenv("LUA_PATH_5_4"), os.getenv("LUA_CPATH_5_4"), BUILD, path, calls))
  local total = sum(path, { "/_hwc%.so$", "lua5%.4" })
  os.remove(path)
  assert.is_true(total > 0)
  return total
end

describe("A signed, checked and typed call", function()
  it("takes no more instructions than it did", function()
    local compiler = output_of(("readelf -p .comment %s/_hwc.so"):format(BUILD))
    local version = compiler:match("GCC: %(.-%) (%d+)")
    local bound = bounds[version] or bounds.other
    local count = (instructions(2 * CALLS) - instructions(CALLS)) / CALLS
    assert.is_true(count <= bound * 1.03,
      ("%.0f instructions, the bound is %d"):format(count, bound))
  end)
end)
