local nearest = require("hwc.nearest")

local function set(...)
  local names = {}
  for _, name in ipairs({ ... }) do
    names[name] = true
  end
  return names
end

describe("hwc.nearest", function()
  it("prefers what a name begins, and of those the one that is nearest to it", function()
    local known = set("list_cloud_phone_servers", "list_cloud_phone_server_models",
      "list_cloud_phone_server_x")
    assert.equal("list_cloud_phone_servers", nearest.find("list_cloud_phone_server", known))
    assert.same({ "list_cloud_phone_servers", "list_cloud_phone_server_x",
      "list_cloud_phone_server_models" }, nearest.list("list_cloud_phone_server", known, 3))
  end)

  it("finds what is misspelt, by name where two are as near", function()
    assert.equal("timeout", nearest.find("timeuot", set("timeout", "deadline")))
    assert.equal("ab1", nearest.find("abx", set("ab2", "ab1")))
    assert.is_nil(nearest.find("something_else", set("timeout")))
    assert.is_nil(nearest.find(5, set("timeout")))
  end)
end)
