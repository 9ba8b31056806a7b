-- SPDX-License-Identifier: Apache-2.0
-- Bandwidths that the cloud phone servers of the sandbox share.

local core = require("_hwc")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.cph.errors")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local SHARED = 1

-- Sizes go in steps: of 1 Mbit/s up to 300, of 50 up to 1000, of 500 above.
local STEPS = { { 300, 1 }, { 1000, 50 }, { math.maxinteger, 500 } }

function M.seed(state)
  state.cph.bandwidths = collection.new("band_width_id")
  for i = 1, 2 do
    local created = sandbox_state.timestamp(1695000000 + 3600 * i)
    state.cph.bandwidths:add({
      band_width_id = state:uuid(),
      band_width_name = ("shared-%d"):format(i),
      band_width_size = 100 * i,
      band_width_charge_mode = 0,
      band_width_share_type = SHARED,
      create_time = created,
      update_time = created,
    })
  end
end

-- The shared ones first, then those of single servers.
local function all(state)
  local found = state.cph.bandwidths:list()
  local servers = {}
  for number, server in state.cph.servers:touched() do
    if server and server.bandwidth then
      servers[#servers + 1] = number
    end
  end
  table.sort(servers)
  for _, number in ipairs(servers) do
    local own = state.cph.servers:at(number).bandwidth
    if own.band_width_share_type ~= SHARED then
      found[#found + 1] = own
    end
  end
  return found
end

function M.handlers.show_bandwidth_detail(state, args, call)
  if (args.offset or 0) < 0 then
    return errors.refuse(call, "CPS.0002")
  end
  return 200, {
    request_id = call.id,
    band_widths = sandbox_state.page(all(state), args.offset or 0, args.limit or 100),
  }
end

local function is_step(size)
  for _, step in ipairs(STEPS) do
    if size <= step[1] then
      return size > 0 and size % step[2] == 0
    end
  end
end

function M.handlers.update_bandwidth(state, args, call)
  for _, bandwidth in ipairs(all(state)) do
    if bandwidth.band_width_id == args.band_width_id then
      if bandwidth.band_width_share_type ~= SHARED then
        return errors.refuse(call, "CPS.0160")
      elseif not is_step(args.band_width_size) then
        return errors.refuse(call, "CPS.0036")
      end
      bandwidth.band_width_size = args.band_width_size
      bandwidth.update_time = sandbox_state.timestamp(state:now())
      return 200, { request_id = call.id }
    end
  end
  return errors.refuse(call, "CPS.0033")
end

function M.show(state)
  return { bandwidths = core.array(all(state)) }
end

return M
