-- SPDX-License-Identifier: Apache-2.0
-- The file regions.yaml of the official SDKs. Only the YAML of their manual is accepted, and
-- strictly, so that a typing error does not send a request to the wrong host.
--
--   CPH:
--     - id: 'xx-own-1'
--       endpoint: 'https://cph.xx-own-1.example.com'
--   ROMA:
--     - id: 'xx-own-1'
--       endpoints:
--         - 'https://roma.xx-own-1.example.com'
--         - 'https://roma-2.xx-own-1.example.com'

local files = require("hwc.files")
local nearest = require("hwc.nearest")

local M = {}

-- The text of a scalar: quoted, or plain up to a comment; nil if it is neither.
local function scalar(text)
  local quote = text:match("^['\"]")
  if quote == "'" then
    local inner = text:match("^'([^']*)'%s*$") or text:match("^'([^']*)'%s+#.*$")
    return inner ~= "" and inner or nil
  elseif quote then
    local inner = text:match('^"([^"\\]*)"%s*$') or text:match('^"([^"\\]*)"%s+#.*$')
    return inner ~= "" and inner or nil
  end
  text = files.trim(text:sub(1, (text:find("%s#") or #text + 1) - 1))
  if text == "" or text:find("^[-?:,%[%]{}#&*!|>%%@`]") or text:find(": ") then
    return nil
  end
  return text
end

---@class hwc.RegionsFile
---@field services table<string, table<string, string>> URLs by name in upper case and region
---@field service? table<string, string> the service being read
---@field item? table the region being read: id, endpoint
---@field item_indent? integer columns before the "-" of the service's regions
---@field in_list? boolean true within the list `endpoints`
local Reader = {}
Reader.__index = Reader

function Reader:end_item()
  local item = self.item
  self.item, self.in_list = nil, nil
  if not item then
    return nil
  elseif not item.id then
    return "the region above has no id"
  elseif not item.endpoint then
    return ("the region %s above has no endpoint"):format(nearest.quote(item.id))
  end
  self.service[item.id] = item.endpoint
end

function Reader:begin_service(name)
  local problem = self:end_item()
  self.services[name:upper()] = self.services[name:upper()] or {}
  self.service, self.item_indent = self.services[name:upper()], nil
  return problem
end

-- "id: x", "endpoint: x" or "endpoints:".
function Reader:member(text)
  local name, rest = text:match("^([%w_]+):%s*(.*)$")
  self.in_list = false
  if not name then
    return "expected a member of a region"
  elseif name == "endpoints" and (rest == "" or rest:find("^#")) then
    self.in_list = true
    return nil
  elseif name == "endpoints" then
    return "endpoints must be a list, one line for each"
  elseif name ~= "id" and name ~= "endpoint" then
    return "a region has id, and endpoint or endpoints; unknown member " .. nearest.quote(name)
  elseif self.item[name] then
    return ("duplicate %s"):format(name)
  end
  self.item[name] = scalar(rest)
  if not self.item[name] then
    return ("%s must be a string"):format(name)
  end
end

-- Reads an entry after "-": another endpoint, or the first member of a region.
function Reader:entry(indent, text)
  if self.in_list and indent > self.item_indent then
    local url = scalar(text)
    self.item.endpoint = self.item.endpoint or url
    return not url and "an endpoint must be a string" or nil
  elseif self.item_indent and indent ~= self.item_indent then
    return "the regions of a service must have the same indentation"
  end
  local problem = self:end_item()
  self.item, self.item_indent = {}, indent
  return problem or self:member(text)
end

-- Reads a line; returns what is wrong with it, or nil.
function Reader:line(line)
  if line:find("^%s*$") or line:find("^%s*#") or line:find("^%-%-%-%s*$") then
    return nil
  elseif line:find("%c") then
    return "tabs and control bytes are not allowed"
  end
  local indent, dash, text = line:match("^( *)(%-? *)(.*)$")
  text = files.trim(text)
  local service = #indent == 0 and dash == "" and (text:match("^([%w_-]+):$")
    or text:match("^([%w_-]+):%s+#.*$"))
  if service then
    return self:begin_service(service)
  elseif not self.service then
    return "expected the name of a service and a colon"
  elseif #dash > 1 then
    return self:entry(#indent, text)
  elseif dash == "" and self.item and #indent > self.item_indent then
    return self:member(text)
  end
  return 'expected "- id: ...", or a member of a region below one'
end

---@param text string of the file
---@return table<string, table<string, string>>? services URLs by name in upper case and region; the
---  first one of several
---@return string? problem with the line number
function M.parse(text)
  local reader = setmetatable({ services = {} }, Reader)
  local number = 0
  for line in (text:gsub("^\239\187\191", "") .. "\n"):gmatch("(.-)\r?\n") do
    number = number + 1
    local problem = reader:line(line)
    if problem then
      return nil, ("line %d: %s"):format(number, problem)
    end
  end
  local problem = reader:end_item()
  if problem then
    return nil, ("line %d: %s"):format(number, problem)
  end
  return reader.services
end

return M
