local cjson = require("cjson")
local independent = require("spec.support.independent_client")

describe("the sandbox as a program", function()
  -- Starts it in the background; `exit` is a file that gets its exit status.
  local function start(arguments)
    local output, exit = os.tmpname(), os.tmpname()
    local command = ("sh -c 'lua5.4 examples/sandbox.lua %s > %s 2>&1 & echo $!; wait $!; "
      .. "echo $? > %s' "):format(arguments, output, exit)
    local pipe = assert(io.popen(command))
    local pid = pipe:read("l")
    local line
    for _ = 1, 2000 do
      for text in io.lines(output) do
        line = line or text
      end
      if line then
        break
      end
      os.execute("sleep 0.01")
    end
    return { pid = pid, pipe = pipe, line = line, output = output, exit = exit }
  end

  local function finish(program, signal)
    os.execute(("kill -%s %s"):format(signal, program.pid))
    program.pipe:close() -- returns once the shell has seen it end
    local file = assert(io.open(program.exit))
    local status = file:read("n")
    file:close()
    file = assert(io.open(program.output))
    local output = file:read("a")
    file:close()
    os.remove(program.exit)
    os.remove(program.output)
    return status, output
  end

  for _, signal in ipairs({ "TERM", "INT" }) do
    it("says in its first line how to reach it, and ends on SIG" .. signal, function()
      local program = start("--port 0 --servers 3 --seed=5 --speed 100")
      local account = cjson.decode(program.line)
      for _, name in ipairs({
        "url", "ak", "sk", "project_id", "instance_id", "user", "password", "domain",
      }) do
        assert.is_string(account[name], name)
      end
      local client = independent.new(account)
      local answer = independent.send(account.url,
        client:signed("GET", "/v1/" .. account.project_id .. "/cloud-phone/servers"))
      assert.equal(200, answer.status)
      assert.equal(3, answer.body.count)
      local status, output = finish(program, signal)
      assert.equal(0, status)
      assert.equal(program.line .. "\n", output)
    end)
  end

  local function run(arguments)
    local pipe = assert(io.popen("lua5.4 examples/sandbox.lua " .. arguments .. " 2>&1"))
    local output = pipe:read("a")
    local _, _, status = pipe:close()
    return status, output
  end

  it("explains itself", function()
    local status, output = run("--help")
    assert.equal(0, status)
    for _, option in ipairs({ "port", "address", "servers", "seed", "speed" }) do
      assert.truthy(output:find("--" .. option, 1, true))
    end
  end)

  it("refuses arguments that it does not know or that are of the wrong kind", function()
    for _, arguments in ipairs({
      "--ports 1", "8080", "--port", "--port x", "--servers 1.5", "--speed 0", "--port 70000",
    }) do
      local status, output = run(arguments)
      assert.equal(2, status, arguments)
      assert.truthy(output:find("^hwc%-sandbox: "), output)
      assert.is_nil(output:find("traceback", 1, true))
    end
  end)
end)
