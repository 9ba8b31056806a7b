-- SPDX-License-Identifier: Apache-2.0
local plans = require("hwc.rollout.plan")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

describe("rollout.plan", function()
  local ledger = os.tmpname()

  setup(function()
    rollouts.define_ledger(ledger)
  end)

  teardown(function()
    os.remove(ledger)
    rollouts.stop()
  end)

  describe("waves", function()
    it("are cumulative, rounded down, at least one target, and end with all", function()
      for _, case in ipairs({
        { { 1, "1%", "10%", "100%" }, 30, { 1, 3, 30 } },
        { { 1, "5%", "100%" }, 8000, { 1, 400, 8000 } },
        { { 1, "100%" }, 1, { 1 } },
        { { 5, 2, "50%" }, 20, { 5, 10, 20 } },
        { { 100 }, 7, { 7 } },
        { { "33.5%", "100%" }, 10, { 3, 10 } },
      }) do
        assert.same(case[3], plans.wave_ends(case[1], case[2]))
      end
    end)
  end)

  it("rounds limits down, and leaves room for one target", function()
    assert.same({ max_unavailable = 3, max_failures = 0, max_in_doubt = 1 },
      plans.limits({ max_unavailable = "10%", max_failures = "2%", max_in_doubt = 1 }, 30))
    assert.equal(1, plans.limits({ max_unavailable = "1%", max_failures = 0, max_in_doubt = 0 },
      30).max_unavailable)
  end)

  it("refuses what cannot be meant, and names it", function()
    for _, case in ipairs({
      { { waves = { "ten" } }, "waves" },
      { { max_failures = "200%" }, "max_failures" },
      { { max_unavailable = -1 }, "max_unavailable" },
      { { steps = {} }, "steps" },
      { { steps = { "cph.restart_servers" } }, "steps%[1%]" },
      { { targets = 7 }, "targets" },
      { { sauce = 1 }, "sauce" },
    }) do
      local given = { client = rollouts.client, steps = { rollout.step("ledger.change") },
        targets = { "a" } }
      for name, value in pairs(case[1]) do
        given[name] = value
      end
      assert.error_matches(function()
        rollout.plan(given)
      end, case[2])
    end
  end)

  it("refuses a step that nobody knows, with the nearest name", function()
    assert.error_matches(function()
      rollout.step("cph.restart_server")
    end, 'did you mean "cph.restart_servers"')
  end)

  it("refuses arguments that a step does not have, and checks the ones it needs", function()
    assert.error_matches(function()
      rollout.step("cph.update_keypair", { keypair = "a" })
    end, "keypair_name")
    local plan, err = rollout.plan({ service = "cph", targets = { "a" },
      steps = { rollout.step("cph.update_keypair") } })
    assert.is_nil(plan)
    assert.equal("validation", err.kind)
    assert.equal("keypair_name", err.field)
  end)

  it("refuses a secret given plainly, and says how it is given", function()
    assert.error_matches(function()
      rollout.step("devserver.change_os", { image_id = "i", admin_pass = "hunter2" })
    end, "env = ")
    local good, problem = pcall(rollout.step, "devserver.change_os", { admin_pass = "hunter2" })
    assert.is_false(good)
    assert.not_matches("hunter2", problem)
  end)

  it("keeps no function and no secret in the journal", function()
    local plan = rollouts.plan({ service = "devserver", steps = {
      rollout.step("devserver.change_os", { image_id = "i", admin_pass = { env = "ADMIN_PASS" } }),
    } })
    local path = rollouts.new_journal("sqlite")
    assert(plan:start({ journal = path }))
    local file <close> = assert(io.open(path, "rb"))
    local text = file:read("a")
    for _, name in ipairs({ path .. "-wal" }) do
      local more = io.open(name, "rb")
      text = text .. (more and more:read("a") or "")
    end
    assert.matches("ADMIN_PASS", text)
    assert.not_matches("function", text)
  end)

  it("refuses a target that is there twice, and one that is none", function()
    local path = rollouts.new_journal("sqlite")
    local run, err = rollouts.plan({ targets = { "a", "b", "a" } }):start({ journal = path })
    assert.is_nil(run)
    assert.matches("target a is there more than once", err.message)
    run, err = rollouts.plan({ targets = {} }):start({ journal = path })
    assert.is_nil(run)
    assert.matches("no targets", err.message)
    assert.same({}, assert(assert(rollout.open(path)):list()))
    assert.error_matches(function()
      rollouts.plan({ targets = { 7 } }):start({ journal = path })
    end, "a target has to be an id")
  end)

  it("reads targets from a file, without comments", function()
    local ids = os.tmpname()
    local file = assert(io.open(ids, "w"))
    file:write("# the fleet\nt-1\n\n  t-2  # old\nt-3")
    file:close()
    local run = assert(rollouts.plan({ targets = { file = ids } })
      :start({ journal = rollouts.new_journal("sqlite") }))
    local found = {}
    for target in run:targets() do
      found[#found + 1] = target.id
    end
    os.remove(ids)
    assert.same({ "t-1", "t-2", "t-3" }, found)
  end)

  it("is shown as text: steps, calls, waves and limits", function()
    local text = tostring(rollouts.plan({ soak = 30, rate = 5, confirm = true }))
    for _, part in ipairs({ "ledger.change", "10 a call", "1, 100%%", "soak: 30 s", "rate: 5",
      "confirmed" }) do
      assert.matches(part, text)
    end
    assert.matches("3 a call", tostring(rollouts.plan({ batch = 3 })))
  end)
end)
