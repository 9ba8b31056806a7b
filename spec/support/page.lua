-- Reads pages with a parser that is not ours.

local json = require("cjson")
local program = require("spec.support.program")

local M = {}

---@param html string
---@return table found see read_page.py
function M.read(html)
  local directory = program.directory()
  program.write(directory .. "/page.html", html)
  local pipe <close> = assert(io.popen(("python3 spec/support/read_page.py < %s/page.html"):format(
    directory)))
  local text = pipe:read("a")
  assert(pipe:close())
  os.execute("rm -r " .. directory)
  return json.decode(text)
end

---The rows of the table whose caption has a text.
---@param found table
---@param caption string
---@return string[][] rows the first is the head
function M.table(found, caption)
  for _, each in ipairs(found.tables) do
    if each.caption:find(caption, 1, true) then
      return each.rows
    end
  end
  error("no table has the caption " .. caption)
end

return M
