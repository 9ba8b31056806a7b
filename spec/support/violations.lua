-- Ways to break each rule that the fact files know of a call: required members, types, closed
-- lists, and bounds that some text states. Read from the facts, not from the rows.
local M = {}

---What stands for leaving a member out.
M.ABSENT = setmetatable({}, { __tostring = function() return "absent" end })

local CONTAINERS = { array = "^array<(.*)>$", map = "^map<string,(.*)>$" }

local function split(kind)
  for container, pattern in pairs(CONTAINERS) do
    local inner = kind:match(pattern)
    if inner then
      return container, inner
    end
  end
  return nil, kind
end

-- Values that are not of a type.
local WRONG = {
  string = { true, { "x" } },
  timestamp = { true },
  integer = { "x", 1.5, 2147483648, -2147483649 },
  long = { "x", 1.5 },
  number = { "x" },
  boolean = { "x", 1 },
  array = { "x" },
  map = { "x" },
  object = { "x", true },
  file = { "x", true },
  any = {},
}

local function hard(field, name)
  for _, soft in ipairs(field.soft or {}) do
    if soft == name then
      return nil
    end
  end
  return field[name]
end

local function items(count)
  local list = {}
  for i = 1, count do
    list[i] = "x"
  end
  return list
end

-- Calls found(rule, value) for each way to break the rules of one member.
local function of_field(field, kind, found)
  for _, value in ipairs(WRONG[kind]) do
    found("type", value)
  end
  if type(field.enum) == "table" then
    local other = type(field.enum[1]) == "string" and "no such value" or 99
    if kind ~= "boolean" then
      found("enum", other)
    end
  end
  if hard(field, "min") then
    found("min", field.min - 1)
  end
  if hard(field, "max") then
    found("max", field.max + 1)
  end
  if hard(field, "min_len") and field.min_len > 0 then
    found("min_len", ("x"):rep(field.min_len - 1))
  end
  if hard(field, "max_len") then
    found("max_len", ("x"):rep(field.max_len + 1))
  end
  if hard(field, "min_items") and field.min_items > 0 then
    found("min_items", items(field.min_items - 1))
  end
  if hard(field, "max_items") then
    found("max_items", items(field.max_items + 1))
  end
  if hard(field, "pattern") then
    found("pattern", field.pattern == "^.{1,128}$" and "" or "not/fit")
  end
end

---All violations of a call. Each has `rule`; `path`, the keys that lead to the member; `field`, how
---an error names it; `keep`, its path without indexes; and `value`, maybe ABSENT.
---@param facts table of the service, decoded
---@param fact table of the operation
---@return table[]
function M.of(facts, fact)
  local all = {}

  local function add(path, field_name, keep, rule, value)
    all[#all + 1] = { path = path, field = field_name, keep = keep, rule = rule, value = value }
  end

  local function extended(path, key)
    local longer = table.move(path, 1, #path, 1, {})
    longer[#longer + 1] = key
    return longer
  end

  local walk_struct

  -- `inside` has the structs that lead here: one that holds itself is looked at once.
  local function walk_value(field, kind, path, field_name, keep, inside)
    local container, inner = split(kind)
    local struct = facts.structs[kind]
    of_field(field, container or (struct and "object") or inner, function(rule, value)
      add(path, field_name, keep, rule, value)
    end)
    if container == "array" then
      walk_value(field.item or {}, inner, extended(path, 1), field_name .. "[1]", keep, inside)
    elseif container == "map" then
      walk_value(field.item or {}, inner, extended(path, "key"), field_name .. ".key", keep, inside)
    elseif struct and not inside[kind] then
      inside[kind] = true
      walk_struct(struct, path, field_name .. ".", keep .. ".", inside)
      inside[kind] = nil
    end
  end

  local function walk_field(field, path, prefix, keep, inside)
    local here, name = extended(path, field.name), prefix .. field.name
    if field.required and not field.auto then
      add(here, name, keep .. field.name, "required", M.ABSENT)
    end
    walk_value(field, field.type, here, name, keep .. field.name, inside)
  end

  function walk_struct(struct, path, prefix, keep, inside)
    for _, field in ipairs(struct.fields) do
      walk_field(field, path, prefix, keep, inside)
    end
  end

  for _, place in ipairs({ "path_params", "query", "headers" }) do
    for _, field in ipairs(fact[place]) do
      walk_field(field, {}, "", "", {})
    end
  end
  local body = facts.structs[fact.body]
  if body then
    -- Where a body member has the name of a path member, callers put the body under `body`.
    local taken = false
    for _, field in ipairs(body.fields) do
      for _, parameter in ipairs(fact.path_params) do
        taken = taken or field.name == parameter.name
      end
    end
    local prefix = taken and "body." or ""
    walk_struct(body, taken and { "body" } or {}, prefix, prefix, { [fact.body] = true })
  end
  return all
end

return M
