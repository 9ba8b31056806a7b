-- SPDX-License-Identifier: Apache-2.0
-- A client of one service: options, identity and methods. Validation, signing and sending are in C.

local calls = require("hwc.calls")
local core = require("_hwc")
local credentials = require("hwc.credentials")
local errors = require("hwc.errors")
local events = require("hwc.events")
local files = require("hwc.files")
local hints = require("hwc.hints")
local identity = require("hwc.identity")
local options = require("hwc.options")
local orders = require("hwc.orders")
local provider = require("hwc.provider")
local regions = require("hwc.regions")
local scheduler = require("hwc.scheduler")

-- Modules that most programs never need are loaded on demand: hwc.check, hwc.explain, hwc.help,
-- hwc.nearest, hwc.pages, hwc.provider.agency, hwc.waiters.

local M = {}

local function hook_rule(value)
  local metatable = type(value) == "table" and getmetatable(value)
  if type(value) ~= "function" and not (type(metatable) == "table" and metatable.__call) then
    return "a function"
  end
end

local CLIENT_OPTIONS = {
  region = "text",
  endpoint = "text",
  iam_endpoint = "text",
  allow_http = "boolean",
  project_id = "text",
  instance_id = "text",
  algorithm = options.one_of("SDK-HMAC-SHA256", "SDK-HMAC-SM3", "V11-HMAC-SHA256"),
  timeout = "seconds",
  connect_timeout = "seconds",
  deadline = "seconds",
  retry = "retry",
  rate_limit = options.one_of("adaptive", false),
  idle_timeout = "count",
  http_version = options.one_of("1.1", "2"),
  max_response = "count",
  compressed = "boolean",
  ca_file = "text",
  ca_path = "text",
  cert = "text",
  key = "text",
  verify = "boolean",
  proxy = "proxy",
  resolve = "table",
  host_header = "text",
  gateway = options.one_of(table.unpack(core.gateways)), -- also those of other services
  validate = "boolean",
  user_agent = "text",
  on_event = hook_rule,
}
for name, rule in pairs(credentials.OPTIONS) do
  CLIENT_OPTIONS[name] = rule
end

local CALL_OPTIONS = {
  timeout = "seconds",
  deadline = "seconds",
  send_before = "boot_time",
  retry = "retry",
  rate_limit = options.one_of("adaptive", false),
  validate = "boolean",
  headers = "table",
}

-- Call options of operations whose response is a file.
local DOWNLOAD_OPTIONS = options.merge(CALL_OPTIONS, {
  to = "text",
  progress = hook_rule,
})

local CHECK_OPTIONS = { timeout = "seconds", deadline = "seconds" }

-- Options of connections, both to the service and to IAM.
local CONNECTION = {
  "allow_http", "timeout", "connect_timeout", "deadline", "retry", "rate_limit", "idle_timeout",
  "http_version", "max_response", "compressed", "ca_file", "ca_path", "cert", "key", "verify",
  "proxy", "resolve", "user_agent", "validate",
}

---The state of each client, outside of the client itself so that no key is a member of it.
local states = setmetatable({}, { __mode = "k" })

local function fail(kind, message, field)
  return nil, core.new_error({ kind = kind, message = message, field = field })
end

-- `level` is counted from the caller of this function, as for error().
local function open_state(self, level)
  local state = states[self]
  if not state then
    error("expected a client; call its methods with a colon", level + 1)
  elseif not state.core then
    error("attempt to use a closed client", level + 1)
  end
  if state.events then
    events.check(state.events, level + 1)
  end
  scheduler.check()
  return state
end

---True if the value is a closed client.
---@param client any
---@return boolean
function M.is_closed(client)
  local state = states[client]
  return state ~= nil and not state.core
end

---Obtains what the calls of a client need: credentials and the project ID. Values that are no
---clients need nothing.
---@param client any
---@return boolean? good
---@return hwc.Error? err
function M.prepare(client)
  local state = states[client]
  if not state or not state.core or state.identity:is_ready() then
    return true
  end
  scheduler.gate(2)
  local good, err = scheduler.attend(nil, nil, state.identity.acquire, state.identity, {})
  if not good then
    return nil, err
  end
  return true
end

local function says_rate(given)
  return given.rate_limit ~= nil or type(given.retry) == "table" and given.retry.mode ~= nil
end

