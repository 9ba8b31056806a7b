local credentials = require("hwc.credentials")

local FILE = [[
# keys of the night shift
[global]
ak = GLOBALAK
sk = globalsk

[basic]
ak = PROFILEAK
sk: profilesk
; a comment
project_id = profileproject
iam_endpoint = https://iam.example.com
security_token =

[half]
ak = ONLYAK
]]

describe("hwc.credentials.find", function()
  local getenv = os.getenv
  local environment, path

  before_each(function()
    environment = {}
    path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write(FILE)
    file:close()
    os.getenv = function(name) -- luacheck: ignore
      return environment[name]
    end
  end)

  after_each(function()
    os.getenv = getenv -- luacheck: ignore
    os.remove(path)
  end)

  local function assert_fails(options, ...)
    local found, err = credentials.find(options)
    assert.is_nil(found)
    assert.equal("credentials", err.kind)
    for _, text in ipairs({ ... }) do
      assert.matches(text, err.message, 1, true)
    end
  end

  it("prefers what the caller gives, and mixes nothing into it", function()
    environment.HUAWEICLOUD_SDK_AK = "ENVAK"
    environment.HUAWEICLOUD_SDK_SK = "envsk"
    environment.HUAWEICLOUD_SDK_SECURITY_TOKEN = "envtoken"
    environment.HUAWEICLOUD_SDK_PROJECT_ID = "envproject"
    local found = assert(credentials.find({ ak = "A", sk = "S" }))
    assert.same({ source = "options", ak = "A", sk = "S" }, found)
  end)

  it("takes the environment before the profile", function()
    environment.HUAWEICLOUD_SDK_AK = "ENVAK"
    environment.HUAWEICLOUD_SDK_SK = "envsk"
    environment.HUAWEICLOUD_SDK_PROJECT_ID = "envproject"
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    assert.same({
      source = "environment", ak = "ENVAK", sk = "envsk", project_id = "envproject",
    }, (credentials.find({})))
  end)

  it("reads the section [basic] of the profile file", function()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    local found = assert(credentials.find({}))
    assert.equal("PROFILEAK", found.ak)
    assert.equal("profilesk", found.sk)
    assert.is_nil(found.security_token)
    assert.equal("profileproject", found.project_id)
    assert.equal("https://iam.example.com", found.iam_endpoint)
    assert.matches("profile [basic]", found.source, 1, true)
  end)

  it("reads the section that the option profile names, whatever the environment says", function()
    environment.HUAWEICLOUD_SDK_AK = "ENVAK"
    environment.HUAWEICLOUD_SDK_SK = "envsk"
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    assert.equal("GLOBALAK", assert(credentials.find({ profile = "global" })).ak)
    assert_fails({ profile = "absent" }, "no section [absent]")
    assert_fails({ profile = "half" }, "profile [half]", "sk is missing")
    assert_fails({ profile = "global", ak = "A", sk = "S" }, "not both")
  end)

  it("says what is missing of half a source", function()
    assert_fails({ ak = "A" }, "options", "sk is missing")
    assert_fails({ sk = "S" }, "options", "ak is missing")
    assert_fails({ security_token = "T" }, "security_token goes with ak and sk")
    assert_fails({ username = "u", password = "p" }, "domain is missing")
    assert_fails({ username = "u", domain = "d" }, "password is missing")
    environment.HUAWEICLOUD_SDK_SK = "envsk"
    assert_fails({}, "environment", "ak is missing")
  end)

  it("refuses two ways at once", function()
    assert_fails({ ak = "A", sk = "S", token = "T" }, "ak and sk or token")
    assert_fails({ token = "T", username = "u", password = "p", domain = "d" }, "not both")
  end)

  it("says what to do where there is nothing", function()
    environment.HOME = "/nonexistent"
    assert_fails({}, "HUAWEICLOUD_SDK_AK", "~/.huaweicloud/credentials")
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = "/nonexistent/credentials"
    assert_fails({}, "cannot be read")
  end)

  it("shows no secret in its errors", function()
    for _, options in ipairs({
      { sk = "hush-hush" }, { password = "hush-hush", username = "u" },
      { ak = "A", sk = "hush-hush", token = "hush-hush" },
    }) do
      local _, err = credentials.find(options)
      assert.is_nil(tostring(err):find("hush", 1, true))
    end
  end)
end)

describe("hwc.credentials.masked", function()
  it("leaves enough to recognise a key, and hides short ones whole", function()
    assert.equal("QTWA…UC", credentials.masked("QTWAOYTTINDUT2QVKYUC"))
    assert.equal("…", credentials.masked("12345678"))
  end)
end)
