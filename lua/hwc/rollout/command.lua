-- SPDX-License-Identifier: Apache-2.0
-- Runs a program beside the loop: other tasks go on meanwhile, it has a time limit, and it is ended
-- with all that it started in its process group. It gets a line on standard input, so that secrets
-- are in no argument; its output goes to a file without a name, for the message if it fails.

local core = require("_hwc")
local scheduler = require("hwc.scheduler")
local shell = require("hwc.shell")

local M = {}

-- Seconds between SIGTERM and SIGKILL, and until the shell has to have said how it ended.
local GRACE, SLACK = 5, 5

-- Hundredths of a second that a shell may take to start it.
local STARTING = 100

-- Bytes of output: most of all, and of a message.
local MOST_OUTPUT, SHOWN = 16 * 1024 * 1024, 500

-- Seconds between looks at it, at first and at most.
local FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.2

-- The shell stays the parent, so nothing is left for another process to reap. It reads the line
-- before anything can fail: a write to a pipe without reader would end this process. timeout makes
-- a process group of its own, which Ctrl-C does not reach.
local SCRIPT = [[
IFS= read -r line
exec 2>/dev/null
trap : INT HUP QUIT TERM
exec 3>"$1" 4>"$2" || exit
rm -f "$1" "$2"
limit=$3 grace=$4
shift 4
printf '%s\n' "$line" | timeout -k "$grace" "$limit" "$@" >&4 2>&1 3>&- 4>&- &
pid=$!
echo "$pid" >&3
wait "$pid"
status=$?
while [ "$status" -gt 128 ] && kill -0 "$pid" 2>/dev/null; do
  wait "$pid"
  status=$?
done
echo "$status" >&3
]]

---@class hwc.rollout.Command
---@field pipe file* to the shell
---@field status file* the number of its process group, then how it ended
---@field output file*
local Command = {}
Command.__index = Command

-- Makes a file; its name and a handle that reads it.
local function new_file()
  local name = os.tmpname()
  local file, problem = io.open(name)
  if not file then
    os.remove(name)
  end
  return name, file, problem
end

-- Starts a program. `limit` and `grace` in seconds.
local function start(words, line, limit, grace)
  local status_name, status, problem = new_file()
  if not status then
    return nil, problem
  end
  local output_name, output
  output_name, output, problem = new_file()
  if not output then
    status:close()
    os.remove(status_name)
    return nil, problem
  end
  local parts = { "set --", shell.quoted(status_name), shell.quoted(output_name),
    ("%.3f"):format(limit), ("%.3f"):format(grace) }
  for _, word in ipairs(words) do
    parts[#parts + 1] = shell.quoted(word)
  end
  local self = setmetatable({ status = status, output = output, began = scheduler.now() }, Command)
  self.pipe, problem = io.popen(table.concat(parts, " ") .. "\n" .. SCRIPT, "w")
  if not self.pipe then
    os.remove(status_name)
    os.remove(output_name)
    self:close()
    return nil, problem
  end
  self.pipe:write(line, "\n")
  self.pipe:flush()
  return self
end

-- The process group, and the exit status once it has ended.
function Command:read_status()
  self.status:seek("set")
  local group, status = self.status:read("a"):match("^(%d+)\n(%d*)\n?$")
  return group, math.tointeger(tonumber(status))
end

-- The shell may not have started the program yet.
function Command:kill()
  local group = self:read_status()
  for _ = 1, STARTING do
    if group then
      break
    end
    os.execute("sleep 0.01")
    group = self:read_status()
  end
  if group then
    os.execute(("kill -KILL -%s 2>/dev/null || kill -KILL %s 2>/dev/null"):format(group, group))
  end
end

---Ends what still runs, and waits for its shell.
function Command:close()
  if self.pipe then
    if not select(2, self:read_status()) then
      self:kill()
    end
    self.pipe:close()
    self.pipe = nil
  end
  self.status:close()
  self.output:close()
end

Command.__close = Command.close

-- The end of the output as a part of a line, with secrets redacted.
local function read_tail(file, secrets)
  local size = file:seek("end")
  local from = math.max(size - 4 * SHOWN, 0)
  file:seek("set", from)
  local text = file:read("a")
  for _, secret in ipairs(secrets) do
    text = text:gsub(secret:gsub("%W", "%%%0"), "(redacted)")
    text = text:sub(from > 0 and #secret or 1) -- it may begin within a secret
  end
  return (text:gsub("[%c%s]+", " "):gsub("^ ", ""):gsub(" $", ""):sub(-SHOWN))
end

-- Waits for the end: the exit status, or nil and what is wrong. `most` in seconds.
function Command:wait(most)
  local give_up, pause = self.began + most, FIRST_PAUSE
  while true do
    local _, status = self:read_status()
    if status then
      return status
    elseif self.output:seek("end") > MOST_OUTPUT then
      return nil, ("it was killed: it wrote more than %d MiB"):format(MOST_OUTPUT // 1048576)
    elseif scheduler.now() >= give_up then
      return nil, "its shell did not say how it ended"
    end
    local _, cancelled = scheduler.sleep(pause)
    if cancelled then
      return nil, "it was killed: the worker stops", true
    end
    pause = math.min(1.5 * pause, LONGEST_PAUSE)
  end
end

---Runs a program with a line on its standard input, and waits for it.
---@param words string[] the program and its arguments
---@param line string
---@param given { limit: number, grace: number?, secrets: string[]? } `limit`: seconds after which
---  it is ended with what it started; `grace`: seconds until SIGKILL then, 5 by default; `secrets`:
---  what is not to be shown of its output
---@return true? # nil unless it ended with status 0
---@return string? problem of one line, with the end of its output
---@return boolean? is_cancelled the task was cancelled
function M.run(words, line, given)
  local limit, grace = given.limit, given.grace or GRACE
  local started, problem = start(words, line, limit, grace)
  if not started then
    return nil, ("%s cannot be started: %s"):format(words[1], problem)
  end
  local command <close> = started
  local status, why, is_cancelled = command:wait(limit + grace + SLACK)
  if status == 0 then
    return true
  elseif status and (status == 124 or status == 137)
      and scheduler.now() - command.began >= limit then
    why = ("it did not end within %g s and was killed"):format(limit)
  elseif status then
    why = ("it ended with status %d"):format(status)
  end
  local tail = read_tail(command.output, given.secrets or {})
  return nil, ("%s: %s%s"):format(words[1], why, tail ~= "" and "; its output: " .. tail or ""),
    is_cancelled
end

---What is wrong with a program and its arguments, as options.check() has it.
---@param value any
---@return string?
function M.rule(value)
  local is_list = type(value) == "table" and core.is_plain(value) and #value > 0
  for i = 1, is_list and #value or 0 do
    is_list = is_list and type(value[i]) == "string" and not value[i]:find("%z")
  end
  if not is_list or value[1] == "" then
    return 'a list of a program and its arguments, such as { "deliver-key" }'
  end
end

return M
