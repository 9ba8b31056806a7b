-- A second implementation of SDK-HMAC-SHA256 for specs: text put together here, hashes by the
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
  return assert(output:match("(%x+)%s*$"), "openssl gave no digest")
end

function M.sha256(text)
  return run("openssl dgst -sha256", text)
end

function M.hmac_sha256(key, text)
  local hex = key:gsub(".", function(c) return ("%02x"):format(c:byte()) end)
  return run("openssl dgst -sha256 -mac HMAC -macopt hexkey:" .. hex, text)
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
---@return string signature
---@return string canonical_request
function M.signature(request, names, sk, date)
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
  lines[#lines + 1] = M.sha256(request.body or "")
  local canonical = table.concat(lines, "\n")
  local to_sign = table.concat({ "SDK-HMAC-SHA256", date, M.sha256(canonical) }, "\n")
  return M.hmac_sha256(sk, to_sign), canonical
end

return M
