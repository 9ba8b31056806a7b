-- POSTs to peers that fail, counted by the server: none is processed more often than it was
-- attempted, none where it is said not to have been sent, and none twice by a retry.
--
-- This is a sample; spec/fate/posts.sh makes many more of them.

local cases = require("spec.fate.cases")
local cjson = require("cjson")

-- Calls of each size, and what the client and the server are run by.
local NETWORKS = {
  { "plain", calls = 4, command = "%s" },
  { "narrow", calls = 8, command = "sh spec/support/own_network.sh narrow %s" },
  { "tight", calls = 16, command = "sh spec/support/own_network.sh tight %s" },
}

local NO_NETWORK = 77

-- Begins the trials of all networks.
local function begin()
  local pipes = {}
  for _, network in ipairs(NETWORKS) do
    local command = ("lua5.4 spec/fate/posts.lua %s %d json"):format(network[1], network.calls)
    pipes[network[1]] = assert(io.popen(network.command:format(command)))
  end
  return pipes
end

-- The results by case and scheme, or nil and why there are none.
local function results_of(pipe)
  local results, rest = {}, {}
  for line in pipe:lines() do
    if line:find("^{") then
      local result = cjson.decode(line)
      local key = result.case .. result.scheme
      results[key] = results[key] or {}
      table.insert(results[key], result)
    else
      rest[#rest + 1] = line
    end
  end
  local good, _, code = pipe:close()
  if code == NO_NETWORK then
    return nil, table.concat(rest, " ")
  end
  assert(good, ("the trials ended with %s: %s"):format(code, table.concat(rest, "\n")))
  return results
end

local function contradictions(results)
  local lines = {}
  for _, result in ipairs(results) do
    if result.verdict.total > 0 then
      lines[#lines + 1] = ("%d of %d POSTs of %d bytes"):format(result.verdict.total,
        result.verdict.calls, result.size)
      table.move(result.verdict.examples, 1, #result.verdict.examples, #lines + 1, lines)
    end
  end
  return table.concat(lines, "\n")
end

describe("POSTs", function()
  local pipes

  setup(function()
    pipes = begin()
  end)

  for _, network in ipairs(NETWORKS) do
    describe(("by the network %q, to a peer that"):format(network[1]), function()
      local all, why

      setup(function()
        all, why = results_of(pipes[network[1]])
      end)

      for _, case in ipairs(cases.of(network[1])) do
        for _, scheme in ipairs({ "http", "https" }) do
          it(("%s, by %s: what is told is what happened"):format(case[1], scheme), function()
            if not all then
              pending(why)
              return
            end
            local results = assert(all[case[1] .. scheme], "the case was not tried")
            assert.equal(#cases.SIZES, #results)
            assert.equal("", contradictions(results))
            assert.is_true(results[1].verdict.arrivals > 0)
          end)
        end
      end
    end)
  end
end)
