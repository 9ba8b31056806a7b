-- Forms on the wire: taken apart here, by RFC 7578, without the code under test.

local apig = require("apig")
local hwc = require("hwc")
local openssl = require("spec.support.openssl")
local recording = require("spec.support.recording")
local rows = require("_hwc.apig")

local SK = "sk3xAmPleZ9yXwVuTsRqPoNmLkJiHgFeDcBa0123"
local LARGEST = 12 * 1024 * 1024
local EVERY_BYTE = {}
for i = 0, 255 do
  EVERY_BYTE[i + 1] = string.char(i)
end
EVERY_BYTE = table.concat(EVERY_BYTE)

local function header(request, name)
  local found
  for _, pair in ipairs(request.headers) do
    if pair[1]:lower() == name then
      assert.is_nil(found, name .. " was sent twice")
      found = pair[2]
    end
  end
  return found
end

-- The parts of a body, in order: { name, file_name, type, text }.
local function parts_of(content_type, body)
  local boundary = assert(content_type:match("^multipart/form%-data; boundary=([%w'+_.-]+)$"))
  assert.is_true(#boundary <= 70)
  local parts = {}
  local at = 1
  local function take(text)
    assert.equal(text, body:sub(at, at + #text - 1))
    at = at + #text
  end
  take("--" .. boundary)
  while body:sub(at, at + 1) ~= "--" do
    take("\r\n")
    local part = {}
    while body:sub(at, at + 1) ~= "\r\n" do
      local line, next_at = body:match("^([^\r\n]*)\r\n()", at)
      at = next_at
      local name, value = line:match("^([%w-]+): (.*)$")
      if name == "Content-Disposition" then
        local rest
        part.name, rest = value:match('^form%-data; name="([^"]*)"(.*)$')
        part.file_name = rest ~= "" and assert(rest:match('^; filename="([^"]*)"$')) or nil
      else
        assert.equal("Content-Type", name)
        part.type = value
      end
    end
    take("\r\n")
    local stop = assert(body:find("\r\n--" .. boundary, at, true))
    part.text = body:sub(at, stop - 1)
    at = stop
    take("\r\n--" .. boundary)
    parts[#parts + 1] = part
  end
  take("--\r\n")
  assert.equal(#body + 1, at)
  return parts
end

local function encode(args, options)
  options = options or {}
  options.project_id, options.instance_id = "p", "i"
  return rows.encode("import_api_definitions", args, options)
end

local function parts_written(args, options)
  local request = assert(encode(args, options))
  return parts_of(request.content_type, request.body)
end

local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
end

describe("an upload", function()
  local directory

  setup(function()
    directory = os.tmpname()
    os.remove(directory)
    assert(os.execute("mkdir " .. directory))
  end)

  teardown(function()
    os.execute("rm -rf " .. directory)
  end)

  describe("on the wire", function()
    local recorder

    before_each(function()
      recorder = recording.start('{"group_id":"g1"}')
    end)

    after_each(function()
      recorder:close()
    end)

    local function client(token)
      return assert(apig.client({
        ak = not token and "AKEXAMPLE7QRSTUVWX01" or nil, sk = not token and SK or nil,
        token = token, project_id = "p", instance_id = "i",
        endpoint = ("http://127.0.0.1:%d"):format(recorder.port),
      }))
    end

    it("has a part for each member in the order of the row, and is signed", function()
      write(directory .. "/orders.yaml", "openapi: 3.0.0\r\n" .. EVERY_BYTE)
      local gateway <close> = client()
      local reply = assert(gateway:import_api_definitions({
        file_name = { path = directory .. "/orders.yaml" },
        api_mode = "override", group_id = "группа", is_create_group = false,
      }))
      assert.equal("g1", reply.group_id)
      local request = recorder:requests()[1]
      assert.equal("POST", request.method)
      assert.equal(tostring(#request.body), header(request, "content-length"))
      assert.same({
        { name = "is_create_group", text = "false" },
        { name = "group_id", text = "группа" },
        { name = "api_mode", text = "override" },
        { name = "file_name", file_name = "orders.yaml", type = "application/octet-stream",
          text = "openapi: 3.0.0\r\n" .. EVERY_BYTE },
      }, parts_of(header(request, "content-type"), request.body))

      -- Bodies that are no JSON are not hashed; their type, and so the boundary, is signed.
      assert.equal("UNSIGNED-PAYLOAD", header(request, "x-sdk-content-sha256"))
      local names, signature = header(request, "authorization"):match(
        "SignedHeaders=([^,]+), Signature=(%x+)$")
      local list = {}
      for name in names:gmatch("[^;]+") do
        list[#list + 1] = name
      end
      local signed = ";" .. names .. ";"
      assert.truthy(signed:find(";content-type;", 1, true))
      assert.truthy(signed:find(";x-sdk-content-sha256;", 1, true))
      assert.equal((openssl.signature(request, list, SK, header(request, "x-sdk-date"))), signature)
    end)

    it("goes with a token as well, and has a boundary of its own", function()
      local gateway <close> = client("a-token")
      for _ = 1, 2 do
        assert(gateway:import_live_data_api_definitions({ file_name = { data = "{}" } }))
      end
      local requests = recorder:requests()
      for _, request in ipairs(requests) do
        assert.equal("a-token", header(request, "x-auth-token"))
        assert.is_nil(header(request, "x-sdk-content-sha256"))
        assert.same({
          { name = "file_name", file_name = "file_name", type = "application/octet-stream",
            text = "{}" },
        }, parts_of(header(request, "content-type"), request.body))
      end
      assert.not_equal(header(requests[1], "content-type"), header(requests[2], "content-type"))
    end)

    it("is the same when it is repeated", function()
      recorder:script({ status = 429, body = "{}" }, { status = 200, body = "{}" })
      local gateway <close> = client()
      local _, info = assert(gateway:import_api_definitions({ file_name = { data = "a: b" } }))
      assert.equal(2, info.attempts)
      local requests = recorder:requests()
      assert.equal(requests[1].body, requests[2].body)
      assert.equal(header(requests[1], "content-type"), header(requests[2], "content-type"))
    end)

    it("that is refused sends nothing", function()
      local gateway <close> = client()
      local reply, err = gateway:import_api_definitions({
        file_name = { path = directory .. "/none" },
      })
      assert.is_nil(reply)
      assert.equal("validation", err.kind)
      assert.equal("file_name.path", err.field)
      assert.is_nil(tostring(err):find(directory, 1, true))
      reply, err = gateway:import_api_definitions({ file_name = { data = "" } },
        { headers = { ["content-type"] = "text/plain" } })
      assert.is_nil(reply)
      assert.equal("headers", err.field)
      assert.equal(0, #recorder:requests())
    end)

    it("is explained as it would be sent, but for secrets", function()
      local gateway <close> = client()
      local shown = assert(gateway:explain("import_api_definitions", {
        group_id = "g", file_name = { data = hwc.secret("key: hunter2"), name = "s.yaml" },
      }))
      assert.is_nil(shown.body:find("hunter2", 1, true))
      assert.is_nil(shown.curl:find("hunter2", 1, true))
      local content_type
      for _, pair in ipairs(shown.headers) do
        content_type = pair[1] == "Content-Type" and pair[2] or content_type
      end
      assert.same({
        { name = "group_id", text = "g" },
        { name = "file_name", file_name = "s.yaml", type = "application/octet-stream",
          text = "***" },
      }, parts_of(content_type, shown.body))
      assert.truthy(shown.curl:find("--data-raw", 1, true))

      shown = assert(gateway:explain("import_api_definitions", {
        file_name = { data = EVERY_BYTE },
      }))
      assert.equal("UNSIGNED-PAYLOAD", shown.canonical_request:match("[^\n]*$"))
      assert.is_nil(shown.curl:find("\0", 1, true))
      assert.truthy(shown.curl:find("--data-binary @-", 1, true))
    end)
  end)

  it("names a file as the caller does, else by its path", function()
    local path = directory .. '/a "b" c.yaml'
    write(path, "")
    assert.equal("a %22b%22 c.yaml", parts_written({ file_name = { path = path } })[1].file_name)
    assert.equal("接口.yaml", parts_written({
      file_name = { path = path, name = "接口.yaml" },
    })[1].file_name)
    assert.equal("a%5Cb", parts_written({ file_name = { data = "", name = "a\\b" } })[1].file_name)
  end)

  it("sends members that are not known with validate = false, as parts", function()
    local parts = parts_written({ file_name = { data = "x" }, new = 1.5, group_id = 7 },
      { validate = false })
    table.sort(parts, function(a, b) return a.name < b.name end)
    assert.same({ "file_name", "group_id", "new" }, { parts[1].name, parts[2].name, parts[3].name })
    assert.equal("7", parts[2].text)
    assert.equal("1.5", parts[3].text)
  end)

  it("is at most 12 MiB with all of the form", function()
    local empty = #assert(encode({ file_name = { data = "", name = "a" } })).body
    local path = directory .. "/large"
    for _, form in ipairs({ "data", "path" }) do
      for extra = 0, 1 do
        local text = ("x"):rep(LARGEST - empty + extra)
        local file = { data = text, name = "a" }
        if form == "path" then
          write(path, text)
          file = { path = path, name = "a" }
        end
        local request, err = encode({ file_name = file })
        if extra == 0 then
          assert.equal(LARGEST, #request.body)
        else
          assert.is_nil(request)
          assert.equal("validation", err.kind)
          assert.truthy(err.message:find("at most 12582912 bytes", 1, true))
        end
      end
    end
  end)

  local function refused(file, field)
    local request, err = encode({ file_name = file })
    assert.is_nil(request)
    assert.equal("validation", err.kind)
    assert.equal(field, err.field)
    return err.message
  end

  it("takes regular files alone", function()
    assert.matches("No such file", refused({ path = directory .. "/none" }, "file_name.path"))
    assert.matches("regular file", refused({ path = directory }, "file_name.path"))
    assert.matches("regular file", refused({ path = "/dev/zero" }, "file_name.path"))
    local pipe = directory .. "/pipe" -- nobody writes to it
    assert(os.execute("mkfifo " .. pipe))
    assert.matches("regular file", refused({ path = pipe }, "file_name.path"))
    refused({ path = "" }, "file_name.path")
    refused({ path = "/dev/null\0.yaml" }, "file_name.path")
  end)

  it("takes one of path and data, and a name", function()
    refused("openapi: 3.0.0", "file_name")
    refused({}, "file_name")
    refused({ path = "a", data = "b" }, "file_name")
    refused({ data = 5 }, "file_name.data")
    refused({ path = true }, "file_name.path")
    assert.matches("path", refused({ paht = "a" }, "file_name.paht"))
    refused({ data = "", name = "a\r\nX: y" }, "file_name.name")
    refused({ data = "", name = "\xff" }, "file_name.name")
    refused(setmetatable({}, { __index = { data = "" } }), "file_name")
    refused(nil, "file_name")
  end)

  it("is of rows that have scalars and files alone", function()
    local scalars = { string = true, boolean = true, integer = true, long = true, number = true }
    local count = 0
    for name, row in pairs(apig.operations()) do
      local files = 0
      for _, member in ipairs(row.members) do
        files = files + (member.type == "file" and 1 or 0)
        if row.body_kind == "form" and member.location == "body" and member.type ~= "file" then
          assert.is_true(scalars[member.type], name .. "." .. member.name)
        end
      end
      assert.equal(row.body_kind == "form", files > 0, name)
      count = count + files
    end
    assert.equal(3, count)
  end)
end)
