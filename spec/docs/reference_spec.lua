-- The pages in docs: that they are what the rows give, and that their links lead somewhere.

local core = require("_hwc")
local reference = require("docs.reference")

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

local function found(command)
  local pipe <close> = assert(io.popen(command .. " | LC_ALL=C sort"))
  local files = {}
  for line in pipe:lines() do
    files[#files + 1] = line
  end
  return files
end

-- "docs/reference/cph/" and "../README.md" -> "docs/reference/README.md"
local function joined(directory, target)
  local path = directory .. target
  local count
  repeat
    path, count = path:gsub("[^/]+/%.%./", "", 1)
  until count == 0
  return path
end

local known = {}

-- The anchors of a page, as GitHub makes them.
local function anchors_of(path)
  if known[path] then
    return known[path]
  end
  local text = "\n" .. read(path)
  local anchors = {}
  known[path] = anchors
  for title in text:gsub("```.-```", ""):gmatch("\n#+ ([^\n]+)") do
    local anchor = title:lower():gsub("[^%w%s_-]", ""):gsub("%s", "-")
    assert(not anchors[anchor], "two headings for #" .. anchor)
    anchors[anchor] = true
  end
  return anchors
end

local function check_link(directory, page, target)
  local path, anchor = target:match("^([^#]*)#?(.*)$")
  path = path == "" and page or joined(directory, path)
  local file = io.open(path)
  assert(file, ("%s: no file %s"):format(page, target))
  file:close()
  assert(anchor == "" or anchors_of(path)[anchor],
    ("%s: no heading %s"):format(page, target))
end

describe("docs/reference", function()
  it("is what the rows give; where it is not, run docs/generate.lua", function()
    local made = reference.files()
    local paths = {}
    for path, text in pairs(made) do
      assert(read(path) == text, path .. " is stale")
      paths[#paths + 1] = path
    end
    table.sort(paths, core.text_less)
    assert.same(paths, found("find docs/reference -type f"))
  end)

  it("has links that lead somewhere", function()
    for _, page in ipairs(found("find docs -name '*.md'")) do
      local directory = page:match("^(.*/)")
      for target in read(page):gsub("```.-```", ""):gmatch("%]%(([^)]+)%)") do
        check_link(directory, page, target)
      end
    end
  end)

  it("links every page and every operation from the index", function()
    local index = read("docs/reference/README.md")
    for _, page in ipairs(found("cd docs/reference && find * -path '*/*.md'")) do
      assert.truthy(index:find(("](%s)"):format(page), 1, true), page)
    end
    for _, service in ipairs(core.services) do
      for name, row in pairs(require("_hwc." .. service).operations()) do
        local link = ("[`%s`](%s/%s.md#%s)"):format(name, service, row.resource, name)
        assert.truthy(index:find(link, 1, true), name)
      end
    end
  end)

  it("has tables whose rows have as many cells as their heads", function()
    for _, page in ipairs(found("find docs -name '*.md'")) do
      local cells
      for line in io.lines(page) do
        local _, bars = line:gsub("\\|", ""):gsub("|", "")
        if line:sub(1, 1) ~= "|" then
          cells = nil
        else
          cells = cells or bars
          assert(bars == cells, page .. ": " .. line)
        end
      end
    end
  end)

  it("marks every secret member", function()
    for _, service in ipairs(core.services) do
      for _, row in pairs(require("_hwc." .. service).operations()) do
        local page = read(("docs/reference/%s/%s.md"):format(service, row.resource))
        local section = page:match("\n## " .. row.name .. "\n(.-)\n## ")
          or page:match("\n## " .. row.name .. "\n(.*)$")
        for _, member in ipairs(row.members) do
          local line = assert(section:match("\n(| `" .. member.name:gsub("%p", "%%%0")
            .. "` | [^\n]+)"), row.name .. ": " .. member.name)
          assert.equal(member.secret, line:find("**secret**", 1, true) and true)
        end
      end
    end
  end)
end)

describe("README.md", function()
  it("says what is covered", function()
    assert.truthy(read("README.md"):find(reference.coverage(), 1, true))
  end)
end)
