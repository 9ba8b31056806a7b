-- SPDX-License-Identifier: Apache-2.0
-- Waiting for what the loop finishes. There is one loop per Lua state, shared by all clients.

local core = require("_hwc")
local events = require("hwc.events")

local M = {}

local loop = core.loop()
local stepping = false

---Waits at most `timeout` seconds (nil: until something happens) and does what is due.
---Raises when called inside itself, and in a process forked since the loop was made.
---@param timeout number?
function M.step(timeout)
  if stepping then
    error("the loop is being stepped already: a step inside a step cannot work", 2)
  elseif events.delivering() then
    error("on_event cannot wait: it may start a task that does", 2)
  end
  stepping = true
  local good, message = pcall(loop.step, loop, timeout)
  stepping = false
  events.deliver()
  if not good then
    error(message, 2)
  end
  repeat
    local finished = loop:next_finished()
  until not finished
end

---Steps the loop until `object` (a request or a timer) has finished.
---@param object userdata
function M.await(object)
  while not object:finished() do
    M.step()
  end
end

---The outcome of a request that was started, once it has finished.
---@param request userdata? nil where it could not be started
---@param err hwc.Error?
---@return table? reply
---@return table info or the error
function M.finish(request, err)
  if not request then
    return nil, err
  end
  M.await(request)
  return request:finish()
end

---Lets `seconds` go by while the loop goes on with its other work.
---@param seconds number 0 or more
function M.sleep(seconds)
  if type(seconds) ~= "number" or not (seconds >= 0 and seconds <= 366 * 24 * 3600) then
    error("sleep takes a number of seconds from 0 to a year", 2)
  end
  local timer <close> = loop:timer(seconds)
  M.await(timer)
end

---Seconds of a clock that never goes back.
---@return number
M.now = core.now

return M
