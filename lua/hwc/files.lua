-- SPDX-License-Identifier: Apache-2.0
-- Small files that a user keeps: where they are, and reading them whole.

local core = require("_hwc")

local M = {}

-- Bytes of the largest file that is read.
local LONGEST = 1024 * 1024

---The path of a file in the user's directory of the official SDKs, or nil without a home.
---@param name string
---@return string?
function M.in_home(name)
  local home = M.environment("HOME") or M.environment("USERPROFILE")
  return home and ("%s/.huaweicloud/%s"):format(home, name) or nil
end

---The value of an environment variable; one that is empty counts as not set.
---@param name string
---@return string?
function M.environment(name)
  local value = os.getenv(name)
  return value ~= "" and value or nil
end

---A text without the white space around it, in time that grows no faster than the text.
---@param text string
---@return string
function M.trim(text)
  return text:sub((text:match("^%s*()"))):match(".*%S") or ""
end

---The text of a regular file of at most 1 MiB. Never waits: a FIFO is no file.
---@param path string
---@return string? text
---@return string|integer why with the path in it; of a text, the permissions of the file
---@return boolean? unusable whether there is something at the path that cannot be such a file
function M.read(path)
  return core.read_file(path, LONGEST)
end

return M
