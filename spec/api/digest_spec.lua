-- SPDX-License-Identifier: Apache-2.0
-- The digest of all rows: nobody changes one without seeing it.
local core = require("_hwc")
local digest = require("docs.digest")

local HOW_TO_RENEW = [[

These rows are not as %s has them:
  %s
Where that is meant, compare them with the facts, then write the digest anew:
  build/dev/with-hwc --isolated lua5.4 docs/compare.lua FACTS
  build/dev/with-hwc lua5.4 docs/generate.lua]]

local function row_of(name)
  return require("_hwc.cph").describe(name)
end

describe("the digest of the rows", function()
  it("is that of the rows as they are", function()
    local changed = digest.changed(digest.kept(), digest.text())
    assert(#changed == 0, HOW_TO_RENEW:format(digest.PATH, table.concat(changed, "\n  ")))
    assert.equal(digest.kept(), digest.text())
  end)

  it("has every operation and every waiter", function()
    for _, service in ipairs(core.services) do
      local rows = require("_hwc." .. service)
      for _, all in ipairs({ rows.operations(), rows.waiters() }) do
        for name in pairs(all) do
          assert.truthy(("\n" .. digest.kept()):find(("\n%s.%s "):format(service, name), 1, true))
        end
      end
    end
  end)

  it("changes with what a row says, however deep", function()
    local before = digest.of(row_of("update_keypair"))
    assert.equal(before, digest.of(row_of("update_keypair")))
    for _, change in ipairs({
      function(row) row.path = row.path .. "/" end,
      function(row) row.idempotent = not row.idempotent end,
      function(row) row.members[2].required = nil end,
      function(row) row.members[2].object.members[1].max = 33 end,
      function(row) table.remove(row.members[2].object.members) end,
      function(row) row.reply.members[1].type = "integer" end,
      function(row) table.insert(row.conditions, { kind = "needs", names = { "a", "b" } }) end,
    }) do
      local row = row_of("update_keypair")
      change(row)
      assert.not_equal(before, digest.of(row))
    end
  end)

  it("stays where only words change", function()
    local row = row_of("update_keypair")
    row.doc, row.members[1].doc = "Other words.", "Other words"
    assert.equal(digest.of(row_of("update_keypair")), digest.of(row))
  end)

  it("names what was added, changed and removed", function()
    assert.same({ "a", "c", "d" }, digest.changed("a 1\nb 2\nc 3\n", "a 9\nb 2\nd 4\n"))
  end)
end)
