-- The live page over HTTP, asked by curl: who may read it, that nothing is written, and what it
-- says while the rollout goes on and when its database is away.

local json = require("cjson")
local page = require("spec.support.page")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local troubled = require("spec.support.troubled_rollout")

-- What curl gets: status, headers by name in lower case, body.
local function curl(arguments)
  local pipe <close> = assert(io.popen("curl -s -i --max-time 20 " .. arguments))
  local output = pipe:read("a")
  assert(pipe:close(), arguments)
  local head, body = output:match("^(.-)\r\n\r\n(.*)$")
  local headers = {}
  for name, value in head:gmatch("\r\n([^:]+): ([^\r\n]*)") do
    headers[name:lower()] = value
  end
  return tonumber(head:match("^HTTP/1.1 (%d+)")), headers, body
end

local function get_data(url, query)
  local status, _, body = curl(("'%s/data.json%s'"):format(url, query or ""))
  return json.decode(body), status
end

for _, engine in ipairs({ "sqlite", "postgresql" }) do
  describe("rollout.serve over " .. engine, function()
    local journal, run, states, live

    setup(function()
      journal = rollouts.new_journal(engine)
      run = troubled.make(journal)
      states = troubled.states(journal)
      live = assert(rollout.serve(journal))
    end)

    teardown(function()
      live:close()
      rollouts.stop()
    end)

    it("gives the page with the journal's numbers, readable without scripts", function()
      local status, headers, body = curl(live.url .. "/")
      assert.equal(200, status)
      assert.equal("text/html; charset=utf-8", headers["content-type"])
      local found = page.read(body)
      assert.same({}, found.problems)
      assert.equal(tostring(states.succeeded), found.texts["count-done"])
      assert.equal(tostring(states.in_doubt), found.texts["count-in-doubt"])
      assert.equal(states.failed + states.refused + states.in_doubt + 1,
        #page.table(found, "targets that are not done"))
      assert.truthy(body:find('<noscript><meta http-equiv="refresh" content="10"></noscript>', 1,
        true))
    end)

    it("lets the browser run no script but its own, and no other site show it", function()
      local _, headers, body = curl(live.url .. "/")
      local policy = headers["content-security-policy"]
      assert.matches("default%-src 'none'", policy)
      assert.matches("script%-src 'self'", policy)
      assert.matches("frame%-ancestors 'none'", policy)
      assert.equal("same-origin", headers["cross-origin-resource-policy"])
      assert.equal("nosniff", headers["x-content-type-options"])
      assert.equal("no-store", headers["cache-control"])
      assert.same({ "#", "#", "#", "#", "#", "#", "#", "#", "#", "d", "l" }, (function()
        local first = {}
        for _, address in ipairs(page.read(body).addresses) do
          first[#first + 1] = address:sub(1, 1)
        end
        table.sort(first)
        return first
      end)())
    end)

    it("gives the data as JSON, with all sections once", function()
      local data, status = get_data(live.url)
      assert.equal(200, status)
      assert.equal(states.succeeded, data.rollout.succeeded)
      assert.equal(states.failed, data.rollout.failed)
      assert.is_true(data.over)
      assert.truthy(data.html.targets)
      local again = get_data(live.url, "?seen=" .. data.stamp)
      assert.truthy(again.html.summary)
      if again.stamp == data.stamp then
        assert.is_nil(again.html.targets)
      end
    end)

    it("shows another rollout of the journal by its id, and says which there are", function()
      local other = troubled.make(journal)
      local data = get_data(live.url, "?rollout=" .. run.id)
      assert.equal(run.id, data.rollout.id)
      assert.equal(other.id, get_data(live.url).rollout.id)
      assert.equal(404, (curl(live.url .. "/?rollout=999")))
      assert.equal(404, (curl(live.url .. "/?rollout=x%27--")))
      local fixed <close> = assert(rollout.serve(rollout.open(journal), { rollout = run.id }))
      assert.equal(run.id, get_data(fixed.url).rollout.id)
      local _, _, body = curl(fixed.url .. "/")
      assert.truthy(body:find(('href="?rollout=%d"'):format(other.id), 1, true))
    end)

    it("is read only: other methods are refused, and nothing changes", function()
      local before = troubled.ask(journal, "SELECT count(*), max(id) FROM hwc_event")
      for _, method in ipairs({ "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE" }) do
        for _, path in ipairs({ "/", "/data.json", "/live.js" }) do
          local status, headers = curl(("-X %s -d x=1 %s%s"):format(method, live.url, path))
          assert.equal(405, status)
          assert.equal("GET, HEAD", headers.allow)
        end
      end
      local status, headers, body = curl("-I " .. live.url .. "/")
      assert.equal(200, status)
      assert.is_true(tonumber(headers["content-length"]) > 1000)
      assert.equal("", body)
      assert.same(before, troubled.ask(journal, "SELECT count(*), max(id) FROM hwc_event"))
    end)
  end)
end

describe("who may read the live page", function()
  local live, port, name

  setup(function()
    name = rollouts.new_journal("sqlite")
    troubled.make(name)
    live = assert(rollout.serve(name))
    port = live.url:match("%d+$")
  end)

  teardown(function()
    live:close()
  end)

  it("is who names this machine in Host", function()
    for _, host in ipairs({ "127.0.0.1:" .. port, "localhost", "localhost:1", "[::1]:80",
      "127.8.8.8" }) do
      assert.equal(200, (curl(("-H 'Host: %s' %s/"):format(host, live.url))))
    end
    for _, host in ipairs({ "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80",
      "10.0.0.1", "user@localhost", "127.0.0.1:80:80", "[::1" }) do
      for _, path in ipairs({ "/", "/data.json", "/live.js", "/nothing" }) do
        local status, _, body = curl(("-H 'Host: %s' %s%s"):format(host, live.url, path))
        assert.equal(403, status)
        assert.falsy(body:find("t-0031", 1, true))
      end
    end
  end)

  it("is nobody who names none, or two", function()
    local head = "GET / HTTP/1.0\\r\\n%s\\r\\n"
    for _, lines in ipairs({ "", "Host:\\r\\n", "Host: localhost\\r\\nHost: localhost\\r\\n",
      "Host: localhost\\r\\nhost: evil.example\\r\\n" }) do
      local pipe <close> = assert(io.popen(([[python3 -c 'import socket
s = socket.create_connection(("127.0.0.1", %s))
s.sendall(b"%s")
print(s.makefile("rb").readline().decode())']]):format(port, head:format(lines))))
      local status = pipe:read("a"):match("^HTTP/1%.%d (%d+)")
      assert.is_true(status == "403" or status == "400", lines .. status)
    end
  end)

  it("is no script of another site", function()
    for _, origin in ipairs({ "http://evil.example", "null" }) do
      local status, headers = curl(("-H 'Origin: %s' %s/data.json"):format(origin, live.url))
      assert.equal(403, status)
      assert.is_nil(headers["access-control-allow-origin"])
    end
  end)

  it("listens on loopback alone, unless told otherwise", function()
    assert.equal("http://127.0.0.1:", live.url:match("^(.-)%d+$"))
    local all <close> = assert(rollout.serve(name, { address = "0.0.0.0",
      hosts = { "Ops.example" } }))
    local url = all.url:gsub("0%.0%.0%.0", "127.0.0.1")
    assert.equal(200, (curl(("-H 'Host: 10.0.0.1' %s/"):format(url))))
    assert.equal(200, (curl(("-H 'Host: ops.example:80' %s/"):format(url))))
    assert.equal(403, (curl(("-H 'Host: evil.example' %s/"):format(url))))
  end)

  it("finds nothing beside the page", function()
    for _, path in ipairs({ "/x", "/../etc/passwd", "//", "/data.json/", "/%2e%2e/" }) do
      assert.equal(404, (curl(("--path-as-is '%s%s'"):format(live.url, path))))
    end
  end)
end)

describe("rollout.serve", function()
  it("follows a rollout that goes on", function()
    local journal = rollouts.new_journal("sqlite")
    local run = troubled.make(journal)
    local live <close> = assert(rollout.serve(journal))
    local before = get_data(live.url)
    for target in run:targets({ state = "in_doubt" }) do
      assert(run:resolve(target.id, "done", "seen"))
    end
    local after = get_data(live.url)
    assert.is_true(before.rollout.in_doubt > 0)
    assert.equal(0, after.rollout.in_doubt)
    assert.equal(before.rollout.succeeded + before.rollout.in_doubt, after.rollout.succeeded)
  end)

  it("says that the database is away, and goes on when it is back", function()
    local journal = rollouts.new_journal("postgresql")
    troubled.make(journal)
    local live <close> = assert(rollout.serve(journal))
    assert.equal(200, select(2, get_data(live.url)))
    rollouts.server():stop("immediate")
    local data, status = get_data(live.url)
    assert.equal(503, status)
    assert.matches("^journal: ", data.error)
    assert.equal(503, (curl(live.url .. "/")))
    rollouts.server():start()
    local last
    for _ = 1, 20 do
      last = select(2, get_data(live.url))
      if last == 200 then
        break
      end
    end
    assert.equal(200, last)
    rollouts.stop()
  end)

  it("does not make a journal, and refuses what is none", function()
    local path = rollouts.new_journal("sqlite")
    local live, err = rollout.serve(path)
    assert.is_nil(live)
    assert.equal("page", err.kind)
    assert.is_nil(io.open(path))
    local text <close> = assert(io.open(path, "w"))
    text:write(("no database, but long enough to be one. "):rep(100))
    text:flush()
    assert.is_nil((rollout.serve(path)))
    os.remove(path)
    assert.error_matches(function()
      rollout.serve(5)
    end, "journal")
    assert.error_matches(function()
      rollout.serve(path, { port = 65536 })
    end, "port")
  end)

  it("stops when it is closed", function()
    local journal = rollouts.new_journal("sqlite")
    troubled.make(journal)
    local live = assert(rollout.serve(journal))
    local url = live.url
    live:close()
    live:close()
    assert.is_nil(os.execute(("curl -s --max-time 5 %s/ >/dev/null"):format(url)))
    assert.equal("hwc.rollout.page (closed)", tostring(live))
  end)
end)
