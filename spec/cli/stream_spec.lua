-- Lists are shown as they come: rows of the first page are out before the second page is asked for,
-- and memory does not grow with the number of pages.

local cli = require("hwc.cli")
local sandbox = require("hwc.sandbox")

describe("--all", function()
  local cloud

  setup(function()
    cloud = assert(sandbox.start({ servers = 6000 }))
  end)

  teardown(function()
    cloud:close()
  end)

  -- Runs it with a standard output that calls `seen` for each write.
  local function run(seen, ...)
    local options = cloud:options()
    local stdout = {
      write = function(self, ...)
        seen(table.concat({ ... }))
        return self
      end,
    }
    local stderr <close> = assert(io.tmpfile())
    local status = cli.main({ "cph", "list-cloud-phone-servers", "--all", "--endpoint",
      options.endpoint, "--iam-endpoint", options.iam_endpoint, "--access-key", options.ak,
      "--secret-key", options.sk, "--region", options.region, "--project-id", options.project_id,
      ... }, { stdout = stdout, stderr = stderr, environment = {} })
    stderr:seek("set")
    return status, stderr:read("a")
  end

  for _, form in ipairs({ "json", "jsonl", "table", "csv" }) do
    it("shows the first row at once: " .. form, function()
      cloud:reset()
      local at_first
      local status = run(function(text)
        if not at_first and text:find("cph%-6000") then
          at_first = #cloud:requests()
        end
      end, "-o", form, "--limit", "10", "--max", "100")
      assert.equal(0, status)
      -- The next page may be on its way.
      assert.truthy(at_first and at_first <= 2, at_first)
    end)

    it("keeps memory flat: " .. form, function()
      local rows, early, late = 0, nil, nil
      local status = run(function(text)
        rows = rows + select(2, text:gsub("cph%-%d+", ""))
        if not early and rows > 2000 or rows > 5800 then
          collectgarbage()
          collectgarbage()
          early, late = early or collectgarbage("count"), collectgarbage("count")
        end
      end, "-o", form, "--limit", "20", "--columns", "server_name")
      assert.equal(0, status)
      assert.equal(6000, rows)
      -- The IDs that were seen are kept, so that a page that comes again is noticed.
      assert.truthy(late - early < 1000, late - early)
    end)
  end

  it("is no complete JSON where a page fails, and says so", function()
    for _, form in ipairs({ "json", "jsonl", "csv", "tsv", "table" }) do
      cloud:reset()
      local parts, count = {}, 0
      local status, errors = run(function(text)
        if count == 0 then
          cloud:fail({ operation = "list_cloud_phone_servers", status = 403, code = "APIG.0302",
            times = 100 })
        end
        count = count + select(2, text:gsub("cph%-%d+", ""))
        parts[#parts + 1] = text
      end, "-o", form, "--limit", "10", "--columns", "server_name")
      local output = table.concat(parts)
      assert.equal(1, status, form)
      assert.is_true(count >= 10 and count < 100, count)
      assert.equal("\n", output:sub(-1), form)
      assert.matches("APIG.0302", errors)
      assert.matches(("the list is not complete: it ends after %d items\n"):format(count), errors)
      if form == "json" then
        assert.is_false((pcall(require("cjson").decode, output)))
      end
    end
  end)

  it("shows nothing where the first page fails", function()
    cloud:reset()
    cloud:fail({ operation = "list_cloud_phone_servers", status = 403, code = "APIG.0302",
      times = 100 })
    local written = ""
    local status, errors = run(function(text)
      written = written .. text
    end, "-o", "json")
    assert.equal(1, status)
    assert.equal("", written)
    assert.not_matches("complete", errors)
  end)

  -- Pages of a service that is not there: 10,000 of them would take the sandbox long.
  it("keeps memory flat over 10,000 pages", function()
    local rows = require("_hwc.cph")
    local fake, pages = {}, 0
    function fake.list_cloud_phone_servers(_, arguments)
      pages = pages + 1
      local servers = {}
      for i = 1, pages <= 10000 and 4 or 0 do
        servers[i] = { server_id = ("%032x"):format(arguments.offset + i), server_name = "name" }
      end
      return { count = 40000, servers = servers }
    end
    function fake.each(_, name, arguments, call_options)
      return require("hwc.pages").each(fake, rows, name, arguments, call_options)
    end
    function fake.close() end
    local module = package.loaded.cph
    package.loaded.cph = { client = function() return fake end }
    local written, first, early, late = 0, nil, nil, nil
    local status = run(function(text)
      first = first or pages
      written = written + select(2, text:gsub("\n", ""))
      if not early and pages > 4000 or pages > 9990 then
        collectgarbage()
        early, late = early or collectgarbage("count"), collectgarbage("count")
      end
    end, "-o", "table", "--no-header")
    package.loaded.cph = module
    assert.equal(0, status)
    assert.equal(40000, written)
    assert.truthy(first <= 2, first)
    -- IDs that were seen are kept, but no more than 2 MiB of them, which are reached on the way.
    assert.truthy(late - early < 1500, late - early)
  end)

  -- Both forms: JSON is what a pipe gets, a table is what a terminal gets.
  it("costs at most 1.3 times what a script does", function()
    local options = cloud:options()
    -- Seconds of the processor: those of the clock depend on what else this machine does.
    local function time(command, best)
      local line = ("TIMEFORMAT='%%3U %%3S'; time %s >/dev/null 2>&1"):format(command)
      local pipe <close> = assert(io.popen(("LC_ALL=C bash -c \"%s\" 2>&1"):format(line)))
      local user, system = pipe:read("n", "n")
      return math.min(best, user + system)
    end
    local script = os.tmpname()
    local file <close> = assert(io.open(script, "w"))
    file:write(([[
      local client <close> = assert(require("cph").client({ region = "cn-north-4", endpoint = %q,
        iam_endpoint = %q, ak = %q, sk = %q, project_id = %q }))
      print(require("hwc").dump(assert(client:list_cloud_phone_servers())))
    ]]):format(options.endpoint, options.iam_endpoint, options.ak, options.sk, options.project_id))
    file:close()
    local program = ("bin/hwc cph list-cloud-phone-servers --endpoint %s --iam-endpoint %s "
      .. "--access-key %s --secret-key %s --region cn-north-4 --project-id %s"):format(
      options.endpoint, options.iam_endpoint, options.ak, options.sk, options.project_id)
    local by_script, as_json, as_table = math.huge, math.huge, math.huge
    for _ = 1, 15 do
      by_script = time("lua5.4 " .. script, by_script)
      as_json = time(program, as_json)
      as_table = time(program .. " -o table", as_table)
    end
    os.remove(script)
    assert.truthy(as_json <= 1.3 * by_script + 0.002, as_json .. " " .. by_script)
    assert.truthy(as_table <= 1.3 * by_script + 0.002, as_table .. " " .. by_script)
  end)
end)
