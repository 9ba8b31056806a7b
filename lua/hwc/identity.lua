-- SPDX-License-Identifier: Apache-2.0
-- The identity of a client: the credentials that a provider gave, their renewal, and the project
-- ID. The keys are in the core's clients; this file holds what is known about them.

local core = require("_hwc")
local calls = require("hwc.calls")
local credentials = require("hwc.credentials")
local errors = require("hwc.errors")
local events = require("hwc.events")
local hints = require("hwc.hints")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local traceback = require("hwc.traceback")

local M = {}

-- hwc.tasks and hwc.timestamp, loaded where credentials or a project ID have to be requested.
local tasks, timestamp

-- Seconds before the expiry of credentials: when the renewal in the background starts, and when
-- calls wait for it.
local RENEW_BEFORE = 15 * 60
local WAIT_BEFORE = 10 * 60

-- Limits in seconds of shared requests, whatever the limits of the waiting calls: for the whole
-- request, and for an attempt unless the client sets it, so that three attempts fit.
local SHARED_DEADLINE = 60
local SHARED_TIMEOUT = 15

-- Minimum seconds between renewals while the old credentials are still valid.
local PAUSE = 30

-- Seconds without renewals on refusals, after a renewal did not help.
local USELESS = 60

---@class hwc.Identity
---@field source string
---@field provider? hwc.Provider obtains new credentials; nil if they do not expire
---@field region? string
---@field project_id? string
---@field iam userdata the core's client of IAM with the same credentials
---@field iam_endpoint string
---@field generation integer number of credentials so far
---@field refused? boolean true if a call was refused with the current ones
---@field attempted? integer start of the last renewal, Unix seconds
---@field useless? integer time of a renewal that did not help
---@field problem? string why the last renewal failed
---@field one_attempt boolean true if calls are not retried by default
---@field domain? string the account's name, if a password is used
---@field ak? string redacted
---@field expires? integer Unix seconds, from the response
local Identity = {}
Identity.__index = Identity

local function fail(kind, message, field)
  return nil, core.new_error({ kind = kind, message = message, field = field })
end

local function deadline_passed()
  return core.new_error({
    kind = "timeout",
    message = "the deadline of the call has passed",
    retryable = true,
  })
end

-- The core's error right before sending.
local function too_late()
  return core.new_error({
    kind = "timeout",
    message = "send_before has passed",
    retryable = false,
  })
end

---The remaining limits of a call that began at `began`; the client's deadline is the default.
---@param limits table `deadline` and `send_before` of the call
---@param began number
---@return table? limits with the rest of the deadline
---@return hwc.Error? err if nothing is left, or `send_before` has passed
function Identity:remaining(limits, began)
  local left = options.remaining(
    options.merge({ deadline = self.connection.deadline }, limits), scheduler.now() - began)
  if left.send_before and core.boot_time() >= left.send_before then
    return nil, too_late()
  elseif left.deadline and left.deadline <= 0 then
    return nil, deadline_passed()
  end
  return left
end

-- Seconds that a call with these limits may wait before it is sent; nil: no limit.
local function patience(limits)
  local left = limits.send_before and limits.send_before - core.boot_time() or math.huge
  left = math.min(left, limits.deadline or math.huge)
  return left < math.huge and math.max(left, 0) or nil
end

local function shared_limits(self)
  return {
    deadline = SHARED_DEADLINE,
    timeout = self.connection.timeout or SHARED_TIMEOUT,
    retry = {}, -- the client's own option is for its calls
  }
end

local function set_project(self, id)
  self.project_id = id
  if self.core then
    self.core:set_project_id(id)
  end
end

-- Signs with the new credentials. IAM does not accept keys that are derived for one service.
local function install(self, fresh)
  if self.closed then
    return fail("cancelled", "the client was closed") -- reported by outcome_of()
  end
  local given = {
    ak = fresh.ak,
    sk = fresh.sk,
    security_token = fresh.security_token,
    token = fresh.token,
    algorithm = self.algorithm,
    region = self.region,
    service = self.scope,
  }
  if self.core then
    local good, err = self.core:set_credentials(given)
    if not good then
      return nil, err
    end
  end
  if given.algorithm == "V11-HMAC-SHA256" then
    given.algorithm = nil
  end
  local good, err = self.iam:set_credentials(given)
  if not good then
    return nil, err
  end
  self.generation = self.generation + 1
  self.refused = nil
  self.ak = fresh.ak and credentials.redact_key(fresh.ak)
  self.expires = fresh.expires
  local date = fresh.date and timestamp.parse_http(fresh.date)
  self.skew = date and date - os.time() or 0
  if fresh.project_id and not self.project_id then
    set_project(self, fresh.project_id)
  end
  return true
