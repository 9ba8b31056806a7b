-- SPDX-License-Identifier: Apache-2.0
local failures = require("hwc.failures")
local core = require("_hwc")

describe("hwc.failures", function()
  it("lists the jobs that were refused, with their place", function()
    local reply = core.decode_reply("cph", "restart_cloud_phone_server", 200, {}, [[{
      "request_id": "r", "jobs": [
        {"server_id": "a", "job_id": "1"},
        {"server_id": "b", "error_code": "CPS.0005", "error_msg": "no such server"},
        {"server_id": "c", "job_id": "2", "error_code": null, "error_msg": null},
        {"server_id": "d", "job_id": "3", "error_code": ""}]}]])
    assert.same({
      {
        list = "jobs",
        index = 2,
        server_id = "b",
        error_code = "CPS.0005",
        error_msg = "no such server",
      },
    }, failures.list(reply))
  end)

  it("takes every item of a list of failures, and lists in the order of names", function()
    local found = failures.list({
      failures = { { server_id = "a" } },
      errors = { { phone_id = "p", error_code = "CPS.1" }, { phone_id = "q" } },
      failure = { { api_id = "x", error_msg = "no" } },
      success = { { api_id = "y" } },
    })
    local lines = {}
    for i, item in ipairs(found) do
      lines[i] = item.list .. item.index
    end
    assert.same({ "errors1", "errors2", "failure1", "failures1" }, lines)
  end)

  it("looks into the result of an authorisation", function()
    local found = failures.list({
      auths = { { auth_result = { error_code = "APIG.1" } }, { auth_result = {} } },
    })
    assert.equal(1, #found)
    assert.equal(1, found[1].index)
  end)

  it("raises at the caller's line for what is no reply", function()
    for _, wrong in ipairs({ false, "text", 5 }) do
      local good, message = pcall(function() failures.list(wrong or nil) end)
      assert.is_false(good)
      assert.matches("^spec/hwc/failures_spec.lua:%d+: failures takes a reply, got ",
        message)
    end
  end)

  it("lists nothing where nothing failed, and leaves the reply alone", function()
    local reply = { jobs = { { job_id = "1" } }, request_id = "r", links = { self = "x" } }
    assert.same({}, failures.list(reply))
    assert.same({ jobs = { { job_id = "1" } }, request_id = "r", links = { self = "x" } }, reply)
    assert.same({}, failures.list({}))
  end)

  it("is an array in JSON, whether something failed or not", function()
    assert.equal("[]", core.encode_json(failures.list({ jobs = { { job_id = "1" } } })))
    assert.equal('[{"index":1,"list":"errors"}]',
      core.encode_json(failures.list({ errors = { {} } })))
  end)
end)
