-- SPDX-License-Identifier: Apache-2.0
-- Cloud phones of the sandbox: their states, names, properties and disks.

local core = require("_hwc")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.cph.errors")
local jobs = require("hwc.sandbox.cph.jobs")
local seed_ids = require("hwc.sandbox.seed_ids")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local CREATING, RUNNING, RESETTING, RESTARTING = 1, 2, 3, 4
local SHUTTING_DOWN, SHUT_DOWN = 7, 8
local RESET_FAILED, RESTART_FAILED, ABNORMAL, SHUTDOWN_FAILED = -5, -6, -7, -9

-- Scaled seconds that work takes, more or less a quarter.
local SECONDS = { restart = 20, reset = 40, stop = 15, change = 10, data = 60 }

local AT_REST = {
  [RUNNING] = true,
  [SHUT_DOWN] = true,
  [RESET_FAILED] = true,
  [RESTART_FAILED] = true,
  [ABNORMAL] = true,
  [SHUTDOWN_FAILED] = true,
}

-- A phone as it is made: the `number`th of a server, the `made`th of all.
local function new_phone(state, server, number, made, id, created)
  local time = sandbox_state.timestamp(created)
  return {
    phone_id = id,
    phone_name = ("%s-%05d"):format(server.server_name, number),
    server_id = server.server_id,
    status = RUNNING,
    type = 0,
    number = number,
    image_id = server.image_id or state.cph.default_image_id,
    imei = ("86%013d"):format(made - 1),
    traffic_type = "routing",
    volume_size = 10,
    property = "{}",
    create_time = time,
    update_time = time,
  }
end

---Gives a server its phones.
---@param state hwc.sandbox.State
---@param server table
---@param count integer
---@param creating? boolean they are not there yet
function M.add(state, server, count, creating)
  local cph = state.cph
  local created = creating and state:now() or server.created
  local ids = {}
  for i = 1, count do
    cph.phones_made = cph.phones_made + 1
    local phone = new_phone(state, server, i, cph.phones_made, state:hex(32), created)
    phone.status = creating and CREATING or RUNNING
    ids[i] = cph.phones:add(phone).phone_id
  end
  cph.phones_of[server.server_id] = ids
end

