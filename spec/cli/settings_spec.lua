-- Where the program takes its settings from, and what it shows of them.

local cjson = require("cjson")
local sandbox = require("hwc.sandbox")

local function write(text, path)
  path = path or os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
  return path
end

describe("settings of the program", function()
  local cloud, home, options

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, speed = 1000 }))
    options = cloud:options()
    home = os.tmpname()
    os.remove(home)
    assert(os.execute("mkdir -p -m 700 " .. home .. "/.huaweicloud"))
    write("[basic]\nak = AKBASIC-LONG\nsk = s\nregion = ap-southeast-1\nproject_id = pbasic\n\n"
      .. "[other]\nak = AKOTHER-LONG\nsk = s\nregion = ap-southeast-2\n\n"
      .. ("[sandbox]\nak = %s\nsk = %s\niam_endpoint = %s\n"):format(options.ak, options.sk,
      options.endpoint), home .. "/.huaweicloud/credentials")
    assert(os.execute("chmod 600 " .. home .. "/.huaweicloud/credentials"))
  end)

  teardown(function()
    cloud:close()
    os.execute("rm -r " .. home)
  end)

  before_each(function()
    cloud:reset()
  end)

  -- Runs the program with variables.
  local function run(variables, words)
    local line = { "env HOME=" .. home }
    for name, value in pairs(variables) do
      line[#line + 1] = ("%s='%s'"):format(name, value)
    end
    local errors = os.tmpname()
    local pipe = assert(io.popen(("%s bin/hwc %s 2>%s"):format(table.concat(line, " "), words,
      errors)))
    local output = pipe:read("a")
    local _, _, status = pipe:close()
    local file <close> = assert(io.open(errors))
    os.remove(errors)
    return status, output, file:read("a")
  end

  -- What is used, taking the best source away one after the other.
  it("are taken from flags, variables of the SDKs and of Terraform, then the profile", function()
    local flags = "--access-key AKFLAG-LONG --secret-key s --region r-flag --project-id p-flag"
    local variables = {
      HUAWEICLOUD_SDK_AK = "AKSDK-LONG", HUAWEICLOUD_SDK_SK = "s",
      HUAWEICLOUD_SDK_REGION = "cn-east-3", HUAWEICLOUD_SDK_PROJECT_ID = "psdk",
      HW_ACCESS_KEY = "AKHW-LONG", HW_SECRET_KEY = "s", HW_REGION_NAME = "cn-south-1",
      HW_PROJECT_ID = "phw",
    }
    local function used(words)
      local status, output, errors = run(variables, "credentials " .. words)
      assert.equal(0, status, errors)
      local shown = cjson.decode(output)
      return { shown.ak, shown.region, shown.project_id }
    end
    assert.same({ "AKFL…NG", "r-flag", "p-flag" }, used(flags))
    assert.same({ "AKSD…NG", "cn-east-3", "psdk" }, used(""))
    variables.HUAWEICLOUD_SDK_AK, variables.HUAWEICLOUD_SDK_SK = nil, nil
    variables.HUAWEICLOUD_SDK_REGION, variables.HUAWEICLOUD_SDK_PROJECT_ID = nil, nil
    assert.same({ "AKHW…NG", "cn-south-1", "phw" }, used(""))
    variables.HW_ACCESS_KEY, variables.HW_SECRET_KEY, variables.HW_REGION_NAME = nil, nil, nil
    assert.same({ "AKBA…NG", "ap-southeast-1", "pbasic" }, used(""))
    variables.HUAWEICLOUD_SDK_PROFILE = "other"
    assert.same({ "AKOT…NG", "ap-southeast-2" }, used(""))
    assert.same({ "AKBA…NG", "ap-southeast-1", "pbasic" }, used("--profile basic"))
    assert.same({ "AKBA…NG", "r-flag", "pbasic" }, used("--profile basic --cli-region=r-flag"))
  end)

  it("of a sandbox are its own: flags that name another account are refused", function()
    for _, flag in ipairs({ "--endpoint " .. options.endpoint, "--profile sandbox",
      "--access-key x --secret-key env:HOME", "--iam-endpoint " .. options.endpoint }) do
      local status, output, errors = run({}, "--sandbox cph list-cloud-phone-servers " .. flag)
      assert.equal(2, status, flag)
      assert.equal("", output)
      assert.matches("^hwc: %-%-sandbox brings an account of its own", errors)
    end
    assert.same({}, cloud:requests())
    -- Variables of a real account are passed over.
    local status, output = run({ HUAWEICLOUD_SDK_AK = "a", HUAWEICLOUD_SDK_SK = "b",
      HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4 = options.endpoint },
      "--sandbox cph list-cloud-phone-servers --limit 1")
    assert.equal(0, status)
    assert.equal(1, #cjson.decode(output).servers)
    assert.same({}, cloud:requests())
  end)

  it("lead a command of hwc sandbox to its cloud, and its exit status is passed on", function()
    local variables = { HUAWEICLOUD_SDK_AK = "a", HUAWEICLOUD_SDK_SK = "b",
      HUAWEICLOUD_SDK_IDP_ID = "i", HUAWEICLOUD_SDK_ID_TOKEN_FILE = "/f",
      HUAWEICLOUD_SDK_PROFILE = "sandbox",
      HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4 = options.endpoint }
    local status, output, errors = run(variables, "sandbox --servers 2 -- sh -c 'bin/hwc cph "
      .. "list-cloud-phone-servers -o tsv --no-header --columns server_name && bin/hwc apig "
      .. "list-apis --limit 1 -o tsv --no-header --columns name; exit 7'")
    assert.equal(7, status, errors)
    assert.equal("cph-0002\ncph-0001\norders_1\n", output)
    assert.equal("", errors)
    assert.same({}, cloud:requests())
    assert.equal(143, (run({}, "sandbox -- sh -c 'kill -TERM $$'")))
    assert.equal(2, (run({}, "sandbox sh")))
    assert.equal(2, (run({}, "sandbox --servers x -- true")))
  end)

  it("are shown by -vv with headers, and attempts by -v, without secrets", function()
    local variables = { HUAWEICLOUD_SDK_REGION = "cn-north-4", HUAWEICLOUD_SDK_PROFILE = "sandbox",
      HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4 = options.endpoint }
    local list = "cph list-cloud-phone-servers --limit 1 "
    local _, _, quiet = run(variables, list)
    assert.equal("", quiet)
    local _, _, errors = run(variables, list .. "-v")
    assert.matches("list_cloud_phone_servers: attempt 1: GET /v1/", errors)
    assert.matches("list_cloud_phone_servers: 200 in %d+ ms, request %x+", errors)
    assert.is_nil(errors:find("> ", 1, true))
    variables.HWC_DEBUG = "1"
    assert.matches("attempt 1", select(3, run(variables, list)))
    variables.HWC_DEBUG = nil
    for _, words in ipairs({ list .. "-vv", list .. "--debug", list .. "-vv --all",
      "call GET '/v1/{project_id}/cloud-phone/servers' --query limit=1 -vv" }) do
      _, _, errors = run(variables, words)
      assert.matches("credentials from profile %[sandbox%]", errors)
      assert.matches("> GET http[^\n]+/v1/[^\n]+limit=1", errors)
      assert.matches("> X%-Sdk%-Date: %d+T%d+Z", errors)
      assert.matches("> Authorization: [^\n]+Signature=%*%*%*", errors)
      assert.is_nil(errors:find(options.sk, 1, true))
    end
    _, _, errors = run(variables, list .. "-vv")
    assert.matches("< 200\n", errors)
    assert.matches("< [Cc]ontent%-[Tt]ype: application/json", errors)
    -- A token in a response is not shown.
    local account = cloud:account()
    _, _, errors = run({}, ("iam keystone-create-user-token-by-password --endpoint %s --auth "
      .. "'{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"%s\","
      .. "\"password\":\"%s\",\"domain\":{\"name\":\"%s\"}}}},\"scope\":{\"project\":{\"name\":"
      .. "\"cn-north-4\"}}}' --access-key a --secret-key env:HOME -vv"):format(options.endpoint,
      account.user, account.password, account.domain))
    assert.matches("< [Xx]%-[Ss]ubject%-[Tt]oken: %*%*%*", errors)
    assert.is_nil(errors:find(account.password, 1, true))
  end)

  it("say so if the profile or its file is missing", function()
    local status, _, errors = run({}, "cph list-cloud-phone-servers --profile nope")
    assert.equal(1, status)
    assert.matches("has no section %[nope%]", errors)
    status, _, errors = run({ HUAWEICLOUD_SDK_CREDENTIALS_FILE = "/nonexistent" },
      "cph list-cloud-phone-servers")
    assert.equal(1, status)
    assert.matches("/nonexistent", errors)
    status, _, errors = run({ HUAWEICLOUD_SDK_AK = "a", HUAWEICLOUD_SDK_SK = "b" },
      "cph list-cloud-phone-servers")
    assert.equal(2, status)
    assert.matches("region", errors)
  end)

  it("are asked for by configure, which keeps what is not answered", function()
    local path = home .. "/.huaweicloud/credentials"
    local file = assert(io.open(path))
    local before = file:read("a")
    file:close()
    write(before .. "domain_id = d1\nsecurity_token = old\n", path)
    local answers = write("\n\ncn-north-4\n\n\n")
    local status, output, errors = run({ HUAWEICLOUD_SDK_PROFILE = "sandbox",
      HUAWEICLOUD_SDK_AK = "wrong", HUAWEICLOUD_SDK_SK = "wrong" },
      ("configure --endpoint %s <%s"):format(options.endpoint, answers))
    os.remove(answers)
    assert.equal(0, status, errors)
    assert.matches("No problem was found", output)
    assert.is_nil(errors:find(options.sk, 1, true))
    file = assert(io.open(path))
    local after = file:read("a")
    file:close()
    write(before, path)
    assert.equal(before:match("^(.-)%[sandbox%]") .. ("[sandbox]\nak = %s\nsk = %s\n"
      .. "region = cn-north-4\niam_endpoint = %s\ndomain_id = d1\n"):format(options.ak, options.sk,
      options.endpoint), after)
  end)

  it("are refused by configure where something is missing, and nothing is written", function()
    local path = home .. "/.huaweicloud/credentials"
    local file <close> = assert(io.open(path))
    local before = file:read("a")
    local answers = write("AK\n\n\n\n\n")
    local status, _, errors = run({}, ("configure --profile new --no-check <%s"):format(answers))
    os.remove(answers)
    assert.equal(2, status)
    assert.matches("sk is required; nothing was written", errors)
    file:seek("set")
    assert.equal(before, file:read("a"))
  end)
end)
