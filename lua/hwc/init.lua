-- SPDX-License-Identifier: Apache-2.0
-- What the service modules share: signing alone, per-item failures, waiting, JSON's null.

local core = require("_hwc")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local tasks = require("hwc.tasks")

---@class hwc.Error
---@field kind "validation"|"credentials"|"transport"|"timeout"|"service"|"cancelled"|"interrupted"
---  `credentials`: there are none, or IAM did not give or confirm them; then nothing was sent
---@field message string
---@field operation? string
---@field field? string the member that was refused, such as "servers[2].server_id"
---@field status? integer of the HTTP answer
---@field code? string of the service, such as "APIG.2011"
---@field request_id? string
---@field attempts? integer of this call; 0 where it was never sent. `attempts`, `sent` and `fate`
---  are absent where the error is not that of one call
---@field elapsed? number seconds
---@field retryable? boolean whether the same call may be sent again
---@field credentials_refused? true the service did not accept the credentials, or the core does not
---  send them any more, and nothing was done: absent otherwise
---@field retry_after? number seconds the service asks to wait
---@field exhausted? "attempts"|"quota"|"deadline"|"send_before" why a call that may be repeated
---  was not
---@field sent? boolean whether bytes of the request may have reached the service
---@field fate? "not_sent"|"refused"|"unknown"|"responded" of the call: no byte of it was sent; it
---  was sent but certainly not acted on; it may have been acted on; a whole response came
---@field hint? string what is likely wrong
---@field cause? hwc.Error the one that this follows from: of the request to IAM, the pod or the
---  metadata without which the call could not be sent, or not again; or the refusal after which the
---  call ended while its credentials were renewed
---@field headers? table<string, string> of the answer, secrets masked
---@field body? string of the answer, at most 4 KiB
---@field report? table what a half-done job had done, or what is known by an interrupt
---@field traceback? string where it was raised, if a task did

---Names and values: a map of names to a value or to a list of values, or a list of {name, value}.
---@alias hwc.Pairs table<string, string|string[]>|string[][]

---What may be in a query; numbers and booleans are written as in JSON.
---@alias hwc.Scalar string|number|boolean

---@class hwc.SignOptions
---@field method string upper case
---@field url string absolute, percent-encoded as on the wire
---@field query? table<string, hwc.Scalar|hwc.Scalar[]>|hwc.Scalar[][] as hwc.Pairs, decoded; it is
---  added to the URL's
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
---@field date? string "YYYYMMDDTHHMMSSZ"; now by default

---@class hwc.Signed
---@field headers string[][] pairs to add to the request; Authorization is the last
---@field target string path and query: what has to be sent, exactly so, since it is what was signed
---@field canonical_request string
---@field string_to_sign string
---@field signed_headers string
---@field signature string lower-case hex
---@field authorization string

---Signs a request that is sent by other means, as the API Request Signing Guide says. The request
---line has to have `target`, and the request all headers, those given and those added. Unknown and
---ill-typed options raise; values that cannot be signed give nil and an error.
---@type fun(options: hwc.SignOptions): hwc.Signed?, hwc.Error?
local sign = core.sign

---JSON that loses nothing; replies are read with it. lua-cjson may be used besides: its null is the
---same, but it rounds integers above 2^53 and knows no marks of arrays.
---@class hwc.Json
local json = {
  ---Reads a JSON text (RFC 8259). Integers of 64 bits are exact, numbers with a point or an
  ---exponent are floats, null is `hwc.null`, arrays are marked (`hwc.is_array`). Of members of the
  ---same name the last one counts. At most 1,000 arrays and objects stand inside each other.
  ---Control characters in strings are taken; halves of surrogate pairs, and bytes that are not
  ---UTF-8, are read as U+FFFD. What no Lua number holds (integers of more than 64 bits, 1e400) is
  ---the nearest finite float, and its path is in a list that comes second.
  ---@type fun(text: string): any, (hwc.Error|string[])?
  decode = function(text)
    if type(text) ~= "string" then
      error("hwc.json.decode takes a string, got " .. options.kind(text), 2)
    end
    return core.decode_json(text)
  end,
  ---Writes a value as JSON: members in the order of their names (as bytes), floats with as many
  ---digits as it takes to read the same, {} for an empty table and [] for one that is marked
  ---(`hwc.array`). An hwc.Error is written with its causes, without `headers`, `body`, `traceback`
  ---and `report`. Nil and an error that names the path for what JSON has not: tables inside of
  ---themselves or with holes or mixed keys, NaN and infinite numbers, text that is not UTF-8,
  ---functions; and for secrets.
  ---@type fun(value: any): string?, hwc.Error?
  encode = function(value)
    return core.encode_json(value)
  end,
}

local M = {
  ---The version of hwc.
  version = core.version,
  ---JSON's null, as items of arrays in replies.
  null = core.null,
  ---Marks a table as an array, so that it is written as [] even where it is empty and no row
  ---says what it is. Returns the table.
  array = core.array,
  ---Whether a value is a table that is written as []: one that is marked, as all arrays of replies
  ---are, or that has items. What a service sent as [] and as {} stays apart so.
  ---@type fun(value: any): boolean
  is_array = core.is_array,
  json = json,
  ---A string that wipes itself when it is closed or collected; taken wherever a client option or
  ---an operation takes a string. From `{ env = name }` or `{ file = path }` (a regular file of at
  ---most 1 MiB; the end of its last line is left out) it is read without ever being a Lua string,
  ---which nobody can wipe: nil and an error where there is none. The environment itself keeps its
  ---value.
  ---@type fun(from: string|userdata|{ env: string }|{ file: string }): userdata?, hwc.Error?
  secret = core.secret,
  sign = sign,
  failures = require("hwc.failures").list,
  log = require("hwc.log").open,
  ---Seconds of a clock that never goes back and also runs while the machine is suspended
  ---(CLOCK_BOOTTIME): what the call option `send_before` is compared with.
  ---@type fun(): number
  boot_time = core.boot_time,
  chunks = require("hwc.chunks").split,
  sleep = scheduler.sleep,
  run = tasks.run,
  spawn = tasks.spawn,
  map = tasks.map,
}

---Listens for signals of the system: from now on they do not end the program but are events. Each
---listener gets each of its signals. They are blocked in this thread and in those that it starts,
---and in programs that it starts as well.
---@param names? string[] such as { "HUP", "USR1" }; { "INT", "TERM" } by default
---@return hwc.Signals signals to be closed
function M.signals(names)
  return require("hwc.signals").open(names) -- a tail call: it blames our caller
end

---A value, such as a reply, as text for people: JSON in several lines, with members in order and
---*** in place of secrets.
---@param value any
---@return string
function M.dump(value)
  return require("hwc.dump").dump(value)
end

---The loop of this Lua state, for hosts that have one of their own.
---@return hwc.Loop
function M.loop()
  return scheduler.loop
end

return M