-- A hint for an unknown call option that is an argument of the operation.
local function find_argument(rows, name)
  return function(option)
    local row = type(name) == "string" and rows.describe(name)
    for _, member in ipairs(row and row.members or {}) do
      if member.name == option then
        return "; the argument of that name belongs in the first table"
      end
    end
  end
end

local ADAPTIVE = { rate_limit = "adaptive" }

-- The rate limit of calls in a map over many items is adaptive by default.
local function check_limits(state, given, known, name, level)
  local limits = {}
  if given ~= nil then
    limits = options.check(given, known, name, level + 1, find_argument(state.rows, name))
  end
  if limits.progress and not limits.to then
    error(('%s: the option "progress" needs "to", the file to write'):format(name), level + 1)
  end
  local task = scheduler.running()
  if task and task.many and not says_rate(limits) and not state.says_rate then
    return given == nil and ADAPTIVE or options.merge(limits, ADAPTIVE)
  end
  return limits
end

-- Validates arguments and call options; `level` as for open_state().
local function check_arguments(name, arguments, level)
  if arguments == nil and name ~= "call" then
    return {}
  elseif type(arguments) ~= "table" then
    error(("%s: the arguments have to be a table, got a %s"):format(name, type(arguments)),
      level + 1)
  end
  return arguments
end

-- Makes a call without options, for a client whose calls need nothing but the core. Returns nothing
-- if it was not made.
local function call_simply(state, name, arguments)
  local way, task = scheduler.shortest_way()
  local client = state.simple -- a finalizer may have closed it
  if not way or not client then
    return
  end
  local many = task and task.many and not state.says_rate
  local reply, info, misfits = way(client, name, arguments, many, task)
  if misfits or reply == nil and info then
    calls.explained(state, name, reply, info)
  end
  return reply, info, misfits
end

local function operation_method(service, name)
  local call = service.is_unsigned(name) and calls.unsigned_operation or calls.operation
  local known_options = service.is_download(name) and DOWNLOAD_OPTIONS or CALL_OPTIONS
  local is_async = service.is_async(name)
  local fixed_order = is_async and orders.of_call(service, name)

  return function(self, arguments, call_options)
    local state = states[self]
    if state and state.simple and call_options == nil then
      local order = fixed_order
        or is_async and orders.of_call(service, name, arguments or {}, state.instance_id)
      local reply, info, misfits = call_simply(state, name, arguments)
      if info then
        return orders.remember(order, reply, info, not misfits)
      end
    end
    state = open_state(self, 2)
    scheduler.gate(2)
    arguments = check_arguments(name, arguments, 2)
    local limits = check_limits(state, call_options, known_options, name, 2)
    if not is_async then
      return call(state, name, arguments, limits)
    end
    local order = orders.of_call(service, name, arguments, state.instance_id)
    return orders.remember(order, call(state, name, arguments, limits))
  end
end

---@class hwc.Client
local Client = {}

local CALL_MEMBERS = { method = true, path = true, query = true, body = true }

local function check_members(arguments)
  if not core.is_plain(arguments) then
    return nil, errors.not_begun("validation",
      "call takes a plain table, got one whose metatable has __index or __pairs")
  end
  for name in next, arguments do
    if not CALL_MEMBERS[name] then
      local place = CALL_OPTIONS[name]
        and "; the call option of that name belongs in the second table" or ""
      return nil, errors.not_begun("validation",
        "call takes method, path, query and body; unknown member "
          .. require("hwc.nearest").quote(name) .. place,
        nil, type(name) == "string" and name or nil)
    end
  end
  return true
end

---Sends a signed request to an API without an operation.
---@param arguments { method: string, path: string, query?: table<string, any>, body?: any }
---  `path` starts with one "/" and is percent-encoded as sent; {project_id} and {instance_id} in it
---  are replaced with the values of the client
---@param call_options? table as for operations
---@return table? reply
---@return table info or the error
function Client:call(arguments, call_options)
  local state = open_state(self, 2)
  scheduler.gate(2)
  arguments = check_arguments("call", arguments, 2)
  local limits = check_limits(state, call_options, CALL_OPTIONS, "call", 2)
  local good, err = check_members(arguments)
  if not good then
    return nil, err
  end
  return calls.call(state, arguments, limits)
end

