-- What a program loads and looks for until its first reply: each module costs time before anything
-- is sent.

local recording = require("spec.support.recording")

local server

-- What a new program prints that makes a client and a call first.
local function run(after)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write(([[
local cph = require("cph")
local client = assert(cph.client({
  endpoint = "http://127.0.0.1:%d",
  project_id = ("0"):rep(32),
  ak = "AKOFTHESTARTSPEC0001",
  sk = "sk-that-nobody-has",
}))
local reply = assert(client:restart_cloud_phone({ phones = { { phone_id = ("1"):rep(32) } } }))
assert(reply.jobs[1].job_id == "j")
]]):format(server.port), after)
  file:close()
  server:script({ body = '{"request_id":"r","jobs":[{"job_id":"j","phone_id":"p"}]}' })
  local pipe = assert(io.popen("lua5.4 " .. path .. " 2>&1"))
  local text = pipe:read("a")
  pipe:close()
  os.remove(path)
  return text
end

describe("A program with one call", function()
  setup(function() server = recording.start() end)
  teardown(function() server:close() end)

  it("loads only the modules that every call needs", function()
    assert.equal("_hwc _hwc.cph _hwc.iam cph hwc.calls hwc.client hwc.credentials hwc.errors "
      .. "hwc.events hwc.files hwc.hints hwc.identity hwc.options hwc.orders hwc.provider "
      .. "hwc.regions hwc.scheduler hwc.traceback\n", run([[
      local names = {}
      for name in pairs(package.loaded) do
        if not _G[name] and name ~= "_G" then
          names[#names + 1] = name
        end
      end
      table.sort(names)
      print(table.concat(names, " "))
    ]]))
  end)

  it("searches no file for the modules of other services", function()
    assert.equal("cph apig devserver iam\n", run([[
      local found = {}
      for i, name in ipairs(require("_hwc").services) do
        package.loaded["_hwc." .. name] = nil
        local service, place = require("_hwc." .. name)
        found[i] = place == ":preload:" and service.name or place
      end
      print(table.concat(found, " "))
    ]]))
  end)

  it("keeps what the program preloads itself", function()
    assert.equal("mine\n", run([[
      package.loaded._hwc, package.loaded["_hwc.iam"] = nil, nil
      package.preload["_hwc.iam"] = function() return "mine" end
      require("_hwc")
      print((require("_hwc.iam")))
    ]]))
  end)

  it("tells the gateways of all services", function()
    assert.equal("roma apig\n", run([[
      local core, names = require("_hwc"), {}
      for _, service in ipairs(core.services) do
        for _, gateway in ipairs(require("_hwc." .. service).gateways) do
          names[#names + 1] = gateway.name
        end
      end
      assert(table.concat(names, " ") == table.concat(core.gateways, " "))
      print(table.unpack(core.gateways, 1, 1) .. " " .. core.gateways[2])
    ]]))
  end)

  it("knows the orders of an operation as the waiters describe them", function()
    for _, name in ipairs(require("_hwc").services) do
      local rows = require("_hwc." .. name)
      local expected = {}
      for _, operation in ipairs(rows.names()) do
        expected[operation] = {}
      end
      for _, waiter in pairs(rows.waiters()) do
        for _, order in ipairs(waiter.orders) do
          order.waiter, order.id, order.within = waiter.name, waiter.id, waiter.within
          order.wanted, order.by = waiter.wanted, waiter.list and waiter.list.by
          table.insert(expected[order.operation], order)
        end
      end
      for operation, orders in pairs(expected) do
        local found = rows.orders(operation)
        local function less(a, b)
          return a.waiter .. tostring(a.is) < b.waiter .. tostring(b.is)
        end
        table.sort(found, less)
        table.sort(orders, less)
        assert.same(orders, found, operation)
      end
    end
  end)
end)
