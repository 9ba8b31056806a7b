#!/bin/sh
# platforms.sh [--trees DIRECTORY] [PLATFORM...]
#
# Proves hwc on bare trees of other systems: debian12-amd64, debian13-amd64 and
# debian12-arm64 (all three if none is named; one of another architecture runs
# under qemu-user). In a copy of the tree: the quickstart, the specs that
# spec/support/platform.sh names, the rock, the Debian packages. In a second
# copy: the packages alone and the first snippet of README.md.
#
# Needs root, debootstrap, unshare and, for another architecture,
# qemu-user-static. The bare trees, some 400 MB each, are kept for the next run
# in DIRECTORY or $HWC_TREES, with the logs; without either, nothing is kept.
# HWC_MIRROR names the Debian mirror if debootstrap's default is not to be used.
#
# What runs in a tree has namespaces of its own for mounts and processes: no
# mount is ever seen outside, and nothing is left to unmount or to stop.
set -eu
cd "$(dirname "$0")/.."

fail() {
  echo "platforms.sh: $*" >&2
  exit 1
}

# debian12-arm64 -> sets suite and architecture
read_platform() {
  architecture=${1#*-}
  case $1 in
  debian12-amd64 | debian12-arm64) suite=bookworm ;;
  debian13-amd64) suite=trixie ;;
  *) fail "no such platform: $1" ;;
  esac
}

emulated() {
  [ "$architecture" != "$(dpkg --print-architecture)" ]
}

# Says all that is missing at once.
check_host() {
  missing=
  [ "$(id -u)" -eq 0 ] || missing="$missing root;"
  for program in debootstrap unshare dpkg; do
    command -v "$program" >/dev/null || missing="$missing the program $program;"
  done
  for platform in "$@"; do
    read_platform "$platform"
    if emulated && [ ! -e /usr/lib/binfmt.d/qemu-aarch64.conf ]; then
      missing="$missing qemu-user-static, for $platform;"
    fi
  done
  [ -z "$missing" ] || fail "missing:${missing%;}"
  unshare --mount --pid --fork true || fail "no namespaces can be made here"
}

# Lets the kernel start programs of arm64, in trees as well, until clean_up.
emulate() {
  if [ ! -e $handlers/register ]; then
    mount -t binfmt_misc binfmt_misc $handlers ||
      fail "the kernel has no binfmt_misc"
    mounted=yes
  fi
  if [ ! -e $handlers/qemu-aarch64 ]; then
    cat /usr/lib/binfmt.d/qemu-aarch64.conf >$handlers/register
    registered=yes
  fi
}

clean_up() {
  [ -z "$registered" ] || echo -1 >$handlers/qemu-aarch64
  [ -z "$mounted" ] || umount $handlers
  [ -n "$keep" ] || rm -rf --one-file-system "$trees"
}

make_bare_tree() {
  [ ! -d "$bare" ] || return 0
  # shellcheck disable=SC2086
  rm -rf --one-file-system "$bare.partial" &&
    debootstrap --arch "$architecture" "$suite" "$bare.partial" \
      ${HWC_MIRROR:-} &&
    mv "$bare.partial" "$bare"
}

# A copy of the bare tree that reaches the network as this system does.
make_copy() {
  rm -rf --one-file-system "$copy" &&
    cp -a "$bare" "$copy" &&
    cp -L /etc/resolv.conf "$copy/etc/resolv.conf" || return 1
  apt-config dump | grep -i '^Acquire::https\?::proxy' \
    >"$copy/etc/apt/apt.conf.d/90proxy" || true
}

# With the sources that git knows.
make_source_copy() {
  make_copy && mkdir "$copy/root/hwc" &&
    git -c safe.directory="$PWD" ls-files -z >"$copy/root/files" &&
    tar --null -T "$copy/root/files" -cf "$copy/root/hwc.tar" &&
    tar --no-same-owner -xf "$copy/root/hwc.tar" -C "$copy/root/hwc"
}

# With the package and the first snippet of README.md, without sources.
make_package_copy() {
  make_copy && cp "$packages" "$copy/root/lua-hwc.deb" &&
    awk '/^```$/ { if (on) exit } on; /^```lua$/ { on = 1 }' README.md \
      >"$copy/root/snippet.lua"
}

# in_copy COMMAND [ARGUMENT...]: in the copy, with none of the caller's settings
in_copy() {
  # shellcheck disable=SC2016
  unshare --mount --pid --fork --kill-child sh -euc '
    root=$1
    shift
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount -t devpts devpts "$root/dev/pts"
    exec chroot "$root" env -i HOME=/root LC_ALL=C.UTF-8 TERM=dumb \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
  ' sh "$copy" "$@"
}

# step NAME COMMAND [ARGUMENT...]: one line of output; the rest goes to the log
step() {
  name=$1
  shift
  started=$(date +%s)
  status=0
  "$@" >>"$log" 2>&1 || status=$?
  echo "$platform: $name: $([ $status -eq 0 ] && echo passed || echo FAILED)," \
    "$(($(date +%s) - started)) s"
  [ $status -eq 0 ] || { tail -n 40 "$log"; failed="$failed $platform:$name"; }
  return $status
}

prove_sources() {
  copy="$trees/$platform.sources"
  step copy make_source_copy || return 1
  mode=native
  ! emulated || mode=emulated
  for part in quickstart build specs rock package; do
    step $part in_copy /root/hwc/spec/support/platform.sh $part $mode ||
      case $part in quickstart | build) return 1 ;; esac
  done
  sed -n 's/^\(left out\|system\|[0-9]*% tests\): */'"$platform"': &/p' "$log"
}

prove_package() {
  packages=$(echo "$copy"/root/hwc/build/package/lua-hwc_*.deb)
  [ -e "$packages" ] || return 0 # said to have failed
  copy="$trees/$platform.package"
  step copy make_package_copy || return 0
  # shellcheck disable=SC2016
  step installed in_copy sh -euc '
    cd /root
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends ./lua-hwc.deb
    lua5.4 snippet.lua
    hwc version
  ' || true
}

prove() {
  platform=$1
  read_platform "$platform"
  bare="$trees/$platform.bare"
  log="$trees/$platform.log"
  : >"$log"
  ! emulated || emulate
  step tree make_bare_tree || return 0
  prove_sources || return 0
  prove_package
  [ -n "$keep" ] || rm -rf --one-file-system "$trees/$platform".*
}

trees=${HWC_TREES:-}
if [ "${1-}" = --trees ]; then
  trees=${2:?"--trees needs a directory"}
  shift 2
fi
[ $# -gt 0 ] || set -- debian12-amd64 debian13-amd64 debian12-arm64
check_host "$@"
keep=$trees
trees=${trees:-$(mktemp -d /var/tmp/hwc-platforms.XXXXXX)}
mkdir -p "$trees"
trees=$(cd "$trees" && pwd)

handlers=/proc/sys/fs/binfmt_misc
mounted=
registered=
failed=
trap clean_up EXIT
trap 'exit 1' INT TERM
for platform in "$@"; do
  prove "$platform"
done
[ -z "$failed" ] || fail "failed:$failed"
echo "passed: $*"
