---@meta _meta.hwc
-- SPDX-License-Identifier: Apache-2.0
-- Types of what C makes and of the tables that it takes, for language servers.

---A string that wipes itself when it is closed or collected; it is taken where a secret is.
---@class hwc.Secret: userdata
local Secret = {}

---Wipes it. Safe to call twice.
function Secret:close() end

---Options of clients. Of credentials one kind is given, or none: then the first source is taken
---that has any.
---@class hwc.ClientOptions
---@field region? string such as "cn-north-4"
---@field endpoint? string URL of the service; wins over the region
---@field iam_endpoint? string URL of IAM
---@field allow_http? boolean whether `http://` may go to other hosts than this one
---@field project_id? string looked up at IAM by default
---@field instance_id? string of the gateway; for path members of apig
---@field ak? string|hwc.Secret access key
---@field sk? string|hwc.Secret its secret
---@field security_token? string|hwc.Secret of temporary keys
---@field token? string|hwc.Secret of IAM, for keys
---@field username? string with `password` and `domain`
---@field password? string|hwc.Secret
---@field domain? string name of the account
---@field profile? string section of the profile file
---@field metadata? boolean|string whether an ECS's metadata are asked, or the URL that stands for them
---@field agency? string name of an agency to act for
---@field agency_domain? string name of the account that made it
---@field algorithm? "SDK-HMAC-SHA256"|"SDK-HMAC-SM3"|"V11-HMAC-SHA256"
---@field timeout? number seconds, of an attempt; 30 by default
---@field connect_timeout? number seconds; 5 by default
---@field deadline? number seconds, of a call with all its attempts
---@field retry? false|hwc.RetryOptions of calls; requests for credentials are always repeated
---@field rate_limit? "adaptive"|false whether calls slow down where the service refuses them
---@field resolve? table<string, string> "host:port" to the address that is connected to instead
---@field host_header? string host, or host:port, that the service's gateway is to see
---@field idle_timeout? integer seconds for which a connection without a call may be used again; 30 by default
---@field http_version? "1.1"|"2" "1.1" by default
---@field max_response? integer bytes, after decompression; 64 MiB by default
---@field compressed? boolean asks for compressed answers; never for files
---@field ca_file? string the only authorities that are trusted, with those of `ca_path`, if any
---@field ca_path? string a directory of authorities, likewise
---@field cert? string file of the client's certificate
---@field key? string file of its key
---@field verify? boolean false: the server's certificate is not checked
---@field proxy? string URL; that of the environment by default, "" for none
---@field gateway? "roma"|"apig" of apig: which of the two services that speak this API
---@field validate? boolean false: members that are not known are sent
---@field user_agent? string
---@field on_event? fun(event: hwc.Event)|hwc.Log is told what happens

---@class hwc.RetryOptions
---@field attempts? integer at most; 3 by default
---@field mode? "standard"|"adaptive"

---Options of one call.
---@class hwc.CallOptions
---@field timeout? number seconds, of an attempt
---@field deadline? number seconds, of the call with all its attempts
---@field send_before? number point of hwc.boot_time() from which on nothing is sent any more; a call
---  that still waits to be sent ends then
---@field retry? false|hwc.RetryOptions
---@field rate_limit? "adaptive"|false
---@field validate? boolean false: members that are not known are sent
---@field headers? table<string, string> further headers
---@field to? string of downloads: the path of the file to write
---@field progress? fun(progress: { received: integer, total?: integer }) with `to`: bytes so far

---What is known of an answer besides the reply.
---@class hwc.Info
---@field status integer
---@field request_id? string
---@field headers table<string, string> names in lower case
---@field attempts integer
---@field elapsed number seconds
---@field unexpected? string[] where the reply has numbers that no Lua number holds, such as
---  "servers[2].size": they are the nearest finite float; at most 100

---A file to send.
---@class hwc.File
---@field path? string of the file; one of `path` and `data`
---@field data? string its content
---@field name? string that it is sent under; that of the path by default

---A file that was answered.
---@class hwc.Download
---@field body? string its content
---@field path? string where it was written to, with the option `to`
---@field size? integer bytes, with the option `to`

---What an operation is: `operations()` of a service's module has one for each.
---@class hwc.Operation
---@field name string
---@field resource string what it is about, such as "phones"
---@field doc string
---@field method string
---@field path string with `{members}`
---@field members hwc.Member[] of path, query, headers and body
---@field rules string[] across members, as sentences
---@field conditions hwc.Condition[] the same as data, in the same order
---@field reply? hwc.Object
---@field paging? "offset"|"offset_body"|"page"
---@field item_id? string of a list in pages: the member that tells its items apart
---@field idempotent boolean whether it may be sent again when nobody knows if it was done
---@field idempotent_reason? string why, where it is not a mere question
---@field success_status? integer as documented
---@field body_kind? "members"|"nested"|"form" of an operation with a body: its members are arguments, the argument `body` holds them, or they are arguments sent as a form
---@field body_required? boolean
---@field async? boolean the answer only says that work began
---@field gateway? "roma"|"apig" the only gateway that has it
---@field unsigned? boolean carries its own proof of identity
---@field download? boolean
---@field secret_file? boolean the file may hold secrets: a new one is for its owner only
---@field new_keys? boolean the response brings keys or a token: errors show its body only where that is an error
---@field secret_header? string of the answer
---@field timeout? number seconds of an attempt, where it is not the client's

