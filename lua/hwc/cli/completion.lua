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
  local -a candidates
  candidates=(${(f)"$(hwc completion candidates -- ${words[2,CURRENT-1]} 2>/dev/null)"})
  if (( $#candidates )); then
    compadd -a candidates
  else
    _files
  fi
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
  hwc completion candidates -- $typed[2..-1] 2>/dev/null
end
complete -c hwc -a '(__hwc_candidates)'
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
  if #typed == 1 then
    list[1] = "help"
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
    for _, alias in ipairs(option._aliases) do
      if alias:find("^%-%-") and not alias:find("^%-%-cli") then
        list[#list + 1] = alias
      end
    end
  end
end

-- Of commands that argparse reads.
local function of_parser(parser, typed)
  local list = {}
  long_names(parser, list)
  for i = 2, #typed do
    for _, command in ipairs(parser._commands) do
      if command._name == typed[i] then
        parser, list = command, {}
        long_names(parser, list)
      end
    end
  end
  for _, command in ipairs(parser._commands) do
    list[#list + 1] = command._name
  end
  return list
end

---The words that may follow.
---@param typed string[] without the program's name and the word under the cursor
---@return string[] sorted
function M.candidates(typed)
  local list
  local last = typed[#typed]
  local flag = last and last:find("^%-%-") and flags.find(last:sub(3))
  if flag and flag.values then
    list = table.move(flag.values, 1, #flag.values, 1, {})
  else
    -- Flags may stand in front of the command.
    local at = 1
    while typed[at] and typed[at]:find("^%-") do
      local leading = flags.find(typed[at]:gsub("^%-+", ""):match("^[^=]*"))
      at = at + (leading and leading.value and not typed[at]:find("=", 1, true) and 2 or 1)
    end
    local rest = table.move(typed, at, #typed, 1, {})
    local module = require("hwc.cli").COMMANDS[rest[1]]
    local service = rest[1] and words.service(rest[1])
    if not rest[1] then
      list = table.move(flags.names(), 1, #flags.names(), #first_words() + 1, first_words())
    elseif rest[1] == "help" then
      list = #rest == 1 and first_words()
        or #rest == 2 and words.service(rest[2]) and of_operation(
          require("_hwc." .. words.service(rest[2])), { rest[2] }) or {}
    elseif rest[1] == "completion" then
      list = { "bash", "fish", "zsh" }
    elseif module and require(module).parser then
      list = of_parser(require(module).parser(rest[1]), rest)
    elseif service then
      list = of_operation(require("_hwc." .. service), rest)
    end
  end
  list = list or {}
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
