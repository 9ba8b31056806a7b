-- Bodies of responses that are errors. The first byte picks the status; whatever the rest is, there
-- is one error whose members are of their types and one line each.

local core = require("_hwc")

local STATUS = { 300, 307, 400, 401, 403, 404, 408, 409, 412, 429, 500, 502, 503, 504, 599 }

return function(data)
  local first = data:byte()
  if not first then
    return
  end
  local status = STATUS[first % #STATUS + 1]
  local reply, err = core.decode_reply("apig", "update_signature_key", status,
    { ["retry-after"] = data:sub(2, 6) }, data:sub(2))
  assert(reply == nil)
  assert(err.kind == "service" and err.status == status)
  assert(err.operation == "update_signature_key")
  assert(type(err.message) == "string" and err.message ~= "" and not err.message:find("%c"))
  assert(utf8.len(err.message), "the message is no UTF-8")
  assert(type(err.code) == "string" and not err.code:find("%c"))
  assert(type(err.retryable) == "boolean")
  assert(err.retry_after == nil or err.retry_after > 0 and err.retry_after < math.huge)
  assert(not err.body or #err.body <= 4096 and utf8.len(err.body))
  local text = tostring(err)
  assert(not text:find("%c") and utf8.len(text))
end