---The phones of the servers that follow from the seed: as many for each.
---@param state hwc.sandbox.State
function M.seed(state)
  local cph, each = state.cph, state.config.phones
  local ids = seed_ids.new()
  cph.phones_of = {} -- ids by server_id, where they do not follow from the seed
  cph.phones_made = state.config.servers * each
  cph.phones = collection.new("phone_id", {
    count = cph.phones_made,
    make = function(number)
      local server = cph.servers:seeded((number - 1) // each + 1)
      return new_phone(state, server, (number - 1) % each + 1, number, ids:id(number),
        server.created)
    end,
    id_of = function(number)
      return ids:id(number)
    end,
    number_of = function(id)
      return ids:number(id)
    end,
  })
end

---@param state hwc.sandbox.State
---@param server_id string
---@return string[] ids of the server's phones
function M.ids_of(state, server_id)
  local cph, each = state.cph, state.config.phones
  local ids = cph.phones_of[server_id]
  if ids then
    return ids
  end
  local server = cph.servers:seed_number(server_id)
  ids = {}
  for i = 1, server and each or 0 do
    ids[i] = cph.phones:seed_id((server - 1) * each + i)
  end
  return ids
end

---The phones of a new server are there.
function M.finish(state, server)
  for _, id in ipairs(M.ids_of(state, server.server_id)) do
    state.cph.phones:get(id).status = RUNNING
  end
end

function M.remove_of(state, server)
  for _, id in ipairs(M.ids_of(state, server.server_id)) do
    state.cph.phones:remove(state.cph.phones:get(id))
  end
  state.cph.phones_of[server.server_id] = {}
end

-- `servers` are as late as the phone is.
local function describe(state, phone, servers)
  local server = servers:read(phone.server_id)
  local image = state.cph.images:get(phone.image_id)
  return {
    phone_id = phone.phone_id,
    phone_name = phone.phone_name,
    server_id = phone.server_id,
    phone_model_name = server.phone_model_name,
    image_id = phone.image_id,
    image_version = image and image.image_version or "",
    vnc_enable = "true",
    status = phone.status,
    type = phone.type,
    imei = phone.imei,
    traffic_type = phone.traffic_type,
    volume_mode = 1,
    availability_zone = server.availability_zone,
    metadata = { order_id = server.order_id, product_id = "00301-110381-0--0" },
    has_encrypt = false,
    create_time = phone.create_time,
    update_time = phone.update_time,
  }
end

local function phones_of(state, server_id)
  local phones = {}
  for i, id in ipairs(M.ids_of(state, server_id)) do
    phones[i] = state.cph.phones:read(id)
  end
  return phones
end

local function same(member)
  return function(phone, value)
    return phone[member] == value
  end
end

-- What lists of phones are narrowed down by.
local FILTERS = {
  phone_name = function(phone, value)
    return phone.phone_name:find(value, 1, true)
  end,
  server_id = same("server_id"),
  status = same("status"),
  type = same("type"),
}

function M.handlers.list_cloud_phones(state, args, call)
  if (args.offset or 0) < 0 then
    return errors.refuse(call, "CPS.0002")
  end
  local phones = state:seen(state.cph.phones)
  local among = args.server_id and phones == state.cph.phones and phones_of(state, args.server_id)
  local page, count = sandbox_state.find_page(phones, FILTERS, args, false, among or nil)
  for i, phone in ipairs(page) do
    page[i] = describe(state, phone, state:seen(state.cph.servers))
  end
  return 200, { request_id = call.id, count = count, phones = page }
end

local function access_of(state, phone, port)
  local server = state.cph.servers:read(phone.server_id)
  return {
    type = "ADB",
    device_ip = server.address,
    phone_ip = ("10.237.%d.%d"):format(phone.number // 250, phone.number % 250 + 2),
    listen_port = port,
    access_ip = server.address,
    public_ip = "",
    intranet_ip = server.address,
    server_ip = server.address,
    access_port = 10000 + phone.number,
  }
end

function M.handlers.show_cloud_phone_detail(state, args, call)
  local phone = state:seen(state.cph.phones):read(args.phone_id)
  if not phone then
    return errors.refuse(call, "CPS.0005")
  end
  local shown = describe(state, phone, state:seen(state.cph.servers))
  shown.request_id = call.id
  shown.property = phone.property
  shown.phone_data_volume = { volume_type = "SSD", volume_size = phone.volume_size }
  shown.access_infos = core.array({ access_of(state, phone, 5555) })
  return 200, shown
end

function M.handlers.update_phone_name(state, args, call)
  local phone = state.cph.phones:get(args.phone_id)
  if not phone then
    return errors.refuse(call, "CPS.0005")
  end
  phone.phone_name = args.phone_name
  phone.update_time = sandbox_state.timestamp(state:now())
  return 200, { request_id = call.id }
end

-- The effects of jobs on phones, by name: `given` is of the call.
local EFFECTS = {}

local finished = jobs.effect("cph.phone", function(_, data, failed, job)
  local phone = data.phone
  if data.effect then
    EFFECTS[data.effect](phone, failed, data.given)
  end
  if not failed then
    phone.update_time = job.end_time
    job.execute_msg = data.message
  end
end)

---A job for each phone: `refuse(phone, i)` gives the code of what forbids it, `effect` names one of
---EFFECTS, which is given what `given(i)` returns.
function M.each(state, call, ids, seconds, options)
  return jobs.respond(call, "phone_id", ids, function(id, i)
    local phone = state.cph.phones:get(id)
    local code = not phone and "CPS.0005" or options.refuse and options.refuse(phone, i)
    if code then
      return nil, code
    end
    if options.begin then
      options.begin(phone)
    end
    local target = {
      phone_id = id, server_id = phone.server_id, subject = phone, abnormal = ABNORMAL,
    }
    return jobs.begin(state, call, target, state:about(seconds), finished, {
      phone = phone,
      effect = options.effect,
      given = options.given and options.given(i),
      message = options.message,
    })
  end)
end

local function phone_ids(list)
  local ids = {}
  for i, item in ipairs(list) do
    ids[i] = item.phone_id
  end
  return ids
end

function EFFECTS.renew(phone, failed, given)
  phone.status = failed and given.failure or RUNNING
  if not failed then
    phone.image_id = given.image_id or phone.image_id
    phone.property = given.property or phone.property
  end
end

-- Restart and reset: from rest, through a state, to running or to a failure.
local function renew(seconds, through, failure)
  return function(state, args, call)
    if args.image_id and not state.cph.images:get(args.image_id) then
      return errors.refuse(call, "CPS.0166")
    end
    return M.each(state, call, phone_ids(args.phones), seconds, {
      refuse = function(phone)
        return not AT_REST[phone.status] and "CPS.0165"
      end,
      begin = function(phone)
        phone.status = through
      end,
      effect = "renew",
      given = function(i)
        return {
          failure = failure, image_id = args.image_id, property = args.phones[i].property,
        }
      end,
    })
  end
end

M.handlers.restart_cloud_phone = renew(SECONDS.restart, RESTARTING, RESTART_FAILED)
M.handlers.reset_cloud_phone = renew(SECONDS.reset, RESETTING, RESET_FAILED)

local function refuse_unless_running(phone)
  return phone.status ~= RUNNING and "CPS.0141"
end

function EFFECTS.stop(phone, failed)
  phone.status = failed and SHUTDOWN_FAILED or SHUT_DOWN
end

-- The members of `given` are the phone's from now on.
function EFFECTS.change(phone, failed, given)
  for name, value in pairs(failed and {} or given) do
    phone[name] = value
  end
end

function M.handlers.stop_cloud_phone(state, args, call)
  return M.each(state, call, args.phone_ids, SECONDS.stop, {
    refuse = refuse_unless_running,
    begin = function(phone)
      phone.status = SHUTTING_DOWN
    end,
    effect = "stop",
  })
end

function M.handlers.update_cloud_phone_property(state, args, call)
  return M.each(state, call, phone_ids(args.phones), SECONDS.change, {
    refuse = refuse_unless_running,
    effect = "change",
    given = function(i)
      return { property = args.phones[i].property }
    end,
  })
end

function M.handlers.expand_phone_data_volume_size(state, args, call)
  return M.each(state, call, phone_ids(args.phones), SECONDS.change, {
    refuse = function(phone, i)
      return args.phones[i].new_size <= phone.volume_size and "CPS.0078"
    end,
    effect = "change",
    given = function(i)
      return { volume_size = args.phones[i].new_size }
    end,
  })
end

function M.handlers.import_traffic(state, args, call)
  return M.each(state, call, args.phone_ids, SECONDS.change, {
    effect = "change",
    given = function()
      return { traffic_type = args.traffic_type }
    end,
  })
end

function M.handlers.batch_export_cloud_phone_data(state, args, call)
  return M.each(state, call, phone_ids(args.storage_infos), SECONDS.data,
    { refuse = refuse_unless_running })
end

function M.handlers.batch_import_cloud_phone_data(state, args, call)
  return M.each(state, call, phone_ids(args.restore_infos), SECONDS.data,
    { refuse = refuse_unless_running })
end

function M.handlers.batch_show_phone_connect_infos(state, args, call)
  local infos, refused = {}, {}
  for _, id in ipairs(args.phone_ids) do
    local phone = state.cph.phones:get(id)
    local code = not phone and "CPS.0005" or refuse_unless_running(phone)
    if code then
      refused[#refused + 1] = {
        phone_id = id, error_code = code, error_msg = errors.TEXTS[code],
      }
    else
      local access = access_of(state, phone, 5555)
      infos[#infos + 1] = {
        phone_id = id,
        access_info = {
          access_ip = access.access_ip,
          intranet_ip = access.intranet_ip,
          access_port = access.access_port,
          session_id = state:hex(32),
          timestamp = tostring(state:time() // 1 | 0),
          ticket = state:text(64),
        },
      }
    end
  end
  return 200, {
    request_id = call.id,
    connect_infos = core.array(infos),
    errors = core.array(refused),
  }
end

function M.show(state)
  local shown = {}
  for i, phone in state.cph.phones:each() do
    shown[i] = describe(state, phone, state.cph.servers)
  end
  return { phones = core.array(shown) }
end

return M
