#!/bin/sh
# Figures of rollouts: bench/rollout.sh [TARGETS], with a build in build/release.
set -eu
cd "$(dirname "$0")/.."
exec build/release/with-hwc lua5.4 bench/rollout.lua "${1:-1000000}"
