-- SPDX-License-Identifier: Apache-2.0
-- Small files in the user's home directory: paths and contents.

local core = require("_hwc")

local M = {}

-- Maximum size of a file in bytes.
local LONGEST = 1024 * 1024

---The path of a file in the official SDKs' directory of the user, or nil without a home directory.
---@param name string
---@return string?
function M.in_home(name)
  local home = M.environment("HOME") or M.environment("USERPROFILE")
  return home and ("%s/.huaweicloud/%s"):format(home, name) or nil
end

---The value of an environment variable; an empty one counts as unset.
---@param name string
---@return string?
function M.environment(name)
  local value = os.getenv(name)
  return value ~= "" and value or nil
end

---A text without leading and trailing white space, in linear time.
---@param text string
---@return string
function M.trim(text)
  return text:sub((text:match("^%s*()"))):match(".*%S") or ""
end

---The text of a regular file of at most 1 MiB. Never blocks: a FIFO is refused.
---@param path string
---@return string? text
---@return string|integer why message with the path; after a text, the permissions of the file
---@return boolean? unusable true if something exists at the path but cannot be used
function M.read(path)
  return core.read_file(path, LONGEST)
end

return M
