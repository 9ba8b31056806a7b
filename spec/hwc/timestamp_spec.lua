local timestamp = require("hwc.timestamp")

describe("hwc.timestamp.parse", function()
  it("reads times as the C library's calendar has them", function()
    for text, seconds in pairs({
      ["1970-01-01T00:00:00Z"] = 0,
      ["1969-12-31T23:59:59Z"] = -1,
      ["2000-02-29T12:00:00Z"] = 951825600,
      ["2020-01-04T09:05:22.701000Z"] = 1578128722,
      ["2024-12-31T23:59:59.123456789Z"] = 1735689599,
      ["2016-12-31T23:59:60Z"] = 1483228800,
    }) do
      assert.equal(seconds, timestamp.parse(text), text)
    end
  end)

  it("refuses what no calendar or clock has", function()
    for _, text in ipairs({
      "2024-00-01T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-00T00:00:00Z",
      "2024-01-32T00:00:00Z", "2024-04-31T00:00:00Z", "2023-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2024-01-01T24:00:00Z",
      "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z", "2024-01-01T00:00:00", "2024-01-01",
      "2024-01-01T00:00:00.Z", "2024-01-01T00:00:0012Z", "2024-01-01T00:00:00+01:00",
      " 2024-01-01T00:00:00Z", "",
    }) do
      assert.is_nil(timestamp.parse(text), text)
    end
    assert.is_nil(timestamp.parse(nil))
    assert.is_nil(timestamp.parse(20240101))
  end)
end)

describe("hwc.timestamp.parse_http", function()
  it("reads the header Date", function()
    assert.equal(784111777, timestamp.parse_http("Sun, 06 Nov 1994 08:49:37 GMT"))
  end)

  it("refuses anything else", function()
    for _, text in ipairs({
      "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
      "Sun, 06 Xyz 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "",
    }) do
      assert.is_nil(timestamp.parse_http(text), text)
    end
    assert.is_nil(timestamp.parse_http(nil))
  end)
end)
