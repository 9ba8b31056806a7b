-- SPDX-License-Identifier: Apache-2.0
-- client:check(): sends a harmless request to IAM and one to the service, and explains the results
-- in a paragraph.

local calls = require("hwc.calls")
local core = require("_hwc")
local errors = require("hwc.errors")
local timestamp = require("hwc.timestamp")

local M = {}

-- Arguments of the service's probe, a list operation: it changes nothing and needs only the
-- permission to read.
local PROBE_ARGUMENTS = { limit = 1 }

-- Clock differences in seconds: from which on the report mentions them, and from which on gateways
-- refuse signatures.
local CLOCK_NOTABLE = 60
local CLOCK_LIMIT = 15 * 60

-- Seconds that this machine's clock is ahead of the Date of a response; nil without that header.
local function clock_ahead(headers)
  local date = timestamp.parse_http(headers and headers.date)
  return date and os.time() - date
end

local function clock_text(ahead)
  return ("this machine's clock is %d seconds %s"):format(math.abs(ahead),
    ahead > 0 and "ahead" or "behind")
end

-- The "https://host:port" of a URL.
local function origin_of(url)
  return url:match("^%a+://[^/]+") or url
end

-- Explains an error of either request; `trusted` if IAM accepted the same credentials before.
local function meaning(err, where, state, trusted)
  local who = state.identity
  local ahead = clock_ahead(err.headers)
  if err.kind == "credentials" or err.kind == "validation" then
    return err.message
  elseif err.kind == "transport" or err.kind == "timeout" then
    return ("%s cannot be reached (%s): check the network, the proxy, the region and the endpoint")
      :format(where, err.message)
  elseif err.status == 401 and ahead and math.abs(ahead) > CLOCK_LIMIT then
    return ("%s refuses the signature, as %s; set the clock"):format(where, clock_text(ahead))
  elseif err.status == 401 and trusted then
    return ("%s refuses what IAM accepts: the project does not belong to this region or account, "
      .. "or the endpoint is of another region or cloud (%s)"):format(where, err.message)
  elseif err.status == 401 and who.expires and not who.ak then
    return ("%s does not accept the user name, the password or the token (%s)"):format(where,
      err.message)
  elseif err.status == 401 then
    return ("%s does not accept the credentials: the %s is wrong, deleted or expired (%s)")
      :format(where, who.ak and "access key or its secret" or "token or password", err.message)
  elseif err.status == 403 then
    return ("%s accepts the credentials, but they lack the permission (%s)"):format(where,
      err.message)
  elseif err.status == 404 then
    return ("%s has no such resource or API: check the endpoint, the project and the "
      .. "instance (%s)"):format(where, err.message)
  end
  return ("%s responds with an error: %s"):format(where, err.message)
end

-- What is wrong with the project, given the list of projects that the credentials can use.
local function project_problem(who, projects)
  local found
  for _, project in ipairs(type(projects) == "table" and projects or {}) do
    if type(project) == "table" and project.id == who.project_id then
      found = project
    end
  end
  if not found then
    return ("the project %s does not belong to these credentials"):format(who.project_id)
  end
  -- Projects of a region are named after it: cn-north-4, cn-north-4_tests.
  local name = type(found.name) == "string" and found.name or ""
  local its_region = name:match("^%l+%-[%l-]+%-%d+")
  if who.region and its_region and its_region ~= who.region then
    return ("the project %s belongs to %s, not to the region %s"):format(who.project_id, its_region,
      who.region)
  end
end

local function describe(who)
  local shown = who:describe()
  local parts = { "credentials from " .. shown.source }
  if shown.ak then
    parts[#parts + 1] = "access key " .. shown.ak
  end
  if shown.agency then
    parts[#parts + 1] = "for agency " .. shown.agency
  end
  if shown.expires then
    parts[#parts + 1] = os.date("!until %Y-%m-%dT%H:%M:%SZ", shown.expires)
  end
  return table.concat(parts, ", ")
end

-- `cause` is the error that is explained. Its operation is only there, so that the message begins
-- with the problem.
local function fail(facts, cause, problem)
  return nil, core.new_error({
    kind = cause and cause.kind or "validation",
    message = ("Problem: %s. Known: %s."):format(problem, table.concat(facts, "; ")),
    status = cause and cause.status,
    code = cause and cause.code,
    request_id = cause and cause.request_id,
    field = cause and cause.field,
    cause = cause,
  })
end

-- True if the probe needs the client option instance_id.
local function needs_instance(rows, operation)
  local _, path = rows.route(operation)
  return path:find("{instance_id}", 1, true) ~= nil
end

---@param state table of the client: `core`, `identity`, `endpoint`, `rows`, `service`,
---  `instance_id`
---@param limits table `timeout` and `deadline` of each request
---@return string? paragraph if nothing is wrong
---@return hwc.Error? err its message is the paragraph
function M.run(state, limits)
  local who = state.identity
  local facts = {}
  local iam = "IAM at " .. origin_of(who.iam_endpoint)

  local good, err = who:acquire(limits)
  facts[1] = describe(who)
  if not good then
    err = errors.origin(err)
    return fail(facts, err, meaning(err, iam, state))
  end

  local reply, info = calls.perform(who, limits, function(final)
    return who.iam:start("keystone_list_auth_projects", {}, final)
  end)
  local trusted = reply ~= nil
  if not reply and info.status ~= 403 then
    return fail(facts, info, meaning(info, iam, state))
  end
  facts[#facts + 1] = reply and iam .. " accepts them"
    or iam .. " accepts them, but does not let them list their projects"
  local ahead = clock_ahead(info.headers)
  if ahead and math.abs(ahead) > CLOCK_NOTABLE then
    facts[#facts + 1] = clock_text(ahead) .. " (corrected)"
  end
  if who.project_id then
    local problem = reply and project_problem(who, reply.projects)
    if problem then
      return fail(facts, nil, problem)
    end
    facts[#facts + 1] = ("project %s%s"):format(who.project_id, reply and " is theirs" or "")
  end

  local probe = state.rows.probe
  if probe and not state.instance_id and needs_instance(state.rows, probe) then
    facts[#facts + 1] = "the gateway was not probed, because instance_id is not set"
  elseif probe then
    local where = ("%s at %s"):format(state.service, origin_of(state.endpoint))
    reply, info = calls.perform(who, limits, function(final)
      return state.core:start(probe, PROBE_ARGUMENTS, final)
    end)
    if not reply then
      return fail(facts, info, meaning(info, where, state, trusted))
    end
    facts[#facts + 1] = where .. " accepts them"
  end
  return table.concat(facts, "; ") .. ". No problem was found."
end

return M
