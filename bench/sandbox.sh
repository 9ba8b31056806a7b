#!/bin/sh
# Measures how many signed requests a second the sandbox answers, and what its
# start costs, for fleets of several sizes (BENCH_SERVERS). The build is
# build/bench, or what HWC_BUILD names.
set -eu
cd "$(dirname "$0")/.."

examples/support/install.sh cmake gcc libc6-dev libcurl4-openssl-dev \
  liblua5.4-dev libmicrohttpd-dev libssl-dev lua5.4 make pkg-config

build=${HWC_BUILD:-build/bench}
mkdir -p "$build"
if [ "$build" = build/bench ]; then
  cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    >"$build/log"
fi
cmake --build "$build" --parallel "$(nproc)" >"$build/log"
cc -std=c11 -O2 -Wall -Wextra -o "$build/sandbox_load" bench/sandbox_load.c

BENCH_LOAD="$build/sandbox_load" \
  "$build/with-hwc" --isolated lua5.4 bench/sandbox.lua
