-- Finalizers that change a table while it is read: they run whenever Lua allocates memory.

local hwc = require("hwc")

local ROUNDS = 6000

local function clear(given)
  for name in pairs(given) do
    given[name] = nil
  end
end

local function extend(given)
  for i = 1, 300 do
    given["added-" .. i] = "v"
  end
end

-- Passes new tables to `read`, again and again, and to `change` in finalizers that run meanwhile.
local function disturb(change, read)
  local disturbed, ended, current = 0, false, nil
  local function lurk()
    setmetatable({}, { __gc = function()
      local given = current
      if given then
        current, disturbed = nil, disturbed + 1
        change(given)
      end
      if not ended then
        lurk()
      end
    end })
  end
  collectgarbage("generational")
  finally(function()
    ended = true
    collectgarbage("incremental")
  end)
  lurk()
  for round = 1, ROUNDS do
    local given = {}
    for i = 1, 60 do
      -- A long name is a string of its own each time.
      given[("x-%d-%d-a-name-that-is-too-long-to-be-shared-by-tables"):format(i, round)] = "v" .. i
    end
    current = given
    read(given, round)
    current = nil
  end
  assert.is_true(disturbed > 100, disturbed)
end

for what, change in pairs({ clears = clear, extends = extend }) do
  describe("a table that a finalizer " .. what, function()
    it("is written as JSON, or refused", function()
      disturb(change, function(given, round)
        local text, err = hwc.json.encode(given)
        if not text then
          assert.equal("validation", err.kind)
          return
        end
        for name in text:gmatch('"([^"]+)":') do
          assert(name:find("^x%-%d+%-" .. round .. "%-") or name:find("^added"), name)
        end
      end)
    end)

    it("is signed, or refused", function()
      disturb(change, function(given, round)
        local good, stages = pcall(hwc.sign, {
          method = "GET", url = "https://example.com/", ak = "ak", sk = "sk", headers = given,
        })
        if not good then
          assert.matches("changed", stages)
          return
        end
        for name in stages.signed_headers:gmatch("[^;]+") do
          assert(name:find("^x%-%d+%-" .. round .. "%-") or name == "host"
            or name == "x-sdk-date" or name:find("^added"), name)
        end
      end)
    end)
  end)
end
