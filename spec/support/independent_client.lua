-- An independent client: builds requests itself, signs them with the openssl program and sends them
-- with the curl program.
local cjson = require("cjson")
local openssl = require("spec.support.openssl")

local M = {}
local Client = {}
Client.__index = Client

local function write_file(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

-- A value of the curl program's configuration, which may be of one line only.
local function quote(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("\n", "\\n") .. '"'
end

local function parse_answers(text)
  local responses = {}
  while text ~= "" do
    local head, rest = text:match("^(HTTP/.-\r\n)\r\n(.*)$")
    assert(head, "not an HTTP response")
    local response = { status = tonumber(head:match("^HTTP/[%d.]+ (%d+)")), headers = {} }
    for name, value in head:gmatch("\n([^:\r\n]+):[ \t]*([^\r\n]*)") do
      response.headers[name:lower()] = value
    end
    local length = tonumber(response.headers["content-length"]) or 0
    response.text = rest:sub(1, length)
    text = rest:sub(length + 1)
    local ok, decoded = pcall(cjson.decode, response.text)
    response.body = ok and decoded or nil
    responses[#responses + 1] = response
  end
  return responses
end

---Sends requests over one connection where the server keeps it. A request has `method`, `target`,
---`headers` ({name, value} pairs) and maybe `body`.
---@return table[] answers with `status`, `headers` by lower-case name, `text`, `body` (decoded)
---@return integer connections that were made
function M.send_all(url, requests)
  local lines, files = {}, {}
  for i, request in ipairs(requests) do
    if i > 1 then
      lines[#lines + 1] = "next"
    end
    local function add(name, value)
      lines[#lines + 1] = value and ("%s = %s"):format(name, quote(value)) or name
    end
    add("url", url .. request.target)
    add("silent")
    add("include")
    add("globoff")
    add("path-as-is")
    add("noproxy", "*")
    add("request", request.method)
    add("max-time", "20")
    add("header", "Expect:")
    add("write-out", "%{stderr}%{num_connects}\n")
    for _, header in ipairs(request.headers) do
      add("header", header[2] == "" and header[1] .. ";" or header[1] .. ": " .. header[2])
    end
    if request.body then
      files[#files + 1] = write_file(request.body)
      add("data-binary", "@" .. files[#files])
    end
  end
  local config = write_file(table.concat(lines, "\n"))
  local counts = os.tmpname()
  local pipe = assert(io.popen(("curl --disable --config %s 2> %s"):format(config, counts)))
  local text = pipe:read("a")
  local _, _, code = pipe:close()
  assert(code ~= 2 and code ~= 26, "the curl program does not understand what it is given")
  local connections = 0
  for count in io.lines(counts) do
    connections = connections + (tonumber(count) or 0)
  end
  files[#files + 1] = config
  files[#files + 1] = counts
  for _, path in ipairs(files) do
    os.remove(path)
  end
  return parse_answers(text), connections
end

---@return table? response nil where the connection ended without one
function M.send(url, request)
  return M.send_all(url, { request })[1]
end

---@param account table as the sandbox prints it
function M.new(account)
  return setmetatable({ account = account, host = account.url:match("^http://(.*)$") }, Client)
end

---A request with what has to be in it, signed by the account's keys.
---@param body? table|string
---@param options? { date: string, headers: string[][], ak: string, sk: string,
---  algorithm: string, info: string, content_type: string }
function Client:signed(method, target, body, options)
  options = options or {}
  local account = self.account
  local ak, sk = options.ak or account.ak, options.sk or account.sk
  local date = options.date or os.date("!%Y%m%dT%H%M%SZ")
  local request = {
    method = method,
    target = target,
    headers = {
      { "Content-Type", options.content_type or "application/json" },
      { "Host", self.host },
      { "X-Sdk-Date", date },
    },
    body = type(body) == "table" and cjson.encode(body) or body,
  }
  for _, header in ipairs(options.headers or {}) do
    request.headers[#request.headers + 1] = header
  end
  local names = {}
  for i, header in ipairs(request.headers) do
    names[i] = header[1]:lower()
  end
  table.sort(names)
  local algorithm = options.algorithm or "SDK-HMAC-SHA256"
  local info = options.info
  local signature = openssl.signature(request, names, sk, date,
    { algorithm = algorithm, ak = ak, info = info })
  request.headers[#request.headers + 1] = {
    "Authorization",
    ("%s %s, SignedHeaders=%s, Signature=%s"):format(algorithm,
      info and ("Credential=%s/%s"):format(ak, info) or "Access=" .. ak,
      table.concat(names, ";"), signature),
  }
  return request
end

---Gets a token by password; later calls carry it.
function Client:log_in()
  local account = self.account
  local response = M.send(account.url, {
    method = "POST",
    target = "/v3/auth/tokens?nocatalog=true",
    headers = { { "Content-Type", "application/json;charset=utf8" } },
    body = cjson.encode({
      auth = {
        identity = {
          methods = { "password" },
          password = { user = {
            name = account.user, password = account.password, domain = { name = account.domain },
          } },
        },
        scope = { project = { id = account.project_id } },
      },
    }),
  })
  assert(response.status == 201, response.text)
  self.token = response.headers["x-subject-token"]
  return self
end

---A call with the token.
---@param body? table|string
---@return integer status
---@return any body decoded
---@return table headers
function Client:call(method, target, body)
  local response = assert(M.send(self.account.url, {
    method = method,
    target = target,
    headers = { { "Content-Type", "application/json" }, { "X-Auth-Token", self.token } },
    body = type(body) == "table" and cjson.encode(body) or body,
  }))
  return response.status, response.body, response.headers
end

return M
