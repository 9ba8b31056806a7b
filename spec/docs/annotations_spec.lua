-- The types in lua/_meta: that they are what the rows give, and that they hold together. Language
-- servers only warn of what is wrong in a library, if they do.

local core = require("_hwc")
local annotations = require("docs.annotations")

local BUILT_IN = {
  ["any"] = true, ["boolean"] = true, ["false"] = true, ["fun"] = true, ["function"] = true,
  ["integer"] = true, ["nil"] = true, ["number"] = true, ["string"] = true, ["table"] = true,
  ["true"] = true, ["userdata"] = true, ["file*"] = true, ["thread"] = true, ["self"] = true,
}

local sources = require("spec.support.sources")

local found, read = sources.found, sources.read

-- The type at the start of a text: it ends at a space that is in no bracket and no quotes, and
-- behind no colon, comma or bar.
local function take_type(text)
  local depth, quoted, last = 0, false, ""
  for i = 1, #text do
    local c = text:sub(i, i)
    if c == '"' then
      quoted = not quoted
    elseif not quoted then
      if c:find("[%(<{%[]") then
        depth = depth + 1
      elseif c:find("[%)>}%]]") then
        depth = depth - 1
      elseif c == " " and depth == 0 and not last:find("[:,|]") then
        return text:sub(1, i - 1)
      end
    end
    if c ~= " " then
      last = c
    end
  end
  assert(depth == 0 and not quoted, text)
  return text
end

