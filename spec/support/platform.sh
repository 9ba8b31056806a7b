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

# Tests that are run: regular expressions of names. Emulated, they are those of
# what depends on the processor (signs of char, alignment, integers, hashes) and
# each service once: qemu passes on no counts of a socket's bytes, and is too
# slow for specs of short times and of many calls.
chosen() {
  if [ "$mode" = native ]; then
    echo .
  else
    cat <<'LIST'
^test_(buffer|host|json|lookup|retry|signer|trace)$
^spec/(api|apig|lua)/
^spec/hwc/(client|credentials|files|regions|secret|sign|timestamp)_spec
^spec/sandbox/auth_spec
^spec/sandbox/[a-z]+/init_spec
^spec/install/(package|rockspecs)_spec
^install_consumer$
^examples/(apig|cph|devserver)/
LIST
  fi
}

# Tests that are left out of them, and why.
left_out() {
  cat <<'LIST'
^(luacheck|clang_format)$ the formats are those of the tools of Debian 12
^(fuzz|threads)$ need clang's sanitizers
^valgrind$ what libraries of the system leak differs
^install_rock$ is the part `rock`
LIST
  [ "$mode" = native ] ||
    echo '^spec/(api/cost|lua/loop)_spec measure times'
}

quickstart() {
  examples/quickstart.sh
}

build() {
  examples/support/install.sh binutils chromium-headless-shell curl dpkg-dev \
    file fish iproute2 libnghttp2-dev lighttpd lighttpd-modules-lua locales \
    lua-argparse lua-busted lua-cjson-dev lua-luv lua-socket lua-yaml \
    luarocks nginx-light openssl postgresql prosody python3 sqlite3 systemd \
    valgrind zsh
  echo "system: Lua $(lua5.4 -v), libcurl $(pkg-config --modversion libcurl)," \
    "$(gcc --version | head -n 1), CMake $(cmake --version | head -n 1)"
  cmake --preset "$preset" -DBUILD_TESTING=ON
  cmake --build --preset "$preset" --parallel "$(nproc)"
}

# One expression of several, each a word of a line.
joined() {
  cut -d ' ' -f 1 | paste -s -d '|'
}

specs() {
  left_out | sed 's/^/left out: /'
  chosen | while read -r name; do
    ctest --preset "$preset" -N --tests-regex "$name" | grep -q '^  Test' ||
      { echo "no test is named $name"; exit 1; }
  done
  ctest --preset "$preset" --parallel "$(nproc)" --timeout 900 \
    --tests-regex "$(chosen | joined)" \
    --exclude-regex "$(left_out | joined)"
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
