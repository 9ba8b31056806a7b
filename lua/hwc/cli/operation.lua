-- SPDX-License-Identifier: Apache-2.0
-- Operations of services as commands, by their rows.

local arguments_of = require("hwc.cli.arguments")
local core = require("_hwc")
local failure = require("hwc.cli.failure")
local nearest = require("hwc.nearest")
local output = require("hwc.cli.output")
local settings = require("hwc.cli.settings")
local words = require("hwc.cli.words")

local M = {}

-- Words in names of operations after which targets are gone, away for a while, or changed.
local SERIOUS = {
  "delete", "remove", "restart", "reset", "reboot", "reinstall", "stop", "_os$", "action",
  "uninstall", "scale_down", "offline", "unpublish", "disable", "disassociate", "detach",
  "change_cloud_phone_server",
}

local function only_reads(row)
  return row.method == "GET" or row.idempotent_reason == "it only reads"
end

local function is_serious(row)
  if only_reads(row) then
    return false
  elseif row.method == "DELETE" then
    return true
  end
  for _, word in ipairs(SERIOUS) do
    if row.name:find(word) then
      return true
    end
  end
  return false
end

-- The longest list of the arguments.
local function targets_of(arguments)
  local most = 1
  for _, value in pairs(arguments) do
    if type(value) == "table" then
      most = math.max(most, #value, next(value) and targets_of(value) or 1)
    end
  end
  return most
end

local function confirm(console, row, arguments, given)
  local count = targets_of(arguments)
  if given.yes or count < 2 or not is_serious(row) then
    return
  elseif not console:can_ask() then
    failure.usage("%s changes %d targets: give --yes where nobody can be asked", row.name, count)
  end
  local answer = console:ask(("%s of %d targets? [y/N] "):format(row.name, count))
  if not (answer and answer:lower():find("^y")) then
    failure.usage("nothing was sent")
  end
end

-- The member whose list takes several calls.
local function long_member(row, arguments)
  for _, value in pairs(arguments) do
    if type(value) == "table" then
      return require("hwc.cli.batches").member_of(row, arguments)
    end
  end
end

-- Shows each request that the call would send.
local function dry_run(console, context, row, arguments)
  local client = context.client
  local member = long_member(row, arguments)
  local calls = member and require("hwc.cli.batches").split(console, member, arguments)
    or { { arguments = arguments } }
  for _, each in ipairs(calls) do
    local explanation, err = client:explain(row.name, each.arguments, context.call_options)
    if not explanation then
      failure.of_error(err, context.rows.name)
    end
    require("hwc.cli.explanation").show(console, explanation, context.given)
  end
end

-- What a change that was cut off leaves.
local function interrupted(row, err)
  if row.method == "GET" then
    failure.raise(failure.STATUS.interrupted, "interrupted")
  end
  failure.raise(failure.STATUS.interrupted, ("%s: interrupted: %s"):format(row.name,
    err.fate == "unknown" and "the request was sent and may have been acted on; look before you "
    .. "repeat it" or "nothing was done"))
end

-- Makes a call; -vv shows its headers.
local function send(console, context, row, arguments)
  local client, call_options = context.client, context.call_options
  if context.level < 2 then
    return client[row.name](client, arguments, call_options)
  end
  local headers = require("hwc.cli.headers")
  headers.show_request(console, client, row.name, arguments, call_options)
  local reply, info = client[row.name](client, arguments, call_options)
  headers.show_response(console, info)
  return reply, info
end

-- All pages, item by item.
local function list_all(console, context, row, arguments)
  local given, shape = context.given, output.shape(row)
  shape.is_list = true
  local writer = output.writer(console, given, shape)
  if context.level > 1 then
    require("hwc.cli.headers").show_request(console, context.client, row.name, arguments,
      context.call_options)
  end
  local good, problem = pcall(writer.fill, writer, function()
    local current, left, count = nil, 0, 0
    local next_item, _, _, closing = context.client:each(row.name, arguments, context.call_options)
    local _ <close> = closing
    while not given.max or count < given.max do
      local item, reply = next_item()
      if item == nil then
        break
      end
      if reply ~= current then
        current, left = reply, #reply[shape.member]
      end
      writer:add(item)
      count, left = count + 1, left - 1
      if left == 0 then
        writer:flush()
      end
    end
  end)
  if console.signal then
    failure.raise(failure.STATUS.interrupted, "interrupted")
  elseif not good and failure.is_failure(problem) then
    error(problem, 0)
  elseif not good then
    failure.of_error(problem, context.rows.name)
  end
end

-- Waits for what the replies started.
local function wait_for(console, context, row, arguments, replies)
  local waits = require("hwc.cli.waits")
  local waiter = waits.waiter_of(context.rows, row.name, arguments)
  return (waits.run(console, context.client, context.rows, waiter,
    #replies == 1 and replies[1] or replies, {
      deadline = context.given.deadline,
      replies = replies,
    }))
end

-- Says how to go on where nobody waits.
local function say_next(console, context, row, arguments, replies)
  local waits = require("hwc.cli.waits")
  local waiter = waits.waiter_of(context.rows, row.name, arguments)
  if waiter == "jobs" then
    console:say("the work goes on; to wait for it: "
      .. waits.command(context.rows, waiter, replies))
  end
end