-- The names of types in a type: without texts, and without the names of parameters and keys.
local function names_in(type)
  local names = {}
  local bare = type:gsub('"[^"]*"', ""):gsub("[%w_%.]+%??:", "")
  for name in bare:gmatch("[%a_][%w_%.]*%*?") do
    names[#names + 1] = name:gsub("^%.+", "")
  end
  return names
end

-- The type that a line of annotations names; nil where it names none.
local function type_in(line)
  return line:match("^%-%-%-@field%s+private%s+[^%s]+%s+(.+)$")
    or line:match("^%-%-%-@field%s+%b[]%??%s+(.+)$")
    or line:match("^%-%-%-@field%s+[^%s]+%s+(.+)$")
    or line:match("^%-%-%-@param%s+[^%s]+%s+(.+)$")
    or line:match("^%-%-%-@return%s+(.+)$")
    or line:match("^%-%-%-@type%s+(.+)$")
    or line:match("^%-%-%-@overload%s+(.+)$")
end

-- How a member's name stands in an annotation.
local function field_of(member)
  return member.name:find("^[%a_][%w_]*$") and member.name or ('["%s"]'):format(member.name)
end

-- Classes and aliases of all files, each with where it is defined and what fields it has.
local function classes_of(files)
  local classes = {}
  for _, path in ipairs(files) do
    local class
    for line in io.lines(path) do
      local name = line:match("^%-%-%-@class%s+([%w_%.]+)")
        or line:match("^%-%-%-@alias%s+([%w_%.]+)")
      local field = line:match("^%-%-%-@field%s+([^%s]+)")
      if name then
        class = classes[name] or { files = {}, fields = {} }
        classes[name] = class
        class.files[#class.files + 1] = path
      elseif field == "private" or field == nil and line:sub(1, 3) ~= "---" then
        class = line:sub(1, 3) == "---" and class or nil
      elseif field then
        field = field:gsub("%?$", "")
        assert.is_nil(class.fields[field], ("%s has %s twice"):format(path, field))
        class.fields[field] = true
      end
    end
  end
  return classes
end

describe("lua/_meta", function()
  local files = found("find lua -name '*.lua'")
  local classes = classes_of(files)

  it("is what the rows give; where it is not, run docs/generate.lua", function()
    local made = annotations.files()
    local paths = { "lua/_meta/hwc.lua" }
    for path, text in pairs(made) do
      assert(read(path) == text, path .. " is stale")
      paths[#paths + 1] = path
    end
    table.sort(paths, core.text_less)
    assert.same(paths, found("find lua/_meta -type f"))
  end)

  it("defines each class once", function()
    for name, class in pairs(classes) do
      assert.same({ class.files[1] }, class.files, name)
    end
  end)

  it("names no type that is not defined", function()
    for _, path in ipairs(files) do
      for line in io.lines(path) do
        local text = path:find("^lua/_meta/") and type_in(line)
        for _, name in ipairs(text and names_in(take_type(text)) or {}) do
          assert(BUILT_IN[name] or classes[name], ("%s: %s in %s"):format(path, name, line))
        end
      end
    end
  end)

  it("has every operation once, with its arguments and its reply", function()
    for _, service in ipairs(core.services) do
      local text = read(("lua/_meta/%s.lua"):format(service))
      local rows = require("_hwc." .. service)
      local seen = 0
      local pattern = "\n(%-%-%-@param arguments[^\n]*\n.-)function Client:([%w_]+)"
      for block, name in text:gmatch(pattern) do
        local row = assert(rows.describe(name), name)
        local arguments = block:match("^%-%-%-@param arguments%?? ([%w%.]+)\n")
        local reply = block:match("\n%-%-%-@return ([%w%.]+)%? reply\n")
        for _, member in ipairs(row.members) do
          assert(classes[arguments].fields[field_of(member)], arguments .. "." .. member.name)
        end
        for _, member in ipairs(row.reply and row.reply.members or {}) do
          assert(classes[reply].fields[field_of(member)], reply .. "." .. member.name)
        end
        seen = seen + 1
      end
      assert.equal(#rows.names(), seen, service)
    end
  end)

  it("asks for what is required, and for nothing else", function()
    for _, service in ipairs(core.services) do
      local text = read(("lua/_meta/%s.lua"):format(service))
      local fields = {}
      local class
      for line in text:gmatch("[^\n]+") do
        class = line:match("^%-%-%-@class ([%w%.]+Arguments)$")
          or line:find("^%-%-%-@field") and class
        local field, optional = line:match("^%-%-%-@field ([^%s?]+)(%??) ")
        if class and field then
          fields[class] = fields[class] or {}
          fields[class][field] = optional == ""
        end
      end
      for name, row in pairs(require("_hwc." .. service).operations()) do
        class = service .. "." .. ("_" .. name):gsub("_(%w)", string.upper) .. "Arguments"
        for _, member in ipairs(row.members) do
          local required = member.required and not member.from_client or false
          assert.equal(required, fields[class][field_of(member)], class .. "." .. member.name)
        end
      end
    end
  end)

  it("has one line for each member", function()
    for _, path in ipairs(found("find lua/_meta -name '*.lua'")) do
      for line in io.lines(path) do
        assert(not line:find("^%-%-%-@field") or line:find("^%-%-%-@field %S+ .+$"), line)
      end
    end
  end)

  it("raises where a program loads it", function()
    for _, path in ipairs(found("find lua/_meta -name '*.lua'")) do
      assert.matches("^%-%-%-@meta [%w_%.]+\n", read(path))
      local good, message = pcall(dofile, path)
      assert.is_false(good)
      assert.matches("language servers", message, 1, true)
    end
  end)

  it("is where the command in docs/types.md says", function()
    local command = read("docs/types.md"):match("```sh\n(.-)```")
    local pipe <close> = assert(io.popen(command))
    local directory = pipe:read("l")
    assert.equal(read("lua/_meta/cph.lua"), read(directory .. "/_meta/cph.lua"))
  end)

  -- Where there is one: LuaLS is in no Debian package.
  if os.execute("command -v lua-language-server >/dev/null") then
    it("lets LuaLS find mistakes, and only those", function()
      local work = os.getenv("HWC_BUILD") .. "/types"
      local pipe <close> = assert(io.popen(("sh spec/docs/check_types.sh '%s'"):format(work)))
      local lines = {}
      for line in pipe:lines() do
        lines[#lines + 1] = line
      end
      table.sort(lines)
      assert.same({
        "bad.lua:10:undefined-field",
        "bad.lua:2:assign-type-mismatch",
        "bad.lua:3:missing-fields",
        "bad.lua:4:assign-type-mismatch",
        "bad.lua:5:undefined-field",
        "bad.lua:6:assign-type-mismatch",
        "bad.lua:7:undefined-field",
        "bad.lua:8:assign-type-mismatch",
      }, lines)
    end)
  end
end)
