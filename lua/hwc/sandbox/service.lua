-- SPDX-License-Identifier: Apache-2.0
-- The sandbox's behaviour: from a request as it arrived to the response. Runs in a Lua state of its
-- own on the thread of the HTTP end, which calls one function at a time.
--
-- The way of a request: route by the rows, ordered faults, who sent it, which project, the rows'
-- checks, the service's handler or a sample, the ledger.

local core = require("_hwc")
local arguments = require("hwc.sandbox.arguments")
local options = require("hwc.options")
local auth = require("hwc.sandbox.auth")
local compose = require("hwc.sandbox.compose")
local control = require("hwc.sandbox.control")
local faults = require("hwc.sandbox.faults")
local gateway = require("hwc.sandbox.gateway")
local http_control = require("hwc.sandbox.http_control")
local ledger = require("hwc.sandbox.ledger")
local redact = require("hwc.sandbox.redact")
local requests = require("hwc.sandbox.requests")
local routes = require("hwc.sandbox.routes")
local sample = require("hwc.sandbox.sample")
local sandbox_state = require("hwc.sandbox.state")
local verbose = require("hwc.sandbox.verbose")

local M = {}

local SERVICES = {}
for i, name in ipairs(core.services) do
  SERVICES[i] = compose.find(name)
end

local ROUTES, OPERATION_NAMES = routes.new(SERVICES)

-- Faults.

