local core = require("_hwc")
local hwc = require("hwc")

describe("hwc.secret", function()
  local path

  before_each(function()
    path = os.tmpname()
  end)

  after_each(function()
    os.remove(path)
  end)

  local function write(text)
    local file <close> = assert(io.open(path, "wb"))
    file:write(text)
  end

  it("takes the bytes of a file, less the end of its last line", function()
    for text, wanted in pairs({
      ["s3cret"] = "s3cret", ["s3cret\n"] = "s3cret", ["s3cret\r\n"] = "s3cret",
      ["s3cret\n\n"] = "s3cret\n", [" a b "] = " a b ", ["a\0b\n"] = "a\0b",
      [("x"):rep(100000) .. "\n"] = ("x"):rep(100000),
    }) do
      write(text)
      local secret = assert(hwc.secret({ file = path }))
      assert.is_true(core.equal(secret, wanted))
      assert.equal("hwc.secret: (redacted)", tostring(secret))
    end
  end)

  it("takes the value of an environment variable", function()
    local secret = assert(hwc.secret({ env = "PATH" }))
    assert.is_true(core.equal(secret, os.getenv("PATH")))
  end)

  it("says what cannot be read", function()
    local function fails(given, wanted)
      local secret, err = hwc.secret(given)
      assert.is_nil(secret)
      assert.equal("credentials", err.kind)
      assert.matches(wanted, err.message, 1, true)
    end
    fails({ file = path .. "-absent" }, path .. "-absent: No such file or directory")
    fails({ file = path }, "the file " .. path .. " is empty")
    write("\n")
    fails({ file = path }, "the file " .. path .. " is empty")
    fails({ file = "/" }, "/: it is not a regular file")
    write(("x"):rep(1024 * 1024 + 1))
    fails({ file = path }, "it is larger than 1 MiB")
    fails({ env = "HWC_SPEC_NOT_SET" }, "the environment variable HWC_SPEC_NOT_SET is not set")
  end)

  it("never waits for a pipe that nobody writes to", function()
    os.remove(path)
    assert(os.execute("mkfifo " .. path))
    local secret, err = hwc.secret({ file = path })
    assert.is_nil(secret)
    assert.matches("not a regular file", err.message, 1, true)
  end)

  it("is named where a closed one is given to a call", function()
    local closed = hwc.secret("key")
    closed:close()
    local client <close> = assert(require("apig").client({
      region = "cn-north-4", ak = "a", sk = "s", project_id = "p", instance_id = "i",
    }))
    for _, err in ipairs({
      (select(2, client:create_signature_key({ name = "orders", sign_secret = closed }))),
      (select(2, client:call({ method = "POST", path = "/", body = { a = closed } }))),
    }) do
      assert.equal("validation", err.kind)
      assert.matches("got a closed secret$", err.message)
    end
  end)

  it("raises for other tables", function()
    for _, given in ipairs({
      {}, { env = "A", file = "b" }, { path = "x" }, { "x" }, { env = 5 }, { file = {} },
      { env = "A\0B" }, { env = true },
    }) do
      local good, message = pcall(hwc.secret, given)
      assert.is_false(good)
      assert.matches("env and file is needed", message, 1, true)
    end
    assert.is_false((pcall(hwc.secret, 5)))
    assert.is_false((pcall(hwc.secret)))
  end)
end)
