-- SPDX-License-Identifier: Apache-2.0
-- client:explain(): the request that a call would send, and whether it would be retried.

local quoted = require("hwc.shell").quoted

local M = {}

---@class hwc.Explanation
---@field operation? string
---@field method string
---@field url string
---@field headers string[][] {name, value} pairs as sent, with *** in place of secrets
---@field body? string with *** in place of secrets
---@field curl string a command line for sh; it reads a body with zero bytes from standard input
---@field canonical_request? string of the signature, if the request is signed
---@field string_to_sign? string likewise; its hash is *** if the request contains secrets
---@field timeout number seconds, of an attempt
---@field deadline? number seconds, of the call
---@field attempts integer maximum
---@field idempotent boolean true if it is retried even when it may have been processed
---@field idempotent_reason string
---@field before? string[] what the call would do first

-- Seconds as curl expects them: with a decimal point in any locale.
local function seconds(number)
  local thousandths = math.tointeger(math.floor(number * 1000 + 0.5))
  if not thousandths then
    return ("%.0f"):format(number)
  end
  return (("%d.%03d"):format(thousandths // 1000, thousandths % 1000):gsub("%.?0+$", ""))
end

-- Removes user and password from a proxy's URL; a password may contain any byte.
local function without_user(url)
  local scheme, rest = url:match("^(%a[%w+.-]*://)(.*)$")
  return (scheme or "") .. (rest or url):gsub("^.*@", "***@")
end

local function add_connection(words, explanation, settings, row)
  words[#words + 1] = "--max-time " .. seconds(explanation.timeout)
  words[#words + 1] = "--connect-timeout " .. seconds(settings.connect_timeout or 5)
  for _, pair in ipairs({
    { "ca_file", "--cacert" }, { "ca_path", "--capath" }, { "cert", "--cert" }, { "key", "--key" },
  }) do
    local value = settings[pair[1]]
    if value then
      words[#words + 1] = pair[2] .. " " .. quoted(value)
    end
  end
  if settings.compressed and not (row and row.download) then
    words[#words + 1] = "--compressed"
  end
  if settings.verify == false then
    words[#words + 1] = "--insecure"
  end
  for name, address in pairs(settings.resolve or {}) do
    local to = address:find(":", 1, true) and "[" .. address .. "]" or address
    words[#words + 1] = "--connect-to " .. quoted(name .. ":" .. to .. ":")
  end
  if settings.proxy == "" then
    words[#words + 1] = "--noproxy '*'"
  elseif settings.proxy then
    words[#words + 1] = "--proxy " .. quoted(without_user(settings.proxy))
  end
end

---The request as a curl command line. `--globoff` and the empty headers keep curl from changing the
---request.
---@param explanation hwc.Explanation
---@param settings table of the client's connection
---@param row table? of the operation
---@return string
function M.curl(explanation, settings, row)
  local words = { "curl" }
  if explanation.method == "HEAD" then
    words[#words + 1] = "--head"
  else
    words[#words + 1] = "--request " .. explanation.method
  end
  words[#words + 1] = "--globoff " .. quoted(explanation.url)
  local has = {}
  for _, header in ipairs(explanation.headers) do
    local name, value = header[1], header[2]
    has[name:lower()] = true
    words[#words + 1] = "--header " .. quoted(value == "" and name .. ";" or name .. ": " .. value)
  end
  for _, name in ipairs({ "Accept", "Content-Type", "Expect" }) do
    if not has[name:lower()] then
      words[#words + 1] = "--header " .. quoted(name .. ":")
    end
  end
  if explanation.body and explanation.body:find("\0", 1, true) then
    words[#words + 1] = "--data-binary @-" -- a command line cannot contain zero bytes
  elseif explanation.body then
    words[#words + 1] = "--data-raw " .. quoted(explanation.body)
  end
  add_connection(words, explanation, settings, row)
  return table.concat(words, " \\\n  ")
end

local function idempotent_reason(explanation, row)
  if explanation.method == "GET" or explanation.method == "HEAD" then
    return explanation.method .. " changes nothing"
  elseif explanation.idempotent then
    return row.idempotent_reason
  end
  return "a second request may take effect again: it is retried only if nothing was sent, or if "
    .. "the response proves that it was not processed"
end

---Completes the core's explanation of a request.
---@param explanation table
---@param known { settings: table, row?: table, ak?: string, before: string[] } `ak` is redacted
---@return hwc.Explanation
function M.complete(explanation, known)
  for _, header in ipairs(explanation.headers) do
    if known.ak and header[1] == "Authorization" then
      header[2] = header[2]:gsub("=%*%*%*", function() return "=" .. known.ak end, 1)
    end
  end
  explanation.curl = M.curl(explanation, known.settings, known.row)
  explanation.idempotent_reason = idempotent_reason(explanation, known.row)
  if known.before[1] then
    explanation.before = known.before
  end
  return explanation
end

return M
