-- SPDX-License-Identifier: Apache-2.0
-- The live page of a journal: an HTTP server of this process, on a thread of its own.

local core = require("_hwc")
local options = require("hwc.options")

local M = {}

local function port_rule(value)
  if math.type(value) ~= "integer" or value < 0 or value > 65535 then
    return "an integer from 0 to 65535"
  end
end

local function rollout_rule(value)
  if math.type(value) ~= "integer" and (type(value) ~= "string" or value == "") then
    return "the id or the name of a rollout"
  end
end

local function names_rule(value)
  if options.no_list(value) then
    return "a list of names"
  end
  for _, name in ipairs(value) do
    if type(name) ~= "string" or name == "" then
      return "a list of names"
    end
  end
end

local RULES = {
  address = "text",
  hosts = names_rule,
  password = "text",
  port = port_rule,
  rollout = rollout_rule,
}

-- Bytes of a body, which is not read.
local MAX_BODY = 4096

---@class hwc.rollout.Page
---@field url string such as "http://127.0.0.1:40123"
local Page = {}
Page.__index = Page
Page.__name = "hwc.rollout.page"

---Stops it. Safe to call twice.
function Page:close()
  local server = rawget(self, "server")
  self.server = nil
  if server then
    server:close()
  end
end

Page.__close = Page.close
Page.__gc = Page.close

function Page:__tostring()
  return ("hwc.rollout.page (%s)"):format(rawget(self, "server") and self.url or "closed")
end

local function fail(message)
  return nil, core.new_error({ kind = "page", message = message })
end

---Serves the page of a rollout, which shows how it goes on. It is only read. Whoever reaches it
---sees plan and targets, so it listens on loopback unless told otherwise, and refuses requests
---whose Host is not this machine's.
---@param journal string|hwc.rollout.Journal
---@param given? { port: integer?, address: string?, hosts: string[]?, rollout: integer|string?,
---  password: string? } `port`: 0 takes a free one, the default; `address`: "127.0.0.1" by default;
---  `hosts`: other names of this machine; `rollout`: the latest by default; `password`: of the
---  database
---@return hwc.rollout.Page? page to be closed
---@return hwc.Error?
function M.start(journal, given)
  given = options.check(given, RULES, "rollout.serve", 2)
  local db = type(journal) == "table" and journal.db
  if not db and (type(journal) ~= "string" or journal == "") then
    error("rollout.serve takes a journal, a path or a URL, got " .. options.kind(journal), 2)
  end
  local found, httpd = pcall(require, "_hwc_httpd")
  if not found then
    return fail("the live page is not part of this build of hwc: the C module _hwc_httpd, which is "
      .. "built where libmicrohttpd is found, cannot be loaded")
  end
  local address = given.address or "127.0.0.1"
  address = address == "localhost" and "127.0.0.1" or address
  local server, message = httpd.start({
    address = address,
    port = given.port or 0,
    max_body = MAX_BODY,
    module = "hwc.rollout.page_server",
    config = assert(core.encode_json({
      journal = db and db.name or journal,
      password = given.password or db and db.settings.password,
      address = address,
      hosts = given.hosts and core.array(table.move(given.hosts, 1, #given.hosts, 1, {})),
      rollout = given.rollout,
    })),
    path = package.path,
    cpath = package.cpath,
  })
  if not server then
    return fail(("the page cannot be served on %s, port %d: %s"):format(address, given.port or 0,
      message))
  end
  local host = address:find(":", 1, true) and "[" .. address .. "]" or address
  return setmetatable({
    server = server,
    url = ("http://%s:%d"):format(host, server:port()),
  }, Page)
end

return M
