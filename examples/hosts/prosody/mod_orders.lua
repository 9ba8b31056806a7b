-- SPDX-License-Identifier: Apache-2.0
-- The backend of an API as a module of the XMPP server Prosody, at http://…/orders: it accepts
-- only requests that the gateway has signed. In prosody.cfg.lua:
--
--   plugin_paths = { "…/examples/hosts/prosody" }
--   modules_enabled = { "http", "orders" }
--   orders_key = "…"
--   orders_secret = "…" -- of the signature key of the API

module:depends("http")

local apig = require("apig")

local keys = {
  [module:get_option_string("orders_key")] = module:get_option_string("orders_secret"),
}

-- The target of the request line. If it is a whole URL, Prosody's Host header lacks the port.
local function target_of(request)
  local url = request.url
  local target = url.query and url.path .. "?" .. url.query or url.path
  return url.scheme and url.scheme .. "://" .. url.authority .. target or target
end

local function take_order(event)
  local request = event.request
  local accepted, reason = apig.verify({
    method = request.method,
    target = target_of(request),
    headers = request.headers,
    body = request.body,
  }, keys, { underscores = true }) -- Prosody names x-sdk-date x_sdk_date
  if not accepted then
    return { status_code = 401, body = reason .. "\n" }
  end
  return ("%d bytes of an order\n"):format(#request.body)
end

module:provides("http", {
  route = {
    ["GET /*"] = take_order,
    ["POST /*"] = take_order,
  },
})
