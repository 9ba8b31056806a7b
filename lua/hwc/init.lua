-- SPDX-License-Identifier: Apache-2.0
-- The module hwc: signing, failures of batch calls, tasks, signals, JSON, secrets.

local core = require("_hwc")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local tasks = require("hwc.tasks")

---@class hwc.Error
---@field kind "validation"|"credentials"|"transport"|"timeout"|"service"|"cancelled"|"interrupted"
---  `credentials`: there are none, or IAM did not issue or accept them; nothing was sent
---@field message string
---@field operation? string
---@field field? string the invalid member, such as "servers[2].server_id"
---@field status? integer of the HTTP response
---@field code? string of the service, such as "APIG.2011"
---@field request_id? string
---@field attempts? integer of this call; 0 if it was never sent. `attempts`, `sent` and `fate` are
---  absent if the error is not about one call
---@field elapsed? number seconds
---@field retryable? boolean true if it is safe to retry the call, and that may help
---@field credentials_refused? true the service refused the credentials, or they are blocked after
---  refusals, and nothing was done; otherwise absent
---@field retry_after? number seconds that the service asks to wait
---@field exhausted? "attempts"|"quota"|"deadline"|"send_before" why a retryable call was not
---  retried
---@field sent? boolean true if bytes of the request may have reached the service
---@field fate? "not_sent"|"refused"|"unknown"|"responded" of the call: no byte of it was sent; it
---  was sent but certainly not processed; it may have been processed; a complete response arrived
---@field hint? string the likely cause and its remedy
---@field cause? hwc.Error the underlying error: of the request to IAM, the pod or the metadata that
---  the call needed; or the refusal after which the call ended during the renewal of its
---  credentials
---@field headers? table<string, string> of the response, secrets redacted
---@field body? string of the response, at most 4 KiB
---@field report? table what a partly completed function has done, or what is known at an interrupt
---@field traceback? string of the task that raised it

---Names and values: a map of names to a value or to a list of values, or a list of {name, value}.
---@alias hwc.Pairs table<string, string|string[]>|string[][]

---Values of a query; numbers and booleans are written as in JSON.
---@alias hwc.Scalar string|number|boolean

---@class hwc.SignOptions
---@field method string upper case
---@field url string absolute, percent-encoded as sent
---@field query? table<string, hwc.Scalar|hwc.Scalar[]>|hwc.Scalar[][] as hwc.Pairs, not encoded;
---  added to the query of the URL
---@field headers? hwc.Pairs that are sent and signed
---@field body? string as sent
---@field ak string
---@field sk string|userdata a string or an hwc.secret
---@field security_token? string|userdata of temporary keys
---@field project_id? string
---@field domain_id? string
---@field algorithm? "SDK-HMAC-SHA256"|"SDK-HMAC-SM3"|"V11-HMAC-SHA256"
---@field region? string for V11-HMAC-SHA256
---@field service? string for V11-HMAC-SHA256
---@field date? string "YYYYMMDDTHHMMSSZ"; the current time by default

---@class hwc.Signed
---@field headers string[][] pairs to add to the request; Authorization is the last
---@field target string the signed path and query; send exactly this
---@field canonical_request string
---@field string_to_sign string
---@field signed_headers string
---@field signature string lower-case hex
---@field authorization string

---Signs a request that is sent by other means, as the API Request Signing Guide defines. The
---request line must contain `target`, and the request all given and returned headers. Invalid
---options raise; values that cannot be signed return nil and an error.
---@type fun(options: hwc.SignOptions): hwc.Signed?, hwc.Error?
local sign = core.sign

---Lossless JSON, as used for replies. lua-cjson works too: it has the same null, but it rounds
---integers above 2^53 and does not recognise marked arrays.
---@class hwc.Json
local json = {
  ---Decodes a JSON text (RFC 8259). Integers of 64 bits are exact; numbers with a point or an
  ---exponent are floats; null is `hwc.null`; arrays are marked (see `hwc.is_array`). The last of
  ---duplicate members counts. Arrays and objects may be nested up to 1,000 levels. Control
  ---characters in strings are accepted; unpaired surrogates and bytes that are not UTF-8 become
  ---U+FFFD. Numbers that Lua cannot represent (integers of more than 64 bits, 1e400) become the
  ---nearest finite float, and the second result lists their paths.
  ---@type fun(text: string): any, (hwc.Error|string[])?
  decode = function(text)
    if type(text) ~= "string" then
      error("hwc.json.decode takes a string, got " .. options.kind(text), 2)
    end
    return core.decode_json(text)
  end,
  ---Encodes a value as JSON: members sorted by name (as bytes), floats with the digits needed to
  ---read the same value, {} for an empty table and [] for a marked one (see `hwc.array`). An
  ---hwc.Error is written with its causes, without `headers`, `body`, `traceback` and `report`.
  ---Returns nil and an error that names the path for values that JSON does not have: cyclic tables,
  ---tables with holes or mixed keys, NaN, infinite numbers, strings that are not UTF-8, functions,
  ---secrets.
  ---@type fun(value: any): string?, hwc.Error?
  encode = function(value)
    return core.encode_json(value)
  end,
}

local M = {
  ---The version of hwc.
  version = core.version,
  ---JSON's null, as an item of arrays in replies.
  null = core.null,
  ---Marks a table as an array, so that it is encoded as [] even if it is empty and no row defines
  ---its type. Returns the table.
  array = core.array,
  ---True if a table is encoded as []: it is marked, as all arrays of replies are, or has items.
  ---This preserves the difference between [] and {} in replies.
  ---@type fun(value: any): boolean
  is_array = core.is_array,
  json = json,
  ---A string that is wiped when it is closed or collected; accepted wherever a client option or an
  ---operation accepts a string. From `{ env = name }` or `{ file = path }` (a regular file of at
  ---most 1 MiB, without its final line end) it is read without becoming a Lua string, which could
  ---not be wiped; returns nil and an error if there is none. The environment itself keeps its
  ---value.
  ---@type fun(from: string|userdata|{ env: string }|{ file: string }): userdata?, hwc.Error?
  secret = core.secret,
  sign = sign,
  failures = require("hwc.failures").list,
  log = require("hwc.log").open,
  ---Seconds of a monotonic clock that includes the time in which the machine is suspended
  ---(CLOCK_BOOTTIME). The call option `send_before` is a time of this clock.
  ---@type fun(): number
  boot_time = core.boot_time,
  chunks = require("hwc.chunks").split,
  sleep = scheduler.sleep,
  run = tasks.run,
  spawn = tasks.spawn,
  map = tasks.map,
}

---Listens for signals: they no longer end the program but become events. Every listener gets each
---of its signals. The signals are blocked in this thread, in threads that it creates later, and in
---programs that it starts.
---@param names? string[] such as { "HUP", "USR1" }; { "INT", "TERM" } by default
---@return hwc.Signals signals close it after use
function M.signals(names)
  return require("hwc.signals").open(names) -- a tail call, so that errors name the caller's line
end

---A value, such as a reply, as readable text: JSON on several lines, with sorted members and *** in
---place of secrets.
---@param value any
---@return string
function M.dump(value)
  return require("hwc.dump").dump(value)
end

---The loop of this Lua state, for hosts with their own event loop.
---@return hwc.Loop
function M.loop()
  return scheduler.loop
end

return M
