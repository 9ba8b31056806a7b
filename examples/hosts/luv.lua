-- SPDX-License-Identifier: Apache-2.0
-- hwc in a program whose event loop is libuv (the module luv, Debian: lua-luv): tasks make calls
-- while the loop handles everything else.
-- Runs on a sandbox; on the real cloud: cph.client({ region = "cn-north-4" }).

local cph = require("cph")
local hwc = require("hwc")
local uv = require("luv")

local cloud <close> = require("hwc.sandbox").start({ servers = 5 })
local client <close> = assert(cph.client(cloud:options()))

-- All that hwc needs: one descriptor watched, and a step whenever it is readable.
local loop = hwc.loop()
local watch = uv.new_poll(loop:pollfd())
watch:start(loop:events(), function()
  local good, message = pcall(loop.step, loop, 0)
  if not good then
    io.stderr:write("a task failed: ", tostring(message), "\n")
    uv.stop() -- this program has nothing else to do
  end
end)

-- The program's own work.
local ticks = 0
local timer = uv.new_timer()
timer:start(0, 1, function()
  ticks = ticks + 1
end)

hwc.spawn(function()
  local servers = assert(client:list_cloud_phone_servers()).servers
  local results, errors = hwc.map(servers, function(server)
    return client:show_cloud_phone_server_detail({ server_id = server.server_id })
  end)
  for i, server in ipairs(servers) do
    print(server.server_id, errors[i] or results[i].keypair_name)
  end
  timer:close()
  watch:close() -- so that uv.run() returns
end)

uv.run()
print("the loop ran " .. ticks .. " times meanwhile")
