local compose = require("hwc.sandbox.compose")

local CALL = { id = "0123", path = "/v1/things" }

local function part(name, fields)
  fields = fields or {}
  fields.handlers = { ["list_" .. name] = function() return 200, { [name] = {} } end }
  return fields
end

describe("hwc.sandbox.compose", function()
  it("has the handlers of all parts", function()
    local service = compose.compose("demo", { part("apples"), part("pears") })
    assert.equal("demo", service.name)
    assert.same({ apples = {} }, select(2, service.handlers.list_apples()))
    assert.same({ pears = {} }, select(2, service.handlers.list_pears()))
    assert.is_nil(service.handlers.list_plums)
  end)

  it("makes parts in their order, and shows what they show", function()
    local service = compose.compose("demo", {
      part("apples", {
        seed = function(state) state.demo.apples = 3 end,
        show = function(state) return { apples = state.demo.apples } end,
      }),
      part("plums"),
      part("pears", {
        seed = function(state) state.demo.pears = state.demo.apples + 1 end,
        show = function(state) return { pears = state.demo.pears } end,
      }),
    })
    local state = { demo = "of another cloud" }
    service.seed(state)
    assert.same({ demo = { apples = 3, pears = 4 } }, state)
    assert.same({ apples = 3, pears = 4 }, service.show(state))
  end)

  it("refuses as the gateway does what the service does not refuse itself", function()
    local service = compose.compose("demo", {})
    local function refusal(status, body)
      assert.equal(CALL.id, body.request_id)
      return status .. " " .. body.error_code .. " " .. body.error_msg
    end
    assert.equal("409 Demo.1 busy", refusal(service.refuse({}, CALL, 409, "Demo.1", "busy")))
    assert.matches("^401 APIGW.0301 ", refusal(service.unauthenticated({}, CALL, "no_key")))
    assert.matches("^401 APIGW.0307 ", refusal(service.unauthenticated({}, CALL, "expired_token")))
    assert.matches("^403 APIGW.0302 ", refusal(service.forbidden({}, CALL)))
    assert.matches("^400 APIGW.0201 .*id: required",
      refusal(service.invalid({}, CALL, { message = "id: required" })))
  end)

  it("finds the service of a folder, and makes one where there is none", function()
    assert.equal(require("hwc.sandbox.cph"), compose.find("cph"))
    local service = compose.find("no_such_service")
    assert.equal("no_such_service", service.name)
    assert.same({}, service.handlers)
    local state = {}
    service.seed(state)
    assert.same({}, service.show(state))
  end)
end)
