#!/bin/sh
# Makes very many mixed calls, 50,000 or as many as are asked for, to servers
# that fail at random, over HTTP, TLS and HTTP/2, with buffers of sockets that
# are large and small, by a proxy and without, and fails where what a caller was
# told is not what the server did:
#
#   spec/fate/chaos.sh [CALLS [SEED]]
#
# Takes the build that HWC_BUILD names, else build/dev. The seed is shown; what
# the connections do follows from it, but not when.
set -eu
cd "$(dirname "$0")/../.."

build=${HWC_BUILD:-build/dev}
part=$((${1:-50000} / 9))
seed=${2:-$(date +%s)}
small="sh spec/support/own_network.sh narrow"
if ! why=$($small true); then
  echo "buffers are large only: $why"
  small=
fi
status=0

# run NETWORK [proxy]
run() {
  for scheme in http https h2; do
    # shellcheck disable=SC2086
    "$build/with-hwc" --isolated $1 lua5.4 spec/fate/chaos.lua \
      "$scheme" "$part" "$seed" ${2:-} || status=1
    seed=$((seed + 1))
  done
}

run ""
run "$small"
run "$small" proxy
exit "$status"
