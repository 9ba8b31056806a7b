-- SPDX-License-Identifier: Apache-2.0
local core = require("_hwc")

describe("an error", function()
  it("is one line without control characters", function()
    local err = core.new_error({
      kind = "service",
      operation = "show_job",
      message = "two\nlines\27[1m",
      status = 404,
      code = "CPS.0005",
      request_id = "r\r\n1",
    })
    assert.equal(
      "show_job: two lines [1m (service, status 404, code CPS.0005, request r  1)",
      tostring(err)
    )
    assert.equal("CPS.0005", err.code)
  end)

  it("ends with its hint", function()
    local err = core.new_error({
      kind = "service",
      message = "no",
      status = 401,
      hint = "the token\nhas expired",
      cause = core.new_error({ message = "not shown twice" }),
    })
    assert.equal("no (service, status 401); the token has expired", tostring(err))
    assert.equal("m; look there", tostring(core.new_error({ message = "m", hint = "look there" })))
    assert.equal("m", tostring(core.new_error({ message = "m", hint = "" })))
  end)

  it("shows what is there, whatever that is", function()
    assert.equal("unknown error", tostring(core.new_error({})))
    assert.equal("m", tostring(core.new_error({ message = "m", kind = {}, operation = false })))
    local err = core.new_error({ kind = "transport", message = ("é"):rep(1000) })
    assert.is_true(#tostring(err) < 600)
    assert.is_truthy(utf8.len(tostring(err)))
  end)

  it("is written as its texts, numbers and booleans, with its causes, eight at most", function()
    local cause = core.new_error({
      kind = "service", message = "busy", status = 503, headers = { a = "b" }, body = "b",
    })
    local err = core.new_error({
      kind = "credentials", message = "m", sent = false, elapsed = 0.5, code = 5, cause = cause,
      traceback = "t", report = "r", body = "b", headers = "h", other = {}, fn = print, [1] = "one",
    })
    local plain = {
      kind = "credentials", message = "m", sent = false, elapsed = 0.5, code = 5,
      cause = { kind = "service", message = "busy", status = 503 },
    }
    assert.same(plain, core.plain_error(err))
    assert.is_nil(getmetatable(core.plain_error(err)))
    assert.same(plain, core.decode_json(core.encode_json(err)))

    cause.cause = { message = "a table" }
    assert.is_nil(core.plain_error(err).cause.cause)
    cause.cause = cause
    local by_json = core.decode_json(core.encode_json(cause))
    for _, written in ipairs({ core.plain_error(cause), by_json }) do
      for _ = 1, 8 do
        written = written.cause
        assert.equal("busy", written.message)
      end
      assert.is_nil(written.cause)
    end
    assert.has_error(function() core.plain_error({ message = "m" }) end)
  end)

  it("can be raised and caught", function()
    local err = core.new_error({ kind = "timeout", message = "late" })
    local ok, caught = pcall(error, err)
    assert.is_false(ok)
    assert.equal(err, caught)
  end)
end)

describe("a secret", function()
  it("hides its bytes", function()
    local secret = core.secret("Zx9mark")
    assert.equal("hwc.secret: (redacted)", tostring(secret))
    assert.is_nil(("%s"):format(secret):find("Zx9", 1, true))
    assert.is_nil(secret.bytes)
  end)

  it("can be empty, and closed twice", function()
    local secret <close> = core.secret("")
    assert.is_true(core.is_secret(secret))
    secret:close()
    secret:close()
    assert.is_false(core.is_secret(secret))
  end)

  it("is made of strings alone", function()
    assert.has_error(function()
      core.secret(5)
    end)
    assert.has_error(function()
      core.secret()
    end)
  end)
end)
