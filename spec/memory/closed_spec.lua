-- What is left of secrets in the memory of a process once its clients are closed, searched from
-- outside.

local program = require("spec.support.program")
local sandbox = require("hwc.sandbox")

local NAMES = { "sk", "body", "user_data", "token", "password", "header", "profile", "security" }

local CHUNK = 1024 * 1024

-- Bytes of the largest mapping that is searched: sanitizers have far larger ones for themselves.
local LARGEST = 256 * 1024 * 1024

-- How often each secret is in the writable memory of a process.
local function search(pid, secrets)
  local counts, searched = {}, 0
  for name in pairs(secrets) do
    counts[name] = 0
  end
  local memory <close> = assert(io.open(("/proc/%d/mem"):format(pid), "rb"))
  memory:setvbuf("no")
  for line in io.lines(("/proc/%d/maps"):format(pid)) do
    local first, last = line:match("^(%x+)-(%x+) rw")
    local at, stop = tonumber(first or "0", 16), tonumber(last or "0", 16)
    if stop - at < LARGEST then
      local before = ""
      while at < stop do
        local bytes = memory:seek("set", at) and memory:read(math.min(CHUNK, stop - at))
        if not bytes then
          break
        end
        local text = before .. bytes
        for name, secret in pairs(secrets) do
          for _ in text:gmatch(secret) do
            counts[name] = counts[name] + 1
          end
        end
        before = text:sub(-63) -- one byte less than a secret, so that none counts twice
        at = at + #bytes
        searched = searched + #bytes
      end
    end
  end
  return counts, searched
end

describe("the memory of a process", function()
  local cloud, directory, secrets

  setup(function()
    cloud = assert(sandbox.start({ servers = 1 }))
    directory = program.directory()
    secrets = {}
    for _, name in ipairs(NAMES) do
      local random = assert(io.open("/dev/urandom", "rb"))
      secrets[name] = random:read(32):gsub(".", function(c)
        return ("%02x"):format(c:byte())
      end)
      random:close()
      local text = secrets[name]
      if name == "user_data" then
        text = text:rep(300) -- a body beyond any small buffer
      end
      program.write(directory .. "/" .. name, text .. "\n")
    end
    program.write(directory .. "/profiles", ("[night]\nak = AKOFTHENIGHT\nsk = %s\n"
      .. "security_token = %s\n"):format(secrets.profile, secrets.security))
  end)

  teardown(function()
    cloud:close()
    os.execute("rm -r " .. directory)
  end)

  local function counts_after(scenario, open)
    local done = ("%s/done-%s-%s"):format(directory, scenario, open)
    local child = program.start({
      "lua5.4", "spec/memory/closed.lua", cloud.url, directory, scenario, open, done,
    }, {
      environment = { HUAWEICLOUD_SDK_CREDENTIALS_FILE = directory .. "/profiles" },
      log = directory .. "/log",
    })
    program.run_until(function()
      if child.ended then
        error(child:output())
      end
      local file = io.open(done)
      return file and file:close()
    end, "the call of the program")
    local good, counts, searched = pcall(search, child.process:get_pid(), secrets)
    child:stop("sigkill")
    assert(good, counts)
    assert.is_true(searched > 1000000)
    return counts
  end

  for _, scenario in ipairs({ "body", "user_data", "token", "password", "security", "header" }) do
    it("has a secret while a client is open, and none once all is closed: " .. scenario, function()
      -- Else a search that finds nothing would prove nothing.
      assert.is_true(counts_after(scenario, "clients")[scenario] > 0)
      local none = {}
      for _, name in ipairs(NAMES) do
        none[name] = 0
      end
      assert.same(none, counts_after(scenario, "nothing"))
    end)
  end
end)
