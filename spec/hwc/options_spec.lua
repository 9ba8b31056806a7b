local options = require("hwc.options")

local SPEC = {
  timeout = "seconds",
  batch = "count",
  ak = "text",
  sk = "secret",
  growth = "factor",
  verify = "boolean",
  progress = "function",
  headers = "table",
  proxy = "proxy",
  mode = options.one_of("roma", "apig"),
}

local function check(given)
  return pcall(function()
    return options.check(given, SPEC, "thing", 1)
  end)
end

describe("hwc.options.check", function()
  local year = 366 * 24 * 3600
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
    assert.matches("got 1.5", message, 1, true)
    _, message = check({ verify = 1 })
    assert.matches("got 1", message, 1, true)
  end)

  it("blames the caller's line", function()
    local function library(given)
      options.check(given, SPEC, "thing", 2)
    end
    local line = debug.getinfo(1, "l").currentline + 1
    local _, message = pcall(function() library({ x = 1 }) end)
    assert.matches(("options_spec.lua:%d:"):format(line), message, 1, true)
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
