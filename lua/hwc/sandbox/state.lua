-- SPDX-License-Identifier: Apache-2.0
-- What the services of the sandbox share: the account, the clock, work that is due later, made-up
-- ids and the faults that were ordered. Everything made up follows from the seed.

local core = require("_hwc")
local faults = require("hwc.sandbox.faults")
local ledger = require("hwc.sandbox.ledger")
local requests = require("hwc.sandbox.requests")

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
    orders = {}, -- faults
    requests = requests.new(),
    signers = {}, -- prepared keys, see verify.signature
    ledger = ledger.new(),
    keypairs = {},
    -- Work is timed by a clock that never jumps, shown as the time of day.
    epoch = host.time() - host.monotonic(),
  }, State)
  -- Made up also where they are given: what follows stays the same.
  local ak, sk = state:text(20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ" .. DIGITS), state:text(40)
  ak, sk = config.ak or ak, config.sk or sk
  state.account = {
    ak = ak,
    sk = sk,
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

---The time of day in Unix seconds, for signatures and tokens; wrong by `clock_offset` where that
---was ordered.
---@return number
function State:time()
  return self.host.time() + (self.clock_offset or 0)
end

---The time in Unix seconds by which work is timed.
---@return number
function State:now()
  return self.epoch + self.host.monotonic()
end

-- Work by name: a state that is saved holds names and data, which functions are not.
local works = {}

---Names a piece of work, for State:after() and State:begin().
---@param name string
---@param fn fun(state: hwc.sandbox.State, data: table, now: number, fault: table?)
---@return string name
function M.work(name, fn)
  works[name] = fn
  return name
end

---@param name any
---@return boolean
function M.is_work(name)
  return works[name] ~= nil
end

---Does the work of that name once `seconds` of scaled time have passed.
---@param seconds number
---@param name string as given to work()
---@param data any tables, strings, numbers and booleans alone
function State:after(seconds, name, data)
  assert(works[name], "work is ordered by the name that it has from state.work()")
  local due = (self.moment or self:now()) + seconds / self.speed
  local timers = self.timers
  local at = #timers + 1
  while at > 1 and timers[at - 1].due > due do
    at = at - 1
  end
  table.insert(timers, at, { due = due, name = name, data = data })
end

local finish = M.work("begun", function(state, begun, now)
  local fault, event = begun.fault, begun.event
  local failure = fault and fault.fails and fault or nil
  works[begun.work](state, begun.data, now, failure)
  if event then
    event.outcome, event.ended = failure and "failed" or "succeeded", now
  end
  if fault and fault.abnormal and begun.subject then
    begun.subject.status = begun.abnormal
  end
end)

---@class hwc.sandbox.Work
---@field operation string
---@field target string the id of what it is about
---@field seconds number of scaled time that it takes
---@field work string as given to work(); its function is given the fault that makes it fail
---@field data? table for it
---@field subject? table which comes back with the status `abnormal` where that was ordered
---@field abnormal? integer|string

---Begins work on a target: what was ordered of such work holds, and the ledger has it.
---@param call table
---@param given hwc.sandbox.Work
function State:begin(call, given)
  local fault = self:take_job_fault(given.operation, given.target)
  local event
  if call.method ~= "GET" then
    event = self.ledger:note(given.operation, given.target, self:now(), call.id)
  end
  call.is_noted = true
  if fault and fault.stuck then
    return
  end
  self:after(fault and fault.takes or given.seconds, finish, {
    work = given.work,
    data = given.data,
    subject = given.subject,
    abnormal = given.abnormal,
    fault = fault,
    event = event,
  })
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
    works[timer.name](self, timer.data, timer.due)
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
  local made = ("%016x"):format(math.random(0))
  while #made < length do
    made = ("%s%016x"):format(made, math.random(0))
  end
  return made:sub(1, length)
end

---@return string # a random UUID (version 4)
function State:uuid()
  return ("%s-%s-4%s-%s%s-%s"):format(self:hex(8), self:hex(4), self:hex(3),
    self:text(1, "89ab"), self:hex(3), self:hex(12))
end

---The fault that was ordered for this piece of work, or nil. One use of it is used up.
---@param operation string
---@param target string the server it is about
---@return table? fault as faults.take_job() gives it
function State:take_job_fault(operation, target)
  return faults.take_job(self, operation, target)
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

-- The filters that the arguments ask for, with their values.
local function wanted_filters(filters, args)
  local wanted = {}
  for name, fits in pairs(filters) do
    if args[name] then
      wanted[#wanted + 1] = { fits = fits, value = args[name] }
    end
  end
  return wanted
end

---A page of what a list shows, and how many there are. Without filters it costs what it gives.
---@param things hwc.sandbox.Collection
---@param filters table<string, fun(item: table, value: any): any> by argument
---@param args { offset: integer?, limit: integer? }
---@param newest_first? boolean
---@param among? table[] the items that may fit, oldest first; all without it
---@return table page items to be read, an array for JSON also where it is empty
---@return integer count of all that fit
function M.find_page(things, filters, args, newest_first, among)
  local wanted = wanted_filters(filters, args)
  local offset, limit = args.offset or 0, args.limit or 100
  if #wanted == 0 then
    return core.array(things:page(offset, limit, newest_first)), things:count()
  end
  local function fits(item)
    for _, filter in ipairs(wanted) do
      if not filter.fits(item, filter.value) then
        return false
      end
    end
    return true
  end
  local found = {}
  for _, item in ipairs(among or things:select(fits)) do
    found[#found + 1] = fits(item) and item or nil
  end
  local page, count = {}, #found
  for i = offset + 1, limit < count - offset and offset + limit or count do
    page[#page + 1] = found[newest_first and count + 1 - i or i]
  end
  return core.array(page), count
end

return M
