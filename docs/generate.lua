-- SPDX-License-Identifier: Apache-2.0
-- Generates files from the rows: the reference, the types, the tables of README.md and
-- docs/sandbox.md, and the digest. Run it in the root of the tree, with a build, after a row has
-- changed:
--
--   build/dev/with-hwc lua5.4 docs/generate.lua
--
-- Prints the changed rows; compare these with the facts (docs/compare.lua).

local annotations = require("docs.annotations")
local digest = require("docs.digest")
local completion = require("hwc.cli.completion")
local reference = require("docs.reference")

-- The text of a page with a new table in place of the one that has the same head.
local function with_table(path, made)
  local file <close> = assert(io.open(path))
  local text = file:read("a")
  local first, last = text:find(made:match("^[^\n]+\n"), 1, true)
  assert(first, path .. " has no such table")
  last = text:find("\n\n", last, true)
  return text:sub(1, first - 1) .. made .. text:sub(last + 1)
end

local one = {
  ["README.md"] = with_table("README.md", reference.coverage()),
  ["docs/sandbox.md"] = with_table("docs/sandbox.md", reference.sandbox_kinds()),
  [digest.PATH] = digest.text(),
  ["share/bash-completion/completions/hwc"] = completion.SCRIPTS.bash,
  ["share/fish/vendor_completions.d/hwc.fish"] = completion.SCRIPTS.fish,
  ["share/man/man1/hwc.1"] = require("hwc.cli.manual").text(),
  ["share/zsh/site-functions/_hwc"] = completion.SCRIPTS.zsh,
}
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
