-- SPDX-License-Identifier: Apache-2.0
-- hwc wait: until the work of earlier calls has ended, or an item has reached a state.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local help_text = require("hwc.help_text")
local nearest = require("hwc.nearest")
local names = require("hwc.names")
local output = require("hwc.cli.output")
local settings = require("hwc.cli.settings")
local values = require("hwc.cli.values")
local verbs = require("hwc.cli.verbs")
local words = require("hwc.cli.words")

local M = {}

M.DOC = "Waits until the work of earlier calls has ended, or items have reached a state."

-- By the state that --status names.
local BY_STATUS = {
  ["dev-server"] = {
    RUNNING = "dev_server_running", STOPPED = "dev_server_stopped", DELETED = "dev_server_deleted",
  },
}

---@return table parser
function M.parser()
  local parser = verbs.parser("wait", M.DOC)
  parser:argument("waiter", "jobs, dev-server, or a name that `hwc wait list` shows")
  parser:argument("id", "IDs; @FILE or - reads them, one a line"):args("*")
  parser:option("--status", "of a dev-server: RUNNING, STOPPED or DELETED"):argname("STATE")
  parser:option("--interval", "seconds between polls"):argname("S"):convert(verbs.seconds)
  parser:flag("--change", "a state that items have from the beginning does not count")
  parser:option("--within", "what the items belong to, for waiters that say so"):argname("ID")
  verbs.add_flags(parser, "settings", "output", "columns", "no-header", "verbose", "debug")
  return parser
end

---Waiters of all services, by name.
---@return table<string, { rows: table, row: table }>
function M.waiters()
  local all = {}
  for _, service in ipairs(core.services) do
    local rows = require("_hwc." .. service)
    for name, row in pairs(rows.waiters()) do
      all[name] = { rows = rows, row = row }
    end
  end
  return all
end

local function list_waiters(console)
  local all, list, lines = M.waiters(), {}, {}
  for i, name in ipairs(names.sorted(all)) do
    list[i] = { words.kebab(name), all[name].row.doc }
  end
  help_text.add_columns(lines, list, 24, verbs.WIDTH)
  console:write(table.concat(lines, "\n"), "\n")
end

local function find(given)
  local name = given.waiter:gsub("-", "_"):lower()
  local by_status = BY_STATUS[given.waiter]
  if by_status then
    name = by_status[(given.status or ""):upper()]
    if not name then
      failure.usage("wait: --status takes RUNNING, STOPPED or DELETED")
    end
  elseif given.status then
    failure.usage("wait: --status is for dev-server; other waiters name their state")
  end
  local all = M.waiters()
  if not all[name] then
    local near = nearest.find(name, all)
    failure.usage("wait: unknown waiter %s%s", nearest.quote(given.waiter), near
      and (", did you mean %s?"):format(words.kebab(near)) or "; `hwc wait list` shows them")
  end
  return name, all[name].rows, all[name].row
end

local function ids_of(console, given, row)
  local list = values.list(console, { type = "array", item = { type = "string" } }, given.id, "ID")
  if #list == 0 then
    failure.usage("wait: which IDs?")
  elseif (row.within ~= nil) ~= (given.within ~= nil) then
    failure.usage("wait: --within %s", row.within and "ID is needed: " .. row.within
      or "is not for this waiter")
  end
  for i, id in ipairs(list) do
    if row.within then
      list[i] = { [row.within] = given.within, [row.id] = id }
    end
  end
  return list
end

-- The items of a report as a list.
local function items_of(report)
  local items = core.array({})
  for _, result in ipairs({ "succeeded", "failed", "unknown" }) do
    for _, item in ipairs(report[result]) do
      local shown = { result = result }
      for name, value in pairs(item) do
        shown[name] = value
      end
      items[#items + 1] = shown
    end
  end
  return items
end

-- The columns of items: how the wait for them ended and why, then their members.
local function columns_of(items, row)
  local first, seen, members = { "result", row.id or "job_id", "error_code", "error_msg" }, {}, {}
  for _, item in ipairs(items) do
    for name, value in pairs(item) do
      seen[name] = type(value) == "table" and "array" or "string"
    end
  end
  local columns = {}
  for _, name in ipairs(first) do
    columns[#columns + 1] = seen[name] and name or nil
    seen[name] = nil
  end
  for i, name in ipairs(names.sorted(seen)) do
    members[i] = { name = name, type = seen[name] }
  end
  local others = output.default_columns(members)
  return table.move(others, 1, #others, #columns + 1, columns)
end

---@param console hwc.cli.Console
---@param _ string
---@param list string[]
---@return integer? status
function M.run(console, _, list)
  local given = verbs.parse(console, M.parser(), list)
  if not given then
    return
  elseif given.waiter == "list" and not given.id[1] then
    return list_waiters(console)
  end
  local name, rows, row = find(given)
  local ids = ids_of(console, given, row)
  local opened <close> = settings.open(console, rows, given)
  return require("hwc.cli.interrupts").run(console, function()
    local waits = require("hwc.cli.waits")
    local status, report = waits.run(console, opened.client, rows, name, ids, {
      deadline = given.deadline,
      interval = given.interval,
      -- An ID that is absent from the beginning may be a wrong one.
      already = not given.change and not row.absent_is_success,
      again = ("hwc wait %s %s%s"):format(words.kebab(name), table.concat(given.id, " "),
        given.within and " --within " .. given.within or ""),
    })
    local items = items_of(report)
    local written, problem = pcall(output.reply, console, given, { items = items },
      { member = "items", is_list = true, columns = columns_of(items, row) })
    if not written then
      failure.unwritten(problem, status)
    end
    return status
  end)
end

return M
