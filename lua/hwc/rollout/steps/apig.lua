-- SPDX-License-Identifier: Apache-2.0
-- Steps of the gateway. A signature key is replaced in place, so backends have to know the new pair
-- before the gateway uses it, and the old one until nothing that it signed is on its way.

local core = require("_hwc")

-- Seconds for which the old pair stays with the backends, by default.
local OVERLAP = 60

-- "instance/sign" as arguments of a call.
local function parts_of(id)
  local instance_id, sign_id = id:match("^([^/]+)/([^/]+)$")
  if not instance_id then
    return nil
  end
  return { instance_id = instance_id, sign_id = sign_id }
end

local function fail(message, fate)
  return nil, core.new_error({ kind = "step", message = message, fate = fate })
end

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
  return fail(("there is no signature key %s"):format(parts.sign_id), "not_sent")
end

local function quote(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- Runs a command with a JSON object on its standard input; secrets are in no argument.
local function run_command(command, message)
  local words = {}
  for i, word in ipairs(command) do
    words[i] = quote(word)
  end
  -- A command that does not read its input would end this process by SIGPIPE: cat takes that.
  local pipe, problem = io.popen("cat | " .. table.concat(words, " "), "w")
  if not pipe then
    return nil, problem
  end
  pipe:write(assert(core.encode_json(message)), "\n")
  local good, _, status = pipe:close()
  if not good then
    return nil, ("%s ended with status %s"):format(command[1], tostring(status))
  end
  return true
end

-- Tells the backends of a pair, or to forget one.
local function tell_backends(arguments, parts, action, sign_key, sign_secret)
  return run_command(arguments.command, {
    action = action,
    instance_id = parts.instance_id,
    sign_id = parts.sign_id,
    sign_key = sign_key,
    sign_secret = sign_secret,
  })
end

local function submit(client, targets, arguments, call_options, context)
  local id = targets[1].id
  local parts = parts_of(id)
  if not parts then
    return { refused = { [id] = { message = "a target is instance/sign, such as \"i-1/s-1\"" } } }
  end
  local sign, err = find_sign(client, parts, call_options)
  if not sign then
    err.fate = "not_sent" -- of the change
    return nil, err
  end
  local pair = assert(require("apig").new_signature_key(sign.sign_type, sign.sign_algorithm))
  context.note_key(id, pair.sign_key, "delivered")
  local delivered, problem = tell_backends(arguments, parts, "add", pair.sign_key, pair.sign_secret)
  if not delivered then
    return fail(("the backends did not take the new pair: %s"):format(problem), "not_sent")
  end
  context.note_key(id, sign.sign_key, "replaced") -- before: a worker that dies leaves none behind
  local reply
  reply, err = client:update_signature_key({
    instance_id = parts.instance_id,
    sign_id = parts.sign_id,
    name = sign.name,
    sign_type = sign.sign_type,
    sign_algorithm = pair.sign_algorithm,
    sign_key = pair.sign_key,
    sign_secret = pair.sign_secret,
  }, call_options)
  if not reply then
    return nil, err
  end
  return { data = { sign_key = pair.sign_key, updated_at = context.now() } }
end

-- Has the backends forget all pairs of this target but the live one.
local function retire(arguments, parts, id, live, context)
  for _, key in ipairs(context.keys(id)) do
    if key.sign_key ~= live and key.state ~= "retired" then
      local good, problem = tell_backends(arguments, parts, "remove", key.sign_key)
      if not good then
        return nil, problem
      end
      context.note_key(id, key.sign_key, "retired")
    end
  end
  return true
end

local function poll(client, batch, call_options, context)
  local id = batch.targets[1].id
  local parts, arguments = parts_of(id), context.arguments(batch)
  local sign, err = find_sign(client, parts, call_options)
  if not sign then
    return nil, err
  elseif sign.sign_key ~= batch.data.sign_key then
    return { [id] = { state = "failed", message = "the gateway shows another key" } }
  end
  context.note_key(id, sign.sign_key, "live")
  if arguments.probe and not batch.probed then
    local good, problem = run_command(arguments.probe, { sign_key = sign.sign_key })
    if not good then
      return { [id] = { state = "failed", message = "the probe failed: " .. problem } }
    end
    batch.probed = true
  end
  if context.now() - batch.data.updated_at < (arguments.overlap or OVERLAP) then
    return {}
  end
  local good, problem = retire(arguments, parts, id, sign.sign_key, context)
  if not good then
    return fail("the backends did not forget the old pair: " .. problem)
  end
  return { [id] = "succeeded" }
end

-- An update in doubt is decided by reading back.
local function reconcile(client, targets, since, _, call_options, context)
  local id = targets[1].id
  local sign, err = find_sign(client, parts_of(id), call_options)
  if not sign then
    return nil, err
  end
  for _, key in ipairs(context.keys(id)) do
    if key.sign_key == sign.sign_key and key.state ~= "replaced" then
      return "accepted", { sign_key = sign.sign_key, updated_at = since }
    end
  end
  return { [id] = "not_done" }
end

local function check(_, arguments)
  for _, name in ipairs({ "command", "probe" }) do
    local value = arguments[name]
    local is_list = type(value) == "table" and type(value[1]) == "string"
    if not is_list and (name == "command" or value ~= nil) then
      return core.new_error({
        kind = "validation",
        field = name,
        message = name .. ': a list of a program and its arguments, such as { "deliver-key" }',
      })
    end
  end
end

return {
  ["apig.rotate_signature_key"] = {
    service = "apig",
    batch = 1,
    interrupting = false,
    arguments = { command = "table", probe = "table", overlap = "delay" },
    check = check,
    submit = submit,
    poll = poll,
    reconcile = reconcile,
  },
}
