local states = require("devserver.states")

local ID = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1"
local OTHER = "0d2f1b62-6a0e-4c4a-9b38-9b1c1bd2f9c5"

local function options(more)
  local opts = { first_delay = 0.001, interval = 0.001, max_interval = 0.001 }
  for name, value in pairs(more or {}) do
    opts[name] = value
  end
  return opts
end

-- Answers show_dev_server with the next of `answers` for the id, the last one for ever.
local function fake_client(answers)
  local client = { asked = {} }

  function client:show_dev_server(arguments)
    local id = arguments.id
    self.asked[id] = (self.asked[id] or 0) + 1
    local answer = answers[id][math.min(self.asked[id], #answers[id])]
    if type(answer) == "table" then
      return nil, answer
    end
    return { id = id, status = answer }
  end

  return client
end

describe("devserver.states.wait", function()
  -- Every state of the facts: where it belongs.
  for status, where in pairs({
    RUNNING = "succeeded",
    STOPPED = "succeeded",
    DELETED = "succeeded",
    ERROR = "failed",
    CREATE_FAILED = "failed",
    DELETE_FAILED = "failed",
    START_FAILED = "failed",
    STOP_FAILED = "failed",
    REBOOT_FAILED = "failed",
    CHANGINGOS_FAILED = "failed",
    REINSTALLINGOS_FAILED = "failed",
    CREATING = "unknown",
    DELETING = "unknown",
    STARTING = "unknown",
    STOPPING = "unknown",
    REBOOTING = "unknown",
    CHANGINGOS = "unknown",
    REINSTALLINGOS = "unknown",
    FROZEN = "unknown", -- of a service that is newer than these facts
  }) do
    it(("counts %s as %s"):format(status, where), function()
      local client = fake_client({ [ID] = { status } })
      local function once()
        return false
      end
      local report = assert(states.wait(client, ID, options({ progress = once })))
      assert.equal(1, #report[where])
      assert.equal(status, report[where][1].status)
      assert.equal(1, #report.succeeded + #report.failed + #report.unknown)
      assert.equal(where == "unknown" and "progress" or nil, report.stopped)
    end)
  end

  it("waits until the state has been left", function()
    local client = fake_client({ [ID] = { "CHANGINGOS", "CHANGINGOS", "RUNNING" } })
    local report = assert(states.wait(client, ID, options()))
    assert.equal("RUNNING", report.succeeded[1].status)
    assert.equal(3, client.asked[ID])
  end)

  it("waits for several, and asks no more for those that have settled", function()
    local client = fake_client({
      [ID] = { "STOPPED" },
      [OTHER] = { "STOPPING", "STOPPING", "STOP_FAILED" },
    })
    local report = assert(states.wait(client, { ID, OTHER }, options()))
    assert.equal(ID, report.succeeded[1].id)
    assert.equal(OTHER, report.failed[1].id)
    assert.equal(1, client.asked[ID])
  end)

  it("goes on after a look that got lost", function()
    local client = fake_client({
      [ID] = {
        { kind = "timeout", message = "late" }, { kind = "service", status = 502 }, "RUNNING",
      },
    })
    local report = assert(states.wait(client, ID, options()))
    assert.equal("RUNNING", report.succeeded[1].status)
  end)

  it("ends early where asking is in vain", function()
    local client = fake_client({ [ID] = { { kind = "service", status = 403, message = "no" } } })
    local report, err = states.wait(client, ID, options())
    assert.is_nil(report)
    assert.equal(403, err.status)
    assert.equal(ID, err.report.unknown[1].id)
  end)

  it("counts a server that the service does not know as failed, and waits for others", function()
    local client = fake_client({
      [ID] = {
        { kind = "service", status = 404, code = "ModelArts.6309", message = "no such one" },
      },
      [OTHER] = { "CHANGINGOS", "RUNNING" },
    })
    local report = assert(states.wait(client, { ID, OTHER }, options()))
    assert.same({ { id = ID, error_code = "ModelArts.6309", error_msg = "no such one" } },
      report.failed)
    assert.equal(OTHER, report.succeeded[1].id)
    assert.is_nil(report.error)
  end)

  it("takes a state that is no text for none", function()
    for _, status in ipairs({ 5, true }) do
      local client = { show_dev_server = function() return { id = ID, status = status } end }
      local report = assert(states.wait(client, ID, options({ deadline = 0.01 })))
      assert.equal(1, #report.unknown)
    end
  end)

  it("raises for what is no id", function()
    for _, what in ipairs({ 5, {}, { 5 }, false }) do
      assert.has_error(function() states.wait(fake_client({}), what) end)
    end
  end)
end)
