-- SPDX-License-Identifier: Apache-2.0
-- hwc help, hwc operations, and --help of operations: text of 80 columns, from rows and flags.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local flags = require("hwc.cli.flags")
local help_text = require("hwc.help_text")
local nearest = require("hwc.nearest")
local shell = require("hwc.shell")
local words = require("hwc.cli.words")

local M = {}

local WIDTH = 80

---The commands that are no operations, with their synopsis.
M.COMMANDS = {
  { "hwc SERVICE OPERATION [--MEMBER VALUE ...]", "make a call" },
  { "hwc SERVICE help [OPERATION]", "operations of a service, members of one" },
  { "hwc operations TEXT", "search names and descriptions" },
  { "hwc call METHOD PATH", "an API without an operation" },
  { "hwc wait WAITER ID ...", "wait for work of earlier calls" },
  { "hwc rollout plan|start|work|...", "one change to many targets, in waves" },
  { "hwc configure", "write keys to the profile file" },
  { "hwc check", "are keys, clock, region, network right?" },
  { "hwc credentials", "which keys are used" },
  { "hwc sandbox [-- COMMAND]", "a local cloud for trials" },
  { "hwc completion bash|zsh|fish", "completion for a shell" },
  { "hwc version", "the version" },
}

---Examples of common jobs.
M.EXAMPLES = {
  "hwc cph list-cloud-phone-servers --all --columns server_id,server_name",
  "hwc cph restart-cloud-phone-server --server-ids @ids.txt --yes --wait",
  "hwc apig update-signature-key --sign-id ID --name orders --dry-run",
  "hwc --sandbox cph list-cloud-phone-servers",
}

M.SETTINGS = "A flag wins over the environment, which wins over the profile file. Region: "
  .. "--region, HUAWEICLOUD_SDK_REGION, HW_REGION_NAME, region of the profile. Keys: "
  .. "HUAWEICLOUD_SDK_AK and _SK, HW_ACCESS_KEY and HW_SECRET_KEY, "
  .. "~/.huaweicloud/credentials, the identity of a pod or a server. `hwc credentials` shows "
  .. "what is used."

M.STATUSES = {
  { 0, "done" },
  { 1, "the service, the network or the credentials failed" },
  { 2, "wrong usage or arguments; nothing was sent" },
  { 3, "a part failed" },
  { 4, "something is unknown or in doubt" },
  { 5, "a rollout has not ended" },
  { 130, "interrupted (143: by SIGTERM)" },
}

local WORDS = { array = "list", gateway = "only with --gateway %s" }

local function wrap(text, indent, hanging)
  return help_text.wrap(text, WIDTH, indent, hanging)
end

local function two_columns(lines, list, widest)
  help_text.add_columns(lines, list, widest, WIDTH)
end

