-- SPDX-License-Identifier: Apache-2.0
-- Files that describe APIs: Swagger in JSON or YAML. Of what a file describes paths, methods, names
-- and descriptions are looked at, no more.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")

local M = {}

local refuse = responses.refuse

local METHODS = { get = true, post = true, put = true, delete = true, head = true, patch = true,
                  options = true }

local NO_YAML = "Json or Yaml format error (the file is no JSON; the sandbox reads YAML only with "
  .. "the Lua module lyaml, Debian package lua-yaml)"

local function read_yaml(text)
  local is_there, lyaml = pcall(require, "lyaml")
  if not is_there then
    return nil, NO_YAML
  end
  local read, value = pcall(lyaml.load, text)
  return read and type(value) == "table" and value or nil
end

---Reads a file, or refuses it.
---@param text string
---@param call table
---@return table? definition
---@return integer? status
---@return table? body
function M.read(text, call)
  if not text:find("%S") then
    return nil, refuse(call, "APIG.3609")
  end
  local definition, message = core.decode_json(text), nil
  if type(definition) ~= "table" then
    definition, message = read_yaml(text)
  end
  if not definition then
    return nil, refuse(call, "APIG.3600", message)
  elseif definition.swagger ~= nil and tonumber(definition.swagger) ~= 2 then
    return nil, refuse(call, "APIG.3601")
  end
  return definition
end

local function text_or(value, default)
  return type(value) == "string" and value or default
end

---Name and place of each API of a definition, in a repeatable order.
---@param definition table
---@return { path: string, method: string, name: string, description: string }[]
function M.operations(definition)
  local found = {}
  for path, methods in pairs(type(definition.paths) == "table" and definition.paths or {}) do
    for method, api in pairs(type(methods) == "table" and methods or {}) do
      if METHODS[method] and type(path) == "string" then
        api = type(api) == "table" and api or {}
        found[#found + 1] = {
          path = path,
          method = method:upper(),
          name = text_or(api.operationId, (method .. path):gsub("[^%w]+", "_")),
          description = text_or(api.description, ""),
        }
      end
    end
  end
  table.sort(found, function(a, b)
    return core.text_less(a.path .. a.method, b.path .. b.method)
  end)
  return found
end

---The title of a definition.
---@param definition table
---@return string?
function M.title(definition)
  return type(definition.info) == "table" and text_or(definition.info.title, nil) or nil
end

---A definition of APIs.
---@param info { title: string, version: string }
---@param items { path: string, method: string, name: string, description: string? }[]
---@param host? string
---@return table
function M.definition(info, items, host)
  local paths = {}
  for _, item in ipairs(items) do
    paths[item.path] = paths[item.path] or {}
    paths[item.path][item.method:lower()] = {
      operationId = item.name,
      description = item.description,
      responses = { default = { description = "" } },
    }
  end
  return { swagger = "2.0", info = info, host = host, paths = paths }
end

-- YAML in which all text is quoted as in JSON, members in their order.
local function yaml(value, indent, lines)
  local names = {}
  for name in pairs(value) do
    names[#names + 1] = name
  end
  table.sort(names, core.text_less)
  for _, name in ipairs(names) do
    local item = value[name]
    local key = indent .. assert(core.encode_json({ name })):sub(2, -2) .. ":"
    if type(item) == "table" and next(item) ~= nil then
      lines[#lines + 1] = key
      yaml(item, indent .. "  ", lines)
    else
      local text = type(item) == "table" and "{}" or assert(core.encode_json({ item })):sub(2, -2)
      lines[#lines + 1] = key .. " " .. text
    end
  end
  return lines
end

---A definition as text.
---@param definition table of tables and text by name
---@param kind? string "yaml" or "json"
---@return string text
---@return string kind
function M.write(definition, kind)
  if kind == "yaml" or kind == "yml" then
    return table.concat(yaml(definition, "", {}), "\n") .. "\n", "yaml"
  end
  return assert(core.encode_json(definition)), "json"
end

---The response that has a definition as a file.
---@param definition table
---@param name string
---@param kind? string
---@return integer status
---@return string body
---@return string[][] headers
function M.respond(definition, name, kind)
  local text, extension = M.write(definition, kind)
  return 200, text, {
    { "Content-Type", "application/octet-stream" },
    { "Content-Disposition", ('attachment; filename="%s.%s"'):format(name, extension) },
  }
end

return M
