-- What is written for others and read from them does not depend on the locale. spec/comma.sh runs
-- the whole suite under one with a comma.
local comma = require("spec.support.comma_locale")

local FILES = {
  "spec/lua/json_spec.lua", "spec/lua/decode_spec.lua", "spec/lua/encode_spec.lua",
  "spec/api/odd_ones_spec.lua", "spec/hwc/sign_spec.lua", "spec/hwc/explain_spec.lua",
  "spec/hwc/retry_spec.lua", "spec/hwc/log_spec.lua",
  "spec/hwc/numbers_in_texts_spec.lua",
}

describe("under a locale with a comma", function()
  for _, file in ipairs(FILES) do
    for _, when in ipairs({ "before", "after" }) do
      it(("set %s hwc is loaded: %s"):format(when, file), function()
        local good, output = comma.run(when, file)
        assert(good, output)
        assert.matches("[1-9]%d* successes / 0 failures / 0 errors", output)
      end)
    end
  end

  it("the C tests of numbers and JSON", function()
    local good, output = comma.program(os.getenv("HWC_BUILD") .. "/spec/test_json")
    assert(good, output)
  end)
end)
