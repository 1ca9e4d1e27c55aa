#compdef upshot
# Completion of upshot in zsh. For every shell to come, in a folder of $fpath:
#   upshot completion zsh > "${fpath[1]}/_upshot"
_upshot() {
    local line="${(j: :)words[1,CURRENT]}"
    local -a said
    said=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
    if [[ -n "${said[*]}" ]]; then compadd -- "${said[@]}"; else _files; fi
}
if [[ "${funcstack[1]}" == "_upshot" ]]; then _upshot "$@"; else compdef _upshot upshot; fi
