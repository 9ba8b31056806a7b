-- SPDX-License-Identifier: Apache-2.0
-- Validation of option tables: names, types and limits. Mistakes are raised at the caller's line.

local core = require("_hwc")

-- hwc.nearest is loaded on demand, for the messages of errors.

local M = {}

local SECRET = getmetatable(core.secret(""))

local YEAR = 366 * 24 * 3600

-- Maximum length in bytes; real names, addresses and paths are far shorter.
local LONGEST_TEXT = 4096

-- Without the "@", the password of a URL would be taken for the port and shown.
local function is_proxy(value)
  local place = value:gsub("^%a[%w+.-]*://", ""):gsub("^.*@", ""):match("^[^/?#]*")
  local rest = place:match("^%[[^%[%]]+%](.*)$") or place:match("^[^:%[%]]+(.*)$")
  return value == "" or rest == "" or rest ~= nil and rest:find("^:%d%d?%d?%d?%d?$") ~= nil
end

-- Maximum length of an invalid value that is shown, if the option has few values; keys are longer.
-- For values of up to SHORT bytes no near match is suggested, since it would be accidental.
local LONGEST_SHOWN, SHORT = 8, 3

-- Rules beyond the Lua type; each function returns the text of the rule if it is violated.
local RULES = {
  seconds = function(value)
    if type(value) ~= "number" or not (value > 0 and value <= YEAR) then
      return "a duration in seconds, above 0 and at most a year"
    end
  end,
  delay = function(value)
    if type(value) ~= "number" or not (value >= 0 and value <= YEAR) then
      return "a number of seconds from 0 to a year"
    end
  end,
  count = function(value)
    if math.type(value) ~= "integer" or value < 1 then
      return "an integer of at least 1"
    end
  end,
  time = function(value)
    if type(value) ~= "number" then
      return "a number of Unix seconds"
    end
  end,
  boot_time = function(value)
    if type(value) ~= "number" or not (value > 0 and value <= core.boot_time() + YEAR) then
      return "a time of hwc.boot_time() (not os.time()), at most a year ahead"
    end
  end,
  factor = function(value)
    if type(value) ~= "number" or not (value >= 1 and value <= 1000) then
      return "a number from 1 to 1000"
    end
  end,
  text = function(value)
    if type(value) ~= "string" or value == "" or #value > LONGEST_TEXT or value:find("%c")
        or not utf8.len(value) then
      return "a string of 1 to 4096 bytes of UTF-8 without control bytes"
    end
  end,
  secret = function(value)
    if core.is_secret(value) then
      return nil
    end
    if type(value) ~= "string" or value == "" or value:find("[\r\n\0]") then
      return "a string that is not empty and has no line ends or NUL, or an open secret"
    end
  end,
  ["function"] = function(value)
    if type(value) ~= "function" then
      return "a function"
    end
  end,
  boolean = function(value)
    if type(value) ~= "boolean" then
      return "true or false"
    end
  end,
  proxy = function(value)
    if type(value) ~= "string" or value:find("[%c ]") or not is_proxy(value) then
      return 'a URL such as "http://user:password@host:3128", or "" for none'
    end
  end,
  retry = function(value)
    if value ~= false and type(value) ~= "table" then
      return "false or a table of attempts and mode"
    end
  end,
  any = function() end,
  table = function(value)
    if type(value) ~= "table" or not core.is_plain(value) then
      return "a plain table"
    end
  end,
}

-- Rules of options that are strings: a number in their place may be a numeric password.
local TEXTS = { text = true, secret = true, proxy = true }

