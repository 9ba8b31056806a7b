-- SPDX-License-Identifier: Apache-2.0
-- SIGINT and SIGTERM as events of the loop: the first one cancels what is under way, so that the
-- program can say what became of it.

local failure = require("hwc.cli.failure")
local signals = require("hwc.signals")
local tasks = require("hwc.tasks")

local M = {}

---Runs `work` as a task that a signal cancels.
---@param console hwc.cli.Console gets `signal`, its name
---@param work fun(): integer?
---@return integer? status of the exit
function M.run(console, work)
  local listener <close> = signals.open()
  console.signal = nil
  return tasks.run(function()
    local task = tasks.spawn(function()
      return table.pack(pcall(work))
    end)
    local watcher = tasks.spawn(function()
      console.signal = listener:wait()
      task:cancel()
    end)
    local result = task:wait()
    watcher:cancel()
    if console.signal then
      local problem = result and not result[1] and result[2]
      if failure.is_failure(problem) and problem.message then
        console:say(problem.message)
      end
      failure.raise(failure.status_of_signal(console.signal), not problem and "interrupted" or nil)
    elseif not result[1] then
      error(result[2], 0)
    end
    return result[2]
  end)
end

return M
