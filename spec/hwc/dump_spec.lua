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
      { circle, '{ "inner": (enclosing table), "name": "x" }' },
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

  it("shows nothing below a name of secrets", function()
    assert.equal('{ "password": "***", "sign_secret": "***", "token": "***" }', hwc.dump({
      sign_secret = { "Hidden" }, password = { value = { inner = "Hidden" } }, token = { true },
    }))
  end)

  it("names keys that are no text by their types, whatever they do", function()
    local key = setmetatable({}, { __tostring = function() error("boom") end })
    assert.equal('{ "(table)": 1 }', hwc.dump({ [key] = 1 }))
    assert.equal('{ "(userdata)": 1 }', hwc.dump({ [hwc.secret("Hidden")] = 1 }))
    assert.equal('{ "(table)": 1, "(table)": 1 }', hwc.dump({ [{}] = 1, [{}] = 1 }))
  end)

  it("shows what a table holds, not what its metatable makes up", function()
    assert.equal('{ "a": 1 }', hwc.dump(setmetatable({ a = 1 }, {
      __index = function() error("boom") end, __len = function() error("boom") end,
    })))
    assert.equal("[ 1 ]", hwc.dump(setmetatable({ 1 }, { __len = function() return 0 end })))
  end)

  it("writes a value as a member of JSON would be", function()
    for _, value in ipairs({
      "\127", "a/b", "\0\31", "é", "\"\\", 1e15, -0.0, 0.1, math.mininteger, 2 ^ 63, "",
    }) do
      assert.equal(hwc.json.encode(value), hwc.dump(value))
    end
  end)

  it("takes little more time than JSON of one line", function()
    local list = {}
    for i = 1, 10000 do
      list[i] = { server_id = "s" .. i, status = i, name = "phone" }
    end
    local function seconds(write)
      local before = os.clock()
      write(list)
      return os.clock() - before
    end
    local least = math.huge
    for _ = 1, 5 do
      least = math.min(least, seconds(hwc.dump) / seconds(hwc.json.encode))
    end
    assert.is_true(least < 4, least) -- it is about 2.5
  end)
end)

describe("hwc.chunks", function()
  it("splits a list, in order", function()
    assert.same({ { 1, 2, 3 }, { 4, 5, 6 }, { 7 } }, hwc.chunks({ 1, 2, 3, 4, 5, 6, 7 }, 3))
    assert.same({ { 1, 2 } }, hwc.chunks({ 1, 2 }, 100))
    assert.same({}, hwc.chunks({}, 5))
    assert.equal("[]", hwc.json.encode(hwc.chunks({}, 5)))
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
      { { { 1 }, 0 }, "an integer of at least 1, got the number 0" },
      { { { 1 }, 1.5 }, "got the number 1.5" },
      { { { 1 } }, "got a nil" },
    }) do
      local good, message = pcall(hwc.chunks, table.unpack(case[1], 1, 2))
      assert.is_false(good)
      assert.matches(case[2], message, 1, true)
    end
  end)
end)