---The request that a call would send, signed as of now, with *** in place of secrets, signature and
---token. Nothing is sent; arguments are validated.
---@param name string of an operation, or "call"
---@param arguments table? as for the call
---@param call_options table? as for the call
---@return hwc.Explanation? explanation
---@return hwc.Error? err
function Client:explain(name, arguments, call_options)
  local state = open_state(self, 2)
  local row = type(name) == "string" and state.rows.describe(name) or nil
  if name ~= "call" and not row then
    local names = {}
    for _, known in ipairs(state.rows.names()) do
      names[known] = true
    end
    local nearest = require("hwc.nearest")
    local near = nearest.find(name, names)
    error(("explain takes the name of an operation, got %s%s"):format(nearest.quote(name),
      near and (", did you mean %q?"):format(near) or ""), 2)
  end
  local known = row and row.download and DOWNLOAD_OPTIONS or CALL_OPTIONS
  arguments = check_arguments(name, arguments, 2)
  local limits = options.check(call_options, known, "explain", 2, find_argument(state.rows, name))
  local explanation, err
  if row then
    explanation, err = state.core:explain(name, arguments, limits)
  else
    explanation, err = check_members(arguments)
    if explanation then
      explanation, err = state.core:explain_call(arguments, limits)
    end
  end
  if not explanation then
    return nil, hints.add(err, state)
  end
  return require("hwc.explain").complete(explanation, {
    settings = state.options,
    row = row,
    ak = state.identity:describe().ak,
    before = state.identity:outstanding(),
  })
end

---Iterates over all items of a paginated list: `for server in
---client:each("list_cloud_phone_servers") do`. In a task the next page is requested while the
---current one is used. Errors are raised. A page without new items is an error too, because a
---service that ignores `offset` would never end. The total number of records in replies is not
---trusted: the list ends with an empty page, or with a page that is shorter than an earlier one and
---reaches the total.
---@param name string of the operation
---@param arguments table? as for the operation; `limit` is the page size
---@param call_options table? as for the operation, for each page
---@return fun(): any, table next returns an item and the reply that contains it
function Client:each(name, arguments, call_options)
  local state = open_state(self, 2)
  options.check(call_options, CALL_OPTIONS, "each", 2, find_argument(state.rows, name))
  if type(arguments) == "table" and not core.is_plain(arguments) then
    error("each: the arguments have to be a plain table, got one whose metatable has __index or "
      .. "__pairs", 2)
  end
  local next_item, _, _, closing = require("hwc.pages").each(self, state.rows, name, arguments,
    call_options, function() return not state.core end)
  return next_item, nil, nil, closing
end

---Waits until the work of a call has ended, or an item has reached a state:
---`client:wait("phone_running", client:restart_cloud_phone({ … }))`. The names are those of
---`waiters()` of the module; `client:help(name)` describes a waiter.
---@param name string of a waiter
---@param what table|string|(table|string)[]|nil the reply of the request, an ID, a table of
---  arguments, or a list of them; an empty list gives an empty report. nil followed by the error of
---  a call returns that error
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned after the reply, or
---  options
---@param wait_options? hwc.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report
---@return hwc.Error? err polling cannot succeed (`err.report` has what is known), or the call
---  failed
function Client:wait(name, what, info, wait_options)
  local state = open_state(self, 2)
  local waiters = require("hwc.waiters")
  local row = waiters.find(state.rows, name, 2)
  local report, err = waiters.wait(self, row, "wait", 2, what, info, wait_options)
  return report, err
end

---Help text: an overview of the service, or details of an operation or waiter (members, rules,
---limits, pages, an example).
---@param name string? of an operation or a waiter
---@return string text of several lines
function Client:help(name)
  local rows = open_state(self, 2).rows
  local text = require("hwc.help").text(rows, name) -- no tail call: it blames our caller
  return text
end

---The source of the credentials. The key is redacted. Credentials that are requested are unknown
---before the first call, and so are `ak` and `expires` (Unix seconds). `problem` is why the last
---renewal failed.
---@return { source: string, agency?: string, ak?: string, expires?: integer, problem?: string }
function Client:credentials()
  return open_state(self, 2).identity:describe()
end

---What the client talks to. `project_id` and `domain_id` are absent until they are known.
---@return { service: string, region?: string, endpoint: string, gateway?: string,
---  project_id?: string, domain_id?: string, instance_id?: string }
function Client:describe()
  local state = open_state(self, 2)
  local found = state.found
  return {
    service = state.service,
    region = state.region,
    endpoint = state.endpoint,
    gateway = state.gateway,
    project_id = state.identity.project_id or found.project_id,
    domain_id = found.domain_id,
    instance_id = state.instance_id,
  }
