-- A second implementation of request signatures for specs: text put together here, hashes by the
-- openssl program. Nothing of the code under test is used.

local M = {}

local function run(command, input)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(input)
  file:close()
  local pipe = assert(io.popen(command .. " < " .. path))
  local output = pipe:read("a")
  pipe:close()
  os.remove(path)
  return (assert(output:match("(%x+)%s*$"), "openssl gave no digest"))
end

local function hex_of(text)
  return (text:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

local function hash(digest, text)
  return run("openssl dgst -" .. digest, text)
end

local function hmac(digest, key, text)
  return run("openssl dgst -" .. digest .. " -mac HMAC -macopt hexkey:" .. hex_of(key), text)
end

function M.sha256(text)
  return hash("sha256", text)
end

function M.hmac_sha256(key, text)
  return hmac("sha256", key, text)
end

-- The signing key of V11-HMAC-SHA256: the text of 32 hexadecimal bytes, in lower case.
local function derived_key(ak, sk, info)
  local command = "openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:%s"
    .. " -kdfopt hexsalt:%s -kdfopt hexinfo:%s HKDF"
  local pipe = assert(io.popen(command:format(hex_of(sk), hex_of(ak), hex_of(info))))
  local output = pipe:read("a")
  pipe:close()
  return (output:gsub("[^%x]", "")):lower()
end

local function decode(text)
  return (text:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

local function encode(text)
  return (text:gsub("[^A-Za-z0-9._~-]", function(c) return ("%%%02X"):format(c:byte()) end))
end

local function canonical_path(path)
  local segments = {}
  for segment in (decode(path) .. "/"):gmatch("([^/]*)/") do
    segments[#segments + 1] = encode(segment)
  end
  local joined = table.concat(segments, "/")
  return joined:sub(-1) == "/" and joined or joined .. "/"
end

local function canonical_query(query)
  local pairs_list = {}
  for part in query:gmatch("[^&]+") do
    local name, value = part:match("^([^=]*)=?(.*)$")
    pairs_list[#pairs_list + 1] = { decode(name), decode(value) }
  end
  table.sort(pairs_list, function(a, b)
    if a[1] ~= b[1] then
      return a[1] < b[1]
    end
    return a[2] < b[2]
  end)
  for i, pair in ipairs(pairs_list) do
    pairs_list[i] = encode(pair[1]) .. "=" .. encode(pair[2])
  end
  return table.concat(pairs_list, "&")
end

---The signature of a request whose headers (list of {name, value}) named in `names` are signed.
---@param scope? { algorithm: string, ak: string?, info: string? } another algorithm than
---  SDK-HMAC-SHA256; V11-HMAC-SHA256 needs `ak` and `info` ("<day>/<region>/<service>")
---@return string signature
---@return string canonical_request
function M.signature(request, names, sk, date, scope)
  local algorithm = scope and scope.algorithm or "SDK-HMAC-SHA256"
  local digest = algorithm == "SDK-HMAC-SM3" and "sm3" or "sha256"
  local values = {}
  for _, header in ipairs(request.headers) do
    values[header[1]:lower()] = header[2]:match("^%s*(.-)%s*$")
  end
  local path, query = request.target:match("^([^?]*)%??(.*)$")
  local lines = { request.method, canonical_path(path), canonical_query(query) }
  for _, name in ipairs(names) do
    lines[#lines + 1] = name .. ":" .. assert(values[name], "no header " .. name)
  end
  lines[#lines + 1] = ""
  lines[#lines + 1] = table.concat(names, ";")
  lines[#lines + 1] = values["x-sdk-content-" .. digest] or hash(digest, request.body or "")
  local canonical = table.concat(lines, "\n")
  local to_sign = { algorithm, date, hash(digest, canonical) }
  if algorithm == "V11-HMAC-SHA256" then
    table.insert(to_sign, 3, scope.info)
    sk = derived_key(scope.ak, sk, scope.info)
  end
  return hmac(digest, sk, table.concat(to_sign, "\n")), canonical
end

return M
