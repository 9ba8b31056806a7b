local seen = require("hwc.seen")

-- Keys of the page `number` of a list that comes round again after `before` pages and then every
-- `period` pages.
local function page(number, before, period)
  if number > before then
    number = before + (number - before - 1) % period + 1
  end
  return { ("a%d"):format(number), ("b%d"):format(number) }
end

-- After how many pages nothing new came.
local function pages_until_repeated(known, before, period)
  for number = 1, 10 * (before + period) + 100 do
    if not known:note(page(number, before, period)) then
      return number
    end
  end
end

describe("hwc.seen", function()
  it("notices the first page that brings nothing new", function()
    for _, case in ipairs({ { 0, 1 }, { 0, 2 }, { 1, 1 }, { 3, 5 }, { 20, 7 } }) do
      assert.equal(case[1] + case[2] + 1, pages_until_repeated(seen.new(), case[1], case[2]))
    end
  end)

  it("takes a page for new that has one new item", function()
    local known = seen.new()
    assert.is_true(known:note({ "a", "b" }))
    assert.is_true(known:note({ "b", "c", "a" }))
    assert.is_false(known:note({ "c", "a" }))
    assert.is_false(known:note({}))
  end)

  it("notices what comes round again when its memory is full", function()
    for _, case in ipairs({ { 0, 50 }, { 10, 1 }, { 100, 3 }, { 100, 333 }, { 7, 1000 } }) do
      local pages = pages_until_repeated(seen.new(200), case[1], case[2])
      assert.is_truthy(pages, ("%d, %d"):format(case[1], case[2]))
      assert.is_true(pages <= 4 * (case[1] + case[2]) + 4)
    end
  end)

  it("keeps no more than it may, and takes a list without repeats for one", function()
    collectgarbage()
    local before = collectgarbage("count")
    local known = seen.new(100000)
    for number = 1, 200000 do
      if not known:note({ ("%036d"):format(number) }) then
        error(number)
      end
    end
    collectgarbage()
    assert.is_true(collectgarbage("count") - before < 300)
    assert.is_true(known:note({ "the last" }))
  end)
end)
