-- SPDX-License-Identifier: Apache-2.0
-- The engine of waiters: polls items, with one list request for many where possible, and accepts a
-- state only if it cannot be the one from before the request.

local core = require("_hwc")
local errors = require("hwc.errors")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local seen_items = require("hwc.seen")
local tasks = require("hwc.tasks")
local waited = require("hwc.waited")
local waiting = require("hwc.waiting")

local M = {}

-- Polls in which the service must report that it does not know an item.
local MIN_POLLS = 3

-- Pages of a list in one poll, and items missing from it that are then polled one by one.
local MAX_PAGES = 10000
local CONFIRMED = 20

-- Concurrent calls for single items.
local CONCURRENCY = 8

-- Codes of the API gateway itself, as opposed to the service behind it.
local GATEWAY_CODE = "^APIGW?%.0"

local ABOUT_ITEM = { [400] = true, [404] = true, [410] = true }

---@class hwc.Wait
---@field client hwc.Client
---@field row hwc.Waiter used for polling; all items have the same operation and list
---@field open hwc.Waited[] items that have not ended
local Wait = {}
Wait.__index = Wait

---True if a list of states contains this one; "*_FAILED" matches any state with that suffix.
local function holds(list, state)
  for _, known in ipairs(list) do
    local ending = known:match("^%*(.*)$")
    if known == state or ending and #state > #ending and state:sub(-#ending) == ending then
      return true
    end
  end
  return false
end

local function text_of(value)
  local kind = math.type(value)
  if kind == "integer" or type(value) == "string" then
    return tostring(value)
  end
  return kind and math.tointeger(value) and tostring(math.tointeger(value)) or nil
end

-- True if time `b` is after time `a`: numbers, or strings of the same format, compared by bytes
-- whatever the locale.
local function is_later(a, b)
  if type(a) == "number" and type(b) == "number" then
    return b > a
  elseif type(a) ~= "string" or type(b) ~= "string" or #a ~= #b then
    return false
  end
  for i = 1, #a do
    if a:byte(i) ~= b:byte(i) then
      return b:byte(i) > a:byte(i)
    end
  end
  return false
end

local function is_same_id(a, b)
  return type(a) == "string" and a:lower() == b:lower()
end

local function value_at(shown, path)
  for name in path:gmatch("[^.]+") do
    shown = type(shown) == "table" and shown[name] or nil
  end
  return shown
end

-- True if the service itself refused with a code of its own. A proxy's response has no code, so the
-- status stands for it.
local function is_of_service(err)
  return type(err.code) == "string" and err.code ~= tostring(err.status)
end

-- True if an error concerns the item that was polled, and not polling as such.
local function is_about_item(err)
  return err.kind == "service" and ABOUT_ITEM[err.status] == true
    and not (type(err.code) == "string" and err.code:find(GATEWAY_CODE))
end

