-- Runs the program hwc in this process, and writes command lines from arguments.

local cjson = require("cjson")
local cli = require("hwc.cli")

local M = {}

local function sink()
  local parts = {}
  return {
    write = function(self, ...)
      parts[#parts + 1] = table.concat({ ... })
      return self
    end,
    flush = function(self)
      return self
    end,
    text = function()
      return table.concat(parts)
    end,
  }
end

---Runs the program with its streams in memory.
---@param argv string[]
---@param given? { stdin?: string, environment?: table }
---@return integer status
---@return string output
---@return string errors
function M.run(argv, given)
  given = given or {}
  local stdout, stderr <close> = sink(), assert(io.tmpfile())
  local status = cli.main(argv, {
    stdin = { read = function() return given.stdin end },
    stdout = stdout,
    stderr = stderr,
    environment = given.environment or {},
  })
  stderr:seek("set")
  return status, stdout.text(), stderr:read("a")
end

---The flags that lead to a sandbox.
---@param cloud hwc.Sandbox
---@param more? table<string, string>
---@return string[]
function M.account(cloud, more)
  local options = cloud:options()
  local flags = {
    "--cli-endpoint", options.endpoint, "--cli-iam-endpoint", options.iam_endpoint,
    "--cli-access-key", options.ak, "--cli-secret-key", options.sk, "--cli-region", options.region,
    "--cli-project-id", options.project_id, "--cli-instance-id", options.instance_id,
  }
  for name, value in pairs(more or {}) do
    flags[#flags + 1] = "--cli-" .. name
    flags[#flags + 1] = value
  end
  return flags
end

local function scalar(value)
  if math.type(value) == "integer" then
    return ("%d"):format(value)
  end
  return tostring(value)
end

local function sorted(map)
  local names = {}
  for name in pairs(map) do
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

local function is_flat(value)
  for _, item in ipairs(value) do
    if type(item) == "table" then
      return false
    end
  end
  return value[1] ~= nil
end

-- A file of a form has its path alone.
local function is_file(value)
  return type(value) == "table" and value.path ~= nil and next(value, (next(value))) == nil
end

---Arguments with names in kebab-case; what is nested is JSON.
---@param arguments table
---@return string[]
function M.kebab(arguments)
  local words = {}
  for _, name in ipairs(sorted(arguments)) do
    local value, flag = arguments[name], "--" .. name:gsub("_", "-")
    if type(value) ~= "table" then
      words[#words + 1] = flag .. "=" .. scalar(value)
    elseif is_file(value) then
      words[#words + 1] = flag
      words[#words + 1] = value.path
    elseif is_flat(value) then
      words[#words + 1] = flag
      for _, item in ipairs(value) do
        words[#words + 1] = scalar(item)
      end
    else
      words[#words + 1] = flag
      words[#words + 1] = cjson.encode(value)
    end
  end
  return words
end

local function add_dotted(words, path, value)
  if type(value) ~= "table" then
    words[#words + 1] = ("--%s=%s"):format(path, scalar(value))
  elseif next(value) == nil then
    words[#words + 1] = ("--%s=%s"):format(path, cjson.encode(value))
  elseif value[1] ~= nil then
    for i, item in ipairs(value) do
      add_dotted(words, path .. "." .. i, item)
    end
  else
    for _, name in ipairs(sorted(value)) do
      add_dotted(words, path .. "." .. name, value[name])
    end
  end
end

---Arguments as KooCLI writes them: dotted, with items numbered from 1.
---@param arguments table
---@return string[]
function M.dotted(arguments)
  local words = {}
  for _, name in ipairs(sorted(arguments)) do
    if is_file(arguments[name]) then
      words[#words + 1] = ("--%s=%s"):format(name, arguments[name].path)
    else
      add_dotted(words, name, arguments[name])
    end
  end
  return words
end

---An operation's name as in the API: "RestartCloudPhoneServer".
---@param name string
---@return string
function M.camel(name)
  return (("_" .. name):gsub("_(%w)", string.upper))
end

---The IDs of all servers.
---@param account string[] from account()
---@return string[]
function M.server_ids(account)
  local _, text = M.run(M.join({ "cph", "list-cloud-phone-servers", "--all", "-o", "csv",
    "--no-header", "--columns", "server_id" }, account))
  local ids = {}
  for id in text:gmatch("%S+") do
    ids[#ids + 1] = id
  end
  return ids
end

---The shell command that runs a script in a pseudo-terminal. The script's own shell takes the place
---of the one that `script` starts, which is the user's: some of those are ended by Ctrl-C too.
---@param path string a file of shell commands
---@param transcript? string the file that gets all the terminal shows
---@return string
function M.in_terminal(path, transcript)
  return ("SHELL=/bin/sh script -qefc 'exec sh %s' %s"):format(path, transcript or "/dev/null")
end

---@param ... string[]
---@return string[]
function M.join(...)
  local all = {}
  for _, list in ipairs({ ... }) do
    table.move(list, 1, #list, #all + 1, all)
  end
  return all
end

return M
