-- Ctrl-C while the journal of a rollout cannot be written: the status says that a person ended it.

local cli = require("spec.support.cli")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local sandbox = require("hwc.sandbox")

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

describe("hwc rollout work whose journal cannot be written", function()
  local cloud, account, path, server

  before_each(function()
    cloud = assert(sandbox.start({ servers = 4, speed = 10 }))
    account = cli.account(cloud)
    path = rollouts.new_journal("postgresql")
    server = rollouts.server()
    local _, text = cli.run(cli.join({ "cph", "list-cloud-phone-servers", "-o", "csv",
      "--no-header", "--columns", "server_id" }, account))
    local words = { "rollout", "start", "--step", "cph.restart_servers", "--journal", path,
      "--waves", "100%", "--max-unavailable", "4", "--batch", "1", "--targets" }
    for id in text:gmatch("%x+") do
      words[#words + 1] = id
    end
    assert.equal(0, (cli.run(cli.join(words, account))))
  end)

  after_each(function()
    cloud:close()
  end)

  teardown(function()
    rollouts.stop()
  end)

  -- Starts the program; the journal goes away once its calls were accepted. Each of `pauses` is
  -- followed by the signal. Status, what it wrote, and the seconds after the last signal.
  local function stop(name, pauses)
    local out, words = os.tmpname(), { "exec bin/hwc rollout work", path, "--poll-interval 0.1" }
    for i, word in ipairs(account) do
      words[#words + 1] = account[i - 1] ~= "--cli-instance-id" and word ~= "--cli-instance-id"
        and "'" .. word .. "'" or nil
    end
    local pipe = assert(io.popen(("(%s) >%s 2>&1 & echo $!; wait $!; echo $?"):format(
      table.concat(words, " "), out)))
    local pid = pipe:read("n")
    local book <close> = assert(rollout.open(path))
    local run = assert(book:latest())
    for _ = 1, 200 do
      hwc.sleep(0.02)
      if run:status().under_way == 4 then
        break
      end
    end
    server:stop("immediate")
    for _, seconds in ipairs(pauses) do
      hwc.sleep(seconds)
      os.execute(("kill -%s %d"):format(name, pid))
    end
    local begun = require("_hwc").now()
    local status = pipe:read("n")
    pipe:close()
    server:start()
    local text = read(out)
    os.remove(out)
    return status, text, require("_hwc").now() - begun
  end

  for name, expected in pairs({ INT = 130, TERM = 143 }) do
    it("ends with " .. expected .. " at the second SIG" .. name, function()
      local status, text, seconds = stop(name, { 1, 1 })
      assert.equal(expected, status, text)
      assert.matches("to go on: hwc rollout work postgresql://[^\n]+ %-%-id 1\n", text)
      assert.is_true(seconds < 10, seconds)
      assert.not_matches("internal error", text)
    end)
  end
end)