---A rule for an option with a few values.
---@param ... string|boolean
---@return table rule
function M.one_of(...)
  local rule, texts = {}, {}
  for _, value in ipairs({ ... }) do
    rule[value] = true
    texts[#texts + 1] = type(value) == "string" and ("%q"):format(value) or tostring(value)
  end
  rule.text = table.concat(texts, ", ")
  return rule
end

-- The members of options that are tables.
local MEMBERS = {
  retry = { attempts = "count", mode = M.one_of("standard", "adaptive") },
}

---Describes a value for messages without showing it, because it may be a misplaced key. Numbers are
---shown unless the option is a string.
---@param value any
---@param rule any? of the option
---@return string kind such as "a string of 5 bytes"
function M.kind(value, rule)
  if type(value) == "string" then
    return ("a string of %d bytes"):format(#value)
  elseif type(value) == "number" and not TEXTS[rule] then
    return "the number " .. core.number_text(value)
  elseif core.is_secret(value) then
    return "a secret"
  elseif type(value) == "userdata" and getmetatable(value) == SECRET then
    return "a closed secret"
  end
  return "a " .. type(value)
end

---Describes a value that is not a list, for messages. (`#` and ipairs() would see only a part of a
---table with holes or other keys.)
---@param value any
---@return string? kind nil for a list, including an empty one
function M.no_list(value)
  if type(value) ~= "table" then
    return M.kind(value)
  elseif not core.is_plain(value) then
    return "a table whose metatable has __index or __pairs"
  end
  local count = 0
  for key in next, value do
    if math.type(key) ~= "integer" or key < 1 then
      return "a table with the key " .. require("hwc.nearest").quote(key)
    end
    count = count + 1
  end
  for i = 1, count do
    if value[i] == nil then
      return ("a list with a hole at [%d]"):format(i)
    end
  end
end

-- M.kind() for an option with a few values: short strings are shown.
local function choice_of(value, rule)
  if type(value) ~= "string" or #value > LONGEST_SHOWN then
    return M.kind(value)
  end
  local values = {}
  for known in pairs(rule) do
    if type(known) == "string" and known ~= "text" then
      values[known] = true
    end
  end
  local nearest = require("hwc.nearest")
  local near = #value > SHORT and nearest.find(value, values)
  return nearest.quote(value) .. (near and (", did you mean %q?"):format(near) or "")
end

---Validates `given` against `spec`; raises at `level`. `spec` maps each option to the name of a
---rule, to a one_of(), or to a function that returns the text of the rule if a value violates it.
---@param given table?
---@param spec table<string, string|table|function>
---@param what string name of the function or table, for messages
---@param level integer as for error(), counted from the caller of this function
---@param elsewhere? fun(name: any): string? a hint where an unknown option belongs
---@return table given, or an empty table for nil
function M.check(given, spec, what, level, elsewhere)
  if given == nil then
    return {}
  end
  if type(given) ~= "table" then
    error(("%s: the options have to be a table, got %s"):format(what, M.kind(given)), level + 1)
  end
  if not core.is_plain(given) then
    error(("%s: the options have to be a plain table, got one whose metatable has __index or "
      .. "__pairs"):format(what), level + 1)
  end
  for name, value in next, given do
    local rule = spec[name]
    local broken
    if rule == nil then
      local nearest = require("hwc.nearest")
      local near = nearest.find(name, spec)
      local hint = elsewhere and elsewhere(name)
        or near and (", did you mean %q?"):format(near) or ""
      error(("%s: unknown option %s%s"):format(what, nearest.quote(name), hint), level + 1)
    elseif type(rule) == "function" then
      broken = rule(value)
    elseif type(rule) == "table" then
      broken = not rule[value] and "one of " .. rule.text or nil
    else
      broken = RULES[rule](value)
    end
    if broken then
      local got = type(rule) == "table" and choice_of(value, rule) or M.kind(value, rule)
      error(("%s: option %q has to be %s, got %s"):format(what, name, broken, got), level + 1)
    elseif MEMBERS[rule] and value then
      M.check(value, MEMBERS[rule], ("%s: option %q"):format(what, name), level + 1)
    end
  end
  return given
end

---A copy of `base`, overridden by the members of `over`.
---@param base table
---@param over table?
---@return table
function M.merge(base, over)
  local merged = {}
  for name, value in pairs(base) do
    merged[name] = value
  end
  for name, value in pairs(over or {}) do
    merged[name] = value
  end
  return merged
end

---The limits after some of the deadline has passed.
---@param limits table
---@param passed number seconds
---@return table limits with a deadline that may be 0 or less; the same without one
function M.remaining(limits, passed)
  if not limits.deadline then
    return limits
  end
  return M.merge(limits, { deadline = limits.deadline - passed })
end

return M
