-- Completion in the shells themselves.

local function write(text)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
  return path
end

local function output_of(command)
  local pipe <close> = assert(io.popen(command))
  return pipe:read("a")
end

local function has(program)
  return (os.execute("command -v " .. program .. " >/dev/null 2>&1")) == true
end

-- What the last word may become; `only`: one of them is left.
local CASES = {
  { "hwc cph help update-k", "update-keypair" },
  { "hwc wait dev-server x --status STO", "STOPPED" },
  { "hwc call GET /v1/x --service dev", "devserver" },
  { "hwc co", "completion", "configure" },
  { "hwc cph resta", "restart-cloud-phone", "restart-cloud-phone-server", "restart-encode-server" },
  { "hwc --sandbox -o json cph update-ke", "update-keypair" },
  { "hwc CPH update-ke", "update-keypair" },
  { "hwc cph restart-cloud-phone-server --server-i", "--server-ids" },
  { "hwc cph restart-cloud-phone-server --server-ids a b --wa", "--wait" },
  { "hwc cph list-cloud-phone-servers --network-version v", "v1", "v2" },
  { "hwc cph list-cloud-phone-servers --output c", "csv" },
  { "hwc cph list-cloud-phone-servers -o js", "json", "jsonl" },
  { "hwc --gateway ro", "roma" },
  { "hwc rollout p", "pause", "plan" },
  { "hwc rollout start --plan", "--plan-hash" },
  { "hwc rollout plan --step cph.restart_s", "cph.restart_servers" },
  { "hwc rollout report --format h", "html" },
  { "hwc rollout resolve x.db id re", "redo" },
  { "hwc wait dev-server-s", "dev-server-stopped" },
  { "hwc help cph update-ke", "update-keypair" },
  { "hwc completion b", "bash" },
}

local function candidates_of(case)
  return table.concat(case, "\n", 2) .. "\n"
end

describe("completion", function()
  it("is offered in bash", function()
    local lines = { 'PATH="$PWD/bin:$PATH"; eval "$(hwc completion bash)"' }
    for _, case in ipairs(CASES) do
      lines[#lines + 1] = ("COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _hwc"):format(
        case[1])
      lines[#lines + 1] = "printf '%s\\n' \"${COMPREPLY[@]}\"; echo =="
    end
    -- Bash takes words apart at "=".
    lines[#lines + 1] = "COMP_WORDS=(hwc cph list-jobs --output = t); COMP_CWORD=5; _hwc"
    lines[#lines + 1] = "printf '%s\\n' \"${COMPREPLY[@]}\"; echo =="
    lines[#lines + 1] = "COMP_WORDS=(hwc cph list-jobs --output =); COMP_CWORD=4; _hwc"
    lines[#lines + 1] = "printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p hwc"
    local script = write(table.concat(lines, "\n"))
    local text = output_of("bash " .. script)
    os.remove(script)
    local expected = {}
    for i, case in ipairs(CASES) do
      expected[i] = candidates_of(case) .. "==\n"
    end
    assert.equal(table.concat(expected) .. "table\ntsv\n==\n"
      .. "csv\njson\njsonl\ntable\ntsv\ncomplete -o default -F _hwc hwc\n", text)
  end)

  it("is offered in fish", function()
    if not has("fish") then
      pending("fish is not installed")
      return
    end
    local lines = { "set -x PATH $PWD/bin $PATH", "hwc completion fish | source" }
    for _, case in ipairs(CASES) do
      lines[#lines + 1] = ("complete -C '%s'; echo =="):format(case[1])
    end
    lines[#lines + 1] = "complete -C 'hwc cph list-jobs --output=t'"
    lines[#lines + 1] = "complete -C 'hwc cph list-jobs --json READM'"
    lines[#lines + 1] = "complete -C 'hwc cph list-jobs --json @READM'"
    local script = write(table.concat(lines, "\n"))
    local text = output_of("fish --no-config " .. script .. " 2>&1")
    os.remove(script)
    local expected = {}
    for i, case in ipairs(CASES) do
      expected[i] = candidates_of(case) .. "==\n"
    end
    assert.equal(table.concat(expected) .. "--output=table\n--output=tsv\n"
      .. "README.md\n@README.md\n", text)
  end)

  -- Zsh completes in its line editor alone: it runs in a terminal, and writes what Ctrl-T
  -- makes of each line to a file.
  it("is offered in zsh", function()
    if not has("zsh") then
      pending("zsh is not installed")
      return
    end
    local output = os.tmpname()
    local settings = write(([[
      PS1= path=($PWD/bin $path) fpath=($PWD/share/zsh/site-functions $fpath)
      autoload -Uz compinit
      compinit -u -D
      hwc-complete() { zle complete-word; print -r -- "$BUFFER" >>%s; BUFFER= }
      zle -N hwc-complete
      bindkey '^T' hwc-complete
      print begun >>%s
    ]]):format(output, output))
    local lines = { [[
      wait_for() { for i in {1..100}; do (( $(wc -l <$1) >= $2 )) && return; sleep 0.05; done }
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell ". ]] .. settings .. [["
      wait_for ]] .. output .. " 1" }
    local expected, count = { "begun\n" }, 1
    local function add(line, completed)
      count = count + 1
      lines[#lines + 1] = ("zpty -w -n shell '%s'$'\\024'; wait_for %s %d"):format(line, output,
        count)
      expected[count] = completed .. "\n"
    end
    for _, case in ipairs(CASES) do
      if #case == 2 then
        add(case[1], case[1]:gsub("%S+$", "") .. case[2] .. " ")
      end
    end
    add("hwc cph list-jobs --output=c", "hwc cph list-jobs --output=csv ")
    add("hwc cph list-jobs --json READM", "hwc cph list-jobs --json README.md ")
    add("hwc cph list-jobs --json @READM", "hwc cph list-jobs --json @README.md ")
    lines[#lines + 1] = "zpty -d shell"
    local script = write(table.concat(lines, "\n"))
    local problems = output_of("timeout 60 zsh -f " .. script .. " 2>&1")
    local file <close> = assert(io.open(output))
    for _, path in ipairs({ script, settings, output }) do
      os.remove(path)
    end
    assert.equal(table.concat(expected), file:read("a"), problems)
  end)
end)
