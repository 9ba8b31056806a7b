-- SPDX-License-Identifier: Apache-2.0
-- hwc.log(): events as lines of JSON in a file.

local core = require("_hwc")
local options = require("hwc.options")

local M = {}

local OPTIONS = { append = "boolean" }

-- Members that come first; the others follow by name.
local FIRST = {
  "time", "kind", "service", "operation", "call", "attempt", "method", "path", "status",
}

local PLACES = {}
for place, name in ipairs(FIRST) do
  PLACES[name] = place
end

---@class hwc.Log
---@overload fun(event: hwc.Event) writes a line; raises only if the event is not a table or the log
---  is closed
---@field written integer number of lines written
---@field failed integer number of lines that could not be written
---@field problem? string the last reason
local Log = {}
Log.__index = Log
Log.__name = "hwc.log"

-- RFC 3339, in UTC, with milliseconds.
local function time_text(seconds)
  local thousandths = math.floor(seconds * 1000 + 0.5)
  return os.date("!%Y-%m-%dT%H:%M:%S", thousandths // 1000)
    .. (".%03dZ"):format(thousandths % 1000)
end

-- Keys that are not strings are shown by their value or type, so that no member is omitted.
local function name_of(key)
  if type(key) == "string" then
    return key
  end
  return ("[%s]"):format(math.type(key) and key or type(key))
end

-- The sorted names of an event's members, and the key of each.
local function names_of(event)
  local names, keys = {}, {}
  for key in pairs(event) do
    local name = name_of(key)
    names[#names + 1] = name
    keys[name] = key
  end
  if event.time == nil then
    names[#names + 1], keys.time = "time", "time"
  end
  table.sort(names, function(a, b)
    local first, second = PLACES[a] or #FIRST + 1, PLACES[b] or #FIRST + 1
    if first ~= second then
      return first < second
    end
    return core.text_less(a, b)
  end)
  return names, keys
end

local function line_of(event)
  local members = {}
  local names, keys = names_of(event)
  for _, name in ipairs(names) do
    local value = event[keys[name]]
    if name == "time" and value == nil then
      value = time_text(core.time())
    elseif name == "time" and math.type(value) then
      value = time_text(value)
    elseif math.type(value) == "float" and math.abs(value) < 2 ^ 32 then
      value = math.floor(value * 1e6 + 0.5) / 1e6 -- microseconds are enough
    end
    -- Encoded in an object, so that members with secret names are redacted.
    local text = value ~= nil and core.encode_json({ [name] = value }, true)
    members[#members + 1] = text and text:sub(2, -2) or core.encode_json(name) .. ':"(not JSON)"'
  end
  return "{" .. table.concat(members, ",") .. "}\n"
end

local function write(self, event)
  local file = self.file
  -- A failed write may have left an incomplete line.
  assert(file:write(self.broken and "\n" or "", line_of(event)))
  assert(file:flush())
end

function Log:__call(event)
  if type(event) ~= "table" then
    error("log takes a table, got a " .. type(event), 2)
  elseif not self.file then
    error("attempt to use a closed log", 2)
  end
  local good, problem = pcall(write, self, event)
  self.broken = not good
  if good then
    self.written = self.written + 1
  else
    self.failed = self.failed + 1
    self.problem = tostring(problem)
  end
end

---Closes the log, and its file if hwc.log() opened it. Safe to call twice.
---@return boolean? good nil if lines are missing
---@return string? problem
function Log:close()
  local file = self.file
  self.file = nil
  if file and self.owned then
    file:close()
  end
  if self.failed > 0 then
    return nil, ("%d of %d events were not written: %s"):format(self.failed,
      self.failed + self.written, self.problem)
  end
  return true
end

Log.__close = Log.close

function Log:__tostring()
  return ("hwc.log: %d written, %d failed"):format(self.written, self.failed)
end

---Makes a function for the client option `on_event` that writes and flushes each event as a line of
---JSON. Failed writes are counted and never affect a call; close() reports them. A script may call
---the function with its own table. A missing `time` is added. Errors are written with their causes,
---without `headers`, `body` and `report`. Secret objects, and members with secret names, are
---written as ***. Close the log after the clients that use it: a closed log raises.
---
---    local log <close> = assert(hwc.log("calls.jsonl"))
---    local client <close> = assert(cph.client({ region = "cn-north-4", on_event = log }))
---@param target string|file* path of a file (a new one is readable for its owner only) or of a
---  character device such as a terminal; or a file that is open for writing, which stays open
---@param given? { append?: boolean } false truncates the file; true by default
---@return hwc.Log? log nil if the file cannot be opened
---@return string? problem
function M.open(target, given)
  given = options.check(given, OPTIONS, "log", 2)
  local file = target
  if type(target) == "string" then
    local good, problem = core.make_private(target)
    if good then
      file, problem = io.open(target, given.append == false and "w" or "a")
    end
    if not good or not file then
      return nil, problem
    end
  elseif io.type(target) ~= "file" then
    error("log takes the path of a file, or an open file, got " .. options.kind(target), 2)
  end
  return setmetatable({
    file = file,
    owned = type(target) == "string",
    written = 0,
    failed = 0,
  }, Log)
end

return M
