-- SPDX-License-Identifier: Apache-2.0
-- hwc.signals(): operating system signals as events.

local core = require("_hwc")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")

local M = {}

local YEAR = 366 * 24 * 3600

local DEFAULT = { "INT", "TERM" }

local NUMBERS = core.signal_numbers

local NAMES = {}
for name, number in pairs(NUMBERS) do
  NAMES[number] = name
end

-- The core's listener, outside of the object so that scripts cannot reach it.
local listeners = setmetatable({}, { __mode = "k" })

---A listener for signals.
---@class hwc.Signals
local Signals = {}

local function fail(kind, message)
  return nil, core.new_error({ kind = kind, message = message })
end

-- `level` is counted from the caller of this function, as for error().
local function open_listener(self, level)
  local listener = listeners[self]
  if not listener then
    error("expected a listener for signals; call its methods with a colon", level + 1)
  elseif listener:closed() then
    error("attempt to use a closed listener for signals", level + 1)
  end
  return listener
end

local function wait(listener, seconds)
  local signal <close> = listener:wait()
  scheduler.await(signal, seconds)
  return NAMES[signal:take()]
end

-- Describes an interrupt by another signal after a signal of this listener had arrived.
local function finish_wait(err, _, name)
  if name then
    err.report = { returned = table.pack(name) }
  end
end

---Waits for the next signal. A signal that arrived earlier and was not waited for is returned at
---once; as in the operating system, it is kept only once. If there are several waits, the first one
---gets the signal.
---@param seconds number? maximum, from 0 to a year; nil: no limit
---@return string? name such as "INT"
---@return hwc.Error? err of kind "timeout"; or of kind "cancelled" if the task was cancelled or the
---  listener was closed
function Signals:wait(seconds)
  local listener = open_listener(self, 2)
  if seconds ~= nil and (type(seconds) ~= "number" or not (seconds >= 0 and seconds <= YEAR)) then
    error("wait takes a number of seconds from 0 to a year, got " .. options.kind(seconds), 2)
  end
  scheduler.gate(2)
  scheduler.check()
  local name = scheduler.attend(finish_wait, nil, wait, listener, seconds)
  if name then
    return name
  end
  local task = scheduler.running()
  if listener:closed() then
    return fail("cancelled", "the listener was closed while it waited for a signal")
  elseif not seconds or task and task.cancelled then
    return fail("cancelled", "the task was cancelled")
  end
  return fail("timeout", "no signal arrived within " .. core.number_text(seconds) .. " s")
end

---Closes the listener and restores the previous handling of its signals, unless another listener
---needs them. Waits on it return an error. Safe to call twice.
function Signals:close()
  local listener = listeners[self]
  if listener then
    listener:close()
  end
end

local METATABLE = {
  __name = "hwc.signals",
  __index = Signals,
  __newindex = function()
    error("a listener for signals has no settable members", 2)
  end,
  __close = Signals.close,
  __tostring = function(self)
    return listeners[self]:closed() and "hwc.signals: closed" or "hwc.signals: open"
  end,
}

-- The nearest known name, also for "SIGINT" and "int".
local function nearest_name(name)
  local plain = type(name) == "string" and name:upper():gsub("^SIG", "") or name
  return nearest.find(plain, NUMBERS)
end

local function numbers_of(names)
  local other = options.no_list(names) or #names == 0 and "an empty one"
  if other then
    error('signals takes a list of names such as "INT" and "TERM", got ' .. other, 3)
  end
  local numbers, seen = {}, {}
  for i, name in ipairs(names) do
    local number = NUMBERS[name]
    if not number then
      local near = nearest_name(name)
      error(("signals: unknown signal %s%s"):format(nearest.quote(name),
        near and (", did you mean %q?"):format(near) or ""), 3)
    end
    if seen[number] then
      error(("signals: duplicate %s"):format(name), 3)
    end
    seen[number] = true
    numbers[i] = number
  end
  return numbers
end

---See hwc.signals().
---@param names string[]?
---@return hwc.Signals signals
function M.open(names)
  if core.finalizing() then
    error("a finalizer (__gc) cannot listen for signals", 2)
  end
  local listener = core.signals(numbers_of(names == nil and DEFAULT or names))
  local signals = setmetatable({}, METATABLE)
  listeners[signals] = listener
  return signals
end

return M
