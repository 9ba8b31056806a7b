-- SPDX-License-Identifier: Apache-2.0
-- hwc configure: writes a section of the profile file of the official SDKs, and tests it.

local core = require("_hwc")
local credentials = require("hwc.credentials")
local failure = require("hwc.cli.failure")
local files = require("hwc.files")
local shell = require("hwc.shell")
local verbs = require("hwc.cli.verbs")

local M = {}

M.DOC = "Asks for keys and settings, writes them to the profile file (mode 0600), and tests them."

local LONGEST = 1024 * 1024

local QUESTIONS = {
  { name = "ak", text = "access key", required = true },
  { name = "sk", text = "secret key, not shown", required = true, secret = true },
  { name = "region", text = "region, such as cn-north-4" },
  { name = "project_id", text = "project ID", default = "looked up" },
  { name = "iam_endpoint", text = "address of IAM", default = "of the region" },
}

-- Members that belong to other keys than those that are asked for.
local REPLACED = { security_token = true, idp_id = true, id_token_file = true }

---@return table parser
function M.parser()
  local parser = verbs.parser("configure", M.DOC)
  parser:option("--profile", "section that is written (HUAWEICLOUD_SDK_PROFILE, else basic)")
    :argname("NAME")
  parser:flag("--no-check", "do not test it")
  parser:option("--endpoint", "address of the service, for the test"):argname("URL")
  return parser
end

local function path_of_file()
  local path = files.environment("HUAWEICLOUD_SDK_CREDENTIALS_FILE") or files.in_home("credentials")
  if not path then
    failure.raise(failure.STATUS.failed, "configure: there is no home directory")
  end
  return path
end

-- What an empty answer means.
local function default_text(question, old)
  if old == nil then
    return question.default
  elseif question.secret then
    return "as it is"
  end
  return question.name == "ak" and credentials.redact_key(old) or old
end

local function ask_all(console, section, old)
  local answers = {}
  for _, question in ipairs(QUESTIONS) do
    local ask = question.secret and console.ask_secret or console.ask
    local default = default_text(question, old[question.name])
    local answer = files.trim(ask(console, ("[%s] %s%s: "):format(section, question.text,
      default and (" (empty: %s)"):format(default) or "")) or "")
    if answer == "" then
      answer = old[question.name] or ""
    end
    if answer == "" and question.required then
      failure.usage("configure: %s is required; nothing was written", question.name)
    elseif answer:find("%c") then
      failure.usage("configure: %s: control characters; nothing was written", question.name)
    elseif answer ~= "" then
      answers[question.name] = answer
    end
  end
  return answers
end

-- Takes a file apart: the lines of other sections, and those of this one with its members.
local function take_apart(text, section)
  local others, own, members, inside = {}, {}, {}, false
  for line in text:gmatch("([^\n]*)\n?") do
    local name = line:match("^%s*%[(.-)%]%s*$")
    local key, value = line:match("^%s*([%w_]+)%s*[=:]%s*(.-)%s*$")
    if name then
      inside = name == section
    end
    if not inside then
      others[#others + 1] = line
    elseif key then
      members[key:lower()] = value
      own[#own + 1] = { key = key:lower(), line = line }
    elseif not name and line:find("%S") then
      own[#own + 1] = { line = line }
    end
  end
  return files.trim(table.concat(others, "\n")), own, members
end

-- The section: the answers, and lines that nothing was asked about.
local function section_text(section, answers, own)
  local lines, asked = { ("[%s]"):format(section) }, {}
  for _, question in ipairs(QUESTIONS) do
    asked[question.name] = true
    if answers[question.name] then
      lines[#lines + 1] = ("%s = %s"):format(question.name, answers[question.name])
    end
  end
  for _, each in ipairs(own) do
    if not each.key or not asked[each.key] and not REPLACED[each.key] then
      lines[#lines + 1] = each.line
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

-- Through another file that is renamed, so that there is always a whole one.
local function write_file(path, text)
  local directory = path:match("^(.*)/[^/]+$")
  if directory then
    os.execute(("mkdir -p -m 700 %s"):format(shell.quoted(directory)))
  end
  if core.is_special(path) then
    failure.raise(failure.STATUS.failed, "configure: " .. path .. " is not a regular file")
  end
  local other = ("%s.%d.new"):format(path, os.time())
  local good, problem = core.make_private(other)
  local file
  if good then
    file, problem = io.open(other, "w")
  end
  if not file then
    failure.raise(failure.STATUS.failed, "configure: " .. tostring(problem))
  end
  local written = file:write(text) and file:close()
  if not written or not os.rename(other, path) then
    os.remove(other)
    failure.raise(failure.STATUS.failed, "configure: " .. path .. " cannot be written")
  end
end

---@param console hwc.cli.Console
---@param _ string
---@param list string[]
---@return integer? status
function M.run(console, _, list)
  local given = verbs.parse(console, M.parser(), list)
  if not given then
    return
  end
  local section = given.profile or files.environment("HUAWEICLOUD_SDK_PROFILE") or "basic"
  if section == "" or section:find("[%c%[%]]") then
    failure.usage("configure: --profile takes the name of a section")
  end
  local path = path_of_file()
  local old, problem, unusable = core.read_file(path, LONGEST)
  if not old and unusable then
    failure.raise(failure.STATUS.failed, "configure: " .. tostring(problem))
  end
  local others, own, members = take_apart(old or "", section)
  local answers = ask_all(console, section, members)
  write_file(path, (others ~= "" and others .. "\n\n" or "") .. section_text(section, answers, own))
  console:say(("section [%s] of %s is written"):format(section, path))
  if given["no_check"] then
    return
  end
  local words = { "--profile", section }
  if given.endpoint then
    words[3], words[4] = "--endpoint", given.endpoint
  end
  return require("hwc.cli.account").run(console, "check", words)
end

return M
