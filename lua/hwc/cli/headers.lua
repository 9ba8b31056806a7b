-- SPDX-License-Identifier: Apache-2.0
-- What -vv shows: headers, with *** in place of secrets.

local names = require("hwc.names")

local M = {}

-- Response headers whose value is shown; others may be secrets.
local function is_secret(name)
  name = name:lower()
  return name:find("token", 1, true) ~= nil or name:find("cookie", 1, true) ~= nil
    or name:find("auth", 1, true) ~= nil
end

---Shows the request that a call is about to send, as signed for its first attempt.
---@param console hwc.cli.Console
---@param client hwc.Client
---@param name string of the operation, or "call"
---@param arguments table
---@param call_options table
function M.show_request(console, client, name, arguments, call_options)
  local explanation = client:explain(name, arguments, call_options)
  if not explanation then
    return -- the call says what is wrong
  end
  console:say(("> %s %s"):format(explanation.method, explanation.url))
  for _, header in ipairs(explanation.headers) do
    console:say(("> %s: %s"):format(header[1], header[2]))
  end
end

---Shows the headers of a response.
---@param console hwc.cli.Console
---@param info hwc.Info|hwc.Error
function M.show_response(console, info)
  if info.status then
    console:say(("< %d"):format(info.status))
  end
  for _, name in ipairs(names.sorted(info.headers or {})) do
    console:say(("< %s: %s"):format(name, is_secret(name) and "***" or info.headers[name]))
  end
end

return M
