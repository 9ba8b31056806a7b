local cjson = require("cjson")
local hwc = require("hwc")

describe("hwc.dump", function()
  it("writes a reply as JSON that people can read", function()
    local reply = {
      request_id = "r",
      jobs = { { job_id = "j1", server_id = "s1" }, { job_id = "j2", server_id = ("s"):rep(70) } },
      count = 2, ratio = 0.5, done = false, nothing = hwc.null,
    }
    local text = hwc.dump(reply)
    assert.equal([[
{
  "count": 2,
  "done": false,
  "jobs": [
    { "job_id": "j1", "server_id": "s1" },
    {
      "job_id": "j2",
      "server_id": "]] .. ("s"):rep(70) .. [["
    }
  ],
  "nothing": null,
  "ratio": 0.5,
  "request_id": "r"
}]], text)
    assert.same(reply, cjson.decode(text))
  end)

  it("writes all kinds of values, and never fails", function()
    local circle = { name = "x" }
    circle.inner = circle
    for _, case in ipairs({
      { nil, "null" }, { true, "true" }, { 12, "12" }, { 1.5, "1.5" },
      { "a\n\"b\"", '"a\\n\\"b\\""' },
      { "\xff", '"?"' }, { {}, "{}" }, { hwc.array({}), "[]" }, { { 1, 2 }, "[ 1, 2 ]" },
      { print, "(function)" }, { { print }, "[ (function) ]" },
      { { [1] = 1, [3] = 3 }, '{ "(1)": 1, "(3)": 3 }' },
      { { a = 1, [1] = 2, [true] = 3 }, '{ "a": 1, "(1)": 2, "(true)": 3 }' },
      { circle, '{ "inner": (the table that it is in), "name": "x" }' },
    }) do
      assert.equal(case[2], hwc.dump(case[1]))
    end
    local deep = {}
    for _ = 1, 100000 do
      deep = { deep }
    end
    assert.matches("(more)", hwc.dump(deep), 1, true)
    assert.matches("inf", hwc.dump(1 / 0), 1, true)
  end)

  it("shows no secret", function()
    local text = hwc.dump({
      sign_secret = "Hidden1", password = 12345, inner = { { SK = "Hidden2", sign_key = "k" } },
      key = hwc.secret("Hidden3"),
    })
    assert.is_nil(text:find("Hidden", 1, true))
    assert.is_nil(text:find("12345", 1, true))
    assert.matches('"sign_secret": "***"', text, 1, true)
  end)
end)

describe("hwc.chunks", function()
  it("splits a list, in order", function()
    assert.same({ { 1, 2, 3 }, { 4, 5, 6 }, { 7 } }, hwc.chunks({ 1, 2, 3, 4, 5, 6, 7 }, 3))
    assert.same({ { 1, 2 } }, hwc.chunks({ 1, 2 }, 100))
    assert.same({}, hwc.chunks({}, 5))
    local list = {}
    for i = 1, 1000 do
      list[i] = i
    end
    assert.equal(10, #hwc.chunks(list, 100))
  end)

  it("refuses what is no list, and sizes that are none", function()
    for _, case in ipairs({
      { { nil, 2 }, "chunks takes a list, got a nil" },
      { { "ab", 2 }, "chunks takes a list, got a string" },
      { { { 1, nil, 3 }, 2 }, "chunks takes a list, got a list with a hole at [2]" },
      { { { 1, a = 2 }, 2 }, 'chunks takes a list, got a table with the key "a"' },
      { { { 1 }, 0 }, "chunks takes the size of a chunk, an integer from 1, got the number 0" },
      { { { 1 }, 1.5 }, "got the number 1.5" },
      { { { 1 } }, "got a nil" },
    }) do
      local good, message = pcall(hwc.chunks, table.unpack(case[1], 1, 2))
      assert.is_false(good)
      assert.matches(case[2], message, 1, true)
    end
  end)
end)
