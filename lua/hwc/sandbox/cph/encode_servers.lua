-- SPDX-License-Identifier: Apache-2.0
-- Encoding services of cloud gaming servers in the sandbox.

local core = require("_hwc")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.cph.errors")
local jobs = require("hwc.sandbox.cph.jobs")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local RUNNING, ABNORMAL, RESTARTING = 1, 2, 3

-- Scaled seconds that work takes, more or less a quarter.
local RESTART_SECONDS = 20

-- Two for the first server, where there is one.
function M.seed(state)
  state.cph.encode_servers = collection.new("encode_server_id")
  local server = state.cph.servers:first()
  for i = 1, server and 2 or 0 do
    state.cph.encode_servers:add({
      encode_server_id = state:hex(32),
      encode_server_name = ("%s-encode-%d"):format(server.server_name, i),
      encode_server_ip = ("10.238.0.%d"):format(i + 1),
      server_id = server.server_id,
      keypair_name = server.keypair_name,
      address = server.address,
      type = 1,
      status = RUNNING,
    })
  end
end

local function describe(encoder)
  return {
    encode_server_id = encoder.encode_server_id,
    encode_server_name = encoder.encode_server_name,
    encode_server_ip = encoder.encode_server_ip,
    server_id = encoder.server_id,
    keypair_name = encoder.keypair_name,
    type = encoder.type,
    status = encoder.status,
    access_infos = core.array({ {
      type = "encode",
      listen_port = 6666,
      access_port = 16666,
      access_ip = encoder.address,
      intranet_ip = encoder.address,
      server_ip = encoder.address,
      public_ip = "",
    } }),
  }
end

function M.handlers.list_encode_servers(state, args, call)
  if (args.offset or 0) < 0 then
    return errors.refuse(call, "CPS.0002")
  end
  local found = state.cph.encode_servers:select(function(encoder)
    return (not args.type or encoder.type == args.type)
      and (not args.status or encoder.status == args.status)
      and (not args.server_id or encoder.server_id == args.server_id)
  end)
  local page = sandbox_state.page(found, args.offset or 0, args.limit or 100)
  for i, encoder in ipairs(page) do
    page[i] = describe(encoder)
  end
  return 200, { request_id = call.id, encode_servers = page }
end

local restarted = jobs.effect("cph.encoder_restarted", function(_, encoder, failed)
  encoder.status = failed and ABNORMAL or RUNNING
end)

function M.handlers.restart_encode_server(state, args, call)
  return jobs.respond(call, "encode_server_id", args.encode_server_ids, function(id)
    local encoder = state.cph.encode_servers:get(id)
    if not encoder then
      return nil, "CPS.0123"
    elseif encoder.status == RESTARTING then
      return nil, "CPS.0099"
    end
    encoder.status = RESTARTING
    local target = {
      server_id = encoder.server_id, id = id, subject = encoder, abnormal = ABNORMAL,
    }
    return jobs.begin(state, call, target, state:about(RESTART_SECONDS), restarted, encoder)
  end)
end

function M.show(state)
  local shown = {}
  for i, encoder in state.cph.encode_servers:each() do
    shown[i] = describe(encoder)
  end
  return { encode_servers = core.array(shown) }
end

return M
