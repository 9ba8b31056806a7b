-- SPDX-License-Identifier: Apache-2.0
-- What the Cloud Phone Host of the sandbox offers: kinds of servers and of phones.

local core = require("_hwc")
local errors = require("hwc.sandbox.cph.errors")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local SERVER_MODELS = {
  { name = "physical.rx1.xlarge", cpu = 60, memory = 128, gpus = 4, product_type = 0 },
  { name = "physical.kg1.4xlarge.a", cpu = 48, memory = 96, gpus = 2, product_type = 1 },
}

M.SERVER_MODEL = SERVER_MODELS[1].name
M.PHONE_MODEL = "rx1.cp.c60.d10.e1v1"

local PHONE_MODELS = {
  { name = M.PHONE_MODEL, server = 1, status = 1, phones = 60, cpu = 4, memory = 2048, disk = 10,
    resolution = "720x1280" },
  { name = "rx1.cp.c15.d46SSD.e1v1", server = 1, status = 1, phones = 15, cpu = 8, memory = 4096,
    disk = 46, resolution = "1080x1920" },
  { name = "rx1.cp.c100.d2.e0v1", server = 1, status = 0, phones = 100, cpu = 2, memory = 1024,
    disk = 2, resolution = "480x800" },
  { name = "kg1.cg.c6.d54SSD.e1v1", server = 2, status = 1, phones = 6, cpu = 8, memory = 8192,
    disk = 54, resolution = "1080x1920" },
}

local function has(list, name)
  for _, item in ipairs(list) do
    if item.name == name then
      return true
    end
  end
  return false
end

function M.has_server_model(name)
  return has(SERVER_MODELS, name)
end

function M.has_phone_model(name)
  return has(PHONE_MODELS, name)
end

function M.handlers.list_cloud_phone_models(_, args, call)
  if (args.offset or 0) < 0 then
    return errors.refuse(call, "CPS.0002")
  end
  local found = {}
  for _, model in ipairs(PHONE_MODELS) do
    if not args.status or model.status == args.status then
      found[#found + 1] = {
        server_model_name = SERVER_MODELS[model.server].name,
        phone_model_name = model.name,
        status = model.status,
        cpu = model.cpu,
        memory = model.memory,
        disk = model.disk,
        resolution = model.resolution,
        extend_spec = "",
        spec_code = model.name,
        phone_capacity = model.phones,
        image_label = "cloud_phone",
        product_type = SERVER_MODELS[model.server].product_type,
        phone_model_version = 1,
        dpi = 320,
        fps = "60",
        volume_mode = 0,
        render_fps = 60,
        stream_fps = 30,
      }
    end
  end
  return 200, {
    request_id = call.id,
    phone_models = sandbox_state.page(found, args.offset or 0, args.limit or 100),
  }
end

function M.handlers.list_cloud_phone_server_models(_, args, call)
  local found = {}
  for _, model in ipairs(SERVER_MODELS) do
    if not args.product_type or model.product_type == args.product_type then
      found[#found + 1] = {
        server_model_name = model.name,
        server_type = "physical",
        cpu = model.cpu,
        memory = model.memory,
        disk_max_num = 4,
        product_type = model.product_type,
        free_size = 100,
        extend_spec = {
          cpu = ("%d cores"):format(model.cpu),
          memory = ("%d GB"):format(model.memory),
          gpu = "sandbox",
          gpu_count = model.gpus,
          numa_count = 2,
          os_volume = { size = 100, volume_type = "SSD" },
        },
      }
    end
  end
  return 200, { request_id = call.id, server_models = core.array(found) }
end

return M
