-- SPDX-License-Identifier: Apache-2.0
-- The commands that are no operations: their words are read by argparse, from definitions that
-- also make help, completions and the manual.

local failure = require("hwc.cli.failure")
local flags = require("hwc.cli.flags")

local M = {}

---Columns of help.
M.WIDTH = 80

-- The longest time that the library takes.
local YEAR = 365 * 24 * 3600

---A converter of integers.
---@param least integer
---@param most? integer
---@return fun(text: string): integer?, string?
function M.integer(least, most)
  return function(text)
    local value = math.tointeger(tonumber(text))
    if value and value >= least and value <= (most or value) then
      return value
    end
    return nil, ("%q is no integer from %d%s"):format(text, least, most and " to " .. most or "")
  end
end

---A converter of numbers.
---@param text string
function M.real(text)
  local value = tonumber(text)
  return value, value == nil and ("%q is no number"):format(text) or nil
end

---A converter of seconds above 0.
---@param text string
function M.seconds(text)
  local value = tonumber(text)
  if value and value > 0 and value <= YEAR then
    return value
  end
  return nil, ("%q is no number of seconds above 0"):format(text)
end

-- The converter of a flag's values.
local function converter_of(flag)
  if flag.kind == "integer" then
    return M.integer(flags.least(flag))
  end
  return flag.kind == "number" and M.real or nil
end

local function add_flag(parser, flag)
  local names = (flag.short and "-" .. flag.short .. " " or "") .. "--" .. flag.name
  local others = "--cli-" .. flag.name
  for _, name in ipairs(flag.also or {}) do
    others = others .. " --" .. name
  end
  local option
  if flag.value then
    option = parser:option(names, flag.doc):argname(flag.value)
    local converter = converter_of(flag)
    if converter then
      option:convert(converter)
    end
    if flag.values then
      option:choices(flag.values)
    end
  else
    option = parser:flag(names, flag.doc)
  end
  option:hidden_name(others):target(flag.name)
  if flag.many then
    option:count("*")
  end
end

---Adds the flags of groups, or of names, that operations have too.
---@param parser table
---@param ... string groups and names
function M.add_flags(parser, ...)
  local wanted = {}
  for _, name in ipairs({ ... }) do
    wanted[name] = true
  end
  for _, flag in ipairs(flags.LIST) do
    if (wanted[flag.group] or wanted[flag.name]) and flag.name ~= "help" then
      add_flag(parser, flag)
    end
  end
end

---A parser of argparse.
---@param name string of the command
---@param doc string
---@return table
function M.parser(name, doc)
  local found, argparse = pcall(require, "argparse")
  if not found then
    failure.raise(failure.STATUS.failed,
      "the Lua module argparse is missing (Debian: lua-argparse)")
  end
  local parser = argparse("hwc " .. name, doc):usage_max_width(M.WIDTH)
    :help_max_width(M.WIDTH)
  parser:add_help(false)
  -- It ends the parsing: words behind it do not matter, those before it have to be right.
  parser:flag("-h --help", "show this help"):action(function()
    parser.help_wanted = true
    error("help", 0)
  end)
  return parser
end

-- -v without a value counts; argparse gives the number.
local function with_lists(parsed)
  if type(parsed.verbose) == "number" then
    local list = {}
    for i = 1, parsed.verbose do
      list[i] = true
    end
    parsed.verbose = list
  end
  return parsed
end

-- The parser of the deepest command that words name.
local function parser_of(parser, words)
  for _, word in ipairs(words) do
    for _, command in ipairs(parser._commands) do
      if command._name == word then
        return parser_of(command, words)
      end
    end
  end
  return parser
end

---Reads the words of a command; nil if it was only asked for help.
---@param console hwc.cli.Console
---@param parser table
---@param words string[]
---@return table? parsed
function M.parse(console, parser, words)
  local finished, good, parsed = pcall(parser.pparse, parser, words)
  if not finished and parser.help_wanted then
    console:write(parser_of(parser, words):get_help(), "\n")
    return nil
  elseif not finished then
    error(good, 0)
  elseif not good then
    failure.usage("%s: %s; --help shows how it is used", parser._name:gsub("^hwc ", ""), parsed)
  elseif parsed.columns then
    require("hwc.cli.output").split_columns(parsed.columns)
  end
  return with_lists(parsed)
end

return M
