-- SPDX-License-Identifier: Apache-2.0
-- What DevServers of the sandbox are made of: images and flavors.

local core = require("_hwc")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.devserver.errors")

local M = { handlers = {} }

local IMAGES = {
  { name = "Ubuntu-22.04-CUDA-12.2", arch = "X86", server_type = "ECS" },
  { name = "EulerOS-2.10-Ascend-Snt9", arch = "ARM", server_type = "BMS" },
  { name = "Ubuntu-22.04-Ascend-23.0", arch = "ARM", server_type = "HPS" },
  { name = "Ubuntu-24.04-CUDA-12.4", arch = "X86", server_type = "ECS" },
  { name = "HCE-2.0-Ascend-24.1", arch = "ARM", server_type = "BMS" },
  { name = "HCE-2.0-Ascend-24.1-HPS", arch = "ARM", server_type = "HPS" },
}

local FLAVORS = {
  { name = "modelarts.vm.gpu.8v100", arch = "X86", server_type = "ECS", cpus = 64 },
  { name = "modelarts.vm.gpu.4a10", arch = "X86", server_type = "ECS", cpus = 32, sold_out = true },
  { name = "modelarts.bm.npu.arm.8snt9b", arch = "ARM", server_type = "BMS", cpus = 192 },
  { name = "modelarts.hps.npu.16snt9c", arch = "ARM", server_type = "HPS", cpus = 384 },
}

local CHARGING_MODES = { "POST_PAID", "PRE_PAID" }

function M.seed(state)
  state.devserver.images = collection.new("image_id")
  for _, image in ipairs(IMAGES) do
    state.devserver.images:add({
      image_id = state:uuid(),
      name = image.name,
      arch = image.arch,
      server_type = image.server_type,
      status = "ACTIVE",
    })
  end
end

---@param name string
---@return table? flavor with `server_type`, `arch`, `sold_out`
function M.flavor(name)
  for _, flavor in ipairs(FLAVORS) do
    if flavor.name == name then
      return flavor
    end
  end
end

---The flavors of a kind of server.
---@param server_type string
---@return table[]
function M.flavors(server_type)
  local found = {}
  for _, flavor in ipairs(FLAVORS) do
    if flavor.server_type == server_type then
      found[#found + 1] = flavor
    end
  end
  return found
end

---A response that has all there is on one page.
---@param items table[]
---@return integer status
---@return table body
function M.whole(items)
  return 200, {
    current = 0,
    pages = #items > 0 and 1 or 0,
    size = #items,
    total = #items,
    data = core.array(items),
  }
end

function M.handlers.list_dev_server_images(state, args)
  local flavor = args.flavor_name and M.flavor(args.flavor_name)
  if args.flavor_name and not flavor then
    return errors.refuse(400, "ModelArts.6323")
  end
  return M.whole(state.devserver.images:select(function(image)
    return (not args.server_type or image.server_type == args.server_type)
      and (not flavor or image.server_type == flavor.server_type)
  end))
end

function M.handlers.get_dev_server_image(state, args)
  local image = state.devserver.images:get(args.id)
  if not image then
    return errors.refuse(404, "ModelArts.0015")
  end
  return 200, image
end

function M.handlers.list_dev_server_flavors(state, args)
  local found = {}
  for _, flavor in ipairs(FLAVORS) do
    for _, mode in ipairs(CHARGING_MODES) do
      if (not args.server_type or flavor.server_type == args.server_type)
          and (not args.arch or flavor.arch == args.arch)
          and (not args.charging_mode or mode == args.charging_mode) then
        found[#found + 1] = {
          arch = flavor.arch,
          availability_zone = state.account.region .. "a",
          charging_mode = mode,
          count = 8,
          flavor = flavor.name,
          flavor_type = "public",
          roce_num = flavor.server_type == "ECS" and 0 or 8,
          server_type = flavor.server_type,
          sku_code = flavor.name,
          specification = ("%d vCPUs"):format(flavor.cpus),
          status = "normal",
          is_sold_out = flavor.sold_out or false,
        }
      end
    end
  end
  return M.whole(found)
end

function M.show(state)
  local images = state.devserver.images:list()
  return { images = core.array(table.move(images, 1, #images, 1, {})) }
end

return M
