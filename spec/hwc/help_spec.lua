local apig = require("apig")
local cph = require("cph")
local devserver = require("devserver")
local iam = require("hwc.iam")

local MODULES = { apig = apig, cph = cph, devserver = devserver, iam = iam }

local function client_of(module)
  return assert(module.client({
    ak = "ak", sk = "sk", region = "cn-north-4", project_id = "p", instance_id = "i",
  }))
end

describe("client:help", function()
  it("shows members, rules, pages and an example", function()
    local client <close> = client_of(cph)
    assert.equal([=[
update_keypair
  Changes the key pair of servers; the response has one job per server.
  PUT /v1/{project_id}/cloud-phone/servers/open-access

Members (path)
  project_id (string): Project ID of the region; the client's by default
Members (body)
  servers (array of object, required): Servers and their new key pairs
    server_id (string, required, 1 to 32 bytes): Server ID
    keypair_name (string, required): Name of the new key pair
Reply
  request_id (string): ID of this request, for list_jobs
  jobs (array of object): Accepted or refused jobs, one per target
    server_id (string): Server ID
    job_id (string): Job ID, for show_job
    error_code (string): Error code, if it was refused; absent or null otherwise
    error_msg (string): Error message
Retried if the response is lost
  yes: it sets the named key pair: a retry changes nothing
The work goes on after the response; wait for its end with
  client:wait("jobs", reply)
Example
  client:update_keypair({
    servers = { {
      server_id = "1678567b8bab40f93711234cb80d0123",
      keypair_name = "keypair-1",
    } },
  })]=], client:help("update_keypair"))
  end)

  it("tells what a waiter does", function()
    local client <close> = client_of(devserver)
    assert.equal([=[
dev_server_os_changed
  Waits until the operating system of instances is changed or reinstalled, with the requested image
      and after the request.

Polled with
  show_dev_server; list_dev_servers for several
Success: status
  RUNNING, STOPPED
Failure: status
  ERROR, *_FAILED, DELETED
Under way: status
  CREATING, STARTING, REBOOTING, CHANGINGOS, REINSTALLINGOS, STOPPING, DELETING
Requested value
  image_id
Only with proof of a change
  ERROR, *_FAILED, RUNNING, STOPPED, and the state at the start
Accepts the replies of
  change_dev_server_os, reinstall_dev_server_os, batch_dev_servers_action (type = CHANGEOS),
      batch_dev_servers_action (type = REINSTALLOS)
Polls
  after 10 s, then every 10 s (at most 10 s), for 20 min
Example
  local report = assert(client:wait("dev_server_os_changed", reply))]=],
      client:help("dev_server_os_changed"))
    assert.matches("dev_server_stopped +Waits until instances are stopped", client:help())
  end)

  it("describes the functions that wait, too", function()
    local phones <close> = client_of(cph)
    local text = phones:help("wait_jobs")
    assert.matches('^wait_jobs\n  client:wait_jobs%(reply or request IDs, options%)', text)
    assert.matches("\n" .. phones:help("jobs"), text, 1, true)
    assert.matches("\n  wait_jobs +Waits for", phones:help())
    local hosts <close> = client_of(devserver)
    text = hosts:help("wait_dev_server")
    for _, waiter in ipairs({ "running", "stopped", "deleted", "os_changed" }) do
      assert.matches("  dev_server_" .. waiter .. " ", text, 1, true)
    end
    assert.matches('"status"', text, 1, true)
    for line in phones:help("wait_jobs"):gmatch("[^\n]+") do
      assert.is_true(#line <= 100, line)
    end
    local good, message = pcall(phones.help, phones, "wait_job")
    assert.is_false(good)
    assert.matches("wait_jobs", message, 1, true)
    assert.is_false((pcall(phones.help, phones, "wait_dev_server")))
  end)

  it("tells rules across members, and secrets", function()
    local client <close> = client_of(devserver)
    local text = client:help("change_dev_server_os")
    assert.matches("exactly one of admin_pass and key_pair_name", text, 1, true)
    assert.matches("admin_pass (string, secret, 8 to 26 characters", text, 1, true)
    assert.matches("no: only if it was certainly not processed", text, 1, true)
    assert.matches("limit and offset; client:each", client:help("list_dev_servers"), 1, true)
  end)

  it("names the nearest operations for a misspelt one, at the caller's line", function()
    local client <close> = client_of(cph)
    local line = debug.getinfo(1, "l").currentline + 1
    local good, message = pcall(function() return (client:help("update_keypiar")) end)
    assert.is_false(good)
    assert.matches(("help_spec.lua:%d:"):format(line), message, 1, true)
    assert.matches("the nearest are update_keypair", message, 1, true)
  end)

  for name, module in pairs(MODULES) do
    it("has a text for each operation of " .. name .. ", with an example that is Lua", function()
      local client <close> = client_of(module)
      local overview = client:help()
      for operation in pairs(module.operations()) do
        assert.truthy(overview:find("  " .. operation .. " ", 1, true), operation)
        local text = client:help(operation)
        for line in text:gmatch("[^\n]+") do
          assert.is_true(#line <= 100 or line:find("^  %u+ /") ~= nil, operation .. ": " .. line)
        end
        local example = assert(text:match("\nExample\n(.*)$"), operation)
        assert(load("local client = ... " .. example), example)
      end
    end)
  end
end)
