local core = require("_hwc")
local example = require("hwc.example")

local CLIENT = { project_id = "0123", instance_id = "4567" }

-- What the client adds, where the path asks for it.
local function with_client(row, arguments)
  for name, value in pairs(CLIENT) do
    if row.path:find("{" .. name .. "}", 1, true) and arguments[name] == nil then
      arguments[name] = value
    end
  end
  return arguments
end

-- What a text calls, and with what.
local function calls_of(text)
  local called = {}
  local client = setmetatable({}, {
    __index = function(_, name)
      return function(_, arguments, options)
        called.name, called.arguments, called.options = name, arguments, options
      end
    end,
  })
  assert(load(text, "=example", "t", { client = client }))()
  return called
end

for _, service in ipairs(core.services) do
  describe("hwc.example of " .. service, function()
    local rows = require("_hwc." .. service)

    it("gives arguments that obey all rules", function()
      for _, name in ipairs(rows.names()) do
        local row = rows.describe(name)
        assert(rows.check(name, with_client(row, example.arguments(row)),
          { gateway = row.gateway }))
      end
    end)

    it("says as Lua what it gives", function()
      for _, name in ipairs(rows.names()) do
        local row = rows.describe(name)
        local called = calls_of(example.text(row))
        assert.equal(name, called.name)
        assert.same(example.arguments(row), called.arguments or {})
        assert.equal(row.download, called.options and called.options.to and true)
      end
    end)

    it("stays within 80 columns", function()
      for _, name in ipairs(rows.names()) do
        for line in example.text(rows.describe(name)):gmatch("[^\n]+") do
          assert(#line <= 80, line)
        end
      end
    end)
  end)
end

describe("hwc.example", function()
  it("gives what rules ask for, and of alternatives one that is no secret", function()
    local row = require("_hwc.devserver").describe("change_dev_server_os")
    local arguments = example.arguments(row)
    assert.is_string(arguments.image_id)
    assert.is_string(arguments.key_pair_name)
    assert.is_nil(arguments.admin_pass)
  end)

  it("changes something where an operation changes things", function()
    local row = require("_hwc.devserver").describe("update_dev_server")
    assert.is_string(example.arguments(row).name)
  end)
end)
