-- What is written: full values where programs read, and what a person needs where nothing is there.

local cli = require("spec.support.cli")
local console = require("hwc.cli.console")
local core = require("_hwc")
local output = require("hwc.cli.output")
local sandbox = require("hwc.sandbox")

describe("the program's output", function()
  local cloud, account

  setup(function()
    cloud = assert(sandbox.start({ servers = 3, speed = 1000 }))
    account = cli.account(cloud)
  end)

  teardown(function()
    cloud:close()
  end)

  before_each(function()
    cloud:reset()
  end)

  local function run(...)
    return cli.run(cli.join({ ... }, account))
  end

  it("indents messages of several lines, and shows what could steer a terminal", function()
    local stderr <close> = assert(io.tmpfile())
    console.new({ stderr = stderr, environment = {} }):say("trace:\n\tin \27[1mmain")
    stderr:seek("set")
    assert.equal("hwc: trace:\n  in <U+001B>[1mmain\n", stderr:read("a"))
  end)

  local function written(form, reply, given)
    local parts = {}
    local stderr <close> = assert(io.tmpfile())
    local made = console.new({ stderr = stderr, environment = {}, stdout = {
      write = function(self, ...)
        parts[#parts + 1] = table.concat({ ... })
        return self
      end,
    } })
    given = given or {}
    given.output = form
    output.reply(made, given, reply, { member = "items", is_list = true })
    return table.concat(parts)
  end

  it("has every digit of numbers, and what other programs read in CSV and TSV", function()
    local reply = { items = core.array({ { a = 1796056303.9037573, b = 9007199254740993,
      c = 'x,"y"\n', d = core.null, e = true, f = core.array({ 1, 2 }), g = { h = "\t" } } }) }
    assert.equal('a,b,c,d,e,f,g\n1796056303.9037573,9007199254740993,"x,""y""\n",,true,"1,2",'
      .. '"{""h"":""\\t""}"\n', written("csv", reply, { columns = "a,b,c,d,e,f,g" }))
    assert.equal("1796056303.9037573\tx,\"y\"\\n\n", written("tsv", reply, { columns = "a,c",
      ["no-header"] = true }))
    assert.equal('{"a":1796056303.9037573,"g.h":"\\t"}\n', written("jsonl", reply,
      { columns = "a,g.h" }))
    assert.matches("1796056303.9037573", written("table", reply))
  end)

  it("has no bytes in tables that steer a terminal", function()
    local text = written("table", { items = core.array({ { name = "a\27[31mb\u{202e}云\xff" } }) })
    assert.equal("name\na<U+001B>[31mb<U+202E>云<FF>\n", text)
  end)

  it("shows names of columns in CSV, and says so in tables, where a list is empty", function()
    local status, text, errors = run("apig", "list-signature-keys", "-o", "csv")
    assert.equal(0, status)
    assert.matches("^id,name,sign_type,[%l_,]+\n$", text)
    assert.is_nil(errors:find("no items", 1, true))
    status, text, errors = run("apig", "list-signature-keys", "-o", "table", "--all")
    assert.equal(0, status)
    assert.equal("", text)
    assert.matches("hwc: no items\n", errors)
    text = select(2, run("apig", "list-signature-keys", "-o", "jsonl"))
    assert.equal("", text)
    text = select(2, run("apig", "list-signature-keys", "--all", "-o", "json"))
    assert.equal('{\n  "signs": []\n}\n', text)
  end)

  it("has columns of the reply where no item has them", function()
    local _, text = run("cph", "list-cloud-phone-servers", "--limit", "1", "-o", "tsv",
      "--no-header", "--columns", "count")
    assert.equal("3\n", text)
    _, text = run("cph", "list-cloud-phone-servers", "--limit", "1", "--columns", "count")
    assert.equal('{\n  "count": 3\n}\n', text)
    local id = select(2, run("cph", "list-cloud-phone-servers", "--max", "1", "-o", "tsv",
      "--no-header", "--columns", "server_id")):match("%x+")
    local errors
    _, text, errors = run("cph", "restart-cloud-phone-server", "--server-ids", id, "-o", "tsv",
      "--no-header", "--columns", "request_id")
    assert.matches("^%x+\n$", text)
    assert.is_nil(errors:find("no column", 1, true))
    _, text = run("cph", "restart-cloud-phone-server", "--server-ids", id, "-o", "tsv",
      "--no-header", "--columns", "server_id")
    assert.equal(id .. "\n", text)
  end)

  it("takes each number of rows and columns of a list", function()
    for max = 1, 3 do
      local _, text = run("cph", "list-cloud-phone-servers", "--limit", "1", "--max",
        tostring(max), "-o", "tsv", "--no-header", "--columns", "addresses.1.intranet_ip,status")
      assert.matches("^" .. ("%d+%.%d+%.%d+%.%d+\t5\n"):rep(max) .. "$", text)
    end
  end)
end)
