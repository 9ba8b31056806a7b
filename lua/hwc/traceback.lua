-- SPDX-License-Identifier: Apache-2.0
-- debug.traceback; or, if the host omits the library debug, a function that returns the message
-- unchanged.

---@param first thread|any the message, unless it is a thread
---@param second? any the message, if the first is a thread
---@return any
local function message_only(first, second)
  if type(first) == "thread" then
    return second
  end
  return first
end

return debug and debug.traceback or message_only
