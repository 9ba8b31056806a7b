-- SPDX-License-Identifier: Apache-2.0
local new = require("apig.signature_key").new

-- The service's rules, as its reference states them: first character, other characters, length.
local RULES = {
  hmac = {
    sign_key = { "^[A-Za-z0-9][A-Za-z0-9_-]*$", 8, 32 },
    sign_secret = { "^[A-Za-z0-9][A-Za-z0-9_!@#$%%-]*$", 16, 64 },
  },
  basic = {
    sign_key = { "^[A-Za-z][A-Za-z0-9_-]*$", 4, 32 },
    sign_secret = { "^[A-Za-z0-9][A-Za-z0-9_!@#$%%-]*$", 8, 64 },
  },
}

describe("apig.new_signature_key", function()
  for kind, rules in pairs(RULES) do
    it("makes keys that keep the rules: " .. kind, function()
      local seen, counts = {}, {}
      for _ = 1, 1000 do
        local made = assert(new(kind))
        assert.equal(kind, made.sign_type)
        for member, rule in pairs(rules) do
          local text = made[member]
          assert.matches(rule[1], text)
          assert.is_true(#text >= rule[2] and #text <= rule[3])
          assert.is_nil(seen[text])
          seen[text] = true
        end
        for c in made.sign_secret:sub(2):gmatch(".") do
          counts[c] = (counts[c] or 0) + 1
        end
        made.sign_type, made.sign_key, made.sign_secret = nil, nil, nil
        assert.is_nil(next(made))
      end
      -- 63000 characters of 69 kinds: 913 each, within 8 standard deviations (30).
      local kinds = 0
      for c, count in pairs(counts) do
        kinds = kinds + 1
        assert.is_true(math.abs(count - 913) < 240, c .. " came " .. count .. " times")
      end
      assert.equal(69, kinds)
    end)
  end

  it("makes hmac keys where no type is given", function()
    assert.equal("hmac", new().sign_type)
  end)

  it("says why it makes no keys of other types", function()
    for _, kind in ipairs({ "aes", "public_key" }) do
      local key, err = new(kind)
      assert.is_nil(key)
      assert.equal("validation", err.kind)
      assert.equal("sign_type", err.field)
      assert.matches("keys of type " .. kind .. " are not supported: ", tostring(err), 1, true)
      assert.matches("not published", tostring(err), 1, true)
    end
  end)

  it("raises for types that there are not", function()
    for _, kind in ipairs({ "HMAC", "", 1, true, {} }) do
      assert.has_error(function() new(kind) end)
    end
  end)
end)
