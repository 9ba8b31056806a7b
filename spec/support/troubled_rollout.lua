-- A rollout that ends with all that reports show: targets that are done, failed, refused and in
-- doubt, some of them with ids and messages that would do harm to a page, a terminal or a table.

local core = require("_hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

local M = {}

M.HOSTILE = {
  "<script>document.title='taken'</script>",
  "\" onmouseover='alert(1)' x=\"",
  "=HYPERLINK(\"http://evil.example\")",
  "@SUM(1+1),2",
  "&lt;img src=x onerror=alert(1)&gt;",
  "abc\u{202e}cba",
  "中文 ü 🙂",
  "%s%d'; DROP TABLE hwc_target; --",
}

M.MESSAGE = "<b>broken</b> & \"quoted\",\n\27[31mred\27[0m </td></table>\u{202e}"

-- Ids that are refused, that fail, and those of the batch whose call is lost; others succeed.
local function fate_of(id)
  local number = tonumber(id:match("^t%-(%d+)$"))
  return id:find("=", 1, true) == 1 and "refused" or number == 7 and "refused"
    or not number and "failed" or number > 20 and number <= 25 and "failed" or "succeeded"
end

local function define()
  rollout.define("spec.change", {
    batch = 5,
    interval = 0.01,
    submit = function(_, targets)
      if targets[1].id == "t-0031" then
        return nil, core.new_error({ kind = "network", fate = "unknown",
          message = "the connection was lost before a response came" })
      end
      local refused = {}
      for _, target in ipairs(targets) do
        if fate_of(target.id) == "refused" then
          refused[target.id] = { code = "SPEC.0001", message = M.MESSAGE }
        end
      end
      return { refused = refused }
    end,
    poll = function(_, batch)
      local ends = {}
      for _, target in ipairs(batch.targets) do
        local fate = fate_of(target.id)
        ends[target.id] = fate == "failed" and { code = "SPEC.0002", message = M.MESSAGE } or fate
      end
      return ends
    end,
  })
end

---Plans and works on it.
---@param journal string
---@param work? table options of run:work
---@return hwc.rollout.Run
---@return table report
function M.make(journal, work)
  define()
  local ids = rollouts.ids(35)
  for _, id in ipairs(M.HOSTILE) do
    table.insert(ids, id)
  end
  local run = assert(assert(rollout.plan({
    name = "<i>ops</i> & \"co\"",
    client = rollouts.client,
    steps = { rollout.step("spec.change") },
    targets = ids,
    waves = { 5, "100%" },
    max_unavailable = "100%",
    max_failures = "100%",
    max_in_doubt = 5,
  })):start({ journal = journal }))
  return run, assert(run:work(rollouts.work(work)))
end

---Counts that another program reads: the command sqlite3, or psql.
---@param journal string
---@param statement string of one row
---@return string[] columns
function M.ask(journal, statement)
  local command = journal:find("^postgres") and "psql -X -A -t -F '|' '%s' -c \"%s\""
    or "sqlite3 -batch '%s' \"%s\""
  local pipe <close> = assert(io.popen(command:format(journal, statement)))
  local columns = {}
  for column in pipe:read("l"):gmatch("[^|]*") do
    columns[#columns + 1] = column
  end
  assert(pipe:close())
  return columns
end

---How many targets are in each state, by that program.
---@return table<string, integer>
function M.states(journal)
  local states = {}
  for _, state in ipairs({ "succeeded", "failed", "refused", "in_doubt", "waiting" }) do
    states[state] = tonumber(M.ask(journal,
      ("SELECT count(*) FROM hwc_target WHERE state = '%s'"):format(state))[1])
  end
  return states
end

return M
