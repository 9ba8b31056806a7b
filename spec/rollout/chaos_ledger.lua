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

-- A restart that ended well.
local function is_good(self, id, event)
  return event.outcome == "succeeded" and self.status[id] == NORMAL
end

---What a person would say after a look at a server in doubt: "done", "failed", or nil while its
---restart goes on. Restarts that go on for longer than `longest` seconds never end.
function Ledger:verdict(id, now, longest)
  local event = (self.events[id] or {})[1]
  if not event then
    return "failed"
  elseif not event.ended then
    return now - event.time > longest and "failed" or nil
  end
  return is_good(self, id, event) and "done" or "failed"
end

---What a target in its end state contradicts; nil: nothing.
---@return string?
function Ledger:contradiction(target)
  local id, count = target.id, self:count(target.id)
  if count > 1 then
    return ("server %s was restarted %d times"):format(id, count)
  elseif target.state == "succeeded" then
    local event = (self.events[id] or {})[1]
    return not (event and is_good(self, id, event)) and id .. " succeeded without a good restart"
      or nil
  elseif target.state == "refused" then
    return count > 0 and id .. " was refused and restarted" or nil
  elseif target.state ~= "failed" then
    return ("target %s has no end: %s"):format(id, target.state)
  end
end

-- When servers became unavailable (1) and available again (-1). What ended badly stays unavailable.
local function time_line(self)
  local points = {}
  for id, events in pairs(self.events) do
    for _, event in ipairs(events) do
      points[#points + 1] = { event.time, 1 }
      if is_good(self, id, event) then
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
