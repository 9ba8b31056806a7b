#!/bin/sh
# Runs all specs under a locale whose decimal point is a comma, set before hwc
# is loaded and after. On the build that HWC_BUILD names, else build/dev.
set -eu
cd "$(dirname "$0")/.."

build=${HWC_BUILD:-build/dev}
failed=0
for file in $(find spec -name '*_spec.lua' ! -name comma_spec.lua | sort); do
  for when in before after; do
    if ! "$build/with-hwc" lua5.4 -e "local good, output =
        require('spec.support.comma_locale').run('$when', '$file')
        if not good then print(output) os.exit(1) end"; then
      echo "$when: $file failed"
      failed=1
    fi
  done
done
exit $failed
