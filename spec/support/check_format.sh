#!/bin/sh
# Fails where clang-format would write a C file otherwise. The tables of
# src/api are laid out by hand.
set -eu

find src spec examples -name '*.[ch]' ! -path 'src/api/*' -print0 |
  xargs -0 clang-format --dry-run -Werror
