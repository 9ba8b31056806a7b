-- SPDX-License-Identifier: Apache-2.0
-- Faults that were ordered: what a call is answered with instead, and how work ends. An order says
-- which calls or which work it is about (`operation`, `service`, `target`), how often and how long
-- (`times`, `share`, `after`, `seconds`), and what happens to them.

local core = require("_hwc")
local nearest = require("hwc.nearest")
local options = require("hwc.options")

local M = {}

-- The orders as they are given.

local function integer(min, max)
  return function(value)
    if math.type(value) ~= "integer" or value < min or value > max then
      return ("an integer from %d to %d"):format(min, max)
    end
  end
end

local function number(min, max, text)
  return function(value)
    if type(value) ~= "number" or not (value > min and value <= max) then
      return text
    end
  end
end

local function any_text(value)
  if type(value) ~= "string" or value:find("\0", 1, true) or not utf8.len(value) then
    return "a string of UTF-8 without NUL"
  end
end

-- The HTTP end says itself where a body ends.
local FRAMING = { ["content-length"] = true, ["transfer-encoding"] = true }

local TOKEN = "^[%w!#$%%&'*+.^_`|~-]+$"

local function is_header(name, content)
  return type(name) == "string" and name:find(TOKEN) and not FRAMING[name:lower()]
    and type(content) == "string" and content:find("%S") and not content:find("%c")
end

local function header_map(value)
  local text = "a plain table of names to strings that fit in headers, without Content-Length and "
    .. "Transfer-Encoding"
  if type(value) ~= "table" or not core.is_plain(value) then
    return text
  end
  for name, content in next, value do
    if not is_header(name, content) then
      return text
    end
  end
end

local function ids(value)
  if options.no_list(value) or #value == 0 then
    return "a list of one id or more"
  end
  for _, id in ipairs(value) do
    if type(id) ~= "string" then
      return "a list of ids"
    end
  end
end

local share = number(0, 1, "a number above 0 and at most 1")

-- Seconds of the units in which the gateway states its rates.
local PERIODS = { second = 1, minute = 60, hour = 3600, day = 86400 }

local services = {}
for i, name in ipairs(core.services) do
  services[i] = name
end

local KINDS = {
  call = {
    operation = "text", service = options.one_of(table.unpack(services)), target = "text",
    times = integer(1, 1000000000), share = share, after = "delay", seconds = "seconds",
    applied = "boolean", body = any_text, code = "text", cut = integer(0, 1000000000),
    delay = "delay", drop = "boolean", hang = "boolean", headers = header_map, message = "text",
    per = options.one_of("second", "minute", "hour", "day"), status = integer(200, 599),
    throttle = integer(1, 1000000000),
  },
  job = {
    operation = "text", target = "text", targets = ids,
    times = integer(1, 1000000000), share = share, after = "delay", seconds = "seconds",
    abnormal = "boolean", code = "text", message = "text", stuck = "boolean", takes = "delay",
  },
}

-- Members that go with nothing else that happens.
local ALONE = { call = { "drop", "hang", "throttle" }, job = { "stuck" } }

-- Members that say what happens.
local EFFECTS = {
  call = { "body", "code", "cut", "drop", "hang", "status", "throttle" },
  job = { "abnormal", "code", "message", "stuck", "takes" },
}

local function conflict(kind, given)
  for _, name in ipairs(ALONE[kind]) do
    for _, other in ipairs(given[name] and EFFECTS[kind] or {}) do
      if other ~= name and given[other] then
        return ("%s and %s exclude each other"):format(name, other)
      end
    end
  end
  if given.per and not given.throttle then
    return "per goes with throttle"
  elseif given.throttle and given.applied then
    return "throttle and applied exclude each other"
  elseif given.target and given.targets then
    return "target and targets exclude each other"
  end
end

