-- The command lines of docs/cli.md that need no account, on terminals of 80 and 140 columns and in
-- a pipe. All snippets of the page run in spec/docs/pages_spec.lua.

local cli = require("spec.support.cli")
local width = require("hwc.cli.width")

local function commands()
  local list = {}
  for line in io.lines("docs/cli.md") do
    if line:find("^hwc %-%-sandbox") or line:find("^hwc operations")
        or line:find("^hwc cph help") then
      list[#list + 1] = line:gsub("change%.json", "'{\"servers\":[{\"server_id\":\"a\","
        .. "\"keypair_name\":\"b\"}]}'")
    end
  end
  return list
end

local function output_of(command)
  local pipe <close> = assert(io.popen(command))
  return pipe:read("a"):gsub("\r", "")
end

describe("the examples of docs/cli.md", function()
  for _, line in ipairs(commands()) do
    it("run: " .. line, function()
      local script = os.tmpname()
      for _, columns in ipairs({ 80, 140, 0 }) do
        local file <close> = assert(io.open(script, "w"))
        file:write("PATH=\"$PWD/bin:$PATH\"\n", columns > 0 and ("stty cols %d rows 40\n"):format(
          columns) or "", line, "\necho \"status $?\"\n")
        file:close()
        local text = output_of(columns > 0 and cli.in_terminal(script) .. " </dev/null"
          or ("sh %s 2>&1 | cat"):format(script))
        assert.matches("status 0\n$", text)
        assert.is_nil(text:find("internal error", 1, true))
        local first = text:gsub("\27%[%d*m", ""):match("[^\n]+")
        if columns > 0 and line:find("list%-") and not line:find("csv") then
          assert.truthy(width.of(first) <= columns, first)
        end
      end
      os.remove(script)
    end)
  end
end)
