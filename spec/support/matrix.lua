-- A table of faults and of what becomes of calls that meet them, made into one test a cell.
--
-- A row of the text is: fault | methods | without retries | with retries
-- (an empty fault: the one above; "all": GET PUT POST). A cell is: outcome attempts sent
-- retryable seen, where
--
--   outcome    ok, or the kind of the error
--   attempts   how often the core sent or tried to send the request
--   sent       sent or unsent: err.sent; - for ok
--   retryable  again or final: err.retryable; - for ok
--   seen       how many requests the server saw; n+m: m more of which it saw only a part
--
-- GET and PUT (update_keypair sets a value) may be repeated, POST (a restart) must not be.

local assert = require("luassert")
local busted = require("busted")
local cph = require("cph")
local faults = require("spec.support.faults")

local M = {}

local SERVER = ("0123456789abcdef"):rep(2)
local SK = "sk3xAmPleZ9yXwVuTsRqPoNmLkJiHgFeDcBa0123"
local BODY = '{"request_id":"r-1","count":0,"servers":[],"jobs":[]}'

-- A response that is good for each of the three calls.
M.GOOD = faults.http(200, BODY)

-- Serves every request on a connection well.
M.SERVE = { "read", { "send", M.GOOD }, "again" }

---A response that refuses, in the services' own form.
---@return string
function M.refusal(status, code, headers)
  return faults.http(status, ('{"error_code":"%s","error_msg":"no"}'):format(code), headers)
end

---A case in which these responses are given in turn on one connection, then good ones, as many as a
---test could ask for.
---@param ... string
---@return spec.Fault
function M.responses(...)
  local steps = {}
  for _, text in ipairs({ ... }) do
    steps[#steps + 1] = "read"
    steps[#steps + 1] = { "send", text }
  end
  for _ = 1, 4 do
    steps[#steps + 1] = "read"
    steps[#steps + 1] = { "send", M.GOOD }
  end
  return { steps }
end

---Sets members of a case.
---@return spec.Fault
function M.with(case, more)
  for name, value in pairs(more) do
    case[name] = value
  end
  return case
end

M.CALLS = {
  GET = function(client, options)
    return client:list_cloud_phone_servers({}, options)
  end,
  PUT = function(client, options)
    return client:update_keypair({
      servers = { { server_id = SERVER, keypair_name = "night" } },
    }, options)
  end,
  POST = function(client, options)
    return client:restart_cloud_phone_server({ server_ids = { SERVER } }, options)
  end,
}

---A client of the server on `port`.
---@param more? table further options, also in place of the endpoint
function M.client(port, more)
  local options = {
    endpoint = ("http://127.0.0.1:%d"):format(port), project_id = "project-1",
    ak = "AKEXAMPLE7QRSTUVWX01", sk = SK, timeout = 20,
  }
  for name, value in pairs(more or {}) do
    options[name] = value
  end
  return assert(cph.client(options))
end

---What became of a call and what the server saw of it, as a cell of the table says it.
---@param report { whole: integer, parts: integer }
---@param before integer requests of earlier calls
function M.cell(reply, info, report, before)
  local seen = ("%d"):format(report.whole - before)
  if report.parts > 0 then
    seen = seen .. ("+%d"):format(report.parts)
  end
  if reply then
    return ("ok %d - - %s"):format(info.attempts, seen)
  end
  return ("%s %d %s %s %s"):format(info.kind, info.attempts, info.sent and "sent" or "unsent",
    info.retryable and "again" or "final", seen)
end

local function trim(text)
  return text:match("^%s*(.-)%s*$")
end

-- The rows of the text: { fault, method, without, with }, a row for each method.
local function rows(text)
  local list, fault = {}, nil
  for line in text:gmatch("[^\n]+") do
    local cells = {}
    for cell in (line .. "|"):gmatch("([^|]*)|") do
      cells[#cells + 1] = trim(cell)
    end
    assert(#cells == 4, "four columns are needed: " .. line)
    fault = cells[1] ~= "" and cells[1] or fault
    for method in cells[2]:gsub("all", "GET PUT POST"):gmatch("%u+") do
      list[#list + 1] = { fault = fault, method = method, cells[3], cells[4] }
    end
  end
  return list
end

-- Each fault has its three methods, and the table names no others.
local function check_complete(list, cases)
  local count = {}
  for _, row in ipairs(list) do
    assert(cases[row.fault], "no such case: " .. row.fault)
    count[row.fault] = (count[row.fault] or 0) + 1
  end
  for fault in pairs(cases) do
    assert(count[fault] == 3, "three rows are needed for: " .. fault)
  end
end

---@class spec.Fault
---@field [integer] table the script: steps of the first, second … connection
---@field options? table of the client
---@field retry? table the option `retry`, in place of the default
---@field kept? boolean the fault is met on a connection that served a call before
---@field between? table steps done on that connection between the calls
---@field endpoint? fun(server: spec.Faults): string where the call goes, in place of the server's
---  port
---@field told? string part of the error's message
---@field check? fun(err: hwc.Error, method: string) further checks of errors

local function meet(server, case, method, retry)
  local options = { retry = retry }
  for name, value in pairs(case.options or {}) do
    options[name] = value
  end
  options.endpoint = case.endpoint and case.endpoint(server)
  local client <close> = M.client(server.port, options)
  local before = 0
  server:script(table.unpack(case))
  if case.kept then
    assert(M.CALLS.GET(client, { timeout = 20 }))
    before = 1
  end
  if case.between then
    server:run(table.unpack(case.between))
  end
  local reply, info = M.CALLS[method](client)
  local cell = M.cell(reply, info, server:report(), before)
  if not reply then
    local line = tostring(info)
    assert.is_nil(line:find("%c"), line)
    assert.is_nil(line:find(SK, 1, true), line)
    if case.told then
      assert.matches(case.told, info.message, 1, true)
    end
    if case.check then
      case.check(info, method)
    end
  end
  if not case.endpoint then
    -- Whatever it was, the client goes on with the next call.
    server:script(M.SERVE)
    assert(M.CALLS.GET(client, { timeout = 20 }))
  end
  return cell
end

---Makes the tests of a table.
---@param text string the table
---@param cases table<string, spec.Fault>
function M.describe(text, cases)
  local list = rows(text)
  local server

  check_complete(list, cases)
  busted.setup(function()
    server = faults.start()
  end)
  busted.teardown(function()
    server:close()
  end)

  for _, row in ipairs(list) do
    local case = cases[row.fault]
    busted.it(("%s: %s, once"):format(row.fault, row.method), function()
      assert.equal(row[1], meet(server, case, row.method, false))
    end)
    busted.it(("%s: %s, with retries"):format(row.fault, row.method), function()
      assert.equal(row[2], meet(server, case, row.method, case.retry))
    end)
  end
end

return M
