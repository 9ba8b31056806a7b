# SPDX-License-Identifier: Apache-2.0
#
# Writes OUTPUT, a C file that has the Lua modules FILES (a comma list, relative
# to DIRECTORY) as bytes. Run with cmake -P at build time.

set(arrays "")
set(rows "")
set(index 0)
string(REPLACE "," ";" FILES "${FILES}")
foreach(file IN LISTS FILES)
  file(READ "${DIRECTORY}/${file}" hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")

  string(REGEX REPLACE "\\.lua$" "" name "${file}")
  string(REGEX REPLACE "/init$" "" name "${name}")
  string(REPLACE "/" "." name "${name}")

  string(APPEND arrays
    "static const unsigned char module_${index}[] = {\n${hex}};\n\n")
  string(APPEND rows
    "  {\"${name}\", \"@${file}\", module_${index}, sizeof(module_${index})},\n")
  math(EXPR index "${index} + 1")
endforeach()

file(WRITE "${OUTPUT}" "/* Made from lua/ by embed.cmake. */
#include \"lua/embed.h\"

${arrays}const struct hwcL_module hwcL_modules[] = {
${rows}};

const size_t hwcL_module_count = ${index};
")
