-- The events of a rollout as lines of JSON.

local hwc = require("hwc")
local json = require("cjson")
local rollouts = require("spec.support.rollouts")
local troubled = require("spec.support.troubled_rollout")

describe("the option log of run:work", function()
  it("gets each event that the journal keeps once, in order, as hwc.log writes it", function()
    local journal, path = rollouts.new_journal("sqlite"), os.tmpname()
    local log <close> = assert(hwc.log(path))
    local run = troubled.make(journal, { log = log })
    local events = {}
    for event in run:events() do
      events[#events + 1] = event
    end
    local count = tonumber(troubled.ask(journal, "SELECT count(*) FROM hwc_event")[1])
    assert.equal(count, #events)
    local at = 1 -- "planned" was before this work
    for line in io.lines(path) do
      local entry = json.decode(line)
      at = at + 1
      assert.equal("rollout", entry.kind)
      assert.equal(events[at].kind, entry.event)
      assert.equal(events[at].id, entry.id)
      assert.equal(events[at].worker, entry.worker)
      assert.equal('<i>ops</i> & "co"', entry.rollout)
      assert.matches("^%d+%-%d+%-%d+T%d+:%d+:%d+%.%d+Z$", entry.time)
    end
    assert.equal(count, at)
    os.remove(path)
  end)

  it("takes a function, and nothing that cannot be called", function()
    local kinds = {}
    local run = troubled.make(rollouts.new_journal("sqlite"), { log = function(event)
      kinds[event.event] = true
    end })
    assert.is_true(kinds.running and kinds.claimed and kinds.in_doubt and kinds.finished)
    assert.error_matches(function()
      run:work(rollouts.work({ log = "file" }))
    end, "log")
  end)
end)
