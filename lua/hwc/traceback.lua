-- SPDX-License-Identifier: Apache-2.0
-- The function debug.traceback; where the host leaves that library out, one that gives the message
-- back as it is.

---@param first thread|any the message where it is no thread
---@param second? any the message where the first is a thread
---@return any
local function message_only(first, second)
  if type(first) == "thread" then
    return second
  end
  return first
end

return debug and debug.traceback or message_only
