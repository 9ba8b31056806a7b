-- The profile file, the file of regions and the tokens' dates: texts that people write. The first
-- byte says which.

local cph = require("cph")
local credentials = require("hwc.credentials")
local regions_file = require("hwc.regions_file")
local timestamp = require("hwc.timestamp")

local path = os.getenv("HWC_BUILD") .. "/profile-of-fuzzing"
local environment = { HUAWEICLOUD_SDK_CREDENTIALS_FILE = path }
os.getenv = function(name) -- luacheck: ignore
  return environment[name]
end

local function check_error(err)
  assert(err.kind == "credentials" or err.kind == "validation", err.kind)
  assert(type(err.message) == "string" and not tostring(err):find("%c"))
end

-- Whatever is read makes a client, or an error.
local function check_client()
  local client <close>, err = cph.client({ region = "cn-north-4", metadata = false })
  if not client then
    check_error(err)
  end
end

local function check_profile(text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  local found, err = credentials.find({ metadata = false })
  if not found then
    check_error(err)
    return
  end
  assert(found.source:find("profile", 1, true))
  local keys = found.ak and found.sk
  local token = found.idp_id and found.id_token_file
  assert(keys or token, "neither keys nor a token")
  assert(not (found.ak and not found.sk))
  for name, value in pairs(found) do
    assert(type(value) ~= "string" or value ~= "" and not value:find("\n"), name)
  end
  check_client()
end

local function check_regions(text)
  local services, problem = regions_file.parse(text)
  if not services then
    assert(problem:find("^line %d+: "), problem)
    return
  end
  for service, regions in pairs(services) do
    assert(service == service:upper() and service ~= "")
    for region, url in pairs(regions) do
      assert(type(region) == "string" and region ~= "" and not region:find("%c"))
      assert(type(url) == "string" and url ~= "" and not url:find("%c"))
    end
  end
end

local function check_timestamp(text)
  local seconds = timestamp.parse(text)
  if seconds then
    assert(math.type(seconds) == "integer")
    local parts = os.date("!*t", seconds)
    local again = ("%04d-%02d-%02dT%02d:%02d:%02d"):format(parts.year, parts.month, parts.day,
      parts.hour, parts.min, parts.sec)
    assert(again == text:sub(1, 19) or text:find(":60"), text .. " is read as " .. again)
  end
end

return function(data)
  local kind, text = data:sub(1, 1), data:sub(2)
  if kind == "p" then
    check_profile(text)
  elseif kind == "r" then
    check_regions(text)
  else
    check_timestamp(text)
  end
end
