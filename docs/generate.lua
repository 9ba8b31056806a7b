-- SPDX-License-Identifier: Apache-2.0
-- Generates files from the rows: the reference, the types, the coverage table of README.md and the
-- digest. Run it in the root of the tree, with a build, after a row has changed:
--
--   build/dev/with-hwc lua5.4 docs/generate.lua
--
-- Prints the changed rows; compare these with the facts (docs/compare.lua).

local annotations = require("docs.annotations")
local digest = require("docs.digest")
local reference = require("docs.reference")

-- README.md with a new coverage table.
local function readme()
  local file <close> = assert(io.open("README.md"))
  local text = file:read("a")
  local coverage = reference.coverage()
  local first, last = text:find(coverage:match("^[^\n]+\n"), 1, true)
  assert(first, "README.md has no coverage table")
  last = text:find("\n\n", last, true)
  return text:sub(1, first - 1) .. coverage .. text:sub(last + 1)
end

local one = { ["README.md"] = readme(), [digest.PATH] = digest.text() }
local changed = digest.changed(digest.kept(), one[digest.PATH])

for _, files in ipairs({ annotations.files(), reference.files(), one }) do
  for path, text in pairs(files) do
    assert(os.execute(("mkdir -p '%s'"):format(path:match("^(.*)/") or ".")))
    local file <close> = assert(io.open(path, "w"))
    assert(file:write(text))
  end
end

for _, name in ipairs(changed) do
  print("changed: " .. name)
end