end

-- Wipes the keys and closes the client; returns its events the first time.
local function shut(self)
  local state = states[self]
  if state and state.core then
    state.core:close()
    state.identity:close()
    state.core, state.simple = nil, nil
    events.close(state.events)
    return state.events
  end
end

---Sends a harmless request to IAM and one to the service, and explains in a paragraph what is wrong
---(key, clock, project, region, network, permission), or that nothing is. Shows no secrets.
---@param call_options? { timeout?: number, deadline?: number } of each request
---@return string? paragraph if nothing is wrong
---@return hwc.Error? err its message is the paragraph
function Client:check(call_options)
  local state = open_state(self, 2)
  scheduler.gate(2)
  local limits = options.check(call_options, CHECK_OPTIONS, "check", 2)
  return scheduler.attend(nil, nil, require("hwc.check").run, state, limits)
end

---Wipes the keys and closes the client. Safe to call twice. Raises the last error of `on_event`, if
---no call has raised it.
function Client:close()
  events.check(shut(self), 2)
end

-- Methods of operations are made when they are first used.
local function make_metatable(service, methods)
  local known = options.merge(Client, methods)
  local function make_method(_, name)
    if type(name) == "string" and service.has(name) then
      known[name] = operation_method(service, name)
      return known[name]
    end
    local names = options.merge(known)
    for _, operation in ipairs(service.names()) do
      names[operation] = true
    end
    local nearest = require("hwc.nearest")
    local near = nearest.find(name, names)
    error(("%s has no operation or method %s%s"):format(service.name, nearest.quote(name),
      near and (", did you mean %q?"):format(near) or ""), 2)
  end
  setmetatable(known, { __index = make_method })
  return {
    __name = "hwc.client",
    __index = known,
    __newindex = function()
      error("a client has no settable members", 2)
    end,
    __tostring = function(self)
      local state = states[self]
      return ("hwc.client: %s at %s%s"):format(service.name, state.endpoint,
        state.core and "" or " (closed)")
    end,
    __close = function(self, problem)
      local watch = shut(self)
      if problem == nil then -- otherwise the other error is more important
        events.check(watch, 1)
      end
    end,
    __gc = Client.close,
  }
end

-- The region and the endpoint; nil and an error if neither options nor environment set them.
local function find_endpoint(service, given, found, region, source)
  if region and not regions.is_region(region) then
    return fail("validation", ("region%s: 2 to 64 lower-case letters, digits and -, not starting "
      .. "or ending with -, such as cn-north-4"):format(source and " of " .. source or ""),
      "region")
  end
  if given.endpoint then
    return given.endpoint
  elseif region then
    return regions.endpoint(service.name, region, given.gateway)
  elseif service.is_identity then
    return regions.iam_endpoint()
  end
  local profile = (not found or found.is_profile) and " or the profile" or ""
  return fail("validation", ("region or endpoint is required (HUAWEICLOUD_SDK_REGION%s may set "
    .. "the region)"):format(profile), "region")
end

---@class hwc.Place
---@field found hwc.Found
---@field region? string
---@field endpoint string
---@field iam_endpoint string

-- Step 1 of creating a client: determines credentials, region and endpoints. Creates nothing.
local function find_place(service, given)
  local found, problem, absent = credentials.find(given)
  if problem and not absent then
    return nil, problem
  end
  local region, source = credentials.region(given, found or {})
  local endpoint, err = find_endpoint(service, given, found, region, source)
  if not endpoint then
    return nil, err
  elseif not found then
    return nil, problem
  end
  local iam_endpoint = given.iam_endpoint or service.is_identity and given.endpoint
    or found.iam_endpoint
  if not iam_endpoint then
    iam_endpoint, err = regions.iam_endpoint(region)
    if not iam_endpoint then
      return nil, err
    end
  end
  return {
    found = found,
    region = region,
    endpoint = regions.with_scheme(endpoint),
    iam_endpoint = regions.with_scheme(iam_endpoint),
  }
end

local function connection_of(given)
  local connection = {}
  for _, name in ipairs(CONNECTION) do
    connection[name] = given[name]
  end
  if not (given.ca_file or given.ca_path) then
    connection.ca_file = files.environment("HUAWEICLOUD_SDK_CA_FILE")
  end
  return connection
