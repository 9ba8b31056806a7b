-- SPDX-License-Identifier: Apache-2.0
-- Writes what is made from the rows: the reference and the types. Run in the root of the tree, on
-- a build of it, after a row has changed:
--
--   build/dev/with-hwc lua5.4 docs/generate.lua

local annotations = require("docs.annotations")
local reference = require("docs.reference")

for _, files in ipairs({ annotations.files(), reference.files() }) do
  for path, text in pairs(files) do
    assert(os.execute(("mkdir -p '%s'"):format(path:match("^(.*)/"))))
    local file <close> = assert(io.open(path, "w"))
    assert(file:write(text))
  end
end
