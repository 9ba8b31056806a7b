-- SPDX-License-Identifier: Apache-2.0
-- JSON read and written: the public parsing suite, numbers, and what neither cjson nor a table of
-- Lua tells apart.
local cjson = require("cjson")
local core = require("_hwc")
local hwc = require("hwc")

local function reply_of(body)
  return core.decode_reply("devserver", "show_dev_server", 200, {}, body)
end

-- As a reply without a row, and as a member that no row knows.
local function everywhere(text, check)
  check((assert(core.decode_reply("cph", nil, 200, {}, '{"x":' .. text .. "}"))).x)
  check((assert(reply_of('{"unheard_of":' .. text .. "}"))).unheard_of)
  check((hwc.json.decode(text)))
end

local function cases()
  local list = {}
  for line in io.lines("spec/json/cases.tsv") do
    local verdict, name, bytes = line:match("^(%a+)\t([^\t]+)\t(.*)$")
    if verdict then
      bytes = bytes:gsub("\\x(%x%x)", function(digits)
        return string.char(tonumber(digits, 16))
      end)
      list[#list + 1] = { verdict = verdict, name = name, text = bytes }
    end
  end
  list[#list + 1] = {
    verdict = "refused", name = "n_structure_100000_opening_arrays", text = ("["):rep(100000),
  }
  list[#list + 1] = {
    verdict = "refused", name = "n_structure_open_array_object",
    text = ('[{"":'):rep(50000) .. "\n",
  }
  return list
end

describe("the public parsing suite", function()
  local list = cases()

  it("is whole", function()
    local counts = { y = 0, n = 0, i = 0 }
    for _, case in ipairs(list) do
      local kind = case.name:sub(1, 1)
      counts[kind] = counts[kind] + 1
    end
    assert.same({ y = 95, n = 188, i = 35 }, counts)
  end)

  for _, case in ipairs(list) do
    it(case.verdict .. ": " .. case.name, function()
      local value, err = hwc.json.decode(case.text)
      local reply, problem = core.decode_reply("cph", nil, 200, {}, case.text)
      if case.verdict == "taken" then
        assert.not_equal(nil, value, tostring(err))
        assert.not_equal(nil, reply, tostring(problem))
      else
        assert.is_nil(value)
        assert.equal("validation", err.kind)
        if case.text:find("%S") then -- a response may have no body
          assert.is_nil(reply)
          assert.equal("service", problem.kind)
        end
      end
      -- The same verdict where a service's error is looked for.
      local body = '{"error_code":"CPS.0042","error_msg":"m","x":' .. case.text .. "}"
      local failure = select(2, core.decode_reply("cph", "show_job", 400, {}, body))
      assert.equal(case.verdict == "taken" and "CPS.0042" or "400", failure.code)
      assert.equal(case.verdict == "taken", failure.retryable)
    end)
  end

  it("is read as cjson reads it, where both read it", function()
    local compared = 0
    for _, case in ipairs(list) do
      local good, theirs = pcall(cjson.decode, case.text)
      if good and case.verdict == "taken" and case.name:find("^y_") and theirs == theirs then
        assert.same({ theirs }, { (hwc.json.decode(case.text)) }, case.name)
        compared = compared + 1
      end
    end
    assert.is_true(compared > 85, compared)
  end)
end)

describe("integers", function()
  it("of 64 bits are exact", function()
    for _, integer in ipairs({
      0, 1, -1, 2 ^ 53 | 0, (2 ^ 53 | 0) + 1, -(2 ^ 53 | 0) - 1, 999999999999999999,
      1000000000000000000, math.maxinteger, math.mininteger, math.mininteger + 1,
    }) do
      everywhere(("%d"):format(integer), function(value)
        assert.equal("integer", math.type(value))
        assert.equal(integer, value)
      end)
      local reply = assert(reply_of(('{"create_at":%d}'):format(integer)))
      assert.equal("integer", math.type(reply.create_at))
      assert.equal(integer, reply.create_at)
    end
  end)

  it("of replies may have a fraction of zeros, or an exponent", function()
    local reply = assert(reply_of('{"create_at":7.0,"update_at":1e3,"x":-2.50e1,"y":1.5}'))
    assert.equal("integer", math.type(reply.create_at))
    assert.equal("integer", math.type(reply.update_at))
    assert.equal("integer", math.type(reply.x))
    assert.same({ 7, 1000, -25, 1.5 }, { reply.create_at, reply.update_at, reply.x, reply.y })
  end)

  it("of members that have fractions are floats, but for those that no float holds", function()
    local reply, info = core.decode_reply("apig", "list_lately_api_statistics", 200, {}, [[{"list":[
      {"avg_latency":7,"avg_inner_latency":9007199254740993,"avg_backend_latency":2.0}]}]])
    local item = reply.list[1]
    assert.equal("float", math.type(item.avg_latency))
    assert.equal(7.0, item.avg_latency)
    assert.equal(9007199254740993, item.avg_inner_latency)
    assert.equal("float", math.type(item.avg_backend_latency))
    assert.is_nil(info.unexpected)
  end)

  it("that no Lua number holds are the nearest float, and named", function()
    local reply, info = reply_of([==[{"create_at":9223372036854775808,
      "volumes":[{"size":1},{"size":-100000000000000000000}],
      "odd":{"list":[1,[1e400,-1e400,1e-400,0e999,0.1]]},"name":"n"}]==])
    assert.equal(2.0 ^ 63, reply.create_at)
    assert.equal(-1e20, reply.volumes[2].size)
    -- JSON has no infinite number: the nearest float is the last one.
    assert.same({ 1.7976931348623157e308, -1.7976931348623157e308, 0, 0, 0.1 }, reply.odd.list[2])
    assert.same({ "create_at", "volumes[2].size", "odd.list[2][1]", "odd.list[2][2]",
      "odd.list[2][3]" }, info.unexpected)
    assert.equal("string", type(cjson.encode(reply)))
    assert.is_nil(select(2, reply_of('{"create_at":1,"x":0.1,"y":1e22}')).unexpected)
    local _, any = core.decode_reply("cph", nil, 200, {}, "[18446744073709551616]")
    assert.same({ "[1]" }, any.unexpected)
    assert.same({ "a" }, select(2, hwc.json.decode('{"a":1e999}')))
    assert.is_nil(select(2, hwc.json.decode('{"a":1}')))
  end)

  it("that are named are a hundred at most", function()
    local _, info = reply_of('{"x":[' .. ("1e999,"):rep(5000) .. "1]}")
    assert.equal(100, #info.unexpected)
    assert.equal("x[100]", info.unexpected[100])
  end)
end)

describe("members", function()
  it("of the same name: the last one counts", function()
    for _, text in ipairs({ '{"a":1,"a":2,"b":3}', '{"a":[1],"b":3,"a":2}',
      '{"a":null,"a":2,"b":3}', '{"b":9,"\\u0061":1,"a":2,"b":3}' }) do
      assert.same({ a = 2, b = 3 }, (reply_of(text)))
      assert.same({ a = 2, b = 3 }, (hwc.json.decode(text)))
    end
    assert.same({ name = "b" }, (reply_of('{"name":"a","name":"b"}')))
    assert.same({}, (reply_of('{"name":"a","name":null}')))
    local err = select(2, core.decode_reply("cph", "show_job", 400, {},
      '{"error_code":"A","error_msg":"m","error_code":"B"}'))
    assert.equal("B", err.code)
  end)

  it("that are [] stay apart from those that are {}, known or not", function()
    everywhere('{"list":[],"map":{},"deep":[[],{}]}', function(value)
      assert.is_true(hwc.is_array(value.list))
      assert.is_false(hwc.is_array(value.map))
      assert.is_true(hwc.is_array(value.deep))
      assert.is_true(hwc.is_array(value.deep[1]))
      assert.is_false(hwc.is_array(value.deep[2]))
      assert.equal('{"deep":[[],{}],"list":[],"map":{}}', hwc.json.encode(value))
    end)
    assert.is_true(hwc.is_array(hwc.array({})))
    assert.is_true(hwc.is_array({ 1 }))
    for _, other in ipairs({ {}, { a = 1 }, "[]", 1, true, hwc.null }) do
      assert.is_false(hwc.is_array(other))
    end
    assert.is_false(hwc.is_array(nil))
  end)
end)

describe("empty arrays and objects", function()
  it("of a row are what it says, whatever the service writes", function()
    local reply = assert(core.decode_reply("cph", "restart_cloud_phone_server", 200, {},
      '{"jobs":{}}'))
    assert.is_true(hwc.is_array(reply.jobs))
    reply = assert(reply_of('{"image":[],"endpoints_response":[[]],"volumes":{}}'))
    assert.equal('{"endpoints_response":[{}],"image":{},"volumes":[]}', hwc.json.encode(reply))
    assert.same({}, (reply_of("[]")))
    local none, err = reply_of('{"image":[}')
    assert.is_nil(none)
    assert.matches("not JSON", err.message)
    local info
    reply, info = reply_of('{"image":[1]}')
    assert.same({ { 1 }, { "image" } }, { reply.image, info.unexpected })
    assert.is_nil((reply_of("[1]")))
  end)
end)

describe("strings", function()
  local STRINGS = {
    ['"\\u0041\\n\\/\\""'] = 'A\n/"',
    ['"\\ud83d\\ude00"'] = "😀",
    ['"a\\ud83dz"'] = "a\u{FFFD}z",
    ['"\\ude00\\ud83d"'] = "\u{FFFD}\u{FFFD}",
    ['"\\ud83d\\ud83d\\ude00"'] = "\u{FFFD}😀",
    ['"\\ud83d\\n"'] = "\u{FFFD}\n",
    ['"\\u0000"'] = "\0",
    ['"a\0b\nc\td\1"'] = "a\0b\nc\td\1",
    ['"a\xffb"'] = "a\u{FFFD}b",
    ['"\xc3"'] = "\u{FFFD}",
    ['"\xed\xa0\x80"'] = "\u{FFFD}\u{FFFD}\u{FFFD}",
    ['"\xc0\xaf"'] = "\u{FFFD}\u{FFFD}",
    ['"\xf4\x90\x80\x80"'] = "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
    ['"团队 é 😀"'] = "团队 é 😀",
  }

  for text, expected in pairs(STRINGS) do
    it(("are read: %q"):format(text), function()
      everywhere(text, function(value)
        assert.equal(expected, value)
      end)
    end)
  end

  it("are read at any length and place", function()
    for length = 0, 40 do
      for place = 0, length do
        local before, behind = ("a"):rep(place), ("b"):rep(length - place)
        assert.equal(before .. "é\n" .. behind, (hwc.json.decode(
          '"' .. before .. "é\\n" .. behind .. '"')))
        assert.equal(before .. "\u{FFFD}" .. behind, (hwc.json.decode(
          '"' .. before .. "\xff" .. behind .. '"')))
      end
    end
  end)
end)

describe("nesting", function()
  it("is a thousand levels at most", function()
    for _, brackets in ipairs({ { "[", "]" }, { '{"a":', "}" } }) do
      local function nested(depth)
        return brackets[1]:rep(depth) .. (brackets[1] == "[" and "" or "1")
          .. brackets[2]:rep(depth)
      end
      local value = assert(hwc.json.decode(nested(1000)))
      assert.equal(nested(1000), hwc.json.encode(value))
      assert.equal("string", type(cjson.encode(value)))
      assert.is_table((core.decode_reply("cph", nil, 200, {}, nested(1000))))
      local none, err = hwc.json.decode(nested(1001))
      assert.is_nil(none)
      assert.matches("1000", err.message)
    end
  end)
end)

describe("hwc.json", function()
  it("says what is wrong, and where", function()
    local PROBLEMS = {
      [""] = "no JSON: the text ends unexpectedly at byte 1",
      ["[1,"] = "no JSON: the text ends unexpectedly at byte 4",
      ["[1 2]"] = "no JSON: a comma or ] is missing at byte 4",
      ['{"a" 1}'] = "no JSON: a colon is missing at byte 6",
      ["{a:1}"] = "no JSON: a name is missing at byte 2",
      ["[01]"] = "no JSON: a number has a leading zero at byte 2",
      ["[1.]"] = "no JSON: a digit is missing at byte 4",
      ["nul"] = "no JSON: the text ends unexpectedly at byte 4",
      ["nula"] = "no JSON: unknown word at byte 4",
      ['"\\x"'] = "no JSON: invalid escape at byte 2",
      ["1 1"] = "no JSON: there is text after the value at byte 3",
      ["NaN"] = "no JSON: a value is missing at byte 1",
    }
    for text, message in pairs(PROBLEMS) do
      local value, err = hwc.json.decode(text)
      assert.is_nil(value)
      assert.equal(message, err.message, text)
    end
  end)

  it("raises at the caller's line for what is no text", function()
    for _, case in ipairs({
      { nil, "a nil" }, { 5, "the number 5" }, { {}, "a table" }, { hwc.secret("{}"), "a secret" },
    }) do
      local line = debug.getinfo(1, "l").currentline + 1
      local good, message = pcall(function() local _ = hwc.json.decode(case[1]) end)
      assert.is_false(good)
      assert.equal(("spec/lua/json_spec.lua:%d: hwc.json.decode takes a string, got %s")
        :format(line, case[2]), message)
    end
  end)

  it("reads floats as floats, as they stand there", function()
    local value = assert(hwc.json.decode("[1.0,1e2,-0,0,1]"))
    assert.same({ "float", "float", "float", "integer", "integer" }, {
      math.type(value[1]), math.type(value[2]), math.type(value[3]), math.type(value[4]),
      math.type(value[5]),
    })
    assert.equal("-inf", tostring(1 / value[3]))
  end)

  it("writes the shortest text of a float, which reads as the same", function()
    local FLOATS = {
      ["0.1"] = 0.1, ["0.30000000000000004"] = 0.1 + 0.2, ["5e-324"] = 5e-324,
      ["1.7976931348623157e+308"] = 1.7976931348623157e308, ["1e+22"] = 1e22, ["1.5"] = 1.5,
      ["2.2250738585072014e-308"] = 2.2250738585072014e-308, ["-0"] = -0.0, ["3"] = 3.0,
      ["9007199254740993"] = 9007199254740993, ["9223372036854775807"] = math.maxinteger,
    }
    for text, value in pairs(FLOATS) do
      assert.equal(text, hwc.json.encode(value))
      assert.equal(value, (hwc.json.decode(text)))
    end
    math.randomseed(7)
    for _ = 1, 20000 do
      local value = ("<d"):unpack(("<i8"):pack(math.random(0)))
      if value == value and math.abs(value) ~= math.huge then
        assert.equal(value, (hwc.json.decode(hwc.json.encode(value))))
      end
    end
  end)

  it("writes members in the order of their names", function()
    assert.equal('{"B":2,"_":4,"a":[true,null,{}],"b":"\\"\\n\\u0000é"}', hwc.json.encode({
      b = '"\n\0é', a = { true, hwc.null, {} }, _ = 4, B = 2,
    }))
  end)

  it("refuses what cannot be written, and names it", function()
    local loop = { a = { b = {} } }
    loop.a.b.c = loop.a
    local REFUSED = {
      [loop] = "a.b.c: no table that contains itself, got one",
      [{ x = { 1, 0 / 0 } }] = "x[2]: a number, got NaN",
      [{ x = { 1, -1 / 0 } }] = "x[2]: a number, got an infinite number",
      [{ x = { { y = hwc.secret("Zx9mark") } } }] = "x[1].y: no secret, got one",
      [{ x = print }] = "x: a value that JSON has, got a function",
      [{ x = { 1, nil, 3 } }] = "x[2]: an array without holes, got nothing",
      [{ x = { 1, y = 2 } }] = "x: an array, got a table with other keys than 1, 2, 3",
      [{ x = { [1.5] = 2 } }] = "x: an object or an array, got a table with mixed keys or holes",
      [{ x = "\xff" }] = "x: valid UTF-8, got other bytes",
      [{ x = setmetatable({}, { __index = {} }) }] =
        "x: a plain table, got one whose metatable has __index",
    }
    for value, message in pairs(REFUSED) do
      local text, err = hwc.json.encode(value)
      assert.is_nil(text)
      assert.equal(message, err.message)
      assert.equal("validation", err.kind)
    end
    -- The same table twice is no cycle.
    local twice = { 1 }
    assert.equal("[[1],[1]]", hwc.json.encode({ twice, twice }))
  end)
end)

describe("lua-cjson", function()
  local SCALARS = {
    string = '"t"', timestamp = '"t"', boolean = "true", integer = "-9223372036854775808",
    long = "9223372036854775807", number = "1e400", any = '[{"a":null,"b":[]},{}]',
  }
  local write

  -- With a member that no row knows, and a null.
  local function write_object(object, depth)
    local parts = { '"unheard_of":[[],{},18446744073709551616,"\\ud800"]' }
    for _, member in ipairs(depth < 8 and object.members or {}) do
      parts[#parts + 1] = ("%q:null"):format(member.name)
      parts[#parts + 1] = ("%q:%s"):format(member.name, write(member, depth + 1))
    end
    return "{" .. table.concat(parts, ",") .. "}"
  end

  function write(member, depth)
    local inner = member.object and write_object(member.object, depth)
      or member.item and write(member.item, depth)
    if member.type == "array" then
      return inner and ("[%s,null,%s]"):format(inner, inner) or "[]"
    elseif member.type == "map" then
      return ('{"1":%s,"":%s}'):format(inner or 1, inner or "[]")
    end
    return member.type == "object" and inner or SCALARS[member.type]
  end

  it("is not what replies are read with", function()
    assert(os.execute([[lua5.4 -e '
      package.preload.cjson = function() error("it is loaded") end
      local core, hwc = require("_hwc"), require("hwc")
      assert(core.decode_reply("cph", nil, 200, {}, "[1]")[1] == 1)
      assert(select(2, core.decode_reply("cph", nil, 400, {}, "[1]")).status == 400)
      assert(hwc.json.encode(hwc.json.decode("[1]")) == "[1]")']]))
  end)

  it("has the same null, and writes the replies of all operations", function()
    assert.equal(cjson.null, hwc.null)
    local written = 0
    for _, service in ipairs(core.services) do
      for name, operation in pairs(require("_hwc." .. service).operations()) do
        if operation.reply then
          local text = write_object(operation.reply, 0)
          local reply, info = core.decode_reply(service, name, 200, {}, text)
          assert(reply, tostring(info))
          local again = cjson.decode(cjson.encode(reply))
          for _, member in ipairs(operation.reply.members) do
            assert.not_equal(nil, again[member.name], name .. "." .. member.name)
          end
          assert.equal(hwc.json.encode(reply),
            hwc.json.encode((assert(hwc.json.decode((hwc.json.encode(reply)))))))
          written = written + 1
        end
      end
    end
    assert.is_true(written > 200, written)
  end)
end)
