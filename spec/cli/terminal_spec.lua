-- The program on a terminal: questions, Ctrl-C, progress, and streams that cannot be written.

local cli = require("spec.support.cli")
local sandbox = require("hwc.sandbox")

local function write(text)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
  return path
end

describe("the program on a terminal", function()
  local cloud, account, list

  setup(function()
    cloud = assert(sandbox.start({ servers = 130, speed = 1000 }))
    account = cli.account(cloud)
    list = cli.server_ids(account)
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  -- Runs a command in a pseudo-terminal; `keys` are typed once it shows `prompt`.
  local function on_terminal(argv, prompt, keys, variables)
    local words = { variables or "", "bin/hwc" }
    for _, word in ipairs(cli.join(argv, account)) do
      words[#words + 1] = "'" .. word .. "'"
    end
    local script = write("trap : INT; stty cols 100 rows 40\n" .. table.concat(words, " ")
      .. "\necho \"status $?\"\n")
    local typed, seen = write(keys or ""), write("")
    local wait = ("for i in $(seq 200); do grep -q '%s' %s && break; sleep 0.02; done"):format(
      prompt or "status", seen)
    assert(os.execute(("(%s; cat %s) | %s >/dev/null"):format(wait, typed,
      cli.in_terminal(script, seen))))
    local file <close> = assert(io.open(seen))
    local text = file:read("a"):gsub("\r\n", "\n")
    for _, path in ipairs({ script, typed, seen }) do
      os.remove(path)
    end
    return text
  end

  local function restart(count)
    return cli.join({ "cph", "restart-cloud-phone-server", "--server-ids" },
      table.move(list, 1, count, 1, {}))
  end

  it("ends at a question on Ctrl-C, and sends nothing", function()
    local text = on_terminal(restart(3), "y/N", "\3")
    assert.matches("restart_cloud_phone_server of 3 targets%? %[y/N%]", text)
    assert.matches("status 130", text)
    assert.is_nil(text:find("traceback", 1, true))
    assert.same({}, cloud:requests())
  end)

  it("shows what a wait ended with, its result and ID first", function()
    local text = on_terminal({ "wait", "server-normal", list[1], "--interval", "0.1" })
    assert.matches("result     server_id [^\n]+\nsucceeded  " .. list[1] .. "  [^\n]+\n", text)
    assert.matches("status 0", text)
  end)

  it("takes no answer as no", function()
    assert.matches("nothing was sent\nstatus 2", on_terminal(restart(2), "y/N", "\4"))
    assert.matches("nothing was sent\nstatus 2", on_terminal(restart(2), "y/N", "\n"))
    assert.same({}, cloud:requests())
  end)

  it("asks for secrets that are left out, without showing them", function()
    local text = on_terminal({ "apig", "create-signature-key", "--name", "orders", "--sign-type",
      "hmac", "--sign-key", "env:PWD_OF_SPEC", "--sign-secret" }, "sign.secret: ",
      "TOPSECRET-0123456789\n", "PWD_OF_SPEC=orders_key")
    assert.matches("status 0", text)
    assert.is_nil(text:find("TOPSECRET", 1, true))
    assert.equal(1, #cloud:effects())
    local sent = cloud:requests()
    assert.equal("***", sent[#sent].body.sign_secret)
  end)

  it("shows a bar while a list is worked on, and removes it", function()
    local text = on_terminal(restart(130), "y/N", "y\n")
    assert.matches("%[ +%] 0 of 130", text)
    assert.matches("130 of 130 accepted", text)
    assert.matches("status 0", text)
  end)

  it("has color only where it is wanted", function()
    local words = { "cph", "list-cloud-phone-servers", "--limit", "1" }
    assert.matches("\27%[1mserver_id", on_terminal(words))
    assert.is_nil(on_terminal(words, nil, nil, "NO_COLOR=1"):find("\27[1m", 1, true))
  end)

  it("says what became of a long list that is cut off", function()
    local words = cli.join(restart(130), { "--yes", "--concurrency", "1" })
    cloud:fail({ operation = "restart_cloud_phone_server", hang = true, target = list[130] })
    local text = on_terminal(words, "100 of 130", "\3")
    assert.matches("100 of 130 accepted, 0 refused, 0 failed, 30 unknown", text)
    assert.matches("to wait for what was accepted: hwc wait jobs %x+", text)
    assert.matches("status 130", text)
  end)

  it("fails where its output cannot be written", function()
    for _, words in ipairs({ "version", "help", "operations key",
      "cph list-cloud-phone-servers -o jsonl " .. table.concat(account, " ") }) do
      local errors = os.tmpname()
      local _, _, status = os.execute(("bin/hwc %s >/dev/full 2>%s"):format(words, errors))
      local file <close> = assert(io.open(errors))
      os.remove(errors)
      assert.equal(1, status, words)
      assert.matches("standard output cannot be written: No space left", file:read("a"))
    end
  end)

  it("ends on SIGTERM with 143, and on SIGINT with 130", function()
    for name, expected in pairs({ TERM = 143, INT = 130 }) do
      cloud:fail({ operation = "list_cloud_phone_servers", hang = true })
      local _, _, status = os.execute(("timeout --preserve-status -s %s 0.4 bin/hwc cph "
        .. "list-cloud-phone-servers %s 2>/dev/null >&2"):format(name, table.concat(account, " ")))
      assert.equal(expected, status)
    end
  end)
end)
