# Completion of hwc for fish: hwc completion fish | source

function __hwc_candidates
  set -l typed (commandline -opc)
  hwc completion candidates -- $typed[2..-1] 2>/dev/null
end
complete -c hwc -a '(__hwc_candidates)'
