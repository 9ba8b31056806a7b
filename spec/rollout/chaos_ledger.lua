-- SPDX-License-Identifier: Apache-2.0
-- What the ledger of a sandbox says of a rollout that restarted its servers: it decides what the
-- journal only claims.

local M = {}

local RESTART = "restart_cloud_phone_server"
local NORMAL = 5

local Ledger = {}
Ledger.__index = Ledger

---@return table ledger as it is now
function M.read(cloud)
  local self = setmetatable({ events = {}, status = {} }, Ledger)
  for _, entry in ipairs(cloud:effects()) do
    if entry.operation == RESTART then
      self.events[entry.target] = entry.events
    end
  end
  for _, server in ipairs(cloud:state().cph.servers) do
    self.status[server.server_id] = server.status
  end
  return self
end

---How often a server was restarted.
function Ledger:count(id)
  return #(self.events[id] or {})
end

-- A restart that ended well: of the last one the server's status tells.
local function is_good(self, id, at)
  local events = self.events[id]
  return events[at].outcome == "succeeded" and (at < #events or self.status[id] == NORMAL)
end

---What a person would say after a look at a server in doubt that was restarted `before` times by
---earlier tries: "untouched", "done", "failed", or nil while its restart goes on. Restarts that go
---on for longer than `longest` seconds never end.
function Ledger:verdict(id, before, now, longest)
  local count = self:count(id)
  if count <= before then
    return "untouched"
  end
  local event = self.events[id][count]
  if not event.ended then
    return now - event.time > longest and "failed" or nil
  end
  return is_good(self, id, count) and "done" or "failed"
end

---What a target in its end state contradicts; nil: nothing. Its last try came after `before`
---restarts, and may have restarted it once.
---@return string?
function Ledger:contradiction(target, before)
  local id, count = target.id, self:count(target.id)
  if count > before + 1 then
    return ("server %s was restarted %d times, %d were ordered"):format(id, count, before + 1)
  elseif target.state == "succeeded" then
    return not (count > before and is_good(self, id, count))
      and id .. " succeeded without a good restart" or nil
  elseif target.state == "refused" then
    return count > before and id .. " was refused and restarted" or nil
  elseif target.state ~= "failed" then
    return ("target %s has no end: %s"):format(id, target.state)
  end
end

-- When servers became unavailable (1) and available again (-1). What ended badly stays unavailable,
-- until it is restarted well.
local function time_line(self)
  local points = {}
  for id, events in pairs(self.events) do
    local is_available = true
    for at, event in ipairs(events) do
      if is_available then
        points[#points + 1] = { event.time, 1 }
      end
      is_available = is_good(self, id, at)
      if is_available then
        points[#points + 1] = { event.ended, -1 }
      end
    end
  end
  table.sort(points, function(a, b)
    if a[1] ~= b[1] then
      return a[1] < b[1]
    end
    return a[2] < b[2]
  end)
  return points
end

---Looks whether ever more servers were unavailable than allowed.
---@param allowances { [1]: number, [2]: integer }[] from when on how many were allowed, in order
---@return integer most that were unavailable at a time
---@return string? problem
function Ledger:check_budget(allowances)
  local now, most, at = 0, 0, 1
  for _, point in ipairs(time_line(self)) do
    while allowances[at + 1] and allowances[at + 1][1] <= point[1] do
      at = at + 1
    end
    now = now + point[2]
    most = math.max(most, now)
    if now > allowances[at][2] then
      return most, ("%d servers were unavailable, %d were allowed"):format(now, allowances[at][2])
    end
  end
  return most
end

return M
