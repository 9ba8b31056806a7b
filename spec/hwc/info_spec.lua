-- The info of a reply: two of its members are made when they are asked for, which a program must
-- not notice.

local cph = require("cph")
local hwc = require("hwc")
local recording = require("spec.support.recording")

local AK = "AKOFTHEINFOSPEC00001"

local server

local function client_of(more)
  local given = {
    endpoint = "http://127.0.0.1:" .. server.port,
    project_id = ("0"):rep(32),
    ak = AK,
    sk = "sk-that-nobody-has",
  }
  for name, value in pairs(more or {}) do
    given[name] = value or nil
  end
  return assert(cph.client(given))
end

-- The info of a call that is answered with these headers.
local function info_of(headers, more, call_options)
  local client <close> = client_of(more)
  server:script({ headers = headers, body = '{"request_id":"of-the-body"}' })
  local reply, info = client:call({ method = "GET", path = "/v1/x" }, call_options)
  assert.truthy(reply, tostring(info))
  return info
end

local HEADERS = { ["X-Request-Id"] = "of-the-header", ["X-Other"] = "other" }

describe("info", function()
  setup(function() server = recording.start() end)
  teardown(function() server:close() end)

  it("has headers and request ID, in any order", function()
    local info = info_of(HEADERS)
    assert.equal("of-the-header", info.request_id)
    assert.equal("other", info.headers["x-other"])
    assert.equal("of-the-header", info.headers["x-request-id"])
    local other = info_of(HEADERS)
    assert.equal("other", other.headers["x-other"])
    assert.equal(other.headers, other.headers)
    assert.equal("of-the-header", other.request_id)
    assert.equal(200, other.status)
    assert.is_nil(other.unexpected)
    assert.is_nil(other[1])
  end)

  it("shows all members to pairs()", function()
    local names = {}
    for name in pairs(info_of(HEADERS)) do
      names[#names + 1] = name
    end
    table.sort(names)
    assert.same({ "attempts", "elapsed", "headers", "request_id", "status" }, names)
  end)

  it("shows all members to hwc.dump()", function()
    local text = hwc.dump(info_of(HEADERS))
    assert.matches('"x-other": "other"', text, 1, true)
    assert.matches('"request_id": "of-the-header"', text, 1, true)
  end)

  it("is a plain table once it was asked", function()
    local info = info_of(HEADERS)
    assert.equal("of-the-header", info.request_id)
    assert.is_nil(getmetatable(info))
    assert.equal("other", rawget(info, "headers")["x-other"])
  end)

  it("keeps what a program has set", function()
    local info = info_of(HEADERS)
    info.request_id = "mine"
    assert.equal("other", info.headers["x-other"])
    assert.equal("mine", info.request_id)
    info = info_of(HEADERS)
    info.headers = false
    assert.equal("of-the-header", info.request_id)
    assert.is_false(info.headers)
  end)

  it("takes the request ID of the body if that of the headers is empty", function()
    local info = info_of({ ["X-Request-Id"] = "", ["X-Other"] = "other" })
    assert.equal("of-the-body", info.request_id)
    assert.equal("other", info.headers["x-other"])
  end)

  it("has the ID of IAM's requests, under its other name", function()
    local info = info_of({ ["X-Request-Id"] = "", ["X-Iam-Trace-Id"] = "of-a-trace" })
    assert.equal("of-a-trace", info.request_id)
  end)

  it("outlives its client and its reply", function()
    local info = info_of(HEADERS)
    collectgarbage()
    collectgarbage()
    assert.equal("other", info.headers["x-other"])
  end)

  it("is not mixed up with the info of another call", function()
    local infos = {}
    for i = 1, 20 do
      infos[i] = info_of({ ["X-Request-Id"] = "id-" .. i, ["X-Other"] = "other-" .. i })
    end
    collectgarbage()
    for i = 20, 1, -1 do
      assert.equal("other-" .. i, infos[i].headers["x-other"])
      assert.equal("id-" .. i, infos[i].request_id)
    end
  end)

  it("does not show the access key that the service repeats", function()
    local info = info_of({ ["X-Request-Id"] = "for " .. AK, ["X-Other"] = "by " .. AK:lower() })
    assert.equal("by ***", info.headers["x-other"])
    assert.equal("for ***", info.request_id)
    assert.equal("for ***", info.headers["x-request-id"])
  end)

  it("keeps no secrets of a call: then its members are made at once", function()
    for _, case in ipairs({
      { {}, { headers = { ["X-Password"] = "Hidden7Word" } } },
      { {}, { headers = { ["X-Any"] = hwc.secret("Hidden7Word") } } },
      { { security_token = "Hidden7Word" } },
      { { ak = false, sk = false, token = "Hidden7Word" } },
    }) do
      local info = info_of({ ["X-Request-Id"] = "Hidden7Word", ["X-Other"] = "Hidden7Word!" },
        case[1], case[2])
      assert.equal("***!", rawget(info, "headers")["x-other"])
      assert.equal("***", rawget(info, "request_id"))
    end
  end)
end)
