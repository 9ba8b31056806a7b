-- SPDX-License-Identifier: Apache-2.0
-- One line a request, for who looks on: method, path, operation, status, code, and of refusals the
-- reason. Without secrets.

local M = {}

local function indented(text)
  return "    " .. text:gsub("\n", "\n    ")
end

---@param entry table of the list of requests
---@return string text of one line or more
function M.line(entry)
  local words = { entry.method, entry.path, entry.operation or "-",
    entry.status and tostring(entry.status) or "closed" }
  if entry.error_code then
    words[#words + 1] = entry.error_code
  end
  if entry.sample then
    words[#words + 1] = "sample"
  end
  if entry.fault then
    words[#words + 1] = ("(%s)"):format(entry.fault)
  end
  if entry.reason then
    words[#words + 1] = entry.reason
  end
  local text = table.concat(words, " "):gsub("%c", "?")
  if entry.canonical_request then
    text = ("%s\n  the canonical request of what arrived:\n%s"):format(text,
      indented(entry.canonical_request))
  end
  return text
end

return M
