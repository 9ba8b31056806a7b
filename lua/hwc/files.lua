-- SPDX-License-Identifier: Apache-2.0
-- Small files that a user keeps: where they are, and reading them whole.

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

---The text of a file of at most 1 MiB.
---@param path string
---@return string? text
---@return string? why with the path in it
function M.read(path)
  local file, why = io.open(path, "rb")
  if not file then
    return nil, why
  end
  local text
  text, why = file:read(LONGEST + 1)
  file:close()
  if why then
    return nil, ("%s: %s"):format(path, why)
  elseif text and #text > LONGEST then
    return nil, ("%s: it is larger than 1 MiB"):format(path)
  end
  return text or ""
end

return M