---Checks an order and raises at `level` what is wrong.
---@param kind "call"|"job"
---@param given table?
---@param operations table<string, any> the names that are known
---@param what string whose order it is, for the message
---@param level integer as for error(), counted from the caller of this function
---@return table given
function M.check(kind, given, operations, what, level)
  given = options.check(given, KINDS[kind], what, level + 1)
  local wrong = conflict(kind, given)
  if given.operation and not operations[given.operation] then
    local near = nearest.find(given.operation, operations)
    wrong = ("unknown operation %s%s"):format(nearest.quote(given.operation),
      near and (", did you mean %q?"):format(near) or "")
  end
  if wrong then
    error(("%s: %s"):format(what, wrong), level + 1)
  end
  return given
end

-- The orders as they are kept.

local function is_failure(given)
  return not (given.stuck or given.takes or given.abnormal) or given.code ~= nil
    or given.message ~= nil
end

---Keeps an order that was checked. Without `times` it holds once, or as often as it has `targets`;
---one that has an end, a share or a rate holds without a limit.
---@param state hwc.sandbox.State
---@param kind "call"|"job"
---@param given table
---@return string id of the order
function M.add(state, kind, given)
  local order = options.merge(given)
  state.orders_made = (state.orders_made or 0) + 1
  order.id = ("fault-%d"):format(state.orders_made)
  order.kind = kind
  order.seen = 0
  order.begins = state:now() + (given.after or 0)
  order.ends = given.seconds and order.begins + given.seconds
  if not given.times and not (given.seconds or given.share or given.throttle) then
    order.times = given.targets and #given.targets or 1
  end
  order.fails = kind == "job" and is_failure(given) or nil
  table.insert(state.orders, order)
  return order.id
end

