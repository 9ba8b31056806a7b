#!/bin/sh
# Runs a command in a network of its own, in which there is only loopback:
#
#   own_network.sh KIND COMMAND [ARGUMENT...]
#
#   ethernet  packets of 1500 bytes; buffers of sockets as the machine has them
#   narrow    the same with small buffers
#   tight     the same with the smallest ones
#
# Ends with 77 and a reason where no such network can be had.
set -u

kind=$1
shift

refuse() {
  echo "no network of its own can be had: $1"
  exit 77
}

if [ -z "${OWN_NETWORK:-}" ]; then
  command -v unshare >/dev/null || refuse "unshare (util-linux) is missing"
  command -v ip >/dev/null || refuse "ip (iproute2) is missing"
  user=
  [ "$(id -u)" -eq 0 ] || user=--map-root-user
  # shellcheck disable=SC2086
  why=$(unshare $user --net true 2>&1) || refuse "$why"
  # shellcheck disable=SC2086
  OWN_NETWORK=1 exec unshare $user --net sh "$0" "$kind" "$@"
fi

ip link set lo up || refuse "loopback does not come up"
ip link set lo mtu 1500 || refuse "packets cannot be made small"
case $kind in
ethernet) sizes= ;;
narrow) sizes="4096 8192 16384" ;;
tight) sizes="4096 4096 4096" ;;
*) refuse "there is no kind \"$kind\"" ;;
esac
if [ -n "$sizes" ]; then
  {
    echo "$sizes" >/proc/sys/net/ipv4/tcp_wmem &&
      echo 4096 8192 16384 >/proc/sys/net/ipv4/tcp_rmem
  } || refuse "the buffers of sockets cannot be made small"
fi
unset OWN_NETWORK
exec "$@"
