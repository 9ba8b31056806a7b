#!/bin/sh
# Has LuaLS check the programs in spec/docs/types, copied to the directory $1.
# Prints <file>:<line>:<code> for each thing it finds.
set -eu

rm -rf "$1"
mkdir -p "$1/programs"
printf '{ "runtime.version": "Lua 5.4", "workspace.library": ["%s"] }\n' \
  "$PWD/lua" >"$1/programs/.luarc.json"
cp spec/docs/types/*.lua "$1/programs"
lua-language-server --check="$1/programs" --checklevel=Warning \
  --logpath="$1/log" --check_format=json >/dev/null 2>&1 || true
lua5.4 - "$1/log/check.json" <<'LUA'
local file = assert(io.open(arg[1]))
for path, problems in pairs(require("cjson").decode(file:read("a"))) do
  for _, problem in ipairs(problems) do
    print(("%s:%d:%s"):format(path:match("[^/]+$"), problem.range.start.line + 1, problem.code))
  end
end
LUA
