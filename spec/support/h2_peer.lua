-- HTTP/2 by hand, as much of it as the fault server needs to misbehave: frames are read to count
-- requests, header blocks are not. Beside the steps of fault_peer.lua that fit:
--
--   limit streams             allows no more at a time (only as the first step)
--   headers                   waits for the head of the next request and goes on with it, whether
--                             its body has come or not
--   stream number             goes on with the request of that stream
--   respond text more          responds to the request taken last with status 200 and the body;
--                             `more` may have `status`, `length` (of Content-Length; true: the
--                             right one), `encoding` (of Content-Encoding) and `open` (the stream
--                             is not ended)
--   reset_stream code         ends its stream with an error code: 7 is REFUSED_STREAM
--   goaway last               says that streams above `last` were not and will not be looked at
--
-- Source: RFC 9113, sections 4, 6 and 7.

local peers = require("spec.support.fault_peer")

local M = {}

local PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
local DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
local END_STREAM, ACK, END_HEADERS = 1, 1, 4
local MAX_CONCURRENT_STREAMS = 3 -- a setting
local STATUS, CONTENT_LENGTH, CONTENT_ENCODING = 8, 28, 26 -- in the static table of RFC 7541

local function frame(kind, flags, stream, payload)
  return string.pack(">I3BBI4", #payload, kind, flags, stream) .. payload
end

-- A header field without indexing, its name from the static table.
local function field(name, value)
  local head = name < 15 and string.char(name) or string.char(15, name - 15)
  return head .. string.pack("s1", value)
end

local function handle(peer, kind, flags, stream, payload)
  if kind == SETTINGS and flags & ACK == 0 then
    peer:send(frame(SETTINGS, ACK, 0, ""))
  elseif kind == PING and flags & ACK == 0 then
    peer:send(frame(PING, ACK, 0, payload))
  elseif kind == HEADERS or kind == DATA then
    if kind == HEADERS then
      peer.unfinished = peer.unfinished + 1
      peer.heads[#peer.heads + 1] = stream
    end
    if flags & END_STREAM ~= 0 then
      peer.unfinished = peer.unfinished - 1
      peer:add_request({ stream = stream })
    end
  end
end

local function take(peer)
  if not peer.greeted then
    if #peer.inbox < #PREFACE then
      return
    end
    assert(peer.inbox:sub(1, #PREFACE) == PREFACE, "that is no HTTP/2")
    peer.inbox = peer.inbox:sub(#PREFACE + 1)
    peer.greeted = true
    peer:send(frame(SETTINGS, 0, 0,
      peer.limit and string.pack(">I2I4", MAX_CONCURRENT_STREAMS, peer.limit) or ""))
  end
  while #peer.inbox >= 9 do
    local length, kind, flags, stream = string.unpack(">I3BBI4", peer.inbox)
    if #peer.inbox < 9 + length then
      return
    end
    local payload = peer.inbox:sub(10, 9 + length)
    peer.inbox = peer.inbox:sub(10 + length)
    handle(peer, kind, flags, stream, payload)
  end
end

---Makes a peer as fault_peer.new does, one that talks HTTP/2.
function M.new(server, stream, steps)
  local peer = peers.new(server, stream, steps, take)
  peer.heads = {} -- streams whose requests have begun
  return peer
end

function peers.STEPS.limit(peer, streams)
  peer.limit = streams
end

function peers.STEPS.headers(peer)
  peer:wait_for(function() return #peer.heads > 0 end)
  peer.request = { stream = table.remove(peer.heads, 1) }
end

function peers.STEPS.stream(peer, number)
  peer.request = { stream = number }
end

function peers.STEPS.respond(peer, text, more)
  more = more or {}
  local stream = peer.request.stream
  local head = field(STATUS, ("%d"):format(more.status or 200))
  if more.length then
    local length = more.length == true and #text or more.length
    head = head .. field(CONTENT_LENGTH, ("%d"):format(length))
  end
  if more.encoding then
    head = head .. field(CONTENT_ENCODING, more.encoding)
  end
  local flags = more.open and 0 or END_STREAM
  if text == "" then
    peer:send(frame(HEADERS, END_HEADERS | flags, stream, head))
  else
    peer:send(frame(HEADERS, END_HEADERS, stream, head) .. frame(DATA, flags, stream, text))
  end
end

function peers.STEPS.reset_stream(peer, code)
  peer:send(frame(RST_STREAM, 0, peer.request.stream, string.pack(">I4", code)))
end

function peers.STEPS.goaway(peer, last)
  peer:send(frame(GOAWAY, 0, 0, string.pack(">I4I4", last, 0)))
end

return M
