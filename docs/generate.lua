-- SPDX-License-Identifier: Apache-2.0
-- Writes what is made from the rows: the reference, the types and the table of README.md. Run in
-- the root of the tree, on a build of it, after a row has changed:
--
--   build/dev/with-hwc lua5.4 docs/generate.lua

local annotations = require("docs.annotations")
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

local written = { annotations.files(), reference.files(), { ["README.md"] = readme() } }
for _, files in ipairs(written) do
  for path, text in pairs(files) do
    assert(os.execute(("mkdir -p '%s'"):format(path:match("^(.*)/") or ".")))
    local file <close> = assert(io.open(path, "w"))
    assert(file:write(text))
  end
end
