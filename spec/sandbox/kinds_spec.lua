local compose = require("hwc.sandbox.compose")
local core = require("_hwc")
local sources = require("spec.support.sources")

-- What answers each operation of the sandbox, and what the documentation says of it.

-- IAM has only what gives credentials.
local SERVICES = {}
for _, name in ipairs(core.services) do
  SERVICES[#SERVICES + 1] = name ~= "iam" and name or nil
end

local function operations(name)
  local rows, found = require("_hwc." .. name), {}
  for _, operation in ipairs(rows.names()) do
    found[operation] = (rows.route(operation))
  end
  return found
end

-- Tables of a page: rows of cells, by the page's order.
local function cells_of(path)
  local found = {}
  for line in sources.read(path):gmatch("[^\n]+") do
    local cells = {}
    for cell in line:gmatch("|%s*([^|]-)%s*%f[|]") do
      cells[#cells + 1] = cell
    end
    found[#found + 1] = cells
  end
  return found
end

describe("operations of the sandbox", function()
  it("have state where they change something", function()
    for _, name in ipairs(SERVICES) do
      local service = compose.find(name)
      for operation, method in pairs(operations(name)) do
        if method ~= "GET" then
          assert(service:kind(operation) ~= "sample", ("%s.%s changes something: give it state in "
            .. "lua/hwc/sandbox/%s"):format(name, operation, name))
        end
      end
    end
  end)

  -- A handler by another name would never be called: a sample might take its place unnoticed.
  it("have the names of all handlers, but for routes beside the rows", function()
    for _, name in ipairs(core.services) do
      local service, known = compose.find(name), operations(name)
      for _, route in ipairs(service.routes or {}) do
        known[route.name] = route.method
      end
      for operation in pairs(service.handlers) do
        assert.truthy(known[operation], name .. "." .. operation)
      end
    end
  end)

  it("are counted in docs/sandbox.md by what answers them", function()
    for _, name in ipairs(SERVICES) do
      local service, counts = compose.find(name), { own = 0, store = 0, sample = 0 }
      for operation in pairs(operations(name)) do
        local kind = service:kind(operation)
        counts[kind] = counts[kind] + 1
      end
      local documented
      for _, cells in ipairs(cells_of("docs/sandbox.md")) do
        if cells[1] == "`" .. name .. "`" then
          documented = { own = tonumber(cells[2]), store = tonumber(cells[3]),
                         sample = tonumber(cells[4]) }
        end
      end
      assert.same(counts, documented, name)
    end
  end)

  it("are listed in docs/sandbox.md where they are samples", function()
    local samples, documented = {}, {}
    for _, name in ipairs(SERVICES) do
      local service = compose.find(name)
      for operation in pairs(operations(name)) do
        if service:kind(operation) == "sample" then
          samples[#samples + 1] = operation
        end
      end
    end
    table.sort(samples, core.text_less)
    for _, cells in ipairs(cells_of("docs/sandbox.md")) do
      local operation = cells[2] == "sample" and cells[1]:match("^`([%w_]+)`$")
      documented[#documented + 1] = operation or nil
    end
    assert.same(samples, documented)
  end)
end)

-- A filter that finds nothing for lack of a member would hide what is there.
describe("lists of stores", function()
  local BESIDE = { limit = true, offset = true, precise_search = true }

  local function members_of(row)
    for _, member in ipairs(row.reply.members) do
      if member.type == "array" and member.object then
        local found = {}
        for _, shown in ipairs(member.object.members) do
          found[shown.name] = true
        end
        return found
      end
    end
    return {}
  end

  local function check(store, rows)
    for operation, resource in pairs(store.stored) do
      local row = rows.describe(operation)
      local shown = row.method == "GET" and row.reply and members_of(row)
      for _, member in ipairs(shown and row.members or {}) do
        local name = member.name
        if member.location == "query" and not BESIDE[name] then
          local known = shown[name] or name == "id" or (resource.filters or {})[name]
          assert.is_truthy(known, operation .. "." .. name)
        end
      end
    end
  end

  it("know what each of their filters is about", function()
    check(require("hwc.sandbox.apig.store"), require("_hwc.apig"))
    check(require("hwc.sandbox.devserver.store"), require("_hwc.devserver"))
  end)
end)

describe("quotas of the sandbox", function()
  it("are listed in docs/sandbox.md with their codes", function()
    local documented = {}
    for _, cells in ipairs(cells_of("docs/sandbox.md")) do
      local code = (cells[2] or ""):match("^%u%a+%.%d+$")
      if code then
        documented[cells[1]:match("^`([%w_]+)`$")] = code
      end
    end
    assert.same(require("hwc.sandbox.quotas").CODES, documented)
  end)
end)
