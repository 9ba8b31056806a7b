-- SPDX-License-Identifier: Apache-2.0
-- client:help(): text on operations and waiters, generated from their rows.

local example = require("hwc.example")
local help_text = require("hwc.help_text")
local names_of = require("hwc.names")
local nearest = require("hwc.nearest")

local M = {}

local WIDTH = 100

local PLACES = { "path", "query", "header", "body" }

-- Methods that wrap waiters, by service.
local FORMS = {
  cph = {
    wait_jobs = {
      takes = "reply or request IDs",
      waiters = { "jobs" },
      doc = "Waits for the jobs of calls",
    },
  },
  devserver = {
    wait_dev_server = {
      takes = "reply or IDs",
      waiters = {
        "dev_server_running", "dev_server_stopped", "dev_server_deleted",
        "dev_server_os_changed",
      },
      doc = 'Waits for the goal of a request; for IDs set the option "status"',
    },
  },
}

local WORDS = { array = "array", gateway = "only with gateway = %q" }

-- Continuation lines are indented further.
local function wrap(text, indent)
  return help_text.wrap(text, WIDTH, indent, indent .. "    ")
end

local function add_members(lines, members, indent, seen)
  for _, member in ipairs(members) do
    lines[#lines + 1] = wrap(("%s (%s): %s"):format(member.name,
      help_text.notes(member, WORDS), member.doc or ""), indent)
    local object = member.object or member.item and member.item.object
    if object and not seen[object.name] then
      seen[object.name] = true
      add_members(lines, object.members, indent .. "  ", seen)
      for _, rule in ipairs(object.rules or {}) do
        lines[#lines + 1] = wrap("rule: " .. rule, indent .. "  ")
      end
      seen[object.name] = nil
    end
  end
end

local PAGING = {
  offset = "limit and offset; client:each iterates over all items",
  offset_body = "limit and offset; client:each iterates over all items",
  page = "per_page and page; client:each iterates over all items",
}

-- Adds the waiters for what an operation starts.
local function add_waiters(lines, rows, operation)
  local names = {}
  for name, waiter in pairs(rows.waiters()) do
    for _, order in ipairs(waiter.orders) do
      if order.operation == operation then
        names[name] = true
      end
    end
  end
  for i, name in ipairs(names_of.sorted(names)) do
    if i == 1 then
      lines[#lines + 1] = "The work goes on after the response; wait for its end with"
    end
    lines[#lines + 1] = ("  client:wait(%q, reply)"):format(name)
  end
end

local function about_operation(rows, row)
  local lines = { row.name, wrap(row.doc, "  "), ("  %s %s"):format(row.method, row.path) }
  if row.gateway then
    lines[#lines + 1] = ("  only with gateway = %q%s"):format(row.gateway,
      row.counterpart and "; with the other, use " .. row.counterpart or "")
  end
  lines[#lines + 1] = ""
  for _, place in ipairs(PLACES) do
    local members = {}
    for _, member in ipairs(row.members) do
      if (member.location or "body") == place then
        members[#members + 1] = member
      end
    end
    if #members > 0 then
      lines[#lines + 1] = "Members (" .. place .. ")"
      add_members(lines, members, "  ", {})
    end
  end
  if #(row.rules or {}) > 0 then
    lines[#lines + 1] = "Rules"
    for _, rule in ipairs(row.rules) do
      lines[#lines + 1] = wrap(rule, "  ")
    end
  end
  if row.reply then
    lines[#lines + 1] = "Reply"
    add_members(lines, row.reply.members, "  ", {})
  end
  lines[#lines + 1] = "Retried if the response is lost"
  lines[#lines + 1] = wrap(row.idempotent
    and "yes" .. (row.idempotent_reason and ": " .. row.idempotent_reason or "")
    or "no: only if it was certainly not processed", "  ")
  if row.async then
    add_waiters(lines, rows, row.name)
  end
  if row.paging then
    lines[#lines + 1] = "Pages"
    lines[#lines + 1] = "  " .. (PAGING[row.paging] or row.paging)
  end
  lines[#lines + 1] = "Example"
  lines[#lines + 1] = "  " .. example.text(row):gsub("\n", "\n  ")
  return table.concat(lines, "\n")
end

local function add_names(lines, names, doc_of)
  local widest = 0
  for _, name in ipairs(names) do
    widest = math.max(widest, #name)
  end
  for _, name in ipairs(names) do
    lines[#lines + 1] = ("  %-" .. widest .. "s  %s"):format(name, doc_of(name))
  end
  lines[#lines + 1] = ""
end

local function about_service(rows)
  local lines = { ("%s: %s"):format(rows.name, rows.title), "" }
  add_names(lines, rows.names(), function(name)
    return rows.describe(name).doc
  end)
  local waiters = rows.waiters()
  if next(waiters) then
    lines[#lines + 1] = "Waiters, for client:wait(name, reply or IDs):"
    lines[#lines + 1] = ""
    add_names(lines, names_of.sorted(waiters), function(name)
      return waiters[name].doc
    end)
  end
  local forms = FORMS[rows.name]
  if forms then
    lines[#lines + 1] = "Methods that wait:"
    lines[#lines + 1] = ""
    add_names(lines, names_of.sorted(forms), function(name)
      return forms[name].doc
    end)
  end
  lines[#lines + 1] = 'Details: client:help("<name>")'
  return table.concat(lines, "\n")
end

local function states_text(list)
  return #list > 0 and table.concat(list, ", ") or "none"
end

local function about_waiter(row)
  local lines = { row.name, wrap(row.doc, "  "), "" }
  local function add(title, text)
    lines[#lines + 1] = title
    lines[#lines + 1] = wrap(text, "  ")
  end
  local good = states_text(row.success)
  if row.absent_is_success then
    good = (#row.success > 0 and good .. ", or " or "") .. "absent"
  end
  add("Polled with", row.list and row.operation .. "; " .. row.list.operation .. " for several"
    or row.operation)
  add("Success: " .. row.state, good)
  add("Failure: " .. row.state, states_text(row.failure))
  add("Under way: " .. row.state, states_text(row.under_way))
  if row.wanted then
    add("Requested value", row.wanted)
  end
  if #row.leave > 0 or row.needs_change then
    add("Only with proof of a change", #row.leave > 0 and states_text(row.leave)
      .. (row.needs_change and ", and the state at the start" or "") or "the state at the start")
  end
  if #row.orders > 0 then
    local orders = {}
    for i, order in ipairs(row.orders) do
      orders[i] = order.operation .. (order.when and (" (%s = %s)"):format(order.when, order.is)
        or "")
    end
    add("Accepts the replies of", table.concat(orders, ", "))
  end
  local defaults = row.defaults
  add("Polls", ("after %g s, then every %g s (at most %g s), for %g min"):format(
    defaults.first_delay, defaults.interval, defaults.max_interval, defaults.deadline / 60))
  lines[#lines + 1] = "Example"
  lines[#lines + 1] = ("  local report = assert(client:wait(%q, %s))"):format(row.name,
    #row.orders > 0 and "reply" or row.within and ("{ %s = ..., %s = ... }"):format(row.within,
      row.id) or "id")
  return table.concat(lines, "\n")
end

local function about_form(waiters, name, form)
  local lines = {
    name,
    ("  client:%s(%s, options)"):format(name, form.takes),
    wrap(form.doc, "  "),
    "",
  }
  if #form.waiters == 1 then
    lines[#lines + 1] = about_waiter(waiters[form.waiters[1]])
  else
    add_names(lines, form.waiters, function(waiter)
      return waiters[waiter].doc
    end)
    lines[#lines + 1] = 'Details: client:help("<name>")'
  end
  return table.concat(lines, "\n")
end

---Help text: an overview of a service, or details of an operation or waiter.
---@param rows table the service, from require "_hwc.<service>"
---@param name string?
---@return string
function M.text(rows, name)
  if name == nil then
    return about_service(rows)
  end
  local row = type(name) == "string" and rows.describe(name) or nil
  if row then
    return about_operation(rows, row)
  end
  local waiters = rows.waiters()
  if waiters[name] then
    return about_waiter(waiters[name])
  end
  local forms = FORMS[rows.name] or {}
  if forms[name] then
    return about_form(waiters, name, forms[name])
  end
  local known = waiters
  for form in pairs(forms) do
    known[form] = true
  end
  for _, operation in ipairs(rows.names()) do
    known[operation] = true
  end
  local near = nearest.list(name, known, 3)
  error(("%s has no operation or waiter %s%s"):format(rows.name, nearest.quote(name),
    #near > 0 and "; the nearest are " .. table.concat(near, ", ") or ""), 3)
end

return M
