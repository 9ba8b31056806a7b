local cjson = require("cjson")
local regions = require("hwc.regions")

local function facts(name)
  local file = assert(io.open("spec/api/facts/" .. name .. ".json"))
  local text = file:read("a")
  file:close()
  return cjson.decode(text)
end

describe("hwc.regions", function()
  for _, name in ipairs({ "cph", "apig", "devserver", "iam" }) do
    it("knows every region of the facts of " .. name, function()
      local count = 0
      for region, url in pairs(facts(name).regions) do
        assert.equal(url, regions.endpoint(name, region))
        assert.is_true(regions.is_region(region))
        count = count + 1
      end
      assert.is_true(count > 5)
    end)
  end

  it("makes the hosts of the gateway's twin by its pattern", function()
    local twin = facts("apig").twin
    for _, region in ipairs(twin.regions) do
      local url = twin.endpoint_pattern:gsub("{region}", region)
      assert.equal(url, regions.endpoint("apig_twin", region))
    end
  end)

  it("reaches regions that it does not know", function()
    assert.equal("https://cph.xx-new-9.myhuaweicloud.com", regions.endpoint("cph", "xx-new-9"))
  end)

  it("has the global IAM without a region", function()
    assert.equal(facts("iam").global_endpoint, regions.iam_endpoint())
  end)

  it("takes nothing for a region that would change the host", function()
    for _, text in ipairs({ "evil.com/", "a@b", "a:1", "a.b", "", "A", "-", "a-", "x\n" }) do
      assert.is_false(regions.is_region(text))
    end
  end)
end)
