-- SPDX-License-Identifier: Apache-2.0
-- JSON beside lua-cjson, which types and validates nothing:
--
--   json.lua make BYTES >FILE            a reply of about that size
--   json.lua decode|cjson_decode FILE N  seconds to read it N times; hwc types it by its row
--   json.lua encode|cjson_encode IDS N   seconds to write a body of so many ids N times; hwc
--                                        validates it by its row
--   json.lua encode_pairs|cjson_encode_pairs IDS N   the same of ids with key pairs

local what, subject, times = arg[1], arg[2], tonumber(arg[3])

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

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local function list_of(count, make_item)
  local list = {}
  for i = 1, count do
    list[i] = make_item(("1678567b8bab40f93711234cb80d%04x"):format(i % 65536))
  end
  return list
end

local function ids()
  return { phone_ids = list_of(tonumber(subject), function(id) return id end) }
end

local function id_pairs()
  return { servers = list_of(tonumber(subject), function(id)
    return { server_id = id, keypair_name = "keypair-2" }
  end) }
end

-- Writes arguments of an operation by its row, or any table.
local function hwc_writer(operation, given)
  local encode = require("_hwc.cph").encode
  local options = { project_id = "0123456789abcdef0123456789abcdef" }
  return function()
    return assert(encode(operation, given, options)).body
  end
end

local function cjson_writer(given)
  local encode = require("cjson").encode
  return function()
    return encode(given)
  end
end

local works = {}

function works.decode()
  local core, text = require("_hwc"), read(subject)
  return function()
    return assert(core.decode_reply("cph", "list_cloud_phones", 200, {}, text))
  end
end

function works.cjson_decode()
  local cjson, text = require("cjson"), read(subject)
  return function()
    return cjson.decode(text)
  end
end

function works.encode()
  return hwc_writer("stop_cloud_phone", ids())
end

function works.cjson_encode()
  return cjson_writer(ids())
end

function works.encode_pairs()
  return hwc_writer("update_keypair", id_pairs())
end

function works.cjson_encode_pairs()
  return cjson_writer(id_pairs())
end

if what == "make" then
  io.write(make(tonumber(subject)))
  return
end
local work = works[what]()
local start = os.clock()
for _ = 1, times do
  work()
end
print(("%.6f"):format(os.clock() - start))
