#!/bin/sh
# Measures what it costs to read replies of 50 KB, 1 MB and 20 MB, typed by the
# row, beside lua-cjson. Installs what is missing (as root, Debian 12).
#
# The build is build/bench, or what HWC_BUILD names.
set -eu
cd "$(dirname "$0")/.."

examples/support/install.sh cmake gcc libc6-dev libcurl4-openssl-dev \
  liblua5.4-dev libssl-dev lua-cjson lua5.4 make pkg-config valgrind

build=${HWC_BUILD:-build/bench}
mkdir -p "$build"
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
  >"$build/log"
cmake --build "$build" --parallel "$(nproc)" >"$build/log"

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
trap 'exit 1' INT TERM
BENCH_DIRECTORY="$directory" "$build/with-hwc" lua5.4 bench/json_table.lua
