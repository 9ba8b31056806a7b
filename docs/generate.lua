-- SPDX-License-Identifier: Apache-2.0
-- Writes what is made from the rows: the reference, the types, the table of README.md and the
-- digest. Run in the root of the tree, on a build of it, after a row has changed:
--
--   build/dev/with-hwc lua5.4 docs/generate.lua
--
-- Prints the rows that have changed, which docs/compare.lua then compares with the facts.

local annotations = require("docs.annotations")
local digest = require("docs.digest")
local reference = require("docs.reference")

-- README.md with the table of what is covered in place of the one that it has.
local function readme()
  local file <close> = assert(io.open("README.md"))
  local text = file:read("a")
  local coverage = reference.coverage()
  local first, last = text:find(coverage:match("^[^\n]+\n"), 1, true)
  assert(first, "README.md has no table of what is covered")
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
