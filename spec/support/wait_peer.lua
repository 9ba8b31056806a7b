-- A peer for specs of waiting that answers as it is told to, and clients of it.

local cph = require("cph")
local devserver = require("devserver")
local faults = require("spec.support.faults")

local json = require("cjson").encode

local M = {}

M.ID = "8d0ed1a5-92ec-4a3e-8f3c-1c0a34a0b3f1"
M.OLD_IMAGE = "11a4b8c2-8b5c-4d6e-9f01-23456789abcd"
M.IMAGE = "4a1b0c3e-2f5d-4e6a-8b7c-9d0e1f2a3b4c"

function M.server_ids(count)
  local ids = {}
  for i = 1, count do
    ids[i] = ("%s%03d"):format(M.ID:sub(1, 33), i)
  end
  return ids
end

-- A response with a JSON text.
function M.response(value, status)
  return faults.http(status or 200, type(value) == "table" and json(value) or value)
end

M.NO_JOB = M.response({ error_code = "CPS.0011", error_msg = "no such job" }, 400)
M.NO_SERVER = M.response({ error_code = "CPS.0015", error_msg = "no such server" }, 400)
M.NO_PERMISSION = M.response({ error_code = "CPS.0001", error_msg = "no" }, 403)
M.DELETION = M.response({ request_id = "r", job_id = "j" })
M.NOT_THERE = M.response({ error_code = "ModelArts.6309", error_msg = "not there" }, 400)

function M.machine(status, update_at, image, id)
  return {
    id = id or M.ID,
    status = status,
    update_at = update_at,
    image = image and { image_id = image } or nil,
  }
end

-- Responses of a machine that is shown so, one after the other.
function M.machines(...)
  local responses = {}
  for i, shown in ipairs({ ... }) do
    responses[i] = type(shown) == "string" and shown
      or M.response(M.machine(table.unpack(shown, 1, 3)))
  end
  return responses
end

function M.jobs_page(first, last, status, count)
  local jobs = {}
  for i = first, last do
    jobs[#jobs + 1] = { job_id = ("job-%04d"):format(i), server_id = "s" .. i, status = status }
  end
  return M.response({ request_id = "look", jobs = jobs, count = count })
end

function M.jobs_reply(request_id, count)
  local jobs = {}
  for i = 1, count do
    jobs[i] = { job_id = ("job-%04d"):format(i), server_id = "s" .. i }
  end
  return { request_id = request_id, jobs = jobs }
end

---Options of a wait that looks without a pause.
---@param more? table
---@return table
function M.quick(more)
  local options = { first_delay = 0, interval = 0.005, max_interval = 0.005, deadline = 5 }
  for name, value in pairs(more or {}) do
    options[name] = value
  end
  return options
end

---Starts a peer, to be closed.
---@return { server: spec.Faults, phones: cph.Client, hosts: devserver.Client } peer with
---  `serve(...)`, which sets the rules of the step "serve" for all connections, and `asked()`,
---  which gives the targets that were asked for, and how often each
function M.open()
  local server = faults.start()
  local options = {
    endpoint = "http://127.0.0.1:" .. server.port,
    ak = "ak",
    sk = "sk",
    project_id = "p",
    retry = false,
  }
  local peer = {
    server = server,
    phones = assert(cph.client(options)),
    hosts = assert(devserver.client(options)),
  }

  function peer.serve(...)
    server:script({ { "serve", { ... } } })
  end

  function peer.asked()
    local counts = {}
    for _, request in ipairs(server:report().requests) do
      local key = request.method .. " " .. request.target:gsub("%?.*", "")
      counts[key] = (counts[key] or 0) + 1
    end
    return counts
  end

  function peer.close()
    peer.phones:close()
    peer.hosts:close()
    server:close()
  end

  return peer
end

return M