---@param state hwc.sandbox.State
---@param kind? "call"|"job" both without it
---@return table[] orders that still hold, as they were given, with `id` and the `times` left
function M.list(state, kind)
  local shown = {}
  for _, order in ipairs(state.orders) do
    if not kind or order.kind == kind then
      local copy = { id = order.id, kind = order.kind }
      for name in pairs(KINDS[order.kind]) do
        copy[name] = order[name]
      end
      shown[#shown + 1] = copy
    end
  end
  return core.array(shown)
end

---Takes orders back: that of the id, else all of the kind.
---@param state hwc.sandbox.State
---@param kind? "call"|"job" both without it
---@param id? string
---@return integer count of them
function M.remove(state, kind, id)
  local count = 0
  for i = #state.orders, 1, -1 do
    local order = state.orders[i]
    if (not kind or order.kind == kind) and (not id or order.id == id) then
      table.remove(state.orders, i)
      count = count + 1
    end
  end
  return count
end

-- Which calls and work an order holds for.

-- A number from 0 to 1 that follows from the texts alone (FNV-1a).
local function fraction(...)
  local hash = 0xcbf29ce484222325
  for _, text in ipairs({ ... }) do
    for i = 1, #text do
      hash = (hash ~ text:byte(i)) * 0x100000001b3
    end
    hash = (hash ~ 0xff) * 0x100000001b3
  end
  hash = (hash ~ (hash >> 32)) * 0x2545f4914f6cdd1d
  return (hash >> 11) / 2 ^ 53
end

-- Whether the order holds for the share that `key` belongs to.
local function is_chosen(state, order, key)
  return not order.share
    or fraction(tostring(state.config.seed), order.id, key) < order.share
end

-- Whether a call is above the rate of the order: as the gateway, it counts by whole periods.
local function is_throttled(order, now)
  local period = math.floor(now / PERIODS[order.per or "second"])
  if order.period ~= period then
    order.period, order.count = period, 0
  end
  order.count = order.count + 1
  return order.count > order.throttle
end

local function has_value(value, wanted)
  if type(value) == "table" then
    for _, item in pairs(value) do
      if has_value(item, wanted) then
        return true
      end
    end
  end
  return value == wanted
end

local function is_about(call, target)
  if has_value(call.path_values, target) or has_value(call.body, target) then
    return true
  end
  for _, pair in ipairs(call.query_pairs) do
    if pair[2] == target then
      return true
    end
  end
  return false
end

local function fits_call(order, call)
  return (not order.operation or order.operation == call.operation)
    and (not order.service or order.service == call.service.name)
    and (not order.target or is_about(call, order.target))
end

local function fits_work(order, operation, target)
  return (not order.operation or order.operation == operation)
    and (not order.target or order.target == target)
    and (not order.targets or has_value(order.targets, target))
end

-- The first order of a kind that holds; `holds(order)` looks at what it is about.
local function take(state, kind, holds)
  local now = state:now()
  for i = #state.orders, 1, -1 do
    if state.orders[i].ends and state.orders[i].ends <= now then
      table.remove(state.orders, i)
    end
  end
  for i, order in ipairs(state.orders) do
    if order.kind == kind and order.begins <= now and holds(order, now) then
      if order.times then
        order.times = order.times - 1
        if order.times <= 0 then
          table.remove(state.orders, i)
        end
      end
      return order
    end
  end
end

---The order that holds for a call, or nil. One use of it is used up.
---@param state hwc.sandbox.State
---@param call table
---@return table?
function M.take_call(state, call)
  return take(state, "call", function(order, now)
    if not fits_call(order, call) then
      return false
    end
    order.seen = order.seen + 1
    return is_chosen(state, order, tostring(order.seen))
      and (not order.throttle or is_throttled(order, now))
  end)
end

---The order that holds for work on a target, or nil. One use of it is used up.
---@param state hwc.sandbox.State
---@param operation string
---@param target string
---@return table? order `fails`: the work fails; `stuck`, `takes`, `abnormal` as they were given
function M.take_job(state, operation, target)
  local order = take(state, "job", function(order)
    return fits_work(order, operation, target) and is_chosen(state, order, target)
  end)
  return order and {
    fails = order.fails, code = order.code, message = order.message,
    stuck = order.stuck, takes = order.takes, abnormal = order.abnormal,
  }
end

-- What a call is answered with.

-- What the gateway says with a status; other 4xx are request errors, the rest internal errors.
local CODES = {
  [401] = "APIGW.0301", [403] = "APIGW.0302", [404] = "APIG.0101", [429] = "APIGW.0308",
  [502] = "APIGW.0201", [504] = "APIGW.0201",
}
local TEXTS = {
  [408] = "Request timeout", [409] = "Conflict", [413] = "Request entity too large",
  [502] = "Backend unavailable", [503] = "Service unavailable", [504] = "Backend timeout",
}

local function code_of(status)
  return CODES[status] or status >= 400 and status < 500 and "APIGW.0201" or "APIG.0601"
end

-- The gateway states the rate in its text, and nowhere else.
local function rate_text(order)
  return ("policy user over ratelimit,limit:%d,time:1 %s"):format(order.throttle,
    order.per or "second")
end

---Whether the call is answered as ever, only late or in part.
---@param order table
---@return boolean
function M.lets_through(order)
  if order.drop or order.hang or order.throttle or order.status or order.code or order.body then
    return false
  end
  return (order.delay or order.cut) ~= nil
end

---How the response is sent: `delay` in seconds (below 0: for ever), `cut` after so many bytes.
---@param order table
---@return { delay: number?, cut: integer? }?
function M.manner(order)
  if order.hang then
    return { delay = -1 }
  elseif order.delay or order.cut then
    return { delay = order.delay, cut = order.cut }
  end
end

---@param order table
---@param texts table<string, string> of the gateway, by code
---@return integer? status nil: the connection ends without a response
---@return string code
---@return string message
function M.failure(order, texts)
  if order.drop or order.hang then
    return nil, "", ""
  elseif order.throttle then
    local code = CODES[429]
    return 429, code, ("%s: %s"):format(texts[code], rate_text(order))
  end
  local status = order.status or 500
  local code = order.code or code_of(status)
  return status, code, order.message or not order.code and TEXTS[status] or texts[code]
    or "Told to fail"
end

return M
