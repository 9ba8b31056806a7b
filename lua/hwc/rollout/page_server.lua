-- SPDX-License-Identifier: Apache-2.0
-- The live page's behaviour, in a Lua state of its own on the thread of the HTTP end. It reads the
-- journal and can write nothing: the database refuses it.

local core = require("_hwc")
local database = require("hwc.rollout.database")
local figures = require("hwc.rollout.figures")
local journal = require("hwc.rollout.journal")
local own_host = require("hwc.own_host")
local page = require("hwc.rollout.page")
local runs = require("hwc.rollout.run")
local schema = require("hwc.rollout.schema")
local script = require("hwc.rollout.page_script")
local text = require("hwc.rollout.text")

local M = {}

-- Targets that the live page shows, for they are sent again and again.
local MOST_ROWS = 200

-- What takes a while to count is kept for as many times as long as the counting took, and after
-- that until there is a new event, but at most so many seconds.
local REST, LONGEST = 20, 10

-- Rollouts of which it is kept, about.
local MOST_KEPT = 32

-- An id that no rollout has.
local NO_ROLLOUT = -1

-- Seconds for which a request waits for a database that is away.
local OUTAGE = 2

local HEADERS = {
  { "Cache-Control", "no-store" },
  { "X-Content-Type-Options", "nosniff" },
  { "Referrer-Policy", "no-referrer" },
  { "Cross-Origin-Resource-Policy", "same-origin" },
  { "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; "
    .. "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    .. "frame-ancestors 'none'" },
}

local TYPES = {
  html = "text/html; charset=utf-8",
  js = "text/javascript; charset=utf-8",
  json = "application/json",
  text = "text/plain; charset=utf-8",
}

---@class hwc.rollout.PageServer
---@field db hwc.rollout.Database
---@field config table
---@field host { monotonic: fun(): number }
---@field kept table<integer, table> what was counted, by rollout
local Server = {}
Server.__index = Server

local function response(status, kind, body, more)
  local headers = { { "Content-Type", TYPES[kind] } }
  table.move(HEADERS, 1, #HEADERS, 2, headers)
  table.move(more or {}, 1, more and #more or 0, #headers + 1, headers)
  return status, headers, body
end

-- The row of the rollout that a request is about: that of the query, of the options, or the latest.
local function find(db, wanted)
  local row = wanted and journal.find(db, wanted) or not wanted and journal.latest(db) or nil
  return row or "none"
end

-- What takes a while to count, as it was a moment ago. The stamp tells one count from another.
function Server:counted(db, run)
  local kept, now = self.kept[run.id], self.host.monotonic()
  local newest = journal.newest_event(db, run.id)
  if kept and (now < kept.rests_until or newest == kept.newest and now < kept.until_) then
    return kept
  end
  local counted = {
    newest = newest,
    history = figures.history(db, run.id, run.plan),
    rows = figures.undone(db, run.id, run.plan, MOST_ROWS),
  }
  local cost = self.host.monotonic() - now
  self.count = self.count + 1
  counted.stamp = ("%d-%d"):format(run.id, self.count)
  counted.rests_until = now + REST * cost
  counted.until_ = now + math.max(REST * cost, LONGEST)
  self.kept[run.id] = counted
  self.kept[run.id - MOST_KEPT] = nil
  return counted
end

local function read_all(db, self, wanted)
  local row = find(db, wanted)
  if row == "none" then
    return row
  end
  local run = runs.new(db, row)
  local counted = self:counted(db, run)
  return {
    status = runs.read_status(db, run.id),
    plan = run.plan,
    journal = text.journal_name(db.name),
    history = counted.history,
    rows = counted.rows,
    stamp = counted.stamp,
    live = true,
    others = db:query("SELECT id, name, state FROM hwc_rollout ORDER BY id DESC LIMIT 30"),
  }
end

local function footer(data)
  local parts = { '<nav aria-label="Rollouts of the journal"><ul>' }
  for _, row in ipairs(data.others) do
    parts[#parts + 1] = ('<li><a href="?rollout=%d"%s>%s</a>, %s</li>'):format(row.id,
      row.id == data.status.id and ' aria-current="page"' or "", text.escape(row.name),
      text.words(row.state))
  end
  parts[#parts + 1] = "</ul></nav>"
  return #data.others > 1 and "<h2>Rollouts of the journal</h2>" .. table.concat(parts) or ""
end

local routes = {}

routes["/"] = function(data)
  local parts = {}
  page.write(data, function(piece)
    parts[#parts + 1] = piece
  end, footer(data))
  return response(200, "html", table.concat(parts))
end

routes["/data.json"] = function(data, query)
  local html = {}
  for _, section in ipairs(page.SECTIONS) do
    if section.light or query.seen ~= data.stamp then
      html[section.id] = page.section(section.id, data)
    end
  end
  local status = data.status
  return response(200, "json", assert(core.encode_json({
    rollout = status,
    html = html,
    stamp = data.stamp,
    title = page.title(status),
    freshness = page.freshness(status),
    announcement = page.sentence(status),
    over = status.state == "finished" or status.state == "aborted",
  })))
end

local function read_query(target)
  local query = {}
  for name, value in (target:match("%?(.*)$") or ""):gmatch("([^&=]+)=([^&]*)") do
    query[name] = value
  end
  return query
end

local function refuse(path, status, message, more)
  if path == "/data.json" then
    return response(status, "json", assert(core.encode_json({ error = message })), more)
  end
  return response(status, "text", message .. "\n", more)
end

function Server:handle(request)
  local path = request.target:gsub("^%a+://[^/]+", ""):match("^[^?#]*")
  if not own_host.accepts(request, self.config.address, self.config.hosts) then
    return refuse(path, 403, "the Host header has to name this machine")
  elseif own_host.is_foreign(request, true) then
    return refuse(path, 403, "other sites may not read this page")
  elseif request.method ~= "GET" and request.method ~= "HEAD" then
    return refuse(path, 405, "this page is only read: GET or HEAD", { { "Allow", "GET, HEAD" } })
  elseif path == "/live.js" then
    return response(200, "js", script)
  elseif not routes[path] then
    return refuse(path, 404, "there is nothing here")
  end
  local query = read_query(request.target)
  local wanted = self.config.rollout
  if query.rollout then
    wanted = query.rollout:find("^%d+$") and #query.rollout < 19 and math.tointeger(query.rollout)
      or NO_ROLLOUT
  end
  local data, err = self.db:read(read_all, self, wanted)
  if not data then
    return refuse(path, 503, text.visible(err.message))
  elseif data == "none" then
    return refuse(path, 404, "the journal has no such rollout")
  end
  return routes[path](data, query)
end

---What the HTTP end calls once.
---@param config_text string JSON of { journal, password, address, hosts, rollout }
---@param host { time: (fun(): number), monotonic: fun(): number }
---@return fun(request: table): integer, table, string handle
---@return fun(name: string, text: string): string control
function M.open(config_text, host)
  local config = assert(core.decode_json(config_text))
  local db, err = database.open(config.journal, {
    password = config.password,
    outage = OUTAGE,
    read_only = true,
  })
  local good = db and true
  if db then
    good, err = schema.check(db)
  end
  if not good then
    error(err.message, 0)
  end
  local self = setmetatable({ db = db, config = config, host = host, kept = {}, count = 0 }, Server)
  return function(request)
    return self:handle(request)
  end, function()
    return "null"
  end
end

return M
