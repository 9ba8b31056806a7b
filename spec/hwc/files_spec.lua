local files = require("hwc.files")

describe("hwc.files.trim", function()
  it("takes the white space around a text away", function()
    for given, left in pairs({
      [""] = "", [" \t\r\n"] = "", ["a"] = "a", [" a b\n"] = "a b", ["\na\n\nb "] = "a\n\nb",
    }) do
      assert.equal(left, files.trim(given))
    end
  end)

  it("is done soon whatever the text is", function()
    local long = (" "):rep(1024 * 1024)
    assert.equal("", files.trim(long))
    assert.equal("a" .. long .. "b", files.trim("a" .. long .. "b" .. long))
  end)
end)
