-- SPDX-License-Identifier: Apache-2.0
-- A whole state as text, secrets included, and a state from such text. The text is JSON: a list of
-- tables, which name each other by their position, so that what belongs together stays one thing.

local core = require("_hwc")
local collection = require("hwc.sandbox.collection")
local ledger = require("hwc.sandbox.ledger")
local options = require("hwc.options")
local sandbox_state = require("hwc.sandbox.state")

local M = {}

local FORMAT, VERSION = "hwc sandbox state", 1

-- Tables with a metatable, by the name that stands for it: `metatable`, and `seeded`, members that
-- are not saved but taken from the state that the options make.
local CLASSES = {}

-- Members of a state that belong to the process, or to a trial, and not to the cloud.
local TRANSIENT = {
  host = true, speed = true, epoch = true, moment = true, late = true, requests = true,
  orders = true, orders_made = true, clock_offset = true, config = true, signers = true,
}

-- Options that a state was made with; the others are those of the start that loads it.
local IDENTITY = {
  "agency", "ak", "dev_servers", "domain", "instances", "keypairs", "phones", "public_key",
  "region", "seed", "servers", "sk", "supernodes", "user",
}

---Makes a class known, so that its objects can be saved.
---@param name string
---@param metatable table
---@param seeded? table<string, boolean> members that follow from the options alone
function M.class(name, metatable, seeded)
  CLASSES[name] = { metatable = metatable, seeded = seeded or {} }
end

M.class("array", getmetatable(core.array({})))
M.class("collection", getmetatable(collection.new()), { seed = true })
M.class("ledger", getmetatable(ledger.new()))

-- Saving.

local function class_of(value)
  local metatable = getmetatable(value)
  if metatable == nil then
    return nil
  end
  for name, class in pairs(CLASSES) do
    if class.metatable == metatable then
      return name
    end
  end
  error("a table of an unknown class cannot be saved", 0)
end

local Writer = {}
Writer.__index = Writer

-- A value as JSON has it: tables and bytes that are no text stand in an object of one member.
function Writer:value(value)
  local kind = type(value)
  if kind == "table" then
    return { t = self:add(value) }
  elseif kind == "string" and not utf8.len(value) then
    return { h = (value:gsub(".", function(byte)
      return ("%02x"):format(byte:byte())
    end)) }
  elseif value == core.null or kind == "string" or kind == "boolean" or kind == "number" then
    return value
  end
  error(("a %s cannot be saved"):format(kind), 0)
end

-- The position of a table in the list. Those that it leads to are written later, so that deep
-- ones need no deep stack.
function Writer:add(value)
  local at = self.found[value]
  if not at then
    at = #self.queue + 1
    self.found[value] = at
    self.queue[at] = value
  end
  return at
end

