# Completion of upshot in fish. For every shell to come:
#   upshot completion fish > ~/.config/fish/completions/upshot.fish
function __upshot_complete
    set -l line (commandline --cut-at-cursor)
    upshot "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete --command upshot --arguments '(__upshot_complete)'
