-- Responses that are files: whole under their name, or not there at all.

local apig = require("apig")
local certificates = require("spec.support.certificates")
local faults = require("spec.support.faults")
local hwc = require("hwc")

local ARGUMENTS = { group_id = "g1" }

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
end

describe("a download", function()
  local server, directory, path

  setup(function()
    server = faults.start()
  end)

  teardown(function()
    server:close()
  end)

  before_each(function()
    directory = os.tmpname()
    os.remove(directory)
    assert(os.execute("mkdir " .. directory))
    path = directory .. "/orders.yaml"
  end)

  after_each(function()
    os.execute("rm -rf " .. directory)
  end)

  -- What is in the directory, one name a line.
  local function entries()
    local pipe <close> = assert(io.popen("ls -A " .. directory))
    return (pipe:read("a"))
  end

  local function client(more)
    local options = {
      ak = "AKEXAMPLE7QRSTUVWX01", sk = "sk3xAmPleZ9yXwVuTsRqPoNmLkJiHgFeDcBa0123",
      project_id = "p", instance_id = "i", endpoint = "http://127.0.0.1:" .. server.port,
    }
    for name, value in pairs(more or {}) do
      options[name] = value
    end
    return assert(apig.client(options))
  end

  -- Nine bytes of a hundred.
  local PART = { "send", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of i" }

  local function respond(status, body, headers)
    return { "read", { "send", faults.http(status, body, headers) }, "again" }
  end

  local function refused(gateway, options)
    local reply, err = gateway:export_api_definitions(ARGUMENTS, options)
    assert.is_nil(reply)
    return err
  end

  it("is the reply's body where nobody says where to put it", function()
    server:script(respond(200, "openapi: 3.0.0\n\0\255"), respond(204, ""))
    local gateway <close> = client()
    local reply, info = assert(gateway:export_api_definitions(ARGUMENTS))
    assert.same({ body = "openapi: 3.0.0\n\0\255" }, reply)
    assert.equal(200, info.status)
  end)

  it("is a file that replaces another one", function()
    server:script(respond(200, "openapi: 3.0.0\n\0\255"))
    local gateway <close> = client()
    for _ = 1, 2 do
      local reply, info = assert(gateway:export_api_definitions(ARGUMENTS, { to = path }))
      assert.same({ path = path, size = 17 }, reply)
      assert.equal("r-1", info.request_id)
      assert.equal("openapi: 3.0.0\n\0\255", read(path))
      assert.equal("orders.yaml\n", entries())
    end
  end)

  it("may be empty", function()
    server:script(respond(200, ""))
    local gateway <close> = client()
    assert.same({ body = "" }, (assert(gateway:export_api_definitions(ARGUMENTS))))
    assert.equal(0, assert(gateway:export_api_definitions(ARGUMENTS, { to = path })).size)
    assert.equal("", read(path))
  end)

  -- 206 is a part of a file; the others bring none, or not the one that was asked for.
  it("replaces a file by nothing but a status 200", function()
    local gateway <close> = client()
    for _, old in ipairs({ false, "old" }) do
      if old then
        write(path, old)
      end
      for _, status in ipairs({ 201, 202, 203, 204, 205, 206, 207, 226, 299 }) do
        server:script(respond(status, status ~= 204 and status ~= 205 and "new" or "",
          status == 206 and "Content-Range: bytes 0-2/9\r\n" or nil))
        local err = refused(gateway, { to = path })
        assert.equal("transport", err.kind, status)
        assert.matches(("status %d"):format(status), err.message, 1, true)
        assert.is_false(err.retryable)
        assert.equal(1, server:report().whole)
        assert.equal(old and "orders.yaml\n" or "", entries(), status)
      end
    end
    assert.equal("old", read(path))
    server:script(respond(201, "new"))
    assert.same({ body = "new" }, (assert(gateway:export_api_definitions(ARGUMENTS))))
  end)

  it("is never a part of a file, kept in memory or not", function()
    server:script(respond(206, "new", "Content-Range: bytes 0-2/9\r\n"))
    local gateway <close> = client()
    assert.matches("status 206", refused(gateway).message, 1, true)
  end)

  -- libcurl does not say that a gzip stream ended early, and nothing bounds what it becomes.
  it("is not asked for compressed, and not taken so", function()
    local gzip = "\31\139\8\0\0\0\0\0\0\3\203\72\205\201\201\7\0\134\166\16\54\5\0\0\0"
    write(path, "old")
    local gateway <close> = client({ compressed = true })
    for _, body in ipairs({ gzip, gzip:sub(1, -5), gzip:sub(1, 15), gzip:sub(1, 10), "" }) do
      for _, coding in ipairs({ "gzip", "deflate", "br", "x-gzip", "identity, gzip" }) do
        server:script(respond(200, body, "Content-Encoding: " .. coding .. "\r\n"))
        for _, to in ipairs({ path, false }) do
          local err = refused(gateway, { to = to or nil })
          assert.equal("transport", err.kind)
          assert.is_false(err.retryable)
          assert.matches("compressed", err.message, 1, true)
        end
        local report = server:report()
        assert.equal(2, report.whole)
        assert.is_nil(report.requests[1].bytes:lower():find("accept-encoding", 1, true))
      end
    end
    assert.equal("old", read(path))
    assert.equal("orders.yaml\n", entries())
    server:script(respond(200, "new", "Content-Encoding: Identity\r\n"))
    assert.equal(3, assert(gateway:export_api_definitions(ARGUMENTS, { to = path })).size)
  end)

  describe("needs an end that differs from a lost connection:", function()
    local files

    setup(function()
      files = certificates.new()
      files:issue("here", "IP:127.0.0.1")
    end)

    teardown(function()
      files:remove()
    end)

    local function is_refused(gateway)
      write(path, "old")
      for _, options in ipairs({ { to = path }, {} }) do
        local err = refused(gateway, options)
        assert.equal("transport", err.kind)
        assert.matches("the response does not mark the end of the file", err.message, 1, true)
        assert.is_false(err.retryable)
        assert.equal("old", read(path))
        assert.equal("orders.yaml\n", entries())
      end
    end

    local function over_tls(more, ...)
      local options = {
        endpoint = "https://127.0.0.1:" .. server:tls(files:server("here", ...)),
        ca_file = files:file("ca.pem"),
      }
      for name, value in pairs(more or {}) do
        options[name] = value
      end
      return client(options)
    end

    local OPEN = { "read", { "send", "HTTP/1.1 200 OK\r\n\r\nhalf of i" },
      { "wait", 0.1 }, "close" }

    it("without TLS", function()
      server:script(OPEN)
      local gateway <close> = client()
      is_refused(gateway)
    end)

    it("with TLS, which libcurl does not ask for a goodbye", function()
      server:script(OPEN)
      local gateway <close> = over_tls()
      is_refused(gateway)
    end)

    it("with a coding that has no end", function()
      server:script({ "read", { "send",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhalf of i" }, "close" })
      local gateway <close> = client()
      is_refused(gateway)
    end)

    it("and so is not asked for over HTTP/2", function()
      server:script(respond(200, "whole"))
      local gateway <close> = over_tls({ http_version = "2" }, "-alpn", "h2,http/1.1")
      assert.equal(5, assert(gateway:export_api_definitions(ARGUMENTS, { to = path })).size)
      assert.equal("whole", read(path))
      assert.matches("^POST [^ ]+ HTTP/1.1\r\n", server:report().requests[1].bytes)
    end)
  end)

  local function mode_of(file)
    local pipe <close> = assert(io.popen("stat -c %a " .. file))
    return pipe:read("l")
  end

  -- Who makes a file private while it is loaded wants it so.
  it("has the mode that the file has when it is replaced", function()
    local gateway <close> = client()
    for _, case in ipairs({
      { "echo old > PATH; chmod 644 PATH", "chmod 600 PATH", "600" },
      { "echo old > PATH; chmod 600 PATH", "chmod 640 PATH", "640" },
      { "true", "echo old > PATH; chmod 400 PATH", "400" },
      { "echo old > PATH; chmod 666 PATH", "rm PATH", "600" },
    }) do
      os.remove(path)
      server:script({ "read", PART, { "wait", 0.15 }, { "send", ("x"):rep(91) } })
      assert(os.execute((case[1]:gsub("PATH", path))))
      local changed
      assert(gateway:export_api_definitions(ARGUMENTS, {
        to = path,
        progress = function()
          changed = changed or assert(os.execute((case[2]:gsub("PATH", path))))
        end,
      }))
      assert.equal(100, #read(path))
      assert.equal(case[3], mode_of(path), case[2])
    end
  end)

  -- They were given to another content, by another owner perhaps.
  it("gets no set-user-ID, set-group-ID or sticky bit", function()
    local gateway <close> = client()
    server:script(respond(200, "new"))
    for _, mode in ipairs({ "4755", "2755", "1644", "6711" }) do
      os.remove(path)
      write(path, "old")
      assert(os.execute(("chmod %s %s"):format(mode, path)))
      assert(gateway:export_api_definitions(ARGUMENTS, { to = path }))
      assert.equal(mode:sub(2), mode_of(path))
    end
  end)

  -- Only root may give files away; of all others it is their own file.
  it("keeps the owner and the group of the file that it replaces", function()
    local function owner_of(file)
      local pipe <close> = assert(io.popen("stat -c %u:%g " .. file))
      return pipe:read("l")
    end
    write(path, "old")
    if owner_of(path) == "0:0" then
      assert(os.execute(("chown 12345:23456 %s; chmod 640 %s"):format(path, path)))
    end
    local owner, mode = owner_of(path), mode_of(path)
    local gateway <close> = client()
    server:script(respond(200, "new"))
    assert(gateway:export_api_definitions(ARGUMENTS, { to = path }))
    assert.equal("new", read(path))
    assert.equal(owner, owner_of(path))
    assert.equal(mode, mode_of(path))
  end)

  it("is written where a symbolic link leads to", function()
    local gateway <close> = client()
    server:script(respond(200, "new"))
    assert(os.execute(("mkdir %s/far; echo old > %s/far/file; chmod 640 %s/far/file"):format(
      directory, directory, directory)))
    assert(os.execute(("ln -s far/file %s/second; ln -s second %s"):format(directory, path)))
    local reply = assert(gateway:export_api_definitions(ARGUMENTS, { to = path }))
    assert.equal(path, reply.path)
    assert.equal("new", read(directory .. "/far/file"))
    assert.equal("640", mode_of(directory .. "/far/file"))
    assert.equal("far\norders.yaml\nsecond\n", entries())
    local pipe <close> = assert(io.popen(("cd %s; readlink orders.yaml second; ls far"):format(
      directory)))
    assert.equal("second\nfar/file\nfile\n", pipe:read("a"))
  end)

  it("does not go where a symbolic link leads to nothing, or to no file", function()
    local gateway <close> = client()
    server:script(respond(200, "new"))
    for _, target in ipairs({ "nowhere", "orders.yaml", "/dev/null", "." }) do
      assert(os.execute(("ln -s %s %s"):format(target, path)))
      local err = refused(gateway, { to = path })
      assert.equal("validation", err.kind, target)
      assert.equal("to", err.field)
      assert.equal("orders.yaml\n", entries())
      os.remove(path)
    end
    assert.equal(0, server:report().connections)
  end)

  it("keeps the mode of the file that it replaces", function()
    local gateway <close> = client()
    server:script(respond(200, "new"))
    for _, mode in ipairs({ "600", "640", "644", "400", "755", "666" }) do
      os.remove(path)
      write(path, "old")
      assert(os.execute(("chmod %s %s"):format(mode, path)))
      assert(gateway:export_api_definitions(ARGUMENTS, { to = path }))
      assert.equal("new", read(path))
      assert.equal(mode, mode_of(path))
    end
  end)

  -- Definitions of APIs may hold keys of backends.
  it("is for its owner only, when it is new and while it grows", function()
    server:script({ "read", PART, { "wait", 0.15 }, { "send", ("x"):rep(91) } })
    local gateway <close> = client()
    local growing
    assert(gateway:export_api_definitions(ARGUMENTS, {
      to = path,
      progress = function()
        growing = growing or mode_of(directory .. "/*.part")
      end,
    }))
    assert.equal("600", growing)
    assert.equal("600", mode_of(path))
  end)

  it("is bound by max_response only where it is kept in memory", function()
    server:script(respond(200, ("x"):rep(1001)))
    local gateway <close> = client({ max_response = 1000 })
    assert.matches("larger than max_response", refused(gateway).message)
    assert.equal(1001, assert(gateway:export_api_definitions(ARGUMENTS, { to = path })).size)
    server:script(respond(404, ("x"):rep(1001)))
    assert.matches("larger than max_response", refused(gateway, { to = path }).message)
    assert.equal("orders.yaml\n", entries())
  end)

  it("leaves nothing where the service refuses", function()
    server:script(respond(404, '{"error_code":"APIG.3001","error_msg":"no such group"}'))
    write(path, "old")
    local gateway <close> = client()
    local err = refused(gateway, { to = path })
    assert.equal("service", err.kind)
    assert.equal("APIG.3001", err.code)
    assert.equal("old", read(path))
    assert.equal("orders.yaml\n", entries())
  end)

  it("that breaks leaves nothing, whatever breaks it", function()
    local gateway <close> = client({ retry = false })
    for name, steps in pairs({
      ["the end"] = { "read", PART, "close" },
      ["a reset"] = { "read", PART, { "wait", 0.02 }, "reset" },
      ["silence"] = { "read", PART },
      ["an open end"] = { "read", { "send", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        .. "9\r\nhalf of i\r\n" }, "close" },
      ["the head"] = { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Le" }, "close" },
      ["two lengths"] = { "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"
        .. "Content-Length: 4\r\n\r\nabcd" } },
    }) do
      server:script(steps)
      for _, old in ipairs({ false, "old" }) do
        if old then
          write(path, old)
        end
        local err = refused(gateway, { to = path, timeout = 0.2 })
        assert.equal(name == "silence" and "timeout" or "transport", err.kind, name)
        assert.is_true(err.sent)
        assert.equal(old and "orders.yaml\n" or "", entries(), name)
      end
      assert.equal("old", read(path))
      os.remove(path)
    end
  end)

  it("is begun anew when it is repeated", function()
    server:script({ "read", PART, "close" }, {
      "read", { "send", faults.http(503) }, "read", { "send", faults.http(200, "whole") },
    })
    local gateway <close> = client()
    local reply, info = assert(gateway:export_api_definitions(ARGUMENTS, { to = path }))
    assert.equal(5, reply.size)
    assert.equal(3, info.attempts)
    assert.equal("whole", read(path))
    assert.equal("orders.yaml\n", entries())

    server:script({ "read", PART, "close" })
    os.remove(path)
    local err = refused(gateway, { to = path })
    assert.equal(3, err.attempts)
    assert.equal("attempts", err.exhausted)
    assert.equal("", entries())
  end)

  it("that is cancelled leaves nothing", function()
    server:script({ "read", PART })
    local gateway <close> = client()
    for _, progress in ipairs({ false, function() end }) do
      hwc.run(function()
        local task = hwc.spawn(function()
          return gateway:export_api_definitions(ARGUMENTS,
            { to = path, progress = progress or nil })
        end)
        hwc.sleep(0.15)
        assert.matches("^orders%.yaml%.%x+%.part\n$", entries())
        task:cancel()
        local reply, err = task:wait()
        assert.is_nil(reply)
        assert.equal("cancelled", err.kind)
        assert.equal("", entries())
      end)
    end
  end)

  it("tells of its progress", function()
    local third = ("x"):rep(100)
    local gateway <close> = client()
    for _, in_task in ipairs({ false, true }) do
      server:script({
        "read", { "send", "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n" .. third },
        { "wait", 0.2 }, { "send", third }, { "wait", 0.2 }, { "send", third },
      })
      local told, turns = {}, 0
      local function download()
        return assert(gateway:export_api_definitions(ARGUMENTS, {
          to = path,
          progress = function(p)
            assert.equal(300, p.total)
            told[#told + 1] = p.received
          end,
        }))
      end
      if in_task then
        hwc.run(function()
          local task = hwc.spawn(download)
          while task:status() == "waiting" do
            hwc.sleep(0.01)
            turns = turns + 1
          end
        end)
        assert.is_true(turns > 10) -- others go on meanwhile
      else
        download()
      end
      assert.is_true(told[1] < 300)
      assert.equal(300, told[#told])
      for i = 2, #told do
        assert.is_true(told[i] >= told[i - 1])
      end
    end
  end)

  it("does not know its length where the service does not say it", function()
    server:script({
      "read", { "send", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n" },
      { "wait", 0.15 }, { "send", "3\r\ndef\r\n0\r\n\r\n" },
    })
    local gateway <close> = client()
    local first
    assert(gateway:export_api_definitions(ARGUMENTS, {
      to = path,
      progress = function(p)
        first = first or p
      end,
    }))
    assert.same({ received = 3 }, first)
    assert.equal("abcdef", read(path))
  end)

  it("is given up where its progress raises", function()
    server:script({ "read", PART })
    local gateway <close> = client()
    local good, message = pcall(gateway.export_api_definitions, gateway, ARGUMENTS, {
      to = path,
      progress = function()
        error("no more of it", 0)
      end,
    })
    assert.is_false(good)
    assert.equal("no more of it", message)
    assert.equal("", entries())
  end)

  it("says how many bytes came to who watches", function()
    server:script(respond(200, ("x"):rep(1234)))
    local bytes
    local gateway <close> = client({
      on_event = function(event)
        bytes = event.kind == "response" and event.bytes_received or bytes
      end,
    })
    assert(gateway:export_api_definitions(ARGUMENTS, { to = path }))
    assert.equal(1234, bytes)
  end)

  it("goes only where a regular file can be; else nothing is sent", function()
    server:script(respond(200, "x"))
    local gateway <close> = client()
    for _, to in ipairs({
      directory, directory .. "/none/orders.yaml", directory .. "/", "/dev/null",
      directory .. "/" .. ("x"):rep(255),
    }) do
      local err = refused(gateway, { to = to })
      assert.equal("validation", err.kind)
      assert.equal("to", err.field)
      assert.equal(1, err.message:find("to: " .. to:sub(1, 100), 1, true))
      assert.is_false(err.sent)
      assert.equal("not_sent", err.fate)
    end
    local nowhere = directory .. "/none/orders.yaml"
    assert.equal("to: " .. nowhere .. " cannot be written: No such file or directory",
      refused(gateway, { to = nowhere }).message)
    assert.equal(0, server:report().connections)
    assert.equal("", entries())
  end)

  it("fails where it cannot get its name", function()
    server:script({ "read", PART, { "wait", 0.15 }, { "send", ("x"):rep(91) } })
    local gateway <close> = client()
    local err = refused(gateway, {
      to = path,
      progress = function()
        os.execute("mkdir -p " .. path)
      end,
    })
    assert.equal("transport", err.kind)
    assert.matches("could not be written to the file", err.message)
    assert.is_false(err.retryable)
    assert.equal("orders.yaml\n", entries())
  end)

  it("does not replace what is no file by then", function()
    local gateway <close> = client()
    for _, command in ipairs({ "mkfifo", "ln -s elsewhere" }) do
      os.remove(path)
      server:script({ "read", PART, { "wait", 0.15 }, { "send", ("x"):rep(91) } })
      local made
      local err = refused(gateway, {
        to = path,
        progress = function()
          made = made or assert(os.execute(command .. " " .. path))
        end,
      })
      assert.equal("transport", err.kind)
      assert.matches("could not be written to the file: File exists", err.message, 1, true)
      assert(os.execute(("test -p %s -o -L %s"):format(path, path)))
      assert.equal("orders.yaml\n", entries())
    end
  end)

  it("takes its options alone", function()
    local gateway <close> = client()
    assert.error_matches(function()
      gateway:export_api_definitions(ARGUMENTS, { progress = print })
    end, 'the option "progress" needs "to"')
    assert.error_matches(function()
      gateway:export_api_definitions(ARGUMENTS, { to = 5 })
    end, 'option "to" has to be a string')
    assert.error_matches(function()
      gateway:list_signature_keys({}, { to = path })
    end, 'unknown option "to"')
    assert.error_matches(function()
      gateway:call({ method = "GET", path = "/" }, { to = path })
    end, 'unknown option "to"')
    assert(gateway:explain("export_api_definitions", ARGUMENTS, { to = path }))
    assert.equal("", entries())
  end)

  describe("in a program of its own", function()
    -- Runs a script with `gateway` and `path`, after `before` in a shell; what it prints.
    local function run(script, before)
      local program = directory .. "-program.lua"
      write(program, ([[
        local apig = require("apig")
        local hwc = require("hwc")
        local gateway = assert(apig.client({ ak = "AKEXAMPLE7QRSTUVWX01", sk = "sk",
          project_id = "p", instance_id = "i", endpoint = "http://127.0.0.1:%d", retry = false }))
        local path = %q
        local function peak()
          for line in io.lines("/proc/self/status") do
            local kilobytes = line:match("^VmHWM:%%s*(%%d+)")
            if kilobytes then
              return tonumber(kilobytes)
            end
          end
        end
        %s
      ]]):format(server.port, path, script))
      local pipe = assert(io.popen(("%s lua5.4 %s 2>&1"):format(before or "", program)))
      local output = pipe:read("a")
      pipe:close()
      os.remove(program)
      return output
    end

    it("of 100 MB needs no memory for them", function()
      local head = "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n"
      server:script(respond(200, "x"), {
        "read", { "send", head }, { "repeat", ("0123456789abcdef"):rep(4096), 1600 },
      })
      local output = run([[
        assert(gateway:export_api_definitions({ group_id = "g" }, { to = path }))
        hwc.run(function() gateway:close() end)
        gateway = assert(apig.client({ ak = "AKEXAMPLE7QRSTUVWX01", sk = "sk", project_id = "p",
          instance_id = "i", endpoint = "http://localhost:]] .. server.port .. [[" }))
        local before = peak()
        local reply = assert(gateway:export_api_definitions({ group_id = "g" }, { to = path }))
        print(reply.size, peak() - before)
      ]])
      local size, kilobytes = output:match("^(%d+)\t(%d+)\n$")
      assert.equal("104857600", size, output)
      assert.is_true(tonumber(kilobytes) < 4096, kilobytes .. " KiB")
      local pipe <close> = assert(io.popen("cksum <" .. path .. " && yes 0123456789abcdef | "
        .. "tr -d '\\n' | head -c 104857600 | cksum"))
      assert.equal(pipe:read("l"), pipe:read("l"))
    end)

    it("leaves nothing where the disk has no room", function()
      server:script(respond(200, ("x"):rep(65536)))
      local output = run([[
        print(select(2, gateway:export_api_definitions({ group_id = "g" }, { to = path })))
      ]], "trap '' XFSZ; ulimit -f 16;") -- a file of 8 KiB is the largest there
      assert.matches("could not be written to the file: File too large", output)
      assert.equal("", entries())
    end)

    it("leaves nothing when the state is closed", function()
      server:script({ "read", PART })
      local output = run([[
        hwc.spawn(function()
          gateway:export_api_definitions({ group_id = "g" }, { to = path })
        end)
        for _ = 1, 5 do
          hwc.loop():step(0.02)
        end
        print(io.popen("ls -A " .. path:match("^(.*)/")):read("a"):match("part"))
        os.exit(0, true)
      ]])
      assert.equal("part\n", output)
      assert.equal("", entries())
    end)
  end)
end)
