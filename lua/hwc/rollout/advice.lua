-- SPDX-License-Identifier: Apache-2.0
-- What a person can do next with a rollout: as Lua, and as commands of a program.

local shell = require("hwc.shell")
local text = require("hwc.rollout.text")

local M = {}

---@class hwc.rollout.Advice
---@field text string
---@field lua string
---@field arguments string of the program's command, behind `rollout`; "%s" stands for the journal

local function add(list, what, lua, arguments)
  list[#list + 1] = { text = what, lua = lua, arguments = arguments }
end

local function first_target(errors, state)
  for _, row in ipairs(errors or {}) do
    if row.state == state then
      return row.target
    end
  end
end

local function about_doubt(list, status, errors)
  if status.in_doubt == 0 then
    return
  end
  local target = text.visible(first_target(errors, "in_doubt") or "ID")
  add(list, ("%s in doubt: look at each at the service, then say what it is"):format(
    text.count(status.in_doubt, "target") .. (status.in_doubt == 1 and " is" or " are")),
    ('run:resolve(%q, "done", "seen in the console") -- or "redo", "failed"'):format(target),
    ("resolve %%s %s done --why 'seen in the console'"):format(shell.quoted(target)))
end

local function about_failures(list, status)
  local count = status.failed + status.refused
  if count > 0 then
    add(list, ("%s: mend the cause, then have them done again"):format(
      text.count(count, "target") .. " failed"), "run:retry()", "retry %s")
  end
end

local function about_skipped(list, status)
  if status.skipped > 0 then
    add(list, ("%s skipped: they can be done after all"):format(
      text.count(status.skipped, "target") .. (status.skipped == 1 and " was" or " were")),
      'run:retry({ states = { "skipped" } })', "retry %s --states skipped")
  end
end

local function about_budget(list, what, name, value)
  add(list, ("or allow %s, and go on"):format(what),
    ("run:resume({ max_%s = %d }); run:work()"):format(name, value),
    ("resume %%s --max-%s %d --work"):format(name, value))
end

local BY_STATE = {}

function BY_STATE.halted(list, status)
  local reason = status.reason or ""
  if reason:find("went back in time", 1, true) then
    add(list, "when the targets were looked at", "run:reopen()", "reopen %s")
  end
  add(list, "then let it go on", "run:resume(); run:work()", "resume %s --work")
  if reason:find("max_unavailable is", 1, true) then
    about_budget(list, "more to be unavailable", "unavailable",
      status.unavailable + status.limits.max_unavailable)
  elseif status.failed + status.refused > 0 then
    about_budget(list, "more failures", "failures", status.failed + status.refused)
  end
end

function BY_STATE.paused(list)
  add(list, "it is paused: let it go on", "run:resume(); run:work()", "resume %s --work")
end

function BY_STATE.waiting_for_approval(list, status)
  add(list, ("wave %d waits for approval"):format(status.wave + 1),
    ("run:approve(%d); run:work()"):format(status.wave + 1),
    ("approve %%s %d --work"):format(status.wave + 1))
end

function BY_STATE.running(list, status)
  add(list, ("%d under way, %d waiting: resume with"):format(status.under_way, status.waiting),
    "run:work()", "work %s")
end

BY_STATE.planned = BY_STATE.running

---@param status table as of run:status()
---@param errors? table[] as of figures.errors()
---@return hwc.rollout.Advice[]
function M.of(status, errors)
  local list = {}
  about_doubt(list, status, errors)
  local is_over = status.state == "finished" or status.state == "aborted"
  if is_over or status.state == "halted" then
    about_failures(list, status)
  end
  if is_over then
    about_skipped(list, status)
    if #list > 0 then
      add(list, "then work on it", "run:work()", "work %s")
    end
  else
    BY_STATE[status.state](list, status)
  end
  return list
end

---How a script gets at the rollout.
---@param journal string its name, without password
---@param id integer
---@return string
function M.opening(journal, id)
  return ("local run = require(\"hwc.rollout\").open(%q):get(%d)"):format(journal, id)
end

---The command of an advice.
---@param advice hwc.rollout.Advice
---@param program string such as "hwc"
---@param journal string
---@param id integer
---@return string
function M.command(advice, program, journal, id)
  local place = (shell.quoted(journal):gsub("%%", "%%%%"))
  return ("%s rollout %s --id %d"):format(program, (advice.arguments:gsub("%%s", place)), id)
end

return M
