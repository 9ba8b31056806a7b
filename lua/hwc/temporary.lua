-- SPDX-License-Identifier: Apache-2.0
-- Getting credentials that end by themselves: a token for a password, temporary keys for an id
-- token, from the pod, from the ECS, and of an agency. Who asks for them and when is decided in
-- hwc.identity; here is only how. Sources: the official Python SDK, auth/internal.py, and the IAM
-- API reference.

local core = require("_hwc")
local credentials = require("hwc.credentials")
local errors = require("hwc.errors")
local files = require("hwc.files")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local timestamp = require("hwc.timestamp")

local M = {}

-- Seconds. A token lives so long where the answer does not say.
local TOKEN_LIFE = 24 * 3600
local ID_TOKEN_KEYS_LIFE = 6 * 3600
local AGENCY_KEYS_LIFE = 3600
local METADATA_TOKEN_LIFE = 6 * 3600
local METADATA_WITHOUT_TOKEN = 24 * 3600

-- Seconds that the services of this machine may take: an attempt, and all of them.
local POD_LIMITS = { timeout = 5, deadline = 10 }
local METADATA_LIMITS = { timeout = 1, deadline = 3 }

-- Outside of an ECS nobody answers, which must not take long.
local METADATA_UNSURE = { timeout = 1, deadline = 1, retry = false }

-- Bytes: of an answer, and of what is taken from it.
local MAX_ANSWER = 256 * 1024
local MAX_KEY = 1024
local MAX_TOKEN = 64 * 1024

-- The settings of a connection that also hold where it leads to other hosts than the cloud's.
local COMMON = { "ca_file", "ca_path", "verify", "user_agent" }

---@class hwc.Fresh
---@field ak? string
---@field sk? string
---@field security_token? string
---@field token? string
---@field expires integer Unix seconds by the clock of who gave it
---@field project_id? string
---@field date? string when it was given, as an HTTP date

local function fail(format, ...)
  return nil, core.new_error({ kind = "credentials", message = format:format(...) })
end

-- A text that can be a header's value: never empty, without spaces and control bytes.
local function is_word(value, longest)
  return type(value) == "string" and value ~= "" and #value <= longest
    and not value:find("[%c ]")
end

-- A text from a file that is a header's value, without the white space around it.
local function read_word(source, path)
  local text, why = files.read(path)
  if not text then
    return fail("%s: the file cannot be read: %s", source, why)
  end
  text = files.trim(text)
  if text == "" then
    return fail("%s: the file %s is empty", source, path)
  elseif not is_word(text, MAX_TOKEN) then
    return fail("%s: the file %s is no token: it has spaces, control bytes or more than 64 KiB",
      source, path)
  end
  return text
end

-- Temporary keys as IAM, the pod's service and the metadata write them.
local function read_keys(source, root, info)
  if type(root) ~= "table" then
    return fail("%s: the answer is no JSON object", source)
  end
  local found = root.credential or root.credentials or root
  if type(found) ~= "table" then
    return fail("%s: the answer has no credential", source)
  end
  local fresh = {
    ak = found.access or found.accessKeyId,
    sk = found.secret or found.secretAccessKey,
    security_token = found.securitytoken or found.securityToken,
    expires = timestamp.parse(found.expires_at or found.expiration),
    date = info.headers.date,
  }
  if not is_word(fresh.ak, MAX_KEY) then
    return fail("%s: the answer has no access key", source)
  elseif not is_word(fresh.sk, MAX_KEY) then
    return fail("%s: the answer has no secret key", source)
  elseif not is_word(fresh.security_token, MAX_TOKEN) then
    return fail("%s: the answer has no security token", source)
  elseif not fresh.expires then
    return fail("%s: the answer does not say in UTC when the keys expire", source)
  end
  return fresh
end

-- Says in an error what was being tried.
local function explain(source, err)
  err.message = ("%s: %s"):format(source, err.message)
  return nil, err
end

-- A core client that signs nothing and shows no credentials.
local function plain_client(field, settings)
  settings.service = "iam"
  settings.plain = true
  settings.max_response = MAX_ANSWER
  local client, err = core.client(settings)
  if not client then
    err.message = ("%s: %s"):format(field, err.message)
    err.field = field
    return nil, err
  end
  return client
end

