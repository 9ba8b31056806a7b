-- SPDX-License-Identifier: Apache-2.0
-- Apps as ROMA's instances have them, in the sandbox: the same apps, with members, owners and
-- names of their own for things.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

local ALL_ROLES = { "admin" }

-- Users that there are besides the account's own.
local USERS = { { id = ("1"):rep(32), name = "developer_1" },
                { id = ("2"):rep(32), name = "developer_2" } }

local function described(state, app, call)
  local user = { user_id = state.account.user_id, user_name = state.account.user }
  return responses.pick({
    id = app.id,
    name = app.name,
    remark = app.remark,
    key = app.app_key,
    roles = core.array(store.copy(ALL_ROLES)),
    owner = true,
    favorite = app.favorite or false,
    create_time = responses.timestamp(app.created),
    update_time = responses.timestamp(app.changed),
    created_user = user,
    last_updated_user = user,
  }, call)
end

local function with_app(fn)
  return function(state, args, call)
    local app, status, body = store:find(state, "apps", args, call)
    if not app then
      return status, body
    end
    return fn(state, args, call, app)
  end
end

function M.handlers.create_roma_app(state, args, call)
  local code = store:taken(state, "apps", { name = args.name, app_key = args.key })
    or store:beyond_quota(state, "apps")
  if code then
    return refuse(call, code)
  end
  local app = store:add(state, "apps", {
    name = args.name,
    remark = args.remark,
    app_key = args.key,
    app_secret = args.secret,
    favorite = args.favorite,
    app_type = "roma",
  })
  store.by_name.apps.created(state, app)
  return 201, described(state, app, call.row.reply.members)
end

M.handlers.check_roma_app_details = with_app(function(state, _, call, app)
  return 200, described(state, app, call.row.reply.members)
end)

M.handlers.update_roma_app = with_app(function(state, args, call, app)
  local code = args.name and store:taken(state, "apps", { name = args.name }, app)
  if code then
    return refuse(call, code)
  end
  app.name, app.remark = args.name or app.name, args.remark or app.remark
  if args.favorite ~= nil then
    app.favorite = args.favorite
  end
  app.changed = responses.seconds(state)
  return 200, described(state, app, call.row.reply.members)
end)

M.handlers.delete_roma_app = with_app(function(state, _, _, app)
  store:remove(state, "apps", app)
  return 204
end)

function M.handlers.list_roma_app(state, args, call)
  return store:list(state.apig.apps, function(app)
    return (args.favorite == nil or (app.favorite or false) == args.favorite)
      and responses.named(args, "name", app.name)
      and args.owner ~= false
      and (not args.user_name or state.account.user:find(args.user_name, 1, true) ~= nil)
  end, args, call, function(app, members)
    return described(state, app, members)
  end)
end

function M.handlers.validate_roma_app(state, args, call)
  local app = state.apig.apps:find(function(other)
    return (not args.id or other.id == args.id) and (not args.name or other.name == args.name)
      and (not args.key or other.app_key == args.key)
  end)
  if not app then
    return refuse(call, "APIG.3004")
  end
  return 200, { id = app.id, name = app.name, remark = app.remark }
end

-- Secrets.

M.handlers.check_roma_app_secret = with_app(function(_, _, _, app)
  return 200, { id = app.id, secret = app.app_secret }
end)

M.handlers.reset_roma_app_secret = with_app(function(state, args, _, app)
  app.app_secret = args.secret or state:text(32)
  app.changed = responses.seconds(state)
  return 200, { id = app.id, secret = app.app_secret }
end)

-- Members.

local function name_of(id)
  for _, user in ipairs(USERS) do
    if user.id == id then
      return user.name
    end
  end
  return id
end

local function members_of(app, wanted)
  local shown = {}
  for _, user in ipairs(app.users or {}) do
    if not wanted or user.name:find(wanted, 1, true) then
      shown[#shown + 1] = store.copy(user)
    end
  end
  return core.array(shown)
end

-- The members of the call take the place of those that were there; all may read.
M.handlers.add_user_to_app = with_app(function(_, args, call, app)
  for _, user in ipairs(args.users or {}) do
    if not user.id then
      return refuse(call, "APIG.2011", responses.parameter_text("users", "a user has no id"))
    end
  end
  app.users = {}
  for i, user in ipairs(args.users or {}) do
    local roles, reads = store.copy(user.roles or core.array({})), false
    for _, role in ipairs(roles) do
      reads = reads or role == "read"
    end
    if not reads then
      table.insert(roles, 1, "read")
    end
    app.users[i] = { id = user.id, name = name_of(user.id), roles = roles }
  end
  local shown = members_of(app)
  return 200, { total = #shown, id = app.id, users = shown }
end)

M.handlers.check_auth_users_of_app = with_app(function(_, args, _, app)
  local shown = members_of(app, args.user_name)
  return 200, { total = #shown, id = app.id, users = shown }
end)

M.handlers.check_can_auth_users_of_app = with_app(function(_, args, _, app)
  local shown = {}
  for _, user in ipairs(USERS) do
    local is_member = false
    for _, member in ipairs(app.users or {}) do
      is_member = is_member or member.id == user.id
    end
    if not is_member and (not args.filter or user.name:find(args.filter, 1, true)) then
      shown[#shown + 1] = { id = user.id, name = user.name }
    end
  end
  return 200, { users = core.array(shown) }
end)

return M
