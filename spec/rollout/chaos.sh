#!/bin/sh
# Rollouts by workers that are killed at random moments, over a sandbox that
# fails: spec/rollout/chaos.sh KILLS [SEED]. Needs a build in build/dev; two
# parts need root. chaos.lua says what the parts are.
set -eu
cd "$(dirname "$0")/../.."
kills=$((${1:-1000} / 5)) seed=${2:-1}
build=${HWC_BUILD:-build/dev}
part() {
  "$build/with-hwc" lua5.4 spec/rollout/chaos.lua "$1" "$kills" "$seed"
}
# In namespaces of its own, where it may have them; else it says that it cannot.
own() {
  if unshare --net --mount true 2>/dev/null; then
    unshare $2 "$build/with-hwc" lua5.4 spec/rollout/chaos.lua "$1" "$kills" \
      "$seed"
  else
    part "$1"
  fi
}
part kills
part sqlite
part postgresql
own full --mount
own network "--net --mount"