---@class hwc.Member
---@field name string
---@field location? "path"|"query"|"header"|"body" of a call's own members
---@field type "string"|"integer"|"long"|"number"|"boolean"|"timestamp"|"array"|"map"|"object"|"any"|"file"
---@field doc? string
---@field required? boolean
---@field secret? boolean
---@field from_client? boolean the client's where the call has none
---@field rules string what holds for it, in words
---@field min? integer of numbers; of strings their length, of arrays their count
---@field max? integer likewise
---@field bytes? boolean `min` and `max` count bytes, not characters
---@field format? "uuid"|"base64"|"password"|"list"|"digits"
---@field first? string set of characters that the first is one of: "a-zA-Z"
---@field set? string set of characters that all are of
---@field chinese? boolean Chinese characters belong to both sets
---@field values? string[] the closed list of values
---@field gateway? "roma"|"apig" the only gateway that has it
---@field item? hwc.Member of arrays and maps of anything but objects
---@field object? hwc.Object of objects, arrays and maps of them

---@class hwc.Object
---@field name string
---@field members hwc.Member[]
---@field rules string[] across members, as sentences
---@field conditions hwc.Condition[] the same as data, in the same order

---A rule across members.
---@class hwc.Condition
---@field kind "exactly_one"|"at_least_one"|"needs"|"when"|"only_when"|"less"
---@field names? string[] members that it is about
---@field member? hwc.Member of "when": what holds for the member of that name
---@field when? string the member that it depends on
---@field is? string the value of that

---What a waiter is: `waiters()` of a service's module has one for each. States are texts; one that
---begins with "*" stands for all that end so. A state that is in no list is still under way.
---@class hwc.Waiter
---@field name string
---@field doc string
---@field operation string that shows one item
---@field id string the argument of it that is the item's id
---@field within? string another argument that it needs
---@field shown_in? string of its reply: the list with the item, where the reply is not the item
---@field list? hwc.WaiterList how to ask for many at once
---@field item_id string of an item: its id
---@field state string of an item: its state
---@field changed? string of an item: the time of its last change
---@field wanted? string the argument of the order that has to be reached
---@field reached string[] of an item: paths to that value
---@field faults? string of an item: how many of its parts failed
---@field success string[] states
---@field failure string[] states
---@field under_way string[] states
---@field passage string[] those of them that only this waiter's orders lead to
---@field leave string[] states that count with proof of a change alone
---@field absent string[] codes: the service does not know the item
---@field absent_is_success boolean
---@field needs_change boolean whether a state that the item had at the start needs proof of a change
---@field orders { operation: string, when?: string, is?: string, ids?: string }[] calls after which to wait
---@field defaults hwc.WaitOptions

---@class hwc.WaiterList
---@field operation string that shows many items
---@field items string of its reply: the list
---@field limit integer items of a page
---@field by? string the argument that takes ids of calls; without it all items are listed
---@field group? string the member of an order's reply that is such an id
---@field per_call? integer how many such ids it takes

---How long and how often to wait. Each waiter has defaults of its own: see `waiters()` of a module.
---@class hwc.WaitOptions
---@field first_delay? number seconds before the first look; 0: at once
---@field interval? number seconds between looks, at first
---@field growth? number factor by which the interval grows after each look
---@field max_interval? number seconds, where growth ends
---@field deadline? number seconds from the start after which waiting ends, calls included
---@field progress? fun(progress: hwc.WaitProgress): boolean? after each look; false ends the waiting with the report
---@field timeout? number seconds a single call may take; 30 by default
---@field unknown_after? number seconds for which the service has to say, in 3 looks at least, that it does not know an item (or refuses to show it) before that is given up as unknown; 30 by default
---@field already? boolean whether a state counts that the item has at the start, without proof of a change; where the goal is that an item is gone, also one that was never shown

---@class devserver.WaitOptions: hwc.WaitOptions
---@field status? "RUNNING"|"STOPPED"|"DELETED" the goal; needed where what is waited for is no reply of an order

---@class hwc.WaitProgress
---@field succeeded integer
---@field failed integer
---@field unknown integer those that were given up
---@field waiting integer those whose end is not known yet
---@field total integer
---@field ended string[] ids of those that ended since the last time, of jobs their job ids; of an item that the order's reply refused that of its target
---@field elapsed number seconds since the start
---@field error? hwc.Error why the last look failed, where it did

---An item as the service showed it last, jobs with the members of the order's reply that it lacks.
---@class hwc.WaitItem: table<string, any>
---@field error_code? string of one that failed, or that the service does not know or refuses to show
---@field error_msg? string the same in words
---@field absent? boolean of one that is gone, where that is success
---@field reason? hwc.WaitReason of `unknown`

---Why the end of an item is unknown: `under_way`, it had not ended; `unchanged`, it is in a state
---that would end the waiting, but nothing proves that this is not the state from before the order,
---or it does not have what was ordered;
---`not_found`, the service does not know it; `refused`, the service refuses to show it; `no_answer`,
---it could not be asked for; `no_id`, the order's reply accepted it without an id.
---@alias hwc.WaitReason "under_way"|"unchanged"|"not_found"|"refused"|"no_answer"|"no_id"

---@class hwc.WaitReport
---@field succeeded hwc.WaitItem[] what ended well
---@field failed hwc.WaitItem[] what ended badly, or was refused by the order's reply
---@field unknown hwc.WaitItem[] what had not ended when the waiting did, or could not be asked for
---@field elapsed number seconds
---@field stopped? "deadline"|"progress"|"error"|"interrupted" why the waiting ended early
---@field error? hwc.Error why the last look failed; not in the report of an error, which is that one

error("types of hwc are for language servers")