local function faulty_answer(state, call, order)
  call.manner = faults.manner(order)
  local status, code, message = faults.failure(order, gateway.TEXTS)
  if not status then
    return nil
  end
  local headers = {}
  for name, value in pairs(order.headers or {}) do
    headers[#headers + 1] = { name, value }
  end
  if order.body then
    return status, order.body, headers
  end
  local _, body = call.service.refuse(state, call, status, code, message)
  return status, body, headers
end

-- Responses.

local function authenticate(state, call, row)
  local service = call.service
  if row.unsigned then
    return nil
  end
  local identity, reason, with_token = auth.identify(state, call)
  if not identity then
    call.reason = reason
    return service.unauthenticated(state, call, reason, with_token)
  end
  local wanted = call.path_values.project_id
  local named = call.values["x-project-id"]
  if wanted and (wanted ~= identity.project_id or (named and named ~= identity.project_id)) then
    call.reason = "wrong_project"
    return service.forbidden(state, call)
  end
end

local function perform(state, call, row)
  local service = call.service
  local args, problem = arguments.read(call, row)
  if not args then
    return service.invalid(state, call, problem, {})
  end
  if service.before then
    local status, body = service.before(state, args, call)
    if status then
      return status, body
    end
  end
  -- Lets a handler check again with what only the service knows.
  function call.check(known)
    local all = known and options.merge(args, known) or args
    return service.check(row.name, all, { gateway = call.gateway })
  end
  if row.members then
    local ok, err = call.check()
    if not ok then
      return service.invalid(state, call, err, args)
    end
  end
  local handler = service.handlers[row.name]
  if handler then
    return handler(state, args, call)
  end
  call.is_sample = true
  if state.config.strict then
    return sample.refuse(row, call)
  end
  return sample.respond(row, args, call)
end

-- What an accepted call changed, where its handler has not said so.
local function note_effects(state, call, row, status, body)
  if call.is_noted or status >= 300 or call.service.name == "iam" or ledger.only_reads(row) then
    return
  end
  for _, target in ipairs(ledger.targets(call, row, body)) do
    state.ledger:note(row.name, target, state:now(), call.id)
  end
end

-- The body is decoded late: first it is asked who sent it.
local function read_body(call)
  call.body = call.body or arguments.decode_body(call.raw_body)
end

local function respond(state, call)
  local route, values = ROUTES:find(call.method, call.path)
  if not route then
    return gateway.refuse(call, 404, "APIG.0101", "it is not in this sandbox")
  end
  local service = route.service
  local row = route.rows[1]
  if #route.rows > 1 then
    read_body(call)
    row = (service.choose or routes.choose)(route.rows, call.body)
  end
  call.service = service
  call.path_values = values
  call.operation = row.name
  call.row = row
  call.gateway = route.gateway
  if call.too_large then
    return gateway.refuse(call, 413, "APIGW.0201", "request entity too large")
  end

  if #state.orders > 0 then
    read_body(call)
  end
  local fault = faults.take_call(state, call)
  call.fault = fault and fault.id
  if fault and not fault.applied and not faults.lets_through(fault) then
    return faulty_answer(state, call, fault)
  end
  local status, body, headers = authenticate(state, call, row)
  if not status then
    read_body(call)
    status, body, headers = perform(state, call, row)
    note_effects(state, call, row, status, body)
  end
  if fault and faults.lets_through(fault) then
    call.manner = faults.manner(fault)
  elseif fault then
    return faulty_answer(state, call, fault)
  end
  return status, body, headers
end

-- The call as the services see it.
local function new_call(state, request)
  local path, query = arguments.split_target(request.target)
  return {
    id = state:hex(32),
    time = state:time(),
    method = request.method,
    target = request.target,
    path = path,
    query_pairs = arguments.parse_query(query),
    head = request.head,
    values = request.values,
    repeated = request.repeated,
    raw_body = request.body,
    too_large = request.too_large,
  }
end

local function error_code_of(body)
  if type(body) ~= "table" then
    return nil
  end
  return body.error_code or (type(body.error) == "table" and tostring(body.error.code)) or nil
end

-- What a refusal says.
local function message_of(body)
  local message = body.error_code and body.error_msg
    or type(body.error) == "table" and body.error.message
  return type(message) == "string" and message or nil
end

-- Headers, with one more unless there is one of that name.
local function with_default(headers, name, value)
  for _, pair in ipairs(headers) do
    if pair[1]:lower() == name:lower() then
      return headers
    end
  end
  headers[#headers + 1] = { name, value }
  return headers
end

-- As respond(), the body as text; `code` is that of a refusal.
local function written_answer(state, call)
  local status, body, headers = respond(state, call)
  if type(body) ~= "table" then
    return status, body or "", headers
  end
  local text, err = core.encode_json(body)
  headers = with_default(headers or {}, "Content-Type", "application/json;charset=utf-8")
  call.reason = call.reason or message_of(body)
  return status, text or error(tostring(err)), headers, error_code_of(body)
end

-- What files a form had is said by name and size alone.
local function describe_form(parts)
  local shown = {}
  for i, part in ipairs(parts) do
    shown[i] = {
      name = redact.text(part.name),
      file_name = part.file_name and redact.text(part.file_name) or nil,
      size = #part.text,
    }
  end
  return core.array(shown)
end

-- What came of a call, in the list of requests.
local function record_outcome(entry, call, status, code)
  entry.operation = call.operation
  entry.row = call.row
  entry.form = call.form and describe_form(call.form) or nil
  entry.status = status
  entry.error_code = code
  entry.fault = call.fault
  entry.sample = call.is_sample
  entry.reason = call.reason and redact.text(call.reason) or nil
end

-- The Date of a clock that is wrong; the HTTP end knows the right one alone.
local function add_date(state, headers)
  if state.clock_offset then
    with_default(headers, "Date", os.date("!%a, %d %b %Y %H:%M:%S GMT", math.floor(state:time())))
  end
end

local function respond_and_record(state, call)
  local entry = state.requests:add(call)
  local ok, status, body, headers, code = pcall(written_answer, state, call)
  if state.late then
    state.late:note(state:now())
  end
  if not ok then
    -- A fault of the sandbox itself: it can be looked up in the list of requests.
    entry.problem = redact.text(tostring(status))
    local failure
    status, failure = gateway.refuse(call, 500, "APIG.0601")
    body, code = core.encode_json(failure), failure.error_code
    headers = { { "Content-Type", "application/json;charset=utf-8" } }
  end
  record_outcome(entry, call, status, code)
  if state.config.verbose then
    io.stderr:write(verbose.line(requests.describe(entry)) .. "\n")
  end
  if not status then
    return nil, nil, nil, call.manner
  end
  local sent = with_default(headers or {}, "X-Request-Id", call.id)
  if call.service and call.service.request_id_header then
    with_default(sent, call.service.request_id_header, call.id)
  end
  add_date(state, sent)
  return status, sent, body, call.manner
end

local function handle(box, request)
  local state = box.state
  state:advance()
  local call = new_call(state, request)
  if call.path:sub(1, #http_control.PREFIX) == http_control.PREFIX then
    local status, body, headers = http_control.respond(box, call)
    return status, headers, body
  end
  if state.late then
    state.late:begin(state:now())
  end
  return respond_and_record(state, call)
end

---What the HTTP end calls once.
---@param config_text string JSON of the options; `control_token`, and `saved`, a saved state
---@param host { time: (fun(): number), monotonic: fun(): number }
---@return fun(request: table): integer?, table?, string?, table? handle
---@return fun(name: string, text: string): string control
function M.open(config_text, host)
  local config = assert(core.decode_json(config_text))
  local box = {
    config = config,
    control_token = config.control_token,
    services = SERVICES,
    operations = OPERATION_NAMES,
  }

  function box.make(given)
    local state = sandbox_state.new(given, host)
    for _, service in ipairs(SERVICES) do
      service.seed(state)
    end
    return state
  end

  local saved = config.saved
  config.control_token, config.saved = nil, nil
  control.open(box, saved)

  return function(request)
    return handle(box, request)
  end, function(name, text)
    local value, message = control.run(box, name, core.decode_json(text))
    if value == nil then
      error(message, 0)
    elseif getmetatable(value) == control.Json then
      return value.text
    end
    local response, err = core.encode_json(value)
    return response or error(tostring(err))
  end
end

return M
