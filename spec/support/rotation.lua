-- SPDX-License-Identifier: Apache-2.0
-- A signature key of a sandbox, and backends that keep what they are told: what a rotation of the
-- key is judged by.

local apig = require("apig")
local cjson = require("cjson")
local rollout = require("hwc.rollout")
local sandbox = require("hwc.sandbox")

local M = {}
M.__index = M

---@return table rotation with `cloud`, `client`, `target`, `first` (the pair at the start), `log`
function M.start()
  local self = setmetatable({ log = os.tmpname() }, M)
  self.cloud = assert(sandbox.start({ speed = 1000 }))
  self.client = assert(apig.client(self.cloud:options()))
  self.first = apig.new_signature_key("hmac")
  self.sign = assert(self.client:create_signature_key({ name = "orders", sign_type = "hmac",
    sign_key = self.first.sign_key, sign_secret = self.first.sign_secret }))
  self.target = self.cloud:account().instance_id .. "/" .. self.sign.id
  return self
end

function M:close()
  self.client:close()
  self.cloud:close()
  os.remove(self.log)
end

---A command that keeps what it gets; `more` is shell that runs after it.
function M:command(more)
  return { "sh", "-c", 'cat >>"$0"; ' .. (more or ""), self.log }
end

function M:probe()
  local account = self.cloud:account()
  return { "lua5.4", "spec/support/signed_probe.lua", self.cloud.url, account.control_token,
    self.sign.id, self.log }
end

---@param journal string
---@param arguments? table of the step
function M:plan(journal, arguments)
  local given = { command = self:command(), overlap = 0 }
  for name, value in pairs(arguments or {}) do
    given[name] = value
  end
  return assert(assert(rollout.plan({
    client = self.client,
    targets = { self.target },
    steps = { rollout.step("apig.rotate_signature_key", given) },
  })):start({ journal = journal }))
end

---What backends were told, in order.
---@return table[] messages
function M:messages()
  local messages = {}
  for line in io.lines(self.log) do
    messages[#messages + 1] = cjson.decode(line)
  end
  return messages
end

---@return string # such as "add probe remove"
function M:actions()
  local actions = {}
  for i, message in ipairs(self:messages()) do
    actions[i] = message.action
  end
  return table.concat(actions, " ")
end

---The pairs that backends know: secrets by key.
function M:known()
  local known = { [self.first.sign_key] = self.first.sign_secret }
  for _, message in ipairs(self:messages()) do
    if message.action == "add" then
      known[message.sign_key] = message.sign_secret
    elseif message.action == "remove" then
      known[message.sign_key] = nil
    end
  end
  return known
end

---The key that the gateway has now.
function M:live_key()
  return assert(self.client:list_signature_keys({ id = self.sign.id })).signs[1].sign_key
end

---How often the service was told to update the key.
function M:updates()
  for _, entry in ipairs(self.cloud:effects()) do
    if entry.operation == "update_signature_key" then
      return entry.count
    end
  end
  return 0
end

---Whether backends accept what the gateway signs now.
function M:is_accepted()
  local request = assert(self.cloud:gateway_request({ sign_id = self.sign.id }))
  return apig.verify(request, self:known())
end

---Whether backends know the live key and no other.
function M:is_clean()
  local known = self:known()
  local live = self:live_key()
  return known[live] ~= nil and next(known, next(known)) == nil
end

return M
