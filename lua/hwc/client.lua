-- SPDX-License-Identifier: Apache-2.0
-- A client of one service: its options, and what has to be known before a call can be signed
-- (a token for a password, the project's id). Checking, signing and sending are done in C.

local agency = require("hwc.provider.agency")
local calls = require("hwc.calls")
local core = require("_hwc")
local credentials = require("hwc.credentials")
local errors = require("hwc.errors")
local events = require("hwc.events")
local files = require("hwc.files")
local hints = require("hwc.hints")
local identity = require("hwc.identity")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local orders = require("hwc.orders")
local pages = require("hwc.pages")
local provider = require("hwc.provider")
local regions = require("hwc.regions")
local scheduler = require("hwc.scheduler")

-- hwc.check, hwc.explain, hwc.help and hwc.waiters are loaded by who asks for them: most programs
-- never do.

local M = {}

local function hook_rule(value)
  local metatable = type(value) == "table" and getmetatable(value)
  if type(value) ~= "function" and not (type(metatable) == "table" and metatable.__call) then
    return "a function"
  end
end

-- The names of all gateways: a client of a service that has one takes any of them.
local function gateway_names()
  local names = {}
  for _, service in ipairs(core.services) do
    for _, gateway in ipairs(require("_hwc." .. service).gateways) do
      names[#names + 1] = gateway.name
    end
  end
  return table.unpack(names)
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
  gateway = options.one_of(gateway_names()),
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

-- Of operations whose answer is a file.
local DOWNLOAD_OPTIONS = options.merge(CALL_OPTIONS, {
  to = "text",
  progress = hook_rule,
})

local CHECK_OPTIONS = { timeout = "seconds", deadline = "seconds" }

-- The options that are settings of a connection, the same for the service and for IAM.
local CONNECTION = {
  "allow_http", "timeout", "connect_timeout", "deadline", "retry", "rate_limit", "idle_timeout",
  "http_version", "max_response", "compressed", "ca_file", "ca_path", "cert", "key", "verify",
  "proxy", "resolve", "user_agent", "validate",
}

---What a client knows is kept here, so that no key is a member of the client itself.
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
  events.check(state.events, level + 1)
  scheduler.check()
  return state
end

---Whether it is a client that was closed.
---@param client any
---@return boolean
function M.is_closed(client)
  local state = states[client]
  return state ~= nil and not state.core
end

local function says_rate(given)
  return given.rate_limit ~= nil or type(given.retry) == "table" and given.retry.mode ~= nil
end

-- Says of an option that no call has that it is an argument of this operation.
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

-- Calls of a map over many items slow down where the service does, unless told otherwise.
local function check_limits(state, given, known, name, level)
  local limits = options.check(given, known, name, level + 1, find_argument(state.rows, name))
  if limits.progress and not limits.to then
    error(('%s: the option "progress" needs "to", the file that grows'):format(name), level + 1)
  end
  local task = scheduler.running()
  if task and task.many and not says_rate(limits) and not says_rate(state.options) then
    return options.merge(limits, { rate_limit = "adaptive" })
  end
  return limits
end

-- What an operation, or `call`, is given; `level` as for open_state().
local function check_arguments(name, arguments, level)
  if arguments == nil and name ~= "call" then
    return {}
  elseif type(arguments) ~= "table" then
    error(("%s: the arguments have to be a table, got a %s"):format(name, type(arguments)),
      level + 1)
  end
  return arguments
end

local function operation_method(service, name)
  local call = service.is_unsigned(name) and calls.unsigned_operation or calls.operation
  local known_options = service.is_download(name) and DOWNLOAD_OPTIONS or CALL_OPTIONS
  local is_async = service.is_async(name)

  return function(self, arguments, call_options)
    local state = open_state(self, 2)
    scheduler.gate(2)
    arguments = check_arguments(name, arguments, 2)
    local limits = check_limits(state, call_options, known_options, name, 2)
    if not is_async then
      return call(state, name, arguments, limits)
    end
    local order = orders.of_call(service, name, arguments)
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
        "call takes method, path, query and body; unknown member " .. nearest.quote(name) .. place,
        nil, type(name) == "string" and name or nil)
    end
  end
  return true
end

---Calls an API that has no operation of its own, signed all the same.
---@param arguments { method: string, path: string, query?: table<string, any>, body?: any }
---  `path` starts with one "/" and is percent-encoded as on the wire; {project_id} and
---  {instance_id} in it are filled with what the client has.
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

---What a call would send, signed as it would be now, with *** in place of secrets, signature and
---token. Nothing is sent; what is wrong with the arguments is found all the same.
---@param name string of an operation, or "call"
---@param arguments table? as for that
---@param call_options table? as for that
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

---Goes through all items of a list that comes in pages: `for server in
---client:each("list_cloud_phone_servers") do`. In a task the next page is fetched while this one is
---used. What goes wrong is raised, as the error that the operation gives; so is a page that has
---nothing but what was seen before, since a service that ignores `offset` would go on for ever.
---The number of all records that replies name is a hint: only an empty page, or one that is shorter
---than one before it and says that it is the last, ends the list.
---@param name string of the operation
---@param arguments table? as for the operation; `limit` is the size of a page
---@param call_options table? as for the operation, for each page
---@return fun(): any, table next gives an item and the reply it is of
function Client:each(name, arguments, call_options)
  local state = open_state(self, 2)
  options.check(call_options, CALL_OPTIONS, "each", 2, find_argument(state.rows, name))
  if type(arguments) == "table" and not core.is_plain(arguments) then
    error("each: the arguments have to be a plain table, got one whose metatable has __index or "
      .. "__pairs", 2)
  end
  local next_item, items, _, closing = pages.each(self, state.rows, name, arguments, call_options,
    function() return not state.core end)
  return next_item, items, nil, closing
end

---Waits until work that goes on after its call has ended, or until something is in a state:
---`client:wait("phone_running", client:restart_cloud_phone({ … }))`. The names are those of
---`waiters()` of the module; `client:help(name)` tells what a waiter does.
---@param name string of a waiter
---@param what table|string|(table|string)[]|nil what is waited for: the reply of the order, an id,
---  a table of arguments that names it, or a list of them; an empty list gives an empty report. nil
---  and the error of a call give that error
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned beside it, or the options
---@param wait_options? hwc.WaitOptions where `info` is not them
---@return hwc.WaitReport? report
---@return hwc.Error? err asking is in vain, and `err.report` says what is known; or that of the
---  call
function Client:wait(name, what, info, wait_options)
  local state = open_state(self, 2)
  local waiters = require("hwc.waiters")
  local row = waiters.find(state.rows, name, 2)
  local report, err = waiters.wait(self, row, "wait", 2, what, info, wait_options)
  return report, err
end

---Help on all operations and waiters of the service, or on one: members, rules, limits, pages, an
---example.
---@param name string? of an operation or a waiter
---@return string text of several lines, to be printed
function Client:help(name)
  local rows = open_state(self, 2).rows
  local text = require("hwc.help").text(rows, name) -- no tail call: it blames our caller
  return text
end

---Which source the credentials came from. The key is masked; it and `expires` (Unix seconds) are
---not known before the first call where they have to be asked for. `problem` is why the last
---renewal failed.
---@return { source: string, agency?: string, ak?: string, expires?: integer, problem?: string }
function Client:credentials()
  return open_state(self, 2).identity:describe()
end

-- Forgets the keys and ends the client; returns who watched it, the first time.
local function shut(self)
  local state = states[self]
  if state and state.core then
    state.core:close()
    state.identity:close()
    state.core = nil
    events.close(state.events)
    return state.events
  end
end

---Asks IAM and the service one harmless question each, and explains in one paragraph what is wrong
---(key, clock, project, region, network, permission) or that all is well. Shows no secret.
---@param call_options? { timeout?: number, deadline?: number } of each question
---@return string? paragraph where all is well
---@return hwc.Error? err its message is the paragraph
function Client:check(call_options)
  local state = open_state(self, 2)
  scheduler.gate(2)
  local limits = options.check(call_options, CHECK_OPTIONS, "check", 2)
  return scheduler.attend(nil, nil, require("hwc.check").run, state, limits)
end

---Forgets the keys and ends the client. Safe to call twice. Raises what `on_event` raised last, if
---no call has.
function Client:close()
  events.check(shut(self), 2)
end

local function make_metatable(service, methods)
  local operations = {}
  for _, name in ipairs(service.names()) do
    operations[name] = operation_method(service, name)
  end
  local known = options.merge(options.merge(Client, methods), operations)
  return {
    __name = "hwc.client",
    __index = function(_, name)
      local method = known[name]
      if method == nil then
        local near = nearest.find(name, known)
        error(("%s has no operation or method %s%s"):format(service.name, nearest.quote(name),
          near and (", did you mean %q?"):format(near) or ""), 2)
      end
      return method
    end,
    __newindex = function()
      error("a client has no members that can be set", 2)
    end,
    __tostring = function(self)
      local state = states[self]
      return ("hwc.client: %s at %s%s"):format(service.name, state.endpoint,
        state.core and "" or " (closed)")
    end,
    __close = function(self, problem)
      local watch = shut(self)
      if problem == nil then -- else that error is the one to be seen
        events.check(watch, 1)
      end
    end,
    __gc = Client.close,
  }
end

-- Where the service is; nil and an error where neither options nor environment say.
local function find_endpoint(service, given, found, region, source)
  if region and not regions.is_region(region) then
    return fail("validation", ("region%s: 2 to 64 lower-case letters, digits and -, which neither "
      .. "begins nor ends it, such as cn-north-4"):format(source and " of " .. source or ""),
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
  return fail("validation", ("one of region and endpoint is needed (HUAWEICLOUD_SDK_REGION%s may "
    .. "name the region)"):format(profile), "region")
end

---@class hwc.Place
---@field found hwc.Found
---@field region? string
---@field endpoint string
---@field iam_endpoint string

-- Whom the client speaks for, and where: the first step of making one. Nothing is made yet.
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

-- The settings of what asks for credentials. Its requests change nothing, so they are repeated
-- whatever `retry` says of the attempts of calls.
local function without_attempts(connection)
  local settings = options.merge(connection)
  local retry = settings.retry
  settings.retry = retry and retry.mode and { mode = retry.mode } or nil
  return settings
end

-- Whom the client speaks for: what was found, or an agency that this may act for.
local function make_identity(given, place, about)
  local asking = {
    iam_endpoint = about.iam_endpoint,
    connection = about.connection,
    algorithm = about.algorithm,
    events = about.events,
  }
  local source, err = provider.new(place.found, asking)
  if source and given.agency then
    source, err = agency.new(source, { name = given.agency, domain = given.agency_domain }, asking)
  end
  if not source then
    return nil, err
  end
  return identity.new(source, about)
end

-- What a client knows: the second step. Nil and an error where the core refuses the settings, or
-- the credentials are none.
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
      err.message = ("what is set for region %s: %s"):format(place.region, err.message)
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
    identity = who,
    events = watch,
    endpoint = place.endpoint,
    options = settings,
    rows = service,
    service = service.name,
    instance_id = given.instance_id,
  }
end

-- Tells who watches the client of what is less safe than it could be.
local function warn(watch, given, found)
  if given.verify == false then
    events.emit(watch, "warning", {
      name = "verify",
      message = "verify = false: the server's certificate is not checked; whoever is in between "
        .. "reads and changes what is sent",
    })
  end
  if not core.wipes_libcurl() then
    events.emit(watch, "warning", {
      name = "memory",
      message = "the program started libcurl before hwc: what libcurl frees is not wiped, and "
        .. "requests stay in the memory of the process",
    })
  end
  if files.environment("SSLKEYLOGFILE") then
    events.emit(watch, "warning", {
      name = "key_log",
      message = "SSLKEYLOGFILE is set: libcurl writes the keys of TLS connections to that file; "
        .. "whoever has it and what was on the network can read all that was sent",
    })
  end
  if found.warning then
    events.emit(watch, "warning", { name = "credentials_file", message = found.warning })
  end
end

---Makes the function that makes clients of `service`.
---@param service table from require "_hwc.<service>"
---@param methods table<string, function> what Lua adds to the operations
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
