-- The pages as Markdown: links lead to files and headings that exist, tables are complete, and the
-- error texts of docs/troubleshooting.md are those of the sources.

local tree = require("spec.support.sources")

local found, read = tree.found, tree.read

local PAGES = found("{ ls *.md; find docs -name '*.md'; }")

-- A page without the contents of its snippets.
local function prose(path)
  return ("\n" .. read(path)):gsub("\n```.-\n```", "\n")
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
  local anchors = {}
  known[path] = anchors
  for title in prose(path):gmatch("\n#+ ([^\n]+)") do
    local anchor = title:lower():gsub("[^%w%s_-]", ""):gsub("%s", "-")
    assert(not anchors[anchor], path .. ": two headings for #" .. anchor)
    anchors[anchor] = true
  end
  return anchors
end

-- What is wrong with a link, or nil.
local function problem_of(page, target)
  local path, anchor = target:match("^([^#]*)#?(.*)$")
  path = path == "" and page or joined(page:match("^(.*/)") or "", path)
  local file = io.open(path)
  if not file then
    return ("%s: no file %s"):format(page, target)
  end
  file:close()
  if anchor ~= "" and not anchors_of(path)[anchor] then
    return ("%s: no heading %s"):format(page, target)
  end
end

describe("the pages", function()
  it("have links that lead somewhere", function()
    local problems, count = {}, 0
    for _, page in ipairs(PAGES) do
      for target in prose(page):gmatch("%]%(([^)]+)%)") do
        if not target:find("^https?://") then
          count = count + 1
          problems[#problems + 1] = problem_of(page, target)
        end
      end
    end
    assert.same({}, problems)
    assert.truthy(count > 1000)
  end)

  it("would show a link that leads nowhere", function()
    assert.truthy(problem_of("docs/calls.md", "no_such_page.md"))
    assert.truthy(problem_of("docs/calls.md", "errors.md#no-such-heading"))
    assert.is_nil(problem_of("docs/calls.md", "errors.md#kinds"))
    assert.is_nil(problem_of("docs/calls.md", "../README.md"))
  end)

  it("have tables whose rows have as many cells as their heads", function()
    for _, page in ipairs(PAGES) do
      local cells
      for line in prose(page):gmatch("[^\n]*") do
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
end)

describe("docs/troubleshooting.md", function()
  it("quotes texts of errors as the sources have them", function()
    local sources = {}
    for i, path in ipairs(found("find src lua -name '*.c' -o -name '*.lua'")) do
      sources[i] = read(path):gsub('"%s*%.?%.?%s*"', "") -- pieces of a text
    end
    local all = table.concat(sources, "\n"):gsub("%%s", "\0")
    local count = 0
    for symptom in prose("docs/troubleshooting.md"):gmatch("\n| `([^\n]-)` | ") do
      count = count + 1
      -- The two kinds of time-out share a text: "no %s within %s s".
      local text = symptom:gsub("^no [%l ]- within$", "no \0 within \0 s")
      assert(all:find(text, 1, true), symptom)
    end
    assert.truthy(count > 40)
  end)
end)
