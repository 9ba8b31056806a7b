#!/bin/sh
# Builds the test of threads with the thread sanitizer (preset tsan), below the
# build directory that HWC_BUILD names, and runs it.
set -eu

build=$HWC_BUILD/tsan
log=$HWC_BUILD/tsan.log
cmake --preset tsan -B "$build" >"$log" || { cat "$log"; exit 1; }
cmake --build "$build" --target test_threads >"$log" || { cat "$log"; exit 1; }
exec "$build/spec/test_threads" "$@"