-- Adds an item to a list of the report, with its ID even if the service did not show it.
local function report_item(item, list)
  local id_name = item.is_call and item.row.list.group or item.row.item_id
  local id = item.shown[id_name]
  if id == nil or id == core.null then
    item.shown[id_name] = item.id
  end
  item.done = true
  list[#list + 1] = item.shown
end

function Wait:end_item(item, list)
  self.ended[#self.ended + 1] = item.id
  report_item(item, list)
end

-- Classifies a state: "succeeded", "failed", or nil and the reason.
local function classify(row, item, shown, state, already)
  local is_good = holds(row.success, state)
  if not is_good and not holds(row.failure, state) then
    return nil, "under_way"
  elseif is_good and item.only and item.only ~= state then
    return nil, "under_way"
  elseif is_good and item.wanted then
    local reached
    for _, path in ipairs(row.reached) do
      reached = reached or value_at(shown, path)
    end
    if not is_same_id(reached, item.wanted) then
      return nil, "unchanged"
    end
  end
  local base = item.base
  local suspect = holds(row.leave, state) or row.needs_change and base and base.state == state
  if suspect and not already and not item.left
      and not (base and is_later(base.changed, waited.member(shown, row.changed))) then
    return nil, "unchanged"
  end
  local faults = is_good and row.faults and shown[row.faults]
  if faults and type(faults) == "number" and faults > 0 then
    is_good = false
  end
  return is_good and "succeeded" or "failed"
end

---Takes what the service shows of an item, and classifies its state. What is older than what was
---seen comes from a replica that lags, and changes nothing.
---@param row hwc.Waiter
---@param item table { base: { state: string?, changed: any }?, wanted: string?, only: string? },
---  which also keeps what was seen
---@param shown table
---@param already? boolean a state from before the request counts
---@return "succeeded"|"failed"|nil verdict
---@return string? reason if there is no verdict; nil for what is too old
function M.take(row, item, shown, already)
  local state = text_of(shown[row.state])
  local changed = waited.member(shown, row.changed)
  if is_later(changed, item.newest) then
    return nil
  end
  item.newest = changed or item.newest
  if not state then
    return nil, "under_way"
  end
  item.base = item.base or { state = state, changed = changed }
  item.left = item.left or item.state ~= nil and item.state ~= state
  item.state = state
  local verdict, reason = classify(row, item, shown, state, already)
  -- If the reply of the request had no time, later times are compared with the first one shown.
  item.base.changed = item.base.changed or changed
  return verdict, reason
end

-- Handles an item that the service has shown.
function Wait:take(item, shown)
  item.known, item.missing = true, nil
  local verdict, reason = M.take(item.row, item, shown, self.opts.already)
  if not verdict and not reason then
    return
  end
  for name, value in next, item.given or {} do
    if shown[name] == nil then
      shown[name] = value
    end
  end
  item.shown = shown
  item.reason = reason
  if verdict then
    self:end_item(item, self.report[verdict])
  end
end

-- Ends an item that is gone, if that is the goal.
function Wait:take_gone(item)
  local row = item.row
  item.shown.absent = true
  item.shown[row.state] = row.success[1]
  self:end_item(item, self.report.succeeded)
end

-- The reason for a missing item, and whether it is certain that the item is gone.
local function absence(row, err)
  if err == nil or holds(row.absent, err.code or "") then
    return "not_found", err ~= nil
  elseif not is_of_service(err) then
    return "no_answer", false
  end
  return err.status == 400 and "refused" or "not_found", false
end

-- Handles an item that the service does not know or refuses to show, and responses of proxies.
function Wait:miss(item, err)
  local row, now = item.row, scheduler.now()
  local reason, definite = absence(row, err)
  local missing = item.missing or { count = 0, absent = 0, since = now }
  item.missing = missing
  missing.count = missing.count + 1
  missing.absent = missing.absent + (reason == "not_found" and 1 or 0)
  item.reason = reason
  if err then
    item.shown.error_code, item.shown.error_msg = err.code, err.message
  end
  if reason == "not_found" and row.absent_is_success and (item.known or self.opts.already)
      and (definite or missing.absent > 1) then
    item.shown.error_code, item.shown.error_msg = nil, nil
    self:take_gone(item)
  elseif missing.count >= MIN_POLLS and now - missing.since >= self.opts.unknown_after then
    item.shown.reason = item.reason
    self:end_item(item, self.report.unknown)
  end
end

-- Handles a failed poll. If polling cannot succeed, nothing more is sent.
function Wait:fail(err)
  if not self.polling_failed then
    self.problem = err
    self.polling_failed = not waiting.may_pass(err)
  end
end

-- True unless what is shown has another ID.
local function is_of(row, shown, id)
  local shown_id = shown[row.item_id]
  return type(shown_id) ~= "string" or is_same_id(shown_id, id)
end

-- Finds the item of that ID in the reply of the operation that shows one.
local function find_shown(row, reply, id)
  if not row.shown_in then
    return reply
  end
  for _, shown in ipairs(type(reply[row.shown_in]) == "table" and reply[row.shown_in] or {}) do
    if type(shown) == "table" and is_of(row, shown, id) then
      return shown
    end
  end
end

-- Polls one item.
function Wait:show(item, limits)
  local call_options = not self.polling_failed and limits()
  if not call_options then
    return
  end
  item.asked = self.polls
  local row = item.row
  local reply, err = self.client[row.operation](self.client, item.arguments, call_options)
  local shown = reply and find_shown(row, reply, item.id)
  if shown and is_of(row, shown, item.id) then
    self:take(item, shown)
  elseif shown or reply and type(reply[row.shown_in]) ~= "table" then
    item.reason = "no_answer" -- the reply shows another item
  elseif reply or is_about_item(err) then
    self:miss(item, err)
  else
    self:fail(err)
  end
end

-- Calls `fn` for each item of a list, several at a time.
local function each(list, fn)
  if #list == 1 then
    fn(list[1])
  elseif #list > 1 then
    tasks.map(list, function(item)
      fn(item)
      return true
    end, { concurrency = CONCURRENCY })
  end
end

function Wait:show_all(items, limits)
  each(items, function(item)
    self:show(item, limits)
  end)
end

-- Polls items that a list should have contained, least recently polled first.
function Wait:confirm(items, limits)
  table.sort(items, function(a, b)
    if (a.asked or 0) ~= (b.asked or 0) then
      return (a.asked or 0) < (b.asked or 0)
    end
    return core.text_less(a.id, b.id)
  end)
  self:show_all(table.move(items, 1, math.min(#items, CONFIRMED), 1, {}), limits)
end

-- Reads the pages of a list until `take` returns true, a page contains nothing new, or the last
-- page (a short page may be one that the service truncated). Returns true; false if no time is
-- left; or nil and an error.
function Wait:read_pages(arguments, limits, take)
  local list, item_id = self.row.list, self.row.item_id
  local seen, offset = seen_items.new(), 0
  for page = 1, MAX_PAGES do
    local call_options = limits()
    if not call_options then
      return false
    end
    arguments.offset, arguments.limit = offset, list.limit
    local reply, err = self.client[list.operation](self.client, arguments, call_options)
    if not reply then
      return nil, err
    end
    self.pages = page
    local items = reply[list.items]
    if items == nil then
      items = {}
    elseif options.no_list(items) then
      return nil, core.new_error({
        kind = "service",
        operation = list.operation,
        message = ("%s of the reply is no list"):format(list.items),
        retryable = true,
      })
    end
    local ids = {}
    for _, shown in ipairs(items) do
      local id = type(shown) == "table" and shown[item_id]
      if type(id) == "string" then
        ids[#ids + 1] = id
        if take(shown, id) then
          return true
        end
      end
    end
    local is_new = seen:note(ids)
    offset = offset + #items
    local total = reply.total or reply.count
    local is_last = #items < list.limit and type(total) == "number" and total <= offset
    if not is_new or is_last then
      return true
    end
  end
  return true
end

-- Polls all items with one list request. Items that moved between pages are then polled one by one.
function Wait:poll_by_list(limits)
  local by_id, left = {}, #self.open
  for _, item in ipairs(self.open) do
    by_id[item.id] = item
  end
  local read, err = self:read_pages({}, limits, function(shown, id)
    local item = by_id[id]
    if item then
      by_id[id], left = nil, left - 1
      self:take(item, shown)
    end
    return left == 0
  end)
  if read == nil and waiting.may_pass(err) then
    self:fail(err)
    return
  elseif read == nil and err.kind == "service" then
    self.no_list = true -- the permission to list may be missing, the one to show present
    self:show_all(self.open, limits)
    return
  elseif read == nil then
    self:fail(err)
    return
  end
  local missing = {}
  for _, item in next, read and by_id or {} do
    missing[#missing + 1] = item
  end
  self:confirm(missing, limits)
end

-- Handles a call that the service does not know, or that has no jobs.
function Wait:miss_call(group, err)
  for _, item in ipairs(group.items) do
    if not item.done then
      self:miss(item, err)
    end
  end
  if group.call and #group.items == 0 then
    self:miss(group.call, err)
  end
end

-- The placeholder for all jobs of a call ends when a poll found no new job and all jobs have ended.
local function settle_call(group, has_grown)
  local open = has_grown
  for _, item in ipairs(group.items) do
    open = open or not item.done
  end
  group.call.done = not open
  group.call.reason = "under_way"
end

-- Adds a job that was found when its call alone was polled.
function Wait:add_job(group, id)
  local item, is_new = self.waited:add_job(self.row, group, id, {})
  if is_new then
    self.open[#self.open + 1] = item
  end
  return item
end

-- Settles calls whose jobs may not all be known, after a poll of several calls.
function Wait:settle_calls(groups, has_other, limits)
  for _, group in ipairs(groups) do
    if group.call and has_other then
      self:poll_calls({ group }, limits)
    elseif group.call then
      settle_call(group, false)
    end
  end
end

-- Polls the jobs of several calls together. A response does not show to which call a job belongs,
-- so a call without known jobs is polled alone.
function Wait:poll_calls(groups, limits)
  local list, by_id, ids, left = self.row.list, {}, {}, 0
  local may_grow = false
  for i, group in ipairs(groups) do
    ids[i] = group.id
    may_grow = may_grow or group.call ~= nil
    for _, item in ipairs(group.items) do
      by_id[item.id] = item
      left = left + (item.done and 0 or 1)
    end
  end
  local alone = #groups == 1 and groups[1].call and groups[1]
  local has_other = false
  local found = {}
  local read, err = self:read_pages({ [list.by] = table.concat(ids, ",") }, limits,
    function(shown, id)
      local item = by_id[id]
      has_other = has_other or not item
      if not item and alone then
        item = self:add_job(alone, id)
        by_id[id] = item
      end
      if item and not item.done and not found[item] then
        found[item], left = true, left - 1
        self:take(item, shown)
      end
      return left == 0 and not may_grow
    end)
  if read == nil then
    if not is_about_item(err) then
      self:fail(err)
    elseif #groups == 1 then
      self:miss_call(groups[1], err)
    else
      for _, group in ipairs(groups) do -- an unknown call must not hide the others
        self:poll_calls({ group }, limits)
      end
    end
    return
  elseif not read then
    return
  elseif alone and #alone.items == 0 then
    self:miss_call(alone, nil)
    return
  end
  local missing = {}
  for _, item in next, by_id do
    if not item.done and not found[item] then
      missing[#missing + 1] = item
    end
  end
  self:confirm(missing, limits)
  if alone then
    settle_call(alone, has_other)
  else
    self:settle_calls(groups, has_other, limits)
  end
end

local function is_open(group)
  for _, item in ipairs(group.items) do
    if not item.done then
      return true
    end
  end
  return group.call ~= nil and not group.call.done
end

function Wait:poll_by_call(limits)
  local shared
  local batches = {}
  for _, group in ipairs(self.waited.groups) do
    if is_open(group) and #group.items == 0 then
      batches[#batches + 1] = { group }
    elseif is_open(group) then
      if not shared or #shared == self.row.list.per_call then
        shared = {}
        batches[#batches + 1] = shared
      end
      shared[#shared + 1] = group
    end
  end
  each(batches, function(batch)
    if not self.polling_failed then
      self:poll_calls(batch, limits)
    end
  end)
end

---Polls all open items once; called by waiting.run().
---@param limits fun(): table?
---@return hwc.Error?
function Wait:poll(limits)
  self.problem, self.polls = nil, self.polls + 1
  local list = self.row.list
  if list and list.by then
    self:poll_by_call(limits)
  elseif list and not self.no_list and #self.open > 1 and (self.pages or 1) <= #self.open then
    self:poll_by_list(limits)
  else
    self:show_all(self.open, limits)
  end
  local open = {}
  for _, item in ipairs(self.open) do
    if not item.done then
      open[#open + 1] = item
    end
  end
  self.open = open
  return self.problem
end

---@return integer # number of open items
function Wait:count()
  local count = 0
  for _, item in ipairs(self.open) do
    local stands_for = item.is_call and item.group.items or {}
    local is_counted = true
    for _, job in ipairs(stands_for) do
      is_counted = is_counted and job.done
    end
    count = count + (is_counted and not item.done and 1 or 0)
  end
  return count
end

function Wait:has_ended()
  return #self.ended > 0
end

function Wait:take_ended()
  local ended = self.ended
  self.ended = {}
  return ended
end

---Reports the open items as unknown when the wait has ended.
function Wait:finish()
  local unknown = self.report.unknown
  for _, item in ipairs(self.open) do
    local has_open_jobs = false
    for _, job in ipairs(item.is_call and item.group.items or {}) do
      has_open_jobs = has_open_jobs or not job.done
    end
    if not item.done and not has_open_jobs then
      item.shown.reason = item.reason or "no_answer"
      report_item(item, unknown)
    end
  end
end

-- Reports items that the replies refused, and items that they accepted without an ID.
function Wait:report_unnamed()
  local row, report = self.row, self.report
  for _, item in ipairs(report.failed) do
    self.ended[#self.ended + 1] = item[row.item_id] or waited.target_of(item)
  end
  for _, item in ipairs(self.waited.nameless) do
    self.ended[#self.ended + 1] = waited.target_of(item)
    item.reason = "no_id"
    report.unknown[#report.unknown + 1] = item
  end
end

-- True if the state at the start must be polled, because no reply showed it.
local function needs_start(items, opts)
  for _, item in ipairs(items) do
    if item.row.needs_change and not item.base and not opts.already then
      return true
    end
  end
  return false
end

---Waits for the items that were read.
---@param client hwc.Client
---@param row hwc.Waiter used for polling
---@param read hwc.WaitedReader
---@param opts hwc.WaitOptions with all defaults
---@return hwc.WaitReport? report
---@return hwc.Error? err polling cannot succeed; `err.report` has what is known
function M.run(client, row, read, opts)
  local report = { succeeded = {}, failed = read.refused, unknown = {} }
  local wait = setmetatable({
    client = client,
    row = row,
    waited = read,
    open = table.move(read.items, 1, #read.items, 1, {}),
    opts = opts,
    report = report,
    ended = {},
    polls = 0,
    polls_at_start = needs_start(read.items, opts),
  }, Wait)
  wait:report_unnamed()
  for _, item in ipairs(read.items) do
    item.newest = item.base and item.base.changed
  end
  return waiting.run(client, opts, report, wait)
end

---Waits with one row. `level` as for error(), counted from the caller of this function.
---@param client hwc.Client
---@param row hwc.Waiter
---@param name string of the function, for messages
---@param level integer
---@param what any
---@param second any options, or what a call returns after its reply
---@param third any options, if `second` is not
---@return hwc.WaitReport? report
---@return hwc.Error? err
function M.wait(client, row, name, level, what, second, third)
  if what == nil and errors.is_error(second) then
    return nil, second
  end
  local given = waiting.options_of(second, third, name, level + 1)
  local opts = waiting.options(client, given, row, name, level + 1)
  local read, problem, is_misfit = waited.read(what, function() return row end)
  if not read then
    local none, err = waited.refuse(name, what, problem, is_misfit, level + 1)
    return none, err -- no tail call, which `level` would not count
  end
  return M.run(client, row, read, opts)
end

---The waiter of that name; raises at `level` if there is none.
---@param rows table the service, from require "_hwc.<service>"
---@param name any
---@param level integer as for error(), counted from the caller of this function
---@return hwc.Waiter
function M.find(rows, name, level)
  local row = type(name) == "string" and rows.waiter(name) or nil
  if not row then
    local near = nearest.find(name, rows.waiters())
    error(("wait takes the name of a waiter, got %s%s"):format(nearest.quote(name),
      near and (", did you mean %q?"):format(near) or ""), level + 1)
  end
  return row
end

return M
