#!/bin/sh
# Figures of rollouts beside what they should be: bench/rollout.sh [TARGETS
# [KILLS]], by default 1,000,000 targets and 1,000 kills of workers, which take
# most of the time. The build is build/release, or what HWC_BUILD names; two
# parts of the kills need root.
set -eu
cd "$(dirname "$0")/.."
HWC_BUILD=${HWC_BUILD:-build/release}
export HWC_BUILD
exec "$HWC_BUILD/with-hwc" lua5.4 bench/rollout.lua "${1:-1000000}" \
  "${2:-1000}"
