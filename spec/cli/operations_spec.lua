-- Every operation by the program, in each form of its command line: the sandbox receives what it
-- receives from the library.

local arguments = require("spec.support.arguments")
local at_gateway = require("spec.support.at_gateway")
local cjson = require("cjson")
local cli = require("spec.support.cli")
local core = require("_hwc")
local example = require("hwc.example")
local sandbox = require("hwc.sandbox")

local function write(text)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
  return path
end

local function sorted_names(map)
  local names = {}
  for name in pairs(map) do
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

-- Files of forms by their path: the program takes them so.
local function with_paths(args)
  for _, value in pairs(args) do
    if type(value) == "table" and type(value.data) == "string" then
      value.path, value.data, value.name = write(value.data), nil, nil
    end
  end
  return args
end

local function walk(service, gateway)
  local rows = require("_hwc." .. service)
  local operations = at_gateway.operations(rows, gateway)

  describe("all operations of " .. service .. (gateway and " at " .. gateway or ""), function()
    local cloud, client, account

    setup(function()
      cloud = assert(sandbox.start({ servers = 2, phones = 2, speed = 0.001, public_key = true }))
      local options = cloud:options()
      options.gateway = gateway or nil
      client = assert(require(rows.module).client(options))
      account = cli.account(cloud, { gateway = gateway or nil })
    end)

    teardown(function()
      client:close()
      cloud:close()
    end)

    -- What arrived last; boundaries of forms and the like differ from call to call.
    local function received()
      local requests = cloud:requests()
      local last = requests[#requests]
      cloud:reset()
      if not last then
        return "nothing"
      end
      local body = type(last.body) == "string" and last.body or core.encode_json(last.body or "")
      local boundary = body:match("^%-%-([^\r\n]+)")
      if boundary then
        body = body:gsub(boundary:gsub("%p", "%%%0"), "boundary")
      end
      return ("%s %s\n%s"):format(last.method, last.target, body)
    end

    -- The example of the row, which is for the service's first gateway.
    local function least(row)
      return gateway == at_gateway.names(rows)[1] and example.arguments(row) or arguments.make(row)
    end

    -- Refused keys would be blocked after a few calls of IAM.
    local function prepare()
      if rows.is_identity then
        cloud:fail({ status = 400 })
      end
    end

    local function assert_same(expected, what, argv)
      prepare()
      local status, _, errors = cli.run(argv)
      assert.equal(expected, received(), ("%s: %s\n%s"):format(what, table.concat(argv, " "),
        errors))
      return status
    end

    for _, name in ipairs(sorted_names(operations)) do
      it("are sent alike: " .. name, function()
        local row = operations[name]
        for _, args in ipairs({ least(row), arguments.make(row, { full = true }) }) do
          args = with_paths(args)
          local limits = rows.is_download(name) and { to = os.tmpname() } or nil
          prepare()
          local reply, info = client[name](client, args, limits)
          local expected = received()
          assert.is_not.equal("nothing", expected, tostring(info))
          local common = cli.join({ "--cli-yes" }, limits and { "--cli-to", limits.to } or {},
            account)
          local status = assert_same(expected, "kebab",
            cli.join({ service, (name:gsub("_", "-")) }, cli.kebab(args), common))
          assert_same(expected, "KooCLI",
            cli.join({ service:upper(), cli.camel(name) }, cli.dotted(args), common))
          assert_same(expected, "--json", cli.join({ service, name, "--cli-json",
            cjson.encode(next(args) and args or cjson.decode("{}")) }, common))
          assert.is_true(reply ~= nil or status ~= 0, tostring(info))
        end
      end)
    end
  end)
end

for _, service in ipairs(core.services) do
  for _, gateway in ipairs(at_gateway.names(require("_hwc." .. service))) do
    walk(service, gateway)
  end
end
