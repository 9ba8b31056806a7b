rockspec_format = "3.0"
package = "hwc"
version = "0.1.0-1"
source = {
  url = "git+file://.",
  tag = "v0.1.0",
}
description = {
  summary = "Huawei Cloud for Lua 5.4: Cloud Phone Host, API Gateway and ModelArts DevServer",
  license = "Apache-2.0",
}
dependencies = {
  "lua ~> 5.4",
  "argparse >= 0.7.1",
  "lua-cjson >= 2.1.0",
}
build = {
  type = "cmake",
  variables = {
    CMAKE_BUILD_TYPE = "Release",
    CMAKE_INSTALL_PREFIX = "$(PREFIX)",
    CMAKE_INSTALL_BINDIR = "$(BINDIR)",
    LUA_INCLUDE_DIR = "$(LUA_INCDIR)",
    HWC_LUA_DIR = "$(LUADIR)",
    HWC_LUA_CDIR = "$(LIBDIR)",
    HWC_INSTALL_LIBRARY = "OFF",
    HWC_HARDENED = "ON",
    BUILD_TESTING = "OFF",
  },
}
test = {
  type = "busted",
}
