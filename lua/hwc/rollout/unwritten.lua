-- SPDX-License-Identifier: Apache-2.0
-- What came back of a target and could not be written, because the journal stayed away: a person
-- can write it, by resolve.

local core = require("_hwc")
local text = require("hwc.rollout.text")

local M = {}

---@class hwc.rollout.Unwritten
---@field target string
---@field step string
---@field outcome "not_sent"|"not_done"|"accepted"|"refused"|"unknown"|"succeeded"|"failed"
---@field decision? "done"|"redo"|"failed" for resolve; nil: look at the target first
---@field code? string
---@field message? string
---@field data? table what submit returned, such as the ID of the request that has the jobs
---@field batch integer
local Unwritten = {}
Unwritten.__index = Unwritten
Unwritten.__name = "hwc.rollout.unwritten"

local DECISIONS = {
  not_sent = "redo", not_done = "redo", refused = "failed", failed = "failed", succeeded = "done",
}

local HAS = { succeeded = true, failed = true }

---@param target string
---@param step string
---@param batch table with `id` and `data`
---@param outcome string
---@param reason? { code: string?, message: string? }
---@return hwc.rollout.Unwritten
function M.new(target, step, batch, outcome, reason)
  return setmetatable({
    target = target,
    step = step,
    outcome = outcome,
    decision = DECISIONS[outcome],
    code = reason and reason.code,
    message = reason and reason.message,
    data = batch.data,
    batch = batch.id,
  }, Unwritten)
end

---A line: `server-1: cph.restart_servers was accepted, {"request_id":"r-1"}; look at it, then
---resolve it`.
function Unwritten:__tostring()
  local parts = { ("%s: %s %s %s"):format(self.target, self.step,
    HAS[self.outcome] and "has" or "was", text.words(self.outcome)) }
  for _, part in ipairs({ self.code or false, self.message or false,
    self.data and assert(core.encode_json(self.data)) or false }) do
    parts[#parts + 1] = part and tostring(part) or nil
  end
  return text.visible(table.concat(parts, ", ")) .. (self.decision
    and ("; if it is in doubt later, resolve it as %s"):format(self.decision)
    or "; look at it, then resolve it")
end

return M
