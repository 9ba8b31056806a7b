-- SPDX-License-Identifier: Apache-2.0
-- Groups of APIs, their domains, environments and variables, certificates, apps: as data.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")

local YEAR = 365 * 86400

-- Domains are resolved at once.
local RESOLVED = 3

local function certificates_of(state, domain)
  local found = {}
  for i, id in ipairs(domain.certificate_ids) do
    local certificate = state.apig_project.certificates:get(id)
    found[i] = {
      ssl_id = id, ssl_name = certificate.name, algorithm_type = certificate.algorithm_type,
      type = certificate.type,
      is_has_trusted_root_ca = certificate.is_has_trusted_root_ca,
    }
  end
  return core.array(found)
end

local function describe_domain(state, domain, shown)
  shown.domain = domain.url_domain
  shown.cname_status = domain.status
  shown.ssl_infos = certificates_of(state, domain)
  local first = shown.ssl_infos[1] or {}
  shown.ssl_id, shown.ssl_name = first.ssl_id, first.ssl_name
end

-- Members that the rows leave out of what is required, though the service insists on them.
local function needs(...)
  local names = { ... }
  return function(_, args, _, item)
    for _, name in ipairs(item and {} or names) do
      if args[name] == nil then
        return "APIG.2011", responses.parameter_text(name, "required")
      end
    end
  end
end

local groups = {
  at = "/api-groups/{group_id}", name = "groups", missing = "APIG.3001",
  unique = { "name", code = "APIG.3201" },
  defaults = { remark = "", version = "V1", status = 1, on_sell_status = 2, is_default = 2 },
  filters = { domain_name = "sl_domain" },
  in_use = { "apis", "group_id", "APIG.3415" },
  cascade = { { "variables", "group_id" } },
}

-- Every group has a response of its own to errors.
function groups.created(state, group, _, _, store)
  store:add(state, "gateway_responses", {
    group_id = group.id, name = "default", default = true,
  })
  group.sl_domain = group.id .. ".apic.sandbox.invalid"
  group.sl_domains = core.array({ group.sl_domain })
end

function groups.describe(state, group, shown)
  local domains = {}
  for _, domain in state.apig.domains:each() do
    if domain.group_id == group.id then
      local item = {}
      for member, value in pairs(domain) do
        item[member] = value
      end
      describe_domain(state, domain, item)
      domains[#domains + 1] = item
    end
  end
  shown.url_domains = core.array(domains)
end

local certificates = {
  at = "~/certificates/{certificate_id}", missing = "APIG.3025",
  defaults = { type = "global", algorithm_type = "RSA", signature_algorithm = "SHA256-RSA" },
  filters = {
    -- Those of the instance, and those that all instances see.
    instance_id = function(_, certificate, wanted)
      return certificate.type == "global" or certificate.instance_id == wanted
    end,
  },
}

-- The content is not read: a certificate is for a domain of its name.
function certificates.created(state, certificate, args, _, store)
  local domain = certificate.name .. ".sandbox.invalid"
  certificate.project_id = state.account.project_id
  certificate.instance_id = certificate.instance_id
    or certificate.type == "global" and "common" or state.account.instance_id
  certificate.common_name = domain
  certificate.san = core.array({ domain })
  certificate.is_has_trusted_root_ca = args.trusted_root_ca ~= nil
  certificate.not_before = store.dialect.timestamp(certificate.created)
  certificate.not_after = store.dialect.timestamp(certificate.created + YEAR)
  certificate.serial_number = state:hex(32)
  certificate.version = 3
  for _, name in ipairs({ "organization", "organizational_unit", "locality", "state", "country",
                          "issuer" }) do
    certificate[name] = core.array({ "sandbox" })
  end
end

-- Domains that used it go on without it.
function certificates.removed(state, certificate)
  for _, gateway in pairs(state.gateways) do
    for _, domain in gateway.domains:each() do
      for i = #domain.certificate_ids, 1, -1 do
        if domain.certificate_ids[i] == certificate.id then
          table.remove(domain.certificate_ids, i)
        end
      end
    end
  end
end

return {
  groups,
  certificates,
  {
    at = "/api-groups/{group_id}/domains/{domain_id}", missing = "APIG.3020",
    unique = { "url_domain", code = "APIG.3305", everywhere = true },
    defaults = {
      status = RESOLVED, min_ssl_version = "TLSv1.1", is_http_redirect_to_https = false,
      verified_client_certificate_enabled = false, certificate_ids = {},
    },
    check = needs("url_domain"),
    describe = describe_domain,
  },
  {
    at = "/envs/{env_id}", name = "environments", missing = "APIG.3003",
    unique = { "name", code = "APIG.3205" },
    defaults = { remark = "" },
    in_use = { "publications", "env_id", "APIG.3418" },
    cascade = { { "variables", "env_id" } },
  },
  {
    at = "/env-variables/{env_variable_id}", name = "variables", missing = "APIG.3011",
    unique = { "group_id", "env_id", "variable_name", code = "APIG.3303" },
    refs = { group_id = "groups", env_id = "environments" },
    check = needs("variable_name"),
  },
  {
    at = "/apps/{app_id}", missing = "APIG.3004",
    unique = { { "name", code = "APIG.3203" }, { "app_key", code = "APIG.3310" } },
    defaults = { remark = "", creator = "USER", status = 1, app_type = "apig" },
    counts = { bind_num = { "auths", "app_id" } },
    cascade = { { "auths", "app_id" }, { "app_quota_bindings", "app_id" } },
    created = function(state, app)
      app.app_key = app.app_key or state:uuid()
      app.app_secret = app.app_secret or state:text(32)
    end,
  },
  {
    at = "/apps/{app_id}/app-codes/{app_code_id}", missing = "APIG.3082",
  },
  {
    at = "/apps/{app_id}/configs/{app_config_id}", name = "app_configs", missing = "APIG.3007",
    list_at = "/apps/configs",
    check = needs("config_name"),
    unique = { "config_name", code = "APIG.3309" },
    filters = {
      roma_app_name = function(state, config, wanted)
        return state.apig.apps:get(config.app_id).name:find(wanted, 1, true) ~= nil
      end,
    },
    defaults = { description = "" },
  },
  {
    -- A key to one API of its own: only the collection's path is in use.
    at = "/features/{feature_id}", missing = "APIG.3007", without = { "create" },
  },
}
