---@meta _meta.hwc
-- SPDX-License-Identifier: Apache-2.0
-- Types of C objects and of option tables, for language servers.

---A string that is wiped when it is closed or collected; accepted wherever a secret is.
---@class hwc.Secret: userdata
local Secret = {}

---Wipes the string. Safe to call twice.
function Secret:close() end

---Client options. Set one kind of credentials, or none: then the first source that has any is used.
---@class hwc.ClientOptions
---@field region? string such as "cn-north-4"
---@field endpoint? string URL of the service; takes precedence over the region
---@field iam_endpoint? string URL of IAM
---@field allow_http? boolean allows `http://` to hosts other than this machine
---@field project_id? string looked up at IAM by default
---@field instance_id? string of the gateway instance; for path members of apig
---@field ak? string|hwc.Secret access key
---@field sk? string|hwc.Secret its secret
---@field security_token? string|hwc.Secret of temporary keys
---@field token? string|hwc.Secret IAM token, instead of keys
---@field username? string with `password` and `domain`
---@field password? string|hwc.Secret
---@field domain? string name of the account
---@field profile? string section of the profile file
---@field metadata? boolean|string false disables the ECS metadata; or a URL that replaces it
---@field agency? string name of an agency to act for
---@field agency_domain? string name of the account that created it
---@field algorithm? "SDK-HMAC-SHA256"|"SDK-HMAC-SM3"|"V11-HMAC-SHA256"
---@field timeout? number seconds, of an attempt; 30 by default
---@field connect_timeout? number seconds; 5 by default
---@field deadline? number seconds, of a call with all its attempts
---@field retry? false|hwc.RetryOptions of calls; requests for credentials are always retried
---@field rate_limit? "adaptive"|false whether calls slow down when throttled
---@field resolve? table<string, string> "host:port" to the address to connect to
---@field host_header? string host, or host:port, that the service's gateway sees
---@field idle_timeout? integer seconds for which an idle connection may be reused; 30 by default
---@field http_version? "1.1"|"2" "1.1" by default
---@field max_response? integer bytes, after decompression; 64 MiB by default
---@field compressed? boolean asks for compressed responses; never for files
---@field ca_file? string the only trusted authorities, with those of `ca_path` if set
---@field ca_path? string a directory of the only trusted authorities
---@field cert? string file of the client's certificate
---@field key? string file of its key
---@field verify? boolean false: the server's certificate is not verified
---@field proxy? string URL; from the environment by default, "" for none
---@field gateway? "roma"|"apig" of apig: which of the two services with this API
---@field validate? boolean false: unknown members are sent
---@field user_agent? string
---@field on_event? fun(event: hwc.Event)|hwc.Log receives events

---@class hwc.RetryOptions
---@field attempts? integer maximum; 3 by default
---@field mode? "standard"|"adaptive"

---Options of one call.
---@class hwc.CallOptions
---@field timeout? number seconds, of an attempt
---@field deadline? number seconds, of the call with all its attempts
---@field send_before? number a time of hwc.boot_time() after which nothing is sent; a call that still
---  waits to be sent then ends
---@field retry? false|hwc.RetryOptions
---@field rate_limit? "adaptive"|false
---@field validate? boolean false: unknown members are sent
---@field headers? table<string, string> additional headers
---@field to? string of downloads: path of the file to write
---@field progress? fun(progress: { received: integer, total?: integer }) with `to`: bytes so far

---Information about a response.
---@class hwc.Info
---@field status integer
---@field request_id? string
---@field headers table<string, string> names in lower case
---@field attempts integer
---@field elapsed number seconds
---@field unexpected? string[] paths of members that have another type than described, which are
---  unchanged, and of numbers that Lua cannot represent, which are the nearest finite float; such as
---  "servers[2].size", at most 100

---A file to upload.
---@class hwc.File
---@field path? string of the file; set `path` or `data`
---@field data? string its content
---@field name? string name in the request; by default that of the path

---A downloaded file.
---@class hwc.Download
---@field body? string its content
---@field path? string of the written file, with the option `to`
---@field size? integer bytes, with the option `to`

---The description of an operation, as returned by `operations()`.
---@class hwc.Operation
---@field name string
---@field resource string such as "phones"
---@field doc string
---@field method string
---@field path string with `{members}`
---@field members hwc.Member[] of path, query, headers and body
---@field rules string[] across members, as sentences
---@field conditions hwc.Condition[] the same rules as data, in the same order
---@field reply? hwc.Object
---@field paging? "offset"|"offset_body"|"page"
---@field item_id? string of a paginated list: the member that identifies an item
---@field idempotent boolean true if it is retried even when it may have been processed
---@field idempotent_reason? string why, unless it is a GET
---@field success_status? integer as documented
---@field body_kind? "members"|"nested"|"form" of an operation with a body: its members are arguments, the argument `body` holds them, or they are arguments sent as a form
---@field body_required? boolean
---@field async? boolean the work goes on after the response
---@field gateway? "roma"|"apig" the only gateway that has it
---@field counterpart? string of such an operation: the one of the other gateway to use instead
---@field unsigned? boolean sent without the client's credentials
---@field download? boolean
---@field secret_file? boolean the file may contain secrets: a new one is readable for its owner only
---@field new_keys? boolean the response contains new keys or a token: errors show its body only if it is an error
---@field secret_header? string of the response
---@field timeout? number seconds of an attempt, if different from the client's

