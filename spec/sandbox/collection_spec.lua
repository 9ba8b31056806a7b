local collection = require("hwc.sandbox.collection")

-- The ids of what a method gives.
local function ids(items)
  local found = {}
  for i, item in ipairs(items) do
    found[i] = item.id
  end
  return table.concat(found, " ")
end

local function fleet(count)
  local made = 0
  local things = collection.new("id", {
    count = count,
    make = function(number)
      made = made + 1
      return { id = "s" .. number, size = 10 * number }
    end,
    id_of = function(number)
      return "s" .. number
    end,
    number_of = function(id)
      return math.tointeger(tonumber(id:match("^s([1-9]%d*)$")))
    end,
  })
  return things, function() return made end
end

describe("hwc.sandbox.collection", function()
  it("finds by id and lists in the order of adding, whatever was removed", function()
    local things = collection.new()
    for _, id in ipairs({ "a", "b", "c", "d", "e" }) do
      assert.equal(id, things:add({ id = id }).id)
    end
    things:remove(things:get("b"))
    things:remove(things:get("e"))
    things:add({ id = "f" })
    assert.equal("a c d f", ids(things:list()))
    assert.equal(4, things:count())
    assert.is_nil(things:get("b"))
    assert.is_nil(things:get(nil))
    assert.equal("f", things:get("f").id)
    assert.equal("a", things:first().id)
    assert.is_nil(collection.new():first())
  end)

  it("removes an item once, and takes its id again later", function()
    local things = collection.new("name")
    local item = things:add({ name = "x" })
    things:add({ name = "y" })
    things:remove(item)
    things:remove(item)
    assert.equal(1, things:count())
    things:add({ name = "x", again = true })
    assert.is_true(things:get("x").again)
    assert.equal("y", things:first().name)
    assert.equal("x", things:page(0, 1, true)[1].name)
  end)

  it("selects, finds and removes by a condition", function()
    local things = collection.new()
    for i = 1, 6 do
      things:add({ id = i, even = i % 2 == 0 })
    end
    local function even(item) return item.even end
    assert.equal("2 4 6", ids(things:select(even)))
    assert.equal(2, things:find(even).id)
    things:remove_all(even)
    assert.equal("1 3 5", ids(things:list()))
    assert.is_nil(things:find(even))
  end)

  it("lets items be removed while they are walked", function()
    local things = collection.new()
    for i = 1, 5 do
      things:add({ id = i })
    end
    local met = {}
    for i, item in things:each() do
      met[i] = item.id
      things:remove(item)
      if item.id == 2 then
        things:remove(things:get(3))
        things:list()
      end
    end
    assert.same({ 1, 2, 4, 5 }, met)
    assert.equal(0, things:count())
  end)

  it("gives pages from either end", function()
    local things = fleet(7)
    things:remove(things:get("s3"))
    things:add({ id = "new" })
    assert.equal("s1 s2 s4 s5 s6 s7 new", ids(things:list()))
    assert.equal("s2 s4", ids(things:page(1, 2)))
    assert.equal("s7 s6 s5", ids(things:page(1, 3, true)))
    assert.equal("new", ids(things:page(6, 100)))
    assert.equal("", ids(things:page(7, 1)))
    assert.equal("s1", ids(things:page(-3, 1)))
    assert.equal("", ids(things:page(0, 0)))
    assert.equal("new", ids(things:page(6, math.maxinteger)))
  end)

  it("makes items of the seed when they are asked for, and keeps what was changed", function()
    local things, made = fleet(100000)
    assert.equal(100000, things:count())
    assert.equal(0, made())
    assert.equal("s100000 s99999", ids(things:page(0, 2, true)))
    assert.equal(2, made())
    local item = things:get("s500")
    item.size = "changed"
    assert.equal(3, made())
    assert.equal("s499 s500", ids(things:page(498, 2)))
    assert.equal("changed", things:get("s500").size)
    assert.equal("changed", things:page(499, 1)[1].size)
    local touched = {}
    for number in things:touched() do
      touched[#touched + 1] = number
    end
    assert.same({ 500 }, touched)
    assert.equal(5000, things:seeded(500).size)
    assert.equal("changed", things:at(500).size)
    assert.equal("changed", things:read("s500").size)
    assert.equal(70, things:read("s7").size)
    assert.is_nil(things:seeded(100001))
    assert.equal("s9", things:seed_id(9))
    assert.equal(9, things:seed_number("s9"))
    for _, id in ipairs({ "s0", "s100001", "s01", "x", "" }) do
      assert.is_nil(things:get(id))
    end
    local found = things:find(function(other) return other.id == "s7" end)
    found.size = 0
    assert.equal(0, things:get("s7").size)
  end)

  it("removes items of the seed for good, made before or not", function()
    local things = fleet(4)
    things:remove(things:get("s2"))
    for _, item in things:each() do
      if item.id == "s3" then
        things:remove(item)
      end
    end
    assert.equal("s1 s4", ids(things:list()))
    assert.is_nil(things:get("s2"))
    assert.is_nil(things:get("s3"))
    assert.is_nil(things:at(2))
    assert.equal("s2", things:seeded(2).id)
    assert.equal(2, things:count())
  end)

  it("removes 100,000 items one by one in the time of a second", function()
    local things = collection.new()
    for i = 1, 100000 do
      things:add({ id = i })
    end
    local begun = os.clock()
    for i = 1, 100000 do
      things:remove(things:get(i))
    end
    assert.is_true(os.clock() - begun < 1)
    assert.equal(0, things:count())
  end)
end)
