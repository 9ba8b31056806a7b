-- SPDX-License-Identifier: Apache-2.0
-- The flags that all operations share, as data. With "cli-" in front they are reached although an
-- operation has a member of their name.

local core = require("_hwc")
local words = require("hwc.cli.words")

local M = {}

---@class hwc.cli.Flag
---@field name string
---@field value? string what stands for its value in help; nil: it takes none
---@field doc string
---@field also? string[] other names, without dashes; KooCLI's
---@field short? string
---@field group "call"|"output"|"settings"
---@field values? string[]
---@field kind? "number"|"integer" of the value
---@field many? boolean it may be repeated
M.LIST = {
  { name = "json", value = "FILE|-|TEXT", group = "call", also = { "cli-jsonInput" },
    doc = "all arguments as JSON; other arguments are added" },
  { name = "skeleton", group = "call", doc = "print the arguments as JSON, to be filled in" },
  { name = "dry-run", group = "call", also = { "dryrun" },
    doc = "print the request as curl, with secrets masked, and send nothing" },
  { name = "yes", short = "y", group = "call", doc = "change several targets without a question" },
  { name = "wait", group = "call", doc = "wait until the work has ended" },
  { name = "all", group = "call", doc = "all pages of a list" },
  { name = "max", value = "N", kind = "integer", group = "call",
    doc = "at most N items of a list" },
  { name = "concurrency", value = "N", kind = "integer", group = "call",
    doc = "calls at a time, if one list needs several calls (4)" },
  { name = "to", value = "FILE", group = "call", doc = "where a downloaded file is written" },
  { name = "header", value = "NAME:VALUE", many = true, group = "call",
    doc = "an additional header" },
  { name = "no-validate", group = "call", doc = "send members that are not known" },

  { name = "output", short = "o", value = "FORM", group = "output",
    values = { "json", "jsonl", "table", "csv", "tsv" },
    doc = "json, jsonl, table, csv or tsv; by default table for lists on terminals, else json" },
  { name = "columns", value = "A,B.C", group = "output", also = { "cli-output-cols" },
    doc = "members that are shown" },
  { name = "no-header", group = "output", doc = "no line of names above the columns" },
  { name = "verbose", short = "v", many = true, group = "output",
    doc = "show attempts (-v), and settings and headers (-vv)" },
  { name = "debug", group = "output", doc = "same as -vv" },
  { name = "help", short = "h", group = "output", doc = "show this help" },

  { name = "region", value = "REGION", group = "settings",
    doc = "region, such as cn-north-4" },
  { name = "profile", value = "NAME", group = "settings",
    doc = "section of the profile file" },
  { name = "project-id", value = "ID", group = "settings", doc = "project of the region" },
  { name = "instance-id", value = "ID", group = "settings", doc = "instance of a gateway" },
  { name = "gateway", value = "NAME", group = "settings", values = { "roma", "apig" },
    doc = "roma or apig" },
  { name = "endpoint", value = "URL", group = "settings", doc = "address of the service" },
  { name = "iam-endpoint", value = "URL", group = "settings", doc = "address of IAM" },
  { name = "access-key", value = "KEY", group = "settings", doc = "access key" },
  { name = "secret-key", value = "SECRET", group = "settings",
    doc = "secret key, as env:NAME or file:PATH" },
  { name = "security-token", value = "SECRET", group = "settings",
    doc = "token of temporary keys, as env:NAME or file:PATH" },
  { name = "domain-id", value = "ID", group = "settings", doc = "accepted for KooCLI; not needed" },
  { name = "timeout", value = "S", kind = "number", also = { "cli-read-timeout" },
    group = "settings", doc = "seconds for an attempt (30)" },
  { name = "connect-timeout", value = "S", kind = "number", group = "settings",
    doc = "seconds to connect (5)" },
  { name = "deadline", value = "S", kind = "number", group = "settings",
    doc = "seconds for a call with its retries, or for a wait" },
  { name = "retry-count", value = "N", kind = "integer", group = "settings",
    doc = "most retries of a call (2)" },
  { name = "ca-file", value = "FILE", group = "settings",
    doc = "certificate authorities, in place of the system's" },
  { name = "proxy", value = "URL", group = "settings", doc = "proxy" },
  { name = "sandbox", group = "settings",
    doc = "use a local cloud that ends with the command" },
  { name = "query", value = "JMESPATH", group = "unsupported", also = { "cli-query" },
    doc = "of KooCLI: use --columns or jq" },
}

---The least value of a flag whose values are integers.
---@param flag hwc.cli.Flag
---@return integer
function M.least(flag)
  return flag.name == "retry-count" and 0 or 1
end

local by_name

local function index()
  by_name = {}
  for _, flag in ipairs(M.LIST) do
    if flag.group ~= "unsupported" then
      by_name[words.plain(flag.name)] = flag
    end
    by_name["cli" .. words.plain(flag.name)] = flag
    for _, name in ipairs(flag.also or {}) do
      by_name[words.plain(name)] = flag
    end
  end
  return by_name
end

---The flag of a name without dashes.
---@param name string
---@return hwc.cli.Flag?
function M.find(name)
  return (by_name or index())[words.plain(name)]
end

---The flag of a letter.
---@param letter string
---@return hwc.cli.Flag?
function M.find_short(letter)
  for _, flag in ipairs(M.LIST) do
    if flag.short == letter then
      return flag
    end
  end
end

---The flags of a group with what they mean, for help.
---@param group string
---@return string[][] pairs such as { "-o, --output FORM", "json, …" }
function M.described(group)
  local list = {}
  for _, flag in ipairs(M.LIST) do
    if flag.group == group then
      list[#list + 1] = {
        (flag.short and "-" .. flag.short .. ", " or "") .. "--" .. flag.name
          .. (flag.value and " " .. flag.value or ""),
        flag.doc,
      }
    end
  end
  return list
end

---The names of flags with their dashes, sorted.
---@return string[]
function M.names()
  local names = {}
  for _, flag in ipairs(M.LIST) do
    if flag.group ~= "unsupported" then
      names[#names + 1] = "--" .. flag.name
    end
  end
  table.sort(names, core.text_less)
  return names
end

return M
