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

-- Whether C text includes a header of Lua, or one of the binding.
local function includes_lua(text)
  for name in text:gmatch('#%s*include%s*[<"]([^>"]+)[>"]') do
    if name:find("^l[ua][uax]%w*%.h") or name:find("^lua[%d.]*/") or name == "hwc.h" then
      return name
    end
  end
end

-- C without comments and the contents of strings.
local function plain_c(text)
  return (text:gsub("/%*.-%*/", " "):gsub("\\.", ""):gsub('"[^"\n]*"', '""'))
end

-- The functions with external linkage that a C file defines: formatted, a definition has its brace
-- at the beginning of the line that follows its parameters.
local function functions_of(text)
  local found = {}
  for head in ("\n" .. plain_c(text)):gmatch("\n(%a[^\n;{}=]-%([^;{}=]*%))\n{") do
    if not head:find("^static[%s]") then
      found[#found + 1] = head:match("([%a_][%w_]*)%(")
    end
  end
  return found
end

-- Which C file uses a function of which other; `texts` are theirs by path. Unlike the graph of
-- includes, it has a node for each file of a module that shares a header, such as encode_parts.h.
local function uses_of(texts)
  local home, graph = {}, {}
  for path, text in pairs(texts) do
    for _, name in ipairs(functions_of(text)) do
      home[name] = path
    end
  end
  for path, text in pairs(texts) do
    local seen = {}
    graph[path] = {}
    for name in plain_c(text):gmatch("[%a_][%w_]*") do
      local other = home[name]
      if other and other ~= path and not seen[other] then
        seen[other] = true
        table.insert(graph[path], other)
      end
    end
    table.sort(graph[path])
  end
  return graph
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

  it("sees a circle of files that share a header", function()
    local texts = {
      ["x.c"] = "bool x_write(struct x *x,\n             int a)\n{\n  return x_text(x, a);\n}\n",
      ["x_text.c"] = "const char *x_text(struct x *x, int a)\n{\n  return x_note(x) ? 0 : a;\n}\n",
      ["x_note.c"] = "/* Not x_write(). */\nint x_note(struct x *x)\n{\n"
        .. '  return log("x_text(");\n}\n',
    }
    assert.same({ ["x.c"] = { "x_text.c" }, ["x_text.c"] = { "x_note.c" }, ["x_note.c"] = {} },
      uses_of(texts))
    texts["x_note.c"] = "int x_note(struct x *x)\n{\n  return x_write(x, 1);\n}\n"
    assert.equal("x.c -> x_text.c -> x_note.c -> x.c", circle(uses_of(texts)))
  end)

  it("has no circle of C files that use each other's functions", function()
    local texts, functions = {}, 0
    for _, path in ipairs(files_of("find src -name '*.c'")) do
      texts[path] = read(path)
      functions = functions + #functions_of(texts[path])
    end
    assert.is_true(functions > 300, functions .. " functions found")
    assert.is_nil(circle(uses_of(texts)))
  end)

  it("sees Lua where it is included", function()
    for _, line in ipairs({
      "#include <lua.h>", '#include "lauxlib.h"', "#include <lua5.4/lua.h>",
      '# include "lua/path.h"', '#include "hwc.h"',
    }) do
      assert.truthy(includes_lua('#include "core/text.h"\n' .. line .. "\n"), line)
    end
    assert.is_nil(includes_lua('#include "core/text.h"\n#include <stddef.h>\n'))
  end)

  it("has no Lua in the core and in the rows", function()
    for _, path in ipairs(files_of("find src/core src/api -name '*.[ch]'")) do
      local text = read(path)
      assert.is_nil(includes_lua(text), path)
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