local function run_batch(console, context, row, member, arguments)
  local batches = require("hwc.cli.batches")
  local batch = batches.run(console, row, member, arguments, function(own)
    return send(console, context, row, own)
  end, context.given.concurrency)
  local shape = output.shape(row)
  table.insert(shape.members, "request_ids")
  local written, problem = pcall(output.reply, console, context.given, batches.merged(batch), shape)
  local status = batches.recap(console, batch, context.rows.name)
  if console.signal or not written then
    local waits = require("hwc.cli.waits")
    local waiter = waits.waiter_of(context.rows, row.name, arguments)
    local advice = #batch.replies > 0 and waiter and "to wait for what was accepted: "
      .. waits.command(context.rows, waiter, batch.replies) or nil
    if console.signal then
      failure.raise(failure.STATUS.interrupted, advice)
    elseif advice then
      console:say(advice)
    end
    failure.unwritten(problem, status)
  elseif context.given.wait and #batch.replies > 0 then
    return math.max(status, wait_for(console, context, row, arguments, batch.replies))
  end
  return status
end

-- How to find what a call made or started.
local function name_of(reply)
  for _, name in ipairs({ "id", "job_id", "request_id" }) do
    if type(reply[name]) == "string" then
      return (" (%s %s)"):format(name, reply[name])
    end
  end
  return ""
end

local function run_call(console, context, row, arguments)
  local reply, err = send(console, context, row, arguments)
  if not reply then
    if console.signal then
      interrupted(row, err)
    end
    failure.of_error(err, context.rows.name)
  end
  if row.download and not context.given.to then
    console:write(reply.body)
    console:flush()
    return
  end
  local written, problem = pcall(output.reply, console, context.given, reply, output.shape(row))
  local refused = require("hwc.failures").list(reply)
  local recap = require("hwc.cli.recap")
  recap.failures(console, refused, "refused")
  local total = targets_of(arguments)
  local accepted = total - #refused
  if not written and not only_reads(row) then
    console:say(("%s: %d of %d accepted%s"):format(row.name, accepted, total, name_of(reply)))
  end
  if context.given.wait and written then
    return wait_for(console, context, row, arguments, { reply })
  elseif accepted > 0 and row.async and (console:watches() or not written) then
    say_next(console, context, row, arguments, { reply })
  end
  local status = recap.status(accepted, #refused, 0)
  if not written then
    failure.unwritten(problem, status)
  end
  return status
end

-- Refuses flags that the operation has no use for, before anything is asked or sent.
local function check_flags(context, row, arguments)
  local given = context.given
  if given.columns then
    output.split_columns(given.columns)
  end
  if given.wait and not require("hwc.cli.waits").waiter_of(context.rows, row.name, arguments) then
    failure.usage("--wait: no wait is known for %s", row.name)
  elseif (given.all or given.max) and not row.paging then
    failure.usage("%s has no pages: leave --all and --max out", row.name)
  end
end

local function run_row(console, context, row, arguments)
  local given = context.given
  if given.all or given.max then
    return list_all(console, context, row, arguments)
  end
  local member = long_member(row, arguments)
  if member then
    return run_batch(console, context, row, member, arguments)
  end
  return run_call(console, context, row, arguments)
end

local function suggestion(near)
  return near[1] and ("; the nearest are %s"):format(table.concat(near, ", ")) or ""
end

---The row of an operation.
---@param service string
---@param word string
---@return table rows
---@return table row
function M.find(service, word)
  local rows = require("_hwc." .. service)
  local name, near = words.operation(rows, word)
  if not name then
    failure.usage("%s has no operation %s%s", service, nearest.quote(word),
      #near > 0 and suggestion(near) or ("; hwc %s lists them"):format(service))
  end
  return rows, rows.describe(name)
end

local function unknown_command(word)
  local known = {}
  for name in pairs(require("hwc.cli").COMMANDS) do
    known[name] = true
  end
  for _, service in ipairs(core.services) do
    known[service] = true
  end
  local near = nearest.find(word, known)
  failure.usage("unknown command or service %s%s", nearest.quote(word),
    near and (", did you mean %s?"):format(near) or "; hwc help lists them")
end

---hwc SERVICE OPERATION ...
---@param console hwc.cli.Console
---@param command string
---@param list string[]
---@return integer? status
function M.run(console, command, list)
  local service, gateway = words.service(command)
  if not service then
    unknown_command(command)
  end
  local word = table.remove(list, 1)
  if not word or word:find("^%-") or word == "help" then
    return require("hwc.cli.help").run(console, "help", { service, word == "help" and list[1]
      or nil })
  end
  local rows, row = M.find(service, word)
  local arguments, given, others = arguments_of.read(row, list, console)
  if given.help or others[1] == "help" then
    return require("hwc.cli.help").run(console, "help", { service, row.name })
  elseif others[1] then
    failure.usage("%s takes members as --name value, got %s", words.kebab(row.name),
      nearest.quote(others[1]))
  elseif given.skeleton then
    console:write(require("hwc.cli.skeleton").text(row))
    return
  end
  given.gateway = given.gateway or gateway or row.gateway
  local opened <close> = settings.open(console, rows, given)
  local context = {
    client = opened.client,
    level = opened.level,
    rows = rows,
    given = given,
    call_options = settings.call_options(given, row),
  }
  check_flags(context, row, arguments)
  if given["dry-run"] then
    return dry_run(console, context, row, arguments)
  end
  confirm(console, row, arguments, given)
  return require("hwc.cli.interrupts").run(console, function()
    return run_row(console, context, row, arguments)
  end)
end

return M
