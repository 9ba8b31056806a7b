-- Very many mixed calls on the same clients: memory and descriptors must not grow. The first ones
-- (10,000, or half of them) are for warming up.
--
--   soak.lua CALLS      with HWC_TEST_URL as spec/support/with_canned_server.c sets it

local steps = require("spec.memory.steps")

local calls = math.tointeger(arg[1]) or 100000
local LIMIT = 1024 -- KiB

-- What is done, and how many calls each is. The common ones are done more often than those that
-- cost a connection or time.
local OFTEN = {
  { "update_keypair", 1 }, { "restart", 1 }, { "update_signature_key", 1 }, { "change_os", 1 },
  { "refused_by_service", 1 }, { "refused_here", 1 }, { "call", 1 }, { "page", 1 },
  { "tasks", 3 },
}
local SELDOM = {
  { "wait_jobs", 2 }, { "first_call", 2 }, { "lost", 1 }, { "cut", 1 }, { "cancelled", 1 },
  { "deadline", 1 }, { "client", 0 }, { "wait_dev_server", 1 }, { "sign_and_verify", 0 },
  { "sign_scoped", 0 }, { "json", 0 }, { "operations", 0 },
  { "explain", 0 }, { "watched", 1 }, { "upload", 1 }, { "download", 1 },
}
local ROUNDS = 5

local function resident()
  collectgarbage()
  collectgarbage()
  for line in io.lines("/proc/self/status") do
    local size = line:match("^VmRSS:%s*(%d+) kB")
    if size then
      return math.tointeger(size)
    end
  end
end

local function descriptors()
  local count = 0
  for i = 0, 1023 do
    local file = io.open("/proc/self/fdinfo/" .. i)
    if file then
      count = count + 1
      file:close()
    end
  end
  return count
end

local context = steps.open(assert(os.getenv("HWC_TEST_URL"), "HWC_TEST_URL is not set"))
local made = 0

local function perform(list)
  for _, item in ipairs(list) do
    local name, count = item[1], item[2]
    local good, err = steps.steps[name](context)
    if not good then
      error(("after %d calls, %s: %s"):format(made, name, err))
    end
    made = made + count
  end
end

local function run_until(count)
  while made < count do
    for _ = 1, ROUNDS do
      perform(OFTEN)
    end
    perform(SELDOM)
  end
end

run_until(math.min(10000, calls // 2))
local first_size, first_descriptors = resident(), descriptors()
local begun = os.time()
run_until(calls)
local size, open = resident(), descriptors()

print(("%d calls in %d s; resident %d KiB, %+d since the warming up; descriptors %d, %+d"):format(
  made, os.time() - begun, size, size - first_size, open, open - first_descriptors))
assert(size - first_size < LIMIT, "resident memory grows")
assert(open <= first_descriptors, "descriptors grow")
