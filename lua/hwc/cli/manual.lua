-- SPDX-License-Identifier: Apache-2.0
-- The man page hwc(1), from the definitions of help.

local core = require("_hwc")
local flags = require("hwc.cli.flags")
local help = require("hwc.cli.help")
local rollout = require("hwc.cli.rollout")

local M = {}

local function roff(text)
  return (text:gsub("\\", "\\e"):gsub("%-", "\\-"):gsub("^([.'])", "\\&%1"))
end

local function add_pairs(lines, list)
  for _, pair in ipairs(list) do
    lines[#lines + 1] = ".TP\n.B " .. roff(pair[1])
    lines[#lines + 1] = roff(pair[2])
  end
end

---The page as roff.
---@return string
function M.text()
  local lines = {
    ('.TH HWC 1 "" "hwc %s" "User Commands"'):format(core.version),
    ".SH NAME\nhwc \\- Huawei Cloud from a shell",
    ".SH SYNOPSIS\n.B hwc\n.I service operation",
    "[\\-\\-\\fImember value\\fR ...] [\\fIoptions\\fR]",
    ".br\n.B hwc\n.I command\n[\\fIoptions\\fR]",
    ".SH DESCRIPTION",
    roff("Makes calls, waits for their work and runs rollouts. Members of operations are options "
      .. "of their name: --server-id X, --server_id X, --server_id=X. Lists are --server-ids a b "
      .. "c, or @FILE or - with one a line. Objects are JSON, or dotted with numbers from 1: "
      .. "--servers.1.server_id=X. Secrets are env:NAME or file:PATH."),
    ".SH COMMANDS",
  }
  add_pairs(lines, help.COMMANDS)
  lines[#lines + 1] = ".SH ROLLOUTS"
  local list = {}
  for i, verb in ipairs(rollout.VERBS) do
    list[i] = { "hwc rollout " .. verb[1], verb[2] }
  end
  add_pairs(lines, list)
  for _, group in ipairs({
    { "call", "OPTIONS OF CALLS" }, { "output", "OPTIONS OF OUTPUT" },
    { "settings", "OPTIONS OF THE CONNECTION" },
  }) do
    lines[#lines + 1] = ".SH " .. group[2]
    add_pairs(lines, flags.described(group[1]))
  end
  lines[#lines + 1] = ".SH SETTINGS\n" .. roff(help.SETTINGS)
  lines[#lines + 1] = ".SH EXIT STATUS"
  local statuses = {}
  for i, each in ipairs(help.STATUSES) do
    statuses[i] = { tostring(each[1]), each[2] }
  end
  add_pairs(lines, statuses)
  lines[#lines + 1] = ".SH EXAMPLES"
  for _, example in ipairs(help.EXAMPLES) do
    lines[#lines + 1] = ".PP\n.EX\n" .. roff(example) .. "\n.EE"
  end
  return table.concat(lines, "\n") .. "\n"
end

return M
