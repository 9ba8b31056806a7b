-- SPDX-License-Identifier: Apache-2.0
-- Decodes a reply: `json.lua make BYTES >FILE` writes one of about that size, `json.lua hwc FILE N`
-- and `json.lua cjson FILE N` decode it N times and print the seconds that took. hwc types by the
-- row; lua-cjson does not.

local what, path, times = arg[1], arg[2], tonumber(arg[3])

local PHONE = [[{"phone_name":"phone-%d","server_id":"1678567b8bab40f93711234cb80d%04x",]]
  .. [["phone_model_name":"rx1.cp.c15.d46.e1v1","image_id":"2dd0ad6a6d4a4e4ba7fd5de06a09b8f1",]]
  .. [["vnc_enable":"true","phone_id":"1234567b8bab40ffb711234cb80d%04x","status":%d,"type":%d,]]
  .. [["imei":"460%012d","availability_zone":"cn-north-4a","traffic_type":"direct",]]
  .. [["volume_mode":1,"create_time":"2024-05-06T07:08:09Z","update_time":"2024-05-07T08:09:10Z",]]
  .. [["metadata":{"order_id":"CS%010d","product_id":"00301-%d-0--0","owner":"团队 %d"}}]]

local function make(bytes)
  local parts, size = {}, 0
  while size < bytes or #parts == 0 do
    local i = #parts + 1
    parts[i] = PHONE:format(i, i % 65536, i % 65536, i % 9, i % 3, i, i, i % 7, i)
    size = size + #parts[i] + 1
  end
  return ('{"request_id":"6837531fd3f54550927b930180a706bf","count":%d,"phones":[%s]}')
    :format(#parts, table.concat(parts, ","))
end

if what == "make" then
  io.write(make(tonumber(path)))
  return
end

local file <close> = assert(io.open(path, "rb"))
local text = file:read("a")
local decode
if what == "cjson" then
  local cjson = require("cjson")
  decode = function()
    return cjson.decode(text)
  end
else
  local core = require("_hwc")
  decode = function()
    return assert(core.decode_reply("cph", "list_cloud_phones", 200, {}, text))
  end
end
local start = os.clock()
for _ = 1, times do
  decode()
end
print(("%.6f"):format(os.clock() - start))
