#!/bin/sh
# Runs all tests: installs what is missing (as root, Debian 12), builds the
# presets dev and asan, runs ctest in each. Safe to run again.
set -eu
cd "$(dirname "$0")/.."

examples/support/install.sh binutils ca-certificates chromium-headless-shell \
  clang clang-format cmake curl dpkg-dev file fish gcc iproute2 libc6-dev \
  libclang-rt-14-dev libcurl4-openssl-dev liblua5.4-dev libmicrohttpd-dev \
  libnghttp2-dev libpq-dev libsqlite3-dev libssl-dev lighttpd \
  lighttpd-modules-lua locales lua-argparse lua-busted lua-check lua-cjson \
  lua-cjson-dev lua-luv lua-yaml lua5.4 luarocks make nginx-light openssl \
  pkg-config postgresql prosody python3 sqlite3 systemd valgrind zsh

status=0
for preset in dev asan; do
  cmake --preset "$preset"
  cmake --build --preset "$preset" --parallel "$(nproc)"
  ctest --preset "$preset" --parallel "$(nproc)" || status=$?
done
exit "$status"
