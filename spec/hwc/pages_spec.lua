local core = require("_hwc")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")
local pages = require("hwc.pages")
local sandbox = require("hwc.sandbox")

local ROW = { name = "list_things", paging = "offset", reply = { members = {
  { name = "request_id", type = "string" }, { name = "things", type = "array" },
} } }

local WITH_ID = { name = "list_things", paging = "offset", item_id = "id", reply = ROW.reply }

local function rows(row)
  return {
    name = "fake",
    names = function() return { row.name, "show_thing" } end,
    describe = function(name)
      return name == row.name and row or name == "show_thing" and { name = name } or nil
    end,
  }
end

-- A service of `size` things; `opts.total` names the member that has their number, `opts.says` is a
-- number that it claims instead, `opts.most` how many it gives at most, `opts.at` answers a call by
-- its number in another way.
local function fake_client(size, opts)
  opts = opts or {}
  local client = { asked = {} }

  function client:list_things(arguments, call_options)
    self.asked[#self.asked + 1] = arguments
    self.call_options = call_options
    local other = opts.at and opts.at[#self.asked]
    if other then
      return other[1], other[2]
    end
    local limit = math.min(arguments.limit or arguments.per_page or 10, opts.most or 1000)
    local first = arguments.page and (arguments.page - 1) * limit or arguments.offset
    local things = {}
    for i = first + 1, math.min(first + limit, size) do
      things[#things + 1] = { id = i }
    end
    local reply = { things = things, total = opts.says }
    if opts.total then
      reply[opts.total] = size
    end
    return reply
  end

  return client
end

local function collect(client, arguments, row, stop_at)
  local ids = {}
  for thing in pages.each(client, rows(row or ROW), "list_things", arguments) do
    ids[#ids + 1] = thing.id
    if #ids == stop_at then
      break
    end
  end
  return ids
end

local function count_to(n)
  local list = {}
  for i = 1, n do
    list[i] = i
  end
  return list
end

describe("hwc.pages.each", function()
  for _, total in ipairs({ "count", "total", "total_count", "none" }) do
    for _, size in ipairs({ 0, 1, 9, 10, 11, 25, 30 }) do
      it(("gives all of %d items where the number of all is in %s"):format(size, total), function()
        local client = fake_client(size, { total = total ~= "none" and total or nil })
        assert.same(count_to(size), collect(client, { limit = 10 }))
        -- The number is believed of a page that is shorter than one before it.
        local believed = total ~= "none" and size > 10 and size % 10 > 0
        assert.equal((size + 9) // 10 + (believed and 0 or 1), #client.asked)
      end)
    end
  end

  it("is not misled by a service whose pages are shorter than asked for", function()
    local client = fake_client(25, { most = 4 })
    assert.same(count_to(25), collect(client, { limit = 10 }))
  end)

  it("is not misled by one that gives fewer and calls the length of a page the number of all",
    function()
      for _, arguments in ipairs({ { limit = 100 }, {} }) do
        for _, size in ipairs({ 100, 90 }) do
          local client = fake_client(size, { most = 20, says = 20 })
          assert.same(count_to(size), collect(client, arguments))
        end
      end
    end)

  it("ends without a further request whether the caller names a limit or not", function()
    local client = fake_client(25, { total = "total" })
    assert.same(count_to(25), collect(client, {}))
    assert.equal(3, #client.asked)
  end)

  it("asks with the offset that the caller gives, whatever it is", function()
    local refused = { kind = "validation", field = "offset" }
    for _, offset in ipairs({ -5, 1.5, "x", false }) do
      local client = fake_client(25, { at = { { nil, refused } } })
      local good, err = pcall(collect, client, { offset = offset })
      assert.is_false(good)
      assert.equal(refused, err)
      assert.equal(offset, client.asked[1].offset)
    end
  end)

  it("begins where the caller says, and changes nothing of the caller's", function()
    local client = fake_client(25, { total = "total" })
    local arguments = { limit = 10, offset = 20, name = "x" }
    assert.same({ 21, 22, 23, 24, 25 }, collect(client, arguments))
    assert.same({ limit = 10, offset = 20, name = "x" }, arguments)
    assert.equal("x", client.asked[1].name)
  end)

  it("counts pages where the operation does", function()
    local row = { name = "list_things", paging = "page", reply = ROW.reply }
    local client = fake_client(25)
    assert.same(count_to(25), collect(client, { per_page = 10 }, row))
    assert.same({ 1, 2, 3, 4 }, {
      client.asked[1].page, client.asked[2].page, client.asked[3].page, client.asked[4].page,
    })
  end)

  it("raises the error of a page, not an early end", function()
    local failure = { kind = "service", message = "no" }
    local client = fake_client(25, { total = "total", at = { [2] = { nil, failure } } })
    local ids = {}
    local good, err = pcall(function()
      for thing in pages.each(client, rows(ROW), "list_things", { limit = 10 }) do
        ids[#ids + 1] = thing.id
      end
    end)
    assert.is_false(good)
    assert.equal(failure, err)
    assert.same(count_to(10), ids)
  end)

  it("goes on where the number of all is that of a page, or less than there are", function()
    for _, total in ipairs({ 10, 15, 20, 0, -1 }) do
      local client = fake_client(35, { says = total })
      assert.same(count_to(35), collect(client, { limit = 10 }))
    end
    assert.same(count_to(35), collect(fake_client(35, { says = 20 }), {}))
  end)

  it("ends where the number of all is more than there are", function()
    assert.same(count_to(25), collect(fake_client(25, { says = 1000 }), { limit = 10 }))
  end)

  -- What `each` raises where the service gives the pages `list`, over and over.
  local function repeated(list, row, most)
    local at = {}
    for i = 1, most do
      local things = list[(i - 1) % #list + 1]
      at[i] = { { things = type(things) == "function" and things(i) or things, total = 100000 } }
    end
    local client = fake_client(0, { at = at })
    local good, err = pcall(collect, client, {}, row)
    assert.is_false(good)
    assert.equal("service", err.kind)
    assert.equal("list_things", err.operation)
    assert.matches("the service returned no new items", err.message, 1, true)
    return #client.asked
  end

  it("raises where the service repeats a page, at once or later", function()
    local a, b, c = { { id = 1 }, { id = 2 } }, { { id = 3 } }, { { id = 4 }, { id = 5 } }
    assert.equal(2, repeated({ a }, nil, 10))
    assert.equal(3, repeated({ a, b }, nil, 10))
    assert.equal(4, repeated({ a, b, c }, nil, 10))
  end)

  it("raises where the same items come again and only what they are like has changed", function()
    local function things(number)
      return {
        { id = 1, load = number, status = tostring(number), update_time = number },
        { id = 2, load = 0 },
      }
    end
    assert.equal(2, repeated({ things }, WITH_ID, 10))
    local function without_id(number)
      return { { name = "a", status = tostring(number), update_time = number, update_at = number } }
    end
    assert.equal(2, repeated({ without_id }, nil, 10))
  end)

  it("raises for items without an id of their own where their names come again", function()
    local function models(number)
      return { { server_model_name = "s", phone_model_name = "a", remain = number } }
    end
    assert.equal(2, repeated({ models }, nil, 10))
    local client = fake_client(0, { at = {
      { { things = { { id = 1, phone_model_name = "a" } } } },
      { { things = { { id = 1, phone_model_name = "b" } } } },
      { { things = {} } },
    } })
    assert.same({ 1, 1 }, collect(client, {}))
  end)

  it("takes items for different whose ids are", function()
    local client = fake_client(0, { at = {
      { { things = { { id = 1, name = "x" } } } }, { { things = { { id = 2, name = "x" } } } },
      { { things = {} } },
    } })
    assert.same({ 1, 2 }, collect(client, {}, WITH_ID))
  end)

  it("raises at the caller's line for what has no pages, and names what has", function()
    local client <close> = assert(cph.client({
      ak = "ak", sk = "sk", project_id = "p", endpoint = "http://127.0.0.1:1",
    }))
    for name, text in pairs({
      show_job = 'show_job is not paginated, did you mean "list_jobs"?',
      list_job = 'got "list_job", did you mean "list_jobs"?',
      update_keypair = "update_keypair is not paginated; call it directly",
      [1] = "each takes the name of a paginated operation, got of type number",
    }) do
      local here = debug.getinfo(1, "l").currentline + 1
      local good, message = pcall(function() client:each(name) end)
      assert.is_false(good)
      assert.matches(("pages_spec.lua:%d: "):format(here), message, 1, true)
      assert.matches(text, message, 1, true)
    end
  end)

  it("suggests only lists that change nothing", function()
    local client <close> = assert(devserver.client({
      ak = "ak", sk = "sk", project_id = "p", endpoint = "http://127.0.0.1:1",
    }))
    for _, name in ipairs({ "show_dev_server", "delete_dev_server", "start_dev_server" }) do
      local _, message = pcall(function() client:each(name) end)
      assert.matches('did you mean "list_dev_servers"?', message, 1, true)
    end
  end)

  it("knows the ids of the items of all lists but four", function()
    local without = {}
    for _, service in ipairs(core.services) do
      local operations = require("_hwc." .. service)
      for _, name in ipairs(operations.names()) do
        local row = operations.describe(name)
        if row.paging and row.item_id then
          for _, member in ipairs(row.reply.members) do
            if member.type == "array" then
              local found
              for _, inner in ipairs(member.object.members) do
                found = found or inner.name == row.item_id
              end
              assert.is_true(found, name)
            end
          end
        elseif row.paging then
          without[#without + 1] = name
        end
      end
    end
    table.sort(without)
    assert.same({
      "list_cloud_phone_models", "list_custom_ingress_port_domains", "list_instance_features",
      "list_tags",
    }, without)
  end)

  it("fetches the next page in a task while this one is used", function()
    local client = fake_client(30, { total = "total" })
    hwc.run(function()
      local seen = {}
      for thing in pages.each(client, rows(ROW), "list_things", { limit = 10 }) do
        seen[#seen + 1] = thing.id
        if thing.id == 1 then
          hwc.sleep(0.01)
          assert.equal(2, #client.asked)
        end
      end
      assert.same(count_to(30), seen)
    end)
    assert.equal(4, #client.asked)
  end)

  it("leaves nothing behind in a task that stops early", function()
    local client = fake_client(30, { total = "total" })
    hwc.run(function()
      assert.same(count_to(3), collect(client, { limit = 10 }, nil, 3))
    end)
    assert.is_true(#client.asked <= 2)
  end)
end)

describe("client:each", function()
  it("goes through all servers of a cloud, page by page", function()
    local cloud <close> = assert(sandbox.start({ servers = 230, speed = 1000 }))
    local client <close> = assert(cph.client(cloud:options()))
    local function all()
      local seen, count = {}, 0
      for server, page in client:each("list_cloud_phone_servers", { limit = 100 }) do
        assert.is_nil(seen[server.server_id])
        assert.equal(230, page.count)
        seen[server.server_id] = true
        count = count + 1
      end
      return count
    end
    assert.equal(230, all())
    assert.equal(3, #cloud:requests())
    assert.equal(230, hwc.run(all))
    assert.equal(6, #cloud:requests())
  end)

  it("raises a refused argument as the error that the operation gives", function()
    local cloud <close> = assert(sandbox.start({ servers = 1, speed = 1000 }))
    local client <close> = assert(cph.client(cloud:options()))
    local good, err = pcall(function()
      for _ in client:each("list_cloud_phone_servers", { limit = 101 }) do
        error("unexpected")
      end
    end)
    assert.is_false(good)
    assert.equal("limit", err.field)
    assert.same({}, cloud:requests())
  end)
end)
