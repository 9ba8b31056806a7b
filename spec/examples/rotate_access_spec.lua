-- examples/rotate_access.lua as on the real cloud: told an endpoint, with keys in its environment.

local apig = require("apig")
local sandbox = require("hwc.sandbox")

describe("rotate_access.lua --region", function()
  local cloud, settings, journal

  before_each(function()
    cloud = assert(sandbox.start({ servers = 4, speed = 1000 }))
    settings = cloud:options()
    journal = os.tmpname()
    os.remove(journal)
  end)

  after_each(function()
    cloud:close()
    os.execute("rm -f " .. journal .. "*")
  end)

  -- Runs the example without a terminal; what it printed and its exit status.
  local function rotate(arguments)
    local command = ("HUAWEICLOUD_SDK_AK='%s' HUAWEICLOUD_SDK_SK='%s'"
      .. " HUAWEICLOUD_SDK_PROJECT_ID='%s' lua5.4 examples/rotate_access.lua"
      .. " --region cn-north-4 --poll 0.1 --overlap 0.5 --endpoint '%s' %s"
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

  -- Runs it on all servers with the right key pair.
  local function rotate_all(more)
    return rotate("--yes --keypair keypair-2 --journal " .. journal .. (more or ""))
  end

  it("stops at the canary where the service refuses, and names the code", function()
    cloud:fail({ operation = "restart_cloud_phone_server", status = 403, code = "CPS.0001" })
    local output, status = rotate_all()
    assert.equal(1, status, output)
    assert.truthy(output:find("CPS.0001", 1, true), output)
    assert.truthy(output:find("halted: 0 of 4 succeeded", 1, true), output)
    assert.equal(0, #cloud:state().cph.jobs - 1) -- one key pair, no restart
  end)

  it("names a server in doubt whose restart may have been done, and sends it no second one",
  function()
    cloud:fail({ operation = "restart_cloud_phone_server", drop = true, applied = true })
    local output, status = rotate_all()
    assert.equal(1, status, output)
    local id = output:match("    (%x+) in_doubt")
    assert.is_string(id, output)
    local again
    again, status = rotate_all()
    assert.equal(1, status, again)
    assert.truthy(again:find("still halted", 1, true), again)
    local restarts = 0
    for _, request in ipairs(cloud:requests()) do
      restarts = restarts + (request.path:find("batch-restart", 1, true) and 1 or 0)
    end
    assert.equal(1, restarts)
  end)

  it("shows servers whose jobs failed, and those that the service does not know", function()
    local id = cloud:state().cph.servers[1].server_id
    cloud:fail_jobs({ operation = "update_keypair", target = id })
    local output, status = rotate_all(" --servers " .. id)
    assert.equal(1, status, output)
    assert.truthy(output:find(id .. " failed", 1, true), output)
    output, status = rotate(("--yes --keypair keypair-3 --journal %s --servers %s"):format(journal,
      ("f"):rep(32)))
    assert.equal(1, status, output)
    assert.truthy(output:find(("f"):rep(32) .. " refused", 1, true), output)
  end)

  it("goes on with the same command after an interrupt; each server is restarted once", function()
    local slow <close> = assert(sandbox.start({ servers = 6, speed = 20 }))
    local options = slow:options()
    local command = ("HUAWEICLOUD_SDK_AK=%s HUAWEICLOUD_SDK_SK=%s HUAWEICLOUD_SDK_PROJECT_ID=%s "
      .. "%%s lua5.4 examples/rotate_access.lua --region cn-north-4 --yes --keypair keypair-2 "
      .. "--poll 0.2 --endpoint %s --journal %s 2>&1"):format(options.ak, options.sk,
      options.project_id, slow.url, journal)
    -- In the foreground, else the program's whole group gets a second signal.
    local pipe = assert(io.popen(command:format("timeout --foreground -s INT 2")))
    local output = pipe:read("a")
    pipe:close()
    assert.truthy(output:find("give the same command to go on", 1, true), output)
    os.execute(("sqlite3 %s 'UPDATE hwc_batch SET lease_until = 0'"):format(journal))
    pipe = assert(io.popen(command:format("")))
    output = pipe:read("a")
    assert.is_true(pipe:close(), output)
    assert.truthy(output:find("goes on", 1, true), output)
    local times = {}
    for _, request in ipairs(slow:requests()) do
      for _, id in ipairs(request.path:find("batch-restart", 1, true) and request.body.server_ids
          or {}) do
        times[id] = (times[id] or 0) + 1
      end
    end
    for _, server in ipairs(slow:state().cph.servers) do
      assert.equal("keypair-2", server.keypair_name)
      assert.equal(1, times[server.server_id])
    end
  end)

  -- A program for --deliver that keeps what it gets.
  local function deliver_to(path)
    local program = os.tmpname()
    local file <close> = assert(io.open(program, "w"))
    file:write("#!/bin/sh\ncat >>", path, "\n")
    file:close()
    os.execute("chmod 700 " .. program)
    return program
  end

  it("replaces a signature key that the backends know before, and prints no secret", function()
    local gateway <close> = assert(apig.client(settings))
    local sign = assert(gateway:create_signature_key({ name = "orders", sign_type = "hmac" }))
    local delivered = os.tmpname()
    local program = deliver_to(delivered)
    local output = rotate(("--yes --instance %s --sign-id %s --deliver %s --journal %s"):format(
      settings.instance_id, sign.id, program, journal))
    local file <close> = assert(io.open(delivered))
    local kept = file:read("a")
    os.remove(program)
    os.remove(delivered)
    local key, secret = kept:match('"sign_key":"([^"]+)","sign_secret":"([^"]+)"')
    assert.equal(key, gateway:list_signature_keys({ id = sign.id }).signs[1].sign_key)
    assert.falsy(output:find(secret, 1, true), "the secret was printed")
    local listed <close> = assert(io.open(journal, "rb"))
    assert.falsy(listed:read("a"):find(secret, 1, true), "the secret is in the journal")
  end)

  it("keeps the old signature key where the backends do not take the new one", function()
    local gateway <close> = assert(apig.client(settings))
    local sign = assert(gateway:create_signature_key({ name = "orders", sign_type = "hmac" }))
    local pipe <close> = assert(io.popen(("HUAWEICLOUD_SDK_AK='%s' HUAWEICLOUD_SDK_SK='%s' "
      .. "HUAWEICLOUD_SDK_PROJECT_ID='%s' timeout --foreground -s INT 2 lua5.4 "
      .. "examples/rotate_access.lua --region cn-north-4 --endpoint '%s' --yes --instance %s "
      .. "--sign-id %s --deliver false --journal %s </dev/null 2>&1"):format(settings.ak,
      settings.sk, settings.project_id, cloud.url, settings.instance_id, sign.id, journal)))
    local output = pipe:read("a")
    assert.truthy(output:find("not finished", 1, true), output)
    assert.equal(sign.sign_key, gateway:list_signature_keys({ id = sign.id }).signs[1].sign_key)
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
