local core = require("_hwc")
local cph = require("cph")
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

[federal]
idp_id = my-idp
id_token_file = /run/token

[half federal]
idp_id = my-idp

[empty]
project_id = p
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
    assert(os.execute("chmod 600 " .. path))
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
    assert.same({ source = "options", way = "keys", ak = "A", sk = "S" }, found)
  end)

  it("takes Terraform's names after the SDK's, and before the profile", function()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    environment.HW_ACCESS_KEY, environment.HW_SECRET_KEY = "TERRAAK", "terrask"
    environment.HW_SECURITY_TOKEN, environment.HW_PROJECT_ID = "terratoken", "terraproject"
    local found = assert(credentials.find({}))
    assert.same({ "TERRAAK", "terrask", "terratoken", "terraproject", "keys" },
      { found.ak, found.sk, found.security_token, found.project_id, found.way })
    assert.matches("HW_ACCESS_KEY", found.source, 1, true)
    environment.HUAWEICLOUD_SDK_AK, environment.HUAWEICLOUD_SDK_SK = "ENVAK", "envsk"
    assert.equal("ENVAK", assert(credentials.find({})).ak)
    environment.HUAWEICLOUD_SDK_AK, environment.HUAWEICLOUD_SDK_SK = nil, nil
    environment.HW_SECRET_KEY = nil
    assert_fails({}, "HW_ACCESS_KEY", "sk is missing")
  end)

  it("reads the section that HUAWEICLOUD_SDK_PROFILE names, and the option before it", function()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    environment.HUAWEICLOUD_SDK_PROFILE = "global"
    assert.equal("GLOBALAK", assert(credentials.find({})).ak)
    assert.equal("PROFILEAK", assert(credentials.find({ profile = "basic" })).ak)
    environment.HUAWEICLOUD_SDK_PROFILE = "absent"
    assert_fails({}, "has no section [absent]")
  end)

  it("takes the region from the options, the environment, the profile, in this order", function()
    local file = assert(io.open(path, "w"))
    file:write("[basic]\nak = A\nsk = s\nregion = eu-west-101\n")
    file:close()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    local found = assert(credentials.find({}))
    assert.equal("eu-west-101", (credentials.region({}, found)))
    environment.HW_REGION_NAME = "ap-southeast-1"
    assert.same({ "ap-southeast-1", "HW_REGION_NAME" }, { credentials.region({}, found) })
    environment.HUAWEICLOUD_SDK_REGION = "cn-north-4"
    assert.same({ "cn-north-4", "HUAWEICLOUD_SDK_REGION" }, { credentials.region({}, found) })
    assert.same({ "la-north-2" }, { credentials.region({ region = "la-north-2" }, found) })
    environment.HUAWEICLOUD_SDK_REGION, environment.HW_REGION_NAME = nil, nil
    assert.is_nil((credentials.region({}, {})))
  end)

  it("takes the environment before the profile", function()
    environment.HUAWEICLOUD_SDK_AK = "ENVAK"
    environment.HUAWEICLOUD_SDK_SK = "envsk"
    environment.HUAWEICLOUD_SDK_PROJECT_ID = "envproject"
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    assert.same({
      source = "environment", way = "keys", ak = "ENVAK", sk = "envsk", project_id = "envproject",
    }, (credentials.find({})))
  end)

  it("reads the section [basic] of the profile file", function()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    local found = assert(credentials.find({}))
    assert.equal("PROFILEAK", found.ak)
    assert.is_true(core.is_secret(found.sk))
    assert.is_true(core.equal(found.sk, "profilesk"))
    assert.is_nil(found.security_token)
    assert.equal("profileproject", found.project_id)
    assert.equal("https://iam.example.com", found.iam_endpoint)
    assert.matches("profile [basic]", found.source, 1, true)
  end)

  it("refuses a file without [basic] that the program named, or that has keys outside of sections",
  function()
    local function write(text)
      local file <close> = assert(io.open(path, "w"))
      file:write(text)
    end
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    for _, text in ipairs({ "ak = A\nsk = S\n", "[other]\nak = A\nsk = S\n", "", "# nothing\n" }) do
      write(text)
      assert_fails({}, path .. " has no section [basic]")
    end

    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = nil
    environment.HOME = path .. "-home"
    finally(function() os.execute("rm -rf " .. path .. "-home") end)
    assert(os.execute("mkdir -p " .. path .. "-home/.huaweicloud"))
    path = path .. "-home/.huaweicloud/credentials"
    for _, text in ipairs({ "AK = A\nSK = S\n", "sk: S\n[other]\nak = A\n" }) do
      write(text)
      assert_fails({}, path .. " has no section [basic]")
    end
    -- Sections of other programs are no mistake in the file that nobody named.
    write("region = x\n[other]\nak = A\nsk = S\n")
    assert_fails({ metadata = false }, "no credentials")
  end)

  it("refuses values in quotes, which would be part of them", function()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    for _, member in ipairs({ "ak", "SK", "security_token", "project_id", "iam_endpoint", "idp_id",
      "id_token_file" }) do
      for _, value in ipairs({ '"QUOTED"', "'QUOTED'", '"QUOTED' }) do
        local file = assert(io.open(path, "w"))
        file:write("[basic]\nnote = \"mine\"\nak = A\nsk = S\n", member, " = ", value, "\n")
        file:close()
        assert_fails({}, path .. ": the value of " .. member:lower() .. " is in quotes")
        assert.is_nil(tostring(select(2, credentials.find({}))):find("QUOTED", 1, true))
      end
    end
    local file = assert(io.open(path, "w"))
    file:write('[basic]\nnote = "mine"\nak = A\nsk = S"x"\n[other]\nak = "B"\n')
    file:close()
    assert.equal("A", assert(credentials.find({})).ak)
  end)

  it("reads keys of a profile as secrets, and everything else as text", function()
    local file = assert(io.open(path, "wb"))
    file:write("\239\187\191ak=outside\r\n [one]\t\r\n AK\t=\t A=B \r\nSk:s k;x\r\n",
      "security_token == \0\1\r\n#ak = no\n;ak = no\nno member\nproject_id\n[two]\nak = second\n",
      "[one]\nproject_id = p1\nproject_id =\nId_Token_File = /x\n[two")
    file:close()
    local members = assert(core.read_profile(path, "one"))
    assert.is_true(core.equal(members.sk, "s k;x"))
    assert.is_true(core.equal(members.security_token, "= \0\1"))
    members.sk, members.security_token = nil, nil
    assert.same({ ak = "A=B", id_token_file = "/x" }, members)
    assert.same({ ak = "second" }, core.read_profile(path, "two"))
    assert.is_false(core.read_profile(path, "three"))
    local missing, why = core.read_profile(path .. "-absent", "one")
    assert.is_nil(missing)
    assert.equal(path .. "-absent: No such file or directory", why)
    assert.same({ nil, "/: it is not a regular file", true }, { core.read_profile("/", "one") })
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

  it("prefers an id token to keys in the environment and the profile", function()
    environment.HUAWEICLOUD_SDK_AK = "ENVAK"
    environment.HUAWEICLOUD_SDK_SK = "envsk"
    environment.HUAWEICLOUD_SDK_IDP_ID = "my-idp"
    environment.HUAWEICLOUD_SDK_ID_TOKEN_FILE = "/run/token"
    assert.same({
      source = "environment", way = "id_token", idp_id = "my-idp", id_token_file = "/run/token",
    }, (credentials.find({})))
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    local found = assert(credentials.find({ profile = "federal" }))
    assert.equal("id_token", found.way)
    assert.equal("my-idp", found.idp_id)
  end)

  it("takes the pod before the ECS, and both after the profile", function()
    environment.HC_CONTAINER_CREDENTIALS_FULL_URI = "http://169.254.1.1/v1/credentials"
    environment.HC_CONTAINER_AUTHORIZATION_TOKEN_FILE = "/run/token"
    assert.same({
      source = "pod identity", way = "pod", url = "http://169.254.1.1/v1/credentials",
      token_file = "/run/token",
    }, (credentials.find({})))
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    assert.equal("PROFILEAK", assert(credentials.find({})).ak)
    environment = {}
    assert.same({ source = "ECS metadata", way = "metadata", url = "http://169.254.169.254" },
      (credentials.find({})))
  end)

  it("asks another metadata service where told so, by option before environment", function()
    environment.HWC_METADATA = "http://127.0.0.1:1/"
    assert.equal("http://127.0.0.1:1/", assert(credentials.find({})).url)
    assert.equal("http://127.0.0.1:2", assert(credentials.find({
      metadata = "http://127.0.0.1:2",
    })).url)
    environment.HWC_METADATA = "nonsense"
    assert_fails({}, "HWC_METADATA must be off or a URL")
  end)

  it("says what is missing of half a source", function()
    assert_fails({ ak = "A" }, "options", "sk is missing")
    assert_fails({ sk = "S" }, "options", "ak is missing")
    assert_fails({ security_token = "T" }, "security_token goes with ak and sk")
    assert_fails({ username = "u", password = "p" }, "domain is missing")
    assert_fails({ username = "u", domain = "d" }, "password is missing")
    assert_fails({ agency = "a", ak = "A", sk = "S" }, "agency_domain is missing")
    assert_fails({ agency_domain = "d", ak = "A", sk = "S" }, "agency is missing")
    environment.HC_CONTAINER_CREDENTIALS_FULL_URI = "http://169.254.1.1/"
    assert_fails({}, "pod identity", "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE is not set")
    environment = { HC_CONTAINER_AUTHORIZATION_TOKEN_FILE = path }
    assert_fails({}, "pod identity", "HC_CONTAINER_CREDENTIALS_FULL_URI is not set")
    environment = { HUAWEICLOUD_SDK_SK = "envsk" }
    assert_fails({}, "environment", "ak is missing")
    environment.HUAWEICLOUD_SDK_AK = "ENVAK"
    environment.HUAWEICLOUD_SDK_IDP_ID = "my-idp"
    assert_fails({}, "environment", "ak and sk or idp_id and id_token_file")
    environment = { HUAWEICLOUD_SDK_SECURITY_TOKEN = "envtoken" }
    assert_fails({}, "environment", "security_token goes with ak and sk")
    environment = { HUAWEICLOUD_SDK_CREDENTIALS_FILE = path }
    assert_fails({ profile = "half federal" }, "id_token_file is missing")
    assert_fails({ profile = "empty" }, "neither ak and sk nor idp_id")
  end)

  it("says so of half a source before it asks for the region", function()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE, environment.HWC_METADATA = path, "off"
    for name, text in pairs({
      HUAWEICLOUD_SDK_AK = "sk is missing", HW_ACCESS_KEY = "sk is missing",
      HW_SECURITY_TOKEN = "both are missing",
    }) do
      environment[name] = "x"
      local client, err = cph.client({})
      environment[name] = nil
      assert.is_nil(client)
      assert.equal("credentials", err.kind)
      assert.matches(text, err.message, 1, true)
    end
    local _, err = cph.client({ ak = "a" })
    assert.matches("sk is missing", err.message, 1, true)
  end)

  it("says that the profile may name the region only where it would be asked", function()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE, environment.HWC_METADATA = path, "off"
    local function problem()
      local client, err = cph.client({})
      assert.is_nil(client)
      assert.equal("region", err.field)
      return err.message
    end
    assert.matches("or the profile", problem(), 1, true)
    environment.HUAWEICLOUD_SDK_AK, environment.HUAWEICLOUD_SDK_SK = "a", "s"
    local message = problem()
    assert.matches("HUAWEICLOUD_SDK_REGION may set the region", message, 1, true)
    assert.is_nil(message:find("profile", 1, true))
    environment = { HWC_METADATA = "off" } -- there is neither a key nor a file
    assert.matches("or the profile", problem(), 1, true)
  end)

  it("reads no file that is larger than 1 MiB", function()
    local file = assert(io.open(path, "w"))
    file:write(FILE, ("#"):rep(1024 * 1024 - #FILE))
    file:close()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    assert.equal("PROFILEAK", assert(credentials.find({})).ak)
    file = assert(io.open(path, "a"))
    file:write("#")
    file:close()
    assert_fails({}, "larger than 1 MiB")
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = "/tmp"
    assert_fails({}, "cannot be read")
  end)

  it("takes only a regular file for a profile, and never waits for one", function()
    local directory = os.tmpname()
    os.remove(directory)
    local profile = directory .. "/.huaweicloud/credentials"
    assert(os.execute("mkdir -p " .. directory .. "/.huaweicloud"))
    finally(function() os.execute("rm -rf " .. directory) end)
    for _, command in ipairs({ "mkfifo ", "mkdir " }) do
      assert(os.execute(command .. profile))
      for _, variable in ipairs({
        "HOME=" .. directory, "HUAWEICLOUD_SDK_CREDENTIALS_FILE=" .. profile,
      }) do
        local pipe <close> = assert(io.popen(("%s timeout 5 lua5.4 -e '%s' 2>&1"):format(variable,
          'print(select(2, require("hwc.credentials").find({ metadata = false })))')))
        local line = pipe:read("l")
        assert.matches("cannot be read: ", line, 1, true)
        assert.matches(profile .. ": it is not a regular file", line, 1, true)
      end
      assert(os.execute("rm -r " .. profile))
    end
  end)

  -- Keys of another source would be used else, which may be another account's.
  it("takes a profile file for absent only where nothing is at the path", function()
    local directory = os.tmpname()
    os.remove(directory)
    finally(function() os.execute("rm -rf " .. directory) end)
    environment = { HOME = directory, HWC_METADATA = "http://127.0.0.1:1" }
    assert.equal("metadata", assert(credentials.find({})).way)
    assert(os.execute("mkdir " .. directory))
    assert.equal("metadata", assert(credentials.find({})).way)
    local sdk = directory .. "/.huaweicloud"
    assert(os.execute("touch " .. sdk)) -- it is no directory
    assert.equal("metadata", assert(credentials.find({})).way)

    os.remove(sdk)
    assert(os.execute(("mkdir %s; ln -s credentials %s/credentials"):format(sdk, sdk)))
    local told = ("the profile file cannot be read: %s/credentials: "):format(sdk)
    assert_fails({}, told, "symbolic link")
    os.remove(sdk .. "/credentials")
    assert(os.execute(("cp %s %s/credentials"):format(path, sdk)))
    local pipe <close> = assert(io.popen(("ulimit -n 40; HOME=%s lua5.4 -e '%s' 2>&1"):format(
      directory, [[
        local credentials = require("hwc.credentials")
        local options = { metadata = "http://127.0.0.1:1" }
        print(credentials.find(options).ak)
        local files = {}
        repeat
          files[#files + 1] = io.open("/dev/null")
        until not io.open("/dev/null")
        print(select(2, credentials.find(options)))
      ]])))
    assert.equal("PROFILEAK", pipe:read("l"))
    assert.matches(told .. "Too many open files", pipe:read("l"), 1, true)
  end)

  it("notes a profile file that others than its owner may read or write", function()
    environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE = path
    for mode, open in pairs({
      ["600"] = false, ["400"] = false, ["640"] = true, ["604"] = true, ["620"] = true,
      ["602"] = true, ["666"] = true,
    }) do
      assert(os.execute(("chmod %s %s"):format(mode, path)))
      local found = assert(credentials.find({}))
      assert.equal(open, found.warning ~= nil, mode)
      if open then
        assert.matches(path, found.warning, 1, true)
        assert.matches("0" .. mode, found.warning, 1, true)
      end
    end
  end)

  it("refuses two ways at once", function()
    assert_fails({ ak = "A", sk = "S", token = "T" }, "ak and sk or token")
    assert_fails({ token = "T", username = "u", password = "p", domain = "d" }, "not both")
  end)

  it("says what to do where there is nothing", function()
    environment.HOME = "/nonexistent"
    assert_fails({ metadata = false }, "HUAWEICLOUD_SDK_AK", "~/.huaweicloud/credentials")
    environment.HWC_METADATA = "off"
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

describe("hwc.credentials.redact_key", function()
  it("leaves enough to recognise a key, and hides short ones whole", function()
    assert.equal("QTWA…UC", credentials.redact_key("QTWAOYTTINDUT2QVKYUC"))
    assert.equal("…", credentials.redact_key("12345678"))
  end)
end)
