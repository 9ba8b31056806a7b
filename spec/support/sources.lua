-- The files of the tree, for specs that read them.

local M = {}

---@param path string
---@return string text of the whole file
function M.read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

---@param command string for sh, that writes paths
---@return string[] paths in order
function M.found(command)
  local pipe <close> = assert(io.popen(command .. " | LC_ALL=C sort"))
  local files = {}
  for line in pipe:lines() do
    files[#files + 1] = line
  end
  return files
end

return M
