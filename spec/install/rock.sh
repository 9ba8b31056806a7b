#!/bin/sh
# Builds and installs the rock into an empty tree, without network, from a copy
# of the sources, and runs a script with what it installed.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/source"
cp -r CMakeLists.txt README.md LICENSE bin share src lua rockspec spec examples \
  "$work/source"
cd "$work/source"
luarocks --lua-version=5.4 --tree "$work/tree" make --deps-mode=none \
  rockspec/hwc-scm-0.rockspec >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

sh spec/install/hardened.sh "$work/tree/lib/lua/5.4/_hwc.so"
sh spec/install/hardened.sh "$work/tree/lib/lua/5.4/_hwc_httpd.so"

cd "$work"
unset LUA_PATH_5_4 LUA_CPATH_5_4
export LUA_PATH="$work/tree/share/lua/5.4/?.lua;$work/tree/share/lua/5.4/?/init.lua"
cjson=$(lua5.4 -e 'print(package.searchpath("cjson", package.cpath))')
export LUA_CPATH="$work/tree/lib/lua/5.4/?.so;${cjson%/*}/?.so"
lua5.4 "$work/source/spec/install/rock.lua" "$work/tree"
