#!/bin/sh
# Rollouts by workers that are killed at random moments, over a sandbox that
# fails: spec/rollout/chaos.sh KILLS [SEED], half of them with SQLite, half with
# PostgreSQL. Needs a build in build/dev.
set -eu
cd "$(dirname "$0")/../.."
for engine in sqlite postgresql; do
  echo "$engine:"
  build/dev/with-hwc lua5.4 spec/rollout/chaos.lua "$engine" "$((${1:-1000} / 2))" "${2:-1}"
done
