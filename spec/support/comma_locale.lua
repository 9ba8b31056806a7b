-- A locale whose decimal point is a comma, made where it is not there yet.
local M = {}

local function run(command)
  local pipe <close> = assert(io.popen(command .. " 2>&1"))
  local output = pipe:read("a")
  return pipe:close(), output
end

---The environment, as words for sh, under which de_DE.UTF-8 is found.
---@return string
function M.environment()
  local build = assert(os.getenv("HWC_BUILD"))
  local directory = build .. "/locale"
  local made = io.open(directory .. "/de_DE.UTF-8/LC_NUMERIC")
  if made then
    made:close()
  else
    -- Complete before it gets its name: several programs may make it at once.
    local temporary = os.tmpname()
    os.remove(temporary)
    local good, output = run(([[
      mkdir -p NEW DIRECTORY && localedef -i de_DE -f UTF-8 NEW/de_DE.UTF-8 &&
      { mv -T NEW/de_DE.UTF-8 DIRECTORY/de_DE.UTF-8 || test -d DIRECTORY/de_DE.UTF-8; } &&
      rm -rf NEW]]):gsub("NEW", temporary):gsub("DIRECTORY", directory))
    assert(good, output)
  end
  -- The system's messages, which are in the user's language, stay what specs know. glibc leaks the
  -- parts of LOCPATH; the same specs are looked at for leaks where they run without it.
  return ("LOCPATH='%s' LC_ALL=de_DE.UTF-8 LANGUAGE=en "):format(directory)
    .. 'ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0"'
end

---Runs a file of specs under the locale.
---@param when "before"|"after" hwc is loaded, it is set
---@param file string
---@return boolean? good
---@return string output
function M.run(when, file)
  return run(("%s lua5.4 spec/support/comma.lua %s %s"):format(M.environment(), when, file))
end

---Runs a program under the locale.
M.program = function(command)
  return run(M.environment() .. " " .. command)
end

return M
