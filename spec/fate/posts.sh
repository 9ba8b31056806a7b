#!/bin/sh
# Makes POSTs to servers that fail in many ways, 500 of each size to each of
# them or as many as are asked for, and fails where one was processed more often
# than its caller was told:
#
#   spec/fate/posts.sh [CALLS]
#
# Takes the build that HWC_BUILD names, else build/dev, and needs networks of
# its own (see spec/support/own_network.sh).
set -eu
cd "$(dirname "$0")/../.."

build=${HWC_BUILD:-build/dev}
calls=${1:-500}
status=0
"$build/with-hwc" --isolated lua5.4 spec/fate/posts.lua plain "$calls" || status=1
for network in ethernet narrow tight; do
  "$build/with-hwc" --isolated sh spec/support/own_network.sh "$network" \
    lua5.4 spec/fate/posts.lua "$network" "$calls" || status=1
done
exit "$status"
