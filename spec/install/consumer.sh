#!/bin/sh
# Installs the build that HWC_BUILD names into an empty directory, and from
# there builds and runs a C program that embeds Lua with hwc::hwc. It may find
# no Lua files of hwc.
set -eu

source=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$HWC_BUILD" --prefix "$work/root" >"$work/log"
for file in share/lua/5.4/cph/init.lua share/lua/5.4/hwc/init.lua \
    lib/lua/5.4/_hwc.so include/hwc.h; do
  test -f "$work/root/$file" || { echo "not installed: $file"; exit 1; }
done

cmake -S spec/install/consumer -B "$work/build" \
  -DCMAKE_PREFIX_PATH="$work/root" >>"$work/log" ||
  { cat "$work/log"; exit 1; }
cmake --build "$work/build" >>"$work/log" || { cat "$work/log"; exit 1; }

cd "$work"
env -u LUA_PATH_5_4 -u LUA_CPATH_5_4 LUA_PATH=none LUA_CPATH=none \
  "$work/build/consumer" "$source/spec/install/consumer/script.lua"

shown=$(nm -D --defined-only "$work/root/lib/lua/5.4/_hwc.so" |
  awk '$3 !~ /^luaopen__hwc/ { print $3 }')
test -z "$shown" || { echo "_hwc.so shows $shown"; exit 1; }
