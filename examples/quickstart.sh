#!/bin/sh
# From a bare Debian 12 to a rotation of keys on a local cloud: installs what
# is missing (as root), builds into build/release, runs rotate_access.lua on
# the sandbox. Safe to run again.
set -eu
cd "$(dirname "$0")/.."

examples/support/install.sh ca-certificates cmake gcc libc6-dev \
  libcurl4-openssl-dev liblua5.4-dev libmicrohttpd-dev libpq-dev \
  libsqlite3-dev libssl-dev lua-cjson lua5.4 make pkg-config

cmake --preset release -DBUILD_TESTING=OFF
cmake --build --preset release --parallel "$(nproc)"
build/release/with-hwc --isolated lua5.4 examples/rotate_access.lua
