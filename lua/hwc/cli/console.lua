-- SPDX-License-Identifier: Apache-2.0
-- The streams of the program: data on standard output, everything else on standard error.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local shell = require("hwc.shell")
local text = require("hwc.rollout.text")

local M = {}

local COLUMNS = 80

local EPIPE = 32

---@class hwc.cli.Console
---@field stdin file*
---@field stdout file*
---@field stderr file*
---@field environment fun(name: string): string?
local Console = {}
Console.__index = Console

local function is_terminal(file)
  return io.type(file) == "file" and core.terminal_size(file) ~= nil
end

-- Ends the command where data is lost: quietly if its reader is gone.
local function check_written(good, problem, number)
  if not good and number == EPIPE then
    failure.raise(failure.STATUS.pipe)
  elseif not good then
    failure.raise(failure.STATUS.failed, "standard output cannot be written: " .. tostring(problem))
  end
end

---Writes data.
---@param ... string
function Console:write(...)
  check_written(self.stdout:write(...))
end

---Passes what was written on.
function Console:flush()
  if self.stdout.flush then
    check_written(self.stdout:flush())
  end
end

---Writes a line to standard error.
---@param message string
function Console:say(message)
  self:clear_progress()
  if self.is_asking then
    self.stderr:write("\n")
    self.is_asking = false
  end
  self.stderr:write("hwc: ", (message:gsub("\t", "  "):gsub("[^\n]+", text.visible)), "\n")
end

---Shows a passing line on a terminal.
---@param message string
function Console:progress(message)
  if self:watches() then
    self.stderr:write("\r\27[K", text.cut(message, self:columns(self.stderr) - 1))
    self.stderr:flush()
    self.has_progress = true
  end
end

---Removes the passing line.
function Console:clear_progress()
  if self.has_progress then
    self.stderr:write("\r\27[K")
    self.has_progress = false
  end
end

---True if data goes to a terminal.
function Console:is_screen()
  return is_terminal(self.stdout)
end

---True if standard error is a terminal.
function Console:watches()
  return is_terminal(self.stderr)
end

---True if a question can be asked.
function Console:can_ask()
  return is_terminal(self.stdin) and is_terminal(self.stderr)
end

---The width of a terminal; nil if `file` is none.
---@param file? file* standard output by default
---@return integer?
function Console:columns(file)
  file = file or self.stdout
  if not is_terminal(file) then
    return nil
  end
  return (core.terminal_size(file)) or COLUMNS
end

---True if colors may be used on standard output.
function Console:has_color()
  local off = self.environment("NO_COLOR")
  return self:is_screen() and (off == nil or off == "")
end

-- On a terminal a shell reads the line: Ctrl-C ends it and the program at once, while a read of
-- our own would go on to the end of the line.
local SHOWN = "IFS= read -r line && printf '%s\\n' \"$line\""

-- Without echo, which is off before the question is seen; the shell turns it on again however it
-- ends.
local HIDDEN = [[
trap 'stty echo' EXIT; trap 'exit 130' INT TERM
stty -echo; printf '%s' "$question" >&2; IFS= read -r line; printf '%s\n' "$line"]]

local function ask(self, question, script)
  local is_hidden = script == HIDDEN
  if not is_hidden or not is_terminal(self.stdin) then
    self.stderr:write(question)
    self.stderr:flush()
  end
  if not is_terminal(self.stdin) then
    return self.stdin:read("l")
  end
  self.is_asking = true -- until the line has ended
  local pipe <close> = assert(io.popen("question=" .. shell.quoted(question) .. "\n" .. script))
  local answer = pipe:read("l")
  self.is_asking = answer == nil
  return answer
end

---Asks for a line. Not to be used while signals are events.
---@param question string
---@return string? answer
function Console:ask(question)
  return ask(self, question, SHOWN)
end

---Asks for a line that is not shown on a terminal.
---@param question string
---@return string? answer
function Console:ask_secret(question)
  local answer = ask(self, question, HIDDEN)
  if is_terminal(self.stdin) then
    self.stderr:write("\n")
  end
  return answer
end

---@param streams? { stdin?: file*, stdout?: file*, stderr?: file*, environment?: table }
---@return hwc.cli.Console
function M.new(streams)
  streams = streams or {}
  local environment = streams.environment
  return setmetatable({
    stdin = streams.stdin or io.stdin,
    stdout = streams.stdout or io.stdout,
    stderr = streams.stderr or io.stderr,
    environment = environment and function(name)
      return environment[name]
    end or os.getenv,
  }, Console)
end

return M
