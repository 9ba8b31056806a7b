# SPDX-License-Identifier: Apache-2.0
#
# The Debian packages that `cpack -G DEB` makes of a build: lua-hwc (what
# scripts need, and the program hwc) and lua-hwc-dev (the static
# library, its header and its package config). What the shared objects need is
# found by dpkg-shlibdeps (Debian: dpkg-dev, file).

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lua-hwc)
set(CPACK_PACKAGE_CONTACT "The maintainers of hwc")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL lua)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/lua-hwc"
  RENAME copyright COMPONENT lua EXCLUDE_FROM_ALL)
set(CPACK_COMPONENT_LUA_DESCRIPTION
"Lua modules for Cloud Phone Host, API Gateway and ModelArts DevServer, and
the program hwc, for shells, with a local cloud to try scripts on.")
set(CPACK_COMPONENT_DEV_DESCRIPTION
"The static library for C programs that embed Lua, its header and its CMake
package config.")

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_LUA_PACKAGE_NAME lua-hwc)
set(CPACK_DEBIAN_LUA_PACKAGE_SECTION interpreters)
set(CPACK_DEBIAN_LUA_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_LUA_PACKAGE_DEPENDS "lua5.4, lua-argparse, lua-cjson (>= 2.1.0)")

if(HWC_INSTALL_LIBRARY)
  list(APPEND CPACK_COMPONENTS_ALL dev)
  install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/lua-hwc-dev"
    RENAME copyright COMPONENT dev EXCLUDE_FROM_ALL)
  set(CPACK_DEBIAN_DEV_PACKAGE_NAME lua-hwc-dev)
  set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
    "liblua5.4-dev, libcurl4-openssl-dev | libcurl-dev, libssl-dev")
  if(hwc_with_sqlite)
    string(APPEND CPACK_DEBIAN_DEV_PACKAGE_DEPENDS ", libsqlite3-dev, pkg-config")
  endif()
  if(hwc_with_postgresql)
    string(APPEND CPACK_DEBIAN_DEV_PACKAGE_DEPENDS ", libpq-dev, pkg-config")
  endif()
  if(hwc_with_cjson)
    string(APPEND CPACK_DEBIAN_DEV_PACKAGE_DEPENDS ", lua-cjson-dev")
  endif()
endif()

include(CPack)
