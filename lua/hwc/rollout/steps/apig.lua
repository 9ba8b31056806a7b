-- SPDX-License-Identifier: Apache-2.0
-- Steps of the gateway. A signature key is replaced in place, so backends have to know the new pair
-- before the gateway uses it, and the old one until nothing that it signed is on its way.

local commands = require("hwc.rollout.command")
local common = require("hwc.rollout.steps.common")
local core = require("_hwc")

local fail = common.fail

-- Seconds, by default: for which the old pair stays with the backends, and for a command.
local OVERLAP, COMMAND_TIMEOUT = 60, 60

-- Share of the time until an update has to be sent that its delivery may take.
local DELIVERY_SHARE = 0.75

-- Seconds for which the gateway may show the key that was replaced.
local READ_BACK = 60

-- Seconds after which an update cannot arrive any more: its signature is refused.
local LATEST = 16 * 60

-- "instance/sign" as arguments of a call.
local function parts_of(id)
  local instance_id, sign_id = id:match("^([^/]+)/([^/]+)$")
  if not instance_id then
    return nil
  end
  return { instance_id = instance_id, sign_id = sign_id }
end

-- The signature key as the gateway shows it. Nil: an error, or nil if there is none.
local function find_sign(client, parts, call_options)
  local reply, err = client:list_signature_keys({ instance_id = parts.instance_id,
    id = parts.sign_id }, call_options)
  if not reply then
    return nil, err
  end
  for _, sign in ipairs(reply.signs or {}) do
    if sign.id == parts.sign_id then
      return sign
    end
  end
end

-- Runs a command with a JSON object on its standard input.
local function run_command(words, message, limit)
  return commands.run(words, assert(core.encode_json(message)), {
    limit = limit,
    secrets = { message.sign_secret },
  })
end

local function limit_of(arguments)
  return arguments.command_timeout or COMMAND_TIMEOUT
end

-- Tells the backends of a pair, or to forget one.
local function tell_backends(arguments, parts, action, pair, limit)
  return run_command(arguments.command, {
    action = action,
    instance_id = parts.instance_id,
    sign_id = parts.sign_id,
    sign_key = pair.sign_key,
    sign_secret = pair.sign_secret,
  }, limit)
end

local function refuse(id, code, message)
  return { refused = { [id] = { code = code, message = message } } }
end

-- The target, its key as it is, and a new pair. Nil, and what submit returns.
local function prepare(client, id, call_options)
  local parts = parts_of(id)
  if not parts then
    return nil, refuse(id, nil, 'a target is instance/sign, such as "i-1/s-1"')
  end
  local sign, err = find_sign(client, parts, call_options)
  if err then
    return nil, common.not_sent(err)
  elseif not sign then
    return nil, refuse(id, "not_found", "there is no signature key " .. parts.sign_id)
  end
  local pair
  pair, err = require("apig").new_signature_key(sign.sign_type)
  if not pair then
    return nil, refuse(id, "sign_type", err.message)
  end
  return { parts = parts, sign = sign, pair = pair }
end

-- Delivers the new pair. Nil, and what submit returns: nothing was changed at the gateway.
local function deliver(id, new, arguments, call_options)
  local limit = limit_of(arguments)
  if call_options.send_before then -- the update has to leave within the lease, too
    limit = math.min(limit, DELIVERY_SHARE * (call_options.send_before - core.boot_time()))
  end
  if limit <= 0 then
    return nil, fail("the lease leaves no time to deliver the new pair", "not_sent")
  end
  local delivered, problem, is_cancelled = tell_backends(arguments, new.parts, "add", new.pair,
    limit)
  if delivered then
    return true
  end
  problem = "the backends did not take the new pair: " .. problem
  if is_cancelled then
    return nil, fail(problem, "not_sent")
  end
  return nil, refuse(id, "delivery", problem)
end

