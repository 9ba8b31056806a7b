-- What specs of tasks check after each other.

local assert = require("luassert")
local hwc = require("hwc")

local loop = hwc.loop()
local M = {}

-- Steps until `done` says so; a limit keeps a mistake from hanging.
function M.step_until(done)
  for _ = 1, 10000 do
    if done() then
      return
    end
    loop:step(0.001)
  end
  error("it never happened", 2)
end

-- Nothing is left behind: no request, no sleep, no task that could go on. Timers of libcurl run

-- Nothing is left behind: no request, no sleep, no task that could go on. Timers of libcurl run
-- out by themselves.
function M.is_at_rest()
  M.step_until(function()
    return loop:timeout() == nil
  end)
end

-- Of an error raised by the running spec.
function M.is_traceback_of(text, message)
  assert.is_string(text)
  assert.truthy(text:find("_spec.lua:%d+: " .. message))
  assert.truthy(text:find("stack traceback:", 1, true))
end

-- What Lua's own assert does; Busted has another one.
function M.must(value, ...)
  if not value then
    error((...))
  end
  return value, ...
end

function M.fails_with(message, fn)
  local good, raised = pcall(fn)
  assert.is_false(good)
  assert.equal(message, tostring(raised):match("^[^\n]*"))
end

return M
