-- SPDX-License-Identifier: Apache-2.0
-- A page of the web server lighttpd (mod_magnet) that lists the cloud phone servers.
-- In lighttpd.conf:
--
--   server.modules += ("mod_magnet")
--   $HTTP["url"] == "/cloud_phones" {
--     magnet.attract-raw-url-to = ("/…/cloud_phones.lua")
--   }
--
-- The call blocks the worker, but never longer than its deadline. Credentials come from the
-- environment or the profile file.

local cph = require("cph")

-- Scripts run for each request; a module stays loaded, and with it the client and its connections.
local client = package.loaded["cloud_phones.client"]
if not client then
  client = assert(cph.client({ region = os.getenv("CLOUD_PHONES_REGION") or "cn-north-4" }))
  package.loaded["cloud_phones.client"] = client
end

local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(c)
    return ("\\u%04x"):format(c:byte())
  end) .. '"'
end

local reply, err = client:list_cloud_phone_servers({ limit = 100 }, { deadline = 0.5 })
if not reply then
  lighty.r.resp_body:set({ err.kind, "\n" })
  return err.kind == "timeout" and 504 or 502
end

local names = {}
for i, server in ipairs(reply.servers) do
  names[i] = quote(server.server_name)
end
lighty.r.resp_header["Content-Type"] = "application/json"
lighty.r.resp_body:set({ "[", table.concat(names, ","), "]" })
return 200
