-- SPDX-License-Identifier: Apache-2.0
-- The backend of an API as a script of the web server lighttpd (mod_magnet): it accepts only
-- requests that the gateway has signed. In lighttpd.conf:
--
--   server.modules += ("mod_magnet")
--   $HTTP["url"] =~ "^/orders(/|$)" {
--     magnet.attract-raw-url-to = ("/…/orders.lua")
--   }
--
-- The signature key of the API is in the environment, as ORDERS_KEY and ORDERS_SECRET.

local apig = require("apig")

local request = lighty.r
local received = request.req_body
if not received.collect then
  return 0 -- the body is incomplete; lighttpd runs the script again
end

-- Some releases include the bytes before the body from the same packet, without their length.
local body = received.len > 0 and received.get:sub(-received.len) or ""

local accepted, reason = apig.verify({
  method = request.req_attr["request.method"],
  target = request.req_attr["request.orig-uri"],
  headers = request.req_header,
  body = body,
}, { [os.getenv("ORDERS_KEY")] = os.getenv("ORDERS_SECRET") })
if not accepted then
  request.resp_body:set({ reason, "\n" })
  return 401
end

request.resp_body:set({ ("%d bytes of an order\n"):format(#body) })
return 200
