#!/bin/sh
# Measures what hwc costs beside libcurl and lua-cjson alone, and prints one
# table, which it also writes, with plots, to bench/results/<date>, or to what
# BENCH_RESULTS names. Installs what is missing (as root, Debian 12). Takes some
# minutes; figures are best on a machine that does nothing else.
#
# The build is build/bench, or what HWC_BUILD names. Peers are measured where
# they are installed: Lua-cURL (for Lua 5.4), and the Go and Python SDKs of Cloud
# Phone Host.
set -eu
cd "$(dirname "$0")/.."

examples/support/install.sh binutils cmake gcc libc6-dev \
  libcurl4-openssl-dev liblua5.4-dev libmicrohttpd-dev libssl-dev lua-cjson \
  lua5.4 make nginx-light pkg-config valgrind

build=${HWC_BUILD:-build/bench}
mkdir -p "$build"
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
  >"$build/log"
cmake --build "$build" --parallel "$(nproc)" >"$build/log"
# shellcheck disable=SC2046
cc -std=c11 -O3 -Wall -Wextra -o "$build/raw" bench/raw.c \
  $(pkg-config --cflags --libs libcurl)

directory=$(mktemp -d)
chmod 755 "$directory"
stop() {
  [ ! -s "$directory/nginx.pid" ] || kill "$(cat "$directory/nginx.pid")"
  rm -rf "$directory"
}
trap stop EXIT
trap 'exit 1' INT TERM

port=18080
until sed -e "s|@DIRECTORY@|$directory|g" -e "s|@PORT@|$port|g" \
    bench/nginx.conf.in >"$directory/nginx.conf" &&
    nginx -e "$directory/start.log" -p "$directory" \
      -c "$directory/nginx.conf" 2>"$directory/start.log"; do
  port=$((port + 1))
  if [ "$port" -gt 18090 ]; then
    cat "$directory/start.log" >&2
    exit 1
  fi
done

results=${BENCH_RESULTS:-bench/results/$(date -u +%Y-%m-%d)}
mkdir -p "$results"
BENCH_URL="http://127.0.0.1:$port" BENCH_BUILD="$build" \
  BENCH_RESULTS="$results" \
  BENCH_DIRECTORY="$directory" "$build/with-hwc" --isolated lua5.4 bench/table.lua
