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
    assert.equal("hwc.secret: (hidden)", tostring(secret))
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
