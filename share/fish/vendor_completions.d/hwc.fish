# Completion of hwc for fish: hwc completion fish | source

function __hwc_candidates
  set -l typed (commandline -opc)
  set -l current (commandline -ct)
  set -l before (string match -r -- '^(?:--[^=]*=)?@?' $current)
  if string match -q -- '--*=*' $current
    set -a typed (string split -m 1 = -- $current)[1]
  end
  set -l start (string length -- "$before")
  set -l found (hwc completion candidates -- $typed[2..-1] 2>/dev/null |
    string match -- (string sub -s (math $start + 1) -- $current)'*')
  if test -z "$found"
    set found (__fish_complete_path (string sub -s (math $start + 1) -- $current))
  end
  string replace -r -- '^' "$before" $found
end
complete -c hwc -f -a '(__hwc_candidates)'
