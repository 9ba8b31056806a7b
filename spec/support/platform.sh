#!/bin/sh
# platform.sh PART MODE: a part of what spec/platforms.sh proves, inside a tree.
# MODE is native or emulated.
set -eu
cd "$(dirname "$0")/../.."
part=$1
mode=$2

# Specs of the dev build, where warnings are errors; emulated, the library is
# compiled once only and the specs use the build of the quickstart.
preset=dev
[ "$mode" = native ] || preset=release

# Tests that are left out: a regular expression of names, and why.
left_out() {
  cat <<'LIST'
^(luacheck|clang_format)$ the formats are those of the tools of Debian 12
^(fuzz|threads)$ need clang's sanitizers
^valgrind$ what libraries of the system leak differs
^install_rock$ is the part `rock`
LIST
  [ "$mode" = native ] || cat <<'LIST'
^(soak|chaos|test_memory.*|test_threads)$ thousands of calls, too slow when emulated
^spec/(fate|faults)/ need the kernel's counts of bytes, which qemu does not pass on, and short times
^spec/api/cost_spec measures what calls cost
^spec/(comma|readme)_spec run and build once more what is run and built here
LIST
}

quickstart() {
  examples/quickstart.sh
}

build() {
  examples/support/install.sh binutils curl dpkg-dev file iproute2 \
    libnghttp2-dev lighttpd lighttpd-modules-lua locales lua-busted \
    lua-cjson-dev lua-luv luarocks nginx-light openssl \
    prosody
  echo "system: Lua $(lua5.4 -v), libcurl $(pkg-config --modversion libcurl)," \
    "$(gcc --version | head -n 1), CMake $(cmake --version | head -n 1)"
  cmake --preset "$preset" -DBUILD_TESTING=ON
  cmake --build --preset "$preset" --parallel "$(nproc)"
}

specs() {
  left_out | sed 's/^/left out: /'
  ctest --preset "$preset" --parallel "$(nproc)" --timeout 900 \
    --exclude-regex "$(left_out | cut -d ' ' -f 1 | paste -s -d '|')"
}

rock() {
  sh spec/install/rock.sh
}

# The packages, and a C program built with the second one.
package() {
  cpack -G DEB -B build/package --config build/release/CPackConfig.cmake
  apt-get install -y -qq --no-install-recommends \
    ./build/package/lua-hwc-dev_*.deb
  cmake -S spec/install/consumer -B build/consumer
  cmake --build build/consumer
  cd build/consumer
  ./consumer ../../spec/install/consumer/script.lua
}

"$part"