function Writer:node(value)
  local node = { c = class_of(value) }
  local left_out = node.c and CLASSES[node.c].seeded or {}
  local length = 0 -- that of `#` may have holes before it
  while rawget(value, length + 1) ~= nil do
    length = length + 1
  end
  if length > 0 then
    node.l = {}
    for i = 1, length do
      node.l[i] = self:value(value[i])
    end
    node.l = core.array(node.l)
  end
  local keys, values = {}, {}
  for key, item in next, value do
    local listed = math.type(key) == "integer" and key >= 1 and key <= length
    if not listed and not left_out[key] then
      keys[#keys + 1] = self:value(key)
      values[#values + 1] = self:value(item)
    end
  end
  if #keys > 0 then
    node.k, node.v = core.array(keys), core.array(values)
  end
  return node
end

---A state as text. Work that is under way goes on where it is loaded, time stands still until
---then. The list of requests and ordered faults are no part of it.
---@param state hwc.sandbox.State
---@return string text has secrets
function M.save(state)
  local members = {}
  for name, value in pairs(state) do
    if not TRANSIENT[name] then
      members[name] = value
    end
  end
  local config = {}
  for _, name in ipairs(IDENTITY) do
    config[name] = state.config[name]
  end
  -- What is made up from here on is the same here and where it is loaded.
  local reseed = math.random(0)
  math.randomseed(reseed)
  local writer = setmetatable({ queue = {}, found = {} }, Writer)
  writer:add({ members = members, config = config })
  local nodes, i = {}, 1
  while writer.queue[i] do
    nodes[i] = writer:node(writer.queue[i])
    i = i + 1
  end
  return assert(core.encode_json({
    format = FORMAT,
    version = VERSION,
    now = state:now(),
    ahead = state:now() - state.host.time(),
    reseed = reseed,
    nodes = core.array(nodes),
  }))
end

-- Loading.

local Reader = {}
Reader.__index = Reader

function Reader:value(value)
  if type(value) ~= "table" then
    return value
  elseif value.h then
    return (value.h:gsub("%x%x", function(digits)
      return string.char(tonumber(digits, 16))
    end))
  end
  return self.tables[value.t] or error("it names a table that is missing", 0)
end

function Reader:fill(node, made)
  for i, item in ipairs(node.l or {}) do
    made[i] = self:value(item)
  end
  for i, key in ipairs(node.k or {}) do
    made[self:value(key)] = self:value(node.v[i])
  end
  if node.c then
    local class = CLASSES[node.c] or error(("the class %q is not known"):format(node.c), 0)
    setmetatable(made, class.metatable)
  end
end

local function read(saved)
  local reader = setmetatable({ tables = {} }, Reader)
  for i in ipairs(saved.nodes) do
    reader.tables[i] = {}
  end
  for i, node in ipairs(saved.nodes) do
    reader:fill(node, reader.tables[i])
  end
  return reader.tables[1]
end

local function check(saved)
  if type(saved) ~= "table" or saved.format ~= FORMAT then
    error("it is no saved state of a sandbox", 0)
  elseif saved.version ~= VERSION then
    error(("it is of version %s, and %d is needed"):format(tostring(saved.version), VERSION), 0)
  end
  for _, name in ipairs({ "now", "ahead", "reseed" }) do
    if type(saved[name]) ~= "number" then
      error(("%s has to be a number"):format(name), 0)
    end
  end
  if type(saved.nodes) ~= "table" or type(saved.nodes[1]) ~= "table" then
    error("it has no tables", 0)
  end
end

local function check_members(root)
  local members = root and root.members
  if type(members) ~= "table" or type(root.config) ~= "table" then
    error("it has no members", 0)
  end
  for _, timer in ipairs(type(members.timers) == "table" and members.timers or {}) do
    if not sandbox_state.is_work(timer.name) then
      error(("the work %q is not known"):format(tostring(timer.name)), 0)
    end
  end
  return members
end

-- Gives objects in `made` what those at the same place in `fresh` have from the options: there are
-- such objects in the tables of the services alone.
local function take_seeded(fresh, made)
  for name, value in pairs(fresh) do
    local metatable = getmetatable(value)
    local other = made[name]
    for _, class in pairs(metatable and CLASSES or {}) do
      if class.metatable == metatable and getmetatable(other) == metatable then
        for member in pairs(class.seeded) do
          other[member] = value[member]
        end
      end
    end
  end
end

local function build(text, config, make)
  local saved = core.decode_json(text)
  check(saved)
  local root = read(saved)
  local members = check_members(root)
  local merged = options.merge(config)
  for _, name in ipairs(IDENTITY) do
    merged[name] = root.config[name]
  end
  local state = make(merged)
  for name, value in pairs(state) do
    if type(value) == "table" and not TRANSIENT[name] and type(members[name]) ~= "table" then
      error(("%s is missing"):format(name), 0)
    end
  end
  for name, value in pairs(members) do
    if type(value) == "table" and type(state[name]) == "table" then
      take_seeded(state[name], value)
    end
    state[name] = value
  end
  state.epoch = state.epoch + saved.ahead
  local passed = state:now() - saved.now
  for _, timer in ipairs(state.timers) do
    timer.due = timer.due + passed
  end
  math.randomseed(saved.reseed)
  return state
end

---A state from text.
---@param text string
---@param config table options of the start that loads it
---@param make fun(config: table): hwc.sandbox.State makes the state of options
---@return hwc.sandbox.State? state
---@return string? message why the text cannot be used
function M.load(text, config, make)
  local ok, state = pcall(build, text, config, make)
  if not ok then
    return nil, "the saved state cannot be used: " .. tostring(state)
  end
  return state
end

return M