local function submit(client, targets, arguments, call_options, context)
  local id = targets[1].id
  local new, reply, err = prepare(client, id, call_options)
  if not new then
    return reply, err
  end
  local sign, pair = new.sign, new.pair
  context.note_key(id, pair.sign_key, "delivered") -- before: a worker that dies leaves none behind
  local delivered
  delivered, reply, err = deliver(id, new, arguments, call_options)
  if not delivered then
    return reply, err
  end
  context.note_key(id, sign.sign_key, "replaced")
  reply, err = client:update_signature_key({
    instance_id = new.parts.instance_id,
    sign_id = new.parts.sign_id,
    name = sign.name,
    sign_type = sign.sign_type,
    sign_key = pair.sign_key,
    sign_secret = pair.sign_secret,
  }, call_options)
  if not reply then
    return nil, err
  end
  return { data = { sign_key = pair.sign_key, replaced = sign.sign_key,
    updated_at = context.now() } }
end

-- Has the backends forget all pairs of this target but the live one. False: one may still become
-- live, by another rollout.
local function retire(arguments, parts, id, live, context)
  local is_done = true
  for _, key in ipairs(context.keys(id)) do
    if key.sign_key ~= live and key.state ~= "retired" then
      if key.is_busy then
        is_done = false
      else
        local good, problem = tell_backends(arguments, parts, "remove", key, limit_of(arguments))
        if not good then
          return nil, problem
        end
        context.note_key(id, key.sign_key, "retired")
      end
    end
  end
  return is_done
end

-- Whether the probe has succeeded. While the overlap lasts, one that fails is run again: gateways
-- may take a while to use the new key.
local function run_probe(batch, arguments, sign, left)
  if not arguments.probe or batch.probed then
    return true
  end
  local good, problem = run_command(arguments.probe, { sign_key = sign.sign_key },
    limit_of(arguments))
  batch.probed = good
  if good then
    return true
  elseif left > 0 then
    return false
  end
  return nil, "the probe failed: " .. problem
end

local function poll(client, batch, call_options, context)
  local id, data = batch.targets[1].id, batch.data
  local parts, arguments = parts_of(id), context.arguments(batch)
  local sign, err = find_sign(client, parts, call_options)
  if err then
    return nil, err
  end
  local age = context.now() - data.updated_at
  if not sign then
    return { [id] = { state = "failed", code = "not_found",
      message = "there is no signature key any more" } }
  elseif sign.sign_key == data.replaced and age < READ_BACK then
    return {}
  elseif sign.sign_key ~= data.sign_key then
    return { [id] = { state = "failed", code = "read_back",
      message = "the gateway shows another key" } }
  end
  if not batch.noted then
    context.note_key(id, sign.sign_key, "live")
    batch.noted = true
  end
  local left = (arguments.overlap or OVERLAP) - age
  local good, problem = run_probe(batch, arguments, sign, left)
  if good == nil then
    return { [id] = { state = "failed", code = "probe", message = problem } }
  elseif not good or left > 0 then
    return {}
  end
  good, problem = retire(arguments, parts, id, sign.sign_key, context)
  if good == nil then
    return fail("the backends did not forget a pair: " .. problem)
  end
  return good and { [id] = "succeeded" } or {}
end

-- An update in doubt is decided by reading back: each pair is used once, so a key that was
-- delivered and is shown proves that the update was done. That it was not is certain once it cannot
-- arrive any more.
local function reconcile(client, targets, since, _, call_options, context)
  local id = targets[1].id
  local sign, err = find_sign(client, parts_of(id), call_options)
  if err then
    return nil, err
  end
  for _, key in ipairs(context.keys(id)) do
    if sign and key.is_own and key.sign_key == sign.sign_key and key.state ~= "replaced" then
      return "accepted", { sign_key = sign.sign_key, updated_at = since }
    end
  end
  if context.now() - since < LATEST then
    return fail("the gateway shows no key that was delivered; its update may still arrive, for "
      .. "16 minutes after it was sent")
  end
  return { [id] = "not_done" }
end

local function check(_, arguments)
  for _, name in ipairs({ "command", "probe" }) do
    local problem = (name == "command" or arguments[name] ~= nil)
      and commands.rule(arguments[name])
    if problem then
      return core.new_error({
        kind = "validation",
        field = name,
        message = ("%s: %s"):format(name, problem),
      })
    end
  end
end

return {
  ["apig.rotate_signature_key"] = {
    service = "apig",
    batch = 1,
    interrupting = false,
    reconcile_after = 1,
    arguments = { command = "table", probe = "table", overlap = "delay",
      command_timeout = "seconds" },
    check = check,
    submit = submit,
    poll = poll,
    reconcile = reconcile,
  },
}