-- One that speaks to a service of this machine: never by a proxy; without TLS only to addresses
-- that do not leave the machine or its link.
local function local_client(field, url, context)
  local settings = {
    endpoint = url,
    proxy = "",
    allow_http = context.connection.allow_http or core.is_link_local(url),
  }
  for _, name in ipairs(COMMON) do
    settings[name] = context.connection[name]
  end
  return plain_client(field, settings)
end

-- A token or keys that nobody got end by themselves, so each request may be repeated. After an
-- error there is a third result: the body, which no error shows, since it may hold keys.
local function ask(client, method, path, headers, body, limits)
  return scheduler.finish(client:start_call({ method = method, path = path, body = body }, {
    headers = headers,
    timeout = limits.timeout,
    deadline = limits.deadline,
    retry = limits.retry,
    idempotent = true,
  }))
end

-- `limits` with what is left of the deadline since `began`, for the next of several requests.
local function rest(limits, began)
  local left = options.remaining(limits, scheduler.now() - began)
  left.deadline = math.max(left.deadline, 0.001)
  return left
end

-- What is to be wiped when the identity is closed.
local function keep(context, secret)
  context.secrets[#context.secrets + 1] = secret
  return secret
end

local makers = {}

-- A token of the region's project, or of the account where no region is known.
function makers.password(found, context)
  -- Tokens end after a day, so that the password is needed as long as the client is; `found`,
  -- which may have it as a string, is not kept.
  local password = keep(context, core.secret(found.password))
  local username, domain = found.username, found.domain
  return function(limits)
    local scope
    if context.project_id then
      scope = { project = { id = context.project_id } }
    elseif context.region then
      scope = { project = { name = context.region } }
    else
      scope = { domain = { name = domain } }
    end
    local reply, info = scheduler.finish(context.iam:start(
      "keystone_create_user_token_by_password", {
        nocatalog = "true",
        auth = {
          identity = {
            methods = { "password" },
            password = {
              user = {
                name = username,
                password = password,
                domain = { name = domain },
              },
            },
          },
          scope = scope,
        },
      }, limits))
    if not reply then
      return nil, info
    end
    local token = info.headers["x-subject-token"]
    if not is_word(token, MAX_TOKEN) then
      return fail("IAM answered without a token (header X-Subject-Token)")
    end
    local details = type(reply.token) == "table" and reply.token or {}
    local project = details.project
    return {
      token = token,
      expires = timestamp.parse(details.expires_at) or os.time() + TOKEN_LIFE,
      date = info.headers.date,
      project_id = type(project) == "table" and type(project.id) == "string" and project.id or nil,
    }
  end
end

-- Neither request is signed: the id token is all there is.
function makers.id_token(found, context)
  local iam, err = plain_client("iam_endpoint",
    options.merge(context.connection, { endpoint = context.iam_endpoint }))
  if not iam then
    return nil, err
  end
  local source = found.source .. ", id token"
  return function(limits)
    local began = scheduler.now()
    local id_token, why = read_word(source, found.id_token_file)
    if not id_token then
      return nil, why
    end
    local reply, info = ask(iam, "POST", "/v3.0/OS-AUTH/id-token/tokens",
      { ["X-Idp-Id"] = found.idp_id },
      { auth = { id_token = { id = core.secret(id_token) } } }, limits)
    if not reply then
      return explain(source, info)
    end
    local token = info.headers["x-subject-token"]
    if not is_word(token, MAX_TOKEN) then
      return fail("%s: IAM answered without a token (header X-Subject-Token)", source)
    end
    reply, info = ask(iam, "POST", "/v3.0/OS-CREDENTIAL/securitytokens", nil, {
      auth = {
        identity = {
          methods = core.array({ "token" }),
          token = { id = core.secret(token), duration_seconds = ID_TOKEN_KEYS_LIFE },
        },
      },
    }, rest(limits, began))
    if not reply then
      return explain(source, info)
    end
    return read_keys(source, core.decode_json(reply.text), info)
  end
end

function makers.pod(found, context)
  local base, path = found.url:match("^(%a+://[^/?#]+)(/?[^?#]*)$")
  if not base then
    return fail("HC_CONTAINER_CREDENTIALS_FULL_URI has to be a URL without a query")
  end
  local client, err = local_client("HC_CONTAINER_CREDENTIALS_FULL_URI", base, context)
  if not client then
    return nil, err
  end
  return function()
    local token, why = read_word(found.source, found.token_file)
    if not token then
      return nil, why
    end
    local reply, info = ask(client, "POST", path == "" and "/" or path,
      { Authorization = core.secret(token) }, {}, POD_LIMITS)
    if not reply then
      return explain(found.source, info)
    end
    return read_keys(found.source, core.decode_json(reply.text), info)
  end
end

-- Statuses of the token's address that mean: this metadata service has no tokens.
local WITHOUT_TOKENS = { [404] = true, [405] = true, [503] = true }

local NO_AGENCY = "Please configure Cloud Service Agency first"

function makers.metadata(found, context)
  local client, err = local_client("metadata", found.url, context)
  if not client then
    return nil, err
  end
  local source = found.source
  local token, asked, answered

  local function ask_metadata(method, path, headers)
    local reply, info, body = ask(client, method, path, headers, nil,
      answered and METADATA_LIMITS or METADATA_UNSURE)
    answered = answered or info.status ~= nil
    return reply, info, body
  end

  -- Outside of an ECS nobody answers: then it is not the metadata that is missing.
  local function explain_failure(info)
    if answered or (info.kind ~= "transport" and info.kind ~= "timeout") then
      return explain(source, info)
    end
    local _, unknown = fail("no credentials: %s. The metadata of an ECS, the last source, did not "
      .. "answer (%s)", credentials.ADVICE, errors.summary(info))
    unknown.cause = info
    return nil, unknown
  end

  local function renew_token(has_to_be)
    asked, token = os.time(), nil
    local reply, info = ask_metadata("PUT", "/meta-data/latest/api/token",
      { ["X-Metadata-Token-Ttl-Seconds"] = tostring(METADATA_TOKEN_LIFE) })
    if reply then
      if not is_word(reply.text, MAX_TOKEN) then
        return fail("%s: the answer is no token", source)
      end
      token = core.secret(reply.text)
      context.secrets = { token }
      return true
    elseif WITHOUT_TOKENS[info.status] and not has_to_be then
      return true
    end
    return explain_failure(info)
  end

  local function get_keys()
    return ask_metadata("GET", "/openstack/latest/securitykey", { ["X-Metadata-Token"] = token })
  end

  return function()
    local good, why = true, nil
    if not token and not (asked and os.time() - asked < METADATA_WITHOUT_TOKEN) then
      good, why = renew_token(false)
    end
    if not good then
      return nil, why
    end
    local reply, info, body = get_keys()
    if not reply and info.status == 401 then
      if body:find(NO_AGENCY, 1, true) then -- the error does not show it
        return fail("%s: this ECS has no agency; configure one for it", source)
      end
      good, why = renew_token(true)
      if not good then
        return nil, why
      end
      reply, info = get_keys()
    end
    if not reply then
      return explain_failure(info)
    end
    return read_keys(source, core.decode_json(reply.text), info)
  end
end

---Makes the function that gets what `found` names, or nil where its keys are for ever.
---@param found hwc.Found
---@param context table `iam`, the core's client of IAM; `iam_endpoint`; `connection`, its settings;
---  `region` and `project_id` where known; `secrets`, a list that gets what is to be closed at the
---  end
---@return (fun(limits: table): hwc.Fresh?, hwc.Error?)? obtain
---@return hwc.Error? err
function M.maker(found, context)
  local make = makers[found.way]
  if make then
    return make(found, context)
  end
end

---Makes the function that gets temporary keys of an agency.
---@param base hwc.Identity who may act for the agency
---@param agency string name
---@param domain string name of the account that made the agency
---@return fun(limits: table): hwc.Fresh?, hwc.Error?
function M.agency(base, agency, domain)
  local source = "agency " .. agency
  local arguments = {
    auth = {
      identity = {
        methods = { "assume_role" },
        assume_role = {
          agency_name = agency,
          domain_name = domain,
          duration_seconds = AGENCY_KEYS_LIFE,
        },
      },
    },
  }
  local operation = "create_temporary_access_key_by_agency"
  return function(limits)
    local left, err = base:prepare(limits, operation)
    if not left then
      return nil, err
    end
    local reply, info = base:perform(left, function(final)
      return base.iam:start(operation, arguments, final)
    end)
    if not reply then
      return explain(source, info)
    end
    return read_keys(source, reply, info)
  end
end

return M
