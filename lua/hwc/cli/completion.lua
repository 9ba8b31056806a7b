-- SPDX-License-Identifier: Apache-2.0
-- hwc completion: scripts for shells, which ask the program itself for candidates, so that they
-- always fit its rows.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local flags = require("hwc.cli.flags")
local verbs = require("hwc.cli.verbs")
local words = require("hwc.cli.words")

local M = {}

M.DOC = "Prints the completion for a shell: eval \"$(hwc completion bash)\"."

M.SCRIPTS = {
  bash = [=[
# Completion of hwc for bash: eval "$(hwc completion bash)"

_hwc() {
  local current=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
  [[ $current == = ]] && current=
  if [[ $current == @* ]]; then
    COMPREPLY=($(compgen -P @ -f -- "${current#@}"))
    return
  fi
  COMPREPLY=($(compgen -W "$(hwc completion candidates -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" \
    2>/dev/null)" -- "$current"))
}
complete -o default -F _hwc hwc
]=],
  zsh = [=[
#compdef hwc
# Completion of hwc for zsh: eval "$(hwc completion zsh)"

_hwc() {
  local -a typed candidates
  typed=("${(@)words[2,CURRENT-1]}")
  if [[ $PREFIX == --*=* ]]; then
    typed+=("${PREFIX%%=*}")
    compset -P '*='
  fi
  if compset -P '@'; then
    _files
    return
  fi
  candidates=(${(f)"$(hwc completion candidates -- "${(@Q)typed}" 2>/dev/null)"})
  compadd -a candidates || _files
}
if [[ $funcstack[1] == _hwc ]]; then
  _hwc "$@"
else
  compdef _hwc hwc
fi
]=],
  fish = [=[
# Completion of hwc for fish: hwc completion fish | source

function __hwc_candidates
  set -l typed (commandline -opc)
  set -l current (commandline -ct)
  set -l before (string match -r -- '^(?:--[^=]*=)?@?' $current)
  if string match -q -- '--*=*' $current
    set -a typed (string split -m 1 = -- $current)[1]
  end
  set -l start (string length -- "$before")
  set -l found (hwc completion candidates -- $typed[2..-1] 2>/dev/null |
    string match -- (string sub -s (math $start + 1) -- $current)'*')
  if test -z "$found"
    set found (__fish_complete_path (string sub -s (math $start + 1) -- $current))
  end
  string replace -r -- '^' "$before" $found
end
complete -c hwc -f -a '(__hwc_candidates)'
]=],
}

---@return table parser
function M.parser()
  local parser = verbs.parser("completion", M.DOC)
  parser:argument("shell", "bash, zsh or fish"):choices({ "bash", "fish", "zsh" })
  return parser
end

local function first_words()
  local list = {}
  for name in pairs(require("hwc.cli").COMMANDS) do
    list[#list + 1] = name
  end
  table.move(core.services, 1, #core.services, #list + 1, list)
  return list
end

local function of_operation(rows, typed)
  local list = {}
  if #typed == 1 or #typed == 2 and typed[2] == "help" then
    list[1] = #typed == 1 and "help" or nil
    for _, name in ipairs(rows.names()) do
      list[#list + 1] = words.kebab(name)
    end
    return list
  end
  local name = words.operation(rows, typed[2])
  if not name then
    return list
  end
  local last = words.member(rows.describe(name).members, (typed[#typed]:gsub("^%-%-", "")))
  if last and typed[#typed]:find("^%-%-") and last.values then
    return last.values
  end
  for _, member in ipairs(rows.describe(name).members) do
    if not member.from_client then
      list[#list + 1] = "--" .. words.kebab(member.name)
    end
  end
  return table.move(flags.names(), 1, #flags.names(), #list + 1, list)
end

local function long_names(element, list)
  for _, option in ipairs(element._options) do
    for _, alias in ipairs(option._public_aliases) do
      if alias:find("^%-%-") then
        list[#list + 1] = alias
      end
    end
  end
  return list
end

-- The option that a word names.
local function option_of(element, word)
  for _, option in ipairs(element._options) do
    for _, alias in ipairs(option._aliases) do
      if alias == word then
        return option
      end
    end
  end
end

-- Values that no definition of argparse has, by command and option, or by command alone.
local VALUES = {
  ["rollout --step"] = function()
    return require("hwc.rollout.steps").names()
  end,
  ["wait --status"] = function()
    return { "DELETED", "RUNNING", "STOPPED" }
  end,
  ["call --service"] = function()
    return core.services
  end,
  wait = function()
    local list = { "jobs", "dev-server", "list" }
    for name in pairs(require("hwc.cli.wait").waiters()) do
      list[#list + 1] = words.kebab(name)
    end
    return list
  end,
}

-- Of commands that argparse reads.
local function of_parser(parser, typed)
  local name, last = typed[1], typed[#typed]
  for i = 2, #typed do
    for _, command in ipairs(parser._commands) do
      parser = command._name == typed[i] and command or parser
    end
  end
  local option = option_of(parser, last)
  if VALUES[name .. " " .. last] and option then
    return VALUES[name .. " " .. last]()
  elseif option and option._choices then
    return option._choices
  elseif #typed == 1 and VALUES[name] then
    return VALUES[name]()
  end
  local list = long_names(parser, {})
  for _, command in ipairs(parser._commands) do
    list[#list + 1] = command._name
  end
  for _, argument in ipairs(parser._arguments) do
    table.move(argument._choices or {}, 1, #(argument._choices or {}), #list + 1, list)
  end
  return list
end

local function of_help(rest)
  local service = rest[2] and words.service(rest[2])
  if #rest == 1 then
    return first_words()
  elseif #rest == 2 and service then
    return of_operation(require("_hwc." .. service), { service })
  elseif #rest == 2 and rest[2] == "rollout" then
    return of_parser(require("hwc.cli.rollout").parser(), { "rollout" })
  end
  return {}
end

-- The place of the command in `typed`; flags may stand in front of it.
local function place_of_command(typed)
  local at = 1
  while typed[at] and typed[at]:find("^%-") do
    local flag = M.flag_of(typed[at]:match("^[^=]*"))
    at = at + (flag and flag.value and not typed[at]:find("=", 1, true) and 2 or 1)
  end
  return at
end

---The flag that a word names: "--output", "-o".
---@param word string
---@return hwc.cli.Flag?
function M.flag_of(word)
  if word:find("^%-%-") then
    return flags.find(word:sub(3))
  end
  return word:find("^%-%a$") and flags.find_short(word:sub(2)) or nil
end

local function unsorted(typed)
  local flag = typed[1] and M.flag_of(typed[#typed])
  local rest = table.move(typed, place_of_command(typed), #typed, 1, {})
  local command = rest[1]
  if flag and flag.values then
    return flag.values
  elseif not command then
    return table.move(flags.names(), 1, #flags.names(), #first_words() + 1, first_words())
  elseif command == "help" then
    return of_help(rest)
  end
  local module, service = require("hwc.cli").COMMANDS[command], words.service(command)
  if module and require(module).parser then
    return of_parser(require(module).parser(command), rest)
  end
  return service and of_operation(require("_hwc." .. service), rest) or {}
end

---The words that may follow.
---@param typed string[] without the program's name and the word under the cursor
---@return string[] sorted
function M.candidates(typed)
  local plain = {}
  for _, word in ipairs(typed) do
    plain[#plain + 1] = word ~= "=" and word or nil -- bash takes --output=json apart
  end
  local list = unsorted(plain)
  list = table.move(list, 1, #list, 1, {})
  table.sort(list, core.text_less)
  return list
end

---@param console hwc.cli.Console
---@param _ string
---@param list string[]
---@return integer? status
function M.run(console, _, list)
  if list[1] == "candidates" and list[2] == "--" then
    local found = M.candidates(table.move(list, 3, #list, 1, {}))
    console:write(table.concat(found, "\n"), "\n")
    return
  end
  local given = verbs.parse(console, M.parser(), list)
  if not given then
    return
  elseif not M.SCRIPTS[given.shell] then
    failure.usage("completion: bash, zsh or fish")
  end
  console:write(M.SCRIPTS[given.shell])
end

return M