end

local function renew(self)
  local began = scheduler.now()
  self.attempted = os.time()
  local fresh, err = self.provider.obtain(shared_limits(self), self)
  local good
  if fresh then
    good, err = install(self, fresh)
  else
    hints.add(err, self)
  end
  self.problem = not good and tostring(err) or nil
  events.emit(self.events, "credentials", {
    action = good and "renewed" or "failed",
    source = self.agency and "agency " .. self.agency or self.source,
    expires = self.expires,
    duration = scheduler.now() - began,
    message = self.problem,
    cause = not good and errors.plain(err) or nil,
  })
  return good, err
end

-- Requests the project of the region from IAM; source: GET /v3/projects?name=<region>.
local function find_project(self)
  if not self.region then
    return fail("credentials",
      "project_id or region is required (region to look up the project ID)", "project_id")
  end
  local reply, info = calls.perform(self, shared_limits(self), function(final)
    return self.iam:start("keystone_list_projects", { name = self.region }, final)
  end)
  if not reply then
    info.hint = hints.add(info, self).hint or "set project_id, so that it need not be looked up"
    return nil, info
  end
  local projects = type(reply.projects) == "table" and reply.projects or {}
  local project = projects[1]
  if #projects ~= 1 or type(project) ~= "table" or type(project.id) ~= "string" then
    return fail("credentials",
      ("IAM lists %d projects named %s for these credentials: set project_id"):format(
        #projects, self.region), "project_id")
  end
  set_project(self, project.id)
  return true
end

-- Seconds until expiry, by the clock of the issuer.
local function seconds_left(self)
  return self.expires - (os.time() + self.skew)
end

local function has_life(self)
  return self.generation > 0 and (not self.expires or seconds_left(self) > 0)
end

local function happened_within(seconds, time)
  local ago = time and os.time() - time
  return ago ~= nil and ago >= 0 and ago < seconds
end

-- "now": calls wait for a renewal; "soon": it runs in the background; nil: none is needed.
local function need(self)
  if not self.provider then
    return nil
  elseif not has_life(self) then
    return "now"
  elseif self.refused and not self.problem then
    return "now"
  elseif happened_within(PAUSE, self.attempted) then
    return nil
  end
  local left = seconds_left(self)
  if left > RENEW_BEFORE then
    return nil
  end
  return left > WAIT_BEFORE and "soon" or "now"
end

-- Runs a shared request and returns its result as a table. Errors after the client was closed are
-- not raised.
local function outcome_of(self, work)
  local raised, good, err = xpcall(work, traceback, self)
  if self.closed then
    local _
    _, err = fail("cancelled", "the client was closed while its credentials were requested")
    return { err = err }
  elseif not raised then
    error(good, 0)
  end
  return { good = good, err = err }
end

-- Runs one shared request of a kind at a time; others wait for it and get the same error. The third
-- result is true if the call itself ended: by its deadline or `send_before`, because it was
-- cancelled, or because the client was closed.
local function once(self, name, work, limits, began)
  local left, err = self:remaining(limits, began)
  if not left then
    return nil, err, true
  end
  local outcome
  outcome, err = tasks.once(self.flights, name, function()
    return outcome_of(self, work)
  end, patience(left))
  if outcome then
    return outcome.good, outcome.err, outcome.err ~= nil and outcome.err.kind == "cancelled"
  elseif err.kind == "timeout" then
    local _, late = self:remaining(limits, began)
    return nil, late or deadline_passed(), true
  end
  return nil, core.new_error({ kind = err.kind, message = "the call was cancelled" }), true
end

---True if a call can be made at once.
---@return boolean
function Identity:is_ready()
  return (self.project_id ~= nil or not self.needs_project) and need(self) == nil
end

---True if calls can be made at once and the credentials cannot be renewed.
---@return boolean
function Identity:is_fixed()
  return not self.provider and (self.project_id ~= nil or not self.needs_project)
end

---What a call would do before it is sent, as sentences.
---@return string[]
function Identity:outstanding()
  local list = {}
  if self.provider and self.generation == 0 then
    list[1] = "requests credentials (" .. self.source .. "); the request is shown unsigned"
  elseif need(self) then
    list[1] = "renews the credentials"
  end
  if self.needs_project and not self.project_id then
    list[#list + 1] = "requests the project ID of the region from IAM"
  end
  return list
end

---Obtains what a call needs: credentials that are valid long enough, and the project ID.
---@param limits table `timeout`, `deadline` and `send_before` of the call
---@return table? limits with the rest of the deadline
---@return hwc.Error? err of the request; other calls may have got the same
---@return string? step the step that failed, as text
function Identity:acquire(limits)
  local began = scheduler.now()
  local needed = need(self)
  local step = self.generation == 0 and "obtaining credentials" or "renewing the credentials"
  if needed == "soon" then
    tasks.begin(self.flights, "renewal", function()
      return outcome_of(self, renew)
    end)
  elseif needed then
    local good, err, ended = once(self, "renewal", renew, limits, began)
    if not good and (ended or not has_life(self)) then
      return nil, err, step
    end
  end
  if self.needs_project and not self.project_id then
    step = "looking up the project ID"
    local good, err = once(self, "project", find_project, limits, began)
    if not good then
      return nil, err, step
    end
  end
  local left, err = self:remaining(limits, began)
  return left, err, step
end

---True if a renewal may help a call that was refused.
---@return boolean
function Identity:may_renew()
  return self.provider ~= nil and not happened_within(USELESS, self.useless)
end

---Records that the current credentials were refused: the next call renews them.
function Identity:note_refusal()
  self.refused = true
end

---Records that renewed credentials were refused too.
function Identity:note_useless()
  self.useless = os.time()
end

---Renews the credentials, once for all calls that need it.
---@param limits table of the call, which began at `began`
---@param began number
---@return boolean? good
---@return hwc.Error? err of the request; other calls may have got the same
---@return boolean? ended true if the call itself ended
function Identity:renew(limits, began)
  return once(self, "renewal", renew, limits, began)
end

---What may be shown of the credentials.
---@return { source: string, ak?: string, expires?: integer, agency?: string, problem?: string }
function Identity:describe()
  return {
    source = self.source,
    agency = self.agency,
    ak = self.ak,
    expires = self.expires,
    problem = self.problem,
  }
end

---Wipes the keys. Safe to call twice.
function Identity:close()
  if not self.closed then
    self.closed = true
    for _, flight in pairs(self.flights) do
      flight.task:cancel()
    end
    self.iam:close()
    if self.provider then
      self.provider.close()
      self.provider = nil
    end
  end
end

---@param provider hwc.Provider closed with the identity, and on failure
---@param given table members of hwc.Asking, `core` (the core's client whose calls are signed; nil:
---  only those to IAM), `region`, `project_id`, `needs_project`, `one_attempt` (calls are not
---  retried by default), `scope` (the service's name in a derived key)
---@return hwc.Identity? identity
---@return hwc.Error? err
function M.new(provider, given)
  local iam, err = core.client(options.merge(given.connection, {
    service = "iam",
    endpoint = given.iam_endpoint,
    trace = given.events and given.events:source("iam"),
  }))
  if not iam then
    provider.close()
    err.field = "iam_endpoint"
    return nil, err
  end
  local self = setmetatable({
    core = given.core,
    iam = iam,
    iam_endpoint = given.iam_endpoint,
    connection = given.connection,
    provider = not provider.lasting and provider or nil,
    source = provider.source,
    domain = provider.domain,
    agency = provider.agency,
    region = given.region,
    project_id = given.project_id,
    needs_project = given.needs_project,
    algorithm = given.algorithm,
    scope = given.scope,
    events = given.events,
    one_attempt = given.one_attempt,
    generation = 0,
    skew = 0,
    flights = {},
  }, Identity)
  if self.provider or self.needs_project and not self.project_id then
    tasks, timestamp = require("hwc.tasks"), require("hwc.timestamp")
  end
  if provider.lasting then
    local good, problem = install(self, provider.obtain({}, self))
    provider.close()
    if not good then
      self:close()
      return nil, problem
    end
  end
  if self.project_id then
    set_project(self, self.project_id)
  end
  return self
end

return M