---@class hwc.Member
---@field name string
---@field location? "path"|"query"|"header"|"body" of a call's own members
---@field type "string"|"integer"|"long"|"number"|"boolean"|"timestamp"|"array"|"map"|"object"|"any"|"file"
---@field doc? string
---@field required? boolean
---@field expected? boolean only the service's definition requires it: not enforced
---@field secret? boolean
---@field from_client? boolean the client's value is used if the call has none
---@field rules string its limits, as text
---@field min? integer of numbers; of strings their length, of arrays their count
---@field max? integer likewise
---@field bytes? boolean `min` and `max` count bytes, not characters
---@field format? "uuid"|"base64"|"password"|"list"|"digits"
---@field first? string allowed first characters: "a-zA-Z"
---@field set? string allowed characters
---@field chinese? boolean Chinese characters are allowed too
---@field values? string[] the closed list of values
---@field gateway? "roma"|"apig" the only gateway that has it
---@field item? hwc.Member of arrays and maps, unless their items are objects
---@field object? hwc.Object of objects, and of arrays and maps of objects

---@class hwc.Object
---@field name string
---@field members hwc.Member[]
---@field rules string[] across members, as sentences
---@field conditions hwc.Condition[] the same rules as data, in the same order

---A rule across members.
---@class hwc.Condition
---@field kind "exactly_one"|"at_least_one"|"needs"|"when"|"only_when"|"less"
---@field names? string[] the members concerned
---@field member? hwc.Member of "when": the rules for the member of that name
---@field when? string the member that it depends on
---@field is? string the value of that member

---The description of a waiter, as returned by `waiters()`. States are strings; one that begins with
---"*" matches all states with that suffix. States in no list count as under way.
---@class hwc.Waiter
---@field name string
---@field doc string
---@field operation string shows one item
---@field id string the argument of `operation` that is the item's ID
---@field within? string another required argument
---@field shown_in? string the list of its reply that contains the item, if the reply is not the item
---@field list? hwc.WaiterList how to poll several items at once
---@field item_id string the member of an item that is its ID
---@field state string the member of an item that is its state
---@field changed? string the member of an item that is the time of its last change
---@field wanted? string the argument of the request that is the goal
---@field reached string[] paths to that value in an item
---@field faults? string the member of an item that is the number of its failed parts
---@field success string[] states
---@field failure string[] states
---@field under_way string[] states
---@field passage string[] the states of `under_way` that only requests of this waiter lead to
---@field leave string[] states that count only with proof of a change
---@field absent string[] codes that mean that the service does not know the item
---@field absent_is_success boolean
---@field needs_change boolean true if the state at the start counts only with proof of a change
---@field orders { operation: string, when?: string, is?: string, ids?: string }[] requests whose replies it accepts
---@field defaults hwc.WaitOptions

---@class hwc.WaiterList
---@field operation string shows several items
---@field items string the member of its reply that is the list
---@field limit integer items of a page
---@field by? string the argument that takes IDs of calls; without it all items are listed
---@field group? string the member of a reply that is such an ID
---@field per_call? integer maximum number of such IDs

---Poll intervals and limits of a wait. Each waiter has its own defaults: see `waiters()`.
---@class hwc.WaitOptions
---@field first_delay? number seconds before the first poll; 0: at once
---@field interval? number seconds between polls, initially
---@field growth? number factor by which the interval grows after each poll
---@field max_interval? number maximum interval in seconds
---@field deadline? number seconds for the whole wait, calls included
---@field progress? fun(progress: hwc.WaitProgress): boolean? called after each poll; returning false ends the wait with the report
---@field timeout? number seconds for a single call; 30 by default
---@field unknown_after? number an item that the service does not know, or refuses to show, is given up as unknown after at least 3 polls and this many seconds; 30 by default
---@field already? boolean true: a state counts without proof of a change; if the goal is that an item is gone, also for items that were never shown

---@class devserver.WaitOptions: hwc.WaitOptions
---@field status? "RUNNING"|"STOPPED"|"DELETED" the goal; required unless the reply of a request is passed

---@class hwc.WaitProgress
---@field succeeded integer
---@field failed integer
---@field unknown integer items that were given up
---@field waiting integer items that have not ended
---@field total integer
---@field ended string[] IDs of items that ended since the last call: job IDs of jobs, the target's ID of an item that the reply refused
---@field elapsed number seconds since the start
---@field error? hwc.Error of the last poll, if it failed

---An item as last shown by the service; a job also has the members of the reply.
---@class hwc.WaitItem: table<string, any>
---@field error_code? string of an item that failed, or that the service does not know or refuses to show
---@field error_msg? string error message
---@field absent? boolean true of an item that is gone, if that is the goal
---@field reason? hwc.WaitReason of items in `unknown`

---Why the end of an item is unknown: `under_way`, it had not ended; `unchanged`, its state would end
---the wait, but nothing proves that it is not the state from before the request, or it does not have
---the requested value; `not_found`, the service does not know it; `refused`, the service refuses to
---show it; `no_answer`, it could not be polled; `no_id`, the reply accepted it without an ID.
---@alias hwc.WaitReason "under_way"|"unchanged"|"not_found"|"refused"|"no_answer"|"no_id"

---@class hwc.WaitReport
---@field succeeded hwc.WaitItem[]
---@field failed hwc.WaitItem[] including items that the reply refused
---@field unknown hwc.WaitItem[] items that had not ended, or could not be polled
---@field elapsed number seconds
---@field stopped? "deadline"|"progress"|"error"|"interrupted" why the wait ended early
---@field error? hwc.Error of the last poll, if it failed; not in the report of an error, which is that one

error("types of hwc are for language servers")
