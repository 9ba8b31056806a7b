-- SPDX-License-Identifier: Apache-2.0
-- Certificates of domains in the sandbox: bound from either side.

local responses = require("hwc.sandbox.apig.responses")
local collection = require("hwc.sandbox.collection")
local gateways = require("hwc.sandbox.apig.gateways")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

local function certificate_of(state, id)
  return state.apig_project.certificates:get(id)
end

local function position(domain, id)
  for i, other in ipairs(domain.certificate_ids) do
    if other == id then
      return i
    end
  end
end

local function attach(domain, id, verified)
  if not position(domain, id) then
    table.insert(domain.certificate_ids, id)
  end
  if verified ~= nil then
    domain.verified_client_certificate_enabled = verified
  end
end

local function detach(domain, id)
  local at = position(domain, id)
  if at then
    table.remove(domain.certificate_ids, at)
  end
end

-- A new certificate for one domain.
function M.handlers.associate_certificate(state, args, call)
  local domain, status, body = store:find(state, "domains", args, call)
  if not domain then
    return status, body
  end
  local given = args.body
  local certificate = store:add(state, "certificates", {
    name = given.name,
    type = given.type,
    instance_id = given.instance_id,
  })
  store.by_name.certificates.created(state, certificate, given, call, store)
  attach(domain, certificate.id)
  return 201, store:describe(state, "domains", domain, call.row.reply.members)
end

local function find_both(state, args, call)
  local domain, status, body = store:find(state, "domains", args, call)
  if not domain then
    return nil, nil, status, body
  elseif not certificate_of(state, args.certificate_id)
      or not position(domain, args.certificate_id) then
    return nil, nil, refuse(call, "APIG.3025")
  end
  return domain, certificate_of(state, args.certificate_id)
end

function M.handlers.disassociate_certificate(state, args, call)
  local domain, certificate, status, body = find_both(state, args, call)
  if not domain then
    return status, body
  end
  detach(domain, certificate.id)
  return 204
end

function M.handlers.show_details_of_domain_name_certificate(state, args, call)
  local domain, certificate, status, body = find_both(state, args, call)
  if not domain then
    return status, body
  end
  return 200, store:describe(state, "certificates", certificate, call.row.reply.members)
end

-- Certificates of one domain.
local function change_certificates(change)
  return function(state, args, call)
    local domain, status, body = store:find(state, "domains", args, call)
    if not domain then
      return status, body
    end
    for _, id in ipairs(args.certificate_ids) do
      if not certificate_of(state, id) then
        return refuse(call, "APIG.3025")
      end
    end
    for _, id in ipairs(args.certificate_ids) do
      change(domain, id, args.verified_client_certificate_enabled)
    end
    return 204
  end
end

M.handlers.batch_associate_certs = change_certificates(attach)
M.handlers.batch_disassociate_certs = change_certificates(detach)

-- Domains of one certificate, in any instance.

local function wanted_instance(given, id)
  for _, other in ipairs(given.instance_ids or {}) do
    if other == id then
      return true
    end
  end
  return #(given.instance_ids or {}) == 0
end

local function domains_named(state, given)
  local found = {}
  for id, gateway in pairs(state.gateways) do
    for _, domain in gateway.domains:each() do
      if domain.url_domain == given.domain and wanted_instance(given, id) then
        found[#found + 1] = domain
      end
    end
  end
  return found
end

local function change_domains(change)
  return function(state, args, call)
    local certificate, status, body = store:find(state, "certificates", args, call)
    if not certificate then
      return status, body
    end
    for _, given in ipairs(args.domains) do
      if #domains_named(state, given) == 0 then
        return refuse(call, "APIG.3020")
      end
    end
    for _, given in ipairs(args.domains) do
      for _, domain in ipairs(domains_named(state, given)) do
        change(domain, certificate.id, given.verified_client_certificate_enabled)
      end
    end
    return 204
  end
end

M.handlers.batch_associate_domains = change_domains(attach)
M.handlers.batch_disassociate_domains = change_domains(detach)

-- Every domain of every instance that has the certificate, in a repeatable order.
local function domains_of(state, certificate, args)
  local found = collection.new("number")
  for _, instance in state.apig_project.instances:each() do
    local gateway = gateways.of(state, instance.id)
    for _, domain in gateway.domains:each() do
      if position(domain, certificate.id) and responses.named(args, "url_domain",
          domain.url_domain) then
        found:add({
          number = found:count() + 1, domain = domain, gateway = gateway, instance_id = instance.id,
        })
      end
    end
  end
  return found
end

function M.handlers.list_attached_domains(state, args, call)
  local certificate, status, body = store:find(state, "certificates", args, call)
  if not certificate then
    return status, body
  end
  return store:list(domains_of(state, certificate, args), nil, args, call,
    function(item, members)
      local shown = store.copy(item.domain)
      shown.ssl_id, shown.ssl_name = certificate.id, certificate.name
      shown.api_group_id = item.domain.group_id
      shown.api_group_name = item.gateway.groups:get(item.domain.group_id).name
      shown.instance_id = item.instance_id
      return responses.pick(shown, members)
    end)
end

-- Features of an instance: set once more, one changes.

function M.handlers.create_feature(state, args, call)
  local feature = state.apig.features:find(function(other)
    return other.name == args.name
  end)
  local now = responses.seconds(state)
  feature = feature or store:add(state, "features", {
    name = args.name, instance_id = args.instance_id,
  })
  feature.enable = args.enable
  feature.config = args.config or feature.config or ""
  feature.changed = now
  return 201, store:describe(state, "features", feature, call.row.reply.members)
end

return M
