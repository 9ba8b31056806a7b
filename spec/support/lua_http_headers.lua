-- The headers object of lua-http, as its server hands it over: a table of other members than
-- headers, which pairs() goes through with three values at a time, pseudo headers first. Recorded
-- from lua-http 0.4 with a request over HTTP/1.1 and one over HTTP/2.

local M = {}

local METATABLE = { __name = "http.headers", __index = {} }

function METATABLE.__index:each()
  local i = 0
  return function(headers)
    i = i + 1
    local entry = headers._data[i]
    if entry then
      return entry.name, entry.value, entry.never_index
    end
  end, self
end

METATABLE.__pairs = METATABLE.__index.each

function METATABLE:__len()
  return self._n
end

---@param list string[][] {name, value}, names in lower case
---@return table headers
function M.new(list)
  local data, index = {}, {}
  for i, pair in ipairs(list) do
    data[i] = { name = pair[1], value = pair[2], never_index = pair[1] == "authorization" }
    index[pair[1]] = index[pair[1]] or { n = 0 }
    table.insert(index[pair[1]], i)
    index[pair[1]].n = index[pair[1]].n + 1
  end
  return setmetatable({ _n = #list, _data = data, _index = index }, METATABLE)
end

return M
