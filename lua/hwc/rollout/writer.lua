-- SPDX-License-Identifier: Apache-2.0
-- Writes to the journal for the tasks of a worker. Those that are asked for in one turn of the loop
-- go into one transaction: what came of many calls at once costs one commit.

local core = require("_hwc")
local journal = require("hwc.rollout.journal")
local scheduler = require("hwc.scheduler")

local M = {}

---@class hwc.rollout.Writer
---@field db hwc.rollout.Database
---@field id integer of the rollout
---@field queue table[] what is to be written
local Writer = {}
Writer.__index = Writer

-- A write: finished once it is stored, or cannot be.
local Entry = {}
Entry.__index = Entry

function Entry:finished()
  return self.results ~= nil or self.raised ~= nil
end

local function perform(db, id, entry)
  return table.pack(entry.fn(db, id, table.unpack(entry.arguments, 1, entry.arguments.n)))
end

local function write_all(db, id, entries)
  for _, entry in ipairs(entries) do
    entry.outcome = perform(db, id, entry)
  end
  return true
end

-- After a commit whose result got lost: what is stored is not done again.
local function write_missing(db, id, entries)
  journal.lock(db, id) -- the commit may still be under way: it is waited for
  for _, entry in ipairs(entries) do
    local stored = nil
    if entry.confirm then
      stored = entry.confirm(db)
    end
    entry.outcome = stored ~= nil and table.pack(stored) or perform(db, id, entry)
  end
  return true
end

-- Gives each entry what came of it; true where that is final.
local function store(self, fn, entries)
  local good, stored, err = pcall(journal.run, self.db, function(db)
    return write_missing(db, self.id, entries)
  end, fn, self.id, entries)
  if #entries > 1 and (not good or err and not err.retryable and err.kind ~= "cancelled") then
    return false
  end
  for _, entry in ipairs(entries) do
    if not good then
      entry.raised = stored
    else
      entry.results = stored and entry.outcome or table.pack(nil, err)
    end
    scheduler.wake_all(entry)
  end
  return true
end

-- Writes what is queued. What one of them does wrong does not keep the others from being stored.
function Writer:flush()
  local entries = self.queue
  self.queue = {}
  if not entries[1] or store(self, write_all, entries) then
    return
  end
  for _, entry in ipairs(entries) do
    store(self, write_missing, { entry })
  end
end

function Writer:finished()
  return self.queue[1] ~= nil
end

---Writes what is queued, in a task of its own, until that is cancelled.
function Writer:run()
  while scheduler.await(self) do
    self:flush()
  end
end

---Runs `fn(db, id, ...)` in a transaction, and returns once it is stored.
---@param confirm? fun(db: hwc.rollout.Database): any tells if it was stored where a commit's result
---  got lost: what it returns then, if not nil, is returned
---@return any ... what `fn` returns; nil and an error of kind "journal"
function Writer:write(confirm, fn, ...)
  local entry = setmetatable({
    confirm = confirm,
    fn = fn,
    arguments = table.pack(...),
    first_waiter = false,
    last_waiter = false,
  }, Entry)
  self.queue[#self.queue + 1] = entry
  scheduler.wake_all(self)
  if scheduler.running().cancelled or not scheduler.await(entry) then
    self:flush() -- a cancelled task cannot wait: what came back is written nevertheless
  end
  if entry.raised then
    error(entry.raised, 0)
  elseif not entry.results then -- it is tried over and over in the task that writes
    return nil, core.new_error({ kind = "cancelled", message = "the worker was stopped" })
  end
  return table.unpack(entry.results, 1, entry.results.n)
end

---@param db hwc.rollout.Database
---@param id integer of the rollout
---@return hwc.rollout.Writer
function M.new(db, id)
  return setmetatable({ db = db, id = id, queue = {}, first_waiter = false, last_waiter = false },
    Writer)
end

return M
