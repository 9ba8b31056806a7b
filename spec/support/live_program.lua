-- A Lua program that runs beside a spec, and is sent signals; in the loop of luv, as program.lua.

local program = require("spec.support.program")

local M = {}

local Live = {}
Live.__index = Live

---Starts `lua5.4` with a program.
---@param text string of the program
---@param argument string? its first argument
---@return table live
function M.start(text, argument)
  local directory = program.directory()
  local path = directory .. "/program.lua"
  program.write(path, text)
  return setmetatable({
    directory = directory,
    program = program.start({ "lua5.4", path, argument }, {
      environment = {}, log = directory .. "/log",
    }),
  }, Live)
end

---Runs the loop until `done` returns true, while the program runs.
---@param done fun(): any
---@param what string for the message
function Live:wait_until(done, what)
  program.run_until(function()
    if done() then
      return true
    elseif self.program.ended then
      error("the program has ended:\n" .. self:output(), 0)
    end
  end, what)
end

---Waits until the program has written a text, `count` times.
---@param text string
---@param count integer? 1 by default
function Live:wait_for(text, count)
  self:wait_until(function()
    local position = 1
    for _ = 1, count or 1 do
      position = select(2, self:output():find(text, position, true))
      if not position then
        return false
      end
      position = position + 1
    end
    return true
  end, text)
end

---@param name string? "sigint" by default
function Live:signal(name)
  self.program.process:kill(name or "sigint")
end

---Stops the program and lets it go on: system calls end with EINTR, without any handler.
function Live:stop_and_continue()
  self:signal("sigstop")
  self:wait_until(function()
    local file <close> = assert(io.open(("/proc/%d/stat"):format(self.program.process:get_pid())))
    return file:read("a"):match("^%d+ %b() (%a)") == "T"
  end, "the stop")
  self:signal("sigcont")
end

---Waits for the end of the program.
---@return table ended `code`, `signal`
function Live:wait_for_end()
  program.run_until(function() return self.program.ended end, "the end of the program")
  return self.program.ended
end

---@return string what it has written so far
function Live:output()
  return self.program:output()
end

---The lines that it has written, but for "ready".
---@return string[]
function Live:lines()
  local list = {}
  for line in self:output():gmatch("[^\n]+") do
    if line ~= "ready" then
      list[#list + 1] = line
    end
  end
  return list
end

---Kills it, if it still runs, and removes its directory. Safe to call twice.
function Live:close()
  if not self.closed then
    self.closed = true
    self.program:stop("sigkill")
    os.execute("rm -r " .. self.directory)
  end
end

return M
