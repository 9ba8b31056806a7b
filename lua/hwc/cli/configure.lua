-- SPDX-License-Identifier: Apache-2.0
-- hwc configure: writes a section of the profile file of the official SDKs, and tests it.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local files = require("hwc.files")
local verbs = require("hwc.cli.verbs")

local M = {}

M.DOC = "Asks for keys and settings, writes them to the profile file (mode 0600), and tests them."

local LONGEST = 1024 * 1024

local QUESTIONS = {
  { name = "ak", text = "access key", required = true },
  { name = "sk", text = "secret key (not shown)", required = true, secret = true },
  { name = "region", text = "region, such as cn-north-4" },
  { name = "project_id", text = "project ID (empty: looked up)" },
  { name = "iam_endpoint", text = "address of IAM (empty: of the region)" },
}

---@return table parser
function M.parser()
  local parser = verbs.parser("configure", M.DOC)
  parser:option("--profile", "section that is written"):default("basic"):argname("NAME")
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

local function ask_all(console, section)
  local answers = {}
  for _, question in ipairs(QUESTIONS) do
    local ask = question.secret and console.ask_secret or console.ask
    local answer = ask(console, ("[%s] %s: "):format(section, question.text)) or ""
    answer = files.trim(answer)
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

-- The lines of a file without a section; the others stay as they are.
local function without_section(text, section)
  local lines, inside = {}, false
  for line in text:gmatch("([^\n]*)\n?") do
    local name = line:match("^%s*%[(.-)%]%s*$")
    if name then
      inside = name == section
    end
    if not inside then
      lines[#lines + 1] = line
    end
  end
  return files.trim(table.concat(lines, "\n"))
end

local function section_text(section, answers)
  local lines = { ("[%s]"):format(section) }
  for _, question in ipairs(QUESTIONS) do
    if answers[question.name] then
      lines[#lines + 1] = ("%s = %s"):format(question.name, answers[question.name])
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

local function quoted(path)
  return "'" .. path:gsub("'", "'\\''") .. "'"
end

-- Through another file that is renamed, so that there is always a whole one.
local function write_file(path, text)
  local directory = path:match("^(.*)/[^/]+$")
  if directory then
    os.execute(("mkdir -p -m 700 %s"):format(quoted(directory)))
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
  local section = given.profile
  if section == "" or section:find("[%c%[%]]") then
    failure.usage("configure: --profile takes the name of a section")
  end
  local path = path_of_file()
  local old, problem, unusable = core.read_file(path, LONGEST)
  if not old and unusable then
    failure.raise(failure.STATUS.failed, "configure: " .. tostring(problem))
  end
  local answers = ask_all(console, section)
  local others = without_section(old or "", section)
  write_file(path, (others ~= "" and others .. "\n\n" or "") .. section_text(section, answers))
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
