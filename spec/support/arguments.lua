-- Arguments for a call, made from the description of its row (that of one gateway, see
-- at_gateway.lua): the fewest that are valid, and all.
local M = {}

local UUID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

local FORMATS = { uuid = UUID, base64 = "aGVsbG8=", password = "Sandbox-7pass" }

local MOMENT = "2024-01-02T03:04:05Z"

-- The first character of a set such as "a-zA-Z_-".
local function first_of(set)
  return set and set:sub(1, 1) or "x"
end

local function text_of(member)
  if member.values then
    return member.values[1]
  elseif FORMATS[member.format] then
    return FORMATS[member.format]
  elseif member.format == "digits" then
    return tostring(math.max(member.min or 0, 1))
  elseif member.format == "list" then
    return "x"
  end
  local length = math.max(member.min or 0, 1)
  return first_of(member.first or member.set) .. first_of(member.set):rep(length - 1)
end

local make_value

local function make_item(member, path, options)
  if member.object then
    return M.object(member.object, path, options)
  end
  return make_value(member.item, path, options)
end

local function known_value(member, path, options)
  local known = options.known and options.known(path, member)
  if known ~= nil then
    return known
  end
end

---@param member table description
---@param path string of names, without indexes: "servers.server_id"
---@return any
function make_value(member, path, options)
  local known = known_value(member, path, options)
  if known ~= nil then
    return known
  end
  local kind = member.type
  if kind == "string" then
    return text_of(member)
  elseif kind == "integer" or kind == "long" then
    return member.min or 1
  elseif kind == "number" then
    return member.min or 1.5
  elseif kind == "boolean" then
    return true
  elseif kind == "timestamp" then
    return MOMENT
  elseif kind == "array" then
    local items = {}
    for i = 1, math.max(member.min or 0, 1) do
      items[i] = make_item(member, path, options)
    end
    return items
  elseif kind == "map" then
    return { key = make_item(member, path, options) }
  elseif kind == "object" then
    return member.object and M.object(member.object, path, options) or {}
  elseif kind == "file" then
    return { data = "{}", name = "sample.json" }
  end
  return "anything"
end

local function below(path, name)
  return path == "" and name or path .. "." .. name
end

-- Whether the path `kept` is that of the member or leads through it.
local function is_kept(options, path)
  local kept = options.keep
  return kept ~= nil and (kept == path or kept:sub(1, #path + 1) == path .. ".")
end

-- Rules across members. Each makes `args` obey it, or leaves it alone.

local settle = {}

local function add(shape, args, path, name, options)
  local head, rest = name:match("^([^.]+)%.(.+)$")
  local member = shape.by_name[head or name]
  if head then
    args[head] = args[head] or M.object(member.object, below(path, head), options)
    local inner = { by_name = {}, needed = {} }
    for _, other in ipairs(member.object.members) do
      inner.by_name[other.name] = other
    end
    add(inner, args[head], below(path, head), rest, options)
  elseif args[name] == nil then
    args[name] = make_value(member, below(path, name), options)
  end
end

function settle.exactly_one(rule, shape, args, path, options)
  local chosen
  for _, name in ipairs(rule.names) do
    if args[name] ~= nil and (not chosen or is_kept(options, below(path, name))) then
      chosen = name
    end
  end
  for _, name in ipairs(rule.names) do
    chosen = shape.needed[name] and name or chosen
  end
  chosen = chosen or rule.names[1]
  for _, name in ipairs(rule.names) do
    if name ~= chosen then
      args[name] = nil
    end
  end
  add(shape, args, path, chosen, options)
end

function settle.at_least_one(rule, shape, args, path, options)
  for _, name in ipairs(rule.names) do
    if args[name] ~= nil then
      return
    end
  end
  add(shape, args, path, rule.names[1], options)
end

function settle.needs(rule, shape, args, path, options)
  if args[rule.names[1]] ~= nil then
    add(shape, args, path, rule.names[2], options)
  end
end

local function holds(rule, args)
  return not rule.when or (args[rule.when] ~= nil and tostring(args[rule.when]) == rule.is)
end

function settle.only_when(rule, shape, args, path, options)
  local name = rule.names[1]
  if args[name] == nil or args[rule.when] == nil or holds(rule, args) then
    return
  end
  if is_kept(options, below(path, name)) then
    local is = rule.is
    local kind = shape.by_name[rule.when].type
    args[rule.when] = (kind == "integer" and math.tointeger(tonumber(is)))
      or (kind == "boolean" and is == "true") or is
  else
    args[name] = nil
  end
end

function settle.less(rule, _, args)
  local low, high = rule.names[1], rule.names[2]
  if args[low] and args[high] and args[low] >= args[high] then
    args[high] = args[low] + 1
  end
end

function settle.when(rule, shape, args, path, options)
  local bound = rule.member
  if not holds(rule, args) then
    return
  end
  if bound.required then
    if not bound.name:find(".", 1, true) then
      shape.needed[bound.name] = true
    end
    add(shape, args, path, bound.name, options)
  end
  local value = args[bound.name]
  if type(value) == "string" and (bound.min or bound.set or bound.first or bound.values) then
    local member = {}
    for name, of in pairs(shape.by_name[bound.name]) do
      member[name] = of
    end
    for name, of in pairs(bound) do
      member[name] = of
    end
    local known = known_value(member, below(path, bound.name), options)
    args[bound.name] = known == nil and text_of(member) or known
  elseif math.type(value) == "integer" and bound.min and value < bound.min then
    args[bound.name] = bound.min
  end
end

-- What one rule changes another one may look at: four rounds are enough for all rows.
local function obey(shape, conditions, args, path, options)
  for _ = 1, 4 do
    for _, rule in ipairs(conditions) do
      settle[rule.kind](rule, shape, args, path, options)
    end
  end
end

local function make_members(members, conditions, path, options)
  local shape, args = { by_name = {}, needed = {} }, {}
  for _, member in ipairs(members) do
    shape.by_name[member.name] = member
    local here = below(path, member.name)
    local wanted = member.required or options.full or is_kept(options, here)
    if wanted and not member.from_client then
      args[member.name] = make_value(member, here, options)
    end
  end
  obey(shape, conditions, args, path, options)
  return args
end

---Values for the members of a struct.
function M.object(object, path, options)
  return make_members(object.members, object.conditions, path, options)
end

---The arguments of an operation. Options: `full` (all members in place of the needed ones), `keep`
---(the path of a member that has to be there, without indexes), `known` (called with path and
---member; its value is taken in place of one that is made up, unless it is nil).
---@param operation table description of the row
---@param options? { full: boolean?, keep: string?, known: fun(path: string, member: table): any }
---@return table
function M.make(operation, options)
  return make_members(operation.members, operation.conditions, "", options or {})
end

return M
