-- The pages of the reference: they are what the rows give, and list all of it.

local core = require("_hwc")
local reference = require("docs.reference")
local sources = require("spec.support.sources")

local found, read = sources.found, sources.read

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
