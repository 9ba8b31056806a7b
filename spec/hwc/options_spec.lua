local hwc = require("hwc")
local options = require("hwc.options")

local year = 366 * 24 * 3600

local SPEC = {
  timeout = "seconds",
  batch = "count",
  ak = "text",
  sk = "secret",
  growth = "factor",
  verify = "boolean",
  progress = "function",
  headers = "table",
  retry = "retry",
  send_before = "boot_time",
  proxy = "proxy",
  mode = options.one_of("roma", "apig"),
  version = options.one_of("1.1", "2"),
}

local function check(given)
  return pcall(function()
    return options.check(given, SPEC, "thing", 1)
  end)
end

describe("hwc.options.check", function()
  local cases = {
    { "timeout", { 0.001, 1, year }, { 0, -1, 0 / 0, math.huge, year + 1, "1", true } },
    { "batch", { 1, 100 }, { 0, -1, 1.5, "1" } },
    { "ak", { "a" }, { "", "a\nb", "a\0b", 5 } },
    { "sk", { "a", "ä b" }, { "", "a\rb", "a\nb", "a\0b", 5, {} } },
    { "growth", { 1, 2.5 }, { 0.99, 0 / 0, "2" } },
    { "verify", { true, false }, { "false", 0 } },
    { "progress", { print }, { "print" } },
    { "headers", { {} }, { "a: b" } },
    { "proxy",
      { "", "http://127.0.0.1:3128", "proxy.example", "proxy.example:80/", "socks5h://u:p@h:1080",
        "[::1]:3128", "http://[fe80::1%25eth0]", "u:a:b/c@d@h", "http://u@h:65535/?x" },
      { "a b", 5, "us:hidden", "http://us:hidden", "socks5://us:1234567", "us:hidden/x", "http://",
        "u:p@h:hidden", "[::1]hidden", "::1", ":3128" } },
    { "mode", { "roma", "apig" }, { "APIG", "", 1 } },
  }
  for _, case in ipairs(cases) do
    local name, good, bad = table.unpack(case)
    it("checks " .. name, function()
      for _, value in ipairs(good) do
        assert.is_true((check({ [name] = value })))
      end
      for _, value in ipairs(bad) do
        local passed, message = check({ [name] = value })
        assert.is_false(passed)
        assert.matches(('thing: option "%s" has to be '):format(name), message, 1, true)
      end
    end)
  end

  it("names the nearest option for an unknown one", function()
    local _, message = check({ timeuot = 5 })
    assert.matches('unknown option "timeuot", did you mean "timeout"?', message, 1, true)
    _, message = check({ something_else = 5 })
    assert.matches('unknown option "something_else"$', message)
    _, message = check({ [1] = 5 })
    assert.matches("unknown option of type number", message, 1, true)
  end)

  it("never shows a value", function()
    local _, message = check({ mode = "very-secret" })
    assert.is_nil(message:find("very-secret", 1, true))
    _, message = check({ sk = "very\nsecret" })
    assert.is_nil(message:find("secret\"", 1, true) and message:find("very", 1, true))
    _, message = check({ proxy = "http://us:hidden" })
    assert.is_nil(message:find("hidden", 1, true))
    for _, name in ipairs({ "ak", "sk", "proxy" }) do
      for _, number in ipairs({ 83726151, 83726151.5 }) do
        _, message = check({ [name] = number })
        assert.matches(", got a number$", message)
        assert.is_nil(message:find("83726151", 1, true), message)
      end
    end
  end)

  it("shows a number where no text is needed", function()
    local _, message = check({ batch = 1.5 })
    assert.matches("got the number 1.5", message, 1, true)
    _, message = check({ verify = 1 })
    assert.matches("got the number 1", message, 1, true)
  end)

  it("says what it got", function()
    local closed = hwc.secret("key")
    closed:close()
    for _, case in ipairs({
      { { mode = 2 }, "got the number 2" },
      { { mode = "3" }, 'got "3"' },
      { { version = "3" }, 'has to be one of "1.1", "2", got "3"' },
      { { version = 2 }, 'has to be one of "1.1", "2", got the number 2' },
      { { mode = "romaa" }, 'got "romaa", did you mean "roma"?' },
      { { timeout = "1" }, "got a string of 1 bytes" },
      { { verify = 0 }, "got the number 0" },
      { { verify = print }, "got a function" },
      { { sk = closed }, "got a closed secret" },
      { { ak = hwc.secret("key") }, "got a secret" },
    }) do
      local _, message = check(case[1])
      assert.equal(case[2], message:sub(-#case[2]))
    end
  end)

  it("takes points of the boot clock, not of another one", function()
    local now = hwc.boot_time()
    assert.is_true((check({ send_before = now + 30 })))
    assert.is_true((check({ send_before = now + year })))
    for _, wrong in ipairs({ os.time() + 30, (os.time() + 30) * 1000, now + year + 60 }) do
      local good, message = check({ send_before = wrong })
      assert.is_false(good)
      assert.matches("a time of hwc.boot_time() (not os.time()), at most a year ahead", message,
        1, true)
    end
    for _, wrong in ipairs({ 0, -1, 0 / 0, math.huge, "5" }) do
      assert.is_false((check({ send_before = wrong })))
    end
  end)

  it("says that a duration is no point of time", function()
    local _, message = check({ timeout = os.time() + 30 })
    assert.matches("has to be a duration in seconds, above 0 and at most a year", message, 1, true)
  end)

  it("names the members of the option retry that are wrong", function()
    for _, good in ipairs({ false, {}, { attempts = 5, mode = "adaptive" } }) do
      assert.is_true((check({ retry = good })))
    end
    for _, case in ipairs({
      { true, 'option "retry" has to be false or a table of attempts and mode' },
      { { attempt = 3 }, 'option "retry": unknown option "attempt", did you mean "attempts"?' },
      { { attempts = 0 }, 'option "retry": option "attempts" has to be an integer of at least 1' },
      { { mode = "standrad" }, 'did you mean "standard"?' },
      { setmetatable({}, { __index = { attempts = 1 } }), 'have to be a plain table' },
    }) do
      local good, message = check({ retry = case[1] })
      assert.is_false(good)
      assert.matches(case[2], message, 1, true)
    end
  end)

  it("blames the caller's line", function()
    local function library(given)
      options.check(given, SPEC, "thing", 2)
    end
    local line = debug.getinfo(1, "l").currentline + 1
    local _, message = pcall(function() library({ x = 1 }) end)
    assert.matches(("options_spec.lua:%d:"):format(line), message, 1, true)
    line = line + 3
    _, message = pcall(function() library({ retry = { x = 1 } }) end)
    assert.matches(("options_spec.lua:%d:"):format(line), message, 1, true)
  end)
end)

describe("hwc.options.merge", function()
  it("copies the first table and puts the members of the second over it", function()
    local base, over = { a = 1, b = 2 }, { b = false, c = 3 }
    assert.same({ a = 1, b = false, c = 3 }, options.merge(base, over))
    assert.same({ a = 1, b = 2 }, base)
    assert.same({ b = false, c = 3 }, over)
    local copy = options.merge(base)
    assert.same(base, copy)
    assert.not_equal(base, copy)
  end)
end)

describe("hwc.options.remaining", function()
  it("takes what has passed off a deadline, and leaves the given table alone", function()
    local given = { timeout = 5, deadline = 10 }
    assert.same({ timeout = 5, deadline = 4 }, options.remaining(given, 6))
    assert.same({ timeout = 5, deadline = -1 }, options.remaining(given, 11))
    assert.same({ timeout = 5, deadline = 10 }, given)
    assert.same({ timeout = 5 }, options.remaining({ timeout = 5 }, 6))
  end)
end)
