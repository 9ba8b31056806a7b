-- Replies made from a row, and values of other types for each place in them.
local cjson = require("cjson")

local M = {}

local FITTING = {
  string = "text",
  timestamp = "2024-01-02T03:04:05Z",
  integer = 7,
  long = 1700000000000,
  number = 1.5,
  boolean = true,
  any = "anything",
}

-- No empty list or object: those stand for each other.
local TEXT, NUMBER, BOOLEAN, LIST, OBJECT = "misfit", 7, true, { 1 }, { misfit = 1 }

local MISFITS = {
  string = { NUMBER, BOOLEAN, LIST, OBJECT },
  timestamp = { NUMBER, BOOLEAN, LIST, OBJECT },
  integer = { TEXT, 1.25, BOOLEAN, LIST, OBJECT },
  long = { TEXT, 1.25, BOOLEAN, LIST, OBJECT },
  number = { TEXT, BOOLEAN, LIST, OBJECT },
  boolean = { TEXT, NUMBER, LIST, OBJECT },
  array = { TEXT, NUMBER, BOOLEAN, OBJECT },
  map = { TEXT, NUMBER, BOOLEAN, LIST },
  object = { TEXT, NUMBER, BOOLEAN, LIST },
  any = {},
}

local function item_of(member)
  return member.item or { type = member.object and "object" or "any", object = member.object }
end

-- A value that fits, and the places in it. A shape that holds itself ends where it comes again.
local make_object

local function make(member, at, places, inside)
  local kind = member.type
  places[#places + 1] = { name = at.name, keys = at.keys, type = kind, is_item = at.is_item }
  local function below(key, name, is_item)
    local keys = table.move(at.keys, 1, #at.keys, 1, {})
    keys[#keys + 1] = key
    return { name = name, keys = keys, is_item = is_item }
  end
  if kind == "array" then
    return { make(item_of(member), below(1, at.name .. "[1]", true), places, inside) }
  elseif kind == "map" then
    return { key = make(item_of(member), below("key", at.name .. ".key"), places, inside) }
  elseif kind == "object" and member.object then
    return make_object(member.object, at, places, inside)
  elseif kind == "object" then
    return { something = 1 }
  end
  return FITTING[kind]
end

function make_object(object, at, places, inside)
  if inside[object.name] then
    return { something = 1 }
  end
  inside[object.name] = true
  local made = {}
  for _, member in ipairs(object.members) do
    local keys = table.move(at.keys, 1, #at.keys, 1, {})
    keys[#keys + 1] = member.name
    local name = at.name == "" and member.name or at.name .. "." .. member.name
    made[member.name] = make(member, { name = name, keys = keys }, places, inside)
  end
  inside[object.name] = nil
  return made
end

---A reply that fits.
---@param row table description of an operation with a reply
---@return table reply
---@return { name: string, keys: (string|integer)[], type: string }[] places each by the name that
---  the library has for it
function M.reply(row)
  local places = {}
  return make_object(row.reply, { name = "", keys = {} }, places, {}), places
end

---The values that do not fit a place.
---@param place table
---@return any[]
function M.values(place)
  local values = table.move(MISFITS[place.type], 1, #MISFITS[place.type], 1, {})
  if place.is_item and place.type ~= "any" then
    values[#values + 1] = cjson.null
  end
  return values
end

---Puts a value into its place.
---@param reply table
---@param place table
---@param value any
---@return table reply
function M.put(reply, place, value)
  local at = reply
  for i = 1, #place.keys - 1 do
    at = at[place.keys[i]]
  end
  at[place.keys[#place.keys]] = value
  return reply
end

return M
