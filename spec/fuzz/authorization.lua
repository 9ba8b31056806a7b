-- The receiving end of signatures. An input that is a header's value must never be accepted; a
-- request made of the input has to be, and not once a byte of it is another.

local apig = require("apig")
local hwc = require("hwc")

local KEYS = { AKEXAMPLE = "sk-that-nobody-has" }
local NOW = 1714979289 -- 2024-05-06T07:08:09Z
local DATE = "20240506T070809Z"

local REASONS = {
  no_authorization = true, malformed_authorization = true, unknown_key = true,
  signed_header_missing = true, repeated_header = true, date_not_signed = true,
  malformed_date = true, expired = true, signature_mismatch = true,
}

local function check_value(value, kind)
  local good, reason = apig.verify({
    method = "GET",
    target = "/",
    headers = { { "Host", "a" }, { "X-Sdk-Date", DATE }, { "Authorization", value } },
  }, KEYS, { now = NOW, type = kind })
  assert(not good, "accepted")
  assert(REASONS[reason], reason)
end

-- Four parts of the input: target, body, a header's value, and which byte is changed.
local function check_request(data)
  local change = data:byte() or 0
  local parts = {}
  for part in (data:sub(2) .. "\n"):gmatch("(.-)\n") do
    parts[#parts + 1] = part
  end
  local target = "/" .. (parts[1] or ""):gsub("[%c#\\ \127-\255]", "")
  local body = parts[2] or ""
  local extra = (parts[3] or ""):gsub("%c", ""):gsub("^%s+", ""):gsub("%s+$", "")
  local headers = { { "Host", "backend.example" }, { "X-Extra", extra } }
  local signed, err = hwc.sign({
    method = "PUT",
    url = "https://backend.example" .. target,
    headers = headers,
    body = body,
    ak = "AKEXAMPLE",
    sk = KEYS.AKEXAMPLE,
    date = DATE,
  })
  if not signed then
    assert(err.kind == "validation", tostring(err))
    return
  end
  table.move(signed.headers, 1, #signed.headers, #headers + 1, headers)
  local request = { method = "PUT", target = target, headers = headers, body = body }
  local good, reason = apig.verify(request, KEYS, { now = NOW })
  assert(good, reason)

  if change % 4 == 0 then
    request.body = body .. "x"
  elseif change % 4 == 1 then
    request.target = target .. (target:find("?", 1, true) and "&x" or "x")
  elseif change % 4 == 2 then
    headers[2] = { "X-Extra", extra .. "x" }
  else
    request.method = "POST"
  end
  good, reason = apig.verify(request, KEYS, { now = NOW })
  assert(not good and reason == "signature_mismatch", reason)
end

return function(data)
  local kind, rest = data:sub(1, 1), data:sub(2)
  if kind == "h" then
    check_value(rest, "hmac")
  elseif kind == "b" then
    if not rest:find("^%a+ +QUtFWEFNUExFOnNrLXRoYXQtbm9ib2R5LWhhcw== *$") then
      check_value(rest, "basic")
    end
  else
    check_request(rest)
  end
end
