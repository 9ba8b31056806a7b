-- How the sources depend on each other: no circle, and no Lua in what is below the binding.

local sources = require("spec.support.sources")

local files_of, read = sources.found, sources.read

-- A header and the source of the same name are one node, and so is what the files of a module share
-- among themselves, in "_internal" or "_parts": what one of them includes, all need.
local function module_of(path)
  return (path:gsub("%.[ch]$", ""):gsub("_internal$", ""):gsub("_parts$", ""))
end

-- The headers that a C file includes, as paths below src.
local function includes_of(path)
  local found = {}
  for name in read(path):gmatch('#include "([^"]+)"') do
    found[#found + 1] = "src/" .. name
  end
  return found
end

-- What a Lua file requires when it is loaded: at the beginning of a line.
local function requires_of(path)
  local found = {}
  for line in read(path):gmatch("[^\n]+") do
    local name = line:match('^local [%w_, ]+ = require%("([%w_.]+)"%)')
    if name then
      found[#found + 1] = name
    end
  end
  return found
end

-- The first circle of a graph, as text; nil where there is none.
local function circle(graph)
  local state, path = {}, {}
  local function visit(node)
    if state[node] == "done" then
      return nil
    end
    path[#path + 1] = node
    if state[node] == "open" then
      return table.concat(path, " -> ")
    end
    state[node] = "open"
    for _, other in ipairs(graph[node] or {}) do
      local found = visit(other)
      if found then
        return found
      end
    end
    state[node] = "done"
    path[#path] = nil
  end
  local nodes = {}
  for node in pairs(graph) do
    nodes[#nodes + 1] = node
  end
  table.sort(nodes)
  for _, node in ipairs(nodes) do
    local found = visit(node)
    if found then
      return found
    end
  end
end

describe("the structure of the sources", function()
  it("knows a circle where there is one", function()
    assert.equal("a -> b -> c -> a", circle({ a = { "b" }, b = { "c" }, c = { "a" } }))
    assert.is_nil(circle({ a = { "b", "c" }, b = { "c" }, c = {} }))
  end)

  it("has no circle of headers", function()
    local graph = {}
    for _, path in ipairs(files_of("find src -name '*.h'")) do
      graph[path] = includes_of(path)
    end
    assert.is_nil(circle(graph))
  end)

  it("has no circle of C modules", function()
    local graph = {}
    for _, path in ipairs(files_of("find src -name '*.[ch]'")) do
      local node = module_of(path)
      graph[node] = graph[node] or {}
      for _, header in ipairs(includes_of(path)) do
        if module_of(header) ~= node then
          table.insert(graph[node], module_of(header))
        end
      end
    end
    assert.is_nil(circle(graph))
  end)

  it("has no Lua in the core and in the rows", function()
    for _, path in ipairs(files_of("find src/core src/api -name '*.[ch]'")) do
      local text = read(path)
      assert.is_nil(text:find("#include <l[ua][uax]%w*%.h>"), path)
      assert.is_nil(text:find('#include "lua/', 1, true), path)
    end
  end)

  it("has no circle of Lua modules", function()
    local graph = {}
    for _, path in ipairs(files_of("find lua -name '*.lua' ! -path '*/_meta/*'")) do
      local name = path:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")
      graph[name] = requires_of(path)
    end
    assert.is_nil(circle(graph))
  end)
end)
