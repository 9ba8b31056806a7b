-- SPDX-License-Identifier: Apache-2.0
-- A module for the XMPP server Prosody that lists the cloud phone servers without
-- blocking it, at http://…/cloud_phones/servers. In prosody.cfg.lua:
--
--   plugin_paths = { "…/examples/hosts/prosody" }
--   modules_enabled = { "http", "cloud_phones" }
--   cloud_phones_region = "cn-north-4" -- keys come from the environment or the profile file

module:depends("http")
module:depends("hwc")

local cph = require("cph")
local hwc = require("hwc")
local json = require("util.json")
local promise = require("util.promise")

local client = assert(cph.client({
  region = module:get_option_string("cloud_phones_region", "cn-north-4"),
}))

local function list_servers()
  local reply, err = client:list_cloud_phone_servers({ limit = 100 }, { deadline = 30 })
  if not reply then
    module:log("warn", "%s", err)
    return { status_code = 502, body = err.kind .. "\n" }
  end
  local names = {}
  for i, server in ipairs(reply.servers) do
    names[i] = server.server_name
  end
  return { headers = { content_type = "application/json" }, body = json.encode(names) }
end

-- The response is sent when the task has ended; Prosody does its other work until then.
local function answer_by(fn)
  return function(event)
    return promise.new(function(resolve, reject)
      hwc.spawn(function()
        local good, result = pcall(fn, event)
        if good then
          resolve(result)
        else
          reject(result)
        end
      end)
    end)
  end
end

module:provides("http", {
  route = { ["GET /servers"] = answer_by(list_servers) },
})

function module.unload()
  client:close()
end
