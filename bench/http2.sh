#!/bin/sh
# What becomes of calls over HTTP/2 that nginx refuses, answers early or makes
# wait, beside what nginx saw of them: prints one table. Installs what is
# missing (as root, Debian 12 or 13). Takes about a minute.
#
# Builds build/bench, or takes the build that HWC_BUILD names as it is: one with
# a sanitizer, say.
set -eu
cd "$(dirname "$0")/.."

examples/support/install.sh cmake gcc libc6-dev libcurl4-openssl-dev \
  liblua5.4-dev libssl-dev lua-cjson lua5.4 make nginx-light openssl pkg-config

build=${HWC_BUILD:-build/bench}
if [ -z "${HWC_BUILD:-}" ]; then
  mkdir -p "$build"
  cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    >"$build/log"
  cmake --build "$build" --parallel "$(nproc)" >"$build/log"
fi

directory=$(mktemp -d)
chmod 755 "$directory"
stop() {
  [ ! -s "$directory/nginx.pid" ] || kill "$(cat "$directory/nginx.pid")"
  rm -rf "$directory"
}
trap stop EXIT
trap 'exit 1' INT TERM

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
  -subj /CN=here -addext subjectAltName=IP:127.0.0.1 \
  -keyout "$directory/here.key" -out "$directory/here.pem" 2>/dev/null

port=18100
until sed -e "s|@DIRECTORY@|$directory|g" -e "s|@PORT\([0-9]\)@|${port%0}\1|g" \
    bench/http2.conf.in >"$directory/nginx.conf" &&
    nginx -e "$directory/start.log" -p "$directory" \
      -c "$directory/nginx.conf" 2>"$directory/start.log"; do
  port=$((port + 10))
  if [ "$port" -gt 18190 ]; then
    cat "$directory/start.log" >&2
    exit 1
  fi
done

BENCH_PORT="$port" BENCH_DIRECTORY="$directory" \
  "$build/with-hwc" --isolated lua5.4 bench/http2.lua
