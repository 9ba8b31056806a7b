-- SPDX-License-Identifier: Apache-2.0
-- What specs of rollouts share: journals of both engines in places of their own, and a service that
-- is only a ledger in a file, which outlives the processes that write to it.

local postgres = require("spec.support.postgres")
local rollout = require("hwc.rollout")

local M = {}

local server
local count = 0

---A journal that does not exist yet.
---@param engine "sqlite"|"postgresql"
---@return string name for rollout.open
function M.new_journal(engine)
  count = count + 1
  if engine == "sqlite" then
    local path = os.tmpname()
    os.remove(path)
    return path .. ".db"
  end
  server = server or postgres.start()
  return server:database("journal" .. count)
end

---The PostgreSQL of new_journal().
function M.server()
  return server
end

---Ends what new_journal() has started.
function M.stop()
  if server then
    server:__close()
    server = nil
  end
end

---@param path string
---@return table<string, integer> how often each target was submitted
---@return string[] the targets in order
function M.read_ledger(path)
  local times, order = {}, {}
  local file = io.open(path)
  if file then
    for id in file:lines() do
      times[id] = (times[id] or 0) + 1
      order[#order + 1] = id
    end
    file:close()
  end
  return times, order
end

---Defines the step "ledger.change", which writes its targets to a file: what a service did.
---@param path string
---@param more? table members of the definition
function M.define_ledger(path, more)
  local definition = {
    batch = 10,
    interval = 0.02,
    submit = function(_, targets)
      local file = assert(io.open(path, "a"))
      local lines = {}
      for i, target in ipairs(targets) do
        lines[i] = target.id .. "\n"
      end
      file:write(table.concat(lines)) -- one write: whole or not at all
      file:close()
      return { refused = {} }
    end,
    poll = function(_, batch)
      local ends = {}
      for _, target in ipairs(batch.targets) do
        ends[target.id] = "succeeded"
      end
      return ends
    end,
  }
  for name, value in pairs(more or {}) do
    definition[name] = value
  end
  rollout.define("ledger.change", definition)
end

---A client of no service.
M.client = {
  describe = function()
    return { service = "demo", endpoint = "https://demo.example" }
  end,
}

---@return string[] ids
function M.ids(total)
  local ids = {}
  for i = 1, total do
    ids[i] = ("t-%04d"):format(i)
  end
  return ids
end

---@param given table members of the plan in place of the usual ones
function M.plan(given)
  local plan = {
    client = M.client,
    steps = { rollout.step("ledger.change") },
    targets = M.ids(30),
    waves = { 1, "100%" },
    max_unavailable = "100%",
  }
  for name, value in pairs(given or {}) do
    plan[name] = value
  end
  return assert(rollout.plan(plan))
end

---Options of run:work for services without delay.
M.FAST = { poll_interval = 0.02, retry_pause = 0.05, interval = 0.05, lease = 2, margin = 0.5 }

---@param given? table
function M.work(given)
  local options = {}
  for name, value in pairs(M.FAST) do
    options[name] = value
  end
  for name, value in pairs(given or {}) do
    options[name] = value
  end
  return options
end

return M
