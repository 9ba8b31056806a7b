-- A worker that stops while its batches are under way leaves them to others at once.

local cph = require("cph")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local scheduler = require("hwc.scheduler")

describe("a worker that was told to stop", function()
  it("leaves what it polls to the next one, which need not wait for its lease", function()
    local is_over = false
    local ledger = os.tmpname()
    rollouts.define_ledger(ledger, {
      poll = function(_, batch)
        local ends = {}
        for _, target in ipairs(is_over and batch.targets or {}) do
          ends[target.id] = "succeeded"
        end
        return ends
      end,
    })
    local journal = rollouts.new_journal("sqlite")
    local run = assert(rollouts.plan({ targets = rollouts.ids(3), waves = { "100%" } }):start({
      journal = journal }))
    local first = assert(run:work(rollouts.work({ lease = 60, deadline = 0.2 })))
    assert.equal("deadline", first.stopped)
    assert.equal(3, first.under_way)
    is_over = true
    local begun = scheduler.now()
    local second = assert(rollout.open(journal):latest():work(rollouts.work({ lease = 60,
      deadline = 20, client = rollouts.client })))
    assert.equal("finished", second.state)
    assert.is_true(scheduler.now() - begun < 10)
    assert.equal(3, #select(2, rollouts.read_ledger(ledger)))
    os.remove(ledger)
  end)
end)

describe("a client that a worker made for itself", function()
  local client_of, made = cph.client, nil

  after_each(function()
    cph.client = client_of
  end)

  it("is closed when the work ends", function()
    local settings = { endpoint = "http://127.0.0.1:1", region = "cn-north-4", project_id = "p",
      ak = "a", sk = "s", retry = false }
    local journal = rollouts.new_journal("sqlite")
    local client <close> = assert(client_of(settings))
    assert(assert(rollout.plan({ client = client, targets = { "a" }, steps = {
      rollout.step("cph.restart_servers") } })):start({ journal = journal }))
    cph.client = function()
      made = client_of(settings)
      return made
    end
    local run = assert(assert(rollout.open(journal)):latest())
    run:work({ deadline = 0.2 })
    assert.matches("(closed)", tostring(made), 1, true)
  end)
end)
