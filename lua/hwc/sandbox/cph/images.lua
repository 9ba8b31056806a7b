-- SPDX-License-Identifier: Apache-2.0
-- Phone images of the sandbox: public ones, the account's own, and those that others share.

local core = require("_hwc")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.cph.errors")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local USABLE = 1

local MAX_MEMBERS = 10

local IMAGES = {
  { name = "AOSP11-cloud-phone", type = "public", version = "11" },
  { name = "AOSP10-cloud-phone", type = "public", version = "10" },
  { name = "AOSP7-cloud-phone", type = "public", version = "7" },
  { name = "golden-1", type = "private", version = "11" },
  { name = "golden-2", type = "private", version = "11" },
  { name = "golden-3", type = "private", version = "10" },
  { name = "partner-1", type = "share", version = "11" },
}

function M.seed(state)
  local cph = state.cph
  cph.images = collection.new("image_id")
  cph.partner_project_id = state:hex(32)
  for i, image in ipairs(IMAGES) do
    local created = 1690000000 + 86400 * i
    cph.images:add({
      image_id = state:hex(32),
      image_name = image.name,
      image_type = image.type,
      image_version = image.version,
      image_size = 2147483648 + i,
      status = USABLE,
      created = created,
      create_time = sandbox_state.timestamp(created),
      update_time = sandbox_state.timestamp(created),
      members = {},
    })
  end
  cph.default_image_id = cph.images:first().image_id
end

-- What may be used in place of the public ones.
function M.handlers.list_cloud_phone_images(state, args, call)
  local wanted = args.image_type or "all"
  local shown = {}
  for _, image in state.cph.images:each() do
    if wanted == "all" or image.image_type == wanted then
      shown[#shown + 1] = {
        image_id = image.image_id,
        image_name = image.image_name,
        os_type = "android",
        os_name = "AOSP " .. image.image_version,
        is_public = image.image_type == "public" and 1 or 2,
        image_label = "cloud_phone",
        is_support_encrypt = false,
      }
    end
  end
  return 200, { request_id = call.id, phone_images = core.array(shown) }
end

local function describe(state, image)
  local is_private = image.image_type == "private"
  return {
    image_id = image.image_id,
    image_name = image.image_name,
    image_type = image.image_type,
    image_version = image.image_version,
    image_size = image.image_size,
    status = image.status,
    domain_id = state.account.domain_id,
    project_id = is_private and state.account.project_id or nil,
    src_project_id = not is_private and state.cph.partner_project_id or nil,
    create_time = image.create_time,
    update_time = image.update_time,
  }
end

local function in_seconds(timestamp)
  return timestamp > 99999999999 and timestamp / 1000 or timestamp
end

function M.handlers.list_images(state, args, call)
  if (args.offset or 0) < 0 then
    return errors.refuse(call, "CPS.0002")
  end
  local wanted = args.image_type or "private"
  local found = state.cph.images:select(function(image)
    return image.image_type == wanted
      and (not args.status or image.status == args.status)
      and (not args.image_id or image.image_id == args.image_id)
      and (not args.image_name or image.image_name:find(args.image_name, 1, true))
      and (not args.create_since or image.created >= in_seconds(args.create_since))
      and (not args.create_until or image.created <= in_seconds(args.create_until))
      and (not args.src_project_id or args.src_project_id == state.cph.partner_project_id)
  end)
  local page = sandbox_state.page(found, args.offset or 0, args.limit or 100)
  for i, image in ipairs(page) do
    page[i] = describe(state, image)
  end
  return 200, { request_id = call.id, total = #found, image_infos = page }
end

-- The image of that id which is of that type, or nil.
local function find(state, args, image_type)
  local image = state.cph.images:get(args.image_id)
  return image and image.image_type == image_type and image or nil
end

function M.handlers.delete_image(state, args, call)
  local image = find(state, args, "private")
  if not image then
    return errors.refuse(call, "CPS.0166")
  end
  state.cph.images:remove(image)
  return 200, { request_id = call.id }
end

-- Sharing.

local function position(image, project_id)
  for i, member in ipairs(image.members) do
    if member.member_id == project_id then
      return i
    end
  end
end

function M.handlers.add_image_member(state, args, call)
  local image = find(state, args, "private")
  if not image then
    return errors.refuse(call, "CPS.0166")
  elseif not position(image, args.member) then
    if #image.members >= MAX_MEMBERS then
      return errors.refuse(call, "CPS.0078", "an image is shared with at most 10 projects")
    end
    local now = math.floor(state:now() * 1000)
    table.insert(image.members, {
      image_id = image.image_id, member_id = args.member, create_time = now, update_time = now,
    })
  end
  return 200, { request_id = call.id }
end

function M.handlers.list_image_members(state, args, call)
  local image = find(state, args, "private")
  if not image then
    return errors.refuse(call, "CPS.0166")
  end
  return 200, { members = core.array(table.move(image.members, 1, #image.members, 1, {})) }
end

function M.handlers.delete_image_member(state, args, call)
  local image = find(state, args, "private")
  local at = image and position(image, args.member_id)
  if not at then
    return errors.refuse(call, "CPS.0166")
  end
  table.remove(image.members, at)
  return 200, { request_id = call.id }
end

-- Accepts or rejects an image that another project shares: one that is rejected is gone.
function M.handlers.update_image_member(state, args, call)
  local image = find(state, args, "share")
  if not image then
    return errors.refuse(call, "CPS.0166")
  elseif args.status == "rejected" then
    state.cph.images:remove(image)
  end
  return 200, { request_id = call.id }
end

function M.show(state)
  local shown = {}
  for i, image in state.cph.images:each() do
    shown[i] = describe(state, image)
  end
  return { images = core.array(shown) }
end

return M
