-- The HTTP server of the sandbox against clients that are slow, many or large: bytes over sockets.
local httpd = require("_hwc_httpd")
local raw_client = require("spec.support.raw_client")

local MIB = 1024 * 1024

local function listen(bounds)
  local options = {
    address = "127.0.0.1", port = 0, max_body = MIB, module = "spec.support.echo_behaviour",
    config = "", path = package.path, cpath = package.cpath,
  }
  for name, value in pairs(bounds or {}) do
    options[name] = value
  end
  return assert(httpd.start(options))
end

local function request(target, fields)
  return ("GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n"):format(target, fields or "")
end

local function body_of(peer)
  return peer.text:match("\r\n\r\n(.*)$")
end

-- Sends a byte of `text` ten times a second until the connection ends.
local function trickle(peer, text, seconds)
  local at, due = 0, 0
  return raw_client.wait(function()
    local now = require("luv").hrtime()
    if now >= due and at < #text and not peer.closed then
      at, due = at + 1, now + 1e8
      peer:send(text:sub(at, at))
    end
    return peer.closed
  end, seconds)
end

describe("the sandbox's listener", function()
  it("serves queries of 5,000 and 30,000 members whole, or refuses them with 414", function()
    local server <close> = listen()
    for _, case in ipairs({
      { 1, "a=1&", 200 }, { 5000, "a=1&", 200 }, { 15000, "a=1&", 200 }, { 60000, "&", 200 },
      { 30000, "a=1&", 200 }, { 5000, "member-1=value-1&", 200 },
      { 30000, "member-1=value-1&", 414 }, { 300000, "a=1&", 414 },
    }) do
      local count, member, status = table.unpack(case)
      local target = "/a?" .. member:rep(count)
      local peer = raw_client.send(server:port(), request(target))
      assert.equal(status, peer:status(), count .. member)
      if status == 200 then
        assert.equal(("GET %d 0"):format(#target), body_of(peer))
      end
      peer:close()
    end
  end)

  it("refuses too many bytes of header fields with 431, in one field or in many", function()
    local server <close> = listen()
    for _, fields in ipairs({
      "X-Large: " .. ("x"):rep(300000) .. "\r\n",
      ("X-Many: x\r\n"):rep(30000),
      ("a:\r\n"):rep(10000),
    }) do
      local peer = raw_client.send(server:port(), request("/", fields))
      assert.equal(431, peer:status(), #fields)
      peer:close()
    end
    local peer = raw_client.send(server:port(), request("/", ("X-Many: x\r\n"):rep(500)))
    assert.equal(200, peer:status())
    peer:close()
  end)

  it("ends a connection whose first head is not there in time, however it trickles", function()
    local server <close> = listen({ header_seconds = 1 })
    for _, text in ipairs({ ("G"):rep(100), request("/"):sub(1, -3) .. ("X: y\r\n"):rep(100) }) do
      local peer = raw_client.connect(server:port())
      local ended, seconds = trickle(peer, text, 10)
      assert.is_true(ended)
      assert.is_true(seconds > 0.9 and seconds < 3, seconds)
      assert.equal(408, peer:status())
      peer:close()
    end
    local silent = raw_client.connect(server:port())
    assert.is_true(raw_client.wait(function() return silent.closed end, 10))
    silent:close()
  end)

  it("ends a connection whose later head trickles", function()
    local server <close> = listen({ header_seconds = 1 })
    local peer = raw_client.send(server:port(), request("/"))
    assert.equal(200, peer:status())
    peer.text = ""
    peer:send("GET /b HTTP/1.1\r\n")
    local ended, seconds = trickle(peer, ("X: y\r\n"):rep(100), 10)
    assert.is_true(ended)
    assert.is_true(seconds > 0.9 and seconds < 3, seconds)
    peer:close()
  end)

  it("ends a connection whose body is not there in time, and takes one that is", function()
    local server <close> = listen({ header_seconds = 1, body_seconds = 2 })
    local head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    local late = raw_client.send(server:port(), head:format(100) .. "x")
    late = late.closed and raw_client.connect(server:port()):send(head:format(100)) or late
    local ended = trickle(late, ("x"):rep(50), 10)
    assert.is_true(ended)
    assert.equal(408, late:status())
    late:close()
    -- The body has more time than the head.
    local peer = raw_client.connect(server:port())
    raw_client.wait(function() return peer.connected end, 5)
    peer:send(head:format(15))
    local _, seconds = raw_client.wait(function() return false end, 1.4)
    assert.is_true(seconds > 1.3)
    peer:send(("x"):rep(15))
    raw_client.wait(function() return peer:status() end, 5)
    assert.equal(200, peer:status())
    assert.equal("POST 1 15", body_of(peer))
    peer:close()
  end)

  it("leaves a connection alone that has nothing due", function()
    local server <close> = listen({ header_seconds = 1, body_seconds = 1 })
    local peer = raw_client.send(server:port(), request("/"))
    raw_client.wait(function() return peer.closed end, 1.6)
    assert.is_nil(peer.closed)
    peer.text = ""
    peer:send(request("/again"))
    raw_client.wait(function() return peer:status() end, 5)
    assert.equal("GET 6 0", body_of(peer))
    peer:close()
  end)

  it("refuses connections beyond the limit with 503, whether they send or not", function()
    local server <close> = listen({ max_connections = 20 })
    local held = {}
    for i = 1, 20 do
      held[i] = raw_client.connect(server:port())
    end
    raw_client.wait(function()
      for _, peer in ipairs(held) do
        if not peer.connected then
          return false
        end
      end
      return true
    end, 5)
    local refused = {}
    for i = 1, 40 do
      refused[i] = raw_client.connect(server:port())
      if i % 2 == 0 then
        refused[i]:send(request("/"))
      end
    end
    local done, seconds = raw_client.wait(function()
      for _, peer in ipairs(refused) do
        if not peer.closed then
          return false
        end
      end
      return true
    end, 10)
    assert.is_true(done)
    assert.is_true(seconds < 4, seconds)
    for _, peer in ipairs(refused) do
      assert.equal(503, peer:status())
      assert.truthy(body_of(peer):find('"error_code"', 1, true))
      peer:close()
    end
    -- Those that were there first are served, and room that is made is used.
    held[1]:send(request("/"))
    raw_client.wait(function() return held[1]:status() end, 5)
    assert.equal(200, held[1]:status())
    for _, peer in ipairs(held) do
      peer:close()
    end
    local again
    raw_client.wait(function()
      again = raw_client.send(server:port(), request("/"))
      again:close()
      return again:status() == 200
    end, 5)
    assert.equal(200, again:status())
  end)

  it("serves 4,096 connections at a time, and refuses 100 more", function()
    httpd.raise_file_limit() -- both ends are in this process
    local server <close> = listen({ header_seconds = 60 })
    local peers = {}
    local function count(what)
      local found = 0
      for _, peer in ipairs(peers) do
        found = found + (what(peer) and 1 or 0)
      end
      return found
    end
    for i = 1, 4096 do
      peers[i] = raw_client.connect(server:port())
      if i % 64 == 0 then
        raw_client.wait(function() return peers[i].connected end, 5)
      end
    end
    for i = 1, 4096 do
      peers[i]:send(request("/"))
    end
    raw_client.wait(function()
      return count(function(peer) return peer:status() == 200 end) == 4096
    end, 20)
    for i = 4097, 4196 do
      peers[i] = raw_client.connect(server:port())
    end
    raw_client.wait(function()
      return count(function(peer) return peer:status() == 503 end) == 100
    end, 10)
    assert.equal(4096, count(function(peer) return peer:status() == 200 end))
    assert.equal(100, count(function(peer) return peer:status() == 503 end))
    for _, peer in ipairs(peers) do
      peer:close()
    end
    raw_client.wait(function() return false end, 0.1)
  end)
end)
