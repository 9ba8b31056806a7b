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
    local empty = rollouts.plan({ targets = {} })
    assert.matches("calls: none, there are no targets", tostring(empty))
    run, err = empty:start({ journal = path })
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
    file:write("\xEF\xBB\xBFt-0\r\n# the fleet\nt-1\n\n  t-2  # old\nt-3")
    file:close()
    local run = assert(rollouts.plan({ targets = { file = ids } })
      :start({ journal = rollouts.new_journal("sqlite") }))
    local found = {}
    for target in run:targets() do
      found[#found + 1] = target.id
    end
    os.remove(ids)
    assert.same({ "t-0", "t-1", "t-2", "t-3" }, found)
  end)

  it("is shown as text: steps, calls, waves and limits", function()
    local text = tostring(rollouts.plan({ soak = 30, rate = 5, confirm = true }))
    for _, part in ipairs({ "ledger.change", "10 a call", "1, 100%%", "soak: 30 s", "rate: 5",
      "confirmed" }) do
      assert.matches(part, text)
    end
    assert.matches("3 a call", tostring(rollouts.plan({ batch = 3 })))
  end)

  it("shows how many calls it will make, and the longest time", function()
    rollout.define("spec.slow", { batch = 20, longest = 600, submit = function() return {} end })
    local slow, ledgered = rollout.step("spec.slow"), rollout.step("ledger.change")
    for i, case in ipairs({
      -- waves of 1, 4 and 95 targets
      { { waves = { 1, "5%", "100%" }, max_unavailable = "100%" }, { 1 + 1 + 5 }, 3 * 600 },
      -- one batch at a time
      { { waves = { "100%" }, max_unavailable = 20 }, { 5 }, 5 * 600 },
      -- the limit cuts batches
      { { waves = { "100%" }, max_unavailable = 8 }, { 13 }, 13 * 600 },
      -- 16 at a time
      { { waves = { "100%" }, max_unavailable = "100%", batch = 5 }, { 20 }, 2 * 600 },
      { { waves = { 1, "100%" }, max_unavailable = "100%", soak = 30, rate = 0.5 }, { 6 },
        2 * 600 + 60 + 12 },
      { { waves = { "100%" }, max_unavailable = "100%", steps = { ledgered, slow } }, { 10, 5 },
        3600 + 600 },
    }) do
      case[1].steps, case[1].targets = case[1].steps or { slow }, rollouts.ids(100)
      local plan = rollouts.plan(case[1])
      local calls, seconds = plans.forecast(plan.data, 100)
      assert.same(case[2], calls, "case " .. i)
      assert.equal(case[3], seconds, "case " .. i)
    end
    local text = tostring(rollouts.plan({ steps = { ledgered, slow }, targets = rollouts.ids(100),
      waves = { "100%" } }))
    assert.matches("15 or more for 100 targets %(10 ledger.change, 5 spec.slow%)", text)
    assert.matches("longest time: 1:10:00 for one worker", text)
  end)

  it("makes no more calls than it shows where all goes well", function()
    local calls = 0
    rollout.define("spec.counted", { batch = 7, submit = function()
      calls = calls + 1
      return {}
    end })
    local plan = rollouts.plan({ steps = { rollout.step("spec.counted") },
      targets = rollouts.ids(100), waves = { 1, "10%", "100%" }, max_unavailable = 20 })
    local shown = tonumber(tostring(plan):match("calls: (%d+)"))
    assert(assert(plan:start({ journal = rollouts.new_journal("sqlite") })):work(rollouts.work({
      concurrency = 1 })))
    assert.equal(shown, calls)
  end)

  it("reads an iterator once for its text and its start, and not where that would wait", function()
    local at = 0
    local function next_target()
      at = at + 1
      return at <= 40 and "t-" .. at or nil
    end
    local plan = rollouts.plan({ targets = next_target })
    local shown
    require("hwc").run(function()
      shown = tostring(plan) -- a task cannot wait below tostring()
    end)
    assert.matches("calls: known once the targets are read", shown)
    assert.equal(0, at)
    assert.matches("for 40 targets", tostring(plan))
    local run = assert(plan:start({ journal = rollouts.new_journal("sqlite") }))
    assert.equal(40, run:status().total)
    assert.equal(41, at)
  end)

  it("is shown also where its targets cannot be read, and start says why", function()
    local plan = rollouts.plan({ targets = function()
      error(require("_hwc").new_error({ kind = "transport", message = "no network" }), 0)
    end })
    assert.matches("cannot be read.*no network", tostring(plan))
    local run, err = plan:start({ journal = rollouts.new_journal("sqlite") })
    assert.is_nil(run)
    assert.matches("no network.*make the plan again", err.message)
    plan = rollouts.plan({ targets = { "a", 5 } })
    assert.matches("cannot be read.*a target has to be an id", tostring(plan))
    assert.error_matches(function()
      plan:start({ journal = rollouts.new_journal("sqlite") })
    end, "a target has to be an id")
  end)
end)