end

-- The connection settings of requests for credentials. These requests change nothing, so they are
-- retried whatever the option `retry` says.
local function without_attempts(connection)
  local settings = options.merge(connection)
  local retry = settings.retry
  settings.retry = retry and retry.mode and { mode = retry.mode } or nil
  return settings
end

-- Creates the provider: that of the credentials, or of an agency on top of it.
local function make_identity(given, place, about)
  local asking = {
    iam_endpoint = about.iam_endpoint,
    connection = about.connection,
    algorithm = about.algorithm,
    events = about.events,
  }
  local source, err = provider.new(place.found, asking)
  if source and given.agency then
    local agency = { name = given.agency, domain = given.agency_domain }
    source, err = require("hwc.provider.agency").new(source, agency, asking)
  end
  if not source then
    return nil, err
  end
  return identity.new(source, about)
end

-- Step 2: creates the state of the client; nil and an error if the core refuses the settings or the
-- provider fails.
local function make_state(service, given, place, watch)
  local connection = connection_of(given)
  local gateway = regions.gateway(service.name, given.gateway)
  local settings = options.merge(connection, {
    service = service.name,
    endpoint = place.endpoint,
    gateway = gateway.name,
    instance_id = given.instance_id,
    host_header = given.host_header,
    trace = watch and watch:source(service.name),
  })
  local core_client, err = core.client(settings)
  if not core_client then
    if place.region and not given.endpoint then
      err.message = ("the endpoint of region %s: %s"):format(place.region, err.message)
      err.field = "region"
    end
    return nil, err
  end
  local who
  who, err = make_identity(given, place, {
    core = core_client,
    iam_endpoint = place.iam_endpoint,
    connection = without_attempts(connection),
    one_attempt = connection.retry == false,
    region = place.region,
    project_id = given.project_id or not given.agency and place.found.project_id or nil,
    needs_project = not service.is_identity,
    algorithm = given.algorithm,
    scope = gateway.scope,
    events = watch,
  })
  if not who then
    core_client:close()
    return nil, err
  end
  return {
    core = core_client,
    simple = who:is_fixed() and not watch and core_client or nil,
    says_rate = says_rate(settings),
    identity = who,
    events = watch,
    endpoint = place.endpoint,
    options = settings,
    rows = service,
    service = service.name,
    instance_id = given.instance_id,
    gateway = gateway.name,
    region = place.region,
    found = { project_id = place.found.project_id, domain_id = place.found.domain_id },
  }
end

-- Emits warnings about unsafe settings.
local function warn(watch, given, found)
  if given.verify == false then
    events.emit(watch, "warning", {
      name = "verify",
      message = "verify = false: the server's certificate is not verified; anyone on the path can "
        .. "read and change what is sent",
    })
  end
  if not core.wipes_libcurl() then
    events.emit(watch, "warning", {
      name = "memory",
      message = "the program started libcurl before hwc: libcurl does not wipe the memory it "
        .. "frees, so requests may remain in the memory of the process",
    })
  end
  if files.environment("SSLKEYLOGFILE") then
    events.emit(watch, "warning", {
      name = "key_log",
      message = "SSLKEYLOGFILE is set: libcurl writes the keys of TLS connections to that file; "
        .. "anyone with the file can decrypt recorded traffic",
    })
  end
  if found.warning then
    events.emit(watch, "warning", { name = "credentials_file", message = found.warning })
  end
end

---Makes the function that creates clients of `service`.
---@param service table from require "_hwc.<service>"
---@param methods table<string, function> methods in Lua besides the operations
---@return fun(options: table): hwc.Client?, hwc.Error?
function M.factory(service, methods)
  local metatable

  return function(given)
    if core.finalizing() then
      error("a finalizer (__gc) cannot create a client", 2)
    end
    given = options.check(given, CLIENT_OPTIONS, service.name .. ".client", 2)
    metatable = metatable or make_metatable(service, methods)
    local place, err = find_place(service, given)
    if not place then
      return nil, err
    end
    local watch = events.new(given.on_event)
    local state
    state, err = make_state(service, given, place, watch)
    if not state then
      return nil, err
    end
    local client = setmetatable({}, metatable)
    states[client] = state
    warn(watch, given, place.found)
    return client
  end
end

return M
