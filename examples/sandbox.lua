#!/usr/bin/env lua5.4
-- SPDX-License-Identifier: Apache-2.0
-- The local cloud as a program, for clients in any language. The first line of output is a JSON
-- object with its URL, keys and IDs. Ends on SIGTERM and SIGINT.

os.exit(require("hwc.sandbox.program").main(arg), true)
