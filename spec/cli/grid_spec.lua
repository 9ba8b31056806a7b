local grid = require("hwc.cli.grid")
local width = require("hwc.cli.width")

describe("hwc.cli.width", function()
  it("counts wide characters as two columns, combining ones as none", function()
    assert.equal(4, width.of("云机"))
    assert.equal(3, width.of("a云"))
    assert.equal(1, width.of("e\u{301}"))
    assert.equal(6, width.of("한국어"))
    assert.equal(2, width.of("😀"))
    assert.equal(2, width.of("é…"))
  end)

  it("cuts to columns, never within a character", function()
    assert.equal("云… ", width.fit("云机房", 4, true))
    assert.equal("云机…", width.fit("云机房间", 5, true))
    assert.equal("ab", width.fit("ab", 2, true))
    for columns = 1, 12 do
      assert.equal(columns, width.of(width.fit("a云b机c房", columns, true)))
    end
    assert.equal("云机房", width.fit("云机房", 4, false))
  end)

  it("pads to columns", function()
    assert.equal("云  ", width.fit("云", 4, false))
  end)
end)

describe("hwc.cli.grid", function()
  local function table_of(columns, rows, given)
    given = given or {}
    local made = grid.new({ columns = columns, chosen = given.chosen, header = true,
      width = given.width })
    local omitted = made:fit(rows, given.nested or {})
    local lines = { made:head() }
    for _, row in ipairs(rows) do
      lines[#lines + 1] = made:line(row)
    end
    return lines, omitted
  end

  it("aligns columns with wide characters", function()
    assert.same({ "name    state", "云手机  on", "a       off" },
      (table_of({ "name", "state" }, { { "云手机", "on" }, { "a", "off" } }, { width = 80 })))
  end)

  it("leaves out columns that do not fit, and says which", function()
    local lines, omitted = table_of({ "id", "name", "more" }, { { ("x"):rep(20), "abc",
      ("y"):rep(20) } }, { width = 30 })
    assert.same({ "more" }, omitted)
    assert.equal(("x"):rep(20) .. "  abc", lines[2])
  end)

  it("keeps chosen columns, and cuts nested values first", function()
    local lines, omitted = table_of({ "id", "list" }, { { ("x"):rep(20), ("y"):rep(40) } },
      { width = 40, chosen = true, nested = { [2] = true } })
    assert.same({}, omitted)
    assert.equal(("x"):rep(20) .. "  " .. ("y"):rep(17) .. "…", lines[2])
    lines = table_of({ "id", "list" }, { { ("x"):rep(20), ("y"):rep(40) } },
      { width = 25, chosen = true, nested = { [2] = true } })
    assert.equal(25, width.of(lines[2]))
  end)

  it("never exceeds the terminal with later rows", function()
    local made = grid.new({ columns = { "a", "b" }, header = true, width = 20 })
    made:fit({ { "1", "2" } }, {})
    assert.truthy(width.of(made:line({ ("x"):rep(50), ("y"):rep(50) })) <= 20)
  end)

  it("has full values where there is no terminal", function()
    local lines = table_of({ "a" }, { { ("x"):rep(300) } })
    assert.equal(("x"):rep(300), lines[2])
  end)
end)