local function add_flags(lines, group, title)
  lines[#lines + 1] = ""
  lines[#lines + 1] = title
  two_columns(lines, flags.described(group), 24)
end

local function add_statuses(lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Exit status"
  for _, each in ipairs(M.STATUSES) do
    lines[#lines + 1] = ("  %-4d%s"):format(each[1], each[2])
  end
end

local function about_program()
  local lines = { "hwc " .. core.version .. ": Huawei Cloud from a shell", "", "Commands" }
  two_columns(lines, M.COMMANDS, 36)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Services"
  local services = {}
  for i, service in ipairs(core.services) do
    services[i] = { service, require("_hwc." .. service).title }
  end
  two_columns(lines, services, 36)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Common jobs"
  for _, each in ipairs(M.EXAMPLES) do
    lines[#lines + 1] = "  " .. each
  end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Settings"
  lines[#lines + 1] = wrap(M.SETTINGS, "  ")
  add_flags(lines, "call", "Options of calls")
  add_flags(lines, "output", "Options of output")
  add_flags(lines, "settings", "Options of the connection")
  lines[#lines + 1] = ""
  lines[#lines + 1] = wrap("Where an operation has a member of the same name, the option is "
    .. "--cli-NAME. Command lines of KooCLI work as they are.", "  ")
  add_statuses(lines)
  return table.concat(lines, "\n") .. "\n"
end

local function about_service(service)
  local rows = require("_hwc." .. service)
  local lines = { ("hwc %s: %s"):format(service, rows.title), "" }
  local list = {}
  for i, name in ipairs(rows.names()) do
    list[i] = { words.kebab(name), rows.describe(name).doc }
  end
  two_columns(lines, list, 34)
  lines[#lines + 1] = ""
  lines[#lines + 1] = ("hwc %s help OPERATION shows its members."):format(service)
  return table.concat(lines, "\n") .. "\n"
end

local function add_members(lines, members, indent, seen)
  for _, member in ipairs(members) do
    if not member.from_client then
      local name = #indent == 2 and "--" .. words.kebab(member.name) or member.name
      lines[#lines + 1] = ("%s%s"):format(indent, name)
      lines[#lines + 1] = wrap(("(%s) %s"):format(help_text.notes(member, WORDS),
        member.doc or ""), indent .. "    ")
      local object = member.object or member.item and member.item.object
      if object and not seen[object.name] then
        seen[object.name] = true
        add_members(lines, object.members, indent .. "  ", seen)
        seen[object.name] = nil
      end
    end
  end
end

local function quoted(value)
  return shell.quoted(type(value) == "table" and core.encode_json(value) or tostring(value))
end

---The example of an operation as a command line.
---@param service string
---@param row table
---@return string
function M.example(service, row)
  local values = require("hwc.example").arguments(row)
  local parts = { ("hwc %s %s"):format(service, words.kebab(row.name)) }
  for _, member in ipairs(row.members) do
    local value = values[member.name]
    if value ~= nil and member.type == "file" then
      value = value.name
    elseif type(value) == "table" and member.type == "array" and type(value[1]) ~= "table" then
      value = value[1]
    end
    if value ~= nil then
      parts[#parts + 1] = ("--%s %s"):format(words.kebab(member.name), quoted(value))
    end
  end
  if row.download then
    parts[#parts + 1] = "--to example.yaml"
  end
  local line = table.concat(parts, " ")
  return #line <= WIDTH - 2 and line or table.concat(parts, " \\\n    ")
end

-- Whether a member is needed in each call.
local function is_required(row, member)
  if member.from_client then
    return false
  end
  for _, rule in ipairs(row.conditions) do
    if rule.kind == "when" and not rule.when and rule.member.required
        and rule.member.name == member.name then
      return true
    end
  end
  return member.required
end

-- The members that are needed first.
local function members_of(row)
  local needed, others = {}, {}
  for _, member in ipairs(row.members) do
    local list = is_required(row, member) and needed or others
    list[#list + 1] = member
  end
  return table.move(others, 1, #others, #needed + 1, needed)
end

local function synopsis(service, row)
  local parts = { ("hwc %s %s"):format(service, words.kebab(row.name)) }
  for _, member in ipairs(row.members) do
    if is_required(row, member) then
      parts[#parts + 1] = "--" .. words.kebab(member.name)
        .. (member.type == "array" and " X ..." or " X")
    end
  end
  parts[#parts + 1] = "[options]"
  return wrap(table.concat(parts, " "), "  ", "      ")
end

local function about_operation(service, row)
  local lines = { wrap(row.doc, ""), "", "Synopsis", synopsis(service, row), "" }
  local count = #lines
  add_members(lines, members_of(row), "  ", {})
  if #lines > count then
    table.insert(lines, count + 1, "Members")
  end
  for i, rule in ipairs(row.rules or {}) do
    if i == 1 then
      lines[#lines + 1] = "\nRules"
    end
    lines[#lines + 1] = wrap(rule, "  ", "    ")
  end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Example"
  lines[#lines + 1] = "  " .. M.example(service, row)
  for _, member in ipairs(row.members) do
    if member.secret and not member.from_client then
      lines[#lines + 1] = ""
      lines[#lines + 1] = "Secrets are env:NAME, file:PATH, or asked for where the value is absent."
      break
    end
  end
  if row.async then
    lines[#lines + 1] = ""
    lines[#lines + 1] = "The work goes on after the response; --wait waits for its end."
  end
  if row.paging then
    lines[#lines + 1] = ""
    lines[#lines + 1] = "The list comes in pages; --all shows all of them."
  end
  add_statuses(lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "hwc help shows the options that all operations share."
  return table.concat(lines, "\n") .. "\n"
end

-- Operations whose name or description has all words.
local function search(console, list)
  local found = 0
  for _, service in ipairs(core.services) do
    local rows = require("_hwc." .. service)
    for _, name in ipairs(rows.names()) do
      local doc = rows.describe(name).doc
      local text, fits = (name .. " " .. words.kebab(name) .. " " .. doc):lower(), true
      for _, word in ipairs(list) do
        fits = fits and text:find(word:lower(), 1, true) ~= nil
      end
      if fits then
        found = found + 1
        console:write(("hwc %s %s\n"):format(service, words.kebab(name)), wrap(doc, "    "), "\n")
      end
    end
  end
  if found == 0 then
    failure.raise(failure.STATUS.failed, ("no operation has %s"):format(
      nearest.quote(table.concat(list, " "))))
  end
end

---@param console hwc.cli.Console
---@param command string
---@param list string[]
---@return integer? status
function M.run(console, command, list)
  if command == "operations" then
    return search(console, list)
  end
  local first, second = list[1], list[2]
  if not first or first:find("^%-") then
    console:write(about_program())
    return
  end
  local module = require("hwc.cli").COMMANDS[first]
  local service = words.service(first)
  if module and not service then
    if first == "help" or first == "operations" or first == "version" then
      console:write(about_program())
      return
    end
    local others = table.move(list, 2, #list, 1, {})
    others[#others + 1] = "--help"
    return require(module).run(console, first, others)
  elseif not service then
    failure.usage("help: unknown command or service %s", nearest.quote(first))
  elseif not second then
    console:write(about_service(service))
    return
  end
  local _, row = require("hwc.cli.operation").find(service, second)
  console:write(about_operation(service, row))
end

return M
