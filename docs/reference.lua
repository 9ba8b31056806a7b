-- SPDX-License-Identifier: Apache-2.0
-- Generates the reference: a page per resource and for the waiters of each service, and an index.

local compose = require("hwc.sandbox.compose")
local core = require("_hwc")
local example = require("hwc.example")
local shapes = require("docs.shapes")

local M = {}

local ROOT = "docs/reference/"

local GENERATED = "<!-- Generated from the rows by docs/generate.lua. -->\n\n"

-- The methods that wrap waiters, by the operation that the waiter polls.
local WAITING = {
  show_job = "client:wait_jobs(reply)",
  show_dev_server = "client:wait_dev_server(reply)",
}

local PAGES = {
  offset = "`limit` is the page size, `offset` the index of the first item",
  offset_body = "`limit` is the page size, `offset` the index of the first item, both in the body",
  page = "`per_page` is the page size, `page` the page number",
}

-- Escapes the special characters of Markdown in text outside of code.
local function escaped(text)
  return (text:gsub("[\\`*_{}<>|%[%]]", "\\%0"))
end

-- The Markdown of a row's text: quoted and bracketed texts, and names with an underscore, are code.
local function prose(text)
  local kept = {}
  local function keep(code)
    kept[#kept + 1] = "`" .. code .. "`"
    return "\0" .. #kept .. "\0"
  end
  text = text:gsub('gateway = "%l+"', keep)
  text = text:gsub('"[^"]*"', keep)
  text = text:gsub("%[[^%]%s]+%]", keep)
  text = text:gsub("%f[%w_][%w.]*_[%w_.]*[%w]", keep)
  text = escaped(text)
  return (text:gsub("%z(%d+)%z", function(index)
    return (kept[tonumber(index)]:gsub("|", "\\|"))
  end))
end

-- The anchor of a heading of one word.
local function anchor(name)
  return name:lower():gsub("%.", "")
end

-- The heading of an object: its class in the types.
local function title_of(service, object)
  return service.name .. "." .. object.name
end

local function link_to(service, object)
  return ("[%s](#%s)"):format(object.name, anchor(title_of(service, object)))
end

local function type_of(service, member)
  local kind = member.type
  if kind == "array" or kind == "map" then
    local item = member.object and link_to(service, member.object)
      or member.item and type_of(service, member.item) or "any"
    return kind .. " of " .. item
  elseif kind == "object" and member.object then
    return link_to(service, member.object)
  end
  return kind
end

-- Describes a member, rules last.
local function words_of(member)
  local words = { prose(member.doc or "") }
  if member.secret then
    words[#words + 1] = "**secret**"
  end
  if member.expected then
    words[#words + 1] = "required by the service's definition alone"
  end
  local gateway = member.gateway
  if gateway then
    words[#words + 1] = ('only with `gateway = "%s"`'):format(gateway)
  end
  if member.rules ~= "" then
    words[#words + 1] = prose(member.rules)
  end
  return table.concat(words, "; ")
end

local function need_of(member)
  if member.from_client then
    return "client"
  end
  return member.required and "yes" or ""
end

local function add(lines, text, ...)
  lines[#lines + 1] = select("#", ...) > 0 and text:format(...) or text
end

-- A table of the members of a call (with their location), or of an object of calls or replies.
local function add_members(lines, service, members, columns)
  local head = { "member" }
  if columns.location then
    head[#head + 1] = "in"
  end
  head[#head + 1] = "type"
  if columns.need then
    head[#head + 1] = "required"
  end
  head[#head + 1] = "meaning"
  add(lines, "| " .. table.concat(head, " | ") .. " |")
  add(lines, "|" .. (" --- |"):rep(#head))
  for _, member in ipairs(members) do
    local cells = { "`" .. member.name .. "`" }
    if columns.location then
      cells[#cells + 1] = member.location
    end
    cells[#cells + 1] = type_of(service, member)
    if columns.need then
      cells[#cells + 1] = need_of(member)
    end
    cells[#cells + 1] = words_of(member)
    add(lines, "| " .. table.concat(cells, " | ") .. " |")
  end
  add(lines, "")
end

local function add_rules(lines, rules)
  if #rules == 0 then
    return
  end
  add(lines, "Rules:\n")
  for _, rule in ipairs(rules) do
    add(lines, "- %s", prose(rule))
  end
  add(lines, "")
end

local function response_of(row)
  local status = row.success_status and (" (%d)"):format(row.success_status) or ""
  if row.download then
    return ("Response%s: a file. With the option `to` it is written there and the reply has `path`"
      .. " and `size`; otherwise its content is `body`."):format(status)
  elseif not row.reply then
    return ("Response%s: no body, the reply is `{}`."):format(status)
  end
  return ("Reply%s:"):format(status)
end

local function repeat_of(row)
  if not row.idempotent then
    return "Not idempotent: retried only if the request was certainly not processed."
  end
  return ("Idempotent, retried if the response is lost: %s."):format(
    prose(row.idempotent_reason or "it only reads"))
end

-- The path of the operation at the second gateway, or the only gateway that has it.
local function gateway_of(service, row)
  local first, second = service.gateways[1], service.gateways[2]
  if row.gateway then
    return ('Only with `gateway = "%s"`%s.'):format(row.gateway, row.counterpart
      and ("; with the other, use `%s`"):format(row.counterpart) or "")
  end
  return ('With `gateway = "%s"`: `%s`.'):format(second.name,
    (row.path:gsub(first.path, second.path, 1)))
end

-- The waiters for work that goes on after the response.
local function waiting_of(service, row)
  local ways = {}
  for _, waiter in ipairs(service.waiters) do
    local is_of = false
    for _, order in ipairs(waiter.orders) do
      is_of = is_of or order.operation == row.name
    end
    local way = WAITING[waiter.operation] or ('client:wait("%s", reply)'):format(waiter.name)
    if is_of then
      ways[#ways + 1] = ("`%s` ([`%s`](waiters.md#%s))"):format(way, waiter.name,
        anchor(waiter.name))
    end
  end
  return "The work goes on after the response; " .. (#ways > 0 and "wait for its end with "
    or "the service does not show its end") .. table.concat(ways, ", or ") .. "."
end

local function notes_of(service, row)
  local notes = { repeat_of(row) }
  if row.paging then
    notes[#notes + 1] = ("Paginated: %s; `client:each(\"%s\")` iterates over all items."):format(
      PAGES[row.paging], row.name)
  end
  if row.async then
    notes[#notes + 1] = waiting_of(service, row)
  end
  if row.timeout then
    notes[#notes + 1] = ("The default `timeout` of an attempt is %g s."):format(
      row.timeout)
  end
  if row.body_kind == "form" then
    notes[#notes + 1] = "The body is a form; a file is `{ path = ... }` or"
      .. " `{ data = ..., name = ... }`."
  end
  if row.unsigned then
    notes[#notes + 1] = "Carries its own credentials: it is sent without those of the client."
  end
  if row.secret_header then
    notes[#notes + 1] = ("The token is a response header: `info.headers[%q]`."):format(
      row.secret_header)
  end
  if #service.gateways > 1 then
    notes[#notes + 1] = gateway_of(service, row)
  end
  return notes
end

local function exists(path)
  local file <close> = io.open(path)
  return file ~= nil
end

local function add_operation(lines, service, row)
  add(lines, "## %s\n", row.name)
  add(lines, "%s\n", prose(row.doc))
  add(lines, "`%s %s`\n", row.method, row.path)
  add(lines, "```lua\n%s\n```\n", example.text(row))
  local program = ("examples/%s/%s.lua"):format(service.name, row.name)
  if exists(program) then
    add(lines, "A complete program: [%s](../../../%s).\n", program, program)
  end
  add_members(lines, service, row.members, { location = true, need = true })
  add_rules(lines, row.rules)
  add(lines, "%s\n", response_of(row))
  if row.reply then
    add_members(lines, service, row.reply.members, {})
  end
  for _, note in ipairs(notes_of(service, row)) do
    add(lines, "- %s", note)
  end
  add(lines, "")
end

-- The objects of the operations of a page; those of calls show what is required.
local function add_objects(lines, service, resource)
  local requests, all = {}, {}
  for _, row in ipairs(resource.operations) do
    shapes.collect(row.members, requests)
    shapes.collect(row.members, all)
    shapes.collect(row.reply and row.reply.members or {}, all)
  end
  for place, name in ipairs(shapes.sorted_keys(all)) do
    if place == 1 then
      add(lines, "## Objects\n")
    end
    add(lines, "### %s\n", title_of(service, all[name]))
    add_members(lines, service, all[name].members, { need = requests[name] ~= nil })
    add_rules(lines, all[name].rules)
  end
end

local function page_of(service, resource)
  local lines = {}
  add(lines, "# %s\n", resource.title)
  add(lines, "[Reference](../README.md) / %s (`require(%q)`)\n", service.title, service.module)
  for _, row in ipairs(resource.operations) do
    add(lines, "- [`%s`](#%s): %s", row.name, anchor(row.name), prose(row.doc))
  end
  add(lines, "")
  for _, row in ipairs(resource.operations) do
    add_operation(lines, service, row)
  end
  add_objects(lines, service, resource)
  return GENERATED .. table.concat(lines, "\n"):gsub("\n+$", "") .. "\n"
end

local function states_of(list)
  local names = {}
  for i, state in ipairs(list) do
    names[i] = "`" .. state .. "`"
  end
  return table.concat(names, ", ")
end

local function orders_of(service, waiter)
  local resources, links = {}, {}
  for _, resource in ipairs(service.resources) do
    for _, row in ipairs(resource.operations) do
      resources[row.name] = resource.name
    end
  end
  for i, order in ipairs(waiter.orders) do
    links[i] = ("[`%s`](%s.md#%s)"):format(order.operation, resources[order.operation],
      anchor(order.operation)) .. (order.when and (" with `%s = %q`"):format(order.when, order.is)
      or "")
  end
  return table.concat(links, ", ")
end

local function add_waiter(lines, service, waiter)
  local function row(what, text)
    if text and text ~= "" then
      add(lines, "| %s | %s |", what, text)
    end
  end
  add(lines, "## %s\n", waiter.name)
  add(lines, "%s\n", prose(waiter.doc))
  add(lines, "| | |\n| --- | --- |")
  row("after", orders_of(service, waiter))
  row("polls with", "`" .. waiter.operation .. "`" .. (waiter.list
    and (", for several with `%s`"):format(waiter.list.operation) or ""))
  row("item ID", "`" .. waiter.id .. "`" .. (waiter.within
    and (" with `%s`"):format(waiter.within) or ""))
  row("state member", "`" .. waiter.state .. "`" .. (waiter.changed
    and (", `%s`"):format(waiter.changed) or ""))
  local good = states_of(waiter.success)
  if waiter.absent_is_success then
    good = (good ~= "" and good .. ", " or "") .. "the item no longer exists"
  end
  row("success", good)
  if waiter.wanted then
    row("also needed", ("the requested `%s`"):format(waiter.wanted))
  end
  if waiter.faults then
    row("also needed", ("`%s` is 0"):format(waiter.faults))
  end
  row("failure", states_of(waiter.failure))
  row("in progress", states_of(waiter.under_way))
  row("only with proof of a change", (waiter.needs_change and "the state at the start" or "")
    .. (waiter.needs_change and #waiter.leave > 0 and ", " or "") .. states_of(waiter.leave))
  local defaults = waiter.defaults
  row("defaults", ("`first_delay` %g, `interval` %g, `growth` %g, `max_interval` %g, `deadline` %g")
    :format(defaults.first_delay, defaults.interval, defaults.growth, defaults.max_interval,
      defaults.deadline))
  add(lines, "")
end

local WAITERS = [[
`client:wait(name, what, options)` polls until work that goes on after its call has ended. `what`
is the reply of one of the calls listed under *after*, an ID, a table of arguments that
identifies an item, or a list of these. It may also be the call itself: `client:wait(name,
client:operation({ ... }))`. A state such as `*_FAILED` stands for all states with that ending.
States that are not listed count as in progress. A state that may be the one from before the
request counts only with proof of a change: another state was seen in between, or the time of the
last change has moved. See [Waiting](../../waiting.md).
]]

local function waiters_page(service)
  local lines = {}
  add(lines, "# Waiters\n")
  add(lines, "[Reference](../README.md) / %s (`require(%q)`)\n", service.title, service.module)
  add(lines, WAITERS)
  for _, waiter in ipairs(service.waiters) do
    add(lines, "- [`%s`](#%s): %s", waiter.name, anchor(waiter.name), prose(waiter.doc))
  end
  add(lines, "")
  for _, waiter in ipairs(service.waiters) do
    add_waiter(lines, service, waiter)
  end
  return GENERATED .. table.concat(lines, "\n"):gsub("\n+$", "") .. "\n"
end

local INTRODUCTION = [[
# Reference

The operations of the services, their arguments and replies. `client` is a client of the module,
made with its function `client`. Path, query and body members are given together in one table. If
*required* says "client", the client fills in the value. Objects in replies may lack any of their
members, and may have others that are not listed here; these are kept.

Rules are checked before anything is sent. **Secret** members are never shown in errors, in
events or by `explain`.

`client:help("update_keypair")` returns the same as text, `operations()` of a module as data. For
editors see [Types](../types.md). General pages: [Calls](../calls.md), [Errors](../errors.md),
[Retries](../retries.md), [Waiting](../waiting.md).
]]

-- How many operations a service has, and in words how many each of several gateways has.
local function count_of(service)
  local count, of_gateway = 0, {}
  for _, resource in ipairs(service.resources) do
    count = count + #resource.operations
    for _, row in ipairs(resource.operations) do
      for i, gateway in ipairs(service.gateways) do
        local has = not row.gateway or row.gateway == gateway.name
        of_gateway[i] = (of_gateway[i] or 0) + (has and 1 or 0)
      end
    end
  end
  if #service.gateways == 1 then
    return count, ""
  end
  local parts = {}
  for i, gateway in ipairs(service.gateways) do
    parts[i] = ('%d with `gateway = "%s"`'):format(of_gateway[i], gateway.name)
  end
  return count, ": " .. table.concat(parts, ", ")
end

local function index_of(services)
  local lines = { INTRODUCTION }
  for _, service in ipairs(services) do
    add(lines, "## %s\n", service.title)
    add(lines, "`require(%q)`, %d operations%s\n", service.module, count_of(service))
    for _, resource in ipairs(service.resources) do
      local page = ("%s/%s.md"):format(service.name, resource.name)
      local links = {}
      for i, row in ipairs(resource.operations) do
        links[i] = ("[`%s`](%s#%s)"):format(row.name, page, anchor(row.name))
      end
      add(lines, "- **[%s](%s)**: %s", resource.title, page, table.concat(links, ", "))
    end
    local links = {}
    for i, waiter in ipairs(service.waiters) do
      links[i] = ("[`%s`](%s/waiters.md#%s)"):format(waiter.name, service.name,
        anchor(waiter.name))
    end
    if #links > 0 then
      add(lines, "- **[Waiters](%s/waiters.md)**: %s", service.name, table.concat(links, ", "))
    end
    add(lines, "")
  end
  return GENERATED .. table.concat(lines, "\n"):gsub("\n+$", "") .. "\n"
end

---The table of operations by what the sandbox does for them: docs/sandbox.md has it.
---@return string
function M.sandbox_kinds()
  local lines = { "| service | own behaviour | store | sample |", "| --- | --- | --- | --- |" }
  for _, name in ipairs(core.services) do
    local service = compose.find(name)
    if name ~= "iam" then -- which has only what gives credentials
      local counts = { own = 0, store = 0, sample = 0 }
      for _, operation in ipairs(require("_hwc." .. name).names()) do
        local kind = service:kind(operation)
        counts[kind] = counts[kind] + 1
      end
      lines[#lines + 1] = ("| `%s` | %d | %d | %d |"):format(name, counts.own, counts.store,
        counts.sample)
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

---The coverage table of README.md.
---@return string
function M.coverage()
  local lines = { "| service | module | operations | about |", "| --- | --- | --- | --- |" }
  for _, service in ipairs(shapes.services()) do
    local titles = {}
    for i, resource in ipairs(service.resources) do
      titles[i] = ("[%s](%s%s/%s.md)"):format(resource.title, ROOT, service.name, resource.name)
    end
    local count, of_gateways = count_of(service)
    add(lines, "| %s | `%s` | %d%s | %s |", service.title, service.module, count, of_gateways,
      table.concat(titles, ", "))
  end
  return table.concat(lines, "\n") .. "\n"
end

---Generates the pages.
---@return table<string, string> files text by path
function M.files()
  local files = {}
  local services = shapes.services()
  for _, service in ipairs(services) do
    for _, resource in ipairs(service.resources) do
      files[("%s%s/%s.md"):format(ROOT, service.name, resource.name)] = page_of(service, resource)
    end
    if #service.waiters > 0 then
      files[("%s%s/waiters.md"):format(ROOT, service.name)] = waiters_page(service)
    end
  end
  files[ROOT .. "README.md"] = index_of(services)
  return files
end

return M
