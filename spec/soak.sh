#!/bin/sh
# Makes very many mixed calls on the same clients, 100,000 or as many as are
# asked for, and fails where memory or descriptors grow:
#
#   spec/soak.sh [CALLS]
#
# Takes the build that HWC_BUILD names, else build/dev.
set -eu
cd "$(dirname "$0")/.."

build=${HWC_BUILD:-build/dev}
exec "$build/with-hwc" --isolated "$build/spec/with_canned_server" \
  lua5.4 spec/soak/soak.lua "${1:-100000}"
