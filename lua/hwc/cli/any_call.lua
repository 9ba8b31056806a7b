-- SPDX-License-Identifier: Apache-2.0
-- hwc call: a signed request to an API without an operation.

local failure = require("hwc.cli.failure")
local output = require("hwc.cli.output")
local settings = require("hwc.cli.settings")
local values = require("hwc.cli.values")
local verbs = require("hwc.cli.verbs")
local words = require("hwc.cli.words")

local M = {}

M.DOC = "Sends a signed request to an API without an operation of its own."

---@return table parser
function M.parser()
  local parser = verbs.parser("call", M.DOC)
  parser:argument("method", "GET, POST, PUT, PATCH, DELETE or HEAD")
  parser:argument("path", "path of the API; {project_id} and {instance_id} in it are filled in")
  parser:option("--service", "whose endpoint and credentials are used"):default("cph")
    :argname("NAME")
  parser:option("--query", "a parameter of the query"):argname("NAME=VALUE"):count("*")
  parser:option("--body", "the body as JSON"):argname("TEXT|@FILE|-")
  verbs.add_flags(parser, "settings", "output", "columns", "no-header", "verbose", "debug",
    "dry-run", "header")
  return parser
end

local function query_of(list)
  local query
  for _, pair in ipairs(list or {}) do
    local name, value = pair:match("^([^=]+)=(.*)$")
    if not name then
      failure.usage("call: --query takes NAME=VALUE, got %q", pair)
    end
    query = query or {}
    query[name] = value
  end
  return query
end

---@param console hwc.cli.Console
---@param _ string
---@param list string[]
---@return integer? status
function M.run(console, _, list)
  local given = verbs.parse(console, M.parser(), list)
  if not given then
    return
  end
  local service, gateway = words.service(given.service)
  if not service then
    failure.usage("call: unknown service %s", given.service)
  end
  given.gateway = given.gateway or gateway
  local arguments = {
    method = given.method:upper(),
    path = given.path,
    query = query_of(given.query),
    body = given.body and values.json(console, given.body, "--body"),
  }
  local opened <close> = settings.open(console, require("_hwc." .. service), given)
  local client, call_options = opened.client, settings.call_options(given, { name = "call" })
  return require("hwc.cli.interrupts").run(console, function()
    if given["dry-run"] then
      local explanation, err = client:explain("call", arguments, call_options)
      if not explanation then
        failure.of_error(err)
      end
      require("hwc.cli.explanation").show(console, explanation, given)
      return
    end
    local headers = opened.level > 1 and require("hwc.cli.headers")
    if headers then
      headers.show_request(console, client, "call", arguments, call_options)
    end
    local reply, err = client:call(arguments, call_options)
    if headers then
      headers.show_response(console, err)
    end
    if not reply then
      failure.of_error(err, service)
    end
    local written, problem = pcall(output.reply, console, given, reply,
      output.shape_of_reply(reply))
    if not written then
      console:say(("%s %s was accepted"):format(arguments.method, arguments.path))
      error(problem, 0)
    end
  end)
end

return M
