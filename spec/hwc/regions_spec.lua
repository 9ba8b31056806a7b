local cph = require("cph")
local regions = require("hwc.regions")

-- As the services document them, of the gateway that is named; docs/compare.lua compares all.
local ENDPOINTS = {
  { "cph", "cn-north-4", "https://cph.cn-north-4.myhuaweicloud.com" },
  { "apig", "cn-north-4", "https://roma.cn-north-4.myhuaweicloud.com" },
  { "apig", "cn-north-4", "https://apig.cn-north-4.myhuaweicloud.com", "apig" },
  { "apig", "eu-west-101", "https://apig.eu-west-101.myhuaweicloud.eu", "apig" },
  { "devserver", "cn-southwest-2", "https://modelarts.cn-southwest-2.myhuaweicloud.com" },
  { "devserver", "ap-southeast-1", "https://modelarts.ap-southeast-1.myhuaweicloud.cn" },
  { "iam", "cn-north-4", "https://iam.cn-north-4.myhuaweicloud.com" },
  { "iam", "eu-west-101", "https://iam.eu-west-101.myhuaweicloud.eu" },
}

describe("hwc.regions", function()
  local getenv = os.getenv
  local environment, path

  before_each(function()
    environment = {}
    path = os.tmpname()
    os.getenv = function(name) -- luacheck: ignore
      return environment[name]
    end
  end)

  after_each(function()
    os.getenv = getenv -- luacheck: ignore
    os.remove(path)
  end)

  local function write_file(text)
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
    environment.HUAWEICLOUD_SDK_REGIONS_FILE = path
  end

  for _, row in ipairs(ENDPOINTS) do
    local service, region, url, gateway = table.unpack(row)
    it(("knows the endpoint %s"):format(url), function()
      assert.equal(url, regions.endpoint(service, region, gateway))
      assert.is_true(regions.is_region(region))
    end)
  end

  it("reaches regions that it does not know", function()
    assert.equal("https://cph.xx-new-9.myhuaweicloud.com", regions.endpoint("cph", "xx-new-9"))
  end)

  it("has the global IAM without a region", function()
    assert.equal("https://iam.myhuaweicloud.com", regions.iam_endpoint())
  end)

  it("takes what the environment says before all else, of several endpoints the first", function()
    write_file("CPH:\n  - id: cn-north-4\n    endpoint: https://file.example\n")
    environment.HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4 = "https://a.example,https://b.example"
    environment.HUAWEICLOUD_SDK_REGION_ROMA_XX_OWN_1 = "roma.example:8443/base"
    environment.HUAWEICLOUD_SDK_REGION_APIG_XX_OWN_1 = "https://apig.example"
    environment.HUAWEICLOUD_SDK_REGION_MODELARTS_XX_OWN_1 = "https://machines.example"
    environment.HUAWEICLOUD_SDK_REGION_IAM_XX_OWN_1 = "https://iam.example"
    assert.equal("https://a.example", regions.endpoint("cph", "cn-north-4"))
    assert.equal("https://roma.example:8443/base", regions.endpoint("apig", "xx-own-1"))
    assert.equal("https://apig.example", regions.endpoint("apig", "xx-own-1", "apig"))
    assert.equal("https://machines.example", regions.endpoint("devserver", "xx-own-1"))
    assert.equal("https://iam.example", regions.iam_endpoint("xx-own-1"))
    environment.HUAWEICLOUD_SDK_IAM_ENDPOINT = "https://all.example"
    assert.equal("https://all.example", regions.iam_endpoint("xx-own-1"))
    assert.equal("https://all.example", regions.iam_endpoint())
    assert.equal("https://cph.cn-north-9.myhuaweicloud.com", regions.endpoint("cph", "cn-north-9"))
  end)

  it("reads the file regions.yaml in the shapes of the manual", function()
    write_file("\239\187\191# Service name is case-insensitive\r\n---\n" .. [[
Cph:
  - id: 'cn-north-1'
    endpoint: 'https://one.example'   # a comment
  - id: "cn-north-9"
    endpoint: "two.example"

  # another
  - endpoint: https://three.example#x
    id: cn-north-3 # plain
ECS:
- id: cn-north-1
  endpoint: https://ecs.example
modelarts:
  - id: 'cn-north-1'
    endpoints:
      - 'https://four.example'
      - 'https://five.example'
  - id: 'cn-north-2'
    endpoints:
    - 'https://six.example'
]])
    assert.equal("https://one.example", regions.endpoint("cph", "cn-north-1"))
    assert.equal("https://two.example", regions.endpoint("cph", "cn-north-9"))
    assert.equal("https://three.example#x", regions.endpoint("cph", "cn-north-3"))
    assert.equal("https://four.example", regions.endpoint("devserver", "cn-north-1"))
    assert.equal("https://six.example", regions.endpoint("devserver", "cn-north-2"))
    assert.equal("https://cph.cn-north-4.myhuaweicloud.com", regions.endpoint("cph", "cn-north-4"))
    assert.equal("https://iam.cn-north-1.myhuaweicloud.com", regions.endpoint("iam", "cn-north-1"))
  end)

  it("finds the file in the home directory, where it may be absent", function()
    environment.HOME = "/nonexistent"
    assert.equal("https://cph.cn-north-4.myhuaweicloud.com", regions.endpoint("cph", "cn-north-4"))
    environment.HUAWEICLOUD_SDK_REGIONS_FILE = "/nonexistent/regions.yaml"
    local url, err = regions.endpoint("cph", "cn-north-4")
    assert.is_nil(url)
    assert.equal("region", err.field)
    assert.matches("cannot be read: /nonexistent/regions.yaml", err.message, 1, true)
  end)

  it("takes only a regular file, and never waits for one", function()
    local directory = os.tmpname()
    os.remove(directory)
    local file = directory .. "/.huaweicloud/regions.yaml"
    assert(os.execute("mkdir -p " .. directory .. "/.huaweicloud"))
    finally(function() os.execute("rm -rf " .. directory) end)
    for _, command in ipairs({ "mkfifo ", "mkdir " }) do
      assert(os.execute(command .. file))
      for _, variable in ipairs({
        "HOME=" .. directory, "HUAWEICLOUD_SDK_REGIONS_FILE=" .. file,
      }) do
        local pipe <close> = assert(io.popen(("%s timeout 5 lua5.4 -e '%s' 2>&1"):format(variable,
          'print(select(2, require("hwc.regions").endpoint("cph", "cn-north-4")))')))
        local line = pipe:read("l")
        assert.matches("the regions file cannot be read: " .. file, line, 1, true)
        assert.matches("it is not a regular file", line, 1, true)
      end
      assert(os.execute("rm -r " .. file))
    end
  end)

  -- Requests would go to other endpoints else.
  it("takes the file for absent only where nothing is at the path", function()
    local directory = os.tmpname()
    os.remove(directory)
    finally(function() os.execute("rm -rf " .. directory) end)
    environment.HOME = directory
    local usual = "https://cph.cn-north-4.myhuaweicloud.com"
    assert.equal(usual, regions.endpoint("cph", "cn-north-4"))
    local sdk = directory .. "/.huaweicloud"
    assert(os.execute(("mkdir %s; touch %s"):format(directory, sdk))) -- that is no directory
    assert.equal(usual, regions.endpoint("cph", "cn-north-4"))

    os.remove(sdk)
    assert(os.execute(("mkdir %s; ln -s regions.yaml %s/regions.yaml"):format(sdk, sdk)))
    local url, err = regions.endpoint("cph", "cn-north-4")
    assert.is_nil(url)
    assert.equal("region", err.field)
    local told = ("the regions file cannot be read: %s/regions.yaml: "):format(sdk)
    assert.matches(told, err.message, 1, true)
    assert.matches("symbolic link", err.message, 1, true)

    os.remove(sdk .. "/regions.yaml")
    local file = assert(io.open(sdk .. "/regions.yaml", "w"))
    file:write("CPH:\n  - id: cn-north-4\n    endpoint: https://own.example\n")
    file:close()
    local pipe <close> = assert(io.popen(("ulimit -n 40; HOME=%s lua5.4 -e '%s' 2>&1"):format(
      directory, [[
        local regions = require("hwc.regions")
        print(regions.endpoint("cph", "cn-north-4"))
        local files = {}
        repeat
          local file = io.open("/dev/null")
          files[#files + 1] = file -- a collected one would be closed
        until not file
        print(select(2, regions.endpoint("cph", "cn-north-4")))
      ]])))
    assert.equal("https://own.example", pipe:read("l"))
    assert.matches(told .. "Too many open files", pipe:read("l"), 1, true)
  end)

  it("says in which line a file is wrong", function()
    for text, told in pairs({
      ["CPH"] = "line 1: expected the name of a service",
      ["  - id: x"] = "line 1: expected the name of a service",
      ["CPH: {}"] = "line 1: expected the name of a service",
      ["CPH:\n\t- id: x"] = "line 2: tabs",
      ["CPH:\n  id: x"] = "line 2: expected",
      ["CPH:\n  -id: x"] = "line 2: expected",
      ["CPH:\n  - name: x"] = 'line 2: a region has id, and endpoint or endpoints; unknown ',
      ["CPH:\n  - id x"] = "line 2: expected a member of a region",
      ["CPH:\n  - id: x\n"] = 'line 3: the region "x" above has no endpoint',
      ["CPH:\n  - id: x\n  - id: y"] = 'line 3: the region "x" above has no endpoint',
      ["CPH:\n  - endpoint: x\nECS:"] = "line 3: the region above has no id",
      ["CPH:\n  - id: x\n    id: y"] = "line 3: duplicate id",
      ["CPH:\n  - id: x\n    endpoint:"] = "line 3: endpoint must be a string",
      ["CPH:\n  - id: x\n    endpoint: [a]"] = "line 3: endpoint must be a string",
      ["CPH:\n  - id: x\n    endpoint: 'a"] = "line 3: endpoint must be a string",
      ["CPH:\n  - id: x\n    endpoint: a: b"] = "line 3: endpoint must be a string",
      ["CPH:\n  - id: x\n    endpoints: [a]"] = "line 3: endpoints must be a list",
      ["CPH:\n  - id: x\n    endpoints:\n      - [a]"] = "line 4: an endpoint must be a string",
      ["CPH:\n  - id: x\n    endpoints:\n  - id: y"] = "line 4: the region",
      ["CPH:\n  - id: x\n    endpoint: a\n   - id: y"] = "line 4: the regions of a service",
      ["CPH:\n  - id: x\n  endpoint: a"] = "line 3: expected",
    }) do
      write_file(text)
      local url, err = regions.endpoint("cph", "x")
      assert.is_nil(url, text)
      assert.equal("validation", err.kind)
      assert.matches(told, err.message, 1, true)
      assert.matches(path, err.message, 1, true)
    end
  end)

  it("is asked by clients without an endpoint only", function()
    write_file("CPH")
    assert(cph.client({ endpoint = "https://x.example", ak = "a", sk = "s" })):close()
    local client, err = cph.client({ region = "cn-north-4", ak = "a", sk = "s" })
    assert.is_nil(client)
    assert.equal("region", err.field)
    write_file("CPH:\n  - id: cn-north-4\n    endpoint: http://plain.example\n")
    client, err = cph.client({ region = "cn-north-4", ak = "a", sk = "s" })
    assert.is_nil(client)
    assert.equal("region", err.field)
    assert.matches("the endpoint of region cn-north-4", err.message, 1, true)
  end)

  it("takes nothing for a region that would change the host", function()
    for _, text in ipairs({ "evil.com/", "a@b", "a:1", "a.b", "", "A", "-", "a-", "x\n" }) do
      assert.is_false(regions.is_region(text))
    end
  end)

  it("says the whole rule of a region to who breaks it", function()
    for _, text in ipairs({ "x", "CN-north-4", "cn-north-", ("x"):rep(65) }) do
      local client, err = cph.client({ region = text, ak = "a", sk = "s" })
      assert.is_nil(client)
      assert.equal("region: 2 to 64 lower-case letters, digits and -, not starting or "
        .. "ending with -, such as cn-north-4", err.message)
    end
  end)
end)
