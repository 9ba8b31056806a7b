-- Peers that POSTs are sent to. The plans are those of spec/fate/peer.h.

local M = {}

-- Bytes of the bodies.
M.SIZES = { 1000, 30000, 300000 }

-- Of a host that has answered once it is known which HTTP it speaks.
local GOOD = "head,body,respond,close"

---@class fate.Case
---@field [1] string what the peer does
---@field plans string[]
---@field networks string[] where it is tried: "plain" is that of the machine, the others are those
---  of spec/support/own_network.sh
---@field first? integer bytes of the body of a connection's first request
---@field few? boolean it takes long, so it is tried less often
---@field wait? number as of a trial
---@field rest? number as of a trial
---@field timeout? number seconds of an attempt

---@type fate.Case[]
M.CASES = {
  {
    "responds before it reads the body, and closes after the next request",
    plans = { "head,respond,pause=2,body,head,body,close" },
    networks = { "plain", "ethernet", "narrow" },
  },
  {
    "responds before it reads the body, and resets after the next request",
    plans = { "head,respond,pause=2,body,head,body,reset" },
    networks = { "plain", "ethernet", "narrow" },
  },
  {
    "responds while buffers are full, and closes after the next request",
    plans = { "head,respond,tail=30000,pause=2,body,head,body,close" },
    networks = { "narrow", "tight" },
    first = 60000,
  },
  {
    "responds while buffers are full, and closes within the next request",
    plans = { "head,respond,tail=30000,pause=2,body,head,part=500,drop" },
    networks = { "narrow", "tight" },
    first = 60000,
  },
  {
    "responds while large buffers are full, and closes after the next request",
    plans = { "head,respond,tail=300000,pause=5,body,head,body,close" },
    networks = { "ethernet" },
    first = 300000,
  },
  {
    "closes a fresh connection after the body",
    plans = { GOOD, "hello,pause=2,head,body,close" },
    networks = { "plain", "ethernet", "narrow" },
  },
  {
    "closes a fresh connection within the body",
    plans = { GOOD, "hello,pause=2,head,part=500,close" },
    networks = { "plain", "ethernet", "narrow" },
  },
  {
    "closes a kept connection after the body",
    plans = { "head,body,respond,pause=2,head,body,close" },
    networks = { "plain", "ethernet", "narrow" },
  },
  {
    "closes a kept connection within the body",
    plans = { "head,body,respond,pause=2,head,part=500,close" },
    networks = { "plain", "ethernet", "narrow" },
  },
  {
    "closes a kept connection before the next request",
    plans = { "head,body,respond,close" },
    networks = { "plain", "ethernet", "narrow" },
    few = true,
  },
  {
    "resets a kept connection before the next request",
    plans = { "head,body,respond,reset" },
    networks = { "plain", "ethernet", "narrow" },
    few = true,
  },
  {
    "closes its direction only, and reads on",
    plans = { "head,body,respond,fin,head,body,close" },
    networks = { "plain", "ethernet", "narrow" },
    few = true,
  },
  {
    "closes an idle connection just when it is used",
    plans = { "head,body,respond,jitter=2,close" },
    networks = { "plain", "ethernet", "narrow" },
    wait = 0.002,
  },
  {
    "resets an idle connection just when it is used",
    plans = { "head,body,respond,jitter=2,reset" },
    networks = { "plain", "ethernet", "narrow" },
    wait = 0.002,
  },
  {
    "closes at once",
    plans = { GOOD, "close" },
    networks = { "plain" },
    few = true,
  },
  {
    "resets at once",
    plans = { GOOD, "hello,reset" },
    networks = { "plain" },
    few = true,
  },
  -- RFC 9112, section 9.2: what comes while no request is outstanding is no response to the next.
  -- `rest` is long enough for it to have come, since what crosses the next request on its way
  -- cannot be told from the response to that.
  {
    "sends a refusal that no request asked for",
    plans = { "head,body,respond,pause=1,stray=429,again" },
    networks = { "plain", "narrow" },
    few = true,
    rest = 0.15,
  },
  {
    "sends a success that no request asked for",
    plans = { "head,body,respond,pause=1,stray=200,again" },
    networks = { "plain", "narrow" },
    few = true,
    rest = 0.15,
  },
  {
    "reads from a fresh connection when nobody waits any more",
    plans = { GOOD, "hello,pause=60,head,body,respond,close" },
    networks = { "narrow" },
    few = true,
    timeout = 0.03,
  },
  {
    "reads from a kept connection when nobody waits any more",
    plans = { "head,body,respond,pause=60,again" },
    networks = { "narrow" },
    few = true,
    timeout = 0.03,
  },
  {
    "responds before it reads the body, and reads when nobody waits any more",
    plans = { "head,respond,tail=30000,pause=60,body,head,body,respond,close" },
    networks = { "narrow", "tight" },
    first = 40000,
    few = true,
    timeout = 0.03,
  },
}

-- Of how many calls one is made, where it takes long.
M.FEW = 5

---Cases of a network.
---@param network string
---@return fate.Case[]
function M.of(network)
  local list = {}
  for _, case in ipairs(M.CASES) do
    for _, name in ipairs(case.networks) do
      if name == network then
        list[#list + 1] = case
      end
    end
  end
  return list
end

return M
