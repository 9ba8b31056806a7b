-- Endpoints that are reached by another address or under another name than the public one.

local certificates = require("spec.support.certificates")
local cph = require("cph")
local faults = require("spec.support.faults")
local matrix = require("spec.support.matrix")
local recording = require("spec.support.recording")
local sandbox = require("hwc.sandbox")

local function host_of(request)
  for _, header in ipairs(request.headers) do
    if header[1]:lower() == "host" then
      return header[2]
    end
  end
end

describe("resolve", function()
  local files, server, tls_port

  setup(function()
    files = certificates.new()
    files:issue("named", "DNS:cph.example.com")
    server = faults.start()
    tls_port = server:tls(files:server("named"))
  end)

  teardown(function()
    server:close()
    files:remove()
  end)

  local function call(more)
    server:script(matrix.SERVE)
    local options = {
      endpoint = "https://cph.example.com:" .. tls_port, ca_file = files:file("ca.pem"),
      resolve = { ["cph.example.com:" .. tls_port] = "127.0.0.1" }, retry = false,
    }
    for name, value in pairs(more or {}) do
      options[name] = value
    end
    local client <close> = matrix.client(0, options)
    return matrix.CALLS.POST(client)
  end

  it("connects to the address, and checks the certificate for the name", function()
    local reply, err = call()
    assert(reply, err and err.message)
    assert.equal(1, server:report().whole)
    -- The name is not one of the certificate's.
    reply, err = call({
      endpoint = "https://other.example.com:" .. tls_port,
      resolve = { ["other.example.com:" .. tls_port] = "127.0.0.1" },
    })
    assert.is_nil(reply)
    assert.matches("certificate could not be verified", err.message, 1, true)
    assert.equal(0, server:report().whole)
  end)

  it("takes names in any letter case, and leaves other ones alone", function()
    assert(call({ resolve = {
      ["CPH.Example.com:" .. tls_port] = "127.0.0.1", ["x.example.com:443"] = "127.0.0.9",
      ["cph.example.com:1"] = "127.0.0.9",
    } }))
    local reply, err = call({ resolve = { ["cph.example.com:1"] = "127.0.0.1" } })
    assert.is_nil(reply)
    assert.equal("transport", err.kind)
    assert.is_false(err.sent)
  end)

  it("knows the port of the scheme", function()
    local client <close> = matrix.client(0, {
      endpoint = "https://cph.example.com", resolve = { ["cph.example.com:443"] = "127.0.0.1" },
      retry = false,
    })
    local _, err = matrix.CALLS.POST(client)
    assert.matches("the connection was refused", err.message, 1, true) -- nobody is at port 443
    assert.matches("--connect-to cph.example.com:443:127.0.0.1:",
      client:explain("list_cloud_phone_servers").curl, 1, true)
  end)

  it("holds for IAM too", function()
    local iam = recording.start('{"projects":[{"id":"p"}]}')
    finally(function() iam:close() end)
    local client <close> = assert(cph.client({
      endpoint = "https://cph.example.com:1", iam_endpoint = "http://iam.example.com:" .. iam.port,
      allow_http = true, region = "cn-north-4", ak = "ak", sk = "sk", retry = false,
      resolve = { ["iam.example.com:" .. iam.port] = "127.0.0.1" },
    }))
    client:list_cloud_phone_servers()
    assert.equal("iam.example.com:" .. iam.port, host_of(iam:requests()[1]))
  end)

  it("is refused where it is no such thing, and for http to loopback names", function()
    local function refusal(options)
      options.ak, options.sk, options.project_id = "ak", "sk", "p"
      options.endpoint = options.endpoint or "https://cph.example.com"
      local client, err = cph.client(options)
      assert.is_nil(client)
      assert.equal("resolve", err.field)
      return err.message
    end
    local ADDRESSES = "resolve: maps names to IPv4 or IPv6 addresses"
    for _, address in ipairs({ "", "example.com", "127.0.0.1:80", "127.0.0.256", "[::1]" }) do
      assert.equal(ADDRESSES, refusal({ resolve = { ["cph.example.com:443"] = address } }))
    end
    for _, name in ipairs({
      "", "cph.example.com", "cph.example.com:", "cph.example.com:0", "cph.example.com:99999",
      "cph.example.com:0443", "cph.example.com:https", "*:443", ":443",
      "https://cph.example.com:443", "cph.example.com:443/", "u@cph.example.com:443",
      "cph example.com:443", "cph.example.com:443\n",
    }) do
      assert.equal("resolve: a name has to be host:port, with a port from 1 to 65535",
        refusal({ resolve = { [name] = "127.0.0.1" } }))
    end
    assert.matches("both strings", refusal({ resolve = { "127.0.0.1" } }), 1, true)
    assert.matches("needs allow_http", refusal({
      endpoint = "http://localhost:80", resolve = { ["localhost:80"] = "10.0.0.5" },
    }), 1, true)
  end)
end)

describe("host_header", function()
  it("names the host that the gateway sees, signed as it is sent", function()
    local cloud <close> = assert(sandbox.start({ servers = 1, speed = 1000 }))
    local options = cloud:options()
    options.host_header = "cph.cn-north-4.example.com"
    local client <close> = assert(cph.client(options))
    assert(client:list_cloud_phone_servers()) -- whose signature the sandbox has checked
    local requests = cloud:requests()
    assert.equal(options.host_header, host_of(requests[#requests]))
  end)

  it("is refused where it is no host", function()
    for _, host in ipairs({ "a/b", "a b", "a@b", "https://a", "a?b", "a:x", "a#b" }) do
      local client, err = cph.client({
        endpoint = "https://x.example.com", ak = "ak", sk = "sk", project_id = "p",
        host_header = host,
      })
      assert.is_nil(client, host)
      assert.equal("host_header", err.field)
    end
  end)
end)

describe("an endpoint without a scheme", function()
  it("means https", function()
    local client <close> = assert(cph.client({
      endpoint = "cph.example.com", iam_endpoint = "iam.example.com:8443", ak = "ak", sk = "sk",
      project_id = "p",
    }))
    assert.equal("hwc.client: cph at https://cph.example.com", tostring(client))
    assert.equal("https://cph.example.com/v1/p/cloud-phone/servers",
      client:explain("list_cloud_phone_servers").url)
    local refused, err = cph.client({
      endpoint = "ftp://a", ak = "ak", sk = "sk", project_id = "p",
    })
    assert.is_nil(refused)
    assert.equal("endpoint", err.field)
  end)
end)
