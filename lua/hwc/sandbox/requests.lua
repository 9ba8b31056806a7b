-- SPDX-License-Identifier: Apache-2.0
-- The list of requests that arrived: kept as they were, in a bounded amount of memory, the oldest
-- forgotten first. What is shown of them is decoded and redacted when somebody asks.

local core = require("_hwc")
local arguments = require("hwc.sandbox.arguments")
local redact = require("hwc.sandbox.redact")
local verify = require("hwc.verify")

local M = {}

---Bytes of all requests that are kept, about.
M.MAX_BYTES = 64 * 1024 * 1024

-- The largest body that is kept with a request.
local MAX_BODY = 256 * 1024

-- What a request costs beside its texts: its table, and the heads of its strings.
local ENTRY_BYTES = 800

---@class hwc.sandbox.Requests
---@field forgotten integer how many requests are no longer kept
local Requests = {}
Requests.__index = Requests

---@return hwc.sandbox.Requests
function M.new()
  return setmetatable({ entries = {}, first = 1, last = 0, bytes = 0, forgotten = 0 }, Requests)
end

---Adds a request that arrived. What became of it is written to the entry: `operation`, `row`,
---`status`, `error_code`, `fault`, `form`, `problem`, `reason`, `sample`.
---@param call table
---@return table entry
function Requests:add(call)
  local body = #call.raw_body <= MAX_BODY and call.raw_body or nil
  local entry = {
    method = call.method,
    target = call.target,
    head = call.head,
    body = body,
    body_size = #call.raw_body,
    request_id = call.id,
    time = call.time,
  }
  local bytes = ENTRY_BYTES + #call.target + #call.head + (body and #body or 0)
  entry.bytes = bytes
  self.last = self.last + 1
  self.entries[self.last] = entry
  self.bytes = self.bytes + bytes
  while self.bytes > M.MAX_BYTES do
    local oldest = self.entries[self.first]
    self.entries[self.first] = nil
    self.first = self.first + 1
    self.bytes = self.bytes - oldest.bytes
    self.forgotten = self.forgotten + 1
  end
  return entry
end

local function shown_query(pairs_)
  local query = {}
  for _, pair in ipairs(pairs_) do
    query[redact.text(pair[1])] = redact.is_secret(pair[1]) and "***" or redact.text(pair[2])
  end
  return query
end

local function headers_of(head)
  local headers = {}
  for name, value in head:gmatch("([^:\n]*):([^\n]*)\n") do
    headers[#headers + 1] = { name, value }
  end
  return headers
end

local function shown_headers(head)
  local headers = headers_of(head)
  for i, pair in ipairs(headers) do
    local value = redact.header(pair[1], pair[2])
    headers[i] = core.array({ redact.text(pair[1]), redact.text(value) })
  end
  return core.array(headers)
end

local function shown_body(entry)
  local body = entry.body and arguments.decode_body(entry.body)
  if not body then
    return nil
  end
  body = redact.copy(body)
  -- What was read need not be fit to be written: it will be deeper in the list of requests.
  if not core.encode_json({ { body } }) then
    return nil
  end
  if entry.row and entry.row.members then
    redact.mark(body, entry.row.members)
  end
  return body
end

-- What a signature that does not fit was made of, by what arrived.
local function canonical_request(entry)
  local text = entry.reason == "signature_mismatch" and #(entry.body or "") == entry.body_size
    and verify.canonical_request({
      method = entry.method, target = entry.target, headers = headers_of(entry.head),
      body = entry.body,
    })
  if not text then
    return nil
  end
  local lines = {}
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    local name, value = line:match("^([%w-]+):(.*)$")
    lines[#lines + 1] = name and ("%s:%s"):format(name, redact.header(name, value)) or line
  end
  lines[3] = redact.target("?" .. lines[3]):sub(2)
  return redact.text(table.concat(lines, "\n"))
end

---What is shown of a request: secrets are masked.
---@param entry table
---@return table
function M.describe(entry)
  local path, query = arguments.split_target(entry.target)
  return {
    method = redact.text(entry.method),
    target = redact.text(redact.target(entry.target)),
    path = redact.text(path),
    query = shown_query(arguments.parse_query(query)),
    headers = shown_headers(entry.head),
    body = shown_body(entry),
    body_size = entry.body_size,
    form = entry.form,
    request_id = entry.request_id,
    time = entry.time,
    operation = entry.operation,
    status = entry.status,
    error_code = entry.error_code,
    fault = entry.fault,
    problem = entry.problem,
    sample = entry.sample,
    reason = entry.reason,
    canonical_request = canonical_request(entry),
  }
end

-- As JSON: decoded bodies are large, so there is only one of them at a time.
local function write(entry)
  local text, err = core.encode_json(M.describe(entry))
  return text or error(tostring(err))
end

---@return string json `{"forgotten": …, "requests": […]}`, oldest first
function Requests:show()
  local texts = {}
  for i = self.first, self.last do
    texts[#texts + 1] = write(self.entries[i])
  end
  return ('{"forgotten":%d,"requests":['):format(self.forgotten) .. table.concat(texts, ",") .. "]}"
end

return M
