-- Requests as a gateway signs them, by the second implementation of spec.support.openssl, as bytes
-- for a real server.

local openssl = require("spec.support.openssl")

local M = {}

---@param given table `method`, `target`, `headers` (list of {name, value}, Host among them),
---  `body`; `key`, `secret`; `sent_target` where another stands in the request line;
---  `changed_body` where another is sent
---@return string bytes
function M.bytes(given)
  local date = os.date("!%Y%m%dT%H%M%SZ")
  local headers = table.move(given.headers, 1, #given.headers, 1, {})
  headers[#headers + 1] = { "X-Sdk-Date", date }
  local names = {}
  for i, header in ipairs(headers) do
    names[i] = header[1]:lower()
  end
  table.sort(names)
  local signature = openssl.signature({
    method = given.method, target = given.target, headers = headers, body = given.body,
  }, names, given.secret, date)
  local body = given.changed_body or given.body or ""
  local lines = { ("%s %s HTTP/1.1"):format(given.method, given.sent_target or given.target) }
  for _, header in ipairs(headers) do
    lines[#lines + 1] = header[1] .. ": " .. header[2]
  end
  lines[#lines + 1] = ("Authorization: SDK-HMAC-SHA256 Access=%s, SignedHeaders=%s, Signature=%s")
    :format(given.key, table.concat(names, ";"), signature)
  if given.method ~= "GET" then
    lines[#lines + 1] = ("Content-Length: %d"):format(#body)
  end
  lines[#lines + 1] = "Connection: close"
  return table.concat(lines, "\r\n") .. "\r\n\r\n" .. body
end

---Sends the requests that a backend has to accept and to refuse, and says what it answered.
---@param send fun(bytes: string, later: string?): table `status` and `body`
---@param key string
---@param secret string
---@param port integer of the server
---@return table<string, table> responses by what was sent
function M.ask(send, key, secret, port)
  local host = ("127.0.0.1:%d"):format(port)
  local function request(changes)
    local given = {
      method = "POST",
      target = "/orders/a%2520b/%e4%ba%91?b=2&a=x%20y&a",
      headers = { { "Host", host }, { "Content-Type", "application/json" } },
      body = '{"n":1}',
      key = key,
      secret = secret,
    }
    for name, value in pairs(changes or {}) do
      given[name] = value
    end
    return M.bytes(given)
  end
  local get = { method = "GET", body = "", headers = { { "Host", host } } }
  local whole = "http://" .. host .. "/orders/a%2520b/%e4%ba%91?b=2&a=x%20y&a"
  local large = ("x"):rep(200000)
  local late = request()
  return {
    get = send(request(get)),
    get_url = send(request({ method = "GET", body = "", headers = get.headers,
      sent_target = whole })),
    post = send(request()),
    post_url = send(request({ sent_target = whole })),
    post_late = send(late:sub(1, -4), late:sub(-3)),
    post_large = send(request({ body = large })),
    changed_body = send(request({ changed_body = '{"n":2}' })),
    changed_target = send(request({ sent_target = "/orders/other" })),
    other_key = send(request({ key = "other_key1" })),
    unsigned = send("GET /orders/ HTTP/1.1\r\nHost: " .. host .. "\r\nConnection: close\r\n\r\n"),
  }
end

---What a backend has to answer to all of them.
M.EXPECTED = {
  get = { 200, "0 bytes of an order\n" },
  get_url = { 200, "0 bytes of an order\n" },
  post = { 200, "7 bytes of an order\n" },
  post_url = { 200, "7 bytes of an order\n" },
  post_late = { 200, "7 bytes of an order\n" },
  post_large = { 200, "200000 bytes of an order\n" },
  changed_body = { 401, "signature_mismatch\n" },
  changed_target = { 401, "signature_mismatch\n" },
  other_key = { 401, "unknown_key\n" },
  unsigned = { 401, "no_authorization\n" },
}

return M
