#!/bin/sh
# Installs the build that HWC_BUILD names into an empty directory, and from
# there builds and runs C programs that embed Lua with hwc::hwc. They may find
# no Lua files of hwc.
set -eu

source=$PWD
work=$(mktemp -d)
cloud=
trap 'test -z "$cloud" || kill "$cloud"; rm -rf "$work"' EXIT

cmake --install "$HWC_BUILD" --prefix "$work/root" >"$work/log"
for file in share/lua/5.4/cph/init.lua share/lua/5.4/hwc/init.lua \
    share/lua/5.4/_meta/cph.lua share/lua/5.4/_meta/hwc.lua \
    lib/lua/5.4/_hwc.so include/hwc.h; do
  test -f "$work/root/$file" || { echo "not installed: $file"; exit 1; }
done

# The program finds its own tree, wherever it is installed.
env -u LUA_PATH -u LUA_PATH_5_4 -u LUA_CPATH -u LUA_CPATH_5_4 \
  "$work/root/bin/hwc" version | grep -q "^hwc "

# build NAME DIRECTORY: a program of somebody else
build() {
  cmake -S "$2" -B "$work/$1" -DCMAKE_PREFIX_PATH="$work/root" \
    -DCMAKE_C_FLAGS="-Wall -Wextra -Wpedantic -Werror" >>"$work/log" ||
    { cat "$work/log"; exit 1; }
  cmake --build "$work/$1" >>"$work/log" || { cat "$work/log"; exit 1; }
}

# run PROGRAM [ARGUMENT...]: with nothing of hwc where Lua looks for files
run() (
  cd "$work"
  env -u LUA_PATH_5_4 -u LUA_CPATH_5_4 LUA_PATH=none LUA_CPATH=none "$@"
)

build consumer spec/install/consumer
run "$work/consumer/consumer" "$source/spec/install/consumer/script.lua"

# The example with a loop of its own, on a local cloud.
build embed examples/embed
bin/hwc sandbox --port 0 >"$work/cloud" &
cloud=$!
while ! test -s "$work/cloud"; do
  kill -0 "$cloud"
  sleep 0.05
done
member() {
  sed -n "1s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" "$work/cloud"
}
run env HUAWEICLOUD_SDK_AK="$(member ak)" HUAWEICLOUD_SDK_SK="$(member sk)" \
  HUAWEICLOUD_SDK_PROJECT_ID="$(member project_id)" \
  HUAWEICLOUD_SDK_REGION_CPH_CN_NORTH_4="$(member url | tr -d '\\')" \
  "$work/embed/embed" >"$work/output"

# All four pages are requested before the first response.
head -n 4 "$work/output" | grep -c '^page [1-4] requested$' | grep -qx 4
test "$(sed 1,4d "$work/output" | grep -c '^cph-')" -eq 8
grep -q '^the loop counted [0-9]* ticks$' "$work/output"

shown=$(nm -D --defined-only "$work/root/lib/lua/5.4/_hwc.so" |
  awk '$3 !~ /^luaopen__hwc/ { print $3 }')
test -z "$shown" || { echo "_hwc.so shows $shown"; exit 1; }
