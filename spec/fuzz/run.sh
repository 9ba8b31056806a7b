#!/bin/sh
# Runs fuzz targets, each for some seconds (0: what is in the corpus alone),
# after building them with the preset fuzz:
#
#   spec/fuzz/run.sh SECONDS [TARGET ...]
#
# They are built below the build directory that HWC_BUILD names, else in
# build/fuzz; inputs that reach new places are kept there, and what was found.
set -eu
cd "$(dirname "$0")/../.."

seconds=$1
shift
build=${HWC_BUILD:-build}/fuzz
mkdir -p "$build"
cmake --preset fuzz -B "$build" >"$build/log" || { cat "$build/log"; exit 1; }
cmake --build "$build" --target fuzz >"$build/log" ||
  { cat "$build/log"; exit 1; }

if [ $# -eq 0 ]; then
  set -- $(ls spec/fuzz/corpus)
fi
for target; do
  mkdir -p "$build/corpus/$target"
  if [ "$seconds" -eq 0 ]; then
    limit=-runs=0
  else
    limit=-max_total_time=$seconds
  fi
  if "$build/with-hwc" --isolated "$build/spec/fuzz/fuzz_$target" "$limit" \
      -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix="$build/$target-" "$build/corpus/$target" \
      "spec/fuzz/corpus/$target" >"$build/$target.log" 2>&1; then
    echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' \
      "$build/$target.log") inputs, nothing found"
  else
    tail -n 60 "$build/$target.log"
    echo "$target: something was found, see $build/$target.log"
    exit 1
  fi
done
