#!/bin/sh
# hardened.sh FILE: whether a shared object was built with a stack protector
# and _FORTIFY_SOURCE, and has full RELRO. Says what it lacks.
set -eu

lacks() {
  echo "$1 lacks $2"
  exit 1
}
readelf -lW "$1" | grep -q 'GNU_RELRO' || lacks "$1" RELRO
readelf -dW "$1" | grep -Eq '\((FLAGS|BIND_NOW)\).*BIND_NOW|\(FLAGS_1\).*NOW' ||
  lacks "$1" BIND_NOW
readelf -WsD "$1" | grep -q '__stack_chk_fail' || lacks "$1" 'a stack protector'
readelf -WsD "$1" | grep -Eq '__[a-z]+_chk(@|$)' || lacks "$1" _FORTIFY_SOURCE
