-- SPDX-License-Identifier: Apache-2.0
-- Policies of the gateway that APIs are bound to, and what hangs on them: as data. Signature keys
-- are made by hand; their bindings are like those of the others.

-- Whether excluded configurations exist.
local WITH_SPECIALS, WITHOUT_SPECIALS = 1, 2

local throttles = {
  at = "/throttles/{throttle_id}", missing = "APIG.3005",
  unique = { "name", code = "APIG.3204" },
  defaults = { remark = "", type = 1, enable_adaptive_control = "FALSE" },
  counts = { bind_num = { "throttle_bindings", "throttle_id" } },
  in_use = { "throttle_bindings", "throttle_id", "APIG.3451" },
}

function throttles.describe(state, throttle, shown)
  shown.is_inclu_special_throttle = WITHOUT_SPECIALS
  for _, special in state.apig.throttle_specials:each() do
    if special.throttle_id == throttle.id then
      shown.is_inclu_special_throttle = WITH_SPECIALS
    end
  end
end

local specials = {
  at = "/throttles/{throttle_id}/throttle-specials/{strategy_id}", missing = "APIG.3013",
  unique = { "object_type", "object_id", code = "APIG.3308" },
  filters = { user = "object_name" },
}

-- Tenants are those of another service: any id may be one.
function specials.check(state, args)
  if args.object_type == "APP" and not state.apig.apps:get(args.object_id) then
    return "APIG.3004"
  end
end

function specials.describe(state, special, shown)
  if special.object_type == "APP" then
    local app = state.apig.apps:get(special.object_id)
    shown.app_id = special.object_id
    shown.app_name = app and app.name or ""
    shown.object_name = shown.app_name
  else
    shown.object_name = special.object_id
  end
end

return {
  throttles,
  specials,
  {
    at = "/throttle-bindings/{throttle_binding_id}", missing = "APIG.3012", without = { "create" },
    id_in_batch = "bind_id",
  },
  {
    at = "/acls/{acl_id}", missing = "APIG.3006",
    unique = { "acl_name", code = "APIG.3206" },
    filters = { name = "acl_name" },
    counts = { bind_num = { "acl_bindings", "acl_id" } },
    in_use = { "acl_bindings", "acl_id", "APIG.3447" },
  },
  {
    at = "/acl-bindings/{acl_bindings_id}", missing = "APIG.3010", without = { "create" },
    id_in_batch = "bind_id",
  },
  {
    at = "/signs/{sign_id}", missing = "APIG.3017",
    quota_name = "signature_keys", hidden = true,
    unique = { "name", code = "APIG.3207" }, cascade = { { "bindings", "sign_id" } },
    without = { "create", "list", "show", "update", "delete" },
  },
  {
    at = "/sign-bindings/{sign_bindings_id}", name = "bindings", missing = "APIG.3018",
    without = { "create", "list" },
  },
  {
    at = "/plugins/{plugin_id}", key = "plugin_id", missing = "APIG.3068",
    unique = { "plugin_name", code = "APIG.3326" },
    defaults = { remark = "" },
    in_use = { "plugin_bindings", "plugin_id", "APIG.3462" },
  },
  {
    at = "/plugin-bindings/{plugin_attach_id}", missing = "APIG.3068",
  },
  {
    at = "/app-quotas/{app_quota_id}", key = "app_quota_id", missing = "APIG.3093",
    unique = { "name", code = "APIG.3325" },
    defaults = { remark = "" },
    counts = { bound_app_num = { "app_quota_bindings", "app_quota_id" } },
    cascade = { { "app_quota_bindings", "app_quota_id" } },
  },
  {
    at = "/app-quota-bindings/{app_quota_binding_id}", missing = "APIG.3093",
  },
  {
    at = "/authorizers/{authorizer_id}", missing = "APIG.3081",
    unique = { "name", code = "APIG.3211" },
    defaults = { ttl = 0, need_body = false, user_data = "" },
    keep = function(state, authorizer)
      return state.apig.apis:find(function(api)
        return api.authorizer_id == authorizer.id
      end) and "APIG.3309" or nil
    end,
  },
}
