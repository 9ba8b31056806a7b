-- SPDX-License-Identifier: Apache-2.0
-- hwc version

local core = require("_hwc")

local M = {}

function M.run(console)
  console:write("hwc ", core.version, "\n")
end

return M
