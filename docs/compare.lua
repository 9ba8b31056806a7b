-- SPDX-License-Identifier: Apache-2.0
-- Compares the rows with facts about the same operations from other sources: a directory with a
-- file for each service, such as cph.json (see docs/comparison.lua for the format). Run it in the
-- root of the tree, with a build, after a row has changed:
--
--   build/dev/with-hwc --isolated lua5.4 docs/compare.lua FACTS
--
-- Prints each difference that docs/exceptions.lua does not list, and each unused exception. The
-- exit status is 1 if there is any.

local cjson = require("cjson")
local comparison = require("docs.comparison")
local core = require("_hwc")
local exceptions = require("docs.exceptions")
local regions = require("hwc.regions")
local shapes = require("docs.shapes")

local directory = arg[1]
if not directory or arg[2] then
  io.stderr:write("usage: docs/compare.lua FACTS\n")
  os.exit(2)
end

local used, differences = {}, {}

local function differ(service, text, ...)
  differences[#differences + 1] = service .. ": " .. text:format(...)
end

-- The operations by the names that clients use, without the suffix of the version.
local function read(service)
  local file <close> = assert(io.open(("%s/%s.json"):format(directory, service)))
  local facts = cjson.decode(file:read("a"))
  facts.by_name, facts.name_of = {}, {}
  for _, operation in ipairs(facts.operations) do
    local name = operation.name:gsub("_v2$", "")
    facts.by_name[name] = operation
    if operation.id then
      facts.name_of[operation.id] = name
    end
  end
  return facts
end

local function compare_operations(service, rows, facts)
  for _, name in ipairs(shapes.sorted_keys(rows)) do
    local fact = facts.by_name[name]
    if not fact then
      differ(service, "%s: there is no such fact", name)
    else
      local found = comparison.operation(service, rows[name], facts, fact, exceptions, used)
      for _, text in ipairs(found) do
        differ(service, "%s", text)
      end
    end
  end
  for _, name in ipairs(shapes.sorted_keys(facts.by_name)) do
    if not rows[name] then
      differ(service, "%s: there is no such row", name)
    end
  end
end

local function field_of(facts, struct, name)
  for _, field in ipairs(facts.structs[struct] and facts.structs[struct].fields or {}) do
    if field.name == name then
      return field
    end
  end
end

-- The states of what a waiter polls, according to the facts.
local function states_of(facts, fact, waiter)
  local struct = fact.response
  if waiter.shown_in then
    local list = field_of(facts, struct, waiter.shown_in)
    struct = list and list.type:match("^array<(.*)>$") or nil
  end
  local field = struct and field_of(facts, struct, waiter.state) or {}
  if field.codes then
    return shapes.sorted_keys(field.codes)
  end
  return field.enum or {}
end

-- True if a listed state is the given one; "*_FAILED" matches any state with that suffix.
local function covers(listed, state)
  return listed == state or listed:sub(1, 1) == "*" and state:sub(1 - #listed) == listed:sub(2)
end

local function compare_states(service, waiter, states)
  local listed = {}
  for _, list in ipairs({ waiter.success, waiter.failure, waiter.under_way }) do
    table.move(list, 1, #list, #listed + 1, listed)
  end
  for _, state in ipairs(states) do
    local count = 0
    for _, known in ipairs(listed) do
      count = count + (covers(known, state) and 1 or 0)
    end
    if count ~= 1 then
      differ(service, "waiter %s: %d of its states are %s", waiter.name, count, state)
    end
  end
  for _, known in ipairs(listed) do
    local is_fact = known:sub(1, 1) == "*"
    for _, state in ipairs(states) do
      is_fact = is_fact or known == state
    end
    if not is_fact then
      differ(service, "waiter %s: the facts have no state %s", waiter.name, known)
    end
  end
end

local function compare_waiter(service, waiter, facts)
  local key = service .. ":" .. waiter.name
  local fact = facts.by_name[waiter.operation]
  local states = fact and states_of(facts, fact, waiter)
  if not fact then
    differ(service, "waiter %s: there is no fact about %s", waiter.name, waiter.operation)
  elseif #states > 0 then
    compare_states(service, waiter, states)
  elseif exceptions.unlisted_states[key] then
    used["unlisted_states " .. key] = true
  else
    differ(service, "waiter %s: the facts list no states", waiter.name)
  end
end

local function compare_endpoint(service, region, url, expected)
  if url ~= expected then
    differ(service, "endpoint in %s is %s, facts say %s", region, url, expected)
  end
end

local function compare_endpoints(service, facts)
  for _, region in ipairs(shapes.sorted_keys(facts.regions)) do
    compare_endpoint(service, region, regions.endpoint(service, region), facts.regions[region])
  end
  for _, region in ipairs(facts.twin and facts.twin.regions or {}) do
    local url = facts.twin.endpoint_pattern:gsub("{region}", region)
    compare_endpoint(service, region, regions.endpoint(service, region, "apig"),
      facts.twin_regions and facts.twin_regions[region] or url)
  end
  if facts.global_endpoint then
    compare_endpoint(service, "no region", regions.iam_endpoint(), facts.global_endpoint)
  end
end

local function report_unused()
  local count = 0
  for kind, list in pairs(exceptions) do
    for key in pairs(list) do
      count = count + 1
      if not used[kind .. " " .. key] then
        differ("exceptions", "%s: %s is not needed", kind, key)
      end
    end
  end
  return count
end

local compared = 0
for _, service in ipairs(core.services) do
  local facts, rows = read(service), require("_hwc." .. service)
  compare_operations(service, rows.operations(), facts)
  for _, waiter in pairs(rows.waiters()) do
    compare_waiter(service, waiter, facts)
  end
  compare_endpoints(service, facts)
  compared = compared + #rows.names()
end
local listed = report_unused()
table.sort(differences)
for _, text in ipairs(differences) do
  print(text)
end
print(("%d operations compared, %d exceptions listed, %d differences"):format(compared, listed,
  #differences))
os.exit(#differences == 0)
