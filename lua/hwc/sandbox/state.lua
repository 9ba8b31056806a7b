-- SPDX-License-Identifier: Apache-2.0
-- What the services of the sandbox share: the account, the clock, made-up ids and the faults that
-- were ordered. Everything made up follows from the seed.

local core = require("_hwc")

local State = {}
State.__index = State

local M = {}

local LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
local DIGITS = "0123456789"

---@class hwc.sandbox.State
---@field config table the options of sandbox.start
---@field account table keys, user, project and instance
---@field keypairs table<string, boolean> key pairs of the account
---@field speed number how much faster than real time work goes

---@param config table
---@param host { time: (fun(): number), monotonic: fun(): number }
---@return hwc.sandbox.State
function M.new(config, host)
  math.randomseed(config.seed)
  local state = setmetatable({
    config = config,
    host = host,
    speed = config.speed,
    timers = {},
    faults = {},
    job_faults = {},
    requests = {},
    keypairs = {},
    -- Work is timed by a clock that never jumps, shown as the time of day.
    epoch = host.time() - host.monotonic(),
  }, State)
  state.account = {
    ak = state:text(20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ" .. DIGITS),
    sk = state:text(40),
    user = config.user,
    password = state:text(16) .. "-1aA",
    domain = config.domain,
    agency = config.agency,
    region = config.region,
    user_id = state:hex(32),
    domain_id = state:hex(32),
    project_id = state:hex(32),
    instance_id = state:uuid(),
  }
  for _, name in ipairs(config.keypairs) do
    state.keypairs[name] = true
  end
  return state
end

---The time of day in Unix seconds, for signatures and tokens.
---@return number
function State:time()
  return self.host.time()
end

---The time in Unix seconds by which work is timed.
---@return number
function State:now()
  return self.epoch + self.host.monotonic()
end

---Calls `fn(now)` once `seconds` of scaled time have passed.
---@param seconds number
---@param fn fun(now: number)
function State:after(seconds, fn)
  local due = (self.moment or self:now()) + seconds / self.speed
  local timers = self.timers
  local at = #timers + 1
  while at > 1 and timers[at - 1].due > due do
    at = at - 1
  end
  table.insert(timers, at, { due = due, fn = fn })
end

---Lets `seconds` of scaled time pass at once.
---@param seconds number
function State:skip(seconds)
  self.epoch = self.epoch + seconds / self.speed
end

---Does all work that is due, in its order. What it starts begins at the moment it was due.
function State:advance()
  local now = self:now()
  local timers = self.timers
  while timers[1] and timers[1].due <= now do
    local timer = table.remove(timers, 1)
    self.moment = timer.due
    timer.fn(timer.due)
    if self.late then
      self.late:note(timer.due)
    end
  end
  self.moment = nil
end

---The items of a collection as the services show them: late, where the option `lag` says so.
---@param things hwc.sandbox.Collection
---@return hwc.sandbox.Collection
function State:seen(things)
  return self.late and self.late:view(things) or things
end

---`seconds`, more or less a quarter.
---@param seconds number
---@return number
function State.about(_, seconds)
  return seconds * (0.75 + math.random() / 2)
end

---@param length integer
---@param set? string the characters to take, letters and digits without it
---@return string
function State.text(_, length, set)
  set = set or LETTERS .. DIGITS
  local made = {}
  for i = 1, length do
    local at = math.random(#set)
    made[i] = set:sub(at, at)
  end
  return table.concat(made)
end

---@param length integer
---@return string # lower-case hexadecimal digits
function State.hex(_, length)
  local made = {}
  for i = 1, (length + 7) // 8 do
    made[i] = ("%08x"):format(math.random(0, 0xffffffff))
  end
  return table.concat(made):sub(1, length)
end

---@return string # a random UUID (version 4)
function State:uuid()
  return ("%s-%s-4%s-%s%s-%s"):format(self:hex(8), self:hex(4), self:hex(3),
    self:text(1, "89ab"), self:hex(3), self:hex(12))
end

---A fault that was ordered for this piece of work, or nil. One use of it is used up.
---@param operation string
---@param target string the server it is about
---@return table?
function State:take_job_fault(operation, target)
  for i, fault in ipairs(self.job_faults) do
    if (not fault.operation or fault.operation == operation)
        and (not fault.target or fault.target == target) then
      fault.times = fault.times - 1
      if fault.times <= 0 then
        table.remove(self.job_faults, i)
      end
      return fault
    end
  end
  return nil
end

---The fault that was ordered for an answer of this operation, or nil.
---@param operation string
---@return table?
function State:take_fault(operation)
  for i, fault in ipairs(self.faults) do
    if not fault.operation or fault.operation == operation then
      fault.times = fault.times - 1
      if fault.times <= 0 then
        table.remove(self.faults, i)
      end
      return fault
    end
  end
  return nil
end

---A time as "2020-01-04T09:05:22Z", with `digits` of a second's fraction if there are any.
---@param seconds number
---@param digits? integer
---@return string
function M.timestamp(seconds, digits)
  local whole = math.floor(seconds)
  local text = os.date("!%Y-%m-%dT%H:%M:%S", whole)
  if digits then
    local fraction = math.floor((seconds - whole) * 10 ^ digits)
    text = text .. (".%0" .. digits .. "d"):format(fraction)
  end
  return text .. "Z"
end

---The page of `list` that begins after `offset` and has at most `limit` items.
---@param list table
---@param offset integer
---@param limit integer
---@return table page an array for JSON also where it is empty
function M.page(list, offset, limit)
  local page = {}
  for i = math.max(offset, 0) + 1, math.min(math.max(offset, 0) + limit, #list) do
    page[#page + 1] = list[i]
  end
  return core.array(page)
end

return M
