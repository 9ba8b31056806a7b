-- examples/rotate_access.lua as on the real cloud: told an endpoint, with keys in its environment.

local apig = require("apig")
local sandbox = require("hwc.sandbox")

describe("rotate_access.lua --region", function()
  local cloud, settings

  before_each(function()
    cloud = assert(sandbox.start({ servers = 2, speed = 1000 }))
    settings = cloud:options()
  end)

  after_each(function()
    cloud:close()
  end)

  -- Runs the example without a terminal; what it printed and its exit status.
  local function rotate(arguments)
    local command = ("HUAWEICLOUD_SDK_AK='%s' HUAWEICLOUD_SDK_SK='%s'"
      .. " HUAWEICLOUD_SDK_PROJECT_ID='%s' lua5.4 examples/rotate_access.lua"
      .. " --region cn-north-4 --endpoint '%s' %s"
      .. " </dev/null 2>&1"):format(settings.ak, settings.sk, settings.project_id, cloud.url,
      arguments)
    local pipe = assert(io.popen(command))
    local output = pipe:read("a")
    local _, _, status = pipe:close()
    return output, status
  end

  it("refuses to work unseen: nothing is sent", function()
    local output, status = rotate("--keypair ops-2")
    assert.equal(1, status, output)
    assert.truthy(output:find("--yes", 1, true), output)
    assert.same({}, cloud:requests())
  end)

  it("sums up what was done when it has to end early", function()
    cloud:fail({ operation = "restart_cloud_phone_server", status = 403, code = "CPS.0001" })
    local output, status = rotate("--yes --keypair keypair-2")
    assert.equal(1, status, output)
    assert.truthy(output:find("CPS.0001", 1, true), output)
    assert.truthy(output:find("key pairs changed%s+2\n"), output)
    assert.truthy(output:find("servers restarted%s+0\n"), output)
  end)

  -- The ids below "may have been changed" in the summary.
  local function unknown_ids(output)
    local ids = {}
    for id in output:match("check them.*$"):gmatch("\n    (%x+)") do
      ids[#ids + 1] = id
    end
    table.sort(ids)
    return ids
  end

  local function all_ids()
    local ids = {}
    for i, server in ipairs(cloud:state().cph.servers) do
      ids[i] = server.server_id
    end
    table.sort(ids)
    return ids
  end

  it("counts a batch as unknown, by its ids, where the response of its restart is lost", function()
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
    local output, status = rotate("--yes --keypair keypair-2")
    assert.equal(1, status, output)
    assert.truthy(output:find("key pairs changed%s+2\n"), output)
    assert.truthy(output:find("servers restarted%s+0\n"), output)
    assert.truthy(output:find("failed, unknown%s+0, 2\n"), output)
    assert.same(all_ids(), unknown_ids(output))
  end)

  it("counts a batch as unknown if the response of the change is lost or an error of the service",
  function()
    for _, fault in ipairs({ { drop = true, applied = true }, { status = 500, applied = true } }) do
      cloud:reset()
      fault.operation, fault.times = "update_keypair", 3 -- it is repeated
      cloud:fail(fault)
      local output, status = rotate("--yes --keypair keypair-2")
      assert.equal(1, status, output)
      assert.truthy(output:find("failed, unknown%s+0, 2\n"), output)
      assert.same(all_ids(), unknown_ids(output))
    end
  end)

  it("counts nothing as unknown where the service refused", function()
    cloud:fail({ operation = "update_keypair", status = 403, code = "CPS.0001" })
    local output, status = rotate("--yes --keypair keypair-2")
    assert.equal(1, status, output)
    assert.truthy(output:find("key pairs changed%s+0\n"), output)
    assert.truthy(output:find("failed, unknown%s+0, 0\n"), output)
  end)

  it("counts servers whose jobs failed, and those of an item that was refused", function()
    local ids = all_ids()
    cloud:fail_jobs({ operation = "update_keypair", target = ids[1] })
    local output, status = rotate(("--yes --keypair keypair-2 --servers %s,%s"):format(
      table.concat(ids, ","), ("f"):rep(32)))
    assert.equal(1, status, output)
    assert.truthy(output:find("key pairs changed%s+1\n"), output)
    assert.truthy(output:find("servers restarted%s+1\n"), output)
    assert.truthy(output:find("failed, unknown%s+2, 0\n"), output)
  end)

  it("counts the batch that an interrupt finds under way, and says which servers it has",
  function()
    local slow <close> = assert(sandbox.start({ servers = 4, speed = 0.01 }))
    local options = slow:options()
    -- In the foreground, else the program's whole group gets a second signal, which ends it.
    local command = "timeout --foreground -s INT 3 sh -c 'exec env %s lua5.4 %s %s' 2>&1"
    local pipe = assert(io.popen(command:format(
      ("HUAWEICLOUD_SDK_AK=%s HUAWEICLOUD_SDK_SK=%s HUAWEICLOUD_SDK_PROJECT_ID=%s"):format(
        options.ak, options.sk, options.project_id),
      "examples/rotate_access.lua --region cn-north-4 --batch 2 --yes --keypair keypair-2",
      "--endpoint " .. slow.url)))
    local output = pipe:read("a")
    pipe:close()
    assert.truthy(output:find("interrupted", 1, true), output)
    assert.truthy(output:find("failed, unknown%s+0, 2\n"), output)
    local under_way = { output:match("2 at a time\n    (%x+)\n    (%x+)\n") }
    table.sort(under_way)
    assert.same(under_way, unknown_ids(output))
  end)

  it("does not call a signature key kept whose update may have been done", function()
    local gateway <close> = assert(apig.client(settings))
    local sign = assert(gateway:create_signature_key({ name = "orders", sign_type = "hmac" }))
    for fault, told in pairs({
      [{ drop = true, applied = true }] = "may be replaced",
      [{ status = 403 }] = "not replaced",
    }) do
      local key_file = os.tmpname()
      assert(os.remove(key_file))
      fault.operation, fault.times = "update_signature_key", fault.drop and 3
      cloud:fail(fault)
      local output, status = rotate(("--yes --instance %s --sign-id %s --key-file %s"):format(
        settings.instance_id, sign.id, key_file))
      os.remove(key_file)
      assert.equal(1, status, output)
      assert.truthy(output:find("signature key%s+orders " .. told), output)
    end
  end)

  it("needs a target", function()
    local output, status = rotate("--yes")
    assert.equal(2, status, output)
  end)

  it("refuses a flag that it does not know", function()
    local output, status = rotate("--keypairs ops-2")
    assert.equal(2, status, output)
    assert.truthy(output:find("usage", 1, true), output)
  end)

  it("lists what it changes and leaves the rest alone", function()
    local gateway <close> = assert(apig.client(settings))
    local sign = assert(gateway:create_signature_key({ name = "orders", sign_type = "hmac" }))
    local key_file = os.tmpname()
    assert(os.remove(key_file))

    local output, status = rotate(("--yes --instance %s --sign-id %s --key-file %s"):format(
      settings.instance_id, sign.id, key_file))
    local file <close> = assert(io.open(key_file))
    local kept = file:read("a")
    local pipe <close> = assert(io.popen("stat -c %a " .. key_file))
    local mode = pipe:read("l")
    os.remove(key_file)

    assert.equal(0, status, output)
    assert.truthy(output:find(sign.id, 1, true), output)
    assert.equal("600", mode)
    local key, secret = kept:match("^sign_key=(%S+)\nsign_secret=(%S+)\n$")
    assert.equal(key, gateway:list_signature_keys({ id = sign.id }).signs[1].sign_key)
    assert.falsy(output:find(secret, 1, true), "the secret was printed")
    for _, request in ipairs(cloud:requests()) do
      assert.falsy(request.target:find("open-access", 1, true))
    end
  end)
end)

describe("with-hwc", function()
  local CALLER = "HUAWEICLOUD_SDK_AK=a HUAWEICLOUD_SDK_SK=b HUAWEICLOUD_SDK_X=c https_proxy=d"
    .. " HTTPS_PROXY=e HC_CONTAINER_CREDENTIALS_FULL_URI=f HWC_METADATA=http://127.0.0.1:1"

  -- What a program sees of the caller's environment.
  local function seen_by(options)
    local pipe <close> = assert(io.popen(CALLER .. " HOME=/root/of/nobody \"$HWC_BUILD/with-hwc\" "
      .. options .. " env"))
    local seen = {}
    for name, value in pipe:read("a"):gmatch("([%w_]+)=([^\n]*)") do
      seen[name] = value
    end
    return seen
  end

  it("keeps the caller's cloud keys, proxies and metadata", function()
    local seen = seen_by("")
    for name, value in CALLER:gmatch("([%w_]+)=(%S+)") do
      assert.equal(value, seen[name])
    end
    assert.equal("/root/of/nobody", seen.HOME)
  end)

  it("hides them with --isolated, and the files of the home directory", function()
    local seen = seen_by("--isolated")
    for name in CALLER:gmatch("([%w_]+)=") do
      assert.equal(name == "HWC_METADATA" and "off" or nil, seen[name])
    end
    local file = io.open(seen.HOME .. "/.huaweicloud/credentials")
    assert.is_nil(file)
    assert.equal(os.getenv("HWC_BUILD") .. "/home", seen.HOME)
  end)
end)
