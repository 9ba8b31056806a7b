-- SPDX-License-Identifier: Apache-2.0
-- Steps of ModelArts DevServer: one instance a call, whose state is polled by the waiter of the
-- call. The state before the call goes to the journal: a state that was true before is no success.

local core = require("_hwc")
local options = require("hwc.options")
local waiters = require("hwc.waiters")

local rows = require("_hwc.devserver")

-- The waiter of an operation.
local function waiter_of(operation)
  for _, waiter in pairs(rows.waiters()) do
    for _, order in ipairs(waiter.orders) do
      if order.operation == operation then
        return waiter
      end
    end
  end
end

local function image_of(shown)
  return type(shown.image) == "table" and shown.image.image_id or nil
end

-- Where an instance stands, seen from before the call. Nil: under way.
local function classify(waiter, shown, base, image_id)
  local state = tostring(shown[waiter.state])
  local is_good = waiters.holds(waiter.success, state)
  if not is_good and not waiters.holds(waiter.failure, state) then
    return nil
  end
  local suspect = state == base.state or waiters.holds(waiter.leave, state)
  if suspect and not waiters.is_later(base.changed, shown[waiter.changed]) then
    return nil
  elseif is_good and image_id and image_of(shown) ~= image_id then
    return nil
  end
  return is_good and "succeeded" or { state = "failed", code = state,
    message = "the instance ended as " .. state }
end

-- The state of an instance before the call; an error where it would make no sense.
local function base_of(client, id, wanted, call_options)
  local shown, err = client:show_dev_server({ id = id }, call_options)
  if not shown then
    err.fate = "not_sent" -- of the call that was not made
    return nil, err
  elseif wanted and shown.status ~= wanted then
    return nil, nil, { code = shown.status, message = ("the instance is %s, not %s"):format(
      tostring(shown.status), wanted) }
  end
  return { state = shown.status, changed = shown.update_at }
end

-- A step that makes one call an instance. `wanted` is the state that it needs, `goal` the one in
-- which there is nothing to do.
local function instance_step(operation, wanted, goal, more)
  local waiter = waiter_of(operation)
  return options.merge({
    service = "devserver",
    batch = 1,
    longest = 3600,
    interval = 10,
    submit = function(client, targets, arguments, call_options)
      local id = targets[1].id
      local base, err, refused = base_of(client, id, wanted, call_options)
      if refused then
        return { refused = { [id] = refused } }
      elseif not base then
        return nil, err
      elseif base.state == goal then
        return { refused = {}, data = { reached = true } }
      end
      local reply
      reply, err = client[operation](client, options.merge(arguments, { id = id }), call_options)
      if not reply then
        return nil, err
      end
      return { refused = {}, data = { base = base, image_id = arguments.image_id } }
    end,
    poll = function(client, batch, call_options)
      local id = batch.targets[1].id
      if batch.data.reached then
        return { [id] = "succeeded" }
      end
      local shown, err = client:show_dev_server({ id = id }, call_options)
      if not shown then
        return nil, err
      end
      return { [id] = classify(waiter, shown, batch.data.base, batch.data.image_id) }
    end,
  }, more)
end

local SYSTEM = {
  arguments = {
    image_id = "text",
    key_pair_name = "text",
    admin_pass = "any",
    user_data = "any",
  },
  secrets = { admin_pass = true, user_data = true },
}

-- The image is read back.
local CHANGE = options.merge(SYSTEM, {
  check = function(_, arguments)
    if not arguments.image_id then
      return core.new_error({
        kind = "validation",
        field = "image_id",
        message = "image_id: required, a string",
      })
    end
  end,
  verify = function(client, targets, arguments, call_options)
    local result = {}
    for _, target in ipairs(targets) do
      local shown, err = client:show_dev_server({ id = target.id }, call_options)
      if not shown then
        return nil, err
      end
      result[target.id] = image_of(shown) == arguments.image_id
        or ("its image is %s"):format(tostring(image_of(shown)))
    end
    return result
  end,
})

return {
  ["devserver.start"] = instance_step("start_dev_server", nil, "RUNNING"),
  ["devserver.stop"] = instance_step("stop_dev_server", nil, "STOPPED"),
  ["devserver.reboot"] = instance_step("reboot_dev_server"),
  ["devserver.change_os"] = instance_step("change_dev_server_os", "STOPPED", nil, CHANGE),
  ["devserver.reinstall_os"] = instance_step("reinstall_dev_server_os", "STOPPED", nil, SYSTEM),
}
