local seed_ids = require("hwc.sandbox.seed_ids")

describe("hwc.sandbox.seed_ids", function()
  it("makes ids that are all different, from which their numbers are found", function()
    math.randomseed(5)
    local ids, seen = seed_ids.new(), {}
    for number = 1, 20000 do
      local id = ids:id(number)
      assert.truthy(#id == 32 and id:find("^[0-9a-f]+$"))
      assert.is_nil(seen[id])
      seen[id] = true
      assert.equal(number, ids:number(id))
    end
  end)

  it("makes the same ids from the same seed, and others each time", function()
    math.randomseed(5)
    local a, b = seed_ids.new(), seed_ids.new()
    math.randomseed(5)
    local c = seed_ids.new()
    assert.equal(a:id(7), c:id(7))
    assert.not_equal(a:id(7), b:id(7))
    assert.is_nil(b:number(a:id(7)))
  end)

  it("knows no other text", function()
    local ids = seed_ids.new()
    local id = ids:id(1)
    for _, text in ipairs({
      "", "x", ("0"):rep(32), id:upper() == id and "" or id:upper(), id .. "0", id:sub(2),
      " " .. id,
      id:sub(1, 16) .. ids:id(2):sub(17), "0x" .. id:sub(3),
    }) do
      assert.is_nil(ids:number(text), text)
    end
  end)
end)
